"""Editing: one entry of a document is replaced, inserted or removed, and every other byte stays."""

import re
from collections.abc import Iterable, Iterator, Sequence

from smcheck.problems import Problem, Problems
from smcheck.yamlio.document import Data
from smcheck.yamlio.layout import Entry, Section, survey
from smcheck.yamlio.reader import read
from smcheck.yamlio.writer import flow, key_of, lines

_BOM = "\ufeff"
_BREAK = re.compile("\r\n|\r|\n")
_COMMENT = re.compile(r"[ \t]*#[^\r\n]*")
_COMMENT_LINE = re.compile(r"([ \t]*)#[^\r\n]*(?:\r\n|\r|\n|\Z)")
_GAP = r"(?:[ \t\r\n]|#[^\r\n]*)*"
_COMMA = re.compile(rf"({_GAP}),")
_COMMA_AFTER = re.compile(_COMMA.pattern + r"[ \t]*")
_STEP = 2


def splice(document_text: str, section: str, key: str, value: Data, *, order: Sequence[str] = ()) -> str:
    """Return *document_text* with the entry *key* of *section* replaced or inserted, and every other character kept.

    *order* says where a new entry belongs among its neighbours; one that is not in it comes last. A comment behind the
    key stays. Raises `Problems`: what `read` says of the document, what `dump` says of the value, and
    `yaml.cannot_edit` where the section is no mapping or the result would not read back as meant.
    """
    return _Edit(document_text, key).set_in(section, value, order)


def remove(document_text: str, section: str, key: str) -> str:
    """Return *document_text* without the entry *key* of *section*; raises as `splice` does."""
    return _Edit(document_text, key).remove_from(section)


def put(document_text: str, key: str, value: Data) -> str:
    """Return *document_text* with the top-level entry *key* replaced, or added at the end; raises as `splice` does."""
    return _Edit(document_text, key).set_at_top(value)


