"""What a consultant does beside answering: back, skip, note, off the record, why, jump, review; and odd input."""

from collections.abc import Callable
from pathlib import Path

import pytest
from every_type import BANK, entry, write_sheet
from pty_screen import (
    CTRL_C,
    CTRL_G,
    CTRL_K,
    CTRL_O,
    CTRL_R,
    CTRL_T,
    CTRL_U,
    DOWN,
    END,
    ENTER,
    F1,
    HOME,
    PAGE_DOWN,
    PASTE,
    SHIFT_TAB,
    Terminal,
)

from smcheck.answers.read import load_sheet
from smcheck.bank.load import load

pytestmark = pytest.mark.terminal

NAME, KIND, MEMBERS = "Wie heißt Ihre Organisation?", "Was für eine Organisation sind Sie?", "Wie viele Menschen"
COUNTRIES, DATE, PURPOSE = "In welchen Ländern", "Wann beginnt das Fest?", "Wozu gibt es das Fest?"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet with nothing said yet."""
    return write_sheet(tmp_path / "fest.yaml", upto="org_name")


@pytest.fixture
def terminal(start: Callable[..., Terminal], sheet: Path) -> Terminal:
    return start(sheet.name, "--bank", str(BANK))


def test_every_way_to_leave_a_question_open(terminal: Terminal, sheet: Path) -> None:
    """Not known and who might know, for later, does not apply and why: on the screen and in the sheet."""
    skip, later = "Wie soll es mit dieser Frage weitergehen?", "later"
    terminal.answer(NAME, CTRL_K)
    terminal.answer(skip, "1", ENTER)
    terminal.answer("Wer könnte es wissen?", "der Vorstand", ENTER)
    terminal.answer(KIND, CTRL_K)
    terminal.answer(skip, "2", ENTER)
    terminal.answer(COUNTRIES, CTRL_K)
    terminal.answer(skip, "3", ENTER)
    terminal.answer("Warum trifft es nicht zu?", "wir sind überall", ENTER)
    terminal.answer(MEMBERS, CTRL_K)
    terminal.answer(skip, SHIFT_TAB)  # after all not
    terminal.answer(MEMBERS, CTRL_R)
    terminal.wait_for_prompt("Ihre Antworten")
    shown = " ".join(terminal.prompt.split())
    assert "(weiß ich nicht: der Vorstand)" in shown
    assert "(später)" in shown
    assert "(trifft nicht zu: wir sind überall)" in shown
    assert entry(sheet, "open") == {
        "org_name": {"status": "unknown", "ask": "der Vorstand"},
        "org_kind": {"status": later},
        "countries": {"status": "na", "reason": "wir sind überall"},
    }
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130
    assert entry(sheet, "answers") in (None, {})
    assert load_sheet(sheet, bank=load(BANK)).valid


def test_a_note_keeps_what_was_typed(terminal: Terminal, sheet: Path) -> None:
    """The consultant's own note, of several lines, does not cost the half answer; it is shown and can be changed."""
    terminal.answer(NAME, "Turnverein", CTRL_O)
    terminal.answer("Notiz zu „Name“", "fragt nach\x1b\rNamen im Register", CTRL_T)
    terminal.answer("Vertraulich: steht in keinem Dokument.", ENTER)
    terminal.answer("Notiz: fragt nach", " Altdorf", ENTER)
    terminal.wait_for_prompt(KIND)
    assert entry(sheet, "answers", "org_name") == "Turnverein Altdorf"
    assert entry(sheet, "notes", "org_name") == "fragt nach\nNamen im Register"
    assert "notes.org_name" in entry(sheet, "private")
    terminal.send(SHIFT_TAB + CTRL_O)
    terminal.answer("›  fragt nach", CTRL_C)
    assert terminal.wait_exit() == 130


def test_off_the_record(terminal: Terminal, sheet: Path) -> None:
    """A text can be taken off the record and put on it again; where that is not possible its key is dead."""
    terminal.answer(NAME, "Turn", CTRL_T)
    terminal.answer("Vertraulich: steht in keinem Dokument.", "er", ENTER)
    terminal.wait_for_prompt(KIND)
    assert terminal.shows("Ab jetzt vertraulich")
    assert "org_name" in entry(sheet, "private")
    assert entry(sheet, "answers", "org_name") == "Turner"
    terminal.send(CTRL_T + SHIFT_TAB)
    terminal.answer("›  Turner", CTRL_T)
    terminal.wait_for("Nicht mehr vertraulich")
    terminal.answer("›  Turner", CTRL_C)
    assert terminal.wait_exit() == 130
    assert "org_name" not in (entry(sheet, "private") or [])


