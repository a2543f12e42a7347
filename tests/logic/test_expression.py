"""Expressions as the rest of the program uses them: named values, rows that match, bounds on the work."""

import dis
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from time import perf_counter
from types import CodeType

import pytest

from smcheck.logic import BLANK, Expression, Row, Unknown, Value, Vocabulary, compile_expression
from smcheck.logic.compiler import HELPERS, compile_tree
from smcheck.logic.values import COMPUTED, unknown

Check = Callable[..., Expression]
House = Callable[..., object]
Rows = Callable[..., tuple[Row, ...]]


def value(expression: Expression, scope: object) -> Value:
    return expression.evaluate(scope)  # type: ignore[arg-type]


def test_a_named_value_is_computed_once_per_scope(check: Check, house: House, rows: Rows) -> None:
    """Expressions that share a value share the work; another case has its own."""
    first = house({"events": rows({"cost": 2}), "budget": 5})
    assert value(check("rest > 2"), first) is True
    assert value(check("rest < 4 and total_cost == 2"), first) is True
    assert first.asked.count("events") == 1  # type: ignore[attr-defined]
    assert first.memo == {"total_cost": 2, "rest": 3}  # type: ignore[attr-defined]
    assert value(check("rest > 2"), house({"events": rows(), "budget": 1})) is False


def test_an_unknown_named_value_is_kept_too(check: Check, house: House) -> None:
    scope = house()
    assert isinstance(value(check("total_cost > 1 or total_cost < 3"), scope), Unknown)
    assert scope.asked == ["events"]  # type: ignore[attr-defined]


def test_a_named_list_keeps_what_is_certain_of_it(check: Check, house: House, rows: Rows) -> None:
    """Outside the language a list with doubtful members is unknown; inside, its certain members count."""
    scope = house({"events": rows({"kind": "party"}, {"kind": BLANK})})
    assert value(check("parties"), scope) == unknown("events.kind", "blank")
    assert value(check("count(parties) >= 1"), scope) is True
    assert value(check("[parties, 1]"), scope) == (unknown("events.kind", "blank"), 1)
    sure = house({"events": rows({"kind": "party"}, {"kind": "walk"})})
    found = value(check("parties"), sure)
    assert isinstance(found, tuple)
    assert [row.name for row in found if isinstance(row, Row)] == ["1"]


def test_values_with_parameters(check: Check, house: House, rows: Rows) -> None:
    """They are like functions of one's own: arguments are values or rows."""
    scope = house(
        {"events": rows({"kind": "party", "cost": 3, "host": BLANK}, {"kind": "walk", "cost": 9, "host": "A"})}
    )
    for source, result in (
        ("has('party')", True),
        ("has('talk')", False),
        ("has(motto)", unknown("motto", "missing")),
        ("count(hosted(g) for g in events)", 1),
        ("count(dear(g, 2 + 2) for g in events)", 1),
        ("any(has(g.kind) and dear(g, 9) for g in parties)", False),
        ("all(dear(e, 3) for e in events)", True),
    ):
        assert value(check(source), scope) == result, source


def test_a_blank_handed_to_a_parameter_is_still_blank(vocabulary: Vocabulary, house: House, rows: Rows) -> None:
    """`empty` and `answered` of a parameter look at the place that was handed over, and reasons name that place."""
    macros = {
        "open_": (("k",), "empty(k) or not answered(k)"),
        "passed_on": (("k",), "empty(k) and open_(k)"),
        "is_anna": (("k",), "k == 'Anna'"),
    }
    known = Vocabulary(vocabulary.questions, with_parameter=macros)
    scope = house({"motto": BLANK, "events": rows({"host": BLANK})})
    for source, result in (
        ("open_(motto)", True),
        ("passed_on(motto)", True),
        ("is_anna(motto)", unknown("motto", "blank")),
        ("all(open_(e.host) and passed_on(e.host) for e in events)", True),
        ("any(is_anna(e.host) for e in events)", unknown("events.host", "blank")),
        ("open_(budget)", True),
        ("passed_on(budget)", unknown("budget", "missing")),
        ("open_(1)", False),
        ("is_anna('a' if a else 'b')", unknown("a", "missing")),
    ):
        assert value(compile_expression(source, known), scope) == result, source


