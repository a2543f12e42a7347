"""The list for legal and data protection: what is not settled, room for answers, and no word of what is allowed."""

import re
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
WORDS = 450  # of a page with a table

Answers = dict[str, yamlio.Data]
Make = Callable[..., str]


def clearance(case: Case, language: str = "de") -> str:
    return orders(case, ["clearance"], language=language)[0].text()


@pytest.fixture
def checklist(case_of: Callable[..., Case], social_media: Bank) -> Make:
    """The list for a few answers of the full interview; other parts of the sheet by keyword."""

    def checklist(answers: Answers, language: str = "de", **parts: yamlio.Data) -> str:
        return clearance(case_of(social_media, answers, **{"mode": "full"} | parts), language)

    return checklist


@pytest.fixture
def all_points(social_media: Bank) -> Callable[..., Answers]:
    """Every point of the bank with the same status, but for some of them."""
    rows = [row.id for row in social_media.questions["law_items"].rows]

    def all_points(status: str, but: Answers | None = None, **cells: yamlio.Data) -> Answers:
        items: Answers = {id_: {"li_status": status, **cells} for id_ in rows}
        return {"law_items": items | (but or {})}

    return all_points


def rows(text: str) -> list[str]:
    """The rows of the table, without its head."""
    return [line for line in text.split("\n") if line.startswith("| ")][2:]


def test_open_progress_and_unknown_stand_in_the_table(checklist: Make) -> None:
    """With whom to ask, who takes care of it, and room for answer and date; the rest is for nobody's desk."""
    items: Answers = {
        "imprint": {"li_status": "settled", "li_by": "Pressestelle"},
        "music": {"li_status": "open", "li_by": "Pressestelle"},
        "secrets": {"li_status": "progress"},
        "staff_images": {"li_status": "unknown"},
        "contests": {"li_status": "na"},
    }
    text = checklist({"org_type": "sme", "law_items": items})
    assert text.startswith("# Fragen zum Klären, keine Rechtsauskunft\n")
    assert "\nZu klären sind 3 Punkte:\n" in text
    assert "\n| Ist geklärt, … | Wen Sie fragen können | Stand | Antwort | Durch wen | Datum |\n" in text
    assert rows(text) == [
        "| wie Einwilligung, Widerruf und Austritt bei Bildern von Mitarbeitenden geregelt sind "
        "| Personal, Datenschutz | unbekannt | | | |",
        "| welche Musik in Kurzvideos benutzt werden darf | Rechtsberatung | offen | | Pressestelle | |",
        "| was vertraulich bleibt | Leitung | in Arbeit | | | |",
    ]
    assert "Impressum" not in text
    assert "Gewinnspiele" not in text
    one = checklist({"law_items": {"music": {"li_status": "open"}}}, "en")
    assert "\nOne point is to be settled:\n" in one
    assert rows(one) == ["| which music may be used in short videos | legal contact | open | | | |"]


def test_what_was_not_talked_about_stands_apart(checklist: Make) -> None:
    """Nobody called it open; the list says whom to ask all the same."""
    text = checklist({"law_items": {"imprint": {"li_status": "settled", "li_by": "Pressestelle"}}})
    assert not rows(text)
    assert "\n- **Darüber wurde noch nicht gesprochen (nach dem Strich, wen Sie fragen können):**\n" in text
    assert "\n  - was vertraulich bleibt – Leitung\n" in text
    assert "keiner offen" not in text


def test_settled_by_nobody_is_pointed_out(checklist: Make, all_points: Callable[..., Answers]) -> None:
    """What nobody vouches for is not passed over as settled."""
    text = checklist(all_points("settled", {"music": {"li_status": "settled"}}, li_by="Rechtsamt"))
    label = "Gilt als geklärt, ohne dass feststeht, durch wen"
    assert f"\n- **{label}:** welche Musik in Kurzvideos benutzt werden darf\n" in text
    assert "keiner offen" not in text


@pytest.mark.parametrize("status", ["settled", "na"])
def test_nothing_open_is_said(checklist: Make, all_points: Callable[..., Answers], status: str) -> None:
    """And that it may change."""
    cells: Answers = {"li_by": "Rechtsamt"} if status == "settled" else {}
    text = checklist(all_points(status, **cells))
    assert "ist keiner offen. Bitte prüfen Sie" in text
    assert "|" not in text
    assert "**" not in text
    text = checklist(all_points(status, **cells), "en")
    assert "None of the points that were asked about is open." in text


def test_quick_interview_lists_what_was_not_ticked(checklist: Make) -> None:
    """It asks eight points only, and there is room for whom to ask."""
    text = checklist({"law_basics": ["imprint", "images", "secrets"]}, mode="quick")
    assert "\n5 Punkte sind nicht nachweislich geklärt:\n" in text
    assert "\n| Urheberrecht und Musik | | | | |\n" in text
    assert "Impressum" not in text
    none = checklist({"law_basics": ["none"]}, mode="quick")
    assert "\n8 Punkte sind nicht nachweislich geklärt:\n" in none
    assert "keiner davon" not in none


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["quick", "full", "follow-up"])
@pytest.mark.parametrize("kind", [None, "sme", "npo", "public"])
def test_half_empty_cases_have_a_list(checklist: Make, kind: str | None, mode: str, language: str) -> None:
    """Where nothing was answered, nothing is called settled."""
    text = checklist({"org_type": kind} if kind else {}, language, mode=mode)
    unknown = {"de": "Welche Punkte geklärt sind, steht noch nicht fest.", "en": "It is not known yet which points"}
    assert unknown[language] in text
    assert "|" not in text


def test_contact_for_legal_questions_is_named(checklist: Make) -> None:
    """Or missed."""
    named = checklist({"law_contact": {"choice": "named", "text": "Kanzlei Nord"}})
    assert "Ihre Stelle für Rechtsfragen im Alltag: Kanzlei Nord." in named
    assert "eine benannte Stelle." in checklist({"law_contact": "named"})
    assert "gesucht wird bei Bedarf" in checklist({"law_contact": "occasional"})
    assert "Sie zu finden ist der erste Punkt." in checklist({"law_contact": "none"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_asks_and_does_not_advise(checklist: Make, all_points: Callable[..., Answers], language: str) -> None:
    """No section of an act, no fine; the day of the answers and the request to have them checked."""
    for kind in ("sme", "npo", "public"):
        text = checklist({"org_name": "Haus Nord", "org_type": kind} | all_points("unknown"), language)
        assert not re.search(r"§|Art\.|\bGDPR\b|DSGVO|EUR|€", text)
        assert {"de": "**Haus Nord**, Stand der Antworten: 4. Januar 2027\n", "en": "**Haus Nord**, answers as of"}[
            language
        ] in text
        assert {"de": "Recht ändert sich: Bitte lassen Sie", "en": "Law changes: please have"}[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_fits_on_one_page(language: str) -> None:
    """Of every example."""
    for case in group(load_sheet(path) for path in EXAMPLES):
        assert len(clearance(case, language).split()) <= WORDS, case.id
