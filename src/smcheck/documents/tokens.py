"""What a template is made of: texts, and the tokens of its tags, found by one pattern each."""

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Piece", "Unusual", "pieces"]

_QUOTED = r"""'[^'\\]*+(?:\\.[^'\\]*+)*+' | "[^"\\]*+(?:\\.[^"\\]*+)*+\""""
_TAG = re.compile(
    rf"""
    \{{ (?: % ([-+]?) ( [^'"%]*+ (?: (?: {_QUOTED} | % (?!\}}) ) [^'"%]*+ )*+ ) %\}}
          | \{{ ([-+]?) ( [^'"}}]*+ (?: (?: {_QUOTED} | \}} (?!\}}) ) [^'"}}]*+ )*+ ) \}}\}}
          | \# ([-+]?) (.*?) \#\}} )
    """,
    re.VERBOSE | re.DOTALL,
)
_TOKEN = re.compile(
    rf"""
    \s* ( [^\W\d]\w*+ | {_QUOTED} | // | \*\* | [=!<>]= | (?: 0 | [1-9][0-9]*+ | [0-9]++\.[0-9]++ ) (?![\w.]) | \S )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENING = re.compile(r"\{[{%#]")
_BLANK = re.compile(r"\s*")
_KINDS = {2: "%", 4: "{", 6: "#"}


class Unusual(Exception):
    """Something in a template that is left to Jinja."""


class Piece(NamedTuple):
    """A piece of a template: a text, or a tag with its tokens and an empty one behind them."""

    kind: str
    """`%` or `{` for a tag, nothing for a text."""
    text: str
    tokens: list[str]


def pieces(source: str) -> Iterator[Piece]:
    """Yield what *source* is made of, with blocks trimmed and stripped. Raises `Unusual`.

    What ends too early (`}}` inside brackets) is a tag whose brackets do not match.
    """
    if "\r" in source:
        raise Unusual
    position = 0
    while opening := _OPENING.search(source, position):
        tag = _TAG.match(source, opening.start())
        if tag is None:
            raise Unusual
        group = tag.lastindex or 0
        kind, sign, body = _KINDS[group], tag[group - 1], tag[group]
        text = source[position : tag.start()]
        if sign == "-":
            text = text.rstrip()
        elif not sign and kind != "{":
            last = text.rfind("\n") + 1
            if (last or not position or source[position - 1] == "\n") and text[last:].isspace():
                text = text[:last]
        if text:
            yield Piece("", text, [])
        if body[-1:] == "-":
            position = _BLANK.match(source, tag.end()).end()  # type: ignore[union-attr]
        elif kind != "{" and body[-1:] != "+" and source.startswith("\n", tag.end()):
            position = tag.end() + 1
        else:
            position = tag.end()
        if kind != "#":
            ends = body[-1:] == "-" or (kind == "%" and body[-1:] == "+")
            yield Piece(kind, "", [*_TOKEN.findall(body[:-1] if ends else body), ""])
    if position < len(source):
        yield Piece("", source[position:], [])
