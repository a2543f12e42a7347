"""What a batch tells: the table, the report, the index, how far it is."""

import csv
import io
import json
import os
import re
import sys
from pathlib import Path

import pexpect
import pytest
from many_cases import Many, made, smcheck, write_sheet

from smcheck.batch.row import plain
from smcheck.documents.state import RECORD

ROOT = Path(__file__).parents[2]


def lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_table_names_what_was_kept_and_what_failed(many: Many) -> None:
    """The first few by name."""
    paths = many(9)
    smcheck("brief", "sheets", "-o", "out")
    (Path("out") / made(Path("out"))[0]).write_text("von Hand")
    for path in paths[2:]:
        write_sheet(path, headcount="viele")
    (Path("sheets") / "zz.yaml").write_text("smcheck: 1\ncase: x y\n")
    done = smcheck("brief", "sheets", "-o", "out")
    assert done.returncode == 1
    assert lines(done.stderr)[-5:] == [
        "erstellt 0",
        "unverändert 1 out",
        "von Hand bearbeitet, behalten 1 case-000.2026-12",
        "gescheitert 7 " + ", ".join(f"case-00{number}.2026-12" for number in range(2, 7)) + " und 2 weitere",
        f"Bögen ohne Fall 1 {Path('sheets', 'zz.yaml')}",
    ]


def test_report(many: Many) -> None:
    """Per case what became of it, its files, all problems with their place; sums; what belongs to no case."""
    paths = many(3)
    smcheck("brief", "sheets", "-o", "out")
    (Path("out") / made(Path("out"))[0]).write_text("von Hand")
    write_sheet(paths[1], headcount="viele")
    (Path("sheets") / "zz.yaml").write_text("smcheck: 1\ncase: x y\n")
    assert smcheck("brief", "sheets", "-o", "out", "--report", "report.json", "-q").returncode == 1
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert list(report) == ["smcheck", "cases", "problems", "counts", "complete", "seconds"]
    assert report["counts"] == {"made": 0, "unchanged": 1, "kept": 1, "failed": 1}
    assert report["complete"] is True
    assert {problem["file"] for problem in report["problems"]} == {str(Path("sheets", "zz.yaml"))}
    kept, failed, unchanged = report["cases"]
    assert (kept["case"], kept["round"], kept["status"]) == ("case-000", "2026-12", "kept")
    assert [(file["file"], file["status"]) for file in kept["files"]] == [("case-000.2026-12.brief.de.md", "kept")]
    assert [problem["code"] for problem in kept["problems"]] == ["documents.kept"]
    assert (failed["status"], failed["files"]) == ("failed", [])
    assert (failed["problems"][0]["file"], failed["problems"][0]["line"]) == (str(paths[1]), 12)
    assert (unchanged["status"], unchanged["problems"]) == ("unchanged", [])
    assert {path.name for path in Path().iterdir()} == {"sheets", "out", "report.json"}


def test_report_that_a_killed_run_left_half_written_is_removed(many: Many) -> None:
    """And nothing else."""
    many(1)
    for name in (".report.json.x7f3.new", ".other.json.x7f3.new", "report.json.new"):
        Path(name).write_text("half")
    assert smcheck("brief", "sheets", "-o", "out", "--report", "report.json").returncode == 0
    left = {path.name for path in Path.cwd().iterdir() if path.suffix == ".new"}
    assert left == {".other.json.x7f3.new", "report.json.new"}


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are Unicode there")
def test_report_names_a_file_whose_name_is_no_unicode(many: Many) -> None:
    many(1)
    Path(os.fsdecode(b"sheets/\xff.yaml")).write_text("smcheck: 1\nx: [")
    assert smcheck("brief", "sheets", "-o", "out", "--report", "report.json").returncode == 1
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert [os.fsencode(problem["file"]) for problem in report["problems"]] == [b"sheets/\xff.yaml"]


def test_report_that_cannot_be_written_is_said_first(many: Many) -> None:
    """Not after an hour's work."""
    many(1)
    done = smcheck("brief", "sheets", "-o", "out", "--report", "gone/report.json")
    assert (done.returncode, Path("out").exists()) == (1, False)
    assert str(Path("gone/report.json")) in done.stderr


def test_report_and_index_need_a_folder(many: Many) -> None:
    """A usage error says what to add."""
    (sheet,) = many(1)
    for option in (["--index"], ["--report", "report.json"]):
        done = smcheck("brief", sheet, *option)
        assert (done.returncode, done.stdout) == (2, "")
        assert "-o DIR" in done.stderr


