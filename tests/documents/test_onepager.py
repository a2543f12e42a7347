"""The page for a board: everything a decision needs on one page, and nothing that was not said."""

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
LINES, WIDTH = 52, 90  # of a page of A4 in a common text size, with the empty lines between
TEXT = 45  # lines that say something

Answers = dict[str, yamlio.Data]
Make = Callable[..., str]


def onepager(case: Case, language: str = "de") -> str:
    return orders(case, ["onepager"], language=language)[0].text()


@pytest.fixture
def page(case_of: Callable[..., Case], social_media: Bank) -> Make:
    """The page for a few answers of the full interview; other parts of the sheet by keyword."""

    def page(answers: Answers, language: str = "de", **parts: yamlio.Data) -> str:
        return onepager(case_of(social_media, answers, **{"mode": "full"} | parts), language)

    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_fits_on_one_page(language: str) -> None:
    """However much was found, a board member turns no page."""
    for case in group(load_sheet(path) for path in EXAMPLES):
        lines = onepager(case, language).rstrip("\n").split("\n")
        assert sum(len(textwrap.wrap(line, WIDTH)) for line in lines) <= TEXT, case.id
        assert sum(len(textwrap.wrap(line, WIDTH)) or 1 for line in lines) <= LINES, case.id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["quick", "full", "follow-up"])
@pytest.mark.parametrize("kind", [None, "sme", "npo", "public"])
def test_half_empty_cases_have_a_page(page: Make, kind: str | None, mode: str, language: str) -> None:
    """One answer or none is enough for a page that says what is open."""
    text = page({"org_type": kind} if kind else {}, language, mode=mode)
    assert text.startswith("# ")
    assert ("noch offen" if language == "de" else "still open") in text


def test_a_public_body_gets_a_draft_resolution(page: Make) -> None:
    """Its parts have the names and the order that councils know."""
    text = page({"org_name": "Werke Nord", "org_type": "public", "res_hours": "3", "lead_sponsor": "none"})
    assert text.startswith("# Beschlussvorlage Social Media (Entwurf): Werke Nord\n")
    order = [text.index(f"\n## {part}\n") for part in ("Sachverhalt", "Vorschlag", "Kosten", "Zuständigkeit")]
    assert order == sorted(order)
    assert "Sachverhalt" not in page({"org_type": "sme", "res_hours": "3"})
    assert "\n## Responsibility\n" in page({"org_type": "public", "lead_sponsor": "none"}, "en")


def test_decision_is_told_in_the_words_of_the_client(page: Make) -> None:
    """What was said is quoted; what was not asked for is suggested from the gravest finding."""
    assert "\n> Zwölf Stunden ab Februar.\n" in page({"next_decision": "Zwölf Stunden ab Februar."})
    quick = page({"lead_sponsor": "none"}, mode="quick")
    assert "noch nicht gefragt, was zu entscheiden ist. Ein Vorschlag aus den Befunden: Klären Sie zuerst, wer" in quick


def test_cost_is_what_was_answered(page: Make) -> None:
    """Hours stay hours: nobody's rate is invented, and money is told by how certain it is."""
    channels: list[yamlio.Data] = [{"ch_platform": "blog", "ch_state": "active", "ch_hours": "3"}]
    lines: list[yamlio.Data] = [
        {"bl_kind": "ads", "bl_amount": "200", "bl_period": "monthly", "bl_status": "requested"},
        {"bl_kind": "tools", "bl_amount": "600", "bl_period": "yearly", "bl_status": "approved"},
        {"bl_kind": "training", "bl_amount": None},
    ]
    text = page({"org_countries": ["de"], "res_hours": "2", "channels": channels, "budget_lines": lines})
    assert "Freigegeben sind 2 Stunden pro Woche, alle Beteiligten zusammengerechnet." in text
    assert "braucht nach Ihrer Rechnung 3 Stunden. Das ist eine Stunde mehr als freigegeben." in text
    assert "geht es um 3.000\u00a0€, davon 600\u00a0€ beschlossen und 2.400\u00a0€ beantragt." in text
    assert "Bei einem Posten fehlt noch der Betrag." in text
    assert "Eigene Arbeitszeit ist nicht in Geld umgerechnet." in text


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("approved", "sind 600\u00a0€ vorgesehen und beschlossen."),
        ("requested", "sind 600\u00a0€ beantragt, aber noch nicht beschlossen."),
        ("wish", "sind 600\u00a0€ gewünscht; beantragt oder beschlossen ist das noch nicht."),
        (None, "sind 600\u00a0€ vorgesehen; wie sicher dieses Geld ist, ist noch offen."),
    ],
)
def test_money_of_one_kind_is_told_in_one_sentence(page: Make, status: str | None, said: str) -> None:
    """A wish is not told as a plan."""
    text = page({"budget_lines": [{"bl_kind": "ads", "bl_amount": "600", "bl_period": "yearly", "bl_status": status}]})
    assert said in text
    assert "davon" not in text


