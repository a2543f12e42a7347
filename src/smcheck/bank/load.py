"""Load banks: every problem of a bank at once, or a bank that everything else can rely on."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from smcheck.bank import modes
from smcheck.bank.consistency import check
from smcheck.bank.expressions import Compiled, compile_all, offered
from smcheck.bank.folders import digest, find
from smcheck.bank.model import Asked, Check, Choice, Column, Mode, Question, Role, Section, Text
from smcheck.bank.reading import Draft, read, shown
from smcheck.bank.rules.compiled import Rules, compile_rules
from smcheck.bank.rules.reading import read_rules
from smcheck.logic import Expression, compile_expression
from smcheck.problems import Problem, Problems, has_errors
from smcheck.wording import wording

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Bank:
    """A bank that is in order.

    *when* and *checks* hold compiled expressions by the key of what they belong to: `tasks` a question,
    `tasks.due` a column, `rooms[hall]` a row of a table; where there is none it is always asked. The
    expressions of a column take the cells of its row as local names, those of a check also `it`. *renames* leads from
    earlier ids to today's. *digest* is the SHA-256 of all files of the bank, in hexadecimal digits.
    """

    def __init__(self, draft: Draft, compiled: Compiled, rules: Rules) -> None:
        self.folder = draft.folder
        self.settings = draft.settings
        self.sections = tuple(draft.sections)
        self.values = draft.values
        self.digest = digest(draft.folder)
        self.vocabulary = compiled.vocabulary
        self.when: Mapping[str, Expression] = MappingProxyType(compiled.when)
        self.checks: Mapping[str, tuple[tuple[Check, Expression], ...]] = MappingProxyType(compiled.checks)
        self.home = compiled.home
        self.rules = rules

    @property
    def id(self) -> str:
        """The stable name of the bank."""
        return self.settings.id

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """All questions by id, in the order they are asked."""
        return MappingProxyType({question.id: question for section in self.sections for question in section.questions})

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section of each question."""
        return MappingProxyType({question.id: section for section in self.sections for question in section.questions})

    @cached_property
    def renames(self) -> Mapping[str, str]:
        """Today's id for each earlier one."""
        return MappingProxyType({old: question.id for question in self.questions.values() for old in question.was})

    def mode(self, name: str) -> Mode | None:
        """Return the mode called *name*."""
        return next((mode for mode in self.settings.modes if mode.id == name), None)

    def role(self, name: str) -> Role | None:
        """Return the role called *name*."""
        return self._roles.get(name)

    @cached_property
    def _roles(self) -> Mapping[str, Role]:
        return {role.id: role for role in self.settings.roles}

    def say(
        self,
        text: Text | None,
        locale: str,
        *,
        variant: str | None = None,
        count: int | Fraction | None = None,
        values: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Return *text* in *locale* with the words of the bank and *values* filled in; nothing for None.

        *variant* is the organisation type. *count* decides between the forms of a text that varies by count, and fills
        `{n}`. What *values* hold is put in as it is. A name that nothing fills is a mistake in the bank that `lint`
        finds with its place: Problems.
        """
        form = text.form(locale, variant=variant, count=count) if text else None
        return self.fill(form or "", locale, variant=variant, count=count, values=values)

    def fill(
        self,
        form: str,
        locale: str,
        *,
        variant: str | None,
        count: int | Fraction | None,
        values: Mapping[str, str],
    ) -> str:
        """Return *form*, one of the forms of a text, as `say` does."""
        pieces = _pieces(form, locale)
        if len(pieces) == 1:
            return pieces[0]
        filled = list(pieces)
        for place in range(1, len(pieces), 2):
            name = pieces[place]
            if name in values:
                filled[place] = values[name]
            elif name == "n" and count is not None:
                filled[place] = wording(locale).number(count)
            else:
                filled[place] = self._word(name, locale, variant)
        return "".join(filled)

    def _word(self, name: str, locale: str, variant: str | None) -> str:
        """Return a word of the bank. It holds no further ones, so that none leads to itself."""
        word = self.settings.words.get(name)
        form = word.form(locale, variant=variant, count=None) if word else None
        pieces = _pieces(form or "", locale)
        if word is None or len(pieces) > 1:
            what = name if word is None else pieces[1]
            raise Problems([Problem("bank.unfilled", {"word": what, "bank": self.id}, file=shown(self.folder))])
        return pieces[0]

    def label(self, asked: Asked, locale: str, *, variant: str | None = None) -> str:
        """Return the few words for *asked* in tables and lists: `short`, else its text."""
        return self.say(asked.short or asked.text, locale, variant=variant)

    def asks(self, question: Question, *, mode: str, role: str | None) -> bool:
        """Tell whether *mode* asks *question* of *role*, conditions aside; without a role everything is asked."""
        if not modes.asks(self.settings, question, mode):
            return False
        return role is None or not question.roles or role in question.roles or role in question.also

    def columns(self, question: Question, mode: str) -> tuple[Column, ...]:
        """Return the columns of *question* that *mode* asks."""
        return _columns(self, question, mode)

    def follows(self, mode: str) -> str | None:
        """Return the mode that *mode* is a follow-up of; None where it is none."""
        found = self.mode(mode)
        return found.like if found else None

    def choices(self, asked: Asked) -> tuple[Choice, ...]:
        """Return the choices of *asked*, also another question's; none where it offers the rows of a group."""
        return offered(asked, self.questions)

    def choice(self, asked: Asked, name: str) -> Choice | None:
        """Return the choice *name* of *asked*."""
        return _choices(self, asked).get(name)

    def minutes_by_section(self, mode: str) -> Mapping[str, int]:
        """Return how many minutes each section takes in *mode*, by its id."""
        return modes.minutes(self.settings, self.sections, mode)

    def asked_at(self, place: str) -> Asked:
        """Return what is asked at a place in a sheet: a question, or the column of a cell (`tasks[2].due`)."""
        name, _, cell = place.partition("[")
        question = self.questions[name]
        column = cell.rpartition(".")[2]
        return next((one for one in question.columns if one.id == column), question)

    @lru_cache(maxsize=1024)  # noqa: B019 - a bank lives as long as the program
    def named(self, name: str) -> Expression:
        """Return the expression of a named value. Raises KeyError where there is none."""
        if name not in self.vocabulary.values:
            raise KeyError(name)
        return compile_expression(name, self.vocabulary)

    def minutes(self, mode: str, role: str | None) -> int:
        """Return how many minutes *mode* takes; 0 where nothing is estimated.

        For a *role* each section takes its share of the questions; all together at most the estimate of the role.
        """
        share = Fraction(0)
        for section in self.sections:
            asked = [question for question in section.questions if modes.asks(self.settings, question, mode)]
            mine = sum(self.asks(question, mode=mode, role=role) for question in asked)
            share += Fraction(self.minutes_by_section(mode)[section.id] * mine, len(asked) or 1)
        point_of_view = self.role(role) if role else None
        estimate = (point_of_view.minutes if point_of_view else None) or 0
        whole = max(round(share), 2 if share else 0)  # the welcome and the look back take their time, too
        return min(estimate or whole, whole or estimate)


def load(reference: str | Path) -> Bank:
    """Load a bank by id or path; it is read once for each folder. Raises `Problems` with everything that is wrong."""
    return _load(find(reference).resolve())


@lru_cache(maxsize=16)
def _load(folder: Path) -> Bank:
    draft = read(folder)
    read_rules(draft)
    check(draft)
    compiled = compile_all(draft)
    rules = compile_rules(draft, compiled)
    if has_errors(draft.problems):
        raise Problems(draft.problems)
    return Bank(draft, compiled, rules)


@lru_cache(maxsize=1024)
def _columns(bank: Bank, question: Question, mode: str) -> tuple[Column, ...]:
    return tuple(column for column in question.columns if modes.asks(bank.settings, column, mode))


@lru_cache(maxsize=1024)
def _choices(bank: Bank, asked: Asked) -> Mapping[str, Choice]:
    return {choice.id: choice for choice in bank.choices(asked)}


@lru_cache(maxsize=2048)
def _pieces(form: str, locale: str) -> tuple[str, ...]:
    """Split a text into what stands and what is filled in, by turns, spelt as *locale* does."""
    pieces = _PLACEHOLDER.split(form)
    words = wording(locale)
    return tuple(piece if place % 2 else words.localise(piece) for place, piece in enumerate(pieces))
