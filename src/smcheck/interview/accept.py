"""From what was typed or picked to a value, or to a friendly sentence that says why not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from smcheck.answers.judge import checks
from smcheck.answers.model import Chosen
from smcheck.answers.schema import read_value
from smcheck.answers.text import clean
from smcheck.answers.values import Ground, group_of, row_name, row_names
from smcheck.bank.model import Asked, Type
from smcheck.interview import own, rows
from smcheck.interview.asker import Answer, Tone
from smcheck.interview.state import Place, State
from smcheck.logic.values import BLANK, Value, normal, rows_of
from smcheck.problems import Problems
from smcheck.yamlio import Data

LONGEST = 20_000  # characters of one answer; a whole sheet may have a million bytes
LONGEST_NAME = 120

_BREAKS = re.compile("[\t\r\n\x0b\x0c\x85\u2028\u2029]+")


@dataclass(frozen=True)
class Reading:
    """A value that can be taken, or why it cannot be: *refused*.

    *also* has other cells of the row that change with it, *said* what the bank's checks say without refusing it.
    """

    value: Value = BLANK
    also: Mapping[str, Value] = field(default_factory=dict)
    said: tuple[tuple[Tone, str], ...] = ()
    refused: str | None = None


def read(state: State, place: Place, answer: Answer) -> Reading:
    """Read *answer* to what is asked at *place*."""
    asked = state.asked_at(place)
    if complaint := too_long(state, answer):
        return Reading(refused=complaint)
    if place.fill == own.OTHERS:
        place = replace(place, fill=None)
        return read(state, place, own.together(state, place, answer))
    if place.fill is not None:
        value = _filled(state, place, one_line(answer if isinstance(answer, str) else ""))
        return Reading(value) if place.row is None else _cell(state, place, value)
    if own.wanted(asked, answer):  # to be taken with the names that follow
        return Reading()
    data = _data(asked, own.spelt(state, asked, answer) if asked.own_choices else answer)
    if data is None and asked.required:
        return Reading(refused=state.words.say("interview.required"))
    try:
        value = read_value(asked, data, state.words, bank=state.bank, currency=state.case.currency, mode=state.mode)
    except Problems as wrong:
        return Reading(refused=" ".join(state.words.message(problem) for problem in wrong.problems))
    if wrong_row := _no_such_row(state, asked, value):
        return Reading(refused=state.words.say("interview.no_such_row", name=wrong_row))
    value = _with_texts(state.value_at(place), value)
    if place.row is None:
        return _checked(state, place, Reading(value))
    return _cell(state, place, value)


def too_long(state: State, answer: Answer) -> str | None:
    """Return what to do about a text that is longer than any sheet should hold."""
    if isinstance(answer, str) and len(answer) > LONGEST:
        return state.words.say("interview.too_long", n=len(answer), max=LONGEST)
    return None


def one_line(text: str) -> str:
    """Return *text* as one clean line."""
    return clean(_BREAKS.sub(" ", text))


def whole(state: State, id_: str) -> Reading:
    """Judge the rows of a group or table together, when their end is said."""
    return _checked(state, Place(id_), Reading(state.answers.get(id_, BLANK)))


def _data(asked: Asked, answer: Answer) -> Data:
    """Return what would stand in a sheet for *answer*; None where it was left empty."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, tuple):
        if not answer and asked.min == 0:  # the bank counts from none: picking nothing is an answer
            return []
        return list(answer) or None
    if answer is None:
        return None
    text = answer if asked.type is Type.PARAGRAPH else one_line(answer)
    return text if clean(text) else None


def _filled(state: State, place: Place, text: str) -> Value:
    value = state.value_at(place)
    if isinstance(value, tuple):
        return tuple(Chosen(one, text or None) if one == place.fill else one for one in value if isinstance(one, str))
    return Chosen(place.fill or "", text or None)


def _with_texts(old: Value | None, new: Value) -> Value:
    """Keep the texts beside choices that are picked again."""
    if isinstance(new, Chosen):
        return rows.picked(old, new) or new
    if isinstance(new, tuple):
        return tuple(rows.picked(old, one) or one if isinstance(one, Chosen) else one for one in new)
    return new


def _no_such_row(state: State, asked: Asked, value: Value) -> str | None:
    """Return a name in *value* that is none of the rows it may choose from."""
    group = group_of(asked, state.bank)
    if group is None or value is BLANK or asked.own_choices:
        return None
    known = {normal(name) for name in state.names(group.id)}
    names = value if isinstance(value, tuple) else (value,)
    return next((name for name in names if isinstance(name, str) and normal(name) not in known), None)


def _cell(state: State, place: Place, value: Value) -> Reading:
    """Judge the value of a cell: beside the other cells of its row, and as a name among the names of the other rows."""
    question = state.question(place.question)
    cells = {**state.slot(question.id, place.row or 0).cells, place.column or "": value}
    reading = Reading(value)
    naming = (question.naming, question.row_name_else)
    if question.type is Type.GROUP and place.column in naming:
        ground = Ground(state.bank, state.words.locale, state.case.currency, state.mode)
        name = row_name(question, cells, ground)
        # In every language, for the interview may go on in another one.
        others = [slot for slot in state.slots(question.id) if slot.key != place.row]
        taken = {called for slot in others for called in row_names(question, slot.cells, ground)}
        if name is not None and row_names(question, cells, ground) & taken:
            column = next(column for column in question.columns if column.id == question.naming)
            if place.column == column.id or not column.type.is_text:
                return Reading(refused=state.words.say("interview.row_twice", name=name))
            number = next(number for number in range(2, len(taken) + 3) if normal(f"{name} {number}") not in taken)
            reading = Reading(
                value,
                also={question.naming: f"{name} {number}"},
                said=(("hint", state.words.say("interview.row_named", name=name, new=f"{name} {number}")),),
            )
    return _checked(state, place, reading, cells={**cells, **reading.also})


def _checked(state: State, place: Place, reading: Reading, *, cells: Mapping[str, Value] | None = None) -> Reading:
    """Hold a value against the bank's own checks."""
    key = place.question
    candidate = reading.value
    if cells is not None:
        key = f"{place.question}.{place.column}"
        question = state.question(place.question)
        candidate = rows.put(question, rows_of(state.answers.get(question.id)), place.row or 0, cells)
        cells = rows.local(question, cells)
    if key not in state.bank.checks:
        return reading
    case = state.candidate(place.question, candidate)
    problems = checks(state.bank, key, reading.value, case, locale=state.words.locale, cells=cells)
    errors = [state.words.message(problem) for problem in problems if problem.level == "error"]
    if errors:
        return Reading(refused=" ".join(errors))
    said: list[tuple[Tone, str]] = [
        ("warning" if problem.level == "warning" else "hint", state.words.message(problem)) for problem in problems
    ]
    return replace(reading, said=(*reading.said, *said))
