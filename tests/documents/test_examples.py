"""What a reader of a brief relies on: its length, its first page, and that nothing uncertain is told as certain.

Whole documents are compared with golden files. One is called like the file that smcheck writes,
`<case>.<round>.<document>.<language>.md`, and made of the sheets of that case and round in `examples`; a document that
compares rounds is made of the latest and the one before. A new one begins as an empty file of that name. This writes
all of them anew, and `git diff` shows what has changed:

    RENEW_GOLDEN=1 python -m pytest -n 1 tests/documents/test_examples.py
"""

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck import yamlio
from smcheck.answers.read import load_sheet
from smcheck.bank.load import Bank
from smcheck.case import Case, Round, group, rounds
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.documents.diagnosed import MOST, diagnosed
from smcheck.documents.make import orders
from smcheck.documents.shapes import Findings

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
QUICK = [path for path in EXAMPLES if path.name.split(".")[2] == "all"]
OF_OTHER_TESTS = ("every-type", "goal-check")
NAMES = sorted(path.name for path in GOLDEN.glob("*.md") if not path.name.startswith(OF_OTHER_TESTS))
LANGUAGES = ("de", "en")
LINES, WIDTH = 52, 90  # of a page of A4 in a common text size

Make = Callable[..., str]
Compare = Callable[[str, str], None]


