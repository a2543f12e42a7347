"""The tokens of a template, found by one pattern for each kind of tag where Jinja's lexer tries seven, one by one.

What is unusual (`raw`, `\\r`, figures that are not plain, brackets that do not match, whatever is wrong) is left to
Jinja, which also has the words for it.
"""

import re

from jinja2.lexer import Token, operators

_START = re.compile(r"(\{[{%#])([-+]?)")
_BLANK = re.compile(r"\s+")
_COMMENT = re.compile(r"\+#\}|-#\}\s*|#\}\n?")
_INSIDE = r"""
    (?P<name> [^\W\d]\w*)
    | (?P<string> '[^'\\]*(?:\\.[^'\\]*)*' | "[^"\\]*(?:\\.[^"\\]*)*")
    | (?P<operator> // | \*\* | [=!<>]= | [-+/*%~\[\](){}<>=.:|,;])
    | (?P<integer> 0(?![\w.]) | [1-9][0-9]*(?![\w.]))
    | (?P<float> (?<!\.)[0-9]+\.[0-9]+(?![\w.]))
    | (?P<other> .|$)
    )
"""
_FLAGS = re.VERBOSE | re.DOTALL
_TAGS = {
    "{%": ("block", re.compile(rf"\s*(?: (?P<end> \+%\}} | -%\}}\s* | %\}}\n?) | {_INSIDE}", _FLAGS)),
    "{{": ("variable", re.compile(rf"\s*(?: (?P<end> -\}}\}}\s* | \}}\}}) | {_INSIDE}", _FLAGS)),
}
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class _Token(Token):
    """A token that tells what it is without taking the question apart; the parser asks ten times of each."""

    __slots__ = ()

    def test(self, expr: str) -> bool:
        return expr == self[1] or (self[1] == "name" and expr == f"name:{self[2]}")


def tokens(source: str) -> list[Token] | None:
    """Return what Jinja's lexer makes of *source* with blocks trimmed and stripped; None for what is left to it."""
    if "\r" in source:
        return None
    found: list[Token] = []
    position, line = 0, 1
    fresh = True  # whether a line begins where the text between tags does
    while start := _START.search(source, position):
        tag, sign = start.groups()
        data = written = source[position : start.start()]
        if sign == "-":
            data = written.rstrip()
        elif not sign and tag != "{{":
            last = written.rfind("\n") + 1
            if (last or fresh) and _BLANK.fullmatch(written, last):
                data = written[:last]
        if data:
            found.append(_Token(line, "data", data))
        line += written.count("\n")
        position = start.end()
        end = _COMMENT.search(source, position) if tag == "{#" else _add_tag(source, position, line, start[0], found)
        if end is None:
            return None
        line += source.count("\n", position, end.end())
        position = end.end()
        fresh = source[position - 1] == "\n"
    if position < len(source):
        found.append(_Token(line, "data", source[position:]))
    return found


def _add_tag(source: str, position: int, line: int, opening: str, found: list[Token]) -> re.Match[str] | None:
    """Add the tokens of the tag that opens before *position* to *found*; return its end, None where it is unusual."""
    name, pattern = _TAGS[opening[:2]]
    found.append(_Token(line, f"{name}_begin", opening))
    closing: list[str] = []
    counted = position
    for match in pattern.finditer(source, position):
        kind = str(match.lastgroup)
        text = match[kind]
        line += source.count("\n", counted, counted := match.start(kind))
        value: object = text
        if kind == "name":
            if not text.isascii() and not text.isidentifier():
                return None
            if text == "raw" and found[-1].type == "block_begin":
                return None
        elif kind == "operator":
            kind = operators[text]
            if text in _CLOSING:
                closing.append(_CLOSING[text])
            elif text in ")]}" and (not closing or closing.pop() != text):
                return None
        elif kind == "string":
            value = text[1:-1]
            if "\\" in text:
                try:
                    value = text[1:-1].encode("ascii", "backslashreplace").decode("unicode-escape")
                except UnicodeDecodeError:
                    return None
        elif kind == "end":
            found.append(_Token(line, f"{name}_end", text))
            return None if closing else match
        elif kind == "integer":
            value = int(text)
        elif kind == "float":
            value = float(text)
        else:
            return None
        found.append(_Token(line, kind, value))  # type: ignore[arg-type]
    return None
