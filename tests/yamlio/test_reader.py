"""Reading YAML: what is accepted and as what, where things stand, and that no input does harm."""

import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck import yamlio
from smcheck.problems import Problem, Problems
from smcheck.yamlio import reader
from smcheck.yamlio.document import Mark


def read(text: str | bytes) -> yamlio.Data:
    return yamlio.read(text if isinstance(text, bytes) else text.encode(), "sheet.yaml").data


def problems(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(Problems) as caught:
        read(text)
    return caught.value.problems


def refusal(data: bytes) -> tuple[Problem, ...]:
    """Return the problems of *data*; none if it can be read."""
    try:
        read(data)
    except Problems as caught:
        return caught.problems
    return ()


def code(text: str | bytes) -> str:
    return problems(text)[0].code


# --- values


@pytest.mark.parametrize(
    "text",
    ["No", "ja", "012", "1_000", "22:30", "1e3", "0o12", "2026-02-30", "1.50", "true", "=", ".inf", "NULL", "Null"],
)
def test_every_scalar_is_the_text_that_was_written(text: str) -> None:
    """Nothing is guessed: the question decides later what a text means."""
    assert read(f"k: {text}\n") == {"k": text}
    assert read(f"k: '{text}'\n") == {"k": text}
    assert read(f'k: ["{text}"]\n') == {"k": [text]}


@pytest.mark.parametrize("text", ["", "~", "null", "''", '""', "# only a comment", "|\n", ">-\n"])
def test_blank_is_none(text: str) -> None:
    """Nothing, `~`, `null` and the empty text in any quotes are blank, as a value and as an item."""
    assert read(f"k: {text}\nl:\n  - {text}\n") == {"k": None, "l": [None]}


@pytest.mark.parametrize("text", ["'~'", '"~"', "'null'", '"null"', "|-\n  null", "' '"])
def test_quoted_blank_words_are_text(text: str) -> None:
    """Whoever puts a tilde in quotes means a tilde."""
    assert read(f"k: {text}\n")["k"] in ("~", "null", " ")


def test_nested_collections_keep_their_order() -> None:
    """Mappings, lists, block and flow style may be mixed."""
    text = "b: {y: [1, {z: 2}], x: ~}\na:\n- - p\n  - q\n- r: s\n  t:\n  - u\n"
    data = read(text)
    assert data == {"b": {"y": ["1", {"z": "2"}], "x": None}, "a": [["p", "q"], {"r": "s", "t": ["u"]}]}
    assert [list(data), list(data["b"])] == [["b", "a"], ["y", "x"]]


def test_texts_of_several_lines_keep_their_lines() -> None:
    """Literal blocks keep lines, folded and plain ones join them, as YAML has it."""
    text = "a: |\n  one\n\n  two\nb: >\n  one\n  two\nc: one\n  two\nd: |2-\n    one\ne: |+\n  one\n\n"
    text += 'f: "one\\n\\ttwo"\n'
    assert read(text) == {
        "a": "one\n\ntwo\n",
        "b": "one two\n",
        "c": "one two",
        "d": "  one",
        "e": "one\n\n",
        "f": "one\n\ttwo",
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_mark_are_accepted(end: str, bom: bytes) -> None:
    """Files from any system and editor read the same; the text is kept as it was, the mark is remembered."""
    text = "a: |\n  one\n  two\nb: 'x'\n".replace("\n", end)
    document = yamlio.read(bom + text.encode(), "f")
    assert document.data == {"a": "one\ntwo\n", "b": "x"}
    assert (document.text, document.bom) == (text, bool(bom))
    assert document.mark(("b",)) == Mark(4, 4)


@pytest.mark.parametrize("text", ["a: |\n  one", "a: >\n  one", "a: |+\n  one", "b: 1\na: |\n  one"])
def test_a_missing_last_line_end_changes_nothing(text: str) -> None:
    """YAML would drop the line end of the text; a person who adds an entry below would not expect that."""
    assert read(text) == read(text + "\n")


def test_document_markers_and_yaml_directive_are_accepted() -> None:
    """One document may be marked as such."""
    assert read("%YAML 1.2\n---\na: 1\n...\n# end\n") == {"a": "1"}
    assert read("# c\n%YAML 1.1 # c\n---\n{}\n") == {}


# --- places

PLACES = """\
ä😀: x
goals:
  - goal_text: "😀😀"
    due: 2027-01-31
  -
    - deep
open: {a: {status: 😀, ask: who}, "b":}
"""


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_places_count_from_one_in_characters(end: str, bom: str) -> None:
    """Key and value of every entry have a place, after umlauts, emoji, a byte order mark and any line end."""
    document = yamlio.read((bom + PLACES.replace("\n", end)).encode(), "f")
    both = {
        ("ä😀",): ((1, 1), (1, 5)),
        ("goals",): ((2, 1), (3, 3)),
        ("goals", 0): ((3, 5), (3, 5)),
        ("goals", 0, "goal_text"): ((3, 5), (3, 16)),
        ("goals", 0, "due"): ((4, 5), (4, 10)),
        ("goals", 1, 0): ((6, 7), (6, 7)),
        ("open", "a", "status"): ((7, 12), (7, 20)),
        ("open", "a", "ask"): ((7, 23), (7, 28)),
        ("open", "b"): ((7, 34), (7, 38)),
    }
    for path, (key, value) in both.items():
        assert (document.key_mark(path), document.mark(path)) == (Mark(*key), Mark(*value)), path


@pytest.mark.parametrize(
    ("path", "parent"),
    [
        (("goals", 0, "nothing"), ("goals", 0)),
        (("goals", 7, "due"), ("goals",)),
        (("goals", -1), ("goals",)),
        (("ä😀", "below", 3), ("ä😀",)),
        (("open", 0), ("open",)),
        (("nothing",), ()),
    ],
)
def test_a_path_that_does_not_exist_has_the_place_of_its_nearest_parent(path: tuple, parent: tuple) -> None:
    """What is missing is reported where it should be."""
    document = yamlio.read(PLACES.encode(), "f")
    assert document.mark(path) == document.mark(parent)
    assert document.key_mark(path) == document.key_mark(parent)


def test_the_top_stands_at_the_start() -> None:
    """The path () is line 1, column 1, even below a comment."""
    document = yamlio.read(b"# c\n\na: 1\n", "f")
    assert document.mark(()) == document.key_mark(()) == Mark(1, 1)


def test_a_problem_of_a_document_carries_its_place() -> None:
    """File, line, column, level, question and values are filled in."""
    document = yamlio.read(b"a: {b: 1}\n", "f.yaml")
    assert document.problem("x.y", ("a", "b"), level="hint", question="q", n=3) == Problem(
        "x.y", {"n": 3}, "hint", "f.yaml", 1, 8, "q"
    )
    assert document.problem("x.y", ("a", "b"), key=True).column == 5


# --- refusals


def test_size_is_checked_before_anything_else() -> None:
    """One byte over 1 MiB is too much, even if it is no YAML at all."""
    limit = 1 << 20
    assert read(b"a: " + b"1" * (limit - 3))["a"] == "1" * (limit - 3)
    assert code(b"\xff" * (limit + 1)) == "yaml.too_large"


def test_depth_is_limited_to_32() -> None:
    """32 levels are read, 33 are not, in block and flow style."""
    flow = ["a: " + "[" * brackets + "]" * brackets for brackets in (31, 32)]
    block = ["".join(f"{' ' * level}k:\n" for level in range(levels)) for levels in (32, 33)]
    assert read(flow[0])
    assert read(block[0])
    assert code(flow[1]) == code(block[1]) == "yaml.too_deep"


@pytest.mark.parametrize("place", ["value", "key", "comment"])
@pytest.mark.parametrize("character", [*map(chr, range(9)), "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x9f", "\uffff"])
def test_control_characters_are_refused(character: str, place: str) -> None:
    """NUL, the rest of C0, DEL and C1 stand nowhere, not even in a comment."""
    line = {"value": f"b: x{character}y", "key": f"b{character}: y", "comment": f"b: y #{character}"}[place]
    (problem,) = problems(f"ä: 1\n{line}\n")
    assert (problem.code, problem.line, problem.column) == ("yaml.control", 2, line.index(character) + 1)
    assert problem.values == {"character": f"U+{ord(character):04X}"}


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029", "\ufeff"])
def test_invisible_line_ends_are_refused_but_may_be_written_as_codes(character: str) -> None:
    """YAML takes them for line ends, editors do not: lines would be counted differently."""
    (problem,) = problems(f"a: 1\nb: ä{character}\n")
    assert (problem.code, problem.line, problem.column) == ("yaml.invisible", 2, 5)
    assert read(f'a: "x\\u{ord(character):04x}y"\n') == {"a": f"x{character}y"}


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\e", "\\x7f", "\\u0081", "\\uffff"])
def test_control_characters_are_refused_as_codes_too(escape: str) -> None:
    """What cannot be written cannot be smuggled in."""
    assert code(f'a: 1\nb: "x{escape}"\n') == "yaml.control_escape"


@pytest.mark.parametrize("escape", ["\\ud83d\\ude00", "\\udfff", "\\U00110000", "\\Uffffffff"])
@pytest.mark.parametrize("parser", ["fast", "pure"])
def test_codes_that_are_no_characters_are_refused(escape: str, parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an emoji and numbers beyond Unicode are no text."""
    use(parser, monkeypatch)
    assert code(f'a: "x{escape}"\n') in ("yaml.bad_escape", "yaml.control_escape")


@pytest.mark.parametrize(
    ("data", "column"),
    [("a: ä".encode() + b"\xe4", 5), (b"\xef\xbb\xbfa: \xfc", 4), (b"a: \xed\xa0\x80", 4), (b"a: \xc3", 4)],
)
def test_other_encodings_are_refused_at_their_first_byte(data: bytes, column: int) -> None:
    """Latin-1, surrogates and cut characters: line and column in characters, and the byte."""
    (problem,) = problems(b"x: 1\r\n" + data if not data.startswith(b"\xef") else data)
    assert (problem.code, problem.column) == ("yaml.not_utf8", column)
    assert problem.values["byte"] in ("E4", "FC", "ED", "C3")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_recognised(encoding: str) -> None:
    """The likeliest cause is named."""
    assert code("a: Grüezi mitenand\n".encode(encoding)) == "yaml.utf16"
    assert code("a: Guten Tag\n".encode(encoding)) == "yaml.utf16"


def test_a_duplicate_key_names_the_first_line() -> None:
    """Both places are needed to choose between them."""
    (problem,) = problems("a: 1\nb: 2\n'a': 3\n")
    assert (problem.code, problem.line, problem.column) == ("yaml.duplicate_key", 3, 1)
    assert problem.values == {"key": "a", "first": "1"}


def test_all_that_can_be_found_in_one_pass_is_reported_at_once() -> None:
    """Duplicates, tags and anchors do not stop the reading; a torn line at the end does."""
    found = problems("a: 1\na: 2\nb: !x y\nc: &d z\n<<: q\n? [k]\n")
    assert [(p.code, p.line) for p in found] == [
        ("yaml.duplicate_key", 2),
        ("yaml.tag", 3),
        ("yaml.anchor", 4),
        ("yaml.merge_key", 5),
        ("yaml.key_not_text", 6),
    ]
    assert len(problems("a: 1\n" * 1000)) == 20


def test_quoted_merge_key_is_a_key() -> None:
    """In quotes, `<<` is just two characters."""
    assert read("'<<': 1\n") == {"<<": "1"}


@pytest.mark.parametrize("text", ["", "\n\n", "# c\n", "---\n", "---\n# c\n...\n", "\ufeff"])
def test_an_empty_file_is_refused(text: str) -> None:
    """There must be at least one entry, or `{}`."""
    assert code(text) == "yaml.empty"


# --- no input does harm

HOSTILE = {
    "brackets": b"[" * 25_000,
    "brackets in a value": b"k: " + b"[" * 1_000_000,
    "braces": b"{a: " * 100_000,
    "dashes": b"- " * 100_000,
    "dashes in a value": b"k:\n" + b"- " * 100_000,
    "questions": b"? " * 100_000,
    "stairs": b"".join(b" " * i + b"k:\n" for i in range(1000)),
    "laughs": b"a: &a [l]\n" + b"".join(b"%c: &%c [%s]\n" % (i, i, b"*%c," % (i - 1) * 10) for i in range(98, 107)),
    "digits": b"a: " + b"1" * 1_000_000,
    "a key without end": b"1" * 1_000_000,
    "keys": b"".join(b"k%d:\n" % i for i in range(100_000)),
    "duplicates": b"a: 1\n" * 100_000,
    "documents": b"---\n" * 200_000,
    "directives": b"%YAML 1.2\n" * 100_000,
    "colons": b": " * 400_000,
    "quotes": b'a: "' + b"x\n" * 400_000,
    "codes": b'a: "' + b"\\x41" * 200_000 + b'"',
    "blank lines": b"a:\n" + b"\r" * 1_000_000,
    "comments": b"a:\n" + b"#\n" * 400_000,
    "NUL": b"\0" * 1_000_000,
}


@pytest.mark.safety
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_read_or_refused_quickly(name: str) -> None:
    """No nesting, length or repetition crashes, hangs or multiplies; five seconds are for slow machines."""
    start = time.perf_counter()
    found = refusal(HOSTILE[name])
    assert len(found) <= 20
    assert all(problem.line for problem in found)
    assert time.perf_counter() - start < 5


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but `Problems` comes out, with file and place."""
    for problem in refusal(data):
        assert problem.code.startswith("yaml.")
        assert problem.file
        assert problem.line
        assert problem.column


# --- the parser without C

PIECES = [
    *"a:-' \"|>[]{},!%@\t\r1~",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "\n    ",
    " # c",
    "|-\n  ",
    "|+",
    "? ",
    "&x",
    "*x",
    "\\n",
]
PIECES += ["\\x41", "\\ud83d", "\n---\n", "\n...\n", '""', "<<", "ä😀", "\r\n", "\x85", "key: value\n", "- item\n"]
PIECES += ["%YAML 1.2\n", "k: |\n  text\n", "b: [x, y]\n", "c: {d: e}\n"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def use(parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if parser == "fast" and reader.FAST_PARSER is None:
        pytest.skip("this PyYAML has no C parser")
    monkeypatch.setattr(reader, "PARSER", reader.FAST_PARSER if parser == "fast" else reader.PureParser)


CORPUS = [
    "a: |\n \tx\n",
    "a: [b:]\n",
    "a: [b:,c]\n",
    "a: {b:?c}\n",
    "a: [b :]\n",
    "%FOO\n---\na: 1\n",
    "%YAML 1.3\n---\na: 1\n",
    "%YAML 1.2\n%YAML 1.2\n---\na: 1\n",
    "%TAG ! x:\n---\na: 1\n",
    'a: "\\ud83d\\ude00"\n',
    'a: "\\U00110000"\n',
    'a: "\\Uffffffff"\n',
    "a: x\ty\n",
    "a:\tx\n",
    'a: "x\n\ty"\n',
    "a: 'it''s'\n",
    "a: [1, [2, {b: c}], ]\n",
    "a: {b, c: }\n",
    "? a\n: b\n",
    "? a\n",
    "a: b\n  c\n\n  d\n",
    "a: >-\n  b\n\n    c\n  d\n",
    "a: |2\n    b\n",
    "'a b': \"c: d\"\n",
    "a: b#c\n",
    'a: "b"#c\n',
    "a: b: c\n",
    "a: -\n",
    "a:\n- b\n-\n- c: d\n",
    "--- # c\na: 1\n...\n",
    PLACES,
    "a: |\n  b",
    "a: |+\n  b\n\n",
    "a: http://x.y/z?q=1#f\n",
    "a: [b, 'c']\n \nd: e\n",
    "\n\n  a: 1\n  b: 2\n# c\n",
    "a: {\n b: 1,\n c: 2\n }\n",
]


def both(text: str) -> tuple[object, object]:
    """Return what the C parser and the pure one make of *text*: its data, or None if it is refused."""
    results = []
    for parser in (reader.FAST_PARSER, reader.PureParser):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "PARSER", parser)
            try:
                results.append(read(text))
            except Problems:
                results.append(None)
    return results[0], results[1]


@pytest.mark.skipif(reader.FAST_PARSER is None, reason="this PyYAML has no C parser")
@pytest.mark.parametrize("text", CORPUS)
def test_the_pure_parser_accepts_nothing_else(text: str) -> None:
    """What it reads, the C parser reads, and as the same."""
    fast, pure = both(text)
    assert pure is None or pure == fast


@pytest.mark.skipif(reader.FAST_PARSER is None, reason="this PyYAML has no C parser")
@given(TEXTS.map("k: {}".format) | TEXTS)
def test_the_pure_parser_accepts_nothing_else_of_any_text(text: str) -> None:
    """The same, for texts nobody thought of."""
    fast, pure = both(text)
    assert pure is None or pure == fast


def test_the_pure_parser_reads_ordinary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Data, places and complaints are the same without C."""
    documents = []
    for parser in ("pure", "fast"):
        use(parser, monkeypatch)
        document = yamlio.read(PLACES.encode(), "f")
        paths = [("goals", 0, "due"), ("goals", 1, 0), ("open", "a", "ask")]
        documents.append((document.data, [document.mark(path) for path in paths], problems("a: 1\na: 2\n")))
    assert documents[0] == documents[1]


# --- files


def test_a_file_is_read_under_its_own_or_a_given_name(tmp_path: Path) -> None:
    """Problems carry the name that the person knows."""
    path = tmp_path / "a.yaml"
    path.write_text("a: Übung\n", encoding="utf-8")
    assert yamlio.read_file(path).data == {"a": "Übung"}
    assert yamlio.read_file(path).file == str(path)
    assert yamlio.read_file(path, file="short").file == "short"


def file_problem(path: Path) -> Problem:
    with pytest.raises(Problems) as caught:
        yamlio.read_file(path, file="f")
    (problem,) = caught.value.problems
    assert problem.file == "f"
    return problem


def test_missing_files_and_folders_are_told_apart(tmp_path: Path) -> None:
    """Nothing there, a folder there, a file where a folder should be, a name that no file can have."""
    (tmp_path / "file").write_bytes(b"")
    assert file_problem(tmp_path / "nothing.yaml").code == "yaml.missing_file"
    assert file_problem(tmp_path / "file" / "below").code == "yaml.missing_file"
    assert file_problem(tmp_path / "a\0b").code == "yaml.missing_file"
    assert file_problem(tmp_path).code == "yaml.folder"
    assert file_problem(tmp_path / "file").code == "yaml.empty"


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A file of a terabyte costs nothing."""
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    start = time.perf_counter()
    assert file_problem(path).code == "yaml.too_large"
    assert time.perf_counter() - start < 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    """Opening a pipe that nobody writes to would block for ever."""
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(file_problem(path).code), daemon=True)
    thread.start()
    thread.join(5)
    assert found == ["yaml.no_file"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_a_device_is_refused() -> None:
    """It would never end."""
    assert file_problem(Path("/dev/zero")).code == "yaml.no_file"


def test_an_unreadable_file_names_the_reason(tmp_path: Path) -> None:
    """A loop of links, or no permission: the system's own short name for it, in no language."""
    path = tmp_path / "loop.yaml"
    try:
        path.symlink_to(path)
    except OSError:
        pytest.skip("no links here")
    problem = file_problem(path)
    assert (problem.code, problem.values) == ("yaml.unreadable", {"reason": "ELOOP"})
