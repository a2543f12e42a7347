"""Each of the fifteen types at a real prompt, in a window of 60 columns: wrong, right, back with the answer, skip."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from every_type import ANSWERS, BANK, entry, write_sheet
from pty_screen import CTRL_C, CTRL_K, CTRL_U, DOWN, END, ENTER, HOME, PASTE, SHIFT_TAB, SPACE, Terminal

from smcheck import yamlio
from smcheck.bank.load import load

pytestmark = pytest.mark.terminal

NO_ANSWER = "x" + PASTE.format("Amt\r")  # neither other letters nor a paste answer a list
REVIEW = "Stimmt alles?"


@dataclass(frozen=True)
class Case:
    """A question: keys that do not answer it and what is said about them, keys that do, what is saved and shown."""

    id: str
    wrong: str
    complaint: str
    right: str
    saved: yamlio.Data
    echo: str
    again: str  # what stands in the prompt when one comes back


CASES = [
    Case("org_name", "x" + ENTER, "mindestens 2 Zeichen", CTRL_U + "TV Au" + ENTER, "TV Au", "TV Au", "›  TV Au"),
    Case(
        "purpose",
        "kurz" + ENTER,
        "mindestens 10 Zeichen",
        CTRL_U + "Damit alle kommen\x1b\rund bleiben" + ENTER,
        "Damit alle kommen\nund bleiben",
        "Damit alle kommen und bleiben",
        "›  Damit alle kommen und bleiben",
    ),
    Case("members", "viele" + ENTER, "„viele“ ist keine Zahl", CTRL_U + "1200" + ENTER, "1200", "1.200", "›  1200"),
    Case("litres", "viel" + ENTER, "„viel“ ist keine Zahl", CTRL_U + "0.75" + ENTER, "0.75", "0,75", "›  0,75"),
    Case("own_share", "120" + ENTER, "0 bis 100", CTRL_U + "33,3 %" + ENTER, "33.3", "33,3 %", "›  33,3"),
    Case("weekly_hours", "500" + ENTER, "0 bis 400", CTRL_U + "7.5" + ENTER, "7.5", "7,5 Stunden", "›  7,5"),
    Case("budget", "1500 CHF" + ENTER, "CHF", CTRL_U + "1.500" + ENTER, "1500", "1.500 €", "›  1500"),
    Case(
        "fair_date",
        "31.2.2027" + ENTER,
        "„31.2.2027“",
        CTRL_U + "2.3.2027" + ENTER,
        "2027-03-02",
        "02.03.2027",
        "›  02",
    ),
    Case("permitted", NO_ANSWER, "", "n" + ENTER, "no", "nein", "› nein"),
    Case("org_kind", NO_ANSWER, "", "3" + ENTER, "office", "Amt", "› 3  Amt"),
    Case(
        "channels",
        "".join([SPACE, DOWN, SPACE, DOWN, SPACE, DOWN, SPACE, ENTER]),
        "Wählen Sie höchstens 3",
        SPACE + ENTER,
        ["posters", "web", "letters"],
        "Plakate Website Briefe",
        "● Plakate",
    ),
    Case("mood", NO_ANSWER, "", "4" + ENTER, "4", "4 · Alle freuen sich.", "› 4  Alle freuen sich."),
    Case(
        "motives",  # what rules out the rest is unticked by it
        "".join([END, SPACE, HOME, DOWN, SPACE, HOME, SPACE, DOWN, DOWN, SPACE, DOWN, SPACE, ENTER]),
        "Wählen Sie höchstens 3",
        SPACE + ENTER,
        ["money", "fun", "people"],
        "1. Einnahmen 2. Freude 3. neue Mitglieder",
        "● 2. Freude",
    ),
]


def text_of(id_: str) -> str:
    """What a question asks a club."""
    bank = load(BANK)
    return bank.say(bank.questions[id_].text, "de-DE", variant="club")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_simple_type(start: Callable[..., Terminal], tmp_path: Path, case: Case) -> None:
    """Asked, refused, answered and saved, prefilled when one comes back, left open, and the way to the one before."""
    ids = list(ANSWERS)
    number = ids.index(case.id)
    last = case.id == ids[-1]
    following = REVIEW if last else text_of(ids[number + 1])
    without = {case.id} if last else {case.id, ids[number + 1]}
    sheet = write_sheet(tmp_path / "fest.yaml", mode="long", without=without)
    terminal = start("fest.yaml", "--bank", str(BANK), columns=60)

    terminal.answer(text_of(case.id), case.wrong)
    if case.complaint:
        terminal.wait_for_prompt(case.complaint)
        assert entry(sheet, "answers", case.id) is None
    terminal.send(case.right)
    terminal.wait_for_prompt(following)
    assert entry(sheet, "answers", case.id) == case.saved  # on disk before anything else is asked
    assert terminal.shows(f"→ {case.echo}")

    terminal.send(SHIFT_TAB)
    terminal.answer(case.again, CTRL_K)
    terminal.answer("Wie soll es mit dieser Frage weitergehen?", "2", ENTER)
    terminal.answer("Wer könnte es wissen?", "die Kasse", ENTER)
    terminal.wait_for_prompt(following)
    assert entry(sheet, "open", case.id) == {"status": "unknown", "ask": "die Kasse"}
    assert entry(sheet, "answers", case.id) is None

    terminal.send(SHIFT_TAB)
    terminal.answer("Wer es wissen könnte: die Kasse", SHIFT_TAB)
    terminal.wait_for_prompt(text_of(ids[number - 1]) if number else "Das ist die erste Frage.")
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130


def test_a_group(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Row by row and cell by cell: added, changed, ordered, deleted, left open; every cell is saved at once."""
    sheet = write_sheet(tmp_path / "fest.yaml", without={"stalls", "shifts"})
    terminal = start("fest.yaml", "--bank", str(BANK), columns=60)
    menu = text_of("stalls")

    def cell(row: int, column: str) -> yamlio.Data:
        return entry(sheet, "answers", "stalls", row, column)

    terminal.answer(menu, "1", ENTER)
    terminal.answer("Wie heißt der Stand?", "Grill", ENTER)
    terminal.wait_for_prompt("Zu welchem Bereich gehört er?")
    assert cell(0, "stall_name") == "Grill"
    terminal.send("1" + ENTER)
    terminal.wait_for_prompt("Wer ist verantwortlich?")
    assert cell(0, "stall_kind") == "kitchen"
    terminal.send("1" + ENTER)
    terminal.wait_for_prompt("Wer?")
    assert cell(0, "stall_owner") == "named"
    terminal.send("Anna" + ENTER)
    terminal.wait_for_prompt("Bis wann steht er?")
    assert cell(0, "stall_owner") == {"choice": "named", "text": "Anna"}
    terminal.send("bald" + ENTER)
    terminal.answer("„bald“", CTRL_U, "1.6.2027", ENTER)
    terminal.wait_for_prompt("Wie viele Stunden braucht er?")
    assert cell(0, "stall_due") == "2027-06-01"
    terminal.send(SHIFT_TAB)
    terminal.answer("›  01.06.2027", ENTER)
    terminal.answer("Wie viele Stunden braucht er?", CTRL_K)  # skipping a cell leaves it blank
    terminal.answer("Was kostet er?", "13000", ENTER)
    terminal.wait_for_prompt(menu)
    assert cell(0, "stall_cost") == "13000"
    assert entry(sheet, "answers", "stalls", 0) == {
        "stall_name": "Grill",
        "stall_kind": "kitchen",
        "stall_owner": {"choice": "named", "text": "Anna"},
        "stall_due": "2027-06-01",
        "stall_hours": None,
        "stall_cost": "13000",
    }
    assert terminal.shows("! Das ist mehr als das ganze Budget.")
    assert terminal.shows("Wie viele Stunden braucht er? → übersprungen")
    assert "1  Grill" in terminal.prompt
    assert "Verantwortlich: eine Person oder Funktion: Anna" in " ".join(terminal.prompt.split())

    terminal.send("1" + ENTER)
    terminal.answer("Wie heißt der Stand?", "grill", ENTER)
    terminal.answer("„grill“ gibt es schon", CTRL_U, "Bar", ENTER)
    terminal.answer("Zu welchem Bereich", "2", ENTER)
    terminal.answer("Wer ist verantwortlich?", "2", ENTER)
    terminal.answer("Wie viele Stunden", ENTER)
    terminal.answer("Was kostet er?", ENTER)
    terminal.answer(menu, "5", ENTER)
    terminal.answer("Welche Reihenfolge soll gelten?", SPACE, SPACE, ENTER)
    terminal.answer(menu, "3", ENTER)
    terminal.answer("Welchen Eintrag möchten Sie ändern?", "2", ENTER)
    terminal.answer("Welches Feld?", "6", ENTER)
    terminal.answer("›", "40", ENTER)
    terminal.wait_for_prompt(menu)
    assert [cell(0, "stall_name"), cell(1, "stall_name"), cell(1, "stall_hours")] == ["Bar", "Grill", "40"]
    terminal.send("4" + ENTER)
    terminal.answer("Welchen Eintrag möchten Sie löschen?", "1", ENTER)
    terminal.answer("„Bar“ wirklich löschen?", "j", ENTER)
    terminal.wait_for_prompt(menu)
    assert [cell(0, "stall_name"), cell(1, "stall_name")] == ["Grill", None]
    assert entry(sheet, "open", "stalls") == {"status": "confirm"}  # its end has not been said yet
    terminal.send("2" + ENTER)
    terminal.wait_for_prompt(text_of("shifts"))
    assert entry(sheet, "open", "stalls") is None

    terminal.send(SHIFT_TAB)
    terminal.answer(menu, CTRL_K)
    terminal.answer("Wie soll es mit dieser Frage weitergehen?", "2", ENTER)
    terminal.answer("Damit verschwindet der Eintrag", "2", ENTER)
    terminal.answer("Wer könnte es wissen?", ENTER)
    terminal.wait_for_prompt(text_of("shifts"))
    assert entry(sheet, "open", "stalls") == {"status": "unknown"}
    assert entry(sheet, "answers", "stalls") is None
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130


