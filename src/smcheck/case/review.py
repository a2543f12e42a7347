"""What is wrong or worth a look in a case: in its sheets, and between them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from smcheck.answers.judge import checked, judge_checks, resolve
from smcheck.answers.model import Sheet
from smcheck.answers.places import KEY, Place, located
from smcheck.case.model import Status
from smcheck.logic.values import normal, rows_of
from smcheck.problems import Problem, in_file_order

if TYPE_CHECKING:
    from smcheck.case.case import Case


def review(case: "Case") -> tuple[Problem, ...]:
    """Return the problems of all sheets of *case*, sheet by sheet, each in file order.

    The bank's checks are made again, because only the case knows which answers apply and what the other sheets say: a
    check speaks of answers that count, and of none that is dormant or off the record.
    """
    found: list[Problem] = []
    for sheet in case.sheets:
        here = [*_of_sheet(case, sheet), *_head(case, sheet), *_dormant(case, sheet), *_checks(case, sheet)]
        if sheet.role is not None:  # a conversation alone was judged when it was read
            here += _references(case, sheet)
        found += in_file_order(here)
    return tuple(found)


def _of_sheet(case: "Case", sheet: Sheet) -> Iterator[Problem]:
    """Yield what was found in the sheet alone, without remarks on answers that are dormant."""
    for problem in sheet.problems:
        question = (problem.question or "").partition("[")[0].partition(".")[0]
        about = case.bank.questions.get(question)
        if problem.level == "error" or about is None or (problem.code != "answers.check" and case.asked(sheet, about)):
            yield problem


def _head(case: "Case", sheet: Sheet) -> Iterator[Problem]:
    """Yield contradictions between the heads of the sheets."""
    say = sheet.document.problem
    if sheet.header.consent is False:
        yield say("case.no_consent", ("consent",), level="warning")
    if sheet is case.lead and case.as_of is None:
        yield say("case.no_date", ("date",), level="hint")
    before = case.sheets[: case.sheets.index(sheet)]
    copied = next((one for one in before if one.document.text == sheet.document.text), None)
    if copied:
        yield say("case.copy", level="warning", other=copied.file)
        return
    same = next((one for one in before if (one.role, one.header.date) == (sheet.role, sheet.header.date)), None)
    if same:
        yield say("case.same_role_and_date", ("respondent",), level="hint", other=same.file)
    title = case.bank.questions[case.bank.settings.title]
    name = case.seen(sheet, title)
    if isinstance(name, str) and case.title is not None and normal(name) != normal(case.title):
        problem = Problem("case.other_name", {"other": case.lead.file}, level="warning")
        yield _located(sheet, (title.id,), problem)


def _dormant(case: "Case", sheet: Sheet) -> Iterator[Problem]:
    """Yield one hint for all answers of *sheet* that are not asked in this case, at the first of them."""
    asked = case.asked_of(sheet)
    names = [id_ for id_ in sheet.answers if id_ not in asked]
    if names:
        problem = Problem("case.dormant", {"n": len(names), "names": names}, "hint")
        yield _located(sheet, (names[0], KEY), problem)._replace(question=None)


def _checks(case: "Case", sheet: Sheet) -> Iterator[Problem]:
    """Yield what the bank's checks say to the answers of *sheet* that count."""
    with_checks = checked(case.bank)
    questions = [case.bank.questions[id_] for id_ in sheet.answers if id_ in with_checks]
    counting = {
        question.id: value
        for question in questions
        if (value := case.seen(sheet, question)) is not None and case.counts(sheet, question)
    }
    for place, problem in judge_checks(case.bank, counting, case, sheet.locale):
        yield _located(sheet, place, problem)


def _references(case: "Case", sheet: Sheet) -> Iterator[Problem]:
    """Yield the references to rows that no sheet has.

    A group that is hidden or not answered yet says nothing, and rows that are dormant in the sheet are not named.
    """
    groups = {
        id_: (*rows_of(item.value), *rows_of(sheet.answers.get(id_)))
        for id_, question in case.bank.questions.items()
        if question.type.has_rows and (item := case.item(id_)) and item.status is Status.ANSWERED
    }
    asked = case.asked_of(sheet) - sheet.private
    said = {id_: value for id_, value in sheet.answers.items() if id_ in asked}
    for place, problem in resolve(case.bank, said, groups)[1]:
        yield _located(sheet, place, problem)


def _located(sheet: Sheet, place: Place, problem: Problem) -> Problem:
    return located(problem, place, document=sheet.document, bank=sheet.bank)
