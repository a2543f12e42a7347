"""PDF as a file: what was typed is in it as text, the machine is not, and every reader is told its structure."""

import io
import json
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from smcheck.documents.formats.paper import Paper
from smcheck.problems import Problems

pypdf = pytest.importorskip("pypdf", reason="reads PDF; it comes with smcheck[dev]")
typst = pytest.importorskip("typst", reason="makes PDF; it comes with smcheck[pdf]")
from smcheck.documents.formats.pdf import literal, pdf  # noqa: E402


def made(paper: Paper) -> bytes:
    file = pdf(paper)
    assert file.problems == ()
    return file.data


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def signs(text: str) -> str:
    """The letters of *text* in order: blanks and hyphens at ends of lines come and go."""
    return "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if not sign.isspace() and sign not in "-\u00ad‐"
    )


def test_a_paper_is_tagged_and_says_what_it_is(everything: Paper) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made(everything)))
    assert reader.metadata.title == "Strategie: Muster AG"
    assert reader.metadata.author == "Muster & Töchter AG"
    assert reader.metadata.creation_date.date() == everything.date
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "de-CH"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_every_font_is_inside(everything: Paper) -> None:
    for page in pypdf.PdfReader(io.BytesIO(made(everything))).pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_a_long_paper_has_title_page_contents_and_running_lines(long_brief: Paper) -> None:
    """Title and contents begin the first page; those of so many parts need another."""
    first, contents, *rest = pages(made(long_brief))
    assert signs(long_brief.title) in signs(first)
    assert "Seite" not in first + contents
    assert "\nInhalt\n" in first
    assert "Anhang: alle Antworten" in first
    last = len(rest) + 2
    for number, page in enumerate(rest, 3):
        assert f"Seite {number} von {last}" in page
        assert long_brief.title in page


def test_contents_can_be_clicked_and_opened_as_bookmarks(long_brief: Paper) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made(long_brief)))
    links = [one.get_object() for one in reader.pages[0].get("/Annots", ())]
    assert len(links) >= 10
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert "Auf einen Blick" in titles


def test_a_short_paper_begins_at_once(everything: Paper) -> None:
    first = pages(made(everything))[0]
    assert "Strategie: Muster" in first
    assert "Stunden pro Woche" in first
    assert "Inhalt" not in first


def test_a_table_keeps_its_head_on_every_page(paper_of: Callable[..., Paper]) -> None:
    rows = "".join(f"| Zeile {number} | {'Text ' * 30}|\n" for number in range(80))
    found = pages(made(paper_of(f"# T\n\n## Teil\n\n| Kopfzeile | Wert |\n| --- | --- |\n{rows}")))
    assert len(found) > 2
    assert all("Kopfzeile" in page for page in found if "Zeile" in page)
    assert all(f"Zeile {number}" in "".join(found) for number in range(80))


@pytest.mark.parametrize(("words", "layout"), [(50, "one page"), (900, "one page"), (900, "landscape")])
def test_one_page_is_one_page(words: int, layout: str, paper_of: Callable[..., Paper]) -> None:
    text = "# Titel\n\n" + "".join(f"## Teil {part}\n\n{'Wort ' * (words // 6)}\n\n" for part in range(6))
    data = made(paper_of(text, layout=layout))
    assert len(pages(data)) == 1
    box = pypdf.PdfReader(io.BytesIO(data)).pages[0].mediabox
    assert (box.width > box.height) == (layout == "landscape")


def test_charts_have_their_figures_as_text(everything: Paper) -> None:
    text = " ".join(" ".join(pages(made(everything))).split())
    for words in (
        "2,5 (vorläufig, 3 Antworten unbekannt)",
        "nicht eingeschätzt",
        "↑ gestiegen",
        "6,5 mehr",
        "24.12.2026",
        "unbekannt ███",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("words", "signs"), [("Freude 😀", ["😀"]), ("漢字 und 漢", ["漢", "字"]), ("ไทย", ["ไ", "ท", "ย"])]
)
def test_signs_without_a_font_are_named(words: str, signs: list[str], paper_of: Callable[..., Paper]) -> None:
    """The rest is there, and the file is no PDF/UA."""
    file = pdf(paper_of(f"# Titel\n\n## Teil\n\nViel {words} hier\n"))
    (problem,) = file.problems
    assert (problem.code, problem.level, problem.values["signs"]) == ("formats.no_glyph", "warning", signs)
    assert "Viel" in pages(file.data)[0]
    assert b"pdfuaid:part" not in pypdf.PdfReader(io.BytesIO(file.data)).trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize("words", ["Ελλάδα", "Київ", "Šárka Łódź", "مرحبا", "→ ✓ ■ ▲ ○ €"])
def test_most_signs_have_a_font(words: str, paper_of: Callable[..., Paper]) -> None:
    made(paper_of(f"# Titel\n\n## Teil\n\nViel {words} hier\n"))


def test_what_typst_does_not_set_is_a_problem(paper_of: Callable[..., Paper]) -> None:
    """Text marked in marked text, over and over; no template does that by mistake."""
    with pytest.raises(Problems) as caught:
        pdf(paper_of("# T\n\n" + "**a *b " * 60 + "c" + "* d**" * 60))
    (problem,) = caught.value.problems
    assert (problem.code, problem.level) == ("formats.not_set", "error")


def test_a_link_to_nowhere_is_its_text(paper_of: Callable[..., Paper]) -> None:
    assert "Hier steht etwas" in pages(made(paper_of("# T\n\n## Teil\n\nHier [steht]() [etwas](<>)\n")))[0]


def test_levels_of_headings_left_out_are_a_warning(paper_of: Callable[..., Paper]) -> None:
    """A person's own template may do that; it still gives a PDF."""
    file = pdf(paper_of("# Titel\n\n#### Teil\n\nText\n"))
    assert "Teil" in pages(file.data)[0]
    assert {problem.code for problem in file.problems} <= {"formats.not_ua"}


def test_whatever_was_typed_is_shown_and_becomes_nothing_else(
    hostile: str, hostile_paper: Paper, shown: Callable[[str], str]
) -> None:
    file = pdf(hostile_paper)
    data, problems = file.data, file.problems
    assert {problem.code for problem in problems} <= {"formats.no_glyph"}
    text = signs(" ".join(pages(data)))
    if not problems and hostile.isprintable():
        assert text.count(signs(shown(hostile))) >= 8, text
    assert "root:" not in text
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        assert not [link for link in page.get("/Annots", ()) if "/URI" in link.get_object().get("/A", {})]


@pytest.mark.parametrize("text", ['"', "\\", '\\"', "a\nb", "#x", "\u2028", "\x7f", "'", "`", "$"])
def test_a_literal_is_one_string_of_typst(text: str) -> None:
    source = f"#metadata({literal(text)}) <it>".encode()
    assert json.loads(typst.query(source, "<it>", field="value", one=True)) == text


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs the Debian package poppler-utils")
def test_another_reader_finds_the_same(everything: Paper, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(made(everything))
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    assert "Stunden pro Woche" in text
    fonts = subprocess.run(["pdffonts", file], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert fonts
    assert all(font.split()[-5] == "yes" for font in fonts)  # the column "emb"
