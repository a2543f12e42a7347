"""`smcheck brief`: what is printed, what is written, what is kept, and what is said about it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from smcheck import cli

CASES = ("bruehlmatt", "muerzregion", "zett")
NAMES = [f"{case}.2026-12.brief.de.md" for case in CASES]
SHEET = """\
smcheck: 1
bank: {{id: social-media, version: 1.0.0}}
case: {case}
round: 2026-12
date: 2026-12-01
respondent: {{function: Inhaberin}}
mode: quick
language: de
answers:
  org_name: {case} Energie AG für Wärme
  org_countries: [ch]
  org_headcount: 45
open:
  cult_trust: {{status: unknown, ask: die Teamleitungen}}
notes:
  channels: Unter uns.
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three sheets in `sheets`, to be in."""
    (tmp_path / "sheets").mkdir()
    for case in CASES:
        (tmp_path / "sheets" / f"{case}.yaml").write_text(SHEET.format(case=case), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def brief(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process: exit code, stdout, stderr."""

    def brief(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["smcheck", "brief", *map(str, arguments)])
        code = cli.run()
        said = capsys.readouterr()
        return code, said.out, said.err

    return brief


def sheet(number: int = 0) -> Path:
    return Path("sheets") / f"{CASES[number]}.yaml"


def table(text: str) -> list[str]:
    """The lines without the blanks that align them."""
    return [" ".join(line.split()) for line in text.splitlines()]


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_one_case_is_printed(brief: Run) -> None:
    """Without -o a single case goes to stdout and nothing is said."""
    code, out, err = brief(sheet())
    assert (code, err) == (0, "")
    assert out.startswith("# Social-Media-Strategie: ")
    assert out.endswith("\n")


def test_several_cases_need_a_folder(brief: Run, here: Path) -> None:
    """The usage error says what to add; nothing is written."""
    code, out, err = brief("sheets")
    assert (code, out) == (2, "")
    assert "-o DIR" in err
    assert sorted(path.name for path in here.iterdir()) == ["sheets"]


def test_folder_gets_one_file_for_each_case(brief: Run, here: Path) -> None:
    """Each named by case, round, document and language, with what would be printed."""
    code, out, err = brief("sheets", "-o", "briefs")
    assert (code, out) == (0, "")
    assert sorted(path.name for path in (here / "briefs").iterdir()) == [".smcheck.jsonl", *NAMES]
    assert table(err) == ["erstellt 3 briefs", "unverändert 0", "von Hand bearbeitet, behalten 0", "gescheitert 0"]
    assert table(brief("sheets", "-o", "again", "-v")[2])[:3] == [
        f"Geschrieben: {Path('again', name)}" for name in NAMES
    ]
    assert (here / "briefs" / NAMES[0]).read_text(encoding="utf-8") == brief(sheet())[1]


def test_files_have_unix_line_ends_and_utf8(brief: Run, here: Path) -> None:
    """The bytes are the same on every system."""
    brief(sheet(), "-o", "briefs")
    data = (here / "briefs" / NAMES[0]).read_bytes()
    assert b"\r" not in data
    assert "ü" in data.decode("utf-8")


def test_second_run_changes_nothing(brief: Run, here: Path) -> None:
    """What is up to date is left alone, and said so only with --verbose."""
    brief("sheets", "-o", "briefs")
    before = {path.name: path.stat().st_mtime_ns for path in (here / "briefs").iterdir()}
    assert table(brief("sheets", "-o", "briefs")[2])[:2] == ["erstellt 0", "unverändert 3 briefs"]
    assert brief("sheets", "-o", "briefs", "-q") == (0, "", "")
    assert {path.name: path.stat().st_mtime_ns for path in (here / "briefs").iterdir()} == before
    assert brief("sheets", "-o", "briefs", "-v")[2].count("Unverändert: ") == 3


def test_changed_answer_makes_the_file_anew(brief: Run, here: Path) -> None:
    """Only the case that changed."""
    brief("sheets", "-o", "briefs")
    spoil(sheet(), "org_headcount: 45", "org_headcount: 46")
    code, _, err = brief("sheets", "-o", "briefs")
    assert code == 0
    assert table(err)[:2] == ["erstellt 1 briefs", "unverändert 2 briefs"]
    assert "**Beschäftigte:** 46" in (here / "briefs" / NAMES[0]).read_text(encoding="utf-8")


