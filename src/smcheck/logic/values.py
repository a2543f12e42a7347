"""What conditions compute with: answers, rows, and the two kinds of not knowing."""

import unicodedata
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple, Protocol, TypeAlias

from smcheck.reading import Number as Number

Status = Literal["blank", "unknown", "later", "na", "missing", "not asked", "private", "computed"]


class Blank(Enum):
    """The type of `BLANK`."""

    BLANK = "BLANK"

    def __repr__(self) -> str:
        return "BLANK"


BLANK = Blank.BLANK
"""Asked and left blank. Only `answered()` and `empty()` look at it; everything else finds it unknown."""


class Reason(NamedTuple):
    """Why something is not known: what stands at *question* (`budget`, or `events.day` for a cell).

    The status `computed` is that of a figure that does not exist (a division by zero, the mean of nothing); its
    question is empty.
    """

    question: str
    status: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, and why. It is neither true nor false, so it refuses to be used as a Python condition."""

    reasons: frozenset[Reason]

    def __bool__(self) -> bool:
        raise TypeError("an unknown is neither true nor false")

    def __repr__(self) -> str:
        return f"Unknown({', '.join(sorted(f'{reason.question}: {reason.status}' for reason in self.reasons))})"


@dataclass(frozen=True, slots=True)
class Between:
    """A count or sum some of whose members are not decided: at least *low*, at most *high*."""

    low: int | Fraction
    high: int | Fraction
    reasons: frozenset[Reason]

    def __bool__(self) -> bool:
        raise TypeError("a figure that is not decided is neither true nor false")


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a group or table.

    *name* is what references call it (None where it has none), of a table the id of the row; *index* is its place in
    the group, from 0; *roles* are those who gave it.
    """

    name: str | None
    cells: Mapping[str, "Value"] = field(default_factory=dict)
    index: int = 0
    roles: tuple[str, ...] = ()

    def with_cells(self, cells: Mapping[str, "Value"]) -> "Row":
        """Return this row with *cells* instead of its own, itself where they are the same."""
        same = cells.items() <= self.cells.items()
        return self if same else Row(self.name, {**self.cells, **cells}, self.index, self.roles)


Value: TypeAlias = str | bool | int | Fraction | date | tuple["Value", ...] | Row | Blank | Unknown | Between


def rows_of(value: Value | None) -> tuple[Row, ...]:
    """Return the rows of an answer; none where it has none or is no answer."""
    return tuple([row for row in value if isinstance(row, Row)]) if isinstance(value, tuple) else ()


class Scope(Protocol):
    """What conditions are evaluated on."""

    @property
    def as_of(self) -> date | None:
        """The day as of which the case is judged; None where nothing says it."""

    @property
    def memo(self) -> MutableMapping[str, Value]:
        """Where named values are kept, so that each is computed once."""

    def value(self, question: str, /) -> Value:
        """Return the one value of *question*: `BLANK` or an `Unknown` where there is none."""

    def views(self, question: str) -> Sequence[tuple[str | None, Value]]:
        """Return the role and the value of each respondent who gave one."""

    def role_answered(self, role: str) -> bool:
        """Tell whether there is a sheet of *role* with at least one answer."""


UNDECIDED = (Unknown, Between)
"""The classes of what is not decided."""
COMPUTED = Unknown(frozenset({Reason("", "computed")}))
"""A figure that does not exist, or one from values that do not go together."""


@lru_cache(maxsize=4096)
def unknown(question: str, status: Status) -> Unknown:
    """Return the unknown with this one reason."""
    return Unknown(frozenset({Reason(question, status)}))


def merged(undecided: Iterable[object]) -> Unknown:
    """Return one unknown with the reasons of all that are not decided among *undecided*."""
    found = [each for each in undecided if isinstance(each, UNDECIDED)]
    if not found:
        return COMPUTED
    first, *others = found
    if not others and isinstance(first, Unknown):
        return first
    return Unknown(first.reasons.union(*[each.reasons for each in others]))


def normal(text: str) -> str:
    """Return *text* as comparisons see it: without case, outer spaces and differences of spacing or composition."""
    return _short(text) if len(text) <= 64 else _normal(text)


def _normal(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split()).casefold()


_short = lru_cache(maxsize=4096)(_normal)
