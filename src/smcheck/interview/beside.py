"""The sheets that lie in one folder: whose they are, and which of them belong together.

Of most files only the head is looked at; a sheet that cannot be read is nobody's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from smcheck import reading, yamlio
from smcheck.answers.find import has_sheet_name, is_sheet
from smcheck.answers.model import Sheet
from smcheck.answers.read import load_sheet
from smcheck.bank.load import Bank
from smcheck.problems import Problems
from smcheck.yamlio import Data


@dataclass(frozen=True)
class Head:
    """Whose sheet lies at *path*; *day* is the day of the conversation, long ago where the sheet does not say."""

    path: Path
    bank: str
    case: str
    round: str
    role: str | None
    day: date

    @property
    def age(self) -> tuple[date, str]:
        """By what sheets are put in order: the later one is greater."""
        return self.day, self.round


def sheets(folder: Path) -> Iterator[Path]:
    """Yield the sheets of *folder* itself, in the order of their names."""
    for path in sorted(folder.iterdir()):
        if has_sheet_name(path) and is_sheet(path):
            yield path


def heads(folder: Path, *, case: str | None = None) -> Iterator[Head]:
    """Yield the heads of the sheets in *folder*, of one *case* alone if it is given."""
    for path in sheets(folder):
        try:
            if case is not None and case.encode() not in path.read_bytes():
                continue
            data = yamlio.read_file(path).data
        except (OSError, Problems):
            continue
        head = _head(path, data)
        if case in (None, head.case):
            yield head


def others(sheet: Sheet, path: Path, *, earlier: Sheet | None = None) -> list[Sheet]:
    """Return the other sheets of the case and round beside *path*, as far as they can be read.

    For roles that were asked in the round of the *earlier* conversation alone, what they said then.
    """
    same = [head for head in heads(path.parent, case=sheet.header.case) if head.path.resolve() != path.resolve()]
    found = [head for head in same if head.round == sheet.header.round]
    if earlier is not None:
        heard = {sheet.role, *(head.role for head in found)}
        found += [head for head in same if head.round == earlier.header.round and head.role not in heard]
    return list(_loaded(found, sheet.bank))


def of_role(sheet: Sheet, path: Path, role: str | None, *, round_: str) -> Path | None:
    """Return the sheet of *role* in a round of the case that *sheet* belongs to, the latest of several."""
    same = [
        head
        for head in heads(path.parent, case=sheet.header.case)
        if (head.bank, head.round, head.role) == (sheet.bank.id, round_, role)
    ]
    return max(same, key=lambda head: head.age).path if same else None


def earlier(sheet: Sheet, path: Path) -> Sheet | None:
    """Return the earlier conversation that *sheet* is a follow-up of: the one it names, else the latest before it.

    None where its mode is no follow-up, and where nothing earlier can be found.
    """
    if sheet.bank.follows(sheet.header.mode) is None:
        return None
    if sheet.header.follows:
        named = path.parent / sheet.header.follows
        there = named.is_file() and named.resolve() != path.resolve()
        for one in _loaded([_head(named, {})] if there else [], sheet.bank):
            return one
    return before(sheet, path, sheet.role, round_=sheet.header.round, day=sheet.header.date)


def before(sheet: Sheet, path: Path, role: str | None, *, round_: str, day: date | None = None) -> Sheet | None:
    """Return what *role* said last in the case of *sheet* before the round *round_*, which was on *day*."""
    same = (
        head
        for head in heads(path.parent, case=sheet.header.case)
        if (head.bank, head.role) == (sheet.bank.id, role) and head.round != round_ and head.day <= (day or date.max)
    )
    found = _loaded(sorted(same, key=lambda head: head.age, reverse=True), sheet.bank)
    return next((one for one in found if one.answers or one.open), None)


def latest(folder: Path, *, bank: Bank | None = None, role: str | None = None) -> Iterator[Sheet]:
    """Yield the last sheet of each respondent in *folder*, the newest first; of one bank or role if they are given."""
    last: dict[tuple[str, str, str | None], Head] = {}
    for head in heads(folder):
        key = (head.bank, head.case, head.role)
        if (bank is None or bank.id == head.bank) and role in (None, head.role):
            last[key] = max(last.get(key, head), head, key=lambda one: one.age)
    yield from _loaded(sorted(last.values(), key=lambda head: head.age, reverse=True), bank)


def _head(path: Path, data: Data) -> Head:
    entries = data if isinstance(data, dict) else {}
    bank, respondent = entries.get("bank"), entries.get("respondent")
    role = respondent.get("role") if isinstance(respondent, dict) else None
    return Head(
        path=path,
        bank=_text(bank.get("id") if isinstance(bank, dict) else None),
        case=_text(entries.get("case")),
        round=_text(entries.get("round")),
        role=_text(role) or None,
        day=_day(_text(entries.get("date"))),
    )


def _text(written: Data) -> str:
    return written.strip() if isinstance(written, str) else ""


def _day(written: str) -> date:
    try:
        return reading.date(written)
    except Problems:
        return date.min


def _loaded(found: Iterable[Head], bank: Bank | None) -> Iterator[Sheet]:
    for head in found:
        try:
            yield load_sheet(head.path, bank=bank)
        except Problems:
            continue
