"""From what was made to what lies in the folder, and the report about it."""

import contextlib
import glob
import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from smcheck.answers.find import Key
from smcheck.bank.folders import digest, find
from smcheck.batch.model import Job, Made, Options, Step, made_with
from smcheck.batch.plan import Plan
from smcheck.documents import folders
from smcheck.documents.state import Folder, Outcome
from smcheck.problems import Problem, Problems, has_errors

FORMAT = 1
"""Of the report; see docs/batch.md."""


class Status(StrEnum):
    """What became of a case: failed if anything is wrong, kept if a file of it was edited by hand."""

    MADE = "made"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    FAILED = "failed"


class File(NamedTuple):
    """A file of a case, what became of it, and how long its text took to make."""

    name: str
    outcome: Outcome
    seconds: float = 0.0


class Done(NamedTuple):
    """One case, done with."""

    made: Made
    files: tuple[File, ...]
    problems: tuple[Problem, ...]
    """What is wrong with it, the files that were kept among them."""

    @property
    def key(self) -> Key:
        """Whose case it is."""
        return self.made.key

    @property
    def status(self) -> Status:
        """What became of it."""
        kept = sum(file.outcome is Outcome.KEPT for file in self.files)
        if self.made.bug or sum(problem.level == "error" for problem in self.problems) > kept:
            return Status.FAILED
        if kept:
            return Status.KEPT
        made = any(file.outcome is Outcome.MADE for file in self.files)
        return Status.MADE if made else Status.UNCHANGED


class Delivery:
    """Brings what is made of the cases of *plan* into *folder*."""

    def __init__(self, plan: Plan, options: Options, folder: Folder, *, force: bool = False) -> None:
        self.options = replace(options, digests=dict(_digests(plan, options)))
        self._plan = plan
        self._folder = folder
        self._force = force
        self._inputs: dict[Key, str] = {}

    @property
    def apart(self) -> bool:
        """Tell whether there are templates of somebody's own: one of them might not come to an end."""
        return not all(folders.are_shipped(folders.chain(name, self.options.templates)) for name in self._plan.banks)

    def steps(self) -> Iterator[Step]:
        """Yield every case, as a job if anything is to be made of it."""
        for job in self._plan.jobs():
            inputs = self._inputs[job.key] = _inputs(job, self.options)
            if self._force or job.problems or not self._folder.current(_stem(job.key), inputs):
                yield job
            elif self.options.index_in:
                yield job._replace(render=False)
            else:
                yield Made(job.key)

    def deliver(self, made: Made) -> Done:
        """Write the documents of one case."""
        inputs = self._inputs.pop(made.key)
        files: list[File] = []
        problems = [*made.problems]
        for document in made.documents:
            if not document.file.startswith(_stem(made.key)):
                raise ValueError(f"no file of this case: {document.file}")
            if document.data is None:
                files.append(File(document.file, Outcome.FAILED, document.seconds))
                continue
            path = str(self._folder.path / document.file)
            known = self._folder.wrote(document.file)
            try:
                outcome = self._folder.write(document.file, document.data, inputs=inputs, of=made.of, force=self._force)
            except Problems as wrong:
                problems += wrong.problems
                outcome = Outcome.FAILED
            if outcome is Outcome.KEPT:
                problems.append(Problem("documents.kept" if known else "documents.not_ours", file=path))
            files.append(File(document.file, outcome, document.seconds))
        if not made.documents and not made.left_out and not has_errors(problems) and not made.bug:
            files = [File(name, Outcome.UNCHANGED) for name in self._folder.current(_stem(made.key), inputs)]
        return Done(made, tuple(files), tuple(problems))

    def add(self, name: str, data: bytes) -> tuple[str, Outcome]:
        """Write a file beside the documents, and return its path and what became of it."""
        inputs = hashlib.sha256(data).hexdigest()
        return str(self._folder.path / name), self._folder.write(name, data, inputs=inputs, force=self._force)


def _stem(key: Key) -> str:
    return f"{key.case}.{key.round}."


def _inputs(job: Job, options: Options) -> str:
    """Return the SHA-256 over everything that the documents of a case are made from."""
    digest = options.digests.get(job.key.bank)
    said = (options.documents, options.language, options.as_of, options.notes, options.formats, digest)
    whole = hashlib.sha256(repr(tuple(map(str, said))).encode())
    whole.update(options.letterhead.data if options.letterhead else b"")
    for sources in (job.sheets, job.before):
        whole.update(f"{len(sources)}\0".encode())
        for source in sources:
            whole.update(f"{len(source.data)}\0".encode() + source.data)
    return whole.hexdigest()


def _digests(plan: Plan, options: Options) -> Iterator[tuple[str, str]]:
    """Yield by bank what its documents are made with; a bank that is not found has nothing made."""
    for name in plan.banks:
        with contextlib.suppress(Problems):
            bank = digest(find(options.bank or name).resolve())
            yield name, made_with(bank, folders.digest(folders.chain(name, options.templates)))


class Report:
    """The report of a batch as JSON, written case by case; as a context it is in its place, whole, at its end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: Counter[Status] = Counter()
        self._first = True
        with contextlib.suppress(OSError):  # what a killed run left
            for leftover in path.parent.glob(f".{glob.escape(path.name[:100])}.*.new"):
                leftover.unlink()
        try:
            handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".new", dir=path.parent)
        except OSError as error:
            raise Problems([_unwritable(path, error)]) from None
        self._new = Path(name)
        # The name of a file may be no Unicode: as a backslash and digits it is still JSON.
        self._stream = os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n")
        self._stream.write(f'{{"smcheck": {FORMAT}, "cases": [')

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        self._new.unlink(missing_ok=True)

    def add(self, done: Done, problems: Iterable[Mapping[str, Any]]) -> None:
        """Add a case and its *problems* as they are in JSON."""
        entry = {
            "case": done.key.case,
            "round": done.key.round,
            "status": done.status,
            "files": [
                {"file": file.name, "status": file.outcome, "seconds": round(file.seconds, 4)} for file in done.files
            ],
            "problems": [*problems],
            "seconds": round(done.made.seconds, 4),
        }
        text = json.dumps(entry, ensure_ascii=False)
        self._stream.write(("\n" if self._first else ",\n") + text)  # at once: Ctrl-C may come between two calls
        self._first = False
        self.counts[done.status] += 1

    def finish(self, problems: Iterable[Mapping[str, Any]], *, complete: bool, seconds: float) -> None:
        """Write what is said of the batch as a whole, and put the report in its place."""
        rest = {
            "problems": [*problems],
            "counts": {status: self.counts[status] for status in Status},
            "complete": complete,
            "seconds": round(seconds, 3),
        }
        try:
            self._stream.write("\n], " + json.dumps(rest, ensure_ascii=False)[1:] + "\n")
            self._stream.close()
            self._new.replace(self.path)
        except OSError as error:
            raise Problems([_unwritable(self.path, error)]) from None


def _unwritable(path: Path, error: OSError) -> Problem:
    return Problem("documents.cannot_write", {"reason": error.strerror or type(error).__name__}, file=str(path))
