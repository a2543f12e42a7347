"""What people write as figures, dates and yes or no, read exactly: the mirror of `wording`, which prints them.

It is a module of its own because reading needs neither sentences nor Babel, which reads `7.5` as 75 in German. A text
with two meanings is never guessed at: it is refused, and the problem carries both readings.
"""

import re
from calendar import monthrange
from datetime import date as Date  # noqa: N812 - a function below is called `date`
from fractions import Fraction
from typing import NoReturn

from smcheck.problems import Problem, Problems

GROUPING = {"de-DE": ".", "de-AT": ".", "de-CH": "'", "en": ","}

_SIGNS = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "−": "-", "–": "-", "—": "-"})
# Patterns are compiled when they are met first: most sheets meet none but that of a date.
_FIGURE = r"([+-]?)([0-9.,' ]*[0-9])"
_GROUPED = {sign: rf"[1-9][0-9]{{0,2}}(?:[{sign}][0-9]{{3}})+" for sign in ".,' "}
_LONGEST = 30  # digits; no figure of an organisation needs more, and a longer one is a slip of the paste

_UNIT = r"(?:[A-Za-z]{2,7}\.?|[€$£])"
_PRICE = rf"(?P<sign>[+-]?) ?(?P<before>{_UNIT})? ?(?P<figure>[+-]?[0-9.,' ]+?)(?:[.,]-{{1,2}})? ?(?P<after>{_UNIT})?"
_CURRENCIES = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "$": "USD", "£": "GBP"}
_CURRENCIES |= {"FR": "CHF", "SFR": "CHF", "FRANKEN": "CHF"}
# "5 Mio" must not pass for five of some currency, so a unit counts only if it is a well-known code.
_CODES = frozenset(("AUD", "BGN", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HUF", "INR"))
_CODES |= {"ISK", "JPY", "NOK", "NZD", "PLN", "RON", "RSD", "SEK", "TRY", "UAH", "USD", "ZAR"}

_ISO = re.compile(r"([1-9][0-9]{3})-([0-9]{1,2})-([0-9]{1,2})")
_DOTTED = r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{2}|[1-9][0-9]{3})"
_SLASHED = r"([0-9]{1,2}) ?[/-] ?([0-9]{1,2}) ?[/-] ?([1-9][0-9]{3})"
_YEAR_FIRST = r"([1-9][0-9]{3}) ?[/.] ?([0-9]{1,2}) ?[/.] ?([0-9]{1,2})"

_YES = {"yes": True, "ja": True, "true": True, "no": False, "nein": False, "false": False}


Number = int | Fraction
"""A figure: an int where it is whole, which is as exact and many times as fast."""


def reduced(value: Fraction) -> Number:
    """Return *value* as an int where it is whole."""
    return value.numerator if value.denominator == 1 else value


def number(text: str, locale: str) -> Number:
    """Read a figure as people of *locale* write it: `12'000`, `12.000,50`, `7,5`, `40 %`.

    The locale names the grouping sign. A sign before exactly three digits is grouping if it is that sign, else it is
    refused with both readings; before any other count of digits it is decimal. Of two different signs the last one is
    decimal everywhere. Raises Problems: `answers.not_a_number`, `answers.broken_groups`, `answers.unclear_number`.
    """
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST:
        return int(text)
    short = shown(text)
    plain = " ".join(text.translate(_SIGNS).split()).removesuffix("%").rstrip()
    match = re.fullmatch(_FIGURE, plain)
    if match is None or sum(map(str.isdigit, plain)) > _LONGEST:
        refuse("not_a_number", text=short)
    value = reduced(_unsigned(match[2].strip(), "de-DE" if locale == "de" else locale, short))
    return -value if match[1] == "-" else value


def money(text: str, locale: str, currency: str | None) -> Number:
    """Read an amount: a figure with or without the code or sign of *currency* (`CHF 12'000.-`, `12.000 €`).

    Without *currency* any well-known code is accepted. Raises Problems: those of `number`, `answers.other_currency` and
    `answers.not_an_amount`.
    """
    if text.isascii() and text.isdigit():
        return number(text, locale)
    plain = " ".join(text.translate(_SIGNS).split())
    match = re.fullmatch(_PRICE, plain)
    if match is None or "%" in text:
        refuse("not_an_amount", text=shown(text))
    for unit in filter(None, (match["before"], match["after"])):
        given = unit.upper().removesuffix(".")
        given = _CURRENCIES.get(given, given)
        if given != currency and given not in _CODES:
            refuse("not_an_amount", text=shown(text))
        if currency is not None and given != currency:
            refuse("other_currency", given=given, currency=currency)
    return number(match["sign"] + match["figure"], locale)


def date(text: str) -> Date:  # noqa: RET503 - refusing never returns
    """Read `2027-12-31` or `31.12.2027`.

    Raises Problems: `answers.unclear_date` with both readings of `03/04/2027`, `answers.other_date` with the one
    reading of `31/12/2027`, `answers.short_year`, `answers.no_such_day` with the last day, `answers.no_such_month`,
    `answers.not_a_date`.
    """
    plain = " ".join(text.split())
    if match := _ISO.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]), text)
    short = shown(text)
    if match := re.fullmatch(_DOTTED, plain):
        if len(match[3]) == 2:
            full = _day(2000 + int(match[3]), int(match[2]), int(match[1]), text)
            refuse("short_year", text=short, date=f"{full.day}.{full.month}.{full.year}")
        return _day(int(match[3]), int(match[2]), int(match[1]), text)
    if match := re.fullmatch(_SLASHED, plain):
        one, two, year = (int(part) for part in match.groups())
        first, second = _possible(year, two, one), _possible(year, one, two)
        if first and second and first != second:
            refuse("unclear_date", text=short, first=first.isoformat(), second=second.isoformat())
        if only := first or second:
            refuse("other_date", text=short, date=only.isoformat())
    if (match := re.fullmatch(_YEAR_FIRST, plain)) and (only := _possible(int(match[1]), int(match[2]), int(match[3]))):
        refuse("other_date", text=short, date=only.isoformat())
    refuse("not_a_date", text=short)


