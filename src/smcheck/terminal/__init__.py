"""The terminal: askers, the review screen and consoles."""
