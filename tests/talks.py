"""What a person types in a whole interview, line by line, and the interview as a process that is typed to."""

import os
import subprocess
import sys
import time
from pathlib import Path

FAIR = """\
Sommerfest

ja
1
3, 1
45
31.12.2099
ja

CHF 5'000
40 %
7,5
1 2
1
Brot
1
1
Anna
31.12.2098
3
20
2

1
2
1
3
2
1
Ordnungsamt
2
1
3
1 3
Danke

"""
"""About everything that the bank with all types asks."""


def environment(**more: str) -> dict[str, str]:
    names = ("LC_ALL", "LC_MESSAGES", "ACCESSIBLE", "NO_COLOR", "TERM")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, "LANG": "de_DE.UTF-8", "TERM": "xterm-256color", "PYTHONUTF8": "1", **more}


class Process:
    """The command with pipes that are written and read by and by."""

    def __init__(self, folder: Path, *arguments: str, **more: str) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", "smcheck", "interview", "--plain", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env=environment(**more),
        )
        self.seen = b""

    def wait_for(self, needle: str) -> None:
        assert self.child.stdout is not None
        end = time.monotonic() + 30
        while needle.encode() not in self.seen:
            assert time.monotonic() < end, self.seen.decode()
            chunk = os.read(self.child.stdout.fileno(), 65536)
            assert chunk, self.seen.decode()
            self.seen += chunk

    def type(self, *lines: str) -> None:
        assert self.child.stdin is not None
        self.seen = b""
        self.child.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self.child.stdin.flush()
