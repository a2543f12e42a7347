"""The questionary asker, key by key, through prompt_toolkit's own pipe input."""

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from questionary.prompts.common import InquirerControl
from rich.cells import cell_len
from rich.console import Console

from smcheck.interview.asker import Command, Entry, Kind, Nav, Option, Overview, Prompt, Table
from smcheck.terminal import drawing
from smcheck.terminal.prompts import KEYS, QuestionaryAsker
from smcheck.terminal.prompts.page import Page
from smcheck.wording import wording

SHIFT_TAB, CTRL_C, CTRL_G, CTRL_K, CTRL_O, CTRL_R, CTRL_T = "\x1b[Z", "\x03", "\x07", "\x0b", "\x0f", "\x12", "\x14"
DOWN, END, F1, PASTE = "\x1b[B", "\x1b[F", "\x1bOP", "\x1b[200~{}\x1b[201~"
EVERYTHING = frozenset(Nav)
OPTIONS = tuple(Option(id_, id_.title(), str(n)) for n, id_ in enumerate(("market", "staff", "trust"), 1))


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


def prompt(kind: Kind, **changes: object) -> Prompt:
    base = Prompt(kind=kind, place="x", locale="en", text="What?", options=OPTIONS, commands=EVERYTHING)
    return replace(base, **changes)


def ask(keyboard: PipeInput, keys: str, question: Prompt) -> object:
    keyboard.send_text(keys)
    return QuestionaryAsker().ask(question)


@pytest.mark.parametrize(
    ("kind", "keys", "reply"),
    [
        (Kind.LINE, "Grow\r", "Grow"),
        (Kind.LINE, "\r", ""),
        (Kind.LINES, "one\ntwo\r", "one\ntwo"),
        (Kind.LINES, "one\x1b\rtwo\r", "one\ntwo"),
        (Kind.ONE, DOWN + "\r", "staff"),
        (Kind.ONE, "3\r", "trust"),
        (Kind.ONE, END + "\r", "trust"),
        (Kind.YES_NO, "\r", True),
        (Kind.YES_NO, DOWN + "\r", False),
        (Kind.SEVERAL, " " + DOWN + DOWN + " \r", ("market", "trust")),
        (Kind.SEVERAL, "\r", ()),
        (Kind.ORDER, DOWN + DOWN + " \x1b[A \r", ("trust", "staff")),
        (Kind.MENU, "2\r", "staff"),
    ],
)
def test_enter_answers(keyboard: PipeInput, kind: Kind, keys: str, reply: object) -> None:
    """One rule in every prompt: Enter answers."""
    assert ask(keyboard, keys, prompt(kind)) == reply


def test_picking_nothing_answers_at_once_where_it_is_an_answer_like_any_other(
    keyboard: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    """Elsewhere the first Enter asks whether nothing is meant."""
    assert ask(keyboard, "\r", prompt(Kind.SEVERAL, optional=True, none="none of them")) == ()
    assert "→ none of them" in capsys.readouterr().out
    keyboard.send_text("\r\r")
    assert QuestionaryAsker().ask(prompt(Kind.SEVERAL, optional=True)) == ()
    assert "→ left empty" in capsys.readouterr().out


def test_what_was_said_before_stands_below_the_answer(keyboard: PipeInput, capsys: pytest.CaptureFixture[str]) -> None:
    """It belongs to the answer, so no empty line parts them."""
    keyboard.send_text("3\r")
    asker = QuestionaryAsker()
    asker.ask(prompt(Kind.LINE))
    asker.say("before", "In December 2026: 2")
    assert capsys.readouterr().out.endswith("  → 3\n  · In December 2026: 2\n")


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    ("key", "nav"),
    [
        (SHIFT_TAB, Nav.BACK),
        (CTRL_K, Nav.SKIP),
        (CTRL_O, Nav.NOTE),
        (CTRL_T, Nav.PRIVATE),
        (CTRL_G, Nav.JUMP),
        (CTRL_R, Nav.REVIEW),
        (CTRL_C, Nav.QUIT),
        ("\x04", Nav.QUIT),
        ("\x11", Nav.QUIT),
    ],
)
def test_every_key_works_in_every_prompt(keyboard: PipeInput, kind: Kind, key: str, nav: Nav) -> None:
    """No prompt takes a key for itself."""
    reply = ask(keyboard, key, prompt(kind))
    assert isinstance(reply, Command)
    assert reply.nav is nav


