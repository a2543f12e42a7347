"""Values of single questions: what is written becomes text, figure, date, choice or rows, or a problem with a remedy.

The readers here are the validators of the pydantic model that `schema` builds from a bank, and what a prompt calls.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NoReturn, get_args

from smcheck import reading
from smcheck.answers.model import Chosen
from smcheck.answers.text import Suggestions, clean
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Choice, Column, Locale, Question, Text, Type
from smcheck.logic.values import BLANK, Row, Value, normal
from smcheck.reading import refuse, shown
from smcheck.yamlio import Data

MOST = 200
"""The most rows or choices that any question takes; far beyond what people say, and it keeps every check short."""


class Ground:
    """What reading a value depends on besides the text: the bank, the locale, the currency, the mode of the sheet."""

    def __init__(self, bank: Bank, locale: str, currency: str | None, mode: str) -> None:
        self.bank = bank
        self.locale = locale
        self.currency = currency
        self.mode = mode
        self.suggestions = Suggestions()


Reader = Callable[[Data, Ground], Value]


def reader(asked: Asked, bank: Bank) -> Reader:
    """Return what reads one scalar, or the choice of a single; `schema` puts several choices and rows together."""
    if asked.type.is_text:
        return _text_reader(asked)
    if asked.type.has_choices:
        return choice_reader(asked, bank)
    if asked.type.is_number:
        return _number_reader(asked)
    if asked.type is Type.DATE:
        return lambda data, _: reading.date(_scalar(data, "wants_date"))
    return lambda data, _: reading.confirm(_scalar(data, "wants_yes_or_no"))


def _scalar(data: Data, code: str) -> str:
    if not isinstance(data, str):
        refuse(code)
    return data


def _text_reader(asked: Asked) -> Reader:
    least, most = asked.min, asked.max

    def read(data: Data, _: Ground) -> Value:
        text = clean(_scalar(data, "wants_text"))
        if not text:
            return BLANK
        if least is not None and len(text) < least:
            refuse("too_short", n=least, given=len(text))
        if most is not None and len(text) > most:
            refuse("too_long", n=most, given=len(text))
        return text

    return read


def _number_reader(asked: Asked) -> Reader:
    whole = asked.type in {Type.INTEGER, Type.RATING}
    is_money, is_percent = asked.type is Type.MONEY, asked.type is Type.PERCENT
    low = 0 if asked.type is Type.RATING and asked.min is None else asked.min
    high = 4 if asked.type is Type.RATING and asked.max is None else asked.max

    def read(data: Data, ground: Ground) -> Value:
        text = _scalar(data, "wants_number")
        if is_money:
            value = reading.money(text, ground.locale, ground.currency)
        elif "%" in text and not is_percent:
            refuse("no_percentage", text=shown(text))
        else:
            value = reading.number(text, ground.locale)
        if whole and value.denominator != 1:
            refuse("not_whole", text=shown(text))
        if low is not None and high is not None and not low <= value <= high:
            refuse("not_between", text=shown(text), min=low, max=high)
        if low is not None and value < low:
            refuse("too_small", text=shown(text), min=low)
        if high is not None and value > high:
            refuse("too_great", text=shown(text), max=high)
        return value

    return read


def choice_reader(asked: Asked, bank: Bank) -> Reader:
    """Return what reads one choice: its id, `{choice: id, text: …}`, or the name of a row of another group."""
    group = group_of(asked, bank)
    choices = {choice.id: choice for choice in bank.choices(asked)}
    chosen = {id_: Chosen(id_) for id_ in choices}

    def read(data: Data, ground: Ground) -> Value:
        if isinstance(data, str) and data in chosen:
            return chosen[data]
        text: str | None = None
        if isinstance(data, dict):
            picked, text = _with_text(data)
        else:
            picked = _scalar(data, "wants_choice").strip()
        if group:
            if text is not None:
                refuse("no_text_asked", choice=shown(picked))
            return clean(picked) or refuse("wants_row_name", group=group.id)
        choice = choices.get(picked)
        if choice is None:
            _refuse_choice(picked, list(choices.values()), ground)
        if text is not None and choice.asks is None:
            refuse("no_text_asked", choice=choice.id)
        return Chosen(choice.id, text)

    return read


def _with_text(data: Mapping[str, Data]) -> tuple[str, str | None]:
    picked, text = data.get("choice"), data.get("text")
    if not isinstance(picked, str) or not isinstance(text, str | None) or data.keys() - {"choice", "text"}:
        refuse("wants_choice_and_text")
    return picked.strip(), clean(text) or None if text else None


def _refuse_choice(picked: str, choices: Sequence[Choice], ground: Ground) -> NoReturn:
    for choice in choices:
        if normal(picked) in map(normal, labels(choice.text)):
            refuse("label_for_choice", text=shown(picked), choice=choice.id)
    ground.suggestions.refuse("unknown_choice", picked, [choice.id for choice in choices])


def labels(text: Text) -> list[str]:
    """Return *text* in every language and region, the same words once for each."""
    return [label for locale in get_args(Locale) if (label := text.form(locale))]


def group_of(asked: Asked, bank: Bank) -> Question | None:
    """Return the group whose rows are the choices of *asked*; None if it has choices of its own."""
    if asked.choices_from is None:
        return None
    source = bank.questions.get(asked.choices_from)
    return source if source is not None and source.type.has_rows else None


@lru_cache(maxsize=16)
def references(bank: Bank) -> Mapping[str, Mapping[Asked, Question]]:
    """Return what refers to rows, questions and columns with the group of the rows, by the question it is part of."""
    found = {
        id_: {asked: group for asked in (question, *question.columns) if (group := group_of(asked, bank))}
        for id_, question in bank.questions.items()
    }
    return {id_: targets for id_, targets in found.items() if targets}


def several(asked: Asked) -> Callable[[tuple[str, ...], Ground], tuple[str, ...]]:
    """Return what judges the choices of a multi or rank: none twice, none beside an exclusive one, how many."""
    exclusive = {choice.id for choice in asked.choices if choice.exclusive}

    def judge(picked: tuple[str, ...], _: Ground) -> tuple[str, ...]:
        names = [normal(one) for one in picked]
        if len(set(names)) < len(names):
            refuse("twice", choice=next(one for place, one in enumerate(picked) if names[place] in names[:place]))
        if len(picked) > 1 and (alone := next((one for one in picked if one in exclusive), None)):
            refuse("exclusive", choice=alone)
        if asked.min is not None and len(picked) < asked.min:
            refuse("too_few", n=asked.min)
        if asked.max is not None and len(picked) > asked.max:
            refuse("too_many", n=asked.max)
        return picked

    return judge


def as_list(data: Data) -> list[Data]:
    """Return what is picked in a multi or rank as a list; one choice alone needs no brackets."""
    if isinstance(data, str) and "," in data:
        refuse("wants_list", list=", ".join(part.strip() for part in shown(data).split(",")))
    if not isinstance(data, list):
        return [data]
    return data if len(data) <= MOST else refuse("too_many", n=MOST)


def naming_cell(question: Question, cells: Mapping[str, Value]) -> tuple[Column, Value]:
    """Return the column that names a row of a group, and its cell; where that is blank, its stand-in."""
    naming = named_by(question, cells)
    return next(column for column in question.columns if column.id == naming), cells.get(naming, BLANK)


def named_by(question: Question, cells: Mapping[str, Value]) -> str:
    """Return the id of the column that names a row of a group, or of its stand-in."""
    naming, instead = question.naming, question.row_name_else
    return naming if instead is None or isinstance(cells.get(naming), str) else instead


def row_name(question: Question, cells: Mapping[str, Value], ground: Ground) -> str | None:
    """Return the name of a row of a group; a choice by the text that was filled in, else by its label."""
    value = cells.get(named_by(question, cells))
    if isinstance(value, Chosen):
        column, _ = naming_cell(question, cells)
        choice = ground.bank.choice(column, value)
        return value.text or (ground.bank.say(choice.text, ground.locale) if choice else str(value))
    return value if isinstance(value, str) else None


def row_names(question: Question, cells: Mapping[str, Value], ground: Ground) -> set[str]:
    """Return what a row of a group is called in every language, as names are compared."""
    column, value = naming_cell(question, cells)
    choice = ground.bank.choice(column, value) if isinstance(value, Chosen) and not value.text else None
    names = labels(choice.text) if choice else [row_name(question, cells, ground)]
    return {normal(name) for name in names if name}


def rows(
    question: Question, written: Sequence[tuple[str | None, Mapping[str, Value]]], ground: Ground
) -> tuple[Row, ...]:
    """Return the rows of a group or table; a column that is asked in this mode and absent is blank."""
    blank = dict.fromkeys([column.id for column in question.columns], BLANK)
    asked = {column.id for column in ground.bank.columns(question, ground.mode)}
    found = []
    for index, (name, given) in enumerate(written):
        cells: dict[str, Value] = {**blank, **given}
        if len(asked) < len(blank):
            cells = {id_: cell for id_, cell in cells.items() if id_ in given or id_ in asked}
        found.append(Row(row_name(question, cells, ground) if name is None else name, cells, index))
    return tuple(found)
