"""Leaving in the middle, by whatever way, and going on: nothing confirmed is lost, and the terminal is sane."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from every_type import BANK, entry, write_sheet
from pty_screen import CTRL_C, ENTER, Terminal

from smcheck.answers.read import load_sheet
from smcheck.bank.load import load

pytestmark = pytest.mark.terminal

DATE, STALLS = "Wann beginnt das Fest?", "Welche Stände gibt es?"


def test_leaving_and_going_on_in_the_other_language(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Ctrl-C saves; resumed in English it says where one stopped and when, and asks the same question in English."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="members")
    terminal = start(sheet.name, "--bank", str(BANK))
    terminal.answer("Wie viele Menschen", "45", ENTER)
    terminal.answer(DATE, "30.6.", CTRL_C)
    assert terminal.wait_exit() == 130
    assert terminal.echoes
    assert terminal.shows(f"Die Antworten stehen in {sheet}")
    assert terminal.shows(f"So geht es später weiter: smcheck interview fest.yaml --bank {BANK}")
    assert not terminal.shows("Traceback")

    terminal = start(sheet.name, "--bank", str(BANK), "--language", "en")
    terminal.wait_for_prompt("When does the fair start?")
    assert terminal.shows("It goes on with question 5 of 17: Start")
    assert terminal.shows("Last saved on")
    terminal.send("2027-06-30" + ENTER)
    terminal.answer("Has the fair been decided on the board?", CTRL_C)
    assert terminal.wait_exit() == 130
    assert terminal.shows("To go on later: smcheck interview fest.yaml")
    assert entry(sheet, "language") == "en"
    assert entry(sheet, "answers", "fair_date") == "2027-06-30"
    assert load_sheet(sheet, bank=load(BANK)).valid


def test_a_process_that_is_killed_loses_nothing(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Killed in the middle of a row: every confirmed cell is on disk, and it goes on there."""
    sheet = write_sheet(tmp_path / "fest.yaml", without={"stalls", "shifts"})
    terminal = start(sheet.name, "--bank", str(BANK))
    terminal.answer(STALLS, "1", ENTER)
    terminal.answer("Wie heißt der Stand?", "Grill", ENTER)
    terminal.answer("Zu welchem Bereich", "1", ENTER)
    terminal.answer("Wer ist verantwortlich?", "1", ENTER)
    terminal.answer("Wer?", "Anna", ENTER)
    terminal.answer("Bis wann steht er?", "1.6.20")
    terminal.wait_for_prompt("›  1.6.20")
    terminal.child.kill(signal.SIGKILL)
    assert terminal.wait_exit() == -signal.SIGKILL
    assert entry(sheet, "answers", "stalls", 0) == {
        "stall_name": "Grill",
        "stall_kind": "kitchen",
        "stall_owner": {"choice": "named", "text": "Anna"},
    }
    assert [path.name for path in tmp_path.iterdir()] == [sheet.name]

    terminal = start(sheet.name, "--bank", str(BANK))
    terminal.answer(STALLS, ENTER)  # fill in what is missing
    terminal.answer("Bis wann steht er?", "1.6.2027", ENTER)
    terminal.answer("Wie viele Stunden", CTRL_C)
    assert terminal.wait_exit() == 130
    assert entry(sheet, "answers", "stalls", 0, "stall_due") == "2027-06-01"


@pytest.mark.parametrize("way", ["--plain", ""])
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
    ids=lambda one: str(int(one)),
)
def test_a_signal_saves_and_leaves_a_sane_terminal(
    start: Callable[..., Terminal], tmp_path: Path, number: signal.Signals, code: int, way: str
) -> None:
    """Asked to go while somebody types: what was confirmed is on disk, the path is named, and the echo is back."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="members")
    terminal = start(sheet.name, "--bank", str(BANK), *([way] if way else []))
    if way:
        terminal.type_line("Wie viele Menschen", "45")
        terminal.type_line(DATE, "")
    else:
        terminal.answer("Wie viele Menschen", "45", ENTER)
        terminal.answer(DATE, "30.6")
        terminal.wait_for_prompt("›  30.6")
    os.kill(terminal.child.pid, number)
    assert terminal.wait_exit() == code
    assert terminal.echoes
    assert entry(sheet, "answers", "members") == "45"
    assert terminal.shows(f"Die Antworten stehen in {sheet}")
    assert "Traceback" not in terminal.scrolled


def test_a_window_that_is_closed(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """The terminal vanishes with everything in it; what was confirmed is on disk."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="members")
    terminal = start(sheet.name, "--bank", str(BANK))
    terminal.answer("Wie viele Menschen", "45", ENTER)
    terminal.wait_for_prompt(DATE)
    assert terminal.hang_up() == 129
    assert entry(sheet, "answers", "members") == "45"
    assert load_sheet(sheet, bank=load(BANK)).valid


def test_keys_typed_ahead_are_kept(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Who types faster than answers are saved loses no key and sees no stray echo."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="org_name")
    terminal = start(sheet.name, "--bank", str(BANK))
    terminal.answer(
        "Wie heißt Ihre Organisation?", "TV Au", ENTER, "2", ENTER, " ", ENTER, "45", ENTER, "1.6.2027", ENTER
    )
    terminal.wait_for_prompt("beschlossen?")
    assert entry(sheet, "answers") == {
        "org_name": "TV Au",
        "org_kind": "firm",
        "countries": ["de"],
        "members": "45",
        "fair_date": "2027-06-01",
    }
    lines = terminal.scrolled.splitlines()
    assert all(lines[number - 1].strip() for number, line in enumerate(lines) if line.startswith("  →"))
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130
