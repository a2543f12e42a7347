"""The question bank as pydantic models: what the YAML of a bank may contain.

Every scalar arrives as the text that was written (see `yamlio`), so numbers and yes/no are read here. The descriptions
of the fields are the reference: `docs/question-banks.md` and the JSON Schema are made from them. It is one long file on
purpose: the format of a bank, part by part, with no logic but reading.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

# A text is a part like the others, to be had from here.
from smcheck.bank.text import TEXT_KEYS as TEXT_KEYS
from smcheck.bank.text import Text as Text
from smcheck.reading import reduced

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def _figure(given: object) -> int | Fraction:
    if isinstance(given, str) and (match := _NUMBER.fullmatch(given)):
        return reduced(Fraction(given)) if match[1] else int(given)
    if isinstance(given, int | Fraction):
        return reduced(Fraction(given))
    raise PydanticCustomError("not_number", "a number in plain digits")


def plain_number(value: object) -> object:
    """Return a figure as JSON has it; what is none stays as it is."""
    if not isinstance(value, Fraction):
        return value
    return int(value) if value.denominator == 1 else float(value)


def _choices(given: object, info: ValidationInfo) -> object:
    """Let the name of a choice set stand for its choices; where the sets (None) could not be read, for none."""
    if not isinstance(given, str):
        return given
    sets: Mapping[str, tuple[Choice, ...]] | None = (info.context or {}).get("choice_sets", {})
    if sets is None:
        return ()
    if given not in sets:
        raise PydanticCustomError("unknown_choice_set", "a choice set", {"known": sorted(sets)})
    return sets[given]


def _indexed(given: object) -> object:
    return {"id": given} if isinstance(given, str) else given


def _entry(given: object) -> object:
    """Read the value of a look-up table: a list of ids, a figure or an id."""
    if isinstance(given, list) and all(isinstance(item, str) for item in given):
        return tuple(given)
    if isinstance(given, str):
        return _figure(given) if _NUMBER.fullmatch(given) else given
    raise PydanticCustomError("table_entry", "a figure, an id or a list of ids")


class _As:
    """How a model reads a value, said at once: for some hundred keys, pydantic would find it out again and again."""

    def __init__(self, schema: CoreSchema) -> None:
        self.schema = schema

    def __get_pydantic_core_schema__(self, *_: object) -> CoreSchema:
        return self.schema


def _text(*, min_length: int | None = None, max_length: int | None = None, pattern: str | None = None) -> _As:
    return _As(core_schema.str_schema(min_length=min_length, max_length=max_length, pattern=pattern))


def _read_by(read: Callable[[object], object], *written: CoreSchema) -> _As:
    """Let *read* read what an editor may take for any of *written*; as JSON it is a plain number where it is one."""
    return _As(
        core_schema.no_info_plain_validator_function(
            read,
            json_schema_input_schema=core_schema.union_schema([*written]),
            serialization=core_schema.plain_serializer_function_ser_schema(plain_number),
        )
    )


ID = r"^[a-z][a-z0-9_]*$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
VERSION = r"^[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}$"
CURRENCY = r"^[A-Z]{3}$"

_NUMBERS = (core_schema.int_schema(), core_schema.float_schema(), core_schema.str_schema())

Id = Annotated[str, _text(pattern=ID, max_length=40)]
Slug = Annotated[str, _text(pattern=SLUG, max_length=60)]
Expression = Annotated[str, _text(min_length=1, max_length=500)]
Figure = Annotated[int | Fraction, _read_by(_figure, *_NUMBERS)]
Level = Literal["error", "warning", "hint"]
Language = Literal["de", "en"]
Locale = Literal["de-DE", "de-AT", "de-CH", "en"]


class Part(BaseModel):
    """What all parts of a bank share: unknown keys are errors, and nothing changes after loading.

    A part equals itself alone, so that it can be a key of a cache.
    """

    # Only the models of whole files read anything. To build those of their parts, too, would take as long again.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @classmethod
    def keys(cls) -> list[str]:
        """Return its keys as they are written."""
        return [field.alias or name for name, field in cls.model_fields.items()]


class Type(StrEnum):
    """The kinds of question."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    HOURS = "hours"
    MONEY = "money"
    DATE = "date"
    CONFIRM = "confirm"
    SINGLE = "single"
    MULTI = "multi"
    RATING = "rating"
    RANK = "rank"
    GROUP = "group"
    TABLE = "table"

    @cached_property
    def is_number(self) -> bool:
        """Whether its value is a figure (a rating is one, 0 to 4)."""
        return self in {Type.INTEGER, Type.DECIMAL, Type.PERCENT, Type.HOURS, Type.MONEY, Type.RATING}

    @cached_property
    def is_text(self) -> bool:
        """Whether its value is free text."""
        return self in {Type.TEXT, Type.PARAGRAPH}

    @cached_property
    def has_choices(self) -> bool:
        """Whether one or several of its choices are picked."""
        return self in {Type.SINGLE, Type.MULTI, Type.RANK}

    @cached_property
    def has_rows(self) -> bool:
        """Whether its answer consists of rows with columns."""
        return self in {Type.GROUP, Type.TABLE}


