"""Writing YAML: readable, the same on every machine, and read back as it was."""

import re
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from smcheck import yamlio
from smcheck.problems import Problems
from smcheck.yamlio import reader
from smcheck.yamlio.writer import flow

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(lambda text: not CONTROL.search(text))
# Texts made of what means something in YAML fail sooner than texts made of anything.
TRICKY = st.lists(
    st.sampled_from(
        [*"ab1 \n\t\r:#-?!&*|>'\"%@`[]{},\\~=<.\x85\u2028\ufeff\xa0ä😀", ": ", " #", "- ", "\n ", "---", "no"]
    ),
    max_size=12,
).map("".join)
TEXTS = TEXT | TRICKY
DATA = st.recursive(
    st.none() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(bool), inner, max_size=3),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(TEXTS.filter(bool), DATA, max_size=4)


def as_read(value: yamlio.Data) -> yamlio.Data:
    """The empty text is blank."""
    if isinstance(value, dict):
        return {key: as_read(item) for key, item in value.items()}
    return [as_read(item) for item in value] if isinstance(value, list) else value or None


def read(text: str) -> dict[str, yamlio.Data]:
    return yamlio.read(text.encode(), "f").data


def code(data: dict[str, yamlio.Data]) -> str:
    with pytest.raises(Problems) as caught:
        yamlio.dump(data)
    return caught.value.problems[0].code


def test_a_document_looks_as_a_person_would_write_it() -> None:
    """Block style, two blanks a step, insertion order, umlauts and emoji as they are, long texts as blocks."""
    data: dict[str, yamlio.Data] = {
        "smcheck": "1",
        "date": "2026-12-01",
        "consent": "true",
        "answers": {
            "org_name": "Brühlmatt Energie AG 🌱",
            "goals": [
                {"goal_text": "Mehr Lernende", "goal_due": None, "goal_kind": ["a", "b"]},
                {"goal_text": "Zwei Zeilen:\n\n- so\n", "goal_due": "31.12.2027"},
            ],
            "why": "  eingerückt\nund ohne Ende",
            "table": {"row": {}, "list": []},
            "matrix": [["1", "2"], [None], ["drei\nvier"]],
        },
        "open": {},
    }
    expected = """\
smcheck: 1
date: 2026-12-01
consent: true
answers:
  org_name: Brühlmatt Energie AG 🌱
  goals:
    - goal_text: Mehr Lernende
      goal_due:
      goal_kind:
        - a
        - b
    - goal_text: |
        Zwei Zeilen:

        - so
      goal_due: 31.12.2027
  why: |2-
      eingerückt
    und ohne Ende
  table:
    row: {}
    list: []
  matrix:
    - - 1
      - 2
    - -
    - - |-
        drei
        vier
open: {}
"""
    assert yamlio.dump(data) == expected
    assert read(expected) == data


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("no", '"no"'),
        ("Yes", '"Yes"'),
        ("y", '"y"'),
        ("NULL", '"NULL"'),
        ("True", '"True"'),
        ("1e3", '"1e3"'),
        ("0o12", '"0o12"'),
        ("0x1F", '"0x1F"'),
        ("08", '"08"'),
        ("012", '"012"'),
        ("0791234567", '"0791234567"'),
        ("1_000", '"1_000"'),
        ("22:30", '"22:30"'),
        ("7.50", '"7.50"'),
        ("1.", '"1."'),
        (".5", '".5"'),
        ("+5", '"+5"'),
        ("-0", '"-0"'),
        ("+.inf", '"+.inf"'),
        (".nan", '".nan"'),
        ("2026-02-30", '"2026-02-30"'),
        ("2026-1-1", '"2026-1-1"'),
        ("2026-12-01 12:00:00", '"2026-12-01 12:00:00"'),
        ("12345678901234567890", '"12345678901234567890"'),
        ("~", '"~"'),
        ("null", '"null"'),
        ("<<", '"<<"'),
        ("=", '"="'),
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("# a", '"# a"'),
        ("@anna", '"@anna"'),
        ("- a", '"- a"'),
        ("[sic] so", '"[sic] so"'),
        (" a", '" a"'),
        ("a ", '"a "'),
        ("\xa0", '"\xa0"'),
        ("'tis", '"\'tis"'),
        ('"ja"', "'\"ja\"'"),
        ('"it\'s"', "'\"it''s\"'"),
        ("\\ja: x", "'\\ja: x'"),
        ("a\tb", '"a\\tb"'),
        ("a\r\nb", '"a\\r\\nb"'),
        ("a\x85b\u2028c\u2029d\ufeff", '"a\\Nb\\Lc\\Pd\\uFEFF"'),
        ("\n", '"\\n"'),
        ("a\n\n", '"a\\n\\n"'),
        ("a\n \nb", '"a\\n \\nb"'),
        ("42", "42"),
        ("-7.5", "-7.5"),
        ("2026-12-01", "2026-12-01"),
        ("2026-12", "2026-12"),
        ("1.0.0", "1.0.0"),
        ("12'000", "12'000"),
        ("40 %", "40 %"),
        ("a:b#c", "a:b#c"),
        ('sagt "ja", it\'s \\o/', 'sagt "ja", it\'s \\o/'),
        ("„So“ – geht’s", "„So“ – geht’s"),
    ],
)
def test_quotes_stand_where_a_reader_would_go_wrong(text: str, written: str) -> None:
    """What some YAML reader takes for something else is quoted, as value and as key; nothing else is."""
    assert yamlio.dump({"k": text}) == f"k: {written}\n"
    assert yamlio.dump({text: None}) == f"{written}:\n"


