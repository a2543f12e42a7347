"""Which files are sheets, and whose they are."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from smcheck import yamlio
from smcheck.answers.names import read_name
from smcheck.problems import Problem, Problems

_BODY = re.compile(rb"^(?:answers|open|notes|private|waived|accepted)[ \t]*:", re.MULTILINE)
_KEY = re.compile(r"""^(?:\{\s*)?(["']?)smcheck\1[ \t]*:(?:[ \t]|$)""", re.MULTILINE)
_CASE = re.compile(rb"""case["']?\s*:\s*["']?([a-z0-9-]+)""")
_ENOUGH = 1 << 20  # no sheet is larger


class Key(NamedTuple):
    """What makes sheets one case: they share these."""

    case: str
    round: str
    bank: str


class Head(NamedTuple):
    """What the head of a sheet says, before anything is judged."""

    key: Key
    language: str | None


def read_head(data: bytes, file: str) -> Head | None:
    """Return whose sheet *data* is; None where it does not say so in a way that can be read.

    Only what stands above the answers is read if that is enough, so the answers may be anything.
    """
    body = _BODY.search(data)
    return (_head(data[: body.start()], file) if body else None) or _head(data, file)


def _head(data: bytes, file: str) -> Head | None:
    try:
        said = yamlio.read(data, file).data
        bank = said.get("bank")
        key = [said.get("case"), said.get("round"), bank.get("id") if isinstance(bank, dict) else None]
        if "smcheck" not in said or not all(isinstance(part, str) for part in key):
            return None
        language = said.get("language")
        return Head(Key(*(read_name(str(part)) for part in key)), language if isinstance(language, str) else None)
    except Problems:
        return None


def find_sheets(paths: Sequence[Path]) -> list[Path]:
    """Return the sheets that *paths* name: files as they are, folders searched at any depth in order of names.

    In folders, hidden names and links that lead out of the folder are skipped; no file comes twice. Raises Problems for
    paths that do not exist and folders that cannot be read.
    """
    found: dict[Path, Path] = {}
    for path in each_sheet(paths):
        found.setdefault(path.resolve(), path)
    return list(found.values())


def each_sheet(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield what `find_sheets` returns, as it is found; a file that several paths lead to comes several times."""
    problems: list[Problem] = []
    for path in paths:
        if not _exists(path):
            problems.append(Problem("answers.no_such_path", {"path": str(path)}))
        elif path.is_dir() and not os.access(path, os.R_OK | os.X_OK):
            problems.append(Problem("answers.closed_folder", {"path": str(path)}))
    if problems:
        raise Problems(problems)
    for path in paths:
        yield from _below(path) if path.is_dir() else [path]


def beside_files(files: Mapping[Key, Iterable[Path]], *, given: Iterable[Path] = ()) -> dict[Key, tuple[Path, ...]]:
    """Return which sheets lie beside the *files* of a case and belong to it, but are not among them nor *given*.

    Each folder is searched once.
    """
    wanted: dict[Path, set[Key]] = {}
    known = {path.resolve() for path in given}
    for key, paths in files.items():
        for path in (path.resolve() for path in paths):
            known.add(path)
            wanted.setdefault(path.parent, set()).add(key)
    found: dict[Key, list[Path]] = {}
    for folder, keys in wanted.items():
        for path in sorted(folder.iterdir() if os.access(folder, os.R_OK) else ()):
            if has_sheet_name(path) and path.resolve() not in known and (other := _key_in(path, among=keys)):
                found.setdefault(other, []).append(path)
    return {key: tuple(found[key]) for key in files if key in found}


def has_sheet_name(path: Path) -> bool:
    """Tell whether *path* may be a sheet by its name: YAML, and not hidden."""
    return path.suffix.lower() in {".yaml", ".yml"} and not path.name.startswith(".")


def is_sheet(path: Path) -> bool:
    """Tell whether *path* is a file with a top-level `smcheck:`; one that cannot be read may be one."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            data = file.read(min(_ENOUGH, os.fstat(file.fileno()).st_size))
    except OSError:
        return True
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return _KEY.search(data.decode(encoding, errors="replace")) is not None


def _key_in(path: Path, *, among: set[Key]) -> Key | None:
    """Return which of some cases the file at *path* belongs to; None if it is no sheet of them."""
    cases = {key.case.encode() for key in among}
    try:
        data = yamlio.read_bytes(path)
    except Problems:
        return None
    # Most files of a large folder belong to other cases: seen without reading them as YAML.
    head = None if cases.isdisjoint(_CASE.findall(data)) else read_head(data, str(path))
    return head.key if head and head.key in among else None


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
