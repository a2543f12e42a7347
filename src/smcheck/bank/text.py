"""A text of a bank: the same words in every language, forms by count, by organisation type."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from pydantic_core import CoreSchema, PydanticCustomError, core_schema

TEXT_KEYS = ("de", "en", "de-AT", "de-CH")

Written = str | dict[str, str | dict[str, str]]


class Text:
    """A text in every language of the bank.

    A plain string where it is the same in every language, else `{de: …, en: …}`; a regional variant (`de-CH`, `de-AT`)
    wins where that region is spoken. A form may itself vary by count (`{one: …, other: …}`) or by organisation type
    (`{sme: …, npo: …, default: …}`). `{name}` stands for a word of the bank or a value. Like every part of a bank it
    equals itself alone.
    """

    __slots__ = ("written",)

    def __init__(self, written: Written) -> None:
        self.written = written

    def __repr__(self) -> str:
        return f"Text({self.written!r})"

    def form(self, locale: str, *, variant: str | None = None, count: Fraction | int | None = None) -> str | None:
        """Return the words for *locale* (`de-CH`), organisation type *variant* and *count*; None if there are none."""
        form: str | Mapping[str, str] | None
        if isinstance(self.written, str):
            form = self.written
        else:
            form = self.written.get(locale) or self.written.get(locale.partition("-")[0])
        if form is None or isinstance(form, str):
            return form
        if "other" in form:
            return form.get("one", form["other"]) if count == 1 else form["other"]
        return form.get(variant or "default", form.get("default"))

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> CoreSchema:
        """Let models read it: a bank has some fifteen hundred texts, and a model for each would take far longer."""
        return core_schema.no_info_plain_validator_function(
            _read,
            ref=f"{__name__}.{cls.__name__}",
            json_schema_input_schema=core_schema.any_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(_written),
        )


def _read(given: object) -> Text:
    """Return the text that is written, or say in one error what is wrong with its shape."""
    if isinstance(given, str):
        return Text(given)
    if isinstance(given, Text):
        return given
    if not isinstance(given, dict):
        raise PydanticCustomError("text_shape", "a text or a text for each language")
    for key, form in given.items():
        if key not in TEXT_KEYS:
            raise PydanticCustomError("text_key", "a language", {"key": key, "allowed": list(TEXT_KEYS)})
        if isinstance(form, str):
            continue
        if not isinstance(form, dict) or not all(isinstance(words, str) for words in form.values()):
            raise PydanticCustomError("text_form", "the words", {"key": key})
        if "other" not in form and "default" not in form:
            raise PydanticCustomError("text_default", "the usual words", {"key": key})
    return Text(given)


def _written(text: Text) -> Written:
    return text.written
