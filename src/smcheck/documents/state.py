"""A folder of documents that remembers what it was given: nothing that a person edited is lost.

`.smcheck.jsonl` in the folder has one line for each file written: the hash of its bytes, and the hash of everything it
was made from. A file that is as it was written may be replaced; anything else was changed by a person and is kept.
"""

import contextlib
import hashlib
import json
import os
import stat
from enum import StrEnum
from pathlib import Path

from smcheck.problems import Problem, Problems

RECORD = ".smcheck.jsonl"


class Outcome(StrEnum):
    """What became of a document."""

    MADE = "made"
    UNCHANGED = "unchanged"
    KEPT = "kept"


class Folder:
    """The folder that documents are written to; it is made when the first one is written.

    Raises `Problems` for what is no folder and for a record that cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists() and not path.is_dir():
            raise Problems([Problem("documents.not_a_folder", {"folder": str(path)})])
        self._record = path / RECORD
        if self._record.is_symlink():
            raise Problems([Problem("documents.linked_record", {"file": str(self._record)})])
        self._written, self._torn = self._read()

    def _read(self) -> tuple[dict[str, tuple[str, str]], bool]:
        """Return both hashes of each file, and whether the last line was torn when the program was stopped."""
        try:
            data = self._record.read_bytes()
        except FileNotFoundError:
            return {}, False
        except OSError as error:
            raise Problems([_failed(self._record, error)]) from None
        written: dict[str, tuple[str, str]] = {}
        for line in data.split(b"\n"):
            with contextlib.suppress(ValueError, KeyError, TypeError):
                entry = json.loads(line)
                written[entry["file"]] = (entry["hash"], entry["inputs"])
        return written, not data.endswith(b"\n") and bool(data)

    def is_current(self, name: str, inputs: str) -> bool:
        """Tell whether *name* was made from *inputs* (a hash) and is still as it was written: nothing need be done."""
        recorded = self._written.get(name)
        return recorded is not None and recorded[1] == inputs and _hash(self._bytes(name)) == recorded[0]

    def write(self, name: str, data: bytes, *, inputs: str, force: bool = False) -> Outcome:
        """Write *data* to the file *name*, unless a person changed it and *force* is not given.

        The file is replaced as a whole or not at all. Raises `Problems` where it cannot be written.
        """
        if not name or Path(name).name != name or name.startswith("."):
            raise ValueError(f"no name for a file in this folder: {name}")
        there, recorded = self._bytes(name), self._written.get(name)
        if there == data:
            if recorded != (_hash(data), inputs):
                self._remember(name, data, inputs)
            return Outcome.UNCHANGED
        if not force and self._exists(name) and (recorded is None or _hash(there) != recorded[0]):
            return Outcome.KEPT
        path, new = self.path / name, self.path / f".{name}.{os.getpid()}.new"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            new.write_bytes(data)
            if there is not None:
                new.chmod(stat.S_IMODE(path.stat().st_mode))
            new.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                new.unlink()
            raise Problems([_failed(path, error)]) from None
        self._remember(name, data, inputs)
        return Outcome.MADE

    def _remember(self, name: str, data: bytes, inputs: str) -> None:
        line = json.dumps({"file": name, "hash": _hash(data), "inputs": inputs}) + "\n"
        try:
            with self._record.open("ab") as file:
                file.write(b"\n" + line.encode() if self._torn else line.encode())
                self._torn = False
        except OSError as error:
            raise Problems([_failed(self._record, error)]) from None
        self._written[name] = (_hash(data) or "", inputs)

    def _bytes(self, name: str) -> bytes | None:
        """Return what stands in the file; None where there is no plain file that can be read."""
        path = self.path / name
        try:
            return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None
        except OSError:
            return None

    def _exists(self, name: str) -> bool:
        return os.path.lexists(self.path / name)


def _hash(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


def _failed(path: Path, error: OSError) -> Problem:
    return Problem("documents.cannot_write", {"reason": error.strerror or type(error).__name__}, file=str(path))
