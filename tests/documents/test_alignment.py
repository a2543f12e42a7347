"""The alignment report: who sees what alike and what not, and that nobody who is protected is recognised."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck import yamlio
from smcheck.answers.model import Sheet
from smcheck.answers.read import load_sheet
from smcheck.bank.load import Bank
from smcheck.case import group
from smcheck.documents.make import orders

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
LANGUAGES = ("de", "en")
LINES, WIDTH = 52, 90  # of a page of A4 in a common text size

Answers = dict[str, yamlio.Data]
Say = Callable[..., Sheet]
Report = Callable[..., str]


@pytest.fixture
def say(sheet_of: Callable[..., Sheet], social_media: Bank) -> Say:
    """The sheet of one role; other parts of the sheet by keyword."""

    def say(role: str, answers: Answers, **parts: yamlio.Data) -> Sheet:
        return sheet_of(social_media, answers, **{"mode": "full", "respondent": {"role": role}} | parts)

    return say


@pytest.fixture
def report(say: Say) -> Report:
    """The report on what roles said."""

    def report(language: str = "de", **said: Answers) -> str:
        (case,) = group(say(role, answers) for role, answers in said.items())
        return orders(case, ["alignment"], language=language)[0].text()

    return report


def part(text: str, heading: str) -> str:
    """What stands under a heading of the second level; nothing where there is none."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0].strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_fits_on_a_few_pages(language: str) -> None:
    """Five respondents fill four pages of text with all its empty lines, which is three on paper."""
    for case in group(load_sheet(path) for path in EXAMPLES):
        text = orders(case, ["alignment"], language=language)[0].text()
        assert sum(len(textwrap.wrap(line, WIDTH)) or 1 for line in text.split("\n")) <= 4.5 * LINES, case.id
        assert sum(len(textwrap.wrap(line, WIDTH)) for line in text.split("\n")) <= 3 * LINES, case.id


@pytest.mark.parametrize(("language", "alone"), [("de", "mindestens zwei Gespräche"), ("en", "at least two")])
def test_one_conversation_says_why_there_is_no_comparison(report: Report, language: str, alone: str) -> None:
    text = report(language, management={"cult_trust": "2"})
    assert alone in text
    assert "## " not in text


@pytest.mark.parametrize(
    ("ratings", "said"),
    [
        (("2", "2"), "Übereinstimmung: 100 von 100 – weitgehend einig."),
        (("2", "3"), "Übereinstimmung: 75 von 100 – in Teilen verschieden."),
        (("1", "3"), "Übereinstimmung: 50 von 100 – weit auseinander."),
    ],
)
def test_index_has_a_label(report: Report, ratings: tuple[str, str], said: str) -> None:
    text = report(management={"cult_trust": ratings[0]}, lead={"cult_trust": ratings[1]})
    assert f"**{said}**" in text
    assert "die eine Frage" in text


def test_gap_shows_who_stands_where_and_takes_no_side(report: Report) -> None:
    """A line with a letter for each, what they said, a neutral question and the deeper one of the interview."""
    gaps = part(
        report(management={"cult_trust": "4"}, lead={"cult_trust": "1"}, hr={"cult_trust": "1"}),
        "Wo die Antworten am weitesten auseinanderliegen",
    )
    assert "### 1. Vertrauen\n" in gaps
    chart = ["```chart line", "0 ··(S P)·····L 4", "L  Leitung", "S  Social-Media-Verantwortung", "P  Personal", "```"]
    assert "\n".join(chart) in gaps
    assert "- **Leitung:** 4 – Vertrauen ist Normalzustand" in gaps
    assert "Leitung 4; Social-Media-Verantwortung 1; Personal 1: Was sehen die einen" in gaps
    assert "**Für das Gespräch:** Wem würden Sie die Konten für ein Wochenende" in gaps


def test_figures_and_choices_have_no_line(report: Report) -> None:
    """Months are named as they are; choices without an order have no figure at all."""
    text = report(
        management={"cult_patience": "6", "org_trigger": "problem"},
        lead={"cult_patience": "18", "org_trigger": "incident"},
    )
    gaps = part(text, "Wo die Antworten am weitesten auseinanderliegen")
    assert "chart" not in gaps
    assert "Social-Media-Verantwortung 18; Leitung 6: " in gaps
    assert gaps.count("?\n**Für das Gespräch:**") == 2


def test_who_did_not_know_is_counted(report: Report, say: Say) -> None:
    sheets = [
        say("management", {"cult_trust": "4"}),
        say("lead", {"cult_trust": "1"}),
        say("hr", {}, open={"cult_trust": {"status": "unknown"}}),
    ]
    (case,) = group(sheets)
    assert "Eine Person wusste es nicht." in orders(case, ["alignment"])[0].text()


def test_agreement_is_always_told(report: Report) -> None:
    """An answer that all share once, answers near to each other voice by voice, and no gap a second time."""
    same = {"org_goal_rhythm": "2", "cult_patience": "12"}
    text = report(management=same | {"cult_trust": "4"}, lead=same | {"cult_trust": "1"})
    alike = part(text, "Wo Sie einig sind")
    assert "- **Überprüfung der Ziele:** 2 – etwa einmal im Jahr\n- **Geduld in Monaten:** 12" in alike
    assert "Vertrauen" not in alike
    alone = report(management={"cult_trust": "4"}, lead={"cult_trust": "1"})
    assert part(alone, "Wo Sie einig sind").endswith("Am nächsten beieinander liegen die Antworten hier: Vertrauen.")
    apart = report(management={"cult_trust": "4"}, lead={"cult_trust": "0"})
    assert part(apart, "Wo Sie einig sind").startswith("Noch gibt es keine Frage")


