"""Something to be killed: a process that has everything loaded and does each piece of work in a child of its own.

Run as a script this is that process; a child begins at once, so that a hundred kills cost seconds.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

TODAY = date(2026, 11, 23)


class Forks:
    """Starts children that can be killed, one after the other; what they say on stderr is added to *log*."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("ab")
        self._server = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.communicate(timeout=30)
        self._log.close()

    def start(self, work: str, *arguments: object) -> "Child":
        """Let a child do *work*, the name of a function below."""
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps([work, *map(str, arguments)]).encode() + b"\n")
        self._server.stdin.flush()
        return Child(self._server.stdout)

    def run(self, work: str, *arguments: object) -> int | None:
        """Let a child do *work* to its end and return its exit code."""
        child = self.start(work, *arguments)
        child.wait()
        return child.code


class Child:
    """A child at work. *told* is the last of the numbers by which it says how far it is; *code* is how it ended."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self._pid = int(out.readline())
        self.told = -1
        self.code: int | None = None

    def wait(self, number: int | None = None) -> bool:
        """Wait until it tells *number*, or to its end; return whether it is still there."""
        for line in self._out:
            word, _, value = line.decode().partition(" ")
            if word == "gone":
                self.code = int(value)
                return False
            self.told = int(value)
            if self.told == number:
                return True
        raise AssertionError("whoever starts the children died")

    def kill(self) -> None:
        """Kill it, and wait until it is gone and all that it told is heard."""
        if self.code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self.wait()


# What follows is the process that forks.


def tell(what: str) -> None:
    """Say it at once."""
    os.write(1, f"{what}\n".encode())


def interview(
    place: str, bank: str, script: str = os.devnull, at: Callable[[int], object] = lambda number: tell(f"at {number}")
) -> None:
    """Answer with the lines of *script*; before each one *at* is called. *place* is a folder, or a sheet."""
    from smcheck.interview.sitting import Wish, hold
    from smcheck.terminal.plain import PlainAsker

    lines = Path(script).read_text(encoding="utf-8").splitlines(keepends=True)
    number = -1

    def read() -> str:
        nonlocal number
        number += 1
        at(number)
        return lines[number] if number < len(lines) else ""

    wish = Wish(path=Path(place), bank=bank, language="de")
    hold(wish, PlainAsker(read, lambda _: None), today=TODAY, clock=lambda: 0.0)


def recorded(folder: str, place: str, bank: str, script: str) -> None:
    """Do as `interview`; leave each state of the sheet in *folder*, and how many there were before each line."""
    from smcheck.answers import disk

    states: list[bytes] = []
    reached: list[int] = []

    def keep(original: Callable[[Path, bytes], None]) -> Callable[[Path, bytes], None]:
        def kept(path: Path, data: bytes) -> None:
            original(path, data)
            states.append(data)

        return kept

    disk.replace, disk.create = keep(disk.replace), keep(disk.create)
    interview(place, bank, script, lambda _: reached.append(len(states)))
    for number, state in enumerate(states):
        (Path(folder) / str(number)).write_bytes(state)
    (Path(folder) / "reached").write_text(json.dumps([*reached, len(states)]))


def brief(*words: str) -> None:
    """Run `smcheck brief`; after each file the number of files is told."""
    from smcheck.cli import run
    from smcheck.documents.state import Folder

    write: Callable[..., Any] = Folder.write
    number = 0

    def told(*arguments: Any, **more: Any) -> Any:
        nonlocal number
        outcome = write(*arguments, **more)
        number += 1
        tell(f"written {number}")
        return outcome

    Folder.write = told  # type: ignore[method-assign]
    sys.argv = ["smcheck", "brief", *words]
    os._exit(run())


_TOUCHES = {"open", "os.rename", "os.remove", "os.link", "os.chmod", "os.mkdir"}


def killed_before(number: str, work: str, *words: str) -> None:
    """Do *work* until it is about to change something on the disk for the *number*-th time; opening a file counts."""
    left = int(number)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if event in _TOUCHES and (event != "open" or arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    globals()[work](*words)


def _warm() -> None:
    """Load and compile what children need, so that they spend their time where they can be killed."""
    import smcheck.cli
    import smcheck.interview.sitting
    import smcheck.terminal.plain  # noqa: F401
    from smcheck.batch.model import Options
    from smcheck.batch.plan import Plan
    from smcheck.batch.work import make

    examples = Path(__file__).parents[2] / "examples"
    for job in Plan([min(examples.glob("*.yaml"))]).jobs():
        assert make(job, Options(index_in="de")).documents


def _serve() -> None:
    _warm()
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        child = os.fork()
        if child == 0:
            tell(str(os.getpid()))
            try:
                globals()[name](*arguments)
            except BaseException:
                import traceback

                traceback.print_exc()
                os._exit(70)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        tell(f"gone {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    _serve()
