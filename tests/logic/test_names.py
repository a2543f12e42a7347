"""Names: what an expression may use, what it is told when it uses something else, and what it rests on."""

from collections.abc import Callable

import pytest

from smcheck.logic import Expression, ExpressionError, Kind, Vocabulary, compile_expression
from smcheck.problems import Problem
from smcheck.wording import wording

Check = Callable[..., Expression]


def refused(check: Check, source: str, **local: Kind) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        check(source, **local)
    for locale in ("de", "en"):
        assert wording(locale).message(Problem(caught.value.code, caught.value.values))
    return caught.value


@pytest.mark.parametrize(
    ("source", "code", "offset", "values"),
    [
        ("budgett > 3", "unknown_name_near", 0, {"name": "budgett", "nearest": "budget"}),
        ("x > 3 or qqqqq", "unknown_name", 9, {"name": "qqqqq"}),
        ("__import__", "unknown_name", 0, {"name": "__import__"}),
        ("_", "unknown_name", 0, {"name": "_"}),
        ("budget > smal", "unknown_name_near", 9, {"name": "smal", "nearest": "small"}),
        ("total_costs > 3", "unknown_name_near", 0, {"name": "total_costs", "nearest": "total_cost"}),
        ("count > 3", "function_as_name", 0, {"name": "count"}),
        ("has and a", "function_as_name", 0, {"name": "has"}),
        ("'x' in wish_kinds", "table_as_name", 7, {"name": "wish_kinds"}),
        ("kind == 'party'", "column_as_name", 0, {"name": "kind", "group": "events"}),
        ("insured == true", "write_instead", 11, {"found": "true", "instead": "True"}),
        ("motto == null", "write_instead", 9, {"found": "null", "instead": "empty(…)"}),
        ("cnt(events) > 3", "unknown_function_near", 0, {"name": "cnt", "nearest": "count"}),
        ("haz('x')", "unknown_function_near", 0, {"name": "haz", "nearest": "has"}),
        ("open('x')", "unknown_function", 0, {"name": "open"}),
        ("eval('x')", "unknown_function", 0, {"name": "eval"}),
        (
            "any(e.kid == 'party' for e in events)",
            "unknown_column_near",
            6,
            {"name": "kid", "nearest": "kind", "group": "events"},
        ),
        ("any(e.zzz for e in events)", "unknown_column", 6, {"name": "zzz", "group": "events"}),
        ("any(e . zzz for e in events)", "unknown_column", 8, {"name": "zzz", "group": "events"}),
        ("any(e.__class__ for e in events)", "unknown_column", 6, {"name": "__class__", "group": "events"}),
        ("any(e.serves for e in events)", "unknown_column", 6, {"name": "serves", "group": "events"}),
        ("events.kind == 'party'", "column_of_group", 0, {"name": "events", "column": "kind"}),
        ("parties.kind == 'party'", "column_of_group", 0, {"name": "parties", "column": "kind"}),
        ("motto.kind == 'party'", "not_a_row", 0, {"name": "motto"}),
        ("any(w.kind for w in wishes)", "not_a_row", 4, {"name": "w"}),
        ("any(e for e in budget)", "not_a_list", 15, {"name": "budget"}),
        ("any(e for e in motto)", "not_a_list", 15, {"name": "motto"}),
        ("any(e for e in events for e in events)", "name_taken", 26, {"name": "e"}),
        ("any(any(e for e in wishes) for e in events)", "name_taken", 14, {"name": "e"}),
        ("any(budget for budget in events)", "name_taken", 15, {"name": "budget"}),
        ("any(x.kind for x in events)", "name_taken", 15, {"name": "x"}),
        ("any(1 for has in events)", "name_taken", 10, {"name": "has"}),
        ("any(1 for count in events)", "invalid_name", 10, {"name": "count"}),
        ("any(1 for _e in events)", "invalid_name", 10, {"name": "_e"}),
        ("any(1 for E in events)", "invalid_name", 10, {"name": "E"}),
        ("count()", "arguments", 0, {"name": "count", "n": 0}),
        ("count(events, wishes)", "arguments", 0, {"name": "count", "n": 2}),
        ("lookup(marks)", "arguments", 0, {"name": "lookup", "n": 1}),
        ("min()", "arguments", 0, {"name": "min", "n": 0}),
        ("steps(budget)", "arguments", 0, {"name": "steps", "n": 1}),
        ("steps(budget, 1, 2)", "arguments", 0, {"name": "steps", "n": 3}),
        ("steps(budget, 1, 2, 3, 4)", "arguments", 0, {"name": "steps", "n": 5}),
        ("median_of(mood, 'x', 'y')", "arguments", 0, {"name": "median_of", "n": 3}),
        ("has()", "arguments", 0, {"name": "has", "n": 0}),
        ("has('a', 'b')", "arguments", 0, {"name": "has", "signature": "has(k)", "n": 2}),
        ("answered(budget + 1)", "name_expected", 9, {"name": "answered", "found": "budget + 1"}),
        ("empty('x')", "name_expected", 6, {"name": "empty", "found": "'x'"}),
        ("spread(3)", "question_expected", 7, {"name": "spread", "found": "3"}),
        ("spread(total_cost)", "question_expected", 7, {"name": "spread", "found": "total_cost"}),
        ("spread(moot)", "unknown_name_near", 7, {"name": "moot", "nearest": "mood"}),
        ("lookup('marks', house)", "table_expected", 7, {"name": "lookup", "found": "'marks'"}),
        ("lookup(mark, house)", "unknown_table_near", 7, {"name": "mark", "nearest": "marks"}),
        ("lookup(house, house)", "unknown_table", 7, {"name": "house"}),
    ],
)
def test_a_wrong_name_is_told_with_its_place_and_the_nearest_right_one(
    check: Check, source: str, code: str, offset: int, values: dict[str, object]
) -> None:
    error = refused(check, source)
    assert (error.code, error.offset) == (f"logic.{code}", offset)
    assert error.values.items() >= values.items()


