"""The sheet of responsibilities: a row for each activity, and what is not settled in it."""

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
PEOPLE: yamlio.Data = [{"p_name": "Anna"}, {"p_name": "Bert"}, {"p_name": "Cem"}]

Make = Callable[..., str]


@pytest.fixture
def page(case_of: Callable[..., Case], social_media: Bank) -> Make:
    """The sheet of a few rows; other parts of it by keyword."""

    def page(raci: yamlio.Data, language: str = "de", **parts: yamlio.Data) -> str:
        answers: dict[str, yamlio.Data] = {"people": PEOPLE} | ({} if raci is None else {"raci": raci})
        case = case_of(social_media, answers, **{"mode": "full"} | parts)
        return orders(case, ["raci"], language=language)[0].text()

    return page


def row(text: str, name: str) -> str:
    return next(line for line in text.split("\n") if line.startswith(f"| {name}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_fits_on_one_page(language: str) -> None:
    for case in group(load_sheet(path) for path in EXAMPLES):
        text = orders(case, ["raci"], language=language)[0].text()
        assert sum(len(textwrap.wrap(line, 130)) or 1 for line in text.split("\n")) <= 36, case.id  # lying A4


def test_every_activity_has_its_row(page: Make) -> None:
    """Also those nobody spoke about; columns that may stay empty have a dash."""
    text = page({"a_law": {"raci_r": ["Anna", "Bert"], "raci_a": ["Cem"]}})
    assert sum(line.startswith("| ") for line in text.split("\n")) == 2 + 10
    assert row(text, "Rechtsfragen") == "| Rechtsfragen | Anna, Bert | Cem | – | – |"
    assert row(text, "Krise") == "| Krise | **offen** | **offen** | – | – |"
    assert "(!)" not in text
    assert "- **Noch nicht besprochen:** Ziele und Strategie; " in text


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"raci_r": ["Anna"], "raci_a": ["Bert", "Cem"]}, "**Mehrere entscheiden:** Krise (Bert und Cem)"),
        ({"raci_r": ["Anna"]}, "**Wer entscheidet, ist offen:** Krise"),
        ({"raci_a": ["Anna"]}, "**Wer es macht, ist offen:** Krise"),
        ({"raci_c": ["Anna"]}, "**Wer entscheidet, ist offen:** Krise\n- **Wer es macht, ist offen:** Krise"),
    ],
)
def test_conflicts_are_marked_and_named(page: Make, cells: yamlio.Data, said: str) -> None:
    text = page({"a_crisis": cells, "a_law": {"raci_r": ["Anna"], "raci_a": ["Bert"]}})
    assert row(text, "Krise").startswith("| Krise **(!)** |")
    assert "(!)" not in row(text, "Rechtsfragen")
    assert "**(!)** Genau eine Stelle sollte entscheiden" in text
    assert f"- {said}\n" in text


def test_who_does_most_is_told_what_to_hand_over(page: Make) -> None:
    """By the finding, with its words and its threshold."""
    rows = {name: {"raci_r": ["Anna"], "raci_a": ["Bert"]} for name in ("a_strategy", "a_plan", "a_create")}
    assert "- **Viel auf einmal:** Die meisten Tätigkeiten liegen bei Anna (3 von 3)." in page(rows)
    rows |= {name: {"raci_r": ["Cem"], "raci_a": ["Bert"]} for name in ("a_law", "a_access", "a_report")}
    assert "Viel auf einmal" not in page(rows)


def test_where_all_is_settled_it_says_so(page: Make, social_media: Bank) -> None:
    rows = [one.id for one in social_media.questions["raci"].rows]
    text = page({id_: {"raci_r": ["Anna", "Bert"], "raci_a": ["Cem"]} for id_ in rows})
    assert "In jeder Zeile entscheidet genau eine Stelle" in text
    assert "Noch nicht besprochen" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_asked_or_not_answered_is_told(page: Make, language: str) -> None:
    """Without rows there is no empty table, but what is known of roles."""
    quick = page(None, language, mode="quick")
    full = page(None, language)
    assert ("erst das ausführliche Gespräch" if language == "de" else "the full interview only") in quick
    assert ("ist noch nicht festgelegt" if language == "de" else "is not settled yet") in full
    assert "|" not in quick + full
