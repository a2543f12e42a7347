"""Charts drawn in text, the bodies of fenced `chart` blocks: what Markdown, a terminal and a screen reader show.

They hold marks and figures and no words but the labels they are given, in columns with two spaces between them, so that
a renderer can read them back and draw them anew:

    direction   ████░░░░ 2.0          some goals can be measured
    leadership  ▒▒▒▒▒░░░ 2.5  ~ ?3    approved     provisional, and three answers unknown
    roles       ········ –                         not assessed

    0 ··S·T··M· 4                       one place for each half from 0 to 4; those who share one stand in brackets
    S  lead                             whom each letter stands for
    T  team
    M  management

                2026-12       2027-12
    direction   ████░░░░ 2.0  ██████░░ 3.0  ↑

                                      hours  against released
    planned     ████████████▒▒▒▒▒░░░  11     3 more            what goes beyond the limit is drawn lighter
    released    ████████████░░░░░░░░  8      –
    worked      ····················  ≥ 6                      not known exactly

    step        1···5···9··13  due
    ask around  ━━━◆·········  24 Dec                          a place for each week, the mark in the one it is due
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import NamedTuple

FULL, PROVISIONAL, EMPTY, PLACE = "█▒░·"
OVER = PROVISIONAL
RUN, DUE = "━◆"
AMOUNT = 20  # boxes of the greatest of several amounts
ARROWS = {1: "↑", 0: "", -1: "↓"}

_BEST = 4
_SHORT = 3  # letters of a word that says little: und, der, or
_WORD = re.compile(r"[^\W\d_]+")
_TICKS = re.compile("`+")
_HALVES = 2 * _BEST
_BESIDE = 48  # letters of a label beside a drawing that is read for its dates; the text nearby has all of it
_TICK = 4  # weeks


class Level(NamedTuple):
    """Where something stands between 0 and 4.

    *value* is None where it was not assessed; *figure* is the value as the document prints it. *provisional* says that
    it rests on few answers, *unknown* how many answers were "I don't know", *note* what else stands beside the bar: a
    few words that begin with a letter, because marks stand before them.
    """

    value: Fraction | int | None
    figure: str
    provisional: bool = False
    unknown: int = 0
    note: str = ""


class Amount(NamedTuple):
    """How much of something there is, *figure* as the document prints it; *value* is None where it is not known.

    *note* is what else stands beside the bar.
    """

    value: Fraction | int | None
    figure: str
    note: str = ""


def profile(levels: Iterable[tuple[str, Level]]) -> str:
    """Draw a bar for each label, one below the other."""
    return _columns([[label, _bar(level), _marks(level), level.note] for label, level in levels])


def then_and_now(levels: Iterable[tuple[str, Level, Level, int]], *, then: str, now: str) -> str:
    """Draw two bars for each label below *then* and *now*; the last of a label is 1 for a rise, -1 for a fall, or 0.

    The count of unknown answers is left out here: the profile of each round has it.
    """
    rows = [[label, _bar(old), _bar(new), ARROWS[change]] for label, old, new, change in levels]
    return _columns([["", then, now], *rows])


def amounts(bars: Iterable[tuple[str, Amount]], limit: Fraction | int | None, heads: tuple[str, str]) -> str:
    """Draw a bar for each label, the longest for the greatest amount; what exceeds *limit* is drawn lighter.

    *heads* stand above figures and notes. Nothing is drawn where there are not two amounts to compare.
    """
    rows = list(bars)
    known = [amount.value for _, amount in rows if amount.value is not None]
    most = max([*known, limit or 0], default=0)
    if len(known) < len(("one", "another")) or most <= 0:
        return ""
    room = AMOUNT if limit is None else _boxes(limit, most)
    drawn = ([label, _amount(amount, most, room), amount.figure, amount.note] for label, amount in rows)
    return _columns([["", "", *heads], *drawn])


def timeline(steps: Iterable[tuple[str, int, str]], *, weeks: int, heads: tuple[str, str]) -> str:
    """Draw when each step is due, one place for each week from 1 to *weeks*; *heads* stand above steps and dates.

    A step is its label, the week, and the date as the document prints it; long labels are cut. Steps of other weeks are
    left out, and nothing is drawn where there are not two to compare.
    """
    rows = [
        [_cut(label), RUN * (week - 1) + DUE + PLACE * (weeks - week), date]
        for label, week, date in steps
        if 0 < week <= weeks
    ]
    what, when = heads
    return _columns([[what, _weeks(weeks), when], *rows]) if len(rows) >= len(("one", "another")) else ""


def line(answers: Iterable[tuple[str, Fraction | int]]) -> str:
    """Draw answers between 0 and 4 on a line, each as the letter that stands for who gave it.

    Letters that share a place, and names of more than one letter, stand in brackets.
    """
    places: list[list[str]] = [[] for _ in range(_HALVES + 1)]
    for letter, value in answers:
        places[_halves(value)].append(letter)
    return f"0 {''.join(map(_place, places))} {_BEST}"


def letters(names: Iterable[str]) -> dict[str, str]:
    """Return a letter of its own for each of *names*, if there is one that it begins with or contains, else a figure.

    The first letter of the name goes before those of its further long words, and these before all others.
    """
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        words = _WORD.findall(name)
        begins = [word[0] for word in words[:1] + [word for word in words if len(word) > _SHORT]]
        wanted = [sign.upper() for sign in (*begins, *"".join(words))]
        free = (sign for sign in wanted if len(sign) == 1 and width(sign) == 1 and sign not in found.values())
        numbers = (str(number) for number in range(1, len(found) + 2) if str(number) not in found.values())
        found[name] = next(free, None) or next(numbers)
    return found


def legend(names: Iterable[tuple[str, str]]) -> str:
    """Say which letter stands for whom, a line for each."""
    return _columns(names)


def fenced(kind: str, body: str) -> str:
    """Return *body* as a fenced block that no line of it can close; nothing where there is nothing to draw."""
    longest = max((len(ticks) for ticks in _TICKS.findall(body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}chart {kind}\n{body}\n{fence}" if body else ""


def width(text: str) -> int:
    """Return how many columns *text* takes: two for a wide East Asian sign, none for one that joins the one before."""
    return sum(map(_width, text))


@lru_cache(maxsize=1000)
def _width(sign: str) -> int:
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def _bar(level: Level) -> str:
    if level.value is None:
        return f"{PLACE * _HALVES} {level.figure}"
    filled = _halves(level.value)
    return (PROVISIONAL if level.provisional else FULL) * filled + EMPTY * (_HALVES - filled) + f" {level.figure}"


def _marks(level: Level) -> str:
    return f"{'~ ' if level.provisional else ''}{f'?{level.unknown}' if level.unknown else ''}"


def _amount(amount: Amount, most: Fraction | int, room: int) -> str:
    if amount.value is None:
        return PLACE * AMOUNT
    filled = _boxes(amount.value, most)
    within = min(filled, room)
    return FULL * within + OVER * (filled - within) + EMPTY * (AMOUNT - filled)


def _boxes(value: Fraction | int, most: Fraction | int) -> int:
    """Return how many boxes are nearest to *value*; one at least for anything."""
    return max(floor(Fraction(AMOUNT * value, 1) / most + Fraction(1, 2)), 1) if value > 0 else 0


def _weeks(weeks: int) -> str:
    """Return a scale: the first week, every fourth after it as far as there is room, and the last."""
    last = str(weeks)
    scale = ""
    for tick in map(str, range(1, weeks, _TICK)):
        if int(tick) + len(tick) <= weeks - len(last):
            scale += PLACE * (int(tick) - 1 - len(scale)) + tick
    return scale + PLACE * (weeks - len(last) - len(scale)) + last


def _cut(label: str) -> str:
    """Return *label* up to the last word that leaves room for what shows that there is more."""
    label = " ".join(label.split())
    if len(label) <= _BESIDE:
        return label
    return f"{label[:_BESIDE].rsplit(' ', 1)[0].rstrip(',;:.–- ')} …"


def _halves(value: Fraction | int) -> int:
    """Return how many halves are nearest to *value*, the greater number in the middle."""
    return min(max(floor(value * 2 + Fraction(1, 2)), 0), _HALVES)


def _place(letters: Sequence[str]) -> str:
    alone = len(letters) == 1 and len(letters[0]) == 1
    return PLACE if not letters else letters[0] if alone else f"({' '.join(letters)})"


def _columns(rows: Iterable[Sequence[str]]) -> str:
    """Return *rows* as lines whose columns stand below each other."""
    table = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths: dict[int, int] = {}
    for row in table:
        for place, cell in enumerate(row):
            widths[place] = max(widths.get(place, 0), width(cell))
    padded = ([cell + " " * (widths[place] - width(cell)) for place, cell in enumerate(row)] for row in table)
    return "\n".join("  ".join(cells).rstrip() for cells in padded)
