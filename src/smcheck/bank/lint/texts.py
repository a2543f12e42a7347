"""What is wrong with texts, choices and scores although the bank loads."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from smcheck.bank import modes
from smcheck.bank.consistency import parts, texts
from smcheck.bank.lint.codes import finding
from smcheck.bank.model import Choice, Text, Type
from smcheck.bank.reading import Draft, Place, unknown
from smcheck.bank.rules.compiled import ALL, COUNTS
from smcheck.bank.rules.model import Finding
from smcheck.logic.values import normal
from smcheck.problems import Problem, has_errors

_BRACES = re.compile(r"\{([^{}]*)\}")
# What some texts of `bank.yaml` may use besides the words of the bank.
_OWN: Mapping[str, frozenset[str]] = {
    "consent": frozenset({"minutes", "path"}),
    "closing": frozenset({"settled", "unsettled"}),
    "settled": frozenset({"n"}),
    "unsettled": frozenset({"n"}),
}
_BEST = 4


def placeholders(draft: Draft) -> Iterator[Problem]:
    """Yield each placeholder that nothing fills, and each that may have nothing to fill it when its text is shown."""
    if "words" in draft.unread_keys:
        return
    words = frozenset(draft.settings.words)
    position = {question.id: number for number, (question, _) in enumerate(draft.questions)}
    last = {
        section.id: max((position[each.id] for each in section.questions), default=-1) for section in draft.sections
    }
    yield from _fixed(draft)
    of_findings = {(place.document.file, *place.path): _fillings(one) for one, place in draft.findings}
    for text, part, path in texts(draft):
        place = part.below(*path)
        top = str(place.path[0]) if place.path else ""
        known = words | (_OWN.get(top, frozenset()) if place.document is draft.places["bank"].document else frozenset())
        if place.path[2:] in (("say",), ("do",)):
            known |= of_findings.get((place.document.file, *place.path[:2]), frozenset())
        if top == "words":
            known = frozenset()
        if top == "summary":
            known |= position.keys()
        for name, form in _names(text):
            if name not in known:
                yield finding(place, "lint.unknown_placeholder", *form, **unknown(name, sorted(known)))
            elif top == "consent" and name == "minutes" and not has_errors(draft.problems):
                yield from _minutes(draft, place)
        if top == "summary":
            section = next(
                each for each in draft.sections if draft.places[f"section {each.id}"].document is place.document
            )
            for name in sorted({name for name, _ in _names(text)} & position.keys()):
                question = draft.questions[position[name]][0]
                if position[name] > last[section.id] or question.private:
                    yield finding(place, "lint.undecided_placeholder", word=name)


def _fixed(draft: Draft) -> Iterator[Problem]:
    """Yield each placeholder in sentences that stand as they are: the anchors of ratings, the levels of dimensions."""
    fixed = [(asked.anchors, place.below("anchors")) for asked, _, place in parts(draft)]
    fixed += [(dimension.levels, place.below("levels")) for dimension, place in draft.dimensions]
    for sentences, place in fixed:
        for tongue, levels in sentences.items():
            for number, level in enumerate(levels):
                if match := _BRACES.search(level):
                    yield finding(place, "lint.unknown_placeholder", tongue, number, **unknown(match[1], []))


def _fillings(one: Finding) -> frozenset[str]:
    """Return the names that a finding fills in its texts, as far as one can tell before it is compiled."""
    variable = one.each.split()[0] if one.each and one.each.strip() else None
    if variable is None:
        return frozenset(one.values)
    told = any(re.search(rf"\b{re.escape(variable)}\b", source) for source in one.values.values())
    return frozenset({*one.values, *COUNTS, *([ALL] if told else [])})


def choices(draft: Draft) -> Iterator[Problem]:
    """Yield what is odd about choices: several exclusive ones, scores off the scale, sentences as ids, rows all alike.

    What keeps a dimension down is on the same scale as scores.

    A group that starts with `preset` rows is a list of things of which there is one each.
    """
    bank = draft.places["bank"]
    for dimension, place in draft.dimensions:
        for number, cap in enumerate(dimension.caps):
            yield from _score(cap.max, place.below("caps", number, "max"))
    for name, listed in draft.settings.choice_sets.items():
        yield from _choices(listed, bank.below("choice_sets", name))
    for asked, question, place in parts(draft):
        if not isinstance(place.raw("choices"), str):
            yield from _choices(asked.choices, place.below("choices"))
        names_rows = question.type is Type.GROUP and asked is not question and asked.id == question.naming
        if names_rows and asked.choices and not question.row_name_else and not question.preset:
            yield finding(place, "lint.row_per_choice", "id", word=asked.id, group=question.id)


def id_of_text(text: str, listed: Iterable[Choice]) -> str | None:
    """Return the id of the choice that a person reads as *text*."""
    for choice in listed:
        forms = [choice.text.written] if isinstance(choice.text.written, str) else choice.text.written.values()
        if normal(text) in {normal(form) for form in forms if isinstance(form, str)}:
            return choice.id
    return None


def _choices(listed: Sequence[Choice], place: Place) -> Iterator[Problem]:
    exclusive = [number for number, choice in enumerate(listed) if choice.exclusive]
    for number in exclusive[1:]:
        first, second = listed[exclusive[0]].id, listed[number].id
        yield finding(place, "lint.several_exclusive", number, "exclusive", first=first, word=second)
    for number, choice in enumerate(listed):
        if choice.score is not None:
            yield from _score(choice.score, place.below(number, "score"))
        spelt = re.sub(r"\W+", "_", normal(choice.text.form("en") or "")).strip("_")
        if spelt == choice.id and choice.id.count("_") >= 3:
            yield finding(place, "lint.sentence_as_id", number, "id", word=choice.id)


def _score(score: int | Fraction, place: Place) -> Iterator[Problem]:
    if not 0 <= score <= _BEST:
        yield finding(place, "lint.score", score=score, best=_BEST)


def _minutes(draft: Draft, place: Place) -> Iterator[Problem]:
    """Yield the modes without an estimate, where the text speaks of one."""
    for mode in draft.settings.modes:
        if not any(modes.minutes(draft.settings, draft.sections, mode.id).values()):
            yield finding(place, "lint.no_minutes", word=mode.id)


def _names(text: Text) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each placeholder of *text* with the path of the form it stands in."""
    for path, words in forms(text):
        for match in _BRACES.finditer(words):
            yield match[1], path


def placeholders_of(text: Text) -> frozenset[str]:
    """Return the names in braces in all forms of *text*."""
    return frozenset(name for name, _ in _names(text))


def forms(text: Text) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each form of *text*, by language, count and organisation type, with its path."""
    if isinstance(text.written, str):
        yield (), text.written
        return
    for language, form in text.written.items():
        if isinstance(form, str):
            yield (language,), form
        else:
            yield from (((language, name), words) for name, words in form.items())
