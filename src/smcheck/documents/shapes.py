"""What templates see: immutable objects whose texts are escaped and ready to print.

`docs/templates.md` documents every name; a test holds the two together. A text that somebody typed exists in two forms,
`line` (one line) and `block` (with its line breaks). Whatever is not asked is `asked=False` with empty texts, so that a
template never fails because an answer is missing.

Most is printed when the context is made. What few templates ask for is made when one does, at most once: such a field
is a `cached_property` that calls what the shape was given for it.

It is one long file on purpose: the whole vocabulary of templates in one place, a few lines for each shape, no logic.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, dataclass_transform

from smcheck.answers.printing import Printer

if TYPE_CHECKING:
    _Namespace = object  # of the real one mypy would let any name pass
else:
    from types import SimpleNamespace as _Namespace  # made three times as fast as a frozen dataclass

SHAPES: dict[type, frozenset[str]] = {}
"""The shapes of the context and the names that templates may read of them."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Shape(_Namespace):
    """Something that templates see. It cannot be changed, and two of one kind that say the same are equal.

    Whatever is public in a class is a field for templates: what it is made with, and what it makes when that is read.
    """

    def __init_subclass__(cls) -> None:
        own = (name for name in (*cls.__annotations__, *vars(cls)) if not name.startswith("_"))
        SHAPES[cls] = frozenset(own) | SHAPES.get(cls.__base__ or object, frozenset())

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self._content() == other._content())

    def __hash__(self) -> int:
        return hash(self._content())

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._content()}"

    def _content(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in sorted(SHAPES[type(self)]))


class Lookup:
    """Things by their id, in the order of the bank: `q.tasks`, `row.cells.due`, `values.total`.

    It has no attributes of its own, so no id of a bank can clash with one.
    """

    __slots__ = ("_entries", "_missing")

    def __init__(self, entries: Mapping[str, object], missing: Mapping[str, object] = MappingProxyType({})) -> None:
        self._entries = entries
        self._missing = missing

    def __getitem__(self, name: str) -> object:
        return self._entries[name] if name in self._entries else self._missing[name]

    def __getattr__(self, name: str) -> object:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[object]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)


def names(lookup: Lookup) -> Iterable[str]:
    """Return the ids that *lookup* knows."""
    return [*lookup._entries, *lookup._missing]


