"""What a case says about a question: its status, its value, its open points and notes."""

from enum import StrEnum
from typing import NamedTuple

from smcheck.bank.model import Question, Section
from smcheck.logic.values import Value


class Status(StrEnum):
    """How a question stands in a case; an answer that waits to be confirmed counts as answered."""

    ANSWERED = "answered"
    BLANK = "blank"
    UNKNOWN = "unknown"
    LATER = "later"
    NA = "na"
    MISSING = "missing"

    __hash__ = str.__hash__  # it equals its value, so it is found where its value is; and it takes less time


class Point(NamedTuple):
    """Something that one respondent left open.

    *status* is `unknown`, `later`, `confirm` (answered, but to be looked at again), `na` (does not apply: a reason to
    print, nothing to settle) or `missing` (required, and nobody has said anything; *question* may then name a cell,
    `tasks[2].task`). *ask* names who might know; *role* is None for a conversation without a role.
    """

    question: str
    status: str
    ask: str | None
    reason: str | None
    role: str | None
    file: str


class Note(NamedTuple):
    """The consultant's own note on a question, taken in the sheet of one respondent."""

    text: str
    role: str | None
    file: str


class Item(NamedTuple):
    """One relevant question of a case.

    *value* is there only where the status is `answered`, and not where the answer is off the record (*private*).
    *points* are the respondents' own words beside or instead of an answer, `na` with its reason included.
    """

    question: Question
    section: Section
    status: Status
    value: Value | None
    private: bool
    points: tuple[Point, ...]
    notes: tuple[Note, ...]


class Coverage(NamedTuple):
    """How many relevant questions stand how, each counted once per case: `relevant` is the sum of the others."""

    relevant: int
    answered: int
    unknown: int
    later: int
    na: int
    blank: int
    missing: int