def height(line: str) -> float:
    """Lines that a line of Markdown takes on paper: the cells of a row share the width, paragraphs stand apart."""
    if not line:
        return 0.5
    if not line.startswith("|"):
        return len(textwrap.wrap(line, WIDTH))
    cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
    return max(len(textwrap.wrap(cell, WIDTH // len(cells))) for cell in cells)


def pages(text: str) -> float:
    """How many pages a document has on paper."""
    return sum(map(height, text.split("\n"))) / LINES


def part(text: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


@pytest.fixture
def brief(case_of: Callable[..., Case], brief_of: Make, social_media: Bank) -> Make:
    """The German brief of a few answers; other parts of the sheet by keyword."""

    def brief(answers: dict[str, yamlio.Data], **parts: yamlio.Data) -> str:
        return brief_of(case_of(social_media, answers, **parts))

    return brief


@pytest.fixture(scope="module")
def examples() -> dict[str, Round]:
    """Every round of every case in the folder, by `<case>.<round>`."""
    return {f"{one.case.id}.{one.case.round}": one for one in rounds(group(load_sheet(path) for path in EXAMPLES))}


@pytest.mark.parametrize("name", NAMES)
def test_document_of_an_example(examples: dict[str, Round], compare: Compare, name: str) -> None:
    """The whole document, byte for byte."""
    assert re.fullmatch(r"[^.]+(\.[^.]+){3}\.md", name), "the name is <case>.<round>.<document>.<language>.md"
    case, round_, document, language, _ = name.split(".")
    (order,) = orders(examples[f"{case}.{round_}"], [document], language=language)
    assert order.file == name
    compare(name, order.text())


def test_documents_are_compared_in_both_languages() -> None:
    """A German case has English documents too."""
    missing = {
        f"{document}.{language}.md"
        for document in {name.rsplit(".", 2)[0] for name in NAMES}
        for language in LANGUAGES
        if f"{document}.{language}.md" not in NAMES
    }
    assert not missing


def test_examples_are_in_order(examples: dict[str, Round]) -> None:
    """Nothing is wrong in them, and the only warning is about something that the case is meant to have: two decide."""
    found = [problem for one in examples.values() for problem in one.case.problems]
    assert [(problem.level, problem.question) for problem in found] == [("warning", "raci[a_approve].raci_a")]


def test_twelve_findings_at_most_stand_in_the_body(examples: dict[str, Round]) -> None:
    """The company has more than forty: the most severe are told, all others are for the appendix."""
    case = examples["bruehlmatt-energie.2026-12"].case
    findings = diagnosed(Diagnosis(case), case.locale)["findings"]
    assert isinstance(findings, Findings)
    body = [finding.id for root in findings.body for finding in root.findings]
    assert len(body) == MOST == 12
    assert {*body} == {finding.id for finding in findings.all[:MOST]}
    assert [finding.id for finding in findings.rest] == [finding.id for finding in findings.all[MOST:]]
    assert len(findings.rest) > 28


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", QUICK, ids=[path.name.split(".")[0] for path in QUICK])
def test_quick_brief_has_about_four_pages_and_its_summary_one(brief_of: Make, path: Path, language: str) -> None:
    """A quick interview gives four pages and a bit, the appendix included, and a board can decide from the first."""
    (case,) = group([load_sheet(path)])
    text = brief_of(case, language=language)
    assert pages(text) <= 4.5
    assert pages("\n## ".join(text.split("\n## ")[:2])) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["bruehlmatt-energie.2026-12", "miteinander-muerzregion.2026-12"])
def test_whole_brief_has_its_pages_and_its_summary_one(
    examples: dict[str, Round], brief_of: Make, name: str, language: str
) -> None:
    """A whole interview gives twelve to eighteen pages before the appendix, and one page to decide from."""
    text = brief_of(examples[name].case, language=language)
    main, appendix = re.split(r"\n## (?:Anhang|Appendix)\n", text)
    assert 12 <= pages(main) <= 18
    assert pages(appendix) <= 9
    assert pages(text.split("\n## ")[1]) <= 1


def test_excerpt_in_the_readme_is_real() -> None:
    """Every line that the README quotes stands in the brief of the example it names."""
    golden = (GOLDEN / "stadtwerke-ellerbach.2026-12.brief.en.md").read_text(encoding="utf-8")
    quoted = re.findall(r"^>(.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert quoted
    words = " ".join(golden.split()).replace("### ", "## ")
    for block in re.split(r"\n\n|\n(?=\|)", "\n".join(line.strip() for line in quoted)):
        for item in re.split(r"\n(?=- )", block):
            assert " ".join(item.split()).replace("### ", "## ") in words


def test_summary_says_what_goals_and_steps_lack(brief: Make) -> None:
    """A wish without measure, date and owner does not look like a goal."""
    goal: dict[str, yamlio.Data] = {"goal_kind": "awareness", "goal_department": "sales"}
    summary = part(
        brief(
            {
                "goals": [
                    {"goal_text": "Bekannter werden", **goal},
                    {"goal_text": "Mehr Gespräche", "goal_owner": "Verkauf", "goal_due": "2027-12-31", **goal},
                ],
                "measures": [{"m_text": "Nachfragen", "m_owner": "Leitung"}],
            }
        ),
        "Auf einen Blick",
    )
    assert "- Bekannter werden (noch ohne Messwert, Termin und verantwortliche Stelle)\n" in summary
    assert "- Mehr Gespräche (Verkauf, bis 31.12.2027; noch ohne Messwert)\n" in summary
    assert "- Nachfragen (Leitung; noch ohne Termin)\n" in summary


def test_summary_names_what_is_unsettled(brief: Make) -> None:
    """Open questions, answers to be confirmed, departments not asked and legal points, each in its line."""
    answers: dict[str, yamlio.Data] = {
        "departments": [{"dep_name": "operations", "dep_asked": "no"}, {"dep_name": "hr", "dep_asked": "no"}],
        "law_basics": ["imprint"],
        "sec_owner": "org",
    }
    summary = part(brief(answers, open={"sec_owner": {"status": "confirm", "ask": "IT"}}), "Auf einen Blick")
    assert "- 23 Fragen ohne Antwort\n" in summary
    assert "- Antwort, die noch zu bestätigen ist: Eigentum der Konten\n" in summary
    assert "- Bereiche, die noch nicht gefragt wurden: Betrieb und Ausführung; Personal\n" in summary
    assert "- Rechtspunkte, die noch nicht nachweislich geklärt sind: 7 von 8\n" in summary


def test_what_is_to_be_confirmed_is_not_told_as_certain(brief: Make) -> None:
    """Wherever the answer stands, it says that somebody wants it confirmed."""
    text = brief({"sec_owner": "org"}, open={"sec_owner": {"status": "confirm"}})
    assert "Die Konten gehören der Organisation. Noch zu bestätigen: Eigentum der Konten." in text
    assert "(`sec_owner`): der Organisation – noch zu bestätigen" in text
    assert "Noch zu bestätigen" not in brief({"sec_owner": "org"})


def test_goals_whose_department_was_not_asked_are_named(brief: Make) -> None:
    """A goal serves a department; those that were named and not asked yet are pointed out, planned talks too."""
    goals: list[yamlio.Data] = [
        {"goal_text": f"Ziel {name}", "goal_kind": "awareness", "goal_department": name}
        for name in ("hr", "sales", "it", "finance")
    ]
    asked = {"hr": "no", "sales": "planned", "it": "yes"}
    text = brief(
        {"goals": goals, "departments": [{"dep_name": name, "dep_asked": state} for name, state in asked.items()]}
    )
    assert "dem sie dienen, noch nicht gefragt: „Ziel hr“ (Personal); „Ziel sales“ (Verkauf).\n" in text


def test_goals_are_called_whole_only_if_all_are(brief: Make) -> None:
    """The sentence names exactly what each goal has."""
    whole: dict[str, yamlio.Data] = {
        "goal_text": "Mehr Anfragen",
        "goal_kind": "awareness",
        "goal_department": "sales",
        "goal_metric": "Anfragen",
        "goal_due": "2027-12-31",
        "goal_owner": "Verkauf",
    }
    wish: dict[str, yamlio.Data] = {key: whole[key] for key in ("goal_kind", "goal_department")}
    assert "Dieses Ziel hat einen Messwert, einen Termin und eine verantwortliche Stelle." in brief({"goals": [whole]})
    assert "einen Messwert" not in brief({"goals": [whole, {"goal_text": "Wunsch", **wish}]})


def test_equal_gaps_are_told_together(brief: Make) -> None:
    """Open points name rows and columns in words, rows with the same gaps in one breath."""
    channels: list[yamlio.Data] = [
        {"ch_platform": name, "ch_state": "planned", "ch_hours": "1"} for name in ("tiktok", "blog")
    ]
    text = part(brief({"channels": channels}), "Offene Punkte")
    assert "- Kanäle – noch offen: „TikTok“ und „Blog“ (Zuständig).\n" in text


def test_channels_are_grouped_only_where_they_differ(brief: Make) -> None:
    """One state for all channels stands in the table; a list would say it again."""
    channels: list[yamlio.Data] = [
        {"ch_platform": name, "ch_state": "active", "ch_hours": "1", "ch_owner": "Team"} for name in ("tiktok", "blog")
    ]
    assert "Weiterführen" not in brief({"channels": channels})
    more: list[yamlio.Data] = [*channels, {"ch_platform": "xing", "ch_state": "stop", "ch_hours": "1"}]
    text = brief({"channels": more})
    assert "- **Weiterführen:** TikTok; Blog\n" in text
    assert "- **Beenden:** XING\n" in text
