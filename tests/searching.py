"""Look for answers that make a condition true, false or undecided: real cases, changed answer by answer."""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from smcheck import yamlio
from smcheck.answers.model import BankReference, Chosen, Header, OpenPoint, Respondent, Sheet
from smcheck.answers.values import Ground, group_of, row_name
from smcheck.bank.expressions import base
from smcheck.bank.lint.candidates import AS_OF, Mentions, answers_to, mentions_of
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Question, Type
from smcheck.bank.rules.compiled import FindingRule
from smcheck.case import Case
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.findings import Finding, Unassessed, judge
from smcheck.logic.values import BLANK, Row, Unknown, Value

_VIEWS = frozenset({"spread", "highest", "lowest", "median_of", "by_role", "others"})

_ROWS = 900  # drawn for each group and table

Answers = Mapping[tuple[int, str], Value]
"""What is answered, by the number of the sheet and the question."""


@dataclass(frozen=True)
class State:
    """The answers of some sheets of one case, and what is not known in them."""

    roles: tuple[str | None, ...]
    answers: Answers
    unknown: frozenset[tuple[int, str]] = frozenset()

    def with_answer(self, key: tuple[int, str], value: Value | None) -> "State":
        """Return this state with one answer changed; None takes it away."""
        kept = {other: answer for other, answer in self.answers.items() if other != key}
        return replace(self, answers=kept if value is None else {**kept, key: value})


