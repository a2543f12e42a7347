"""What holds for every expression and every case: same results as Python, no guesses, no way out, always an end."""

import ast
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st

from smcheck.logic import (
    BLANK,
    FUNCTIONS,
    Between,
    Expression,
    ExpressionError,
    Kind,
    Row,
    Unknown,
    Value,
    Vocabulary,
    compile_expression,
)
from smcheck.logic.operators import Members
from smcheck.logic.values import unknown
from smcheck.problems import Problem
from smcheck.wording import wording

Check = Callable[..., Expression]
House = Callable[..., Any]

# Expressions that every Python understands as well: figures, truths and the rows of a group.

figures = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["x", "y", "z", "total"]),
        st.integers(0, 5).map(str),
        st.tuples(figures, st.sampled_from("+-*"), figures).map(lambda parts: f"({' '.join(parts)})"),
        figures.map(lambda one: f"-{one}"),
        st.tuples(figures, truths, figures).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})"),
        st.sampled_from(["sum(1 for r in group if a or r.t)", "sum(q for r in group for q in r.list if q > x)"]),
        row_figures.map(lambda one: f"sum({one} for r in group)"),
        row_truths.map(lambda one: f"sum(r.n for r in group if {one})"),
        st.tuples(figures, figures).map(lambda parts: f"max({parts[0]}, {parts[1]})"),
    )
)
truths = st.deferred(
    lambda: st.one_of(
        st.sampled_from(["a", "b", "c", "True", "False"]),
        st.tuples(figures, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), figures)
        .map(" ".join)
        .map("({})".format),
        st.tuples(figures, st.sampled_from(["<", "<="]), figures, st.sampled_from(["<", "!="]), figures)
        .map(" ".join)
        .map("({})".format),
        st.tuples(truths, st.sampled_from(["and", "or"]), truths).map(" ".join).map("({})".format),
        truths.map(lambda one: f"(not {one})"),
        st.tuples(figures, st.sampled_from(["in", "not in"]), st.lists(figures, max_size=3)).map(
            lambda parts: f"({parts[0]} {parts[1]} [{', '.join(parts[2])}])"
        ),
        row_truths.map(lambda one: f"any({one} for r in group)"),
        row_truths.map(lambda one: f"all({one} for r in group)"),
        st.tuples(row_truths, row_truths).map(lambda parts: f"any({parts[0]} for r in group if {parts[1]})"),
        st.sampled_from(
            ["any(q > r.n for r in group for q in r.list)", "all(q != x for r in group if r.t for q in r.list)"]
        ),
    )
)
row_figures = st.sampled_from(["r.n", "r.n + x", "2 * r.n", "-r.n"])
row_truths = st.sampled_from(
    ["r.t", "not r.t", "r.n > 1", "r.n == x", "r.t and a", "r.t or r.n < 2", "x in r.list", "b"]
)

NUMBER, BOOLEAN = Kind("number"), Kind("boolean")
PLAIN = Vocabulary(
    questions={
        **dict.fromkeys("abc", BOOLEAN),
        **dict.fromkeys("xyz", NUMBER),
        "group": Kind("rows", columns={"n": NUMBER, "t": BOOLEAN, "list": Kind("list", item=NUMBER)}),
    },
    values={"total": "sum(r.n for r in group)"},
)
small = st.one_of(st.integers(-3, 5), st.fractions(-2, 2, max_denominator=4))
cells = st.fixed_dictionaries({"n": small, "t": st.booleans(), "list": st.lists(small, max_size=3).map(tuple)})
answers = st.fixed_dictionaries(
    {
        **dict.fromkeys("abc", st.booleans()),
        **dict.fromkeys("xyz", small),
        "group": st.lists(cells, max_size=3).map(
            lambda found: tuple(Row(str(number), cell, number) for number, cell in enumerate(found))
        ),
    }
)


def compiled(source: str) -> Expression:
    try:
        return compile_expression(source, PLAIN)
    except ExpressionError as error:
        assume(error.code not in ("logic.too_long", "logic.too_large", "logic.too_deep"))
        raise


@given(source=st.one_of(figures, truths), answers=answers)
def test_where_everything_is_known_the_language_agrees_with_python(
    house: House, source: str, answers: Mapping[str, Any]
) -> None:
    expression = compiled(source)
    # Python looks names of nested generators up in its globals, so all names are put there.
    space = {**answers, "group": [SimpleNamespace(**row.cells) for row in answers["group"]]}
    space["total"] = sum(row.n for row in space["group"])
    space["__builtins__"] = {"any": any, "all": all, "sum": sum, "max": max}
    assert expression.evaluate(house(answers)) == eval(source, space)


