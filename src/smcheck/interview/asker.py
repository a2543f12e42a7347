"""How the interview talks: what is asked, what may come back, and who does the asking.

An asker (questionary, plain lines, a script) shows a `Prompt` and returns what the person typed or picked, untouched.
What it means is read by the engine. Everything in a prompt is ready to show, in the person's language; what a client
typed is among it, so an asker prints all of it as literal text, never as markup.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

Answer = str | bool | tuple[str, ...] | None
"""What an asker brings back, by the prompt's kind: LINE and LINES the text, YES_NO a bool, ONE and MENU the id of an
option, SEVERAL and ORDER a tuple of ids. None, an empty text and an empty tuple all mean: left empty."""

Tone = Literal["title", "said", "note", "before", "hint", "warning", "error", "done"]
"""How a sentence between two prompts is meant: a heading, something said to the respondent, a remark for the
consultant, what was answered another time, hints and warnings about an answer, a refusal, something finished."""


class Kind(StrEnum):
    """How a prompt is answered."""

    LINE = "line"  # one line of text: texts, figures, dates
    LINES = "lines"  # text that may have several lines
    YES_NO = "yes_no"
    ONE = "one"  # one of the options; ratings too, their levels are the options
    SEVERAL = "several"  # any of the options, in the order of the list
    ORDER = "order"  # some of the options, in an order of one's own
    MENU = "menu"  # what to do next; not an answer


class Nav(StrEnum):
    """What a person can do at a prompt besides answering it."""

    BACK = "back"
    SKIP = "skip"
    NOTE = "note"
    PRIVATE = "private"
    JUMP = "jump"
    REVIEW = "review"
    QUIT = "quit"


@dataclass(frozen=True)
class Command:
    """A reply that is no answer; *draft* is what stood in the prompt when it was given (None: keep the old one)."""

    nav: Nav
    draft: Answer = None


Reply = Answer | Command


@dataclass(frozen=True)
class Option:
    """Something that can be picked."""

    id: str
    label: str
    key: str  # what one types to pick it: "1", "2", …; the level itself for a rating, "0" to "4"
    exclusive: bool = False  # SEVERAL: rules out every other option


@dataclass(frozen=True)
class Table:
    """The rows of a group or table so far, ready to print."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    current: int | None = None  # the row that is being filled in


@dataclass(frozen=True)
class Prompt:
    """One thing to ask, with everything that is shown around it."""

    kind: Kind
    place: str  # what is asked, for tests and records: `tasks`, `tasks[2].due`; never shown
    locale: str  # for the asker's own sentences: `wording(prompt.locale)`
    text: str  # the question itself
    header: str = ""  # "Ziele · Frage 7 von 34 · 12 Min., noch etwa 18"
    row: str = ""  # where in a group or table: "Ziel 2: Bewerbungen · Feld 3 von 7"
    advice: str = ""  # how to answer: "Wählen Sie die höchste Stufe, die ganz zutrifft."
    remark: str = ""  # why it is asked again: to be confirmed, skipped before, off the record, does not fit any more
    form: str = ""  # how it may be written: "z. B. 31.12.2027"
    example: str = ""
    why: str = ""  # shown on request
    probe: str = ""  # a follow-up question for the consultant, shown on request
    options: tuple[Option, ...] = ()
    own: bool = False  # ONE, SEVERAL: what is no option may be typed, where one types
    none: str = ""  # SEVERAL: what picking nothing says, where that is an answer like any other: "nichts davon"
    limit: int | None = None  # SEVERAL, ORDER: the most that may be picked
    table: Table | None = None
    default: Answer = None  # prefilled: the answer so far, or what was typed before one left the prompt
    optional: bool = False  # may be left empty; ONE and YES_NO need a way to say so
    commands: frozenset[Nav] = frozenset()  # what is possible here besides answering; QUIT always is
    check: Callable[[Answer], str | None] = field(default=lambda _answer: None, compare=False)
    """Return why an answer cannot be taken, in a friendly sentence, or None. Never raises."""
    understood: Callable[[Answer], str] = field(default=lambda _answer: "", compare=False)
    """Return how an answer that can be taken was read, if it may be read otherwise than it was typed. Never raises."""

    @property
    def question(self) -> str:
        """The question that *place* is part of."""
        return self.place.partition("[")[0].partition("=")[0]


@dataclass(frozen=True)
class Entry:
    """A question in an overview."""

    id: str
    label: str
    value: str  # the answer in words, may have several lines; "" where there is none
    status: str  # in words: "beantwortet", "offen: Leitung Finanzen fragen"
    settled: bool  # nothing is left to do here


@dataclass(frozen=True)
class Overview:
    """All questions by section, to read and to pick one from: the review of all answers, or where to jump."""

    locale: str
    title: str
    text: str  # what can be done here
    sections: tuple[tuple[str, tuple[Entry, ...]], ...]  # title, questions in order
    options: tuple[Option, ...]  # what else can be picked: go on, take up what was put off; the first is the usual one
    current: str | None = None  # the question one came from


class Asker(Protocol):
    """Whoever puts the prompts on a screen."""

    def ask(self, prompt: Prompt) -> Reply:
        """Show *prompt* until there is an answer that its check accepts, or a command it allows."""

    def choose(self, overview: Overview) -> str | Command:
        """Show *overview*; return the id of the entry or option that was picked, or BACK or QUIT."""

    def say(self, tone: Tone, text: str) -> None:
        """Show a sentence or paragraph between two prompts."""