def test_edited_file_is_kept_and_reported(brief: Run, here: Path) -> None:
    """Hand-made changes survive; exit 1 says that something was not made; --force replaces it."""
    brief("sheets", "-o", "briefs")
    edited = here / "briefs" / NAMES[1]
    edited.write_text("von Hand", encoding="utf-8")
    code, _, err = brief("sheets", "-o", "briefs", "--quiet")
    assert code == 1
    assert err.startswith(f"{Path('briefs', NAMES[1])}: ")
    assert "--force" in err
    assert edited.read_text(encoding="utf-8") == "von Hand"
    assert brief("sheets", "-o", "briefs", "--force")[0] == 0
    assert edited.read_text(encoding="utf-8") != "von Hand"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("org_headcount: 45", "org_headcount: viele", "org_headcount"),
        ("answers:", "answers: [", ":"),
        ("id: social-media", "id: gone-media", "gone-media"),
    ],
)
def test_bad_sheet_is_reported_and_the_others_are_made(brief: Run, here: Path, old: str, new: str, said: str) -> None:
    """File, line and column of what is wrong; exit 1."""
    spoil(sheet(), old, new)
    code, _, err = brief("sheets", "-o", "briefs", "--quiet")
    assert code == 1
    assert re.match(rf"{re.escape(str(sheet()))}:\d+:\d+: ", err)
    assert said in err
    assert sorted(path.name for path in (here / "briefs").iterdir()) == [".smcheck.jsonl", *NAMES[1:]]


def test_wrong_sheet_alone_prints_nothing(brief: Run) -> None:
    """A document that leaves out an answer without saying so would mislead."""
    spoil(sheet(), "org_headcount: 45", "org_headcount: viele")
    code, out, err = brief(sheet())
    assert (code, out) == (1, "")
    assert "org_headcount" in err


def test_incomplete_sheet_is_not_wrong(brief: Run) -> None:
    """What is missing is printed as open."""
    spoil(sheet(), "org_headcount: 45", "org_headcount:")
    code, out, _ = brief(sheet())
    assert code == 0
    assert "(`org_headcount`): **offen**" in out


def test_language_of_the_document(brief: Run, here: Path) -> None:
    """As asked for; both languages of a case stand side by side."""
    assert brief(sheet(), "--language", "en")[1].startswith("# Social media strategy: ")
    brief(sheet(), "-o", "briefs", "--language", "en")
    assert (here / "briefs" / NAMES[0].replace(".de.", ".en.")).is_file()
    code, out, err = brief(sheet(), "--language", "fr")
    assert (code, out) == (1, "")
    assert "«fr»" in err


def test_documents_by_name(brief: Run, here: Path) -> None:
    """All, several, or one that does not exist: then those there are, are named."""
    assert "# Wer macht was" in brief(sheet(), "--document", "raci")[1]
    code, out, err = brief(sheet(), "--document", "raci", "--document", "plan")
    assert (code, out) == (2, "")
    assert "2 documents" in err
    assert brief(sheet(), "--document", "all", "-o", "all")[0] == 0
    made = {path.name.split(".")[2] for path in (here / "all").glob("*.md")}
    assert made == {"brief", "onepager", "guidelines", "raci", "plan", "clearance", "alignment"}
    code, _, err = brief(sheet(), "--document", "poem")
    assert code == 1
    assert all(name in err for name in (*made, "review"))


def page(text: str) -> Element:
    """Read HTML as the standard says; anything invalid is an error."""
    html5lib = pytest.importorskip("html5lib", reason="checks HTML against the standard; it comes with smcheck[dev]")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text)  # type: ignore[no-any-return]


def test_html_is_printed(brief: Run) -> None:
    """One document in one format needs no folder; the page is whole and in the language of the document."""
    code, out, err = brief(sheet(), "--format", "html")
    assert (code, err) == (0, "")
    root = page(out)
    assert root.get("lang") == "de-CH"
    assert [title.text for title in root.iter("title")] == [f"Social-Media-Strategie: {CASES[0]} Energie AG für Wärme"]
    assert page(brief(sheet(), "--format", "html", "--language", "en")[1]).get("lang") == "en"


