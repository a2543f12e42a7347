"""What a document consists of, but for the words: whatever was typed, this stays the same in every format."""

import io
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from typing import Any

import pypdf
from lxml import etree
from markdown_it import MarkdownIt
from pypdf.generic import ArrayObject, DictionaryObject

_READER = MarkdownIt("gfm-like") if find_spec("linkify_it") else MarkdownIt("commonmark").enable("table")
_BAD = ("javascript:", "vbscript:", "data:", "file:")
_FIELDS = ("PAGE ", "NUMPAGES ", "TOC ", "PAGEREF ")
# What a PDF would do of itself, or bring along.
_DEEDS = {"/JS", "/AA", "/OpenAction", "/Launch", "/EmbeddedFiles", "/EF", "/AcroForm", "/XFA", "/GoToR", "/ImportData"}


def elements(kind: str, data: bytes) -> list[str]:
    """Return the elements of a file, in order; *kind* is the ending of its name."""
    return list({"md": _of_markdown, "html": _of_page, "docx": _of_word, "pdf": _of_pdf}[kind](data))


def words(kind: str, data: bytes) -> str:
    """Return everything that stands in a file, what it says of itself and what only programs see included."""
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    if kind == "pdf":
        file = pypdf.PdfReader(io.BytesIO(data))
        marks = [str(one.title) for one in _flat(file.outline)]
        said = [page.extract_text() for page in file.pages]
        all_said = "\n".join([*said, *marks, *map(str, (file.metadata or {}).values())])
        # A word may go on in the next line; what describes the file for programs stands in it unpacked.
        return all_said + all_said.replace("\n", "") + data.decode(errors="replace")
    return data.decode(errors="replace")


def acts(kind: str, data: bytes) -> list[str]:
    """Return what a file would load or run, of itself or when somebody clicks; a link to a website is no harm."""
    found = list({"html": _acts_of_page, "docx": _acts_of_word, "pdf": _acts_of_pdf}[kind](data))
    return [act for act in found if not act.startswith("link ") or act[5:].strip().lower().startswith(_BAD)]


def _acts_of_page(data: bytes) -> Iterator[str]:
    page = _Page()
    page.feed(data.decode())
    yield from (f"link {target}" for target in page.links)
    tags = {tag[1:].split()[0] for tag in page.seen if tag[1] not in "/!"}
    yield from tags & {"script", "iframe", "object", "embed", "base", "form", "img"}
    yield from (tag for tag in page.seen if " on" in tag)


def _acts_of_word(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                for element in etree.fromstring(packed.read(name)).iter():
                    tag = str(element.tag).rpartition("}")[2]
                    if tag == "instrText" and not f"{element.text.strip()} ".startswith(_FIELDS):
                        yield f"field {element.text}"
                    if tag == "Relationship" and element.get("TargetMode") == "External":
                        link = element.get("Type").endswith("/hyperlink")
                        yield f"{'link' if link else 'load'} {element.get('Target')}"


def _acts_of_pdf(data: bytes) -> Iterator[str]:
    file = pypdf.PdfReader(io.BytesIO(data))
    for number in range(1, int(file.trailer["/Size"])):
        found: Any = file.get_object(number)
        if isinstance(found, DictionaryObject):
            yield from _DEEDS.intersection([*found, found.get("/S")])
            for action in (found, found.get("/A", {})):
                if "/URI" in action:
                    yield f"link {action['/URI']}"


def _of_markdown(data: bytes) -> Iterator[str]:
    for token in _READER.parse(data.decode()):
        yield token.type
        last = ""
        for child in token.children or ():
            kind = "text" if child.type == "text_special" else child.type
            if kind != "text" or last != "text":
                yield kind
            last = kind


def _of_page(data: bytes) -> Iterator[str]:
    page = _Page()
    page.feed(data.decode())
    yield from page.seen


class _Page(HTMLParser):
    """Notes the elements of a page and the names of their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # How a table is set depends on the words in it.
        self.links += [value or "" for name, value in attrs if name in ("href", "src") and value != "data:,"]
        self.seen.append(f"<{tag} {' '.join(name for name, _ in attrs if name != 'class')}>")

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"</{tag}>")

    def handle_comment(self, _: str) -> None:
        self.seen.append("<!-- -->")


def _of_word(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            yield name
            if name.endswith((".xml", ".rels")):
                for element in etree.fromstring(packed.read(name)).iter():
                    yield str(element.tag)
                    if element.tag.endswith(("}instrText", "}Relationship")):
                        yield f"{element.text} {element.get('Target')}"


def _of_pdf(data: bytes) -> Iterator[str]:
    yield from _acts_of_pdf(data)
    yield from _tags(pypdf.PdfReader(io.BytesIO(data)).trailer["/Root"].get("/StructTreeRoot"))


def _tags(node: Any) -> Iterator[str]:
    node = node.get_object() if node is not None else None
    if isinstance(node, ArrayObject):
        for one in node:
            yield from _tags(one)
    elif isinstance(node, DictionaryObject) and "/K" in node:
        yield str(node.get("/S"))
        yield from _tags(node["/K"])


def _flat(outline: Any) -> Iterator[Any]:
    for one in outline:
        if isinstance(one, list):
            yield from _flat(one)
        else:
            yield one
