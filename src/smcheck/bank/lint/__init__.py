"""What is wrong with a bank, and what is only odd: every finding with a stable code, described in docs/lint.md."""

from smcheck.bank.lint.codes import CODES
from smcheck.bank.lint.run import lint

__all__ = ["CODES", "lint"]
