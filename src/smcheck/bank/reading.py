"""Read the files of a bank into models; whatever does not fit becomes a problem with its place.

Reading goes on after a mistake: with the next file, the next question, the next key. What could be read is kept,
so that the checks that follow find what is wrong with the rest.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from smcheck import yamlio
from smcheck.bank.model import (
    CURRENCY,
    ID,
    SLUG,
    VERSION,
    Check,
    Choice,
    Column,
    Limit,
    Mode,
    Part,
    Protect,
    Question,
    Region,
    Role,
    Row,
    Section,
    Settings,
    Text,
    Values,
)
from smcheck.bank.rules.model import Cap, Component, Dimension, Finding, Grade, Portrait, Step
from smcheck.problems import Level, Problem, Problems
from smcheck.yamlio import Document

Key = str | int
AnyPart = TypeVar("AnyPart", bound=Part)
# What does not fit into a model, each with its path.
Wrong = list[tuple[Problem, tuple[Key, ...]]]

# The part that stands under a key, to name the keys it knows.
_PARTS: Mapping[str, type[Part]] = {
    "questions": Question,
    "columns": Column,
    "check": Check,
    "choices": Choice,
    "choice_sets": Choice,
    "rows": Row,
    "modes": Mode,
    "roles": Role,
    "protect": Protect,
    "regions": Region,
    "limits": Limit,
    "dimensions": Dimension,
    "components": Component,
    "caps": Cap,
    "findings": Finding,
    "severity": Grade,
    "suggests": Step,
    "portraits": Portrait,
}
_CODES = {
    "missing": "bank.missing_key",
    "string_type": "bank.not_text",
    "enum": "bank.not_text",
    "literal_error": "bank.not_text",
    "string_too_long": "bank.too_long",
    "tuple_type": "bank.not_list",
    "dict_type": "bank.not_mapping",
    "mapping_type": "bank.not_mapping",
    "model_type": "bank.not_mapping",
    "bool_parsing": "bank.not_yes_no",
    "bool_type": "bank.not_yes_no",
    "int_parsing": "bank.not_whole",
    "int_type": "bank.not_whole",
    "int_parsing_size": "bank.not_whole",
    "not_number": "bank.not_number",
    "text_shape": "bank.text_shape",
    "text_form": "bank.text_form",
    "text_default": "bank.text_default",
    "table_entry": "bank.table_entry",
}
_PATTERNS = {ID: "bank.bad_id", SLUG: "bank.bad_slug", VERSION: "bank.bad_version", CURRENCY: "bank.bad_currency"}


class Place(NamedTuple):
    """Where a part of a bank is written."""

    document: Document
    path: tuple[Key, ...]

    def problem(self, code: str, *below: Key, key: bool = False, level: Level = "error", **values: Any) -> Problem:
        """Return a problem at *below* this place, with the question it belongs to."""
        path = (*self.path, *below)
        question = name_at(self.document.data, path)
        return self.document.problem(code, path, key=key, level=level, question=question)._replace(values=values)

    def below(self, *path: Key) -> "Place":
        """Return the place of a part."""
        return Place(self.document, (*self.path, *path))

    def raw(self, *below: Key) -> Any:
        """Return what is written at *below* this place; None where nothing is."""
        return _look(self.document.data, (*self.path, *below))

    def __str__(self) -> str:
        return f"{self.document.file}:{self.document.mark(self.path).line}"


class Draft:
    """What the files of a bank say, as far as it can be read, and everything that is wrong with them.

    *questions* are in the order they are asked; an id may occur twice. *places* has an entry for each question
    (`tasks`), column (`tasks.due`), table row (`rooms[hall]`), section (`section org`), for `bank` and `values`.
    *rule_parts* are all parts of the files of rules with their places, those of *dimensions*, *findings*, *roots* and
    *portraits* among them; *rules_whole* tells that everything in these files could be read. *unread* holds the ids of
    questions (with those of their columns) and named values, and *unread_keys* the keys of `bank.yaml`, that are
    written but could not be read: nobody is told that they are unknown. *whole* tells that every file is YAML.
    """

    def __init__(self, folder: Path, settings: Settings, problems: list[Problem], *, whole: bool) -> None:
        self.folder = folder
        self.settings = settings
        self.problems = problems
        self.whole = whole
        self.sections: list[Section] = []
        self.questions: list[tuple[Question, Place]] = []
        self.values = Values()
        self.rule_parts: list[tuple[Part, Place]] = []
        self.rules_whole = True
        self.dimensions: list[tuple[Dimension, Place]] = []
        self.findings: list[tuple[Finding, Place]] = []
        self.roots: dict[str, tuple[Text, Place]] = {}
        self.portraits: list[tuple[Portrait, Place]] = []
        self.places: dict[str, Place] = {}
        self.unread: dict[str, tuple[str, ...]] = {}
        self.unread_keys: set[str] = set()

    def say(self, place: Place, code: str, *below: Key, key: bool = False, **values: Any) -> None:
        """Note a problem at *below* the *place*: at the value that stands there, or at its *key*."""
        self.problems.append(place.problem(code, *below, key=key, **values))


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the known word that was probably meant."""
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None


