"""Charts read back from text and drawn anew: what stands in fenced `chart` blocks becomes rows, figures and small SVG.

A drawing holds marks and no text, so that it needs no font and shows nothing that a client typed. Labels and figures
stand beside it as text of the document, which is what a screen reader reads and a search finds. Everything is drawn in
one ink, told apart by filling and pattern: it can be printed in black and white.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from smcheck.documents.charts import AMOUNT, ARROWS, DUE, EMPTY, FULL, OVER, PLACE, PROVISIONAL, RUN
from smcheck.wording import Wording

HALVES = 8  # from 0 to 4 in steps of a half

_BAR = rf"(?:[{FULL}{PROVISIONAL}]*{EMPTY}*|{PLACE}*)(?<=[{FULL}{PROVISIONAL}{EMPTY}{PLACE}]{{{HALVES}}})"
_PROFILE = re.compile(
    rf"(?P<label>.*?) *(?P<bar>{_BAR}) (?P<figure>\S+)(?: {{2,}}(?P<unsure>~)? ?(?:\?(?P<unknown>\d+))?)?"
    r"(?: {2,}(?P<note>\S.*))?"
)
_BOTH = re.compile(
    rf"(?P<label>.*?) *(?P<then>{_BAR}) (?P<before>\S+) {{2,}}(?P<now>{_BAR}) (?P<after>\S+)(?: +(?P<arrow>[↑↓]))?"
)
_PLACES = re.compile(r"0 (?P<places>.+) 4")
_AT_ONE = re.compile(rf"\((?P<several>[^()]+)\)|(?P<one>[^{PLACE}])|{PLACE}")
_AMOUNT = re.compile(rf"(?=.{{{AMOUNT}}}$)(?:{FULL}*{OVER}*{EMPTY}*|{PLACE}*)")
_WEEKS = re.compile(rf"{RUN}*{DUE}{PLACE}*")
_SCALE = re.compile(rf"(?P<first>1)[\d{PLACE}]*{PLACE}(?P<last>\d+)")
_COLUMNS = re.compile(" {2,}")
_CHANGES = {arrow: change for change, arrow in ARROWS.items()}

# Units of a drawing: a bar is eight boxes with a gap between them.
_BOX, _GAP, _HIGH, _DOT = 20, 2, 12, 5
_LOW = 6  # of the bar that shows how it was
WIDTH = HALVES * _BOX
WIDE = 240  # of amounts and weeks
_DAYS, _MONTHS = 7, (30, 60, 90)  # of a week, and where a line shows that a month is over
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
    """One line of a chart: *bars* (two where then and now are compared), *dots* on a line from 0 to 4, or a *track*.

    *span* reaches from the lowest to the highest dot of all rows. A track is a sign for each of its boxes, *figures* is
    what stands beside it, and *limit* after how many boxes there is a limit, if one is exceeded anywhere.
    """

    label: str
    bars: tuple[Bar, ...] = ()
    dots: tuple[int, ...] = ()
    span: tuple[int, int] = (0, 0)
    change: int = 0
    track: str = ""
    figures: tuple[str, ...] = ()
    limit: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: its *rows*, what its columns of figures are headed with, and both ends of its *scale*.

    *what* heads the labels; a scale of *weeks* counts these; a *noted* chart has a column of words too.
    """

    rows: tuple[Row, ...]
    heads: tuple[str, ...] = ()
    scale: tuple[str, str] = ("0", "4")
    what: str = ""
    weeks: bool = False
    noted: bool = False


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
        Row(
            match["label"], (_bar(match["bar"], match["figure"], int(match["unknown"] or 0)),), note=match["note"] or ""
        )
        for match in found
        if match
    ]
    noted = any(row.note for row in rows)
    return Picture(tuple(rows), noted=noted) if len(rows) == len(lines) else None


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


def _amounts(lines: Sequence[str]) -> Picture | None:
    heads = tuple(_COLUMNS.split(lines[0].strip()))
    found = [_COLUMNS.split(line) for line in lines[1:]]
    if not all(len(cells) in {3, 4} and _AMOUNT.fullmatch(cells[1]) for cells in found) or len(heads) != len(("", "")):
        return None
    limit = next((cells[1].count(FULL) for cells in found if OVER in cells[1]), None)
    rows = [
        Row(label, track=drawn, figures=(figure, "".join(note)), limit=limit) for label, drawn, figure, *note in found
    ]
    most = next((row.figures[0] for row in rows if not {EMPTY, PLACE} & {*row.track}), "")
    return Picture(tuple(rows), heads, ("0", most))


def _timeline(lines: Sequence[str]) -> Picture | None:
    what, *heads = _COLUMNS.split(lines[0])
    scale = _SCALE.fullmatch(heads[0]) if len(heads) == len(("scale", "date")) else None
    found = [_COLUMNS.split(line) for line in lines[1:]]
    if scale is None or not all(
        len(cells) == len(("label", "track", "date")) and _WEEKS.fullmatch(cells[1]) and len(cells[1]) == len(heads[0])
        for cells in found
    ):
        return None
    rows = [Row(label, track=track, figures=(date,)) for label, track, date in found]
    return Picture(tuple(rows), (heads[1],), (scale["first"], scale["last"]), what, weeks=True)


