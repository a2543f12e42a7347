"""Where an answer stands: as a path, in the file, and in words."""

from smcheck.bank.load import Bank
from smcheck.bank.model import Question, Type
from smcheck.logic.values import Row
from smcheck.problems import Problem
from smcheck.yamlio import Data, Document

Key = str | int
Place = tuple[Key, ...]
"""Question, row (by its place from 0 in a group, by its id in a table), column."""

Located = tuple[Place, Problem]
"""A problem with the path of what is wrong; a path that ends in `KEY` means its key."""

KEY = "[key]"


def in_words(bank: Bank, path: Place) -> str:
    """Return *path* as a person reads it: `tasks[2].due`, `rooms[hall].state`; rows count from 1."""
    name, *below = (step for step in path if step != KEY)
    question = bank.questions.get(str(name))
    if question is None or not question.type.has_rows or not below:
        return str(name)
    row, *column = below
    where = f"{name}[{row + 1 if isinstance(row, int) else row}]"
    return f"{where}.{column[0]}" if column else where


def row_path(question: Question, row: Row) -> Place:
    """Return where *row* is written: by its place in a group, by its name in a table."""
    return question.id, row.index if question.type is Type.GROUP else str(row.name)


def written_ids(bank: Bank, section: Data, question: str) -> list[str]:
    """Return the keys of *section* that mean *question*: today's id before earlier ones. Only the first is read."""
    if not isinstance(section, dict):
        return []
    known = bank.questions.get(question)
    return [id_ for id_ in (question, *(known.was if known else ())) if id_ in section]


def located(problem: Problem, path: Place, *, document: Document, bank: Bank) -> Problem:
    """Return *problem* with its place in the answers of *document*, where an older id may stand, and in words."""
    name, *below = path
    ids = written_ids(bank, document.data.get("answers"), str(name)) or [str(name)]
    steps = ("answers", ids[0], *(step for step in below if step != KEY))
    mark = document.key_mark(steps) if path[-1] == KEY else document.mark(steps)
    return problem.at(document.file, mark.line, mark.column, question=in_words(bank, path))
