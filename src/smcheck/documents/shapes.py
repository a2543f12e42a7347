"""What templates see: immutable objects whose texts are escaped and ready to print.

`docs/templates.md` documents every name; a test holds the two together. A text that somebody typed exists in two forms,
`line` (one line) and `block` (with its line breaks). Whatever is not asked is `asked=False` with empty texts, so that a
template never fails because an answer is missing.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction


class Lookup:
    """Things by their id, in the order of the bank: `q.tasks`, `row.cells.due`, `values.total`.

    It has no attributes of its own, so no id of a bank can clash with one.
    """

    __slots__ = ("_entries", "_missing")

    def __init__(self, entries: Mapping[str, object], missing: Mapping[str, object] | None = None) -> None:
        self._entries = entries
        self._missing = missing or {}

    def __getitem__(self, name: str) -> object:
        return self._entries[name] if name in self._entries else self._missing[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[object]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)


def names(lookup: Lookup) -> Iterable[str]:
    """Return the ids that *lookup* knows."""
    return [*lookup._entries, *lookup._missing]


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in a cell of a group or table, and the base of a question."""

    asked: bool = False
    answered: bool = False
    open: bool = False
    status: str = ""
    line: str = ""
    block: str = ""
    parts: tuple[str, ...] = ()
    choice: str | None = None
    choices: tuple[str, ...] = ()
    text: str = ""
    number: int | Fraction | None = None
    date: datetime.date | None = None

    def __str__(self) -> str:
        return self.line


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a group or table that was asked."""

    id: str
    label: str
    type: str
    right: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a question, picked or not."""

    id: str
    label: str
    picked: bool
    exclusive: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a group or table."""

    id: str
    number: int
    name: str
    cells: Lookup
    gaps: tuple[str, ...]
    roles: tuple[str, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class Note:
    """The consultant's own note on a question."""

    line: str
    block: str
    role: str


@dataclass(frozen=True, slots=True)
class Point:
    """Something that is open, and who might know."""

    id: str
    label: str
    wording: str
    status: str
    ask: str
    reason: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Answer):
    """A question of the bank and what the case says about it."""

    id: str
    label: str
    wording: str
    type: str
    probe: str = ""
    levels: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    points: tuple[Point, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the bank with the questions that the case was asked."""

    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A named value of the bank."""

    known: bool
    line: str
    least: str
    number: int | Fraction | None
    date: datetime.date | None
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return self.line


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure of the bank that decides between better and worse, and its standing."""

    id: str
    text: str
    line: str
    number: int | Fraction
    label: str
    since: int | None


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who answered, when, and how much."""

    role: str
    function: str
    date: str
    mode: str
    asked: int
    answered: int | None
    unknown: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many questions the document rests on, each counted once."""

    relevant: int
    answered: int
    open: int
    unknown: int
    later: int
    na: int
    blank: int
    missing: int


@dataclass(frozen=True, slots=True)
class Bank:
    """The bank that was asked."""

    id: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Case:
    """Whose case it is."""

    id: str
    round: str
    title: str
    variant: str | None
    currency: str | None
    date: str
    mode: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The document itself."""

    name: str
    language: str
    locale: str
    program: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer that a finding or a portrait rests on."""

    id: str
    label: str
    answer: str
    role: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the answers say about the organisation."""

    id: str
    severity: str
    message: str
    recommendation: str
    root: str
    rests_on: tuple[Evidence, ...]
    who: str
    days: int | None
    accepted: bool
    waived: str


@dataclass(frozen=True, slots=True)
class Root:
    """Findings that have one cause, under one heading."""

    title: str
    severity: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Unassessed:
    """A finding that could not be assessed, and the questions that would have to be answered for it."""

    id: str
    root: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of a case."""

    all: tuple[Finding, ...]
    strengths: tuple[Finding, ...]
    body: tuple[Root, ...]
    rest: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    unassessed: tuple[Unassessed, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a dimension."""

    id: str
    label: str
    line: str
    number: int | Fraction | None
    status: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension of readiness."""

    id: str
    label: str
    line: str
    number: int | Fraction | None
    mean: str
    level: int | None
    sentence: str
    next: str
    assessed: bool
    provisional: bool
    unknown: int
    low: str
    high: str
    cap: str
    most: str
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture of the organisation's state, told as a hypothesis."""

    id: str
    label: str
    text: str
    rests_on: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What one voice said: a role, or several people whose answers are shown together."""

    voice: str
    line: str
    block: str
    number: int | Fraction | None
    score: int | Fraction | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What several respondents said to one question."""

    id: str
    label: str
    wording: str
    type: str
    answers: tuple[Said, ...]
    unknown: int
    distance: Fraction | None


@dataclass(frozen=True, slots=True)
class Leaning:
    """How much more favourably the leadership sees a dimension than the others, from -4 to 4."""

    id: str
    label: str
    line: str
    number: Fraction | None
    count: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """How far the respondents see things alike."""

    line: str
    number: Fraction | None
    respondents: tuple[str, ...]
    gaps: tuple[Comparison, ...]
    agreements: tuple[Comparison, ...]
    leadership: tuple[Leaning, ...]
    texts: tuple[Comparison, ...]
    contradictions: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A dimension of readiness in two rounds."""

    id: str
    label: str
    before: Dimension
    now: Dimension
    direction: int


@dataclass(frozen=True, slots=True)
class Stayed:
    """A finding that fired in two rounds."""

    id: str
    before: Finding
    now: Finding


@dataclass(frozen=True, slots=True)
class Changed:
    """A question with another answer than in the round before."""

    id: str
    label: str
    before: Question
    now: Question


@dataclass(frozen=True, slots=True)
class Moved:
    """A cell with another content than in the round before."""

    id: str
    label: str
    before: Answer
    now: Answer


@dataclass(frozen=True, slots=True)
class Pair:
    """A row in two rounds, as far as they have it."""

    name: str
    before: Row | None
    now: Row | None
    cells: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """What has changed since the round before."""

    months: int | None
    resolved: tuple[Finding, ...]
    not_assessable: tuple[Finding, ...]
    persisting: tuple[Stayed, ...]
    new: tuple[Finding, ...]
    first_assessed: tuple[Finding, ...]
    dimensions: tuple[Turn, ...]
    answers: tuple[Changed, ...]
    rows: Lookup
    closed: tuple[Question, ...]
    still_open: tuple[Question, ...]


SHAPES: Mapping[type, frozenset[str]] = {
    shape: frozenset(field.name for field in fields(shape))
    for shape in (
        *(Answer, Question, Option, Column, Row, Note, Point, Section),
        *(Value, Respondent, Coverage, Bank, Case, Document),
        *(Limit, Evidence, Finding, Root, Unassessed, Findings, Component, Dimension, Portrait),
        *(Said, Comparison, Leaning, Alignment),
        *(Turn, Stayed, Changed, Moved, Pair, Progress),
    )
}
"""The shapes of the context and the names that templates may read of them."""
