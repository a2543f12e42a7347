"""Word as a file: real styles, lists, fields and properties, on a letterhead too, and literal about what was typed."""

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smcheck.documents.formats import Format, Letterhead, make
from smcheck.documents.formats.paper import Paper
from smcheck.problems import Problems

library = pytest.importorskip("docx", reason="makes and reads Word files; it comes with smcheck[docx]")
from docx.enum.text import WD_TAB_ALIGNMENT  # noqa: E402
from docx.oxml.ns import qn  # noqa: E402
from docx.shared import Pt  # noqa: E402

from smcheck.documents.formats.docx import docx  # noqa: E402

OFFICE = shutil.which("soffice")


def opened(data: bytes) -> "library.document.Document":
    return library.Document(io.BytesIO(data))


def lines(data: bytes) -> list[tuple[str, str]]:
    return [(paragraph.style.name, paragraph.text) for paragraph in opened(data).paragraphs]


def cells(data: bytes) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in opened(data).tables]


def everything_said(data: bytes) -> str:
    said = [text for _, text in lines(data)]
    return " ".join(" ".join([*said, *(cell for table in cells(data) for row in table for cell in row)]).split())


def test_parts_have_the_styles_of_word(everything: Paper) -> None:
    found = lines(docx(everything))
    for line in (
        ("Title", "Strategie: Muster AG"),
        ("Opening", "Grundlage: ein Gespräch"),
        ("Heading 1", "Ziele"),
        ("Heading 2", "Ziele"),
        ("Caption", "Stunden pro Woche"),
        ("List Number", "zwei"),
        ("List Bullet", "tiefer"),
        ("Quote", "Noch zu klären: wer es macht."),
        ("Source Code", "kein Bild"),
        ("Normal", "Ein Bild"),
    ):
        assert line in found


def test_marks_and_links_are_marks_and_links(everything: Paper) -> None:
    document = opened(docx(everything))
    (paragraph,) = (each for each in document.paragraphs if each.text.startswith("Ein Absatz"))
    marked = {run.text: (run.bold, run.italic, run.font.strike, run.style.name) for run in paragraph.runs}
    assert marked["Fett"][0]
    assert marked["Kursiv"][1]
    assert marked["gestrichen"][2]
    assert marked["Code"][3] == "Verbatim Char"
    (link,) = paragraph.hyperlinks
    assert (link.text, link.address) == ("Verweis", "https://example.org/?a=1&b=2")


def test_every_numbered_list_begins_anew(paper_of: Callable[..., Paper]) -> None:
    document = opened(docx(paper_of("# T\n\n## A\n\n1. a\n2. b\n\nText\n\n1. c\n\nText\n\n5. d\n\n- e\n  - f\n")))
    items = {each.text: each._p.pPr.numPr for each in document.paragraphs if each._p.pPr.numPr is not None}
    numbers = {text: properties.numId.val for text, properties in items.items()}
    assert numbers["a"] == numbers["b"] != numbers["c"] != numbers["d"]
    assert numbers["e"] == numbers["f"]
    assert [items[text].ilvl.val for text in "ef"] == [0, 1]
    lists = document.part.numbering_part.element
    plan = next(each for each in lists.findall(qn("w:num")) if each.numId == numbers["d"]).abstractNumId.val
    first = lists.xpath(f"w:abstractNum[@w:abstractNumId='{plan}']/w:lvl[1]/w:start/@w:val")
    assert first == ["5"]


def test_heads_of_tables_are_repeated_and_rows_stay_whole(everything: Paper) -> None:
    for table in opened(docx(everything)).tables:
        assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows][:2] == [True, False]
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
        assert table.style.name == "Table"


def filled(row: Any) -> list[tuple[str, str, int]]:
    """How the boxes of a row are filled, and how many are one."""
    found = []
    for cell in row._tr.xpath("w:tc[w:tcPr/w:shd]"):
        (shade,), boxes = cell.xpath("w:tcPr/w:shd"), cell.xpath("string(w:tcPr/w:gridSpan/@w:val)") or "1"
        found.append((shade.get(qn("w:val")), shade.get(qn("w:fill")), int(boxes)))
    return found


