"""The program in a process of its own that is watched: what it tells a terminal, which files it touches, what it takes.

Run as a script this is that process. It takes commands one after the other, so that hundreds of hostile files cost
seconds; a crash, a command without end or memory without end ends it, and whoever asked is told.
"""

import json
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

PATIENCE = 30.0
"""Seconds after which a command counts as one without end."""
MEMORY = 1 << 31
"""Bytes of address space; what wants more gets a MemoryError or dies."""


@dataclass(frozen=True)
class Deed:
    """What one command did."""

    code: int
    terminal: str
    """All that came out, as the terminal got it."""
    written: frozenset[Path]
    """Files and folders it made, changed or removed."""
    read: frozenset[Path]
    """Files it opened to read."""
    acts: tuple[str, ...]
    """Programs it started, addresses it asked for."""
    seconds: float
    grown: int
    """Bytes by which the process has become larger."""


class Watched:
    """A process that runs commands of the program on a terminal of its own, in *folder*."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._screen = bytearray()
        self._shown = threading.Condition()
        self._begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def run(self, *words: str | Path) -> Deed:
        """Run `smcheck` with *words*. Raises AssertionError where that ends the process, or does not end."""
        self._screen.clear()
        self._orders.write(json.dumps([os.fsdecode(word) for word in words]) + "\n")
        self._orders.flush()
        late = threading.Timer(PATIENCE, self._child.kill)
        late.start()
        answer = self._answers.readline()
        late.cancel()
        if not answer:
            code = self._child.wait()
            self._end()
            self._begin()
            raise AssertionError(f"the process died ({code}) of {words}\n{self._told()[-2000:]}")
        said: dict[str, Any] = json.loads(answer)
        with self._shown:
            assert self._shown.wait_for(lambda: self._screen.endswith(b"\x04\r\n"), timeout=10)
        return Deed(
            code=said["code"],
            terminal=self._told().removesuffix("\x04\n"),
            written=frozenset(map(Path, said["written"])),
            read=frozenset(map(Path, said["read"])),
            acts=tuple(said["acts"]),
            seconds=said["seconds"],
            grown=said["grown"],
        )

    def _told(self) -> str:
        return self._screen.decode(errors="replace").replace("\r\n", "\n")

    def _begin(self) -> None:
        import pty
        import subprocess

        mine, theirs = pty.openpty()
        orders, self_orders = os.pipe()
        self_answers, answers = os.pipe()
        for name in ("home", "tmp"):
            (self.folder / name).mkdir(exist_ok=True)
        self._child = subprocess.Popen(
            [sys.executable, __file__, str(orders), str(answers)],
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            cwd=self.folder,
            pass_fds=(orders, answers),
            env={**os.environ, **surroundings(self.folder)},
        )
        for one in (theirs, orders, answers):
            os.close(one)
        self._orders = os.fdopen(self_orders, "w", encoding="utf-8", errors="surrogateescape")
        self._answers = os.fdopen(self_answers, encoding="utf-8")
        self._terminal = mine
        self._reader = threading.Thread(target=self._look, args=[mine], daemon=True)
        self._reader.start()

    def _look(self, terminal: int) -> None:
        while True:
            try:
                data = os.read(terminal, 65536)
            except OSError:  # the other end has gone
                return
            with self._shown:
                self._screen += data
                self._shown.notify()

    def _end(self) -> None:
        self._orders.close()
        try:
            self._child.wait(timeout=10)
        finally:
            self._child.kill()
        self._reader.join(timeout=10)
        self._answers.close()
        os.close(self._terminal)


def surroundings(folder: Path) -> Mapping[str, str]:
    """The variables of a process whose home and temporary folder lie in *folder*, on a terminal without colours."""
    return {
        "HOME": str(folder / "home"),
        "XDG_DATA_HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "TERM": "dumb",
        "NO_COLOR": "1",
        "COLUMNS": "500",
        "LANG": "en_US.UTF-8",
        "LC_ALL": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "error",
    }


# What follows is the process that is watched.

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"}
_ACTS = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile", "socket.", "ctypes.")


class _Watch:
    """Notes what Python tells of every access to files, programs and the network."""

    def __init__(self) -> None:
        self.on = False
        self.written: set[str] = set()
        self.read: set[str] = set()
        self.acts: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            name, _, flags = arguments
            if isinstance(name, str | bytes | os.PathLike):
                (self.written if flags & _WRITES else self.read).add(self._whole(name))
        elif event in _CHANGES:
            names = arguments[:2] if event in ("os.rename", "os.link", "os.symlink") else arguments[:1]
            self.written |= {self._whole(name) for name in names if not isinstance(name, int)}
        elif event.startswith(_ACTS):
            self.acts.append(f"{event} {arguments!r}"[:200])

    @staticmethod
    def _whole(name: Any) -> str:
        return os.path.abspath(os.fsdecode(name))  # noqa: PTH100 - a link is what it is called


def _resident() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1] if Path("/proc/self/statm").exists() else "0"
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _serve(orders: int, answers: int) -> None:
    import resource
    import time

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from smcheck.cli import run

    watch = _Watch()
    sys.addaudithook(watch)
    with os.fdopen(orders, encoding="utf-8") as asked, os.fdopen(answers, "w", encoding="utf-8") as told:
        for line in asked:
            sys.argv = ["smcheck", *map(os.fsencode, json.loads(line))]  # type: ignore[list-item]
            sys.argv[1:] = [os.fsdecode(word) for word in sys.argv[1:]]
            watch.__init__()  # type: ignore[misc]
            before, start = _resident(), time.perf_counter()
            watch.on = True
            code = run()
            watch.on = False
            print("\x04", flush=True)
            answer = {
                "code": code,
                "written": sorted(watch.written),
                "read": sorted(watch.read),
                "acts": watch.acts,
                "seconds": time.perf_counter() - start,
                "grown": _resident() - before,
            }
            print(json.dumps(answer), file=told, flush=True)


if __name__ == "__main__":
    _serve(*map(int, sys.argv[1:]))
