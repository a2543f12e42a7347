"""Catalogues of words: read, chosen by language, count and region, and judged."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from smcheck.answers.printing import printer
from smcheck.bank.load import Bank, load
from smcheck.case import Case
from smcheck.documents.functions import Functions
from smcheck.documents.lint import judge_words, unknown_names
from smcheck.documents.shapes import Answer, Comparison, Dimension, Question, Said, Value
from smcheck.documents.words import Catalogue, read_catalogue
from smcheck.problems import Problem, Problems
from smcheck.wording import LOCALES, wording

ROOT = Path(__file__).parents[2]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a folder of templates from its files."""

    def write(folder: str = "own", **files: str) -> Path:
        for name, text in files.items():
            path = tmp_path / folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_j2", ".md.j2")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path / folder

    return write


@pytest.fixture
def functions(write: Callable[..., Path], every_type: Bank) -> Callable[..., Functions]:
    """The functions that templates call, with a catalogue of one's own."""

    def functions(
        words: str, *, locale: str = "de-DE", currency: str | None = "EUR", as_of: date | None = None
    ) -> Functions:
        language = locale[:2]
        catalogue = read_catalogue([write(**{f"words__{language}_yaml": words})], language)
        return Functions(catalogue, printer(every_type, locale, "club"), currency=currency, as_of=as_of)

    return functions


def test_nested_keys_are_written_with_dots(write: Callable[..., Path]) -> None:
    """A leaf is a text; a branch becomes part of the key."""
    words = read_catalogue([write(words__de_yaml="a: {b: {c: x}}\nd: y\n")], "de")
    assert sorted(words.sentences) == ["a.b.c", "d"]


def test_choices_called_one_and_other_are_no_plural(write: Callable[..., Path]) -> None:
    """Only exactly `one` and `other` vary by count, only region names by region."""
    words = read_catalogue(
        [write(words__de_yaml="a: {none: x, one: y, other: z}\nb: {de: x, at: y, other: z}\nc: {one: x, other: y}\n")],
        "de",
    )
    assert sorted(words.sentences) == ["a.none", "a.one", "a.other", "b.at", "b.de", "b.other", "c"]


def test_first_folder_with_a_sentence_counts(write: Callable[..., Path]) -> None:
    """Folders are laid over each other sentence by sentence."""
    chain = [write("first", words__de_yaml="a: eins\n"), write("second", words__de_yaml="a: zwei\nb: drei\n")]
    words = read_catalogue(chain, "de")
    assert (words.pieces("a", "de-DE"), words.pieces("b", "de-DE")) == (("eins",), ("drei",))


@pytest.mark.parametrize("text", ["a: [x]\n", "a:\n", "a: {one: x}\nb: {one: , other: y}\n", "a: {de: , de-CH: x}\n"])
def test_what_is_no_text_is_refused_with_its_place(write: Callable[..., Path], text: str) -> None:
    """Lists and blanks are not sentences."""
    if text.startswith("a: {one: x}"):
        text = text.split("\n", 1)[1]
    with pytest.raises(Problems) as caught:
        read_catalogue([write(words__de_yaml=text)], "de")
    assert {problem.code for problem in caught.value.problems} == {"documents.word_shape"}
    assert all(problem.line == 1 for problem in caught.value.problems)


def test_broken_catalogue_is_reported_like_any_yaml(write: Callable[..., Path]) -> None:
    """File, line and column of what cannot be read."""
    with pytest.raises(Problems) as caught:
        read_catalogue([write(words__de_yaml="a: x\na: y\n")], "de")
    assert caught.value.problems[0].code == "yaml.duplicate_key"


def test_sentence_by_count(functions: Callable[..., Functions]) -> None:
    """`n` decides between singular and plural and fills its place."""
    t = functions("hours: {one: Eine Stunde, other: '{n} Stunden'}\n").t
    assert [t("hours", n=n) for n in (0, 1, 2, 1200)] == ["0 Stunden", "Eine Stunde", "2 Stunden", "1.200 Stunden"]


def test_sentence_by_region(functions: Callable[..., Functions]) -> None:
    """A region may say it differently, by count too; Swiss German has no ß and other quotation marks."""
    words = "leave: {de: Urlaub, de-CH: {one: Ferientag, other: Ferien}}\nstreet: „{name}“ an der Straße\n"
    said = {locale: functions(words, locale=locale).t for locale in ("de-DE", "de-CH")}
    assert (said["de-DE"]("leave"), said["de-CH"]("leave"), said["de-CH"]("leave", n=1)) == (
        "Urlaub",
        "Ferien",
        "Ferientag",
    )
    assert said["de-CH"]("street", name="Straße") == "«Straße» an der Strasse"


