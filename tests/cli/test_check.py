"""`smcheck check`: the report for people, the JSON, the exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
BANKS = ROOT / "tests" / "banks"
HEAD = "smcheck: 1\nbank: {id: every-type, version: 1.2.0}\ncase: fair\nround: 2026-12\ndate: 2026-12-01\nmode: short\n"
BOSS = (
    HEAD
    + """language: de
respondent: {role: boss}
answers:
  org_name: Chor Altdorf
  org_kind: club
  countries: [ch]
  fair_date: 2027-06-10
  budget: 1000
  permitted: ja
  purpose:
  stalls:
    - {stall_name: Grill, stall_kind: kitchen, stall_cost: 2000}
    - {stall_name: Zelt}
open:
  members: {status: unknown, ask: Kassierin, reason: neue Liste im Mai}
  own_share: {status: na, reason: nur eigenes Geld}
  permitted: {status: confirm}
  weekly_hours: later
"""
)
CREW = HEAD + "language: en\nrespondent: {role: crew}\nanswers: {mood: 3}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a boss's sheet, and a data folder that offers the test banks."""
    (tmp_path / "data" / "smcheck").mkdir(parents=True)
    (tmp_path / "data" / "smcheck" / "questions").symlink_to(BANKS)
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    (sheets / "boss.yaml").write_text(BOSS, encoding="utf-8")
    return sheets


