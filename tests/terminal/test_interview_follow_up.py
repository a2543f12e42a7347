"""A year later, in a real terminal: what has changed, how things stand, and what was said then."""

from collections.abc import Callable
from pathlib import Path

import pytest
from choir import BANK, write_sheet
from pty_screen import CTRL_C, CTRL_U, DOWN, ENTER, SHIFT_TAB, SPACE, Terminal

from smcheck.answers.read import load_sheet
from smcheck.bank.load import load
from smcheck.interview import rows

pytestmark = pytest.mark.terminal

CHANGED = "Was hat sich davon seit Dezember 2020 geändert?"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return the sheet of a conversation long ago."""
    return write_sheet(tmp_path, round_="2020-12")


def new_sheet(old: Path) -> Path:
    (new,) = (path for path in old.parent.glob("*.yaml") if path != old)
    return new


def test_a_follow_up(start: Callable[..., Terminal], old: Path) -> None:
    """From the consent to the end, left once in between; the old sheet keeps every byte."""
    before = old.read_bytes()
    terminal = start(old.name, "--bank", str(BANK), "--mode", "follow-up")
    terminal.wait_for("Ist das in Ordnung?")
    assert terminal.shows(f"Das ist das Folgegespräch zum Gespräch vom 01.12.2020 ({old.name}).")
    terminal.answer("Ist das in Ordnung?", "j", ENTER)
    terminal.wait_for_prompt(CHANGED)
    assert "Name: Chor Altdorf" in terminal.prompt
    assert "Beitrag: CHF 120" in terminal.prompt
    assert "gedrückt" not in terminal.scrolled, "the old mood is not seen yet"
    terminal.send(DOWN + DOWN + DOWN + SPACE + ENTER)
    terminal.wait_for_prompt("Wie ist die Stimmung im Verein?")
    assert "  → Beitrag: CHF 120" in terminal.scrolled
    terminal.send("3" + ENTER)
    terminal.wait_for_prompt("Wie viele Mitglieder")
    assert "  → 3 · gut\n  · Geändert. Im Dezember 2020: 1 – gedrückt\n" in terminal.scrolled
    terminal.send("46" + ENTER)
    terminal.answer("Wie hoch ist der Beitrag?", CTRL_C)
    assert terminal.wait_exit() == 130

    new = new_sheet(old)
    assert terminal.shows(f"smcheck interview {new.name}")
    terminal = start(new.name, "--bank", str(BANK))
    terminal.answer("Wie hoch ist der Beitrag?", CTRL_U, "150", ENTER)
    terminal.wait_for_prompt(CHANGED)
    assert "Herkunft der Ziele: aus einem Papier: Satzung" in terminal.prompt
    terminal.send(SHIFT_TAB)
    terminal.answer("Wie hoch ist der Beitrag?", ENTER)
    terminal.answer(CHANGED, ENTER)
    terminal.answer("Wie steht es damit?", "fünf Tenöre", ENTER)
    assert terminal.shows("→ nichts davon")
    terminal.answer("Wie steht es damit?", ENTER)
    terminal.answer("Stimmt die Liste, und ist sie vollständig?", "2", ENTER)
    terminal.answer("Wer steht dahinter?", "1", ENTER)
    terminal.answer("In welcher Funktion?", "Präsidentin", ENTER)
    terminal.answer("Was macht Ihnen Sorgen?", "Nichts mehr.", ENTER)
    assert terminal.shows("· Im Dezember 2020: eine bestimmte Person: Präsidentin")
    terminal.answer(CHANGED, ENTER)
    assert terminal.shows("Hier passt eine Pause gut hin.")
    terminal.answer(CHANGED, ENTER)
    terminal.answer("Was ist daraus geworden?", "2", ENTER)
    terminal.answer("Was ist daraus geworden?", "1", ENTER)
    terminal.answer("Stimmt die Liste, und ist sie vollständig?", "2", ENTER)
    terminal.answer("Wie zuversichtlich sind Sie?", "4", ENTER)
    terminal.answer("Alles richtig, beenden", ENTER)
    assert terminal.wait_exit() == 0

    sheet = load_sheet(new, bank=load(BANK))
    assert sheet.problems == ()
    assert (sheet.header.follows, sheet.header.mode, sheet.answers["fee"]) == (old.name, "follow-up", 150)
    assert [row.cells["s_state"] for row in sheet.answers["todo"]] == ["done", "open"]
    assert rows.same(sheet.answers["people"], load_sheet(old, bank=load(BANK)).answers["people"])
    assert old.read_bytes() == before


def test_a_follow_up_line_by_line(start: Callable[..., Terminal], old: Path) -> None:
    """Enter says that nothing has changed; numbers say what has."""
    terminal = start("--bank", str(BANK), "--mode", "follow-up", "--plain")
    terminal.type_line("Ist das in Ordnung?", "ja")
    terminal.type_line("[nichts davon]", "2, 4")
    terminal.type_line("Wie ist die Stimmung", "1")
    terminal.type_line("Im Dezember 2020: 1 – gedrückt", ":ende")
    assert terminal.wait_exit() == 130
    assert b"\x1b" not in terminal.raw
    assert load_sheet(new_sheet(old), bank=load(BANK)).open.keys() == {"org_kind", "fee", "aims", "todo"}


def test_names_of_ones_own(start: Callable[..., Terminal], old: Path) -> None:
    """Rows and roles are ticked, other names typed after them; from then on they are in the list."""
    terminal = start(old.name, "--bank", str(BANK), "--section", "people")
    terminal.answer("Wer arbeitet mit?", "2", ENTER)
    terminal.answer("Wer macht was?", "2", ENTER)
    terminal.answer("Welchen Eintrag möchten Sie ändern?", "1", ENTER)
    terminal.answer("Welches Feld?", "2", ENTER)
    terminal.wait_for_prompt("weitere, mit Komma getrennt")
    assert "Sängerschaft" in terminal.prompt
    terminal.send(DOWN + DOWN + SPACE + "\x1b[F" + SPACE + ENTER)
    terminal.answer("Mehrere trennen Sie mit Komma.", "Eva Klein, Otto", ENTER)
    terminal.answer("Wer macht was?", CTRL_C)
    assert terminal.wait_exit() == 130
    duties = load_sheet(old, bank=load(BANK)).answers["duties"]
    assert duties[0].cells["d_do"] == ("Dirigentin", "boss", "Eva Klein", "Otto")
    assert terminal.shows("Dirigentin, Vorstand, Eva Klein, Otto")
