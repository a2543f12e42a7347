"""A bank as a person reads it: what is asked in which order, of whom and when; or all of it as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from smcheck.bank import modes
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Question, Section
from smcheck.bank.rules.compiled import ALL, COUNTS, DimensionRule, FindingRule, PortraitRule
from smcheck.bank.rules.names import COMPUTED
from smcheck.logic import in_words
from smcheck.wording import wording


@dataclass(frozen=True)
class Entry:
    """A question, a column or a row of a table, in words.

    *number* is its place in the interview: 7, its columns 7.1, 7.2 …; rows of a table have none. *when* is empty where
    it is always asked, *modes* where every mode asks it.
    """

    number: str
    id: str
    text: str
    type: str
    roles: str
    modes: str
    when: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class RuleEntry:
    """A dimension, a finding or a portrait, in words.

    *kind* is how severe a finding is, what a dimension is the mean of or what a portrait says; *when* is its condition,
    or what keeps a dimension down.
    """

    id: str
    text: str
    kind: str
    when: str


def outline(bank: Bank, locale: str) -> Iterator[tuple[Section, tuple[Entry, ...]]]:
    """Yield each section with its questions, their columns and rows, in *locale*."""
    number = 0
    for section in bank.sections:
        entries: list[Entry] = []
        for question in section.questions:
            number += 1
            entries += _question(bank, question, str(number), locale)
        yield section, tuple(entries)


def rules_outline(bank: Bank, locale: str) -> Iterator[tuple[str, tuple[RuleEntry, ...]]]:
    """Yield `dimensions`, `findings` and `portraits`, as far as there are any, each with its entries in *locale*."""
    rules = bank.rules
    parts = {
        "dimensions": tuple(_dimension(bank, rule, locale) for rule in rules.dimensions),
        "findings": tuple(_finding(bank, rule, locale) for rule in rules.findings),
        "portraits": tuple(_portrait(bank, rule, locale) for rule in rules.portraits),
    }
    yield from ((name, entries) for name, entries in parts.items() if entries)


def _dimension(bank: Bank, rule: DimensionRule, locale: str) -> RuleEntry:
    words = wording(locale)
    components = [
        bank.label(one.question, locale) if one.question else bank.say(one.component.text, locale)
        for one in rule.components
    ]
    caps = [
        words.say("bank.show.capped", max=cap.max, condition=in_words(condition, locale, labels=labels(bank, locale)))
        for cap, condition in rule.caps
    ]
    mean = words.say("bank.show.mean", parts="; ".join(components))
    return RuleEntry(rule.dimension.id, bank.say(rule.dimension.text, locale), mean, "; ".join(caps))


def _finding(bank: Bank, rule: FindingRule, locale: str) -> RuleEntry:
    words = wording(locale)
    grades = [
        words.say("bank.show.graded", level=level, condition=in_words(grade, locale, labels=labels(bank, locale)))
        if grade
        else level
        for name, grade in rule.severity
        for level in (words.say(f"diagnosis.severity.{name}"),)
    ]
    blanks = {name: f"{{{name}}}" for name in (*rule.values, *COUNTS, ALL)}
    text = bank.say(rule.finding.say, locale, values=blanks)
    return RuleEntry(rule.id, text, "; ".join(grades), condition_in_words(bank, rule, locale))


def condition_in_words(bank: Bank, rule: FindingRule, locale: str) -> str:
    """Return when a finding fires."""
    known = labels(bank, locale)
    if rule.members is None or rule.variable is None:
        return in_words(rule.condition, locale, labels=known)
    words, source = wording(locale), in_words(rule.members, locale, labels=known)
    member = words.say("logic.in_words.member", list=source)
    condition = in_words(rule.condition, locale, labels={**known, rule.variable: member})
    return words.say("logic.in_words.any_where", list=source, what=condition)


def _portrait(bank: Bank, rule: PortraitRule, locale: str) -> RuleEntry:
    portrait = rule.portrait
    when = in_words(rule.condition, locale, labels=labels(bank, locale))
    return RuleEntry(portrait.id, bank.say(portrait.text, locale), bank.say(portrait.say, locale), when)


def as_data(bank: Bank) -> dict[str, Any]:
    """Return the whole bank as data for JSON, its figures as numbers, under the keys as they are written."""
    return {
        "smcheck": 1,
        "digest": bank.digest,
        "bank": _data(bank.settings),
        "sections": [_data(section) for section in bank.sections],
        "values": _data(bank.values),
        "dimensions": [_data(rule.dimension) for rule in bank.rules.dimensions],
        "roots": {name: text.written for name, text in bank.rules.roots.items()},
        "findings": [_data(rule.finding) for rule in bank.rules.findings],
        "portraits": [_data(rule.portrait) for rule in bank.rules.portraits],
    }


def _data(part: BaseModel) -> Any:
    return part.model_dump(mode="json", by_alias=True)


def _question(bank: Bank, question: Question, number: str, locale: str) -> Iterator[Entry]:
    words = wording(locale)
    names = {role.id: bank.say(role.text, locale) for role in bank.settings.roles}
    roles = words.join(names[role] for role in question.roles) if question.roles else words.say("bank.show.everybody")
    if question.also:
        roles = words.say("bank.show.also", roles=roles, also=[names[role] for role in question.also])
    if question.view:
        roles = words.say("bank.show.compared", roles=roles)
    yield _entry(bank, question, number, question.id, locale, roles=roles)
    for place, column in enumerate(question.columns, 1):
        yield _entry(bank, column, f"{number}.{place}", f"{question.id}.{column.id}", locale)
    for row in question.rows:
        key = f"{question.id}[{row.id}]"
        yield Entry(
            "", row.id, bank.say(row.text, locale), words.say("bank.show.row"), "", "", _when(bank, key, locale), ()
        )


def _entry(bank: Bank, asked: Asked, number: str, key: str, locale: str, *, roles: str = "") -> Entry:
    asking = [mode for mode in bank.settings.modes if modes.asks(bank.settings, asked, mode.id)]
    everywhere = len(asking) == len(bank.settings.modes)
    named = "" if everywhere else wording(locale).join(bank.say(mode.text, locale) for mode in asking)
    choices = tuple(f"{choice.id}: {bank.say(choice.text, locale)}" for choice in bank.choices(asked))
    if asked.choices_from and not choices:
        code = "bank.show.own_choices" if asked.own_choices else "bank.show.rows_of"
        choices = (wording(locale).say(code, group=asked.choices_from),)
    when, text = _when(bank, key, locale), bank.say(asked.text, locale)
    return Entry(number, asked.id, text, asked.type.value, roles, named, when, choices)


def _when(bank: Bank, key: str, locale: str) -> str:
    expression = bank.when.get(key)
    return in_words(expression, locale, labels=labels(bank, locale)) if expression else ""


def _named(bank: Bank, asked: Asked, locale: str) -> str:
    """Return what a condition calls *asked*; a whole sentence in quotation marks, so that it does not run on."""
    label = bank.label(asked, locale)
    return label if asked.short else wording(locale).quote(label)


@lru_cache(maxsize=4)
def labels(bank: Bank, locale: str) -> Mapping[str | tuple[str, str], str]:
    """Return what a condition in words calls questions, columns (`tasks.due`, `due`), choices, limits and figures."""
    words = wording(locale)
    found: dict[str | tuple[str, str], str] = {name: words.say(f"bank.show.figure.{name}") for name in sorted(COMPUTED)}
    found |= {name: f"{words.number(limit.value)} ({name})" for name, limit in bank.values.limits.items()}
    found |= {rule.dimension.id: bank.say(rule.dimension.text, locale) for rule in bank.rules.dimensions}
    for question in bank.questions.values():
        for column in question.columns:
            for key in (column.id, f"{question.id}.{column.id}"):
                found[key] = _named(bank, column, locale)
                found |= {(key, each.id): bank.say(each.text, locale) for each in bank.choices(column)}
        found[question.id] = _named(bank, question, locale)
        found |= {(question.id, each.id): bank.say(each.text, locale) for each in bank.choices(question)}
        found |= {(f"{question.id}.row", row.id): bank.say(row.text, locale) for row in question.rows}
    return found
