"""What people write as figures, amounts, dates, yes and no."""

from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck import reading
from smcheck.problems import Problem, Problems
from smcheck.wording import LOCALES, wording

WHOLE = Fraction(12000)


def refusal(read: object, *arguments: object) -> Problem:
    """Return the one problem with which *arguments* are refused."""
    with pytest.raises(Problems) as caught:
        read(*arguments)  # type: ignore[operator]
    (problem,) = caught.value.problems
    for locale in LOCALES:
        assert wording(locale).message(problem)
    return problem


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12000", WHOLE),
        ("12'000", WHOLE),
        ("12’000", WHOLE),
        ("12 000", WHOLE),
        ("12\u00a0000", WHOLE),
        ("12\u202f000", WHOLE),
        (" 12000 ", WHOLE),
        ("12.000,50", Fraction(24001, 2)),
        ("12,000.50", Fraction(24001, 2)),
        ("12'000.50", Fraction(24001, 2)),
        ("12 000,5", Fraction(24001, 2)),
        ("1.234,567", Fraction(1234567, 1000)),
        ("1.234.567", Fraction(1234567)),
        ("1,234,567", Fraction(1234567)),
        ("7.5", Fraction(15, 2)),
        ("7,5", Fraction(15, 2)),
        ("7.50", Fraction(15, 2)),
        (".5", Fraction(1, 2)),
        ("0.125", Fraction(1, 8)),
        ("0,125", Fraction(1, 8)),
        ("1.1250", Fraction(9, 8)),
        ("-3", Fraction(-3)),
        ("−3", Fraction(-3)),
        ("+3", Fraction(3)),
        ("012", Fraction(12)),
        ("40 %", Fraction(40)),
        ("40%", Fraction(40)),
        ("0", Fraction(0)),
    ],
)
def test_what_is_clear_everywhere_reads_the_same_in_every_locale(text: str, value: Fraction, locale: str) -> None:
    assert reading.number(text, locale) == value


@pytest.mark.parametrize(
    ("text", "locales"),
    [("12.000", ("de-DE", "de-AT")), ("12,000", ("en",))],
)
def test_a_sign_before_three_digits_groups_only_where_the_locale_groups_with_it(
    text: str, locales: tuple[str, ...]
) -> None:
    for locale in LOCALES:
        if locale in locales:
            assert reading.number(text, locale) == 12000
        else:
            problem = refusal(reading.number, text, locale)
            assert problem == Problem("answers.unclear_number", {"text": text, "first": "12000", "second": "12"})


def test_both_readings_of_an_unclear_number_can_be_typed_as_they_are_offered() -> None:
    """The remedy of a message is never refused itself."""
    problem = refusal(reading.number, "1.125", "en")
    first, second = problem.values["first"], problem.values["second"]
    assert [reading.number(str(one), locale) for locale in LOCALES for one in (first, second)] == [
        Fraction(1125),
        Fraction(9, 8),
    ] * len(LOCALES)


def test_a_bare_de_is_german() -> None:
    assert reading.number("12.000", "de") == 12000


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "%",
        "-",
        ".",
        ",",
        "'",
        "viel",
        "1e3",
        "1_000",
        "0x10",
        "1/2",
        "5.",
        "--3",
        "3-5",
        "٣",
        "½",
        "12 k",
        "1" * 31,
    ],
)
@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_no_number_is_refused(text: str, locale: str) -> None:
    assert refusal(reading.number, text, locale).code == "answers.not_a_number"


@pytest.mark.parametrize(
    "text", ["1.23.456", "12'00", "1 2", "1.2,3", "1,2.3", "1.234.56", "1'234.567'8", "12..000", "0.123.456"]
)
@pytest.mark.parametrize("locale", LOCALES)
def test_groups_have_three_digits(text: str, locale: str) -> None:
    assert refusal(reading.number, text, locale).code == "answers.broken_groups"


def test_four_digits_before_a_grouping_sign_are_not_taken_for_anything() -> None:
    """In German a point groups, so `1234.567` is a slip; in Swiss and English writing it can only be decimal."""
    assert refusal(reading.number, "1234.567", "de-DE").code == "answers.broken_groups"
    assert reading.number("1234.567", "de-CH") == reading.number("1234.567", "en") == Fraction(1234567, 1000)
    assert refusal(reading.number, "1234,567", "en").code == "answers.broken_groups"


@given(st.text(max_size=40) | st.text("0123456789.,' -+%", max_size=14), st.sampled_from(LOCALES))
def test_any_text_is_read_or_refused_in_words(text: str, locale: str) -> None:
    reads = (
        lambda: reading.number(text, locale),
        lambda: reading.money(text, locale, "CHF"),
        lambda: reading.date(text),
        lambda: reading.confirm(text),
    )
    for read in reads:
        with suppress(Problems):
            read()
            continue
        with pytest.raises(Problems) as caught:
            read()
        assert wording(locale).message(caught.value.problems[0])


hundredths = st.integers(-(10**15), 10**15).map(lambda cents: Fraction(cents, 100))


@given(hundredths, st.sampled_from(LOCALES))
def test_what_wording_prints_reads_back_the_same(value: Fraction, locale: str) -> None:
    """Formatting with two decimals and reading is the identity, for figures, percentages and money."""
    words = wording(locale)
    assert reading.number(words.number(value), locale) == value
    assert reading.number(words.percent(value), locale) == value
    for currency in ("CHF", "EUR"):
        assert reading.money(words.money(value, currency), locale, currency) == value


