"""The context of templates: one case, seen through its gate, as immutable objects ready to print."""

from collections.abc import Iterator, Mapping

from smcheck import __version__
from smcheck.answers.model import Sheet
from smcheck.answers.printing import Printer, enumerated, printer
from smcheck.bank.load import Bank
from smcheck.case import Case, Status
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.progress import progress
from smcheck.diagnosis.voices import MERGED, voices
from smcheck.documents import compared, diagnosed, markdown, shapes
from smcheck.documents.asked import Answers
from smcheck.documents.environment import Templates
from smcheck.documents.functions import Functions
from smcheck.documents.shapes import Lookup, OnDemand, Question, Section
from smcheck.documents.words import Catalogue
from smcheck.logic.values import BLANK

NAMES = (
    *("document", "bank", "case", "respondents", "consultants", "sections", "q", "values", "points", "coverage"),
    *diagnosed.NAMES,
    *compared.NAMES,
)
"""The names of the context beside the functions."""


class Seen:
    """What *templates* see of one case in *language*: the same in all its documents, and made for the first one.

    The consultant's notes are there only with *notes*.
    """

    def __init__(self, templates: Templates, language: str, *, notes: bool = False) -> None:
        self.templates = templates
        self.language = language
        self.notes = notes
        self._rounds: dict[Diagnosis, dict[str, object]] = {}

    def context(self, document: str, diagnosis: Diagnosis, before: Diagnosis | None = None) -> dict[str, object]:
        """Return everything a template may use for one document of a case.

        *before* is the diagnosis of the round before, for documents that compare both.
        """
        locale = diagnosis.case.locale_in(self.language)
        itself = shapes.Document(name=document, language=self.language, locale=locale, program=__version__)
        now = {**self._round(diagnosis, locale), "document": itself}
        if before is None:
            return {**now, **compared.compared(None, None, now)}
        then = {**self._round(before, locale), "document": itself}
        earlier = {name: then[name] for name in NAMES if name in then}
        return {**now, **compared.compared(progress(before, diagnosis), earlier, now)}

    def _round(self, diagnosis: Diagnosis, locale: str) -> dict[str, object]:
        """Return what one round says."""
        if diagnosis not in self._rounds:
            words = self.templates.catalogue(self.language)
            names = _Builder(diagnosis.case, words, locale, notes=self.notes).names()
            self._rounds[diagnosis] = {**names, **diagnosed.diagnosed(diagnosis, locale)}
        return self._rounds[diagnosis]


class _Builder:
    """Builds what the answers of one round say."""

    def __init__(self, case: Case, words: Catalogue, locale: str, *, notes: bool) -> None:
        self.case = case
        self.bank: Bank = case.bank
        self.printer: Printer = printer(case.bank, locale, case.variant, markdown)
        self.voices = voices(case)
        self.functions = Functions(words, self.printer, currency=case.currency, as_of=case.as_of)
        self.answers = Answers(case, self.printer, self.functions, self.voices, notes=notes)

    def names(self) -> dict[str, object]:
        questions = self.answers.questions()
        return {
            **self.functions.exported(),
            "bank": shapes.Bank(
                id=self.bank.id,
                name=self.printer.say(self.bank.settings.name),
                version=self.bank.settings.version,
            ),
            "case": self._case(),
            "respondents": tuple(self._respondents()),
            "consultants": tuple(dict.fromkeys(self._consultants())),
            "sections": tuple(self._sections(questions)),
            "q": Lookup(questions, OnDemand(self.bank.questions, self.answers.unasked)),
            "values": Lookup(OnDemand({**self.bank.values.values, **self.bank.values.limits}, self.answers.value)),
            "points": tuple(
                point for question in questions.values() for point in question.points if point.status != Status.NA
            ),
            "coverage": self._coverage(),
        }

    def _case(self) -> shapes.Case:
        case, say = self.case, self.printer.say
        modes = dict.fromkeys(sheet.header.mode for sheet in case.sheets)
        return shapes.Case(
            id=case.id,
            round=case.round,
            title=markdown.line(case.title or ""),
            variant=case.variant,
            currency=case.currency,
            date=self.printer.wording.long_date(case.as_of) if case.as_of else "",
            mode=enumerated([say(mode.text) for name in modes if (mode := self.bank.mode(name))]),
            languages=tuple(dict.fromkeys(sheet.header.language for sheet in case.sheets)),
        )

    def _respondents(self) -> Iterator[shapes.Respondent]:
        for sheet in self.case.sheets:
            header = sheet.header
            mode = self.bank.mode(header.mode)
            asked, answered, unknown = self._counts(sheet)
            merged = self.voices[sheet.role].id == MERGED
            yield shapes.Respondent(
                role=self._role(sheet.role),
                function="" if merged else markdown.line(header.respondent.function or ""),
                date=self.printer.wording.long_date(header.date) if header.date else "",
                mode=self.printer.say(mode.text) if mode else "",
                asked=asked,
                answered=answered,
                unknown=unknown,
            )

    def _counts(self, sheet: Sheet) -> tuple[int, int | None, int | None]:
        """Return how many questions a respondent was asked and answered, and how often they did not know.

        Of people who are shown together, what they answered tells who of them said what: it stays unsaid.
        """
        asked = self.case.asked_of(sheet)
        if self.voices[sheet.role].id == MERGED:
            return len(asked), None, None
        left = [id_ for id_ in asked if sheet.answers.get(id_, BLANK) is BLANK]
        unknown = sum(id_ in sheet.open and sheet.open[id_].status == "unknown" for id_ in left)
        return len(asked), len(asked) - len(left), unknown

    def _consultants(self) -> Iterator[str]:
        for sheet in self.case.sheets:
            consultant = sheet.header.consultant
            if told := [markdown.line(part) for part in (consultant.name, consultant.firm) if part]:
                yield ", ".join(told)

    def _role(self, name: str | None) -> str:
        """Return what a role is called. Only the list of those who were asked names it; see `Answers.voice`."""
        role = self.bank.role(name) if name else None
        return self.printer.say(role.text) if role else ""

    def _sections(self, questions: Mapping[str, Question]) -> Iterator[Section]:
        for section in self.bank.sections:
            asked = tuple(questions[question.id] for question in section.questions if question.id in questions)
            if asked:
                yield Section(id=section.id, title=self.printer.say(section.title), questions=asked)

    def _coverage(self) -> shapes.Coverage:
        all_ = self.case.coverage
        return shapes.Coverage(
            relevant=all_.relevant,
            answered=all_.answered,
            open=all_.relevant - all_.answered - all_.na,
            unknown=all_.unknown,
            later=all_.later,
            na=all_.na,
            blank=all_.blank,
            missing=all_.missing,
        )
