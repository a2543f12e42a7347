"""Two rounds in the context of templates: the earlier one as a whole, and what has changed since."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from smcheck.bank.load import Bank
from smcheck.bank.model import Type
from smcheck.diagnosis import findings
from smcheck.diagnosis.progress import Pair, Progress
from smcheck.documents import markdown, shapes
from smcheck.documents.shapes import Lookup
from smcheck.logic import Row

NAMES = ("before", "progress")
"""The names of the context that come from here; both are none for a case without an earlier round."""

Names = Mapping[str, Any]
"""The context of a document by its names."""


def compared(progress: Progress | None, before: Names | None, now: Names) -> dict[str, object]:
    """Return what the earlier round adds to the context *now*; *before* is the context of that round."""
    if progress is None or before is None:
        return dict.fromkeys(NAMES)
    return {"before": Lookup(before), "progress": _Builder(progress, before, now).progress()}


class _Builder:
    """Finds what the progress speaks of among what the two contexts have ready to print."""

    def __init__(self, progress: Progress, before: Names, now: Names) -> None:
        self.found = progress
        self.before = before
        self.now = now

    def progress(self) -> shapes.Progress:
        found = self.found
        then, here = (
            {one.id: one for one in (*names["findings"].all, *names["findings"].waived)}
            for names in (self.before, self.now)
        )
        return shapes.Progress(
            months=found.months,
            resolved=_those(found.resolved, then),
            not_assessable=_those(found.not_assessable, then),
            persisting=tuple(
                shapes.Stayed(id=one.id, before=then[one.id], now=here[one.id]) for one in found.persisting
            ),
            new=_those(found.new, here),
            first_assessed=_those(found.first_assessed, here),
            dimensions=tuple(self._turns()),
            answers=tuple(self._changed(one.id) for one in found.changed),
            rows=self._rows(),
            closed=tuple(self.now["q"][one.id] for one in found.closed),
            still_open=tuple(self.now["q"][one.id] for one in found.still_open),
        )

    def _changed(self, id_: str) -> shapes.Changed:
        before, now = self.before["q"][id_], self.now["q"][id_]
        return shapes.Changed(id=id_, label=now.label, before=before, now=now)

    def _turns(self) -> Iterator[shapes.Turn]:
        then, here = ({one.id: one for one in names["readiness"]} for names in (self.before, self.now))
        for turn in self.found.dimensions:
            before, now = then[turn.now.id], here[turn.now.id]
            yield shapes.Turn(id=now.id, label=now.label, before=before, now=now, direction=turn.direction)

    def _rows(self) -> Lookup:
        bank: Bank = self.found.now.case.bank
        pairs = {id_: tuple(self._pairs(id_, found)) for id_, found in self.found.rows.items()}
        return Lookup(pairs, {id_: () for id_, question in bank.questions.items() if question.type.has_rows})

    def _pairs(self, question: str, pairs: Iterable[Pair]) -> Iterator[shapes.Pair]:
        labels = {column.id: column.label for column in self.now["q"][question].columns}
        for pair in pairs:
            before = _row(self.before["q"][question], pair.before) if pair.before else None
            now = _row(self.now["q"][question], pair.now) if pair.now else None
            cells = tuple(_moved(id_, labels[id_], before, now) for id_ in pair.changed if before and now)
            either = now or before
            yield shapes.Pair(name=either.name if either else "", before=before, now=now, cells=cells)


def _moved(column: str, label: str, before: shapes.Row, now: shapes.Row) -> shapes.Moved:
    old, new = before.cells[column], now.cells[column]
    assert isinstance(old, shapes.Answer)
    assert isinstance(new, shapes.Answer)
    return shapes.Moved(id=column, label=label, before=old, now=new)


def _those(found: Iterable[findings.Finding], told: Mapping[str, shapes.Finding]) -> tuple[shapes.Finding, ...]:
    return tuple(told[one.id] for one in found)


def _row(question: shapes.Question, row: Row) -> shapes.Row:
    """Return *row* as it is printed: in a group by its place; in a table, where rows may be added, by its name."""
    if question.type == Type.GROUP:
        return question.rows[row.index]
    name = row.name or ""
    return next(one for one in question.rows if one.id == name or (not one.id and one.name == markdown.line(name)))
