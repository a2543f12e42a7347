"""What has changed between two rounds of one case: findings, readiness, answers, and what nobody knew then."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from smcheck.bank.model import Question, Type
from smcheck.case import Item, Status
from smcheck.case.rows import keys
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.findings import Finding
from smcheck.diagnosis.readiness import Dimension
from smcheck.logic import Row, Unknown, Value
from smcheck.logic.single import months_until
from smcheck.logic.values import normal, rows_of

VISIBLE = Fraction(1, 2)
"""A dimension that moves by less has not moved: two conversations differ by as much on the same day."""

_UNDECIDED = (Status.UNKNOWN, Status.LATER)


def direction(before: Fraction | int | None, now: Fraction | int | None) -> int:
    """Return 1 where a dimension rose, -1 where it fell, 0 where it stayed or was not assessed in both rounds."""
    if before is None or now is None:
        return 0
    change = Fraction(now) - Fraction(before)
    return (change >= VISIBLE) - (change <= -VISIBLE)


class Turn(NamedTuple):
    """A dimension in both rounds."""

    before: Dimension
    now: Dimension

    @property
    def direction(self) -> int:
        """1 for a rise, -1 for a fall, 0 for neither."""
        return direction(self.before.value, self.now.value)


class Pair(NamedTuple):
    """A row in both rounds; None where it is gone or new. *changed* has the columns whose cells are not what they were.

    A cell that one of the rounds did not ask for has not changed.
    """

    before: Row | None
    now: Row | None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """What lies between *before* and *now*, two rounds of one case."""

    before: Diagnosis
    now: Diagnosis

    @cached_property
    def months(self) -> int | None:
        """How many months have begun since the earlier round; None where the day of one of them is not known."""
        day = self.now.case.as_of
        months = months_until(self.before.case, day) if day else None
        return months if isinstance(months, int) else None

    # Findings. One that was put aside in a round is none of it.

    @cached_property
    def resolved(self) -> tuple[Finding, ...]:
        """Those that fired then and whose condition is false now."""
        here = {one.id for one in self.now.findings} | {one.id for one in self.now.not_assessed}
        return tuple(one for one in _told(self.before) if one.id not in here)

    @cached_property
    def not_assessable(self) -> tuple[Finding, ...]:
        """Those that fired then and cannot be assessed now: nobody knows whether they are resolved."""
        here = {one.id for one in self.now.not_assessed}
        return tuple(one for one in _told(self.before) if one.id in here)

    @cached_property
    def persisting(self) -> tuple[Finding, ...]:
        """Those of now that fired then too."""
        then = {one.id for one in self.before.findings}
        return tuple(one for one in _told(self.now) if one.id in then)

    @cached_property
    def new(self) -> tuple[Finding, ...]:
        """Those of now whose condition was false then."""
        then = {one.id for one in self.before.findings} | {one.id for one in self.before.not_assessed}
        return tuple(one for one in _told(self.now) if one.id not in then)

    @cached_property
    def first_assessed(self) -> tuple[Finding, ...]:
        """Those of now that could not be assessed then: what is new about them may be the knowledge alone."""
        then = {one.id for one in self.before.not_assessed}
        return tuple(one for one in _told(self.now) if one.id in then)

    # Readiness

    @cached_property
    def dimensions(self) -> tuple[Turn, ...]:
        """Every dimension that both rounds have."""
        then = {one.id: one for one in self.before.dimensions}
        return tuple(Turn(then[one.id], one) for one in self.now.dimensions if one.id in then)

    # Answers

    @cached_property
    def changed(self) -> tuple[Question, ...]:
        """The questions whose answer is another one now, without groups and tables."""
        return tuple(
            now.question
            for before, now in self._both
            if not now.question.type.has_rows
            and before.value is not None
            and now.value is not None
            and _meaning(now.question.type, before.value) != _meaning(now.question.type, now.value)
        )

    @cached_property
    def rows(self) -> Mapping[str, tuple[Pair, ...]]:
        """The rows of every group and table that both rounds have an answer to, matched by their names."""
        return {
            now.question.id: tuple(_pairs(now.question, rows_of(before.value), rows_of(now.value)))
            for before, now in self._both
            if now.question.type.has_rows and before.value is not None and now.value is not None
        }

    @cached_property
    def closed(self) -> tuple[Question, ...]:
        """The questions that were unknown or put off then and have an answer now."""
        return tuple(now.question for before, now in self._undecided if now.status is Status.ANSWERED)

    @cached_property
    def still_open(self) -> tuple[Question, ...]:
        """The questions that were unknown or put off then and are unknown or put off now."""
        return tuple(now.question for before, now in self._undecided if now.status in _UNDECIDED)

    @property
    def _undecided(self) -> Iterator[tuple[Item, Item]]:
        return ((before, now) for before, now in self._both if before.status in _UNDECIDED)

    @cached_property
    def _both(self) -> tuple[tuple[Item, Item], ...]:
        """The questions that both rounds asked and nobody answered off the record."""
        then = {item.question.id: item for item in self.before.case.items() if not item.private}
        items = (item for item in self.now.case.items() if not item.private)
        return tuple((then[item.question.id], item) for item in items if item.question.id in then)


def progress(before: Diagnosis, now: Diagnosis) -> Progress:
    """Return what has changed from one round of a case to a later one."""
    return Progress(before, now)


def _told(diagnosis: Diagnosis) -> Iterator[Finding]:
    return (finding for finding in diagnosis.findings if finding.waived is None)


def _meaning(type_: Type, value: Value) -> Hashable:
    """Return what makes two answers of *type_* the same: words in any case, several choices in any order."""
    if isinstance(value, tuple):
        parts = [_meaning(type_, one) for one in value]
        return tuple(parts) if type_ is Type.RANK else frozenset(parts)
    if isinstance(value, str):
        return normal(value), normal(getattr(value, "text", None) or "")
    return value


def _pairs(question: Question, before: Iterable[Row], now: Iterable[Row]) -> Iterator[Pair]:
    """Yield the rows of now with those of then, and after them those that are gone."""
    known: dict[object, Row] = {}
    gone = list(before)
    for row in gone:
        known |= {key: row for key in keys(question, row) if key not in known}
    for row in now:
        same = next((known[key] for key in keys(question, row) if key in known), None)
        if same is None or not any(same is one for one in gone):
            yield Pair(None, row)
            continue
        gone = [one for one in gone if one is not same]
        yield Pair(same, row, tuple(_changed(question, same, row)))
    yield from (Pair(row, None) for row in gone)


def _changed(question: Question, before: Row, now: Row) -> Iterator[str]:
    for column in question.columns:
        old, new = before.cells[column.id], now.cells[column.id]
        asked = not isinstance(old, Unknown) and not isinstance(new, Unknown)
        if asked and _meaning(column.type, old) != _meaning(column.type, new):
            yield column.id