@pytest.mark.parametrize(
    ("kind", "keys", "draft"),
    [
        (Kind.LINE, "half", "half"),
        (Kind.LINES, "a\nb", "a\nb"),
        (Kind.ONE, DOWN, "staff"),
        (Kind.YES_NO, DOWN, False),
        (Kind.SEVERAL, DOWN + " ", ("staff",)),
        (Kind.ORDER, DOWN + " \x1b[A ", ("staff", "market")),
    ],
)
def test_leaving_a_prompt_keeps_what_stood_in_it(keyboard: PipeInput, kind: Kind, keys: str, draft: object) -> None:
    """A note or a step back costs nothing that was typed."""
    assert ask(keyboard, keys + CTRL_O, prompt(kind)) == Command(Nav.NOTE, draft)


@pytest.mark.parametrize(
    ("kind", "default"),
    [
        (Kind.LINE, "so far"),
        (Kind.LINES, "a\nb"),
        (Kind.ONE, "trust"),
        (Kind.YES_NO, False),
        (Kind.SEVERAL, ("staff", "trust")),
        (Kind.ORDER, ("trust", "market")),
    ],
)
def test_the_answer_so_far_is_prefilled(keyboard: PipeInput, kind: Kind, default: object) -> None:
    """Enter keeps the answer one comes back to."""
    assert ask(keyboard, "\r", prompt(kind, default=default)) == default


def test_a_key_that_is_not_offered_does_nothing(keyboard: PipeInput) -> None:
    """Off the record is for texts; elsewhere its key is dead."""
    assert ask(keyboard, CTRL_T + "\r", prompt(Kind.ONE, commands=frozenset({Nav.BACK}))) == "market"


def test_a_wrong_text_is_asked_again_with_what_was_typed(keyboard: PipeInput) -> None:
    """The complaint stands below; the text stays to be mended."""
    question = prompt(Kind.LINE, check=lambda text: None if text == "12" else "Please type a number.")
    assert ask(keyboard, "1x\r\x7f2\r", question) == "12"


@pytest.mark.parametrize("kind", [Kind.SEVERAL, Kind.ORDER])
def test_too_many_ticks_are_refused_until_mended(keyboard: PipeInput, kind: Kind) -> None:
    """A limit is said at once, and nothing ticked is lost."""
    question = prompt(kind, check=lambda ids: "At most one." if len(ids or ()) > 1 else None)
    assert ask(keyboard, " " + DOWN + " \r \r", question) == ("market",)


def test_a_refused_choice_is_asked_again(keyboard: PipeInput) -> None:
    """Lists complain too."""
    question = prompt(Kind.ONE, check=lambda id_: "Not this one." if id_ == "market" else None)
    assert ask(keyboard, "\r" + DOWN + "\r", question) == "staff"


def test_none_of_these_rules_out_the_rest(keyboard: PipeInput) -> None:
    """Ticking the exclusive choice unticks the others, and the other way round."""
    options = (*OPTIONS[:2], Option("none", "None of these", "3", exclusive=True))
    assert ask(keyboard, " " + END + " \r", prompt(Kind.SEVERAL, options=options)) == ("none",)
    assert ask(keyboard, END + " \x1b[H \r", prompt(Kind.SEVERAL, options=options)) == ("market",)


def test_optional_choices_can_be_left_empty(keyboard: PipeInput) -> None:
    """Silence is possible in a list, too."""
    assert ask(keyboard, END + "\r", prompt(Kind.ONE, optional=True)) is None
    assert ask(keyboard, END + "\r", prompt(Kind.YES_NO, optional=True)) is None


