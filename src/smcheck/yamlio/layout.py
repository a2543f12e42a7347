"""Where the entries of a document and of its sections stand, to the character."""

import re
from dataclasses import dataclass, field
from typing import Any

from yaml.events import (
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from smcheck.yamlio.reader import parser

_KEEPS_BLANK_LINES = re.compile(r"[|>][0-9]?\+")
_COLON = re.compile(r"\s*:")


@dataclass(slots=True)
class Entry:
    """One `key: value`, as offsets into the text; *end* is where its last character that is no comment ends."""

    key: str
    start: int
    key_end: int
    value_start: int = 0
    end: int = 0
    block_scalar: bool = False
    section: "Section | None" = None


@dataclass(slots=True)
class Section:
    """A mapping: the document itself or the value of one of its entries; *flow* is one in braces."""

    start: int
    column: int
    flow: bool
    entries: list[Entry] = field(default_factory=list)
    pending: Entry | None = None

    def find(self, key: str) -> Entry | None:
        """Return the entry *key*, if there is one."""
        return next((entry for entry in self.entries if entry.key == key), None)


def survey(text: str) -> tuple[Section, int]:
    """Return the top level of *text*, a document that `read` accepts, and the offset at which the document ends."""
    sections: list[Section | None] = []  # None is a container whose inside nobody asks for
    flows: list[bool] = []
    root: Section | None = None
    document_end = len(text)
    last = 0  # where the content seen so far ends
    get_event = parser(text.encode()).get_event
    while True:
        event: Any = get_event()
        kind = type(event)
        if kind is StreamEndEvent:
            break
        current = sections[-1] if sections else None
        if kind is ScalarEvent:
            start, end = event.start_mark.index, event.end_mark.index
            if current and not current.pending:
                current.pending = Entry(event.value, start, end)
                continue
            is_block = bool(event.style) and event.style in "|>"
            if is_block and not _KEEPS_BLANK_LINES.match(text, start):
                end = start + len(text[start:end].rstrip(" \t\r\n"))
            if start != end:
                last = min(end, len(text))
            elif current and current.pending:  # a blank value has no place of its own: it ends behind its colon
                colon = _COLON.match(text, current.pending.key_end)
                last = start = colon.end() if colon else current.pending.key_end
            elif text[start - 1] in ":-":
                last = start
            if current and current.pending:
                _finish(current, start, last, block_scalar=is_block)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            inner: Section | None = None
            if kind is MappingStartEvent and (not sections or (len(sections) == 1 and current)):
                inner = Section(event.start_mark.index, event.start_mark.column, bool(event.flow_style))
                root = root or inner
            if current and current.pending:
                current.pending.value_start = event.start_mark.index
                current.pending.section = inner
            sections.append(inner)
            flows.append(bool(event.flow_style))
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            sections.pop()
            if flows.pop():
                last = event.end_mark.index
            parent = sections[-1] if sections else None
            if parent and parent.pending:
                _finish(parent, parent.pending.value_start, last)
        elif kind is DocumentEndEvent and event.explicit:
            document_end = event.start_mark.index
    assert root is not None
    return root, document_end


def _finish(section: Section, start: int, end: int, *, block_scalar: bool = False) -> None:
    entry = section.pending
    assert entry is not None
    entry.value_start, entry.end, entry.block_scalar = start, end, block_scalar
    section.entries.append(entry)
    section.pending = None
