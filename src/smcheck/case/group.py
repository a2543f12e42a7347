"""Which sheets make a case: those of one bank with the same case and round."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from smcheck.answers.find import Key, beside_files
from smcheck.answers.model import Sheet
from smcheck.answers.read import at_home
from smcheck.case.case import Case


class Round(NamedTuple):
    """A case among the other rounds that were given.

    *before* is the round before it; only the latest of several rounds has one. *latest* tells that none comes after it.
    """

    case: Case
    before: Case | None
    latest: bool


def group(sheets: Iterable[Sheet], *, as_of: date | None = None) -> list[Case]:
    """Return the cases that *sheets* make, in the order of case, round and bank.

    A file that was named twice counts once. Figures of a sheet that does not say where the organisation is at home are
    read as in the first of the others that does.
    """
    cases: dict[Key, dict[object, Sheet]] = {}
    for sheet in sheets:
        same = sheet.path.resolve() if sheet.path else sheet.file
        cases.setdefault(_key_of(sheet), {}).setdefault(same, sheet)
    return [_case(list(cases[key].values()), as_of) for key in sorted(cases)]


def rounds(cases: Sequence[Case]) -> list[Round]:
    """Return *cases* in their order, the latest round of several with the one before it.

    That one is judged as of its own conversations, whatever day was given for the others.
    """
    series: dict[tuple[str, str], list[Case]] = {}
    for case in sorted(cases, key=lambda case: case.round):
        series.setdefault((case.id, case.bank.id), []).append(case)
    before = {same[-1]: Case(same[-2].bank, same[-2].sheets) for same in series.values() if len(same) > 1}
    latest = {same[-1] for same in series.values()}
    return [Round(case, before.get(case), case in latest) for case in cases]


def beside(cases: Iterable[Case], *, given: Iterable[Path] = ()) -> list[tuple[Case, tuple[Path, ...]]]:
    """Return the cases that more sheets belong to, which lie in the folders of their sheets but are not among them.

    Files that were *given* too are left out; they may be sheets that cannot be read.
    """
    by_key = {_key_of(case.lead): case for case in cases}
    files = {key: [sheet.path for sheet in case.sheets if sheet.path] for key, case in by_key.items()}
    return [(by_key[key], paths) for key, paths in beside_files(files, given=given).items()]


def _case(sheets: list[Sheet], as_of: date | None) -> Case:
    case = Case(sheets[0].bank, sheets, as_of=as_of)
    home = next((sheet.home for sheet in case.sheets if sheet.home), None)
    settled = [at_home(sheet, home) for sheet in case.sheets]
    return case if settled == list(case.sheets) else Case(case.bank, settled, as_of=as_of)


def _key_of(sheet: Sheet) -> Key:
    return Key(sheet.header.case, sheet.header.round, sheet.bank.settings.id)
