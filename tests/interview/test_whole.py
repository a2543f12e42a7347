"""Whole interviews in plain lines: through real pipes, in a real terminal, and ended by force."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from talks import FAIR, Process, environment

from smcheck.answers.read import load_sheet
from smcheck.bank.load import load
from smcheck.logic.values import BLANK

EVERY_TYPE = Path(__file__).parents[1] / "banks" / "every-type"
BRIEF_TALK = """\
Bibliothek Oberau

ja
Am Samstag ist das Haus voll.

1
Samstags 200 Menschen
Zählung an der Tür
Leitung
31.12.2099
2
ja
1, 2
40
1
Ausstellungen
3
Aushang schreiben
:weiter
2

"""


@pytest.fixture
def talk(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what runs the command in an empty folder with *lines* as its input."""

    def run(*arguments: str, lines: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "smcheck", "interview", *arguments],
            input=lines,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=environment(**more),
            timeout=60,
            check=False,
        )

    return run


def only_sheet(folder: Path) -> Path:
    (sheet,) = folder.glob("*.yaml")
    return sheet


def test_a_whole_goal_talk_through_a_pipe(talk, tmp_path):
    first = talk("--bank", "goal-check", "--plain", lines=BRIEF_TALK)
    sheet = load_sheet(only_sheet(tmp_path))
    assert sheet.path.name.startswith("bibliothek-oberau.")
    assert sheet.valid
    assert sheet.answers["team"] == "Bibliothek Oberau"
    assert [row.name for row in sheet.answers["goals"]] == ["Samstags 200 Menschen"]
    assert sheet.answers["agreed"] == ("boss", "doers")
    assert first.returncode == 0
    assert "Danke. Sie haben 9 Punkte geklärt und einen offenen Punkt gefunden." in first.stdout
    last = talk("--plain", lines="1\n12\n24.12.2099\n\n")
    assert last.returncode == 0
    assert "next_look" in load_sheet(sheet.path).answers


def test_a_whole_interview_with_every_type_through_a_pipe(talk, tmp_path):
    done = talk("--bank", str(EVERY_TYPE), "--plain", lines=FAIR)
    sheet = load_sheet(only_sheet(tmp_path), bank=load(EVERY_TYPE))
    assert done.returncode == 0, done.stdout
    assert sheet.valid
    assert not sheet.open
    assert [row.name for row in sheet.answers["shifts"]] == ["Küche", "Getränke"]
    assert sheet.answers["purpose"] is BLANK
    assert sheet.answers["last_word"] == "Danke"
    assert "Danke. Sie haben 17 Punkte geklärt und 0 offene Punkte gefunden." in done.stdout
    assert "\x1b" not in done.stdout


def test_the_end_of_the_input_saves_and_says_how_to_go_on(talk, tmp_path):
    done = talk("--bank", str(EVERY_TYPE), "--plain", lines="Fair\n\nja\n1\n")
    assert done.returncode == 130
    assert f"smcheck interview {only_sheet(tmp_path).name} --plain --bank {EVERY_TYPE}" in done.stdout
    assert load_sheet(only_sheet(tmp_path), bank=load(EVERY_TYPE)).answers == {"org_name": "Fair", "org_kind": "club"}


def test_an_interview_goes_on_in_the_other_language(talk, tmp_path):
    talk("--bank", str(EVERY_TYPE), "--plain", lines="Fair\n\nja\n1\n")
    done = talk("--bank", str(EVERY_TYPE), "--plain", "--language", "en", only_sheet(tmp_path).name, lines="2\n")
    assert "In which countries do you work?" in done.stdout
    assert load_sheet(only_sheet(tmp_path), bank=load(EVERY_TYPE)).header.language == "en"


def test_without_a_terminal_it_says_what_to_do_instead(talk, tmp_path):
    done = talk()
    assert done.returncode == 2
    assert "--plain" in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("more", [{"ACCESSIBLE": "1"}, {"TERM": "dumb"}], ids=str)
def test_the_surroundings_can_ask_for_plain_lines(talk, more):
    assert talk("--bank", "goal-check", **more).returncode == 130


def test_a_wish_that_cannot_be_met_is_a_mistake_of_usage(talk):
    done = talk("--bank", "goal-check", "--plain", "--mode", "endless")
    assert done.returncode == 2
    assert "talk" in done.stderr


def test_a_sheet_that_is_none_is_reported_in_one_line(talk, tmp_path):
    (tmp_path / "x.yaml").write_text("a: [", encoding="utf-8")
    done = talk("--plain", "x.yaml")
    assert done.returncode == 1
    assert done.stderr.startswith("x.yaml:1:")


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    """Return an interview in the middle of the first row of a group."""
    process = Process(tmp_path, "--bank", str(EVERY_TYPE))
    process.wait_for("Antwort: ")
    process.type("Fair", "", "ja", "1", "", "45", "31.12.2099", "ja", "", "5000", "", "", "1")
    process.wait_for("Welche Stände gibt es?")
    process.type("1", "Brot", "1")
    process.wait_for("Wer ist verantwortlich?")
    yield process
    process.child.kill()
    process.child.communicate()


@pytest.mark.safety
def test_kill_9_in_the_middle_of_a_row_loses_no_confirmed_cell(process, tmp_path, talk):
    process.child.kill()
    process.child.wait()
    sheet = only_sheet(tmp_path)
    data: Any = load_sheet(sheet, bank=load(EVERY_TYPE)).document.data
    assert data["answers"]["stalls"] == [{"stall_name": "Brot", "stall_kind": "kitchen"}]
    assert data["answers"]["budget"] == "5000"
    on = talk("--bank", str(EVERY_TYPE), "--plain", sheet.name, lines="1\n")
    assert "Welche Stände gibt es?" in on.stdout
    assert "Wer ist verantwortlich?" in on.stdout


@pytest.mark.safety
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
def test_signals_save_and_say_how_to_go_on(process, tmp_path, number, code):
    process.child.send_signal(number)
    out, _ = process.child.communicate(timeout=30)
    assert process.child.returncode == code
    assert "smcheck interview" in out.decode()
    sheet = load_sheet(only_sheet(tmp_path), bank=load(EVERY_TYPE))
    assert sheet.answers["stalls"][0].name == "Brot"


@pytest.mark.terminal
@pytest.mark.skipif(os.name == "nt", reason="pexpect needs a POSIX terminal")
def test_a_real_terminal_gets_not_one_escape_sequence(tmp_path):
    import pexpect

    arguments = ["-m", "smcheck", "interview", "--plain", "--bank", str(EVERY_TYPE), "--role", "guest"]
    child = pexpect.spawn(sys.executable, arguments, cwd=str(tmp_path), env=environment(), timeout=30, encoding="utf-8")
    seen = ""
    for needle, line in (
        ("Antwort: ", "Feß & Söhne"),
        ("ja oder nein", "ja"),
        ("Wie viele Menschen", ":zurück"),
        ("Wie viele Menschen", "viele"),
        ("Wie viele Menschen|Antwort", "45"),
        ("Welche Stände", "2"),
        ("Wie ist die Stimmung", "3"),
        ("noch wissen", "Nichts \x1b[31m"),
        ("Ihre Antworten", ""),
    ):
        child.expect(needle)
        seen += child.before + child.after
        child.sendline(line)
    child.expect(pexpect.EOF)
    seen += child.before
    child.close()
    assert child.exitstatus == 0
    assert "\x1b" not in seen.replace("^[", "")
    assert only_sheet(tmp_path).name.startswith("fess-soehne.")
