"""Three-valued logic: its tables, what is not computed, and the reasons of the unknown."""

from collections.abc import Callable

import pytest

from smcheck.logic import BLANK, Expression, Unknown, Value
from smcheck.logic.values import COMPUTED, unknown

Ask = Callable[..., Value]

T, F, U = True, False, unknown("b", "unknown")
V = unknown("a", "later")
BOTH = Unknown(V.reasons | U.reasons)

AND = {
    (T, T): T, (T, F): F, (T, U): U,
    (F, T): F, (F, F): F, (F, U): F,
    (V, T): V, (V, F): F, (V, U): BOTH,
}  # fmt: skip
OR = {
    (T, T): T, (T, F): T, (T, U): T,
    (F, T): T, (F, F): F, (F, U): U,
    (V, T): T, (V, F): V, (V, U): BOTH,
}  # fmt: skip


@pytest.mark.parametrize(("pair", "result"), AND.items())
def test_and(ask: Ask, pair: tuple[Value, Value], result: Value) -> None:
    assert ask("a and b", a=pair[0], b=pair[1]) == result


@pytest.mark.parametrize(("pair", "result"), OR.items())
def test_or(ask: Ask, pair: tuple[Value, Value], result: Value) -> None:
    assert ask("a or b", a=pair[0], b=pair[1]) == result


@pytest.mark.parametrize(("value", "result"), [(T, F), (F, T), (U, U)])
def test_not(ask: Ask, value: Value, result: Value) -> None:
    assert ask("not a", a=value) == result


@pytest.mark.parametrize("pair", AND)
def test_de_morgan(ask: Ask, pair: tuple[Value, Value]) -> None:
    a, b = pair
    assert ask("not (a and b)", a=a, b=b) == ask("not a or not b", a=a, b=b)
    assert ask("not (a or b)", a=a, b=b) == ask("not a and not b", a=a, b=b)


@pytest.mark.parametrize("pair", AND)
def test_any_and_all_are_chains(ask: Ask, pair: tuple[Value, Value]) -> None:
    a, b = pair
    assert ask("any(t for t in [a, b])", a=a, b=b) == ask("a or b", a=a, b=b)
    assert ask("all(t for t in [a, b])", a=a, b=b) == ask("a and b", a=a, b=b)


def test_long_chains(ask: Ask) -> None:
    """One certain member decides, wherever it stands; else all reasons are kept."""
    assert ask("a and b and c", a=V, b=U, c=F) is False
    assert ask("a or b or c", a=V, b=U, c=T) is True
    assert ask("a and b and c", a=V, b=U, c=T) == BOTH
    assert ask("a and (b or c)", a=V, b=U, c=F) == BOTH


def test_each_part_gives_its_own_reason(ask: Ask) -> None:
    """A blank, what is missing and what was put off are all unknown, and say why."""
    result = ask("budget > 3 and house == 'own' and mood >= 2", budget=BLANK, mood=unknown("mood", "later"))
    assert isinstance(result, Unknown)
    assert {(reason.question, reason.status) for reason in result.reasons} == {
        ("budget", "blank"),
        ("house", "missing"),
        ("mood", "later"),
    }


def test_what_is_decided_is_not_asked_further(check: Callable[..., Expression], house: Callable[..., object]) -> None:
    """And, or, if and chains of comparisons stop as soon as the result is certain."""
    for source, answers in (
        ("a and b", {"a": False}),
        ("a or b", {"a": True}),
        ("1 if a else b", {"a": True}),
        ("b if a else 1", {"a": False}),
        ("3 < x < y", {"x": 1}),
    ):
        scope = house(answers)
        check(source).evaluate(scope)  # type: ignore[arg-type]
        assert scope.asked == list(answers), source  # type: ignore[attr-defined]


@pytest.mark.parametrize("value", [3, "text", BLANK, (), unknown("x", "missing")])
def test_what_is_no_condition_is_unknown_where_one_is_needed(ask: Ask, value: Value) -> None:
    """A figure is never taken for true."""
    assert isinstance(ask("anything and True", anything=value), Unknown)
    assert isinstance(ask("not anything", anything=value), Unknown)
    assert ask("anything and False", anything=value) is False


@pytest.mark.parametrize(
    ("condition", "result"),
    [(True, 4), (False, 2), (U, Unknown(U.reasons)), (3, COMPUTED)],
)
def test_either_or(ask: Ask, condition: Value, result: Value) -> None:
    assert ask("4 if anything else 2", anything=condition) == result


def test_either_or_that_comes_to_the_same(ask: Ask) -> None:
    """If both ways agree, it does not matter which one it is."""
    assert ask("4 if a else 4", a=U) == 4
    assert ask("x if a else y", a=U, x=1, y=1) == 1
    assert ask("x if a else y", a=V, x=1, y=U) == BOTH
    assert ask("b if a else b", a=V, b=True) is True


def test_nested_either_or(ask: Ask) -> None:
    source = "4 if x > 8 else 3 if x > 4 else 2 if x > 2 else 0"
    assert [ask(source, x=x) for x in (9, 5, 3, 1)] == [4, 3, 2, 0]
    assert isinstance(ask(source), Unknown)
