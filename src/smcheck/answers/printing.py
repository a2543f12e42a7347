"""Answers as text: what a bank calls them in one language, escaped for where they are to be printed."""

import datetime
import sys
from collections.abc import Mapping
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from typing import Protocol, Required, TypedDict

from smcheck.answers.model import Chosen
from smcheck.answers.values import named_by
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Question, Text, Type
from smcheck.logic.operators import is_number
from smcheck.logic.values import BLANK, Between, Row, Unknown, Value, normal
from smcheck.wording import wording

Names = Mapping[str, str]
"""How the rows of a group are called in the document, by their names in the sheets (normalised)."""


class Escape(Protocol):
    """How text is written where it is to be printed."""

    def line(self, text: str, /) -> str:
        """Return *text* on one line."""

    def block(self, text: str, /) -> str:
        """Return *text* with its line breaks."""


class Plain:
    """Text as it is, for screens and data."""

    def line(self, text: str, /) -> str:
        """Return *text* on one line: its lines are joined, runs of blanks become one."""
        return " ".join(text.split())

    def block(self, text: str, /) -> str:
        """Return *text* as it was written."""
        return text


PLAIN = Plain()


class Printed(TypedDict, total=False):
    """A value in all the forms that it has, by the names that templates know them by."""

    line: Required[str]
    block: Required[str]
    parts: Required[tuple[str, ...]]
    choice: str
    choices: tuple[str, ...]
    text: str
    number: int | Fraction
    date: datetime.date


NOTHING = Printed(line="", block="", parts=())


