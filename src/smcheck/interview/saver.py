"""Edits on disk; and what happens when they cannot get there."""

from collections.abc import Callable, Iterable

from smcheck.answers.model import OpenPoint
from smcheck.answers.store import SheetFile
from smcheck.interview.asker import Asker, Command, Kind, Option, Prompt
from smcheck.interview.engine import Edit
from smcheck.problems import Problems
from smcheck.wording import wording


class Left(Exception):
    """The person wants to leave; everything confirmed has been saved, or is about to be rescued."""


class Saver:
    """Brings edits to disk; where that fails the person hears why, and decides: again, or somewhere else."""

    def __init__(self, file: SheetFile, asker: Asker) -> None:
        self._file = file
        self._asker = asker
        self._waits = False  # the person knows that nothing can be saved, and wants to go on until the next answer

    def save(self, edits: Iterable[Edit]) -> None:
        """Save changes of answers, open points, notes, and what is off the record. Raises Left."""
        self._waits = False
        for edit in edits:
            self._bring(lambda edit=edit: _apply(self._file, edit))  # type: ignore[misc]

    def head(self, key: str, value: object) -> None:
        """Save an entry of the sheet's head. Raises Left."""
        self._bring(lambda: self._file.head(key, value))

    def rescue(self) -> bool:
        """Before the program ends, put what could not be saved somewhere else, at the very last on the screen.

        True if there was something to be put elsewhere.
        """
        if not self._file.unsaved:
            return False
        words = wording(self._file.sheet.locale)
        path = self._file.rescue()
        if path is None:
            self._asker.say("warning", words.say("interview.on_screen"))
            self._asker.say("said", self._file.text)
        else:
            self._asker.say("warning", words.say("interview.rescued", path=str(path)))
        return True

    def _bring(self, change: Callable[[], None]) -> None:
        while True:
            try:
                change()
                return
            except Problems as wrong:
                conflict = any(problem.code == "store.conflict" for problem in wrong.problems)
                if self._waits and not conflict:
                    return
                words = wording(self._file.sheet.locale)
                for problem in wrong.problems:
                    self._asker.say("error", words.message(problem))
                if conflict:
                    return  # ours has its own file now, and what follows goes there
                if not self._again():
                    return

    def _again(self) -> bool:
        """Ask what to do about answers that are not on disk; True to try again."""
        words = wording(self._file.sheet.locale)
        actions = ("again", "rescue", "show", "go_on", "leave")
        while True:
            reply = self._asker.ask(
                Prompt(
                    kind=Kind.MENU,
                    place="unsaved",
                    locale=words.locale,
                    text=words.say("interview.unsaved"),
                    options=tuple(
                        Option(action, words.say(f"interview.unsaved_{action}"), str(number))
                        for number, action in enumerate(actions, 1)
                    ),
                )
            )
            if reply == "again":
                return True
            if reply == "go_on":
                self._waits = True
                return False
            if reply == "leave" or isinstance(reply, Command):
                raise Left
            if reply == "show":
                self._asker.say("said", self._file.text)
            elif path := self._file.rescue():
                self._asker.say("done", words.say("interview.rescued", path=str(path)))
            else:
                self._asker.say("error", words.say("interview.no_rescue"))


def _apply(file: SheetFile, edit: Edit) -> None:
    if edit.section == "answers":
        file.answer(edit.key, edit.value, point=edit.point)  # type: ignore[arg-type]
    elif edit.section == "open":
        file.set_open(edit.key, edit.value if isinstance(edit.value, OpenPoint) else None)
    elif edit.section == "notes":
        file.set_note(edit.key, edit.value if isinstance(edit.value, str) else None)
    elif edit.section == "private":
        file.set_private(edit.key, edit.value is True)
    else:
        file.set_accepted(edit.key, edit.value is True)
