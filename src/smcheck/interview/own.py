"""Names beside the rows of a group: the roles of the bank, and whatever else somebody is called.

A name that was typed once is offered like a row from then on, so that nobody types it twice.
"""

import re
from collections.abc import Iterator

from smcheck.answers.text import clean
from smcheck.answers.values import group_of
from smcheck.bank.model import Asked, Role, Type
from smcheck.interview.asker import Answer
from smcheck.interview.state import Place, State
from smcheck.logic.values import BLANK, Value, normal, rows_of

OTHERS = "+others"
"""The option that asks for further names; also the `fill` of the place where they are typed."""

_BETWEEN = re.compile(r"[,;\n]")


def wanted(asked: Asked, answer: Answer) -> bool:
    """Tell whether *answer* is about to have further names."""
    picked = answer if isinstance(answer, tuple) else (answer,)
    return asked.own_choices and OTHERS in picked


def roles(state: State, asked: Asked) -> list[Role]:
    """Return the roles that are offered; a row of the same name stands for itself."""
    rows = {normal(name) for name in _rows(state, asked)}
    return [role for role in state.bank.settings.roles if role.id not in rows] if asked.own_choices else []


def role(state: State, asked: Asked, name: str) -> Role | None:
    """Return the role that *name* means in an answer to *asked*."""
    return next((each for each in roles(state, asked) if each.id == name), None)


def names(state: State, asked: Asked) -> list[str]:
    """Return the names that are neither rows nor roles, of every answer that chooses from the same rows."""
    known = {normal(name) for name in (*_rows(state, asked), *(each.id for each in roles(state, asked)))}
    found = {normal(name): name for name in _said(state, asked) if normal(name) not in known}
    return list(found.values())


def together(state: State, place: Place, line: Answer) -> Answer:
    """Return what was picked at *place*, with the names of *line* instead of the option that asks for them."""
    asked = state.asked_at(place)
    before = state.drafts.get(place)
    picked = [one for one in (before if isinstance(before, tuple) else ()) if one != OTHERS]
    line = line if isinstance(line, str) else ""
    if asked.type is Type.SINGLE:
        return clean(line) or None
    return tuple(picked + [name for part in _BETWEEN.split(line) if (name := clean(part))])


def spelt(state: State, asked: Asked, answer: Answer) -> Answer:
    """Return *answer* with each name as the row or role is called that it means, and none twice."""
    if isinstance(answer, tuple):
        found: dict[str, str] = {}
        for one in answer:
            name = _spelt(state, asked, one)
            found.setdefault(normal(name), name)
        return tuple(found.values())
    return _spelt(state, asked, answer) if isinstance(answer, str) else answer


def _spelt(state: State, asked: Asked, name: str) -> str:
    name = " ".join(clean(name).split())
    rows = {normal(row): row for row in _rows(state, asked)}
    labels = {normal(state.bank.say(each.text, state.case.locale)): each.id for each in roles(state, asked)}
    return rows.get(normal(name)) or labels.get(normal(name)) or name


def _rows(state: State, asked: Asked) -> tuple[str, ...]:
    group = group_of(asked, state.bank)
    return state.names(group.id) if group else ()


def _said(state: State, asked: Asked) -> Iterator[str]:
    """Yield every name in answers that choose from the same rows and may have names of their own."""
    for question in state.bank.questions.values():
        answer = state.answers.get(question.id, BLANK)
        for one in (question, *question.columns):
            if one.own_choices and one.choices_from == asked.choices_from:
                values = [answer] if one is question else [row.cells.get(one.id, BLANK) for row in rows_of(answer)]
                yield from (name for value in values for name in _each(value))


def _each(value: Value) -> Iterator[str]:
    yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, str))
