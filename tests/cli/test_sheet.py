"""`smcheck sheet new`: printed or written, and what is refused."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from smcheck.answers.read import load_sheet
from smcheck.bank.load import load

BANK = Path(__file__).parents[1] / "banks" / "every-type"


def new(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {key: value for key, value in os.environ.items() if key not in ("LANG", "LC_ALL", "LC_MESSAGES")}
    return subprocess.run(
        [sys.executable, "-m", "smcheck", "sheet", "new", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env=plain | environment,
    )


def test_a_blank_sheet_is_printed(tmp_path: Path) -> None:
    done = new("--bank", str(BANK), "--role", "crew", "--mode", "long", "--language", "de", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("## Antwortbogen: Sommerfest (ausführlich)\n## Rolle: Team\n")
    assert list(tmp_path.iterdir()) == []


def test_it_is_written_to_a_new_file_that_names_the_case(tmp_path: Path) -> None:
    """And never over a file that is there."""
    name = "acme.2027-06.boss.yaml"
    done = new("--bank", str(BANK), "--role", "boss", "-o", name, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    sheet = load_sheet(tmp_path / name, bank=load(BANK))
    assert (sheet.header.case, sheet.header.round, sheet.role, sheet.valid) == ("acme", "2027-06", "boss", True)
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    again = new("--bank", str(BANK), "-o", name, cwd=tmp_path)
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert load_sheet(tmp_path / name, bank=load(BANK)).role == "boss"


@pytest.mark.parametrize(
    ("language", "first"),
    [("de_CH.UTF-8", "## Antwortbogen"), ("en_GB.UTF-8", "## Answer sheet"), ("", "## Answer sheet")],
)
def test_the_environment_chooses_the_language(tmp_path: Path, language: str, first: str) -> None:
    assert new("--bank", str(BANK), cwd=tmp_path, LANG=language).stdout.startswith(first)


@pytest.mark.parametrize(
    ("option", "value", "known"),
    [("--role", "bos", "boss, crew, guest"), ("--mode", "quick", "short, long"), ("--language", "fr", "de")],
)
def test_a_wrong_option_is_a_usage_error_that_names_what_is_possible(
    tmp_path: Path, option: str, value: str, known: str
) -> None:
    done = new("--bank", str(BANK), option, value, cwd=tmp_path, COLUMNS="120")
    assert done.returncode == 2
    assert known in done.stderr


def test_an_unknown_bank_is_a_problem(tmp_path: Path) -> None:
    done = new("--bank", "no-such-bank", cwd=tmp_path)
    assert done.returncode == 1
    assert "no-such-bank" in done.stderr


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    done = new("--bank", str(BANK), "-o", "none/a.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "none" in done.stderr
