"""What a YAML file says and where it says it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeAlias

from smcheck.problems import Level, Problem

Data: TypeAlias = "str | list[Data] | dict[str, Data] | None"
"""Scalars are the text that was written; None is blank: plain nothing, `~`, `null`, the empty string in any quotes."""


class ParserMark(Protocol):
    """A place as the parser hands it out, counted from 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column, in characters."""


# Places are kept as a tree beside the data: an entry has the mark of its key, of its value, and the places inside it.
# The parser's own marks are kept as they come, because nearly all of them are never looked at.
Entry: TypeAlias = "tuple[ParserMark, ParserMark, Places]"
Places: TypeAlias = "dict[str, Entry] | list[Entry] | None"


class Mark(NamedTuple):
    """A place in a file: line and column from 1, in characters; a byte order mark counts as nothing."""

    line: int
    column: int


class Document(NamedTuple):
    """What a file says and where.

    *text* is what was decoded, line ends as they were, without the byte order mark; *bom* tells whether there was one.
    *places* are for `mark` and `key_mark`.
    """

    file: str
    text: str
    data: dict[str, Data]
    bom: bool = False
    places: Places = None

    def mark(self, path: Sequence[str | int] = ()) -> Mark:
        """Return the place of the value at *path*, or of the nearest parent that exists; line 1, column 1 for ()."""
        entry = self._entry(path)
        return Mark(entry[1].line + 1, entry[1].column + 1) if entry else Mark(1, 1)

    def key_mark(self, path: Sequence[str | int]) -> Mark:
        """Return the place of the key at *path* (of an item: its value), or of the nearest parent that exists."""
        entry = self._entry(path)
        return Mark(entry[0].line + 1, entry[0].column + 1) if entry else Mark(1, 1)

    def problem(
        self,
        code: str,
        path: Sequence[str | int] = (),
        *,
        key: bool = False,
        level: Level = "error",
        question: str | None = None,
        **values: object,
    ) -> Problem:
        """Return a problem that points at the value at *path*, or with *key* at its key; *values* fill its sentence."""
        mark = self.key_mark(path) if key else self.mark(path)
        return Problem(code, values, level, self.file, mark.line, mark.column, question)

    def _entry(self, path: Sequence[str | int]) -> "Entry | None":
        found: Entry | None = None
        places = self.places
        for step in path:
            entry: Entry | None = None
            if isinstance(places, dict) and isinstance(step, str):
                entry = places.get(step)
            elif isinstance(places, list) and isinstance(step, int) and 0 <= step < len(places):
                entry = places[step]
            if entry is None:
                break
            found, places = entry, entry[2]
        return found
