"""The functions of the language as a table, for the documentation."""

from typing import Literal

from smcheck.logic.functions import FUNCTIONS


def reference(language: Literal["de", "en"]) -> str:
    """Return one line of Markdown per function: how it is written, what it gives, an example."""
    head = {
        "de": ("Funktion", "Was sie gibt", "Beispiel"),
        "en": ("Function", "What it gives", "Example"),
    }[language]
    lines = [f"| {' | '.join(head)} |", "| --- | --- | --- |"]
    lines += [f"| `{each.signature}` | {each.about[language]} | `{each.example}` |" for each in FUNCTIONS.values()]
    return "\n".join(lines) + "\n"
