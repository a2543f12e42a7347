"""Reading: one pass over the parser's events, nothing guessed, everything odd refused with its place and a remedy."""

import errno
import os
import re
import stat
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

from smcheck.problems import Problem, Problems
from smcheck.yamlio.complaints import complaint, place
from smcheck.yamlio.document import Data, Document, ParserMark, Places

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
_PIECE = 1 << 16  # bytes; room for all that a file may have, for each of many small ones, is slow and leaves gaps
_MAX_PROBLEMS = 20

# Written as an escape, these four are harmless; as such they are invisible line breaks in YAML, which no editor counts.
_INVISIBLE = ("\x85", "\u2028", "\u2029", "\ufeff")
# What no YAML file can hold, escaped or not, as far as this program is concerned.
CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
_PLAIN_BLANK = frozenset(("", "~", "null"))
_NO_KEY = _PLAIN_BLANK | {"<<"}


class PureParser(Reader, Scanner, Parser):
    """PyYAML's own parser, for a Python without the C one; it shall accept nothing that the C parser refuses."""

    def __init__(self, source: bytes) -> None:
        text = source.decode()
        tab = re.search(r"(?:^|[\r\n]) *\t", text)
        if tab:
            line, column = place(text, tab.end() - 1)
            raise Problems([Problem("yaml.tab", line=line, column=column)])
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def scan_plain(self) -> Any:
        """Scan a plain text; the C parser does not take a colon glued to a bracket or a comma."""
        token: Any = super().scan_plain()
        if self.flow_level and (":?" in token.value or (self.peek() == ":" and self.peek(1) in ",?[]{}")):
            raise ScannerError(None, None, "found unexpected ':'", token.end_mark)
        return token


def _fast_parser() -> type[Any] | None:
    try:
        from yaml._yaml import CParser
    except ImportError:
        return None
    return CParser


FAST_PARSER = _fast_parser()
PARSER: type[Any] = FAST_PARSER or PureParser


def parser(source: bytes) -> Any:
    """Return a parser over *source*; a missing last line end changes nothing, though YAML would have it so."""
    return PARSER(source if source.endswith((b"\n", b"\r")) else source + b"\n")


def read_file(path: Path, *, file: str | None = None) -> Document:
    """Read the YAML file at *path*; *file* is the name its problems carry, else the path as given.

    Raises `Problems` as `read` and `read_bytes` do.
    """
    name = str(path) if file is None else file
    return read(read_bytes(path, file=name), name)


def read_bytes(path: Path, *, file: str | None = None) -> bytes:
    """Return what stands in the file at *path*; *file* is the name its problems carry, else the path as given.

    Raises `Problems` for what is missing, no ordinary file, too large or unreadable; a device or a pipe is not opened,
    and no more than the limit is read.
    """
    name = str(path) if file is None else file
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Problems([Problem("yaml.folder", file=name)])
        if not stat.S_ISREG(status.st_mode):
            raise Problems([Problem("yaml.no_file", file=name)])
        if status.st_size > MAX_BYTES:
            raise Problems([_too_large(status.st_size, name)])
        # A pipe may have taken the file's place since: opening it must not wait for a writer.
        with open(path, "rb", buffering=0, opener=_open_without_waiting) as stream:
            data = b""
            while len(data) <= MAX_BYTES and (piece := stream.read(min(_PIECE, MAX_BYTES + 1 - len(data)))):
                data += piece
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a path with a NUL in it
        raise Problems([Problem("yaml.missing_file", file=name)]) from None
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, str(error.errno))
        raise Problems([Problem("yaml.unreadable", {"reason": reason}, file=name)]) from None
    return data


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _too_large(size: int, file: str) -> Problem:
    return Problem("yaml.too_large", {"size": size, "limit": MAX_BYTES}, file=file)


def read(data: bytes, file: str) -> Document:
    """Read one YAML document, a mapping, from *data*; *file* is the name its problems carry.

    UTF-8 with or without byte order mark, any line ends, at most 1 MiB and 32 levels. Raises `Problems` with file, line
    and column for everything else: text that is not UTF-8, control characters, tags, anchors, aliases, merge keys,
    duplicate keys, keys that are not text, a second document, directives, and whatever the parser cannot read.
    """
    if len(data) > MAX_BYTES:
        raise Problems([_too_large(len(data), file)])
    bom = data.startswith(b"\xef\xbb\xbf")
    source = data[3:] if bom else data
    try:
        text = source.decode()
    except UnicodeDecodeError as error:
        raise Problems([_not_utf8(source, error.start, file)]) from None
    if not text.isascii() and any(character in text for character in _INVISIBLE):
        raise Problems([_unprintable(text).at(file)])
    try:
        content, places = _compose(source, text)
    except Problems as problems:
        raise Problems(problem.at(file) for problem in problems.problems) from None
    return Document(file, text, content, bom, places)


def _not_utf8(source: bytes, start: int, file: str) -> Problem:
    line, column = place(source[:start].decode(), start)
    if source.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_mostly_nul(source.count(0), len(source)):
        return Problem("yaml.utf16", file=file, line=line, column=column)
    return Problem("yaml.not_utf8", {"byte": f"{source[start]:02X}"}, file=file, line=line, column=column)


