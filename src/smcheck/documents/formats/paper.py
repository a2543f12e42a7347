"""A finished Markdown document as a tree that every format walks: headings with anchors, tables with captions.

Formats add nothing of their own to it. What is not plain Markdown stays what it looks like: HTML is shown as the text
it is, and of an image only its description is shown, because no format reads another file.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

from smcheck.documents.formats import LAYOUTS
from smcheck.wording import Wording, wording

_READER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_ILLEGAL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold at all
_NO_WORD = re.compile(r"\W+")
_FIRST_WORDS = 8  # that name an item of a list
_LONG = 1500  # words from which a title page and a table of contents help; that is five pages and more
_DIGIT = re.compile(r"\d")
_LINE, _LONG_WORD, _SHORT_TEXT, _SYLLABLES, _MARGIN = 105, 16, 12, 7, 3  # letters of a table and of its columns
_CONTENTS = {"h2", "h3"}
_LISTS = {"bullet_list", "ordered_list"}
_OF_THE_PAGE = {"contents", "start"}  # anchors of a page itself


@dataclass(frozen=True)
class Heading:
    """A heading, its level and the anchor by which it can be reached."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Paper:
    """A Markdown document and what is known about it.

    *title* is what the file calls itself, its first heading if not given. *date* is the day as of which it speaks; the
    same paper gives the same bytes on every day. *layout* is one of `LAYOUTS`.
    """

    markdown: str
    locale: str
    name: str = ""
    date: datetime.date | None = None
    organisation: str = ""
    layout: str = LAYOUTS[0]

    @cached_property
    def tree(self) -> Node:
        """The document as a tree of Markdown's elements."""
        return Node(_READER.parse(_ILLEGAL.sub("", self.markdown)))

    @property
    def words(self) -> Wording:
        """How the program speaks in the language of the document."""
        return wording(self.locale)

    @property
    def title(self) -> str:
        """The title: what was given, else the first heading, else the organisation."""
        first = next((text(node) for node in self.tree.children if node.type == "heading"), "")
        return self.name or first or self.organisation

    @property
    def day(self) -> str:
        """The date with the name of its month; empty where there is none."""
        return self.words.long_date(self.date) if self.date else ""

    @cached_property
    def headings(self) -> dict[Node, Heading]:
        """Every heading outside of lists and quotations, with an anchor that no other has."""
        found: dict[Node, Heading] = {}
        taken = {*_OF_THE_PAGE}
        for node in self.tree.children:
            if node.type == "heading":
                words = text(node)
                found[node] = Heading(int(node.tag[1]), words, _unused(_slug(words) or "part", taken))
        return found

    @cached_property
    def items(self) -> dict[Node, str]:
        """Every item of a list that begins in bold, a finding or an answer, with an anchor that no other has.

        That is the id in `code` behind what is bold; else its first words, without figures, which change sooner.
        """
        found: dict[Node, str] = {}
        taken = {*_OF_THE_PAGE, *(heading.anchor for heading in self.headings.values())}
        for item in (item for node in self.parts if node.type in _LISTS for item in node.children):
            line = item.children[:1]
            first = [word for node in line for word in _words(node)][:3]
            if [word.type for word in first[:1]] == ["strong"]:
                ids = [word.content for word in first if word.type == "code_inline"]
                words = [word for word in text(line[0]).split() if _slug(word) and not _DIGIT.search(word)]
                slug = _slug(ids[0] if ids else " ".join(words[:_FIRST_WORDS]))
                found[item] = _unused(slug or "item", taken)
        return found

    @property
    def contents(self) -> list[Heading]:
        """The headings of a table of contents; none for a document that is read at a glance."""
        return [heading for node, heading in self.headings.items() if node.tag in _CONTENTS] if self.is_long else []

    @cached_property
    def is_long(self) -> bool:
        """Tell whether it is a document to leaf through rather than to read at one go."""
        return self.layout == LAYOUTS[0] and len(self.markdown.split()) >= _LONG

    @cached_property
    def opening(self) -> list[Node]:
        """What stands before the first heading of a part: title and what it is about; without parts only the title."""
        nodes = list(self.tree.children)
        first = next((place for place, node in enumerate(nodes) if node.type == "heading" and node.tag != "h1"), None)
        return [node for node in nodes[:1] if node.type == "heading"] if first is None else nodes[:first]

    @cached_property
    def parts(self) -> list[Node]:
        """Everything after the opening."""
        return list(self.tree.children)[len(self.opening) :]


