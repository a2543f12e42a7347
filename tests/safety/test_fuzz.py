"""Real files changed at random, and any text typed anywhere: read or refused, shown as it is, and never anything else.

What the reader, the splice, the conditions and the escaping do with files made from nothing, their own tests ask.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from safety.elements import elements, words
from safety.hostile import BANK, SHEET, sheet_of
from safety.poison import TYPED
from safety.test_hostile import STEERING

from smcheck import yamlio
from smcheck.answers.read import read_sheet
from smcheck.bank.lint import lint
from smcheck.bank.load import Bank, load
from smcheck.case import Case, group
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.documents import markdown
from smcheck.documents.formats import Format
from smcheck.documents.make import orders
from smcheck.logic import ExpressionError, compile_expression
from smcheck.problems import Problem, Problems
from smcheck.wording import LOCALES, wording

pytestmark = pytest.mark.safety

ROOT = BANK.parents[2]
SHEETS = [path.read_bytes() for path in (SHEET, *sorted((ROOT / "examples").glob("*.yaml"))[::4])]
# fmt: off
TOKENS = [
    b"[", b"]", b"{", b"}", b"- ", b"? ", b": ", b":", b",", b"#", b" #", b"&a ", b"*a ", b"!!x ", b"!", b"|",
    b">", b"|-\n", b"%", b"@", b"`", b"'", b'"', b"\\", b"\n", b"\r", b"\n\n", b" ", b"  ", b"\t", b"---\n",
    b"...\n", b"<<: ", b"~", b"null", b"\x00", b"\x1b[31m", b"\xff", b"\xc3", b"\xed\xa0\x80", "\u2028".encode(),
    "\u202e".encode(), "\ufeff".encode(), b"answers:\n", b"open:\n", b"private: ", b"goals", b"yes", b"-1",
    b"9" * 40, b"1e999", b"31.02.2027", b"{choice: x}", b"unknown", b"confirm", b"../x", b"social-media",
    b"every-type", b"2.0.0", b"de", b"xx",
]
# fmt: on
Change = tuple[str, float, float, bytes]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["insert", "insert", "replace", "remove", "double", "move"]),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(TOKENS) | st.binary(min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=4,
)


def changed(data: bytes, changes: list[Change]) -> bytes:
    """Return *data* with pieces put in, taken out, doubled or moved."""
    for what, start, length, token in changes:
        at = int(start * len(data))
        end = min(len(data), at + 1 + int(length**4 * 200))
        piece = data[at:end]
        if what == "insert":
            data = data[:at] + token + data[at:]
        elif what == "replace":
            data = data[:at] + token + data[end:]
        elif what == "remove":
            data = data[:at] + data[end:]
        elif what == "double":
            data = data[:end] + piece + data[end:]
        else:
            rest = data[:at] + data[end:]
            to = int(length * len(rest))
            data = rest[:to] + piece + rest[to:]
    return data


@cache
def every_type() -> Bank:
    return load(BANK)


@given(data=st.sampled_from(SHEETS), changes=CHANGES)
def test_a_sheet_changed_at_random(data: bytes, changes: list[Change]) -> None:
    """It is refused with places, or read; what is read makes every document, and can be edited and read again."""
    data = changed(data, changes)
    bank = every_type() if b"every-type" in data else None
    try:
        sheet = read_sheet(data, "a.yaml", bank=bank)
    except Problems as wrong:
        check_words(wrong.problems)
        return
    check_words(sheet.problems)
    (case,) = group([sheet])
    for finding in Diagnosis(case).findings:
        assert finding.rule
    if case.valid:
        for order in orders(case, ["all"], formats=(Format.MD, Format.HTML)):
            assert not STEERING.search(order.made().data.decode())
    edited(sheet.document.text)


def check_words(problems: Iterable[Problem]) -> None:
    """See to it that each of *problems* has a file, and a sentence in every language."""
    for problem in problems:
        assert problem.file
        for locale in LOCALES:
            assert wording(locale).located(problem)


def edited(text: str) -> None:
    """Put an answer into *text* and take it out again: nothing but that entry changes."""
    before = yamlio.read(text.encode(), "a.yaml").data
    try:
        after = yamlio.splice(text, "answers", "zz_new", ["a", {"b": "c: d"}])
        gone = yamlio.remove(after, "answers", "zz_new")
    except Problems as wrong:
        check_words(wrong.problems)
        return
    answers = before.get("answers") or {}
    assert isinstance(answers, dict)
    assert yamlio.read(after.encode(), "a.yaml").data == {
        **before,
        "answers": {**answers, "zz_new": ["a", {"b": "c: d"}]},
    }
    assert (yamlio.read(gone.encode(), "a.yaml").data.get("answers") or {}) == answers


FILES = {path.relative_to(BANK).as_posix(): path.read_bytes() for path in sorted(BANK.rglob("*.yaml"))}


@given(name=st.sampled_from(sorted(FILES)), changes=CHANGES)
def test_a_bank_changed_at_random(name: str, changes: list[Change], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Everything wrong with it has a place and a sentence; a bank that loads makes a brief, or says what it lacks."""
    bank = tmp_path_factory.mktemp("bank")
    for file, data in FILES.items():
        path = bank / file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(changed(data, changes) if file == name else data)
    check_words(lint(bank))
    try:
        sheet = read_sheet(SHEETS[0], "a.yaml", bank=load(bank))
        (case,) = group([sheet])
        for order in orders(case) if case.valid else ():
            assert order.text()
    except Problems as wrong:
        check_words(wrong.problems)


