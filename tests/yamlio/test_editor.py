"""Editing one entry: what is meant changes, every other byte stays."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smcheck import yamlio
from smcheck.problems import Problems
from smcheck.yamlio import reader

SHEET = """\
# Gespräch vom 1. Dezember
smcheck: 1
answers:   # was gesagt wurde
  # Frage 1
  a: 1  # eins

  # Frage 2
  "c":
    - x  # innen
      # gehört zu c
  # Frage 3
  t: |  # Block
    foo

    # kein Kommentar


open: {a: {status: x}, 'b b': 2}  # flow
notes:
private: [a]
# Ende
"""


def read(text: str) -> dict[str, yamlio.Data]:
    return yamlio.read(text.encode(), "f").data


def code(edit: Callable[[], str]) -> str:
    with pytest.raises(Problems) as caught:
        edit()
    return caught.value.problems[0].code


ORDER = ["a", "b", "c", "t", "z"]


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("a", "2", "  a: 1  # eins\n", "  a: 2  # eins\n"),
        ("a", None, "  a: 1  # eins\n", "  a:  # eins\n"),
        ("a", "x\ny", "  a: 1  # eins\n", "  a: |-  # eins\n    x\n    y\n"),
        ("a", ["x", {"w": None, "z": []}], "  a: 1  # eins\n", "  a:  # eins\n    - x\n    - w:\n      z: []\n"),
        ("c", "x", '  "c":\n    - x  # innen\n', '  "c": x\n'),
        ("t", "x\n", "  t: |  # Block\n    foo\n\n    # kein Kommentar\n", "  t: |  # Block\n    x\n"),
        ("t", "x", "  t: |  # Block\n    foo\n\n    # kein Kommentar\n", "  t: x  # Block\n"),
        ("b", "x", "  a: 1  # eins\n", "  a: 1  # eins\n  b: x\n"),
        ("z", "x", "    # kein Kommentar\n", "    # kein Kommentar\n  z: x\n"),
        ("unknown", "x", "    # kein Kommentar\n", "    # kein Kommentar\n  unknown: x\n"),
        ("d", "x\ny\n", "      # gehört zu c\n", "      # gehört zu c\n  d: |\n    x\n    y\n"),
    ],
)
def test_an_entry_is_replaced_or_inserted_where_it_belongs(key: str, value: yamlio.Data, old: str, new: str) -> None:
    """A comment behind the key stays, one inside the old value goes with it, one below and deeper belongs above."""
    order = ["a", "b", "c", "d", "t", "z"]
    assert yamlio.splice(SHEET, "answers", key, value, order=order) == SHEET.replace(old, new)


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("a", "x, y", "{a: {status: x}, ", '{a: "x, y", '),
        ("b b", {"k": ["1", None]}, "'b b': 2}", "'b b': {k: [1, ~]}}"),
        ("b", "x\ny", "'b b': 2}", "'b b': 2, b: \"x\\ny\"}"),
    ],
)
def test_a_section_between_brackets_is_edited_between_brackets(
    key: str, value: yamlio.Data, old: str, new: str
) -> None:
    """Nobody's one-line section is torn apart."""
    assert yamlio.splice(SHEET, "open", key, value) == SHEET.replace(old, new)


@pytest.mark.parametrize(
    ("section", "key", "old", "new"),
    [
        ("answers", "a", "  a: 1  # eins\n", ""),
        ("answers", "c", '  "c":\n    - x  # innen\n', ""),
        ("answers", "t", "  t: |  # Block\n    foo\n\n    # kein Kommentar\n", ""),
        ("open", "a", "{a: {status: x}, ", "{"),
        ("open", "b b", ", 'b b': 2}", "}"),
        ("open", "nothing", "", ""),
        ("notes", "a", "", ""),
        ("private", "a", "", ""),
        ("nothing", "a", "", ""),
    ],
)
def test_an_entry_is_removed(section: str, key: str, old: str, new: str) -> None:
    """Its lines go, or its place between brackets with one comma; what is not there changes nothing."""
    assert yamlio.remove(SHEET, section, key) == SHEET.replace(old, new)


