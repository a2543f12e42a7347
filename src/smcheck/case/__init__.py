"""The case: bank and the sheets of one organisation, and the one gate to everything made from them."""

from smcheck.case.case import Case
from smcheck.case.group import Round, beside, group, rounds
from smcheck.case.model import Coverage, Item, Note, Point, Status

__all__ = ["Case", "Coverage", "Item", "Note", "Point", "Round", "Status", "beside", "group", "rounds"]
