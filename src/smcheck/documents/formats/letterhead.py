"""Somebody's own Word file to write on: what of it stays, and what must not come along into a client's documents.

Page, header, footer and styles stay. What was written on it goes with all that hangs on it: pictures, comments,
macros, and whatever Word would load from elsewhere as soon as the file is opened.
"""

import io
import zipfile
from collections.abc import Container, Iterator
from typing import Any

import docx as library
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from smcheck.documents.formats import LARGEST, Letterhead
from smcheck.problems import Problem, Problems

_BODY = {"styles", "numbering", "settings", "theme", "fontTable"}  # what a text needs, whatever is written in it
_PACKAGE = {"officeDocument", "core-properties", "extended-properties", "custom-properties"}
_BESIDE = {"image", "hyperlink", "font"}  # what header, footer and the like may bring along
_LINK = qn("r:id")
_FORGOTTEN = {qn(f"w:{name}") for name in ("docVars", "footnotePr", "endnotePr")}
# Fields that fetch something or start another program.
_FETCHING = {"DATABASE", "DDE", "DDEAUTO", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK", "RD"}


def opened(letterhead: Letterhead) -> Document:
    """Return a letterhead without what is written on it.

    Raises `Problems` if it is too large, or loads something from elsewhere. What a file that is no Word file raises is
    up to the library.
    """
    with zipfile.ZipFile(io.BytesIO(letterhead.data)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > LARGEST:
            raise Problems([Problem("formats.large_reference", {"n": LARGEST >> 20}, file=letterhead.file)])
    document = library.Document(io.BytesIO(letterhead.data))
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    if not len(body):
        body.append(OxmlElement("w:sectPr"))
    _keep(document.part.package.rels, _PACKAGE)
    named = {part.get(_LINK) for part in document.element.iter()}  # header and footer
    _keep(document.part.rels, _BODY, named)
    assert document.settings  # the library adds its own where there are none
    _disconnect(document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS))
    if foreign := sorted({one for part in document.part.package.iter_parts() for one in _foreign(part)}):
        raise Problems([Problem("formats.active_reference", {"what": foreign}, file=letterhead.file)])
    return document


def _keep(relations: Any, kinds: set[str], named: Container[str | None] = ()) -> None:
    """Drop all relations but those of *kinds*, and those *named* in what is left; their parts go with them."""
    for key, relation in list(relations.items()):
        if relation.is_external or (_kind(relation) not in kinds and key not in named):
            del relations[key]


def _disconnect(settings: Any) -> None:
    """Take out the settings that lead elsewhere or to what is gone, and what was remembered of other documents.

    Nearly every file made from a company's template names the place of that template, and Word looks for it there.
    """
    for key in list(settings.rels):
        del settings.rels[key]
    for element in list(settings.element):
        if element.tag in _FORGOTTEN or any(part.get(_LINK) for part in element.iter()):
            settings.element.remove(element)


def _foreign(part: Any) -> Iterator[str]:
    """Yield what *part* would load or start."""
    element = getattr(part, "element", None)
    if element is not None:
        if element.getroottree().docinfo.doctype:
            raise ValueError("no Word file has a document type")
        for line in element.iter(qn("w:p")):
            codes = "".join(code.text or "" for code in line.iter(qn("w:instrText")))
            codes += " ".join(field.get(qn("w:instr")) or "" for field in line.iter(qn("w:fldSimple")))
            yield from _FETCHING.intersection(codes.upper().split())
    for relation in part.rels.values():
        external = relation.is_external and relation.reltype != RELATIONSHIP_TYPE.HYPERLINK
        if external or _kind(relation) not in (_BODY | _BESIDE | _PACKAGE | {"header", "footer"}):
            yield relation.target_ref if relation.is_external else _kind(relation)


def _kind(relation: Any) -> str:
    return str(relation.reltype).rpartition("/")[2]
