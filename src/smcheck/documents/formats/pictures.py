"""Charts read back from text and drawn anew: what stands in fenced `chart` blocks becomes rows, figures and small SVG.

A drawing holds marks and no text, so that it needs no font and shows nothing that a client typed. Labels and figures
stand beside it as text of the document, which is what a screen reader reads and a search finds. Everything is drawn in
one ink, told apart by filling and pattern: it can be printed in black and white.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from smcheck.documents.charts import ARROWS, EMPTY, FULL, PLACE, PROVISIONAL
from smcheck.wording import Wording

HALVES = 8  # from 0 to 4 in steps of a half

_BAR = rf"(?:[{FULL}{PROVISIONAL}]*{EMPTY}*|{PLACE}*)(?<=[{FULL}{PROVISIONAL}{EMPTY}{PLACE}]{{{HALVES}}})"
_PROFILE = re.compile(rf"(?P<label>.*?) *(?P<bar>{_BAR}) (?P<figure>\S+)(?:  (?P<unsure>~)? ?(?:\?(?P<unknown>\d+))?)?")
_BOTH = re.compile(
    rf"(?P<label>.*?) *(?P<then>{_BAR}) (?P<before>\S+) {{2,}}(?P<now>{_BAR}) (?P<after>\S+)(?: +(?P<arrow>[↑↓]))?"
)
_PLACES = re.compile(r"0 (?P<places>.+) 4")
_AT_ONE = re.compile(rf"\((?P<several>[^()]+)\)|(?P<one>[^{PLACE}])|{PLACE}")
_COLUMNS = re.compile(" {2,}")
_CHANGES = {arrow: change for change, arrow in ARROWS.items()}

# Units of a drawing: a bar is eight boxes with a gap between them.
_BOX, _GAP, _HIGH, _DOT = 20, 2, 12, 5
_LOW = 6  # of the bar that shows how it was
WIDTH = HALVES * _BOX
_NAMESPACE = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Bar:
    """A value from 0 to 4 as so many halves; *halves* is None where it was not assessed."""

    halves: int | None
    figure: str
    provisional: bool = False
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart: *bars* (two where then and now are compared), or *dots* on a line from 0 to 4.

    *span* reaches from the lowest to the highest dot of all rows.
    """

    label: str
    bars: tuple[Bar, ...] = ()
    dots: tuple[int, ...] = ()
    span: tuple[int, int] = (0, 0)
    change: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its *rows*, and what its columns of figures are headed with where there are several."""

    rows: tuple[Row, ...]
    heads: tuple[str, ...] = ()


def read(info: str, body: str) -> Picture | None:
    """Return the chart of a fenced block; None for a block of another kind and a body that cannot be read whole."""
    word, _, kind = info.strip().partition(" ")
    reader = _READERS.get(kind.strip()) if word == "chart" else None
    lines = [line.rstrip() for line in body.splitlines() if line.strip()]
    picture = reader(lines) if reader and lines else None
    return picture if picture and picture.rows else None


def _profile(lines: Sequence[str]) -> Picture | None:
    found = [_PROFILE.fullmatch(line) for line in lines]
    rows = [
        Row(match["label"], (_bar(match["bar"], match["figure"], int(match["unknown"] or 0)),))
        for match in found
        if match
    ]
    return Picture(tuple(rows)) if len(rows) == len(lines) else None


def _then_and_now(lines: Sequence[str]) -> Picture | None:
    heads = tuple(_COLUMNS.split(lines[0].strip()))
    found = [_BOTH.fullmatch(line) for line in lines[1:]]
    rows = [
        Row(
            match["label"],
            (_bar(match["then"], match["before"]), _bar(match["now"], match["after"])),
            change=_CHANGES[match["arrow"] or ""],
        )
        for match in found
        if match
    ]
    return Picture(tuple(rows), heads) if len(rows) == len(lines) - 1 and len(heads) == len(("then", "now")) else None


def _line(lines: Sequence[str]) -> Picture | None:
    match = _PLACES.fullmatch(lines[0])
    if match is None:
        return None
    places = [found["several"] or found["one"] or "" for found in _AT_ONE.finditer(match["places"])]
    names = [_COLUMNS.split(line, maxsplit=1) for line in lines[1:]]
    if len(places) != HALVES + 1 or any(len(name) != len(("letter", "name")) for name in names):
        return None
    taken = [place for place, letters in enumerate(places) if letters]
    rows = [
        Row(
            name,
            dots=tuple(place for place, letters in enumerate(places) if letter in letters.split()),
            span=(min(taken, default=0), max(taken, default=0)),
        )
        for letter, name in names
    ]
    shown = {letter for letters in places for letter in letters.split()}
    return Picture(tuple(rows)) if shown <= {letter for letter, _ in names} else None


_READERS: dict[str, Callable[[Sequence[str]], Picture | None]] = {
    "profile": _profile,
    "line": _line,
    "then-and-now": _then_and_now,
}


def _bar(drawn: str, figure: str, unknown: int = 0) -> Bar:
    if PLACE in drawn:
        return Bar(None, figure)
    filled = drawn.rstrip(EMPTY)
    return Bar(len(filled), figure, PROVISIONAL in filled, unknown)


def _figures(row: Row, words: Wording) -> tuple[str, ...]:
    if row.bars:
        return tuple(_figure(bar, words) for bar in row.bars)
    return ("; ".join(words.number(Fraction(dot, 2)) for dot in row.dots),)


def heads(picture: Picture, words: Wording) -> tuple[str, ...]:
    """Return the heads of the columns beside the drawings: of figures, and of the change where two are compared."""
    return (*picture.heads, words.say("formats.change")) if picture.heads else (words.say("formats.value"),)


def beside(picture: Picture, row: Row, words: Wording) -> tuple[str, ...]:
    """Return what stands beside the drawing of *row*, a text for each of the heads."""
    figures = _figures(row, words)
    return (*figures, _change(row, words)) if picture.heads else figures


def key(picture: Picture, words: Wording) -> str:
    """Return which bar is which where there are two; else nothing."""
    return words.say("formats.above_below", above=picture.heads[0], below=picture.heads[1]) if picture.heads else ""


def _change(row: Row, words: Wording) -> str:
    return words.say("formats.risen" if row.change > 0 else "formats.fallen") if row.change else ""


def _figure(bar: Bar, words: Wording) -> str:
    if bar.halves is None:
        return words.say("formats.not_assessed")
    marks = [words.say("formats.provisional")] if bar.provisional else []
    if bar.unknown:
        marks.append(words.say("formats.unknown", n=bar.unknown))
    return f"{bar.figure} ({', '.join(marks)})" if marks else bar.figure


def svg(row: Row, ink: str = "currentColor") -> str:
    """Return the drawing of *row* in one *ink*."""
    top = _LOW + _GAP if len(row.bars) > 1 else 0
    high = top + _HIGH
    before = "".join(_boxes(bar, 0, _LOW) for bar in row.bars[:-1])
    marks = before + "".join(_boxes(bar, top, _HIGH) for bar in row.bars[-1:]) if row.bars else "".join(_dots(row))
    return (
        f'<svg xmlns="{_NAMESPACE}" viewBox="0 0 {WIDTH} {high}" width="{WIDTH}" height="{high}" '
        f'fill="{ink}" stroke="{ink}" stroke-width="1">{marks}</svg>'
    )


def _boxes(bar: Bar, top: int, high: int) -> str:
    return "".join(_box(bar, half, top, high) for half in range(HALVES))


def _box(bar: Bar, half: int, top: int, high: int) -> str:
    left, wide = half * _BOX, _BOX - _GAP
    if bar.halves is None:
        return f'<circle cx="{left + wide // 2}" cy="{top + high // 2}" r="1" stroke="none"/>'
    frame = f'<rect x="{left + 0.5}" y="{top + 0.5}" width="{wide - 1}" height="{high - 1}"'
    if half >= bar.halves:
        return f'{frame} fill="none" opacity="0.45"/>'
    if not bar.provisional:
        return f"{frame}/>"
    hatch = "".join(f"M{left + x} {top + high - 1}L{left + x + 5} {top + 1}" for x in (1, 5, 9, 12))
    return f'{frame} fill="none"/><path d="{hatch}" fill="none"/>'


def _dots(row: Row) -> Iterator[str]:
    middle = _HIGH // 2
    first, step = _DOT + 1, (WIDTH - 2 * (_DOT + 1)) / HALVES
    places = [f"{first + step * place:g}" for place in range(HALVES + 1)]
    yield f'<path d="M{places[0]} {middle}H{places[-1]}" opacity="0.45"/>'
    yield from (f'<path d="M{x} {middle - 3}v6" opacity="0.45"/>' for x in places[::2])
    low, high = row.span
    yield f'<path d="M{places[low]} {middle}H{places[high]}" stroke-width="3" opacity="0.45"/>'
    yield from (f'<circle cx="{places[dot]}" cy="{middle}" r="{_DOT}"/>' for dot in row.dots)
