"""Exit codes, crash files and what reaches the screen."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from smcheck import __version__
from smcheck.cli import boundary, output
from smcheck.problems import Problem, Problems


def smcheck(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "smcheck", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **options,
    )


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "check"]])
def test_version_is_printed_with_and_without_further_words(arguments: list[str]) -> None:
    """Both ways to the version say the same."""
    assert smcheck(*arguments).stdout == f"smcheck {__version__}\n"


def test_version_loads_nothing() -> None:
    """A script that asks for the version does not wait for libraries."""
    script = (
        "import sys; sys.argv = ['smcheck', '--version']\n"
        "from smcheck.__main__ import main\n"
        "main()\n"
        "print(sorted(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True, check=False).stdout
    assert not {"typer", "pydantic", "rich", "yaml", "babel", "jinja2"} & set(loaded.split("'"))


def test_help_shows_examples_and_loads_no_heavy_library() -> None:
    """`--help` names the commands with an example, at once."""
    script = (
        "import sys, runpy; sys.argv = ['smcheck', '--help']\n"
        "try: runpy.run_module('smcheck', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=False)
    assert "smcheck brief examples -o briefs" in done.stdout
    assert not {"pydantic", "yaml", "babel", "jinja2", "questionary"} & set(done.stderr.split("'"))


@pytest.mark.parametrize("arguments", [["chekc"], ["brief"], ["brief", "--no-such-option"]])
def test_usage_error_is_exit_2(arguments: list[str]) -> None:
    """Wrong words on the command line are told apart from wrong files."""
    done = smcheck(*arguments)
    assert done.returncode == 2
    assert "Usage" in done.stderr
    assert done.stdout == ""


def test_problem_is_reported_with_its_place_and_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    """What a person can mend is one line on stderr."""

    def command() -> None:
        raise Problems([Problem("yaml.missing_file", file="gone.yaml")])

    assert boundary.guarded(command) == 1
    assert capsys.readouterr().err.startswith("gone.yaml: ")


def test_bug_leaves_a_crash_file_without_values(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The crash file helps us and gives away no answer."""

    def command() -> None:
        secret = "the board is divided"
        raise KeyError(secret)

    assert boundary.guarded(command) == 3
    said = capsys.readouterr().err
    crash = Path(said.rpartition(": ")[2].strip())
    written = crash.read_text(encoding="utf-8")
    crash.unlink()
    assert "KeyError" in written
    assert "test_boundary.py" in written
    assert "divided" not in written + said


def test_ctrl_c_is_130() -> None:
    """Leaving early has its own code."""

    def command() -> None:
        raise KeyboardInterrupt

    assert boundary.guarded(command) == 130


def test_closed_pipe_is_silent(tmp_path: Path) -> None:
    """`smcheck … | head -1` says nothing on stderr."""
    done = subprocess.run(
        f"{sys.executable} -m smcheck bank show goal-check --json | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""


@pytest.mark.parametrize("typed", ["\x1b[2J", "a\x07b", "\x9b31m", "\u202ertl"])
def test_nothing_typed_can_steer_the_terminal(typed: str) -> None:
    """Control and direction signs are replaced before they are printed."""
    shown = output.plain(typed)
    assert shown.isprintable()


@pytest.mark.parametrize(("value", "language"), [("de_CH.UTF-8", "de"), ("en_GB.UTF-8", "en"), ("C", "en"), ("", "en")])
def test_language_of_the_environment(monkeypatch: pytest.MonkeyPatch, value: str, language: str) -> None:
    """German where the environment says so, else English."""
    monkeypatch.setenv("LANG", value)
    assert output.environment_language() == language


def test_colours_only_where_a_person_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe gets no colours."""
    with (Path(__file__)).open(encoding="utf-8") as file:
        assert not output.colourful(file)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full device of Linux")
@pytest.mark.parametrize(
    "arguments", [["bank", "show", "goal-check"], ["sheet", "new", "--bank", "goal-check"], ["--help"]]
)
def test_output_that_finds_no_room_is_a_message(arguments: list[str]) -> None:
    """A full disk behind `>` is no bug, and half a result is no success."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "smcheck", *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("option", ["--bank", "--templates", "-o", "--report"])
def test_a_path_that_no_system_takes_is_a_message(option: str, tmp_path: Path) -> None:
    """Nor is a name of three hundred letters."""
    output = [] if option == "-o" else ["-o", str(tmp_path / "out")]
    sheet = next(Path(__file__).parents[2].joinpath("examples").glob("*.yaml"))
    done = smcheck("brief", str(sheet), *output, option, "x" * 300)
    assert done.returncode in (1, 2)
    assert "x" * 60 in done.stderr.replace("\n", "").replace(" ", "")
    assert "went wrong inside" not in done.stderr


def test_a_bug_where_there_is_no_room_for_a_file_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What would stand in the crash file stands on the screen: frames, and no value."""

    def broken() -> None:
        raise KeyError("secret")

    monkeypatch.setattr("tempfile.mkstemp", full)
    assert boundary.guarded(broken) == 3
    said = capsys.readouterr().err
    assert "KeyError" in said
    assert "broken" in said
    assert "secret" not in said


def full(**_: object) -> None:
    raise OSError(28, "No space left on device")


def test_json_holds_nothing_that_a_terminal_would_act_upon() -> None:
    """Not even where a terminal understands control signs of eight bits; it reads back as it was."""
    data = {"a\x1bb\x9b31m\x7f": "\u202e\u2028\udcff", "ä": ["–", "\U0001f600", "\u00a0"]}
    text = output.json_text(data)
    assert json.loads(text) == data
    assert "ä" in text
    assert all(sign.isprintable() or sign in "\n\u00a0" for sign in text)
