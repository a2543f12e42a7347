"""From the bytes of a sheet to answers: head, country, answers, what stands beside them, and all that is wrong."""

from collections.abc import Mapping, MutableMapping, Sequence
from datetime import date
from pathlib import Path

from smcheck import yamlio
from smcheck.answers import judge
from smcheck.answers.header import parts, read_bank, read_format, read_header
from smcheck.answers.model import NOTHING, Header, OpenPoint, Sheet, UnreadableSheet
from smcheck.answers.places import Located, located
from smcheck.answers.schema import schema
from smcheck.answers.sections import Sections
from smcheck.answers.values import Ground
from smcheck.bank.load import Bank
from smcheck.bank.model import Region
from smcheck.logic.expression import Expression
from smcheck.logic.values import Reason, Unknown, Value, rows_of, unknown
from smcheck.problems import Problem, Problems, has_errors, in_file_order
from smcheck.yamlio import Data, Document

# A sheet without a date is judged on both: what they say alike holds on any day.
LONG_AGO, FAR_AHEAD = date(1900, 1, 1), date(2200, 1, 1)


def load_sheet(path: Path, *, bank: Bank | None = None) -> Sheet:
    """Read the sheet at *path* and judge it; raises as `read_sheet`, and for a file that cannot be read."""
    return _read(yamlio.read_file(path), bank, path)


def read_sheet(
    data: bytes, file: str, *, bank: Bank | None = None, path: Path | None = None, home: str | None = None
) -> Sheet:
    """Read a sheet and judge it against its bank, which is loaded unless it is given.

    *home* is the country of the organisation as far as another sheet of the case has said it.

    Raises Problems for what is no sheet at all: bad YAML, a wrong header, another bank, a later format or bank version.
    Everything else is in the sheet's `problems`.
    """
    return _read(yamlio.read(data, file), bank, path, home=home)


def at_home(sheet: Sheet, home: str | None) -> Sheet:
    """Return *sheet* as it reads where the case is at home, for a sheet that does not say so itself.

    *home* is what another sheet of the case says; with None, nobody knows, and the bank's default is meant.
    """
    region = region_of(sheet.bank, home)
    locale = locale_of(region, sheet.header.language)
    if sheet.home is not None or (locale, region and region.currency) == (sheet.locale, sheet.currency):
        return sheet
    return _sheet(sheet.document, sheet.bank, sheet.path, home=home or "default")


def region_of(bank: Bank, home: str | None) -> Region | None:
    """Return what holds in the country *home*, else the default; None for a bank without regions."""
    regions = bank.settings.regions
    return regions.get(home or "default") or regions.get("default")


def locale_of(region: Region | None, language: str) -> str:
    """Return the locale of *language* in *region*."""
    own = "de-DE" if language == "de" else "en"
    return {**region.locale}.get("de" if language == "de" else "en", own) if region else own


class SheetScope:
    """One sheet as conditions see it before there is a case: for checks and for the home country.

    What other respondents may have said is unknown here, so it settles nothing. *when* holds the bank's conditions: a
    question that its condition rules out has no answer here, whatever stands in the sheet.
    """

    def __init__(
        self,
        answers: Mapping[str, Value],
        as_of: date,
        role: str | None = None,
        points: Mapping[str, OpenPoint] = NOTHING,
        when: Mapping[str, Expression] = NOTHING,
    ) -> None:
        self.answers = answers
        self.as_of = as_of
        self.role = role
        self.points = points
        self.when = when
        self.memo: MutableMapping[str, Value] = {}

    def value(self, question: str) -> Value:
        """Return the answer, or why there is none."""
        condition = self.when.get(question)
        if condition is not None and condition.condition(self) is False:
            return unknown(question, "not asked")
        if question in self.answers:
            return self.answers[question]
        point = self.points.get(question)
        return Unknown(frozenset({Reason(question, point.status if point else "missing")}))

    def views(self, question: str) -> Sequence[tuple[str | None, Value]]:
        """Return the one view there is."""
        return [(self.role, self.answers[question])] if question in self.answers else []

    def role_answered(self, role: str) -> bool:
        """Tell whether this is the sheet of *role* and says anything."""
        return role == self.role and bool(self.answers)


