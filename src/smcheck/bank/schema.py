"""The bank format for editors and authors: JSON Schemas, and the reference of every key. All of it from the models."""

import inspect
import types
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BeforeValidator
from pydantic.json_schema import models_json_schema

from smcheck.bank import model
from smcheck.bank.load import Bank
from smcheck.bank.model import Asked, Choice, Column, Part, Question, Section, Settings, Text, Type, Values
from smcheck.bank.rules import model as rules

JsonSchema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# The parts of a bank in the order in which an author meets them, with where they stand.
PARTS: Mapping[type[Part], str] = {
    model.Settings: "`bank.yaml`",
    model.Mode: "`modes` in `bank.yaml`",
    model.Role: "`roles` in `bank.yaml`",
    model.Protect: "`protect` in `bank.yaml`",
    model.Region: "`regions` in `bank.yaml`",
    model.Indexed: "`index` in `bank.yaml`",
    model.Section: "a file `sections/<id>.yaml`",
    model.Question: "`questions` in a section",
    model.Column: "`columns` of a group or table",
    model.Choice: "`choices`, and `choice_sets` in `bank.yaml`",
    model.Row: "`rows` of a table",
    model.Check: "`check` of a question or column",
    model.Values: "`values.yaml`",
    model.Limit: "`limits` in `values.yaml`",
    rules.Readiness: "`readiness.yaml`",
    rules.Dimension: "`dimensions` in `readiness.yaml`",
    rules.Component: "`components` of a dimension",
    rules.Cap: "`caps` of a dimension",
    rules.Findings: "a file `findings/<name>.yaml`",
    rules.Finding: "`findings` in such a file",
    rules.Grade: "`severity` of a finding",
    rules.Step: "`suggests` of a finding",
    rules.Portraits: "`portraits.yaml`",
    rules.Portrait: "`portraits` in `portraits.yaml`",
}
# Each kind of file with a key that no other has; values.yaml is what is left.
FILES: Mapping[str, type[Part]] = {
    "questions": Section,
    "sections": Settings,
    "dimensions": rules.Readiness,
    "findings": rules.Findings,
    "portraits": rules.Portraits,
}
_NAMES: tuple[tuple[object, str], ...] = (
    (model.Id, "id"),
    (model.Slug, "name"),
    (model.Expression, "condition"),
    (model.Figure, "number"),
    (model.Entry, "number, id or list of ids"),
)
_PLAIN: Mapping[object, str] = {str: "text", int: "whole number", bool: "`true` or `false`", Text: "text by language"}


def bank_schema() -> JsonSchema:
    """Return the JSON Schema of bank files: `$defs` has a definition for each part, such as `Settings` (`bank.yaml`).

    The schema itself picks one of them by the keys of a file, so that one file association serves a whole bank.
    """
    parts: list[type[Part]] = [*FILES.values(), Values]
    _, schema = models_json_schema([(part, "validation") for part in parts])
    definitions: JsonSchema = schema["$defs"]
    definitions["Text"] = _text_schema()
    for name, definition in definitions.items():
        _for_editors(definition)
        definition["title"] = name
    whole: JsonSchema = {"$ref": "#/$defs/Values"}
    for key, part in reversed([*FILES.items()]):
        whole = {"if": {"required": [key]}, "then": {"$ref": f"#/$defs/{part.__name__}"}, "else": whole}
    return {"$schema": DIALECT, "title": "smcheck question bank", "$defs": definitions, **whole}