def test_formats_stand_side_by_side(brief: Run, here: Path) -> None:
    """Each is a file of its own, with what would be printed; a second run changes nothing."""
    both = ("--format", "md", "--format", "html")
    assert brief("sheets", "-o", "briefs", *both, "--format", "md")[0] == 0
    files = [name.removesuffix("md") + ending for name in NAMES for ending in ("html", "md")]
    assert sorted(path.name for path in (here / "briefs").iterdir()) == [".smcheck.jsonl", *files]
    assert (here / "briefs" / files[0]).read_bytes().decode() == brief(sheet(), "--format", "html")[1]
    assert b"\r" not in (here / "briefs" / files[0]).read_bytes()
    before = {path.name: path.stat().st_mtime_ns for path in (here / "briefs").glob("[a-z]*")}
    assert brief("sheets", "-o", "briefs", *both, "--quiet") == (0, "", "")
    assert {path.name: path.stat().st_mtime_ns for path in (here / "briefs").glob("[a-z]*")} == before
    code, out, err = brief(sheet(), *both)
    assert (code, out) == (2, "")
    assert "2 formats" in err


def test_word_and_pdf_are_written(brief: Run, here: Path) -> None:
    """Beside each other, each a file of its own kind; a second run changes nothing."""
    pytest.importorskip("docx", reason="makes Word files; it comes with smcheck[docx]")
    pytest.importorskip("typst", reason="makes PDF; it comes with smcheck[pdf]")
    all_ = ("--format", "md", "--format", "pdf", "--format", "docx")
    assert brief(sheet(), "-o", "briefs", *all_)[0] == 0
    stem = here / "briefs" / NAMES[0]
    assert stem.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
    assert stem.with_suffix(".docx").read_bytes().startswith(b"PK")
    assert stem.read_text(encoding="utf-8").startswith("# ")
    before = {path.name: path.stat().st_mtime_ns for path in (here / "briefs").iterdir()}
    assert brief(sheet(), "-o", "briefs", *all_)[0] == 0
    assert {path.name: path.stat().st_mtime_ns for path in (here / "briefs").iterdir()} == before


@pytest.mark.parametrize("format_", ["docx", "pdf"])
def test_word_and_pdf_are_not_printed(brief: Run, format_: str) -> None:
    code, out, err = brief(sheet(), "--format", format_)
    assert (code, out) == (2, "")
    assert "-o" in err


def test_a_letterhead_is_used_and_counts_as_what_a_file_is_made_of(brief: Run, here: Path) -> None:
    docx = pytest.importorskip("docx", reason="makes Word files; it comes with smcheck[docx]")
    for name in ("eins", "zwei"):
        letterhead = docx.Document()
        letterhead.sections[0].header.paragraphs[0].text = name
        letterhead.save(str(here / "kopf.docx"))
        said = brief(sheet(), "-o", "briefs", "--format", "docx", "--reference", "kopf.docx")
        assert (said[0], said[1]) == (0, "")
        made = docx.Document(str(here / "briefs" / NAMES[0].replace(".md", ".docx")))
        assert made.sections[0].header.paragraphs[0].text == name
        assert any("Energie AG" in paragraph.text for paragraph in made.paragraphs)


def test_a_letterhead_that_is_none_fails_only_its_format(brief: Run, here: Path) -> None:
    pytest.importorskip("docx", reason="makes Word files; it comes with smcheck[docx]")
    (here / "kopf.docx").write_bytes(b"kein Word")
    both = ("--format", "docx", "--format", "md")
    code, _, err = brief(sheet(), "-o", "briefs", *both, "--reference", "kopf.docx")
    assert code == 1
    assert "kopf.docx" in err
    assert (here / "briefs" / NAMES[0]).is_file()
    code, _, err = brief(sheet(), "-o", "briefs", "--reference", "kopf.docx")
    assert code == 2
    assert "--format docx" in err


def test_a_format_that_is_not_installed_fails_alone_and_says_once_how_to_get_it(
    brief: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "smcheck.documents.formats.pdf", raising=False)
    monkeypatch.setitem(sys.modules, "typst", None)
    report = ("--report", "report.json", "--jobs", "1")
    code, _, err = brief("sheets", "-o", "briefs", "--format", "md", "--format", "pdf", *report)
    assert code == 1
    assert err.count("'smcheck[pdf]'") == 1
    assert all((here / "briefs" / name).is_file() for name in NAMES)
    assert statuses(here / "report.json") == [{"md": "made", "pdf": "failed"}] * len(CASES)