def _read(document: Document, bank: Bank | None, path: Path | None, *, home: str | None = None) -> Sheet:
    language = document.data.get("language")
    locale = locale_of(None, language) if language in ("de", "en") else None
    try:
        read_format(document)
        return _sheet(document, read_bank(document, bank), path, home=home)
    except UnreadableSheet:
        raise
    except Problems as wrong:
        raise UnreadableSheet(wrong.problems, locale) from None


def _sheet(document: Document, bank: Bank, path: Path | None, *, home: str | None = None) -> Sheet:
    """Read a sheet of *bank*; *home* is the country where the sheet itself names none."""
    header, wrong_header = read_header(document, bank)
    sections = Sections(document, bank, [*wrong_header, *_older(document, header, bank)])
    sections.judge_keys()
    data = {id_: entry for id_, (_, entry) in sections.by_question("answers").items()}
    own = _home(data, header, bank)
    known, role = own or home, header.respondent.role
    region = region_of(bank, known)
    currency = region.currency if region and (known or role is None) else None
    ground = Ground(bank, locale_of(region, header.language), currency, header.mode)

    answers, wrong = schema(bank).read(data, ground)
    unread = {str(place[0]) for place, _ in wrong}
    points, both = sections.open_points(answers, unread)
    groups = (id_ for id_, question in bank.questions.items() if question.type.has_rows and id_ not in unread)
    answers, dangling = judge.resolve(bank, answers, {id_: rows_of(answers.get(id_)) for id_ in groups})
    wrong += [] if role else dangling  # in a case of several sheets another one may have the row
    judged = [*judge.judge_rows(bank, answers), *_checks(bank, answers, points, header=header, locale=ground.locale)]
    # Remarks on an answer that lacks what could not be read would be about nothing but that.
    wrong += (one for one in judged if str(one[0][0]) not in unread or one[1].level == "error")
    sections.problems += (located(problem, place, document=document, bank=bank) for place, problem in wrong)
    unread |= both | {str(place[0]) for place, problem in wrong if problem.level == "error"}

    sheet = Sheet(
        file=document.file,
        path=path,
        document=document,
        header=header,
        bank=bank,
        locale=ground.locale,
        home=own,
        currency=currency,
        answers={id_: answers[id_] for id_ in bank.questions if id_ in answers and id_ not in unread},
        open=points,
        notes=sections.notes(),
        private=sections.private(),
        waived=sections.waived(),
        accepted=sections.accepted(),
        problems=in_file_order(sections.problems),  # last: reading the sections above may have added some
    )
    if has_errors(wrong_header):
        raise UnreadableSheet(sheet.problems, ground.locale)
    return sheet


def _older(document: Document, header: Header, bank: Bank) -> list[Problem]:
    given, here = header.bank.version, bank.settings.version
    if parts(given) == parts(here):
        return []
    return [document.problem("answers.older_bank", ("bank", "version"), level="hint", given=given, version=here)]


def _home(data: Mapping[str, Data], header: Header, bank: Bank) -> str | None:
    """Return the home country. It is picked from choices, which read the same in every locale."""
    if bank.home is None:
        return None
    ground = Ground(bank, locale_of(None, header.language), None, header.mode)
    answers, _ = schema(bank).read({id_: data[id_] for id_ in bank.home.questions if id_ in data}, ground)
    home = bank.home.evaluate(SheetScope(answers, LONG_AGO))
    return str(home) if isinstance(home, str) and home in bank.settings.regions else None


def _checks(
    bank: Bank, answers: Mapping[str, Value], points: Mapping[str, OpenPoint], *, header: Header, locale: str
) -> list[Located]:
    def on(day: date) -> list[Located]:
        scope = SheetScope(answers, day, header.respondent.role, points, bank.when)
        return list(judge.judge_checks(bank, answers, scope, locale))

    if header.date is not None:
        return on(header.date)
    always = on(FAR_AHEAD)
    return [found for found in on(LONG_AGO) if found in always]
