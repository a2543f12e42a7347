"""A real terminal for tests: pexpect drives the program, pyte is the screen a person would see."""

import os
import select
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

SHIFT_TAB, DOWN, UP, HOME, END, PAGE_DOWN = "\x1b[Z", "\x1b[B", "\x1b[A", "\x1b[H", "\x1b[F", "\x1b[6~"
CTRL_C, CTRL_G, CTRL_K, CTRL_O, CTRL_R, CTRL_T, CTRL_U = "\x03", "\x07", "\x0b", "\x0f", "\x12", "\x14", "\x15"
F1, ENTER, SPACE = "\x1bOP", "\r", " "
PASTE = "\x1b[200~{}\x1b[201~"
SMCHECK = [sys.executable, "-m", "smcheck"]
CLOSED = ("  → ", "  ← ")  # what a line begins with that closes a question
PATIENCE = 30.0  # seconds until a test gives up; only a broken program takes that long


class Terminal:
    """A program in a pseudo-terminal of *rows* by *columns*; it ends with the test."""

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
        self._typed = 0  # what was written before the last line was typed
        surroundings = {name: value for name, value in os.environ.items() if name not in {"LINES", "COLUMNS", "CI"}}
        for name in ("ACCESSIBLE", "NO_COLOR", "FORCE_COLOR", "LC_ALL", "LC_MESSAGES", "LANG"):
            surroundings.pop(name, None)
        surroundings |= {"TERM": "xterm-256color", "PYTHONUTF8": "1", **(env or {})}
        self.child = pexpect.spawn(
            argv[0], argv[1:], dimensions=(rows, columns), env=surroundings, timeout=20, cwd=folder and str(folder)
        )
        self.child.delaybeforesend = None
        self.child.delayafterclose = self.child.delayafterterminate = 0.01

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        if not self.child.ptyproc.closed:
            self.child.close(force=True)

    def _reply(self, data: str) -> None:
        self.child.send(data)

    def pump(self, seconds: float = 0.0) -> None:
        """Read what the program writes; until it pauses, and for *seconds* at least."""
        end = time.monotonic() + seconds
        while True:
            wait = max(end - time.monotonic(), 0.005)
            ready, _, _ = select.select([self.child.child_fd], [], [], wait)
            if ready:
                try:
                    data = self.child.read_nonblocking(65536, timeout=0)
                except (pexpect.TIMEOUT, pexpect.EOF):
                    return
                self.raw += data
                self.stream.feed(data)
            if not ready and time.monotonic() >= end:
                return

    @property
    def text(self) -> str:
        """What a person sees now."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    @property
    def scrolled(self) -> str:
        """All that a person has seen and that is still there, scrolled lines included."""
        above = ["".join(line[x].data for x in range(self.screen.columns)).rstrip() for line in self.screen.history.top]
        return "\n".join([*above, self.text])

    def shows(self, text: str) -> bool:
        """Tell whether *text* has been shown and is still there, however it is broken into lines."""
        return _squeezed(text) in _squeezed(self.scrolled)

    @property
    def prompt(self) -> str:
        """The part of the screen below the last question that was closed: what is being asked now."""
        lines = self.text.splitlines()
        closed = max((number for number, line in enumerate(lines) if line.startswith(CLOSED)), default=-1)
        return "\n".join(lines[closed + 1 :])

    def wait_for(self, needle: str, seconds: float = PATIENCE) -> None:
        """Wait until *needle* is on the screen, however it is broken; fail with the screen if it never comes."""
        self._wait(lambda: _squeezed(needle) in _squeezed(self.text), repr(needle), seconds)

    def wait_until_gone(self, needle: str) -> None:
        """Wait until *needle* is nowhere, scrolled lines included: a screen is not written in one go."""
        self._wait(lambda: not self.shows(needle), f"a screen without {needle!r}", PATIENCE)

    def wait_for_prompt(self, needle: str, seconds: float = PATIENCE) -> None:
        """Wait until a question with *needle* in it is open."""

        def is_open() -> bool:
            prompt = self.prompt
            return _squeezed(needle) in _squeezed(prompt) and "^C" in prompt.splitlines()[-1]

        self._wait(is_open, f"a question with {needle!r}", seconds)

    def answer(self, needle: str, *keys: str) -> None:
        """Wait for the question with *needle*, then press *keys*."""
        self.wait_for_prompt(needle)
        self.send("".join(keys))

    def type_line(self, needle: str, line: str = "") -> None:
        """In plain mode, wait for what is written before an answer, *needle* in it, then type *line* and Enter."""

        def is_waiting() -> bool:
            new = self.raw[self._typed :].decode(errors="replace")
            return new.endswith(": ") and _squeezed(needle) in _squeezed(new)

        self._wait(is_waiting, f"a question with {needle!r}", PATIENCE)
        self._typed = len(self.raw)
        self.send(line + "\r")

    def _wait(self, done: Callable[[], bool], what: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not done():
            before = len(self.raw)
            assert time.monotonic() < end, f"{what} never came:\n{self.text}"
            self.pump(0.02)
            if len(self.raw) == before and not self.child.isalive():
                self.pump()
                assert done(), f"ended without {what}:\n{self.text}"

    def send(self, keys: str) -> None:
        """Press *keys*."""
        self.child.send(keys)

    def resize(self, rows: int, columns: int) -> None:
        """Make the window larger or smaller."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    @property
    def echoes(self) -> bool:
        """Tell whether the terminal shows what is typed, as a shell expects it."""
        return bool(termios.tcgetattr(self.child.child_fd)[3] & termios.ECHO)

    def wait_exit(self, seconds: float = PATIENCE) -> int | None:
        """Wait for the end and return the exit code; minus the signal if one ended it."""
        end = time.monotonic() + seconds
        while self.child.isalive():
            self.pump(0.02)
            assert time.monotonic() < end, "still running:\n" + self.text
        self.pump()
        return -self.child.signalstatus if self.child.signalstatus else self.child.exitstatus

    def hang_up(self) -> int:
        """Close the window as a person does, and return the exit code; minus the signal if one ended the program."""
        self.child.ptyproc.fileobj.close()
        self.child.closed = self.child.ptyproc.closed = True
        _, status = os.waitpid(self.child.pid, 0)
        return os.waitstatus_to_exitcode(status)


def _squeezed(text: str) -> str:
    return "".join(text.split())
