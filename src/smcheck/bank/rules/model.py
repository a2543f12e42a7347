"""The rules of a bank as pydantic models: readiness dimensions, findings and portraits of the organisation."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from smcheck.bank.model import Expression, Figure, Id, Part, Text

SEVERITIES = ("critical", "risk", "note", "strength")
"""From what comes first in a document to what is told apart."""

Severity = Literal["critical", "risk", "note", "strength"]

DAYS = (30, 60, 90)
"""Where a step can stand in the roadmap."""


def _component(given: object) -> object:
    return {"id": given} if isinstance(given, str) else given


def _levels(given: object) -> object:
    return [{"level": given}] if isinstance(given, str) else given


class Component(Part):
    """What a dimension is the mean of: a question, whose score counts, or a named value from 0 to 4."""

    id: Id = Field(description="A question with scores or a rating, or a named value of `values.yaml`.")
    text: Text | None = Field(None, description="What a named value is called in the arithmetic.")


class Cap(Part):
    """The most that a dimension can reach while something is true."""

    when: Expression = Field(alias="if", description="Condition under which it applies.")
    max: Figure = Field(description="The most the dimension can reach then, 0 to 4.")
    because: Text = Field(description="The reason, as it is printed.")


class Dimension(Part):
    """One dimension of readiness, from 0 to 4."""

    id: Id = Field(description="Stable name; the conditions of portraits use its figure.")
    text: Text = Field(description="What a person reads.")
    components: tuple[Annotated[Component, BeforeValidator(_component, json_schema_input_type=Component | Id)], ...] = (
        Field(description="What it is the mean of: ids, or `{id, text}` for a named value.")
    )
    caps: tuple[Cap, ...] = Field((), description="What keeps it down.")
    levels: Mapping[str, tuple[str, ...]] = Field(description="Five sentences for the levels 0 to 4, by language.")


class Readiness(Part):
    """`readiness.yaml`: the dimensions in the order they are shown."""

    dimensions: tuple[Dimension, ...] = Field(description="The dimensions of readiness.")


class Grade(Part):
    """A severity that a finding has under a condition."""

    level: Severity = Field(description="How much it matters.")
    when: Expression | None = Field(None, alias="if", description="Condition; the last entry needs none.")


class Step(Part):
    """The step that a finding suggests."""

    who: Id = Field(description="The role that could take it.")
    days: Figure = Field(description="Its place in the roadmap: within `30`, `60` or `90` days.")


class Finding(Part):
    """Something that the answers say about the organisation. It fires only if its condition is true."""

    id: Id = Field(description="Stable name; `waived`, `accepted` and `--explain` use it.")
    severity: Annotated[
        tuple[Grade, ...], BeforeValidator(_levels, json_schema_input_type=tuple[Grade, ...] | Severity)
    ] = Field(description="How much it matters; a list of `{level, if}` is tried from the top.")
    root: Id = Field(description="The heading under which it stands, one of `roots`.")
    each: Annotated[str, Field(max_length=500)] | None = Field(
        None, description="`name in list`: the condition is tried for each member and fires for at least one."
    )
    by: Expression | None = Field(
        None, description="Which match is spoken of first, by ascending figure or date; undecided ones come last."
    )
    when: Expression = Field(alias="if", description="Condition under which it fires.")
    values: Mapping[Id, Expression] = Field(
        default_factory=dict, description="What fills the placeholders of its texts, of the first match."
    )
    otherwise: Mapping[Id, Text] = Field(
        default_factory=dict,
        description="Words for a value that is not decided; without them the bracket around it is left out.",
    )
    say: Text = Field(
        description="The message: `{n}` of `{m}` members match; `{all}` names all of them, else the others follow."
    )
    do: Text | None = Field(None, description="The recommendation.")
    suggests: Step | None = Field(None, description="Who could take the recommended step, and when.")
    means: Text | None = Field(None, description="The condition in words, for `--explain`.")


class Findings(Part):
    """A file in `findings/`."""

    roots: Mapping[Id, Text] = Field(
        default_factory=dict, description="Headings for findings that have one cause, for all files."
    )
    findings: tuple[Finding, ...] = Field(description="The findings, those told first at the top.")


class Portrait(Part):
    """A picture of the organisation's state, told as a hypothesis."""

    id: Id = Field(description="Stable name.")
    text: Text = Field(description="What the picture is called.")
    when: Expression = Field(
        alias="if", description="Condition; it may also use dimensions, `critical_findings` and `matched_portraits`."
    )
    say: Text = Field(description="The picture in a sentence or two.")


class Portraits(Part):
    """`portraits.yaml`: the portraits in the order they are tried; the first two that match are told."""

    portraits: tuple[Portrait, ...] = Field(description="The portraits.")
