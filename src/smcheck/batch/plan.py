"""Which cases there are: sheets grouped by their heads before anything is made of them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from smcheck import yamlio
from smcheck.answers.find import Head, Key, beside_files, each_sheet, read_head
from smcheck.batch.model import Job, Source
from smcheck.ledger import Ledger
from smcheck.problems import Problem, Problems


class Plan:
    """The cases of all sheets that *paths* name; *bank* is the folder of their bank, where it is not found by its id.

    Raises Problems for paths that do not exist.
    """

    def __init__(self, paths: Sequence[Path], bank: str | None = None) -> None:
        self.problems: list[tuple[Problem, str | None]] = []
        """What is wrong with files that belong to no case, each with the locale to tell it in."""
        self.sheets = 0
        self.language: str | None = None
        """The language of the first sheet."""
        self._bank = bank
        self._alone: dict[Key, list[Path]] = {}
        self._banks: set[str] = set()
        self._lines = Ledger()
        given = {path for path in paths if not path.is_dir()}
        for path in each_sheet(paths):
            self.sheets += 1
            self._take(path, alone=path in given)
        self.cases = sum(1 for _ in groupby(self._sheets(), itemgetter(0)))
        """How many cases there are, each round counted."""

    def _take(self, path: Path, *, alone: bool) -> None:
        try:
            data = yamlio.read_bytes(path)
            head = read_head(data, str(path)) or self._head(data, path)
        except Problems as wrong:
            self.problems += [(problem, wrong.locale) for problem in wrong.problems]
            return
        key = head.key
        self.language = self.language or (head.language if head.language in ("de", "en") else None)
        self._banks.add(key.bank)
        self._lines.put("\0".join((key.case, key.bank, key.round, str(path))))
        if alone:
            self._alone.setdefault(key, []).append(path)

    def _head(self, data: bytes, path: Path) -> Head:
        """Let the reader of whole sheets read the head of one, who knows what is wrong with it."""
        from smcheck.answers.read import read_sheet  # and all there is about banks, which few need here
        from smcheck.bank.load import load

        header = read_sheet(data, str(path), bank=load(self._bank) if self._bank else None).header
        return Head(Key(header.case, header.round, header.bank.id), header.language)

    def _sheets(self) -> Iterator[tuple[Key, str]]:
        """Yield every sheet, its key and its path, in the order of case, bank and round."""
        for line, _ in self._lines.items():
            case, bank, round_, path = line.split("\0")
            yield Key(case, round_, bank), path

    @property
    def banks(self) -> list[str]:
        """The ids of all banks that sheets name."""
        return sorted(self._banks)

    def jobs(self) -> Iterator[Job]:
        """Yield each case in each round, in the order of case, bank and round; its sheets are read now."""
        for _, of_case in groupby(self._sheets(), lambda sheet: sheet[0].case):
            taken: set[str] = set()
            for _, of_bank in groupby(of_case, lambda sheet: sheet[0].bank):
                rounds = [(key, _files(path for _, path in sheets)) for key, sheets in groupby(of_bank, itemgetter(0))]
                for number, (key, files) in enumerate(rounds):
                    latest = number == len(rounds) - 1
                    before = rounds[number - 1][1] if latest and number else []
                    if key.round in taken:  # two banks, one name of a case
                        same = Problem("documents.same_file", {"bank": key.bank, "case": key.case}, file=files[0])
                        yield Job(key, (), problems=(same,))
                        continue
                    taken.add(key.round)
                    try:
                        yield Job(key, _sources(files), _sources(before), latest)
                    except Problems as wrong:  # a file has gone since
                        yield Job(key, (), problems=tuple(wrong.problems))

    def beside(self) -> dict[Key, tuple[Path, ...]]:
        """Return the sheets that lie beside those which were named one by one, belong to their cases and are left."""
        given = [Path(path) for _, path in self._sheets()] if self._alone else []
        unreadable = [Path(problem.file) for problem, _ in self.problems if problem.file]
        return beside_files(self._alone, given=[*given, *unreadable])


def _files(paths: Iterable[str]) -> list[str]:
    files = list(paths)
    if len(files) > 1:  # several paths may lead to one file
        files = list({os.path.realpath(file): file for file in reversed(files)}.values())[::-1]
    return files


def _sources(files: Iterable[str]) -> tuple[Source, ...]:
    return tuple(Source(file, yamlio.read_bytes(Path(file))) for file in files)
