"""Interviews in real pseudo-terminals: POSIX only, each ended when its test ends."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # for pty_screen
collect_ignore_glob = ["test_interview_*.py"] if sys.platform == "win32" else []

BANKS = Path(__file__).parents[1] / "banks"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., object]]:
    """Return what starts `smcheck interview ARGUMENTS` in the test's own folder."""
    from pty_screen import SMCHECK, Terminal

    with ExitStack() as running:

        def begin(
            *arguments: str,
            language: str = "de_DE.UTF-8",
            rows: int = 40,
            columns: int = 80,
            folder: Path | None = None,
            **env: str,
        ) -> Terminal:
            argv = [*SMCHECK, "interview", *arguments]
            surroundings = {"LANG": language, **env}
            terminal = Terminal(argv, rows=rows, columns=columns, folder=folder or tmp_path, env=surroundings)
            return running.enter_context(terminal)

        yield begin