def unknown(word: str, known: Sequence[str]) -> dict[str, Any]:
    """Return the values of a sentence that says *word* is not known: the nearest known one (`n` is 1), else all (0)."""
    near = nearest(word, known)
    offered = [near] if near else sorted(set(known))
    return {"word": word, "known": offered or ["–"], "n": 1 if near else 0}


def name_at(data: yamlio.Data, path: Sequence[Key]) -> str | None:
    """Return the question, column or table row in which *path* lies: `tasks`, `tasks.due`, `rooms[hall]`."""
    if len(path) < 2 or path[0] != "questions":
        return None
    question = _look(data, (*path[:2], "id"))
    if not isinstance(question, str):
        return None
    part = _look(data, (*path[:4], "id")) if len(path) > 3 and path[2] in ("columns", "rows") else None
    if not isinstance(part, str):
        return question
    return f"{question}.{part}" if path[2] == "columns" else f"{question}[{part}]"


def shown(path: Path) -> str:
    """Return *path* as a person would write it: relative to the folder they are in where it lies below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def read(folder: Path) -> Draft:
    """Read the bank in *folder*, whatever state it is in."""
    problems: list[Problem] = []
    bank = read_document(folder / "bank.yaml", problems)
    files = sorted((folder / "sections").glob("*.yaml"))
    document = bank or yamlio.read(b"{}", shown(folder / "bank.yaml"))
    settings, wrong = _settings(document, [file.stem for file in files])
    draft = Draft(folder, settings, problems, whole=bank is not None)
    draft.unread_keys = {str(path[0]) for _, path in wrong if path} if bank else set(Settings.model_fields)
    draft.problems += [problem for problem, _ in wrong] if bank else []
    draft.places["bank"] = Place(document, ())
    _sections(draft, files)
    if (folder / "values.yaml").exists():
        _values(draft, read_document(folder / "values.yaml", problems))
    return draft


def _settings(document: Document, stems: list[str]) -> tuple[Settings, Wrong]:
    """Read `bank.yaml`; where a key cannot be read, a stand-in keeps the rest usable."""
    settings, wrong = fit(Settings, document)
    if settings:
        return settings, wrong
    stand_ins = {"id": "unread", "version": "0.0.0", "name": "?", "languages": [], "modes": [], "title": "unread"}
    unread = {path[0] for _, path in wrong if path}
    kept = {key: value for key, value in document.data.items() if key in Settings.model_fields and key not in unread}
    return Settings.model_validate({**stand_ins, "sections": stems, **kept}), wrong


def _sections(draft: Draft, files: list[Path]) -> None:
    listed = draft.settings.sections
    by_stem = {file.stem: file for file in files}
    for place, section in enumerate(listed):
        if section in listed[:place]:
            draft.say(draft.places["bank"], "bank.duplicate_entry", "sections", place, word=section)
        elif section not in by_stem:
            draft.say(
                draft.places["bank"], "bank.section_missing", "sections", place, **unknown(section, list(by_stem))
            )
        else:
            _section(draft, section, read_document(by_stem[section], draft.problems))
    for stem, file in by_stem.items():
        if stem not in listed:
            draft.problems.append(Problem("bank.section_unlisted", {"word": stem}, file=shown(file), line=1, column=1))


def _section(draft: Draft, name: str, document: Document | None) -> None:
    if document is None:
        draft.whole = False
        return
    context = {"choice_sets": None if "choice_sets" in draft.unread_keys else draft.settings.choice_sets}
    section, wrong = fit(Section, document, context=context)
    draft.problems += [problem for problem, _ in wrong]
    written_questions = _look(document.data, ("questions",))
    count = len(written_questions) if isinstance(written_questions, list) else 0
    readable = list(range(count))
    if section is None:
        bad = {path[1] for _, path in wrong if len(path) > 1 and path[0] == "questions"}
        readable = [index for index in readable if index not in bad]
        questions = tuple(
            Question.model_validate(_look(document.data, ("questions", index)), context=context) for index in readable
        )
        unread_id = any(path[:1] == ("id",) for _, path in wrong)
        written_name = name if unread_id else document.data["id"]
        section = Section.model_construct(id=written_name, title=Text("?"), questions=questions)
        for index in bad:
            if isinstance(written_id := _look(document.data, ("questions", index, "id")), str):
                draft.unread[written_id] = _columns(_look(document.data, ("questions", index, "columns")))
    draft.places[f"section {name}"] = Place(document, ())
    if section.id != name:
        draft.say(draft.places[f"section {name}"], "bank.section_id", "id", word=section.id, section=name)
        section = section.model_copy(update={"id": name})
    draft.sections.append(section)
    for index, question in zip(readable, section.questions, strict=True):
        place = Place(document, ("questions", index))
        draft.questions.append((question, place))
        draft.places.setdefault(question.id, place)
        for number, column in enumerate(question.columns):
            draft.places.setdefault(f"{question.id}.{column.id}", place.below("columns", number))
        for number, row in enumerate(question.rows):
            draft.places.setdefault(f"{question.id}[{row.id}]", place.below("rows", number))


def _values(draft: Draft, document: Document | None) -> None:
    if document is None:
        draft.whole = False
        return
    draft.places["values"] = Place(document, ())
    values, wrong = fit(Values, document)
    draft.problems += [problem for problem, _ in wrong]
    if values is None:
        bad = {path[:2] for _, path in wrong}
        kept = {
            part: {name: value for name, value in entries.items() if (part, name) not in bad}
            for part, entries in document.data.items()
            if part in Values.model_fields and isinstance(entries, dict) and (part,) not in bad
        }
        draft.unread |= {str(path[1]).partition("(")[0]: () for path in bad if len(path) > 1}
        values = Values.model_validate(kept)
    draft.values = values


def read_document(file: Path, problems: list[Problem]) -> Document | None:
    """Read one file, or note why it cannot be read."""
    try:
        return yamlio.read_file(file, file=shown(file))
    except Problems as wrong:
        problems += wrong.problems
        return None


def fit(
    model: type[AnyPart], document: Document, *, context: Mapping[str, object] | None = None
) -> tuple[AnyPart | None, Wrong]:
    """Return *document* as *model*, or every problem that keeps it from being one, with its path."""
    try:
        return model.model_validate(document.data, context=dict(context or {})), []
    except ValidationError as error:
        return None, [_translate(model, document, details) for details in error.errors(include_url=False)]


def _translate(model: type[Part], document: Document, details: Mapping[str, Any]) -> tuple[Problem, tuple[Key, ...]]:
    """Say in our own codes what pydantic found."""
    path: tuple[Key, ...] = details["loc"]
    kind, given, context = details["type"], details["input"], details.get("ctx", {})
    in_key = path[-1:] == ("[key]",)
    if in_key:
        path = path[:-1]
    key = str(path[-1]) if path else ""
    values: dict[str, Any] = {"word": key, "value": given if isinstance(given, str) else ""}
    if kind == "extra_forbidden":
        part = next((_PARTS[step] for step in reversed(path[:-1]) if isinstance(step, str) and step in _PARTS), model)
        code, values, in_key = "bank.unknown_key", unknown(key, part.keys()), True
        if given is None:
            code = "bank.stray_comma"
        elif part is Column and key in Question.model_fields:
            code = "bank.not_for_columns"
    elif given is None and kind != "missing":
        code = "bank.blank"
    elif kind in ("enum", "literal_error") and isinstance(given, str):
        code, values = "bank.not_allowed", unknown(given, re.findall(r"'([^']*)'", context["expected"]))
    elif kind == "string_pattern_mismatch":
        code = _PATTERNS[context["pattern"]]
    elif kind == "unknown_choice_set":
        code, values = "bank.unknown_choice_set", unknown(given, context["known"])
    elif kind == "text_key":
        code, values = "bank.text_key", unknown(context["key"], context["allowed"])
        if given[context["key"]] is None:
            code, in_key = "bank.stray_comma", True
    else:
        code = _CODES.get(kind, "bank.does_not_fit")
    if kind.startswith("text_") and kind != "text_shape":
        path = (*path, context["key"])
        values["word"] = context["key"]
    question = name_at(document.data, path)
    return document.problem(code, path, key=in_key, question=question, **values), path


def _columns(written: yamlio.Data) -> tuple[str, ...]:
    """Return the ids of the columns of a question that could not be read."""
    ids = [_look(column, ("id",)) for column in written] if isinstance(written, list) else []
    return tuple(name for name in ids if isinstance(name, str))


def _look(data: yamlio.Data, path: Sequence[Key]) -> Any:
    """Return what stands at *path*; None where there is nothing."""
    for step in path:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data
