"""What findings rest on: the answers of a case, each with who gave it as far as that may be told."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from smcheck.answers.model import Sheet
from smcheck.bank.load import Bank
from smcheck.bank.model import Question
from smcheck.bank.rules.compiled import FindingRule
from smcheck.case import Case, Item, Status
from smcheck.diagnosis.voices import MERGED, by_voice, voices
from smcheck.logic import Row, Value
from smcheck.logic.values import BLANK, rows_of


class Evidence(NamedTuple):
    """One answer that a finding rests on.

    *role* and *file* tell who gave it; both are None where several respondents gave it together, and *file* where the
    role is not told apart from others (see `voices`). *value* is `BLANK` where it was left blank, and None where there
    is no answer (see *status*). *rows* are the rows of a group or table that the finding is about.
    """

    question: Question
    status: Status
    value: Value | None
    role: str | None = None
    file: str | None = None
    rows: tuple[Row, ...] = ()


class Record:
    """The answers of one case as evidence; many findings rest on the same ones, so each is looked up once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._voices = voices(case)
        self._found: dict[str, tuple[Evidence, ...]] = {}

    def of(self, rule: FindingRule, matches: Iterable[Value] = ()) -> tuple[Evidence, ...]:
        """Return what *rule* rests on in the order of the bank, with the rows that are among *matches*.

        Of views it is each respondent's answer, else the one that counts. What is not asked in this case or off the
        record is not there.
        """
        found: list[Evidence] = []
        for question in _in_order(self.case.bank, rule):
            if question not in self._found:
                self._found[question] = tuple(self._look_up(question))
            found += self._found[question]
        matching = {id(match) for match in matches if isinstance(match, Row)}
        return tuple([_about(one, matching) for one in found] if matching else found)

    def _look_up(self, question: str) -> Iterator[Evidence]:
        item = self.case.item(question)
        if item is None or item.private:
            return
        if item.value is None:
            yield Evidence(item.question, item.status, BLANK if item.status is Status.BLANK else None)
            return
        yield from self._answers(item, item.value)

    def _answers(self, item: Item, value: Value) -> Iterator[Evidence]:
        case, question = self.case, item.question
        if len(case.sheets) == 1:
            yield Evidence(question, item.status, value, case.lead.role, self._file(case.lead))
            return
        said = [(sheet, own) for sheet in case.sheets if (own := case.seen(sheet, question)) is not None]
        if question.view and len(said) > 1:
            place = by_voice(case.bank, question, self._voices)
            for sheet, own in sorted(said, key=lambda one: place((one[0].role, one[1]))):
                yield Evidence(question, item.status, own, sheet.role, self._file(sheet))
            return
        alone = [sheet for sheet, _ in said if case.counts(sheet, question)]
        role, file = (alone[0].role, self._file(alone[0])) if len(alone) == 1 else (None, None)
        yield Evidence(question, item.status, value, role, file)

    def _file(self, sheet: Sheet) -> str | None:
        """Return the file of a sheet, unless its name would tell who said what is shown as the word of several."""
        return None if self._voices[sheet.role].id == MERGED else sheet.file


@lru_cache(maxsize=1024)
def _in_order(bank: Bank, rule: FindingRule) -> tuple[str, ...]:
    """Return the questions that *rule* rests on, as they are asked."""
    return tuple(question for question in bank.questions if question in rule.questions)


def _about(evidence: Evidence, rows: set[int]) -> Evidence:
    """Return *evidence* with those of its rows whose identity is among *rows*."""
    about = tuple([row for row in rows_of(evidence.value) if id(row) in rows])
    return evidence._replace(rows=about) if about else evidence
