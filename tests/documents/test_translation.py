"""Templates become the same documents, whoever makes them: our own Python or Jinja."""

import datetime
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.filters import _GroupTuple, make_attrgetter
from jinja2.runtime import LoopContext
from jinja2.utils import _PassArg

from smcheck.answers.read import load_sheet
from smcheck.bank.load import Bank
from smcheck.case import Case, group, rounds
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.documents.context import Seen
from smcheck.documents.environment import FILTERS, Templates, folders, quoted, templates
from smcheck.documents.make import orders
from smcheck.documents.quick import Macro, Module, is_plain
from smcheck.documents.sandbox import Namespace, Sandbox
from smcheck.documents.shapes import SHAPES, Lookup
from smcheck.documents.tokens import Unusual, pieces
from smcheck.documents.translation import translated
from smcheck.problems import Problems

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "templates"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
LIBRARY = """
{% set colour = "red" %}{% set seen = namespace(n=0) %}
{% macro pair(x, y=2) %}({{ x }}|{{ y }}){% endmacro %}
{% macro framed(title) %}<{{ title }}:{{ caller() }}>{% endmacro %}
{% macro counted() %}{% set seen.n = seen.n + 1 %}{{ seen.n }}{{ z }}{% endmacro %}
"""


IMPORT = '{% import "lib.md.j2" as m with context %}'


def by_jinja(found: Templates) -> Templates:
    """Let Jinja do all."""
    found.unusual.add("a.md.j2")
    return found


@pytest.fixture(scope="session")
def names(the_fair: Case, every_type: Bank) -> Mapping[str, object]:
    """What templates see of a case."""
    return Seen(templates(folders(every_type)), "de").context("brief", Diagnosis(the_fair))


@pytest.fixture(scope="session")
def outcome(tmp_path_factory: pytest.TempPathFactory, names: Mapping[str, object]) -> Callable[..., object]:
    """Tell what comes of templates, a text or what is wrong, whether translated by us or not."""

    def outcome(make: Callable[[Templates], Templates], folder: Path) -> object:
        try:
            return make(Templates((folder,))).render("a.md.j2", names)
        except Problems as wrong:
            (problem,) = wrong.problems
            return problem

    def both(source: str, **files: str) -> object:
        folder = tmp_path_factory.mktemp("templates")
        for name, text in {"a": source, "lib": LIBRARY, **files}.items():
            (folder / f"{name}.md.j2").write_text(text, encoding="utf-8")
        ours, theirs = outcome(lambda found: found, folder), outcome(by_jinja, folder)
        assert ours == theirs
        return ours

    return both


NAMES = st.sampled_from(
    [
        *("q", "m", "case", "sections", "respondents", "findings", "coverage", "colour", "gone"),
        *("x", "y", "row", "loop", "caller", "ns", "namespace"),
    ]
)
FIELDS = st.sampled_from(
    ["line", "org_name", "questions", "rows", "n", "pair", "answered", "stalls", "cells", "zzz", "_x"]
)
LITERALS = st.sampled_from(["1", "0", "2.5", "'a'", '"ä\\n"', "none", "true", "[1, 2]", "('b',)", "{'k': 1}", "[]"])


