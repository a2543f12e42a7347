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
EURO = "\N{NO-BREAK SPACE}€"
CREW = HEAD + "language: en\nrespondent: {role: crew}\nanswers: {mood: 3}\n"

EXAMPLES = Path(__file__).parents[2] / "examples"


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
        "  Befunde (--explain NAME sagt, warum):\n"
        "    nicht zu beurteilen: views_differ, good_mood, stall_unowned, money_short\n"
    )


def test_findings_are_named_by_severity_and_many_that_were_not_asked_about_are_counted() -> None:
    """The names are those that `--explain` takes; a short interview leaves most of a long list open."""
    done = check(EXAMPLES, "stadtwerke-ellerbach.2026-12.all.yaml", "--as-of", "2026-12-08")
    assert "    Risiko: sponsor_diffuse\n    Stärke: dialogue_alive\n" in done.stdout
    assert re.search(r"    nicht zu beurteilen: \d+ \(--json nennt sie\)\n", done.stdout)


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
                "findings": [
                    {
                        "id": "good_mood",
                        "severity": "strength",
                        "message": "Die Stimmung trägt.",
                        "recommendation": None,
                        "rests_on": [{"question": "mood", "role": "crew", "answer": "3 – Fast alle freuen sich."}],
                        "values": {},
                        "waived": None,
                    }
                ],
                "not_assessed": [
                    {"id": "views_differ", "missing": []},
                    {"id": "stall_unowned", "missing": ["stalls"]},
                    {"id": "money_short", "missing": ["stalls"]},
                ],
                "readiness": [
                    dimension("spirit", ("mood", 3, "answered"), ("channels", None, "missing")),
                    dimension(
                        "order", ("f_owned", None, "blank"), ("f_settled", None, "missing"), ("f_hours", None, "blank")
                    ),
                ],
                "portraits": [],
                "alignment": {"index": None, "gaps": [], "agreements": []},
            }
        ],
    }


