"""Names beside the rows of a group: roles, names typed before, names typed now."""

from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck.bank.load import load
from smcheck.interview import present
from smcheck.interview.own import OTHERS

NEXT_YEAR = Path(__file__).parents[1] / "banks" / "next-year"


@pytest.fixture
def duties(desk) -> Callable[..., object]:
    """Return what opens an interview at the first cell of the duties, with these people."""

    def make(*people: str, language: str = "de"):
        d = desk(load(NEXT_YEAR), mode="full", language=language)
        d.interview.jump("people")
        for name in people:
            d.do(d.interview.add())
            d.answer(name, "")
        if people:
            d.do(d.interview.done())
        d.interview.jump("duties")
        return d

    return make


def prompt(d):
    return present.prompt(d.interview, minutes=0)


def labels(d):
    return [option.label for option in prompt(d).options]


def cell(d, row="notes", column="d_do"):
    return d.data["answers"]["duties"][row].get(column)


def test_rows_roles_and_a_way_to_name_others_are_offered(duties):
    d = duties("Anna", "Bert")
    roles = ["Vorstand", "Sängerschaft", "Helfende"]
    assert labels(d) == ["Anna", "Bert", *roles, "weitere, mit Komma getrennt"]
    d.answer(("Anna", "crew"))
    assert cell(d) == ["Anna", "crew"]
    assert d.place == "duties[notes].d_decide"
    assert labels(d)[-1] == "ein anderer Name"


def test_without_any_row_roles_and_names_are_still_offered(duties):
    d = duties()
    assert labels(d)[0] == "Vorstand"
    d.answer(("boss",))
    assert cell(d) == ["boss"]


def test_other_names_are_typed_after_the_others_are_picked(duties):
    d = duties("Anna")
    d.answer(("Anna", OTHERS))
    assert d.place == "duties[notes].d_do=+others"
    assert "duties" not in d.data["answers"], "one answer, taken as a whole"
    d.answer("Bert GmbH, Carla;  Dora ")
    assert cell(d) == ["Anna", "Bert GmbH", "Carla", "Dora"]
    assert d.place == "duties[notes].d_decide"


def test_one_other_name_may_have_a_comma(duties):
    d = duties("Anna")
    d.answer(("Anna",), OTHERS, "Muster, Eva")
    assert cell(d, column="d_decide") == "Muster, Eva"


def test_names_of_rows_and_roles_are_recognised_however_they_are_typed(duties):
    d = duties("Anna")
    d.answer((OTHERS,), "ANNA, Sängerschaft,  Eva  Klein, eva klein")
    assert cell(d) == ["Anna", "crew", "Eva Klein"]


def test_a_name_typed_once_is_offered_from_then_on_in_every_cell(duties):
    d = duties("Anna")
    d.answer((OTHERS,), "Bert")
    assert labels(d) == ["Anna", "Vorstand", "Sängerschaft", "Helfende", "Bert", "ein anderer Name"]
    d.interview.back()
    assert prompt(d).default == ("Bert",)


def test_going_back_from_the_names_keeps_what_was_picked(duties):
    d = duties("Anna")
    d.answer(("Anna", OTHERS))
    assert d.interview.back()
    assert d.place == "duties[notes].d_do"
    assert prompt(d).default == ("Anna", OTHERS)


def test_no_other_name_after_all_leaves_what_was_picked(duties):
    d = duties("Anna")
    d.answer(("Anna", OTHERS))
    d.do(d.interview.skip_cell())
    assert cell(d) == ["Anna"]
    d.answer(OTHERS, "")
    assert cell(d, column="d_decide") is None
    assert "d_decide" in d.data["answers"]["duties"]["notes"]


def test_roles_are_called_by_their_words_on_the_screen(duties):
    d = duties("Anna", language="en")
    d.answer(("boss", "Anna"), "helper")
    assert prompt(d).table.rows[0][1:] == ("board, Anna", "helpers")


def test_a_row_that_is_called_like_a_role_is_the_row(duties):
    d = duties("Boss")
    assert labels(d)[:2] == ["Boss", "Sängerschaft"]


def test_a_row_that_is_renamed_takes_its_references_along(duties):
    d = duties("Anna", "Bert")
    d.answer(("Anna", "Bert"))
    d.interview.jump("people")
    d.interview.change(0, "p_name")
    d.answer("Anna Klein")
    assert cell(d) == ["Anna Klein", "Bert"]


def test_a_row_that_is_deleted_stays_as_a_name(duties):
    d = duties("Anna", "Bert")
    d.answer(("Anna", "Bert"))
    d.interview.jump("people")
    outcome = d.do(d.interview.delete(0))
    assert cell(d) == ["Anna", "Bert"]
    assert outcome.said == ()
    d.interview.jump("duties")
    d.interview.change("notes", "d_do")
    assert "Anna" in labels(d)


def test_a_question_of_its_own_takes_names_too(small, desk):
    bank = small("""
        - {id: people, type: group, text: People, columns: [{id: p, type: text, text: P}]}
        - {id: who, type: multi, text: Who, required: true, choices_from: people, own_choices: true}
        - {id: last, type: text, text: Last}
    """)
    d = desk(bank)
    d.interview.jump("who")
    d.answer((OTHERS,))
    assert d.interview.answer("").refused
    d.do(d.interview.skip_cell())
    assert d.place == "who"
    d.answer((OTHERS,), "Eva")
    assert d.data["answers"]["who"] == ["Eva"]
    assert d.place == "last"