def test_every_function_tells_how_it_is_written(check: Check) -> None:
    """A wrong number of arguments is answered with the signature."""
    assert refused(check, "any()").values["signature"] == "any(condition for x in list)"


def test_local_names(check: Check) -> None:
    """A check knows `it`, a column's condition the other columns; without them the names mean nothing."""
    assert check("it <= 80", it=Kind("number")).kind.name == "condition"
    assert refused(check, "it <= 80").code == "logic.unknown_name"
    row = Kind("row", columns={"kind": Kind("text")})
    assert check("g.kind == 'x'", g=row).kind.name == "condition"
    assert refused(check, "g.kid == 'x'", g=row).values["nearest"] == "kind"


def test_rows_handed_in_are_known_by_their_columns(check: Check, vocabulary: Vocabulary) -> None:
    """A row of no named group is the row of the question whose columns it has."""
    events = vocabulary.questions["events"]
    expression = check("e.kind == 'party'", e=Kind("row", columns=events.columns))
    assert expression.cells == {("events", "kind")}


def test_a_parameter_may_be_any_row(check: Check) -> None:
    """The text of a value with parameters can be checked by itself: any column there is will do, others will not."""
    any_kind = Kind("any")
    assert check("g.cost > 3 and g.hours > 2", g=any_kind).cells == {("events", "cost"), ("teams", "hours")}
    error = refused(check, "g.costs > 3", g=any_kind)
    assert (error.code, error.values) == ("logic.unknown_cell_near", {"name": "costs", "nearest": "cost"})


