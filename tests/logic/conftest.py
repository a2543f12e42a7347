"""A small house with events, whose conditions the tests of the language evaluate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import pytest

from smcheck.logic import Expression, Kind, Row, Value, Vocabulary, compile_expression
from smcheck.logic.values import unknown

NUMBER, TEXT, DATE, BOOLEAN = Kind("number"), Kind("text"), Kind("date"), Kind("boolean")
EVENT = {
    "kind": Kind("choice", frozenset({"party", "talk", "walk"})),
    "host": TEXT,
    "cost": NUMBER,
    "day": DATE,
    "public": BOOLEAN,
    "extras": Kind("choices", frozenset({"food", "music", "light"})),
}
DUTY = {"need": NUMBER, "level": NUMBER, "row": Kind("choice", frozenset({"kitchen", "garden"}))}
QUESTIONS = {
    "house": Kind("choice", frozenset({"own", "rented", "shared"})),
    "budget": NUMBER,
    "mood": NUMBER,
    "a": BOOLEAN,
    "b": BOOLEAN,
    "c": BOOLEAN,
    "x": NUMBER,
    "y": NUMBER,
    "z": NUMBER,
    "insured": BOOLEAN,
    "motto": TEXT,
    "opening": DATE,
    "closing": DATE,
    "wishes": Kind("choices", frozenset({"music", "quiet", "food"})),
    "events": Kind("rows", columns=EVENT),
    "teams": Kind("rows", columns={"team": TEXT, "serves": Kind("choices"), "hours": NUMBER}),
    "duties": Kind("rows", columns=DUTY),
    "anything": Kind("any"),
}
VOCABULARY = Vocabulary(
    questions=QUESTIONS,
    values={
        "parties": "(e for e in events if e.kind == 'party')",
        "total_cost": "sum(e.cost for e in events)",
        "rest": "budget - total_cost",
    },
    with_parameter={
        "has": (("k",), "any(e.kind == k for e in events)"),
        "hosted": (("e",), "answered(e.host)"),
        "dear": (("e", "least"), "e.cost >= least"),
    },
    tables={
        "wish_kinds": {"music": ("party",), "quiet": ("talk", "walk")},
        "marks": {"own": Fraction(4), "rented": Fraction(5, 2), "shared": Fraction(0)},
    },
    limits={"small": Fraction(200), "factor": Fraction(3, 2)},
)


@dataclass
class House:
    """A scope whose answers are written down in the test; what is not, nobody has answered."""

    answers: Mapping[str, Value] = field(default_factory=dict)
    said: Mapping[str, Sequence[tuple[str | None, Value]]] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    as_of: date = date(2026, 12, 1)
    memo: dict[str, Value] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def value(self, question: str) -> Value:
        self.asked.append(question)
        return self.answers[question] if question in self.answers else unknown(question, "missing")

    def views(self, question: str) -> Sequence[tuple[str | None, Value]]:
        return self.said.get(question, ())

    def role_answered(self, role: str) -> bool:
        return role in self.roles


def rows(*cells: Mapping[str, Value], names: Sequence[str | None] = ()) -> tuple[Row, ...]:
    """Return rows with these cells; without *names* each is called after its place: `1`, `2` …"""
    called = names or [str(number + 1) for number in range(len(cells))]
    return tuple(Row(name, cell, index) for index, (name, cell) in enumerate(zip(called, cells, strict=True)))


Ask = Callable[..., Value]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture(scope="session")
def house() -> type[House]:
    return House


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Evaluate an expression about the house, given some of its answers."""

    def evaluate(source: str, **answers: Value) -> Value:
        return compile_expression(source, VOCABULARY).evaluate(House(answers))

    return evaluate


@pytest.fixture(scope="session")
def check() -> Callable[..., Expression]:
    """Compile an expression about the house."""

    def compiled(source: str, **local: Kind) -> Expression:
        return compile_expression(source, VOCABULARY, local=local)

    return compiled


@pytest.fixture(scope="session", name="rows")
def rows_fixture() -> Callable[..., tuple[Row, ...]]:
    return rows
