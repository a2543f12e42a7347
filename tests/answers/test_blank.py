"""Blank sheets: valid as they stand, silent until somebody writes, ready to be uncommented."""

import re
from datetime import date
from pathlib import Path

import pytest

from smcheck.answers.blank import blank_sheet
from smcheck.answers.model import Sheet
from smcheck.answers.read import read_sheet
from smcheck.bank.load import Bank, load
from smcheck.logic.values import BLANK, Row
from smcheck.problems import has_errors

TODAY = date(2026, 12, 1)
ROOT = Path(__file__).parents[2]
NEXT_YEAR = ROOT / "tests" / "banks" / "next-year"


def make(bank: Bank, *, mode: str = "long", role: str | None = None, language: str = "de", name: str = "") -> str:
    return blank_sheet(bank, mode=mode, role=role, language=language, today=TODAY, name=name)


def read(text: str, bank: Bank) -> Sheet:
    return read_sheet(text.encode(), "a.yaml", bank=bank)


def uncommented(text: str) -> str:
    """Take the first `# ` away wherever one stands alone, as a person does who fills everything in."""
    return re.sub(r"^( *)# ", r"\1", text, flags=re.MULTILINE)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("role", [None, "boss", "crew", "guest"])
@pytest.mark.parametrize("mode", ["short", "long"])
def test_a_blank_sheet_is_valid_and_says_nothing(bank: Bank, mode: str, role: str | None, language: str) -> None:
    text = make(bank, mode=mode, role=role, language=language)
    sheet = read(text, bank)
    assert sheet.problems == ()
    assert (sheet.answers, sheet.open, sheet.notes) == ({}, {}, {})
    assert (sheet.header.mode, sheet.role, sheet.header.language) == (mode, role, language)
    assert text.endswith("\n")
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


@pytest.mark.parametrize("role", [None, "boss", "crew", "guest"])
@pytest.mark.parametrize("mode", ["short", "long"])
def test_every_question_of_the_role_and_mode_is_there_to_be_uncommented(
    bank: Bank, mode: str, role: str | None
) -> None:
    """Without its `# ` every entry is valid, and a blank one was asked and left blank."""
    sheet = read(uncommented(make(bank, mode=mode, role=role)), bank)
    assert not has_errors(sheet.problems)
    asked = [one for one in bank.questions.values() if bank.asks(one, mode=mode, role=role)]
    assert list(sheet.answers) == [one.id for one in asked]
    for question in asked:
        value = sheet.answers[question.id]
        if not question.type.has_rows:
            assert value is BLANK
            continue
        assert isinstance(value, tuple)
        for row in value:
            assert isinstance(row, Row)
            assert list(row.cells) == [column.id for column in bank.columns(question, mode)]
        assert len(value) == max(len(question.rows), 1)


def test_it_explains_how_to_answer(bank: Bank) -> None:
    text = make(bank)
    assert "  ## Was für eine Organisation sind Sie? (wird erwartet)\n  ## eines davon\n  ##   club = Verein\n" in text
    assert "  ##   elsewhere = anderes Land; {choice: elsewhere, text: Welches?}\n  # countries:\n" in text
    assert "  ## Zum Beispiel: Turnverein Altdorf\n  # org_name:\n" in text
    assert "  ##   0 = Niemand freut sich.\n" in text
    assert "  ##     eines davon; der Name einer Zeile von stalls\n  #     shift_stall:\n" in text
    assert "unknown (weiß ich nicht)" in text


def test_it_speaks_english_too(bank: Bank) -> None:
    text = make(bank, language="en")
    assert "  ## What kind of organisation are you? (expected)\n" in text
    assert "unknown (I don't know)" in text
    assert "ß" not in text


@pytest.mark.parametrize(
    ("name", "case", "round_"),
    [
        ("", "neuer-fall", "2026-12"),
        ("acme.yaml", "acme", "2026-12"),
        ("acme.2027-06.boss.yaml", "acme", "2027-06"),
        ("Brühlmatt Energie.yaml", "bruehlmatt-energie", "2026-12"),
        ("???.yaml", "neuer-fall", "2026-12"),
        ("con.yaml", "con-1", "2026-12"),
    ],
)
def test_the_name_of_the_file_names_case_and_round(bank: Bank, name: str, case: str, round_: str) -> None:
    header = read(make(bank, name=name), bank).header
    assert (header.case, header.round) == (case, round_)


def test_what_the_bank_keeps_private_is_proposed_as_private(bank: Bank) -> None:
    assert "# private: [worries]\n" in make(bank, role="boss")
    assert "# private: []\n" in make(bank, role="guest")


def test_somebody_of_a_protected_role_may_agree_to_be_shown() -> None:
    bank = load(NEXT_YEAR)
    text = make(bank, mode="full", role="crew")
    assert "als „Mitwirkende“" in text
    assert read(uncommented(text), bank).header.respondent.shown is True
    assert read(text, bank).header.respondent.shown is None
    assert "shown" not in make(bank, mode="full", role="boss")


def test_a_follow_up_has_its_columns_beside_those_of_the_mode_it_is_like() -> None:
    bank = load(NEXT_YEAR)
    assert "aim_now" not in make(bank, mode="full")
    follow_up = make(bank, mode="follow-up")
    assert all(f" {name}:\n" in follow_up for name in ("aim_now", "aim_due", "fee"))


@pytest.mark.parametrize("folder", [*sorted((ROOT / "questions").iterdir()), NEXT_YEAR], ids=lambda path: path.name)
@pytest.mark.parametrize("language", ["de", "en"])
def test_blank_sheets_of_the_banks_are_valid(folder: Path, language: str) -> None:
    """As they stand, and with every entry uncommented."""
    bank = load(folder)
    for mode in bank.settings.modes:
        for role in (None, *(role.id for role in bank.settings.roles)):
            text = make(bank, mode=mode.id, role=role, language=language)
            assert read(text, bank).problems == ()
            assert not has_errors(read(uncommented(text), bank).problems)