def core_value(text: str) -> Any:
    """What YAML 1.2 (core schema) makes of a plain scalar."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if re.fullmatch("true|True|TRUE|false|False|FALSE", text):
        return text.lower() == "true"
    if re.fullmatch("[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch("0o[0-7]+|0x[0-9a-fA-F]+", text):
        return int(text, 0)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", text):
        return float(text.replace(".inf", "inf").replace(".nan", "nan").replace(".I", "I").replace(".N", "N"))
    return text


def printed(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


FIGURES = st.from_regex(r"[-+]?[0-9][0-9_.:eExXoOb+-]{0,8}", fullmatch=True) | st.from_regex(
    r"(19|20)?[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9:]{0,8}Z?)?", fullmatch=True
)


@given(
    TEXTS.filter(bool) | FIGURES | st.sampled_from(["Off", "YES", "nULL", ".INF", "-.inf", ".NaN", "0b1", "1:30:00"])
)
@example("685.230_15e+03")
@example("190:20:30.15")
@example("2001-12-14t21:59:43.10-05:00")
def test_other_readers_take_no_text_for_something_else(text: str) -> None:
    """A reader of YAML 1.1 (PyYAML) and one of 1.2 get the text, or what prints as exactly this text."""
    document = yamlio.dump({"k": text})
    assert printed(yaml.safe_load(document)["k"]) == text
    assert read(document) == {"k": text}
    if document == f"k: {text}\n":
        assert printed(core_value(text)) == text


@given(DOCUMENTS)
@example({"k": "\n a"})
@example({"k": ["\n\na\n", {"a": " \n"}, [[None]]], "\r": {"\x85": []}})
def test_what_is_written_reads_back_equal(data: dict[str, yamlio.Data]) -> None:
    """Any texts, any nesting, in the same order; blank is blank."""
    result = read(yamlio.dump(data))
    assert result == as_read(data)
    assert list(result) == list(data)


@given(DOCUMENTS)
def test_the_pure_parser_reads_what_is_written(data: dict[str, yamlio.Data]) -> None:
    """Nothing is written that only the C parser accepts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "PARSER", reader.PureParser)
        assert read(yamlio.dump(data)) == as_read(data)


@given(DATA)
def test_what_is_written_between_brackets_reads_back_equal(value: yamlio.Data) -> None:
    """The same on one line."""
    written = flow(value)
    assert "\n" not in written
    assert read(f"k: [{written}]\n") == {"k": [as_read(value)]}


@given(
    st.text(max_size=10),
    st.sampled_from(["\x00", "\x07", "\x1b", "\x7f", "\x84", "\x9f", "\ud800", "\udfff", "\uffff"]),
)
def test_control_characters_cannot_be_written(text: str, control: str) -> None:
    """They are refused wherever they stand, in values, in blocks and in keys."""
    assert code({"k": text + control}) == "yaml.cannot_hold"
    assert code({"k": ["a\n" + control + "\nb"]}) == "yaml.cannot_hold"
    assert code({control + text: None}) == "yaml.cannot_hold"


def test_keys_that_cannot_be_read_are_not_written() -> None:
    """An empty key, and one whose colon a parser would not find any more."""
    assert code({"": "x"}) == "yaml.blank_key"
    assert code({"k": [{"": "x"}]}) == "yaml.blank_key"
    assert read(yamlio.dump({"k" * 1000: "x"})) == {"k" * 1000: "x"}
    assert code({"k" * 1001: "x"}) == "yaml.key_too_long"
    assert code({"'" * 999: "x"}) == "yaml.key_too_long"


def test_depth_is_limited_as_it_is_when_read() -> None:
    """32 levels are written, 33 are not; a list that contains itself is no endless loop."""
    data: yamlio.Data = "x"
    for _ in range(32):
        data = {"k": data}
    assert read(yamlio.dump(data)) == data
    assert code({"k": data}) == "yaml.too_deep"
    endless: list[yamlio.Data] = []
    endless.append(endless)
    assert code({"k": endless}) == "yaml.too_deep"


def test_an_empty_document_is_a_pair_of_braces() -> None:
    """It reads back as a document without entries, not as an empty file."""
    assert yamlio.dump({}) == "{}\n"
    assert read("{}\n") == {}
