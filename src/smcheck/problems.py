"""Problems as data: a code, its values and a place. The words come last, from `wording`."""

import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, Self

Level = Literal["error", "warning", "hint"]


class Problem(NamedTuple):
    """Something wrong or worth a look, with the place where a person can mend it.

    *code* is stable and dotted (`yaml.duplicate_key`); *values* fill its sentence. *line* and *column* count from 1,
    in characters. *question* names a question, row and column (`tasks[2].due`).
    """

    code: str
    values: Mapping[str, object] = {}
    level: Level = "error"
    file: str | None = None
    line: int | None = None
    column: int | None = None
    question: str | None = None

    def at(
        self,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        *,
        question: str | None = None,
    ) -> Self:
        """Return this problem with the parts of the place that were still missing filled in."""
        return self._replace(
            file=self.file or file,
            line=self.line or line,
            column=self.column or column,
            question=self.question or question,
        )


class Word(NamedTuple):
    """A value of a problem that is a word of the program's own, said in the reader's language by its code."""

    code: str


class Problems(Exception):
    """The one exception of the program that is a person's to mend: it carries every problem found, at least one."""

    locale: str | None = None
    """The one to tell them in, where they have one."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return *problems* of one file from its top to its end."""
    return tuple(sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0)))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether one of *problems* forbids going on; warnings and hints do not."""
    return any(problem.level == "error" for problem in problems)


def trace(bug: BaseException) -> str:
    """Return where a mistake of ours happened: its type and the frames, never a value or an answer."""
    frames = (
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(bug.__traceback__)
    )
    return "\n".join((type(bug).__name__, *frames))