class OnDemand(Mapping[str, object]):
    """Things by their id, each of which is made when it is first asked for."""

    def __init__(self, ids: Collection[str], make: Callable[[str], object]) -> None:
        self._ids = ids
        self._make = make
        self._made: dict[str, object] = {}

    def __getitem__(self, id_: str) -> object:
        if id_ not in self._made:
            if id_ not in self._ids:
                raise KeyError(id_)
            try:
                self._made[id_] = self._make(id_)
            except KeyError as mistake:  # else it would seem that there is no such id
                raise RuntimeError(id_) from mistake
        return self._made[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class Answer(Shape):
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


class Column(Shape):
    """A column of a group or table that was asked."""

    id: str
    label: str
    type: str
    right: bool


class Option(Shape):
    """One choice of a question, picked or not."""

    id: str
    label: str
    picked: bool
    exclusive: bool


class Row(Shape):
    """A row of a group or table."""

    id: str
    number: int
    name: str
    cells: Lookup
    gaps: tuple[str, ...]
    roles: tuple[str, ...]
    ask: str


class Note(Shape):
    """The consultant's own note on a question."""

    line: str
    block: str
    role: str


class Point(Shape):
    """Something that is open, and who might know."""

    id: str
    label: str
    wording: str
    status: str
    ask: str
    reason: str
    role: str


class Question(Answer):
    """A question of the bank and what the case says about it."""

    id: str
    label: str
    type: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    points: tuple[Point, ...] = ()
    notes: tuple[Note, ...] = ()
    _printer: Printer
    _options: Callable[[], tuple[Option, ...]] = tuple

    @cached_property
    def wording(self) -> str:
        """The question as it was asked."""
        return self._printer.text(self.id)

    @cached_property
    def probe(self) -> str:
        """The question that goes deeper; empty where there is none, and where it was not asked itself."""
        return self._printer.probe(self.id) if self.asked else ""

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The five sentences of a rating; none where it was not asked."""
        return self._printer.levels(self.id) if self.asked else ()

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """Its choices."""
        return self._options()


class Section(Shape):
    """A part of the bank with the questions that the case was asked."""

    id: str
    title: str
    questions: tuple[Question, ...]


class Value(Shape):
    """A named value of the bank."""

    known: bool
    line: str
    least: str
    number: int | Fraction | None
    date: datetime.date | None
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return self.line


class Limit(Shape):
    """A figure of the bank that decides between better and worse, and its standing."""

    id: str
    text: str
    line: str
    number: int | Fraction
    label: str
    since: int | None


class Respondent(Shape):
    """Who answered, when, and how much."""

    role: str
    function: str
    date: str
    mode: str
    asked: int
    answered: int | None
    unknown: int | None


class Coverage(Shape):
    """How many questions the document rests on, each counted once."""

    relevant: int
    answered: int
    open: int
    unknown: int
    later: int
    na: int
    blank: int
    missing: int


class Bank(Shape):
    """The bank that was asked."""

    id: str
    name: str
    version: str


class Case(Shape):
    """Whose case it is."""

    id: str
    round: str
    title: str
    variant: str | None
    currency: str | None
    date: str
    mode: str
    languages: tuple[str, ...]


class Document(Shape):
    """The document itself."""

    name: str
    language: str
    locale: str
    program: str


class Evidence(Shape):
    """An answer that a finding or a portrait rests on."""

    id: str
    label: str
    role: str
    _answer: Callable[[], str]

    @cached_property
    def answer(self) -> str:
        """What was said, in a few words; of a question that many findings rest on it is read once."""
        return self._answer()


class Finding(Shape):
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


class Root(Shape):
    """Findings that have one cause, under one heading."""

    title: str
    severity: str
    findings: tuple[Finding, ...]


class Unassessed(Shape):
    """A finding that could not be assessed, and the questions that would have to be answered for it."""

    id: str
    root: str
    missing: tuple[str, ...]


class Findings(Shape):
    """All findings of a case."""

    all: tuple[Finding, ...]
    strengths: tuple[Finding, ...]
    body: tuple[Root, ...]
    rest: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    _unassessed: Callable[[], tuple[Unassessed, ...]]

    @cached_property
    def unassessed(self) -> tuple[Unassessed, ...]:
        """What could not be assessed; a short interview leaves most of it open, and no document tells that."""
        return self._unassessed()


class Component(Shape):
    """A component of a dimension."""

    id: str
    label: str
    line: str
    number: int | Fraction | None
    status: str
    counted: bool


class Dimension(Shape):
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


class Portrait(Shape):
    """A picture of the organisation's state, told as a hypothesis."""

    id: str
    label: str
    text: str
    rests_on: tuple[Evidence, ...]


class Said(Shape):
    """What one voice said: a role, or several people whose answers are shown together."""

    voice: str
    line: str
    block: str
    number: int | Fraction | None
    score: int | Fraction | None


class Comparison(Shape):
    """What several respondents said to one question."""

    id: str
    label: str
    wording: str
    type: str
    unknown: int
    distance: Fraction | None
    _answers: Callable[[], tuple[Said, ...]]

    @cached_property
    def answers(self) -> tuple[Said, ...]:
        """What each voice said; most documents only ask whether they differ."""
        return self._answers()


class Leaning(Shape):
    """How much more favourably the leadership sees a dimension than the others, from -4 to 4."""

    id: str
    label: str
    line: str
    number: Fraction | None
    count: int


class Alignment(Shape):
    """How far the respondents see things alike."""

    line: str
    number: Fraction | None
    respondents: tuple[str, ...]
    gaps: tuple[Comparison, ...]
    agreements: tuple[Comparison, ...]
    leadership: tuple[Leaning, ...]
    texts: tuple[Comparison, ...]
    contradictions: tuple[Comparison, ...]


class Turn(Shape):
    """A dimension of readiness in two rounds."""

    id: str
    label: str
    before: Dimension
    now: Dimension
    direction: int


class Stayed(Shape):
    """A finding that fired in two rounds."""

    id: str
    before: Finding
    now: Finding


class Changed(Shape):
    """A question with another answer than in the round before."""

    id: str
    label: str
    before: Question
    now: Question


class Moved(Shape):
    """A cell with another content than in the round before."""

    id: str
    label: str
    before: Answer
    now: Answer


class Pair(Shape):
    """A row in two rounds, as far as they have it."""

    name: str
    before: Row | None
    now: Row | None
    cells: tuple[Moved, ...]


class Progress(Shape):
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
