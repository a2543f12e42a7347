"""What docs/answer-sheets.md shows is what is read."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from smcheck import reading
from smcheck.answers.read import read_sheet
from smcheck.bank.load import load
from smcheck.bank.model import Type
from smcheck.logic.values import BLANK
from smcheck.problems import Problems
from smcheck.wording import wording

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "answer-sheets.md").read_text(encoding="utf-8")
HEAD = "smcheck: 1\nbank: {{id: {id}, version: {version}}}\ncase: a\nround: b\n"
EXAMPLE = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[0]


def table(heading: str) -> list[list[str]]:
    """Return the cells of the first table below *heading*, without its head."""
    lines = GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0].splitlines()
    rows = [line.strip("|").replace("\\|", "¦").split("|") for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def code(cell: str) -> list[str]:
    return re.findall("`([^`]*)`", cell)


def test_the_example_is_a_sheet_without_a_flaw() -> None:
    """And it shows a blank, an empty list, every kind of open point and a note off the record."""
    sheet = read_sheet(EXAMPLE.encode(), "acme.yaml", bank=load(ROOT / "questions" / "social-media"))
    assert sheet.problems == ()
    assert sheet.locale == "en"
    assert sheet.answers["cult_patience"] is BLANK
    assert sheet.answers["law_basics"] == ()
    assert {point.status for point in sheet.open.values()} == {"unknown", "later", "na"}
    assert sheet.private == {"notes.goals"}


# The table is left out: no shipped bank asks one.
ENTRIES = [(types, code(example)[0]) for types, example, _ in table("How each type is written") if types != "table"]


@pytest.mark.parametrize(("types", "entry"), ENTRIES)
def test_every_type_is_written_as_the_guide_says(types: str, entry: str) -> None:
    id_ = entry.partition(":")[0]
    bank = next(
        bank for name in ("social-media", "goal-check") if id_ in (bank := load(ROOT / "questions" / name)).questions
    )
    assert bank.questions[id_].type in types.split(", ")
    text = HEAD.format(id=bank.id, version=bank.settings.version) + f"answers:\n  {entry}\n"
    sheet = read_sheet(text.encode(), "a.yaml", bank=bank)
    assert sheet.valid
    assert list(sheet.answers) == [id_]


def test_every_type_is_in_the_guide() -> None:
    told = {one for types, *_ in table("How each type is written") for one in types.split(", ")}
    assert told == set(Type)


def test_numbers_are_read_as_the_guide_says() -> None:
    columns = (("de-DE", "de-AT"), ("de-CH",), ("en",))
    for written, *cells in table("Numbers and dates"):
        for text in code(written):
            for locales, expected in zip(columns, cells, strict=True):
                for locale in locales:
                    if expected == "refused":
                        with pytest.raises(Problems):
                            reading.number(text, locale)
                    else:
                        assert reading.number(text, locale) == Fraction(expected)


def test_the_message_in_the_guide_is_what_is_said() -> None:
    """The second goal of the example, with a label typed instead of an id."""
    wrong = EXAMPLE.replace("goal_kind: leads_sales", "goal_kind: Leads")
    sheet = read_sheet(wrong.encode(), "acme.yaml", bank=load(ROOT / "questions" / "social-media"))
    assert [wording("en").located(problem) for problem in sheet.problems] == re.findall(r"```text\n(.*?)\n```", GUIDE)