def text(node: Node) -> str:
    """Return the plain text of *node* and everything in it."""
    return " ".join("".join(_pieces(node)).split())


def caption(node: Node) -> Node | None:
    """Return the paragraph in bold right above the table or chart *node*, which is what it is called."""
    before = node.previous_sibling
    return before if before is not None and is_label(before) else None


def is_caption(node: Node) -> bool:
    """Tell whether the paragraph *node* is the caption of what follows it."""
    after = node.next_sibling
    return is_label(node) and after is not None and (after.type == "table" or is_chart(after))


def is_label(node: Node) -> bool:
    """Tell whether *node* is a paragraph of a few words in bold and nothing else."""
    return [word.type for word in _words(node)] == ["strong"]


def is_chart(node: Node) -> bool:
    """Tell whether *node* is a fenced block that may be a chart."""
    return node.type == "fence" and node.info.strip().startswith("chart ")


def is_tight(paragraph: Node) -> bool:
    """Tell whether *paragraph* stands in a list whose items are lines."""
    return bool(paragraph.hidden)


def address(link: Node) -> str:
    """Return where *link* leads; nothing for one that leads nowhere and is but its text."""
    return str(link.attrs["href"]).strip()


def is_right(cell: Node) -> bool:
    """Tell whether the cell of a table holds figures, which stand to the right."""
    return "right" in str(cell.attrs.get("style", ""))


def rows(table: Node) -> tuple[list[Node], list[list[Node]]]:
    """Return the cells of the first row of *table*, its heads, and those of all others."""
    head, *bodies = table.children
    return list(head.children[0].children), [list(row.children) for body in bodies for row in body.children]


def shares(table: Node) -> list[int]:
    """Return how wide the columns of *table* should be, in hundredths of a line.

    More for long texts, and where it gets tight what can be hyphenated gives way to figures and dates.
    """
    heads, body = rows(table)
    least, wanted = [], []
    for column in zip(heads, *body, strict=True):
        texts = [text(cell) for cell in column]
        words = [word for each in texts for word in each.split()] or [""]
        mean = sum(map(len, texts)) / len(texts)
        longest = max(map(len, words))
        whole = max(len(word) if _DIGIT.search(word) else min(len(word), _SYLLABLES) for word in words)
        least.append(min(whole, _LONG_WORD) + _MARGIN)
        wanted.append(max(min(longest, _LONG_WORD), min(max(map(len, texts)), _SHORT_TEXT + mean / 2)) + _MARGIN)
    room = max(_LINE - sum(least), 0) / max(sum(wanted) - sum(least), 1)
    widths = [low + (high - low) * min(room, 1) for low, high in zip(least, wanted, strict=True)]
    return [max(round(100 * width / sum(widths)), 1) for width in widths]


def _words(node: Node) -> list[Node]:
    """Return what the paragraph *node* consists of; nothing for any other block."""
    words = node.children[0].children if node.type == "paragraph" else []
    return [word for word in words if word.type != "text" or word.content]  # a mark may have an empty text before it


def _slug(words: str) -> str:
    return _NO_WORD.sub("-", words.lower()).strip("-")


def _pieces(node: Node) -> Iterator[str]:
    if node.type in {"softbreak", "hardbreak"}:
        yield " "
    elif node.children:
        for child in node.children:
            yield from _pieces(child)
    elif node.type not in {"inline", "root"}:
        yield node.content if node.token else ""


def _unused(anchor: str, taken: set[str]) -> str:
    number, free = 1, anchor
    while free in taken:
        number += 1
        free = f"{anchor}-{number}"
    taken.add(free)
    return free
