"""The follow-up of an earlier conversation: what has changed, how things stand, and views without the old answer.

Facts that were settled are put in one list for each section: what has changed is asked again, with the old answer to
begin with, and the rest is written into the new sheet as it was. Rows that the follow-up asks more about are carried
over before. Views are asked as if for the first time; what was said then follows the new answer.

Where one is follows from the two sheets alone: a fact of which the new sheet says nothing has not been listed yet.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from smcheck.answers.judge import resolve
from smcheck.answers.model import Chosen, OpenPoint, Sheet
from smcheck.answers.values import group_of, naming_cell
from smcheck.bank.model import Column, Question, Type
from smcheck.case import Case
from smcheck.interview import rows, speak
from smcheck.interview.asker import Answer, Tone
from smcheck.interview.doubt import Change
from smcheck.interview.engine import CONFIRM, Edit, Interview, Outcome
from smcheck.interview.rows import Slot
from smcheck.interview.state import Place
from smcheck.logic.values import Value, normal, rows_of

LATER = OpenPoint("later")


class FollowUp(Interview):
    """The interview of somebody who was asked before; *earlier* is the sheet of that conversation."""

    def __init__(
        self, sheet: Sheet, earlier: Sheet, *, today: date, others: Iterable[Sheet] = (), only: str | None = None
    ) -> None:
        self.earlier = earlier
        case = Case(earlier.bank, [earlier], as_of=earlier.header.date or today)
        asked = {id_: case.asked(earlier, question) for id_, question in earlier.bank.questions.items()}
        self._said = {id_: rows.as_written(earlier, id_, value) for id_, value in earlier.answers.items() if asked[id_]}
        self._points = {id_: point for id_, point in earlier.open.items() if asked[id_]}
        super().__init__(sheet, today=today, others=others, only=only)

    # What was said before

    def settled_before(self, id_: str) -> bool:
        """Tell whether a question is a fact that was answered, left blank or did not apply."""
        return not self.bank.questions[id_].view and (id_ in self._said or self._na(id_) is not None)

    def _na(self, id_: str) -> OpenPoint | None:
        """Return why a question did not apply; None where it did."""
        point = self._points.get(id_)
        return point if point is not None and point.status == "na" else None

    def before(self, id_: str) -> Value | None:
        """Return the earlier answer, its rows and references called as they are now; None where there was none."""
        value = self._said.get(id_)
        if value is None:
            return None
        question = self.bank.questions[id_]
        groups = {group.id for asked in (question, *question.columns) if (group := group_of(asked, self.bank))}
        known = {group: rows_of(self.case.value(group)) for group in groups - {id_}}
        value = resolve(self.bank, {id_: value}, known)[0][id_]
        return self._named(question, rows_of(value)) if question.type is Type.GROUP and rows_of(value) else value

    def said_before(self, id_: str) -> str:
        """Return in words what was said of a question; "" if nothing was."""
        question, point = self.bank.questions[id_], self._points.get(id_)
        if id_ in self._said:
            return speak.say(self, question, self.before(id_)) or self.words.say("interview.status_blank")
        if point is None:
            return ""
        more = point.ask or point.reason
        return self.words.say(f"interview.status_{point.status}") + (f" ({more})" if more else "")

    def list_text(self) -> str:
        """Return the question that every list of facts puts."""
        return self.words.say("interview.changed", since=self._when("since"))

    def _when(self, how: str) -> str:
        """Return when the earlier conversation was, *in* it or *since* then: by its month, else by its round."""
        day = self.earlier.header.date
        if day is None:
            return self.words.say(f"interview.{how}_round", round=self.earlier.header.round)
        return self.words.say(f"interview.{how}_month", month=self.words.month(day))

    def then(self, id_: str) -> list[tuple[Tone, str]]:
        """Return what was said of a view another time, and whether the new answer is another one."""
        said = self.said_before(id_) if self.bank.questions[id_].view else ""
        if not said:
            return []
        code = "interview.then" if self._unchanged(id_) else "interview.then_other"
        return [("before", self.words.say(code, when=self._when("in"), answer=said))]

    def remark(self, id_: str) -> str:
        """Return what was said of a fact that is asked again; of a view nothing."""
        answered_anew = id_ in self.answers and not self._unchanged(id_)
        if self.bank.questions[id_].view or answered_anew or not (said := self.said_before(id_)):
            return ""
        return self.words.say("interview.then", when=self._when("in"), answer=said)

    def _unchanged(self, id_: str) -> bool:
        """Tell whether the answer is the same as before, in whatever order choices were ticked."""
        old, new = self.before(id_), self.answers.get(id_)
        if self.bank.questions[id_].type is Type.MULTI and isinstance(old, tuple) and isinstance(new, tuple):
            return rows.same(tuple(sorted(old, key=str)), tuple(sorted(new, key=str)))
        return rows.same(old, new)

    # Facts by section

    def assumed(self) -> Mapping[str, Value]:
        """Return the facts of which nothing has been said in this conversation."""
        known = self.answers.keys() | self.open.keys()
        return {id_: value for id_, value in self._said.items() if id_ not in known and self.settled_before(id_)}

    def facts(self, section_id: str) -> tuple[str, ...]:
        """Return the settled facts of a section; not rows that the follow-up asks more about."""
        return tuple(
            id_
            for id_ in self.asked()
            if self.bank.section_of[id_].id == section_id and self.settled_before(id_) and not self._asks_more(id_)
        )

    def listed(self, section_id: str) -> tuple[str, ...]:
        """Return the facts that are put in the list of a section: those that wait for it, else all."""
        facts = self.facts(section_id)
        return tuple(id_ for id_ in facts if self.status(id_) == "missing") or facts

    def changed(self, section_id: str) -> tuple[str, ...]:
        """Return the facts that are ticked in the list of a section: they have changed, or had to be confirmed."""
        return tuple(
            id_ for id_ in self.listed(section_id) if (self._doubted(id_) if self._waits(id_) else not self._kept(id_))
        )

    def _doubted(self, id_: str) -> bool:
        """Tell whether an answer was still to be confirmed in the earlier conversation."""
        point = self._points.get(id_)
        return point is not None and point.status == "confirm"

    def _kept(self, id_: str) -> bool:
        """Tell whether a fact stands in the new sheet as it did in the old one."""
        return self.open.get(id_) == self._na(id_) and rows.same(self.before(id_), self.answers.get(id_))

    def _waits(self, id_: str) -> bool:
        """Tell whether a fact has not been listed yet."""
        return self.status(id_) == "missing" and self.settled_before(id_)

    def _asks_more(self, id_: str) -> bool:
        """Tell whether the follow-up asks something of rows that were there, which was not asked then."""
        question = self.bank.questions[id_]
        before = self.bank.columns(question, self.earlier.header.mode)
        new = {column.id for column in self.bank.columns(question, self.mode) if column not in before}
        slots = rows.slots(self.bank, self.case, question, self._said.get(id_)) if new else ()
        return any(column.id in new for slot in slots for column in self.columns(id_, slot))

    def columns(self, id_: str, slot: Slot) -> list[Column]:
        """Return the columns that are asked in a row; how it stands by now, only of rows that were there before."""
        question = self.bank.questions[id_]
        asked = super().columns(id_, slot)
        if self._was_there(question, slot):
            return asked
        usual = self.bank.columns(question, self.bank.follows(self.mode) or self.mode)
        return [column for column in asked if column in usual or column.id in slot.cells]

    def _was_there(self, question: Question, slot: Slot) -> bool:
        if not slot.own:
            return True
        names = {key for row in rows_of(self._said.get(question.id)) for key in _names(question, row.name, row.cells)}
        return not names.isdisjoint(_names(question, slot.label, slot.cells))

    def left(self) -> int:
        """Return how many questions are left; a list counts as one."""
        waiting = [self.bank.section_of[id_].id for id_ in self.asked() if self._waits(id_)]
        return super().left() - len(waiting) + len(set(waiting))

    # Going about

    def stops(self) -> list[Place]:
        """Return the places that one comes by: lists of facts, and what is asked by itself."""
        found: list[Place] = []
        for section in self.bank.sections:
            facts = self.facts(section.id)
            found += [Place(facts[0], section=section.id)] if facts else []
            alone = [id_ for id_ in self.asked() if self.bank.section_of[id_] is section]
            found += [Place(id_) for id_ in alone if id_ not in facts or not (self._waits(id_) or self._kept(id_))]
        return found

    def _number(self, place: Place) -> float:
        """Return what puts places in their order; a list stands before the questions of its section."""
        if place.section is None:
            return super()._number(place)
        return self._order[self.bank.section_of[place.question].questions[0].id] - 0.5

    def _stop_for(self, id_: str) -> Place:
        section = self.bank.section_of[id_].id
        waiting = [fact for fact in self.facts(section) if self._waits(fact)]
        return Place(waiting[0], section=section) if waiting else Place(id_)

    def _arrive(self, stop: Place) -> None:
        """Go to a list of facts, to rows where something is missing, or to any other question."""
        id_ = stop.question
        if stop.section is None and id_ in self.facts(self.bank.section_of[id_].id) and self._waits(id_):
            stop = self._stop_for(id_)
        if stop.section is not None:
            self.place = stop
            return
        super()._arrive(stop)
        rows_of_old = self.settled_before(id_) and self.question(id_).type.has_rows
        if rows_of_old and self.status(id_) == "confirm" and self.place == Place(id_):
            self._fill_gaps(id_)

    # Answering

    def begin(self) -> Outcome:
        """Keep off the record what was, and carry over the rows that are asked more about."""
        edits: list[Edit] = []
        if "private" not in self.sheet.document.data:
            before = {key for key in self.earlier.private if not key.startswith("notes.")}
            edits += [Edit("private", key, True) for key in sorted(before - self.private)]
            self.private |= before
            self.touch()
        edits += self._carry_rows()
        self._forward(None)
        return Outcome(tuple(edits))

    def answer(self, answer: Answer) -> Outcome:
        """Take *answer* at the place where one is, which may be a list of what has changed."""
        place = self.here()
        if place.section is None:
            return super().answer(answer)
        self.drafts.pop(place, None)
        edits: list[Edit] = []
        said: list[tuple[Tone, str]] = []
        ticked = answer if isinstance(answer, tuple) else ()
        listed = self.listed(place.section)
        waiting = {id_ for id_ in listed if self._waits(id_)}
        for id_ in listed:
            if id_ in waiting and not self._waits(id_):
                continue  # what was said of another one has settled it
            more, words = self._ask_anew(id_) if id_ in ticked else self._keep(id_)
            edits, said = edits + more, said + words
        earlier = [id_ for id_, number in self._order.items() if number < self._number(place)]
        self._forward(earlier[-1] if earlier else None)
        return Outcome(tuple(edits), tuple(said))

    def _keep(self, id_: str) -> tuple[list[Edit], list[tuple[Tone, str]]]:
        """Let a fact stand as it was."""
        if self._kept(id_) and not self._waits(id_):
            return [], []
        return self._store(id_, self.before(id_), point=self._na(id_))

    def _ask_anew(self, id_: str) -> tuple[list[Edit], list[tuple[Tone, str]]]:
        """Put a fact again, unless it has been answered anew already."""
        if not self._waits(id_) and not self._kept(id_):
            return [], []
        value = self.before(id_)
        if value is not None:
            return self._store(id_, value, point=CONFIRM)
        stored = self._store(id_, None, point=LATER)
        self.wanted.add(id_)
        return stored

    def _store(
        self, id_: str, value: Value | None, *, point: OpenPoint | None = None, change: Change | None = None
    ) -> tuple[list[Edit], list[tuple[Tone, str]]]:
        edits, said = super()._store(id_, value, point=point, change=change)
        return edits + self._carry_rows(), said

    def _rename(self, id_: str, old: Value | None, new: Value | None) -> tuple[list[Edit], list[str]]:
        """Let also those facts follow that wait for their list; they are put again then."""
        referring = {question.id for question, _ in rows.referring(self.bank, id_)} - {id_}
        waiting = {other: value for other in referring if self._waits(other) and (value := self.before(other))}
        self.answers |= waiting
        self.open |= dict.fromkeys(waiting, CONFIRM)
        edits, loose = super()._rename(id_, old, new)
        for other in waiting.keys() - {edit.key for edit in edits}:
            del self.answers[other], self.open[other]
        return edits, loose

    def _carry_rows(self) -> list[Edit]:
        """Take over the rows that are asked more about, until their end is said."""
        edits: list[Edit] = []
        for id_ in self.asked():
            if self._waits(id_) and self._asks_more(id_):
                edits += super()._store(id_, self.before(id_), point=CONFIRM)[0]
        return edits


def interview(
    sheet: Sheet, earlier: Sheet | None, *, today: date, others: Iterable[Sheet] = (), only: str | None = None
) -> Interview:
    """Return the interview that *sheet* is for: a follow-up where there is an *earlier* conversation."""
    if earlier is None:
        return Interview(sheet, today=today, others=others, only=only)
    return FollowUp(sheet, earlier, today=today, others=others, only=only)


def _names(question: Question, name: str | None, cells: Mapping[str, Value]) -> list[object]:
    """Return what tells that two rows are the same: the name, and the choice behind it in any language."""
    found: list[object] = [normal(name)] if name else []
    if question.type is Type.GROUP:
        _, cell = naming_cell(question, cells)
        found += [(cell,)] if isinstance(cell, Chosen) and cell.text is None else []
    return found