def test_a_table(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Its rows come one after another, one of one's own can be added; every cell is saved at once."""
    sheet = write_sheet(tmp_path / "fest.yaml", without={"duties", "mood"})
    terminal = start("fest.yaml", "--bank", str(BANK), columns=60)
    menu = text_of("duties")

    terminal.answer("Lärm", "1", ENTER)
    terminal.wait_for_prompt("Von wem?")
    assert entry(sheet, "answers", "duties") == {"noise": {"duty_state": "settled"}}
    terminal.send("Ordnungsamt" + ENTER)
    terminal.wait_for_prompt("Protokoll")
    assert entry(sheet, "answers", "duties", "noise", "duty_by") == "Ordnungsamt"
    terminal.send(SHIFT_TAB)
    terminal.answer("›  Ordnungsamt", ENTER)
    terminal.answer("Protokoll", "2", ENTER)
    terminal.wait_for_prompt(menu)
    assert entry(sheet, "answers", "duties", "minutes_taken", "duty_state") == "open"
    assert "Regeln" in terminal.prompt
    assert "Ordnungsamt" in terminal.prompt
    terminal.answer(menu, "2", ENTER)
    terminal.answer("Wie heißt der neue Eintrag?", "Lärm", ENTER)
    terminal.answer("Wie heißt der neue Eintrag?", "Parken", ENTER)
    terminal.answer("Parken", "2", ENTER)
    terminal.wait_for_prompt(menu)
    assert terminal.shows("„Lärm“ gibt es schon")
    assert entry(sheet, "answers", "duties", "Parken") == {"duty_state": "open"}
    terminal.send("1" + ENTER)
    terminal.wait_for_prompt(text_of("mood"))
    terminal.send(SHIFT_TAB)
    terminal.answer(menu, CTRL_K)
    terminal.answer("Wie soll es mit dieser Frage weitergehen?", "3", ENTER)
    terminal.wait_for_prompt(text_of("mood"))
    assert entry(sheet, "open", "duties") == {"status": "confirm"}  # for later; nothing that was said is lost
    assert entry(sheet, "answers", "duties", "Parken") == {"duty_state": "open"}
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130
