"""The plan for 90 days: what is due when, and whether there is time for it."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck import yamlio
from smcheck.answers.read import load_sheet
from smcheck.bank.load import Bank
from smcheck.case import Case, group
from smcheck.documents.make import orders

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
LANGUAGES = ("de", "en")
LINES, WIDTH = 52, 90  # of a page of A4 in a common text size
BLOG: yamlio.Data = [{"ch_platform": "blog", "ch_state": "active", "ch_hours": "4"}]

Make = Callable[..., str]


@pytest.fixture
def plan(case_of: Callable[..., Case], social_media: Bank) -> Make:
    """The plan as of 1 December 2026; steps first, other answers and parts of the sheet by keyword."""

    def plan(*steps: yamlio.Data, language: str = "de", answers: yamlio.Data = None, **parts: yamlio.Data) -> str:
        given = {"measures": list(steps)} | (answers if isinstance(answers, dict) else {})
        case = case_of(social_media, given, **{"mode": "full", "date": "2026-12-01"} | parts)
        return orders(case, ["plan"], language=language)[0].text()

    return plan


def step(name: str, due: str | None = None, **cells: str) -> yamlio.Data:
    return {"m_text": name, "m_due": due} | {f"m_{key}": value for key, value in cells.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_fits_on_two_pages(language: str) -> None:
    for case in group(load_sheet(path) for path in EXAMPLES):
        text = orders(case, ["plan"], language=language)[0].text()
        assert sum(len(textwrap.wrap(line, WIDTH)) or 1 for line in text.split("\n")) <= 2 * LINES, case.id


def test_steps_stand_in_their_weeks(plan: Make) -> None:
    """By when they are due, not in the order in which they were named; ready to be ticked off."""
    text = plan(step("Zweites", "2026-12-20", owner="Anna"), step("Erstes", "2026-12-02", hours="3"))
    assert "Vom 1. Dezember 2026 bis zum 1. März 2027" in text
    first = "| 1 | 02.12.2026 | Erstes | **offen** | 3 | ☐ |"
    assert f"{first}\n| 3 | 20.12.2026 | Zweites | Anna | **offen** | ☐ |" in text


def test_what_lies_outside_the_90_days_stands_below(plan: Make) -> None:
    text = plan(step("Ohne"), step("Später", "2027-06-01"), step("Früher", "2026-11-20"), step("Am Ende", "2027-03-01"))
    assert "| 13 | 01.03.2027 | Am Ende |" in text
    assert "- **Schon fällig:** Früher (war für den 20.11.2026 geplant)\n" in text
    assert "- **Noch ohne Termin:** Ohne\n" in text
    assert "- **Später fällig:** Später (bis 01.06.2027)\n" in text


def test_what_is_done_or_dropped_is_no_longer_planned(plan: Make) -> None:
    """What was postponed is."""
    states = ("done", "dropped", "moved", "open")
    steps = [step(f"Schritt {state}", "2026-12-20", state=state) for state in states]
    text = plan(*steps, mode="follow-up")
    assert [state for state in states if f"Schritt {state}" in text] == ["moved", "open"]
    assert "Alle vereinbarten Schritte sind erledigt oder gestrichen." in plan(*steps[:2], mode="follow-up")


def test_first_small_steps_come_first(plan: Make) -> None:
    text = plan(step("Zugänge holen", "2026-12-20", first="Liste anlegen", owner="IT"), step("Reden", first="Anrufen"))
    assert "\n## Die ersten kleinen Schritte\n" in text
    assert "- ☐ Liste anlegen (IT) – damit beginnt: Zugänge holen\n- ☐ Anrufen – damit beginnt: Reden\n" in text
    assert "\n## Der erste kleine Schritt\n" in plan(step("Reden", first="Anrufen"))
    assert "klein" not in plan(step("Reden"))


def test_steps_of_accepted_findings_are_planned(plan: Make) -> None:
    """With the role that could take them, at the end of the days that the finding gives; no hours are invented."""
    text = plan(answers={"sec_2fa": "some"}, accepted=["second_factor_partly"])
    (line,) = [line for line in text.split("\n") if line.endswith("| ☐ |")]
    assert line.startswith("| 5 | 31.12.2026 | ")
    assert line.endswith(" | IT und Informationssicherheit | – | ☐ |")
    assert "☐" not in plan(answers={"sec_2fa": "some"})


def test_load_is_spread_until_each_step_is_due(plan: Make) -> None:
    """12 hours in two weeks are 6 a week; 40 in as many weeks one. Channels come on top."""
    steps = step("Bald", "2026-12-10", hours="12"), step("Spät", "2027-09-01", hours="40")
    text = plan(*steps, answers={"res_hours": "9", "channels": BLOG})
    assert "| 1 bis 2 | 7 | 4 | 9 | 2 fehlen |\n| 3 bis 13 | 1 | 4 | 9 | 4 bleiben frei |\n" in text
    assert "In den ersten Wochen fehlen 2 Stunden pro Woche. Verschieben Sie einen Schritt" in text


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("10", "In den ersten Wochen fehlt eine Stunde pro Woche."),
        ("11", "Die Schritte passen in die freigegebene Zeit."),
        ("4", "brauchen alle Stunden, die freigegeben sind."),
        ("3", "brauchen mehr Stunden, als freigegeben sind."),
        (None, "Wie viele Stunden freigegeben sind, ist noch offen."),
    ],
)
def test_load_is_compared_with_the_hours_set_aside(plan: Make, hours: str | None, said: str) -> None:
    steps = step("Bald", "2026-12-14", hours="14")
    text = plan(steps, answers={"channels": BLOG} | ({"res_hours": hours} if hours else {}))
    assert said in text


def test_what_cannot_be_counted_is_told(plan: Make) -> None:
    counted = step("Bald", "2026-12-10", hours="2")
    assert "Ein Schritt ist nicht mitgerechnet" in plan(counted, step("Ohne"))
    assert "2 Schritte sind nicht mitgerechnet" in plan(counted, step("Ohne"), step("Alt", "2026-11-01", hours="2"))
    assert "Ob die Zeit reicht, lässt sich noch nicht sagen" in plan(step("Ohne"))


def test_a_short_interview_asks_for_no_hours(plan: Make) -> None:
    """There is no column for them, and nothing is said about time."""
    text = plan(step("Bald", "2026-12-10", owner="Anna"), mode="quick")
    assert "| 2 | 10.12.2026 | Bald | Anna | ☐ |" in text
    assert "Zeit" not in text


def test_without_a_day_there_are_no_weeks(plan: Make) -> None:
    text = plan(step("Bald", "2026-12-10"), answers={"sec_2fa": "some"}, accepted=["second_factor_partly"], date=None)
    assert "| 10.12.2026 | Bald |" in text
    assert "| Woche |" not in text
    assert "- **Noch ohne Termin:** " in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["quick", "full", "follow-up"])
def test_nothing_planned_is_told(plan: Make, mode: str, language: str) -> None:
    text = plan(mode=mode, language=language)
    assert ("Nächste Schritte sind noch keine" if language == "de" else "No next steps") in text
    assert "|" not in text