def holes(answers: Mapping[str, Any], places: list[tuple[str, int, str]]) -> dict[str, Any]:
    """Return *answers* with some questions and cells unanswered."""
    left = dict(answers)
    for question, row, column in places:
        lost: Value = unknown(question, "unknown") if row % 2 else BLANK
        if question != "group":
            left[question] = lost
        elif isinstance(left["group"], Unknown) or not left["group"]:
            continue
        elif column:
            rows = list(left["group"])
            one = rows[row % len(rows)]
            rows[row % len(rows)] = Row(one.name, {**one.cells, column: lost}, one.index)
            left["group"] = tuple(rows)
        else:
            left["group"] = unknown("group", "later")
    return left


places = st.lists(
    st.tuples(
        st.sampled_from([*"abcxyz", "group", "group"]), st.integers(0, 9), st.sampled_from(["n", "t", "list", "n", ""])
    ),
    min_size=1,
    max_size=4,
)


@given(source=st.one_of(figures, truths), answers=answers, places=places)
def test_what_is_decided_does_not_depend_on_what_is_missing(
    house: House, source: str, answers: Mapping[str, Any], places: list[tuple[str, int, str]]
) -> None:
    """A result with holes in the answers is the result without: nothing unanswered is ever guessed."""
    expression = compiled(source)
    whole, partly = expression.evaluate(house(answers)), expression.evaluate(house(holes(answers, places)))
    if isinstance(partly, Between):
        assert partly.low <= whole <= partly.high  # type: ignore[operator]
    else:
        assert isinstance(partly, Unknown) or partly == whole
    if isinstance(partly, Unknown | Between):
        assert {reason.question.partition(".")[0] for reason in partly.reasons} <= expression.questions | {""}
        assert partly.reasons


# Anything that might be in a scope, and a little more than that.

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(10**400, 10**401),
    st.fractions(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["party", "own", "2027-01-31", "Anna", "music", "1", ""]),
    st.dates(),
    st.just(datetime(2027, 1, 1)),
    st.just(BLANK),
    st.sampled_from(["unknown", "later", "na", "missing"]).map(lambda status: unknown("q", status)),
    st.just(Between(1, Fraction(7, 2), unknown("q", "na").reasons)),
    st.just(object()),
    st.just({"cost": 1}),
)
things = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.builds(
            Row,
            st.one_of(st.none(), st.text(max_size=3)),
            st.dictionaries(
                st.sampled_from(["kind", "host", "cost", "day", "extras", "need", "level", "row", "serves"]),
                inner,
                max_size=4,
            ),
        ),
    ),
    max_leaves=8,
)
SOURCES = sorted(
    {
        *(function.example for function in FUNCTIONS.values()),
        "budget > 3 and house in ['own'] or not insured",
        "1 / budget + x * y - z == -mood",
        "opening < closing <= '2027-01-31'",
        "first(events) == first(teams) != motto",
        "events == wishes",
        "motto in wishes and wishes not in [motto, 1]",
        "count(e.kind == 'party' for e in events if e.cost > mood) >= count(parties)",
        "distinct(t for e in events for t in e.extras)",
        "any(e in t.serves for e in events for t in teams)",
        "all(d.row == 'kitchen' and dear(e, d.need) for d in duties for e in events)",
        "min(anything) if has(motto) else max(anything, x)",
        "steps(anything, x, anything, 2, 'a', anything)",
        "lookup(marks, anything) in lookup(wish_kinds, anything)",
        "known(anything)",
        "first(anything)",
        "median(anything)",
        "sum(anything)",
        "share(anything)",
        "role_answered(anything)",
        "months_until(anything) + days_since(anything)",
        "by_role(mood, anything) == others(mood, anything)",
        "median_of(mood, anything) + spread(mood)",
        "rest",
        "parties",
        "surely(anything) and answered(anything) and empty(anything)",
    }
)
HOUSE_NAMES = [
    *("house", "budget", "mood", "insured", "motto", "opening", "closing", "wishes", "events", "teams", "duties"),
    *("anything", "x", "y", "z"),
]


