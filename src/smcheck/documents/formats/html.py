"""Markdown as one HTML file that needs nothing else: no script, no network, no font, no second file.

Every table is a table for a screen reader and becomes a card for each row where the window is narrow; the names of
columns then stand in `data-label`. Explicit roles keep it a table there, because `display: block` would take that away.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path

from markdown_it.tree import SyntaxTreeNode as Node

from smcheck import __version__
from smcheck.documents.formats import pictures
from smcheck.documents.formats.paper import (
    Heading,
    Paper,
    address,
    caption,
    is_caption,
    is_chart,
    is_label,
    is_right,
    is_tight,
    rows,
    text,
)

# Letters of a table that fit on a line as long as rows are no cards, and small ones; those that a gap between columns
# takes; and those of the longest word that is not broken.
_LETTERS, _MOST_LETTERS, _GAP, _LONG_WORD = 96, 118, 3, 16
_BREAKS = re.compile(r"\s+|(?<=-)")
_ANCHOR_LEVELS = range(2, 5)


def html(paper: Paper) -> bytes:
    """Return *paper* as one HTML5 file."""
    return "".join(_Page(paper).whole()).encode()


@cache
def _style() -> tuple[str, str]:
    """Return the style sheet, and its hash: the page allows this one and nothing else."""
    style = Path(__file__).with_name("html.css").read_text(encoding="utf-8")
    return style, base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


class _Page:
    """One walk over the tree of a paper."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.words = paper.words
        self.blocks: dict[str, Callable[[Node], Iterator[str]]] = {
            "heading": self.heading,
            "paragraph": self.paragraph,
            "bullet_list": lambda node: self.wrapped("ul", node),
            "ordered_list": self.numbered,
            "list_item": self.item,
            "blockquote": lambda node: self.wrapped("blockquote", node),
            "table": self.table,
            "fence": self.code,
            "code_block": self.code,
            "hr": lambda _: iter(("<hr>\n",)),
        }

    def whole(self) -> Iterator[str]:
        """Yield the page in pieces."""
        yield f'<!DOCTYPE html>\n<html lang="{escape(self.paper.locale)}">\n<head>\n'
        yield from self.head()
        contents = self.paper.contents
        yield f"</head>\n<body{' class=long' if contents else ''}>\n"
        yield f'<a class="skip" href="#start">{escape(self.words.say("formats.skip"))}</a>\n'
        yield from ("<header>\n", *self.all(self.paper.opening), "</header>\n")
        if contents:
            yield from self.contents(contents)
        yield from ('<main id="start" tabindex="-1">\n', *self.all(self.paper.parts), "</main>\n</body>\n</html>\n")

    def head(self) -> Iterator[str]:
        style, allowed = _style()
        yield '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        yield '<meta http-equiv="Content-Security-Policy" content="'
        yield f"default-src 'none'; style-src 'sha256-{allowed}'; img-src data:; base-uri 'none'\">\n"
        yield '<meta name="color-scheme" content="light dark">\n'
        yield f'<meta name="generator" content="smcheck {__version__}">\n'
        if self.paper.organisation:
            yield f'<meta name="author" content="{escape(self.paper.organisation)}">\n'
        if self.paper.date:
            yield f'<meta name="dcterms.date" content="{self.paper.date.isoformat()}">\n'
        yield f"<title>{escape(self.paper.title)}</title>\n"
        yield '<link rel="icon" href="data:,">\n'  # or the browser asks for one
        yield f"<style>{style}</style>\n"

    def contents(self, headings: Iterable[Heading]) -> Iterator[str]:
        label = escape(self.words.say("formats.contents"))
        yield f'<nav id="contents" aria-label="{label}">\n<p>{label}</p>\n<ul>\n'
        for heading in headings:
            yield f'<li class="level{heading.level}"><a href="#{heading.anchor}">{escape(heading.text)}</a></li>\n'
        yield "</ul>\n</nav>\n"

    def all(self, nodes: Iterable[Node]) -> Iterator[str]:
        for node in nodes:
            yield from self.blocks[node.type](node)

    def wrapped(self, tag: str, node: Node) -> Iterator[str]:
        yield f"<{tag}>"
        yield from self.all(node.children)
        yield f"</{tag}>\n"

    def numbered(self, node: Node) -> Iterator[str]:
        start = int(node.attrs.get("start", 1))
        yield f'<ol start="{start}">' if start != 1 else "<ol>"
        yield from self.all(node.children)
        yield "</ol>\n"

    def item(self, node: Node) -> Iterator[str]:
        anchor = self.paper.items.get(node)
        yield f'<li id="{anchor}">{_pointer(anchor)}' if anchor else "<li>"
        yield from self.all(node.children)
        yield "</li>\n"

    def heading(self, node: Node) -> Iterator[str]:
        heading = self.paper.headings.get(node)
        if heading is None:  # inside a list or quotation
            yield f"<{node.tag}>{self.inline(node)}</{node.tag}>\n"
            return
        link = _pointer(heading.anchor) if heading.level in _ANCHOR_LEVELS else ""
        yield f'<{node.tag} id="{heading.anchor}">{link}{self.inline(node)}</{node.tag}>\n'

    def paragraph(self, node: Node) -> Iterator[str]:
        if is_caption(node):
            return
        if is_tight(node):
            yield self.inline(node)
        elif is_label(node):
            yield f'<p class="label">{self.inline(node)}</p>\n'
        else:
            yield f"<p>{self.inline(node)}</p>\n"

    def code(self, node: Node) -> Iterator[str]:
        picture = pictures.read(node.info, node.content) if is_chart(node) else None
        if picture is None:
            yield f'<pre tabindex="0"><code>{escape(node.content)}</code></pre>\n'
        else:
            yield from self.picture(picture, node)

    def table(self, node: Node) -> Iterator[str]:
        heads, body = rows(node)
        labels = [escape(text(head)) for head in heads]
        yield f'<table role="table"{_class(_room([heads, *body]))}>\n{self.caption(node)}'
        yield '<thead role="rowgroup"><tr role="row">'
        yield from (f'<th scope="col" role="columnheader"{_kind(head)}>{self.inline(head)}</th>' for head in heads)
        yield '</tr></thead>\n<tbody role="rowgroup">\n'
        for cells in body:
            yield '<tr role="row">'
            for place, (cell, label) in enumerate(zip(cells, labels, strict=True)):
                named = f'{_kind(cell)} data-label="{label}"'
                if place == 0 and not is_right(cell):
                    yield f'<th scope="row" role="rowheader"{named}>{self.inline(cell)}</th>'
                else:
                    yield f'<td role="cell"{named}>{self.inline(cell)}</td>'
            yield "</tr>\n"
        yield "</tbody>\n</table>\n"

    def caption(self, node: Node) -> str:
        label = caption(node)
        return f"<caption>{self.inline(label)}</caption>\n" if label else ""

    def picture(self, picture: pictures.Picture, node: Node) -> Iterator[str]:
        """Yield a chart as a table: what each drawing shows stands beside it as text."""
        heads = [escape(head) for head in pictures.heads(picture, self.words)]
        labels = [f' data-label="{head}"' if picture.heads else "" for head in heads]
        first, last = map(escape, pictures.scale(picture, self.words))
        key = escape(pictures.key(picture, self.words))
        for head in heads:
            key = key.replace(head, f'<span class="whole">{head}</span>')
        kind = "chart wide" if picture.rows[0].track else "chart"
        yield f'<table role="table" class="{kind}">\n{self.caption(node)}<thead role="rowgroup"><tr role="row">'
        yield f'<td role="cell">{key}</td><th scope="col" role="columnheader">'
        yield f'<span class="scale"><span>{first}</span> <span class="unseen">–</span> <span>{last}</span></span></th>'
        yield from (f'<th scope="col" role="columnheader">{head}</th>' for head in heads)
        yield '</tr></thead>\n<tbody role="rowgroup">\n'
        for row in picture.rows:
            drawing = pictures.svg(row).replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
            yield f'<tr role="row"><th scope="row" role="rowheader">{escape(row.label)}</th>'
            yield f'<td role="cell">{drawing}</td>'
            for words, label in zip(pictures.beside(picture, row, self.words), labels, strict=True):
                yield f'<td role="cell"{label}>{escape(words)}</td>'
            yield "</tr>\n"
        yield "</tbody>\n</table>\n"

    def inline(self, node: Node) -> str:
        return "".join(self.pieces(node))

    def pieces(self, node: Node) -> Iterator[str]:
        for child in node.children:
            match child.type:
                case "text":
                    yield escape(child.content)
                case "softbreak":
                    yield "\n"
                case "hardbreak":
                    yield "<br>\n"
                case "code_inline":
                    yield f"<code>{escape(child.content)}</code>"
                case "image":
                    yield escape(text(child))
                case "link" if address(child):
                    yield f'<a href="{escape(address(child))}" rel="noreferrer">{self.inline(child)}</a>'
                case "strong" | "em" | "s" as tag:
                    yield f"<{tag}>{self.inline(child)}</{tag}>"
                case _:
                    yield self.inline(child)


def _pointer(anchor: str) -> str:
    """Return the link of a place to itself, for those who point at it; readers of screens have the contents."""
    return f'<a class="anchor" href="#{anchor}" aria-hidden="true" tabindex="-1"></a>'


def _room(lines: Sequence[Sequence[Node]]) -> str:
    """Return the class of a table by how its longest words fit beside each other; very long ones are broken."""
    longest = [min(max(map(_longest, cells)), _LONG_WORD) for cells in zip(*lines, strict=True)]
    letters = sum(longest) + _GAP * len(longest)
    return "crowded full" if letters > _MOST_LETTERS else "crowded" if letters > _LETTERS else ""


def _longest(cell: Node) -> int:
    """Return the length of the longest piece of *cell* that has no place to break."""
    return max(map(len, _BREAKS.split(text(cell))))


def _class(*names: str) -> str:
    given = " ".join(filter(None, names))
    return f' class="{given}"' if given else ""


def _kind(cell: Node) -> str:
    return _class("figure" if is_right(cell) else "", "breaks" if _longest(cell) > _LONG_WORD else "")
