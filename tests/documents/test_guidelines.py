"""Guidelines for colleagues: text where a topic is settled, a box where it is open, nothing where it is not needed."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck import yamlio
from smcheck.answers.read import load_sheet
from smcheck.bank.load import Bank, load
from smcheck.case import Case, group
from smcheck.documents.environment import folders, templates
from smcheck.documents.make import orders

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
LANGUAGES = ("de", "en")
TOPICS = [row.id for row in load("social-media").questions["guide_topics"].rows]
BOX = {"de": "> **Noch zu klären:** ", "en": "> **Still to be settled:** "}
LINES, WIDTH = 52, 90  # of a page of A4 in a common text size; an empty line is half as high

SHEET = """smcheck: 1
bank: {{id: social-media, version: 1.0.0}}
case: haus-nord
round: 2026-12
date: 2026-12-01
mode: full
language: de
respondent: {{role: {role}}}
answers: {{guide_expectation: {answer}}}
"""

Answers = dict[str, yamlio.Data]
Make = Callable[..., str]


def guidelines(case: Case, language: str = "de") -> str:
    return orders(case, ["guidelines"], language=language)[0].text()


def all_topics(status: str, owner: str | None = None) -> Answers:
    row: Answers = {"gt_status": status, "gt_owner": owner} if owner else {"gt_status": status}
    return {"guide_topics": {topic: dict(row) for topic in TOPICS}}


def part(text: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def pages(text: str) -> float:
    lines = text.rstrip("\n").split("\n")
    return sum(len(textwrap.wrap(line, WIDTH)) or 0.5 for line in lines) / LINES


@pytest.fixture
def draft(case_of: Callable[..., Case], social_media: Bank) -> Make:
    """The draft for a few answers of the full interview; other parts of the sheet by keyword."""

    def draft(answers: Answers, language: str = "de", **parts: yamlio.Data) -> str:
        return guidelines(case_of(social_media, answers, **{"mode": "full"} | parts), language)

    return draft


@pytest.fixture
def said(social_media: Bank) -> Callable[[str, str], str]:
    """A sentence of the catalogue, without what is filled in."""
    words = templates(folders(social_media))

    def said(key: str, language: str) -> str:
        return " ".join(words.catalogue(language).pieces(f"guidelines.{key}", language)[0].split())

    return said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_text_or_box_or_nothing(
    draft: Make, said: Callable[[str, str], str], topic: str, language: str
) -> None:
    """Every topic of the bank has a text, a line for the box and one for the short version."""
    text, line, gist = (said(f"{kind}.{topic}", language) for kind in ("settled", "open", "gist"))
    settled = draft({"guide_topics": {topic: {"gt_status": "settled", "gt_owner": "Haus Süd"}}}, language)
    assert text in settled
    assert f"- {gist}\n" in settled
    assert line not in settled
    for status in ("open", "unknown"):
        still = draft({"guide_topics": {topic: {"gt_status": status}}}, language)
        assert f"{BOX[language]}{line} (" in still
        assert text not in still
        assert gist not in still
    unneeded = draft({"guide_topics": {topic: {"gt_status": "not_needed"}}}, language)
    assert text not in unneeded
    assert line not in unneeded


@pytest.mark.parametrize("language", LANGUAGES)
def test_topics_that_nobody_spoke_about_are_open(draft: Make, language: str) -> None:
    """Silence settles nothing: every other topic stands in a box."""
    text = draft({"guide_topics": {"t_tone": {"gt_status": "settled"}}, "guide_expectation": "welcome"}, language)
    heading = {"de": "Was wir für Sie tun", "en": "What we do for you"}[language]
    assert text.split(f"\n## {heading}\n")[0].count(BOX[language]) == len(TOPICS) - 1


def test_owners_are_named_once_in_a_section(draft: Make) -> None:
    """Behind what is settled, in the boxes and in the list of help."""
    rows: Answers = {
        "t_secrets": {"gt_status": "settled", "gt_owner": "Inhaber"},
        "t_data": {"gt_status": "settled", "gt_owner": "Inhaber"},
        "t_security": {"gt_status": "open", "gt_owner": "Informatik"},
        "t_hate": {"gt_status": "open"},
    }
    text = draft({"guide_topics": rows})
    assert part(text, "Was im Haus bleibt").count("Fragen dazu beantwortet: Inhaber.") == 1
    assert "wenn ein Gerät verloren geht (durch Informatik).\n" in text
    assert "\n| Konto gesperrt, Gerät verloren | Informatik | |\n" in text
    assert "auf dem privaten Profil (durch …………).\n" in text
    assert "\n| Anfeindungen | **offen** | |\n" in text


def test_a_section_without_a_needed_topic_is_left_out(draft: Make) -> None:
    """Help and promises stay; there is no short version of nothing."""
    text = draft(all_topics("not_needed"))
    assert "## Menschen und Bilder" not in text
    assert "## Wenn es schwierig wird" in text
    assert "Anfeindungen" not in text
    assert "In Kürze" not in text
    assert "in einem Kasten steht" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["quick", "full", "follow-up"])
@pytest.mark.parametrize("kind", [None, "sme", "npo", "public"])
def test_half_empty_cases_have_a_skeleton(draft: Make, kind: str | None, mode: str, language: str) -> None:
    """Two sentences say what is missing, and every topic is an open point."""
    text = draft({"org_type": kind} if kind else {}, language, mode=mode)
    missing = {
        "de": ("Im kurzen Gespräch wurde nicht gefragt, welche Themen", "Das Gerüst nennt darum zu jedem Thema nur"),
        "en": ("The short interview did not ask which topics", "So the outline only names what has to be settled"),
    }
    asked, outline = missing[language]
    assert (asked in text) is (mode == "quick")
    assert outline in text
    assert text.count(BOX[language]) == len(TOPICS) + 3  # and the stance, the time, the training
    assert {"de": "In Kürze", "en": "In short"}[language] not in text


@pytest.mark.parametrize(
    ("answer", "sentence", "boxed"),
    [
        ("welcome", "Wir freuen uns, wenn Sie von Ihrer Arbeit erzählen. Niemand muss das tun", False),
        ("allowed", "Sie dürfen von Ihrer Arbeit erzählen, und wir freuen uns", False),
        ("expected", "Wir wünschen uns, dass Sie sich daran beteiligen", False),
        ("nothing", "Darüber wurde bei uns bisher nicht gesprochen.", True),
        ("forbidden", "Bisher ist es untersagt", True),
        (None, "Niemand kann das glaubwürdiger", True),
    ],
)
def test_encouragement_follows_the_stance_of_the_house(
    draft: Make, answer: str | None, sentence: str, boxed: bool
) -> None:
    """What the house has not decided is not told as its wish."""
    why = part(draft({"guide_expectation": answer} if answer else {}), "Warum wir hier sind")
    assert sentence in why
    assert ("> **Noch zu klären:** wie wir dazu stehen" in why) is boxed


def test_what_is_seen_differently_is_to_be_settled(tmp_path: Path) -> None:
    """The leading answer is proposed, and the box says that not all see it so – but not who."""
    for role, answer in (("management", "expected"), ("lead", "allowed")):
        sheet = SHEET.format(role=role, answer=answer)
        (tmp_path / f"{role}.yaml").write_text(sheet, encoding="utf-8")
    (case,) = group(load_sheet(path) for path in sorted(tmp_path.iterdir()))
    why = part(guidelines(case), "Warum wir hier sind")
    assert "Wir wünschen uns, dass Sie sich daran beteiligen" in why
    assert "im Haus wird das bisher verschieden gesehen (durch …………).\n" in why
    assert "Leitung" not in why


def test_promises_are_those_that_the_answers_bear(draft: Make) -> None:
    """Time, training and legal help are promised where they exist, and boxes where they do not."""
    bare = part(draft({}), "Was wir für Sie tun")
    assert bare.count("> **Noch zu klären:** ") == 2
    answers: Answers = {
        "res_hours_basis": "agreed",
        "training_plan": ["all_staff"],
        "law_contact": {"choice": "named", "text": "Rechtsdienst"},
        "lead_sponsor": {"choice": "named", "text": "Inhaber"},
        "dlg_feedback_path": "3",
    }
    text = draft(answers)
    full = part(text, "Was wir für Sie tun")
    assert "Noch zu klären" not in full
    for promise in ("in vereinbarter Zeit", "Grundwissen", "benannte Stelle", "Inhaber", "wird festgehalten"):
        assert promise in full
    assert "\n| Rechtsfragen | Rechtsdienst | |\n" in text


def test_answers_fill_the_settled_topics(draft: Make) -> None:
    """Who may answer, when somebody watches, and that artificial intelligence is not used."""
    answers: Answers = {
        "dlg_answer_rights": "trained",
        "dlg_coverage": ["office", "saturday"],
        "dlg_response_hours": "1",
        "ai_use": "none",
        "crisis_plan": "written",
    }
    text = draft(answers | all_topics("settled"))
    assert "Öffentlich antworten mehrere geschulte Personen, jede in ihrem Fachgebiet." in text
    assert "zu diesen Zeiten: werktags zu Bürozeiten; samstags. Wer uns schreibt, soll innerhalb einer Stunde" in text
    assert "setzen wir künstliche Intelligenz derzeit nicht ein" in text
    assert "darf helfen, aber nicht entscheiden" not in text
    assert "Für den Ernstfall gibt es einen schriftlichen Plan." in text
    assert "Öffentlich antworten" not in draft(answers | all_topics("open"))


def test_volunteers_have_a_short_version(draft: Make) -> None:
    """An association speaks to them, in Switzerland by their name there."""
    answers = {"org_type": "npo", "org_name": "Verein"} | all_topics("settled")
    text = draft(answers)
    assert "\n**Verein: für Mitarbeitende und Ehrenamtliche**\n" in text
    assert "Danke, dass Sie sich bei uns engagieren" in part(text, "In Kürze für Ehrenamtliche")
    assert "\n## In Kürze für Freiwillige\n" in draft(answers | {"org_countries": ["ch"]})
    assert "Fragen Sie im Zweifel" not in text
    short = part(draft(answers | {"org_type": "sme", "guide_expectation": "forbidden"}), "In Kürze")
    assert short.strip().startswith("Das Wichtigste:\n")


def test_ends_with_version_revision_and_room_for_the_representatives(draft: Make) -> None:
    """The note is theirs where there is or may be somebody, called as in the country."""
    end = part(draft({"meas_next": "2027-06-15"}), "Fassung und Vermerke")
    assert "- **Fassung:** Entwurf, Stand 4. Januar 2027 (Runde 2027-01)\n" in end
    assert "- **Nächste Überarbeitung:** 15. Juni 2027\n" in end
    assert "- **Vermerk der Vertretung der Mitarbeitenden:** …" in end
    assert "- **Vermerk von Betriebsrat oder Personalvertretung:** …" in draft({"org_countries": ["at"]})
    assert "Vermerk der Vertretung" not in draft({"org_staff_rep": "none"})


def test_adopted_guidelines_remain_in_force(draft: Make) -> None:
    """The draft does not push aside what was decided."""
    assert "Ihre beschlossenen Leitlinien gelten weiter" in draft({"guide_status": "adopted"})
    assert "gelten weiter" not in draft({"guide_status": "draft"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_pages_and_half_a_page_in_short(draft: Make, language: str) -> None:
    """Even where every topic is settled, and for the examples."""
    answers: Answers = {
        "org_name": "Verein",
        "org_type": "npo",
        "org_purpose": "Niemand in unserer Region soll allein alt, krank oder fremd sein.",
        "guide_expectation": "expected",
        "dlg_answer_rights": "trained",
        "role_lead": {"choice": "named", "text": "Pressestelle"},
        "training_plan": ["all_staff", "contributors"],
        "res_hours_basis": "planned",
        "law_contact": {"choice": "named", "text": "Dachverband"},
    }
    text = draft(answers | all_topics("settled", "Pressestelle"), language)
    heading = {"de": "In Kürze für Ehrenamtliche", "en": "In short, for volunteers"}[language]
    short = part(text, heading)
    assert pages(short) <= 0.5
    assert pages(text) - pages(short) <= 2
    for case in group(load_sheet(path) for path in EXAMPLES):
        assert pages(guidelines(case, language)) <= 2.5, case.id
