"""Word files are built as Word wants them, on letterheads of any kind too; `word_rules.py` says by which rules."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from word_rules import broken

from smcheck.documents.formats import Letterhead
from smcheck.documents.formats.paper import Paper

library = pytest.importorskip("docx", reason="makes and reads Word files; it comes with smcheck[docx]")
from docx.oxml.ns import qn  # noqa: E402

from smcheck.documents.formats.docx import docx  # noqa: E402


def changed(data: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    """Replace what matches *old* in a part of a Word file, which has to be there."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(result, "w") as new_file:
        for name in packed.namelist():
            content = packed.read(name)
            if name == part:
                content, count = re.subn(old.encode(), new.encode(), content, count=1, flags=re.DOTALL)
                assert count
            new_file.writestr(name, content)
    return result.getvalue()


def saved(document: "library.document.Document") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def plain() -> bytes:
    document = library.Document()
    document.add_paragraph("Alter Text")
    document.add_table(1, 1)
    return saved(document)


def sections() -> bytes:
    """A cover on its side, then pages with another head; the last section is the one that stays."""
    document = library.Document()
    document.add_section().header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "Folgeseite"
    document.sections[1].different_first_page_header_footer = True
    return saved(document)


def no_styles() -> bytes:
    """Nor lists, which would name some."""
    document = library.Document()
    for style in list(document.styles.element.findall(qn("w:style"))):
        document.styles.element.remove(style)
    relations = document.part.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/numbering")]:
        del relations[key]
    return saved(document)


SETTINGS = "word/settings.xml"
LETTERHEADS: dict[str, Callable[[], bytes]] = {
    "plain": plain,
    "several sections": sections,
    "no styles": no_styles,
    "no section": lambda: changed(plain(), "<w:sectPr.*?</w:sectPr>", ""),
    "no size of page": lambda: changed(plain(), "<w:pgSz[^>]*>", ""),
    "no margins": lambda: changed(plain(), "<w:pgMar[^>]*>", ""),
    "no language": lambda: changed(plain(), "<w:docDefaults>.*?</w:docDefaults>", "", "word/styles.xml"),
    "no settings": lambda: changed(plain(), "(<w:settings[^>]*>).*(</w:settings>)", r"\1\2", SETTINGS),
    "settings of others": lambda: changed(
        plain(),
        "<w:defaultTabStop",
        '<w:proofState w:spelling="clean"/><w:documentProtection/><w:defaultTabStop',
        SETTINGS,
    ),
}


def test_every_kind_of_document_is_as_word_wants_it(
    everything: Paper, long_brief: Paper, paper_of: Callable[..., Paper]
) -> None:
    for paper in (everything, long_brief, paper_of("# T\n\n- a\n\n> b\n", layout="landscape"), paper_of("")):
        assert broken(docx(paper)) == []


@pytest.mark.parametrize("kind", LETTERHEADS)
def test_a_letterhead_of_any_kind_can_be_written_on(kind: str, everything: Paper) -> None:
    data = docx(everything, Letterhead("brief.docx", LETTERHEADS[kind]()))
    assert broken(data) == []
    document = library.Document(io.BytesIO(data))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert "Strategie: Muster AG" in said
    assert "Alter Text" not in said
    assert len(document.tables) == len(library.Document(io.BytesIO(docx(everything))).tables)
    assert document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang/@w:val") == ["de-CH"]
    if kind == "several sections":
        assert document.sections[0].header.paragraphs[0].text == "Folgeseite"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"(<w:pStyle[^>]*>)(<w:numPr>.*?</w:numPr>)", r"\2\1"),
        (r"(<w:tblStyle[^>]*>)(<w:tblW[^>]*>)", r"\2\1"),
        (r"(</w:tbl>)<w:p>(?:(?!<w:p>).)*</w:p>(<w:tbl>)", r"\1\2"),
        (r"<w:p>(?:(?!</w:p>).)*</w:p></w:tc>", "</w:tc>"),
        (r"<w:bookmarkEnd[^>]*>", ""),
        (r'w:pStyle w:val="Title"', 'w:pStyle w:val="Gone"'),
        (r'<w:numId w:val="\d+"/>', '<w:numId w:val="99"/>'),
        (r'r:id="rId\d+"', 'r:id="rId99"'),
        (r"<w:sectPr.*?</w:sectPr>", ""),
    ],
)
def test_the_rules_see_what_is_wrong(old: str, new: str, everything: Paper) -> None:
    assert broken(changed(docx(everything), old, new)) != []