@given(
    source=st.sampled_from(SOURCES),
    answers=st.dictionaries(st.sampled_from(HOUSE_NAMES), things, max_size=8),
    said=st.lists(st.tuples(st.one_of(st.none(), st.text(max_size=3)), things), max_size=4),
)
def test_no_evaluation_fails_whatever_is_answered(
    vocabulary: Vocabulary, house: House, source: str, answers: dict[str, Any], said: list[tuple[str | None, Any]]
) -> None:
    """Values of the wrong kind, absurdly long ones and things no sheet can hold included."""
    expression = compile_expression(source, vocabulary)
    scope = house(answers, said={"mood": said, "budget": said})
    result = expression.evaluate(scope)
    assert not isinstance(result, Members)
    assert result is not BLANK
    condition = expression.condition(scope)
    assert condition is True or condition is False or isinstance(condition, Unknown)


# Everything a person who means harm might type.

names = st.sampled_from(
    [
        "budget",
        "events",
        "e",
        "any",
        "count",
        "__class__",
        "__builtins__",
        "eval",
        "scope",
        "v_e",
        "k1",
        "BLANK",
        "value",
        "run",
    ]
)
hostile = st.recursive(
    st.one_of(
        names,
        st.integers(0, 3).map(str),
        st.text("ab'\"\\{}", max_size=4).map(repr),
        st.sampled_from(["None", "...", "b''", "f'{x}'"]),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["__class__", "cost", "kind", "cells", "value", "memo", "__globals__"])).map(
            ".".join
        ),
        st.tuples(inner, st.lists(inner, max_size=2)).map(lambda parts: f"{parts[0]}({', '.join(parts[1])})"),
        st.tuples(inner, inner).map(lambda parts: f"{parts[0]}[{parts[1]}]"),
        st.tuples(inner, st.sampled_from(["+", "**", "and", "in", "==", "is", "@", ":=", "%", "if"]), inner).map(
            " ".join
        ),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"lambda: {one}"),
        inner.map(lambda one: f"-{one}"),
        st.tuples(inner, inner).map(lambda parts: f"any({parts[0]} for e in {parts[1]})"),
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
        inner.map(lambda one: f"[{one} for e in events]"),
        inner.map(lambda one: f"{{{one}: 1}}"),
    ),
    max_leaves=8,
)


class Trap(Mapping[str, Value]):
    """Cells that tell which columns were looked at."""

    def __init__(self) -> None:
        self.seen: set[object] = set()

    def __getitem__(self, column: str) -> Value:
        self.seen.add(column)
        return 1

    def get(self, column: str, _: Value | None = None) -> Value:  # type: ignore[override]
        return self[column]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("nobody may list the cells")

    def __len__(self) -> int:
        raise AssertionError("nobody may count the cells")


@given(source=hostile)
@example("().__class__.__bases__[0].__subclasses__()")
@example("__import__('os').system('true')")
@example("events.__class__")
@example("any(e.__class__.__mro__ for e in events)")
@example("any(e.cells for e in events)")
@example("'{0.__class__}'.format(budget)")
@example("f'{budget.__class__}'")
@example("(lambda: scope)()")
@example("any(v_e for v_e in events)")
@example("count.__globals__")
@example("[c for c in ().__class__.__base__.__subclasses__()]")
def test_no_expression_reaches_what_is_not_in_the_vocabulary(vocabulary: Vocabulary, house: House, source: str) -> None:
    """It is refused, or reads questions and columns and nothing else."""
    try:
        expression = compile_expression(source, vocabulary)
    except ExpressionError as refusal:
        wording("de").message(Problem(refusal.code, refusal.values))
        return
    cells = Trap()
    scope = house({"events": (Row("a", cells),), "budget": 1})
    expression.evaluate(scope)
    assert set(scope.asked) <= expression.questions <= vocabulary.questions.keys()
    assert cells.seen <= (vocabulary.questions["events"].columns or {}).keys()
    for node in ast.walk(ast.parse(source.strip(), mode="eval")):
        assert not isinstance(node, ast.Lambda | ast.Subscript | ast.Dict | ast.ListComp | ast.NamedExpr)
        if isinstance(node, ast.Attribute):
            assert node.attr in (vocabulary.questions["events"].columns or {})
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name)
            assert node.func.id in FUNCTIONS or node.func.id in vocabulary.with_parameter


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_months_until_is_the_least_number_of_months_that_reach_the_day(
    vocabulary: Vocabulary, house: House, start: date, end: date
) -> None:
    """Counting on from the start, month by month, with shorter months ending early."""
    months = compile_expression("months_until(opening)", vocabulary).evaluate(house({"opening": end}, as_of=start))
    assert isinstance(months, int)
    reached = later(start, months)
    assert reached >= end
    assert months == 0 or later(start, months - 1) < end


def later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day.day)