def sheet_schema(bank: Bank, locale: str) -> JsonSchema:
    """Return the JSON Schema of the sheets of *bank*, with its questions as descriptions in *locale*."""
    settings = bank.settings
    line = {"type": ["string", "number", "null"]}
    status = {"enum": ["unknown", "later", "na", "confirm"]}
    names = {"type": ["string", "integer"], "pattern": model.SLUG, "maxLength": 60}  # `2026` is a number to an editor
    keys = [*bank.questions, *(f"{each.id}.{column.id}" for each in bank.questions.values() for column in each.columns)]
    return {
        "$schema": DIALECT,
        "title": bank.say(settings.name, locale),
        "type": "object",
        "required": ["smcheck", "bank", "case", "round"],
        "properties": {
            "smcheck": {"const": 1},
            "bank": _record({"id": {"const": settings.id}, "version": {"type": "string"}}, required=["id", "version"]),
            "case": names,
            "round": names,
            "follows": {"type": ["string", "null"]},
            "date": {"type": ["string", "null"]},
            "consent": _boolean(),
            "respondent": _or_blank(
                _record(
                    {
                        "role": _one_of((role.id, bank.say(role.text, locale)) for role in settings.roles),
                        "function": line,
                        "shown": _boolean(),
                    }
                )
            ),
            "consultant": _or_blank(_record({"name": line, "firm": line})),
            "mode": _one_of(((mode.id, bank.say(mode.text, locale)) for mode in settings.modes), blank=False),
            "language": {"enum": list(settings.languages)},
            "minutes": {"type": ["integer", "string", "null"]},
            "answers": {
                "type": ["object", "null"],
                "properties": {each.id: _answer(bank, each, locale) for each in bank.questions.values()},
                "additionalProperties": False,
            },
            "open": {
                "type": ["object", "null"],
                "propertyNames": {"enum": list(bank.questions)},
                "additionalProperties": {
                    "anyOf": [
                        status,
                        _record({"status": status, "ask": line, "reason": line}, required=["status"]),
                    ]
                },
            },
            "notes": {
                "type": ["object", "null"],
                "propertyNames": {"enum": list(bank.questions)},
                "additionalProperties": line,
            },
            "private": {
                "type": ["array", "null"],
                "items": {"enum": [*keys, *(f"notes.{name}" for name in bank.questions)]},
            },
            "waived": {
                "type": ["object", "null"],
                "propertyNames": {"enum": list(bank.rules.finding)},
                "additionalProperties": line,
            },
            "accepted": {"type": ["array", "null"], "items": {"enum": list(bank.rules.finding)}},
        },
    }


def reference() -> str:
    """Return the reference of every key of every part as Markdown."""
    lines = []
    for part, where in PARTS.items():
        summary = (part.__doc__ or "").partition("\n\n")[0].replace("\n    ", " ")
        lines += [f"### {part.__name__}: {where}", "", summary, "", "| key | value | meaning |", "|---|---|---|"]
        hints = get_type_hints(part, include_extras=True)
        for key, (name, field) in zip(part.keys(), part.model_fields.items(), strict=True):
            needed = "**needed.** " if field.is_required() else ""
            lines.append(f"| `{key}` | {value_name(hints[name])} | {needed}{field.description} |")
        lines.append("")
    return "\n".join(lines)


def value_name(hint: Any) -> str:
    """Say in a few words what may stand where the models say *hint*."""
    for known, name in _NAMES:
        if hint == known:
            return name
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        if hint == get_type_hints(Asked, include_extras=True)["choices"]:
            return f"{value_name(arguments[0])} or a set's name"
        shorter = (each.json_schema_input_type for each in arguments if isinstance(each, BeforeValidator))
        return value_name(next(shorter, arguments[0]))
    if origin in (Union, types.UnionType):
        return " or ".join(value_name(each) for each in arguments if each is not type(None))
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in arguments)
    if origin is tuple:
        return f"list of {value_name(arguments[0])}"
    if origin is not None and issubclass(origin, Mapping):
        return f"{value_name(arguments[0])} → {value_name(arguments[1])}"
    if isinstance(hint, type) and issubclass(hint, Enum):
        return ", ".join(f"`{each.value}`" for each in hint)
    if isinstance(hint, type) and issubclass(hint, Part):
        return hint.__name__
    return _PLAIN[hint]


def _text_schema() -> JsonSchema:
    words = {"type": ["string", "number"]}
    forms = {"type": "object", "additionalProperties": words}
    languages = {key: {"anyOf": [words, forms]} for key in model.TEXT_KEYS}
    by_language = {"type": "object", "properties": languages, "additionalProperties": False}
    return {"description": inspect.getdoc(Text), "anyOf": [words, by_language]}


