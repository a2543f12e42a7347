"""Comparisons and arithmetic: exact, and unknown where figures, texts and dates do not go together."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck.logic import BLANK, Between, Expression, Kind, Reason, Row, Unknown, Value
from smcheck.logic.values import COMPUTED, unknown

Ask = Callable[..., Value]
U = unknown("x", "unknown")
WHY = frozenset({Reason("x", "unknown")})


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("0.1 + 0.2 == 0.3", True),
        ("0.1 * 3 == 0.3", True),
        ("1 / 3 * 3 == 1", True),
        ("1 / 3", Fraction(1, 3)),
        ("6 / 3", 2),
        ("7 - 2 * 3", 1),
        ("(7 - 2) * 3", 15),
        ("-3 + 1", -2),
        ("--3", 3),
        ("1_000 + 0.50", Fraction(2001, 2)),
        ("0x10 + 1.", 17),
        ("1.1 > 1.10", False),
        ("1.1 == 1.10", True),
        ("123456789012345678901234567890 + 1", 123456789012345678901234567891),
        ("0.30000000000000004 == 0.3", False),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("1 < 2 > 1 != 3", True),
        ("2 in [1, 2]", True),
        ("0.5 in [1 / 2]", True),
        ("3 not in [1, 2]", True),
        ("1 in []", False),
        ("'a' in ['A', 'b']", True),
        ("True == True", True),
        ("'a' == 'A '", True),
        ("'a' != 'b'", True),
        ("1 in [2, 3] == False", False),
        ("'b' in ['a', 'b'] != []", True),
    ],
)
def test_figures_and_texts(ask: Ask, source: str, result: Value) -> None:
    assert ask(source) == result


@pytest.mark.parametrize(
    "source",
    [
        "1 / 0",
        "x / 0",
        "1 / (2 - 2)",
        "1 == 'a'",
        "1 < 'a'",
        "'a' < 'b'",
        "True < 2",
        "True == 1",
        "True + 1",
        "'a' + 'b'",
        "-'a'",
        "'a' == True",
        "'a' in 'abc'",
        "1 in 'abc'",
        "[1] + [2]",
        "[1] < [2]",
        "1 == [1]",
        "motto == 3",
        "house > 2",
    ],
)
def test_what_does_not_go_together_is_unknown(ask: Ask, source: str) -> None:
    """Neither the comparison nor its opposite holds."""
    assert ask(source, x=3, motto="a", house="own") == COMPUTED
    assert ask(f"not ({source})", x=3, motto="a", house="own") == COMPUTED


@pytest.mark.parametrize(
    "source", ["x + 1", "1 - x", "x * 0", "x / 2", "2 / x", "-x", "x == 1", "x != 1", "x < 1", "1 <= x", "x in [1]"]
)
def test_an_unknown_figure_makes_everything_unknown_with_its_reason(ask: Ask, source: str) -> None:
    assert ask(source, x=U) == U
    assert ask(source, x=BLANK) == unknown("x", "blank")


def test_two_unknown_figures_give_both_reasons(ask: Ask) -> None:
    both = Unknown(frozenset({Reason("x", "missing"), Reason("y", "missing")}))
    for operator in ("+", "-", "*", "/", "==", "<"):
        assert ask(f"x {operator} y") == both


def test_an_unknown_value_is_unknown_even_in_an_empty_list(ask: Ask) -> None:
    """What touches an unanswered question stays unknown, or silence could make a `not in` true."""
    assert ask("x in []", x=U) == U
    assert ask("motto not in lookup(wish_kinds, 'nothing')") == unknown("motto", "missing")


def test_membership_with_unknown_members(ask: Ask) -> None:
    """One certain hit is enough; without one, an unknown member might be it."""
    assert ask("1 in [x, 1]", x=U) is True
    assert ask("1 in [x, 2]", x=U) == U
    assert ask("'music' in wishes", wishes=("food", "music")) is True
    assert ask("'music' not in wishes", wishes=()) is True
    assert ask("'music' in wishes") == unknown("wishes", "missing")
    assert ask("'music' in wishes", wishes=BLANK) == unknown("wishes", "blank")


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("opening < closing", True),
        ("opening == closing", False),
        ("opening == '2027-01-31'", True),
        ("'2027-01-31' == opening", True),
        ("opening >= '2027-02-01'", False),
        ("'2027-01-01' < opening", True),
        ("opening in ['2027-01-31', '2028-01-31']", True),
        ("opening in [closing, '2027-01-31']", True),
        ("opening == '31.1.2027'", COMPUTED),
        ("opening < 'soon'", COMPUTED),
        ("opening < 3", COMPUTED),
        ("opening == 3", COMPUTED),
        ("opening == '20270131'", COMPUTED),
        ("opening == '2027-W05-7'", COMPUTED),
        ("opening == '2027-02-30'", COMPUTED),
        ("opening + 1", COMPUTED),
    ],
)
def test_dates(ask: Ask, source: str, result: Value) -> None:
    """Dates have an order among themselves and with texts in ISO form, and nothing else."""
    assert ask(source, opening=date(2027, 1, 31), closing=date(2027, 3, 1)) == result


def test_a_row_is_what_it_is_called(ask: Ask, rows: Callable[..., tuple[Row, ...]]) -> None:
    events = rows({}, {}, names=["May  Day", "Fair"])
    teams = rows({"serves": ("may day",)}, {"serves": BLANK}, {"serves": ()})
    assert ask("any(e == 'MAY DAY' for e in events)", events=events) is True
    assert ask("first(events) in ['fair', 'may day']", events=events) is True
    assert ask("first(events) != first(events)", events=events) is False
    assert (
        ask(
            "count(any(e in t.serves for t in teams if answered(t.serves)) for e in events)", events=events, teams=teams
        )
        == 1
    )
    assert ask("first(events) in events", events=events) is True


def test_a_row_without_a_name_is_only_itself(ask: Ask, rows: Callable[..., tuple[Row, ...]]) -> None:
    """It cannot be referred to, so no reference is to it."""
    events = rows({}, {}, names=[None, None])
    assert ask("first(events) == 'None'", events=events) is False
    assert ask("first(events) == first(events)", events=events) is True
    assert ask("all(count(e == f for f in events) == 1 for e in events)", events=events) is True
    assert ask("first(events) == motto", events=events) == unknown("motto", "missing")


def test_the_id_of_a_row(ask: Ask, rows: Callable[..., tuple[Row, ...]]) -> None:
    """`row` is the id of a row of a table and the name of a row of a group."""
    duties = rows({"row": "kitchen"}, {}, {}, names=["kitchen", "garden", None])
    assert ask("count(d.row == 'garden' for d in duties if d.row in ['garden', 'kitchen'])", duties=duties[:2]) == 1
    assert isinstance(ask("any(d.row == 'garden' for d in duties)", duties=(duties[0], duties[2])), Unknown)


def test_lists_are_equal_member_by_member(ask: Ask) -> None:
    assert ask("wishes == ['Music', 'food']", wishes=("music", "food")) is True
    assert ask("wishes == ['food', 'music']", wishes=("music", "food")) is False
    assert ask("wishes == []", wishes=("music",)) is False
    assert ask("[x, 1] == [2, 3]", x=U) is False
    assert ask("[x, 1] == [2, 1]", x=U) == U
    assert ask("[[1]] == [[1]]") == COMPUTED
    assert ask("wishes == 'music'", wishes=("music",)) == COMPUTED


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("count(t for t in [a, b] if t) >= 1", True),
        ("count(t for t in [a, b] if t) >= 2", Unknown(WHY)),
        ("count(t for t in [a, b] if t) > 2", False),
        ("count(t for t in [a, b] if t) <= 2", True),
        ("count(t for t in [a, b] if t) < 1", False),
        ("count(t for t in [a, b] if t) == 3", False),
        ("count(t for t in [a, b] if t) != 3", True),
        ("count(t for t in [a, b] if t) == 1", Unknown(WHY)),
        ("3 > count(t for t in [a, b] if t)", True),
        ("count(t for t in [a, b] if t) == 'a'", Unknown(WHY)),
        ("count(t for t in [a, b] if t) in [1, 2]", Unknown(WHY)),
        ("2 * count(t for t in [a, b] if t) + 1", Between(3, 5, WHY)),
        ("1 - count(t for t in [a, b] if t)", Between(-1, 0, WHY)),
        ("-count(t for t in [a, b] if t)", Between(-2, -1, WHY)),
        ("-1 * count(t for t in [a, b] if t) < 0", True),
        ("4 / count(t for t in [a, b] if t)", Between(2, 4, WHY)),
        ("4 / (count(t for t in [a, b] if t) - 1)", Unknown(WHY)),
        ("0 * count(t for t in [a, b] if t)", 0),
        ("count(t for t in [a, b] if t) - count(t for t in [a, b] if t)", Between(-1, 1, WHY)),
        ("count(t for t in [a, b] if t) < count(t for t in [a, b, a, b, a] if t)", True),
        ("count(t for t in [a, b] if t) + x", Unknown(WHY)),
        ("max(0, count(t for t in [a, b] if t))", Between(1, 2, WHY)),
        ("max(2, count(t for t in [a, b] if t))", 2),
        ("min(1, count(t for t in [a, b] if t))", 1),
        ("steps(count(t for t in [a, b] if t), 3, 'c', 1, 'a', 'z')", "a"),
        ("steps(count(t for t in [a, b] if t), 2, 'b', 1, 'a', 'z')", Unknown(WHY)),
        ("count(t for t in [a, b] if t) and True", Unknown(WHY)),
    ],
)
def test_ranges_decide_what_they_can(ask: Ask, source: str, result: Value) -> None:
    """A count of one certain and one possible member is between 1 and 2."""
    assert ask(source, a=True, b=U, x=U) == result


numbers = st.one_of(st.integers(-50, 50), st.fractions(-5, 5, max_denominator=9))


@given(a=numbers, b=numbers, c=numbers)
def test_arithmetic_is_exact(a: Fraction, b: Fraction, c: Fraction) -> None:
    """The results are those of fractions, never those of floats."""
    from smcheck.logic import operators

    x, y, z = Fraction(a), Fraction(b), Fraction(c)
    assert operators.add(a, operators.multiply(b, c)) == x + y * z
    assert operators.subtract(a, b) == x - y
    assert operators.divide(a, b) == (x / y if y else COMPUTED)
    assert operators.less(a, b) is (x < y)
    assert operators.at_most(a, b) is (x <= y)
    assert operators.more(a, b) is (x > y)
    assert operators.at_least(a, b) is (x >= y)
    assert operators.equals(a, b) is (x == y)


@given(low=numbers, wide=st.integers(1, 9), other=numbers, point=st.fractions(0, 1))
def test_a_range_never_claims_what_one_of_its_figures_denies(
    low: Fraction, wide: int, other: Fraction, point: Fraction
) -> None:
    """Whatever the figure turns out to be, a decided comparison or bound stays right."""
    from smcheck.logic import operators

    range_ = Between(low, low + wide, WHY)
    actual = low + wide * point
    for compare in (operators.less, operators.at_most, operators.more, operators.at_least, operators.equals):
        for first, second in (((range_, other), (actual, other)), ((other, range_), (other, actual))):
            claimed = compare(*first)
            assert isinstance(claimed, Unknown) or claimed is compare(*second)
    for operate in (operators.add, operators.subtract, operators.multiply, operators.divide):
        for first, second in (((range_, other), (actual, other)), ((other, range_), (other, actual))):
            claimed, result = operate(*first), operate(*second)
            if isinstance(claimed, Between):
                assert claimed.low <= result <= claimed.high
            else:
                assert isinstance(claimed, Unknown) or claimed == result


def test_choices_with_a_text_of_their_own_compare_like_choices(ask: Ask) -> None:
    """A choice may be a kind of text that carries more."""

    class Chosen(str):
        __slots__ = ()

    assert ask("house == 'own'", house=Chosen("own")) is True
    assert ask("house in ['own', 'shared']", house=Chosen("own")) is True
    assert ask("'music' in wishes", wishes=(Chosen("music"),)) is True
    assert ask("lookup(marks, house)", house=Chosen("own")) == 4


def test_local_values(check: Callable[..., Expression], house: Callable[..., object]) -> None:
    """The value under a check: blank is unknown, and what is not handed over is unknown too."""
    expression = check("it <= 80", it=Kind("number"))
    scope = house()
    assert expression.evaluate(scope, {"it": 80}) is True  # type: ignore[arg-type]
    assert expression.evaluate(scope, {"it": 81}) is False  # type: ignore[arg-type]
    assert expression.evaluate(scope, {"it": BLANK}) == unknown("it", "blank")  # type: ignore[arg-type]
    assert expression.evaluate(scope) == COMPUTED  # type: ignore[arg-type]
    assert check("answered(it)", it=Kind("number")).evaluate(scope, {"it": BLANK}) is False  # type: ignore[arg-type]
    assert check("empty(it)", it=Kind("number")).evaluate(scope, {"it": BLANK}) is True  # type: ignore[arg-type]
