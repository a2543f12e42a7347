"""What is wrong with conditions and checks although they can be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from smcheck.bank.expressions import Compiled, base, expression_problem, names_in, offered
from smcheck.bank.lint.codes import CODES
from smcheck.bank.lint.combinations import Combinations, Verdict
from smcheck.bank.lint.texts import id_of_text
from smcheck.bank.model import Asked, Choice, Question
from smcheck.bank.reading import Draft, Place, unknown
from smcheck.logic import Expression, Note
from smcheck.problems import Problem, Word

_CONDITIONS = frozenset({"condition", "boolean"})


@dataclass(frozen=True)
class Use:
    """An expression where it stands; *key* is what it belongs to (`tasks.due`)."""

    key: str
    place: Place
    expression: Expression
    is_check: bool = False
    asked: Asked | None = None
    row_of: Question | None = None

    @property
    def local(self) -> Mapping[str, Asked]:
        """The answers that the expression names besides questions."""
        cells: dict[str, Asked] = {column.id: column for column in self.row_of.columns} if self.row_of else {}
        return {**cells, "it": self.asked} if self.is_check and self.asked else cells


def conditions(draft: Draft, compiled: Compiled) -> Iterator[Problem]:
    """Yield what is odd in the expressions of a bank whose expressions all compile."""
    questions = {question.id: question for question, _ in draft.questions}
    order = {name: number for number, name in enumerate(questions)}
    combinations = Combinations(questions, compiled)
    for use in uses(draft, compiled, questions):
        notes = [noted(use, note, questions) for note in use.expression.notes]
        yield from notes
        if use.key:
            yield from _reads_later(use, order)
        if use.expression.kind.name in _CONDITIONS and not any(problem.level == "error" for problem in notes):
            yield from _tried(use, combinations)


def uses(draft: Draft, compiled: Compiled, questions: Mapping[str, Question]) -> Iterator[Use]:
    """Yield every expression of a bank where it stands."""
    if compiled.home:
        yield Use("", draft.places["bank"].below("home"), compiled.home)
    for name, expression in compiled.values.items():
        yield Use("", draft.places["values"].below("values", name), expression)
    for key in dict.fromkeys([*compiled.when, *compiled.checks]):
        place, question = draft.places[key], questions[base(key)]
        column = next((each for each in question.columns if key == f"{question.id}.{each.id}"), None)
        asked: Asked = column or question
        row_of = question if column else None
        if key in compiled.when:
            yield Use(key, place.below("when"), compiled.when[key], asked=asked, row_of=row_of)
        for number, (_, expression) in enumerate(compiled.checks.get(key, ())):
            below = place.below("check", number, "unless")
            yield Use(key, below, expression, is_check=True, asked=asked, row_of=row_of)


def noted(use: Use, note: Note, questions: Mapping[str, Question]) -> Problem:
    """Return what the condition language noted as a problem of the bank."""
    code = f"lint.{note.code}"
    values: dict[str, Any] = dict(note.values)
    if note.code == "literal_no_choice":
        meant = id_of_text(values["literal"], _choices(use, values["name"], questions))
        if meant:
            code, values = "lint.choice_text", {"literal": values["literal"], "word": meant}
    elif note.code.endswith("_expected"):
        code = "lint.wrong_kind"
        values["wanted"] = note.code.removesuffix("_expected")
    elif note.code == "unknown_role":
        values = unknown(values["word"], values["known"])
    for name in values.keys() & {"kind", "left_kind", "right_kind", "wanted"}:
        values[name] = Word(f"logic.in_words.kind.{values[name]}")
    return _problem(use, code, offset=note.offset, values=values)


def _choices(use: Use, name: str, questions: Mapping[str, Question]) -> tuple[Choice, ...]:
    """Return the choices of what a condition calls *name*: a question, a cell `t.kind`, or `it`."""
    column = name.rpartition(".")[2]
    every: list[Asked] = [*questions.values(), *(each for question in questions.values() for each in question.columns)]
    asked = use.asked if name == "it" else next((each for each in every if each.id == column), None)
    return offered(asked, questions) if asked else ()


def _reads_later(use: Use, order: Mapping[str, int]) -> Iterator[Problem]:
    """Yield what a condition reads before it is asked."""
    if use.is_check:
        return
    own = order[base(use.key)]
    later = [
        name for name in sorted(use.expression.questions, key=lambda name: order.get(name, 0)) if order[name] > own
    ]
    if use.row_of and isinstance(use.asked, Asked):
        columns = [column.id for column in use.row_of.columns]
        after = columns[columns.index(use.asked.id) + 1 :]
        later += [name for name in after if name in names_in(use.expression)]
    if later:
        yield _problem(use, "lint.reads_later", values={"names": later})


def _tried(use: Use, combinations: Combinations) -> Iterator[Problem]:
    """Yield what a condition or check can never come to."""
    verdict = combinations.judge(use.expression, use.local, row_of=use.row_of)
    if verdict.true and verdict.false:
        under = combinations.when.get(base(use.key)) if base(use.key) != use.key else None
        if not use.is_check and (under or combinations.depends(use.expression, use.row_of)):
            verdict = combinations.together(use.expression, use.local, row_of=use.row_of, under=under)
            if not verdict.true:
                yield told(use, verdict, "lint.never_shown")
    elif verdict.true:
        yield told(use, verdict, "lint.cannot_fire" if use.is_check else "lint.constant_condition")
    elif verdict.false:
        yield told(use, verdict, "lint.always_fires" if use.is_check else "lint.contradiction")
    else:
        yield told(use, verdict, "lint.never_decided")


def told(use: Use, verdict: Verdict, code: str) -> Problem:
    """Return what a verdict says about the expression of *use*; where it is not proven, as a hint."""
    if verdict.proven:
        return _problem(use, code)
    values = {"finding": code, "n": verdict.tried, "total": verdict.total}
    return _problem(use, "lint.not_proven", values=values)


def _problem(use: Use, code: str, *, offset: int = 0, values: Mapping[str, object] = MappingProxyType({})) -> Problem:
    source = use.expression.source
    return expression_problem(use.place, code, source, offset=offset, level=CODES[code], values=values)
