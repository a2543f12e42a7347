"""The conversation through a scripted asker: what is asked, said and saved, in which order."""

from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck.bank.load import load
from smcheck.interview import overview
from smcheck.interview.asker import Command, Kind, Nav
from smcheck.interview.loop import Conversation, Ending
from smcheck.interview.scripted import ScriptedAsker

BACK, SKIP, NOTE, PRIVATE = Command(Nav.BACK), Command(Nav.SKIP), Command(Nav.NOTE), Command(Nav.PRIVATE)
JUMP, REVIEW, QUIT = Command(Nav.JUMP), Command(Nav.REVIEW), Command(Nav.QUIT)

NEXT_YEAR = Path(__file__).parents[1] / "banks" / "next-year"
THREE = """
    - {id: one, type: integer, text: One, min: 0, max: 9, why: Because., probe: And then?}
    - {id: two, type: text, required: true, text: Two, min: 2}
    - {id: three, type: confirm, text: Three}
"""
GROUP = """
    - id: goals
      type: group
      text: Goals
      columns: [{id: goal, type: text, required: true, text: Goal}, {id: hours, type: hours, text: Hours}]
    - {id: best, type: single, text: Best, choices_from: goals}
"""


@pytest.fixture
def hold() -> Callable[..., tuple[Ending, ScriptedAsker]]:
    """Return what holds a conversation with these replies; every look at the clock is *pace* seconds later."""

    def run(desk, *replies, pace=0.0, title=None):
        asker = ScriptedAsker(replies)
        time = iter(range(10**6))
        talk = Conversation(desk.interview, asker, desk.saver, clock=lambda: next(time) * pace, path="sheet.yaml")
        return talk.run(title), asker

    return run


def places(asker):
    return [prompt.place for prompt in asker.asked]


def test_a_conversation_goes_from_the_first_question_to_the_review(small, desk, hold):
    d = desk(small(THREE))
    ending, asker = hold(d, "Name", "3", "two", True, overview.GO_ON)
    assert ending is Ending.DONE
    assert places(asker) == ["name", "one", "two", "three"]
    assert [entry.value for entry in asker.overviews[0].sections[0][1]] == ["Name", "3", "two", "yes"]


def test_a_prompt_carries_everything_that_is_shown(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, "Name", QUIT)
    prompt = asker.asked[1]
    assert (prompt.text, prompt.why, prompt.probe, prompt.optional) == ("One", "Because.", "And then?", True)
    assert prompt.header == "Main · question 2 of 4 · 0 min, about 8 left"
    assert prompt.form == "a whole number (0 to 9)"
    assert "9" in prompt.check("12")
    assert prompt.check("3") is None


def test_a_break_is_offered_after_what_a_section_came_to_once(desk, hold):
    d = desk(load(NEXT_YEAR), mode="quick")
    d.interview.jump("aims")
    _, asker = hold(d, "done", "nobody", JUMP, "backing", "nobody", QUIT)
    said = [text for _, text in asker.said]
    assert said.count("This is a good moment for a break.") == 1
    assert said[said.index("This is a good moment for a break.") - 1] == "Nothing is open in this part."


def test_no_break_is_offered_where_nothing_follows(desk, hold):
    d = desk(load(NEXT_YEAR), mode="quick", only="aims")
    _, asker = hold(d, "done", "nobody", overview.GO_ON)
    assert "This is a good moment for a break." not in [text for _, text in asker.said]


def test_leaving_saves_and_says_so(small, desk, hold):
    d = desk(small(THREE))
    ending, _ = hold(d, "Name", QUIT)
    assert ending is Ending.LEFT
    assert d.data["answers"] == {"name": "Name"}


def test_a_draft_comes_back_after_a_look_elsewhere(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, "Name", "1", Command(Nav.BACK, "half a w"), "1", QUIT)
    assert [prompt.default for prompt in asker.asked] == [None, None, None, "1", "half a w"]


def test_not_known_asks_who_might_know(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, "Name", SKIP, "unknown", "HR", QUIT)
    assert places(asker)[2:4] == ["skip", "one.unknown"]
    assert d.data["open"] == {"one": {"status": "unknown", "ask": "HR"}}


def test_not_applicable_asks_why(small, desk, hold):
    d = desk(small(THREE))
    hold(d, "Name", SKIP, "na", "no such thing", QUIT)
    assert d.data["open"] == {"one": {"status": "na", "reason": "no such thing"}}