def test_words_of_the_bank_fill_themselves(functions: Callable[..., Functions]) -> None:
    """With article and case, by the kind of organisation."""
    assert functions("who: Wer {in_der_leitung}?\n").t("who") == "Wer im Vorstand?"


def test_values_win_over_words_of_the_bank(functions: Callable[..., Functions]) -> None:
    """What the template gives is printed, figures and dates in the language of the document."""
    assert functions("who: Wer {org}?\n").t("who", org="x") == "Wer x?"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"answered": True, "choice": "named", "text": "die *Kasse*"}, "Es ist die *Kasse*."),
        ({"answered": True, "choice": "named"}, "Es ist jemand."),
        ({"answered": True, "number": 2, "type": "rating"}, "Stufe zwei."),
        ({"answered": True, "number": 0, "line": "0"}, "Nichts."),
        ({"answered": True, "number": 1, "line": "1"}, "Eines."),
        ({"answered": True, "number": 7, "line": "7 €"}, "7 €, also 7."),
        ({"open": True, "line": "offen"}, ""),
        ({"asked": False}, ""),
    ],
)
def test_what_an_answer_means(functions: Callable[..., Functions], answer: dict[str, object], said: str) -> None:
    """By choice, level or figure; what is not answered says nothing."""
    say = functions(
        "answers:\n  x:\n    named: Es ist jemand.\n    named_text: Es ist {text}.\n    '2': Stufe zwei.\n"
        "    zero: Nichts.\n    number: {one: Eines., other: '{answer}, also {n}.'}\n"
    ).say
    question = Question(**({"asked": True, "type": "single"} | answer), id="x", label="X", wording="X?")
    assert say(question, question) == (f"{said} {said}" if said else "")


def test_money_without_a_currency_is_a_number(functions: Callable[..., Functions]) -> None:
    """A bank without regions has none."""
    assert functions("a: b\n", currency=None).money(1200) == "1.200"


@pytest.mark.parametrize(
    ("day", "week"),
    [("2026-11-30", 0), ("2026-12-01", 1), ("2026-12-07", 1), ("2026-12-08", 2), ("2027-12-01", 53)],
)
def test_weeks_are_counted_from_the_day_of_the_case(functions: Callable[..., Functions], day: str, week: int) -> None:
    """The first one begins on that day; what lies before has none."""
    assert functions("a: b\n", as_of=date(2026, 12, 1)).week_of(date.fromisoformat(day)) == week


def test_days_are_counted_from_the_day_of_the_case(functions: Callable[..., Functions]) -> None:
    """Without that day there are neither weeks nor days."""
    assert functions("a: b\n", as_of=date(2026, 12, 1)).in_days(30) == date(2026, 12, 31)
    assert functions("a: b\n").in_days(30) is None
    assert functions("a: b\n").week_of(date(2026, 12, 1)) == 0


def test_pictures_show_labels_as_they_are(functions: Callable[..., Functions]) -> None:
    """A label that was escaped for Markdown is code inside a picture; one that was not assessed has no figure."""
    high = dimension(r"a \*b\*", Fraction(3), "3,0")
    none = dimension("c", None, "")
    low, fallen = (dimension(label, Fraction(5, 2), "2,5") for label in ("c", high.id))
    drawn = functions("a: b\n")
    assert drawn.profile_chart([high, none]) == "```chart profile\na *b*  ██████░░ 3,0\nc      ········ –\n```"
    assert drawn.then_and_now_chart([high], [high, low], "2026", "2027").splitlines() == [
        "```chart then-and-now",
        "       2026          2027",
        "a *b*  ██████░░ 3,0  ██████░░ 3,0",
        "```",
    ]
    assert "3,0  █████░░░ 2,5  ↓" in drawn.then_and_now_chart([high], [fallen], "2026", "2027")
    assert drawn.profile_chart([]) == drawn.then_and_now_chart([], [high], "2026", "2027") == ""