def joined(*parts: Any) -> st.SearchStrategy[str]:
    return st.tuples(*[st.just(part) if isinstance(part, str) else part for part in parts]).map("".join)


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    rows = st.sampled_from(["q.stalls.rows", "sections", "q.stalls.columns", "x", "[3, 1, 2, 1]", "respondents"])
    filters = [
        *(
            "length",
            "first",
            "list",
            "trim",
            "join(', ')",
            "join",
            "select | list",
            "unique | list",
            "sort | list",
            "quoted",
        ),
        *(
            "selectattr('line', 'eq', 'a') | list | length",
            "map(attribute='id') | join('; ')",
            "reject('eq', 1) | list",
        ),
        *("selectattr('cells.stall_hours.open') | list", "rejectattr('name') | map(attribute='name') | list", "min"),
        *("selectattr('id', 'in', ('tasks', 'mood')) | map(attribute='label') | join(' ')", "map(attribute=0) | list"),
        *("selectattr('zzz') | list", "map('length') | list", "selectattr(1)", "select('none') | list", "sum(start=1)"),
    ]
    return st.one_of(
        joined(
            "(",
            inner,
            st.sampled_from([" + ", " - ", " ~ ", " == ", " and ", " or ", " in ", " < ", " // "]),
            inner,
            ")",
        ),
        joined("(not ", inner, ")"),
        joined("(", inner, " if ", inner, " else ", inner, ")"),
        joined("(", inner, " if ", inner, ")"),
        joined("(", st.one_of(inner, rows), " | ", st.sampled_from(filters), ")"),
        joined("(", inner, " is ", st.sampled_from(["defined", "none", "string"]), ")"),
        joined(NAMES, "(", inner, ")"),
        joined("m.", st.sampled_from(["pair", "framed", "counted", "gone"]), "(", inner, ")"),
        joined("t('still_open', what=", inner, ")"),
        joined("listed([", inner, ", ", inner, "])"),
        joined(inner, "[", st.sampled_from(["0", "'line'", "-1", ":1", "1:", "::2"]), "]"),
        joined("(", inner, ").", FIELDS),
        joined("(-", inner, ")"),
        joined("[", inner, ", ", inner, "]"),
    )


EXPRESSIONS = st.recursive(st.one_of(LITERALS, NAMES, joined(NAMES, ".", FIELDS)), deeper, max_leaves=6)


