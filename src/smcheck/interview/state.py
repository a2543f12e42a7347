"""Where an interview stands: the working copy of a sheet, what is asked now, what is still missing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from smcheck.answers.model import OpenPoint, Sheet
from smcheck.answers.schema import read_value
from smcheck.bank.model import Asked, Column, Question, Type
from smcheck.case import Case
from smcheck.interview import rows
from smcheck.interview.asker import Answer
from smcheck.interview.rows import Key, Slot
from smcheck.logic.values import BLANK, Value, rows_of
from smcheck.problems import Problem, Problems
from smcheck.wording import Wording, wording

Status = Literal["answered", "blank", "missing", "unknown", "later", "na", "confirm"]


@dataclass(frozen=True)
class Place:
    """Where one is: a question, the menu of its rows, a cell of a row, the text to fill in beside a choice.

    With a *section* it is the list of what may have changed in that section since an earlier conversation; *question*
    is then the first one of the list.
    """

    question: str
    row: Key | None = None
    column: str | None = None
    fill: str | None = None
    section: str | None = None

    def __str__(self) -> str:
        if self.section:
            return f"changed[{self.section}]"
        row = "" if self.row is None else f"[{self.row + 1 if isinstance(self.row, int) else self.row}]"
        return self.question + row + (f".{self.column}" if self.column else "") + (f"={self.fill}" if self.fill else "")


@dataclass(frozen=True)
class Progress:
    """How far one is: question *number* of the *total* that is asked now, and the minutes that are probably *left*."""

    number: int
    total: int
    left: int


class State:
    """The working copy of a sheet.

    *others* are the other sheets of the case, read for what they make relevant. *only* limits the interview to one
    section. *today* is the day of the conversation, as of which conditions are judged.
    """

    def __init__(self, sheet: Sheet, *, today: date, others: Iterable[Sheet] = (), only: str | None = None) -> None:
        self.sheet = sheet
        self.bank = sheet.bank
        self.mode = sheet.header.mode
        self.others = tuple(others)
        self.only = only
        self.today = today
        self.place: Place | None = None
        self.answers = {id_: rows.as_written(sheet, id_, value) for id_, value in sheet.answers.items()}
        self.open = dict(sheet.open)
        self.notes = dict(sheet.notes)
        self.private = set(sheet.private)
        self.accepted = list(sheet.accepted)
        self.drafts: dict[Place, Answer] = {}
        self.passed: set[str] = set()  # to be confirmed, but left as they are for this time
        self.wanted: set[str] = set()  # settled or put off, and taken up again on purpose
        self.wrong: dict[str, str] = {}  # answers in the file that do not fit, with the reason
        self.unreadable: list[str] = []  # groups and tables among them: to take a new answer would destroy their rows
        self._case: Case | None = None
        self._salvage()

    def _salvage(self) -> None:
        """Keep what stands in the file and does not fit, to be put again with the old answer as it was written."""
        words = wording(self.sheet.locale)
        entries = self.sheet.document.data.get("answers")
        for written, data in entries.items() if isinstance(entries, dict) else ():
            id_ = self.bank.renames.get(written, written)
            question = self.bank.questions.get(id_)
            if question is None or id_ in self.answers:
                continue
            own = [problem for problem in self.sheet.problems if problem.level == "error" and _about(problem, id_)]
            self.wrong[id_] = " ".join(words.message(problem) for problem in own)
            try:
                value = read_value(question, data, words, bank=self.bank, currency=self.sheet.currency, mode=self.mode)
            except Problems:
                if question.type.has_rows:
                    self.unreadable.append(id_)
                elif isinstance(data, str):
                    self.drafts[Place(id_)] = data
            else:
                self.answers[id_] = rows.as_written(self.sheet, id_, value)
                self.open[id_] = OpenPoint("confirm")

    @property
    def case(self) -> Case:
        """The case as it stands with every answer so far."""
        if self._case is None:
            self._case = self._case_with(self.answers)
        return self._case

    def candidate(self, question: str, value: Value) -> Case:
        """Return the case as it would be with another answer."""
        return self._case_with({**self.answers, question: value})

    def touch(self) -> None:
        """Work out anew what depends on the answers."""
        self._case = None

    def working_sheet(self, answers: Mapping[str, Value] | None = None) -> Sheet:
        """Return the sheet as it stands now, or with other *answers*."""
        return replace(
            self.sheet,
            answers=dict(self.answers if answers is None else answers),
            open=dict(self.open),
            notes=dict(self.notes),
            private=frozenset(self.private),
            accepted=tuple(self.accepted),
        )

    def _case_with(self, answers: Mapping[str, Value]) -> Case:
        return Case(self.bank, [self.working_sheet({**self.assumed(), **answers}), *self.others], as_of=self.today)

    def assumed(self) -> Mapping[str, Value]:
        """Return answers that nobody has given in this conversation, and that hold as long as nothing else is said."""
        return {}

    @property
    def words(self) -> Wording:
        """How one speaks here."""
        return wording(self.case.locale)

    def here(self) -> Place:
        """Return the place where one is; there has to be one."""
        if self.place is None:
            raise LookupError("the interview is at its end")
        return self.place

    def question(self, id_: str | None = None) -> Question:
        """Return a question, or the one where one is."""
        return self.bank.questions[id_ or self.here().question]

    def asked_at(self, place: Place) -> Asked:
        """Return what is asked at *place*: a question or a column."""
        question = self.bank.questions[place.question]
        return next((column for column in question.columns if column.id == place.column), question)

    def value_at(self, place: Place) -> Value | None:
        """Return what has been said at *place*; None where nothing has."""
        if place.row is None:
            return self.answers.get(place.question)
        return self.slot(place.question, place.row).cells.get(place.column or "")

    def asked(self) -> tuple[str, ...]:
        """Return the questions that are asked of this respondent now, in order."""
        return tuple(id_ for id_ in self.bank.questions if self.asks(id_))

    def asks(self, id_: str) -> bool:
        """Tell whether a question is asked of this respondent now."""
        question = self.bank.questions[id_]
        if self.only not in (None, self.bank.section_of[id_].id):
            return False
        if not self.bank.asks(question, mode=self.mode, role=self.sheet.role) or not self.case.relevant(id_):
            return False
        return question.type is not Type.TABLE or question.own_rows or bool(self.slots(id_))

    def status(self, id_: str) -> Status:
        """Return how a question stands in this sheet, asked or not."""
        if point := self.open.get(id_):
            return point.status
        if id_ not in self.answers:
            return "missing"
        return "blank" if self.answers[id_] is BLANK else "answered"

    def needs(self, id_: str) -> bool:
        """Tell whether a question still has to be put."""
        if id_ in self.wanted:
            return True
        return id_ not in self.passed and self.status(id_) in {"missing", "confirm"}

    def left(self) -> int:
        """Return how many questions are left: to be put, or put off."""
        return sum(self.needs(id_) or self.status(id_) == "later" for id_ in self.asked())

    def put_off(self) -> tuple[str, ...]:
        """Return the questions that were left for later, or left to be confirmed."""
        later = {"later", "confirm"}
        return tuple(id_ for id_ in self.asked() if self.status(id_) in later and not self.needs(id_))

    def is_private(self, key: str) -> bool:
        """Tell whether an answer, a column or a note is off the record."""
        return key in self.private

    def minutes_left(self) -> int:
        """Return the minutes that are probably left: of each section the share that still has to be put."""
        estimates = self.bank.minutes_by_section(self.mode)
        asked = self.asked()
        weights: dict[str, Fraction] = {}
        for section in self.bank.sections:
            mine = [id_ for id_ in asked if self.bank.section_of[id_] is section]
            weights |= dict.fromkeys(mine, Fraction(estimates[section.id], len(mine) or 1))
        whole = sum(weights.values(), Fraction())
        if not whole:
            return 0
        share = sum((weight for id_, weight in weights.items() if self.needs(id_)), Fraction()) / whole
        return round(share * min(Fraction(self.bank.minutes(self.mode, self.sheet.role)), whole))

    def slots(self, id_: str) -> tuple[Slot, ...]:
        """Return the rows of a group or table as they stand."""
        return rows.slots(self.bank, self.case, self.bank.questions[id_], self.answers.get(id_))

    def slot(self, id_: str, key: Key) -> Slot:
        """Return one row; an empty one where a row is being added."""
        empty = Slot(key, key if isinstance(key, str) else "", {}, True)
        return next((slot for slot in self.slots(id_) if slot.key == key), empty)

    def columns(self, id_: str, slot: Slot) -> list[Column]:
        """Return the columns that are asked in a row."""
        return rows.columns(self.bank, self.case, self.bank.questions[id_], self.mode, cells=slot.cells)

    def gaps(self, id_: str, slot: Slot) -> list[Column]:
        """Return the columns of a row that nobody has been asked yet."""
        return [column for column in self.columns(id_, slot) if column.id not in slot.cells]

    def names(self, group: str) -> tuple[str, ...]:
        """Return the names of the rows that may be referred to, also those that other respondents gave."""
        return tuple(row.name for row in rows_of(self.case.value(group)) if row.name)

    def presets(self, id_: str) -> tuple[str, ...]:
        """Return the choices that name the rows a group starts with, for this type of organisation."""
        return self.bank.questions[id_].preset.get(self.case.variant or "", ())

    def menu(self) -> tuple[str, ...]:
        """Return what can be done in the menu of the rows where one is, the usual thing first."""
        question = self.question()
        group = question.type is Type.GROUP
        slots = self.slots(question.id)
        own = [slot for slot in slots if slot.own]
        full = question.max is not None and len(slots) >= question.max
        begun = any(slot.cells for slot in slots)
        add = ["add"] if (group or question.own_rows) and not full else []
        none = ["none"] if group and not question.min else []  # an empty list is an answer where no row is needed
        end = ["done"] if begun else none
        actions = ["gaps"] if any(self.gaps(question.id, slot) for slot in slots) else []
        actions += ["preset"] if group and not slots and self.presets(question.id) else []
        actions += [*add, *end] if group and self.needs(question.id) else [*end, *add]
        actions += ["change"] if begun else []
        actions += ["delete"] if own else []
        actions += ["order"] if group and len(own) > 1 else []
        return tuple(actions) or ("none",)


def _about(problem: Problem, id_: str) -> bool:
    """Tell whether a problem belongs to a question, or to a cell of it."""
    return problem.question is not None and re.split(r"[.\[]", problem.question, maxsplit=1)[0] == id_
