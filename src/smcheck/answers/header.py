"""The head of a sheet: which format, which bank, and who was asked about which case."""

import re

from pydantic import BaseModel, ValidationError

from smcheck.answers.model import FORMAT, BankReference, Consultant, Header, Respondent
from smcheck.answers.text import Suggestions
from smcheck.bank.load import Bank, load
from smcheck.problems import Problem, Problems
from smcheck.reading import shown
from smcheck.yamlio import Data, Document

_PARTS: dict[str, type[BaseModel]] = {"bank": BankReference, "respondent": Respondent, "consultant": Consultant}
_BANK = re.compile(r"(?=.{1,60}\Z)[a-z0-9]+(-[a-z0-9]+)*")
_VERSION = re.compile(r"([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})")


def read_format(document: Document) -> None:
    """Refuse what is no sheet, and a sheet of a later format."""
    written = document.data.get("smcheck")
    if not isinstance(written, str):
        raise Problems([document.problem("answers.no_sheet", format=FORMAT)])
    if not re.fullmatch("[0-9]{1,6}", written) or int(written) < 1:
        raise Problems([document.problem("answers.bad_format", ("smcheck",), text=shown(written), format=FORMAT)])
    if int(written) > FORMAT:
        raise Problems([document.problem("answers.newer_format", ("smcheck",), given=int(written), format=FORMAT)])


def read_bank(document: Document, bank: Bank | None) -> Bank:
    """Return the bank that the sheet names, which is *bank* if one is given; refuse another one and a newer version."""
    written = document.data.get("bank")
    # A sheet may come by mail: what it calls its bank is a name and never a path.
    if not isinstance(written, dict) or not re.fullmatch(_BANK, str(written.get("id"))):
        raise Problems([document.problem("answers.no_bank", ("bank",))])
    name, version = str(written["id"]), written.get("version")
    if bank is None:
        try:
            bank = load(name)
        except Problems as wrong:
            mark = document.mark(("bank", "id"))
            raise Problems(
                problem if problem.file else problem.at(document.file, mark.line, mark.column)
                for problem in wrong.problems
            ) from None
    if name != bank.settings.id:
        problem = document.problem("answers.other_bank", ("bank", "id"), given=shown(name), bank=bank.settings.id)
        raise Problems([problem])
    if not isinstance(version, str) or not (given := _VERSION.fullmatch(version)):
        here = bank.settings.version
        raise Problems([document.problem("answers.bad_version", ("bank", "version"), version=here)])
    if parts(version) > parts(bank.settings.version):
        at = ("bank", "version")
        values = {"given": given[0], "version": bank.settings.version, "bank": bank.settings.id}
        raise Problems([document.problem("answers.newer_bank", at)._replace(values=values)])
    return bank


def parts(version: str) -> tuple[int, ...]:
    """Return a version as figures that can be compared."""
    return tuple(int(part) for part in version.split("."))


def read_header(document: Document, bank: Bank) -> tuple[Header, list[Problem]]:
    """Return the header and what is wrong with it; what is wrong or missing is then as usual in the bank."""
    settings = bank.settings
    usual = {"case": "case", "round": "round", "mode": settings.modes[0].id, "language": settings.languages[0]}
    problems: list[Problem] = []
    given: dict[str, Data] = {}
    suggestions = Suggestions()
    for key, value in document.data.items():
        if key not in Header.model_fields or value is None:
            continue
        if (part := _PARTS.get(key)) is None:
            given[key] = value
            continue
        known = list(part.model_fields)
        if not isinstance(value, dict):
            problems.append(document.problem("answers.wants_keys", (key,), name=key, known=known))
            continue
        given[key] = {below: one for below, one in value.items() if below in known and one is not None}
        for below in [below for below in value if below not in known]:
            values = suggestions.values(below, known)
            problems.append(document.problem("answers.unknown_key", (key, below), key=True, level="warning", **values))
    for key in ("case", "round"):
        if key not in given:
            problems.append(document.problem("answers.missing_name", (key,), name=key))
    try:
        return Header.model_validate(usual | given, context=bank), problems
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            problem: Problem = one["ctx"]["problem"]
            mark = document.mark([str(step) for step in one["loc"]])
            problems.append(problem.at(document.file, mark.line, mark.column))
            given.pop(str(one["loc"][0]), None)
        return Header.model_validate(usual | given, context=bank), problems
