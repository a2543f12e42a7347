"""Sentences, figures and dates in a person's language.

A code and its values become a sentence here and nowhere else; numbers, dates and money are printed the way the locale
writes them (Babel). Reading what people typed is the mirror of this and stands in `reading`.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal

from smcheck import yamlio
from smcheck.problems import Problem, Word
from smcheck.resources import PACKAGE

if TYPE_CHECKING:
    from babel import Locale

Sentence = str | Mapping[str, str]
"""A sentence, or its forms for one and for other numbers."""

LOCALES = ("de-DE", "de-AT", "de-CH", "en")

NO_BREAK_SPACE = "\u00a0"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_DIGITS = re.compile(r"[#,0]+(?:\.0+)?")
_QUOTES = {"de": ("„", "“"), "de-CH": ("«", "»"), "en": ("“", "”")}
_SWISS = str.maketrans({"ß": "ss", "ẞ": "SS", "„": "«", "“": "»", "‚": "‹", "‘": "›"})


@cache
def wording(locale: str) -> "Wording":
    """Return the words for *locale*, one of `LOCALES`; a bare `de` is `de-DE`."""
    return Wording("de-DE" if locale == "de" else locale)


def catalogue(language: str) -> Mapping[str, Sentence]:
    """Return every sentence of the program in *language*, by dotted code."""
    return {code: sentence for name in _written(language) for code, sentence in _chapter(language, name).items()}


@cache
def _chapter(language: str, name: str) -> Mapping[str, Sentence]:
    """Return the sentences whose codes begin with *name*. One process needs a few chapters and never waits for all."""
    sentences: dict[str, Sentence] = {}

    def collect(code: str, node: yamlio.Data) -> None:
        if isinstance(node, str) or (isinstance(node, dict) and "other" in node):
            sentences[code] = node  # type: ignore[assignment]
        elif isinstance(node, dict):
            for key, child in node.items():
                collect(f"{code}.{key}", child)

    collect(name, yamlio.read(_written(language)[name].encode(), f"{language}.yaml").data[name])
    return sentences


@cache
def _written(language: str) -> Mapping[str, str]:
    """Return each chapter of the sentences as it is written: a key at the margin and all below it."""
    text = (PACKAGE / "words" / f"{language}.yaml").read_text(encoding="utf-8")
    return {chapter.partition(":")[0]: chapter for chapter in re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]}


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put *values* into the `{name}` places of *template*; a name without a value is a mistake of ours: KeyError."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


class Wording:
    """How the program speaks in one locale."""

    def __init__(self, locale: str) -> None:
        if locale not in LOCALES:
            raise ValueError(f"no such locale: {locale}")
        self.locale = locale
        self.language = locale.partition("-")[0]

    def say(self, code: str, /, **values: object) -> str:
        """Return the sentence *code* with *values* filled in; `n` decides between singular and plural."""
        sentence = _chapter(self.language, code.partition(".")[0])[code]
        if not isinstance(sentence, str):
            sentence = sentence["one"] if values.get("n") == 1 else sentence["other"]
        return fill(self.localise(sentence), {name: self.show(value) for name, value in values.items()})

    def message(self, problem: Problem) -> str:
        """Return what *problem* says: what is wrong and what to do."""
        return self.say(problem.code, **problem.values)

    def located(self, problem: Problem) -> str:
        """Return *problem* as one line, `file:line:column: question: message`, without the parts that are not known.

        A warning or hint says that it is one, for screens without colours.
        """
        place = ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)
        level = "" if problem.level == "error" else self.say(f"wording.{problem.level}")
        return ": ".join(part for part in (place, problem.question, level, self.message(problem)) if part)

    def show(self, value: object) -> str:
        """Print any value that a sentence may contain."""
        if isinstance(value, str):
            return value
        if isinstance(value, Word):
            return self.say(value.code)
        if isinstance(value, bool):
            return self.say("wording.yes" if value else "wording.no")
        if isinstance(value, int | Fraction):
            return self.number(value)
        if isinstance(value, datetime.date):
            return self.date(value)
        if isinstance(value, Iterable):
            return self.join([self.show(item) for item in value])
        return str(value)

    def number(self, value: Fraction | int, *, places: int | None = None) -> str:
        """Print *value* with as many decimals as it needs, at most two, or with exactly *places*; halves round up."""
        if isinstance(value, int):  # as most figures are
            group, point = self._signs
            whole = f"{value:,}".replace(",", group)
            return f"{whole}{point}{'0' * places}" if places else whole
        decimals = 2 if places is None else places
        return self._figure(_rounded(value, decimals), decimals, exact=places is not None)

    def percent(self, value: Fraction | int) -> str:
        """Print *value*, already in per cent: 40 is `40 %`, in English `40%`."""
        return self.number(value) + ("%" if self.language == "en" else f"{NO_BREAK_SPACE}%")

    def money(self, amount: Fraction | int, currency: str) -> str:
        """Print *amount* of *currency* (ISO 4217); cents only where there are any."""
        from babel.numbers import get_currency_symbol

        cents = _rounded(amount, 2)
        positive, _, negative = str(self._babel.currency_formats["standard"].pattern).partition(";")
        pattern = positive if cents >= 0 else negative or f"-{positive}"
        symbol = get_currency_symbol(currency, self._babel)
        if symbol.isalpha():  # €18,000, but CHF 18,000
            pattern = pattern.replace("¤#", f"¤{NO_BREAK_SPACE}#")
        figure = self._figure(abs(cents), 2, exact=cents % 100 != 0)
        return _DIGITS.sub(figure, pattern).replace("¤", symbol)

    def _figure(self, units: int, places: int, *, exact: bool) -> str:
        """Write *units* of the last of so many *places*, all its decimals or without the noughts at their end."""
        whole, rest = divmod(abs(units), 10**places)
        decimals = f"{rest:0{places}}" if places else ""
        decimals = decimals if exact else decimals.rstrip("0")
        group, point = self._signs
        sign = "-" if units < 0 else ""
        return sign + f"{whole:,}".replace(",", group) + (point + decimals if decimals else "")

    @cached_property
    def _signs(self) -> tuple[str, str]:
        """The grouping and the decimal sign.

        The signs are those of the locale, the digits are not put together by Babel: it loses every second group where
        its data has ' as the sign (Swiss figures since CLDR 48). Which apostrophe that is must not depend on its
        version, so it is always ’.
        """
        from babel.numbers import get_decimal_symbol, get_group_symbol

        return get_group_symbol(self._babel).replace("'", "’"), get_decimal_symbol(self._babel)

    def date(self, value: datetime.date) -> str:
        """Print a date: `31.12.2027`, in English `31 December 2027`."""
        return f"{value:%d.%m.%Y}" if self.language == "de" else self.long_date(value)

    def long_date(self, value: datetime.date) -> str:
        """Print a date with the name of the month: `31. Dezember 2027`, Austrian `1. Jänner 2028`."""
        return f"{value.day}{'.' if self.language == 'de' else ''} {self.month(value)}"

    def month(self, value: datetime.date) -> str:
        """Print the month of a date: `Dezember 2027`, Austrian `Jänner 2028`."""
        return f"{self._babel.months['format']['wide'][value.month]} {value.year}"

    def join(self, items: Iterable[str], *, word: Literal["and", "or"] = "and") -> str:
        """Print a list as people say it: `a, b und c`."""
        *head, last = list(items) or [""]
        return f"{', '.join(head)} {self.say(f'wording.{word}')} {last}" if head else last

    def quote(self, text: str) -> str:
        """Put *text* in the quotation marks of the locale."""
        opening, closing = _QUOTES.get(self.locale) or _QUOTES[self.language]
        return f"{opening}{text}{closing}"

    def localise(self, text: str) -> str:
        """Spell one of our own texts as the region does: Swiss German has no ß and other quotation marks.

        What a client wrote is never passed through here.
        """
        return text.translate(_SWISS) if self.locale == "de-CH" else text

    @cached_property
    def _babel(self) -> "Locale":
        from babel import Locale

        return Locale.parse("en" if self.locale == "en" else self.locale, sep="-")


def _rounded(value: Fraction | int, places: int) -> int:
    """Return *value* in units of its last decimal, halves rounded away from zero, as people do, exactly."""
    over, under = value.as_integer_ratio()
    units: int = (2 * abs(over) * 10**places + under) // (2 * under)
    return -units if over < 0 else units
