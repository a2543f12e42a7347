"""Reading: what is refused, where, and with which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck.logic import ExpressionError, valid_id
from smcheck.logic.syntax import MAX_DEPTH, MAX_LENGTH, MAX_NODES, parse
from smcheck.problems import Problem
from smcheck.wording import wording


def refused(source: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    for locale in ("de", "en"):
        assert wording(locale).message(Problem(caught.value.code, caught.value.values))
    return caught.value


@pytest.mark.parametrize(
    ("source", "code", "offset", "values"),
    [
        ("", "empty", 0, {}),
        (" \n ", "empty", 0, {}),
        ("a = 1", "write_instead", 2, {"found": "=", "instead": "=="}),
        ("a && b", "write_instead", 2, {"found": "&&", "instead": "and"}),
        ("a || b", "write_instead", 2, {"found": "||", "instead": "or"}),
        ("!a", "write_instead", 0, {"found": "!", "instead": "not"}),
        ("a <> b", "write_instead", 2, {"found": "<>", "instead": "!="}),
        ("a => b", "write_instead", 2, {"found": "=>", "instead": ">="}),
        ("a =< b", "write_instead", 2, {"found": "=<", "instead": "<="}),
        ("a ≥ 3", "write_instead", 2, {"found": "≥", "instead": ">="}),
        ("a – 3", "write_instead", 2, {"found": "–", "instead": "-"}),
        ("a AND b", "write_instead", 2, {"found": "AND", "instead": "and"}),
        ("a & b", "write_instead", 0, {"found": "&", "instead": "and"}),
        ("a | b", "write_instead", 0, {"found": "|", "instead": "or"}),
        ("~a", "write_instead", 0, {"found": "~", "instead": "not"}),
        ("a is b", "write_instead", 0, {"found": "is", "instead": "=="}),
        ("a is not b", "write_instead", 0, {"found": "is not", "instead": "!="}),
        ("a == „x“", "quotes", 5, {"character": "„"}),
        ("a == ’x’", "quotes", 5, {"character": "’"}),
        ("a == 'x", "open_quote", 5, {}),
        ("(a or b", "bracket", 0, {"bracket": "("}),
        ("a or b)", "bracket", 6, {"bracket": ")"}),
        ("a > 1e9", "bad_number", 4, {}),
        ("a > 1e999999999", "bad_number", 4, {}),
        ("a\0b", "syntax", 0, {}),
        ("'\ud800'", "syntax", 0, {}),
        ("a # b", "comment", 2, {}),
        ("a\n# b\nand c", "comment", 2, {}),
        ("lambda: 1", "not_allowed", 0, {"construct": "lambda"}),
        ("any(lambda: 1)", "not_allowed", 4, {"construct": "lambda"}),
        ("{'a': 1}", "not_allowed", 0, {"construct": "{…: …}"}),
        ("{1, 2}", "not_allowed", 0, {"construct": "{…}"}),
        ("{x for x in a}", "not_allowed", 0, {"construct": "{… for …}"}),
        ("f'{a}'", "not_allowed", 0, {"construct": 'f"…"'}),
        ("(a := 1)", "not_allowed", 1, {"construct": ":="}),
        ("[*a]", "not_allowed", 1, {"construct": "*…"}),
        ("count(*a)", "not_allowed", 6, {"construct": "*…"}),
        ("(await a)", "not_allowed", 1, {"construct": "await"}),
        ("(yield)", "not_allowed", 1, {"construct": "yield"}),
        ("2 ** 3", "not_allowed", 0, {"construct": "**"}),
        ("7 % 3", "not_allowed", 0, {"construct": "%"}),
        ("7 // 3", "not_allowed", 0, {"construct": "//"}),
        ("a @ b", "not_allowed", 0, {"construct": "@"}),
        ("a << 2", "not_allowed", 0, {"construct": "<<"}),
        ("+a", "not_allowed", 0, {"construct": "+…"}),
        ("b'x'", "not_allowed", 0, {"construct": "b'x'"}),
        ("1j", "not_allowed", 0, {"construct": "1j"}),
        ("...", "not_allowed", 0, {"construct": "..."}),
        ("max(a, default=1)", "not_allowed", 15, {"construct": "default=…"}),
        ("max(**a)", "not_allowed", 6, {"construct": "**=…"}),
        ("a == None", "none", 5, {}),
        ("a[0]", "index", 0, {}),
        ("b and a[1:2]", "index", 6, {}),
        ("[x for x in a]", "square_loop", 0, {}),
        ("any(x for x in a for y in b for z in c)", "too_many_loops", 3, {}),
        ("any(x for x, y in a)", "loop_name", 10, {}),
        ("any(x async for x in a)", "loop_name", 16, {}),
        ("a.upper()", "method", 0, {}),
        ("(a or b)(c)", "method", 0, {}),
        ("(a + b).c", "not_a_row", 0, {"name": "a + b"}),
        ("a.b.c", "not_a_row", 0, {"name": "a.b"}),
        ("''.format", "not_a_row", 0, {"name": "''"}),
    ],
)
def test_what_is_no_part_of_the_language_is_refused_at_its_place(
    source: str, code: str, offset: int, values: dict[str, object]
) -> None:
    error = refused(source)
    assert (error.code, error.offset, error.values) == (f"logic.{code}", offset, values)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("a b", "syntax"),
        ("a and", "syntax"),
        ("a > 012", "syntax"),
        ("a == '\\d'", "syntax"),
        ("a.", "syntax"),
        ("a; b", "syntax"),
        ("import os", "syntax"),
        ("1if a else 2", "bad_number"),
        ("2x", "bad_number"),
    ],
)
def test_what_python_cannot_read_either_is_refused_near_the_place(source: str, code: str) -> None:
    """Where exactly differs between versions of Python."""
    error = refused(source)
    assert error.code == f"logic.{code}"
    assert 0 <= error.offset <= len(source)


@pytest.mark.parametrize(
    "source",
    [
        "a == 'x' and b >= 2",
        "0 < a <= 24 and c not in ['x', 'y']",
        "-a + 2 * (b - 1) / 4",
        "4 if a else 3 if b else 0",
        "any(x.y for x in a if x.z if b for c in x.d)",
        "(c for c in a)",
        "count(a)",
        "a == '#1'",
        "a == 'it''s' and b == \"don't\"",
        "a == 'x\\ny'",
    ],
)
def test_what_is_part_of_the_language_is_read(source: str) -> None:
    assert parse(source).source == source


def test_an_expression_may_stand_on_several_lines() -> None:
    """YAML folds long conditions; where a line breaks makes no difference, and places still count in the source."""
    source = "  a == 1\n  and\tb == 2\r\n"
    assert parse(source).offset(parse(source).body) == 2
    assert refused("  a == 1\n  and b = 2").offset == 17


def test_places_count_characters() -> None:
    """An umlaut before the mistake does not move its place."""
    assert refused("a == 'Größe €' and b = 2").offset == 21
    assert refused("a == 'Größe €' and b[2]").offset == 19


@pytest.mark.parametrize(
    ("fits", "too_much", "code"),
    [
        ("a" * MAX_LENGTH, "a" * (MAX_LENGTH + 1), "logic.too_long"),
        ("[" + "--a," * (MAX_NODES // 3) + "]", "[" + "--a," * (MAX_NODES // 3) + "a]", "logic.too_large"),
        ("-" * (MAX_DEPTH - 1) + "a", "-" * MAX_DEPTH + "a", "logic.too_deep"),
        ("a" + "+1" * (MAX_DEPTH - 1), "a" + "+1" * MAX_DEPTH, "logic.too_deep"),
    ],
)
def test_length_size_and_depth_are_bounded(fits: str, too_much: str, code: str) -> None:
    assert parse(fits)
    assert refused(too_much).code == code


@pytest.mark.parametrize(
    "source", ["(" * 250 + "a" + ")" * 250, "(" * 499, "-" * 499, "not " * 124 + "a", "[" * 250 + "]" * 250]
)
def test_deep_nesting_is_an_error_and_no_crash(source: str) -> None:
    assert refused(source)


@given(st.text(max_size=80) | st.text("ab.()[]{},'\"=<>!+-*/%:# \n\\0123forinotadlbe_", max_size=60))
def test_any_text_is_read_or_refused(source: str) -> None:
    """Whatever is typed: a tree, or an error with a sentence and a place inside the text."""
    try:
        tree = parse(source)
    except ExpressionError as refusal:
        error = refusal
    else:
        assert tree.offset(tree.body) < len(source)
        return
    assert 0 <= error.offset <= len(source)
    assert wording("en").message(Problem(error.code, error.values))


@pytest.mark.parametrize("text", ["a", "res_hours", "x1", "sec_2fa", "any", "it"])
def test_valid_ids(text: str) -> None:
    assert valid_id(text)


@pytest.mark.parametrize(
    "text", ["", "A", "1a", "_a", "__class__", "a-b", "a b", "ä", "ａ", "for", "not", "a\n", "a.b"]
)
def test_invalid_ids(text: str) -> None:
    assert not valid_id(text)
