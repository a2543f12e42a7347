"""Every function by itself: what it gives, over nothing, and with members that are not decided."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from smcheck.logic import (
    BLANK,
    FUNCTIONS,
    Between,
    Expression,
    Reason,
    Row,
    Unknown,
    Value,
    Vocabulary,
    compile_expression,
)
from smcheck.logic.values import COMPUTED, unknown

Ask = Callable[..., Value]
Rows = Callable[..., tuple[Row, ...]]
Say = Callable[..., Value]

U = unknown("x", "unknown")
V = unknown("y", "later")
BOTH = Unknown(U.reasons | V.reasons)
NOBODY = unknown("mood", "missing")
COST = unknown("events.cost", "blank")
KIND = unknown("events.kind", "blank")


@pytest.fixture
def say(house: Callable[..., object]) -> Say:
    """Evaluate an expression about what respondents said about the mood."""

    def evaluate(source: str, *said: tuple[str | None, Value], vocabulary: Vocabulary, **scope: object) -> Value:
        return compile_expression(source, vocabulary).evaluate(house(said={"mood": said}, **scope))  # type: ignore[arg-type]

    return evaluate


def test_every_function_is_described_in_both_languages_and_tested_here() -> None:
    assert {function.about.keys() == {"de", "en"} for function in FUNCTIONS.values()} == {True}
    text = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"{name}(" not in text] == []


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("any(t for t in [])", False),
        ("all(t for t in [])", True),
        ("count([])", 0),
        ("sum([])", 0),
        ("share(t for t in [])", COMPUTED),
        ("mean([])", COMPUTED),
        ("median([])", COMPUTED),
        ("min([])", COMPUTED),
        ("max([])", COMPUTED),
        ("first([])", COMPUTED),
        ("count(distinct([]))", 0),
        ("count(known([]))", 0),
    ],
)
def test_over_nothing(ask: Ask, source: str, result: Value) -> None:
    assert ask(source) == result


@pytest.mark.parametrize(
    "name", ["any", "all", "count", "share", "sum", "mean", "median", "min", "max", "first", "distinct", "known"]
)
def test_an_unknown_list_stays_unknown(ask: Ask, name: str) -> None:
    """Nobody knows how many members it has, not even `known()`."""
    missing = unknown("events", "missing")
    assert ask(f"{name}(events)") == missing
    assert ask(f"{name}(e.cost for e in events)") == missing
    assert ask(f"{name}(e.cost for e in parties)") == missing
    assert ask(f"{name}(wishes)", wishes=BLANK) == unknown("wishes", "blank")
    assert ask(f"{name}(motto)", motto="no list") == COMPUTED


@pytest.mark.parametrize(
    ("members", "result"),
    [
        ("[True, x]", True), ("[x, True]", True), ("[False, x]", U), ("[x, y]", BOTH), ("[False, False]", False),
        ("[3]", COMPUTED), ("[3, True]", True),
    ],
)  # fmt: skip
def test_any(ask: Ask, members: str, result: Value) -> None:
    assert ask(f"any({members})", x=U, y=V) == result


@pytest.mark.parametrize(
    ("members", "result"),
    [
        ("[True, x]", U), ("[x, False]", False), ("[x, y]", BOTH), ("[True, True]", True), ("[3]", COMPUTED),
        ("[3, False]", False),
    ],
)  # fmt: skip
def test_all(ask: Ask, members: str, result: Value) -> None:
    assert ask(f"all({members})", x=U, y=V) == result


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("count(events)", 4),
        ("count(e for e in events)", 4),
        ("count(e.kind == 'party' for e in events)", Between(1, 2, KIND.reasons)),
        ("count(e for e in events if e.kind == 'party')", Between(1, 2, KIND.reasons)),
        ("count(parties)", Between(1, 2, KIND.reasons)),
        ("count(e.host for e in events)", Between(3, 4, unknown("events.host", "blank").reasons)),
        ("count(e.kind == 'party' and e.cost > 100 for e in events)", 0),
        ("count(t for e in events for t in e.extras)", Unknown(unknown("events.extras", "na").reasons)),
        ("count(t for e in events if answered(e.extras) for t in e.extras)", 3),
        ("count(t for e in events if answered(e.extras) for t in e.extras if t == 'food')", 2),
        ("count(t for e in parties if answered(e.extras) for t in e.extras)", Between(2, 2, KIND.reasons)),
        ("count(wishes)", 2),
    ],
)
def test_count(ask: Ask, events: tuple[Row, ...], expression: str, result: Value) -> None:
    """Rows are counted, conditions only where true; what is not decided makes a range, where that has an end."""
    counted = ask(expression, events=events, wishes=("music", "food"))
    if isinstance(result, Between) and result.low == result.high:
        assert counted == result.low
    else:
        assert counted == result


@pytest.fixture
def events(rows: Rows) -> tuple[Row, ...]:
    """A party, a walk, something of unknown kind, and a talk nobody has priced."""
    return rows(
        {"kind": "party", "host": "Anna", "cost": Fraction(5, 2), "extras": ("food", "music"), "day": date(2027, 5, 1)},
        {"kind": "walk", "host": BLANK, "cost": 4, "extras": ("food",), "day": date(2027, 1, 31)},
        {"kind": BLANK, "host": "anna ", "cost": -1, "extras": (), "day": BLANK},
        {
            "kind": "talk",
            "host": "Ben",
            "cost": BLANK,
            "extras": unknown("events.extras", "na"),
            "day": date(2026, 6, 1),
        },
    )


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("sum(e.cost for e in events if answered(e.cost))", Fraction(11, 2)),
        ("sum(e.cost for e in events)", COST),
        ("sum(e.cost for e in parties)", Between(Fraction(3, 2), Fraction(5, 2), KIND.reasons)),
        ("sum(e.cost for e in events if answered(e.cost) and e.cost > 100)", 0),
        ("sum([1, 2.5])", Fraction(7, 2)),
        ("sum([1, 'a'])", COMPUTED),
        ("sum([True])", COMPUTED),
        ("sum([x, y])", BOTH),
        ("sum(count(t for t in [a, b] if t) for e in events) >= 4", True),
    ],
)
def test_sum(ask: Ask, events: tuple[Row, ...], expression: str, result: Value) -> None:
    assert ask(expression, events=events, x=U, y=V, a=True, b=U) == result


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("share(e.kind == 'party' for e in events if answered(e.kind))", Fraction(1, 3)),
        ("share(answered(e.host) for e in events)", Fraction(3, 4)),
        ("share(e.kind == 'party' for e in events)", KIND),
        ("share(True for e in parties)", KIND),
        ("share(t for t in [True, True])", 1),
        ("share([3])", COMPUTED),
        ("mean(e.cost for e in events if answered(e.cost))", Fraction(11, 6)),
        ("mean(e.cost for e in events)", COST),
        ("mean(e.cost for e in parties)", KIND),
        ("mean([1, 'a'])", COMPUTED),
        ("median(e.cost for e in events if answered(e.cost))", Fraction(5, 2)),
        ("median([4, 1, 3, 2])", 2),
        ("median([4, 1, 3])", 3),
        ("median([1, 'a'])", COMPUTED),
        ("median(e.day for e in events if answered(e.day))", date(2027, 1, 31)),
        ("median([1, x])", U),
        ("min(e.cost for e in events if answered(e.cost))", -1),
        ("max(e.cost for e in events if answered(e.cost))", 4),
        ("min(e.day for e in events if answered(e.day))", date(2026, 6, 1)),
        ("max(e.day for e in events if answered(e.day))", date(2027, 5, 1)),
        ("max(e.cost for e in events)", COST),
        ("max(e.cost for e in parties)", KIND),
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2.5)", 3),
        ("max(0, x)", U),
        ("max(x, y)", BOTH),
        ("max('a', 'b')", COMPUTED),
        ("max(1, opening)", COMPUTED),
        ("max(opening, closing)", date(2027, 2, 1)),
    ],
)
def test_measures(ask: Ask, events: tuple[Row, ...], expression: str, result: Value) -> None:
    """Shares, means, medians and extremes need every member to be decided."""
    answers = {"opening": date(2027, 1, 1), "closing": date(2027, 2, 1)}
    assert ask(expression, events=events, x=U, y=V, **answers) == result


def test_distinct(ask: Ask, events: tuple[Row, ...]) -> None:
    """Each once, in order; one that is not known might be another one or not."""
    assert ask("distinct(e.host for e in events if answered(e.host))", events=events) == ("Anna", "Ben")
    assert ask("count(distinct(e.host for e in events))", events=events) == Between(
        2, 3, unknown("events.host", "blank").reasons
    )
    assert ask("any(h == 'BEN' for h in distinct(e.host for e in events))", events=events) is True
    assert isinstance(ask("any(h == 'Zoe' for h in distinct(e.host for e in events))", events=events), Unknown)
    assert ask("distinct([1, 1.0, '1', 'a', 'A', True])") == (1, "1", "a", True)
    assert ask("count(distinct(e for e in events))", events=events) == 4


def test_distinct_is_certain_as_soon_as_one_of_the_same_is(ask: Ask, rows: Rows) -> None:
    events = rows({"kind": BLANK, "host": "Anna"}, {"kind": "party", "host": "ANNA"}, {"kind": BLANK, "host": "Ben"})
    assert ask("count(distinct(e.host for e in parties))", events=events) == Between(1, 2, KIND.reasons)


def test_known(ask: Ask, events: tuple[Row, ...]) -> None:
    assert ask("known(e.cost for e in events)", events=events) == (Fraction(5, 2), 4, -1)
    assert ask("count(known(parties))", events=events) == 1
    assert ask("mean(known([x, 1, 2]))", x=U) == Fraction(3, 2)
    assert ask("all(t > 1 for t in known([x, y]))", x=U, y=V) is True
    assert ask("count(known(t for e in events for t in e.extras))", events=events) == 3


def test_first(ask: Ask, events: tuple[Row, ...]) -> None:
    """The first member; none if it is not certain which that is."""
    assert ask("first(wishes)", wishes=("food", "music")) == "food"
    assert ask("first(wishes) == 'music'", wishes=()) == COMPUTED
    assert ask("first(e.cost for e in events)", events=events) == Fraction(5, 2)
    assert ask("first(e for e in events) == '1'", events=events) is True
    assert ask("first(e.cost for e in events if e.kind != 'party')", events=events) == 4
    assert ask("first(e.cost for e in events if e.kind == 'talk')", events=events) == KIND
    assert ask("first(wishes)", wishes=(BLANK,)) == COMPUTED


def test_lookup(ask: Ask) -> None:
    """A list, or the value; where there is no entry, the empty list or nothing that could be computed with."""
    assert ask("lookup(wish_kinds, 'quiet')") == ("talk", "walk")
    assert ask("lookup(wish_kinds, 'Quiet ')") == ("talk", "walk")
    assert ask("lookup(wish_kinds, motto)", motto="none of these") == ()
    assert ask("lookup(marks, house)", house="rented") == Fraction(5, 2)
    assert ask("lookup(marks, motto)", motto="none of these") == COMPUTED
    assert ask("lookup(marks, house)", house=U) == U
    assert ask("lookup(marks, house)", house=BLANK) == unknown("house", "blank")
    assert ask("lookup(marks, x)", x=3) == COMPUTED
    assert ask("lookup(marks, wishes)", wishes=("own",)) == COMPUTED


def test_lookup_by_number_and_by_row(
    ask: Ask, vocabulary: Vocabulary, house: Callable[..., object], rows: Rows
) -> None:
    """Keys of YAML are texts; a rating looks its level up all the same, a row its name."""
    tables: Mapping[str, Mapping[str, Value]] = {"levels": {"0": "low", "4": "high"}, "named": {"May Day": 1}}
    known = Vocabulary(vocabulary.questions, tables=tables)
    high = compile_expression("lookup(levels, mood)", known)
    assert high.evaluate(house({"mood": 4})) == "high"  # type: ignore[arg-type]
    assert high.evaluate(house({"mood": 3})) == COMPUTED  # type: ignore[arg-type]
    by_row = compile_expression("sum(lookup(named, e) for e in events)", known)
    assert by_row.evaluate(house({"events": rows({}, names=["may day"])})) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("x", "result"),
    [
        (2, 4),
        (Fraction(11, 10), 4),
        (1, 3),
        (Fraction(999, 1000), 2),
        (0, 0),
        (-5, 0),
        (U, U),
        (BLANK, unknown("x", "blank")),
        ("text", COMPUTED),
    ],
)
def test_steps(ask: Ask, x: Value, result: Value) -> None:
    """The first limit that is reached decides, exactly."""
    assert ask("steps(x, 1.1, 4, 1, 3, 0.8, 2, 0)", x=x) == result


def test_steps_that_all_lead_to_the_same(ask: Ask) -> None:
    assert ask("steps(x, 2, 5, 1, 5, 5)", x=U) == 5
    assert ask("steps(opening, '2027-01-01', 'late', 'early')", opening=date(2027, 2, 1)) == "late"


@pytest.mark.parametrize(
    ("value", "answered", "empty"),
    [
        (3, True, False), (0, True, False), ("", True, False), (False, True, False), ((), True, False),
        (BLANK, False, True), (U, False, U),
        (unknown("x", "not asked"), False, unknown("x", "not asked")),
        (unknown("x", "private"), False, unknown("x", "private")),
    ],
)  # fmt: skip
def test_answered_and_empty(ask: Ask, rows: Rows, value: Value, answered: Value, empty: Value) -> None:
    """`answered` is always decided; `empty` only of what was asked. An empty list is an answer: none."""
    assert ask("answered(anything)", anything=value) is answered
    assert ask("empty(anything)", anything=value) == empty
    events = rows({"host": value})
    assert ask("any(answered(e.host) for e in events)", events=events) is answered
    assert ask("any(empty(e.host) for e in events)", events=events) == empty


def test_answered_of_what_a_row_does_not_have(ask: Ask, rows: Rows) -> None:
    assert ask("any(answered(e.host) for e in events)", events=rows({})) is False
    assert ask("any(empty(e.host) for e in events)", events=rows({})) == unknown("events.host", "missing")
    assert ask("any(answered(e) for e in events)", events=rows({})) is True
    assert ask("any(answered(w) for w in wishes)", wishes=(U, BLANK)) is False


def test_answered_of_a_named_value(ask: Ask, rows: Rows) -> None:
    """A named value is there as soon as it can be computed for certain."""
    assert ask("answered(total_cost)", events=rows({"cost": 1})) is True
    assert ask("answered(total_cost)", events=rows({"cost": BLANK})) is False
    assert ask("empty(total_cost)", events=rows({"cost": BLANK})) == COST


@pytest.mark.parametrize(("value", "result"), [(True, True), (False, False), (U, False), (3, False), (BLANK, False)])
def test_surely(ask: Ask, value: Value, result: bool) -> None:
    assert ask("surely(anything)", anything=value) is result
    assert ask("not surely(anything)", anything=value) is not result


@pytest.mark.parametrize(
    ("as_of", "day", "months"),
    [
        (date(2026, 12, 1), date(2027, 9, 30), 10),
        (date(2026, 12, 1), date(2027, 12, 31), 13),
        (date(2026, 12, 1), date(2027, 12, 1), 12),
        (date(2026, 12, 1), date(2026, 12, 2), 1),
        (date(2026, 12, 1), date(2026, 12, 1), 0),
        (date(2026, 12, 1), date(2026, 11, 30), 0),
        (date(2026, 12, 1), date(2020, 1, 1), 0),
        (date(2026, 12, 31), date(2027, 1, 1), 1),
        (date(2027, 1, 31), date(2027, 2, 28), 1),
        (date(2027, 1, 31), date(2027, 3, 1), 2),
        (date(2027, 1, 31), date(2027, 3, 31), 2),
        (date(2028, 2, 29), date(2029, 2, 28), 12),
        (date(2028, 2, 29), date(2029, 3, 1), 13),
    ],
)
def test_months_until(
    check: Callable[..., Expression], house: Callable[..., object], as_of: date, day: date, months: int
) -> None:
    """A begun month counts as whole, the past is 0."""
    assert check("months_until(opening)").evaluate(house({"opening": day}, as_of=as_of)) == months  # type: ignore[arg-type]


def test_days_since(ask: Ask) -> None:
    assert ask("days_since(opening)", opening=date(2026, 11, 1)) == 30
    assert ask("days_since(opening)", opening=date(2026, 12, 2)) == -1
    assert ask("days_since('2026-12-01')") == 0


@pytest.mark.parametrize("name", ["months_until", "days_since"])
def test_no_date_no_months(ask: Ask, name: str) -> None:
    assert ask(f"{name}(opening)", opening=U) == U
    assert ask(f"{name}(opening)", opening="soon") == COMPUTED
    assert ask(f"{name}(budget)", budget=3) == COMPUTED


def test_role_answered(say: Say, vocabulary: Vocabulary, house: Callable[..., object]) -> None:
    """One role, or any of a list, such as a table gives."""
    roles = frozenset({"board"})
    for source, result in (
        ("role_answered('board')", True),
        ("role_answered('team')", False),
        ("role_answered(['team', 'board'])", True),
        ("role_answered([])", False),
        ("role_answered(['team', motto])", unknown("motto", "missing")),
        ("role_answered(['board', motto])", True),
        ("role_answered(motto)", unknown("motto", "missing")),
        ("role_answered(3)", COMPUTED),
        ("role_answered([3])", COMPUTED),
        ("role_answered(lookup(wish_kinds, 'music'))", False),
        ("role_answered(r for r in ['board', 'team'] if insured)", unknown("insured", "missing")),
        ("role_answered(r for r in ['lead', 'team'] if insured)", False),
        ("role_answered(r for e in [1] for r in wishes)", unknown("wishes", "missing")),
    ):
        assert say(source, vocabulary=vocabulary, roles=roles) == result, source


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("by_role(mood, 'board')", 4),
        ("by_role(mood, 'Board ')", 4),
        ("by_role(mood, 'team')", 1),
        ("by_role(mood, 'hr')", NOBODY),
        ("by_role(mood, 'it')", NOBODY),
        ("by_role(mood, motto)", unknown("motto", "missing")),
        ("others(mood, 'board')", (1, 2, 3)),
        ("others(mood, 'nobody')", (4, 1, 2, 3)),
        ("all(t < 4 for t in others(mood, 'board'))", True),
        ("others(mood, 3)", COMPUTED),
        ("median_of(mood)", 2),
        ("median_of(mood, 'board')", 2),
        ("median_of(mood, 'team')", 3),
        ("median_of(mood, motto)", unknown("motto", "missing")),
        ("by_role(mood, 'board') - median_of(mood, 'board') >= 2", True),
        ("spread(mood)", 3),
        ("highest(mood)", 4),
        ("lowest(mood)", 1),
    ],
)
def test_what_respondents_said(say: Say, vocabulary: Vocabulary, source: str, result: Value) -> None:
    """Who does not know is left out; somebody without a role is one of the others."""
    said: tuple[tuple[str | None, Value], ...] = (
        ("board", 4),
        ("team", 1),
        ("team", 2),
        ("hr", U),
        ("it", BLANK),
        (None, 3),
    )
    assert say(source, *said, vocabulary=vocabulary) == result


@pytest.mark.parametrize(
    "source",
    [
        "by_role(mood, 'a')",
        "others(mood, 'a')",
        "median_of(mood)",
        "median_of(mood, 'a')",
        "spread(mood)",
        "highest(mood)",
        "lowest(mood)",
    ],
)
@pytest.mark.parametrize("said", [(), (("a", U),)])
def test_nobody_said_anything(
    say: Say, vocabulary: Vocabulary, source: str, said: tuple[tuple[str, Value], ...]
) -> None:
    assert say(source, *said, vocabulary=vocabulary) == NOBODY


def test_one_respondent_has_no_spread(say: Say, vocabulary: Vocabulary) -> None:
    assert say("spread(mood)", ("a", 3), vocabulary=vocabulary) == 0
    assert say("spread(mood)", ("a", 3), ("b", "text"), vocabulary=vocabulary) == 0
    assert say("others(mood, 'a')", ("a", 3), vocabulary=vocabulary) == NOBODY


def test_choices_of_respondents(say: Say, vocabulary: Vocabulary) -> None:
    """`by_role` and `others` give answers of any kind; figures are made of figures only."""
    assert say("by_role(mood, 'a')", ("a", "own"), ("a", "rented"), vocabulary=vocabulary) == "own"
    assert say("others(mood, 'a')", ("a", "own"), ("b", "rented"), vocabulary=vocabulary) == ("rented",)
    assert say("median_of(mood)", ("a", "own"), vocabulary=vocabulary) == NOBODY


def test_loops_through_doubtful_lists(ask: Ask, events: tuple[Row, ...]) -> None:
    """A row that may or may not belong to a list makes what depends on it undecided, and nothing else."""
    assert ask("any(e.host == 'Anna' for e in parties)", events=events) is True
    assert ask("any(e.host == 'Ben' for e in parties)", events=events) is False
    assert ask("all(e.host == 'Anna' for e in parties)", events=events) is True
    assert ask("any(e.cost < 0 for e in parties)", events=events) == KIND
    assert ask("all(e.cost > 0 for e in parties)", events=events) == KIND
    assert ask("parties", events=events) == KIND
    assert ask("count(parties) >= 1", events=events) is True
    assert ask("any('light' in e.extras for e in parties)", events=events) is False
    assert ask("any(t == 'light' for e in parties for t in e.extras)", events=events) is False
    assert ask("any(t == 'food' for e in events for t in e.extras)", events=events) is True
    assert ask("any(t == 'light' for e in events for t in e.extras)", events=events) == unknown("events.extras", "na")
    assert ask("any(t == 'light' for t in distinct(t2 for e in events for t2 in e.extras))", events=events) == unknown(
        "events.extras", "na"
    )
    assert ask("all(t != 'light' for e in events for t in e.extras)", events=events) == unknown("events.extras", "na")
    assert ask("sum(1 for e in events for t in e.extras)", events=events) == unknown("events.extras", "na")
    assert ask("first(t for e in events for t in e.extras)", events=events) == "food"
    assert ask("mean(1 for e in events for t in e.extras)", events=events) == unknown("events.extras", "na")


def test_loops_over_pairs_of_rows(ask: Ask, events: tuple[Row, ...]) -> None:
    """Two `for`s: every pair, with filters on both."""
    assert ask("count(e for e in events for f in events)", events=events) == 16
    assert ask("count(e for e in events if e.cost > 0 for f in events if f.cost > e.cost)", events=events[:3]) == 1
    assert ask("any(e.host == f.host for e in events for f in events if e != f)", events=events[:3]) is True


def test_reasons_name_the_cell(ask: Ask, rows: Rows) -> None:
    """Group and column, whether the group was named or reached through a value or a parameter."""
    events = rows({"host": BLANK, "kind": "party"}, {"kind": "party"})
    both = {Reason("events.host", "blank"), Reason("events.host", "missing")}
    for source in ("all(e.host == 'x' for e in events)", "all(p.host == 'x' for p in parties)"):
        result = ask(source, events=events)
        assert isinstance(result, Unknown)
        assert result.reasons == both
    assert ask("any(dear(e, 1) for e in events)", events=rows({"cost": BLANK})) == COST