def test_a_parameter_may_be_a_list(vocabulary: Vocabulary, house: House, rows: Rows) -> None:
    known = Vocabulary(
        vocabulary.questions, with_parameter={"several": (("list",), "count(list) > 1 and count(e for e in list) > 1")}
    )
    scope = house({"events": rows({"kind": "party"}, {"kind": "party"})})
    assert value(compile_expression("several(events)", known), scope) is True
    assert value(compile_expression("several(e2 for e2 in events if e2.kind == 'party')", known), scope) is True
    assert value(compile_expression("several([1])", known), scope) is False


def test_lists_that_are_not_what_they_should_be(check: Check, house: House, rows: Rows) -> None:
    """A group some of whose rows nobody can read leaves the others alone."""
    scope = house({"events": (*rows({"kind": "party", "cost": 3}), unknown("events", "private"), 7)})
    assert value(check("any(e.kind == 'party' for e in events)"), scope) is True
    assert value(check("any(e.cost > 5 for e in events if e.row == '1')"), scope) == Unknown(
        unknown("events", "private").reasons | COMPUTED.reasons
    )
    doubtful = house({"events": rows({"kind": BLANK})})
    assert value(check("parties == parties"), doubtful) == unknown("events.kind", "blank")


def test_figures_that_are_absurdly_long_do_not_add_up(check: Check, house: House) -> None:
    assert value(check("sum([x, x])"), house({"x": 2**4095})) == COMPUTED
    assert value(check("sum([x, 1])"), house({"x": 2**4000})) == 2**4000 + 1


def test_an_empty_entry_of_a_table_is_no_value(vocabulary: Vocabulary, house: House) -> None:
    known = Vocabulary(vocabulary.questions, tables={"gaps": {"own": BLANK}})
    assert isinstance(value(compile_expression("lookup(gaps, 'own')", known), house()), Unknown)


def test_without_a_day_nothing_is_so_long_ago(check: Check, house: House) -> None:
    """A case without any date cannot say how far away something is."""
    scope = house({"opening": date(2027, 1, 1)}, as_of=None)
    assert value(check("months_until(opening)"), scope) == COMPUTED
    assert value(check("days_since(opening)"), scope) == COMPUTED


def test_limits(check: Check, house: House) -> None:
    assert value(check("budget > factor * small"), house({"budget": 301})) is True
    assert value(check("small"), house()) == Fraction(200)


def test_a_condition_is_true_false_or_unknown(check: Check, house: House, rows: Rows) -> None:
    """Whatever an expression gives, `condition` makes it one of three."""
    scope = house({"budget": 3, "a": True, "events": rows({"kind": BLANK})})
    for source, result in (
        ("a", True),
        ("not a", False),
        ("b", unknown("b", "missing")),
        ("budget", COMPUTED),
        ("count(parties)", unknown("events.kind", "blank")),
        ("events", COMPUTED),
    ):
        assert check(source).condition(scope) == result, source  # type: ignore[arg-type]


def test_a_blank_never_comes_out(check: Check, house: House) -> None:
    assert value(check("motto"), house({"motto": BLANK})) == unknown("motto", "blank")
    assert isinstance(value(check("max(anything)"), house({"anything": (BLANK,)})), Unknown)


@pytest.mark.parametrize(
    "source",
    [
        "any(d.cost + e.cost == -1 for d in events for e in events)",
        "sum(count(e for e in events) for d in events)",
        "count(d for d in events if d in events)",
        "any(d.cost + 5000 in (e.cost for e in events) for d in events)",
        "count(distinct(d.cost + e.cost for d in events for e in events)) > 1",
        "any(median(e.cost for e in events) < 0 for d in events)",
        "any(has('talk') for d in events)",
    ],
)
def test_an_evaluation_ends_however_long_the_lists_are(check: Check, house: House, rows: Rows, source: str) -> None:
    """After a hundred thousand steps there is no value; that is soon."""
    scope = house({"events": rows(*[{"cost": number, "kind": "walk"} for number in range(3000)])})
    start = perf_counter()
    assert value(check(source), scope) == COMPUTED
    assert perf_counter() - start < 5


def test_one_long_list_is_within_bounds(check: Check, house: House, rows: Rows) -> None:
    scope = house({"events": rows(*[{"cost": 1} for _ in range(20_000)])})
    assert value(check("sum(e.cost for e in events) == 20000 and total_cost == 20000"), scope) is True


