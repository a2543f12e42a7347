"""Guided strategy interviews in the terminal, and the documents made from them."""

__version__ = "0.1.0"