def _for_editors(schema: Any) -> None:
    """Make *schema* fit what an editor sees, which are the types that YAML guesses; it refuses what we refuse."""
    if isinstance(schema, list):
        for each in schema:
            _for_editors(each)
    elif isinstance(schema, dict):
        for each in schema.values():
            _for_editors(each)
        if schema.get("type") == "string" and "pattern" not in schema and "enum" not in schema:
            schema["type"] = ["string", "number"]
        if "patternProperties" in schema:
            schema["additionalProperties"] = False


def _answer(bank: Bank, asked: Asked, locale: str) -> JsonSchema:
    schema = _value(bank, asked, locale)
    schema["title"] = bank.label(asked, locale)
    schema["description"] = "\n\n".join(bank.say(text, locale) for text in (asked.text, asked.why) if text)
    return schema


def _value(bank: Bank, asked: Asked, locale: str) -> JsonSchema:
    if isinstance(asked, Question) and asked.type.has_rows:
        cells = _record({column.id: _answer(bank, column, locale) for column in asked.columns})
        if asked.type is Type.GROUP:
            limits = {"minItems": asked.min, "maxItems": asked.max}
            whole = {key: int(limit) for key, limit in limits.items() if limit is not None}
            return {"type": ["array", "null"], "items": cells, **whole}
        rows = {row.id: {**cells, "title": bank.say(row.text, locale)} for row in asked.rows}
        return {
            "type": ["object", "null"],
            "properties": rows,
            "additionalProperties": cells if asked.own_rows else False,
        }
    if asked.type.has_choices:
        one = _choice(bank, asked, locale)
        return one if asked.type is Type.SINGLE else {"anyOf": [one, {"type": "array", "items": one}]}
    if asked.type is Type.CONFIRM:
        return _boolean()
    if asked.type is Type.RATING:
        levels = asked.anchors.get(locale.partition("-")[0], ())
        return {"oneOf": [*({"const": n, "title": words} for n, words in enumerate(levels)), {"type": "null"}]}
    if asked.type.is_number:
        limits = {"minimum": asked.min, "maximum": asked.max}
        figures = {key: model.plain_number(limit) for key, limit in limits.items() if limit is not None}
        return {"type": ["number", "string", "null"], **figures}
    return (
        {"type": ["string", "null"]} if asked.type is Type.DATE else {"type": ["string", "number", "boolean", "null"]}
    )


def _choice(bank: Bank, asked: Asked | Column, locale: str) -> JsonSchema:
    choices = bank.choices(asked)
    if not choices:
        return {"type": ["string", "number", "null"]}
    schema = _one_of((choice.id, bank.say(choice.text, locale)) for choice in choices)
    schema["oneOf"] += [_filled_in(choice) for choice in choices if choice.asks]
    return schema


def _filled_in(choice: Choice) -> JsonSchema:
    text = {"type": ["string", "number", "null"]}
    return _record({"choice": {"const": choice.id}, "text": text}, required=["choice"])


def _one_of(entries: Any, *, blank: bool = True) -> JsonSchema:
    """Return a schema of ids with their words; *entries* are pairs of both."""
    constants: list[JsonSchema] = []
    for name, words in entries:
        constants.append({"const": name, "title": words})
        if name in ("yes", "no"):  # many editors read these as true and false
            constants.append({"const": name == "yes", "title": words})
    return {"oneOf": [*constants, {"type": "null"}] if blank else constants}


def _record(properties: JsonSchema, *, required: list[str] | None = None) -> JsonSchema:
    needed = {"required": required} if required else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **needed}


def _or_blank(schema: JsonSchema) -> JsonSchema:
    return {**schema, "type": [schema["type"], "null"]}


def _boolean() -> JsonSchema:
    return {"enum": [True, False, "yes", "no", "ja", "nein", None]}