def test_leaving_at_who_might_know_keeps_that_it_is_not_known(small, desk, hold):
    d = desk(small(THREE))
    hold(d, "Name", SKIP, "unknown", QUIT)
    assert d.data["open"] == {"one": {"status": "unknown"}}


def test_back_out_of_skipping_asks_the_question_again(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, "Name", SKIP, BACK, "4", QUIT)
    assert places(asker) == ["name", "one", "skip", "one", "two"]
    assert d.data["answers"]["one"] == "4"


def test_an_answer_can_be_left_as_it_is(small, desk, hold):
    d = desk(small(THREE))
    hold(d, "Name", "3", BACK, SKIP, "keep", QUIT)
    assert d.data["answers"] == {"name": "Name", "one": "3"}
    assert not d.data.get("open")


def test_what_was_put_off_is_offered_at_the_end(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, SKIP, "later", "3", "two", True, overview.TAKE_UP, "Name", overview.GO_ON)
    assert places(asker)[-1] == "name"
    assert d.data["answers"]["name"] == "Name"
    assert len(asker.overviews) == 2


def test_a_note_is_asked_beside_the_question_and_may_be_off_the_record(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, "Name", NOTE, Command(Nav.PRIVATE, "so far"), "so far so good", QUIT)
    assert places(asker) == ["name", "one", "notes.one", "notes.one", "one"]
    assert asker.asked[3].default == "so far"
    assert d.data["notes"] == {"one": "so far so good"}
    assert d.data["private"] == ["notes.one"]


def test_a_text_can_be_taken_off_the_record_before_it_is_said(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, "Name", "1", Command(Nav.PRIVATE, "sec"), "secret", QUIT)
    assert asker.asked[3].default == "sec"
    assert "off the record" in asker.asked[3].remark.lower()
    assert d.data["private"] == ["two"]


def test_a_jump_leads_to_the_question_that_is_picked(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, "Name", JUMP, "three", True, QUIT)
    assert places(asker) == ["name", "one", "three", "one"]
    assert asker.overviews[0].current == "one"


def test_any_answer_can_be_changed_from_the_review(small, desk, hold):
    d = desk(small(THREE))
    ending, _ = hold(d, "Name", "3", "two", True, "one", "5", overview.GO_ON)
    assert ending is Ending.DONE
    assert d.data["answers"]["one"] == "5"


def test_the_review_can_be_looked_at_in_between(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, "Name", REVIEW, overview.GO_ON, "3", QUIT)
    assert places(asker) == ["name", "one", "one", "two"]


def test_back_from_the_last_review_leads_to_the_last_question(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, "Name", "3", "two", True, BACK, QUIT)
    assert places(asker)[-1] == "three"


def test_the_end_says_what_is_missing(small, desk, hold):
    d = desk(small(THREE))
    d.interview.jump("one")
    ending, asker = hold(d, "3", "two", True, Command(Nav.SKIP), "later", overview.GO_ON)
    assert ending is Ending.DONE
    assert asker.said[-1][1].startswith("Thank you. Settled: 3. Open: 1.")


def test_sections_are_said_back_with_what_is_open(every_type, desk, hold):
    d = desk(every_type)
    _, asker = hold(d, "Fair", "club", ("ch",), "45", SKIP, "unknown", "", True, None, QUIT)
    said = [text for _, text in asker.said]
    assert "This is what I understood: Who celebrates: Fair." in said
    assert "One point is open in this part." in said


def test_the_question_that_names_the_organisation_is_not_asked_twice(small, desk, hold):
    d = desk(small(THREE))
    _, asker = hold(d, QUIT, title="Acme")
    assert places(asker) == ["one"]
    assert d.data["answers"] == {"name": "Acme"}


def test_rows_are_added_changed_ordered_and_deleted_through_the_menu(small, desk, hold):
    d = desk(small(GROUP))
    _, asker = hold(
        d,
        *("Name", "add", "A", "1", "add", "B", "2"),
        *("change", "0", "hours", "3"),
        *("order", ("1", "0")),
        *("delete", "0", False, "delete", "0", True),
        *("done", QUIT),
    )
    assert d.data["answers"]["goals"] == [{"goal": "A", "hours": "3"}]
    assert places(asker).count("delete") == 2
    assert asker.refused == []


def test_the_only_row_need_not_be_picked(small, desk, hold):
    d = desk(small(GROUP))
    _, asker = hold(d, "Name", "add", "A", "1", "delete", True, QUIT)
    assert d.data["answers"]["goals"] == []
    assert "row" not in places(asker)


