"""What cannot be read is explained: code, place and a sentence in both languages."""

import re

import pytest

from smcheck import yamlio
from smcheck.problems import Problem, Problems
from smcheck.wording import catalogue, wording
from smcheck.yamlio import reader

# The document, its code without "yaml.", line and column. One line per slip that people make.
SLIPS = [
    ('a: "x\nb: 1\n', "unclosed_quote", 1, 4),
    ("a: 1\nb: 'x\n", "unclosed_quote", 2, 4),
    ('a: "x\nb: "y"\n', "unclosed_quote", 1, 4),
    ("a:\n  - 'x\n  - it's\n  - 'y'\n", "unclosed_quote", 2, 5),
    ("a: 'it's fine'\n", "text_after_quote", 1, 8),
    ('a: "x" und y\n', "text_after_quote", 1, 8),
    ('a: "sagt "ja" dazu"\n', "text_after_quote", 1, 11),
    ("a: [sic] we said\n", "text_after_bracket", 1, 10),
    ("a: {x} y\n", "text_after_bracket", 1, 8),
    ("a: 1\nfoo\nb: 2\n", "missing_colon", 2, 1),
    ("text: Hallo\nWelt\n", "missing_colon", 2, 1),
    ("a:1\nb: 2\n", "not_mapping", 1, 1),
    ("x:\n  a:1\n  b: 2\n", "missing_space", 2, 5),
    ("a: 1\nFrage: Was: Wie?\n", "colon_in_text", 2, 11),
    ("a: so:\n", "colon_in_text", 1, 6),
    ("a: 1\n  b: 2\n", "indentation", 2, 3),
    ("a: 1\n\n  b: 2\n", "indentation", 3, 3),
    ("a:\n  b: 1\n c: 2\n", "indentation", 3, 2),
    ("a:\n  - b\n - c\n", "indentation", 3, 2),
    ("a: 1\n- b\n", "indentation", 2, 1),
    ("  a: 1\n b: 2\n", "indentation", 2, 2),
    ("a:\n\tb: 1\n", "tab", 2, 1),
    ("a:\n  b: 1\n\tc: 2\n", "tab", 3, 1),
    ("a:\n  \t- b\n", "tab", 2, 3),
    ("a: |\n \tx\n", "tab", 2, 2),
    ("a: @anna\n", "unexpected", 1, 4),
    ("a: `code`\n", "unexpected", 1, 4),
    ("a: %x\n", "unexpected", 1, 4),
    ("a: , x\n", "unexpected", 1, 4),
    ("a: [1,,2]\n", "unexpected", 1, 7),
    ("a: [b:]\n", "unexpected", 1, 6),
    ("a: 1\n}\n", "unexpected", 2, 1),
    ("a: *x\n", "alias", 1, 4),
    ("a: **bold** text\n", "alias", 1, 4),
    ("a: &x y\n", "anchor", 1, 4),
    ("a: & Co\n", "anchor", 1, 4),
    ("a: !x y\n", "tag", 1, 4),
    ("a: !!python/name:os.system\n", "tag", 1, 4),
    ("a: !u!x y\n", "tag", 1, 4),
    ("a: ! wichtig\n", "tag", 1, 4),
    ("a: [x\nb: 1\n", "unclosed_bracket", 1, 4),
    ("a: [x, y\n", "unclosed_bracket", 1, 4),
    ("a: {\n", "unclosed_bracket", 1, 4),
    ("a: {b: 1 c: 2}\n", "unclosed_bracket", 1, 4),
    ("a: - b\n", "dash", 1, 4),
    ("a: |x\n  y\n", "block_header", 1, 5),
    ("a: > x\n", "block_header", 1, 6),
    ('a: "\\q"\n', "bad_escape", 1, 5),
    ('a: "C:\\xyz"\n', "bad_escape", 1, 7),
    ("%FOO\n---\na: 1\n", "directive", 1, 1),
    ("%YAML 2.0\n---\na: 1\n", "directive", 1, 1),
    ("# c\n%TAG ! x:\n---\na: 1\n", "directive", 2, 1),
    ("%YAML 1.2\na: 1\n", "directive", 1, 1),
    ("%a: 1\n", "directive", 1, 1),
    ("a: 1\n---\nb: 2\n", "second_document", 2, 1),
    ("a: 1\n...\nb: 2\n", "second_document", 3, 1),
    ("? [a]\n: b\n", "key_not_text", 1, 3),
    ("[a]: b\n", "key_not_text", 1, 1),
    ("{a: b}: c\n", "key_not_text", 1, 1),
    ("a:\n  : b\n", "blank_key", 2, 3),
    ("~: b\n", "blank_key", 1, 1),
    ("'': b\n", "blank_key", 1, 1),
    ("<<: b\n", "merge_key", 1, 1),
    ("a: 1\na: 2\n", "duplicate_key", 2, 1),
    ("- a\n", "not_mapping", 1, 1),
    ("# c\nnur Text\n", "not_mapping", 2, 1),
    ("'null'\n", "not_mapping", 1, 1),
    ("# c\n", "empty", 1, 1),
    ("a: x\x07\n", "control", 1, 5),
    ("a: x\u2028y\n", "invisible", 1, 5),
    ('a: "x\\0"\n', "control_escape", 1, 4),
    ("a: " + "[" * 40, "too_deep", 1, 35),
]
PARSERS = [pytest.param(parser, id=parser.__name__) for parser in (reader.FAST_PARSER, reader.PureParser) if parser]
ENGLISH_OF_THE_PARSER = re.compile("expected|scanning|parsing|token|scalar|found|context|simple key", re.IGNORECASE)


def first(text: str | bytes) -> Problem:
    with pytest.raises(Problems) as caught:
        yamlio.read(text.encode() if isinstance(text, str) else text, "f")
    return caught.value.problems[0]


@pytest.mark.parametrize(("text", "code", "line", "column"), SLIPS)
@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_slip_is_named_and_found(
    text: str, code: str, line: int, column: int, *, parser: type, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both parsers lead to the same code and place, whatever the line ends."""
    monkeypatch.setattr(reader, "PARSER", parser)
    problem = first(text.replace("\n", end))
    assert (problem.code, problem.line, problem.column) == (f"yaml.{code}", line, column)


@pytest.mark.parametrize("text", [*(slip[0] for slip in SLIPS), b"a: \xff", b"a\0: \0b\0", b" " * 1_100_000])
@pytest.mark.parametrize("language", ["de-DE", "en"])
def test_a_slip_is_explained_in_our_own_words(text: str | bytes, language: str) -> None:
    """Every value is filled in, and none of the parser's English is passed on."""
    sentence = wording(language).message(first(text))
    assert sentence.endswith(".")
    assert not ENGLISH_OF_THE_PARSER.search(sentence)
    assert not re.search(r"\{\w", sentence)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a: 'it's'\n", {"quote": "'"}),
        ('a: "x\n', {"quote": '"'}),
        ("a: {x\n", {"bracket": "{"}),
        ("a: @x\n", {"character": "@"}),
        ("%FOO bar\n---\na: 1\n", {"directive": "%FOO"}),
    ],
)
def test_a_sentence_names_the_character_it_is_about(text: str, values: dict[str, str]) -> None:
    """The person sees what to look for."""
    assert first(text).values == values


def test_both_languages_know_every_code() -> None:
    """What one language can say the other can too."""
    german, english = ({key for key in catalogue(language) if key.startswith("yaml.")} for language in ("de", "en"))
    assert german == english
