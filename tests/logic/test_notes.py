"""Notes: what is allowed and probably wrong, for lint."""

from collections.abc import Callable

import pytest

from smcheck.logic import Expression, Kind, Vocabulary, compile_expression

Check = Callable[..., Expression]


def notes(expression: Expression) -> list[tuple[str, int]]:
    return [(note.code, note.offset) for note in expression.notes]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        # a text that is no choice of what it is compared with
        ("house == 'onw'", [("literal_no_choice", 9)]),
        ("'onw' != house", [("literal_no_choice", 0)]),
        ("house in ['own', 'rent']", [("literal_no_choice", 17)]),
        ("'musik' in wishes", [("literal_no_choice", 0)]),
        ("first(wishes) == 'musik'", [("literal_no_choice", 17)]),
        ("any(e.kind == 'partie' for e in events)", [("literal_no_choice", 14)]),
        ("any(w == 'musik' for w in wishes)", [("literal_no_choice", 9)]),
        ("any(d.row == 'cellar' for d in duties)", [("literal_no_choice", 13)]),
        ("by_role(house, 'lead') == 'onw'", [("literal_no_choice", 26)]),
        ("house == ('own' if a else 'onw')", [("literal_no_choice", 26)]),
        ("has('partie')", [("literal_no_choice", 0)]),
        ("any(e.kind in lookup(marks, 'own') for e in events)", [("list_expected", 14)]),
        ("house == 'OWN'", []),
        ("motto == 'onw'", []),
        ("anything == 'onw'", []),
        # a multiple choice is a list
        ("wishes == 'music'", [("equals_on_multi", 0)]),
        ("wishes != ['music']", [("equals_on_multi", 0)]),
        ("events == 0", [("equals_on_multi", 0)]),
        ("wishes in ['music']", [("equals_on_multi", 0)]),
        ("'music' in wishes", []),
        # order
        ("motto < 'x'", [("order_on_text", 0)]),
        ("house >= 'own'", [("order_on_text", 0)]),
        ("budget > '3'", [("order_on_text", 9)]),
        ("0 < wishes", [("order_on_text", 4)]),
        ("insured > False", [("order_on_text", 0)]),
        ("opening > closing", []),
        ("opening > '2027-01-31'", []),
        ("opening > '31.1.2027'", [("order_on_text", 10)]),
        # kinds that do not go together
        ("budget == '3'", [("mixed_kinds", 0)]),
        ("motto == 3", [("mixed_kinds", 0)]),
        ("insured == 'yes'", [("mixed_kinds", 0)]),
        ("opening == 3", [("mixed_kinds", 0)]),
        ("opening < 3", [("mixed_kinds", 0)]),
        ("opening == 'soon'", [("mixed_kinds", 0)]),
        ("opening == '2027-01-31'", []),
        ("budget in ['3']", [("mixed_kinds", 0)]),
        ("insured == True", []),
        ("any(e == 'May Day' for e in events)", []),
        # a list where there is none
        ("'x' in motto", [("list_expected", 7)]),
        ("count(budget) > 1", [("list_expected", 6)]),
        ("min(budget)", [("list_expected", 4)]),
        # another kind than needed
        ("budget and a", [("condition_expected", 0)]),
        ("not motto", [("condition_expected", 4)]),
        ("any(e.host for e in events)", [("condition_expected", 4)]),
        ("any(wishes)", [("condition_expected", 4)]),
        ("count(e for e in events if e.cost)", [("condition_expected", 27)]),
        ("1 if budget else 2", [("condition_expected", 5)]),
        ("surely(budget)", [("condition_expected", 7)]),
        ("motto + 1", [("number_expected", 0)]),
        ("-house", [("number_expected", 1)]),
        ("opening - closing", [("number_expected", 0), ("number_expected", 10)]),
        ("sum(e.host for e in events)", [("number_expected", 4)]),
        ("max(e.host for e in events)", [("number_expected", 4)]),
        ("spread(house)", [("number_expected", 7)]),
        ("steps(motto, 1, 2, 3)", [("number_expected", 6)]),
        ("months_until(budget)", [("date_expected", 13)]),
        ("months_until('2027-01-31')", []),
        ("max(e.day for e in events)", []),
        ("by_role(mood, 3)", [("text_expected", 14)]),
        ("insured and a", []),
        # tables
        ("lookup(marks, 'onw')", [("literal_no_choice", 14)]),
        ("lookup(marks, 'OWN')", []),
        ("lookup(marks, house)", []),
    ],
)
def test_what_is_probably_wrong_is_noted_at_its_place(check: Check, source: str, found: list[tuple[str, int]]) -> None:
    assert notes(check(source)) == found


