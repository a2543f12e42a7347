"""Steps that findings suggest are offered before the rows that take them up."""

from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck.bank.load import load
from smcheck.case import Case
from smcheck.interview.asker import Command, Kind, Nav
from smcheck.interview.loop import Conversation
from smcheck.interview.scripted import ScriptedAsker

NEXT_YEAR = Path(__file__).parents[1] / "banks" / "next-year"
QUIT = Command(Nav.QUIT)
STEPS = {"no_aim": "Agree on an aim", "no_deputy": "Name a deputy"}


def suggestions(case: Case) -> list[tuple[str, str, bool]]:
    """Both steps, ticked if the sheet has taken them up."""
    return [(finding, text, finding in case.lead.accepted) for finding, text in STEPS.items()]


@pytest.fixture
def steps(desk) -> Callable[..., tuple[object, ScriptedAsker]]:
    """Return what talks from the steps on, with these replies."""
    d = desk(load(NEXT_YEAR), mode="quick")

    def run(*replies, given=suggestions):
        asker = ScriptedAsker(replies)
        d.interview.jump("todo")
        Conversation(d.interview, asker, d.saver, clock=lambda: 0.0, path="sheet.yaml", suggestions=given).run()
        return d, asker

    return run


def test_steps_are_offered_before_the_rows_and_those_picked_are_saved(steps):
    d, asker = steps(("no_deputy",), QUIT)
    offered, menu = asker.asked
    assert (offered.kind, offered.place, offered.none) == (Kind.SEVERAL, "suggested", "none of them")
    assert [option.label for option in offered.options] == list(STEPS.values())
    assert menu.place == "todo"
    assert d.data["accepted"] == ["no_deputy"]
    assert d.file.sheet.accepted == ("no_deputy",)


def test_what_was_taken_up_is_ticked_and_can_be_taken_out_again(steps):
    steps(("no_deputy", "no_aim"), QUIT)
    d, asker = steps(("no_aim",), QUIT)
    assert asker.asked[0].default == ("no_aim", "no_deputy")
    assert d.data["accepted"] == ["no_aim"]


def test_picking_none_writes_nothing(steps):
    d, _ = steps((), QUIT)
    assert "accepted" not in d.data


def test_what_a_person_has_written_there_stays(steps):
    d, _ = steps((), QUIT)
    d.file.head("accepted", ["by_hand"])
    d.interview.accepted.append("by_hand")
    steps(("no_aim",), QUIT)
    assert d.data["accepted"] == ["by_hand", "no_aim"]


def test_back_leads_to_the_question_before(steps):
    _, asker = steps(Command(Nav.BACK), QUIT)
    assert [prompt.place for prompt in asker.asked] == ["suggested", "backing"]


def test_without_suggestions_the_rows_come_at_once(steps):
    _, asker = steps(QUIT, given=lambda _case: [])
    assert asker.asked[0].place == "todo"
    _, asker = steps(QUIT, given=None)
    assert asker.asked[0].place == "todo"


def test_another_question_is_not_told_of_them(steps):
    _, asker = steps(("no_aim",), Command(Nav.JUMP), "hope", "3", QUIT)
    assert [prompt.place for prompt in asker.asked].count("suggested") == 1