def test_calls_that_double_end_too(vocabulary: Vocabulary, house: House) -> None:
    """Thirty values that each use the one before twice would be a thousand million calls."""
    chain = {"f0": (("k",), "k + 1"), **{f"f{n}": (("k",), f"f{n - 1}(k) + f{n - 1}(k)") for n in range(1, 30)}}
    known = Vocabulary(vocabulary.questions, with_parameter=chain)
    assert value(compile_expression("f3(budget)", known), house({"budget": 1})) == 16
    assert value(compile_expression("f29(budget)", known), house({"budget": 1})) == COMPUTED


def test_figures_do_not_grow_without_end(vocabulary: Vocabulary, house: House) -> None:
    """Values that square one another would fill the memory; absurdly long figures do not exist."""
    squares = {"v0": "budget", **{f"v{n}": f"v{n - 1} * v{n - 1}" for n in range(1, 29)}}
    known = Vocabulary(vocabulary.questions, values=squares)
    assert value(compile_expression("v3", known), house({"budget": 2})) == 256
    for budget in (2, Fraction(2, 3), -(10**9)):
        assert value(compile_expression("v28", known), house({"budget": budget})) == COMPUTED


def test_a_chain_of_values_as_long_as_allowed_is_evaluated(vocabulary: Vocabulary, house: House) -> None:
    """Named values nest calls; the limit leaves room on the stack even where the interview is deep in it."""
    chain = {"v0": "budget", **{f"v{n}": f"sum(v{n - 1} for e in events)" for n in range(1, 30)}}
    known = Vocabulary(vocabulary.questions, values=chain)
    scope = house({"budget": 1, "events": (Row("a"), Row("b"))})
    assert value(compile_expression("v29", known), scope) == 2**29


def test_what_is_as_deep_as_allowed_is_compiled(check: Check, house: House) -> None:
    """Loops in loops, conditions in conditions: Python's own limits on nesting are never met."""
    loops = choices = chains = "a"
    for number in range(19):
        loops = f"any({loops} for v{number} in [1])"
        choices = f"(b if c else {choices})"
        chains = f"(c or not {chains})"
    scope = house({"a": True, "b": False, "c": False})
    for source in (loops, choices):
        assert value(check(source), scope) is True
    assert value(check(chains), scope) is False
    assert value(check(" or ".join(["c"] * 99) + " or a"), scope) is True


def codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


@pytest.mark.parametrize(
    "source",
    [
        "a == 'x' and budget in [1, 2] or not insured",
        "any(e.kind not in ['party'] and e.host != motto for e in parties if answered(e.host))",
        "has('party') and steps(total_cost / small, 1, 'value', 0, 'clear', 'format')",
        "1 < budget < -3 if insured else lookup(marks, house) + spread(mood)",
        "any(e.row == 'x' for e in events for t in teams if e in t.serves)",
    ],
)
def test_compiled_code_reaches_nothing_but_its_helpers(check: Check, vocabulary: Vocabulary, source: str) -> None:
    """The only attribute it reads is `scope.value`; its globals are helpers and constants; it has no builtins."""
    expression = check(source)
    run = compile_tree(vocabulary.language, expression.tree, expression.facts, ())
    space = run.__globals__  # type: ignore[attr-defined]
    assert space["__builtins__"] == {}
    own = {name for name in space if name[0] == "k" and name[1:].isdigit()} | {"run"}
    assert space.keys() - own == HELPERS.keys()
    for code in codes(run.__code__):  # type: ignore[attr-defined]
        for step in dis.get_instructions(code):
            assert not step.opname.startswith("IMPORT")
            if step.opname in ("LOAD_ATTR", "LOAD_METHOD", "STORE_ATTR", "DELETE_ATTR"):
                assert step.argval == "value"
            if step.opname == "LOAD_GLOBAL":
                assert step.argval in HELPERS or step.argval in own


def test_texts_cannot_break_out_of_the_compiled_source(check: Check, house: House) -> None:
    """Quotes, backslashes and line ends in a literal stay text."""
    for text in ("'", '"', "\\", "\\'", "\n", "'''", "{}", "%s", "\u2028", "'); import os  #", "ä"):
        source = f"motto == {text!r}"
        assert value(check(source), house({"motto": text})) is True
        assert value(check(source), house({"motto": text + "x"})) is False


def test_dates_of_the_scope(check: Check, house: House) -> None:
    """Nothing depends on the day a condition is evaluated."""
    expression = check("months_until(opening) == 1")
    assert value(expression, house({"opening": date(2027, 1, 1)}, as_of=date(2026, 12, 1))) is True
    assert value(expression, house({"opening": date(2027, 1, 1)}, as_of=date(2026, 1, 1))) is False
