"""The interview: what every action changes, and where one is afterwards.

Pure: no clock, no file, no terminal. Cells are asked one after another; the menu of a group or table adds, changes,
deletes and reorders its rows and is where a row ends. Every action returns the edits to be saved and moves on. What is
asked is worked out anew at every step, so an answer may hide or show what follows; an answer that a change made
doubtful is marked to be confirmed and put again, the old value offered.

A group or table whose rows are being filled in is marked to be confirmed as well, until its end is said: whoever goes
on another day, or after a crash, is led back to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from smcheck.answers.model import Chosen, OpenPoint, OpenStatus
from smcheck.answers.text import clean
from smcheck.answers.values import Ground, row_name
from smcheck.bank.model import Question, Type
from smcheck.interview import accept, own, rows
from smcheck.interview.asker import Answer, Tone
from smcheck.interview.doubt import NOTHING, Change, changed, doubtful
from smcheck.interview.moves import Moves, Walk
from smcheck.interview.rows import Key
from smcheck.interview.state import Place
from smcheck.logic.values import BLANK, Row, Value, normal, rows_of

CONFIRM = OpenPoint("confirm")


@dataclass(frozen=True)
class Edit:
    """One entry of the sheet that has to be written; None removes it.

    An answer takes its open point with it: *point* stands beside it from now on, or nothing. An open point other than
    `confirm` takes the answer's place.
    """

    section: Literal["answers", "open", "notes", "private", "accepted"]
    key: str
    value: Value | OpenPoint | str | bool | None
    point: OpenPoint | None = None


@dataclass(frozen=True)
class Outcome:
    """What an action did: edits to be saved, sentences to be said; *refused* says why nothing was done."""

    edits: tuple[Edit, ...] = ()
    said: tuple[tuple[Tone, str], ...] = ()
    refused: str | None = None


class Interview(Moves):
    """One respondent's interview; *place* is None at its end."""

    def reopen(self) -> Outcome:
        """Put the groups and tables again whose rows lack a column: another mode asks for more."""
        edits: list[Edit] = []
        for id_ in self.asked():
            whole = self.status(id_) == "answered" and self.bank.questions[id_].type.has_rows
            if whole and any(self.gaps(id_, slot) for slot in self.slots(id_)):
                edits += self._mark(id_, CONFIRM)
        self._forward(None)
        return Outcome(tuple(edits))

    def begin(self) -> Outcome:
        """Do what comes before the first question of a conversation."""
        return Outcome()

    def then(self, id_: str) -> list[tuple[Tone, str]]:  # noqa: ARG002 - there was no earlier conversation
        """Return what is to be said right after a question was answered."""
        return []

    def remark(self, id_: str) -> str:  # noqa: ARG002
        """Return what is known of a question from an earlier conversation, to be read before it is answered."""
        return ""

    # Answering

    def answer(self, answer: Answer) -> Outcome:
        """Take *answer* at the place where one is and go on; refused, with the reason, if it cannot be taken."""
        place = self.here()
        reading = accept.read(self, place, answer)
        if reading.refused is not None:
            return Outcome(refused=reading.refused)
        if place.fill is None and own.wanted(self.asked_at(place), answer):
            self.drafts[place] = answer
            self.place = replace(place, fill=own.OTHERS)
            return Outcome()
        if place.fill == own.OTHERS:
            self.drafts.pop(place, None)
            place = replace(place, fill=None)
        self.drafts.pop(place, None)
        if place.row is None:
            edits, said = self._store(place.question, reading.value)
        else:
            edits, said = self._put_cell(place, reading.value, reading.also)
        return self._onward(place, edits, [*reading.said, *said])

    def skip(self, status: OpenStatus) -> Outcome:
        """Leave the question open: not known, for later, or it does not apply. Its answer goes; for later it waits."""
        id_ = self.here().question
        self.drafts = {place: draft for place, draft in self.drafts.items() if place.question != id_}
        self.wanted.discard(id_)
        if id_ in self.answers and status == "later":
            edits = self._mark(id_, CONFIRM)
            self.pass_by()
            return Outcome(tuple(edits))
        edits, said = self._store(id_, None, point=OpenPoint(status))
        self._forward(id_)
        return Outcome(tuple(edits), tuple(said))

    def explain(self, id_: str, *, ask: str | None = None, reason: str | None = None) -> Outcome:
        """Add to an open question who might know, or why it does not apply."""
        return Outcome(tuple(self._mark(id_, self.open[id_]._replace(ask=ask, reason=reason))))

    def skip_cell(self) -> Outcome:
        """Go on to the next cell, or from the text beside a choice; what was not said yet is blank."""
        place = self.here()
        if place.fill == own.OTHERS:
            taken = self.answer(None)  # what was picked before stands
            if taken.refused is None:
                return taken
            place = self.place = replace(place, fill=None)
            if place.row is None:
                return Outcome()
        self.drafts.pop(place, None)
        edits: list[Edit] = []
        said: list[tuple[Tone, str]] = []
        if place.fill is None and self.value_at(place) is None:
            edits, said = self._put_cell(place, BLANK, {})
        return self._onward(place, edits, said)

    def note(self, text: str) -> Outcome:
        """Write the consultant's own note on the question where one is; an empty one removes it."""
        id_ = self.here().question
        text = clean(text)[: accept.LONGEST]
        if text:
            self.notes[id_] = text
        else:
            self.notes.pop(id_, None)
        self.touch()
        return Outcome((Edit("notes", id_, text or None),))

    def private_key(self) -> str | None:
        """Return what can be taken off the record where one is: a text, a column of texts; None where there is none."""
        place = self.here()
        question, asked = self.question(), self.asked_at(place)
        if not asked.type.is_text or place.fill is not None:
            return None
        if place.column is None:
            return question.id
        return None if place.column in (question.naming, question.row_name_else) else f"{question.id}.{place.column}"

    def toggle_private(self, key: str) -> Outcome:
        """Take an answer, a column of texts or a note (`notes.tasks`) off the record, or put it on the record again."""
        private = key not in self.private
        self.private ^= {key}
        self.touch()
        return Outcome((Edit("private", key, private),))

    def accept(self, findings: Mapping[str, bool]) -> Outcome:
        """Take the steps that findings suggest into the roadmap, or out of it."""
        changed = [finding for finding, taken in findings.items() if taken != (finding in self.accepted)]
        self.accepted = [finding for finding in self.accepted if findings.get(finding, True)]
        self.accepted += [finding for finding in changed if findings[finding]]
        self.touch()
        return Outcome(tuple(Edit("accepted", finding, findings[finding]) for finding in changed))

    def _onward(self, place: Place, edits: list[Edit], said: list[tuple[Tone, str]]) -> Outcome:
        """Go on from *place*: to the texts beside what was picked there, to the next cell, or to the next question."""
        asked = self.asked_at(place)
        value = self.value_at(place)
        fills = [choice.id for choice in asked.choices if choice.asks and rows.picked(value, choice.id)]
        if place.fill is not None:
            fills = fills[fills.index(place.fill) + 1 :]
        if fills:
            self.place = replace(place, fill=fills[0])
        elif place.row is None:
            said = [*said, *self.then(place.question)]
            self._forward(place.question)
        else:
            self.place = self._cell_after(place)
            if self.place is None:
                more, words = self._end_row(place)
                edits, said = edits + more, said + words
        return Outcome(tuple(edits), tuple(said))

    def _store(
        self, id_: str, value: Value | None, *, point: OpenPoint | None = None, change: Change | None = None
    ) -> tuple[list[Edit], list[tuple[Tone, str]]]:
        """Take *value* as the answer of a question (None: it has none) and mark what it makes doubtful."""
        before, old = self.case, self.answers.get(id_)
        self.wanted.discard(id_)
        self.passed.discard(id_)
        self._mark(id_, point)
        if value is None:
            self.answers.pop(id_, None)
            edits = [Edit("open", id_, point)]
        else:
            self.answers[id_] = value
            edits = [Edit("answers", id_, value, point)]
        moved, loose = self._rename(id_, old, value)
        self.touch()
        if self.case.locale != before.locale:
            moved += self._respell()
        change = change or changed(self.bank.questions[id_], old, value)
        given = [other for other, answer in self.answers.items() if other != id_ and answer is not BLANK]
        doubt = doubtful(self.bank, before, self.case, change=change, given=given)
        again, said = self._ask_again({*doubt, *loose})
        return edits + moved + again, said

    def _ask_again(self, ids: set[str]) -> tuple[list[Edit], list[tuple[Tone, str]]]:
        """Mark the questions *ids* to be confirmed, and say so."""
        new = [
            id_ for id_ in self.bank.questions if id_ in ids and (self.open.get(id_) != CONFIRM or id_ in self.passed)
        ]
        self.passed -= ids
        edits = [edit for id_ in new for edit in self._mark(id_, CONFIRM)]
        if not new:
            return edits, []
        case = self.case
        names = [self.bank.label(self.bank.questions[id_], case.locale, variant=case.variant) for id_ in new]
        return edits, [("note", self.words.say("interview.ask_again", n=len(names), names=names))]

    def _mark(self, id_: str, point: OpenPoint | None) -> list[Edit]:
        """Set or remove the open point of a question."""
        if self.open.get(id_) == point:
            return []
        if point is None:
            del self.open[id_]
        else:
            self.open[id_] = point
        self.touch()
        return [Edit("open", id_, point)]

    def _respell(self) -> list[Edit]:
        """Call the rows that a choice names as the region does which has just become known."""
        edits: list[Edit] = []
        for question in self.bank.questions.values():
            old = rows_of(self.answers.get(question.id))
            if old and question.type is Type.GROUP:
                self.answers[question.id] = new = self._named(question, old)
                edits += self._rename(question.id, old, new)[0]
        self.touch()
        return edits

    def _rename(self, id_: str, old: Value | None, new: Value | None) -> tuple[list[Edit], list[str]]:
        """Let references follow the rows of a group to their new names; return also the questions that lost one."""
        before, after = rows_of(old), rows_of(new)
        names: dict[str, str | None] = {normal(row.name): None for row in before if row.name}
        if len(before) <= len(after):
            names |= {normal(row.name): kept.name for row, kept in zip(before, after, strict=False) if row.name}
        names |= {normal(row.name): row.name for row in after if row.name}
        references = list(rows.references(self.bank, self.answers, id_))
        loose = [other for other, name in references if names.get(normal(name), name) is None]
        changed = rows.renamed(self.bank, self.answers, id_, names)
        self.answers |= changed
        return [Edit("answers", other, value, self.open.get(other)) for other, value in changed.items()], loose

    # Rows

    def add(self, name: str = "") -> Outcome:
        """Begin a row; one of a table's own has a *name*. It is saved with its first cell."""
        question = self.question()
        key: Key = len(self.slots(question.id))
        if question.type is Type.TABLE:
            key = accept.one_line(name)
            taken = {normal(label) for slot in self.slots(question.id) for label in (slot.label, str(slot.key))}
            if not key or len(key) > accept.LONGEST_NAME:
                return Outcome(refused=self.words.say("interview.row_name", max=accept.LONGEST_NAME))
            if normal(key) in taken | {row.id for row in question.rows}:
                return Outcome(refused=self.words.say("interview.row_twice", name=key))
        self.change(key)
        return Outcome()

    def preset(self) -> Outcome:
        """Begin with the rows that this type of organisation usually has, and go to their first missing cell."""
        question = self.question()
        new = rows_of(self.answers.get(question.id))
        for choice in self.presets(question.id):
            new = rows.put(question, new, len(new), {question.naming: Chosen(choice)})
        edits, said = self._store(question.id, self._named(question, new), point=CONFIRM)
        self._fill_gaps(question.id)
        return Outcome(tuple(edits), tuple(said))

    def delete(self, key: Key) -> Outcome:
        """Take a row away; what refers to it is put again."""
        question = self.question()
        kept = [row for row in rows_of(self.answers.get(question.id)) if key not in (row.name, row.index)]
        self.drafts = {place: draft for place, draft in self.drafts.items() if place.question != question.id}
        edits, said = self._store(
            question.id, rows.numbered(kept), point=self._point(question.id), change=Change(question.id, None)
        )
        return Outcome(tuple(edits), tuple(said))

    def reorder(self, keys: Sequence[int]) -> Outcome:
        """Put the rows of a group in another order; rows that are not named follow in their old one."""
        id_ = self.here().question
        old = rows_of(self.answers.get(id_))
        order = [key for key in dict.fromkeys(keys) if 0 <= key < len(old)]
        order += [key for key in range(len(old)) if key not in order]
        edits, said = self._store(id_, rows.numbered(old[key] for key in order), point=self._point(id_), change=NOTHING)
        return Outcome(tuple(edits), tuple(said))

    def done(self) -> Outcome:
        """Say that these are all rows, none included, and go on; refused if a check of the whole does not hold."""
        id_ = self.here().question
        reading = accept.whole(self, id_)
        if reading.refused is not None:
            return Outcome(refused=reading.refused)
        edits, said = self._store(id_, self.answers.get(id_, ()), point=None, change=NOTHING)
        least, count = self.bank.questions[id_].min, len(rows_of(self.answers[id_]))
        if least is not None and count < least:
            said.append(("hint", self.words.say("answers.too_few_rows", n=least)))
        said += self.then(id_)
        self._forward(id_)
        return Outcome(tuple(edits), (*reading.said, *said))

    def _put_cell(
        self, place: Place, value: Value, also: Mapping[str, Value]
    ) -> tuple[list[Edit], list[tuple[Tone, str]]]:
        question = self.bank.questions[place.question]
        assert place.row is not None
        assert place.column is not None
        slot = self.slot(question.id, place.row)
        old = rows_of(self.answers.get(question.id))
        new = rows.put(question, old, place.row, {**slot.cells, place.column: value, **also})
        # A row that begins reopens the list: its end has to be said once more.
        point = CONFIRM if len(new) > len(old) else self._point(question.id)
        return self._store(question.id, self._named(question, new), point=point)

    def _named(self, question: Question, new: Sequence[Row]) -> tuple[Row, ...]:
        """Return the rows of a group with the names that their cells give them; those of a table keep theirs."""
        if question.type is Type.TABLE:
            return tuple(new)
        ground = Ground(self.bank, self.case.locale, self.case.currency, self.mode)
        return tuple(replace(row, name=row_name(question, row.cells, ground)) for row in new)

    def _point(self, id_: str) -> OpenPoint | None:
        """Return the open point of a question whose rows change: to be confirmed stays, every other one is settled."""
        return CONFIRM if self.open.get(id_) == CONFIRM or id_ not in self.answers else None

    def _end_row(self, place: Place) -> tuple[list[Edit], list[tuple[Tone, str]]]:
        """Leave a row whose cells have all been asked; a row of a group that says nothing goes."""
        edits: list[Edit] = []
        said: list[tuple[Tone, str]] = []
        self.place = Place(place.question)
        assert place.row is not None
        slot = self.slot(place.question, place.row)
        if self.question().type is Type.GROUP and all(cell is BLANK for cell in slot.cells.values()):
            outcome = self.delete(slot.key)
            edits, said = list(outcome.edits), list(outcome.said)
        if self._walk is Walk.GAPS:
            self._gap_after(place.question, place.row)
        return edits, said