def confirm(text: str) -> bool:
    """Read yes or no in German, English or as `true` and `false`, in capitals or not; else `answers.not_yes_or_no`."""
    value = _YES.get(text.strip().lower())
    if value is None:
        refuse("not_yes_or_no", text=shown(text))
    return value


def plain(value: Fraction) -> str:
    """Write *value* so that every locale reads the same: no grouping, a point, and never exactly three decimals.

    A figure without a finite decimal form is cut after forty decimals.
    """
    whole, rest = divmod(abs(value), 1)
    decimals = ""
    while rest and len(decimals) < 40:
        digit, rest = divmod(rest * 10, 1)
        decimals += str(digit)
    if len(decimals) == 3:
        decimals += "0"
    return ("-" if value < 0 else "") + str(whole) + ("." + decimals if decimals else "")


def shown(text: str) -> str:
    """Return *text* as one line that is short enough for a message."""
    line = " ".join(text[:200].split())
    return line if len(line) <= 60 else line[:59] + "…"


def _unsigned(figure: str, locale: str, short: str) -> Fraction:
    """Read digits and their signs, of which nothing is known yet but that the last character is a digit."""
    signs = [sign for sign in figure if not sign.isdigit()]
    if not signs:
        return Fraction(figure)
    last = signs[-1]
    others = set(signs) - {last}
    if others:
        if len(others) > 1 or signs.count(last) > 1 or last in "' ":
            refuse("broken_groups", text=short)
        whole, _, decimals = figure.rpartition(last)
        sign = others.pop()
        return Fraction(f"{_ungrouped(whole, sign, short)}.{decimals}")
    if len(signs) > 1 or last in "' ":
        return Fraction(_ungrouped(figure, last, short))
    whole, _, decimals = figure.partition(last)
    if len(decimals) == 3 and whole not in {"", "0"}:
        grouping = GROUPING[locale]
        if re.fullmatch(_GROUPED[last], figure):
            if last == grouping:
                return Fraction(whole + decimals)
            one, two = Fraction(whole + decimals), Fraction(f"{whole}.{decimals}")
            refuse("unclear_number", text=short, first=plain(one), second=plain(two))
        if last == grouping:
            refuse("broken_groups", text=short)
    return Fraction(f"{whole or 0}.{decimals}")


def _ungrouped(figure: str, sign: str, short: str) -> str:
    """Take the grouping *sign* out of a figure whose groups have three digits each."""
    if not re.fullmatch(_GROUPED[sign], figure):
        refuse("broken_groups", text=short)
    return figure.replace(sign, "")


def _day(year: int, month: int, day: int, text: str) -> Date:
    if found := _possible(year, month, day):
        return found
    if not 1 <= month <= 12:
        refuse("no_such_month", text=shown(text))
    return refuse("no_such_day", text=shown(text), last=Date(year, month, monthrange(year, month)[1]))


def _possible(year: int, month: int, day: int) -> Date | None:
    try:
        return Date(year, month, day)
    except ValueError:
        return None


def refuse(code: str, **values: object) -> NoReturn:
    """Raise the problem `answers.<code>`."""
    raise Problems([Problem(f"answers.{code}", values)])
