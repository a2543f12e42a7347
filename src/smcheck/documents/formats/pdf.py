"""Markdown as PDF, set by Typst: tagged for screen readers, with the fonts inside, the same bytes on every day.

What a client typed reaches Typst only as string literals of its code, in which nothing but the backslash and the
quotation mark means anything. Typst sees an empty folder and no fonts but its own, and cannot load packages.
"""

import datetime
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import typst
from markdown_it.tree import SyntaxTreeNode as Node

from smcheck.documents.formats import File, pictures
from smcheck.documents.formats.paper import (
    Paper,
    address,
    caption,
    is_caption,
    is_chart,
    is_label,
    is_right,
    is_tight,
    rows,
    shares,
    text,
)
from smcheck.problems import Problem, Problems

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_SHORT = 1200  # letters of a quotation that stays on one page
_LONGEST_ADDRESS = 2000  # Typst refuses none and those of more than 8000
_INK = "#0b4a59"
_STYLES = {"strong": "strong", "em": "emph", "s": "strike"}


def pdf(paper: Paper) -> File:
    """Return *paper* as PDF/UA-1; as PDF 1.7 with a warning where that is not possible.

    Raises `Problems` for what Typst cannot set at all, such as text marked in marked text a hundred times over.
    """
    source = "\n".join((_style(), *_Code(paper).whole())).encode()
    try:
        return _compliant(source, paper.date)
    except typst.TypstError as error:
        raise Problems([Problem("formats.not_set", {"reason": error.message})]) from None


def _compliant(source: bytes, date: datetime.date | None) -> File:
    try:
        return File(_compiled(source, "ua-1", date))
    except typst.TypstError as error:
        if "PDF/UA" not in error.message:
            raise
        signs = list(dict.fromkeys(_NO_GLYPH.findall(error.diagnostic)))
        if signs:
            problem = Problem("formats.no_glyph", {"n": len(signs), "signs": signs}, "warning")
        else:
            problem = Problem("formats.not_ua", {"reason": error.message}, "warning")
    return File(_compiled(source, "1.7", date), (problem,))


def literal(words: str) -> str:
    """Return *words* as a string literal of Typst."""
    return f'"{words.translate(_ESCAPES)}"'


def _compiled(source: bytes, standard: Literal["ua-1", "1.7"], date: datetime.date | None) -> bytes:
    day = date or datetime.date(2000, 1, 1)
    moment = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
    with tempfile.TemporaryDirectory() as nothing:
        compiler = typst.Compiler(
            source, root=nothing, font_paths=_fonts(), package_path=nothing, package_cache_path=nothing
        )
        data = compiler.compile(format="pdf", pdf_standards=[standard], timestamp=moment)
    assert isinstance(data, bytes)  # for mypy: pictures of pages would be a list
    return data


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


@cache
def _style() -> str:
    return Path(__file__).with_name("pdf.typ").read_text(encoding="utf-8")