class Choice(Part):
    """One answer that can be picked."""

    id: Id = Field(description="Stable name that sheets and conditions use.")
    text: Text = Field(description="What a person reads.")
    score: Figure | None = Field(None, description="Points from 0 to 4 where the question feeds a readiness dimension.")
    asks: Text | None = Field(
        None, description="A short text to fill in when this choice is picked, and how to ask for it."
    )
    exclusive: bool = Field(False, description="Rules out every other choice (none of these).")


class Check(Part):
    """A rule that a value has to meet."""

    unless: Expression = Field(description="Condition that holds for a good value; `it` is the value.")
    level: Level = Field("error", description="`error` refuses the value; `warning` and `hint` only say something.")
    say: Text = Field(description="What is wrong and what to do.")


class Row(Part):
    """One fixed row of a table."""

    id: Id = Field(description="Stable name that sheets and conditions use.")
    text: Text = Field(description="What a person reads.")
    when: Expression | None = Field(None, description="Condition under which the row is asked.")
    ask: Text | None = Field(None, description="Who could know, printed beside the row.")


class Asked(Part):
    """What questions and columns share."""

    id: Id = Field(description="Stable name that sheets, conditions and templates use.")
    type: Type = Field(description="The kind of answer.")
    text: Text = Field(description="The question, as it is asked.")
    short: Text | None = Field(
        None, description="A label of a few words for tables and lists; the text where it is missing."
    )
    why: Text | None = Field(None, description="Why this is asked; shown on request.")
    probe: Text | None = Field(None, description="A follow-up question for the consultant.")
    example: Text | None = Field(None, description="An example answer.")
    required: bool = Field(False, description="Counts as missing until it is answered; it never blocks going on.")
    modes: tuple[Slug, ...] = Field((), description="The modes that ask it; empty means every mode.")
    when: Expression | None = Field(None, description="Condition under which it is asked.")
    min: Figure | None = Field(
        None, description="Least value, characters of a text, choices of a multi or rank, rows of a group."
    )
    max: Figure | None = Field(
        None, description="Greatest value, characters of a text, choices of a multi or rank, rows of a group."
    )
    choices: Annotated[
        tuple[Choice, ...], BeforeValidator(_choices, json_schema_input_type=tuple[Choice, ...] | Id)
    ] = Field(
        (), description="What can be picked (single, multi, rank): a list, or the name of a set in `choice_sets`."
    )
    choices_from: Id | None = Field(
        None, description="Take the choices from this group's rows or another question's choices."
    )
    own_choices: bool = Field(
        False,
        description="Beside the rows of `choices_from` (single, multi) it takes the roles of the bank, by their ids, "
        "and any other name as it is written.",
    )
    first: Mapping[str, tuple[Id, ...]] = Field(
        default_factory=dict, description="Choices shown first, by organisation type."
    )
    anchors: Mapping[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Five sentences for the levels 0 to 4 of a rating, by language."
    )
    check: tuple[Check, ...] = Field((), description="Rules for the value.")


class Column(Asked):
    """A column of a group or table: a question of its own, asked in each row. It cannot hold rows again.

    Its `when` and checks read the other columns of the same row by their ids alone.
    """


