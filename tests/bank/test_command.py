"""`smcheck bank`: what it prints, on a pipe and on a terminal, and how it ends."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smcheck.cli import run

EVERY_TYPE = Path(__file__).parents[1] / "banks" / "every-type"


@pytest.fixture
def smcheck(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Return a function that runs the program and returns exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["smcheck", "bank", *arguments])
        code = run()
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_the_list_names_every_bank_with_its_id_version_languages_modes_and_folder(smcheck) -> None:
    code, out, err = smcheck("list")
    assert (code, err) == (0, "")
    heads, *lines = [line.split("\t") for line in out.splitlines()]
    assert heads == ["id", "version", "languages", "modes", "questions", "name", "folder"]
    assert {line[0] for line in lines} >= {"goal-check", "social-media"}
    assert all(Path(line[-1], "bank.yaml").is_file() for line in lines)


def test_a_bank_that_does_not_load_is_told_and_the_others_are_listed(
    smcheck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smcheck import resources

    monkeypatch.setattr(resources, "own", lambda kind: tmp_path / kind)
    shutil.copytree(EVERY_TYPE, tmp_path / "questions" / "spoilt")
    (tmp_path / "questions" / "spoilt" / "values.yaml").write_text("limitz: {}\n", encoding="utf-8")
    code, out, err = smcheck("list")
    assert code == 1
    assert "goal-check" in out
    assert "Did you mean “limits”?" in err


def test_a_bank_is_shown_with_order_text_type_who_condition_and_choices(smcheck) -> None:
    code, out, err = smcheck("show", str(EVERY_TYPE), "--language", "de")
    assert (code, err) == (0, "")
    rows = {cells[1]: cells for line in out.splitlines() if len(cells := line.split("\t")) == 8}
    assert rows["own_share"] == [
        "10",
        "own_share",
        "Wie viel Prozent davon sind eigenes Geld?",
        "percent",
        "Leitung",
        "",
        "Budget ist größer als 0",
        "",
    ]
    assert rows["worries"][5] == "ausführlich"
    assert rows["stall_due"][6] == "Verantwortlich ist „eine Person oder Funktion“"
    assert rows["alcohol"][6] == "mindestens einmal in Stände: Bereich ist „Getränke“"
    assert rows["stalls"][4] == "Leitung und Team; ergänzt von Gast"
    assert rows["mood"][4].endswith("Antworten werden verglichen")
    assert rows["org_kind"][7] == "club: Verein; firm: Betrieb; office: Amt"
    assert rows["main_stall"][7] == "die Zeilen von stalls"
    assert "Grundlagen (basics)" in out


def test_a_bank_is_shown_in_the_language_that_is_wanted(smcheck) -> None:
    _, out, _ = smcheck("show", str(EVERY_TYPE), "--language", "en")
    assert "Which stalls are there?" in out
    assert "Welche" not in out


def test_a_question_without_a_label_is_quoted_in_conditions(smcheck, write) -> None:
    questions = "- {id: size, type: integer, text: 'How large?'}\n- {id: last, type: text, text: L, when: size > 3}"
    _, out, _ = smcheck("show", str(write(questions)))
    assert "“How large?” is more than 3" in out


def test_every_question_column_and_row_is_shown_once_and_in_order(smcheck) -> None:
    from smcheck.bank.load import load

    bank = load(EVERY_TYPE)
    _, out, _ = smcheck("show", str(EVERY_TYPE))
    shown = [line.split("\t")[1] for line in out.splitlines() if line.count("\t") == 7]
    expected = []
    for question in bank.questions.values():
        expected += [question.id, *(column.id for column in question.columns), *(row.id for row in question.rows)]
    assert [name for name in shown if name != "id"] == expected


def test_rules_are_shown_with_their_conditions_in_words(smcheck) -> None:
    """For those who do not read YAML: what is told when, with the figure of each limit."""
    code, out, _ = smcheck("show", str(EVERY_TYPE), "--language", "de")
    assert code == 0
    parts = out.split("\n\n")
    dimensions, findings, portraits = (
        next(part for part in parts if part.startswith(title)) for title in ("Dimensionen", "Befunde", "Bilder")
    )
    rows = {
        line.split("\t")[0]: line.split("\t")[1:]
        for part in (dimensions, findings, portraits)
        for line in part.splitlines()
    }
    assert rows["spirit"] == ["Vorfreude", "Mittel aus: Stimmung; Einladung", ""]
    assert rows["order"][2].split("; ") == [
        "höchstens 2, wenn: mindestens einmal in Stände: Kosten ist größer als Budget",
        "höchstens 1, wenn: Stunden pro Woche ist 0",
    ]
    assert rows["stall_unowned"] == [
        "Für {n} von {m} Ständen ist niemand verantwortlich: {all}.",
        "Risiko",
        "mindestens einmal in Stände: Verantwortlich ist „niemand“",
    ]
    assert rows["money_short"][1] == "kritisch, wenn: Budget ist 0; Risiko"
    assert rows["views_differ"][2] == (
        "Übereinstimmung der Befragten (0 bis 100) ist kleiner als 50 "
        "oder Anteil von „weiß ich nicht“ ist größer als 0,5 (helpers_few)"
    )
    assert rows["eager_crew"] == [
        "Die eifrige Mannschaft",
        "Viel Freude, wenig Plan.",
        "Vorfreude ist mindestens 3 und Ordnung ist kleiner als 2",
    ]
    _, out, _ = smcheck("show", str(EVERY_TYPE), "--language", "en")
    assert "money_short\tThe stalls cost more" in out
    assert "\tcritical if: Budget is 0; risk\t" in out


def test_a_bank_without_rules_is_shown_without_them(smcheck, write) -> None:
    _, out, _ = smcheck("show", str(write()))
    assert "Findings" not in out


def test_rules_are_in_the_json_under_the_keys_as_they_are_written(smcheck) -> None:
    _, out, _ = smcheck("show", str(EVERY_TYPE), "--json")
    data = json.loads(out)
    assert list(data) == [
        *("smcheck", "digest", "bank", "sections", "values"),
        *("dimensions", "roots", "findings", "portraits"),
    ]
    assert data["dimensions"][1]["caps"][1] == {
        "if": "weekly_hours == 0",
        "max": 1,
        "because": {"de": "Niemand hat Zeit zugesagt.", "en": "Nobody has promised time."},
    }
    short = next(each for each in data["findings"] if each["id"] == "money_short")
    assert short["severity"] == [{"level": "critical", "if": "budget == 0"}, {"level": "risk", "if": None}]
    assert (short["if"], short["suggests"]) == ("stalls_cost > budget", {"who": "boss", "days": 60})
    assert data["roots"]["money"] == {"de": "Mit dem Geld auskommen", "en": "Make ends meet"}
    assert data["portraits"][1]["if"] == "spirit >= 3 and order < 2"


def test_the_whole_bank_comes_as_json_with_figures_as_numbers(smcheck) -> None:
    code, out, _ = smcheck("show", str(EVERY_TYPE), "--json")
    data = json.loads(out)
    assert code == 0
    assert data["smcheck"] == 1
    assert data["bank"]["id"] == "every-type"
    assert [section["id"] for section in data["sections"]] == ["basics", "plan", "feeling"]
    stalls = next(each for each in data["sections"][1]["questions"] if each["id"] == "stalls")
    metres = next(each for each in stalls["columns"] if each["id"] == "stall_metres")
    assert metres["min"] == 0.5
    assert stalls["columns"][1]["choices"][1] == {
        "id": "bar",
        "text": {"de": "Getränke", "en": "bar"},
        "score": None,
        "asks": None,
        "exclusive": False,
    }
    assert data["values"]["limits"]["helpers_few"]["value"] == 0.5


def test_without_a_bank_one_of_several_has_to_be_named(smcheck) -> None:
    code, _, err = smcheck("show")
    assert code == 2
    assert "goal-check" in err


def test_a_sound_bank_is_linted_in_silence(smcheck) -> None:
    code, out, err = smcheck("lint", str(EVERY_TYPE))
    assert (code, out) == (0, "")
    assert err.endswith("every-type: errors 0, warnings 0, hints 0\n")


def test_findings_come_on_stdout_with_place_level_and_code_and_errors_end_with_1(smcheck, write) -> None:
    folder = write("- {id: size, type: integr, text: Size}")
    code, out, err = smcheck("lint", str(folder))
    assert code == 1
    assert out == (
        f"{folder}/sections/one.yaml:5:22: size: “integr” is not possible here. Did you mean “integer”? "
        "[error bank.not_allowed]\n"
    )
    assert err == f"{folder}: errors 1, warnings 0, hints 0\n"


def test_warnings_alone_do_not_fail(smcheck, write) -> None:
    folder = write(
        "- {id: size, type: integer, text: Size, min: 0, when: answered(last)}\n- {id: last, type: text, text: L}"
    )
    code, out, _ = smcheck("lint", str(folder))
    assert code == 0
    assert [line.rpartition("[")[2] for line in out.splitlines()] == ["warning lint.reads_later]"]


def test_a_template_that_uses_an_unknown_name_is_told_once_for_all_banks(
    smcheck, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smcheck import resources

    monkeypatch.setattr(resources, "own", lambda kind: tmp_path / kind)
    (tmp_path / "templates" / "generic").mkdir(parents=True)
    (tmp_path / "templates" / "generic" / "brief.md.j2").write_text("{{ documnt.language }}\n", encoding="utf-8")
    code, out, _ = smcheck("lint", str(EVERY_TYPE), "goal-check")
    assert code == 1
    assert out.count("documnt") == 1
    assert "documents.unknown_name" in out


def test_findings_come_as_json(smcheck, write) -> None:
    folder = write("- {id: size, type: integr, text: Size}")
    code, out, _ = smcheck("lint", str(folder), "--json")
    data = json.loads(out)
    assert code == 1
    assert data["smcheck"] == 1
    assert data["banks"][0]["folder"] == str(folder)
    assert data["banks"][0]["problems"] == [
        {
            "file": f"{folder}/sections/one.yaml",
            "line": 5,
            "column": 22,
            "question": "size",
            "level": "error",
            "code": "bank.not_allowed",
            "message": "“integr” is not possible here. Did you mean “integer”?",
        }
    ]


def test_findings_speak_the_language_of_the_environment(smcheck, write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "de_CH.UTF-8")
    _, out, _ = smcheck("lint", str(write("- {id: size, type: integr, text: Size}")))
    assert "Meinten Sie „integer“?" in out


def test_a_bank_that_is_not_there_ends_with_1(smcheck) -> None:
    code, out, err = smcheck("lint", "goal-chek")
    assert (code, out) == (1, "")
    assert "There is no bank “goal-chek”. There are: " in err


def test_schemas_are_printed_for_banks_and_for_sheets(smcheck) -> None:
    code, out, _ = smcheck("schema")
    assert code == 0
    assert "Section" in json.loads(out)["$defs"]
    code, out, _ = smcheck("schema", str(EVERY_TYPE), "--language", "de")
    assert json.loads(out)["title"] == "Sommerfest"


@pytest.mark.terminal
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("width", [60, 80, 140])
@pytest.mark.parametrize("command", [["show", str(EVERY_TYPE), "--language", "de"], ["list"]])
def test_on_a_terminal_nothing_is_wider_than_the_window_and_nothing_is_lost(width: int, command: list[str]) -> None:
    import pexpect

    child = pexpect.spawn(
        sys.executable,
        ["-m", "smcheck", "bank", *command],
        dimensions=(40, width),
        encoding="utf-8",
        env={**{k: v for k, v in os.environ.items() if k != "COLUMNS"}, "NO_COLOR": "1", "TERM": "xterm"},
        timeout=30,
    )
    child.expect(pexpect.EOF)
    lines = child.before.splitlines()
    assert max(map(len, lines)) <= width
    flat = "".join("".join(lines).split())
    wanted = (
        ["stall_metres", "Verantwortlichist", "AnwelchenTagen?"]
        if command[0] == "show"
        else ["social-media", "1.0.0", "quick,full"]
    )
    for word in wanted:
        assert word in flat
    assert "…" not in flat


def test_on_a_pipe_nothing_is_wrapped_whatever_the_width() -> None:
    """A real pipe: the longest line stands whole, although COLUMNS says the window is narrow."""
    done = subprocess.run(
        [sys.executable, "-m", "smcheck", "bank", "show", str(EVERY_TYPE), "--language", "en"],
        capture_output=True,
        env={**os.environ, "COLUMNS": "40"},
        encoding="utf-8",
        check=True,
    )
    assert any("What is the stall called?" in line and line.startswith("14.1\t") for line in done.stdout.splitlines())
    assert "\x1b" not in done.stdout
