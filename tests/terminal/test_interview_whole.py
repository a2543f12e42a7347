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
    say("Welche dieser Schritte nehmen Sie auf?", DOWN, SPACE, ENTER)
    say("Was geschieht als Nächstes", "1", ENTER)
    say("Was geschieht?", "Termin mit dem Vorstand", ENTER)
    say("Durch wen?", "Jugendwart", ENTER)
    say("Bis wann?", "15.1.2027", ENTER)
    say("Was geschieht als Nächstes", "1", ENTER)
    say("Was geschieht?", "Fotos sammeln", ENTER)
    say("Durch wen?", ENTER)
    say("Bis wann?", ENTER)
    say("Was geschieht als Nächstes", "2", ENTER)


def walk_by_lines(terminal: Terminal) -> None:
    """Answer every question of the shipped bank in plain mode."""
    say = terminal.type_line
    say("With which question bank?", "2")
    say("What is your organisation called?", "Turnverein Altdorf")
    say("Whom do you talk to?", "1")
    say("Is that all right?", "yes")
    say("What kind of organisation are you?", "2")
    say("In which countries do you operate?", "1, 3")
    say("How many people work for you", "many")
    say("“many” is not a number", "12")
    say("What is at stake for you?", "5 3")
    say("How regularly", "2")
    say("present social media presence", ":why")
    say("Number:", "1")
    say("What do you want to achieve?", "1")
    for goal in ("More children", "More helpers"):
        say("What is the goal in one sentence?", goal)
        say("What kind of goal is it?", "2")
        say("Which part of the organisation", "11")
        say("How will you measure it?", "")
        say("By when?", "2027-12-31")
        say("Who answers for it?", "the board")
        say("What do you want to achieve?", "1" if goal == "More children" else "2")
    say("Which channels do you run", "1")
    for platform in ("2", "19"):
        say("Which platform", platform)
        say("What is this channel called?", "" if platform == "2" else "Notice board")
        say("What state is this channel in?", "active")
        say("How many hours a week", "3.5")
        say("Who is responsible?", "")
        say("Which channels do you run", "1" if platform == "2" else "2")
    say("How much conversation", "2")
    say("Who may answer publicly", "3")
    say("critical feedback", "1")
    say("visibly backs the project?", "1")
    say("What is that person's function?", "the president")
    say("Who is responsible for social media", "5")
    say("decide", "2")
    say("deputy", "3")
    say("Which departments or areas", "1")
    for _ in range(7):
        say("Has it been asked yet?", "3")
    say("Which departments or areas", "2")
    say("guidelines", "2")
    say("Which of these points", "1;3")
    say("Who actually owns", "3")
    say("How many hours a week are set aside", "4")
    say("how much money", "1,500")
    say("How often do you review", "1")
    say("trust each other", "3")
    say("How many months", "12")
    say("Which of these steps do you take up?", "2")
    say("What happens next", "1")
    say("What happens?", "talk to the board")
    say("By whom?", "")
    say("By when?", "")
    say("What happens next", "2")


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
    assert terminal.shows("Danke. Sie haben 26 Punkte geklärt und 0 offene Punkte gefunden.")
    assert terminal.shows("Das Ergebnis: smcheck brief turnverein-altdorf.")
    assert terminal.shows("→ 12")
    assert terminal.shows("→ 14")
    assert "  →" not in terminal.prompt

    path = next(tmp_path.glob("*.yaml"))
    sheet = load_sheet(path)
    assert sheet.problems == ()
    assert sheet.answers["org_headcount"] == 14
    assert sheet.answers["lead_sponsor"].text == "Präsidentin"
    assert [row.name for row in sheet.answers["goals"]] == ["Mehr Kinder im Turnen", "Helfende für das Fest"]
    assert [row.name for row in sheet.answers["channels"]] == ["Instagram", "Aushang"]
    assert len(sheet.answers["departments"]) == 7
    assert len(sheet.accepted) == 1

    checked = smcheck("check", path.name, "--json", folder=tmp_path)
    assert checked.returncode == 0
    assert json.loads(checked.stdout)["cases"][0]["complete"] is True
    brief = smcheck("brief", path.name, folder=tmp_path)
    assert brief.returncode == 0
    assert "# Social-Media-Strategie: Turnverein Altdorf" in brief.stdout
    assert "Mehr Kinder im Turnen" in brief.stdout


def test_a_whole_interview_line_by_line(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """The same in plain mode and in English: not one escape sequence, and a complete sheet."""
    terminal = start("--plain", language="en_GB.UTF-8")
    walk_by_lines(terminal)
    terminal.type_line("Is everything right?", "")
    assert terminal.wait_exit() == 0
    assert b"\x1b" not in terminal.raw
    assert terminal.shows("Thank you. You settled 26 points and discovered 0 open points.")
    sheet = load_sheet(next(tmp_path.glob("*.yaml")))
    assert sheet.problems == ()
    assert sheet.header.language == "en"
    assert [row.name for row in sheet.answers["goals"]] == ["More children", "More helpers"]
    assert [row.name for row in sheet.answers["channels"]] == ["Instagram", "Notice board"]
    checked = smcheck("check", sheet.path.name, "--json", folder=tmp_path)
    assert json.loads(checked.stdout)["cases"][0]["complete"] is True