decimals = st.tuples(st.integers(-(10**12), 10**12), st.integers(0, 12)).map(
    lambda pair: Fraction(pair[0], 10 ** pair[1])
)


@given(decimals, st.sampled_from(LOCALES))
def test_a_plain_figure_reads_the_same_in_every_locale(value: Fraction, locale: str) -> None:
    """What the program writes, three decimals included, has one meaning everywhere."""
    assert reading.number(reading.plain(value), locale) == value


def test_a_figure_without_end_is_cut() -> None:
    assert reading.plain(Fraction(1, 3)) == "0." + "3" * 40


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("CHF 12'000", 12000),
        ("chf 12'000", 12000),
        ("12'000 CHF", 12000),
        ("CHF12'000.00", 12000),
        ("Fr. 12'000.-", 12000),
        ("12'000.–", 12000),
        ("12'000.50 Franken", Fraction(24001, 2)),
        ("-CHF 3", -3),
        ("CHF-3", -3),
        ("12000", 12000),
    ],
)
def test_an_amount_may_name_its_currency(text: str, value: Fraction) -> None:
    assert reading.money(text, "de-CH", "CHF") == value


def test_euros_have_a_sign() -> None:
    assert reading.money("12.000 €", "de-DE", "EUR") == reading.money("€ 12.000", "de-AT", "EUR") == 12000


def test_another_currency_is_refused() -> None:
    problem = refusal(reading.money, "EUR 12'000", "de-CH", "CHF")
    assert problem == Problem("answers.other_currency", {"given": "EUR", "currency": "CHF"})


def test_without_a_currency_any_known_one_will_do() -> None:
    assert reading.money("USD 5", "en", None) == reading.money("5 €", "en", None) == 5


@pytest.mark.parametrize("text", ["5 Mio.", "5 MIO", "5 k", "40 %", "CHF", "", "5 CHF pro Jahr", "XYZ 5"])
@pytest.mark.parametrize("currency", ["CHF", None])
def test_what_is_no_amount_is_refused(text: str, currency: str | None) -> None:
    """Five million must never pass for five."""
    assert refusal(reading.money, text, "de-CH", currency).code == "answers.not_an_amount"


@pytest.mark.parametrize("text", ["2027-12-31", "31.12.2027", "31. 12. 2027", " 31.12.2027 ", "31.\u00a012.\u00a02027"])
def test_dates_are_iso_or_day_month_year(text: str) -> None:
    assert reading.date(text) == date(2027, 12, 31)


def test_single_digits_are_fine_in_dates() -> None:
    assert reading.date("1.2.2027") == reading.date("01.02.2027") == reading.date("2027-2-1") == date(2027, 2, 1)


def test_a_date_with_slashes_is_refused_with_both_readings() -> None:
    problem = refusal(reading.date, "03/04/2027")
    assert problem.values == {"text": "03/04/2027", "first": "2027-04-03", "second": "2027-03-04"}


@pytest.mark.parametrize("text", ["31/12/2027", "12/31/2027", "31-12-2027", "2027/12/31", "2027.12.31"])
def test_another_way_of_writing_a_date_is_refused_with_the_one_reading(text: str) -> None:
    assert refusal(reading.date, text) == Problem("answers.other_date", {"text": text, "date": "2027-12-31"})


def test_a_slashed_date_that_means_one_day_either_way_has_one_reading() -> None:
    assert refusal(reading.date, "05/05/2027").values["date"] == "2027-05-05"


def test_a_year_has_four_digits() -> None:
    assert refusal(reading.date, "31.12.27") == Problem(
        "answers.short_year", {"text": "31.12.27", "date": "31.12.2027"}
    )


@pytest.mark.parametrize("text", ["31.02.2027", "2027-02-29", "0.2.2027", "31.02.27"])
def test_an_impossible_day_is_refused_with_the_last_one_of_the_month(text: str) -> None:
    problem = refusal(reading.date, text)
    assert (problem.code, problem.values["last"]) == ("answers.no_such_day", date(2027, 2, 28))


def test_an_impossible_month_is_refused() -> None:
    assert (
        refusal(reading.date, "1.13.2027").code == refusal(reading.date, "2027-00-01").code == "answers.no_such_month"
    )


@pytest.mark.parametrize(
    "text", ["", "bald", "2027", "12/2027", "31.12.", "1.1.0001", "31.12.20277", "99/99/2027", "2027-12-31 08:00"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    assert refusal(reading.date, text).code == "answers.not_a_date"


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31) - timedelta(days=1)))
def test_german_dates_read_back(day: date) -> None:
    assert reading.date(wording("de-DE").date(day)) == reading.date(day.isoformat()) == day


@pytest.mark.parametrize("text", ["ja", "Ja", "JA", "yes", "Yes", "true", "True", " ja "])
def test_yes_in_two_languages(text: str) -> None:
    assert reading.confirm(text) is True


@pytest.mark.parametrize("text", ["nein", "Nein", "no", "NO", "false", "False"])
def test_no_in_two_languages(text: str) -> None:
    assert reading.confirm(text) is False


@pytest.mark.parametrize("text", ["", "y", "on", "1", "vielleicht", "oui"])
def test_anything_else_is_neither(text: str) -> None:
    assert refusal(reading.confirm, text).code == "answers.not_yes_or_no"


def test_a_long_text_is_shortened_in_the_message() -> None:
    assert len(str(refusal(reading.number, "x" * 100_000, "en").values["text"])) == 60
