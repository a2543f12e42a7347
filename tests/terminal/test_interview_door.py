"""The way in, and what can go wrong with the sheet meanwhile."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from every_type import BANK, entry, write_sheet
from pty_screen import CTRL_C, ENTER, Terminal

pytestmark = pytest.mark.terminal

MEMBERS, DATE, LEFT = (
    "Wie viele Menschen",
    "Wann beginnt das Fest?",
    "Ihre Antworten sind noch da, aber nicht gespeichert.",
)


def test_an_empty_folder(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Without arguments it asks for bank, organisation and role, and says where the answers go and how to go on."""
    terminal = start(language="en_GB.UTF-8")
    terminal.answer("With which question bank?", "2", ENTER)
    terminal.answer("What is your organisation called?", "Brühlmatt & Söhne", ENTER)
    terminal.answer("Whom do you talk to?", "2", ENTER)
    terminal.wait_for_prompt("Is that all right?")
    (sheet,) = tmp_path.glob("*.yaml")
    assert sheet.name.startswith("bruehlmatt-soehne.")
    assert sheet.name.endswith(".management.yaml")
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert terminal.shows(f"The answers are in {sheet}")
    assert terminal.shows(f"smcheck interview {sheet.name}")
    terminal.send("n" + ENTER)
    assert terminal.wait_exit() == 0
    assert terminal.shows("All right, then nothing is asked.")
    assert entry(sheet, "consent") == "no"