class Question(Asked):
    """A question of the interview."""

    roles: tuple[Id, ...] = Field(
        (), description="Who is asked; the first is the lead respondent, whose answer counts. Empty means everybody."
    )
    view: bool = Field(False, description="Asked of all its roles and compared: an opinion, not a fact.")
    also: tuple[Id, ...] = Field((), description="Further roles that complete it: they may add rows or cells.")
    merge: Literal["lead", "rows", "cells"] | None = Field(
        None,
        description="How several sheets become one value: the lead respondent's answer, the union of rows by name, "
        "or cell by cell. Tables merge by cells, everything else by lead unless said otherwise.",
    )
    columns: tuple[Column, ...] = Field((), description="The columns of a group or table.")
    row_name: Id | None = Field(
        None,
        description="The column that names a row of a group; its label where it is a choice. Else the first column.",
    )
    row_name_else: Id | None = Field(None, description="The column that names a row where `row_name` is blank.")
    rows: tuple[Row, ...] = Field((), description="The fixed rows of a table.")
    own_rows: bool = Field(False, description="A table may have further rows, named by the respondent.")
    preset: Mapping[str, tuple[Id, ...]] = Field(
        default_factory=dict, description="Rows a group starts with, as choices of `row_name`, by organisation type."
    )
    suggests: bool = Field(
        False, description="Before its rows are asked, steps suggested by findings are offered (groups only)."
    )
    private: bool = Field(False, description="Off the record from the start (texts only).")
    was: tuple[Id, ...] = Field((), description="Earlier ids; older sheets load without loss.")

    @property
    def merging(self) -> Literal["lead", "rows", "cells"]:
        """How several sheets become one value, the default of its type included."""
        return self.merge or ("cells" if self.type is Type.TABLE else "lead")

    @property
    def naming(self) -> Id:
        """The column that names a row of this group."""
        return self.row_name or self.columns[0].id


class Section(Part):
    """A part of the interview, in a file of its own under `sections/`."""

    id: Id = Field(description="Stable name.")
    title: Text = Field(description="Heading in the interview and in documents.")
    purpose: Text | None = Field(None, description="What this section is for, in one sentence.")
    minutes: Mapping[Slug, int] = Field(
        default_factory=dict,
        description="Estimated minutes by mode. A follow-up without any takes as long as the mode it is like.",
    )
    summary: tuple[Text, ...] = Field(
        (),
        description="Sentences said back after the section; `{question_id}` is its short answer. A sentence is left "
        "out where one of its answers is missing.",
    )
    pause: Text | None = Field(None, description="Said after the summary, where a break would do good.")
    questions: tuple[Question, ...] = Field(description="The questions in the order they are asked.")


class Mode(Part):
    """A length of the interview, or a follow-up of one."""

    id: Slug = Field(description="Stable name.")
    text: Text = Field(description="What a person reads.")
    like: Slug | None = Field(
        None,
        description="For a follow-up: the mode whose questions and columns it asks again, beside those that name it "
        "in their `modes`. It begins with the sheet of an earlier conversation.",
    )
    provisional: bool = Field(
        False, description="Its readiness is provisional: a dimension is shown from one component on."
    )


class Role(Part):
    """A point of view from which somebody answers."""

    id: Id = Field(description="Stable name, written in a sheet's header.")
    text: Text = Field(description="What a person reads.")
    opening: Text | None = Field(None, description="The first sentence of this role's interview.")
    minutes: int | None = Field(
        None, description="Estimated minutes at most; a mode that asks less of this role takes its share."
    )


class Protect(Part):
    """Roles that are not told apart while few of them have answered."""

    roles: tuple[Id, ...] = Field(description="The roles that are shown as one.")
    below: int = Field(description="They are, as long as fewer people of these roles have answered.")
    text: Text = Field(description="What they are called then.")


class Region(Part):
    """What depends on the home country."""

    locale: Mapping[Language, Locale] = Field(
        default_factory=dict, description="Locale by language, such as `{de: de-CH}`."
    )
    currency: Annotated[str, _text(pattern=CURRENCY)] = Field(description="ISO 4217 code.")


