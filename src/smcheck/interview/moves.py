"""Going about in an interview: to the question before and after, from cell to cell, to where one points."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from smcheck.answers.model import Sheet
from smcheck.bank.model import Type
from smcheck.interview.rows import Key
from smcheck.interview.state import Place, Progress, State


class Walk(StrEnum):
    """Which cell comes after a cell."""

    ROW = "row"  # every column of the row, then the menu
    CELL = "cell"  # what this cell opened in its row, then the menu
    GAPS = "gaps"  # everything that nobody has been asked yet, row by row, then the menu


class Moves(State):
    """A state in which one can go from place to place; nothing is changed by it."""

    def __init__(self, sheet: Sheet, *, today: date, others: Iterable[Sheet] = (), only: str | None = None) -> None:
        super().__init__(sheet, today=today, others=others, only=only)
        self._order = {id_: number for number, id_ in enumerate(self.bank.questions)}
        self._walk = Walk.ROW
        self._forward(None)
        if self.place is None and only is not None:
            self.take_up(self.asked())  # a section that was settled before is gone through once more

    def back(self) -> bool:
        """Go to the place before; False at the very first one."""
        place = self.place
        if place is not None and place.fill is not None:
            self.place = Place(place.question, place.row, place.column)
            return True
        if place is not None and place.row is not None:
            self.place = self._cell_before(place)
            return True
        before = [stop for stop in self.stops() if place is None or self._number(stop) < self._number(place)]
        if before:
            self._arrive(before[-1])
        return bool(before)

    def jump(self, id_: str) -> None:
        """Go to a question that is asked; it is put even if it is settled."""
        self.passed.discard(id_)
        self._arrive(Place(id_))

    def stops(self) -> list[Place]:
        """Return the places that one comes by, question by question."""
        return [Place(id_) for id_ in self.asked()]

    def progress(self) -> Progress:
        """Return how far one is."""
        stops = self.stops()
        here = self.place
        passed = stops if here is None else [stop for stop in stops if self._number(stop) <= self._number(here)]
        return Progress(len(passed), len(stops), self.minutes_left())

    def _number(self, place: Place) -> float:
        """Return what puts places in their order; rows and cells are where their question is."""
        return self._order[place.question]

    def take_up(self, ids: Iterable[str]) -> None:
        """Put the questions *ids* once more, whatever their status."""
        self.wanted |= set(ids)
        self.passed -= self.wanted
        self._forward(None)

    def pass_by(self) -> None:
        """Go on, and leave the question as it is for this time."""
        id_ = self.here().question
        self.wanted.discard(id_)
        self.passed.add(id_)
        self._forward(id_)

    def change(self, key: Key, column: str | None = None) -> None:
        """Go to the first cell of a row, or to one *column* of it alone."""
        id_ = self.here().question
        self._walk = Walk.CELL if column else Walk.ROW
        columns = [column] if column else [column.id for column in self.columns(id_, self.slot(id_, key))]
        self.place = Place(id_, key, columns[0]) if columns else Place(id_)

    def fill_gaps(self) -> None:
        """Go to the first cell that nobody has been asked yet; the others follow."""
        self._fill_gaps(self.here().question)

    def _forward(self, after: str | None) -> None:
        """Go to the next question that has to be put, and round to the first one again; to the end if there is none."""
        start = -1 if after is None else self._order[after]
        asked = [id_ for id_ in self.asked() if self.needs(id_)]
        following = [id_ for id_ in asked if self._order[id_] > start] or [id_ for id_ in asked if id_ != after]
        if following:
            self._arrive(self._stop_for(following[0]))
        elif after in asked:
            self._arrive(self._stop_for(after))
        else:
            self.place = None

    def _stop_for(self, id_: str) -> Place:
        """Return where a question is put that has to be put."""
        return Place(id_)

    def _arrive(self, stop: Place) -> None:
        """Go to a question: to its first missing cell in a table that nobody has begun, else to its menu."""
        id_ = stop.question
        question = self.bank.questions[id_]
        self.place = Place(id_)
        if question.type is Type.TABLE and not any(slot.cells for slot in self.slots(id_)):
            self._fill_gaps(id_)

    def _cell_before(self, place: Place) -> Place:
        assert place.row is not None
        slot = self.slot(place.question, place.row)
        columns = [column.id for column in self.columns(place.question, slot)]
        number = columns.index(place.column) if place.column in columns else 0
        if self._walk is not Walk.CELL and number > 0:
            return Place(place.question, place.row, columns[number - 1])
        if self._walk is Walk.GAPS and self.question().type is Type.TABLE:
            slots = self.slots(place.question)
            here = next((number for number, each in enumerate(slots) if each.key == place.row), 0)
            if here > 0:
                before = slots[here - 1]
                return Place(place.question, before.key, self.columns(place.question, before)[-1].id)
        return Place(place.question)

    def _cell_after(self, place: Place) -> Place | None:
        """Return the next cell of the same row, None where the row ends."""
        assert place.row is not None
        slot = self.slot(place.question, place.row)
        gaps = self.gaps(place.question, slot)
        order = [column.id for column in self.bank.questions[place.question].columns]
        number = order.index(place.column or "")
        walked = self.columns(place.question, slot) if self._walk is Walk.ROW else gaps
        following = [column for column in walked if order.index(column.id) > number]
        if self._walk is Walk.CELL or not following:
            following = gaps
        return Place(place.question, place.row, following[0].id) if following else None

    def _fill_gaps(self, id_: str) -> None:
        """Go to the first missing cell of all rows, to the menu if there is none."""
        self._walk = Walk.GAPS
        gap = next(((slot.key, gaps[0].id) for slot in self.slots(id_) if (gaps := self.gaps(id_, slot))), None)
        self.place = Place(id_, *gap) if gap else Place(id_)

    def _gap_after(self, id_: str, key: Key) -> None:
        """Go to the next row with a missing cell, round to the first one again, to the menu if there is none."""
        slots = self.slots(id_)
        number = next((number for number, slot in enumerate(slots) if slot.key == key), -1)
        for slot in (*slots[number + 1 :], *slots[: number + 1]):
            if gaps := self.gaps(id_, slot):
                self.place = Place(id_, slot.key, gaps[0].id)
                return