def bodies(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(inner, min_size=1, max_size=3).map("".join)
    target = st.sampled_from(["x", "y", "row", "row, z"])
    return st.one_of(
        joined("{% if ", EXPRESSIONS, " %}", block, "{% endif %}\n"),
        joined(
            "{% if ",
            EXPRESSIONS,
            " %}",
            block,
            "{% elif ",
            EXPRESSIONS,
            " %}",
            block,
            "{% else %}",
            block,
            "{% endif %}",
        ),
        joined("{% for ", target, " in ", EXPRESSIONS, " %}", block, "{% endfor %}"),
        joined(
            "{% for row in sections if ",
            EXPRESSIONS,
            " %}\n",
            block,
            "{{ loop.index }}{% else %}",
            block,
            "{% endfor %}",
        ),
        joined("{% for row in q.stalls.rows if row.name %}", block, "{% endfor %}"),
        joined(
            "{% macro ", st.sampled_from(["x", "y", "f"]), "(z, row=", EXPRESSIONS, ") %}", block, "{% endmacro %}\n"
        ),
        joined("{% macro f() %}", block, "{{ caller() }}{% endmacro %}"),
        joined("{% call m.framed(", EXPRESSIONS, ") %}", block, "{% endcall %}\n"),
        joined("{% call f() %}", block, "{% endcall %}"),
    )


STATEMENTS = st.recursive(
    st.one_of(
        st.sampled_from(
            ["text\n", "  ", "{# note #}\n", "- {{- 'a' -}} b\n", "{{ m.pair(1, y=3) }}", "{{ f() }}", "{{ y }}"]
        ),
        joined("{{ ", EXPRESSIONS, " }}"),
        joined("  {% set ", st.sampled_from(["y", "z", "set_here"]), " = ", EXPRESSIONS, " %}\n"),
        joined("{% set ns = namespace(n=", EXPRESSIONS, ") %}"),
        joined("{% set ns.n = ", EXPRESSIONS, " %}"),
    ),
    bodies,
    max_leaves=8,
)
TEMPLATES = st.lists(STATEMENTS, min_size=1, max_size=5).map(lambda parts: f"{IMPORT}\n{''.join(parts)}")


# Templates as people write them: nearly all of them are made the quick way.

TEXTS = st.sampled_from(
    [
        *(
            "row.name",
            "row.cells.stall_hours",
            "q.org_name",
            "q.org_name.line",
            "case.title",
            "'a'",
            '"50 %\\n"',
            "t('note')",
        ),
        *(
            "colour",
            "n.x",
            "m.colour",
            "f(1)",
            "f(row.name, y='z')",
            "m.pair(row)",
            "m.pair(1, y=n.x)",
            "count(3)",
            "loop.index",
        ),
        *("[n.x, row.name] | join('; ')", "(row.name if row.cells else 'b') | trim", "rows | length", "rows[0].name"),
        *(
            "listed([colour, 'b'])",
            "number(n.x + 1)",
            "(2 - n.x) * 3",
            "gone if row is not defined",
            "'x' ~ f(2) ~ '%'",
        ),
        *("q.stalls.rows | map(attribute='cells') | map(attribute='stall_hours') | join(', ')", "row['name']", "f"),
        *(
            "rows[:1] | map(attribute=figure) | first",
            "[[1, 'a'], [2, 'b']] | map('last') | join",
            "-n.x",
            "m.counted()",
        ),
        *(
            "{'k': n.x}.k",
            "(1, colour)[1]",
            "rows | sort(attribute='name') | map(attribute='name') | list",
            "row.title",
        ),
        *(
            "rows | selectattr('name', 'eq', row.name) | map(attribute='name') | unique | join",
            "caller()",
            "n",
            "q.mood",
        ),
        *(
            "sections | selectattr('id', 'in', ['people']) | list | length",
            "rows | rejectattr(figure) | list",
            "d.a",
            "row",
        ),
    ]
)
TRUTHS = st.one_of(
    st.sampled_from(
        [
            *(
                "row.cells.stall_hours.open",
                "n.x > 1",
                "n.x < 3 and row.name",
                "not q.org_name.open",
                "colour == 'red'",
            ),
            *("row.name is defined", "q.gone is defined", "n.y is defined", "row.cells.stall_hours.number is none"),
            *(
                "'a' in colour or 0",
                "row.name not in (colour, 'b')",
                "n is defined",
                "1 < n.x <= 3",
                "rows",
                "not rows[:0]",
            ),
        ]
    ),
    joined(TEXTS, " == ", TEXTS),
)


def told(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = st.lists(inner, min_size=1, max_size=3).map("".join)
    rows = st.sampled_from(["q.stalls.rows", "rows", "rows | selectattr('name')", "sections", "[1, 2]", "rows[:n.x]"])
    return st.one_of(
        joined("{% if ", TRUTHS, " %}\n", block, "{% endif %}\n"),
        joined("{% if ", TRUTHS, " %}", block, "{% elif ", TRUTHS, " %}", block, "{% else %}", block, "{%- endif %}"),
        joined("{% for row in ", rows, " %}\n", block, "{% endfor %}\n"),
        joined("{% for row in ", rows, " if ", TRUTHS, " %}", block, "{% else %}", block, "{% endfor +%}\n"),
        joined("{% for row, z in [(rows[0], 1), (q.stalls, 2)] %}{{ z }}", block, "{% endfor %}"),
        joined("{% call m.framed(", TEXTS, ") %}", block, "{% endcall %}\n"),
        joined("{% call around(", TEXTS, ", more=1) %}", block, "{% endcall %}"),
    )


TOLD = st.recursive(
    st.one_of(
        joined("- {{ ", TEXTS, " }}\n"),
        joined("{{- ", TEXTS, " ~ ", TEXTS, " -}} "),
        joined("{{ ", TEXTS, " if ", TRUTHS, " }}"),
        joined("{% set z = ", TEXTS, " %}{{ z }}"),
        joined("{% set n.x = n.x + ", st.sampled_from(["1", "0.5", "rows | length"]), " %}\n"),
        st.sampled_from(
            ["50 %s %\n", "{# note #}\n", "{% set k = namespace(x=1) %}{% set k.x = k.x + n.x %}{{ k.x }}"]
        ),
    ),
    told,
    max_leaves=8,
)
ORDINARY = st.tuples(*[st.lists(TOLD, min_size=1, max_size=3).map("".join)] * 3).map(
    lambda parts: (
        f"""{IMPORT}
{{% set rows, figure, d = q.stalls.rows, "name", {{"a": 1}} %}}
{{% set row = rows[0] %}}
{{% set n = namespace(x=1) %}}
{{% set colour = "blue" %}}
{{% macro f(x, y=colour) %}}{{% set n.x = n.x + 1 %}}{{{{ x }}}}{{{{ y }}}}{{{{ late(x) }}}}{{% endmacro %}}
{{% macro around(x, more) %}}
{parts[0]}{{{{ caller() }}}}
{{% endmacro %}}
{{% macro count(x) %}}
{parts[1]}
{{% endmacro %}}
{{% macro late(x) %}}{{{{ x == colour }}}}{{% endmacro %}}
{parts[2]}"""
    )
)


@given(source=ORDINARY)
def test_what_is_ordinary_comes_out_the_same(source: str, outcome: Callable[..., object]) -> None:
    """Whoever makes it."""
    outcome(source)


@given(source=TEMPLATES)
def test_it_does_not_matter_who_translates(source: str, outcome: Callable[..., object]) -> None:
    """The same text, or the same mistake in the same line."""
    outcome(source)


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.j2")), ids=lambda path: path.name)
def test_what_is_shipped_is_translated(path: Path) -> None:
    """Nothing in it is left to Jinja."""
    quick = Templates((path.parent,)).quick
    assert quick.template(path.name)


def test_what_is_shipped_is_made_the_quick_way(social_media: Bank) -> None:
    """No document of the examples has to be made again by Jinja."""
    found = Templates(folders(social_media))
    for given_ in rounds(group(load_sheet(path) for path in EXAMPLES)):
        assert all(order.text() for order in orders(given_, ["all"], found=found))
    assert not found.unusual


@pytest.mark.parametrize(
    "source",
    [
        "{% block x %}{% endblock %}",
        "{% include 'lib.md.j2' %}",
        "{% with x = 1 %}{% endwith %}",
        "{% for x in [1] recursive %}{% endfor %}",
        "{% if q %}{% set x = 1 %}{% endif %}{{ x }}",
        "{{ x }}{% set x = 1 %}",
        "{% macro a() %}{{ varargs }}{% endmacro %}",
        "{{ self }}",
        "{{ -1 | abs }}",
        "{{ 2 ** 3 ** 2 }}",
        "{{ 2 * 3 ~ 4 }}",
        "{{ 1 if true if false }}",
        "{{ 'a' is defined.x }}",
        "{{ q.__class__ }}",
        "{% if not q %}{{ 1[:1] }}{% endif %}",
    ],
)
def test_what_is_unusual_is_left_to_jinja(source: str, outcome: Callable[..., object]) -> None:
    """It need not be made twice."""
    with pytest.raises(Unusual):
        translated(source, FILTERS, ("defined",), is_plain)
    outcome(source)


def test_no_name_in_a_namespace_is_in_the_way(outcome: Callable[..., object]) -> None:
    """What a template calls `__setitem__` is never called in its stead."""
    names = "{% set n.__setitem__ = t %}{% set n.__dict__ = 1 %}{% set n.x = 'note' %}"
    assert outcome(f"{{% set n = namespace() %}}{names}{{{{ n.x }}}}") == "note\n"


PIECES = [
    *("{{", "{%", "{#", "}}", "%}", "#}", "-", "+", "~", ".", "(", ")", "[", "]", "{", "}", "=", "==", "!", "//", "|"),
    *("x", "raw", "endraw", "if", "ä", "²", "0", "1", "1.5", "1e3", "0x1", "00", "'", '"', "\\n", "\\x"),
    *(" ", "\n", "\n  ", "\r\n"),
]


@given(source=st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_tags_are_those_of_jinja(source: str) -> None:
    """Its tokens in its texts, or the template is left to it."""
    try:
        found = list(pieces(source))
    except Unusual:
        return
    ours = [piece.text or [token for token in piece.tokens if token] for piece in found]
    if ours != by_lexer(source):
        with pytest.raises(Unusual):
            translated(source, FILTERS, (), is_plain)


def by_lexer(source: str) -> list[object] | None:
    """Texts and tokens of tags as Jinja's lexer has them; None where it finds something wrong."""
    found: list[object] = []
    tokens: list[str] | None = None
    try:
        for _, kind, text in Templates(()).jinja.lex(source):
            if kind in ("block_begin", "variable_begin"):
                tokens = []
            elif kind in ("block_end", "variable_end"):
                found.append(tokens)
            elif kind == "data":
                found.append(text)
            elif tokens is not None and kind != "whitespace":
                tokens.append(text)
    except TemplateSyntaxError:
        return None
    return found


class Counted(dict[str, object]):
    """Names, and how often each was asked for."""

    asked: Counter[str]

    def get(self, name: str, default: object = None) -> object:
        self.asked[name] += 1
        return super().get(name, default)


@pytest.mark.parametrize(("library", "times"), [("", 1), ("{% set n = namespace(x=coverage) %}", 2)])
def test_what_several_import_runs_once(library: str, times: int, tmp_path: Path, names: Mapping[str, object]) -> None:
    """Everybody has the same template, where nothing in it can differ."""
    (tmp_path / "lib.md.j2").write_text(f"{{{{ coverage }}}}{library}", encoding="utf-8")
    (tmp_path / "own.md.j2").write_text(IMPORT, encoding="utf-8")
    (tmp_path / "a.md.j2").write_text(f'{IMPORT}{{% import "own.md.j2" as own with context %}}', encoding="utf-8")
    counted = Counted(names)
    counted.asked = Counter()
    Templates((tmp_path,)).render("a.md.j2", counted)
    assert counted.asked["coverage"] == times


@pytest.mark.parametrize(
    ("library", "said"),
    [
        ("{% macro f() %}{{ colour }}{% endmacro %}", "blue green"),
        ("{% set n = namespace(x=0) %}{% macro f() %}{% set n.x = n.x + 1 %}{{ n.x }}{% endmacro %}", "1 1"),
        ("{% set rows = [1, 2] | map('abs') %}{% macro f() %}{{ rows | join }}{% endmacro %}", "12 12"),
        ('{% import "more.md.j2" as more with context %}{% macro f() %}{{ more.g() }}{% endmacro %}', "blue green"),
    ],
)
def test_who_sets_names_or_keeps_state_imports_a_template_of_its_own(
    library: str, said: str, outcome: Callable[..., object]
) -> None:
    """What one importer sets or counts is not seen by another."""
    own = f'{{% set colour = "green" %}}{IMPORT}{{% macro f() %}}{{{{ m.f() }}}}{{% endmacro %}}'
    source = f'{{% set colour = "blue" %}}{IMPORT}{{% import "own.md.j2" as own with context %}}'
    source += "{{ m.f() }} {{ own.f() }}"
    more = "{% macro g() %}{{ colour }}{% endmacro %}"
    assert outcome(source, own=own, lib=library, more=more) == f"{said}\n"


OTHERS = [
    _GroupTuple("", []),
    "",
    1,
    1.5,
    Fraction(1, 2),
    datetime.date.max,
    (),
    [],
    {},
    iter(()),
    (each for each in ()),
    None,
    quoted,
    {}.items,
]
"""What a template can hold that is none of the context's shapes."""


@pytest.mark.parametrize("held", OTHERS, ids=lambda held: type(held).__name__)
def test_what_is_read_as_an_attribute_is_one_of_shapes_only(held: object) -> None:
    """Nothing else that a template can hold has one of that name."""
    assert not [name for name in dir(held) if is_plain(name)]


def test_most_fields_are_read_as_attributes() -> None:
    """Those that are not have the names of methods."""
    assert {name for fields in SHAPES.values() for name in fields if not is_plain(name)} == {"count", "title"}
    assert not any(is_plain(name) for name in ("format", "mro", "gi_frame", "f_globals", "__class__", "_printer"))


@pytest.mark.parametrize(
    "shape", [*SHAPES, Lookup, LoopContext, Macro, Module, Namespace], ids=lambda shape: shape.__name__
)
def test_what_can_be_read_as_an_attribute_may_be(shape: type) -> None:
    """A shape has nothing public but its fields; what templates make has nothing but what they gave it."""
    public = {name for name in dir(shape) if is_plain(name)}
    assert shape is LoopContext or public <= SHAPES.get(shape, frozenset())


def test_what_jinja_has_inside() -> None:
    """What is used beside its documented interface: another version may have it otherwise."""
    wanted = {name: _PassArg.from_obj(JINJA_FILTERS[name]) for name in FILTERS}
    whole = {name for name, what in wanted.items() if what is _PassArg.context}
    assert whole == {"map", "reject", "rejectattr", "select", "selectattr"}  # these are written as comprehensions
    assert set(wanted.values()) == {None, _PassArg.context, _PassArg.environment, _PassArg.eval_context}
    jinja = Sandbox()
    assert make_attrgetter(jinja, "a.b")({"a": {"b": 1}}) == 1
    ((row, loop),) = LoopContext(["x"], jinja.undefined)
    assert (row, loop.index) == ("x", 1)