def test_unfinished_sheets_are_offered(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """The newest first, with what is left of each; a finished one is not among them."""
    old = write_sheet(tmp_path / "alt.yaml", upto="members")
    new = write_sheet(tmp_path / "neu.yaml", upto="fair_date")
    write_sheet(tmp_path / "fertig.yaml")
    os.utime(old, (1_790_000_000, 1_790_000_000))
    os.utime(new, (1_795_000_000, 1_795_000_000))
    terminal = start("--bank", str(BANK))
    terminal.wait_for_prompt("Womit möchten Sie weitermachen?")
    shown = terminal.prompt
    assert shown.index("neu.yaml") < shown.index("alt.yaml") < shown.index("Ein neues Interview beginnen")
    assert "fertig" not in shown
    assert "Turnverein Altdorf" in shown
    assert "21.09.2026" in shown
    terminal.send("2" + ENTER)
    terminal.answer(MEMBERS, CTRL_C)
    assert terminal.wait_exit() == 130
    assert terminal.shows("Zuletzt gespeichert am 21.09.2026")
    assert terminal.shows("Es geht weiter bei Frage 4 von 17: Mitglieder")


def test_a_sheet_of_an_older_bank(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """It is opened through the renames of the bank, with a report, and what was said is there."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="members", version="1.0.0")
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("  org_kind: club\n", "  org_kind: club\n  member_count: 45\n"), encoding="utf-8")
    terminal = start(sheet.name, "--bank", str(BANK))
    terminal.wait_for_prompt(DATE)
    assert terminal.shows("Version 1.0.0")
    assert terminal.shows("„member_count“ heißt jetzt members")
    terminal.send(CTRL_C)
    assert terminal.wait_exit() == 130


def test_a_sheet_of_a_newer_bank(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """It is left alone, byte by byte."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="members", version="9.0.0")
    before = sheet.read_bytes()
    terminal = start(sheet.name, "--bank", str(BANK))
    assert terminal.wait_exit() == 1
    assert "9.0.0" in terminal.text
    assert sheet.read_bytes() == before


def test_two_interviews_on_one_sheet(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """The second to save finds the sheet changed: both versions are kept whole, and it is told where its own is."""
    sheet = write_sheet(tmp_path / "fest.yaml", upto="members")
    one, two = start(sheet.name, "--bank", str(BANK)), start(sheet.name, "--bank", str(BANK))
    two.wait_for_prompt(MEMBERS)
    one.answer(MEMBERS, "45", ENTER)
    one.wait_for_prompt(DATE)
    two.send("46" + ENTER)
    two.wait_for_prompt(DATE)
    ours = tmp_path / "fest.yaml.conflict-1"
    assert two.shows("„fest.yaml“ wurde inzwischen von anderer Seite geändert und bleibt, wie es ist.")
    assert two.shows(ours.name)
    two.send("1.6.2027" + ENTER)
    two.wait_for_prompt("beschlossen?")
    one.answer(DATE, "2.6.2027", ENTER)
    one.answer("beschlossen?", CTRL_C)
    two.send(CTRL_C)
    assert [one.wait_exit(), two.wait_exit()] == [130, 130]
    assert [entry(sheet, "answers", id_) for id_ in ("members", "fair_date")] == ["45", "2027-06-02"]
    assert [entry(ours, "answers", id_) for id_ in ("members", "fair_date")] == ["46", "2027-06-01"]
    assert two.shows(f"Die Antworten stehen in {ours}")


def test_a_folder_that_vanishes(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """It says so, shows the answers and saves a copy elsewhere; once the folder is back, everything is saved there."""
    folder, home = tmp_path / "stick", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    sheet = write_sheet(folder / "fest.yaml", upto="members")
    terminal = start(str(sheet), "--bank", str(BANK), HOME=str(home), TMPDIR=str(home))
    terminal.wait_for_prompt(MEMBERS)
    folder.rename(tmp_path / "weg")
    terminal.send("45" + ENTER)
    terminal.wait_for_prompt(LEFT)
    assert terminal.shows(f"„{folder}“")
    terminal.answer(LEFT, "3", ENTER)
    terminal.wait_for("members: 45")
    terminal.answer(LEFT, "2", ENTER)
    rescued = home / "fest.yaml.rescue"
    terminal.wait_for(f"Die Antworten stehen jetzt in {rescued}")
    assert entry(rescued, "answers", "members") == "45"
    terminal.answer(LEFT, "4", ENTER)
    terminal.answer(DATE, "1.6.2027", ENTER)
    terminal.wait_for_prompt(LEFT)
    (tmp_path / "weg").rename(folder)
    terminal.send("1" + ENTER)
    terminal.answer("beschlossen?", CTRL_C)
    assert terminal.wait_exit() == 130
    assert [entry(sheet, "answers", id_) for id_ in ("members", "fair_date")] == ["45", "2027-06-01"]


def test_leaving_when_the_folder_is_gone(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """Even the folder one stands in: a copy is saved elsewhere and named, and no other place is claimed."""
    folder, home = tmp_path / "stick", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    write_sheet(folder / "fest.yaml", upto="members")
    terminal = start("fest.yaml", "--bank", str(BANK), folder=folder, HOME=str(home), TMPDIR=str(home))
    terminal.wait_for_prompt(MEMBERS)
    shutil.rmtree(folder)
    terminal.send("45" + ENTER)
    terminal.answer(LEFT, "5", ENTER)
    assert terminal.wait_exit() == 130
    rescued = home / "fest.yaml.rescue"
    assert entry(rescued, "answers", "members") == "45"
    end = "".join(terminal.scrolled.rpartition("Aufhören")[2].split())
    assert f"DieAntwortenstehenjetztin{rescued}" in end
    assert str(folder) not in end
    assert [path.name for path in home.iterdir()] == [rescued.name]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_becomes_read_only(start: Callable[..., Terminal], tmp_path: Path) -> None:
    """The sheet stays as it is until it can be saved again."""
    folder = tmp_path / "stick"
    folder.mkdir()
    sheet = write_sheet(folder / "fest.yaml", upto="members")
    terminal = start(str(sheet), "--bank", str(BANK))
    terminal.wait_for_prompt(MEMBERS)
    folder.chmod(0o500)
    try:
        terminal.send("45" + ENTER)
        terminal.wait_for_prompt(LEFT)
        assert entry(sheet, "answers", "members") is None
    finally:
        folder.chmod(0o700)
    terminal.send("1" + ENTER)
    terminal.answer(DATE, CTRL_C)
    assert terminal.wait_exit() == 130
    assert entry(sheet, "answers", "members") == "45"