def test_the_last_entry_leaves_a_blank_section() -> None:
    """The section stays, so that its comments do, and takes a new first entry where the old one was."""
    text = "a:  # c\n  # d\n  b: 1\n# e\nf: {g: 1,}\n"
    assert yamlio.remove(text, "a", "b") == "a:  # c\n  # d\n# e\nf: {g: 1,}\n"
    assert yamlio.remove(text, "f", "g") == "a:  # c\n  # d\n  b: 1\n# e\nf: {}\n"
    assert yamlio.remove("f: {g: , h: 1}\n", "f", "h") == "f: {g: , }\n"
    assert yamlio.splice(yamlio.remove(text, "a", "b"), "a", "x", "1") == "a:  # c\n  x: 1\n  # d\n# e\nf: {g: 1,}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x: 1\nanswers:\n# c\ny: 2\n", "x: 1\nanswers:\n  k: v\n# c\ny: 2\n"),
        ("answers:  # c\n  # d\ny: 2\n", "answers:  # c\n  k: v\n  # d\ny: 2\n"),
        ("answers: ~\n", "answers:\n  k: v\n"),
        ("answers: null # c\n", "answers: # c\n  k: v\n"),
        ("answers: ''\n", "answers:\n  k: v\n"),
        ("answers: {}\ny: 2", "answers:\n  k: v\ny: 2"),
        ("answers: { }  # c\n", "answers:  # c\n  k: v\n"),
        ("answers: { # c\n  }\n", "answers: {k: v # c\n  }\n"),
        ("answers:\n  ~  # c\ny: 2\n", "answers:\n    # c\n  k: v\ny: 2\n"),
        ("answers:", "answers:\n  k: v\n"),
        ("answers: {}", "answers:\n  k: v\n"),
        ("x: 1", "x: 1\nanswers:\n  k: v\n"),
        ("x: 1\n# end\n", "x: 1\n# end\nanswers:\n  k: v\n"),
        ("--- # c\nx: 1\n...\n# end\n", "--- # c\nx: 1\nanswers:\n  k: v\n...\n# end\n"),
        ("x:\n     y: 1\n", "x:\n     y: 1\nanswers:\n     k: v\n"),
        ("  x: 1\n", "  x: 1\n  answers:\n    k: v\n"),
        ("{}\n", "{answers: {k: v}}\n"),
        ('{"x": 1}', '{"x": 1, answers: {k: v}}'),
        ('{"answers": {}}', '{"answers": {k: v}}'),
        ('{"answers": null, "x": 1}', '{"answers": {k: v}, "x": 1}'),
        ("answers: {x: }\n", "answers: {x: , k: v }\n"),
        ("\ufeffx: 1\r\n", "\ufeffx: 1\r\nanswers:\r\n  k: v\r\n"),
    ],
)
def test_a_first_entry_finds_its_section_or_makes_one(before: str, after: str) -> None:
    """Absent, blank and `{}` are the same; indentation, line ends, comments and byte order mark are the document's."""
    assert yamlio.splice(before, "answers", "k", "v") == after


@pytest.mark.parametrize(
    ("before", "key", "value", "after"),
    [
        ("minutes: 41  # c\nx: 1\n", "minutes", "42", "minutes: 42  # c\nx: 1\n"),
        ("x: 1\n# c", "minutes", "42", "x: 1\n# c\nminutes: 42\n"),
        ("private: [a]\nx: 1\n", "private", ["a", "b"], "private:\n  - a\n  - b\nx: 1\n"),
        ("private: [a]\nx: 1\n", "private", [], "private: []\nx: 1\n"),
        ("a:\n- b\n- c\nx: 1", "a", None, "a:\nx: 1"),
        ("x: 1\ra: 2\r", "a", "b\nc", "x: 1\ra: |-\r  b\r  c\r"),
        ("{x: 1,\n y: 2}", "x", "3", "{x: 3,\n y: 2}"),
    ],
)
def test_a_top_level_entry_is_replaced_or_added_at_the_end(
    before: str, key: str, value: yamlio.Data, after: str
) -> None:
    """`put` does for the document what `splice` does for a section."""
    assert yamlio.put(before, key, value) == after


