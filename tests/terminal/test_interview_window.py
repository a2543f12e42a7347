"""Small windows, windows that change, and none at all."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from every_type import BANK, write_sheet
from pty_screen import CTRL_C, CTRL_R, DOWN, END, ENTER, F1, SMCHECK, Terminal

pytestmark = pytest.mark.terminal

LONG = """\
id: long
version: 1.0.0
name: Long
languages: [de, en]
modes: [{id: quick, text: {de: kurz, en: short}}]
sections: [main]
title: name
"""
QUESTION = "Which of the following, " + "all of them described at some length, " * 6 + "is it?"
CHOICES = [
    f"choice {n} " + "with words that go on beyond the edge of a small window " * 2 + f"end{n}" for n in range(20)
]


@pytest.fixture
def long_bank(tmp_path: Path) -> Path:
    """A bank with a long question and twenty long choices."""
    folder = tmp_path / "long"
    (folder / "sections").mkdir(parents=True)
    choices = "".join(f"      - {{id: c{n}, text: {text}}}\n" for n, text in enumerate(CHOICES))
    (folder / "bank.yaml").write_text(LONG, encoding="utf-8")
    (folder / "sections" / "main.yaml").write_text(
        "id: main\ntitle: Main\nminutes: {quick: 3}\nquestions:\n"
        "  - {id: name, type: text, text: What is it called?}\n"
        f"  - id: pick\n    type: single\n    text: '{QUESTION}'\n    choices:\n{choices}",
        encoding="utf-8",
    )
    return folder


def begin(start: Callable[..., Terminal], bank: Path, *, rows: int, columns: int) -> Terminal:
    terminal = start("--bank", str(bank), language="en_GB.UTF-8", rows=rows, columns=columns)
    terminal.answer("What is it called?", "It", ENTER)
    return terminal


def test_a_long_list_scrolls_below_its_question(start: Callable[..., Terminal], long_bank: Path) -> None:
    """In 60 columns and 24 lines: the question stays in sight, choices are wrapped, and the last one can be reached."""
    terminal = begin(start, long_bank, rows=24, columns=60)
    terminal.wait_for_prompt("choice 0")
    lines = terminal.text.splitlines()
    assert QUESTION in " ".join(terminal.text.split())
    assert CHOICES[0] in " ".join(terminal.text.replace("↑", "").split())  # but for the scroll bar
    assert "end19" not in terminal.text
    second = next(number for number, line in enumerate(lines) if "› " in line) + 1
    assert lines[second].startswith(" " * 7)  # what is wrapped stands below its own beginning
    assert "^C quit" in lines[-1]
    terminal.send(END)
    terminal.wait_for_prompt("end19")
    assert QUESTION in " ".join(terminal.text.split())
    terminal.send("1" + "2" + ENTER)
    terminal.wait_for("→ choice 11")
    terminal.wait_for("end11")  # the answer in full; nothing else of the list stays
    terminal.wait_until_gone("end10")
    terminal.wait_until_gone("end12")
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130


def test_a_window_changes_its_size(start: Callable[..., Terminal], long_bank: Path) -> None:
    """Narrower and wider again while a question is open: it is there in full, and the pointer where it was."""
    terminal = begin(start, long_bank, rows=30, columns=100)
    terminal.answer("choice 0", DOWN)
    terminal.wait_for_prompt("›  2")
    terminal.resize(30, 50)
    terminal.wait_for_prompt(QUESTION)
    terminal.wait_for_prompt("›  2")
    terminal.resize(40, 120)
    terminal.wait_for_prompt("^R review  ^C quit")
    terminal.send(ENTER)
    terminal.wait_for("→ choice 1")
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130


def test_typed_text_survives_a_smaller_window(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """What one types wraps and is still there, F1 and all."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="org_name")
    terminal = start(sheet.name, "--bank", str(BANK), columns=100)
    typed = "Turn- und Sportverein Altdorf an der Reuss und Umgebung"
    terminal.answer("Wie heißt Ihre Organisation?", typed)
    terminal.wait_for_prompt(typed)
    terminal.resize(24, 40)
    terminal.wait_for_prompt("Organisation? höchstens 80 Zeichen")
    terminal.send(F1)
    terminal.wait_for_prompt("Damit das Dokument Ihren Namen trägt.")
    assert "".join(typed.split()) in "".join(terminal.prompt.split())
    terminal.send(ENTER)
    terminal.wait_for(f"→ {typed}")
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130


def test_the_review_in_a_small_window(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Answers stand below their questions where there is no room beside them."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="motives")
    terminal = start(sheet.name, "--bank", str(BANK), columns=50, rows=20)
    terminal.answer("Was ist Ihnen am wichtigsten?", CTRL_R)
    terminal.wait_for_prompt("Stimmt alles?")
    lines = terminal.text.splitlines()
    mood = next(number for number, line in enumerate(lines) if "✓ Stimmung" in line)
    assert lines[mood + 1].strip(" ↓") == "3 – Fast alle freuen sich."
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130


@pytest.mark.parametrize(
    ("language", "message"),
    [("de_AT.UTF-8", "Ein Interview braucht ein Terminal."), ("fr_FR.UTF-8", "An interview needs a terminal.")],
)
def test_no_terminal(tmp_path: Path, language: str, message: str) -> None:
    """Without one it says what to do instead, and creates nothing."""
    surroundings = {**os.environ, "LANG": language}
    done = subprocess.run(
        [*SMCHECK, "interview"],
        cwd=tmp_path,
        env=surroundings,
        input="2\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert message in done.stderr
    assert "--plain" in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("env", [{"ACCESSIBLE": "1"}, {"TERM": "dumb"}], ids=str)
def test_plain_mode_by_itself(start: Callable[..., Terminal], tmp_path: Path, env: dict[str, str]) -> None:
    """Screen readers and terminals that cannot move the cursor get lines, without being asked."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="org_name")
    terminal = start(sheet.name, "--bank", str(BANK), **env)
    terminal.type_line("Wie heißt Ihre Organisation?", "TV Au")
    terminal.type_line("1 Verein 2 Betrieb 3 Amt", ":ende")
    assert terminal.wait_exit() == 130
    assert b"\x1b" not in terminal.raw
