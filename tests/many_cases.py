"""Sheets of many small cases, and the program as a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

SHEET = """\
smcheck: 1
bank: {{id: social-media, version: 1.0.0}}
case: {case}
round: {round}
date: 2026-12-01
respondent: {{function: Inhaberin}}
mode: quick
language: de
answers:
  org_name: {name}
  org_countries: [ch]
  org_headcount: {headcount}
"""

Many = Callable[..., list[Path]]


def names(count: int) -> list[str]:
    return [f"case-{number:03}" for number in range(count)]


def write_sheet(path: Path, **values: object) -> None:
    usual = {"case": path.stem, "round": "2026-12", "name": f"{path.stem} Energie AG", "headcount": 45}
    path.write_text(SHEET.format(**(usual | values)), encoding="utf-8")


def smcheck(*arguments: str | Path, **options: object) -> "subprocess.CompletedProcess[str]":
    """Run the program to its end."""
    return subprocess.run(
        [sys.executable, "-m", "smcheck", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **options,
    )


def start(*arguments: str | Path, **options: object) -> "subprocess.Popen[str]":
    """Start the program in a process group of its own, as a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-m", "smcheck", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        preexec_fn=_heeds_ctrl_c,
        **options,
    )


def made(folder: Path) -> list[str]:
    """The names of the documents in a folder."""
    return sorted(path.name for path in folder.glob("*.md"))


def children(pid: int) -> Sequence[int]:
    """The worker processes of a process, on Linux."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        try:
            line = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in line:
            found.append(int(child))
    return found


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


LINUX = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds processes in /proc")


def _heeds_ctrl_c() -> None:
    """Undo what a shell does to a command that it runs in the background: it would not hear of Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
