"""What is written is read back the same, in every locale."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from smcheck import yamlio
from smcheck.answers.model import BankReference, Chosen, Consultant, Header, OpenPoint, Respondent
from smcheck.answers.read import read_sheet
from smcheck.answers.schema import read_value
from smcheck.answers.text import clean
from smcheck.answers.write import encode, encode_header, encode_point
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Choice, Question, Type
from smcheck.logic.values import BLANK, Row, Value, normal
from smcheck.reading import reduced
from smcheck.wording import LOCALES, wording

texts = st.text(max_size=60).map(clean).filter(bool)


def figures(asked: Asked) -> st.SearchStrategy[int | Fraction]:
    """Figures within the limits, with up to six decimals; three of them are the ones that could be misread."""
    low = int(asked.min) + 1 if asked.min is not None else -(10**9)
    high = int(asked.max) - 1 if asked.max is not None else 10**9
    parts = st.tuples(st.integers(low, high), st.integers(0, 999_999))
    return parts.map(lambda two: reduced(two[0] + Fraction(two[1], 10**6)))


def chosen(choice: Choice) -> st.SearchStrategy[Chosen]:
    return (st.none() | texts if choice.asks else st.none()).map(lambda text: Chosen(choice.id, text))


def values(bank: Bank, asked: Asked) -> st.SearchStrategy[Value]:
    """Return every value that *asked* can have."""
    choices = bank.choices(asked)
    if isinstance(asked, Question) and asked.type.has_rows:
        return rows(bank, asked)
    if asked.type.is_text:
        low, high = int(asked.min or 1), int(asked.max or 200)
        return st.text(min_size=low, max_size=high).map(clean).filter(lambda text: low <= len(text) <= high)
    if asked.type is Type.RATING:
        return st.integers(0, 4)
    if asked.type is Type.INTEGER:
        return st.integers(int(asked.min or 0), int(asked.max or 10**9))
    if asked.type.is_number:
        return figures(asked)
    if asked.type is Type.DATE:
        return st.dates(date(1000, 1, 1))
    if asked.type is Type.CONFIRM:
        return st.booleans()
    single = st.one_of([chosen(choice) for choice in choices if not choice.exclusive]) if choices else texts
    if asked.type is Type.SINGLE:
        return single
    most = int(asked.max or 3)
    return st.lists(single, min_size=int(asked.min or 0), max_size=most, unique_by=normal).map(tuple)


def rows(bank: Bank, question: Question) -> st.SearchStrategy[Value]:
    cells = st.fixed_dictionaries({column.id: st.just(BLANK) | values(bank, column) for column in question.columns})
    if question.type is Type.TABLE:
        names = st.sampled_from([row.id for row in question.rows])
        table = st.dictionaries(names | texts if question.own_rows else names, cells, max_size=4)
        return table.map(lambda given: tuple(Row(name, row, index) for index, (name, row) in enumerate(given.items())))
    group = st.lists(cells, max_size=3)
    return group.map(lambda given: tuple(Row(None, row, index) for index, row in enumerate(given)))


def plain(value: Value) -> object:
    """Return *value* as something that compares, rows by name and cells."""
    if isinstance(value, Chosen):
        return str(value), value.text
    if isinstance(value, Row):
        return {key: plain(cell) for key, cell in value.cells.items()}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return type(value).__name__, value


@given(st.data())
def test_what_is_written_is_read_back_in_every_locale(bank: Bank, data: st.DataObject) -> None:
    """Every type, through the text of a YAML file."""
    question = data.draw(st.sampled_from(list(bank.questions.values())), label="question")
    value = data.draw(values(bank, question), label="value")
    written = yamlio.dump({"answers": {question.id: encode(question, value)}})
    answers = yamlio.read(written.encode(), "a.yaml").data["answers"]
    assert isinstance(answers, dict)
    for locale in LOCALES:
        read = read_value(question, answers[question.id], wording(locale), bank=bank, currency=None, mode="long")
        assert plain(read) == plain(value)


def test_the_bank_of_these_tests_has_every_type(bank: Bank) -> None:
    """Otherwise the test above would promise too much."""
    assert {question.type for question in bank.questions.values()} == set(Type)


def test_values_look_as_people_would_write_them(bank: Bank) -> None:
    def encoded(name: str, value: Value) -> object:
        return encode(bank.questions[name], value)

    assert encoded("weekly_hours", Fraction(15, 2)) == "7.5"
    assert encoded("budget", Fraction(12000)) == "12000"
    assert encoded("litres", Fraction(9, 8)) == "1.1250"
    assert encoded("members", 1200) == "1200"
    assert encoded("fair_date", date(2027, 8, 31)) == "2027-08-31"
    assert [encoded("permitted", yes) for yes in (True, False)] == ["yes", "no"]
    assert encoded("org_kind", Chosen("club")) == "club"
    assert encoded("countries", (Chosen("ch"), Chosen("elsewhere", "Liechtenstein"))) == [
        "ch",
        {"choice": "elsewhere", "text": "Liechtenstein"},
    ]
    assert encoded("stalls", ()) == []
    assert encoded("stalls", BLANK) is None
    assert encoded("duties", (Row("noise", {"duty_state": Chosen("open"), "duty_by": BLANK}),)) == {
        "noise": {"duty_state": "open", "duty_by": None}
    }


def test_a_paragraph_stands_as_a_block(bank: Bank) -> None:
    text = yamlio.dump({"purpose": encode(bank.questions["purpose"], "Erstens.\nZweitens: ja.")})
    assert text == "purpose: |-\n  Erstens.\n  Zweitens: ja.\n"


def test_cells_of_columns_that_a_row_does_not_have_are_left_out(bank: Bank) -> None:
    """A quick interview leaves no trace of what it did not ask."""
    assert encode(bank.questions["stalls"], (Row("Grill", {"stall_name": "Grill"}),)) == [{"stall_name": "Grill"}]


names = st.from_regex(r"[a-z0-9]{4,9}(-[a-z0-9]{1,5}){0,3}", fullmatch=True)
lines = st.none() | texts
headers = st.builds(
    Header,
    bank=st.just(BankReference(id="every-type", version="1.2.0")),
    case=names,
    round=names,
    follows=st.none() | names.map("{}.yaml".format),
    date=st.none() | st.dates(date(1000, 1, 1)),
    consent=st.none() | st.booleans(),
    respondent=st.builds(
        Respondent,
        role=st.sampled_from([None, "boss", "crew", "guest"]),
        function=lines,
        shown=st.none() | st.booleans(),
    ),
    consultant=st.builds(Consultant, name=lines, firm=lines),
    mode=st.sampled_from(["short", "long"]),
    language=st.sampled_from(["de", "en"]),
    minutes=st.none() | st.integers(0, 999),
)


@given(headers)
def test_a_header_is_read_back(bank: Bank, header: Header) -> None:
    text = yamlio.dump(encode_header(header))
    assert read_sheet(text.encode(), "a.yaml", bank=bank).header == header


@given(
    st.dictionaries(
        st.sampled_from(["org_name", "mood", "stalls"]),
        st.builds(OpenPoint, st.sampled_from(["unknown", "later", "na"]), lines, lines),
    )
)
def test_open_points_are_read_back(bank: Bank, points: Mapping[str, OpenPoint]) -> None:
    header = encode_header(
        Header(bank=BankReference(id="every-type", version="1.2.0"), case="a", round="b", mode="long", language="en")
    )
    text = yamlio.dump(header | {"open": {key: encode_point(point) for key, point in points.items()}})
    assert read_sheet(text.encode(), "a.yaml", bank=bank).open == points