class _Code:
    """One walk over the tree of a paper that writes Typst code."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.words = paper.words
        self.blocks: dict[str, Callable[[Node], Iterator[str]]] = {
            "heading": self.heading,
            "paragraph": self.paragraph,
            "bullet_list": lambda node: self.items("list", node),
            "ordered_list": lambda node: self.items("enum", node, f"start: {int(node.attrs.get('start', 1))}, "),
            "blockquote": self.quotation,
            "table": self.table,
            "fence": self.code,
            "code_block": self.code,
            "hr": lambda _: iter(("line(length: 100%, stroke: thin)",)),
        }

    def whole(self) -> Iterator[str]:
        paper, say = self.paper, self.words.say
        language, _, region = paper.locale.partition("-")
        date = paper.date
        yield "#paper("
        yield f"title: {literal(paper.title)}, organisation: {literal(paper.organisation)}, day: {literal(paper.day)},"
        yield f"date: datetime(year: {date.year}, month: {date.month}, day: {date.day})," if date else ""
        yield f"language: {literal(language)}, region: {literal(region) if region else 'none'},"
        before, between, after = say("formats.page", page="\0", pages="\0").split("\0")
        numbered = f"(page, pages) => {literal(before)} + page + {literal(between)} + pages + {literal(after)}"
        yield f"words: (contents: {literal(say('formats.contents'))}, page: {numbered}),"
        yield f"layout: {literal(paper.layout)}, long: {'true' if paper.is_long else 'false'},"
        yield f"opening: {self.block(paper.opening)}, body: {self.block(paper.parts)})"

    def block(self, nodes: Iterable[Node]) -> str:
        """Return the content of *nodes*, one below the other."""
        pieces = (piece for node in nodes for piece in self.blocks[node.type](node))
        return "{\n" + "\n".join(pieces) + "\n[]}"  # never nothing: an empty block of code is no content

    def heading(self, node: Node) -> Iterator[str]:
        heading = self.paper.headings.get(node)
        if heading is None:  # inside a list or quotation, and so in no table of contents
            yield f"label({self.inline(node)})"
            return
        shown = "outlined: false, " if heading.level == 1 else ""
        yield f"heading(level: {heading.level}, {shown}{self.inline(node)})"

    def paragraph(self, node: Node) -> Iterator[str]:
        if is_caption(node):
            return
        if is_tight(node):
            yield self.inline(node)
        else:
            yield f"label({self.inline(node)})" if is_label(node) else f"par({self.inline(node)})"

    def items(self, kind: str, node: Node, more: str = "") -> Iterator[str]:
        tight = all(is_tight(child) for item in node.children for child in item.children if child.type == "paragraph")
        items = ", ".join(self.block(item.children) for item in node.children)
        yield f"{kind}({more}tight: {'true' if tight else 'false'}, {items})"

    def quotation(self, node: Node) -> Iterator[str]:
        whole = "true" if len(text(node)) < _SHORT else "false"
        yield f"boxed({whole}, {self.block(node.children)})"

    def code(self, node: Node) -> Iterator[str]:
        picture = pictures.read(node.info, node.content) if is_chart(node) else None
        yield self.picture(picture, node) if picture else f"raw(block: true, {literal(node.content.rstrip())})"

    def table(self, node: Node) -> Iterator[str]:
        heads, body = rows(node)
        columns = _array(f"{share}fr" for share in shares(node))
        sides = _array("right" if is_right(head) else "left" for head in heads)
        cells = _array(self.inline(cell) for line in body for cell in line)
        yield f"grid-table({columns}, {sides}, {_array(map(self.inline, heads))}, {cells}{self.caption(node)})"

    def caption(self, node: Node) -> str:
        label = caption(node)
        return f", caption: {literal(text(label))}" if label else ""

    def picture(self, picture: pictures.Picture, node: Node) -> str:
        lines = []
        for row in picture.rows:
            beside = pictures.beside(picture, row, self.words)
            lines.append(_array(literal(words) for words in (row.label, pictures.svg(row, _INK), *beside)))
        heads = _array(map(literal, pictures.heads(picture, self.words)))
        key = literal(pictures.key(picture, self.words))
        scale = _array(map(literal, pictures.scale(picture, self.words)))
        wide = "wide: true, " if picture.rows[0].track else ""
        return f"chart({wide}{key}, {scale}, {heads}, {_array(lines)}{self.caption(node)})"

    def inline(self, node: Node) -> str:
        return "{" + "; ".join((*self.pieces(node), "[]")) + "}"

    def pieces(self, node: Node) -> Iterator[str]:
        for child in node.children:
            match child.type:
                case "text":
                    yield literal(child.content)
                case "softbreak":
                    yield literal(" ")
                case "hardbreak":
                    yield "linebreak()"
                case "code_inline":
                    yield f"raw({literal(child.content)})"
                case "image":
                    yield literal(text(child))
                case "link" if 0 < len(address(child)) < _LONGEST_ADDRESS:
                    yield f"link({literal(address(child))}, {self.inline(child)})"
                case "strong" | "em" | "s" as kind:
                    yield f"{_STYLES[kind]}({self.inline(child)})"
                case _:
                    yield self.inline(child)


def _array(items: Iterable[str]) -> str:
    return f"({''.join(f'{item}, ' for item in items)})"