def test_text_blocks_do_not_swallow_what_stands_below() -> None:
    """Comments and blanks that stand deep below would become lines of the text: then it stands in quotes."""
    deep = "s:\n  a: 1\n\n        # deep\n  c: 3\n"
    assert yamlio.splice(deep, "s", "a", "x\ny\n") == deep.replace("a: 1", 'a: "x\\ny\\n"')
    blanks = "s:\n  a: 1\n        \n  c: 3\n"
    assert yamlio.splice(blanks, "s", "a", "x\ny\n") == blanks.replace("a: 1", 'a: "x\\ny\\n"')
    above = "s:\n  a: |\n    x\n  b: 1\n      # deep\n"
    assert yamlio.remove(above, "s", "b") == above.replace("b: 1", "#")


def test_blank_lines_that_belong_to_a_text_are_kept_or_replaced_with_it() -> None:
    """`|+` keeps the blank lines below: they are part of that entry and of no other."""
    text = "s:\n  a: |+\n    x\n\n\n  b: 1\n"
    assert yamlio.splice(text, "s", "c", "2") == text + "  c: 2\n"
    assert yamlio.splice(text, "s", "aa", "2", order=["a", "aa", "b"]) == text.replace("  b", "  aa: 2\n  b")
    assert yamlio.splice(text, "s", "a", "2") == "s:\n  a: 2\n  b: 1\n"
    assert yamlio.remove(text, "s", "a") == "s:\n  b: 1\n"


@pytest.mark.parametrize(
    ("present", "key", "after"),
    [
        ("bd", "c", "bcd"),
        ("bd", "a", "abd"),
        ("bd", "e", "bde"),
        ("db", "c", "dbc"),
        ("dxb", "e", "dexb"),
        ("bxd", "c", "bcxd"),
        ("xy", "c", "xyc"),
        ("bd", "x", "bdx"),
    ],
)
def test_a_new_entry_stands_behind_its_nearest_predecessor(present: str, key: str, after: str) -> None:
    """The order given is followed as far as the document follows it; unknown keys stay where they are."""
    for document in (
        "s:\n" + "".join(f"  {k}: 1\n" for k in present),
        "s: {" + ", ".join(f"{k}: 1" for k in present) + "}",
    ):
        section = read(yamlio.splice(document, "s", key, "2", order="abcde"))["s"]
        assert isinstance(section, dict)
        assert "".join(section) == after


@pytest.mark.parametrize(
    "edit",
    [
        lambda: yamlio.splice("answers: text\n", "answers", "k", "v"),
        lambda: yamlio.splice("answers: [a]\n", "answers", "k", "v"),
        lambda: yamlio.splice("? answers\n: ? a\n  : 1\n", "answers", "a", "2"),
        lambda: yamlio.remove("answers:\n  ? a\n  : 1\n", "answers", "a"),
    ],
)
def test_what_cannot_be_edited_is_left_alone(edit: Callable[[], str]) -> None:
    """A section that is no mapping, and entries of a form that nobody writes."""
    assert code(edit) == "yaml.cannot_edit"


