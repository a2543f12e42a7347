"""Asking beside the interview and saving what comes of it: what the loop and the menu of rows share."""

from collections.abc import Callable, Iterable
from typing import Protocol

from smcheck.interview import accept
from smcheck.interview.asker import Answer, Asker, Command, Kind, Nav, Option, Prompt, Reply
from smcheck.interview.engine import Edit, Interview, Outcome
from smcheck.interview.saver import Left

PAUSE = 300.0  # seconds; who looks at one prompt for longer has gone to lunch
ASIDE = frozenset({Nav.BACK, Nav.QUIT})


class Store(Protocol):
    """Where edits are saved; each is on disk when the method returns."""

    def save(self, edits: Iterable[Edit]) -> None:
        """Save changes of answers, open points, notes, of what is off the record and which steps are taken up."""

    def head(self, key: str, value: object) -> None:
        """Save an entry of the sheet's head: consent, date, minutes."""


class WentBack(Exception):
    """The person went back out of a question beside the interview."""


class Talk:
    """An interview, who asks, and where it is saved; *clock* counts seconds."""

    def __init__(self, interview: Interview, asker: Asker, store: Store, *, clock: Callable[[], float]) -> None:
        header = interview.sheet.header
        self.interview = interview
        self.asker = asker
        self.store = store
        self._clock = clock
        self._seconds = 60.0 * (header.minutes or 0)
        self._minutes = header.minutes or 0
        self._dated = header.date == interview.today
        self._touched = False

    def ask(self, prompt: Prompt) -> Reply:
        """Ask, and count the time until the reply; a break does not count."""
        begun = self._clock()
        try:
            return self.asker.ask(prompt)
        finally:
            self._seconds += min(max(self._clock() - begun, 0.0), PAUSE)

    def pick(self, place: str, text: str, choices: Iterable[tuple[str, str]]) -> str:
        """Let one of *choices* (id, label) be picked. Raises WentBack and Left."""
        options = tuple(Option(id_, label, str(number)) for number, (id_, label) in enumerate(choices, 1))
        prompt = Prompt(Kind.MENU, place, self.interview.case.locale, text, options=options, commands=ASIDE)
        return str(aside(self.ask(prompt)))

    def line(self, place: str, text: str, row: str) -> str:
        """Let one line be typed; it may stay empty. Raises WentBack and Left."""
        prompt = Prompt(
            Kind.LINE,
            place,
            self.interview.case.locale,
            text,
            row=row,
            optional=True,
            commands=ASIDE,
            check=lambda answer: accept.too_long(self.interview, answer),
        )
        reply = aside(self.ask(prompt))
        return accept.one_line(reply) if isinstance(reply, str) else ""

    def yes_or_no(
        self, place: str, text: str, *, default: bool | None = None, commands: frozenset[Nav] = ASIDE
    ) -> bool:
        """Ask for yes or no. Raises WentBack and Left."""

        def check(answer: Answer) -> str | None:
            return self.interview.words.say("interview.yes_or_no") if answer is None else None

        locale = self.interview.case.locale
        prompt = Prompt(Kind.YES_NO, place, locale, text, default=default, commands=commands, check=check)
        return aside(self.ask(prompt)) is True

    def done(self, outcome: Outcome) -> bool:
        """Save what an action changed, then say what it has to say; False if it was refused."""
        if outcome.refused is not None:
            self.asker.say("error", outcome.refused)
            return False
        self.store.save(outcome.edits)
        if outcome.edits:
            self._touched = True
            self.note_time()
        for tone, text in outcome.said:
            self.asker.say(tone, text)
        return True

    def spent(self) -> int:
        """Return the minutes of the conversation, those of earlier sittings included."""
        return round(self._seconds / 60)

    def note_time(self) -> None:
        """Note the day of the conversation and its minutes in the sheet, if anything was said and they have changed."""
        if self._touched and not self._dated:
            self._dated = True
            self.store.head("date", self.interview.today)
        if self._touched and self.spent() != self._minutes:
            self._minutes = self.spent()
            self.store.head("minutes", self._minutes)


def aside(reply: Reply) -> Answer:
    """Return the answer to a question beside the interview. Raises WentBack and Left."""
    if isinstance(reply, Command):
        raise Left if reply.nav is Nav.QUIT else WentBack
    return reply