def index(folder: str, separator: str = ";") -> list[dict[str, str]]:
    data = (Path(folder) / "index.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=separator))


def test_index_of_the_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line each: coverage, every dimension, findings by severity, and what the bank names."""
    monkeypatch.chdir(tmp_path)
    assert smcheck("brief", ROOT / "examples", "-o", "out", "--index", "-q").returncode == 0
    by_case = {(row["Fall"], row["Runde"]): row for row in index("out")}
    assert len(by_case) == 4
    row = by_case["stadtwerke-ellerbach", "2026-12"]
    assert row["Organisation"] == "Stadtwerke Ellerbach"
    assert int(row["Fragen"]) >= int(row["Beantwortet"]) > 20
    assert re.fullmatch(r"[0-4],\d", row["Ziele und Nutzen"])
    assert row["Kritische Befunde"].isdigit()
    assert any(re.fullmatch(r"\d{4}-\d\d-\d\d", row["Nächste Überprüfung"]) for row in by_case.values())
    assert re.search(r"\(.+, \d{4}-\d\d-\d\d\)", row["Nächste Schritte"])
    before = (tmp_path / "out" / "index.csv").read_bytes()
    done = smcheck("brief", ROOT / "examples", "-o", "out", "--index", "--language", "de")
    assert (done.returncode, lines(done.stderr)[-4]) == (0, "erstellt 0")
    assert (tmp_path / "out" / "index.csv").read_bytes() == before
    assert smcheck("brief", ROOT / "examples", "-o", "en", "--index", "--language", "en").returncode == 0
    assert re.fullmatch(r"[0-4]\.\d", index("en", ",")[0]["Goals and benefit"])


@pytest.mark.parametrize(
    "formula", ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "＝1+1"]
)
def test_index_holds_no_formula(many: Many, formula: str) -> None:
    """What a client typed is shown as it is, and calculates nothing."""
    many(1, name="'" + formula.replace("'", "''") + "'")
    assert smcheck("brief", "sheets", "-o", "out", "--index", "-q").returncode == 0
    (row,) = index("out")
    assert row["Organisation"] == f"'{formula}"


@pytest.mark.parametrize("text", ["", "Energie AG", "1,5", "a=b", "Straße 5 - 7"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_index_shows_nothing_that_is_off_the_record(many: Many) -> None:
    """Nor what is dormant."""
    (sheet,) = many(1)
    sheet.write_text(sheet.read_text() + "private: [org_name]\n")
    smcheck("brief", "sheets", "-o", "out", "--index", "--report", "report.json")
    written = (Path("out") / "index.csv").read_bytes() + Path("report.json").read_bytes()
    assert b"Energie AG" not in written


def test_index_that_was_edited_by_hand_is_kept(many: Many) -> None:
    """Like any other file."""
    many(2)
    smcheck("brief", "sheets", "-o", "out", "--index")
    (Path("out") / "index.csv").write_text("von Hand")
    done = smcheck("brief", "sheets", "-o", "out", "--index")
    assert (done.returncode, (Path("out") / "index.csv").read_text()) == (1, "von Hand")
    assert str(Path("out", "index.csv")) in done.stderr


def test_damaged_record_is_said_and_overwrites_nothing(many: Many) -> None:
    """What it told of counts as edited by hand, and is named as not known."""
    paths = many(2)
    smcheck("brief", "sheets", "-o", "out")
    record = Path("out") / RECORD
    first, *rest = record.read_bytes().splitlines(keepends=True)
    record.write_bytes(b"\x00" * len(first) + b"\n" + b"".join(rest))
    for path in paths:
        write_sheet(path, headcount=46)
    done = smcheck("brief", "sheets", "-o", "out")
    assert done.returncode == 1
    assert "die sich nicht lesen lassen" in done.stderr
    assert f"{Path('out', 'case-000.2026-12.brief.de.md')}: Die Datei stammt nicht von smcheck" in done.stderr
    assert "46" not in (Path("out") / "case-000.2026-12.brief.de.md").read_text(encoding="utf-8")
    assert smcheck("brief", "sheets", "-o", "out", "--force").returncode == 0
    assert smcheck("brief", "sheets", "-o", "out").stderr.splitlines()[0].split() == ["erstellt", "0"]


def test_lost_record_overwrites_nothing(many: Many) -> None:
    """Files that are as they would be written are taken on again; all others stay."""
    first, _ = many(2)
    smcheck("brief", "sheets", "-o", "out")
    (Path("out") / RECORD).unlink()
    write_sheet(first, headcount=46)
    done = smcheck("brief", "sheets", "-o", "out")
    assert done.returncode == 1
    assert lines(done.stderr)[-4:-1] == [
        "erstellt 0",
        "unverändert 1 out",
        "von Hand bearbeitet, behalten 1 case-000.2026-12",
    ]


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_bar_on_a_terminal(many: Many) -> None:
    """With how many are done, how fast, and how long it will take; it is gone at the end."""
    many(250)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "smcheck", "brief", "sheets", "-o", "out", "--jobs", "1"],
        dimensions=(30, 120),
        encoding="utf-8",
        timeout=60,
        env={"TERM": "xterm-256color", "PATH": "/usr/bin:/bin"},
    )
    child.expect(r"\d+ von 250 Fällen, \d+ pro Sekunde, noch \d+")
    child.expect(r"erstellt +250  out")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_quiet_says_nothing(many: Many) -> None:
    """Not even where the files are."""
    many(3)
    done = smcheck("brief", "sheets", "-o", "out", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
