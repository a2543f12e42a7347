"""The rules of a bank: readiness dimensions, findings and portraits, as models, read, checked and compiled."""
