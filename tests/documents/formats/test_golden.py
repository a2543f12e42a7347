"""One brief in every format, read back as text and compared whole; renewed like the Markdown ones."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from smcheck.answers.read import load_sheet
from smcheck.case import group
from smcheck.documents.formats import Format
from smcheck.documents.make import Order, orders

CASE = Path(__file__).parents[3] / "examples" / "stadtwerke-ellerbach.2026-12.all.yaml"
HIDDEN = "aria-hidden"
TITLES = {f"h{level}": "#" * level for level in range(1, 7)}

Compare = Callable[[str, str], None]


@pytest.fixture(scope="module")
def brief() -> dict[Format, Order]:
    """The brief after a short interview."""
    (case,) = group([load_sheet(CASE)])
    return {order.format: order for order in orders(case, ["brief"], formats=[*Format])}


def said(element: Element) -> str:
    """What stands in *element*, without what readers of screens are not told."""
    words = element.text or ""
    for child in element:
        words += ("" if child.get(HIDDEN) else " " if child.tag == "br" else said(child)) + (child.tail or "")
    return words


def read(element: Element, depth: int = 0) -> Iterator[str]:
    """Yield the lines of a page as they are read out."""
    match element.tag:
        case "h1" | "h2" | "h3" | "h4" as tag:
            yield f"\n{TITLES[tag]} {flat(said(element))}\n"
        case "table":
            yield from ("", *(f"[{flat(said(caption))}]" for caption in element.iter("caption")))
            yield from (" | ".join(flat(said(cell)) for cell in row) for row in element.iter("tr"))
            yield ""
        case "li":
            inner = [child for child in element if child.tag in {"ul", "ol", "p"}]
            line = said(element) if not inner else "".join(first(element))
            yield f"{'  ' * depth}- {flat(line)}".rstrip()
            for child in inner:
                yield from read(child, depth + 1)
        case "p":
            yield f"{'  ' * depth}{flat(said(element))}"
        case "a" | "style" | "head":
            yield from ([f"<{flat(said(element))}>"] if element.tag == "a" else [])
        case _:
            for child in element:
                yield from read(child, depth)


def first(item: Element) -> Iterator[str]:
    """Yield what stands in an item before anything below it."""
    yield item.text or ""
    for child in item:
        if child.tag in {"ul", "ol", "p"}:
            return
        yield ("" if child.get(HIDDEN) else said(child)) + (child.tail or "")


def flat(words: str) -> str:
    return " ".join(words.split())


def test_html_as_it_is_read(brief: dict[Format, Order], compare: Compare) -> None:
    html5lib = pytest.importorskip("html5lib", reason="reads HTML; it comes with smcheck[dev]")
    order = brief[Format.HTML]
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(order.made().data.decode())
    compare(f"{order.file}.txt", "\n".join(read(root)).strip() + "\n")


def test_word_with_its_styles(brief: dict[Format, Order], compare: Compare) -> None:
    docx = pytest.importorskip("docx", reason="makes and reads Word files; it comes with smcheck[docx]")
    order = brief[Format.DOCX]
    document = docx.Document(io.BytesIO(order.made().data))
    section = document.sections[0]
    lines = [f"{each.style.name}: {each.text}" for part in (section.header, section.footer) for each in part.paragraphs]
    for block in document.iter_inner_content():
        if isinstance(block, docx.table.Table):
            lines += [f"{block.style.name} | " + " | ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(f"{block.style.name}: {block.text}")
    compare(f"{order.file}.txt", "\n".join(line.rstrip() for line in lines) + "\n")


def test_pdf_page_by_page(brief: dict[Format, Order], compare: Compare) -> None:
    pypdf = pytest.importorskip("pypdf", reason="reads PDF; it comes with smcheck[dev]")
    pytest.importorskip("typst", reason="makes PDF; it comes with smcheck[pdf]")
    order = brief[Format.PDF]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(order.made().data)).pages]
    lines = [line.rstrip() for number, page in enumerate(pages, 1) for line in (f"[{number}]", *page.splitlines(), "")]
    compare(f"{order.file}.txt", "\n".join(lines).strip() + "\n")
