"""The context of templates: one case, seen through its gate, as immutable objects ready to print."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from smcheck import __version__
from smcheck.answers.model import Sheet
from smcheck.answers.printing import Names, Printed, Printer, enumerated, printer
from smcheck.answers.values import group_of
from smcheck.bank import model
from smcheck.bank.load import Bank
from smcheck.case import Case, Item, Status
from smcheck.case import Point as OpenPoint
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.progress import progress
from smcheck.diagnosis.voices import MERGED, voices
from smcheck.documents import compared, diagnosed, markdown, shapes
from smcheck.documents.functions import Functions
from smcheck.documents.shapes import Answer, Column, Lookup, Note, Option, Point, Question, Row, Section, Value
from smcheck.documents.words import Catalogue
from smcheck.logic import values
from smcheck.logic.values import BLANK, Unknown, normal

_RIGHT = {type_ for type_ in model.Type if type_.is_number and type_ is not model.Type.RATING}

NAMES = (
    *("document", "bank", "case", "respondents", "consultants", "sections", "q", "values", "points", "coverage"),
    *diagnosed.NAMES,
    *compared.NAMES,
)
"""The names of the context beside the functions."""


def context(
    diagnosis: Diagnosis,
    words: Catalogue,
    *,
    document: str,
    locale: str,
    notes: bool = False,
    before: Diagnosis | None = None,
) -> dict[str, object]:
    """Return everything a template may use for one document of a case; the consultant's notes only with *notes*.

    *before* is the diagnosis of the round before, for documents that compare both.
    """
    now = _one_round(diagnosis, words, document, locale, notes=notes)
    if before is None:
        return {**now, **compared.compared(None, None, now)}
    then = _one_round(before, words, document, locale, notes=notes)
    earlier = {name: then[name] for name in NAMES if name in then}
    return {**now, **compared.compared(progress(before, diagnosis), earlier, now)}


def _one_round(diagnosis: Diagnosis, words: Catalogue, document: str, locale: str, *, notes: bool) -> dict[str, object]:
    names = _Builder(diagnosis.case, words, locale, notes=notes).context(document)
    return {**names, **diagnosed.diagnosed(diagnosis, locale)}


class _Builder:
    """Builds the context of one document."""

    def __init__(self, case: Case, words: Catalogue, locale: str, *, notes: bool) -> None:
        self.case = case
        self.bank: Bank = case.bank
        self.notes = notes
        self.printer: Printer = printer(case.bank, locale, case.variant, markdown)
        self.voices = voices(case)
        self.order = {voice: place for place, voice in enumerate(dict.fromkeys(self.voices.values()))}
        self.functions = Functions(words, self.printer, currency=case.currency, as_of=case.as_of)
        self.statuses: dict[str, str] = {}
        self.names: dict[str, Names] = {}

    def context(self, document: str) -> dict[str, object]:
        items = {item.question.id: item for item in self.case.items() if not item.private}
        for item in items.values():
            if item.question.type is model.Type.GROUP:
                self.names[item.question.id] = dict(self._row_names(item))
        questions = {id_: self._question(item) for id_, item in items.items()}
        missing = {
            id_: self._unasked(question) for id_, question in self.bank.questions.items() if id_ not in questions
        }
        return {
            **self.functions.exported(),
            "document": shapes.Document(document, self.printer.wording.language, self.printer.locale, __version__),
            "bank": shapes.Bank(self.bank.id, self.printer.say(self.bank.settings.name), self.bank.settings.version),
            "case": self._case(),
            "respondents": tuple(self._respondents()),
            "consultants": tuple(dict.fromkeys(self._consultants())),
            "sections": tuple(self._sections(questions)),
            "q": Lookup(questions, missing),
            "values": Lookup(
                {name: self._value(name) for name in (*self.bank.values.values, *self.bank.values.limits)}
            ),
            "points": tuple(
                point for question in questions.values() for point in question.points if point.status != Status.NA
            ),
            "coverage": self._coverage(),
        }

    def _case(self) -> shapes.Case:
        case, say = self.case, self.printer.say
        modes = dict.fromkeys(sheet.header.mode for sheet in case.sheets)
        return shapes.Case(
            id=case.id,
            round=case.round,
            title=markdown.line(case.title or ""),
            variant=case.variant,
            currency=case.currency,
            date=self.printer.wording.long_date(case.as_of) if case.as_of else "",
            mode=enumerated([say(mode.text) for name in modes if (mode := self.bank.mode(name))]),
            languages=tuple(dict.fromkeys(sheet.header.language for sheet in case.sheets)),
        )

    def _respondents(self) -> Iterator[shapes.Respondent]:
        for sheet in self.case.sheets:
            header = sheet.header
            mode = self.bank.mode(header.mode)
            asked, answered, unknown = self._counts(sheet)
            merged = self.voices[sheet.role].id == MERGED
            yield shapes.Respondent(
                role=self._role(sheet.role),
                function="" if merged else markdown.line(header.respondent.function or ""),
                date=self.printer.wording.long_date(header.date) if header.date else "",
                mode=self.printer.say(mode.text) if mode else "",
                asked=asked,
                answered=answered,
                unknown=unknown,
            )

    def _counts(self, sheet: Sheet) -> tuple[int, int | None, int | None]:
        """Return how many questions a respondent was asked and answered, and how often they did not know.

        Of people who are shown together, what they answered tells who of them said what: it stays unsaid.
        """
        asked = [question.id for question in self.bank.questions.values() if self.case.asked(sheet, question)]
        answered = [id_ for id_ in asked if sheet.answers.get(id_, BLANK) is not BLANK]
        unknown = [id_ for id_ in asked if id_ not in answered and id_ in sheet.open]
        if self.voices[sheet.role].id == MERGED:
            return len(asked), None, None
        return len(asked), len(answered), sum(sheet.open[id_].status == "unknown" for id_ in unknown)

    def _consultants(self) -> Iterator[str]:
        for sheet in self.case.sheets:
            consultant = sheet.header.consultant
            if told := [markdown.line(part) for part in (consultant.name, consultant.firm) if part]:
                yield ", ".join(told)

    def _role(self, name: str | None) -> str:
        """Return what a role is called. Only the list of those who were asked names it; see `_voice`."""
        role = self.bank.role(name) if name else None
        return self.printer.say(role.text) if role else ""

    def _voice(self, role: str | None) -> str:
        """Return as whom an answer of *role* is shown; "" for a conversation without a role."""
        return self.printer.say(self.voices[role].text)

    def _sections(self, questions: Mapping[str, Question]) -> Iterator[Section]:
        for section in self.bank.sections:
            asked = tuple(questions[question.id] for question in section.questions if question.id in questions)
            if asked:
                yield Section(section.id, self.printer.say(section.title), asked)

    # Questions

    def _unasked(self, question: model.Question) -> Question:
        printer = self.printer
        return Question(
            id=question.id,
            label=printer.label(question.id),
            wording=printer.text(question.id),
            type=question.type.value,
        )

    def _question(self, item: Item) -> Question:
        question, printer = item.question, self.printer
        id_, status = question.id, item.status.value
        columns: tuple[Column, ...] = ()
        rows: tuple[Row, ...] = ()
        if item.value is None:
            printed = Printed(line := self._status(status), line)
        elif question.type.has_rows:
            rows, columns = self._rows(item)
            parts = tuple(row.name for row in rows)
            line = enumerated(parts) or self._status("none")
            printed = Printed(line, line, parts)
        else:
            printed = self._printed(question, item.value)
        return Question(
            asked=True,
            answered=item.value is not None,
            open=item.value is None and item.status is not Status.NA,
            status=status,
            line=printed.line,
            block=printed.block,
            parts=printed.parts,
            choice=printed.choice,
            choices=printed.choices,
            text=printed.text,
            number=printed.number,
            date=printed.date,
            id=id_,
            label=printer.label(id_),
            wording=printer.text(id_),
            type=question.type.value,
            probe=printer.say(question.probe),
            levels=printer.levels(id_),
            options=tuple(self._options(question, printed)),
            columns=columns,
            rows=rows,
            points=tuple(self._points(item)),
            notes=tuple(self._notes(item)) if self.notes else (),
        )

    def _options(self, question: model.Question, printed: Printed) -> Iterator[Option]:
        for choice in self.bank.choices(question):
            yield Option(
                choice.id, self.printer.choice(question.id, choice.id), choice.id in printed.choices, choice.exclusive
            )

    def _printed(self, asked: model.Asked, value: values.Value) -> Printed:
        group = group_of(asked, self.bank) if asked.choices_from else None
        names = self.names.get(group.id, {}) if group else None
        printed = self.printer.print(asked, value, names=names, currency=self.case.currency)
        if printed.line:
            return printed
        none = self._status("none")
        return Printed(none, none)

    def _status(self, status: str) -> str:
        """Return what stands where there is no answer: **open** for what was asked, a dash for what was not."""
        if status not in self.statuses:
            self.statuses[status] = self.functions.t(f"status.{status}")
        return self.statuses[status]

    # Voice by voice, and within one by what was said, which tells nothing about who said it.

    def _points(self, item: Item) -> Iterator[Point]:
        def place(point: OpenPoint) -> tuple[int, str, str, str]:
            return self.order[self.voices[point.role]], point.status, point.ask or "", point.reason or ""

        return map(self._point, sorted(item.points, key=place))

    def _notes(self, item: Item) -> Iterator[Note]:
        for note in sorted(item.notes, key=lambda note: (self.order[self.voices[note.role]], note.text)):
            yield Note(markdown.line(note.text), markdown.block(note.text), self._voice(note.role))

    # Rows

    def _row_names(self, item: Item) -> Iterator[tuple[str, str]]:
        for row in _rows(item.value):
            if row.name is not None:
                yield normal(row.name), self.printer.row_name(item.question, row)

    def _rows(self, item: Item) -> tuple[tuple[Row, ...], tuple[Column, ...]]:
        question = item.question
        given = list(_rows(item.value))
        if question.type is model.Type.TABLE:
            given = self._with_fixed(question, given)
        given = [self._without_blank_name(question, row) for row in given]
        shown = {column.id for row in given for column in question.columns if _asked(row.cells.get(column.id, BLANK))}
        asked = [column for column in question.columns if column.id in shown]
        columns = tuple(
            Column(column.id, self.printer.label(column.id), column.type.value, column.type in _RIGHT)
            for column in asked
        )
        unasked = {column.id: Answer() for column in question.columns if column.id not in shown}
        fixed = {row.id: row for row in question.rows}
        rows = []
        for number, row in enumerate(given, start=1):
            cells = {column.id: self._cell(column, row.cells.get(column.id, BLANK)) for column in asked}
            of_bank = fixed.get(row.name or "")
            rows.append(
                Row(
                    id=of_bank.id if of_bank else "",
                    number=number,
                    name=self.printer.row_name(question, row) or self.functions.t("row", n=number),
                    cells=Lookup(cells, unasked),
                    gaps=tuple(column.label for column in columns if cells[column.id].open),
                    roles=tuple(dict.fromkeys(self._voice(role) for role in row.roles)),
                    ask=self.printer.say(of_bank.ask) if of_bank and of_bank.ask else "",
                )
            )
        return tuple(rows), columns

    def _without_blank_name(self, question: model.Question, row: values.Row) -> values.Row:
        """Return *row* without the cell that names it where another column stands in: a blank there is nothing open."""
        if question.row_name_else is None or row.cells.get(question.naming) is not BLANK:
            return row
        return replace(row, cells={**row.cells, question.naming: _NOT_ASKED})

    def _with_fixed(self, question: model.Question, given: list[values.Row]) -> list[values.Row]:
        """Return *given* with the fixed rows that were asked and not filled in, in the order of the bank."""
        by_name = {row.name: row for row in given}
        first = question.columns[0].id
        hidden = {column.id: _NOT_ASKED for column in question.columns[1:]}
        fixed = []
        for row in question.rows:
            condition = self.bank.when.get(f"{question.id}[{row.id}]")
            if row.id in by_name:
                fixed.append(by_name.pop(row.id))
            elif condition is None or condition.condition(self.case) is not False:
                fixed.append(values.Row(row.id, {first: BLANK, **hidden}))
        return [*fixed, *by_name.values()]

    def _cell(self, column: model.Column, cell: values.Value) -> Answer:
        if cell is BLANK:
            return Answer(True, False, True, "blank", line := self._status("blank"), line)
        if isinstance(cell, Unknown):
            return Answer(False, False, False, "", line := self._status("hidden"), line)
        printed = self._printed(column, cell)
        return Answer(
            True,
            True,
            False,
            "answered",
            printed.line,
            printed.block,
            printed.parts,
            printed.choice,
            printed.choices,
            printed.text,
            printed.number,
            printed.date,
        )

    # Everything else

    def _value(self, name: str) -> Value:
        limit = self.bank.values.limits.get(name)
        value = limit.value if limit else self.case.evaluate(name)
        printed, least, known = self.printer.print_value(value, self.names)
        return Value(known, printed.line, least, printed.number, printed.date, printed.parts)

    def _point(self, point: OpenPoint) -> Point:
        return Point(
            id=point.question,
            label=self.printer.label(point.question),
            wording=self.printer.text(point.question),
            status=point.status,
            ask=markdown.line(point.ask or ""),
            reason=markdown.line(point.reason or ""),
            role=self._voice(point.role),
        )

    def _coverage(self) -> shapes.Coverage:
        all_ = self.case.coverage
        return shapes.Coverage(
            relevant=all_.relevant,
            answered=all_.answered,
            open=all_.relevant - all_.answered - all_.na,
            unknown=all_.unknown,
            later=all_.later,
            na=all_.na,
            blank=all_.blank,
            missing=all_.missing,
        )


_NOT_ASKED = values.unknown("", "not asked")


def _asked(cell: values.Value) -> bool:
    """Tell whether a cell was asked: not where a condition or the mode left it out, nor where it is off the record."""
    return not isinstance(cell, Unknown)


def _rows(value: values.Value | None) -> tuple[values.Row, ...]:
    return tuple(row for row in value if isinstance(row, values.Row)) if isinstance(value, tuple) else ()
