"""From a case to its documents: which ones, in which language, from which templates, under which name."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from smcheck.case import Case
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.documents.context import context
from smcheck.documents.environment import Templates, folders, templates
from smcheck.problems import Problem, Problems


@dataclass(frozen=True)
class Order:
    """One document of one case in one language; *notes* prints the consultant's own notes too."""

    diagnosis: Diagnosis
    document: str
    language: str
    templates: Templates
    notes: bool = False

    @property
    def case(self) -> Case:
        """Whose document it is."""
        return self.diagnosis.case

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.case.id}.{self.case.round}.{self.document}.{self.language}.md"

    @cached_property
    def inputs(self) -> str:
        """SHA-256 over everything the document is made from: answers, bank, templates, program and options."""
        whole = hashlib.sha256(f"{self.document}\0{self.language}\0{self.case.as_of}\0{self.notes}\0".encode())
        whole.update(f"{self.case.bank.digest}\0{self.templates.digest}\0".encode())
        for sheet in self.case.sheets:
            text = sheet.document.text.encode()
            whole.update(f"{len(text)}\0".encode() + text)
        return whole.hexdigest()

    def text(self) -> str:
        """Return the document as Markdown. Raises `Problems` for what is wrong in a template."""
        locale = self.case.locale_in(self.language)
        words = self.templates.catalogue(self.language)
        names = context(self.diagnosis, words, document=self.document, locale=locale, notes=self.notes)
        return self.templates.render(f"{self.document}.md.j2", names)


def orders(
    case: Case,
    documents: Sequence[str] = (),
    *,
    language: str | None = None,
    own: Path | None = None,
    notes: bool = False,
) -> list[Order]:
    """Return what has to be made of *case*: the documents named, `all` of its bank, or the first one if none is named.

    The language is that of the lead respondent unless *language* is given; *own* is a folder whose templates come
    first.
    Raises `Problems` for a document that the bank does not make and a language that it does not speak.
    """
    settings = case.bank.settings
    known, spoken = list(settings.documents), list(settings.languages)
    problems = [
        Problem("documents.unknown_document", {"name": name, "bank": settings.id, "known": known})
        for name in documents
        if name not in (*known, "all")
    ]
    if language is not None and language not in spoken:
        problems.append(Problem("documents.unknown_language", {"name": language, "bank": settings.id, "known": spoken}))
    if problems:
        raise Problems(problems)
    names = known if "all" in documents else list(dict.fromkeys(documents)) or known[:1]
    chain = templates(folders(case.bank, own))
    diagnosis = Diagnosis(case)
    return [Order(diagnosis, name, language or case.language, chain, notes) for name in names]