def test_why_and_probe(terminal: Terminal) -> None:
    """F1 shows why something is asked and how to go deeper; what was typed stays, and F1 hides it again."""
    terminal.answer(NAME, "Tur", F1)
    terminal.wait_for_prompt("Damit das Dokument Ihren Namen trägt.")
    terminal.wait_for_prompt("Sprechen wir über die ganze Organisation?")
    assert "›  Tur" in terminal.prompt
    terminal.send("n" + F1 + "er")
    terminal.wait_for_prompt("›  Turner")
    assert "Damit das Dokument" not in terminal.text
    terminal.send(ENTER)
    terminal.wait_for("→ Turner")
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130


def test_jump_and_review(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Any question can be gone to, and any answer be changed; then it goes on where something is missing."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="fair_date")
    terminal = start(sheet.name, "--bank", str(BANK))
    terminal.answer(DATE, "1.", CTRL_G)
    terminal.wait_for_prompt("Alle Fragen")
    assert "› ○ Beginn" in terminal.prompt  # where one came from
    terminal.send(HOME + DOWN + ENTER)
    terminal.answer("›  Turnverein Altdorf", CTRL_U, "TV Altdorf", ENTER)
    terminal.answer("›  1.", CTRL_R)  # the half answer has waited
    terminal.wait_for_prompt("Stimmt alles?")
    shown = terminal.prompt
    assert "TV Altdorf" in shown
    assert "1. Deutschland, 2. Österreich" in shown
    assert "✓ Mitglieder" in shown
    terminal.send(HOME + ENTER)  # go on with the question
    terminal.answer(DATE, CTRL_G)
    terminal.wait_for_prompt("Alle Fragen")
    terminal.send(END + PAGE_DOWN + ENTER)
    terminal.answer("Was sollte das Team noch wissen?", CTRL_C)
    assert terminal.wait_exit() == 130
    assert entry(sheet, "answers", "org_name") == "TV Altdorf"


def test_a_changed_answer_asks_again_what_depends_on_it(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """The old value is offered, and why it comes again is said."""
    sheet = write_sheet(tmp_path / "fest.yaml", without={"motives"})
    terminal = start(sheet.name, "--bank", str(BANK))
    terminal.answer("Was ist Ihnen am wichtigsten?", CTRL_G)
    terminal.answer("Alle Fragen", HOME, DOWN * 8, ENTER)
    terminal.answer("Wie viel Geld ist bewilligt?", CTRL_U, "100", ENTER)
    terminal.wait_for("hängen")
    terminal.answer("Bitte bestätigen: Stimmt diese Antwort noch?", CTRL_C)
    assert terminal.wait_exit() == 130
    assert entry(sheet, "open", "own_share") == {"status": "confirm"}
    assert entry(sheet, "answers", "own_share") == "40"


def test_what_is_typed_never_acts_on_the_screen(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Markup, braces, escape sequences and endless words are text like any other."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="org_name")
    terminal = start(sheet.name, "--bank", str(BANK))
    nasty, long = "[bold]x[/bold] {name} [/] \\x ", "Donaudampfschifffahrt" * 15
    terminal.answer(NAME, nasty, PASTE.format("\x1b[31mrot\x1b[2J\x1b]0;weg\x07"), ENTER)
    terminal.answer(KIND, CTRL_O)
    terminal.answer("Notiz zu", long, ENTER)
    terminal.wait_for_prompt("Notiz: Donau")
    assert f"→ {nasty}" in terminal.scrolled
    assert f"Notiz:{long}" in "".join(terminal.prompt.split())
    terminal.send(CTRL_R)
    terminal.wait_for_prompt("Ihre Antworten")
    assert nasty.strip() in terminal.prompt
    assert terminal.shows(NAME)  # nothing was wiped off
    saved = entry(sheet, "answers", "org_name")
    assert saved.startswith(nasty)
    assert saved.isprintable()
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130