@pytest.mark.parametrize(
    ("source", "unguarded"),
    [
        ("any(not (e.host == 'Anna') for e in events)", ["host"]),
        ("any(e.host != 'Anna' for e in events)", ["host"]),
        ("any(e.kind not in ['party'] for e in events)", ["kind"]),
        ("not any(e.host == 'Anna' for e in events)", ["host"]),
        ("not any('food' in e.extras for e in events if e.kind == 'party')", ["extras", "kind"]),
        ("any(not dear(e, 3) for e in events)", ["cost"]),
        ("any(not has(e.kind) for e in events)", ["kind", "kind"]),  # the argument, and what `has` reads
        ("any(e.host == 'Anna' for e in events)", []),
        ("any(answered(e.host) and e.host != 'Anna' for e in events)", []),
        ("any(e.host != 'Anna' and answered(e.host) for e in events)", []),
        ("any((answered(e.host) and a) and e.host != 'Anna' for e in events)", []),
        ("any(e.host != 'Anna' for e in events if answered(e.host))", []),
        ("not any(answered(e.host) and e.host == 'Anna' for e in events)", []),
        ("any(empty(e.host) or e.host != 'Anna' for e in events)", []),
        ("any(not answered(e.host) or e.host != 'Anna' for e in events)", []),
        ("any(e.host != 'Anna' if answered(e.host) else a for e in events)", []),
        ("any(a if empty(e.host) else e.host != 'Anna' for e in events)", []),
        ("any(answered(e.cost) and e.host != 'Anna' for e in events)", ["host"]),
        ("any(answered(e.host) or e.host != 'Anna' for e in events)", ["host"]),
        ("any(not answered(e.host) for e in events)", []),
        ("any(not empty(e.host) for e in events)", []),
        ("not surely(any(e.host == 'Anna' for e in events))", []),
        ("any(answered(e.cost) and not dear(e, 3) for e in events)", []),
        ("any(d.row != 'garden' for d in duties)", []),
        ("not hosted_by_anna", []),
    ],
)
def test_a_cell_that_may_be_blank_is_guarded_under_not(
    vocabulary: Vocabulary, source: str, unguarded: list[str]
) -> None:
    """`not` over a blank is unknown for ever; `answered()` in the same chain decides."""
    values = {**vocabulary.values, "hosted_by_anna": "any(e.host == 'Anna' for e in events)"}
    known = Vocabulary(vocabulary.questions, values, vocabulary.with_parameter, vocabulary.tables, vocabulary.limits)
    found = [note for note in compile_expression(source, known).notes if note.code == "unguarded_cell"]
    assert sorted(str(note.values["column"]) for note in found) == unguarded
    assert {note.values["group"] for note in found} <= {"events"}


def test_a_note_carries_what_its_sentence_needs(check: Check) -> None:
    (note,) = check("house == 'onw'").notes
    assert note.values == {
        "literal": "onw",
        "name": "house",
        "choices": ("own", "rented", "shared"),
    }
    (note,) = check("lookup(marks, 'onw')").notes
    assert note.values == {"literal": "onw", "name": "marks", "choices": ("own", "rented", "shared")}
    (note,) = check("any(not dear(e, 3) for e in events)").notes
    assert note.values["within"] == "dear"


def test_notes_of_a_value_with_parameters_itself_are_not_repeated_where_it_is_used(vocabulary: Vocabulary) -> None:
    """They belong to its own text; what the arguments bring about belongs to the call."""
    odd = Vocabulary(vocabulary.questions, with_parameter={"odd": (("k",), "house == 'onw' or house == k")})
    assert notes(compile_expression("odd('own')", odd)) == []
    assert notes(compile_expression("odd('wno')", odd)) == [("literal_no_choice", 0)]


def test_a_condition_is_expected(vocabulary: Vocabulary) -> None:
    """Where a condition stands, a value that is none is noted; a question nobody knows the kind of passes."""

    def codes(source: str) -> list[tuple[str, int]]:
        return notes(compile_expression(source, vocabulary, expected="condition"))

    assert codes(" budget + 1") == [("condition_expected", 1)]
    assert codes("insured") == codes("a or b") == codes("anything") == []
    assert notes(compile_expression("budget + 1", vocabulary)) == []


def test_local_kinds_are_judged_too(check: Check) -> None:
    assert notes(check("it == 'x'", it=Kind("choice", frozenset({"y"})))) == [("literal_no_choice", 6)]
    assert notes(check("it > 3", it=Kind("text"))) == [("order_on_text", 0)]
