"""What is wrong with a bank, and what is only odd: every finding with a stable code, described in docs/lint.md."""

from pathlib import Path

from smcheck.bank.consistency import check
from smcheck.bank.expressions import compile_all
from smcheck.bank.folders import find
from smcheck.bank.lint.codes import CODES
from smcheck.bank.lint.conditions import conditions
from smcheck.bank.lint.rules import rules
from smcheck.bank.lint.texts import choices, placeholders
from smcheck.bank.reading import read
from smcheck.bank.rules.compiled import compile_rules
from smcheck.bank.rules.reading import read_rules
from smcheck.problems import Problem, has_errors

__all__ = ["CODES", "lint"]


def lint(reference: str | Path) -> tuple[Problem, ...]:
    """Return everything there is to say about the bank with this id or path, by file and line.

    Conditions are judged only in a bank that loads: what is wrong there would be wrong in many of them. Raises
    `Problems` where there is no such bank.
    """
    draft = read(find(reference))
    read_rules(draft)
    check(draft)
    compiled = compile_all(draft)
    rules_found = compile_rules(draft, compiled)
    found = [*draft.problems, *placeholders(draft), *choices(draft)]
    if not has_errors(draft.problems):
        found += [*conditions(draft, compiled), *rules(draft, compiled, rules_found)]
    return tuple(sorted(found, key=lambda each: (each.file or "", each.line or 0, each.column or 0, each.code)))
