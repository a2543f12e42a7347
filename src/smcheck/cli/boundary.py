"""Where every command ends: exit codes, and what is said when something went wrong.

0 done · 1 a bank, sheet or template is wrong, or a file was kept · 2 usage, or no terminal · 3 a bug ·
130, 143, 129 left early by Ctrl-C, SIGTERM, SIGHUP with every answer saved.
"""

import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from smcheck import __version__
from smcheck.cli.output import report
from smcheck.problems import Problem, Problems, trace


def guarded(command: Callable[[], object]) -> int:
    """Run *command* and return its exit code; a person's mistake becomes a message, a bug a crash file."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # UTF-8 and LF on every system
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    try:
        code = _ended(command)
        sys.stdout.flush()
    except Problems as wrong:
        report(wrong.problems)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _forget_output()  # the reader has seen enough
        return 0
    except OSError as refused:  # a full disk behind stdout, a path that is too long, a folder that was closed meanwhile
        _forget_output()
        reason = refused.strerror or type(refused).__name__
        file = refused.filename if isinstance(refused.filename, str) else None
        report([Problem("cli.refused", {"reason": reason}, file=file)])
        return 1
    except Exception as bug:
        tell(trace(bug))
        return 3
    return code


def _ended(command: Callable[[], object]) -> int:
    """Run *command* to its end and return the exit code it wishes."""
    try:
        command()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
    return 0


def _forget_output() -> None:
    """Let go of what can be printed no more: Python would complain once more when it flushes at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(where: str) -> None:
    """Say that something went wrong inside the program, and which file tells *where*."""
    try:
        what = f"this file: {record(where)}"
    except OSError:  # no room for a file
        what = f"this:\n{where}"
    print(f"smcheck: something went wrong inside the program. Please report {what}", file=sys.stderr)


def record(where: str) -> Path:
    """Write *where* something went wrong (`problems.trace`) to a file and return its path."""
    handle, name = tempfile.mkstemp(prefix="smcheck-crash-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"smcheck {__version__}, Python {platform.python_version()}, {platform.system()}\n{where}\n")
    return Path(name)
