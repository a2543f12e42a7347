"""Cases made from real sheets, and the one document that most tests need."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck import __version__, yamlio
from smcheck.answers.model import Sheet
from smcheck.answers.read import load_sheet, read_sheet
from smcheck.bank.load import Bank, load
from smcheck.case import Case, group
from smcheck.documents.make import orders

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"


@pytest.fixture(scope="session")
def every_type() -> Bank:
    """The test bank with all fifteen types."""
    return load(ROOT / "tests" / "banks" / "every-type")


@pytest.fixture(scope="session")
def social_media() -> Bank:
    """The shipped bank."""
    return load("social-media")


@pytest.fixture(scope="session")
def the_fair(every_type: Bank) -> Case:
    """Two sheets that use every type, with texts that would act as Markdown if they could."""
    folder = Path(__file__).parent / "sheets"
    return one_case([load_sheet(folder / name, bank=every_type) for name in ("fair-boss.yaml", "fair-crew.yaml")])


@pytest.fixture(scope="session")
def sheet_of() -> Callable[..., Sheet]:
    """Read a sheet of a bank from its answers; other parts of the sheet by keyword."""
    return make_sheet


@pytest.fixture(scope="session")
def case_of() -> Callable[..., Case]:
    """Make a case of one sheet of a bank from its answers; other parts of the sheet by keyword."""
    return lambda bank, answers, **parts: one_case([make_sheet(bank, answers, **parts)])


@pytest.fixture(scope="session")
def brief_of() -> Callable[..., str]:
    """Make the brief of a case, with the options of `orders`."""
    return lambda case, **options: orders(case, ["brief"], **options)[0].text()


@pytest.fixture
def compare() -> Callable[[str, str], None]:
    """Compare a text with a golden file; `RENEW_GOLDEN=1 pytest tests/documents` writes them anew: read the diff."""
    return compare_with_golden


def make_sheet(bank: Bank, answers: dict[str, yamlio.Data], **parts: yamlio.Data) -> Sheet:
    settings = bank.settings
    data: dict[str, yamlio.Data] = {
        "smcheck": "1",
        "bank": {"id": settings.id, "version": settings.version},
        "case": "probe",
        "round": "2027-01",
        "date": "2027-01-04",
        "mode": settings.modes[0].id,
        "language": "de",
    }
    data |= parts | {"answers": answers or None}
    respondent = data.get("respondent")
    role = respondent["role"] if isinstance(respondent, dict) and "role" in respondent else "all"
    file = f"{data['case']}.{data['round']}.{role}.yaml"  # of its own for each sheet: the same file is read once
    return read_sheet(yamlio.dump(data).encode(), file, bank=bank)


def one_case(sheets: list[Sheet]) -> Case:
    (case,) = group(sheets)
    assert not [problem for problem in case.problems if problem.level == "error"]
    return case


def compare_with_golden(name: str, text: str) -> None:
    text = text.replace(f"smcheck {__version__}", "smcheck VERSION")
    path = GOLDEN / name
    if os.environ.get("RENEW_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), f"{path} differs; RENEW_GOLDEN=1 pytest tests/documents renews it"
