"""The condition language: parse, check, evaluate; three-valued and exact."""

from smcheck.logic.expression import Expression, compile_expression
from smcheck.logic.functions import FUNCTIONS, Function
from smcheck.logic.language import Vocabulary
from smcheck.logic.notes import Note
from smcheck.logic.syntax import ExpressionError, valid_id
from smcheck.logic.types import Kind
from smcheck.logic.values import BLANK, Between, Reason, Row, Scope, Unknown, Value
from smcheck.logic.words import in_words

__all__ = [
    "BLANK",
    "FUNCTIONS",
    "Between",
    "Expression",
    "ExpressionError",
    "Function",
    "Kind",
    "Note",
    "Reason",
    "Row",
    "Scope",
    "Unknown",
    "Value",
    "Vocabulary",
    "compile_expression",
    "in_words",
    "valid_id",
]