def dimension(name: str, *components: tuple[str, object, str]) -> dict[str, Any]:
    """Return a dimension that is not assessed."""
    return {
        "id": name,
        "value": None,
        "level": None,
        "provisional": False,
        "unknown": 0,
        "cap": None,
        "components": [{"id": id_, "value": value, "status": status} for id_, value, status in components],
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


WHOLE = (
    HEAD
    + """language: %s
respondent: {role: %s}
answers:
  org_name: Chor Altdorf
  budget: 0
  weekly_hours: %s
  channels: [web]
  stalls:
    - {stall_name: Grill, stall_kind: kitchen, stall_owner: nobody, stall_hours: 9, stall_cost: 800}
    - {stall_name: Zelt, stall_kind: bar, stall_owner: nobody, stall_hours: 2, stall_cost: 0}
  mood: %s
waived: %s
"""
)


@pytest.fixture
def two(folder: Path) -> Path:
    """A folder with two sheets of people who see things differently."""
    (folder / "boss.yaml").write_text(WHOLE % ("de", "boss", 0, 4, "{stall_unowned: kommt noch}"), encoding="utf-8")
    (folder / "crew.yaml").write_text(WHOLE % ("en", "crew", 8, 1, ""), encoding="utf-8")
    return folder


def test_diagnosis_is_in_the_json(two: Path) -> None:
    """What the answers add up to, with the evidence of every sentence."""
    (case,) = data(two, ".")["cases"]
    critical, waived, note = case["findings"]
    assert (note["id"], note["rests_on"]) == ("views_differ", [])
    assert critical == {
        "id": "money_short",
        "severity": "critical",
        "message": f"Die Stände kosten mehr, als bewilligt ist: 800{EURO} statt 0{EURO}, bei 11 fehlenden Stunden.",
        "recommendation": "Streichen Sie einen Stand.",
        "rests_on": [
            {"question": "budget", "role": "boss", "answer": f"0{EURO}"},
            {"question": "stalls", "role": None, "answer": "Grill; Zelt"},
        ],
        "values": {"planned": f"800{EURO}", "approved": f"0{EURO}", "missing_hours": "11"},
        "waived": None,
    }
    assert (waived["id"], waived["waived"]) == ("stall_unowned", "kommt noch")
    assert waived["message"] == "Für 2 von 2 Ständen ist niemand verantwortlich: Zelt und Grill."
    assert case["not_assessed"] == []
    spirit, order = case["readiness"]
    assert (spirit["value"], spirit["level"], spirit["cap"]) == (2, 2, None)
    assert (order["value"], order["level"], order["cap"]) == (0, 0, None)
    assert case["portraits"] == []
    assert case["alignment"]["index"] == 12.5
    assert [(gap["question"], gap["distance"], gap["answers"]) for gap in case["alignment"]["gaps"]] == [
        ("weekly_hours", 1, {"boss": ["0"], "crew": ["8"]}),
        ("mood", 0.75, {"boss": ["4 – Alle freuen sich."], "crew": ["1 – Wenige freuen sich."]}),
    ]


GERMAN = f"""\
Chor Altdorf – fair, 2026-12 (Stand 01.12.2026)
money_short: trifft zu (kritisch).
  Die Stände kosten mehr, als bewilligt ist: 800{EURO} statt 0{EURO}, bei 11 fehlenden Stunden.
Bedingung:
  stalls_cost ist größer als Budget
Werte:
  stalls_cost = 800
Antworten:
  Budget: 0{EURO} (Leitung, boss.yaml)
  Stände: Grill; Zelt
"""
ENGLISH = """\
Chor Altdorf – fair, 2026-12 (as of 1 December 2026)
stall_unowned: applies (risk).
  Nobody is responsible for 2 of 2 stalls: Zelt and Grill.
  Waived: kommt noch
Condition:
  “Nobody” is responsible for at least one stall.
  at least once in Stalls: Responsible is “nobody”
  true for 2 entries of 2
Answers:
  Stalls: Grill (Responsible: nobody); Zelt (Responsible: nobody)
"""


def test_a_finding_is_explained_by_its_condition_figures_and_answers(two: Path) -> None:
    """In the language of the first sheet; exit 0, whether it applies or not."""
    done = check(two, ".", "--explain", "money_short")
    assert (done.returncode, done.stdout, done.stderr) == (0, GERMAN, "")
    (two / "boss.yaml").write_text(
        (two / "boss.yaml").read_text("utf-8").replace("language: de", "language: en"), "utf-8"
    )
    done = check(two, ".", "--explain", "stall_unowned")
    assert (done.returncode, done.stdout, done.stderr) == (0, ENGLISH, "")


def test_a_finding_that_does_not_apply_or_cannot_be_assessed_is_explained_too(two: Path) -> None:
    """With what is missing for it."""
    assert "good_mood: trifft nicht zu.\n" in check(two, ".", "--explain", "good_mood").stdout
    open_one = check(two, "crew.yaml", "--explain", "views_differ")
    assert open_one.returncode == 0
    assert open_one.stdout.endswith("Missing for it:\n  a figure that cannot be computed from the answers\n")
    (two / "crew.yaml").write_text(CREW, encoding="utf-8")
    lacking = check(two, "crew.yaml", "--explain", "money_short").stdout
    assert "  Budget: not asked\n" in lacking
    assert lacking.endswith("Missing for it:\n  Budget: not asked\n  Stalls: no answer\n")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "Einen Befund „money_shot“ gibt es nicht. Meinten Sie „money_short“?"),
        ("en", "There is no finding “money_shot”. Did you mean “money_short”?"),
    ],
)
def test_an_unknown_finding_is_a_wrong_usage_that_names_the_nearest(two: Path, language: str, told: str) -> None:
    """No sheet is wrong; the id is."""
    (two / "crew.yaml").unlink()
    text = (two / "boss.yaml").read_text(encoding="utf-8")
    (two / "boss.yaml").write_text(text.replace("language: de", f"language: {language}"), encoding="utf-8")
    done = check(two, ".", "--explain", "money_shot")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_an_explanation_is_no_json(two: Path) -> None:
    """Two formats at once are a wrong usage."""
    done = check(two, ".", "--explain", "money_short", "--json")
    assert (done.returncode, done.stdout) == (2, "")


def test_errors_of_sheets_end_an_explanation_with_1(two: Path) -> None:
    """As they end a check; what can be explained still is."""
    (two / "bad.yaml").write_text("smcheck: 1\n", encoding="utf-8")
    done = check(two, ".", "--explain", "money_short")
    assert done.returncode == 1
    assert "money_short: trifft zu" in done.stdout


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
    for name, role, mood in (("c.yaml", "boss", 4), ("d.yaml", "crew", 1)):
        text = (
            (WHOLE % ("de", role, 0, mood, "")).replace("case: fair", "case: zoo").replace("budget: 0", "budget: 100")
        )
        duties = "  duties: {noise: {duty_state: settled}}\nwaived"
        (folder / name).write_text(text.replace("waived", duties), encoding="utf-8")
    zoo = data(folder, "c.yaml", "d.yaml")["cases"][0]
    order = next(one for one in zoo["readiness"] if one["id"] == "order")
    printed = {
        "`smcheck check --json`": list(whole),
        "An entry of `cases`": list(found),
        "An entry of `sheets`": list(found["sheets"][0]),
        "`coverage`": list(found["coverage"]),
        "An entry of `open`": list(found["open"][0]),
        "An entry of `findings`": list(zoo["findings"][0]),
        "An entry of `rests_on`": list(zoo["findings"][0]["rests_on"][0]),
        "An entry of `not_assessed`": list(found["not_assessed"][0]),
        "An entry of `readiness`": list(order),
        "`cap`": list(order["cap"]),
        "An entry of `components`": list(order["components"][0]),
        "`alignment`": list(zoo["alignment"]),
        "An entry of `gaps` or `agreements`": list(zoo["alignment"]["gaps"][0]),
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