def check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "smcheck", "check", *arguments],
        cwd=folder,
        env={**os.environ, "XDG_DATA_HOME": str(folder.parent / "data")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def data(folder: Path, *arguments: str) -> Any:
    return json.loads(check(folder, *arguments, "--json").stdout)


def test_incomplete_sheet_is_in_order(folder: Path) -> None:
    """Exit 0, with a readable report in the language of the sheet."""
    done = check(folder, "boss.yaml")
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout == (
        "Chor Altdorf – fair, 2026-12 (Stand 01.12.2026)\n"
        "  Bogen: boss.yaml (Leitung, kurz, 01.12.2026)\n"
        "boss.yaml:18:60: stalls[1].stall_cost: Warnung: Das ist mehr als das ganze Budget.\n"
        "  In Ordnung, mit Anmerkungen: eine Warnung.\n"
        "  Noch nicht vollständig: 2 Pflichtangaben fehlen. 17 Fragen: 7 beantwortet, 1 nicht gewusst, 1 später, "
        "eine trifft nicht zu, 1 leer gelassen und 6 ohne Antwort.\n"
        "  5 offene Punkte:\n"
        "    Mitglieder: nicht gewusst; könnte es wissen: Kassierin; neue Liste im Mai\n"
        "    Beschlossen: zu bestätigen\n"
        "    Stunden pro Woche: später\n"
        "    Stände – Zelt – Bereich: Pflichtangabe fehlt\n"
        "    Stimmung: Pflichtangabe fehlt\n"
    )


def test_several_people_are_one_case_and_each_point_says_who_left_it_open(folder: Path) -> None:
    """English, because the lead's sheet is."""
    (folder / "boss.yaml").write_text(BOSS.replace("language: de", "language: en"), encoding="utf-8")
    (folder / "crew.yaml").write_text(CREW, encoding="utf-8")
    said = check(folder, ".").stdout
    assert "  Sheet: crew.yaml (crew, short, 1 December 2026)\n" in said
    assert "    Members: not known; might know: Kassierin; neue Liste im Mai; management\n" in said
    assert "    Stalls – Zelt – Area: required entry missing\n" in said
    assert "Mood:" not in said


def test_json_is_what_the_documentation_says(folder: Path) -> None:
    """Every value of the contract, from a real sheet."""
    (folder / "crew.yaml").write_text(CREW, encoding="utf-8")
    assert data(folder, "boss.yaml", "crew.yaml") == {
        "smcheck": 1,
        "problems": [],
        "cases": [
            {
                "case": "fair",
                "round": "2026-12",
                "as_of": "2026-12-01",
                "sheets": [
                    {"file": "boss.yaml", "role": "boss", "mode": "short", "language": "de", "date": "2026-12-01"},
                    {"file": "crew.yaml", "role": "crew", "mode": "short", "language": "en", "date": "2026-12-01"},
                ],
                "valid": True,
                "complete": False,
                "problems": [
                    {
                        "file": "boss.yaml",
                        "line": 18,
                        "column": 60,
                        "question": "stalls[1].stall_cost",
                        "level": "warning",
                        "code": "answers.check",
                        "message": "Das ist mehr als das ganze Budget.",
                    }
                ],
                "coverage": {
                    "relevant": 17,
                    "answered": 8,
                    "unknown": 1,
                    "later": 1,
                    "na": 1,
                    "blank": 1,
                    "missing": 5,
                },
                "open": [
                    point(
                        "members",
                        "Wie viele Menschen gehören zu Ihrem Verein?",
                        "unknown",
                        "Kassierin",
                        "neue Liste im Mai",
                    ),
                    point("permitted", "Ist das Fest im Vorstand beschlossen?", "confirm"),
                    point("weekly_hours", "Wie viele Stunden pro Woche sind für die Vorbereitung zugesagt?", "later"),
                    point("stalls[2].stall_kind", "Zu welchem Bereich gehört er?", "missing"),
                ],
            }
        ],
    }


def point(question: str, text: str, status: str, ask: str | None = None, reason: str | None = None) -> dict[str, Any]:
    return {
        "question": question,
        "text": text,
        "status": status,
        "ask": ask,
        "reason": reason,
        "role": "boss",
        "file": "boss.yaml",
    }


def test_documentation_names_every_key_in_its_order(folder: Path) -> None:
    """docs/json.md describes what is printed, no more and no less."""
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    described = {
        heading: [key for row in re.findall(r"^\| (`.*?) \|", text, re.M) for key in re.findall(r"`(\w+)`", row)]
        for heading, text in re.findall(r"^#+ (.*?)\n(.*?)(?=^#|\Z)", page, re.M | re.S)
    }
    (folder / "bad.yaml").write_text("smcheck: 1\n", encoding="utf-8")
    whole = data(folder, ".")
    (found,) = whole["cases"]
    printed = {
        "`smcheck check --json`": list(whole),
        "An entry of `cases`": list(found),
        "An entry of `sheets`": list(found["sheets"][0]),
        "`coverage`": list(found["coverage"]),
        "An entry of `open`": list(found["open"][0]),
        "A problem": list(found["problems"][0]),
    }
    assert described == printed
    assert list(whole["problems"][0]) == printed["A problem"]
    coverage = found["coverage"]
    assert coverage["relevant"] == sum(count for key, count in coverage.items() if key != "relevant")


def test_bad_sheet_is_reported_and_the_others_are_still_checked(folder: Path) -> None:
    """Everything that is wrong is told in one run, each with its place; exit 1."""
    (folder / "a.yaml").write_text("smcheck: 1\nbank: [\n", encoding="utf-8")
    (folder / "b.yaml").write_text(BOSS.replace("case: fair", "case: zoo").replace("club", "clib"), encoding="utf-8")
    (folder / "empty").mkdir()
    done = check(folder, ".", "gone.yaml", "empty")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(line.startswith("a.yaml:2:") for line in lines)
    assert any("gone.yaml" in line for line in lines)
    assert any("“empty”" in line for line in lines)
    assert any(line.startswith("b.yaml:11:13: org_kind: ") and "club" in line for line in lines)
    assert "  Nicht in Ordnung: ein Fehler und eine Warnung." in lines
    assert "  In Ordnung, mit Anmerkungen: eine Warnung." in lines
    whole = data(folder, ".", "gone.yaml", "empty")
    assert [one["case"] for one in whole["cases"]] == ["fair", "zoo"]
    assert [one["valid"] for one in whole["cases"]] == [True, False]
    assert len(whole["problems"]) == 3


def test_broken_bank_is_told_once_for_all_its_sheets(folder: Path) -> None:
    """A hundred sheets of a bank that is gone are one cause."""
    for name in ("1", "2", "3"):
        text = BOSS.replace("every-type, version: 1.2.0", "broken, version: 1.0.0")
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder.parent / "data" / "smcheck" / "questions").unlink()
    broken = folder.parent / "data" / "smcheck" / "questions" / "broken"
    broken.mkdir(parents=True)
    (broken / "bank.yaml").write_text("id: broken\n", encoding="utf-8")
    told = [problem["message"] for problem in data(folder, "1.yaml", "2.yaml", "3.yaml")["problems"]]
    assert len(told) == len(set(told)) > 0


