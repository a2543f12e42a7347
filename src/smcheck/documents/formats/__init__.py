"""The formats a document is handed over in: Markdown, HTML, Word and PDF, all made from the same Markdown.

It loads no library: each format brings its own when a file of it is made, and two of them need not be installed.
"""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from smcheck.problems import Problem, Problems

if TYPE_CHECKING:
    from smcheck.documents.formats.paper import Paper


LAYOUTS = ("flow", "one page", "landscape")
"""How a document is laid out: as text that flows, on exactly one page, or on one that lies on its side."""

LARGEST = 64 << 20
"""Bytes of a letterhead, unpacked."""


class Format(StrEnum):
    """A format, called like the ending of its files."""

    MD = "md"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"

    @property
    def is_text(self) -> bool:
        """Tell whether it can be printed."""
        return self in {Format.MD, Format.HTML}


class Letterhead(NamedTuple):
    """A Word file on which others are written: where it lies, for problems, and its bytes."""

    file: str
    data: bytes

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return the file at *path*. Raises `Problems` where it is far too large, as a device without end would be."""
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise Problems([Problem("formats.large_reference", {"n": LARGEST >> 20}, file=str(path))])
        return cls(str(path), data)


class File(NamedTuple):
    """The bytes of a file, and what is to be said about it."""

    data: bytes
    problems: tuple[Problem, ...] = ()


NEEDS_EXTRA = "formats.needs_extra"
"""The problem of a format that is not installed."""

_EXTRAS = {"docx": "docx", "lxml": "docx", "typst": "pdf"}  # which of ours brings a library
_NAMES = {"docx": "Word", "pdf": "PDF"}


def make(paper: "Paper", format_: Format, letterhead: Letterhead | None = None) -> File:
    """Return *paper* in a format; a Word file on a *letterhead* if there is one.

    Raises `Problems` where what the format needs is not installed, and for a letterhead that is no Word file;
    RecursionError and MemoryError for Markdown that is nested or goes on without end.
    """
    try:
        return _made(paper, format_, letterhead)
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        raise Problems([Problem(NEEDS_EXTRA, {"format": _NAMES[extra], "extra": extra})]) from None


def _made(paper: "Paper", format_: Format, letterhead: Letterhead | None) -> File:
    match format_:
        case Format.MD:
            return File(paper.markdown.encode())
        case Format.HTML:
            from smcheck.documents.formats.html import html

            return File(html(paper))
        case Format.DOCX:
            from smcheck.documents.formats.docx import docx

            return File(docx(paper, letterhead))
        case Format.PDF:
            from smcheck.documents.formats.pdf import pdf

            return pdf(paper)