def test_agreement_on_everything_has_its_meeting_too(report: Report) -> None:
    same = {"org_goal_rhythm": "2", "cult_trust": "2"}
    text = report(management=same, lead=same)
    assert "Bei keiner verglichenen Frage gehen die Antworten auseinander." in text
    assert "| 40 | Worin Sie einig sind |" in text
    assert "sieht die Leitung es wie die anderen." in text


def test_leadership_is_compared_by_dimension(report: Report) -> None:
    seen = part(
        report(
            management={"cult_trust": "4", "dlg_feedback_path": "1"}, lead={"cult_trust": "2", "dlg_feedback_path": "2"}
        ),
        "Wie die Leitung es sieht",
    )
    assert "| Offenheit und Vertrauen | +2,0 | Die Leitung sieht es günstiger. |" in seen
    assert "| Zuhören und Dialog | -1,0 | Die Leitung sieht es kritischer. |" in seen
    assert "Wie die Leitung es sieht" not in report(lead={"cult_trust": "4"}, hr={"cult_trust": "1"})


def test_own_words_stand_side_by_side(report: Report) -> None:
    """Of what was asked of several only these; what stands off the record is nowhere."""
    text = report(
        management={"cult_concerns": "Zu viel *Lärm*", "cult_authentic": "Alles"}, lead={"cult_concerns": "Zu wenig"}
    )
    words = part(text, "In eigenen Worten")
    assert r"- **Leitung:** Zu viel \*Lärm\*" in words
    assert "- **Social-Media-Verantwortung:** Zu wenig" in words
    assert "Alles" not in text


def test_facts_that_contradict_are_to_be_settled(report: Report) -> None:
    text = report(management={"role_deputy": "none"}, lead={"role_deputy": "enabled"})
    facts = part(text, "Worin sich Angaben widersprechen")
    assert facts.startswith("Hier geht es um eine Tatsache")
    assert "- **Vertretung:**\n  - Leitung: nein\n  - Social-Media-Verantwortung: ja, benannt" in facts
    assert "widersprechen" not in report(management={"role_deputy": "none"}, lead={"role_deputy": "none"})


@pytest.mark.parametrize(("gaps", "said"), [(1, "Der eine Unterschied"), (2, "Die 2 größten"), (4, "Die 3 größten")])
def test_meeting_takes_three_gaps_at_most(report: Report, gaps: int, said: str) -> None:
    ratings = ("cult_trust", "cult_errors", "cult_knowledge", "cult_internal")[:gaps]
    text = report(management=dict.fromkeys(ratings, "4"), lead=dict.fromkeys(ratings, "1"))
    assert f"| 40 | {said}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_who_know_nothing_have_a_meeting(say: Say, language: str) -> None:
    unknown: yamlio.Data = {"cult_trust": {"status": "unknown"}, "org_stakes": {"status": "unknown"}}
    (case,) = group([say("management", {}, open=unknown), say("lead", {}, open=unknown)])
    text = orders(case, ["alignment"], language=language)[0].text()
    headings = [line for line in text.split("\n") if line.startswith("## ")]
    assert len(headings) == 2
    assert "None" not in text


# Fairness

RATINGS = ("cult_trust", "cult_transparency", "cult_errors", "cult_internal", "guide_expectation")


def documents(sheets: list[Sheet]) -> dict[str, str]:
    """Every document, with the consultant's notes and without the list of those who were asked."""
    (case,) = group(sheets)
    return {
        f"{order.document}.{order.language}": "\n".join(
            line for line in order.text().split("\n") if "ausführliches Gespräch" not in line
        )
        for language in LANGUAGES
        for order in orders(case, ["all"], language=language, notes=True)
    }


def voiced(say: Say, team: int, staff: int) -> list[Sheet]:
    """Management, and two protected people who say the *team*th and the *staff*th of two things."""
    ratings = [dict(zip(RATINGS, ("4", "3", "2", "1", "allowed"), strict=True))]
    ratings.append(dict(zip(RATINGS, ("0", "1", "1", "3", "nothing"), strict=True)))
    told = [
        {
            "answers": ratings[n] | {"cult_concerns": f"Sorge {n}"},
            "open": {"role_carried": {"status": "unknown", "ask": f"Frau {n}", "reason": f"Grund {n}"}},
            "notes": {"cult_trust": f"Bemerkung {n}"},
        }
        for n in range(2)
    ]
    boss = {"org_name": "Probe", "cult_trust": "3", "cult_concerns": "Keine", "guide_expectation": "expected"}
    return [
        say("management", boss),
        *(
            say(role, told[n]["answers"], open=told[n]["open"], notes=told[n]["notes"])
            for role, n in (("team", team), ("staff_rep", staff))
        ),
    ]


def test_no_document_tells_protected_people_apart(say: Say) -> None:
    """Whoever of them said it: every word of every document is the same."""
    one, other = documents(voiced(say, 0, 1)), documents(voiced(say, 1, 0))
    assert len(one) == 14
    assert one == other
    assert "Sorge 0" in one["alignment.de"]


def test_row_of_a_protected_role_is_named_by_the_shared_voice(say: Say) -> None:
    """Where the brief says who named a row, it does not name the role."""
    risk: Answers = {"risks": [{"risk_text": "Streit"}]}
    (case,) = group([say("management", {"org_name": "Probe"}), say("staff_rep", risk)])
    (line,) = [line for line in orders(case, ["brief"])[0].text().split("\n") if "enannt von" in line]
    assert "(`risks`; genannt von Team)" in line