def _unprintable(text: str) -> Problem:
    found = re.search("|".join((CONTROL, *_INVISIBLE)), text)
    if not found:
        return Problem("yaml.syntax")
    line, column = place(text, found.start())
    if _is_mostly_nul(text.count("\x00"), len(text)):
        return Problem("yaml.utf16", line=line, column=column)
    code = "yaml.invisible" if found[0] in _INVISIBLE else "yaml.control"
    return Problem(code, {"character": f"U+{ord(found[0]):04X}"}, line=line, column=column)


def _is_mostly_nul(count: int, size: int) -> bool:
    """Tell UTF-16, where every other byte of a Western text is NUL, from a stray NUL."""
    return count > size // 4


def _compose(source: bytes, text: str) -> tuple[dict[str, Data], Places]:
    """Build data and places.

    A loop with its own stack, so that no nesting can exhaust Python's or C's, and in one piece, because a batch spends
    much of its time here.
    """
    problems: list[Problem] = []

    def note(code: str, mark: ParserMark, **values: object) -> None:
        problems.append(Problem(code, values, line=mark.line + 1, column=mark.column + 1))
        if len(problems) >= _MAX_PROBLEMS:
            raise Problems(problems)

    def stop(code: str, mark: ParserMark, **values: object) -> Problems:
        return Problems([*problems, Problem(code, values, line=mark.line + 1, column=mark.column + 1)])

    root: dict[str, Data] = {}
    root_places: Places = None
    has_document = False
    escapes = "\\" in text
    stack: list[tuple[Any, Any, bool]] = []
    container: Any = None
    places: Any = None
    in_mapping = False
    key: str | None = None
    key_mark: Any = None
    try:
        get_event = parser(source).get_event
        while True:
            event: Any = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                value = event.value
                if event.tag is not None or event.anchor is not None:
                    note(*_adornment(event))
                escaped = escapes and event.style == '"' and not value.isprintable()
                if escaped and (control := re.search(CONTROL, value)):
                    note("yaml.control_escape", event.start_mark, character=f"U+{ord(control[0]):04X}")
                if in_mapping:
                    if key is None:
                        mark = event.start_mark
                        if value in _NO_KEY and (not event.style or not value):
                            note("yaml.merge_key" if value == "<<" else "yaml.blank_key", mark)
                        if value in container:
                            note("yaml.duplicate_key", mark, key=value, first=str(places[value][0].line + 1))
                        key = value
                        key_mark = mark
                    else:
                        if value in _PLAIN_BLANK and (not value or not event.style):
                            value = None
                        container[key] = value
                        places[key] = (key_mark, event.start_mark, None)
                        key = None
                elif container is not None:
                    if value in _PLAIN_BLANK and (not value or not event.style):
                        value = None
                    container.append(value)
                    mark = event.start_mark
                    places.append((mark, mark, None))
                else:
                    raise stop("yaml.not_mapping" if value or event.style else "yaml.empty", event.start_mark)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                mark = event.start_mark
                if event.tag is not None or event.anchor is not None:
                    note(*_adornment(event))
                if len(stack) >= MAX_DEPTH:
                    raise stop("yaml.too_deep", mark, limit=MAX_DEPTH)
                is_mapping = kind is MappingStartEvent
                inner: Any = {} if is_mapping else []
                inner_places: Any = {} if is_mapping else []
                if in_mapping:
                    if key is None:
                        raise stop("yaml.key_not_text", mark)
                    container[key] = inner
                    places[key] = (key_mark, mark, inner_places)
                    key = None
                elif container is not None:
                    container.append(inner)
                    places.append((mark, mark, inner_places))
                elif is_mapping:
                    root, root_places = inner, inner_places
                else:
                    raise stop("yaml.not_mapping", mark)
                stack.append((container, places, in_mapping))
                container, places, in_mapping = inner, inner_places, is_mapping
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                container, places, in_mapping = stack.pop()
            elif kind is AliasEvent:
                raise stop("yaml.alias", event.start_mark)
            elif kind is DocumentStartEvent:
                if has_document:
                    raise stop("yaml.second_document", event.start_mark)
                has_document = True
                if event.explicit:
                    problems.extend(_directives(text[: event.end_mark.index]))
            elif kind is StreamEndEvent:
                break
    except yaml.MarkedYAMLError as error:
        raise Problems([*problems, complaint(error, text)]) from None
    except yaml.reader.ReaderError:
        raise Problems([*problems, _unprintable(text)]) from None
    except (ValueError, OverflowError):  # the pure parser on an escape beyond Unicode
        found = re.search(r"\\U(?!000|0010)", text)
        line, column = place(text, found.start() if found else 0)
        raise Problems([*problems, Problem("yaml.bad_escape", line=line, column=column)]) from None
    if not has_document:
        raise Problems([Problem("yaml.empty", line=1, column=1)])
    if problems:
        raise Problems(problems)
    return root, root_places


def _adornment(event: Any) -> tuple[str, ParserMark]:
    return ("yaml.tag" if event.tag is not None else "yaml.anchor"), event.start_mark


def _directives(head: str) -> list[Problem]:
    """Complain of every directive but one that names YAML 1.1 or 1.2."""
    found = []
    for number, line in enumerate(re.split("\r\n|\r|\n", head), 1):
        if line.startswith("%") and not re.fullmatch(r"%YAML[ \t]+1\.[12][ \t]*(#.*)?", line):
            found.append(Problem("yaml.directive", {"directive": line.split()[0]}, line=number, column=1))
    return found
