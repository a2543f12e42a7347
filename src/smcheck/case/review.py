"""What is wrong or worth a look in a case: in its sheets, and between them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from smcheck.answers.judge import checks, resolve, row_path
from smcheck.answers.model import Sheet
from smcheck.answers.schema import KEY, Key, place
from smcheck.bank.model import Question
from smcheck.case.model import Status
from smcheck.case.rows import rows_of
from smcheck.logic.values import normal
from smcheck.problems import Level, Problem

if TYPE_CHECKING:
    from smcheck.case.case import Case


def review(case: "Case") -> tuple[Problem, ...]:
    """Return the problems of all sheets of *case*, sheet by sheet, each in file order.

    The bank's checks are made again, because only the case knows which answers apply and what the other sheets say: a
    check speaks of answers that count, and of none that is dormant or off the record.
    """
    found: list[Problem] = []
    for sheet in case.sheets:
        here = [*_of_sheet(case, sheet), *_head(case, sheet), *_answers(case, sheet)]
        found += sorted(here, key=lambda problem: (problem.line or 0, problem.column or 0))
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

    def say(code: str, *path: str, level: Level, other: Sheet | None = None) -> Problem:
        values = {"other": other.file} if other else {}
        mark = sheet.document.mark(path)
        return Problem(f"case.{code}", values, level, sheet.file, mark.line, mark.column)

    if sheet.header.consent is False:
        yield say("no_consent", "consent", level="warning")
    if sheet is case.lead and case.as_of is None:
        yield say("no_date", "date", level="hint")
    before = case.sheets[: case.sheets.index(sheet)]
    copied = next((one for one in before if one.document.text == sheet.document.text), None)
    if copied:
        yield say("copy", level="warning", other=copied)
        return
    same = next((one for one in before if (one.role, one.header.date) == (sheet.role, sheet.header.date)), None)
    if same:
        yield say("same_role_and_date", "respondent", level="hint", other=same)
    title = case.bank.questions[case.bank.settings.title]
    name = case.seen(sheet, title)
    if isinstance(name, str) and case.title is not None and normal(name) != normal(case.title):
        yield _problem(sheet, (title.id,), Problem("case.other_name", {"other": case.lead.file}, level="warning"))


def _answers(case: "Case", sheet: Sheet) -> Iterator[Problem]:
    """Yield what the answers of *sheet* look like beside all others: checks, references to rows, answers not asked."""
    dormant = []
    for id_ in sheet.answers:
        question = case.bank.questions[id_]
        if not case.asked(sheet, question):
            dormant.append(id_)
            continue
        if id_ in sheet.private:
            continue
        if sheet.role is not None:  # a conversation alone was judged when it was read
            yield from _references(case, sheet, question)
        if case.counts(sheet, question):
            yield from _checks(case, sheet, question)
    if dormant:
        first = _problem(
            sheet, (dormant[0], KEY), Problem("case.dormant", {"n": len(dormant), "names": dormant}, "hint")
        )
        yield replace(first, question=None)


def _checks(case: "Case", sheet: Sheet, question: Question) -> Iterator[Problem]:
    value = case.seen(sheet, question)
    if value is None:
        return
    for problem in checks(case.bank, question.id, value, case, locale=sheet.locale):
        yield _problem(sheet, (question.id,), problem)
    columns = [column.id for column in question.columns if f"{question.id}.{column.id}" in case.bank.checks]
    for row in rows_of(value) if columns else ():
        for column in columns:
            key = f"{question.id}.{column}"
            for problem in checks(case.bank, key, row.cells[column], case, locale=sheet.locale, cells=row.cells):
                yield _problem(sheet, (*row_path(question, row), column), problem)


def _references(case: "Case", sheet: Sheet, question: Question) -> Iterator[Problem]:
    """Yield the references to rows that no sheet has.

    A group that is hidden or not answered yet says nothing, and rows that are dormant in the sheet are not named.
    """
    groups = {
        group: (*rows_of(item.value), *rows_of(sheet.answers.get(group)))
        for group in case.targets(question)
        if (item := case.item(group)) and item.status is Status.ANSWERED
    }
    if groups:
        _, found = resolve(case.bank, {question.id: sheet.answers[question.id]}, groups)
        for path, problem in found:
            yield _problem(sheet, path, problem)


def _problem(sheet: Sheet, path: tuple[Key, ...], problem: Problem) -> Problem:
    """Return *problem* with its place in the file of *sheet*, where an older id may stand, and its place in words."""
    question = sheet.bank.questions[str(path[0])]
    written = sheet.document.data.get("answers")
    names = written if isinstance(written, dict) else {}
    name = next((one for one in (question.id, *question.was) if one in names), question.id)
    below = [step for step in path[1:] if step != KEY]
    mark = (sheet.document.key_mark if path[-1] == KEY else sheet.document.mark)(("answers", name, *below))
    return problem.at(sheet.file, mark.line, mark.column, question=place(sheet.bank, (question.id, *below)))