@pytest.mark.parametrize(
    ("source", "questions", "cells", "names"),
    [
        ("budget > 3 and house == 'own'", {"budget", "house"}, set(), {"budget", "house"}),
        ("answered(motto)", {"motto"}, set(), {"motto"}),
        ("spread(mood) > small", {"mood"}, set(), {"mood", "small"}),
        ("any(e.kind == 'party' for e in events)", {"events"}, {("events", "kind")}, {"events"}),
        ("any(empty(e.host) for e in events)", {"events"}, {("events", "host")}, {"events"}),
        ("count(parties) > 1", {"events"}, {("events", "kind")}, {"parties"}),
        ("any(p.cost > 1 for p in parties)", {"events"}, {("events", "kind"), ("events", "cost")}, {"parties"}),
        ("rest > 0", {"budget", "events"}, {("events", "cost")}, {"rest"}),
        ("has('party')", {"events"}, {("events", "kind")}, {"has"}),
        ("any(hosted(e2) for e2 in events)", {"events"}, {("events", "host")}, {"events", "hosted"}),
        ("lookup(marks, house)", {"house"}, set(), {"marks", "house"}),
        ("any(d.row == 'garden' for d in duties)", {"duties"}, {("duties", "row")}, {"duties"}),
        ("1 < 2", set(), set(), set()),
    ],
)
def test_what_an_expression_rests_on(
    check: Check, source: str, questions: set[str], cells: set[tuple[str, str]], names: set[str]
) -> None:
    """Questions and cells are found through named values and parameters, names are those written here."""
    expression = check(source)
    assert (expression.questions, expression.cells, expression.names) == (questions, cells, names)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("budget", "number"),
        ("budget + 1", "number"),
        ("-budget", "number"),
        ("small", "number"),
        ("motto", "text"),
        ("opening", "date"),
        ("insured", "boolean"),
        ("house", "choice"),
        ("wishes", "choices"),
        ("first(wishes)", "choice"),
        ("events", "rows"),
        ("parties", "rows"),
        ("first(parties)", "row"),
        ("(e.cost for e in events)", "list"),
        ("budget > 1", "condition"),
        ("not a or b", "condition"),
        ("answered(budget)", "condition"),
        ("min(e.day for e in events)", "date"),
        ("max(1, 2)", "number"),
        ("max(1, anything)", "any"),
        ("by_role(house, 'x')", "choice"),
        ("others(mood, 'x')", "list"),
        ("lookup(wish_kinds, 'music')", "list"),
        ("lookup(marks, house)", "number"),
        ("1 if a else 2", "number"),
        ("1 if a else 'x'", "any"),
        ("steps(budget, 1, 'few', 'none')", "text"),
        ("has('party')", "condition"),
        ("anything", "any"),
    ],
)
def test_the_kind_of_a_value_is_known_beforehand(check: Check, source: str, kind: str) -> None:
    assert check(source).kind.name == kind


def test_a_circle_of_values_is_told(vocabulary: Vocabulary) -> None:
    """The message shows the whole way round, at the name that leads into it."""
    circular = Vocabulary(vocabulary.questions, values={"p": "q + 1", "q": "r", "r": "p", "s": "s > 1"})
    with pytest.raises(ExpressionError) as caught:
        compile_expression("1 < p", circular)
    assert (caught.value.code, caught.value.offset) == ("logic.cycle", 4)
    assert caught.value.values["path"] == "p → q → r → p"
    with pytest.raises(ExpressionError, match="cycle"):
        compile_expression("s", circular)


def test_a_value_with_parameters_cannot_use_itself(vocabulary: Vocabulary) -> None:
    """There is no recursion."""
    circular = Vocabulary(vocabulary.questions, with_parameter={"f": (("k",), "g(k)"), "g": (("k",), "f(k) or k == 1")})
    with pytest.raises(ExpressionError) as caught:
        compile_expression("f(1)", circular)
    assert caught.value.values["path"] == "f → g → f"


def test_a_long_chain_of_values_is_refused(vocabulary: Vocabulary) -> None:
    """Values that rest on one another need stack; there is a limit long before it ends."""
    chain = {"v0": "budget", **{f"v{number}": f"v{number - 1}" for number in range(1, 2000)}}
    long = Vocabulary(vocabulary.questions, values=chain)
    assert compile_expression("v29", long)
    with pytest.raises(ExpressionError) as caught:
        compile_expression("v1999", Vocabulary(vocabulary.questions, values=chain))
    assert caught.value.code == "logic.long_chain"


def test_a_mistake_inside_a_named_value_is_told_as_one(vocabulary: Vocabulary) -> None:
    """The place is that of the name, since the value's own text stands elsewhere; others are not affected."""
    broken = Vocabulary(vocabulary.questions, values={"p": "budgett + 1", "q": "p + 1", "r": "budget"})
    for source, name in (("1 < p", "p"), ("1 < q", "p")):
        with pytest.raises(ExpressionError) as caught:
            compile_expression(source, broken)
        assert (caught.value.code, caught.value.offset, caught.value.values["name"]) == ("logic.broken_value", 4, name)
    assert compile_expression("r > 1", broken)
