"""Which cases there are: sheets grouped by their heads before anything is made of them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from smcheck import yamlio
from smcheck.answers.find import Key, each_sheet, read_head
from smcheck.answers.model import UnreadableSheet
from smcheck.answers.read import read_sheet
from smcheck.bank.load import load
from smcheck.batch.work import Job, Source
from smcheck.case.group import beside_files
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
        # A line for each sheet: of a hundred thousand cases that is all there is in memory.
        self._lines: list[str] = []
        given = {path for path in paths if not path.is_dir()}
        for path in each_sheet(paths):
            self.sheets += 1
            self._take(path, alone=path in given)
        self._lines.sort()
        self.cases = sum(1 for _ in groupby(self._lines, _round_of))
        """How many cases there are, each round counted."""

    def _take(self, path: Path, *, alone: bool) -> None:
        try:
            data = yamlio.read_bytes(path)
            head = read_head(data, str(path))
            if head is None:  # the reader of whole sheets knows what is wrong
                header = read_sheet(data, str(path), bank=load(self._bank) if self._bank else None).header
                key, language = Key(header.case, header.round, header.bank.id), header.language
            else:
                key, language = head.key, head.language or ""
        except Problems as wrong:
            locale = wrong.locale if isinstance(wrong, UnreadableSheet) else None
            self.problems += [(problem, locale) for problem in wrong.problems]
            return
        self.language = self.language or (language if language in ("de", "en") else None)
        self._lines.append("\0".join((key.case, key.bank, key.round, str(path))))
        if alone:
            self._alone.setdefault(key, []).append(path)

    @property
    def banks(self) -> list[str]:
        """The ids of all banks that sheets name."""
        return sorted({line.split("\0")[1] for line in self._lines})

    def jobs(self) -> Iterator[Job]:
        """Yield each case in each round, in the order of case, bank and round; its sheets are read now."""
        for _, of_case in groupby(self._lines, lambda line: line.split("\0")[0]):
            taken: set[str] = set()
            for _, of_bank in groupby(of_case, lambda line: line.split("\0")[1]):
                rounds = [_key_and_files(list(lines)) for _, lines in groupby(of_bank, _round_of)]
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
        given = [Path(line.rpartition("\0")[2]) for line in self._lines] if self._alone else []
        unreadable = [Path(problem.file) for problem, _ in self.problems if problem.file]
        return beside_files(self._alone, given=[*given, *unreadable])


def _round_of(line: str) -> str:
    return line.rpartition("\0")[0]


def _key_and_files(lines: Sequence[str]) -> tuple[Key, list[str]]:
    case, bank, round_, _ = lines[0].split("\0")
    files = [line.rpartition("\0")[2] for line in lines]
    if len(files) > 1:  # several paths may lead to one file
        files = list({os.path.realpath(file): file for file in reversed(files)}.values())[::-1]
    return Key(case, round_, bank), files


def _sources(files: Iterable[str]) -> tuple[Source, ...]:
    return tuple(Source(file, yamlio.read_bytes(Path(file))) for file in files)