class Search:
    """Looks for states of cases of *bank* whose sheets are of *mode*."""

    def __init__(self, bank: Bank, mode: str) -> None:
        self.bank = bank
        self.mode = mode

    def diagnosis(self, state: State) -> Diagnosis:
        """Return the diagnosis of *state*."""
        return Diagnosis(Case(self.bank, [self._sheet(state, number) for number in range(len(state.roles))]))

    def outcome(self, rule: FindingRule, state: State) -> bool | None:
        """Tell whether *rule* fires for *state*; None where it cannot be assessed."""
        diagnosis = self.diagnosis(state)
        judged = judge(rule, diagnosis, diagnosis.record)
        return None if isinstance(judged, Unassessed) else isinstance(judged, Finding)

    def _sheet(self, state: State, number: int) -> Sheet:
        header = Header(
            bank=BankReference(id=self.bank.id, version=self.bank.settings.version),
            case="search",
            round="1",
            date=AS_OF,
            respondent=Respondent(role=state.roles[number]),
            mode=self.mode,
            language="en",
        )
        name = f"search.{number}.yaml"
        answers = {question: value for (sheet, question), value in state.answers.items() if sheet == number}
        points = {question: OpenPoint("unknown") for sheet, question in state.unknown if sheet == number}
        return Sheet(name, None, yamlio.read(b"{}", name), header, self.bank, "en", answers=answers, open=points)

    # What can be answered

    def values(self, rule: FindingRule) -> Mapping[str, list[Value]]:
        """Return what may be answered to each question that *rule* rests on, conditions of being asked included."""
        needed = self.needed(rule.questions)
        sources = [one.source for one in rule.reads]
        sources += [self.bank.when[key].source for key in self.bank.when if base(key) in needed]
        mentions = mentions_of(sources, rule.condition._language.vocabulary)
        return {name: self.candidates(self.bank.questions[name], mentions) for name in sorted(needed)}

    def needed(self, questions: Iterable[str]) -> set[str]:
        """Return *questions*, those that decide whether they are asked, and the groups they refer to."""
        needed: set[str] = set()
        left = set(questions)
        while left:
            name = left.pop()
            needed.add(name)
            question = self.bank.questions[name]
            more = {other for key, when in self.bank.when.items() if base(key) == name for other in when.questions}
            more |= {group.id for one in (question, *question.columns) if (group := group_of(one, self.bank))}
            left |= more - needed
        return needed

    def candidates(self, question: Question, mentions: Mentions) -> list[Value]:
        """Return answers that stand for everything that can be said to *question*; of rows some hundred by chance."""
        if question.type.has_rows:
            return list(self._draw_rows(question, mentions, random.Random(question.id)))
        dimension = answers_to(question, mentions, self.bank.questions, blank=False)
        return [BLANK, *(self._chosen(question, value) for value in dimension.all())]

    def _draw_rows(self, question: Question, mentions: Mentions, dice: random.Random) -> Iterator[Value]:
        """Yield rows by chance, at times all alike, with cells for what is mentioned, names and references."""
        read = mentions.names | {question.naming, question.row_name_else}
        columns = [
            column for column in self.bank.columns(question, self.mode) if column.id in read or column.choices_from
        ]
        known = {one.id: list(answers_to(one, mentions, self.bank.questions).all()) for one in columns}
        fixed = [row.id for row in question.rows]
        named = [name for name in fixed if name in mentions.texts]
        most = min(int(question.max or 6), 6)

        def pick(values: list[Value]) -> Value:
            return BLANK if dice.random() < 0.25 else dice.choice(values)

        yield ()
        for _ in range(_ROWS):
            count = dice.randint(1, most) if question.type is Type.GROUP else dice.randint(1, min(len(fixed), 4))
            alike = {name: pick(values) for name, values in known.items()} if dice.random() < 0.4 else {}
            first = dice.sample(named, min(len(named), dice.randint(0, 2)))
            ids = [*first, *dice.sample(fixed, len(fixed))][:count] if fixed else [None] * count
            cells = [{name: alike.get(name, pick(values)) for name, values in known.items()} for _ in range(count)]
            yield self._rows(question, list(zip(dict.fromkeys(ids) if fixed else ids, cells, strict=False)))

    def _rows(self, question: Question, drawn: list[tuple[str | None, dict[str, Value]]]) -> Value:
        """Return drawn rows as reading a sheet gives them: with choices and names."""
        columns = {column.id: column for column in question.columns}
        ground = Ground(self.bank, "en", None, self.mode)
        rows: list[Row] = []
        for number, (fixed, given) in enumerate(drawn):
            cells = {
                name: self._chosen(columns[name], cell) for name, cell in given.items() if not isinstance(cell, Unknown)
            }
            if question.type is Type.GROUP and columns[question.naming].type.is_text:
                cells[question.naming] = f"{question.id} {number}"
            name = fixed if question.type is Type.TABLE else row_name(question, cells, ground)
            if name not in [row.name for row in rows]:
                rows.append(Row(name, cells, len(rows)))
        return tuple(rows)

    def _chosen(self, asked: Asked, value: Value) -> Value:
        if isinstance(value, tuple):
            return tuple(self._chosen(asked, one) for one in value)
        known = {choice.id for choice in self.bank.choices(asked)}
        return Chosen(value) if isinstance(value, str) and value in known else value

    # Looking

    def draw(self, rule: FindingRule, values: Mapping[str, list[Value]], dice: random.Random) -> State:
        """Return a state by chance: one conversation, or two roles where the condition looks at each of them."""
        return self._with_references(self._draw(self.roles(rule), values, dice), dice)

    def roles(self, rule: FindingRule) -> tuple[str | None, ...]:
        """Return whose answers *rule* needs."""
        mentions = mentions_of([one.source for one in rule.reads], self.bank.vocabulary)
        if not mentions.names & _VIEWS:
            return (None,)
        heard = [role for name in rule.questions for role in self.bank.questions[name].roles]
        named = [role for role in heard if role in mentions.texts]
        return tuple(dict.fromkeys([*named, *heard]))[:2]

    def _draw(self, roles: tuple[str | None, ...], values: Mapping[str, list[Value]], dice: random.Random) -> State:
        answers: dict[tuple[int, str], Value] = {}
        for name, known in values.items():
            for number in range(len(roles)):
                if dice.random() < 0.95:
                    answers[number, name] = dice.choice(known)
        return State(roles, answers)

    def _with_references(self, state: State, dice: random.Random) -> State:
        """Return *state* with every reference naming a row that is there, where there is one."""
        answers = dict(state.answers)
        for key, value in state.answers.items():
            answers[key] = self._referring(self.bank.questions[key[1]], value, answers, key[0], dice)
        return replace(state, answers=answers)

    def _referring(self, question: Question, value: Value, answers: Answers, number: int, dice: random.Random) -> Value:
        if not question.type.has_rows or not isinstance(value, tuple):
            return value
        columns = {column.id: group for column in question.columns if (group := group_of(column, self.bank))}
        if not columns:
            return value
        rows = []
        for row in value:
            assert isinstance(row, Row)
            cells = dict(row.cells)
            for column, group in columns.items():
                told = answers.get((number, group.id))
                names = [one.name for one in told if isinstance(one, Row)] if isinstance(told, tuple) else []
                if column not in cells or cells[column] is BLANK:
                    continue
                if isinstance(cells[column], tuple):
                    picked = tuple(name for name in names if dice.random() < 0.5)
                    cells[column] = picked or BLANK
                else:
                    cells[column] = dice.choice(names) if names else BLANK
            rows.append(replace(row, cells=cells))
        return tuple(rows)

    def find(self, rule: FindingRule, wanted: bool | None, *, tries: int = 6000) -> State | None:
        """Return a small state in which *rule* comes to *wanted*; None if none was found."""
        found = self._look(rule, wanted, self.values(rule), tries)
        return self._shrunk(rule, found, wanted) if found else None

    def _look(
        self, rule: FindingRule, wanted: bool | None, values: Mapping[str, list[Value]], tries: int
    ) -> State | None:
        dice = random.Random(f"{rule.id} {self.mode} {wanted}")
        for _ in range(tries):
            state = self.draw(rule, values, dice)
            if self.outcome(rule, state) is wanted:
                return state
        return None

    def _shrunk(self, rule: FindingRule, state: State, wanted: bool | None) -> State:
        """Return *state* without the answers and rows that it does not need to come to *wanted*."""
        for key, value in list(state.answers.items()):
            if self.outcome(rule, without := state.with_answer(key, None)) is wanted:
                state = without
            elif isinstance(value, tuple) and all(isinstance(one, Row) for one in value):
                for row in value:
                    rest = tuple(one for one in state.answers[key] if one is not row)  # type: ignore[union-attr]
                    if rest and self.outcome(rule, fewer := state.with_answer(key, rest)) is wanted:
                        state = fewer
        return state

    def boundary(self, rule: FindingRule, fires: State) -> tuple[State, State] | None:
        """Return two states that differ in one answer: in the first one *rule* fires, in the second it does not.

        The first is *fires* where one other answer is enough; else both lie on the way to a state that does not fire.
        Of figures the nearest ones are taken, of rows one cell of one row.
        """
        values = self.values(rule)
        found = []
        for key, value in fires.answers.items():
            for distance, other in neighbours(value, values[key[1]]):
                state = fires.with_answer(key, other)
                if self.outcome(rule, state) is False:
                    found.append((distance, key, state))
                    break
        if found:
            return fires, min(found, key=lambda one: one[:2])[2]
        return self._on_the_way(rule, fires, values)

    def _on_the_way(
        self, rule: FindingRule, fires: State, values: Mapping[str, list[Value]]
    ) -> tuple[State, State] | None:
        dice = random.Random(f"{rule.id} {self.mode} on the way")
        for _ in range(300):
            goal = self.draw(rule, values, dice)
            if self.outcome(rule, goal) is not False:
                continue
            here = fires
            keys = sorted({*goal.answers, *fires.answers})
            dice.shuffle(keys)
            for key in keys:
                there = here.with_answer(key, goal.answers.get(key))
                came_to = self.outcome(rule, there)
                if came_to is False:
                    return here, there
                if came_to is None:
                    break
                here = there
        return None


