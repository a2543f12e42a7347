"""Answers in words, for the screen: what one reads back in a prompt, in the rows so far, in the review."""

from datetime import date
from fractions import Fraction

from smcheck.answers.model import Chosen
from smcheck.answers.values import group_of, naming_cell
from smcheck.bank.model import Asked, Question, Type
from smcheck.interview import own, rows
from smcheck.interview.asker import Table
from smcheck.interview.state import Place, State
from smcheck.logic.values import BLANK, Value, rows_of


def say(state: State, asked: Asked, value: Value | None) -> str:
    """Return an answer in words; "" where there is none or it was left blank."""
    if value is None or value is BLANK:
        return ""
    if isinstance(value, tuple):
        if isinstance(asked, Question) and asked.type.has_rows:
            return _rows(state, asked, value)
        parts = [say(state, asked, one) for one in value]
        if asked.type is Type.RANK and len(parts) > 1:
            parts = [f"{number}. {part}" for number, part in enumerate(parts, 1)]
        return ", ".join(parts) or state.words.say("interview.none")
    if isinstance(value, bool):
        return state.words.say("wording.yes" if value else "wording.no")
    if isinstance(value, int | Fraction):
        return _figure(state, asked, value)
    if isinstance(value, date):
        return state.words.date(value)
    return _choice(state, asked, str(value), value.text if isinstance(value, Chosen) else None)


def short(state: State, question: Question, value: Value | None) -> str:
    """Return an answer as it is put into a sentence: of rows their names alone."""
    if not question.type.has_rows:
        # The sentence has a full stop of its own.
        return " ".join(say(state, question, value).split()).removesuffix(".")
    return ", ".join(_names(state, question, value))


def label(state: State, asked: Asked) -> str:
    """Return the few words for a question or column."""
    return state.bank.label(asked, state.case.locale, variant=state.case.variant)


def table(state: State, place: Place) -> Table | None:
    """Return the rows so far of the group or table at *place*, without empty columns; None if there are none."""
    question = state.question(place.question)
    slots = [slot for slot in state.slots(question.id) if slot.cells or slot.key == place.row]
    if not any(slot.cells for slot in slots):
        return None
    columns = [
        column
        for column in state.bank.columns(question, state.mode)
        if any(slot.cells.get(column.id, BLANK) is not BLANK for slot in slots)
    ]
    fixed = question.type is Type.TABLE
    heads = [label(state, question)] if fixed else []
    body = [
        (*([slot.label] if fixed else []), *(say(state, column, slot.cells.get(column.id)) for column in columns))
        for slot in slots
    ]
    current = next((number for number, slot in enumerate(slots) if slot.key == place.row), None)
    return Table((*heads, *(label(state, column) for column in columns)), tuple(body), current)


def row_label(state: State, id_: str, key: rows.Key) -> str:
    """Return what a row is called on the screen; its number where it has no name."""
    slot = state.slot(id_, key)
    number = key + 1 if isinstance(key, int) else 0
    return _called(state, state.question(id_), slot) or state.words.say("interview.row_number", number=number)


def _rows(state: State, question: Question, value: Value) -> str:
    names = _names(state, question, value)
    count = len(rows_of(value))
    if not count:
        return state.words.say("interview.none")
    words = state.words.say("interview.rows", n=count)
    return f"{words}: {', '.join(names)}" if names else words


def _names(state: State, question: Question, value: Value | None) -> list[str]:
    slots = rows.slots(state.bank, state.case, question, value)
    return [_called(state, question, slot) for slot in slots if slot.cells and slot.label]


def _called(state: State, question: Question, slot: rows.Slot) -> str:
    """Return the name of a row; where it is a choice, in the words for this type of organisation."""
    if question.type is not Type.GROUP:
        return slot.label
    column, value = naming_cell(question, slot.cells)
    choice = state.bank.choice(column, value) if isinstance(value, Chosen) else None
    if choice is None or state.bank.say(choice.text, state.case.locale) != slot.label:
        return slot.label
    return state.bank.say(choice.text, state.case.locale, variant=state.case.variant)


def _figure(state: State, asked: Asked, value: int | Fraction) -> str:
    if asked.type is Type.RATING:
        anchors = asked.anchors.get(state.case.locale) or asked.anchors.get(state.words.language, ())
        sentence = anchors[int(value)] if 0 <= value < len(anchors) else ""
        return f"{int(value)} – {state.words.localise(sentence)}" if sentence else str(int(value))
    if asked.type is Type.PERCENT:
        return state.words.percent(value)
    if asked.type is Type.MONEY and state.case.currency:
        return state.words.money(value, state.case.currency)
    if asked.type is Type.HOURS:
        return state.words.say("interview.hours", n=value)
    return state.words.number(value)


def _choice(state: State, asked: Asked, picked: str, text: str | None) -> str:
    if asked.type.is_text:
        return picked
    if group_of(asked, state.bank):
        role = own.role(state, asked, picked)
        return state.bank.say(role.text, state.case.locale, variant=state.case.variant) if role else picked
    choice = state.bank.choice(asked, picked)
    words = state.bank.say(choice.text, state.case.locale, variant=state.case.variant) if choice else picked
    return f"{words}: {text}" if text else words
