"""The diagnosis: what the answers of a case add up to."""
