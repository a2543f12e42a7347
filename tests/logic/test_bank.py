"""A whole bank of conditions, as findings, scores and portraits need them: compiled, and judged by Python."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import median_low
from typing import Any

import pytest

from smcheck import yamlio
from smcheck.logic import (
    BLANK,
    Between,
    Expression,
    Kind,
    Row,
    Unknown,
    Value,
    Vocabulary,
    compile_expression,
)
from smcheck.logic.values import normal

House = Callable[..., Any]

TODAY = date(2026, 12, 1)
NAMES = ("Fair", "Open day", "Choir", "News")
ROLES = ("management", "lead", "hr", "it", "sales")
GUARDS_MISSING = {
    # What the columns ask is required in the bank, so their blanks are told before any finding is.
    "complete", "f_dep", "goal_department_unheard", "service_without_service", "recruiting_without_hr",
    "stake_without_goal", "topics_no_supply", "raci_conflict", "departments_unheard", "budget_without_training",
    "no_deputy", "cap_direction_1", "asked", "audience_unserved", "goal_without_channel", "channel_to_close",
}  # fmt: skip


def read() -> dict[str, Any]:
    return yamlio.read_file(Path(__file__).with_name("bank.yaml")).data  # type: ignore[return-value]


BANK = read()


def kind(written: str) -> Kind:
    name, *choices = written.split()
    if name in ("one", "several"):
        return Kind("choice" if name == "one" else "choices", frozenset(choices))
    return {
        "names": Kind("choices"),
        "numbers": Kind("list", item=Kind("number")),
    }.get(name) or Kind(name)  # type: ignore[arg-type]


def table(entries: Mapping[str, Any]) -> Mapping[str, Value]:
    return {key: tuple(entry) if isinstance(entry, list) else Fraction(entry) for key, entry in entries.items()}


def parameters(written: str) -> tuple[str, tuple[str, ...]]:
    name, _, inside = written.partition("(")
    return name, tuple(inside.rstrip(")").split(", "))


QUESTIONS = {name: kind(written) for name, written in BANK["questions"].items()} | {
    group: Kind("rows", columns={column: kind(written) for column, written in columns.items()})
    for group, columns in BANK["groups"].items()
}
MACROS = {parameters(written)[0]: (parameters(written)[1], text) for written, text in BANK["with_parameter"].items()}
VOCABULARY = Vocabulary(
    questions=QUESTIONS,
    values=BANK["values"],
    with_parameter=MACROS,
    tables={name: table(entries) for name, entries in BANK["tables"].items()},
)
EXPRESSIONS: dict[str, Expression] = {
    name: compile_expression(source, VOCABULARY) for name, source in {**BANK["values"], **BANK["conditions"]}.items()
}
SILENT = {name: expression for name, expression in EXPRESSIONS.items() if name in BANK["conditions"]}


def test_nothing_in_the_bank_is_probably_wrong() -> None:
    """Besides optional cells under `not`, every comparison is with a choice there is, of the kind it should be."""
    for name, expression in EXPRESSIONS.items():
        codes = {note.code for note in expression.notes}
        assert codes <= {"unguarded_cell"}, (name, expression.notes)
        assert not codes or name in GUARDS_MISSING, (name, expression.notes)


def test_conditions_are_conditions_and_figures_figures() -> None:
    for name in BANK["conditions"]:
        assert EXPRESSIONS[name].kind.name == "condition", name
    for name in BANK["values"]:
        wanted = {"live": "rows", "first_goal_due": "date"}.get(name, "number")
        assert EXPRESSIONS[name].kind.name == wanted, name


def test_conditions_know_what_they_rest_on() -> None:
    assert EXPRESSIONS["recruiting_without_hr"].questions == {"goals", "departments"}
    assert EXPRESSIONS["patience_short"].questions == {"cult_patience", "goals"}
    assert EXPRESSIONS["patience_short"].cells == {("goals", "goal_priority"), ("goals", "goal_due")}
    assert EXPRESSIONS["hours_gap"].cells == {("channels", "ch_state"), ("channels", "ch_hours")}


def test_silence_fires_nothing(house: House) -> None:
    """With nothing answered no condition is true, and none is false but by what needs no answer."""
    for name, expression in SILENT.items():
        assert isinstance(expression.condition(house()), Unknown), name


def test_blanks_fire_only_what_asks_for_them(house: House) -> None:
    """Rows with nothing but blanks: true is only what looks for blanks."""
    blank = {group: (Row("Fair", dict.fromkeys(columns, BLANK)),) for group, columns in BANK["groups"].items()}
    scope = house({**dict.fromkeys(BANK["questions"], BLANK), **blank})
    fired = {name for name, expression in SILENT.items() if expression.condition(scope) is True}
    assert all("empty(" in SILENT[name].source or "not" in SILENT[name].source for name in fired)
    assert (
        fired
        == {
            "goal_no_owner",
            "goal_no_metric",
            "goal_no_date",
            "goal_without_channel",
            "topics_no_supply",
            "measures_incomplete",
            "audience_unserved",
            "cap_direction_1",
        }
        & fired
    )
    assert {"goal_no_owner", "goal_no_metric", "goal_no_date", "topics_no_supply", "measures_incomplete"} <= fired


# Python as the judge: the same expressions over the same answers, with functions of a few lines each.


class Thing:
    """A row for Python: its cells are attributes, and it is equal to its name."""

    def __init__(self, row: Row) -> None:
        self.name = row.name
        self.__dict__.update({column: exact(cell) for column, cell in row.cells.items()})

    def __eq__(self, other: object) -> bool:
        named = other.name if isinstance(other, Thing) else other
        return isinstance(named, str) and normal(named) == normal(self.name or "")

    __hash__ = None  # type: ignore[assignment]


class NoValue(Exception):
    """What the language calls unknown where everything is answered: the mean of nothing."""


def exact(value: Value) -> Any:
    return Fraction(value) if type(value) is int else value


def listed(things: Any) -> list[Any]:
    return list(things)


def count(things: Any) -> int:
    return sum(1 for thing in things if thing is not False)


def mean(things: Any) -> Fraction:
    found = listed(things)
    if not found:
        raise NoValue
    return Fraction(sum(found)) / len(found)


def share(things: Any) -> Fraction:
    return mean(1 if thing else 0 for thing in things)


def extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    def of(*things: Any) -> Any:
        found = listed(things[0]) if len(things) == 1 else listed(things)
        if not found:
            raise NoValue
        return choose(found)

    return of


def first(things: Any) -> Any:
    for thing in things:
        return thing
    raise NoValue


def distinct(things: Any) -> list[Any]:
    found: list[Any] = []
    for thing in things:
        if thing not in found:
            found.append(thing)
    return found


def steps(measure: Any, *rest: Any) -> Any:
    for limit, result in zip(rest[:-1:2], rest[1:-1:2], strict=True):
        if measure >= limit:
            return result
    return rest[-1]


def months_until(day: date) -> int:
    if day <= TODAY:
        return 0
    months = (day.year - TODAY.year) * 12 + day.month - TODAY.month
    return months + (day.day > TODAY.day)


class Judge(dict[str, Any]):
    """The names of the bank for Python, looked up when they are needed."""

    def __init__(self, scope: Any) -> None:
        super().__init__(
            F=Fraction,
            any=any,
            all=all,
            sum=sum,
            count=count,
            mean=mean,
            share=share,
            min=extreme(min),
            max=extreme(max),
            median=extreme(median_low),
            first=first,
            distinct=distinct,
            known=listed,
            steps=steps,
            answered=lambda _: True,
            empty=lambda _: False,
            surely=lambda value: value is True,
            months_until=months_until,
            days_since=lambda day: (TODAY - day).days,
            lookup=lambda entries, key: entries.get(key, ()),
            role_answered=lambda roles: any(
                role in scope.roles for role in ([roles] if isinstance(roles, str) else roles)
            ),
            spread=lambda said: max(said) - min(said),
            highest=lambda said: max(said),
            lowest=lambda said: min(said),
            by_role=lambda said, role: said.by_role[role],
            median_of=lambda said, role: median_low([value for one, value in said.by_role.items() if one != role]),
            **VOCABULARY.tables,
        )
        self.scope = scope
        for name, (names, source) in MACROS.items():
            self[name] = eval(f"lambda {', '.join(names)}: {exactly(source)}", self)

    def __missing__(self, name: str) -> Any:
        if name in VOCABULARY.values:
            found = eval(exactly(VOCABULARY.values[name]), self)
            return listed(found) if name == "live" else found
        if name not in QUESTIONS:
            raise KeyError(name)
        value = self.scope.value(name)
        if isinstance(value, tuple):
            return [Thing(one) if isinstance(one, Row) else exact(one) for one in value]
        return Views(value, dict(self.scope.said[name])) if name in self.scope.said else exact(value)


class Views(Fraction):
    """A figure that several have given."""

    by_role: dict[str, Any]

    def __new__(cls, value: Any, by_role: dict[str, Any]) -> "Views":
        self = super().__new__(cls, value)
        self.by_role = by_role
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(self.by_role.values())


def exactly(source: str) -> str:
    """Write numbers as fractions, so that Python computes exactly too."""
    return re.sub(r"(?<![\w.'])(\d+(\.\d+)?)(?![\w.'])", r"F('\1')", source)


def answer(draw: random.Random, of: Kind) -> Value:
    match of.name:
        case "number":
            return draw.choice([0, 1, 2, 3, 4, Fraction(5, 2), 8, 70])
        case "date":
            return TODAY + timedelta(days=draw.randint(-200, 900))
        case "choice":
            return draw.choice(sorted(of.choices or NAMES))
        case "choices":
            offered = sorted(of.choices or NAMES)
            return tuple(draw.sample(offered, draw.randint(1, min(3, len(offered)))))
        case "list":
            return tuple(draw.choice([1, 2, 3, Fraction(5, 2)]) for _ in range(3))
        case "rows":
            number = draw.choice([0, 1, 2, 2, 3, 4])
            cells = [{column: answer(draw, kind) for column, kind in (of.columns or {}).items()} for _ in range(number)]
            for cell in cells[1:]:  # rows of a real case are alike in many a column
                cell |= {column: cells[0][column] for column in cell if draw.random() < 0.5}
            return tuple(Row(name, cell, index) for index, (name, cell) in enumerate(zip(NAMES, cells, strict=False)))
        case _:
            return draw.choice(NAMES)


def full(house: House, seed: int) -> Any:
    """Return a case in which everything is answered, by chance but always the same."""
    draw = random.Random(seed)
    answers = {name: answer(draw, kind) for name, kind in QUESTIONS.items()}
    said = {
        name: [
            ("management", exact(answers[name])),
            *((role, exact(answer(draw, Kind("number")))) for role in ROLES[1:]),
        ]
        for name in ("lead_consensus", "res_hours", "cult_patience")
    }
    return house(answers, said=said, roles=frozenset(draw.sample(ROLES, 2)), as_of=TODAY)


def judged(judge: Judge, source: str) -> Any:
    try:
        found = eval(exactly(source), judge)
    except (NoValue, ZeroDivisionError):
        return NoValue
    return [one.name if isinstance(one, Thing) else one for one in found] if isinstance(found, list) else found


@pytest.mark.parametrize("seed", range(25))
def test_python_judges_every_condition_the_same(house: House, seed: int) -> None:
    """Where everything is answered, conditions and figures are what Python makes of them, exactly."""
    scope = full(house, seed)
    judge = Judge(scope)
    for name, expression in EXPRESSIONS.items():
        found, wanted = expression.evaluate(scope), judged(judge, expression.source)
        if name == "live":
            assert isinstance(found, tuple)
            assert [row.name for row in found if isinstance(row, Row)] == [thing.name for thing in wanted]
        elif wanted is NoValue:
            # Python gives up; the other half of an `or` may decide all the same.
            assert isinstance(found, Unknown) or " or " in expression.source, (name, found)
        else:
            assert found == wanted, (name, found, wanted)


def test_every_condition_can_be_true_and_false(house: House) -> None:
    """Over many cases each of them is seen both ways: none is decided before it is asked."""
    seen: dict[str, set[object]] = {name: set() for name in SILENT}
    for seed in range(400):
        scope = full(house, seed)
        for name, expression in SILENT.items():
            seen[name].add(expression.condition(scope))
    # Never false in a complete case, or never true: what looks for blanks.
    blanks = {name for name in SILENT if "empty(" in SILENT[name].source}
    assert {name for name, results in seen.items() if True not in results} - blanks == set()
    assert {name for name, results in seen.items() if False not in results} == set()


@pytest.mark.parametrize("seed", range(10))
def test_with_holes_nothing_is_guessed(house: House, seed: int) -> None:
    """Take answers away: what is still decided is decided as before (but for what asks whether there is an answer)."""
    scope = full(house, seed)
    draw = random.Random(seed)
    fewer = house(
        {name: value for name, value in scope.answers.items() if draw.random() < 0.7},
        said=scope.said,
        roles=scope.roles,
    )
    for name, expression in EXPRESSIONS.items():
        if "surely(" in expression.source:
            continue
        whole, partly = expression.evaluate(scope), expression.evaluate(fewer)
        assert partly == whole or isinstance(partly, Unknown | Between) or name == "live", name