# What each case makes of its brief: text that Typst does not set, text that is too much for everything, a plain word.
DEPTHS = {"zett": 60, "bruehlmatt": 500}
NESTED = "".join(
    f'{{% if case.title[:4] == "{case[:4]}" %}}{"**a *b " * depth}c{"* d**" * depth}{{% endif %}}\n'
    for case, depth in DEPTHS.items()
)


def statuses(report: Path) -> list[dict[str, str]]:
    """What became of the files of each case, by the ending of their names."""
    cases = json.loads(report.read_text(encoding="utf-8"))["cases"]
    return [{file["file"].rpartition(".")[2]: file["status"] for file in case["files"]} for case in cases]


def test_a_document_that_fails_in_one_format_fails_alone(
    brief: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its file is named, and the other formats and cases are made."""
    pytest.importorskip("typst", reason="makes PDF; it comes with smcheck[pdf]")
    monkeypatch.setattr("tempfile.tempdir", str(here))  # where the file about our mistake goes
    (here / "mine").mkdir()
    (here / "mine" / "brief.md.j2").write_text(f"# T\n\n## Teil\n\nWort\n{NESTED}", encoding="utf-8")
    formats = [part for format_ in ("pdf", "html", "md") for part in ("--format", format_)]
    own = ("--templates", "mine", "--report", "report.json", "-o", "briefs", *formats)
    one = sheet(CASES.index("zett"))
    code, _, err = brief(one, *own)
    assert code == 1
    assert "zett.2026-12.brief.de.pdf: " in err
    assert "als PDF" in err
    assert statuses(here / "report.json") == [{"pdf": "failed", "html": "made", "md": "made"}]
    code, _, err = brief("sheets", *own)
    assert code == 3  # too much for us, and so a mistake of ours
    made = dict.fromkeys(("pdf", "html", "md"), "made")
    assert statuses(here / "report.json") == [
        {"pdf": "failed", "html": "failed", "md": "made"},
        made,
        {"pdf": "failed", "html": "unchanged", "md": "unchanged"},
    ]
    assert "bruehlmatt.2026-12.brief.de.html: " in err
    assert "RecursionError" in err
    failed = next(case for case in json.loads((here / "report.json").read_bytes())["cases"] if case["files"])
    assert failed["status"] == "failed"


def test_a_sign_without_a_font_is_a_warning_about_its_file(brief: Run, here: Path) -> None:
    pytest.importorskip("typst", reason="makes PDF; it comes with smcheck[pdf]")
    path = here / sheet()
    path.write_text(path.read_text(encoding="utf-8").replace("Energie AG", "漢 AG"), encoding="utf-8")
    code, _, err = brief(path, "-o", "briefs", "--format", "pdf", "--report", "report.json")
    assert code == 0
    assert "bruehlmatt.2026-12.brief.de.pdf: " in err
    assert "漢" in err
    assert statuses(here / "report.json") == [{"pdf": "made"}]


def test_edited_page_is_kept(brief: Run, here: Path) -> None:
    """As any other file; the Markdown beside it is made."""
    brief(sheet(), "-o", "briefs", "--format", "html")
    edited = here / "briefs" / NAMES[0].replace(".md", ".html")
    edited.write_text("von Hand", encoding="utf-8")
    code, _, err = brief(sheet(), "-o", "briefs", "--format", "html", "--format", "md")
    assert code == 1
    assert "--force" in err
    assert edited.read_text(encoding="utf-8") == "von Hand"
    assert (here / "briefs" / NAMES[0]).is_file()


def test_own_template_becomes_a_page_too(brief: Run, here: Path) -> None:
    """Markdown of any template is enough; a mistake in it is reported as ever."""
    (here / "mine").mkdir()
    (here / "mine" / "brief.md.j2").write_text("# {{ case.title }}\n\nKurz & gut", encoding="utf-8")
    root = page(brief(sheet(), "--templates", "mine", "--format", "html")[1])
    assert ["".join(element.itertext()).strip() for element in root.iter("main")] == ["Kurz & gut"]
    (here / "wrong").mkdir()
    (here / "wrong" / "brief.md.j2").write_text("{{ gone }}", encoding="utf-8")
    code, out, err = brief(sheet(), "--templates", "wrong", "--format", "html")
    assert (code, out) == (1, "")
    assert "brief.md.j2:1" in err


def test_unknown_format_is_wrong_usage(brief: Run, here: Path) -> None:
    """Those there are, are named, and nothing is written."""
    code, out, err = brief("sheets", "-o", "briefs", "--format", "odt")
    assert (code, out) == (2, "")
    assert all(name in err for name in ("odt", "md", "html"))
    assert not (here / "briefs").exists()


def later(path: Path, **changes: str) -> Path:
    """The same sheet half a year later."""
    new = path.with_name(f"{path.stem}-later.yaml")
    text = path.read_text(encoding="utf-8").replace("2026-12-01", "2027-06-01").replace("2026-12", "2027-06")
    for old, changed in {"headcount: 45": "headcount: 47", "mode: quick": "mode: follow-up", **changes}.items():
        text = text.replace(old, changed)
    new.write_text(text, encoding="utf-8")
    return new


def test_review_of_two_rounds(brief: Run, here: Path) -> None:
    """One for the latest round, printed like any single document; other documents are made of each round."""
    new = later(sheet())
    code, out, err = brief(sheet(), new, "--document", "review")
    assert (code, err) == (0, "")
    assert "**Beschäftigte:** 45 → 47" in out
    assert brief(sheet(), new, "--document", "review", "--document", "brief", "-o", "both")[0] == 0
    case = CASES[0]
    names = {f"{case}.2026-12.brief.de.md", f"{case}.2027-06.brief.de.md", f"{case}.2027-06.review.de.md"}
    assert {path.name for path in (here / "both").glob("*.md")} == names


def test_review_needs_two_rounds(brief: Run, here: Path) -> None:
    """Asked for alone it is an error; of all documents it is left out, which only --verbose says."""
    code, out, err = brief(sheet(), "--document", "review")
    assert (code, out) == (1, "")
    assert "braucht es zwei Runden" in err
    code, _, err = brief(sheet(), "--document", "all", "-o", "all")
    assert (code, "zwei Runden" in err) == (0, False)
    assert "zwei Runden" in brief(sheet(), "--document", "all", "-o", "again", "-v")[2]
    later(sheet())
    code, _, err = brief("sheets", "--document", "review", "-o", "reviews")
    assert (code, err.count("zwei Runden")) == (1, 2)
    assert [path.name for path in (here / "reviews").glob("*.md")] == [f"{CASES[0]}.2027-06.review.de.md"]


def test_earlier_round_that_is_wrong_makes_no_review(brief: Run, here: Path) -> None:
    """It is told what is wrong, not that there is no other round; all other documents are made."""
    new = later(sheet())
    spoil(sheet(), "org_headcount: 45", "org_headcount: many")
    code, _, err = brief(sheet(), new, "--document", "all", "-o", "all", "-v")
    assert code == 1
    assert "org_headcount" in err
    assert "zwei Runden" not in err
    made = {path.name.split(".", 1)[1] for path in (here / "all").glob("*.md")}
    assert "2027-06.brief.de.md" in made
    assert not [name for name in made if "review" in name or "2026-12" in name]


def test_day_as_of_which_the_case_is_judged(brief: Run) -> None:
    """Another day than that of the conversation is printed; a wrong one is a usage error."""
    assert "- **Stand:** 31. Januar 2027" in brief(sheet(), "--as-of", "2027-01-31")[1]
    assert "- **Stand:**" not in brief(sheet())[1]
    assert brief(sheet(), "--as-of", "31.31.2027")[0] == 2


def test_notes_are_printed_only_when_asked_for(brief: Run) -> None:
    """They are the consultant's own."""
    spoil(sheet(), "notes:", "notes:\n  org_name: Zwischen uns.")
    assert "Zwischen uns" not in brief(sheet())[1]
    assert "*Notiz:* Zwischen uns" in brief(sheet(), "--notes")[1]


def test_own_templates(brief: Run, here: Path) -> None:
    """They come first, file by file."""
    (here / "mine").mkdir()
    (here / "mine" / "brief.md.j2").write_text("{{ case.title }}", encoding="utf-8")
    assert brief(sheet(), "--templates", "mine")[1] == "bruehlmatt Energie AG für Wärme\n"
    assert brief(sheet(), "--templates", "gone")[0] == 2


def test_template_error_is_reported_once(brief: Run, here: Path) -> None:
    """Template and line, however many cases it meets."""
    (here / "mine").mkdir()
    (here / "mine" / "brief.md.j2").write_text("\n{{ q.org_nmae }}", encoding="utf-8")
    code, _, err = brief("sheets", "-o", "briefs", "--templates", "mine", "-q")
    assert code == 1
    assert err.count("\n") == 1
    assert err.startswith(f"{Path('mine', 'brief.md.j2')}:2: ")
    assert "org_name" in err


def test_other_sheets_of_the_case_are_mentioned(brief: Run, here: Path) -> None:
    """One line says what was not read; naming the folder reads them all as one case."""
    second = here / "sheets" / "second.yaml"
    shutil.copy(sheet(), second)
    spoil(second, "respondent: {function: Inhaberin}", "respondent: {role: lead}")
    code, out, err = brief(sheet())
    assert code == 0
    assert err.count("\n") == 1
    assert "second.yaml" in err
    assert brief(sheet(), "--quiet")[2] == ""
    assert brief("sheets", "-o", "briefs", "-q") == (0, "", "")
    assert "- **Gespräche:**" in (here / "briefs" / NAMES[0]).read_text(encoding="utf-8")
    assert "- **Gespräche:**" not in out


def test_nothing_to_read(brief: Run, here: Path) -> None:
    """A folder without sheets and a path that does not exist are said."""
    (here / "empty").mkdir()
    code, out, err = brief("empty")
    assert (code, out) == (1, "")
    assert "empty" in err
    code, out, err = brief("gone.yaml")
    assert (code, out) == (1, "")
    assert "gone.yaml" in err


def test_file_in_place_of_the_folder(brief: Run, here: Path) -> None:
    """Nothing is overwritten."""
    (here / "briefs").write_text("mine", encoding="utf-8")
    assert brief(sheet(), "-o", "briefs")[0] == 1
    assert (here / "briefs").read_text(encoding="utf-8") == "mine"


def test_two_banks_do_not_share_a_file(brief: Run, here: Path) -> None:
    """Two cases of one name from two banks: the second is reported, the first stays."""
    goals = here / "sheets" / "goals.yaml"
    shutil.copy(Path(__file__).parents[1] / "documents" / "sheets" / "goals.yaml", goals)
    spoil(goals, "case: bibliothek-oberau\nround: 2027-03", "case: bruehlmatt\nround: 2026-12")
    code, _, err = brief("sheets", "-o", "briefs", "-q")
    assert code == 1
    assert err.startswith(f"{sheet()}: ")
    assert len(list((here / "briefs").glob("*.md"))) == 3


def test_hints_only_when_asked_for(brief: Run) -> None:
    """--verbose says hints, --quiet not even warnings."""
    spoil(sheet(), "notes:", "unknown_key: x\nnotes:")
    assert "unknown_key" in brief(sheet())[2]
    assert brief(sheet(), "-q")[2] == ""


def test_off_the_record_reaches_neither_documents_nor_the_record(brief: Run, here: Path) -> None:
    """Not the folder's own file either."""
    spoil(sheet(), "open:", "private: [org_name]\nopen:")
    brief(sheet(), "-o", "briefs")
    assert not any(b"Energie AG" in path.read_bytes() for path in (here / "briefs").iterdir())


def test_same_bytes_on_any_machine(here: Path) -> None:
    """Hash seed, time zone, language and folder of the process change nothing."""
    made = set()
    for seed, zone, language, folder in [("1", "UTC", "C", here), ("2", "Asia/Tokyo", "de_CH.UTF-8", here / "sheets")]:
        done = subprocess.run(
            [sys.executable, "-m", "smcheck", "brief", str(here / sheet())],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LANG": language},
            cwd=folder,
            capture_output=True,
            check=True,
        )
        assert done.stderr == b""
        assert b"\r" not in done.stdout
        made.add(done.stdout)
    assert len(made) == 1
