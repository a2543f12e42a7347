"""A text of a bank: the same words in every language, forms by count, by organisation type."""

from collections.abc import Mapping
from fractions import Fraction

from pydantic import RootModel, model_validator
from pydantic_core import PydanticCustomError

TEXT_KEYS = ("de", "en", "de-AT", "de-CH")


class Text(RootModel[str | dict[str, str | dict[str, str]]]):
    """A text in every language of the bank.

    A plain string where it is the same in every language, else `{de: …, en: …}`; a regional variant (`de-CH`, `de-AT`)
    wins where that region is spoken. A form may itself vary by count (`{one: …, other: …}`) or by organisation type
    (`{sme: …, npo: …, default: …}`). `{name}` stands for a word of the bank or a value. Like every part of a bank it
    equals itself alone.
    """

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def form(self, locale: str, *, variant: str | None = None, count: Fraction | int | None = None) -> str | None:
        """Return the words for *locale* (`de-CH`), organisation type *variant* and *count*; None if there are none."""
        form: str | Mapping[str, str] | None
        if isinstance(self.root, str):
            form = self.root
        else:
            form = self.root.get(locale) or self.root.get(locale.partition("-")[0])
        if form is None or isinstance(form, str):
            return form
        if "other" in form:
            return form.get("one", form["other"]) if count == 1 else form["other"]
        return form.get(variant or "default", form.get("default"))

    @model_validator(mode="before")
    @classmethod
    def _shape(cls, given: object) -> object:
        """Say in one error what is wrong with the shape, instead of one for each form a text may have."""
        if isinstance(given, str | Text):
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
        return given