def test_unreadable_documents_and_impossible_values_are_refused() -> None:
    """A document that cannot be read is never written; neither is a value that could not be read again."""
    assert code(lambda: yamlio.splice("a: 1\na: 2\n", "s", "k", "v")) == "yaml.duplicate_key"
    assert code(lambda: yamlio.put("a: \ud800\n", "k", "v")) == "yaml.not_utf8"
    assert code(lambda: yamlio.put("", "k", "v")) == "yaml.empty"
    assert code(lambda: yamlio.put("a: 1\n", "k", "\x07")) == "yaml.cannot_hold"
    assert code(lambda: yamlio.splice("a: 1\n", "", "k", "v")) == "yaml.blank_key"
    assert code(lambda: yamlio.put("a: 1\n", "k", "x" * (1 << 20))) == "yaml.too_large"
    deep: yamlio.Data = "x"
    for _ in range(31):
        deep = [deep]
    assert read(yamlio.put("a: 1\n", "k", deep))["k"] == deep
    assert code(lambda: yamlio.splice("a: 1\n", "s", "k", deep)) == "yaml.too_deep"
    assert code(lambda: yamlio.splice("{a: 1}\n", "s", "k", deep)) == "yaml.too_deep"


def test_an_edit_is_quick() -> None:
    """Saving one answer has 50 ms; an edit of a full sheet takes a small part of it."""
    text = "answers:\n" + "".join(f"  q{i}: Eine Antwort von gewöhnlicher Länge, Nummer {i}\n" for i in range(300))
    edits = []
    for _ in range(5):
        start = time.perf_counter()
        yamlio.splice(text, "answers", "q150", "neu")
        edits.append(time.perf_counter() - start)
    assert min(edits) < 0.05


# --- any document: comments, odd indentation, any style, any line end


@dataclass
class Sketch:
    """A document in pieces; a piece with a label is an entry, by section and key, or a section's head."""

    pieces: list[tuple[tuple[str, ...] | None, str]] = field(default_factory=list)
    bom: str = ""

    @property
    def text(self) -> str:
        return self.bom + "".join(piece for _, piece in self.pieces)

    def around(self, label: tuple[str, ...]) -> tuple[str, str]:
        number = next(i for i, piece in enumerate(self.pieces) if piece[0] == label)
        before, after = self.pieces[:number], self.pieces[number + 1 :]
        return self.bom + "".join(piece for _, piece in before), "".join(piece for _, piece in after)


COMMENTS = st.sampled_from(["", "", "  # c", " # c: d", "   # 'x \" ä😀", " #"])
PLAIN = st.sampled_from(
    ["x", "Ja, so: nicht".replace(": ", ":"), "a#b", "it's", "22:30", 'sagt "x"', "ä😀", "-1", "a - b"]
)
QUOTED = st.sampled_from(
    ["'x'", '"x # y"', "'it''s: so'", '"\\n\\t"', "''", '"{"', "~", "null", "[a, 'b, c', {d: e}]", "{}", "[]"]
)
KEYS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "unknown", "b b", "ä", "1"]), unique=True, max_size=5)


@st.composite
def entry(draw: st.DrawFn, key: str, indent: int) -> tuple[list[str], bool]:
    """Lines of an entry in some style, and whether it ends as a text block (below it, blanks are text)."""
    pad, step = " " * indent, " " * draw(st.integers(1, 4))
    key = draw(st.sampled_from([key, f'"{key}"', f"'{key}'"]))
    comment = draw(COMMENTS)
    head = f"{pad}{key}" + draw(st.sampled_from([":", ":", " :"]))
    style = draw(st.integers(0, 10))
    if style == 0:
        return [head + comment], False
    if style == 1:
        return [f"{head} {draw(PLAIN)}{comment}"], False
    if style == 2:
        return [f"{head}  {draw(QUOTED)}{comment}"], False
    if style == 3:
        sign = draw(st.sampled_from(["|", "|-", "|+", ">", ">-", ">+", f"|{len(step)}", f">{len(step)}-"]))
        body = [pad + step + line for line in draw(st.lists(st.sampled_from(["x", "# y", "z: 1", "- q"]), min_size=1))]
        body += [""] * draw(st.integers(0, 2)) if "+" in sign else []
        return [f"{head} {sign}{comment}", *body], True
    if style == 4:
        return [f"{head} {draw(PLAIN)}", f"{pad}{step}more", "", f"{pad}{step}and more{comment}"], False
    if style == 5:
        return [f'{head} "one', "", f'{pad}  {step}two # three"{comment}'], False
    if style == 6:
        dash = pad + draw(st.sampled_from(["", step]))
        return [head + comment, f"{dash}- x # y", "# left", f"{dash}-", f"{dash}- k: v", f"{dash}  l: [w]"], False
    if style == 7:
        return [head + comment, f"{pad}{step}k: v", "", f"{pad}{step}l: w  # x"], False
    if style == 8:
        return [f"{head} [a,{comment}", f"{pad}  b]  # y"], False
    if style == 9:
        return [f"{head}{comment}", f"{pad}{step}x  # y"], False
    return [f"{head} {{a: 1, # x", f"{pad} 'b': [2]", f"{pad} }}{comment}"], False