def test_money_of_the_quick_interview(page: Make) -> None:
    """It knows a total only, and zero is an answer."""
    assert "Pro Jahr stehen etwa 9.500\u00a0€ zur Verfügung." in page({"res_budget_total": "9500"}, mode="quick")
    assert "Ausgaben sind keine vorgesehen." in page({"res_budget_total": "0"}, mode="quick")


def test_goals_of_first_priority_come_first_and_three_are_enough(page: Make) -> None:
    """What a goal still lacks is told, and further goals are counted."""
    whole: Answers = {"goal_owner": "Verkauf", "goal_due": "2027-12-31"}
    goals: list[yamlio.Data] = [
        {"goal_text": "Später", "goal_priority": "3", **whole},
        {"goal_text": "Zuerst", "goal_priority": "1"},
        {"goal_text": "Danach", "goal_priority": "2", **whole},
        {"goal_text": "Zuletzt", "goal_priority": "3", **whole},
    ]
    text = page({"goals": goals})
    assert (
        "- **Erreicht werden soll:**\n"
        "  - Zuerst (noch ohne Termin und verantwortliche Stelle)\n"
        "  - Danach (Verkauf, bis 31.12.2027)\n"
        "  - Später (Verkauf, bis 31.12.2027)\n"
        "  - sowie ein weiteres Ziel\n"
    ) in text
    assert "- Zuletzt" not in text
    assert "- **Erreicht werden soll:** Zuerst (noch ohne" in page({"goals": goals[1:2]})


def test_risks_are_the_clients_own_and_the_gravest_findings(page: Make) -> None:
    """The greatest fear comes first, with what is done about it."""
    risks: list[yamlio.Data] = [
        {"risk_text": "Kleiner Ärger", "risk_prob": "1", "risk_impact": "1", "risk_counter": "Abwarten"},
        {"risk_text": "Großer Ärger", "risk_prob": "3", "risk_impact": "3"},
        {"risk_text": "Ärger", "risk_prob": "2", "risk_impact": "2", "risk_counter": "Üben"},
    ]
    text = page({"risks": risks, "lead_sponsor": "none"})
    assert "  - „Großer Ärger“ – noch ohne Gegenmaßnahme\n  - „Ärger“ – dagegen: Üben\n" in text
    assert "Kleiner" not in text
    assert "  - Niemand in der Leitung steht sichtbar hinter dem Vorhaben.\n" in text


def test_doing_without_is_weighed_too(page: Make) -> None:
    """Whoever decides against it hears what that means – nothing, where nothing is at stake."""
    text = page({"org_stakes": ["staff", "trust"]})
    assert "- **Wenn Sie es lassen:** Dann brauchen Sie andere Wege, vor allem um Fachkräfte zu gewinnen" in text
    assert "vor allem" not in page({"org_stakes": ["staff"]})
    text = page({"org_stakes": ["nothing"]})
    assert "Nach Ihrer Einschätzung steht nichts auf dem Spiel." in text
    assert "- **Wenn Sie es lassen:** Dann sparen Sie Zeit und Geld." in text


def test_strengths_come_before_risks(page: Make) -> None:
    """Findings say what is strong; else who stands for it by name."""
    alive: Answers = {"dlg_feedback_path": "3", "dlg_answer_rights": "trained", "lead_sponsor": "none"}
    text = page(alive)
    assert text.index("Rückmeldungen haben einen Weg") < text.index("Niemand in der Leitung")
    text = page({"role_lead": {"choice": "named", "text": "Pressestelle"}, "lead_sponsor": "none"})
    assert "- **Worauf Sie bauen können:** Verantwortlich im Alltag, mit klarem Auftrag: Pressestelle.\n" in text


def test_backing_that_nobody_notices_is_no_strength(page: Make) -> None:
    """A name without deeds is not told as something to build on."""
    named: Answers = {"lead_sponsor": {"choice": "named", "text": "Inhaber"}}
    assert "Worauf Sie bauen können" in page(named)
    assert "Worauf Sie bauen können" not in page(named | {"lead_sponsor_acts": "1"})


def test_how_much_is_unknown_is_no_risk_of_the_organisation(page: Make) -> None:
    """It is a result of the interview, and the board has something else to decide."""
    text = page({"org_name": "Werke Nord"}, open=dict.fromkeys(("org_stakes", "res_hours", "sec_owner"), "unknown"))
    assert "Antworten blieben offen" not in text
    assert "mit den genannten Personen" not in text


def test_review_is_on_the_page(page: Make) -> None:
    """With its day, or with the word that there is none yet."""
    assert "Die nächste Überprüfung ist am 15. Juni 2027." in page({"meas_next": "2027-06-15"})
    assert "Ein Termin für die nächste Überprüfung ist noch offen." in page({"org_name": "Werke Nord"})