def test_file_named_twice_counts_once(folder: Path) -> None:
    """A folder and a file in it are no two sheets."""
    assert [sheet["file"] for sheet in data(folder, "boss.yaml", ".")["cases"][0]["sheets"]] == ["boss.yaml"]


def test_sheets_beside_are_named_in_one_line(folder: Path) -> None:
    """On stderr, because it is no result; nothing is said of what was given."""
    (folder / "crew.yaml").write_text(CREW, encoding="utf-8")
    (folder / "guest.yaml").write_text(
        CREW.replace("crew", "guest").replace("smcheck: 1", "smcheck: 9"), encoding="utf-8"
    )
    (folder / "zoo.yaml").write_text(CREW.replace("case: fair", "case: zoo"), encoding="utf-8")
    one_line = "Zu fair (2026-12) gehört noch ein Bogen, der daneben liegt und nicht geprüft wurde: crew.yaml.\n"
    assert check(folder, "boss.yaml", "guest.yaml").stderr == one_line
    assert check(folder, ".").stderr == ""


def test_day_as_of_which_deadlines_are_judged(folder: Path) -> None:
    """`--as-of` wins over the date of the sheet; it is no day, it is a usage error."""
    assert data(folder, "boss.yaml", "--as-of", "2027-05-31")["cases"][0]["as_of"] == "2027-05-31"
    soon = [
        problem["question"] for problem in data(folder, "boss.yaml", "--as-of", "31.05.2027")["cases"][0]["problems"]
    ]
    assert soon == ["fair_date", "stalls[1].stall_cost"]
    assert check(folder, "boss.yaml", "--as-of", "soon").returncode == 2


def test_without_a_date_nothing_invents_one(folder: Path) -> None:
    """The same sheet gives the same report on any day."""
    (folder / "boss.yaml").write_text(BOSS.replace("date: 2026-12-01\n", ""), encoding="utf-8")
    (found,) = data(folder, "boss.yaml")["cases"]
    assert found["as_of"] is None
    assert "case.no_date" in [problem["code"] for problem in found["problems"]]
    assert "(ohne Datum)" in check(folder, "boss.yaml").stdout.splitlines()[0]


def test_nothing_typed_steers_the_terminal_or_breaks_a_line(folder: Path) -> None:
    """An answer stays text: on one line, without control signs."""
    nasty = 'org_name: "Chor\\nNord \\u202e X"'
    (folder / "boss.yaml").write_text(BOSS.replace("org_name: Chor Altdorf", nasty), encoding="utf-8")
    first = check(folder, "boss.yaml").stdout.splitlines()[0]
    assert first.startswith("Chor Nord ")
    assert "\u202e" not in first


def test_a_bank_elsewhere_is_named_by_its_folder(tmp_path: Path) -> None:
    """A sheet of a bank that is not found by its id is read with `--bank`, and says so without it."""
    bank = Path(__file__).parents[1] / "banks" / "every-type"
    sheet = tmp_path / "a.yaml"
    sheet.write_text(
        "smcheck: 1\nbank: {id: every-type, version: 1.2.0}\ncase: a\nround: 2026-12\ndate: 2026-12-01\nanswers: {}\n",
        encoding="utf-8",
    )
    refused = check(tmp_path, "a.yaml")
    assert refused.returncode == 1
    assert "--bank" in refused.stdout + refused.stderr
    assert check(tmp_path, "a.yaml", "--bank", str(bank)).returncode == 0
