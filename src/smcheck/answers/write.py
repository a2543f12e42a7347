"""From values to what a sheet holds: the mirror of reading, the same in every locale."""

from datetime import date
from fractions import Fraction

from pydantic import BaseModel

from smcheck import reading
from smcheck.answers.model import Chosen, Header, OpenPoint
from smcheck.bank.model import Asked, Question, Type
from smcheck.logic.values import BLANK, Row, Value, rows_of
from smcheck.yamlio import Data


def encode(asked: Asked, value: Value) -> Data:
    """Return *value* of *asked* as a sheet holds it; `read_value` gives back an equal value in every locale.

    Blank cells are written as blank; columns that a row does not have are left out.
    """
    if value is BLANK:
        return None
    if isinstance(value, Chosen) and value.text is not None:
        return {"choice": str(value), "text": value.text}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return _yes_or_no(value)
    if isinstance(value, int | Fraction):
        return reading.plain(Fraction(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple) and isinstance(asked, Question) and asked.type.has_rows:
        rows = [(row.name, _cells(asked, row)) for row in rows_of(value)]
        if asked.type is Type.TABLE:
            return {str(name): cells or None for name, cells in rows}
        return [cells for _, cells in rows]
    if isinstance(value, tuple):
        return [encode(asked, one) for one in value]
    raise TypeError(f"no answer to a question of type {asked.type}: {type(value).__name__}")


def encode_header(header: Header) -> dict[str, Data]:
    """Return the head of a sheet; what is not known is left out."""
    entries = {key: encode_head(getattr(header, key)) for key in Header.model_fields}
    return {key: data for key, data in entries.items() if data is not None}


def encode_head(value: object) -> Data:
    """Return the value of one entry of the head as a sheet holds it."""
    if isinstance(value, bool):
        return _yes_or_no(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        parts = {name: encode_head(getattr(value, name)) for name in type(value).model_fields}
        return {name: data for name, data in parts.items() if data is not None} or None
    return None if value is None else str(value)


def encode_point(point: OpenPoint) -> dict[str, Data]:
    """Return an open point as a sheet holds it."""
    entry: dict[str, Data] = {"status": point.status}
    if point.ask:
        entry["ask"] = point.ask
    if point.reason:
        entry["reason"] = point.reason
    return entry


def _cells(question: Question, row: Row) -> dict[str, Data]:
    return {column.id: encode(column, row.cells[column.id]) for column in question.columns if column.id in row.cells}


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"
