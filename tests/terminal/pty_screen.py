"""A real terminal for tests: pexpect drives the program, pyte is the screen a person would see."""

import os
import time
from pathlib import Path

import pexpect
import pyte


class Terminal:
    """A program in a pseudo-terminal of *rows* by *columns*."""

    def __init__(
        self,
        argv: list[str],
        *,
        rows: int = 40,
        columns: int = 80,
        folder: Path | None = None,
        env: dict[str, str] | None = None,
    ) -> None:
        self.screen = pyte.HistoryScreen(columns, rows, history=5000, ratio=0.5)
        self.screen.write_process_input = self._reply  # answers the cursor request ESC[6n, or prompt_toolkit waits
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        surroundings = {**os.environ, "TERM": "xterm-256color", "PYTHONUTF8": "1", **(env or {})}
        for name in ("LINES", "COLUMNS", "ACCESSIBLE", "NO_COLOR", "CI"):
            surroundings.pop(name, None)
        self.child = pexpect.spawn(
            argv[0], argv[1:], dimensions=(rows, columns), env=surroundings, timeout=20, cwd=folder and str(folder)
        )
        self.child.delaybeforesend = 0

    def _reply(self, data: str) -> None:
        self.child.send(data)

    def pump(self, seconds: float = 0.0) -> None:
        """Read what the program wrote for *seconds*."""
        end = time.monotonic() + seconds
        while True:
            try:
                data = self.child.read_nonblocking(65536, timeout=0.02)
            except pexpect.TIMEOUT:
                data = b""
            except pexpect.EOF:
                return
            self.raw += data
            self.stream.feed(data)
            if time.monotonic() >= end and not data:
                return

    @property
    def text(self) -> str:
        """What a person sees now."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    @property
    def scrolled(self) -> str:
        """All that a person has seen, scrolled lines included."""
        above = ["".join(line[x].data for x in range(self.screen.columns)).rstrip() for line in self.screen.history.top]
        return "\n".join([*above, self.text])

    def wait_for(self, needle: str, seconds: float = 20.0) -> None:
        """Wait until *needle* is on the screen (line ends count as spaces); fail with the screen if it never comes."""
        end = time.monotonic() + seconds
        while " ".join(needle.split()) not in " ".join(self.text.split()):
            assert time.monotonic() < end, f"{needle!r} is not on the screen:\n{self.text}"
            assert self.child.isalive() or not self._drained(), f"ended without {needle!r}:\n{self.text}"
            self.pump(0.03)

    def _drained(self) -> bool:
        before = len(self.raw)
        self.pump(0.1)
        return len(self.raw) == before

    def send(self, keys: str) -> None:
        """Press *keys*."""
        self.child.send(keys)

    def resize(self, rows: int, columns: int) -> None:
        """Make the window larger or smaller."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def wait_exit(self, seconds: float = 20.0) -> int | None:
        """Wait for the end and return the exit code; minus the signal if one ended it."""
        end = time.monotonic() + seconds
        while self.child.isalive():
            self.pump(0.03)
            assert time.monotonic() < end, "still running:\n" + self.text
        self.pump(0.05)
        self.child.close()
        return -self.child.signalstatus if self.child.signalstatus else self.child.exitstatus
