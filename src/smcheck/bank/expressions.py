"""The names that the conditions of a bank may use, and all its expressions, compiled."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from smcheck.bank.consistency import parts
from smcheck.bank.model import Asked, Check, Choice, Question, Type
from smcheck.bank.reading import Draft, Place, unknown
from smcheck.logic import Expression, ExpressionError, Kind, Vocabulary, compile_expression
from smcheck.problems import Level, Problem

ANY = Kind("any")
UNKNOWN_NAMES = frozenset(
    {"bank.unknown_question", "bank.unknown_choice", "logic.unknown_cell", "logic.unknown_cell_near"}
    | {"logic.unknown_name", "logic.unknown_name_near", "logic.unknown_table", "logic.unknown_table_near"}
    | {"logic.unknown_function", "logic.unknown_function_near"}
)
"""What is told of names that may stand in a file that could not be read."""


class Compiled:
    """The expressions of a bank by the key of what they belong to (`tasks`, `tasks.due`, `rooms[hall]`)."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.when: dict[str, Expression] = {}
        self.checks: dict[str, tuple[tuple[Check, Expression], ...]] = {}
        self.values: dict[str, Expression] = {}
        self.with_parameter: dict[str, Expression] = {}
        self.home: Expression | None = None


def compile_all(draft: Draft) -> Compiled:
    """Compile every expression of *draft*, noting each that cannot be, and questions that need one another."""
    compiled = Compiled(_vocabulary(draft))
    if "values" in draft.places:
        _values(draft, compiled)
    place = draft.places["bank"]
    if draft.settings.home:
        compiled.home = _compile(draft, place.below("home"), draft.settings.home, compiled.vocabulary)
        _regions(draft, compiled.home)
    questions = {question.id: question for question, _ in draft.questions}
    for question, place in draft.questions:
        _asked(draft, compiled, place, question, key=question.id, local={"it": kind_of(question, questions)})
        cells = {column.id: kind_of(column, questions) for column in question.columns}
        for number, column in enumerate(question.columns):
            local = {**cells, "it": cells[column.id]}
            _asked(
                draft, compiled, place.below("columns", number), column, key=f"{question.id}.{column.id}", local=local
            )
        for number, row in enumerate(question.rows):
            if row.when:
                below = place.below("rows", number, "when")
                expression = _compile(draft, below, row.when, compiled.vocabulary, expected="condition")
                if expression:
                    compiled.when[f"{question.id}[{row.id}]"] = expression
    needs = _needs(draft, compiled.when, questions)
    for path in _circles(needs):
        place = needs[path[0]][path[1 % len(path)]]
        draft.say(place, "bank.circle", circle=" → ".join((*path, path[0])))
    drop_echoes(draft, compiled)
    return compiled


def _regions(draft: Draft, home: Expression | None) -> None:
    """Note each region that `home` can never give."""
    if home is None or home.kind.choices is None:
        return
    for region in draft.settings.regions:
        if region != "default" and region not in home.kind.choices:
            place = draft.places["bank"].below("regions", region)
            values = unknown(region, sorted(home.kind.choices))
            draft.say(place, "bank.unknown_region", key=True, **values)


def drop_echoes(draft: Draft, compiled: Compiled) -> None:
    """Leave out what follows from another problem: uses of a broken value, and names of a file that is no YAML."""
    sound = {*compiled.values, *compiled.with_parameter}
    draft.problems[:] = [
        problem
        for problem in draft.problems
        if (problem.code != "logic.broken_value" or problem.values.get("name") in sound)
        and (draft.whole or problem.code not in UNKNOWN_NAMES)
    ]


def kind_of(asked: Asked, questions: Mapping[str, Question]) -> Kind:
    """Return what values of *asked* are in the condition language."""
    if asked.type.has_rows and isinstance(asked, Question):
        columns = {column.id: kind_of(column, questions) for column in asked.columns}
        if asked.type is Type.TABLE:
            columns["row"] = Kind("choice", None if asked.own_rows else frozenset(row.id for row in asked.rows))
        return Kind("rows", columns=columns, group=asked.id)
    if asked.type.is_number:
        return Kind("number")
    if asked.type.is_text:
        return Kind("text")
    if asked.type is Type.DATE:
        return Kind("date")
    if asked.type is Type.CONFIRM:
        return Kind("boolean")
    choices = offered(asked, questions)
    ids = frozenset(choice.id for choice in choices) if choices else None
    return Kind("choice" if asked.type is Type.SINGLE else "choices", ids)


def offered(asked: Asked, questions: Mapping[str, Question]) -> tuple[Choice, ...]:
    """Return the choices of *asked*, those of another question included; none where rows of a group are offered."""
    if asked.choices or not asked.choices_from:
        return asked.choices
    source = questions.get(asked.choices_from)
    return source.choices if source else ()


def _needs(
    draft: Draft, when: Mapping[str, Expression], questions: Mapping[str, Question]
) -> Mapping[str, Mapping[str, Place]]:
    """Return for each question, in the order they are asked, what its value needs, and where that is written.

    A condition needs all it reads; a reference to rows of another group needs those rows.
    """
    needs: dict[str, dict[str, Place]] = {name: {} for name in questions}
    for key, expression in when.items():
        for name in expression.questions:
            needs[base(key)].setdefault(name, draft.places[key].below("when"))
    for asked, question, place in parts(draft):
        source = questions.get(asked.choices_from or "")
        if source and source.type.has_rows and source.id != question.id:
            needs[question.id].setdefault(source.id, place.below("choices_from"))
    return needs