class Printer:
    """The texts of *bank* in *locale* for organisations of the kind *variant*; each is prepared once."""

    def __init__(self, bank: Bank, locale: str, variant: str | None, escape: Escape) -> None:
        self.bank = bank
        self.escape = escape
        self.locale = locale
        self.variant = variant
        self.wording = wording(locale)
        self.say = cache(self._say)
        self.text = cache(self._text)
        self.label = cache(self._label)
        self.levels = cache(self._levels)
        self.number = self.wording.number
        self.money = lru_cache(maxsize=1024)(self.wording.money)

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words of the bank, for sentences of the templates."""
        return {name: self.say(text) for name, text in self.bank.settings.words.items()}

    def _say(self, text: Text | None) -> str:
        """Return a text of the bank on one line; most are the same for every variant, and kept once for all of them."""
        return sys.intern(self.escape.line(self.bank.say(text, self.locale, variant=self.variant)))

    def _text(self, id_: str) -> str:
        return self._say(self._asked[id_].text)

    def _label(self, id_: str) -> str:
        asked = self._asked[id_]
        return self._say(asked.short or asked.text)

    def choice(self, id_: str, choice: str) -> str:
        """Return what a choice is called; what somebody typed in its place is not kept."""
        found = self.bank.choice(self._asked[id_], choice)
        return self.say(found.text) if found else self.escape.line(choice)

    def _levels(self, id_: str) -> tuple[str, ...]:
        anchors = self._asked[id_].anchors
        spoken = anchors.get(self.locale) or anchors.get(self.wording.language) or ()
        return tuple(self._say(Text(anchor)) for anchor in spoken)

    @cached_property
    def _asked(self) -> Mapping[str, Asked]:
        questions = self.bank.questions.values()
        return {asked.id: asked for question in questions for asked in (question, *question.columns)}

    def probe(self, id_: str) -> str:
        """Return the question that goes deeper; "" where there is none."""
        return self.say(self._asked[id_].probe)

    def print(self, asked: Asked, value: Value, *, names: Names | None = None, currency: str | None = None) -> Printed:
        """Return *value*, an answer to *asked*, in all its forms; *names* are those of the rows it may refer to."""
        if isinstance(value, Chosen):
            return self._one(asked.id, value)
        if isinstance(value, str):
            if names is not None:
                return _alike(self._called(asked.id, value, names))
            line = self.escape.line(value)
            return Printed(line=line, block=self.escape.block(value) if "\n" in value else line, parts=(line,))
        if isinstance(value, tuple):
            return self._several(asked.id, value, names)
        if isinstance(value, bool):
            return {**_alike(self.wording.show(value)), "choice": "yes" if value else "no"}
        if is_number(value):
            # Templates calculate with it, and one int divided by another is no longer exact.
            exact = value if asked.type in (Type.INTEGER, Type.RATING) else Fraction(value)
            return {**_alike(self._figure(asked, value, currency)), "number": exact}
        if isinstance(value, datetime.date):
            return {**_alike(self.wording.date(value)), "date": value}
        return NOTHING

    def _called(self, id_: str, name: str, names: Names) -> str:
        """Return what a row is called that somebody refers to, or a role where one may stand instead."""
        role = self.bank.role(name) if self._asked[id_].own_choices and normal(name) not in names else None
        return self.say(role.text) if role else self._row_called(name, names)

    def _one(self, id_: str, chosen: Chosen) -> Printed:
        choice, text = str(chosen), self.escape.line(chosen.text) if chosen.text else ""
        printed = _alike(self._with_text(id_, choice, text))
        return {**printed, "choice": choice, "choices": (choice,), "text": text}

    def _with_text(self, id_: str, chosen: str, text: str) -> str:
        label = self.choice(id_, chosen)
        return f"{label} ({text})" if text else label

    def _figure(self, asked: Asked, value: int | Fraction, currency: str | None) -> str:
        if asked.type is Type.RATING:
            levels = self.levels(asked.id)
            return levels[int(value)] if 0 <= value < len(levels) else self.wording.number(value)
        if asked.type is Type.MONEY and currency:
            return self.money(value, currency)
        if asked.type is Type.PERCENT:
            return self.wording.percent(value)
        return self.number(value)

    def _several(self, id_: str, values: tuple[Value, ...], names: Names | None) -> Printed:
        parts = []
        for value in values:
            if isinstance(value, Chosen):
                text = self.escape.line(value.text) if value.text else ""
                parts.append(self._with_text(id_, str(value), text))
            elif isinstance(value, str):
                parts.append(self._called(id_, value, names or {}))
        line = enumerated(parts)
        choices = tuple(str(value) for value in values if isinstance(value, Chosen))
        return Printed(line=line, block=line, parts=tuple(parts), choices=choices)

    def print_value(self, value: Value, names: Names) -> tuple[Printed, str, bool]:
        """Return a computed value, the least it can be, and whether it is known; rows by their *names*."""
        if isinstance(value, Between):
            return NOTHING, self.wording.number(value.low) if value.low else "", False
        if value is BLANK or isinstance(value, Unknown):
            return NOTHING, "", False
        if isinstance(value, tuple) and all(isinstance(each, Row) for each in value):
            parts = tuple(self._row_called(each.name, names) for each in value if isinstance(each, Row) and each.name)
            line = enumerated(parts)
            return Printed(line=line, block=line, parts=parts), "", True
        if isinstance(value, Row):
            line = self.escape.line(value.name or "")
        elif is_number(value):
            line = self.number(value)
            return {**_alike(line), "number": value}, line, True
        elif isinstance(value, datetime.date):
            return {**_alike(self.wording.date(value)), "date": value}, "", True
        else:
            line = self.escape.line(self.wording.show(value))
        return _alike(line), "", True

    def row_name(self, question: Question, row: Row) -> str:
        """Return what a row is called in this language, not in that of its sheet; "" where it has no name."""
        if question.type is Type.TABLE:
            fixed = next((each for each in question.rows if each.id == row.name), None)
            return self.say(fixed.text) if fixed else self.escape.line(row.name or "")
        naming = named_by(question, row.cells)
        printed = self.print(self._asked[naming], row.cells.get(naming, BLANK))
        return printed.get("text") or printed["line"]

    def _row_called(self, name: str, names: Names) -> str:
        return names.get(normal(name)) or self.escape.line(name)


def _alike(line: str) -> Printed:
    """Return what takes one line, whatever room there is."""
    return Printed(line=line, block=line, parts=(line,))


def enumerated(parts: tuple[str, ...] | list[str]) -> str:
    """Return *parts* in a row; with semicolons where one of them has a comma of its own."""
    return ("; " if any("," in part for part in parts) else ", ").join(parts)


@lru_cache(maxsize=64)
def printer(bank: Bank, locale: str, variant: str | None, escape: Escape = PLAIN) -> Printer:
    """Return the printer for *bank*, *locale*, *variant* and *escape*, made once."""
    return Printer(bank, locale, variant, escape)