class _Edit:
    """One edit of one document: the text without its byte order mark, what it says, and where its entries stand."""

    def __init__(self, document_text: str, key: str) -> None:
        document = read(document_text.encode("utf-8", "surrogatepass"), "")
        self.text = document.text
        self.bom = _BOM if document.bom else ""
        self.data = document.data
        self.root, self.document_end = survey(self.text)
        self.key = key
        found = _BREAK.search(self.text)
        self.line_break = found[0] if found else "\n"

    def set_at_top(self, value: Data) -> str:
        return self._settle(self._set(self.root, self.key, value, ()), {**self.data, self.key: _as_read(value)})

    def set_in(self, section: str, value: Data, order: Sequence[str]) -> str:
        old = self.data.get(section) or {}
        if not isinstance(old, dict):
            raise self._failure()
        want: dict[str, Data] = {**self.data, section: {**old, self.key: _as_read(value)}}
        entry = self.root.find(section)
        if entry and entry.section and (old or self.root.flow or not self._is_bare(entry)):
            return self._settle(self._set(entry.section, self.key, value, order), want)
        if self.root.flow:
            return self._settle(self._set(self.root, section, {self.key: value}, ()), want)
        steps = (e.section.column - self.root.column for e in self.root.entries if e.section and not e.section.flow)
        indent = " " * (self.root.column + next(steps, _STEP))
        inside = (self._indented(written, indent) for written in _spellings(self.key, value, depth=2))
        if entry:
            return self._settle((self._fill(entry, written) for written in inside), want)
        head = " " * self.root.column + key_of(section) + ":" + self.line_break
        return self._settle((self._insert(self.document_end, head + written) for written in inside), want)

    def remove_from(self, section: str) -> str:
        old = self.data.get(section)
        if not isinstance(old, dict) or self.key not in old:
            return self.bom + self.text
        parent = self.root.find(section)
        mapping = parent.section if parent else None
        entry = mapping.find(self.key) if mapping else None
        if mapping is None or entry is None:
            raise self._failure()
        left = {name: value for name, value in old.items() if name != self.key}
        if mapping.flow:
            # Between a blank value and the closing brace the comma has to stay.
            comma_kept = self.text[: entry.start] + self.text[entry.end :]
            return self._settle([self._without_in_flow(mapping, entry), comma_kept], {**self.data, section: left})
        start, end = self._line_start(entry), self._next_line(entry.end)
        # Without the entry, a comment below it could become a line of the text above it: an empty comment divides them.
        fence = " " * mapping.column + "#" + self.line_break
        candidates = (self.text[:start] + between + self.text[end:] for between in ("", fence))
        return self._settle(candidates, {**self.data, section: left or None})

    def _set(self, mapping: Section, key: str, value: Data, order: Sequence[str]) -> Iterator[str]:
        """Return the text with *key* set in *mapping*, in the ways to write it, the nicest first."""
        entry = mapping.find(key)
        depth = 1 if mapping is self.root else 2
        if mapping.flow:
            written = flow({key: value}, depth=depth)[1:-1]
            if entry:
                name = len(key_of(key, between_brackets=True))
                yield self.text[: entry.key_end] + written[name:] + self.text[entry.end :]
            else:
                yield self._insert_in_flow(mapping, written, _predecessor(mapping, key, order))
            return
        indent = " " * mapping.column
        for written_lines in _spellings(key, value, depth=depth):
            if entry:
                yield self._replace(entry, indent, written_lines)
            else:
                yield self._insert(self._position(mapping, key, order), self._indented(written_lines, indent))

    def _replace(self, entry: Entry, indent: str, written: list[str]) -> str:
        self._line_start(entry)
        first, *others = written
        keeps_blank_lines = self._starts_line(entry.end)
        end = entry.end if keeps_blank_lines else self._line_end(entry.end)
        head = first[len(key_of(entry.key)) :] + self._comment(entry)
        new = self.line_break.join([head, *(indent + line if line else "" for line in others)])
        if keeps_blank_lines or end == len(self.text):
            new += self.line_break
        return self.text[: entry.key_end] + new + self.text[end:]

    def _comment(self, entry: Entry) -> str:
        """Return the comment in the line of the key, with the blanks before it."""
        line_end = self._line_end(entry.key_end)
        if entry.end <= line_end:
            start = entry.end
        elif entry.value_start > line_end:
            start = self.text.index(":", entry.key_end) + 1
        elif entry.block_scalar:
            start = entry.value_start + len(self.text[entry.value_start : line_end].split()[0])
        else:
            return ""
        comment = _COMMENT.match(self.text, start, line_end)
        return comment[0] if comment else ""

    def _fill(self, entry: Entry, written: str) -> str:
        """Put the first lines into a section that is blank or `{}`."""
        start = entry.value_start
        if not self.text[entry.key_end : start].strip(" \t:"):
            start = self.text.index(":", entry.key_end) + 1
        text = self.text[:start] + self.text[entry.end :]
        found = _BREAK.search(text, start)
        if not found:
            return text + self.line_break + written
        return text[: found.end()] + written + text[found.end() :]

    def _insert(self, position: int, written: str) -> str:
        before = self.text[:position]
        if before and not before.endswith(("\n", "\r")):
            before += self.line_break
        return before + written + self.text[position:]

    def _position(self, mapping: Section, key: str, order: Sequence[str]) -> int:
        """Return the start of the line where a new entry belongs."""
        if mapping is self.root:
            return self.document_end
        predecessor = _predecessor(mapping, key, order)
        if predecessor is None:
            return self._next_line(next(entry.key_end for entry in self.root.entries if entry.section is mapping))
        position = self._next_line(predecessor.end)
        # A comment that stands deeper than the entries belongs to the one above it.
        while (comment := _COMMENT_LINE.match(self.text, position)) and len(comment[1]) > mapping.column:
            position = comment.end()
        return position

    def _insert_in_flow(self, mapping: Section, written: str, predecessor: Entry | None) -> str:
        if predecessor:
            blank = " " if self.text[predecessor.end - 1] == ":" else ""  # a colon must not touch the comma
            return f"{self.text[: predecessor.end]}{blank}, {written}{self.text[predecessor.end :]}"
        if mapping.entries:
            start = mapping.entries[0].start
            return f"{self.text[:start]}{written}, {self.text[start:]}"
        return self.text[: mapping.start + 1] + written + self.text[mapping.start + 1 :]

    def _without_in_flow(self, mapping: Section, entry: Entry) -> str:
        before, after = self.text[: entry.start], self.text[entry.end :]
        if comma := _COMMA_AFTER.match(after):
            return before + comma[1] + after[comma.end() :]
        number = mapping.entries.index(entry)
        if number:
            previous = mapping.entries[number - 1].end
            gap = _COMMA.sub(r"\1", before[previous:], count=1)
            before = before[:previous] + (gap if gap.strip() else "")
        return before + after

    def _indented(self, written: list[str], indent: str) -> str:
        return "".join((indent + line if line else "") + self.line_break for line in written)

    def _is_bare(self, entry: Entry) -> bool:
        """Tell whether a section is just `{}`, with no comment inside that would be lost."""
        return bool(re.fullmatch(r"\{\s*\}", self.text[entry.value_start : entry.end]))

    def _line_start(self, entry: Entry) -> int:
        """Return the start of the line of *entry*, which must begin it: no `? key`, no `--- key:`."""
        start = len(self.text[: entry.start].rstrip(" "))
        if not self._starts_line(start):
            raise self._failure()
        return start

    def _starts_line(self, position: int) -> bool:
        return not position or self.text[position - 1] in "\r\n"

    def _line_end(self, position: int) -> int:
        found = _BREAK.search(self.text, position)
        return found.start() if found else len(self.text)

    def _next_line(self, position: int) -> int:
        if self._starts_line(position):
            return position
        found = _BREAK.search(self.text, position)
        return found.end() if found else len(self.text)

    def _settle(self, candidates: Iterable[str], want: dict[str, Data]) -> str:
        """Return the first of *candidates* that reads back as *want*."""
        for candidate in candidates:
            try:
                data = read(candidate.encode(), "").data
            except Problems as problems:
                if problems.problems[0].code == "yaml.too_large":
                    raise
                continue
            if data == want:
                return self.bom + candidate
        raise self._failure()

    def _failure(self) -> Problems:
        return Problems([Problem("yaml.cannot_edit", {"key": self.key})])


def _spellings(key: str, value: Data, *, depth: int) -> Iterator[list[str]]:
    """Yield the lines of an entry: with text blocks, then without, for where blocks would swallow what stands below."""
    yield list(lines({key: value}, depth=depth))
    yield list(lines({key: value}, depth=depth, blocks=False))


def _predecessor(mapping: Section, key: str, order: Sequence[str]) -> Entry | None:
    """Return the entry after which *key* belongs; None if it belongs first."""
    rank = {name: number for number, name in enumerate(order)}
    mine = rank.get(key, len(rank))
    known = [entry for entry in mapping.entries if entry.key in rank]
    earlier = [entry for entry in known if rank[entry.key] < mine]
    if key in rank and earlier:
        return max(earlier, key=lambda entry: rank[entry.key])
    if (key in rank and known) or not mapping.entries:
        return None
    return mapping.entries[-1]


def _as_read(value: Data) -> Data:
    """Return *value* as it will be read: the empty text is blank."""
    if isinstance(value, dict):
        return {key: _as_read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_read(item) for item in value]
    return value or None
