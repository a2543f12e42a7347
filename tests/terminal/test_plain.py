"""The plain asker: line by line, numbers and typed commands, not one escape sequence."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck.interview.asker import Command, Entry, Kind, Nav, Option, Overview, Prompt, Reply, Table
from smcheck.terminal.plain import PlainAsker

EVERY = frozenset(Nav)
FRUIT = (
    Option("apple", "Apple", "1"),
    Option("pear", "Pear, green", "2"),
    Option("none", "none of these", "3", exclusive=True),
)
LEVELS = tuple(Option(str(n), f"level {n}", str(n)) for n in range(5))


class Screen(list[str]):
    @property
    def text(self) -> str:
        return "".join(self)


@pytest.fixture
def typed() -> Callable[..., tuple[Reply, Screen]]:
    """Return what asks a prompt while these lines are typed."""

    def run(prompt: Prompt, *lines: str) -> tuple[Reply, Screen]:
        screen, left = Screen(), iter(lines)
        asker = PlainAsker(read=lambda: next((line + "\n" for line in left), ""), write=screen.append)
        return asker.ask(prompt), screen

    return run


def prompt(kind: Kind, **more) -> Prompt:
    return Prompt(kind, "place", "en", "What?", **{"commands": EVERY, **more})


def test_a_line_is_the_answer(typed):
    assert typed(prompt(Kind.LINE), "an answer ")[0] == "an answer"


def test_enter_keeps_what_is_shown_in_brackets(typed):
    reply, screen = typed(prompt(Kind.LINE, default="so far"), "")
    assert reply == "so far"
    assert "[so far]" in screen.text


def test_what_picking_nothing_means_stands_in_brackets(typed):
    reply, screen = typed(prompt(Kind.SEVERAL, options=FRUIT, none="none of them", default=()), "")
    assert not reply
    assert "[none of them]" in screen.text


def test_enter_without_anything_leaves_it_empty(typed):
    assert typed(prompt(Kind.LINE), "")[0] is None
    assert typed(prompt(Kind.ONE, options=FRUIT), "")[0] is None


def test_clear_empties_what_was_there(typed):
    assert typed(prompt(Kind.LINE, default="so far"), ":clear")[0] is None
    assert typed(prompt(Kind.LINE, default="so far"), ":leer")[0] is None


def test_several_lines_end_with_an_empty_one(typed):
    assert typed(prompt(Kind.LINES), "one", "two", "", "three")[0] == "one\ntwo"


def test_a_command_within_several_lines_keeps_them_as_draft(typed):
    assert typed(prompt(Kind.LINES), "one", "two", ":back")[0] == Command(Nav.BACK, "one\ntwo")


@pytest.mark.parametrize(
    ("line", "value"),
    [("yes", True), ("y", True), ("J", True), ("ja", True), ("no", False), ("N", False), ("Nein", False)],
)
def test_yes_and_no_are_understood_in_both_languages(typed, line, value):
    assert typed(prompt(Kind.YES_NO), line)[0] is value


def test_neither_yes_nor_no_is_asked_again(typed):
    assert typed(prompt(Kind.YES_NO), "perhaps", "no")[0] is False


@pytest.mark.parametrize("line", ["2", "Pear, green", "pear, GREEN"])
def test_an_option_is_picked_by_number_or_by_its_words(typed, line):
    assert typed(prompt(Kind.ONE, options=FRUIT), line)[0] == "pear"


@pytest.mark.parametrize(
    ("kind", "line", "value"),
    [
        (Kind.ONE, "2", "pear"),
        (Kind.ONE, "Anna Muster", "Anna Muster"),
        (Kind.SEVERAL, "1 2", ("apple", "pear")),
        (Kind.SEVERAL, "1, Anna Muster; Bert", ("apple", "Anna Muster", "Bert")),
        (Kind.SEVERAL, "Anna Muster", ("Anna Muster",)),
    ],
)
def test_a_name_may_be_typed_where_it_need_not_be_an_option(typed, kind, line, value):
    reply, screen = typed(prompt(kind, options=FRUIT, own=True), "9", line)
    assert reply == value
    assert "from 1 to 3" in screen.text
    assert "ame" in screen[-1]


def test_a_level_is_picked_by_its_own_number(typed):
    reply, screen = typed(prompt(Kind.ONE, options=LEVELS, default="3"), "0")
    assert reply == "0"
    assert "[3 level 3]" in screen.text


def test_a_number_that_is_no_option_is_asked_again(typed):
    reply, screen = typed(prompt(Kind.ONE, options=FRUIT), "7", "1")
    assert reply == "apple"
    assert "from 1 to 3" in screen.text


@pytest.mark.parametrize("line", ["3,1", "3 1", "3; 1", "none of these, apple"])
def test_several_are_picked_in_the_order_typed(typed, line):
    assert typed(prompt(Kind.ORDER, options=FRUIT), line)[0] == ("none", "apple")


def test_one_of_several_may_be_given_by_words_with_a_comma(typed):
    assert typed(prompt(Kind.SEVERAL, options=FRUIT), "Pear, green")[0] == ("pear",)


def test_enter_in_a_menu_takes_the_usual_thing(typed):
    assert typed(prompt(Kind.MENU, options=FRUIT), "")[0] == "apple"


@pytest.mark.parametrize(
    ("line", "nav"),
    [
        *(
            (":back", Nav.BACK),
            (":zurück", Nav.BACK),
            (":ZURÜCK", Nav.BACK),
            (":skip", Nav.SKIP),
            (":weiter", Nav.SKIP),
        ),
        *((":überspringen", Nav.SKIP), (":note", Nav.NOTE), (":notiz", Nav.NOTE), (":private", Nav.PRIVATE)),
        *((":vertraulich", Nav.PRIVATE), (":jump", Nav.JUMP), (":gehe", Nav.JUMP), (":review", Nav.REVIEW)),
        *((":übersicht", Nav.REVIEW), (":quit", Nav.QUIT), (":ende", Nav.QUIT)),
    ],
)
def test_commands_are_typed_in_either_language(typed, line, nav):
    assert typed(prompt(Kind.LINE, default="draft"), line)[0] == Command(nav, "draft")


def test_a_command_that_is_not_possible_here_says_so(typed):
    reply, screen = typed(prompt(Kind.LINE, commands=frozenset()), ":skip", ":quit")
    assert reply == Command(Nav.QUIT)
    assert ":skip is not possible here" in screen.text


def test_an_unknown_command_is_no_answer(typed):
    reply, screen = typed(prompt(Kind.LINE), ":bakc", "x")
    assert reply == "x"
    assert "no command :bakc" in screen.text


@pytest.mark.parametrize(
    ("line", "text"), [("::back", ":back"), (":-)", ":-)"), (": a list", ": a list"), ("a :back", "a :back")]
)
def test_text_with_colons_is_text(typed, line, text):
    assert typed(prompt(Kind.LINE), line)[0] == text


@pytest.mark.parametrize(("command", "words"), [(":why", "Because."), (":warum", "Because."), (":probe", "And then?")])
def test_why_and_probe_are_shown_on_request(typed, command, words):
    reply, screen = typed(prompt(Kind.LINE, why="Because.", probe="And then?"), command, "x")
    assert reply == "x"
    assert words in screen.text


def test_help_names_what_is_possible_here(typed):
    _, screen = typed(prompt(Kind.LINE, commands=frozenset({Nav.BACK})), ":hilfe", "x")
    assert ":back" in screen.text
    assert ":skip" not in screen.text


def test_a_refused_answer_is_asked_for_again_with_the_reason(typed):
    reply, screen = typed(prompt(Kind.LINE, check=lambda answer: "Too short." if answer == "x" else None), "x", "long")
    assert reply == "long"
    assert "Too short." in screen.text


def test_the_end_of_the_input_leaves_with_what_was_there(typed):
    assert typed(prompt(Kind.LINE, default="so far"))[0] == Command(Nav.QUIT, "so far")


def test_the_end_of_the_input_ends_a_text_of_several_lines(typed):
    assert typed(prompt(Kind.LINES), "one", "two")[0] == "one\ntwo"


def test_a_wrong_command_within_several_lines_loses_none(typed):
    assert typed(prompt(Kind.LINES, why="Because."), "one", ":bakc", ":why", "two", "")[0] == "one\ntwo"


def test_everything_of_the_prompt_is_shown(typed):
    shown = {
        "header": "Goals · question 2 of 9",
        "row": "Goals: Grow",
        "advice": "At most two.",
        "remark": "Put off.",
        "form": "a date",
        "example": "2027",
    }
    table = Table(("Goal", "Due"), (("Grow", ""), ("Stay", "2027")), current=0)
    _, screen = typed(prompt(Kind.LINE, table=table, **shown), "x")
    for text in (*shown.values(), "> 1. Goal: Grow\n", "  2. Goal: Stay; Due: 2027\n", "What?"):
        assert text in screen.text


def test_no_text_can_steer_the_terminal(typed):
    evil = "\x1b[2J\x07\u202eevil"
    _, screen = typed(prompt(Kind.LINE, remark=evil, default=evil, options=(Option("a", evil, "1"),)), "x")
    assert not any(sign in screen.text for sign in "\x1b\x07\u202e")


@pytest.fixture
def overview() -> Overview:
    entries = (Entry("one", "One", "a\nb", "answered", True), Entry("two", "Two", "", "not asked yet", False))
    options = (Option("go on", "Finish", "1"), Option("take up", "Ask again", "2"))
    return Overview("en", "Answers", "All right?", (("Part", entries),), options, current="two")


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        *((["", "x"], "go on"), (["1"], "one"), (["2"], "two"), (["3"], "go on"), (["4"], "take up")),
        *((["9", "what", "2"], "two"), ([":back"], Command(Nav.BACK)), ([], Command(Nav.QUIT))),
    ],
)
def test_an_overview_is_numbered_throughout(overview, lines, reply):
    screen, left = Screen(), iter(lines)
    asker = PlainAsker(read=lambda: next((line + "\n" for line in left), ""), write=screen.append)
    assert asker.choose(overview) == reply
    assert "1  One: a\n      b\n" in screen.text
    assert "2  Two: (not asked yet)  (you are here)" in screen.text


@given(st.text(st.characters(exclude_characters="\n\r", codec="utf-8")).map(str.strip).filter(bool))
def test_any_text_can_be_typed_and_none_is_interpreted(text):
    doubled = text.startswith("::") or re.fullmatch(r":[^\W\d_]+", text)
    lines = iter([f":{text}\n" if doubled else f"{text}\n"])
    reply = PlainAsker(read=lambda: next(lines, ""), write=lambda _: None).ask(prompt(Kind.LINE))
    assert reply == text
