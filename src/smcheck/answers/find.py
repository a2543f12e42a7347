"""Which files are sheets."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from smcheck.problems import Problem, Problems

_KEY = re.compile(r"""^(?:\{\s*)?(["']?)smcheck\1[ \t]*:(?:[ \t]|$)""", re.MULTILINE)
_ENOUGH = 1 << 20  # no sheet is larger


def find_sheets(paths: Sequence[Path]) -> list[Path]:
    """Return the sheets that *paths* name: files as they are, folders searched at any depth in order of names.

    In folders, hidden names and links that lead out of the folder are skipped; no file comes twice. Raises Problems for
    paths that do not exist and folders that cannot be read.
    """
    found: dict[Path, Path] = {}
    problems: list[Problem] = []
    for path in paths:
        if not _exists(path):
            problems.append(Problem("answers.no_such_path", {"path": str(path)}))
        elif not path.is_dir():
            found.setdefault(path.resolve(), path)
        elif not os.access(path, os.R_OK | os.X_OK):
            problems.append(Problem("answers.closed_folder", {"path": str(path)}))
        else:
            for sheet in _below(path):
                found.setdefault(sheet.resolve(), sheet)
    if problems:
        raise Problems(problems)
    return list(found.values())


def has_sheet_name(path: Path) -> bool:
    """Tell whether *path* may be a sheet by its name: YAML, and not hidden."""
    return path.suffix.lower() in {".yaml", ".yml"} and not path.name.startswith(".")


def is_sheet(path: Path) -> bool:
    """Tell whether *path* is a file with a top-level `smcheck:`; one that cannot be read may be one."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            data = file.read(_ENOUGH)
    except OSError:
        return True
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return _KEY.search(data.decode(encoding, errors="replace")) is not None


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except (OSError, ValueError):  # ValueError: a name with a NUL
        return False
    return True


def _below(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(where, name)
            if has_sheet_name(path) and is_sheet(path) and path.resolve().is_relative_to(root):
                yield path