def test_to_drop_all_rows_is_asked_for_once_more(small, desk, hold):
    d = desk(small(GROUP))
    hold(d, "Name", "add", "A", "1", SKIP, "unknown", "keep_rows", SKIP, "unknown", "drop_rows", "me", QUIT)
    assert "goals" not in d.data["answers"]
    assert d.data["open"]["goals"] == {"status": "unknown", "ask": "me"}


def test_where_there_are_no_rows_to_choose_from_one_can_go_there(small, desk, hold):
    d = desk(small(GROUP))
    _, asker = hold(d, "Name", "none", "no_rows_go", "add", "A", "", "done", "A", overview.GO_ON)
    assert asker.asked[2].kind is Kind.MENU
    assert d.data["answers"]["best"] == "A"


def test_a_row_of_a_table_is_named_until_the_name_is_new(every_type, desk, hold):
    d = desk(every_type)
    d.interview.jump("duties")
    _, asker = hold(d, *["open"] * 3, "add", "noise", "parking", "open", QUIT)
    assert d.data["answers"]["duties"]["parking"] == {"duty_state": "open"}
    assert any(tone == "error" for tone, _ in asker.said)


def test_minutes_add_up_and_a_break_does_not_count(small, desk, hold, again):
    d = desk(small(THREE))
    hold(d, "Name", "3", QUIT, pace=60)
    assert d.data["minutes"] == "3"
    d = again(d)
    hold(d, "two", QUIT, pace=100_000)
    assert d.data["minutes"] == "13"


def test_the_day_of_the_conversation_is_noted_with_the_first_answer(small, desk, hold, again):
    d = desk(small(THREE))
    d.file.head("date", None)
    d = again(d)
    hold(d, QUIT)
    assert "date" not in d.data or d.data["date"] is None
    hold(d, "Name", QUIT)
    assert d.data["date"] == "2026-11-23"


def test_without_consent_nothing_is_asked(every_type, desk, hold, again):
    d = desk(every_type)
    d.file.head("consent", None)
    d = again(d)
    ending, asker = hold(d, False)
    assert ending is Ending.REFUSED
    assert places(asker) == ["consent"]
    assert "sheet.yaml" in asker.asked[0].text
    assert d.data["consent"] == "no"
    assert "answers" not in d.data


def test_who_has_agreed_is_not_asked_again(every_type, desk, hold, again):
    d = desk(every_type)
    d.file.head("consent", None)
    d = again(d)
    _, asker = hold(d, True, "Fair", QUIT)
    assert places(asker)[:2] == ["consent", "org_name"]
    _, asker = hold(again(d), QUIT)
    assert places(asker) == ["org_kind"]


def test_the_words_follow_the_country(every_type, desk, hold):
    d = desk(every_type, language="de")
    _, asker = hold(d, "Fest", "club", ("ch",), Command(Nav.JUMP), "budget", QUIT)
    assert asker.asked[-1].locale == "de-CH"
    assert asker.asked[-1].form == "Betrag in CHF"


def test_choices_of_the_type_of_organisation_come_first(every_type, desk, hold):
    d = desk(every_type)
    d.interview.jump("channels")
    _, before = hold(d, QUIT)
    d.interview.jump("org_kind")
    d.answer("office")
    d.interview.jump("channels")
    _, after = hold(d, QUIT)
    assert [option.id for option in before.asked[0].options][:2] == ["posters", "letters"]
    assert [option.id for option in after.asked[0].options][:2] == ["letters", "posters"]


def test_levels_of_a_rating_are_picked_by_their_own_number(every_type, desk, hold):
    d = desk(every_type)
    d.interview.jump("mood")
    _, asker = hold(d, "3", QUIT)
    prompt = asker.asked[0]
    assert [option.key for option in prompt.options] == ["0", "1", "2", "3", "4"]
    assert prompt.advice == "Choose the highest level that is fully true."
    assert d.data["answers"]["mood"] == "3"


@pytest.mark.parametrize(
    ("id_", "answer", "shown"),
    [("budget", "12'000", "12000"), ("litres", "0,75", "0,75"), ("fair_date", "2027-12-31", "31.12.2027")],
)
def test_what_was_answered_is_offered_as_one_would_type_it(every_type, desk, hold, id_, answer, shown):
    d = desk(every_type, language="de", mode="long")
    d.interview.jump(id_)
    _, asker = hold(d, answer, JUMP, id_, QUIT)
    assert asker.asked[-1].default == shown
    assert asker.asked[-1].check(shown) is None
