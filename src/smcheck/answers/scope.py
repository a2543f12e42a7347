"""One sheet as conditions see it, before there is a case: for checks and for the home country."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from smcheck.answers.model import OpenPoint
from smcheck.logic.expression import Expression
from smcheck.logic.values import Reason, Unknown, Value


@dataclass(frozen=True, eq=False)
class SheetScope:
    """The answers of one sheet. What other respondents may have said is unknown here, so it settles nothing.

    *when* holds the bank's conditions: a question that its condition rules out has no answer here, whatever stands in
    the sheet.
    """

    answers: Mapping[str, Value]
    as_of: date
    role: str | None = None
    open: Mapping[str, OpenPoint] = field(default_factory=dict)
    when: Mapping[str, Expression] = field(default_factory=dict)
    memo: MutableMapping[str, Value] = field(default_factory=dict)

    def value(self, question: str) -> Value:
        """Return the answer, or why there is none."""
        condition = self.when.get(question)
        if condition is not None and condition.condition(self) is False:
            return Unknown(frozenset({Reason(question, "not asked")}))
        if question in self.answers:
            return self.answers[question]
        point = self.open.get(question)
        return Unknown(frozenset({Reason(question, point.status if point else "missing")}))

    def views(self, question: str) -> Sequence[tuple[str | None, Value]]:
        """Return the one view there is."""
        return [(self.role, self.answers[question])] if question in self.answers else []

    def role_answered(self, role: str) -> bool:
        """Tell whether this is the sheet of *role* and says anything."""
        return role == self.role and bool(self.answers)
