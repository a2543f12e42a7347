"""Every rule of the shipped banks can come true: found by search, and held at its boundary in real sheets."""

import json
import random
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest
from searching import AS_OF, Search, State

from smcheck import resources
from smcheck.answers.read import load_sheet
from smcheck.answers.write import encode
from smcheck.bank.lint.candidates import mentions_of
from smcheck.bank.load import Bank, load
from smcheck.bank.model import Question, Type
from smcheck.bank.rules.compiled import ComponentRule, DimensionRule, FindingRule
from smcheck.case import Case
from smcheck.diagnosis.diagnosis import Diagnosis
from smcheck.diagnosis.readiness import assess
from smcheck.logic.values import Value

BANKS = sorted(folder.name for folder in resources.shipped("questions").iterdir() if (folder / "bank.yaml").is_file())
COMPUTED = {"unknown_share", "unknown_count", "alignment_index"}


def asked_in(bank: Bank, rule: FindingRule, mode: str) -> bool:
    """Whether *mode* asks everything that *rule* reads: questions and columns."""
    columns = {(id_, column.id) for id_, one in bank.questions.items() for column in bank.columns(one, mode)}
    rows = {(id_, "row") for id_ in bank.questions}
    questions = all(bank.asks(bank.questions[name], mode=mode, role=None) for name in rule.questions)
    return questions and rule.cells <= columns | rows


def longest(bank: Bank) -> str:
    """The mode that asks most."""
    questions = bank.questions.values()
    return max((mode.id for mode in bank.settings.modes), key=lambda mode: len(asked_by(bank, mode, questions)))


def asked_by(bank: Bank, mode: str, questions: Iterable[Question]) -> list[Question]:
    return [question for question in questions if bank.asks(question, mode=mode, role=None)]


def searchable() -> list[tuple[str, str, str]]:
    """Every finding with each mode that could fire it: the longest one, and others that ask all it reads.

    Those over all answers together have no single answer to change; they are tried by hand below.
    """
    found = []
    for name in BANKS:
        bank = load(name)
        for rule in bank.rules.findings:
            others = [mode.id for mode in bank.settings.modes if mode.like is None and asked_in(bank, rule, mode.id)]
            modes = dict.fromkeys([longest(bank), *others]) if rule.questions else ()
            found += [(name, rule.id, mode) for mode in modes]
    return found


@cache
def pair(bank: str, finding: str, mode: str) -> tuple[State, State] | None:
    """Two states that differ in one answer: the finding fires in the first, and in the second it does not."""
    search = Search(load(bank), mode)
    rule = load(bank).rules.finding[finding]
    fires = search.find(rule, wanted=True)
    return search.boundary(rule, fires) if fires else None


def diagnosed(state: State, bank: str, mode: str, folder: Path) -> Diagnosis:
    """Write *state* as sheets, read them as anybody's, and return the diagnosis."""
    loaded = load(bank)
    sheets = []
    for number, role in enumerate(state.roles):
        answers = {
            question: encode(loaded.questions[question], value)
            for (sheet, question), value in state.answers.items()
            if sheet == number
        }
        head = {
            "smcheck": "1",
            "bank": {"id": loaded.id, "version": loaded.settings.version},
            "case": "search",
            "round": "1",
            "date": AS_OF.isoformat(),
            "mode": mode,
            "language": "en",
        }
        respondent = {"respondent": {"role": role}} if role else {}
        path = folder / f"search.1.{role or 'all'}.yaml"
        path.write_text(json.dumps({**head, **respondent, "answers": answers}), encoding="utf-8")
        sheets.append(load_sheet(path))
        assert sheets[-1].valid, [problem.code for problem in sheets[-1].problems]
    return Diagnosis(Case(loaded, sheets))


@pytest.mark.parametrize(("bank", "finding", "mode"), searchable())
def test_every_finding_fires_and_does_not_fire_at_its_boundary(
    bank: str, finding: str, mode: str, tmp_path: Path
) -> None:
    """One answer more, less or other decides it, in sheets that are read like any."""
    found = pair(bank, finding, mode)
    assert found is not None, "nothing that could be answered makes it fire, and stop firing"
    fires, does_not = found
    for state, expected in ((fires, True), (does_not, False)):
        folder = tmp_path / str(expected)
        folder.mkdir()
        diagnosis = diagnosed(state, bank, mode, folder)
        assert (finding in [one.id for one in diagnosis.findings]) is expected, state
        assert finding not in [one.id for one in diagnosis.not_assessed]


def test_many_unknowns_fires_above_its_share_and_not_at_it() -> None:
    """Of ten answers two are unknown: exactly the share is not more than it; three are."""
    bank = load("social-media")
    search = Search(bank, "full")
    ratings = [one.id for one in bank.questions.values() if one.type is Type.RATING and one.id not in bank.when][:10]
    limit = bank.vocabulary.limits["unknown_share_note"]
    for unknown, expected in ((int(limit * 10), False), (int(limit * 10) + 1, True)):
        state = State(
            (None,), {(0, name): 2 for name in ratings[unknown:]}, frozenset((0, name) for name in ratings[:unknown])
        )
        found = search.diagnosis(state)
        assert ("many_unknowns" in [one.id for one in found.findings]) is expected