TEMPLATE = (ROOT / "templates" / "generic" / "brief.md.j2").read_bytes()
# fmt: off
TEMPLATE_TOKENS = st.sampled_from([
    "{{", "}}", "{%", "%}", "{#", "#}", "(", ")", "[", "]", "|", ".", ",", "'", "\"", "q", "__class__", "_x",
    ".line", " if ", " for ", " in ", "endfor", "endif", " set ", " include ", " import ", "'macros.md.j2'",
    "not ", "is ", "*", "**", "%", "~", "-", "/", "0", "9", "none", "loop", "self", "caller()", "namespace()",
    "q.org_name", "t('note')", "sections", "first", "sort", "map", "attr", "\\x1b", "\x1b", "\n", " ",
]).map(str.encode)
# fmt: on
TEMPLATE_CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["insert", "replace", "remove"]),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 0.6),
        TEMPLATE_TOKENS,
    ),
    min_size=1,
    max_size=4,
)


@cache
def the_fair() -> Case:
    (case,) = group([read_sheet(SHEETS[0], "a.yaml", bank=every_type())])
    return case


@given(changes=TEMPLATE_CHANGES)
def test_a_template_changed_at_random(changes: list[Change], tmp_path_factory: pytest.TempPathFactory) -> None:
    """It makes a document, or says what is wrong with it."""
    own = tmp_path_factory.mktemp("own")
    (own / "brief.md.j2").write_bytes(changed(TEMPLATE, changes))
    try:
        (order,) = orders(the_fair(), own=own)
        text = order.text()
    except Problems as wrong:
        check_words(wrong.problems)
        return
    assert not STEERING.search(text)


PIECES = re.compile(r"\w+|\s+|[^\w\s]+")


@cache
def an_example() -> tuple[Case, list[list[str]], list[str]]:
    """Return a case of the shipped bank, its conditions in pieces, and all pieces there are."""
    (case,) = group([read_sheet(min((ROOT / "examples").glob("stadtwerke*")).read_bytes(), "a.yaml")])
    bank = case.bank
    sources = [*(one.source for one in bank.when.values()), *bank.values.values.values()]
    conditions = [PIECES.findall(source) for source in sources]
    return case, conditions, sorted({"not", ".", *(piece for pieces in conditions for piece in pieces)})


@given(data=st.data())
def test_a_condition_changed_at_random(data: st.DataObject) -> None:
    """Pieces of the shipped bank's conditions, put together anew, are refused in words or can be judged."""
    case, conditions, known = an_example()
    pieces = [*data.draw(st.sampled_from(conditions))]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(pieces)))
        put = data.draw(st.lists(st.sampled_from(known), max_size=2))
        pieces[at : at + data.draw(st.integers(0, 2))] = put
    try:
        expression = compile_expression("".join(pieces), case.bank.vocabulary)
    except ExpressionError as refused:
        check_words([Problem(refused.code, refused.values, file="a.yaml")])
        return
    expression.evaluate(case)


SIGNS = st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\u2028\u2029\ufeff")
ANY = st.text(SIGNS, max_size=30).map(str.strip).filter(lambda text: len(text) > 1 and "  " not in text)


@given(text=ANY | st.sampled_from(TYPED))
@settings(max_examples=settings().max_examples // 3)
@example(text="a| b")
def test_any_text_typed_everywhere_changes_no_document(text: str) -> None:
    """Every format consists of the same elements whatever was typed into all answers, notes and reasons."""
    try:
        now = papers(text)
    except Problems:  # what is no text for a sheet, such as one of blanks
        return
    assert {kind: elements(kind, data) for kind, data in now.items()} == harmless()
    assert escape(markdown.literal(markdown.line(text)), quote=False) in words("docx", now["docx"])


@cache
def harmless() -> Mapping[str, list[str]]:
    return {kind: elements(kind, data) for kind, data in papers("Qzjx").items()}


def papers(text: str) -> Mapping[str, bytes]:
    sheet = read_sheet(sheet_of(text), "a.yaml", bank=every_type())
    if not sheet.valid:
        raise Problems(sheet.problems)
    (case,) = group([sheet])
    return {str(order.format): order.made().data for order in orders(case, notes=True, formats=tuple(Format))}
