"""A case: what several sheets say together, and nothing that is hidden or off the record.

It is one long file on purpose: the one gate through which answers go, so that none gets round it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain, repeat
from typing import NamedTuple

from smcheck.answers.judge import resolve
from smcheck.answers.model import Sheet
from smcheck.answers.places import in_words, row_path
from smcheck.answers.read import locale_of, region_of
from smcheck.answers.values import references
from smcheck.bank.load import Bank
from smcheck.bank.model import Question, Region, Type
from smcheck.case.model import Coverage, Item, Note, Point, Status
from smcheck.case.review import review
from smcheck.case.rows import References, merge, row_conditions
from smcheck.logic.values import BLANK, Reason, Row, Unknown, Value, rows_of, unknown
from smcheck.problems import Problem, has_errors

_CURRENCY = "EUR"  # of a bank that names none


@lru_cache(maxsize=1024)
def _asked_of(bank: Bank, mode: str, role: str | None) -> frozenset[str]:
    """Return the questions that *mode* asks of *role*, conditions aside."""
    return frozenset(id_ for id_, question in bank.questions.items() if bank.asks(question, mode=mode, role=role))


@lru_cache(maxsize=16)
def _conditional(bank: Bank) -> frozenset[str]:
    """Return the questions that answers decide about, by a condition of their own or of their rows."""
    return frozenset(
        id_ for id_, question in bank.questions.items() if id_ in bank.when or row_conditions(bank, question)
    )


def _words_of(sheet: Sheet) -> Mapping[str, Status]:
    """Return what the respondent of *sheet* said to each question; a wish to have it confirmed says nothing itself."""
    left = {id_: Status(point.status) for id_, point in sheet.open.items() if point.status != "confirm"}
    return left | {id_: Status.BLANK if answer is BLANK else Status.ANSWERED for id_, answer in sheet.answers.items()}


class _State(NamedTuple):
    """How one question stands: its status, its value for conditions, and whether an answer is withheld."""

    status: Status
    value: Value
    private: bool = False


@lru_cache(maxsize=1024)
def _unasked(question: str) -> _State:
    return _State(Status.MISSING, unknown(question, "not asked"))


class Case:
    """One organisation in one round: a bank and the sheets of its respondents, at least one.

    The one gate between answers and everything made from them. A question is relevant if the mode of some sheet asks
    it of that sheet's role and its `when`, evaluated on the case itself, is not false; an undecided condition shows it,
    and a table all of whose rows are ruled out is not asked. The answer of a question that is not relevant stays in its
    sheet and is seen by nothing: no condition, value, row reference or output. An answer off the record counts in the
    coverage and is otherwise unknown.

    Sheets stand in the order of their roles in the bank, a conversation without a role before all, of one role the
    later date first, then by file. The first one is the *lead*. Respondents of one question go by the question's own
    list of roles, then a conversation without a role, then the roles that only complete it. The value of a question is

    - of an alignment rating the lower median over respondents,
    - of rows that are united (`merge: rows`, `merge: cells`) their union by name, cell by cell the first respondent,
    - of everything else the whole answer of the first respondent who has one.

    Where nobody has an answer, the status is what the first respondent who said anything said.
    """

    def __init__(self, bank: Bank, sheets: Sequence[Sheet], *, as_of: date | None = None) -> None:
        self.bank = bank
        self.sheets = tuple(sorted(sheets, key=self._place))
        self.lead = self.sheets[0]
        self.id = self.lead.header.case
        self.round = self.lead.header.round
        self.language = self.lead.header.language
        self._as_of = as_of
        self.memo: MutableMapping[str, Value] = {}
        self._asked = {sheet: _asked_of(bank, sheet.header.mode, sheet.role) for sheet in self.sheets}
        self._said = {sheet: _words_of(sheet) for sheet in self.sheets}
        self._roles = {sheet.role for sheet in self.sheets}
        self._conditional = _conditional(bank)
        self._asked_of_somebody = frozenset[str]().union(*self._asked.values())
        self._relevant: dict[str, bool] = {}
        self._undecided = iter(bank.questions)  # `relevant` goes on where it stopped
        self._deciding: set[str] = set()
        self._states: dict[str, _State] = {}
        self._seen: dict[tuple[Sheet, str], Value | None] = {}
        self._views: dict[str, tuple[tuple[str | None, Value], ...]] = {}
        self._items: dict[str, Item] = {}
        self._asking: dict[str, list[Sheet]] = {}
        self._open_or_noted = {id_ for sheet in self.sheets for id_ in (*sheet.open, *sheet.notes)}
        self._under_way: set[str] = set()

    def _place(self, sheet: Sheet) -> tuple[int, int, str]:
        roles = [None, *(role.id for role in self.bank.settings.roles)]
        return roles.index(sheet.role), -sheet.header.date.toordinal() if sheet.header.date else 0, sheet.file

    # What conditions see

    @cached_property
    def as_of(self) -> date | None:
        """The day as of which the case is judged: what was given, else the latest date of its sheets."""
        return self._as_of or max((sheet.header.date for sheet in self.sheets if sheet.header.date), default=None)

    def value(self, question: str) -> Value:
        """Return the one value of *question*: `BLANK` or an `Unknown` with the reason where there is none."""
        return (self._states.get(question) or self._state(question)).value

    def views(self, question: str) -> tuple[tuple[str | None, Value], ...]:
        """Return the role and the value of each respondent who gave one, in the order of the sheets."""
        if question in self._views:
            return self._views[question]
        if not self.relevant(question):
            return ()
        asked = self.bank.questions[question]
        seen = ((sheet.role, self.seen(sheet, asked)) for sheet in self.sheets)
        views = tuple([(role, value) for role, value in seen if value is not None])
        if self._settled:
            self._views[question] = views
        return views

    def seen(self, sheet: Sheet, question: Question) -> Value | None:
        """Return the answer of one respondent as far as it applies and is on the record; None where nothing is left."""
        if not self.asked(sheet, question) or not self._on_record(sheet, question):
            return None
        key = sheet, question.id
        if key in self._seen:
            return self._seen[key]
        alone = self._settled and len(self.sheets) == 1  # then the case says what its sheet says, and has worked it out
        value = self.value(question.id) if alone else self._visible(question, [sheet])
        seen = None if value is BLANK or isinstance(value, Unknown) else value
        if self._settled:
            self._seen[key] = seen
        return seen

    @property
    def _settled(self) -> bool:
        """Whether no question is being worked out: what that one refers to may not be known yet."""
        return not self._under_way and not self._deciding

    def asked_of(self, sheet: Sheet) -> frozenset[str]:
        """Return the questions that are relevant and asked in the mode and of the role of *sheet*."""
        return self._asked[sheet] & self._applying

    @cached_property
    def _applying(self) -> frozenset[str]:
        return frozenset(filter(self.relevant, self.bank.questions))

    def asked(self, sheet: Sheet, question: Question) -> bool:
        """Tell whether *question* is relevant and asked in the mode and of the role of *sheet*."""
        return question.id in self._asked[sheet] and self.relevant(question.id)

    def counts(self, sheet: Sheet, question: Question) -> bool:
        """Tell whether the answer of *sheet* takes part in the value or the views of *question*."""
        if question.view or (question.type.has_rows and question.merging != "lead"):
            return True
        first = next((one for one in self._respondents(question) if self._on_record(one, question)), None)
        return first is sheet

    def _on_record(self, sheet: Sheet, question: Question) -> bool:
        return self._said[sheet].get(question.id) is Status.ANSWERED and question.id not in sheet.private

    def role_answered(self, role: str) -> bool:
        """Tell whether somebody of *role* has said something that applies, on the record; "I don't know" counts."""
        if role not in self._roles:
            return False
        heard = [
            one
            for sheet, words in self._said.items()
            if sheet.role == role
            for one, status in words.items()
            if status in (Status.ANSWERED, Status.UNKNOWN)
            if one in self._asked[sheet] and one not in sheet.private
        ]
        # Those without a condition first: they decide in most sheets, and need no other answer.
        return any(self.relevant(one) for one in sorted(heard, key=self.bank.when.__contains__))

    def evaluate(self, name: str) -> Value:
        """Return a named value of the bank (`hours_plan`), computed once. Raises KeyError where the bank has none."""
        return self.bank.named(name).evaluate(self)

    # Relevance

    def relevant(self, question: str) -> bool:
        """Tell whether *question* is asked in this case: by some sheet's mode and role, and its `when` is not false."""
        decided = self._relevant.get(question)
        if decided is not None:
            return decided
        if self._settled:
            # In the order they are asked, so that a long chain of conditions is decided link by link and not by
            # recursion.
            for one in self._undecided:
                if one not in self._relevant:
                    self._decide(one)
                if one == question:
                    return self._relevant[one]
        return self._decide(question)

    def ruled_out(self, question: str) -> bool:
        """Tell whether *question* would be asked here, but its condition says that it does not apply."""
        return not self.relevant(question) and question in self._asked_of_somebody

    def _decide(self, question: str) -> bool:
        if question in self._deciding:
            return False  # a circle of conditions; the bank's loader refuses them
        relevant = question in self._asked_of_somebody
        if relevant and question in self._conditional:
            self._deciding.add(question)
            try:
                relevant = self._applies(question) and self._has_rows(self.bank.questions[question])
            finally:
                self._deciding.remove(question)
        self._relevant[question] = relevant
        return relevant

    def _applies(self, question: str) -> bool:
        """Tell whether the `when` of *question* is not false."""
        condition = self.bank.when.get(question)
        return condition is None or condition.condition(self) is not False

    def _has_rows(self, question: Question) -> bool:
        """Tell whether there is anything to ask in *question*: a table may have lost all its rows."""
        conditions = row_conditions(self.bank, question)
        if question.own_rows or len(conditions) < len(question.rows):
            return True
        return not conditions or any(condition.condition(self) is not False for condition in conditions.values())

    # Values

    def _respondents(self, question: Question) -> list[Sheet]:
        """Return the sheets that ask *question*, the one whose answer counts first."""
        if question.id in self._asking:
            return self._asking[question.id]
        sheets = [sheet for sheet, ids in self._asked.items() if question.id in ids]
        if len(sheets) > 1 and question.roles:
            order: dict[str | None, int] = {
                role: place for place, role in enumerate((*question.roles, None, *question.also))
            }
            sheets.sort(key=lambda sheet: order.get(sheet.role, len(order)))
        self._asking[question.id] = sheets
        return sheets

    @cached_property
    def said(self) -> Mapping[Status, int]:
        """How often respondents said what: every question that applies counts once for each who was asked it."""
        return Counter(
            chain.from_iterable(
                map(words.get, self.asked_of(sheet), repeat(Status.MISSING)) for sheet, words in self._said.items()
            )
        )

    def _state(self, question: str) -> _State:
        known = self._states.get(question)
        if known is not None:
            return known
        if question in self._under_way:
            return _unasked(question)
        if not self.relevant(question):
            state = _unasked(question)
        else:
            self._under_way.add(question)
            try:
                state = self._settle(self.bank.questions[question])
            finally:
                self._under_way.remove(question)
        self._states[question] = state
        return state

    def _settle(self, question: Question) -> _State:
        id_ = question.id
        on_record: list[Sheet] = []
        answered, status, private = False, Status.MISSING, False
        for sheet in self._respondents(question):
            said = self._said[sheet].get(id_, Status.MISSING)
            if said is Status.ANSWERED:
                answered = True
                if id_ not in sheet.private:
                    on_record.append(sheet)
            elif status is Status.MISSING:
                status, private = said, said is not Status.MISSING and id_ in sheet.private
        if on_record:
            value = self._visible(question, on_record)
            if value is BLANK:
                return _State(Status.BLANK, value)
            return _State(Status.MISSING if isinstance(value, Unknown) else Status.ANSWERED, value)
        if answered or private:
            return _State(Status.ANSWERED if answered else status, unknown(id_, "private"), private=True)
        if status is Status.BLANK:
            return _State(status, BLANK)
        return _State(status, Unknown(frozenset({Reason(id_, status.value)})))

    def _visible(self, question: Question, sheets: Sequence[Sheet]) -> Value:
        """Return the value that *sheets*, each with an answer on the record, give together."""
        if question.type.has_rows:
            return self._rows(question, sheets if question.merging != "lead" else sheets[:1])
        if question.view and question.type is Type.RATING:
            ratings = sorted(rating for sheet in sheets if isinstance(rating := sheet.answers[question.id], int))
            return ratings[(len(ratings) - 1) // 2]
        value = sheets[0].answers[question.id]
        targets = references(self.bank).get(question.id)
        if targets is None:
            return value
        target = targets[question]
        group = self.value(target.id)
        resolved, _ = resolve(self.bank, {question.id: value}, {target.id: rows_of(group)})
        return References(target, group, self.sheets, own=question.own_choices).present(resolved[question.id])

    def _rows(self, question: Question, sheets: Sequence[Sheet]) -> tuple[Row, ...]:
        rows = merge(self.bank, question, sheets, scope=self)
        targets = references(self.bank).get(question.id)
        if not targets or not rows:
            return rows
        groups = {one.id: rows if one.id == question.id else self.value(one.id) for one in targets.values()}
        resolved, _ = resolve(self.bank, {question.id: rows}, {one: rows_of(group) for one, group in groups.items()})
        presented = {
            column.id: References(target, groups[target.id], self.sheets, own=column.own_choices)
            for column, target in targets.items()
        }

        return tuple(
            [
                row.with_cells({column: to.present(row.cells[column]) for column, to in presented.items()})
                for row in rows_of(resolved[question.id])
            ]
        )

    # What documents, findings and the screen see

    def item(self, question: str) -> Item | None:
        """Return how *question* stands; None where it is not relevant."""
        found = self._items.get(question)
        if found is None and self.relevant(question):
            found = self._items[question] = self._item(self.bank.questions[question])
        return found

    def items(self) -> tuple[Item, ...]:
        """Return every relevant question in the order they are asked."""
        return self._all_items

    @cached_property
    def _all_items(self) -> tuple[Item, ...]:
        applying = self._applying
        return tuple([item for one in self.bank.questions if one in applying and (item := self.item(one))])

    def _item(self, question: Question) -> Item:
        id_ = question.id
        status, value, private = self._state(id_)
        shown = value if status is Status.ANSWERED and not private else None
        beside = self._beside(question) if id_ in self._open_or_noted else ((), ())
        return Item(question, self.bank.section_of[id_], status, shown, private, *beside)

    def _beside(self, question: Question) -> tuple[tuple[Point, ...], tuple[Note, ...]]:
        """Return what stands beside the answers to *question*, on the record."""
        points, notes = [], []
        for sheet in self._respondents(question):
            if question.id in sheet.private:
                continue
            point, note = sheet.open.get(question.id), sheet.notes.get(question.id)
            if point:
                points.append(Point(question.id, point.status, point.ask, point.reason, sheet.role, sheet.file))
            if note and f"notes.{question.id}" not in sheet.private:
                notes.append(Note(note, sheet.role, sheet.file))
        return tuple(points), tuple(notes)

    @cached_property
    def coverage(self) -> Coverage:
        """How many relevant questions are answered, open or missing."""
        count = Counter([item.status for item in self.items()])
        return Coverage(relevant=count.total(), **{str(status): count[status] for status in Status})

    @cached_property
    def agenda(self) -> tuple[Point, ...]:
        """Everything that is still to be settled, in the order of the questions: `points` and `missing` together.

        What does not apply is settled; its reason stands with its item.
        """
        found: list[Point] = []
        for item in self.items():
            found += (point for point in item.points if point.status != Status.NA)
            found += self._missing(item)
        return tuple(found)

    @property
    def points(self) -> tuple[Point, ...]:
        """What respondents left open: every `unknown`, `later` and `confirm`, also where somebody else has answered."""
        return tuple(point for point in self.agenda if point.status != Status.MISSING)

    @property
    def missing(self) -> tuple[Point, ...]:
        """Required questions and cells that nobody has filled, as points of status `missing`."""
        return tuple(point for point in self.agenda if point.status == Status.MISSING)

    def _missing(self, item: Item) -> Iterator[Point]:
        question = item.question
        required = [column.id for column in question.columns if column.required]
        blank = (
            in_words(self.bank, (*row_path(question, row), column))
            for row in rows_of(item.value)
            for column in required
            if row.cells[column] is BLANK
        )
        whole = [question.id] if question.required and item.status in (Status.MISSING, Status.BLANK) else []
        first = self._respondents(question)[0]
        for place in (*whole, *blank):
            yield Point(place, Status.MISSING, None, None, first.role, first.file)

    @property
    def complete(self) -> bool:
        """Whether every required question has an answer, an "I don't know" or a "does not apply"."""
        later = any(item.question.required and item.status is Status.LATER for item in self.items())
        return not later and not self.missing

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong or worth a look in the sheets and between them, sheet by sheet in file order."""
        return review(self)

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong; an incomplete case is not wrong."""
        return not has_errors(self.problems)

    # How the case speaks

    def locale_in(self, language: str) -> str:
        """Return the locale of *language* in the home country."""
        return locale_of(self._region, language)

    @cached_property
    def locale(self) -> str:
        """The locale of the case's own language; before its home country is known the language's own."""
        return self.locale_in(self.language)

    @cached_property
    def currency(self) -> str:
        """The currency of the home country, else the bank's default."""
        return self._region.currency if self._region else _CURRENCY

    @cached_property
    def _region(self) -> Region | None:
        home = self.bank.home.evaluate(self) if self.bank.home else None
        return region_of(self.bank, home if isinstance(home, str) else None)

    @cached_property
    def variant(self) -> str | None:
        """The organisation type; None while it is not known."""
        by = self.bank.settings.variants_by
        value = self.value(by) if by else None
        return str(value) if isinstance(value, str) else None

    @cached_property
    def title(self) -> str | None:
        """The name of the organisation; None while it is not known."""
        value = self.value(self.bank.settings.title)
        return value if isinstance(value, str) else None