def test_charts_are_shaded_cells_with_figures_beside_them(everything: Paper) -> None:
    _, profile, both, line, hours, weeks = opened(docx(everything)).tables
    shade = "w:tcPr/w:shd/@w:{}"
    shades = [
        [tuple(cell._tc.xpath(f"string({shade.format(name)})") for name in ("val", "fill")) for cell in row.cells]
        for row in profile.rows
    ]
    assert shades[1].count(("clear", "0B4A59")) == 4
    assert [kind for kind, _ in shades[2]].count("diagStripe") == 5
    assert [row.cells[-1].text for row in profile.rows] == [
        "Wert",
        "2,0",
        "2,5 (vorläufig, 3 Antworten unbekannt)",
        "3,3 (eine Antwort unbekannt)",
        "nicht eingeschätzt",
    ]
    assert [cell.text for cell in both.rows[1].cells if cell.text] == ["Ziele", "2,0", "3,0", "↑ gestiegen"]
    assert filled(hours.rows[1]) == [("clear", "0B4A59", 11), ("diagStripe", "FFFFFF", 9)]
    assert filled(hours.rows[3]) == [("clear", "auto", 20)]
    assert [cell.text for cell in hours.rows[0].cells][-2:] == ["Stunden", "Gegenüber den freigegebenen"]
    assert filled(weeks.rows[1]) == [("clear", "C9D3D7", 3), ("clear", "0B4A59", 1), ("clear", "auto", 9)]
    assert weeks.rows[1].cells[-1].text == "24.12.2026"
    assert [row.cells[0].text for row in line.rows][1:] == ["Leitung", "Social-Media-Verantwortung", "Team"]


def test_a_file_says_what_it_is_and_in_which_language(everything: Paper) -> None:
    document = opened(docx(everything))
    core = document.core_properties
    assert (core.title, core.author, core.language) == ("Strategie: Muster AG", "Muster & Töchter AG", "de-CH")
    assert core.created.date() == core.modified.date() == everything.date
    languages = document.styles.element.xpath("//w:lang/@w:val")
    assert set(languages) == {"de-CH"}
    assert "python-docx" not in core.comments


def test_pages_are_counted_and_contents_are_a_field(long_brief: Paper) -> None:
    document = opened(docx(long_brief))
    codes = [code.text.strip() for code in document.element.iter(qn("w:instrText"))]
    assert codes[0].startswith("TOC ")
    chapters = [heading for heading in long_brief.contents if heading.level == 2]
    assert len(codes) == len(chapters) + 1
    marks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    anchors = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))} - {None}
    assert len(anchors) == len(chapters)
    assert anchors <= marks
    footer = document.sections[0].footer._element
    assert [code.text.strip() for code in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert document.sections[0].different_first_page_header_footer


@pytest.mark.parametrize("kind", ["begin", "separate", "end"])
def test_fields_are_whole(kind: str, long_brief: Paper) -> None:
    document = opened(docx(long_brief))
    kinds = [mark.get(qn("w:fldCharType")) for mark in document.element.iter(qn("w:fldChar"))]
    assert kinds.count(kind) == len([heading for heading in long_brief.contents if heading.level == 2]) + 1


def test_a_file_knows_no_time_of_day(everything: Paper) -> None:
    with zipfile.ZipFile(io.BytesIO(docx(everything))) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in packed.namelist() if "thumbnail" in name]


@pytest.fixture(scope="module")
def harmless(harmless_paper: Paper) -> set[str]:
    """The elements of a Word file in which everybody typed a word."""
    return {element.tag for element in opened(docx(harmless_paper)).element.iter()}


def test_whatever_was_typed_is_shown_and_becomes_nothing_else(
    hostile: str, hostile_paper: Paper, harmless: set[str], shown: Callable[[str], str]
) -> None:
    data = docx(hostile_paper)
    assert everything_said(data).count(shown(hostile)) >= 8
    document = opened(data).element
    assert {element.tag for element in document.iter()} <= harmless | {qn("w:br")}
    assert not list(document.iter(qn("w:hyperlink"), qn("w:instrText")))


@pytest.fixture
def letterhead() -> Letterhead:
    """A consultant's own: a header, a style of Word changed, most styles missing, no lists."""
    document = library.Document()
    document.sections[0].header.paragraphs[0].text = "Rat & Tat, Beratung"
    document.sections[0].left_margin = Pt(100)
    document.add_paragraph("Alter Text")
    document.styles["Heading 1"].font.name = "Georgia"
    for style in list(document.styles):
        if style.name in {"List Bullet", "List Number", "Caption", "Quote", "Heading 2", "Title"}:
            style.delete()
    document.styles["Normal"].element.set(qn("w:styleId"), "Standard")
    for based in document.styles.element.iter(qn("w:basedOn")):
        if based.get(qn("w:val")) == "Normal":
            based.set(qn("w:val"), "Standard")
    relations = document.part.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/numbering")]:
        del relations[key]
    saved = io.BytesIO()
    document.save(saved)
    return Letterhead("brief.docx", saved.getvalue())


