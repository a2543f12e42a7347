"""What the answers of a case say about the organisation: readiness, findings, portraits, differences, progress."""