def _circles(needs: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Yield each circle of questions that need one another, beginning with the one that is asked first."""
    position = {question: number for number, question in enumerate(needs)}
    done: set[str] = set()
    for start in needs:
        trail: list[str] = []
        left: list[list[str]] = [[start]]
        while left:
            if not left[-1]:
                left.pop()
                if trail:
                    done.add(trail.pop())
                continue
            question = left[-1].pop()
            if question in trail:
                circle = trail[trail.index(question) :]
                first = min(range(len(circle)), key=lambda number: position.get(circle[number], 0))
                yield (*circle[first:], *circle[:first])
            elif question not in done:
                trail.append(question)
                left.append(sorted(needs.get(question, ()), key=lambda name: position.get(name, 0), reverse=True))


def base(key: str) -> str:
    """Return the question of a key: `tasks` of `tasks.due` and of `tasks[x]`."""
    return re.split(r"[.\[]", key, maxsplit=1)[0]


@lru_cache(maxsize=4096)
def names_in(expression: Expression) -> frozenset[str]:
    """Return every name that stands in *expression*: of questions and values, of cells of the row, of functions."""
    return frozenset(node.id for node in ast.walk(expression.tree.body) if isinstance(node, ast.Name))


def expression_problem(
    place: Place, code: str, source: str, *, offset: int = 0, level: Level = "error", values: Mapping[str, object]
) -> Problem:
    """Return a problem at character *offset* of the expression *source* at *place*.

    The column is that of the character where the expression stands on one line as it is, else the expression's.
    """
    problem = place.problem(code, level=level)._replace(values=values)
    if problem.line is None or problem.column is None:
        return problem
    start = problem.column - 1
    line = re.split("\r\n|\r|\n", place.document.text)[problem.line - 1]
    if line[start : start + 1] in ("'", '"'):
        start += 1
    return problem._replace(column=start + offset + 1) if line.startswith(source, start) else problem


def _vocabulary(draft: Draft) -> Vocabulary:
    questions: dict[str, Question] = {}
    for question, _ in draft.questions:
        questions.setdefault(question.id, question)
    kinds = {question.id: kind_of(question, questions) for question in questions.values()}
    values = draft.values
    for name, columns in draft.unread.items():
        kinds.setdefault(name, Kind("rows", columns=dict.fromkeys(columns, ANY), group=name) if columns else ANY)
    return Vocabulary(
        questions=kinds,
        roles=None if "roles" in draft.unread_keys else frozenset(role.id for role in draft.settings.roles),
        values=dict(values.values),
        with_parameter=dict(signature(written, source) for written, source in values.with_parameter.items()),
        tables=values.tables,
        limits={name: limit.value for name, limit in values.limits.items()},
    )


def signature(written: str, source: str) -> tuple[str, tuple[tuple[str, ...], str]]:
    """Take `asked(d)` apart: its name, its parameters, and the source."""
    name, _, parameters = written.partition("(")
    return name, (tuple(each.strip() for each in parameters.rstrip(") ").split(",")), source)


def _values(draft: Draft, compiled: Compiled) -> None:
    """Compile the named values by themselves, so that a mistake in one is told once, where it stands."""
    place, vocabulary = draft.places["values"], compiled.vocabulary
    for name, source in draft.values.values.items():
        expression = _compile(draft, place.below("values", name), source, vocabulary)
        if expression:
            compiled.values[name] = expression
    for written in draft.values.with_parameter:
        name, (parameters, source) = signature(written, draft.values.with_parameter[written])
        local = dict.fromkeys(parameters, ANY)
        expression = _compile(draft, place.below("with_parameter", written), source, vocabulary, local=local)
        if expression:
            compiled.with_parameter[name] = expression


def _asked(
    draft: Draft, compiled: Compiled, place: Place, asked: Asked, *, key: str, local: Mapping[str, Kind]
) -> None:
    cells = {name: kind for name, kind in local.items() if name != "it"}
    if asked.when:
        below = place.below("when")
        expression = _compile(draft, below, asked.when, compiled.vocabulary, local=cells, expected="condition")
        if expression:
            compiled.when.setdefault(key, expression)
    checks = []
    for number, check in enumerate(asked.check):
        below = place.below("check", number, "unless")
        expression = _compile(draft, below, check.unless, compiled.vocabulary, local=local, expected="condition")
        if expression:
            checks.append((check, expression))
    if checks:
        compiled.checks.setdefault(key, tuple(checks))


def _compile(
    draft: Draft,
    place: Place,
    source: str,
    vocabulary: Vocabulary,
    *,
    local: Mapping[str, Kind] = MappingProxyType({}),
    expected: str = "any",
) -> Expression | None:
    try:
        return compile_expression(source, vocabulary, local=local, expected=expected)
    except ExpressionError as wrong:
        problem = expression_problem(place, wrong.code, source, offset=wrong.offset, values=wrong.values)
        draft.problems.append(problem)
        return None
