"""A folder of documents that remembers what it was given: nothing that a person edited is lost.

`.smcheck.jsonl` in the folder has one line for each file written: the hash of its bytes, the hash of everything it was
made from, and how many files were made from that. A file that is as it was written may be replaced; anything else was
changed by a person and is kept.

A line is written before the file takes its place, with the hash of what stood there *before*, so that a program that is
killed in between leaves no file of its own that looks like a person's. Only the last line of a *run* can be in such
doubt: a further one, of a file or of the end, tells that the one above it was carried out.
"""

import contextlib
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterator
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from smcheck.ledger import Ledger
from smcheck.problems import Problem, Problems

RECORD = ".smcheck.jsonl"

_HASH = hashlib.sha256().digest_size
_TEMPORARY = ".smcheck-{}.new"


class Outcome(StrEnum):
    """What became of a document."""

    MADE = "made"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    FAILED = "failed"


class Folder:
    """The folder that documents are written to; it is made when the first one is written.

    As a context it says at its end that all it wrote is in place. Raises `Problems` for what is no folder and for a
    record that cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists() and not path.is_dir():
            raise Problems([Problem("documents.not_a_folder", {"folder": str(path)})])
        self._record = path / RECORD
        if self._record.is_symlink():
            raise Problems([Problem("documents.linked_record", {"file": str(self._record)})])
        self._run = secrets.token_hex(4)
        self._written = Ledger()
        self._before: dict[str, bytes] = {}
        self._torn = self._crowded = self._wrote = False
        self.damaged = False
        """Whether the record has lines that are not its own."""
        self._read()
        self._remove_leftovers()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say in the record that everything is in place, and see to it that it is there when the power fails."""
        if self._wrote:
            with contextlib.suppress(OSError):
                self._append(run=self._run)
                with self._record.open("ab") as file:
                    os.fsync(file.fileno())
            self._wrote = False

    def _read(self) -> None:
        """Take in the record; the last line was torn if the program was stopped while it wrote it."""
        try:
            with self._record.open("rb") as lines:
                self._take_in(lines)
        except FileNotFoundError:
            return
        except OSError as error:
            raise Problems([_failed(self._record, error)]) from None

    def _take_in(self, lines: Iterator[bytes]) -> None:
        doubtful: dict[str, tuple[str, bytes]] = {}
        count = 0
        for line in lines:
            self._torn = not line.endswith(b"\n")
            try:
                entry = json.loads(line)
                run = entry.get("run")
                doubtful.pop(run, None)
                if "file" in entry:
                    self._written.put(entry["file"], _packed(entry["hash"], entry["inputs"], entry.get("of", 0)))
                    if run and entry.get("before"):
                        doubtful[run] = entry["file"], bytes.fromhex(entry["before"])
                    count += 1
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
                # What a stopped program left of a line is no damage.
                self.damaged = self.damaged or bool(line.strip() and not line.startswith(b'{"'))
        self._before = dict(doubtful.values())
        self._crowded = self.damaged or count > 4 * len(self._written) + 100

    def _remove_leftovers(self) -> None:
        """Remove what a killed run left: nothing but our own temporary files."""
        # One entry at a time: `Path.glob` would hold a hundred thousand of them at once.
        with contextlib.suppress(OSError), os.scandir(self.path) as entries:
            for entry in entries:
                if fnmatchcase(entry.name, _TEMPORARY.format("*")):
                    with contextlib.suppress(OSError):
                        (self.path / entry.name).unlink()

    def current(self, stem: str, inputs: str) -> tuple[str, ...]:
        """Return the files whose names begin with *stem* if all that *inputs* (a hash) make are there, as written."""
        made = {name: known for name, known in self._written.items(stem) if _inputs(known) == inputs}
        whole = all(_of(known) == len(made) and self._is_as_written(name, known) for name, known in made.items())
        return tuple(made) if whole else ()

    def is_current(self, name: str, inputs: str) -> bool:
        """Tell whether *name* was made from *inputs* (a hash) and is still as it was written: nothing need be done."""
        known = self._written.get(name)
        return known is not None and _inputs(known) == inputs and self._is_as_written(name, known)

    def wrote(self, name: str) -> bool:
        """Tell whether the record knows *name*."""
        return self._written.get(name) is not None

    def write(self, name: str, data: bytes, *, inputs: str, of: int = 1, force: bool = False) -> Outcome:
        """Write *data* to the file *name*, unless a person changed it and *force* is not given.

        *of* is how many files are made from *inputs*. The file is replaced as a whole or not at all. Raises `Problems`
        where it cannot be written.
        """
        if not name or Path(name).name != name or name.startswith("."):
            raise ValueError(f"no name for a file in this folder: {name}")
        there = self._bytes(name)
        if there == data:
            if self._written.get(name) != _packed(hashlib.sha256(data).hexdigest(), inputs, of):
                self._remember(name, data, inputs, of, there)
            return Outcome.UNCHANGED
        if not force and self._exists(name) and not self._is_ours(name, there):
            return Outcome.KEPT
        try:
            self._replace(name, data, inputs, of, there)
        except FileNotFoundError:  # another smcheck may have taken our temporary file for a left-over and removed it
            try:
                self._replace(name, data, inputs, of, there)
            except OSError as error:
                raise Problems([_failed(self.path / name, error)]) from None
        except OSError as error:
            raise Problems([_failed(self.path / name, error)]) from None
        return Outcome.MADE

    def _is_ours(self, name: str, there: bytes | None) -> bool:
        known, now = self._written.get(name), _hash(there)
        return known is not None and now is not None and now in (known[:_HASH], self._before.get(name))

    def _replace(self, name: str, data: bytes, inputs: str, of: int, there: bytes | None) -> None:
        path, new = self.path / name, self.path / _TEMPORARY.format(os.getpid())
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            new.write_bytes(data)
            if there is not None:
                new.chmod(stat.S_IMODE(path.stat().st_mode))
            if there is not None:
                self._before[name] = hashlib.sha256(there).digest()
            self._remember(name, data, inputs, of, there)
            new.replace(path)
        except BaseException:
            self._run = secrets.token_hex(4)  # so that no further line says that this one was carried out
            with contextlib.suppress(OSError):
                new.unlink()
            raise
        self._before.pop(name, None)

    def _remember(self, name: str, data: bytes, inputs: str, of: int, there: bytes | None) -> None:
        before = None if there is None or there == data else hashlib.sha256(there).hexdigest()
        made = hashlib.sha256(data).hexdigest()
        try:
            if self._crowded:
                self._rewrite()
            self._append(file=name, hash=made, inputs=inputs, of=of, before=before, run=self._run)
        except OSError as error:
            raise Problems([_failed(self._record, error)]) from None
        self._written.put(name, _packed(made, inputs, of))

    def _append(self, **entry: Any) -> None:
        with self._record.open("ab", buffering=0) as record:
            record.write(b"\n" + _line(**entry) if self._torn else _line(**entry))
        self._torn, self._wrote = False, True

    def _rewrite(self) -> None:
        """Write the record anew with one line for each file: those of a hundred runs would be ever more to read."""
        size, new = self._record.stat().st_size, self.path / _TEMPORARY.format(f"record-{os.getpid()}")
        with new.open("wb") as file:
            for name, packed in self._written.items():
                before = self._before.get(name)
                run = secrets.token_hex(4) if before else None  # still in doubt
                entry = {"file": name, "hash": packed[:_HASH].hex(), "inputs": _inputs(packed), "of": _of(packed)}
                file.write(_line(**entry, before=before and before.hex(), run=run))
        if self._record.stat().st_size == size:  # nobody else is writing to it
            new.replace(self._record)
            self._torn = self._crowded = False
        else:
            new.unlink()

    def _is_as_written(self, name: str, packed: bytes) -> bool:
        return _hash(self._bytes(name)) == packed[:_HASH]

    def _bytes(self, name: str) -> bytes | None:
        """Return what stands in the file; None where there is no plain file that can be read."""
        path = self.path / name
        try:
            return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None
        except OSError:
            return None

    def _exists(self, name: str) -> bool:
        return os.path.lexists(self.path / name)


def _packed(made: str, inputs: str, of: int) -> bytes:
    """Return both hashes (hexadecimal) and the count in one piece. Raises ValueError or TypeError for anything else."""
    pair = bytes.fromhex(made) + bytes.fromhex(inputs)
    if len(pair) != 2 * _HASH:
        raise ValueError(made)
    return pair + of.to_bytes(2, "big")


def _inputs(packed: bytes) -> str:
    return packed[_HASH : 2 * _HASH].hex()


def _of(packed: bytes) -> int:
    return int.from_bytes(packed[2 * _HASH :], "big")


def _line(**entry: Any) -> bytes:
    return json.dumps({key: value for key, value in entry.items() if value is not None}).encode() + b"\n"


def _hash(data: bytes | None) -> bytes | None:
    return None if data is None else hashlib.sha256(data).digest()


def _failed(path: Path, error: OSError) -> Problem:
    return Problem("documents.cannot_write", {"reason": error.strerror or type(error).__name__}, file=str(path))
