"""The diagnosis of one case: everything its bank's rules say about it, each part worked out when it is asked for."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property

from smcheck.bank.rules.model import Portrait
from smcheck.case import Case, Status
from smcheck.diagnosis.alignment import Alignment, align
from smcheck.diagnosis.evidence import Record
from smcheck.diagnosis.findings import Finding, Unassessed, by_severity, judge
from smcheck.diagnosis.readiness import Dimension, readiness
from smcheck.logic import Value
from smcheck.logic.values import COMPUTED

MOST_PORTRAITS = 2
"""A third picture would say less than two."""


class Diagnosis:
    """What a case says about the organisation.

    It is the scope of findings and portraits: the case itself, and the names that only a whole case has a value for
    (see `bank.rules.names`).
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.memo = case.memo  # none of the bank's named values rests on a name that only rules have

    # What conditions see

    @property
    def as_of(self) -> date | None:
        """The day as of which the case is judged."""
        return self.case.as_of

    @cached_property
    def value(self) -> Callable[[str], Value]:
        """What gives the value of a question or of a name that only rules have; conditions call nothing as often."""
        return self._known.__getitem__

    def views(self, question: str) -> Sequence[tuple[str | None, Value]]:
        """Return the role and the value of each respondent who gave one."""
        return self.case.views(question)

    def role_answered(self, role: str) -> bool:
        """Tell whether somebody of *role* has answered."""
        return self.case.role_answered(role)

    @cached_property
    def _known(self) -> dict[str, Value]:
        """The questions, and the names that findings may use; portraits add theirs when it is their turn."""
        index = self.alignment.index if self.alignment else None
        unknown, answered = self.case.said[Status.UNKNOWN], self.case.said[Status.ANSWERED]
        return {
            **{question: self.case.value(question) for question in self.case.bank.questions},
            "unknown_count": unknown,
            "unknown_share": Fraction(unknown, answered + unknown) if answered + unknown else COMPUTED,
            "alignment_index": COMPUTED if index is None else index,
        }

    # What there is to say

    @cached_property
    def record(self) -> Record:
        """The answers as evidence."""
        return Record(self.case)

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Readiness, dimension by dimension."""
        return readiness(self.case)

    @cached_property
    def alignment(self) -> Alignment | None:
        """Where respondents see things differently; None with fewer than two."""
        return align(self.case)

    @cached_property
    def _judged(self) -> tuple[Finding | Unassessed, ...]:
        record = self.record
        judged = [judge(rule, self, record) for rule in self.case.bank.rules.findings]
        return tuple([one for one in judged if one is not None])

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that fired, waived ones too, the most severe first."""
        return by_severity(one for one in self._judged if isinstance(one, Finding))

    @cached_property
    def not_assessed(self) -> tuple[Unassessed, ...]:
        """The findings that could not be assessed, in the order of the bank.

        One that waits for nothing but questions which do not apply to this organisation says nothing at all.
        """
        unassessed = (one for one in self._judged if isinstance(one, Unassessed))
        return tuple(
            one for one in unassessed if not (missing := one.missing) or not all(map(self.case.ruled_out, missing))
        )

    @cached_property
    def portraits(self) -> tuple[Portrait, ...]:
        """The first two portraits whose condition is true, as hypotheses."""
        for dimension in self.dimensions:
            self._known[dimension.id] = COMPUTED if dimension.value is None else dimension.value
        assessed = tuple(dimension.value for dimension in self.dimensions if dimension.value is not None)
        self._known["dimensions"] = assessed or COMPUTED
        self._known["critical_findings"] = sum(
            finding.severity == "critical" and finding.waived is None for finding in self.findings
        )
        matched: list[Portrait] = []
        for rule in self.case.bank.rules.portraits:
            self._known["matched_portraits"] = len(matched)
            if rule.condition.condition(self) is True:
                matched.append(rule.portrait)
        return tuple(matched[:MOST_PORTRAITS])
