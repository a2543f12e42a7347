"""What an answer sheet is once it has been read: header, answers, open points, notes."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationInfo
from pydantic_core import PydanticCustomError

from smcheck import reading
from smcheck.answers.names import read_name
from smcheck.answers.text import clean
from smcheck.bank.load import Bank
from smcheck.bank.reading import unknown
from smcheck.logic.values import Value
from smcheck.problems import Problem, Problems, has_errors
from smcheck.reading import refuse, shown
from smcheck.yamlio import Document

FORMAT = 1
NOTHING: Mapping[str, Any] = {}
SECTIONS = ("answers", "open", "notes", "private", "waived", "accepted")
"""The top-level keys that stand below the header."""

OpenStatus = Literal["unknown", "later", "na", "confirm"]
STATUSES: tuple[OpenStatus, ...] = get_args(OpenStatus)


class Chosen(str):
    """The id of a choice, with the text that was filled in where the choice asks for one."""

    __slots__ = ("text",)
    text: str | None

    def __new__(cls, choice: str, text: str | None = None) -> Self:  # noqa: D102 - the class says it
        chosen = super().__new__(cls, choice)
        chosen.text = text
        return chosen

    def __repr__(self) -> str:
        return f"Chosen({str(self)!r}, {self.text!r})"

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.text


def as_validation_error(problem: Problem) -> PydanticCustomError:
    """Return *problem* as what a pydantic validator may raise; `ctx["problem"]` of the error has it again."""
    return PydanticCustomError("problem", "see context", {"problem": problem})


def _reads(read: Callable[[str], object]) -> BeforeValidator:
    """Let *read* read what is written in a file; what is no text already has its value, or no value at all."""

    def validate(given: object) -> object:
        if isinstance(given, list | dict):
            raise as_validation_error(Problem("answers.wants_text"))
        if not isinstance(given, str):
            return given
        try:
            return read(given)
        except Problems as wrong:
            raise as_validation_error(wrong.problems[0]) from None

    return BeforeValidator(validate)


def _one_of(code: str, known: Callable[[Bank], Sequence[str]]) -> AfterValidator:
    """Let only what the bank knows pass, where the bank is at hand (as context)."""

    def validate(given: str | None, info: ValidationInfo) -> str | None:
        if given is None or info.context is None or given in known(info.context):
            return given
        raise as_validation_error(Problem(f"answers.{code}", unknown(shown(given), known(info.context))))

    return AfterValidator(validate)


def _minutes(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,6}", text.strip()) else refuse("bad_minutes", text=shown(text))


def _file_name(text: str) -> str:
    name = text.strip()
    plain = name and not set(name) & set("/\\:") and not name.startswith(".")
    return name if plain else refuse("bad_file_name", text=shown(text))


_Name = Annotated[str, _reads(read_name)]
_Line = Annotated[str | None, _reads(lambda text: clean(text) or None)]


class BankReference(BaseModel):
    """The bank that a sheet answers."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: str


class Respondent(BaseModel):
    """Who answered: a role of the bank (None is the whole conversation) and a function in the organisation.

    *shown* tells that somebody of a protected role agreed to be shown by role.
    """

    model_config = ConfigDict(frozen=True)

    role: Annotated[
        str | None, _one_of("unknown_role", lambda bank: [role.id for role in bank.settings.roles]), _reads(str.strip)
    ] = None
    function: _Line = None
    shown: Annotated[bool | None, _reads(reading.confirm)] = None


class Consultant(BaseModel):
    """Who asked."""

    model_config = ConfigDict(frozen=True)

    name: _Line = None
    firm: _Line = None


class Header(BaseModel):
    """What stands above the answers of a sheet.

    *follows* is the file, in the same folder, of the earlier conversation that this one is a follow-up of.

    It takes values as well as the texts that a file holds. With a bank as context, role, mode and language must be
    the bank's own.
    """

    model_config = ConfigDict(frozen=True)

    smcheck: int = FORMAT
    bank: BankReference
    case: _Name
    round: _Name
    follows: Annotated[str | None, _reads(_file_name)] = None
    date: Annotated[datetime.date | None, _reads(reading.date)] = None
    consent: Annotated[bool | None, _reads(reading.confirm)] = None
    respondent: Respondent = Respondent()
    consultant: Consultant = Consultant()
    mode: Annotated[
        str, _one_of("unknown_mode", lambda bank: [mode.id for mode in bank.settings.modes]), _reads(str.strip)
    ]
    language: Annotated[str, _one_of("unknown_language", lambda bank: bank.settings.languages), _reads(str.strip)]
    minutes: Annotated[int | None, _reads(_minutes)] = None


class OpenPoint(NamedTuple):
    """Why a question is still open, who might know (*ask*), and the reason it does not apply."""

    status: OpenStatus
    ask: str | None = None
    reason: str | None = None


@dataclass(frozen=True, eq=False)
class Sheet:
    """One respondent's answers, read and judged.

    *answers* has the answers without errors, by question id: a value, or `BLANK` where the question was asked and left
    blank. *problems* has every error, warning and hint, in file order. *home* is the country among the bank's regions
    that gave *locale* and *currency*; None where the sheet does not say.
    """

    file: str
    path: Path | None
    document: Document
    header: Header
    bank: Bank
    locale: str
    home: str | None = None
    currency: str | None = None
    answers: Mapping[str, Value] = field(default_factory=dict)
    open: Mapping[str, OpenPoint] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    private: frozenset[str] = frozenset()
    waived: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether nothing in the sheet is wrong; an incomplete sheet is not wrong."""
        return not has_errors(self.problems)

    @property
    def role(self) -> str | None:
        """The role that answered; None is the whole conversation."""
        return self.header.respondent.role


class UnreadableSheet(Problems):
    """A sheet that cannot be used at all; *locale* is the one it asks to be spoken to in, where it says so."""

    def __init__(self, problems: Iterable[Problem], locale: str | None = None) -> None:
        super().__init__(problems)
        self.locale = locale
