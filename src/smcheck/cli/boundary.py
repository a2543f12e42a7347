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
from smcheck.problems import Problems, trace


def guarded(command: Callable[[], object]) -> int:
    """Run *command* and return its exit code; a person's mistake becomes a message, a bug a crash file."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # UTF-8 and LF on every system
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    try:
        command()
        sys.stdout.flush()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
    except Problems as wrong:
        report(wrong.problems)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as bug:
        tell(trace(bug))
        return 3
    return 0


def tell(where: str) -> None:
    """Say that something went wrong inside the program, and which file tells *where*."""
    print(
        f"smcheck: something went wrong inside the program. Please report this file: {record(where)}", file=sys.stderr
    )


def record(where: str) -> Path:
    """Write *where* something went wrong (`problems.trace`) to a file and return its path."""
    handle, name = tempfile.mkstemp(prefix="smcheck-crash-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"smcheck {__version__}, Python {platform.python_version()}, {platform.system()}\n{where}\n")
    return Path(name)
