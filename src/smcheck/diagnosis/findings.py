"""Findings: what the answers say about the organisation, and what they rest on.

A finding fires only if its condition is true; one whose condition is undecided is told apart, with what is missing.
Nothing is written twice: what a finding rests on is what its condition reads.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from smcheck.answers.model import Sheet
from smcheck.bank.model import Question
from smcheck.bank.rules.compiled import FindingRule
from smcheck.bank.rules.model import SEVERITIES, Severity
from smcheck.case import Case, Status
from smcheck.diagnosis.voices import MERGED, Voice, by_voice, voices
from smcheck.logic import Reason, Row, Scope, Unknown, Value
from smcheck.logic.values import BLANK, rows_of


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer that a finding rests on.

    *role* and *file* tell who gave it; both are None where several respondents gave it together, and *file* where the
    role is not told apart from others (see `voices`). *value* is `BLANK`
    where it was left blank, and None where there is no answer (see *status*). *rows* are the rows of a group or table
    that the finding is about.
    """

    question: Question
    status: Status
    value: Value | None
    role: str | None = None
    file: str | None = None
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding that fired; *matches* are the members that its condition is true for, the first one to be told first.

    *of* is how many members there are. *waived* is the reason why it was put aside; *accepted* tells that its step goes
    into the roadmap.
    """

    rule: FindingRule
    severity: Severity
    matches: tuple[Value, ...]
    of: int
    evidence: tuple[Evidence, ...]
    waived: str | None
    accepted: bool

    @property
    def id(self) -> str:
        """The stable name."""
        return self.rule.id


@dataclass(frozen=True, slots=True)
class Unassessed:
    """A finding that could not be assessed, and why: the questions and cells that are not known."""

    rule: FindingRule
    reasons: frozenset[Reason]

    @property
    def id(self) -> str:
        """The stable name."""
        return self.rule.id

    @property
    def missing(self) -> tuple[str, ...]:
        """The questions that would have to be answered, in no order; a cell counts as its group or table."""
        return tuple(sorted({reason.question.partition(".")[0] for reason in self.reasons if reason.question}))


def judge(case: Case, rule: FindingRule, scope: Scope) -> Finding | Unassessed | None:
    """Return the finding if it fires, why it could not be assessed, or None if its condition is false."""
    found = rule.matches(scope)
    if isinstance(found.truth, Unknown):
        return Unassessed(rule, found.truth.reasons)
    if found.truth is False:
        return None
    return Finding(
        rule=rule,
        severity=_severity(rule, scope),
        matches=found.members,
        of=found.of,
        evidence=tuple(evidence(case, rule, found.members)),
        waived=next((sheet.waived[rule.id] for sheet in case.sheets if rule.id in sheet.waived), None),
        accepted=any(rule.id in sheet.accepted for sheet in case.sheets),
    )


def by_severity(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *findings* with the most severe first, else in the order of the bank."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def _severity(rule: FindingRule, scope: Scope) -> Severity:
    return next(level for level, condition in rule.severity if condition is None or condition.condition(scope) is True)


def evidence(case: Case, rule: FindingRule, matches: Iterable[Value] = ()) -> Iterator[Evidence]:
    """Yield what *rule* rests on in the order of the bank: of views each respondent's answer, else the one that counts.

    What is not asked in this case or off the record is not there.
    """
    matching = {id(match) for match in matches if isinstance(match, Row)}
    shown = voices(case)
    for question in case.bank.questions.values():
        item = case.item(question.id) if question.id in rule.questions else None
        if item is None or item.private:
            continue
        if item.value is None:
            yield Evidence(question, item.status, BLANK if item.status is Status.BLANK else None)
            continue
        said = [(sheet, value) for sheet in case.sheets if (value := case.seen(sheet, question)) is not None]
        if question.view and len(said) > 1:
            place = by_voice(case.bank, question, shown)
            for sheet, value in sorted(said, key=lambda one: place((one[0].role, one[1]))):
                yield Evidence(question, item.status, value, sheet.role, _file(sheet, shown))
            continue
        alone = [sheet for sheet, _ in said if case.counts(sheet, question)]
        role, file = (alone[0].role, _file(alone[0], shown)) if len(alone) == 1 else (None, None)
        rows = tuple(row for row in rows_of(item.value) if id(row) in matching)
        yield Evidence(question, item.status, item.value, role, file, rows)


def _file(sheet: Sheet, shown: Mapping[str | None, Voice]) -> str | None:
    """Return the file of a sheet, unless its name would tell who said what is shown as the word of several."""
    return None if shown[sheet.role].id == MERGED else sheet.file
