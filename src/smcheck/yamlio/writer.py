"""Writing: block style that people like to read and edit, and that no YAML reader takes for something else.

PyYAML's dumper is not used: its C and its pure version write different bytes, the first turns every emoji into an
escape, and both leave texts bare that a YAML 1.2 reader takes for numbers (`1e3`, `0o12`, `08`).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from smcheck.problems import Problem, Problems
from smcheck.yamlio.document import Data
from smcheck.yamlio.reader import CONTROL, MAX_DEPTH

_INDENT = "  "
_LONGEST_KEY = 1000  # characters as written; parsers give up looking for the colon at 1024

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPES |= {"\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P", "\ufeff": "\\uFEFF"}
_NEEDS_ESCAPE = re.compile("[\n\r\t\x85\u2028\u2029\ufeff]")
_NEEDS_QUOTES = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`<=~.\s]|.*?(?::(?:\s|$)|\s#|\s$)", re.DOTALL)

_BRACKETS = re.compile(r"[,\[\]{}:]")

# What YAML 1.1 or 1.2 readers take for a truth value, nothing, a number (octal, base 60, `1_000`) or a time ...
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_MISREAD = re.compile(
    r"[-+]?(?:0[bB][01_]+|0[oO][0-7_]+|0[xX][0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-9_]+)+(?:\.[0-9_]*)?"
    r"|(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"
)
# ... and what each of them prints again as it was, so that it needs no quotes: `42`, `7.5`, `2026-12-01`, `true`.
_FAITHFUL = re.compile(r"0|-?[1-9][0-9]{0,14}|-?(?:0|[1-9][0-9]{0,8})\.[0-9]{0,3}[1-9]|true|false")
_DAY = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}")


def dump(data: Mapping[str, Data]) -> str:
    """Return *data* as a YAML document with LF line ends, in the order of *data*; `read` gives back an equal value.

    The empty text is blank, as it is when read. Raises `Problems` for what no YAML file can hold: control characters,
    a key that is empty or longer than 1000 characters, more than 32 levels.
    """
    return "".join(f"{line}\n" for line in (lines(data) if data else ["{}"]))


def lines(data: Mapping[str, Data], *, depth: int = 1, blocks: bool = True) -> Iterator[str]:
    """Yield *data*, to stand at level *depth*, as lines without line ends; *blocks* allows texts of several lines."""
    _check_depth(depth)
    for key, value in data.items():
        name = key_of(key)
        if value and not isinstance(value, str):
            yield f"{name}:"
            for line in _nested(value, depth + 1, blocks):
                yield _INDENT + line if line else ""
        else:
            yield from _after(f"{name}:", value, blocks)


def flow(value: Data, *, depth: int = 1) -> str:
    """Return *value* on one line, as it stands between brackets."""
    if isinstance(value, str) or value is None:
        return inline(value, between_brackets=True) if value else "~"
    _check_depth(depth)
    if isinstance(value, list):
        return f"[{', '.join(flow(item, depth=depth + 1) for item in value)}]"
    entries = (f"{key_of(key, between_brackets=True)}: {flow(item, depth=depth + 1)}" for key, item in value.items())
    return f"{{{', '.join(entries)}}}"


def key_of(key: str, *, between_brackets: bool = False) -> str:
    """Return *key* as it is written before its colon."""
    if not key:
        raise Problems([Problem("yaml.blank_key")])
    written = inline(key, between_brackets=between_brackets)
    if len(written) > _LONGEST_KEY:
        raise Problems([Problem("yaml.key_too_long", {"limit": _LONGEST_KEY, "key": key[:40]})])
    return written


def inline(text: str, *, between_brackets: bool = False) -> str:
    """Return *text* on one line, in quotation marks where it needs them."""
    _check_characters(text)
    if _NEEDS_ESCAPE.search(text):
        return '"' + "".join(_ESCAPES.get(character, character) for character in text) + '"'
    if _is_safe(text) and not (between_brackets and _BRACKETS.search(text)):
        return text
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _sequence(data: list[Data], depth: int, blocks: bool) -> Iterator[str]:
    _check_depth(depth)
    for item in data:
        if item and not isinstance(item, str):
            start = "- "
            for line in _nested(item, depth + 1, blocks):
                yield start + line if line else ""
                start = _INDENT
        else:
            yield from _after("-", item, blocks)


def _nested(value: list[Data] | dict[str, Data], depth: int, blocks: bool) -> Iterator[str]:
    if isinstance(value, dict):
        return lines(value, depth=depth, blocks=blocks)
    return _sequence(value, depth, blocks)


def _after(start: str, value: Data, blocks: bool) -> Iterator[str]:
    """Write a scalar or an empty collection behind `key:` or `-`."""
    if not value:
        yield start + (" {}" if isinstance(value, dict) else " []" if isinstance(value, list) else "")
    elif isinstance(value, str) and blocks and _fits_block(value):
        # A first line that begins with a space or is empty would be taken for the measure of the indentation.
        measure = str(len(_INDENT)) if value.startswith((" ", "\n")) else ""
        yield f"{start} |{measure}" + ("" if value.endswith("\n") else "-")
        for line in value.removesuffix("\n").split("\n"):
            yield _INDENT + line if line else ""
    elif isinstance(value, str):
        yield f"{start} {inline(value)}"


def _fits_block(text: str) -> bool:
    """Tell whether *text* survives as a literal block, also in an editor that removes blanks at the end of the file."""
    if "\n" not in text or text.endswith("\n\n") or _NEEDS_ESCAPE.search(text.replace("\n", "")):
        return False
    _check_characters(text)
    return not any(line.isspace() for line in text.split("\n")) and text != "\n"


def _is_safe(text: str) -> bool:
    """Tell whether every reader takes *text* without quotes for what it is."""
    if _FAITHFUL.fullmatch(text) or _is_day(text):
        return True
    return not (_NEEDS_QUOTES.match(text) or text.casefold() in _WORDS or _MISREAD.fullmatch(text))


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:  # PyYAML fails on the 30th of February
        return False


def _check_characters(text: str) -> None:
    if control := re.search(CONTROL, text):
        raise Problems([Problem("yaml.cannot_hold", {"character": f"U+{ord(control[0]):04X}"})])


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Problems([Problem("yaml.too_deep", {"limit": MAX_DEPTH})])
