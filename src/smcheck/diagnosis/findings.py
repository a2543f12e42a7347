"""Findings: what the answers say about the organisation, and what they rest on.

A finding fires only if its condition is true; one whose condition is undecided is told apart, with what is missing.
Nothing is written twice: what a finding rests on is what its condition reads.
"""

from collections.abc import Iterable
from typing import NamedTuple

from smcheck.bank.rules.compiled import FindingRule
from smcheck.bank.rules.model import SEVERITIES, Severity
from smcheck.diagnosis.evidence import Evidence, Record
from smcheck.logic import Reason, Scope, Unknown, Value


class Finding(NamedTuple):
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


class Unassessed(NamedTuple):
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


def judge(rule: FindingRule, scope: Scope, record: Record) -> Finding | Unassessed | None:
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
        evidence=record.of(rule, found.members),
        waived=next((sheet.waived[rule.id] for sheet in record.case.sheets if rule.id in sheet.waived), None),
        accepted=any(rule.id in sheet.accepted for sheet in record.case.sheets),
    )


def by_severity(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return *findings* with the most severe first, else in the order of the bank."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def _severity(rule: FindingRule, scope: Scope) -> Severity:
    return next(level for level, condition in rule.severity if condition is None or condition.condition(scope) is True)
