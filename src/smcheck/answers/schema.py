"""What pydantic makes of a bank's sheets, worked out once per bank, and its errors as problems.

The schema is written in the terms of pydantic's core: models made of a bank would take ten times as long to build, and
a question may be called `copy` or `model_x`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import ValidationError, ValidationInfo
from pydantic_core import SchemaValidator, core_schema
from pydantic_core.core_schema import CoreSchema

from smcheck.answers import values
from smcheck.answers.model import as_validation_error
from smcheck.answers.places import KEY, Key, Located, Place, in_words
from smcheck.answers.text import Suggestions
from smcheck.answers.values import Ground
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Column, Question, Type
from smcheck.logic.values import BLANK, Value
from smcheck.problems import Problem, Problems
from smcheck.reading import refuse
from smcheck.wording import Wording
from smcheck.yamlio import Data


class Schema:
    """What the answers of one bank may be: what reads all of them, and one answer alone."""

    def __init__(self, answers: SchemaValidator) -> None:
        self.answers = answers
        self.single: dict[int, SchemaValidator] = {}

    def read(self, data: Mapping[str, Data], ground: Ground) -> tuple[dict[str, Value], list[Located]]:
        """Return the answers that can be read, and what is wrong with the others.

        A group with cells that cannot be read is among the answers without them, so that the rest of it is judged too.
        """
        try:
            answers: dict[str, Value] = self.answers.validate_python(data, context=ground)
        except ValidationError as error:
            wrong = _problems(error, ground)
            return self.read(_without(data, [path for path, _ in wrong], ground.bank), ground)[0], wrong
        return {key: answers[key] for key in data}, []


@lru_cache(maxsize=8)
def schema(bank: Bank) -> Schema:
    """Return the schema of *bank*."""
    return Schema(SchemaValidator(_record(bank.questions.values(), bank)))


def read_value(asked: Asked, data: Data, wording: Wording, *, bank: Bank, currency: str | None, mode: str) -> Value:
    """Read the value of one question or column, from a sheet or as typed at a prompt; None is blank. Raises Problems.

    The bank's own checks are not made here, because they may need other answers: see `judge.checks`.
    """
    ground, single = Ground(bank, wording.locale, currency, mode), schema(bank).single
    reader = single.get(id(asked))
    if reader is None:
        reader = single[id(asked)] = SchemaValidator(_value(asked, bank))
    try:
        value: Value = reader.validate_python(data, context=ground)
    except ValidationError as error:
        wrong = _problems(error, ground, asked)
        raise Problems(problem.at(question=in_words(bank, path)) for path, problem in wrong) from None
    return value


def _record(asked: Iterable[Asked], bank: Bank) -> CoreSchema:
    """Return the schema of a mapping that has some of *asked* by their ids, and nothing else."""
    fields = {one.id: core_schema.typed_dict_field(_value(one, bank), required=False) for one in asked}
    return core_schema.typed_dict_schema(fields, extra_behavior="forbid")


def _value(asked: Asked, bank: Bank) -> CoreSchema:
    """Return the schema of *asked*: blank passes, everything else goes to its readers."""
    if isinstance(asked, Question) and asked.type.has_rows:
        written = _rows(asked, bank)
    elif asked.type in {Type.MULTI, Type.RANK}:
        one = _plain(values.choice_reader(asked, bank))
        listed = _before(lambda data, _: values.as_list(data), _tuple(one))
        written = _after(values.several(asked), listed)
    else:
        return _plain(values.reader(asked, bank), blank=True)
    return core_schema.no_info_wrap_validator_function(
        lambda data, handler: BLANK if data is None else handler(data), written
    )


def _rows(question: Question, bank: Bank) -> CoreSchema:
    row = _before(_as_row, _record(question.columns, bank))
    kind = _tuple(row) if question.type is Type.GROUP else core_schema.dict_schema(_plain(_row_id(question)), row)

    def read(given: tuple[dict[str, Value], ...] | dict[str, dict[str, Value]], ground: Ground) -> Value:
        named = given.items() if isinstance(given, dict) else ((None, cells) for cells in given)
        return values.rows(question, list(named), ground)

    return _after(read, _before(_as_rows(question), kind))


def _without(data: Mapping[str, Data], paths: Sequence[Place], bank: Bank) -> dict[str, Data]:
    """Return *data* without what stands at *paths*; a row of a group stays, so that the others keep their places."""
    left = dict(data)
    for id_, *below in paths:
        name = str(id_)
        question, entry = bank.questions.get(name), left.get(name)
        inside = question is not None and question.type.has_rows and bool(below) and below[0] != KEY
        if inside and isinstance(entry, list):
            at = int(below[0])
            left[name] = [_row_without(row, below[1:]) if number == at else row for number, row in enumerate(entry)]
        elif inside and isinstance(entry, dict):
            if below[1:] in ([], [KEY]):
                left[name] = {key: row for key, row in entry.items() if key != below[0]}
            else:
                left[name] = {
                    key: _row_without(row, below[1:]) if key == below[0] else row for key, row in entry.items()
                }
        else:
            left.pop(name, None)
    return left


def _row_without(row: Data, path: Sequence[Key]) -> Data:
    cells = row if isinstance(row, dict) and path else {}
    return {column: cell for column, cell in cells.items() if column != path[0]}


def _as_row(data: Data, _: Ground) -> Data:
    if data is None:
        return {}
    return data if isinstance(data, dict) else refuse("wants_row")


def _as_rows(question: Question) -> Callable[[Data, Ground], Data]:
    shape, code = (list, "wants_rows") if question.type is Type.GROUP else (dict, "wants_table")

    def read(data: Data, _: Ground) -> Data:
        if not isinstance(data, shape):
            refuse(code)
        return data if len(data) <= values.MOST else refuse("too_many_rows", n=values.MOST)

    return read


def _row_id(question: Question) -> Callable[[str, Ground], str]:
    known = [row.id for row in question.rows]

    def read(name: str, ground: Ground) -> str:
        if name not in known and not (question.own_rows and name.strip()):
            ground.suggestions.refuse("unknown_row", name, known)
        return name

    return read


def _tuple(item: CoreSchema) -> CoreSchema:
    """Return the schema of any number of *item*."""
    return core_schema.tuple_schema([item], variadic_item_index=0)


def _plain(read: Callable[[Any, Ground], Any], *, blank: bool = False) -> CoreSchema:
    """Return the schema of what *read* reads by itself; *blank* passes it by."""
    return core_schema.with_info_plain_validator_function(_reads(read, blank=blank))


def _before(read: Callable[[Any, Ground], Any], then: CoreSchema) -> CoreSchema:
    return core_schema.with_info_before_validator_function(_reads(read), then)


def _after(read: Callable[[Any, Ground], Any], first: CoreSchema) -> CoreSchema:
    return core_schema.with_info_after_validator_function(_reads(read), first)


def _reads(read: Callable[[Any, Ground], Any], *, blank: bool = False) -> Callable[[Any, ValidationInfo], Any]:
    """Let *read* validate for pydantic: its problem becomes pydantic's error, which carries it."""

    def validate(data: Any, info: ValidationInfo) -> Any:
        if blank and data is None:
            return BLANK
        try:
            return read(data, info.context)  # type: ignore[arg-type]
        except Problems as wrong:
            raise as_validation_error(wrong.problems[0]) from None

    return validate


def _problems(error: ValidationError, ground: Ground, asked: Asked | None = None) -> list[Located]:
    """Return what pydantic found; below *asked* if it was one value alone."""
    found: list[Located] = []
    for one in error.errors(include_url=False, include_input=False):
        path = one["loc"] if asked is None else (asked.id, *one["loc"])
        if one["type"] == "extra_forbidden":
            found.append(((*path, KEY), _unknown_key(path, ground.bank, ground.suggestions)))
        else:
            found.append((path, one["ctx"]["problem"]))
    return found


def _unknown_key(path: Sequence[Key], bank: Bank, suggestions: Suggestions) -> Problem:
    if len(path) == 1:
        return Problem("answers.unknown_question", suggestions.values(str(path[0]), list(bank.questions)))
    columns: Sequence[Column] = bank.questions[str(path[0])].columns
    return Problem("answers.unknown_column", suggestions.values(str(path[-1]), [one.id for one in columns]))
