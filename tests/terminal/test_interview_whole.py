"""A whole quick interview as a consultant holds it: every question, the review, the sheet, the brief."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pty_screen import CTRL_U, DOWN, ENTER, SMCHECK, SPACE, Terminal

from smcheck.answers.read import load_sheet

pytestmark = pytest.mark.terminal


def walk(terminal: Terminal) -> None:
    """Answer every question of the shipped bank from the first to the last."""
    say = terminal.answer
    say("Mit welchem Fragenkatalog?", "2", ENTER)
    say("Wie heißt Ihre Organisation?", "Turnverein Altdorf", ENTER)
    say("Mit wem sprechen Sie?", ENTER)
    say("Ist das so in Ordnung?", "j", ENTER)
    say("Was für eine Organisation sind Sie?", "2", ENTER)
    say("In welchen Ländern", SPACE, DOWN, SPACE, ENTER)
    say("Wie viele Menschen arbeiten", "12", ENTER)
    say("Was steht für Sie auf dem Spiel?", SPACE, DOWN, SPACE, ENTER)
    say("Wie regelmäßig prüft", "2", ENTER)
    say("heutigen Auftritt", "1", ENTER)
    say("Was wollen Sie erreichen?", "1", ENTER)
    say("Was ist das Ziel in einem Satz?", "Mehr Kinder im Turnen", ENTER)
    say("Was für ein Ziel ist das?", "2", ENTER)
    say("Welchem Bereich dient dieses Ziel?", "1", "1", ENTER)
    say("Woran messen Sie es?", "Anmeldungen", ENTER)
    say("Bis wann?", "31.12.2027", ENTER)
    say("Wer steht dafür ein?", "Vorstand", ENTER)
    say("Was wollen Sie erreichen?", ENTER)
    say("Was ist das Ziel in einem Satz?", "Helfende für das Fest", ENTER)
    say("Was für ein Ziel ist das?", "1", ENTER)
    say("Welchem Bereich dient dieses Ziel?", "1", ENTER)
    say("Woran messen Sie es?", ENTER)
    say("Bis wann?", ENTER)
    say("Wer steht dafür ein?", ENTER)
    say("Was wollen Sie erreichen?", "2", ENTER)
    say("Welche Kanäle betreiben", ENTER)
    say("Um welche Plattform", "2", ENTER)
    say("Wie heißt dieser Auftritt?", ENTER)
    say("Wie steht es um diesen Kanal?", "1", ENTER)
    say("Wie viele Stunden pro Woche", "3,5", ENTER)
    say("Wer ist zuständig?", "Jugendwart", ENTER)
    say("Welche Kanäle betreiben", ENTER)
    say("Um welche Plattform", "19", ENTER)
    say("Wie heißt dieser Auftritt?", "Aushang", ENTER)
    say("Wie steht es um diesen Kanal?", "4", ENTER)
    say("Wer ist zuständig?", ENTER)
    say("Welche Kanäle betreiben", "2", ENTER)
    say("Wie viel Gespräch", "2", ENTER)
    say("Wer darf öffentlich antworten", "3", ENTER)
    say("kritischen Rückmeldung", "1", ENTER)
    say("steht sichtbar hinter dem Vorhaben?", "1", ENTER)
    say("Welche Funktion hat diese Person?", "Präsidentin", ENTER)
    say("Wer ist im Alltag", "5", ENTER)
    say("selbst entscheiden?", "2", ENTER)
    say("Gibt es eine Vertretung", "3", ENTER)
    say("Welche Abteilungen oder Bereiche", "1", ENTER)
    for _ in range(7):
        say("Wurde dort schon gefragt?", "3", ENTER)
    say("Welche Abteilungen oder Bereiche", "2", ENTER)
    say("Leitlinien", "2", ENTER)
    say("nachweislich geklärt?", SPACE, DOWN, DOWN, SPACE, ENTER)
    say("Wem gehören die Konten", "3", ENTER)
    say("Stunden pro Woche sind", "viele", ENTER)
    say("„viele“ ist keine Zahl", CTRL_U, "4", ENTER)
    say("Wie viel Geld", "1.500 EUR", ENTER)
    say("Wie oft überprüfen", "1", ENTER)
    say("Wie viel Vertrauen", "3", ENTER)
    say("Wie viele Monate", "12", ENTER)
    say("Was geschieht als Nächstes", "1", ENTER)
    say("Was geschieht?", "Termin mit dem Vorstand", ENTER)
    say("Durch wen?", "Jugendwart", ENTER)
    say("Bis wann?", "15.1.2027", ENTER)
    say("Was geschieht als Nächstes", "1", ENTER)
    say("Was geschieht?", "Fotos sammeln", ENTER)
    say("Durch wen?", ENTER)
    say("Bis wann?", ENTER)
    say("Was geschieht als Nächstes", "2", ENTER)


def smcheck(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SMCHECK, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_a_whole_interview(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """From the first question through the review to the closing words; the sheet is complete and makes a brief."""
    terminal = start()
    walk(terminal)
    terminal.answer("Alles richtig, beenden", DOWN, DOWN, DOWN, DOWN, ENTER)  # headings are stepped over
    terminal.answer("Wie viele Menschen arbeiten", CTRL_U, "14", ENTER)
    terminal.answer("Alles richtig, beenden", ENTER)
    assert terminal.wait_exit() == 0
    shown = terminal.flat
    assert "Danke. Sie haben 26 Punkte geklärt und 0 offene Punkte gefunden." in shown
    assert "Das Ergebnis: smcheck brief turnverein-altdorf." in shown
    assert "→ 12" in shown
    assert "→ 14" in shown
    assert "  →" not in terminal.prompt

    path = next(tmp_path.glob("*.yaml"))
    sheet = load_sheet(path)
    assert sheet.problems == ()
    assert sheet.answers["org_headcount"] == 14
    assert sheet.answers["lead_sponsor"].text == "Präsidentin"
    assert [row.name for row in sheet.answers["goals"]] == ["Mehr Kinder im Turnen", "Helfende für das Fest"]
    assert [row.name for row in sheet.answers["channels"]] == ["Instagram", "Aushang"]
    assert len(sheet.answers["departments"]) == 7

    checked = smcheck("check", path.name, "--json", folder=tmp_path)
    assert checked.returncode == 0
    assert json.loads(checked.stdout)["cases"][0]["complete"] is True
    brief = smcheck("brief", path.name, folder=tmp_path)
    assert brief.returncode == 0
    assert "# Social-Media-Strategie: Turnverein Altdorf" in brief.stdout
    assert "Mehr Kinder im Turnen" in brief.stdout
