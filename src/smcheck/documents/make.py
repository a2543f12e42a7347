"""From a case to its documents: which ones, in which language, from which templates, under which name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from smcheck.bank.load import Bank
from smcheck.bank.reading import shown
from smcheck.case import Case, Round
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.documents import markdown
from smcheck.documents.context import Seen
from smcheck.documents.environment import Templates, folders, templates
from smcheck.documents.formats import NEEDS_EXTRA, File, Format, Letterhead, make
from smcheck.problems import Problem, Problems

if TYPE_CHECKING:
    from smcheck.documents.formats.paper import Paper


@dataclass(frozen=True, eq=False)
class Order:
    """One document of one case in one language and format; *seen* is what it shares with the other ones.

    *before* is there for a document that compares the case with the round before it.
    """

    diagnosis: Diagnosis
    document: str
    language: str
    templates: Templates
    seen: Seen
    before: Diagnosis | None = None
    format: Format = Format.MD
    letterhead: Letterhead | None = None
    first: "Order | None" = None
    """The same document in the first of several formats; what has been written there is not written again."""

    @property
    def case(self) -> Case:
        """Whose document it is."""
        return self.diagnosis.case

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.case.id}.{self.case.round}.{self.document}.{self.language}.{self.format}"

    def text(self) -> str:
        """Return the document as Markdown. Raises `Problems` for what is wrong in a template."""
        names = self.seen.context(self.document, self.diagnosis, self.before)
        return self.templates.render(self._template, names)

    def made(self) -> File:
        """Return the document as its file has it.

        Raises `Problems` for what is wrong in a template or with the letterhead, and where a format is not installed.
        """
        if self.format is Format.MD:  # whoever wants nothing else does not wait for a reader of Markdown
            return File(self._text.encode())
        try:
            file = make(self._paper, self.format, self.letterhead)
        except Problems as wrong:
            raise Problems(map(self._here, wrong.problems)) from None
        except (RecursionError, MemoryError):
            template = self.templates.files.find(self._template)
            raise Problems([Problem("formats.too_much", file=shown(template) if template else None)]) from None
        return File(file.data, tuple(map(self._here, file.problems)))

    def _here(self, problem: Problem) -> Problem:
        """Return *problem* with the file of this document, unless it is one of the machine and so of all documents."""
        return problem if problem.code == NEEDS_EXTRA else problem.at(self.file)

    @cached_property
    def _text(self) -> str:
        return self.first._text if self.first else self.text()

    @cached_property
    def _paper(self) -> "Paper":
        if self.first:
            return self.first._paper
        from smcheck.documents.formats.paper import Paper

        return Paper(
            self._text,
            self._locale,
            date=self.case.as_of,
            organisation=markdown.literal(markdown.line(self.case.title or "")),
            layout=self.templates.layout(self._template),
        )

    @property
    def _template(self) -> str:
        return f"{self.document}.md.j2"

    @property
    def _locale(self) -> str:
        return self.case.locale_in(self.language)


def orders(
    case: Case | Round,
    documents: Sequence[str] = (),
    *,
    language: str | None = None,
    own: Path | None = None,
    notes: bool = False,
    found: Templates | None = None,
    formats: Sequence[Format] = (),
    letterhead: Letterhead | None = None,
) -> list[Order]:
    """Return what has to be made of *case*: the documents named, `all` of its bank, or the first one if none is named.

    A document that compares two rounds is made of the latest one; `all` leaves it out where there is only one. The
    language is that of the lead respondent unless *language* is given; *own* is a folder whose templates come first,
    *found* are the templates themselves where they have been found already. A document is made in each of *formats*,
    Markdown if none is named; Word files on *letterhead*.
    Raises `Problems` for a document that the bank does not make or that needs another round, and for a language that it
    does not speak.
    """
    given = case if isinstance(case, Round) else Round(case, None, latest=True)
    case, settings = given.case, given.case.bank.settings
    known, spoken = [*settings.documents, *settings.reviews], list(settings.languages)
    problems = [
        Problem("documents.unknown_document", {"name": name, "bank": settings.id, "known": known})
        for name in documents
        if name not in (*known, "all")
    ]
    if language is not None and language not in spoken:
        problems.append(Problem("documents.unknown_language", {"name": language, "bank": settings.id, "known": spoken}))
    problems += [
        _one_round(given, name) for name in dict.fromkeys(documents) if name in settings.reviews and _alone(given)
    ]
    if problems:
        raise Problems(problems)
    names = known if "all" in documents else list(dict.fromkeys(documents)) or known[:1]
    chain = found or templates(folders(case.bank, own))
    now, before = Diagnosis(case), Diagnosis(given.before) if given.before else None
    speak = language or case.language
    seen = Seen(chain, speak, notes=notes)
    first, *further = dict.fromkeys(formats) or [Format.MD]
    made: list[Order] = []
    for name in names:
        if name in settings.reviews and not before:
            continue
        both = before if name in settings.reviews else None
        order = Order(now, name, speak, chain, seen, both, first, letterhead)
        made += [order, *(replace(order, format=format_, first=order) for format_ in further)]
    return made


def only_reviews(bank: Bank, documents: Sequence[str]) -> bool:
    """Tell whether all *documents* compare two rounds, so that earlier rounds make none of their own."""
    return bool(documents) and set(documents) <= {*bank.settings.reviews}


def left_out(given: Round, documents: Sequence[str]) -> list[Problem]:
    """Return what `all` does not make of a case because there is only one round of it, as hints."""
    unnamed = [name for name in given.case.bank.settings.reviews if name not in documents]
    return [_one_round(given, name)._replace(level="hint") for name in unnamed if "all" in documents and _alone(given)]


def _alone(given: Round) -> bool:
    return given.before is None and given.latest


def _one_round(given: Round, document: str) -> Problem:
    case = given.case
    return Problem("documents.one_round", {"name": document, "case": case.id, "round": case.round})
