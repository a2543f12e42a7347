"""Every document of the examples as a page: valid, with everything in its place and no chart left as text."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from smcheck.answers.read import load_sheet
from smcheck.case import Round, group, rounds
from smcheck.documents.formats import Format
from smcheck.documents.make import Order, orders

html5lib = pytest.importorskip("html5lib", reason="checks HTML against the standard; it comes with smcheck[dev]")

EXAMPLES = Path(__file__).parents[3] / "examples"
CASES = sorted({".".join(path.name.split(".")[:2]) for path in EXAMPLES.glob("*.yaml")})
CHART = re.compile(r"^`{3,}chart (\S+)$", re.MULTILINE)
SVG = "{http://www.w3.org/2000/svg}svg"


@pytest.fixture(scope="module")
def examples() -> dict[str, Round]:
    """Every round of every case, by `<case>.<round>`."""
    sheets = [load_sheet(path) for path in sorted(EXAMPLES.glob("*.yaml"))]
    return {f"{one.case.id}.{one.case.round}": one for one in rounds(group(sheets))}


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def charts(order: Order) -> list[str]:
    """The kinds of the charts of a document, once it is seen that its page has each as a drawing with its figures."""
    kinds = CHART.findall(order.text())
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(order.made().data.decode())
    assert root.get("lang") == order.case.locale_in(order.language)
    assert all(words(part) for tag in ("title", "header", "h1", "main") for part in root.iter(tag))
    assert not list(root.iter("pre"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(item.get("id") for item in root.findall(".//main/ul/li") if words(item)[0] in "■▲○")
    drawn = [table for table in root.iter("table") if "chart" in table.get("class", "").split()]
    assert len(drawn) == len(kinds)
    for row in (row for table in drawn for body in table.iter("tbody") for row in body.iter("tr")):
        label, drawing, figure, *_ = row
        assert [svg.get("aria-hidden") for svg in drawing.iter(SVG)] == ["true"]
        assert words(label)
        assert words(figure)
    return kinds


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("case", CASES)
def test_all_documents_become_pages(examples: dict[str, Round], case: str, language: str) -> None:
    """The brief draws hours, profile and what is due; several people are lines, a later round what was and is."""
    made = orders(examples[case], ["all"], language=language, formats=[Format.HTML])
    drawn = {order.document: set(charts(order)) for order in made}
    due = {"timeline"} if len(examples[case].case.sheets) > 1 else set()
    assert drawn["brief"] == {"amounts", "profile"} | due
    assert drawn["plan"] == due
    assert drawn["alignment"] == ({"line"} if len(examples[case].case.sheets) > 1 else set())
    assert drawn.get("review", set()) == ({"then-and-now"} if examples[case].before else set())