def test_line_shows_who_stands_where(functions: Callable[..., Functions]) -> None:
    """Everybody keeps their letter in several pictures; what has no place on the line has no picture."""
    said = answer("Team", 1, 1), answer("Team", 2, 2), answer("Leitung", 4, 4)
    drawn = functions("a: b\n").line_chart
    assert drawn(comparison(said)).splitlines() == [
        "```chart line",
        "0 ··T·T···L 4",
        "T  Team",
        "L  Leitung",
        "```",
    ]
    assert "\nE  Team\n" in drawn(comparison(said[:2]), ["Technik", "Team"])
    assert drawn(comparison((answer("Team", 3, None),))) == ""


def test_amounts_stand_against_a_limit(functions: Callable[..., Functions]) -> None:
    """Figures as the place prints them, labels as they are; of what is not known the least that it can be."""
    limit = Answer(number=Fraction(15, 2), line="7,5")
    rows = [
        (r"a \*b\*", value(Fraction(10)), "2,5 mehr"),
        ("frei", limit, ""),
        ("mindestens", value(None, least="3"), " "),
        ("unbekannt", value(None), ""),
    ]
    drawn = functions("a: b\n").amounts_chart
    assert drawn(rows, limit, ("Stunden", "dazu")).splitlines() == [
        "```chart amounts",
        "                                  Stunden  dazu",
        "a *b*       ███████████████▒▒▒▒▒  10       2,5 mehr",
        "frei        ███████████████░░░░░  7,5",
        "mindestens  ····················  ≥ 3",
        "unbekannt   ····················  –",
        "```",
    ]
    assert drawn(rows[1:], limit, ("Stunden", "dazu")) == ""


def test_steps_stand_in_their_weeks(functions: Callable[..., Functions]) -> None:
    """The earliest first; what is not due within 90 days is left out, and a case without a day has no weeks."""
    start = date(2026, 12, 1)
    days = {"spät": 90, "zu spät": 91, r"\# früh": 0, "mittel": 35, "vorbei": -1}
    steps = [(step, start + timedelta(days=number)) for step, number in days.items()]
    drawn = functions("a: b\n", as_of=start).timeline_chart
    assert drawn(steps, ("Schritt", "bis")).splitlines() == [
        "```chart timeline",
        "Schritt  1···5···9··13  bis",
        "# früh   ◆············  01.12.2026",
        "mittel   ━━━━━◆·······  05.01.2027",
        "spät     ━━━━━━━━━━━━◆  01.03.2027",
        "```",
    ]
    assert drawn(steps[:2], ("Schritt", "bis")) == ""
    assert functions("a: b\n").timeline_chart(steps, ("Schritt", "bis")) == ""


def value(number: Fraction | None, least: str = "") -> Value:
    known, line = number is not None, str(number)
    return Value(known=known, line=line, least=least, number=number, date=None, parts=())


def dimension(label: str, number: Fraction | None, line: str) -> Dimension:
    return Dimension(
        id=label,
        label=label,
        line=line,
        number=number,
        mean=line,
        level=None,
        sentence="",
        next="",
        assessed=number is not None,
        provisional=False,
        unknown=0,
        low="",
        high="",
        cap="",
        most="",
        components=(),
    )


def comparison(answers: tuple[Said, ...]) -> Comparison:
    return Comparison(id="x", label="X", wording="X?", type="rating", answers=answers, unknown=0, distance=Fraction(1))


def answer(voice: str, number: int, score: int | None) -> Said:
    return Said(voice=voice, line=str(number), block=str(number), number=number, score=score)


# The judge


def codes(problems: list[Problem]) -> list[tuple[str, str | None]]:
    for problem in problems:
        for locale in LOCALES:
            assert wording(locale).located(problem)
    return sorted((problem.code.removeprefix("documents."), Path(problem.file or "").name) for problem in problems)


@pytest.mark.parametrize("name", ["social-media", "goal-check", "every-type"])
def test_shipped_templates_and_catalogues_are_in_order(name: str) -> None:
    """No unknown name, no missing or unused sentence in what ships."""
    bank = load(name if name != "every-type" else ROOT / "tests" / "banks" / name)
    assert [*unknown_names(bank), *judge_words(bank)] == []


def test_missing_unused_and_different_sentences_are_found(write: Callable[..., Path], every_type: Bank) -> None:
    """Both languages need the same keys with the same places, and templates to use them."""
    own = write(
        words__de_yaml="mine: {a: x, b: '{x}', c: ungenutzt, d: y}\n",
        words__en_yaml="mine: {a: x, b: '{y}', c: unused}\n",
        brief_j2='{{ t("mine.a") }}{{ t("mine.b", x=1, y=2) }}{{ t("mine.d" if 1 else "note") }}',
    )
    assert codes(judge_words(every_type, own)) == [
        ("word_missing", "de.yaml"),
        ("word_places", "de.yaml"),
        ("word_unused", "de.yaml"),
    ]