@st.composite
def noise(draw: st.DrawFn, indent: int, *, after_block: bool) -> list[str]:
    """Blank lines and comments between entries."""
    if after_block:
        return draw(st.lists(st.integers(0, indent).map(lambda n: " " * n + "# n"), max_size=2))
    lines = st.integers(0, 8).map(lambda n: " " * n + "# n") | st.sampled_from(["", "", "  ", "      "])
    return draw(st.lists(lines, max_size=3))


@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    sketch = Sketch(bom=draw(st.sampled_from(["", "\ufeff"])))
    indent, after_block = draw(st.sampled_from([0, 0, 0, 1])), False

    def add(label: tuple[str, ...] | None, lines: list[str]) -> None:
        sketch.pieces.append((label, "".join(line + "\n" for line in lines)))

    add(None, draw(st.sampled_from([[], ["---"], ["# head", ""]])))
    add(("top",), [" " * indent + "top: 1"])
    for section in draw(st.permutations(["s", "t"])):
        add(None, draw(noise(indent, after_block=after_block)))
        style = draw(st.integers(0, 5))
        pad = " " * indent
        after_block = False
        if style == 0:
            add((section,), [f"{pad}{section}:{draw(st.sampled_from(['', ' ~', ' {}', ' null']))}{draw(COMMENTS)}"])
        elif style == 1:
            keys = draw(KEYS.filter(bool))
            brackets = draw(st.sampled_from([" ", "\n  ", " # c\n  "]))
            sketch.pieces.append(((section,), f"{pad}{section}: {{"))
            for number, key in enumerate(keys):
                value = draw(st.sampled_from(["x", "'y'", "[1, {a: b}]", "{c: }", "~", " "]))
                sketch.pieces.append((None, f",{brackets}{pad}" if number else ""))
                sketch.pieces.append(((section, key), f"{key}: {value}"))
            sketch.pieces.append((None, draw(st.sampled_from(["}", " }", ", }"])) + draw(COMMENTS) + "\n"))
        elif style >= 3:
            inner = indent + draw(st.integers(1, 5))
            add((section,), [f"{pad}{section}:{draw(COMMENTS)}"])
            for key in draw(KEYS):
                add(None, draw(noise(inner, after_block=after_block)))
                lines, after_block = draw(entry(key, inner))
                add((section, key), lines)
    add(None, draw(noise(indent, after_block=after_block)))
    add(None, draw(st.sampled_from([[], [], [], ["..."]])))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    sketch.pieces = [(label, piece.replace("\n", end)) for label, piece in sketch.pieces]
    if draw(st.booleans()):
        filled = max(i for i, piece in enumerate(sketch.pieces) if piece[1])
        label, piece = sketch.pieces[filled]
        sketch.pieces[filled] = (label, piece.removesuffix(end))
    return sketch


TEXTS = st.text(st.sampled_from([*"ab \n#:-'\"[]{},ä😀"]), min_size=1, max_size=8) | st.sampled_from(
    ["x\ny\n", "  x\ny", "a\n\n"]
)
VALUES = st.recursive(
    st.none() | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=5,
)


def section_of(data: dict[str, yamlio.Data], section: str) -> dict[str, yamlio.Data]:
    inside = data.get(section) or {}
    assert isinstance(inside, dict)
    return inside


