"""What a case was asked and what it answers, in the context of templates: questions, rows, cells, named values."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache, partial

from smcheck.answers.model import Chosen
from smcheck.answers.printing import Names, Printed, Printer, enumerated
from smcheck.answers.values import group_of
from smcheck.bank import model
from smcheck.case import Case, Item, Status
from smcheck.case import Point as OpenPoint
from smcheck.diagnosis.voices import Voice
from smcheck.documents import markdown
from smcheck.documents.functions import Functions
from smcheck.documents.shapes import Answer, Column, Lookup, Note, Option, Point, Question, Row, Value
from smcheck.logic import values
from smcheck.logic.values import BLANK, Unknown, normal, rows_of

_RIGHT = {type_ for type_ in model.Type if type_.is_number and type_ is not model.Type.RATING}


class Answers:
    """Prints the answers of one case for one document; *shown* tells as whom each role is shown."""

    def __init__(
        self,
        case: Case,
        printer: Printer,
        functions: Functions,
        shown: Mapping[str | None, Voice],
        *,
        notes: bool,
    ) -> None:
        self.case = case
        self.bank = case.bank
        self.printer = printer
        self.functions = functions
        self.voices = shown
        self.order = {voice: place for place, voice in enumerate(dict.fromkeys(shown.values()))}
        self.notes = notes
        self.items = {item.question.id: item for item in case.items() if not item.private}
        self.statuses: dict[str, str] = {}
        self.names: dict[str, Names] = {}
        self.row_names: dict[values.Row, str] = {}
        self.shown_as: dict[tuple[str | None, ...], tuple[str, ...]] = {}

    def questions(self) -> dict[str, Question]:
        """Return the questions that the case was asked, those that are wholly off the record left out."""
        return {id_: self._question(item) for id_, item in self.items.items()}

    def unasked(self, id_: str) -> Question:
        """Return a question of the bank that the case was not asked."""
        type_ = str(self.bank.questions[id_].type)
        return Question(id=id_, label=self.printer.label(id_), type=type_, _printer=self.printer)

    def _question(self, item: Item) -> Question:
        question = item.question
        id_, status = question.id, str(item.status)
        columns: tuple[Column, ...] = ()
        rows: tuple[Row, ...] = ()
        if item.value is None:
            printed = _alone(self._status(status))
        elif question.type.has_rows:
            rows, columns = self._rows(item)
            parts = tuple([row.name for row in rows])
            line = enumerated(parts) or self._status("none")
            printed = Printed(line=line, block=line, parts=parts)
        else:
            printed = self._printed(question, item.value)
        return Question(
            asked=True,
            answered=item.value is not None,
            open=item.value is None and item.status is not Status.NA,
            status=status,
            **printed,
            id=id_,
            label=self.printer.label(id_),
            type=str(question.type),
            columns=columns,
            rows=rows,
            points=self._points(item) if item.points else (),
            notes=self._notes(item) if self.notes else (),
            _printer=self.printer,
            _options=partial(self._options, question, printed.get("choices", ())),
        )

    def _options(self, question: model.Question, picked: tuple[str, ...]) -> tuple[Option, ...]:
        return tuple(
            Option(
                id=choice.id,
                label=self.printer.choice(question.id, choice.id),
                picked=choice.id in picked,
                exclusive=choice.exclusive,
            )
            for choice in self.bank.choices(question)
        )

    def _printed(self, asked: model.Asked, value: values.Value) -> Printed:
        group = group_of(asked, self.bank) if asked.choices_from else None
        names = self._names(group.id) if group else None
        printed = self.printer.print(asked, value, names=names, currency=self.case.currency)
        return printed if printed["line"] else _alone(self._status("none"))

    def _status(self, status: str) -> str:
        """Return what stands where there is no answer: **open** for what was asked, a dash for what was not."""
        if status not in self.statuses:
            self.statuses[status] = self.functions.t(f"status.{status}")
        return self.statuses[status]

    # Voice by voice, and within one by what was said, which tells nothing about who said it.

    def _points(self, item: Item) -> tuple[Point, ...]:
        def place(point: OpenPoint) -> tuple[int, str, str, str]:
            return self.order[self.voices[point.role]], point.status, point.ask or "", point.reason or ""

        return tuple(map(self._point, sorted(item.points, key=place)))

    def _point(self, point: OpenPoint) -> Point:
        return Point(
            id=point.question,
            label=self.printer.label(point.question),
            wording=self.printer.text(point.question),
            status=point.status,
            ask=markdown.line(point.ask or ""),
            reason=markdown.line(point.reason or ""),
            role=self.voice(point.role),
        )

    def voice(self, role: str | None) -> str:
        """Return as whom an answer of *role* is shown; "" for a conversation without a role."""
        return self.printer.say(self.voices[role].text)

    def _notes(self, item: Item) -> tuple[Note, ...]:
        told = sorted(item.notes, key=lambda note: (self.order[self.voices[note.role]], note.text))
        return tuple(
            Note(line=markdown.line(note.text), block=markdown.block(note.text), role=self.voice(note.role))
            for note in told
        )

    # Rows

    def _names(self, group: str) -> Names:
        """Return what the rows of a group are called, by their names; no names where it was not asked."""
        if group not in self.names:
            question, item = self.bank.questions[group], self.items.get(group)
            rows = rows_of(item.value) if item and question.type is model.Type.GROUP else ()
            self.names[group] = {
                normal(row.name): self._row_name(question, row) for row in rows if row.name is not None
            }
        return self.names[group]

    def _row_name(self, question: model.Question, row: values.Row) -> str:
        if row not in self.row_names:
            self.row_names[row] = self.printer.row_name(question, row)
        return self.row_names[row]

    def _rows(self, item: Item) -> tuple[tuple[Row, ...], tuple[Column, ...]]:
        question = item.question
        given: Sequence[values.Row] = rows_of(item.value)
        if question.type is model.Type.TABLE:
            given = self._with_fixed(question, given)
        written = [_cells(question, row) for row in given]
        shown = {id_ for cells in written for id_, cell in cells.items() if not isinstance(cell, Unknown)}
        asked = [column for column in question.columns if column.id in shown]
        columns = tuple([_column(self.printer, column) for column in asked])
        unasked = {column.id: _UNASKED for column in question.columns if column.id not in shown}
        fixed = {row.id: row for row in question.rows}
        rows = []
        for number, (row, cells) in enumerate(zip(given, written, strict=True), start=1):
            answers = {column.id: self._cell(column, cells[column.id]) for column in asked}
            of_bank = fixed.get(row.name or "")
            rows.append(
                Row(
                    id=of_bank.id if of_bank else "",
                    number=number,
                    name=self._row_name(question, row) or self.functions.t("row", n=number),
                    cells=Lookup(answers, unasked),
                    gaps=tuple([column.label for column in columns if cells[column.id] is BLANK]),
                    roles=self._named_by(row.roles),
                    ask=self.printer.say(of_bank.ask) if of_bank and of_bank.ask else "",
                )
            )
        return tuple(rows), columns

    def _named_by(self, roles: tuple[str | None, ...]) -> tuple[str, ...]:
        """Return as whom those of *roles*, who named a row, are shown."""
        if roles not in self.shown_as:
            self.shown_as[roles] = tuple(dict.fromkeys(map(self.voice, roles)))
        return self.shown_as[roles]

    def _with_fixed(self, question: model.Question, given: Sequence[values.Row]) -> list[values.Row]:
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
            return self._blank
        if isinstance(cell, Unknown):
            return self._hidden
        if isinstance(cell, Chosen) and cell.text is None:
            return _picked(self.printer, column, str(cell))
        return _given(self._printed(column, cell))

    @cached_property
    def _blank(self) -> Answer:
        return Answer(asked=True, open=True, status="blank", **_alone(self._status("blank")))

    @cached_property
    def _hidden(self) -> Answer:
        return Answer(**_alone(self._status("hidden")))

    # Named values

    def value(self, name: str) -> Value:
        """Return a named value or a limit of the bank."""
        limit = self.bank.values.limits.get(name)
        value = limit.value if limit else self.case.evaluate(name)
        printed, least, known = self.printer.print_value(value, self._all_names)
        return Value(
            known=known,
            line=printed["line"],
            least=least,
            number=printed.get("number"),
            date=printed.get("date"),
            parts=printed["parts"],
        )

    @cached_property
    def _all_names(self) -> Names:
        """What the rows of all groups are called; where two groups have the same name, the later one counts."""
        return {name: shown for id_ in self.items for name, shown in self._names(id_).items()}


_NOT_ASKED = values.unknown("", "not asked")
_UNASKED = Answer()


def _alone(line: str) -> Printed:
    """Return what stands in place of an answer."""
    return Printed(line=line, block=line, parts=())


def _given(printed: Printed) -> Answer:
    return Answer(asked=True, answered=True, status="answered", **printed)


# Columns and choices are the same in every case, so what says nothing else is made once.


@lru_cache(maxsize=1024)
def _column(printer: Printer, column: model.Column) -> Column:
    return Column(id=column.id, label=printer.label(column.id), type=str(column.type), right=column.type in _RIGHT)


@lru_cache(maxsize=4096)
def _picked(printer: Printer, column: model.Column, choice: str) -> Answer:
    return _given(printer.print(column, Chosen(choice)))


def _cells(question: model.Question, row: values.Row) -> Mapping[str, values.Value]:
    """Return the cells of *row* without the one that names it where another column stands in: a blank is not open."""
    if question.row_name_else is None or row.cells.get(question.naming) is not BLANK:
        return row.cells
    return {**row.cells, question.naming: _NOT_ASKED}