_READERS: dict[str, Callable[[Sequence[str]], Picture | None]] = {
    "profile": _profile,
    "line": _line,
    "then-and-now": _then_and_now,
    "amounts": _amounts,
    "timeline": _timeline,
}


def _bar(drawn: str, figure: str, unknown: int = 0) -> Bar:
    if PLACE in drawn:
        return Bar(None, figure, unknown=unknown)
    filled = drawn.rstrip(EMPTY)
    return Bar(len(filled), figure, PROVISIONAL in filled, unknown)


def _figures(row: Row, words: Wording) -> tuple[str, ...]:
    if row.bars:
        return tuple(_figure(bar, words) for bar in row.bars)
    if row.track:
        return row.figures
    return ("; ".join(words.number(Fraction(dot, 2)) for dot in row.dots),)


def heads(picture: Picture, words: Wording) -> tuple[str, ...]:
    """Return the heads of the columns beside the drawings: of figures, and of the change where two are compared."""
    if _is_compared(picture):
        return (*picture.heads, words.say("formats.change"))
    noted = (words.say("formats.in_words"),) if picture.noted else ()
    return picture.heads or (words.say("formats.value"), *noted)


def beside(picture: Picture, row: Row, words: Wording) -> tuple[str, ...]:
    """Return what stands beside the drawing of *row*, a text for each of the heads."""
    figures = _figures(row, words)
    if _is_compared(picture):
        return (*figures, _change(row, words))
    return (*figures, row.note) if picture.noted else figures


def key(picture: Picture, words: Wording) -> str:
    """Return what stands above the labels: which bar is which where there are two, else what is labelled."""
    if not _is_compared(picture):
        return picture.what
    return words.say("formats.above_below", above=picture.heads[0], below=picture.heads[1])


def scale(picture: Picture, words: Wording) -> tuple[str, str]:
    """Return what stands at both ends above the drawings."""
    first, last = picture.scale
    return (words.say("formats.week", n=first), last) if picture.weeks else (first, last)


def _is_compared(picture: Picture) -> bool:
    return len(picture.rows[0].bars) > 1


def _change(row: Row, words: Wording) -> str:
    return words.say("formats.risen" if row.change > 0 else "formats.fallen") if row.change else ""


def _figure(bar: Bar, words: Wording) -> str:
    figure = words.say("formats.not_assessed") if bar.halves is None else bar.figure
    marks = [words.say("formats.provisional")] if bar.provisional else []
    if bar.unknown:
        marks.append(words.say("formats.unknown", n=bar.unknown))
    return f"{figure} ({', '.join(marks)})" if marks else figure


def svg(row: Row, ink: str = "currentColor") -> str:
    """Return the drawing of *row* in one *ink*."""
    if row.track:
        return _drawn("".join(_due(row) if DUE in row.track else _stretch(row)), WIDE, _HIGH, ink)
    top = _LOW + _GAP if len(row.bars) > 1 else 0
    high = top + _HIGH
    before = "".join(_boxes(bar, 0, _LOW) for bar in row.bars[:-1])
    marks = before + "".join(_boxes(bar, top, _HIGH) for bar in row.bars[-1:]) if row.bars else "".join(_dots(row))
    return _drawn(marks, WIDTH, high, ink)


def _drawn(marks: str, wide: int, high: int, ink: str) -> str:
    return (
        f'<svg xmlns="{_NAMESPACE}" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
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


def _stretch(row: Row) -> Iterator[str]:
    """Draw an amount as one bar; what exceeds the limit is hatched."""
    box, low = WIDE / AMOUNT, _HIGH - 2
    if PLACE in row.track:
        yield from (
            f'<circle cx="{box * (place + 0.5):g}" cy="{_HIGH // 2}" r="1" stroke="none"/>' for place in range(AMOUNT)
        )
        return
    full, over = box * row.track.count(FULL), box * row.track.count(OVER)
    yield f'<path d="M0 {_HIGH - 0.5}H{WIDE}" opacity="0.45"/>'
    if full:
        yield f'<rect x="0" y="1" width="{full:g}" height="{low}" stroke="none"/>'
    if over:
        yield f'<rect x="{full + 0.5:g}" y="1.5" width="{over - 1:g}" height="{low - 1}" fill="none"/>'
        slants = (f"M{full + x:g} {low + 1}L{full + x + 5:g} 1" for x in range(1, int(over) - 5, 5))
        yield f'<path d="{"".join(slants)}" fill="none"/>'
    if row.limit is not None:
        yield f'<path d="M{box * row.limit:g} 0V{_HIGH}" stroke-width="1.5"/>'


def _due(row: Row) -> Iterator[str]:
    """Draw the time until a step is due, with a line where each of three months is over."""
    week, middle, half = WIDE / len(row.track), _HIGH // 2, _DOT
    x = week * (row.track.index(DUE) + 0.5)
    yield f'<path d="M0 {middle}H{WIDE}" opacity="0.45"/>'
    yield from (f'<path d="M{week * day / _DAYS:g} 0V{_HIGH}" opacity="0.45"/>' for day in _MONTHS)
    yield f'<path d="M0 {middle}H{x:g}" stroke-width="4"/>'
    yield f'<path d="M{x - half:g} {middle}L{x:g} {middle - half}L{x + half:g} {middle}L{x:g} {middle + half}Z"/>'
