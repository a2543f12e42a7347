"""Every document of the examples as PDF and as a Word file: open to all, and on as many pages as were promised."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest

from smcheck.answers.read import load_sheet
from smcheck.case import Round, group, rounds
from smcheck.documents.formats import Format
from smcheck.documents.make import Order, orders

pypdf = pytest.importorskip("pypdf", reason="reads PDF; it comes with smcheck[dev]")
pytest.importorskip("typst", reason="makes PDF; it comes with smcheck[pdf]")
pytest.importorskip("docx", reason="makes Word files; it comes with smcheck[docx]")

EXAMPLES = Path(__file__).parents[3] / "examples"
CASES = sorted({".".join(path.name.split(".")[:2]) for path in EXAMPLES.glob("*.yaml")})
OFFICE = shutil.which("soffice")
ONE_PAGE = {"onepager", "raci"}
BRIEF = range(12, 19)  # pages of a whole conversation; an office may set one more or less


@pytest.fixture(scope="module")
def examples() -> dict[str, Round]:
    """Every round of every case, by `<case>.<round>`."""
    sheets = [load_sheet(path) for path in sorted(EXAMPLES.glob("*.yaml"))]
    return {f"{one.case.id}.{one.case.round}": one for one in rounds(group(sheets))}


def made(example: Round, language: str, format_: Format) -> list[Order]:
    return orders(example, ["all"], language=language, formats=[format_])


def is_whole_brief(order: Order, example: Round) -> bool:
    return order.document == "brief" and len(example.case.sheets) > 1


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("case", CASES)
def test_all_documents_become_pdf_for_everybody(examples: dict[str, Round], case: str, language: str) -> None:
    """PDF/UA-1 without a word about it, on as many pages as it should have."""
    for order in made(examples[case], language, Format.PDF):
        file = order.made()
        assert file.problems == (), order.file
        reader = pypdf.PdfReader(io.BytesIO(file.data))
        assert (len(reader.pages) == 1) or order.document not in ONE_PAGE, order.file
        assert len(reader.pages) in BRIEF or not is_whole_brief(order, examples[case]), order.file
        box = reader.pages[0].mediabox
        assert (box.width > box.height) == (order.document == "raci")
        assert reader.metadata.author == order.case.title


@pytest.mark.skipif(not OFFICE, reason="needs the Debian package libreoffice-writer-nogui")
@pytest.mark.timeout(600)
def test_pages_are_kept_in_an_office_too(examples: dict[str, Round], tmp_path: Path) -> None:
    """Word counts pages only when it opens a file; LibreOffice stands in for it."""
    whole = set()
    for case in CASES:
        for language in ("de", "en"):
            for order in made(examples[case], language, Format.DOCX):
                if order.document in ONE_PAGE | {"brief"}:
                    whole |= {order.file.replace(".docx", ".pdf")} if is_whole_brief(order, examples[case]) else set()
                    (tmp_path / order.file).write_bytes(order.made().data)
    files = sorted(str(path) for path in tmp_path.glob("*.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=500)
    pages = {path.name: len(pypdf.PdfReader(path).pages) for path in tmp_path.glob("*.pdf")}
    assert len(pages) == len(files) > 0
    assert {name for name, number in pages.items() if number != 1 and name.split(".")[2] in ONE_PAGE} == set()
    assert len(whole) > 1
    assert {name: pages[name] for name in whole if not BRIEF.start - 1 <= pages[name] <= BRIEF.stop} == {}