def test_sentence_that_is_put_together_counts_as_used(write: Callable[..., Path], every_type: Bank) -> None:
    """A key whose beginning is written out may be any that begins so."""
    own = write(
        words__de_yaml="mine: {a: x}\n", words__en_yaml="mine: {a: x}\n", brief_j2='{{ t("mine." ~ document.name) }}'
    )
    assert judge_words(every_type, own) == []


def test_sentences_for_answers_fit_the_bank(write: Callable[..., Path], every_type: Bank) -> None:
    """Every choice of a question has one, and no question or choice that does not exist."""
    words = (
        "answers: {org_kind: {club: x, firm: y, poem: z}, nobody: {a: b}, purpose: {text: c}, "
        "members: {number: n, zero: m}}\n"
    )
    own = write(words__de_yaml=words, words__en_yaml=words)
    assert codes(judge_words(every_type, own)) == [
        ("answer_choice", "de.yaml"),
        ("answer_question", "de.yaml"),
        ("answer_question", "de.yaml"),
        ("word_missing", "de.yaml"),
        ("word_missing", "de.yaml"),
    ]


@pytest.mark.parametrize(
    ("source", "code", "near"),
    [
        ("{{ sektions }}", "unknown_name_near", "sections"),
        ("{{ q.org_nam }}", "unknown_name_near", "org_name"),
        ("{{ q['org_nam'] }}", "unknown_name_near", "org_name"),
        ("{{ q.org_name.lines }}", "unknown_name_near", "line"),
        ("{{ values.hours_plans.number }}", "unknown_name_near", "hours_plan"),
        ("{{ values.hours_plan.numbr }}", "unknown_name_near", "number"),
        ("{{ coverage.opened }}", "unknown_name_near", "open"),
        ("{{ x.cells.stall_hour }}", "unknown_name", None),
        ("{% for r in q.stalls.rows %}{{ r.cells.stall_hour }}{% endfor %}", "unknown_name_near", "stall_hours"),
        ('{{ t("still_opn") }}', "unknown_word_near", "still_open"),
        ('{{ t("note" if q.mood.asked else "notte") }}', "unknown_word_near", "note"),
        ("{{ 'x' | upper }}", "syntax", None),
        ("{% for %}", "syntax", None),
    ],
)
def test_unknown_names_are_found_without_making_a_document(
    write: Callable[..., Path], every_type: Bank, source: str, code: str, near: str | None
) -> None:
    """What a template would stumble over is known before there is an answer."""
    problems = unknown_names(every_type, write(brief_j2="\n" + source))
    assert {problem.code for problem in problems} == {f"documents.{code}"} or code == "unknown_name"
    assert all(problem.line == 2 for problem in problems)
    assert near is None or problems[0].values["near"] == near


@pytest.mark.parametrize(
    "source",
    [
        "{% if q.mood.asked %}{% set x = 1 %}{% endif %}{{ x }}",
        "{% macro m(q) %}{{ q.whatever }}{% endmacro %}",
        "{% for values in sections %}{{ values.title }}{% endfor %}",
        "{{ q[document.name].line }}",
        '{{ t("agenda." ~ document.name) }}',
    ],
)
def test_what_a_template_names_itself_is_known(write: Callable[..., Path], every_type: Bank, source: str) -> None:
    """Own variables, arguments and computed names are not judged."""
    assert unknown_names(every_type, write(brief_j2=source)) == []


def test_template_that_is_not_utf8_is_found(write: Callable[..., Path], every_type: Bank) -> None:
    """It is named, and the others are judged all the same."""
    own = write(brief_j2="{{ x_y_z }}")
    (own / "other.md.j2").write_bytes(b"\xff")
    assert codes(unknown_names(every_type, own)) == [("not_utf8", "other.md.j2"), ("unknown_name", "brief.md.j2")]


def test_catalogue_keeps_what_it_has_split() -> None:
    """A sentence is split into its pieces once for each locale and count."""
    words = Catalogue("de", {})
    with pytest.raises(KeyError):
        words.pieces("x", "de-DE")


def test_case_of_several_languages_needs_no_second_template(the_fair: Case, brief_of: Callable[..., str]) -> None:
    """One set of templates speaks both."""
    assert brief_of(the_fair, language="en").count("\n") == brief_of(the_fair, language="de").count("\n") + 1
