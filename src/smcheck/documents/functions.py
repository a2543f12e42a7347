"""The functions that templates may call: sentences of the catalogue, figures, days, lists, quotation marks, charts."""

import datetime
from collections.abc import Iterable
from fractions import Fraction
from itertools import chain, repeat
from typing import Literal

from smcheck.answers.printing import Printer
from smcheck.diagnosis.progress import direction
from smcheck.documents import charts, markdown
from smcheck.documents.names import unknown_name
from smcheck.documents.shapes import Answer, Comparison, Dimension, Question, Value
from smcheck.documents.words import Catalogue
from smcheck.problems import Problem, Problems

_WEEK = 7  # days
_QUARTER = 13  # weeks, in the last of which 90 days are over
_NONE = "–"

Figure = int | Fraction | Answer | Value
Printable = str | int | Fraction | datetime.date | Answer | Value

_FIGURE = (int, Fraction)
_READ = (Answer, Value)
_TEXT = (str, Answer, Value)

FUNCTIONS = (
    *("t", "say", "number", "money", "percent", "date", "long_date", "week_of", "in_days", "listed", "quote"),
    *("profile_chart", "line_chart", "then_and_now_chart", "amounts_chart", "timeline_chart"),
)
"""The functions that templates may call by these names."""


class Functions:
    """Speaks about one case, with the words of a catalogue and of the bank."""

    def __init__(
        self, words: Catalogue, printer: Printer, *, currency: str | None = None, as_of: datetime.date | None = None
    ) -> None:
        self._words = words
        self._printer = printer
        self._wording = printer.wording
        self._bank_words = printer.words
        self._currency = currency
        self._as_of = as_of

    def exported(self) -> dict[str, object]:
        """Return the functions by the names that templates know them by."""
        return {name: getattr(self, name) for name in FUNCTIONS}

    def t(self, key: str, n: Figure | None = None, **values: Printable) -> str:
        """Return the sentence *key* of the catalogue with *values* in its places.

        *n* decides between singular and plural and fills `{n}`. Words of the bank (`{in_der_leitung}`) need no value.
        """
        try:
            pieces = self._words.pieces(key, self._wording.locale, n is not None and _figure(n) == 1)
        except KeyError:
            raise Problems([unknown_name(key, self._words.sentences, kind="word")]) from None
        if len(pieces) == 1:
            return pieces[0]
        if n is not None:
            values["n"] = n
        filled = list(pieces)
        for place in range(1, len(pieces), 2):
            name = pieces[place]
            if name in values:
                filled[place] = self._print(values[name])
            elif name in self._bank_words:
                filled[place] = self._bank_words[name]
            else:
                raise Problems([Problem("documents.word_value", {"word": key, "name": name})])
        return "".join(filled)

    def say(self, *questions: Question) -> str:
        """Return what the answers to *questions* mean, in sentences, one after another.

        The catalogue has them under `answers.<question>.<choice or level>`, with `_text` behind the choice where
        something was filled in, and for figures under `number` (with `{n}` and `{answer}`) or `zero`. What is not
        answered says nothing.
        """
        return " ".join(sentence for question in questions if (sentence := self._sentence(question)))

    def _sentence(self, question: Question) -> str:
        if not question.answered:
            return ""
        known = self._words.sentences
        said = f"answers.{question.id}."
        if question.number is not None and question.type != "rating":
            zero = question.number == 0 and f"{said}zero" in known
            return self.t(f"{said}zero" if zero else f"{said}number", n=question.number, answer=question)
        pick = str(question.number) if question.choice is None else question.choice
        if question.text and f"{said}{pick}_text" in known:
            return self.t(f"{said}{pick}_text", text=question.text)
        return self.t(said + pick)

    def number(self, value: Figure) -> str:
        """Return a figure with as many decimals as it needs, at most two."""
        return self._printer.number(_need(value))

    def percent(self, value: Figure) -> str:
        """Return a figure that is already in per cent."""
        return self._wording.percent(_need(value))

    def money(self, value: Figure) -> str:
        """Return an amount in the currency of the case."""
        return self._printer.money(_need(value), self._currency) if self._currency else self.number(value)

    def date(self, value: datetime.date | Answer | Value) -> str:
        """Return a date the short way."""
        return self._wording.date(_day(value))

    def long_date(self, value: datetime.date | Answer | Value) -> str:
        """Return a date with the name of its month."""
        return self._wording.long_date(_day(value))

    def week_of(self, value: datetime.date | Answer | Value) -> int:
        """Return in which week a day lies, 1 for the seven days from the one as of which the case is judged; 0 before.

        Without such a day there are no weeks: 0.
        """
        days = (_day(value) - self._as_of).days if self._as_of else -1
        return days // _WEEK + 1 if days >= 0 else 0

    def in_days(self, days: int) -> datetime.date | None:
        """Return the day that lies *days* days after the one as of which the case is judged."""
        return self._as_of + datetime.timedelta(days=days) if self._as_of else None

    def listed(self, items: Iterable[object], word: Literal["and", "or"] = "and") -> str:
        """Return *items* as people say a list: `a, b und c`."""
        return self._wording.join([str(item) for item in items], word=word)

    def quote(self, text: object) -> str:
        """Return *text* in the quotation marks of the language."""
        return self._wording.quote(str(text))

    def profile_chart(self, dimensions: Iterable[Dimension], notes: Iterable[str] = ()) -> str:
        """Return a picture of the readiness profile: a bar for each dimension, with one of *notes* beside it."""
        beside = chain(map(markdown.literal, notes), repeat(""))
        bars = ((_label(one), _level(one)._replace(note=note)) for one, note in zip(dimensions, beside, strict=False))
        return charts.fenced("profile", charts.profile(bars))

    def line_chart(self, comparison: Comparison, voices: Iterable[str] = ()) -> str:
        """Return a picture of what several people said to one rating or scored choice; nothing for other questions.

        Each voice has a letter. Where several pictures stand together, *voices* names all of them, so that everybody
        has the same letter in each.
        """
        placed = [(one.voice, one.score) for one in comparison.answers if one.score is not None]
        names = {voice: markdown.literal(voice) for voice in (*voices, *(voice for voice, _ in placed))}
        letters = charts.letters(names.values())
        drawn = charts.line((letters[names[voice]], score) for voice, score in placed)
        present = {names[voice] for voice, _ in placed}
        legend = charts.legend((letter, name) for name, letter in letters.items() if name in present)
        return charts.fenced("line", f"{drawn}\n{legend}") if placed else ""

    def then_and_now_chart(self, before: Iterable[Dimension], after: Iterable[Dimension], then: str, now: str) -> str:
        """Return a picture of two readiness profiles beside each other, below the headings *then* and *now*."""
        old = {one.id: one for one in before}
        rows = (
            (_label(one), _level(old[one.id]), _level(one), direction(old[one.id].number, one.number))
            for one in after
            if one.id in old
        )
        return charts.fenced("then-and-now", charts.then_and_now(rows, then=then, now=now)) if old else ""

    def amounts_chart(
        self,
        amounts: Iterable[tuple[str, Answer | Value, str]],
        limit: Answer | Value,
        heads: tuple[str, str],
    ) -> str:
        """Return a picture of amounts of one kind, each a label, the amount and a note, against a *limit*.

        *heads* stand above the amounts and the notes. What is not known has no bar, only the least it can be or a
        dash; nothing is returned where there are not two amounts to compare.
        """
        bars = (
            (markdown.literal(label), charts.Amount(one.number, self._amount(one), note.strip()))
            for label, one, note in amounts
        )
        return charts.fenced("amounts", charts.amounts(bars, limit.number, heads))

    def _amount(self, one: Answer | Value) -> str:
        if one.number is not None:
            return self.number(one)
        return f"≥ {one.least}" if isinstance(one, Value) and one.least else _NONE

    def timeline_chart(
        self, steps: Iterable[tuple[str, datetime.date | Answer | Value]], heads: tuple[str, str]
    ) -> str:
        """Return a picture of when *steps* are due in the next 90 days, each a label and a day, the earliest first.

        *heads* stand above the steps and the days. The first week begins with the day as of which the case is judged;
        steps of other weeks are left out, and nothing is returned where there are not two of them.
        """
        due = sorted(((_day(day), markdown.literal(label)) for label, day in steps), key=lambda step: step[0])
        rows = ((label, self.week_of(day), self.date(day)) for day, label in due)
        return charts.fenced("timeline", charts.timeline(rows, weeks=_QUARTER, heads=heads))

    def _print(self, value: Printable) -> str:
        if isinstance(value, _TEXT):
            return str(value)
        return self._printer.number(value) if isinstance(value, _FIGURE) else self._wording.show(value)


def _label(dimension: Dimension) -> str:
    return markdown.literal(dimension.label)


def _level(dimension: Dimension) -> charts.Level:
    return charts.Level(dimension.number, dimension.line or _NONE, dimension.provisional, dimension.unknown)


def _figure(value: object) -> object:
    return value.number if isinstance(value, _READ) else value


def _need(value: object) -> int | Fraction:
    figure = _figure(value)
    if not isinstance(figure, _FIGURE):
        raise Problems([Problem("documents.no_figure")])
    return figure


def _day(value: object) -> datetime.date:
    day = value.date if isinstance(value, _READ) else value
    if not isinstance(day, datetime.date):
        raise Problems([Problem("documents.no_date")])
    return day
