"""The sentences of documents: a catalogue per language beside the templates.

`words/de.yaml` and `words/en.yaml` stand in each folder of templates. A nested key is written with dots
(`tasks.heading`); a text is a string, `{one: …, other: …}` by count, or `{de: …, de-CH: …}` where a region says it
differently. Where several folders have the same key, the first folder counts, so one sentence can be replaced alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from smcheck import yamlio
from smcheck.bank.reading import shown
from smcheck.documents.folders import is_inside
from smcheck.problems import Problem, Problems
from smcheck.wording import LOCALES, wording

Form = str | Mapping[str, "Form"]

LANGUAGES = ("de", "en")
_PLURAL = frozenset({"one", "other"})
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Sentence(NamedTuple):
    """One text of a catalogue in all its forms, and where it stands."""

    form: Form
    file: str
    line: int
    column: int

    def choose(self, locale: str, *, singular: bool) -> str:
        """Return the words for *locale*, those for exactly one if *singular*."""
        form = self.form
        while not isinstance(form, str):
            if "other" in form:
                form = form["one" if singular else "other"]
            else:
                form = form.get(locale) or form[locale.partition("-")[0]]
        return form

    def forms(self) -> Iterator[str]:
        """Yield every wording it has."""
        waiting: list[Form] = [self.form]
        while waiting:
            form = waiting.pop()
            if isinstance(form, str):
                yield form
            else:
                waiting += form.values()

    def names(self) -> frozenset[str]:
        """Return the names it wants filled in, in any of its forms."""
        return frozenset(name for form in self.forms() for name in _PLACEHOLDER.findall(form))


class Catalogue:
    """All sentences of one language."""

    def __init__(self, language: str, sentences: dict[str, Sentence]) -> None:
        self.language = language
        self.sentences = sentences
        self.pieces = lru_cache(maxsize=None)(self._split)

    def _split(self, key: str, locale: str, singular: bool = False) -> tuple[str, ...]:
        """Return the sentence *key*, what stands and the names to be filled in by turns. Raises KeyError."""
        words = wording(locale)
        pieces = _PLACEHOLDER.split(self.sentences[key].choose(locale, singular=singular))
        return tuple(piece if place % 2 else words.localise(piece) for place, piece in enumerate(pieces))


def read_catalogue(folders: Iterable[Path], language: str) -> Catalogue:
    """Read the sentences in *language* of all *folders*, the first one first. Raises `Problems` with what is wrong."""
    sentences: dict[str, Sentence] = {}
    problems: list[Problem] = []
    for folder in folders:
        path = folder / "words" / f"{language}.yaml"
        if not is_inside(path, folder):
            continue
        try:
            document = yamlio.read_file(path, file=shown(path))
        except Problems as wrong:
            problems += wrong.problems
            continue
        for place, form in _leaves((), document.data, language):
            if isinstance(form, list) or form is None:
                problems.append(document.problem("documents.word_shape", place, key=True, word=".".join(place)))
                continue
            mark = document.key_mark(place)
            sentences.setdefault(".".join(place), Sentence(form, document.file, mark.line, mark.column))
    if problems:
        raise Problems(problems)
    return Catalogue(language, sentences)


def _leaves(
    place: tuple[str, ...], data: yamlio.Data, language: str
) -> Iterator[tuple[tuple[str, ...], Form | list[yamlio.Data] | None]]:
    if not isinstance(data, dict):
        yield place, data
    elif form := _form(data, language):
        yield place, form
    else:
        for key, child in data.items():
            yield from _leaves((*place, key), child, language)


def _form(data: Mapping[str, yamlio.Data], language: str) -> Form | None:
    """Return *data* if its keys are those of one text's forms and not of further texts."""
    keys = data.keys()
    regional = keys <= {language, *LOCALES} and language in keys and len(keys) > 1
    if keys != _PLURAL and not regional:
        return None
    forms: dict[str, Form] = {}
    for key, child in data.items():
        form = _form(child, language) if isinstance(child, dict) else child
        if form is None or isinstance(form, list):
            return None
        forms[key] = form
    return forms