class Indexed(Part):
    """A question whose answer stands in the index of many cases."""

    id: Id = Field(description="The question.")
    columns: tuple[Id, ...] = Field((), description="Of a group or table: what is told of each row behind its name.")


class Settings(Part):
    """`bank.yaml`: what a bank is called and how its parts hang together."""

    id: Slug = Field(description="Stable name; sheets and template folders use it.")
    version: Annotated[str, _text(pattern=VERSION)] = Field(description="Semantic version.")
    name: Text = Field(description="What the bank is called.")
    about: Text | None = Field(None, description="What it is for, in a sentence or two.")
    languages: tuple[Language, ...] = Field(description="The languages every text has to exist in.")
    modes: tuple[Mode, ...] = Field(description="The lengths of the interview, the usual one first.")
    roles: tuple[Role, ...] = Field((), description="The roles that may be asked.")
    leadership: Id | None = Field(None, description="The role whose view is compared with that of the others.")
    protect: Protect | None = Field(
        None, description="Roles that are shown as one, unless somebody agreed to be shown (`shown` in a sheet)."
    )
    sections: tuple[Id, ...] = Field(description="The sections in the order they are asked.")
    title: Id = Field(description="The question that names the organisation.")
    variants_by: Id | None = Field(None, description="The question (single) whose choices are the organisation types.")
    words: Mapping[Id, Text] = Field(
        default_factory=dict, description="Words for `{name}` in texts; they may vary by organisation type."
    )
    choice_sets: Mapping[Id, tuple[Choice, ...]] = Field(
        default_factory=dict, description="Choices that several questions or columns share: `choices: <name>`."
    )
    home: Expression | None = Field(None, description="Expression that gives the home country, a key of `regions`.")
    regions: Mapping[str, Region] = Field(
        default_factory=dict, description="Locale and currency by home country; `default` where it is unknown."
    )
    consent: Text | None = Field(
        None,
        description="Asked before the first question; `{minutes}` is the estimate, `{path}` the file of the answers.",
    )
    opening: Text | None = Field(None, description="Said before the first question, after the consent.")
    closing: Text | None = Field(
        None, description="Said at the end; `{settled}` and `{unsettled}` are the two texts below, filled in."
    )
    settled: Text | None = Field(None, description="How many points are settled: `{n}`, with `{one: …, other: …}`.")
    unsettled: Text | None = Field(None, description="How many points are open: `{n}`, with `{one: …, other: …}`.")
    documents: tuple[Slug, ...] = Field(("brief",), description="The documents its templates make of one round.")
    reviews: tuple[Slug, ...] = Field((), description="The documents its templates make of a round and the one before.")
    index: tuple[Annotated[Indexed, BeforeValidator(_indexed, json_schema_input_type=Indexed | Id)], ...] = Field(
        (),
        description="What `brief --index` lists of each case beside coverage, readiness and findings: ids, or "
        "`{id, columns}` for what is told of each row.",
    )
    retired: tuple[Id, ...] = Field(
        (), description="Ids of questions that are no longer asked; old sheets keep their answers."
    )


Entry = Annotated[
    int | Fraction | str | tuple[str, ...],
    _read_by(_entry, *_NUMBERS, core_schema.tuple_variable_schema(core_schema.str_schema())),
]


class Limit(Part):
    """A threshold of a rule, with its standing."""

    value: Figure = Field(description="The figure.")
    text: Text | None = Field(None, description="What it limits, for documents that name their rules.")
    label: Text | None = Field(None, description="What kind of figure it is, such as a rule of thumb.")
    since: int | None = Field(None, description="The year it was set.")


class Values(Part):
    """`values.yaml`: named values that conditions, findings and templates use."""

    tables: Mapping[Id, Mapping[Id, Entry]] = Field(
        default_factory=dict, description="Look-up tables: key to a figure, an id or a list of ids."
    )
    limits: Mapping[Id, Limit] = Field(default_factory=dict, description="Named thresholds.")
    values: Mapping[Id, Expression] = Field(default_factory=dict, description="Named expressions.")
    with_parameter: Mapping[str, Expression] = Field(
        default_factory=dict, description="Named expressions with parameters: `asked(d)`."
    )
