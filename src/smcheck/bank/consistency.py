"""What has to fit together in a bank beyond the shape of its parts: ids, references, languages, types.

Everything here keeps a bank from loading. What a bank works with, but should not contain, is for `lint`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from keyword import iskeyword
from typing import Any, Protocol

from smcheck.bank import modes
from smcheck.bank.model import TEXT_KEYS, Asked, Column, Part, Question, Text, Type, Values
from smcheck.bank.reading import Draft, Key, Place, unknown
from smcheck.bank.rules.names import COMPUTED
from smcheck.logic import FUNCTIONS

# Words with a meaning of their own: the value under a check, and the id of a table row.
LOCAL_WORDS = frozenset({"it", "row"})
# Keys of a text that varies by count, so no organisation type may be called that; `default` is the usual words.
FORM_KEYS = frozenset({"one", "other", "default"})

_TEXTS = frozenset(type_ for type_ in Type if type_.is_text)
_PICKED = frozenset(type_ for type_ in Type if type_.has_choices)
_ROWS = frozenset(type_ for type_ in Type if type_.has_rows)
_LIMITED = frozenset(Type) - {Type.DATE, Type.CONFIRM, Type.SINGLE, Type.RATING}
# Which types a key is for; elsewhere it would have no effect, and so is a mistake.
_FITS: Mapping[str, frozenset[Type]] = {
    "min": _LIMITED,
    "max": _LIMITED,
    "choices": _PICKED,
    "choices_from": _PICKED,
    "own_choices": frozenset({Type.SINGLE, Type.MULTI}),
    "first": _PICKED,
    "anchors": frozenset({Type.RATING}),
    "columns": _ROWS,
    "rows": frozenset({Type.TABLE}),
    "own_rows": frozenset({Type.TABLE}),
    "row_name": frozenset({Type.GROUP}),
    "row_name_else": frozenset({Type.GROUP}),
    "preset": frozenset({Type.GROUP}),
    "suggests": frozenset({Type.GROUP}),
    "private": _TEXTS,
}
_SIGNATURE = re.compile(r"[a-z][a-z0-9_]*\(\s*[a-z][a-z0-9_]*(\s*,\s*[a-z][a-z0-9_]*)*\s*\)")


def check(draft: Draft) -> None:
    """Add to *draft* everything that does not fit together."""
    _settings(draft)
    _names(draft)
    _renames(draft)
    for question, place in draft.questions:
        _asked(draft, question, place)
        _question(draft, question, place)
        for number, column in enumerate(question.columns):
            _asked(draft, column, place.below("columns", number))
    _texts(draft)


def organisation_types(draft: Draft) -> tuple[str, ...]:
    """Return the ids of the organisation types; none where the bank has none or they cannot be read."""
    by = draft.settings.variants_by
    return next((_ids(question.choices) for question, _ in draft.questions if question.id == by), ())


def _types_known(draft: Draft) -> bool:
    """Tell whether all organisation types there are could be read; a bank may have none."""
    none = draft.settings.variants_by is None and "variants_by" not in draft.unread_keys
    return none or bool(organisation_types(draft))


def parts(draft: Draft) -> Iterator[tuple[Asked, Question, Place]]:
    """Yield each question and each column, with the question it belongs to and its place."""
    for question, place in draft.questions:
        yield question, question, place
        for number, column in enumerate(question.columns):
            yield column, question, place.below("columns", number)


def _settings(draft: Draft) -> None:
    settings, place = draft.settings, draft.places["bank"]
    for key in ("languages", "modes", "sections"):
        if key not in draft.unread_keys and not getattr(settings, key):
            draft.say(place, "bank.empty_list", key, word=key)
    unique(draft, place, "modes", _ids(settings.modes), "bank.duplicate_entry")
    unique(draft, place, "roles", _ids(settings.roles), "bank.duplicate_entry")
    _likes(draft, place)
    _roles_of_settings(draft, place)
    for name, choices in settings.choice_sets.items():
        unique(draft, place.below("choice_sets"), name, _ids(choices), "bank.duplicate_choice")
    questions = {question.id: question for question, _ in draft.questions}
    for key, wanted in (("title", Type.TEXT), ("variants_by", Type.SINGLE)):
        name = getattr(settings, key)
        if name is None or key in draft.unread_keys or name in draft.unread:
            continue
        if name not in questions:
            _unknown(draft, place, (key,), "bank.unknown_question", [name], list(questions))
        elif questions[name].type is not wanted:
            draft.say(place, "bank.wrong_type", key, word=name, type=wanted.value)
    _index(draft, place, questions)
    for kind in organisation_types(draft):
        if kind in FORM_KEYS:
            draft.say(place, "bank.type_name", "variants_by", word=kind)
    money = any(asked.type is Type.MONEY for asked, _, _ in parts(draft))
    if (settings.regions or money) and "default" not in settings.regions and "regions" not in draft.unread_keys:
        draft.say(place, "bank.no_default_region", "regions")
    for section in draft.sections:
        section_place = draft.places[f"section {section.id}"]
        _unknown(draft, section_place, ("minutes",), "bank.unknown_mode", section.minutes, _modes(draft), keys=True)


def _index(draft: Draft, place: Place, questions: Mapping[str, Question]) -> None:
    """Check that the questions and columns exist which stand in the index."""
    unique(draft, place, "index", _ids(draft.settings.index), "bank.duplicate_entry")
    for number, entry in enumerate(draft.settings.index):
        if entry.id in draft.unread:
            continue
        _unknown(draft, place, ("index", number), "bank.unknown_question", [entry.id], list(questions))
        if entry.id in questions:
            here = place.below("index", number)
            _unknown(draft, here, ("columns",), "bank.unknown_column", entry.columns, _ids(questions[entry.id].columns))


def _likes(draft: Draft, place: Place) -> None:
    """Check that each follow-up is like another mode, and comes to an end."""
    like = {mode.id: mode.like for mode in draft.settings.modes}
    for number, mode in enumerate(draft.settings.modes):
        if mode.like is None:
            continue
        _unknown(draft, place, ("modes", number, "like"), "bank.unknown_mode", [mode.like], _modes(draft))
        family = modes.family(draft.settings, mode.id)
        if like.get(family[-1]) == mode.id:
            draft.say(place, "bank.mode_circle", "modes", number, "like", circle=" → ".join((*family, mode.id)))


def _roles_of_settings(draft: Draft, place: Place) -> None:
    """Check that the roles exist which the bank compares and protects."""
    settings = draft.settings
    if "roles" in draft.unread_keys:
        return
    if settings.leadership is not None:
        _unknown(draft, place, ("leadership",), "bank.unknown_role", [settings.leadership], _ids(settings.roles))
    if settings.protect is not None:
        below = place.below("protect")
        _unknown(draft, below, ("roles",), "bank.unknown_role", settings.protect.roles, _ids(settings.roles))
        unique(draft, below, "roles", settings.protect.roles, "bank.duplicate_entry")


def _names(draft: Draft) -> None:
    """Questions, columns and named values share one namespace with the functions of the condition language."""
    seen: dict[str, Place] = {}

    def claim(name: str, place: Place, *, key: bool = False) -> None:
        if name in FUNCTIONS or name in LOCAL_WORDS or name in COMPUTED or iskeyword(name):
            draft.say(place, "bank.name_clash", key=key, word=name)
        elif name in seen:
            draft.say(place, "bank.duplicate_id", key=key, word=name, where=str(seen[name]))
        else:
            seen[name] = place

    for asked, _, place in parts(draft):
        claim(asked.id, place.below("id"))
    for part in Values.model_fields:
        for name in getattr(draft.values, part):
            place = draft.places["values"].below(part, name)
            if part == "with_parameter" and not _SIGNATURE.fullmatch(name):
                draft.say(place, "bank.signature", key=True, word=name)
            claim(name.partition("(")[0], place, key=True)
    for dimension, place in draft.dimensions:
        claim(dimension.id, place.below("id"))


def _renames(draft: Draft) -> None:
    """An earlier id leads to one question, and is no question of today."""
    ids = {asked.id for asked, _, _ in parts(draft)}
    seen: set[str] = set()
    earlier = [(old, draft.places["bank"].below("retired", n)) for n, old in enumerate(draft.settings.retired)]
    for question, place in draft.questions:
        earlier += [(old, place.below("was", number)) for number, old in enumerate(question.was)]
    for old, place in earlier:
        if old in ids or old in seen:
            draft.say(place, "bank.old_id_in_use", word=old)
        seen.add(old)


def _asked(draft: Draft, asked: Asked, place: Place) -> None:
    """Check what questions and columns share."""
    given = asked.model_fields_set
    for key, types in _FITS.items():
        if key in given and asked.type not in types:
            draft.say(place, "bank.does_not_apply", key, key=True, word=key, type=asked.type.value)
    if isinstance(asked, Column) and asked.type.has_rows:
        draft.say(place, "bank.nested_rows", "type")
    if asked.min is not None and asked.max is not None and asked.min > asked.max:
        draft.say(place, "bank.min_over_max", "min", min=asked.min, max=asked.max)
    _unknown(draft, place, ("modes",), "bank.unknown_mode", asked.modes, _modes(draft))
    unique(draft, place, "modes", asked.modes, "bank.duplicate_entry")
    if asked.type.has_choices:
        _has_choices(draft, asked, place)
    if asked.type is Type.RATING:
        for language in draft.settings.languages:
            n = len(asked.anchors.get(language, ()))
            if n != 5:
                draft.say(place, "bank.anchors", "anchors", language=language, n=n)
    if asked.anchors and "languages" not in draft.unread_keys:
        written = [key for key in TEXT_KEYS if key.partition("-")[0] in draft.settings.languages]
        _unknown(draft, place, ("anchors",), "bank.unknown_language", asked.anchors, written, keys=True)


def _has_choices(draft: Draft, asked: Asked, place: Place) -> None:
    if asked.choices and asked.choices_from:
        draft.say(place, "bank.choices_twice", "choices_from")
    shared = isinstance(place.raw("choices"), str)
    if not asked.choices and not asked.choices_from and not (shared and "choice_sets" in draft.unread_keys):
        draft.say(place, "bank.no_choices", "choices")
    if not shared:
        unique(draft, place, "choices", _ids(asked.choices), "bank.duplicate_choice")
    if asked.own_choices:
        groups = {question.id for question, _ in draft.questions if question.type is Type.GROUP}
        if asked.choices_from not in groups | draft.unread.keys():
            draft.say(place, "bank.own_choices", "own_choices", key=True)
    known = _ids(asked.choices)
    if asked.choices_from and asked.choices_from not in draft.unread:
        sources = {question.id: question for question, _ in draft.questions}
        source = sources.get(asked.choices_from)
        if source is None:
            _unknown(draft, place, ("choices_from",), "bank.unknown_question", [asked.choices_from], list(sources))
            return
        if source.type is not Type.GROUP and not source.choices:
            draft.say(place, "bank.no_source", "choices_from", word=source.id)
        known = _ids(source.choices)
    if known or asked.first:
        _by_type(draft, asked.first, place.below("first"), known)


def _question(draft: Draft, question: Question, place: Place) -> None:
    """Check what only questions have."""
    roles = _ids(draft.settings.roles)
    if "roles" not in draft.unread_keys:
        for key, given in (("roles", question.roles), ("also", question.also)):
            _unknown(draft, place, (key,), "bank.unknown_role", given, roles)
            unique(draft, place, key, given, "bank.duplicate_entry")
    for merge, types in (("rows", {Type.GROUP}), ("cells", _ROWS)):
        if question.merge == merge and question.type not in types:
            draft.say(place, "bank.does_not_apply", "merge", word=f"merge: {merge}", type=question.type.value)
    if not question.type.has_rows:
        return
    if not question.columns:
        draft.say(place, "bank.no_columns", "columns")
    elif question.type is Type.GROUP:
        _group(draft, question, place)
    if question.type is Type.TABLE:
        if not question.rows and not question.own_rows:
            draft.say(place, "bank.no_rows", "rows")
        unique(draft, place, "rows", _ids(question.rows), "bank.duplicate_row")


def _group(draft: Draft, question: Question, place: Place) -> None:
    """Check that every row of a group gets a name."""
    columns = {column.id: column for column in question.columns}
    for key in ("row_name", "row_name_else"):
        name = getattr(question, key)
        if name is not None and name not in columns:
            _unknown(draft, place, (key,), "bank.unknown_column", [name], list(columns))
        elif name is not None and not (columns[name].type.is_text or columns[name].type is Type.SINGLE):
            draft.say(place, "bank.naming_type", key, word=name)
    naming = [columns[name] for name in (question.naming, question.row_name_else) if name in columns]
    asking = [mode for mode in _modes(draft) if modes.asks(draft.settings, question, mode)]
    always = [column for column in naming if all(modes.asks(draft.settings, column, mode) for mode in asking)]
    if naming and not any(column.when is None for column in always):
        draft.say(place, "bank.naming_asked", "row_name", word=naming[0].id)
    if question.preset and naming:
        _by_type(draft, question.preset, place.below("preset"), _ids(naming[0].choices))


def _texts(draft: Draft) -> None:
    """Every text stands in every language; forms by organisation type name types there are."""
    languages = dict.fromkeys(draft.settings.languages).keys()
    types = sorted({*organisation_types(draft), "default"}) if _types_known(draft) else None
    for text, place, path in texts(draft):
        if isinstance(text.written, str):
            continue
        if not languages <= text.written.keys():
            missing = [language for language in draft.settings.languages if language not in text.written]
            draft.say(place, "bank.missing_language", *path, languages=missing)
        for language, form in text.written.items():
            if isinstance(form, str):
                continue
            if "other" in form:
                _unknown(draft, place, (*path, language), "bank.unknown_form", form, ["one", "other"], keys=True)
            elif types:
                _unknown(draft, place, (*path, language), "bank.unknown_type", form, types, keys=True)


def texts(draft: Draft) -> Iterator[tuple[Text, Place, tuple[Key, ...]]]:
    """Yield every text of the bank with the place of its part and its path there; those of a choice set once."""
    bank = draft.places["bank"]
    parts: list[tuple[Part, Place, str]] = [(draft.settings, bank, "")]
    parts += [(section, draft.places[f"section {section.id}"], "questions") for section in draft.sections]
    parts += [(question, place, "") for question, place in draft.questions]
    if "values" in draft.places:
        parts.append((draft.values, draft.places["values"], ""))
    parts += [(part, place, "") for part, place in draft.rule_parts]
    seen = set[Text]()
    for part, place, skip in parts:
        for text, path in _texts_in(vars(part).items(), (), skip):
            if text not in seen:
                seen.add(text)
                yield text, place, path


def _texts_in(
    entries: Iterable[tuple[Key, Any]], path: tuple[Key, ...], skip: str = ""
) -> Iterator[tuple[Text, tuple[Key, ...]]]:
    """Yield the texts of *entries* and of what is in these, each with its path; *path* leads to the entries."""
    for key, value in entries:
        kind = type(value)
        if not value or kind is str or key == skip:
            continue
        if kind is Text:
            yield value, (*path, key)
        elif kind is tuple:
            yield from _texts_in(enumerate(value), (*path, key))
        elif kind is dict:
            yield from _texts_in(value.items(), (*path, key))
        elif Part in kind.__mro__:  # to ask for an instance of a model takes far longer
            yield from _texts_in(vars(value).items(), (*path, key))


def _by_type(draft: Draft, given: Mapping[str, Sequence[str]], place: Place, known: Sequence[str]) -> None:
    """Check choices listed by organisation type."""
    if _types_known(draft):
        _unknown(draft, place, (), "bank.unknown_type", given, organisation_types(draft), keys=True)
    for kind, ids in given.items():
        _unknown(draft, place, (kind,), "bank.unknown_choice", ids, known)
        unique(draft, place, kind, ids, "bank.duplicate_entry")


def _unknown(
    draft: Draft,
    place: Place,
    below: tuple[Key, ...],
    code: str,
    given: Iterable[str],
    known: Sequence[str],
    *,
    keys: bool = False,
) -> None:
    """Note each of *given* that is not in *known*: keys or items of what stands at *below*, or the value itself."""
    for number, word in enumerate(given):
        if word not in known:
            listed = isinstance(place.raw(*below), list)
            step: tuple[Key, ...] = (word,) if keys else (number,) if listed else ()
            draft.say(place, code, *below, *step, key=keys, **unknown(word, known))


def unique(draft: Draft, place: Place, key: Key, ids: Sequence[str], code: str) -> None:
    """Add to *draft* a problem for each of *ids*, listed at *key*, that is there twice."""
    for number, name in enumerate(ids):
        if name in ids[:number]:
            below = (key, number, "id") if isinstance(place.raw(key, number), dict) else (key, number)
            draft.say(place, code, *below, word=name)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def _ids(entries: Iterable[_Named]) -> tuple[str, ...]:
    return tuple(entry.id for entry in entries)


def _modes(draft: Draft) -> tuple[str, ...]:
    """Return the ids of the modes; where they could not be read, every mode that is mentioned counts as known."""
    if "modes" not in draft.unread_keys:
        return _ids(draft.settings.modes)
    mentioned = {mode for asked, _, _ in parts(draft) for mode in asked.modes}
    return tuple(mentioned.union(*(section.minutes for section in draft.sections)))
