"""Charts are read back from their text as what was drawn, and a drawing shows nothing that anybody typed."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck.documents import charts
from smcheck.documents.charts import Amount, Level, fenced
from smcheck.documents.formats import pictures
from smcheck.documents.formats.pictures import Picture
from smcheck.wording import Wording, wording

WORDS = st.text(st.characters(exclude_categories=["C"]), max_size=30)
SOME_WORDS = WORDS.map(str.split).map(" ".join).filter(bool)
FIGURES = st.fractions(0, 4, max_denominator=20)
HOURS = st.fractions(0, 400, max_denominator=60)
LEVELS = st.builds(
    lambda value, sure, unknown, note: Level(
        value, "–" if value is None else f"{float(value):.1f}", sure, unknown, note
    ),
    *(
        st.none() | FIGURES,
        st.booleans(),
        st.integers(0, 30),
        WORDS.filter(lambda note: note.strip()[:1] not in {"~", "?"}),
    ),
)


@pytest.fixture(scope="module")
def german() -> Wording:
    return wording("de-CH")


def read(kind: str, body: str) -> Picture:
    """Read *body* back as Markdown hands it over; it may lose nothing on the way."""
    fence, *lines = fenced(kind, body).split("\n")
    picture = pictures.read(fence.strip("`"), "\n".join(lines[:-1]) + "\n")
    assert picture is not None
    return picture


def plain(text: str) -> str:
    return " ".join(text.split())


def hours(value: Fraction | None) -> str:
    return "–" if value is None else str(value)


@given(st.lists(st.tuples(SOME_WORDS, LEVELS), min_size=1))
def test_a_profile_is_read_as_it_was_drawn(rows: list[tuple[str, Level]]) -> None:
    picture = read("profile", charts.profile(rows))
    assert [row.label for row in picture.rows] == [plain(label) for label, _ in rows]
    for row, (_, level) in zip(picture.rows, rows, strict=True):
        (bar,) = row.bars
        assert (bar.figure, bar.unknown, row.note) == (level.figure, level.unknown, plain(level.note))
        assert bar.halves == (None if level.value is None else int(level.value * 2 + Fraction(1, 2)))
        assert bar.provisional == (level.provisional and bool(bar.halves))
    assert picture.noted == any(plain(level.note) for _, level in rows)


@given(
    st.lists(st.tuples(WORDS, st.none() | HOURS, WORDS), min_size=2, max_size=8),
    st.none() | HOURS,
    st.tuples(SOME_WORDS, SOME_WORDS),
)
def test_amounts_are_read_as_they_were_drawn(
    rows: list[tuple[str, Fraction | None, str]], limit: Fraction | None, heads: tuple[str, str]
) -> None:
    """Labels, figures and notes as they are, lengths in the order of the amounts, and what exceeds the limit apart."""
    known = [value for _, value, _ in rows if value is not None]
    body = charts.amounts([(label, Amount(value, hours(value), note)) for label, value, note in rows], limit, heads)
    if len(known) < 2 or not any((*known, limit)):
        assert body == ""
        return
    picture = read("amounts", body)
    assert picture.heads == heads
    assert [(row.label, *row.figures) for row in picture.rows] == [
        (plain(label), hours(value), plain(note)) for label, value, note in rows
    ]
    lengths = {}
    for row, (_, value, _) in zip(picture.rows, rows, strict=True):
        length = row.track.count(charts.FULL) + row.track.count(charts.OVER)
        assert len(row.track) == charts.AMOUNT
        assert (charts.PLACE in row.track) == (value is None)
        if value is not None:
            assert bool(length) == bool(value)
            assert charts.OVER not in row.track or (limit is not None and value > limit)
            lengths[value] = length
    assert [lengths[value] for value in sorted(lengths)] == sorted(lengths.values())
    assert max(lengths.values()) == charts.AMOUNT or (limit is not None and limit > max(known))


@given(
    st.lists(st.tuples(WORDS, st.integers(-3, 16), SOME_WORDS), max_size=12),
    st.tuples(SOME_WORDS, SOME_WORDS),
    st.integers(4, 26),
)
def test_a_timeline_is_read_as_it_was_drawn(
    steps: list[tuple[str, int, str]], heads: tuple[str, str], weeks: int
) -> None:
    """Each step in its week with its date; those of other weeks are not there, and one alone shows nothing."""
    shown = [step for step in steps if 1 <= step[1] <= weeks]
    body = charts.timeline(steps, weeks=weeks, heads=heads)
    if len(shown) < 2:
        assert body == ""
        return
    picture = read("timeline", body)
    assert (picture.what, *picture.heads) == heads
    assert picture.scale == ("1", str(weeks))
    assert [(row.label, row.track.index(charts.DUE) + 1, *row.figures) for row in picture.rows] == [
        (plain(label), week, date) for label, week, date in shown
    ]
    assert {len(row.track) for row in picture.rows} == {weeks}


def test_a_long_label_is_cut_between_words() -> None:
    long = "Konten auf die Organisation übertragen, Dienstleister als Partner mit Rolle zulassen"
    drawn = charts.timeline([(long, 1, "a"), ("x" * 60, 2, "b")], weeks=13, heads=("Schritt", "bis"))
    labels = [row.label for row in read("timeline", drawn).rows]
    assert labels == ["Konten auf die Organisation übertragen …", "x" * 48 + " …"]


AMOUNTS = "          Stunden  mehr\nLaufend   ████████████████▒▒▒▒  10       2\nFrei      ████████████████░░░░  8\n"
WEEKS = "Schritt   1···5···9··13  bis\nFragen    ━━━◆·········  1. 4.\nAnfangen  ━━━━━◆·······  2. 4.\n"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("amounts", AMOUNTS.replace("▒▒▒▒", "▒▒▒")),
        ("amounts", AMOUNTS.replace("███▒▒", "▒▒███")),
        ("amounts", AMOUNTS.replace("  mehr", "")),
        ("amounts", AMOUNTS.replace("Frei  ", "Frei und ein Satz ohne Bild\n")),
        ("timeline", WEEKS.replace("◆·········", "◆········")),
        ("timeline", WEEKS.replace("━━━◆", "━━━━")),
        ("timeline", WEEKS.replace("1···5···9··13", "Wochen")),
        ("timeline", WEEKS.replace("  2. 4.", "")),
        ("timeline", "Schritt\n"),
    ],
)
def test_what_cannot_be_read_whole_is_no_picture(kind: str, body: str) -> None:
    """It is shown as it was written; the same without the fault is a picture."""
    assert pictures.read(f"chart {kind}", {"amounts": AMOUNTS, "timeline": WEEKS}[kind]) is not None
    assert pictures.read(f"chart {kind}", body) is None


@pytest.mark.parametrize(("kind", "body"), [("amounts", AMOUNTS), ("timeline", WEEKS)])
def test_a_drawing_has_marks_in_one_ink_and_no_text(kind: str, body: str) -> None:
    picture = pictures.read(f"chart {kind}", body)
    assert picture is not None
    for row in picture.rows:
        drawing = ElementTree.fromstring(pictures.svg(row, "#123456"))
        assert "".join(drawing.itertext()) == ""
        assert {each.tag.rsplit("}")[-1] for each in drawing.iter()} <= {"svg", "rect", "path", "circle"}
        colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', pictures.svg(row, "#123456")))
        assert colours <= {"#123456", "none"}


def test_what_exceeds_a_limit_is_hatched_beyond_a_line(german: Wording) -> None:
    """The line stands at the same place in every row, so that one sees who exceeds it on a grey print too."""
    picture = pictures.read("chart amounts", AMOUNTS)
    assert picture is not None
    assert pictures.scale(picture, german) == ("0", "10")
    above, below = (pictures.svg(row) for row in picture.rows)
    assert 'width="192"' in above
    assert 'x="192.5"' in above
    assert 'd="M192 0V12"' in above
    assert 'd="M192 0V12"' in below
    assert "192.5" not in below


def test_a_step_is_due_where_its_week_is(german: Wording) -> None:
    picture = pictures.read("chart timeline", WEEKS)
    assert picture is not None
    assert pictures.scale(picture, german) == ("Woche 1", "13")
    assert pictures.key(picture, german) == "Schritt"
    first, second = (pictures.svg(row) for row in picture.rows)
    ends = [float(re.findall(r'M0 6H([\d.]+)" stroke-width="4"', drawn)[0]) for drawn in (first, second)]
    assert ends == [pytest.approx(240 / 13 * 3.5, abs=0.01), pytest.approx(240 / 13 * 5.5, abs=0.01)]
