"""What README and docs say is true: every command runs, every link leads somewhere, every command is described."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = ["interview", "brief", "check", "bank list", "bank show", "bank lint", "bank schema", "sheet new"]


def commands(page: Path) -> list[str]:
    """The lines a reader would type: `$ smcheck …` in a fenced block."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ smcheck")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A reader's folder: the examples, and a bank and a template of one's own to try things on."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "questions" / "goal-check", tmp_path / "my-bank")
    shutil.copytree(ROOT / "templates" / "generic", tmp_path / "my-templates")
    shutil.copy(sorted((ROOT / "examples").glob("*.yaml"))[0], tmp_path / "my-sheet.yaml")
    return tmp_path


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.name)
def test_every_command_runs_as_it_stands(page: Path, folder: Path) -> None:
    """Typed in the order of the page, in a folder with the examples, every command does what it says."""
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "TERM": "xterm"}
    for line in commands(page):
        if " interview" in line:
            words = shlex.split(line)
            child = pexpect.spawn(
                words[0], words[1:], cwd=str(folder), env=env, dimensions=(40, 100), timeout=20, encoding="utf-8"
            )
            child.expect(r"\^C")  # the keys of the first prompt
            child.sendintr()
            child.expect(pexpect.EOF)
            child.close()
            assert child.exitstatus == 130, line
            continue
        done = subprocess.run(line, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """A relative link names a file that is there."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_described_and_has_help_with_an_example(command: str) -> None:
    """README or docs show it, and `--help` has an example to copy."""
    assert any(f"smcheck {command}" in page.read_text(encoding="utf-8") for page in PAGES)
    done = subprocess.run(
        [sys.executable, "-m", "smcheck", *command.split(), "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "120"},
        check=False,
    )
    assert done.returncode == 0
    assert f"smcheck {command} " in done.stdout.partition("\n")[2].replace(f"smcheck {command} [OPTIONS]", "")


def test_the_two_commands_of_the_readme_stand_near_its_top() -> None:
    """A newcomer finds how to install and how to test at once."""
    top = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:80]
    assert "python3 -m pip install . && python3 -m smcheck brief examples -o briefs" in top
    assert "python3 -m pip install -e '.[dev]' && python3 -m pytest" in top