def test_a_letterhead_keeps_its_own_and_gets_what_it_lacks(everything: Paper, letterhead: Letterhead) -> None:
    data = docx(everything, letterhead)
    document = opened(data)
    assert document.sections[0].header.paragraphs[0].text == "Rat & Tat, Beratung"
    assert document.sections[0].left_margin == Pt(100)
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert "Alter Text" not in everything_said(data)
    assert {("Title", "Strategie: Muster AG"), ("List Number", "zwei"), ("Heading 2", "Ziele")} <= set(lines(data))
    ids = [style.get(qn("w:styleId")) for style in document.styles.element.findall(qn("w:style"))]
    assert len(ids) == len(set(ids))
    based = {link.get(qn("w:val")) for link in document.styles.element.iter(qn("w:basedOn"))}
    assert based <= set(ids)
    assert data == docx(everything, letterhead)


@pytest.mark.parametrize("layout", ["flow", "landscape"])
def test_the_number_of_a_page_stands_at_its_edge(layout: str, paper_of: Callable[..., Paper]) -> None:
    """On a letterhead too, whose style for it has a stop half-way."""
    paper = paper_of("# T\n\n## A\n\n- b\n", layout=layout)
    for head in (None, Letterhead("brief.docx", usual())):
        section = opened(docx(paper, head)).sections[0]
        stops = section.footer.paragraphs[0].paragraph_format.tab_stops
        edge = section.page_width - section.left_margin - section.right_margin
        (last,) = [stop.position for stop in stops if stop.alignment is WD_TAB_ALIGNMENT.RIGHT]
        assert abs(last - edge) < Pt(1)
        others = section.footer.paragraphs[0].style.paragraph_format.tab_stops
        assert {stop.position for stop in others} == {stop.position for stop in stops} - {last}


def usual() -> bytes:
    saved = io.BytesIO()
    library.Document().save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"Text"])
def test_what_is_no_word_file_is_no_letterhead(content: bytes, everything: Paper) -> None:
    with pytest.raises(Problems) as caught:
        docx(everything, Letterhead("brief.docx", content))
    (problem,) = caught.value.problems
    assert (problem.code, problem.file) == ("formats.bad_reference", "brief.docx")


@pytest.mark.parametrize(("format_", "library_"), [("docx", "docx"), ("pdf", "typst")])
def test_what_has_to_be_installed_is_said(
    format_: str, library_: str, everything: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(sys.modules):
        if name.startswith(("smcheck.documents.formats.", f"{library_}.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library_, None)
    with pytest.raises(Problems) as caught:
        make(everything, Format(format_))
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["extra"]) == ("formats.needs_extra", format_)


@pytest.mark.skipif(not OFFICE, reason="needs the Debian package libreoffice-writer-nogui")
@pytest.mark.timeout(300)
def test_an_office_opens_every_kind_of_page(
    everything: Paper, long_brief: Paper, letterhead: Letterhead, paper_of: Callable[..., Paper], tmp_path: Path
) -> None:
    """As PDF they have as many pages as they should, and the text that they should."""
    pypdf = pytest.importorskip("pypdf", reason="reads PDF; it comes with smcheck[dev]")
    page = "# Titel\n\n" + "".join(f"## Teil {part}\n\n- {'Wort ' * 25}\n- {'Wort ' * 40}\n\n" for part in range(6))
    table = (
        "# T\n\n| Tätigkeit | A | B | C |\n| --- | --- | --- | --- |\n"
        + "| Inhalte erstellen | Leitung | Team | Alle |\n" * 14
    )
    papers = {
        "everything": docx(everything),
        "letterhead": docx(everything, letterhead),
        "long": docx(long_brief),
        "one": docx(paper_of(page, layout="one page")),
        "wide": docx(paper_of(table, layout="landscape")),
    }
    for name, data in papers.items():
        (tmp_path / f"{name}.docx").write_bytes(data)
    files = [str(tmp_path / f"{name}.docx") for name in papers]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    read = {name: pypdf.PdfReader(tmp_path / f"{name}.pdf") for name in papers}
    assert len(read["one"].pages) == len(read["wide"].pages) == 1
    assert read["wide"].pages[0].mediabox.width > read["wide"].pages[0].mediabox.height
    assert len(read["long"].pages) > 8
    assert f"Seite 4 von {len(read['long'].pages)}" in read["long"].pages[3].extract_text()
    assert "Rat & Tat, Beratung" in read["letterhead"].pages[0].extract_text()
    assert "nicht eingeschätzt" in " ".join(each.extract_text() for each in read["everything"].pages)