def neighbours(value: Value, candidates: list[Value]) -> Iterator[tuple[Fraction, Value]]:
    """Yield other answers than *value*, the nearest first, with how far away they are."""
    far = Fraction(1000)
    if isinstance(value, tuple) and any(isinstance(one, Row) for one in value):
        yield from _rows_near(value, candidates)
        return
    distances = []
    for place, other in enumerate(candidates):
        if other == value and type(other) is type(value):
            continue
        if isinstance(value, int | Fraction) and isinstance(other, int | Fraction):
            distances.append((abs(Fraction(other) - Fraction(value)), place, other))
        elif isinstance(value, date) and isinstance(other, date):
            distances.append((Fraction(abs((other - value).days)), place, other))
        elif isinstance(value, tuple) and isinstance(other, tuple):
            distances.append((Fraction(len(set(map(str, value)) ^ set(map(str, other)))), place, other))
        else:
            distances.append((far, place, other))
    for distance, _, other in sorted(distances, key=lambda one: one[:2]):
        yield distance, other


def _rows_near(value: tuple[Value, ...], candidates: list[Value]) -> Iterator[tuple[Fraction, Value]]:
    """Yield rows that differ in one cell, then with one row less."""
    rows = [row for row in value if isinstance(row, Row)]
    cells: dict[str, list[Value]] = {}
    for other in candidates:
        for row in other if isinstance(other, tuple) else ():
            if isinstance(row, Row):
                for column, cell in row.cells.items():
                    if all(cell != known or type(cell) is not type(known) for known in cells.setdefault(column, [])):
                        cells[column].append(cell)
    near = []
    for number, row in enumerate(rows):
        for column, cell in row.cells.items():
            if isinstance(cell, str) and not isinstance(cell, Chosen):
                others: Iterable[tuple[Fraction, Value]] = [(Fraction(1000), BLANK)]
            else:
                others = [*neighbours(cell, cells.get(column, [])), (Fraction(1000), BLANK)]
            for distance, other in others:
                changed = replace(row, cells={**row.cells, column: other})
                near.append((distance, (*rows[:number], changed, *rows[number + 1 :])))
        near.append((Fraction(2000), (*rows[:number], *rows[number + 1 :])))
    yield from sorted(near, key=lambda one: one[0])