def test_pasted_lines_answer_one_question_only(keyboard: PipeInput) -> None:
    """A paragraph pasted into a line stays one answer; pasted into a list it does nothing."""
    assert ask(keyboard, "one\ntwo\r", prompt(Kind.LINE)) == "one two"
    assert ask(keyboard, PASTE.format("trust\rx") + "\r", prompt(Kind.ONE)) == "market"


def test_why_is_shown_and_the_typed_text_stays(keyboard: PipeInput, capsys: pytest.CaptureFixture[str]) -> None:
    """F1 explains without ending the prompt."""
    assert ask(keyboard, "ha" + F1 + "lf\r", prompt(Kind.LINE, why="Because.", probe="And then?")) == "half"


def test_what_a_client_typed_is_literal_text(keyboard: PipeInput, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither rich markup nor an escape sequence acts on the screen."""
    table = Table(("Goal",), (("[bold]x[/bold] [/home]",), ("\x1b[2Jgone",)))
    ask(keyboard, "[red]a[/nothing]\r", prompt(Kind.LINE, text="About [i]x", table=table, row="[/] row"))
    shown = capsys.readouterr().out
    assert "[bold]x[/bold] [/home]" in shown
    assert "[/] row" in shown
    assert "→ [red]a[/nothing]" in shown
    assert "\x1b[2J" not in shown


def overview() -> Overview:
    entries = (
        Entry("org", "Name", "Musterverein", "answered", settled=True),
        Entry("goals", "Goals", "", "open", settled=False),
    )
    return Overview("en", "Your answers", "Change one?", (("Basics", entries),), (Option("go", "Go on", "1"),), None)


@pytest.mark.parametrize(("keys", "reply"), [("\r", "go"), (DOWN + "\r", "org"), (END + "\r", "goals")])
def test_review_picks_an_option_or_a_question(keyboard: PipeInput, keys: str, reply: str) -> None:
    """Anything can be changed from the review; separators are stepped over."""
    keyboard.send_text(keys)
    assert QuestionaryAsker().choose(overview()) == reply


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_review_shows_every_answer(width: int) -> None:
    """The review is there to be read: question and answer beside each other, or below each other where it is narrow."""
    entry = Entry(
        "org", "Name of the organisation", "Musterverein für Beispiele und Vorlagen", "answered", settled=True
    )
    lines = drawing.listed(entry, width)
    assert all(len(line) <= width for line in lines)
    assert sorted(" ".join(lines).split()) == sorted(["✓", *entry.label.split(), *entry.value.split()])


def test_review_says_why_there_is_no_answer() -> None:
    """An open question has its status in the place of an answer."""
    assert drawing.listed(Entry("x", "Goals", "", "ask finance", settled=False), 80)[0].endswith("(ask finance)")


def test_review_cuts_a_very_long_answer() -> None:
    """One essay does not push the other answers off the screen; picked, it is shown in full."""
    lines = drawing.listed(Entry("x", "Essay", "word " * 500, "answered", settled=True), 80)
    assert len(lines) == drawing.LONGEST_VALUE
    assert lines[-1].endswith("…")


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("locale", ["de-DE", "de-CH", "en"])
def test_hint_lines_fit_80_columns(kind: Kind, locale: str) -> None:
    """All keys at once fit two lines of a small terminal."""
    commands = EVERYTHING if kind in {Kind.LINE, Kind.LINES} else EVERYTHING - {Nav.PRIVATE}  # that is for texts
    everything = prompt(kind, locale=locale, why="x", probe="x", optional=True, commands=commands)
    words = wording(locale)
    ways, moves = drawing.ways(everything, words), drawing.moves(everything, words)
    assert len(drawing.in_lines(ways, 80)) == len(drawing.in_lines(moves, 80)) == 1
    assert "".join(ways + moves).count("^") == len(commands - {Nav.BACK})


def test_hints_are_never_broken() -> None:
    """In a narrow window a key and what it does stay together."""
    hints = drawing.moves(prompt(Kind.LINE), wording("de-DE"))
    lines = drawing.in_lines(hints, 30)
    assert len(lines) > 2
    assert "  ".join(lines) == "  ".join(hints)


@pytest.mark.parametrize("width", [20, 40, 61, 80])
@pytest.mark.parametrize("text", ["a b c", "x" * 200, "ä\n\nb " * 30, "東京 " * 40, "", " two  spaces "])
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    """Words are kept whole where they fit; every sign stays, spaces at the ends of lines apart."""
    lines = drawing.wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_rows_stand_in_columns_where_they_fit(capsys: pytest.CaptureFixture[str]) -> None:
    """A table that does not fit the window is printed row below row, never with broken words."""
    table = Table(("Goal", "Owner"), (("More applications", "Head of staff"), ("Better service", "")), current=1)
    for width in (60, 30):
        Console(width=width, file=sys.stdout, markup=False).print(drawing.Rows(table))
    wide, narrow = capsys.readouterr().out.split(" 1  ")[1:]
    assert "More applications  Head of staff" in wide
    assert "    Owner: Head of staff" in narrow


def test_a_long_list_leaves_the_question_in_sight(keyboard: PipeInput) -> None:
    """The list scrolls in what the question and the hints leave of the window."""
    options = tuple(Option(f"o{n}", f"Option {n}", str(n)) for n in range(1, 61))
    rooms: list[int] = []
    room = Page.room

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Page, "room", lambda page: rooms.append(room(page)) or rooms[-1])
        assert ask(keyboard, END + "\r", prompt(Kind.ONE, options=options)) == "o60"
    assert max(rooms) <= 40 - 2 - 3  # of 40 lines the heading takes two, and a blank one with two lines of hints three


def test_keys_of_two_digits_are_typed_digit_by_digit(keyboard: PipeInput) -> None:
    """Every option of a long list has its number; one digit more or less goes where one expects."""
    options = tuple(Option(f"o{n}", f"Option {n}", str(n)) for n in range(1, 13))
    for keys, reply in (("1", "o1"), ("12", "o12"), ("2", "o2"), ("123", "o3"), ("15", "o5")):
        assert ask(keyboard, keys + "\r", prompt(Kind.ONE, options=options)) == reply


def test_enter_on_nothing_ticked_is_asked_about_once(keyboard: PipeInput) -> None:
    """Whoever takes Enter for a tick is told; whoever means it presses Enter again."""
    assert ask(keyboard, DOWN + "\r \r", prompt(Kind.SEVERAL, optional=True)) == ("staff",)
    assert ask(keyboard, "\r\r", prompt(Kind.SEVERAL, optional=True)) == ()


@pytest.mark.parametrize("key", ["a", "i"])
def test_no_key_ticks_everything(keyboard: PipeInput, key: str) -> None:
    """questionary's keys for all and the inverse would tick what rules each other out."""
    assert ask(keyboard, key + " \r", prompt(Kind.SEVERAL)) == ("market",)


def test_no_key_is_taken_by_a_multiplexer_or_a_list() -> None:
    """tmux, screen, suspend and the lists' own keys stay free."""
    assert not set(KEYS) & {"c-a", "c-b", "c-n", "c-p", "c-z", "escape", "enter"}


def test_questionarys_list_control_is_where_we_look_for_it() -> None:
    """An internal of questionary that has to be checked when it is updated."""
    assert {"pointed_at", "selected_options", "choices"} <= set(InquirerControl([questionary_choice()]).__dict__)


def questionary_choice() -> object:
    from questionary import Choice

    return Choice("a", value="a")


@pytest.mark.parametrize("key", [CTRL_K, CTRL_O, CTRL_T, CTRL_G, CTRL_R, SHIFT_TAB])
@pytest.mark.parametrize("kind", [Kind.LINE, Kind.LINES])
def test_a_key_that_is_not_offered_changes_nothing_that_was_typed(keyboard: PipeInput, kind: Kind, key: str) -> None:
    """Ctrl-T would swap two letters, Ctrl-K cut a line: a figure must not change without a word."""
    assert ask(keyboard, f"45{key}\r", prompt(kind, commands=frozenset())) == "45"
