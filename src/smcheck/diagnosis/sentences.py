"""What the diagnosis says, in one language: messages and recommendations with their values, answers in a few words.

Everything is plain text, also what a client typed; whoever prints it escapes it for where it goes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache

from smcheck.answers.model import Chosen
from smcheck.answers.printing import printer
from smcheck.answers.values import group_of
from smcheck.bank.expressions import names_in
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Question, Text, Type
from smcheck.bank.rules.compiled import ALL, FindingRule, without_bracket
from smcheck.case import Case
from smcheck.diagnosis.evidence import Evidence
from smcheck.diagnosis.findings import Finding
from smcheck.diagnosis.voices import Voice, voices
from smcheck.logic import BLANK, Between, Expression, Row, Scope, Unknown, Value
from smcheck.logic.operators import is_number
from smcheck.logic.values import normal, rows_of

_MANY = 3  # rows that are named one by one; more are counted
_NAME = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=4096)
def _names_in(form: str) -> tuple[str, ...]:
    """Return the names that are filled in where a text of the bank speaks, each once."""
    return tuple(dict.fromkeys(_NAME.findall(form)))


@lru_cache(maxsize=1024)
def _read(bank: Bank, expression: Expression) -> tuple[Asked, ...]:
    """Return the columns and questions that *expression* reads."""
    cells = ((bank.questions[group].columns, column) for group, column in sorted(expression.cells))
    columns = (one for all_, column in cells for one in all_ if one.id == column)
    return (*columns, *(bank.questions[name] for name in sorted(expression.questions) if name in bank.questions))


class Sentences:
    """Speaks about one case in *locale*; *scope* is what the conditions of findings are evaluated on."""

    def __init__(self, case: Case, scope: Scope, locale: str) -> None:
        self.case = case
        self.bank = case.bank
        self.scope = scope
        self.printer = printer(case.bank, locale, case.variant)
        self.words = self.printer.wording
        self.locale = locale
        self._named: dict[str, Mapping[str, str]] = {}

    # Findings

    def message(self, finding: Finding) -> str:
        """Return what *finding* says; of several matches the first, the others are named after it."""
        rule, others = finding.rule, finding.matches[1:]
        count = self._count(finding)
        form = self._form(rule.finding.say, count)
        said = self._fill(finding, form, count)
        used = _names_in(form) if others else ()
        name = rule.speaks_of(used) if others else None
        if name is None or ALL in used:
            return said
        names = self._all(rule, name, others)
        if re.search(rf"[„“«]\{{{name}\}}", form):
            names = [self.words.quote(each) for each in names]
        return f"{said} {self.words.say('diagnosis.also', names=names)}" if names else said

    def recommendation(self, finding: Finding) -> str:
        """Return what *finding* recommends; "" where it recommends nothing."""
        do = finding.rule.finding.do
        if do is None:
            return ""
        count = self._count(finding)
        return self._fill(finding, self._form(do, count), count)

    def values(self, finding: Finding) -> dict[str, str | None]:
        """Return the values of *finding* as they are printed, None where one is not decided."""
        first = finding.matches[0] if finding.matches else None
        return {name: self._printed(finding.rule, name, first) for name in finding.rule.values}

    def root(self, rule: FindingRule) -> str:
        """Return the heading that *rule* stands under."""
        return self.printer.say(self.bank.rules.roots[rule.finding.root])

    def _count(self, finding: Finding) -> int | Fraction | None:
        """Return what decides between singular and plural, and fills `{n}`."""
        if finding.rule.members is not None:
            return len(finding.matches)
        expression = finding.rule.values.get("n")
        value = expression.evaluate(self.scope) if expression else None
        return value if is_number(value) else None

    def _form(self, text: Text, count: int | Fraction | None) -> str:
        return text.form(self.locale, variant=self.case.variant, count=count) or ""

    def _fill(self, finding: Finding, form: str, count: int | Fraction | None) -> str:
        values: dict[str, str] = {}
        for name in _names_in(form):
            if (name == "n" and count is not None) or not finding.rule.fills(name):
                continue
            filling = self._filling(finding, name, form)
            if filling is None:
                form = without_bracket(form, name)
                filling = self.words.say("diagnosis.not_known")
            values[name] = filling
        return self.bank.fill(form, self.locale, variant=self.case.variant, count=count, values=values)

    def _filling(self, finding: Finding, name: str, form: str) -> str | None:
        """Return what takes the place of *name* in *form*; None where it is not decided and has no other words."""
        rule = finding.rule
        if rule.members is not None and name == "m":
            return self.words.number(finding.of)
        if rule.members is not None and name == ALL:
            about = rule.speaks_of(_names_in(form))
            assert about is not None
            return self.words.join(self._all(rule, about, finding.matches)) or None
        printed = self._printed(rule, name, finding.matches[0] if finding.matches else None)
        if printed is None and name in rule.finding.otherwise:
            return self.printer.say(rule.finding.otherwise[name])
        return printed

    def _all(self, rule: FindingRule, name: str, matches: Sequence[Value]) -> list[str]:
        """Return what a value is for each of *matches*, as far as it is decided."""
        return [printed for match in matches if (printed := self._printed(rule, name, match)) is not None]

    def _printed(self, rule: FindingRule, name: str, match: Value | None) -> str | None:
        """Return a value of *rule* for one match as it is printed; None where it is not decided."""
        expression = rule.values[name]
        return self._show(rule, expression, expression.evaluate(self.scope, rule.local(match)))

    def _show(self, rule: FindingRule, expression: Expression, value: Value) -> str | None:
        if isinstance(value, Unknown | Between) or value is BLANK:
            return None
        if isinstance(value, tuple):
            parts = [self._show(rule, expression, one) for one in value]
            return self.words.join([part for part in parts if part]) if parts else None
        if isinstance(value, Row):
            return self._row(self._group(rule, expression), value)
        asked = self._asked(rule, expression, value)
        if asked is not None:
            return self._line(asked, value)
        if isinstance(value, str):
            row = next((one for table in self._tables(expression) for one in table.rows if one.id == value), None)
            return self.printer.say(row.text) if row else self.printer.escape.line(value)
        return self.words.show(value)

    def _asked(self, rule: FindingRule, expression: Expression, value: Value) -> Asked | None:
        """Return the question or column whose words or unit *value* has; None where it is a plain text or figure.

        An amount is one if all figures it is made of are amounts.
        """
        read = [*_read(self.bank, expression)]
        if rule.members is not None and rule.variable in names_in(expression):
            read += _read(self.bank, rule.members)
        if isinstance(value, Chosen):
            return next((one for one in read if self.bank.choice(one, value)), None)
        if isinstance(value, str):
            return next((one for one in read if one.choices_from), None)
        figures = [one for one in _read(self.bank, expression) if one.type.is_number]
        if figures and all(one.type is Type.MONEY for one in figures):
            return figures[0]
        return None

    def _tables(self, expression: Expression) -> Iterator[Question]:
        groups = dict.fromkeys(group for group, _ in sorted(expression.cells))
        yield from (self.bank.questions[group] for group in groups if self.bank.questions[group].type is Type.TABLE)

    def _group(self, rule: FindingRule, expression: Expression) -> Question | None:
        """Return the group that rows given by *expression* come from."""
        kinds = (expression.kind, *([rule.members.kind] if rule.members else []))
        return next((self.bank.questions[kind.group] for kind in kinds if kind.group), None)

    def _row(self, question: Question | None, row: Row) -> str:
        name = self.printer.row_name(question, row) if question else row.name
        return name or self.words.say("diagnosis.row", number=row.index + 1)

    def figure(self, value: Value) -> str:
        """Return a named value as it is printed where only its figure matters; of a list how many it has."""
        if isinstance(value, Between):
            return self.words.say("diagnosis.between", low=value.low, high=value.high)
        if value is BLANK or isinstance(value, Unknown):
            return self.words.say("diagnosis.not_known")
        if isinstance(value, tuple):
            return self.words.say("diagnosis.rows", n=len(value))
        return self.words.show(value.name if isinstance(value, Row) else value)

    # What findings rest on

    @cached_property
    def _voices(self) -> Mapping[str | None, Voice]:
        return voices(self.case)

    def voice(self, role: str | None) -> str:
        """Return as whom an answer of *role* is shown; "" for a conversation without a role."""
        return self.printer.say(self._voices[role].text)

    def shown_as(self, voice: Voice) -> str:
        """Return what a voice is called."""
        return self.printer.say(voice.text) if voice.text else self.words.say("check.conversation")

    def label(self, asked: Asked) -> str:
        """Return the few words for a question or column."""
        return self.printer.label(asked.id)

    def answer(self, rule: FindingRule, evidence: Evidence) -> str:
        """Return an answer in a few words.

        Of rows these are those that *rule* is about, with the cells that it reads; where it is about all of many, how
        often each choice was made that it looks at.
        """
        question, value = evidence.question, evidence.value
        if value is None or value is BLANK:
            return self.words.say(f"diagnosis.status.{evidence.status}")
        if question.type.has_rows and evidence.rows:
            return self._rows(rule, question, evidence.rows)
        tally = self._tally(rule, question, rows_of(value))
        return tally or self.brief(question, value)

    def _tally(self, rule: FindingRule, question: Question, rows: Sequence[Row]) -> str:
        """Return how often each choice stands in the columns that *rule* reads; "" for few rows and other columns."""
        if len(rows) <= _MANY:
            return ""
        told = []
        for column in question.columns:
            cells = [row.cells.get(column.id) for row in rows]
            if column.type is not Type.SINGLE or (question.id, column.id) not in rule.cells:
                continue
            if question.type is Type.GROUP and column.id == question.naming:
                continue
            counts = Counter(self.said(column, cell) for cell in cells if isinstance(cell, Chosen))
            if counts:
                told.append(f"{self.label(column)}: {', '.join(f'{said} ({n})' for said, n in counts.most_common())}")
        return "; ".join(told)

    def brief(self, question: Question, value: Value) -> str:
        """Return an answer in a few words; many rows are counted."""
        if not question.type.has_rows:
            return self.said(question, value)
        rows = rows_of(value)
        if len(rows) > _MANY:
            return self.words.say("diagnosis.rows", n=len(rows))
        return "; ".join(self._row(question, row) for row in rows) or self.words.say("diagnosis.none")

    def said(self, asked: Asked, value: Value) -> str:
        """Return a value in words; of a rating the level and its sentence."""
        line = self._line(asked, value)
        if asked.type is Type.RATING and isinstance(value, int):
            return f"{value} – {line}"
        return line or self.words.say("diagnosis.none")

    def _line(self, asked: Asked, value: Value) -> str:
        group = group_of(asked, self.bank)
        names = self._names(group) if group else None
        return self.printer.print(asked, value, names=names, currency=self.case.currency)["line"]

    def _names(self, group: Question) -> Mapping[str, str]:
        """Return what the rows of *group* are called in this language, by their names."""
        if group.id not in self._named:
            rows = rows_of(self.case.value(group.id))
            self._named[group.id] = {normal(row.name): self.printer.row_name(group, row) for row in rows if row.name}
        return self._named[group.id]

    def _rows(self, rule: FindingRule, question: Question, rows: Sequence[Row]) -> str:
        """Return the rows that *rule* is about, with the cells that it reads."""
        told = []
        for row in rows[:_MANY]:
            name, cells = self._row(question, row), self._cells(rule, question, row)
            told.append(f"{name} ({cells})" if cells else name)
        if len(rows) > _MANY:
            told.append(self.words.say("diagnosis.more_rows", n=len(rows) - _MANY))
        return "; ".join(told)

    def _cells(self, rule: FindingRule, question: Question, row: Row) -> str:
        read = {column for group, column in rule.cells if group == question.id}
        parts = []
        for column in question.columns:
            cell = row.cells.get(column.id)
            if column.id not in read or cell is None or isinstance(cell, Unknown):
                continue
            if question.type is Type.GROUP and column.id == question.naming:
                continue
            said = self.words.say("diagnosis.status.blank") if cell is BLANK else self.said(column, cell)
            parts.append(f"{self.label(column)}: {said}")
        return ", ".join(parts)
