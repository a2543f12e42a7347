"""The formats a document is handed over in, each made from the same Markdown."""

from enum import StrEnum


class Format(StrEnum):
    """A format, called like the ending of its files."""

    MD = "md"
    HTML = "html"