def is_insertion(before: str, after: str) -> bool:
    """Tell whether *after* is *before* with one piece put in."""
    start = next((i for i, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), len(before))
    return after.endswith(before[start:]) and len(after) >= len(before)


@given(sketches(), st.sampled_from(["s", "t"]), st.sampled_from(ORDER), VALUES)
def test_splice_changes_one_entry_and_nothing_else(sketch: Sketch, section: str, key: str, value: yamlio.Data) -> None:
    """It reads back as meant, in the right order; all before and behind the entry is the same to the byte."""
    text, data = sketch.text, read(sketch.text)
    old = section_of(data, section)
    result = yamlio.splice(text, section, key, value, order=ORDER)
    new = section_of(read(result), section)
    assert read(result) == {**data, section: {**old, key: value}}
    assert [name for name in new if name != key] == [name for name in old if name != key]
    ranked = [ORDER.index(name) for name in old if name in ORDER]
    if ranked == sorted(ranked):
        assert [name for name in new if name in ORDER] == sorted(
            (name for name in new if name in ORDER), key=ORDER.index
        )
    label = (section, key) if key in old else (section,)
    if key not in old and (old or section not in data):
        assert is_insertion(text, result)
    else:
        before, after = sketch.around(label)
        assert result.startswith(before)
        assert result.endswith(after)


@given(sketches(), st.sampled_from(["s", "t"]), st.sampled_from(ORDER))
def test_remove_takes_one_entry_and_nothing_else(sketch: Sketch, section: str, key: str) -> None:
    """It reads back as meant; every other entry and every comment outside stands as it stood."""
    text, data = sketch.text, read(sketch.text)
    old = section_of(data, section)
    result = yamlio.remove(text, section, key)
    if key not in old:
        assert result == text
        return
    left = {name: item for name, item in old.items() if name != key}
    assert section_of(read(result), section) == left
    assert {**read(result), section: left} == {**data, section: left}
    before, after = sketch.around((section, key))
    if dict(sketch.pieces)[(section,)].endswith("{"):
        bare = str.maketrans("", "", ", \r\n")
        assert result.translate(bare) == (before + after).translate(bare)
    else:
        assert result.startswith(before)
        assert result.endswith(after)
        assert result[len(before) : len(result) - len(after)].strip() in ("", "#")


@given(sketches(), st.sampled_from(["top", "s", "neu"]), VALUES)
def test_put_changes_one_entry_and_nothing_else(sketch: Sketch, key: str, value: yamlio.Data) -> None:
    """The same for the document itself."""
    text, data = sketch.text, read(sketch.text)
    result = yamlio.put(text, key, value)
    assert read(result) == {**data, key: value}
    if key not in data:
        assert is_insertion(text, result)
    elif key == "top":
        before, after = sketch.around(("top",))
        assert result.startswith(before)
        assert result.endswith(after)


@given(sketches(), st.sampled_from(["s", "t"]), st.lists(st.tuples(st.sampled_from(ORDER), VALUES), max_size=4))
def test_edits_in_a_row_add_up(sketch: Sketch, section: str, edits: list[tuple[str, yamlio.Data]]) -> None:
    """A whole interview is many edits of one document."""
    text = sketch.text
    want = dict(section_of(read(text), section))
    for key, value in edits:
        text = yamlio.splice(text, section, key, value, order=ORDER)
        want[key] = value
    assert section_of(read(text), section) == want
    for key, _ in edits:
        text = yamlio.remove(text, section, key)
        want.pop(key, None)
    assert section_of(read(text), section) == want


@given(sketches(), st.sampled_from(ORDER), VALUES)
def test_the_pure_parser_edits_the_same_way(sketch: Sketch, key: str, value: yamlio.Data) -> None:
    """Places come out the same without C."""
    result = yamlio.splice(sketch.text, "s", key, value, order=ORDER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "PARSER", reader.PureParser)
        assert yamlio.splice(sketch.text, "s", key, value, order=ORDER) == result