def test_views_apart_fires_below_its_index_and_not_at_it() -> None:
    """Two people, five ratings: two full distances make an index of 60, three one of 40."""
    bank = load("social-media")
    search = Search(bank, "full")
    both = [
        one.id
        for one in bank.questions.values()
        if one.view and one.type is Type.RATING and {"management", "lead"} <= set(one.roles) and one.id not in bank.when
    ][:5]
    for apart, expected in ((2, False), (3, True)):
        answers = {(number, name): 0 for number in (0, 1) for name in both}
        answers |= {(1, name): 4 for name in both[:apart]}
        found = search.diagnosis(State(("management", "lead"), answers))
        assert ("views_apart" in [one.id for one in found.findings]) is expected


# Dimensions and portraits

HEIGHTS = ("high", "low", "middle")


class Heights:
    """Answers that make the components of dimensions high, low or anything."""

    def __init__(self, bank: Bank, mode: str) -> None:
        self.search = Search(bank, mode)
        self.bank = bank
        mentions = mentions_of(bank.values.values.values(), bank.vocabulary)
        self.candidates = cache(lambda name: self.search.candidates(bank.questions[name], mentions))
        self.pool = cache(self._pool)

    def _pool(self, component: ComponentRule) -> dict[str, list[dict[str, Value]]]:
        """Return for each height some answers to what *component* reads."""
        dice = random.Random(component.component.id)
        read = {component.question.id} if component.question else component.expression.questions
        needed = sorted(self.search.needed(read))
        drawn = [{name: dice.choice(self.candidates(name)) for name in needed} for _ in range(120)]
        counted = []
        for answers in drawn:
            found = assess(self.diagnosis(answers).case, component)
            if found.status == "answered":
                counted.append((found.value, answers))
        ends = {"high": max, "low": min}
        best = {height: end((value for value, _ in counted), default=None) for height, end in ends.items()}
        return {"middle": drawn} | {
            height: [answers for value, answers in counted if value == best[height]] or drawn for height in ends
        }

    def diagnosis(self, answers: Mapping[str, Value]) -> Diagnosis:
        return self.search.diagnosis(State((None,), {(0, name): value for name, value in answers.items()}))

    def dimension(self, rule: DimensionRule, height: str, dice: random.Random) -> dict[str, Value]:
        """Return answers to all that a dimension reads; where components share a question one of them decides."""
        answers: dict[str, Value] = {}
        for component in dice.sample(rule.components, len(rule.components)):
            answers |= dice.choice(self.pool(component)[dice.choice((height, height, height, "middle"))])
        return answers


@cache
def heights(bank: str, mode: str) -> Heights:
    return Heights(load(bank), mode)


@pytest.mark.parametrize(
    ("bank", "portrait"), [(name, rule.portrait.id) for name in BANKS for rule in load(name).rules.portraits]
)
def test_every_portrait_can_be_told(bank: str, portrait: str) -> None:
    """There are answers that make it one of the two that are told."""
    tried = heights(bank, longest(load(bank)))
    dice = random.Random(portrait)
    rule = next(one for one in load(bank).rules.portraits if one.portrait.id == portrait)
    own = sorted(name for name in rule.condition.questions if name in load(bank).questions)
    for _ in range(3000):
        usual, often = dice.choice(HEIGHTS), dice.choice((0.5, 0.9))
        answers: dict[str, Value] = {}
        for dimension in load(bank).rules.dimensions:
            answers |= tried.dimension(dimension, usual if dice.random() < often else dice.choice(HEIGHTS), dice)
        answers |= {name: dice.choice(tried.candidates(name)) for name in own if dice.random() < 0.5}
        if portrait in [one.id for one in tried.diagnosis(answers).portraits]:
            return
    pytest.fail("no answers were found that match it")


def asks_some(bank: Bank, rule: DimensionRule, mode: str) -> bool:
    """Whether *mode* asks all that one of the components reads."""
    return any(
        all(
            bank.asks(bank.questions[name], mode=mode, role=None)
            for name in ([part.question.id] if part.question else part.expression.questions)
        )
        for part in rule.components
    )


@pytest.mark.parametrize(
    ("bank", "dimension", "mode"),
    [
        (name, rule.dimension.id, mode.id)
        for name in BANKS
        for rule in load(name).rules.dimensions
        for mode in load(name).settings.modes
        if mode.like is None and asks_some(load(name), rule, mode.id)
    ],
)
@pytest.mark.parametrize(("height", "least", "most"), [("low", 0, 1), ("high", 3, 4)])
def test_every_dimension_reaches_both_ends(
    bank: str, dimension: str, mode: str, height: str, least: int, most: int
) -> None:
    """In each mode that asks some of it there are answers that make it low, and others that make it high."""
    tried = heights(bank, mode)
    dice = random.Random(dimension)
    rule = next(one for one in load(bank).rules.dimensions if one.dimension.id == dimension)
    values = set()
    for _ in range(120):
        found = tried.diagnosis(tried.dimension(rule, height, dice))
        values |= {one.value for one in found.dimensions if one.id == dimension and one.value is not None}
        if any(least <= value <= most for value in values):
            return
    pytest.fail(f"only {sorted(values)}")
