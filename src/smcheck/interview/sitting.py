"""One sitting: open or create a sheet, say where it lies, talk, say how to go on."""

import os
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from smcheck.answers.model import UnreadableSheet
from smcheck.answers.store import SheetFile
from smcheck.bank.load import Bank, find, load
from smcheck.interview import door, speak
from smcheck.interview.asker import Asker, Kind, Prompt
from smcheck.interview.engine import Interview
from smcheck.interview.loop import Conversation, Ending
from smcheck.interview.saver import Left, Saver
from smcheck.interview.suggest import Suggestions
from smcheck.problems import Problem, Problems
from smcheck.wording import Wording, wording

_TOLD = ("answers.older_bank", "answers.renamed", "answers.renamed_twice")


class Misuse(Problems):
    """What was asked for does not exist; the problems say what does."""


@dataclass(frozen=True)
class Wish:
    """What one wants: a sheet or the folder to look for one, and how it should be begun or gone on with.

    *surroundings* is the language before there is a sheet. *options* are repeated in the command that goes on.
    """

    path: Path | None = None
    bank: str | None = None
    language: str | None = None
    mode: str | None = None
    role: str | None = None
    section: str | None = None
    surroundings: str = "en"
    options: tuple[str, ...] = ()


def hold(
    wish: Wish, asker: Asker, *, today: date, clock: Callable[[], float], suggestions: Suggestions | None = None
) -> Ending:
    """Hold a sitting as wished. Raises Problems for an unusable sheet or bank, Misuse for an impossible wish.

    *suggestions* gives the steps that findings suggest for a case.
    """
    words = wording("de-DE" if (wish.language or wish.surroundings) == "de" else "en")
    try:
        file, title = _open(wish, asker, words, today=today)
    except Left:
        return Ending.LEFT
    changed = _change(file, wish)
    interview = Interview(file.sheet, today=today, others=door.others(file.sheet, file.path), only=wish.section)
    if interview.unreadable:
        errors = [problem for problem in file.sheet.problems if problem.level == "error"]
        raise UnreadableSheet(errors, file.sheet.locale)
    saver = Saver(file, asker)
    ending = Ending.LEFT
    folder = file.path.parent.resolve()  # asked while it is still there
    try:
        _greet(interview, asker, file, wish, new=title is not None)
        if changed:
            saver.save(interview.reopen().edits)
        path = str(folder / file.path.name)
        talk = Conversation(interview, asker, saver, clock=clock, path=path, suggestions=suggestions)
        ending = talk.run(title)
    except Left:
        pass
    finally:  # a signal passes here too
        if not saver.rescue():
            name = file.path if file.path.is_absolute() else file.path.name  # a conflict gives it a whole one
            _part(interview, asker, file, wish, ending, where=folder / name)
    return ending


def _open(wish: Wish, asker: Asker, words: Wording, *, today: date) -> tuple[SheetFile, str | None]:
    """Return the sheet to work on, and for a new one the answer to the question that names it. Raises Left."""
    bank = load(wish.bank) if wish.bank else None
    folder = wish.path if wish.path is not None and wish.path.is_dir() else Path()
    path = None if folder == wish.path else wish.path
    if path is None:
        found = door.waiting(folder, today=today, bank=bank, role=wish.role)
        path = door.choose(asker, found, words) if found else None
    elif not path.exists():
        if path.suffix.lower() not in {".yaml", ".yml"}:
            raise Misuse([Problem("interview.no_such_sheet", {"path": str(path)})])
        _ask_whether_new(asker, path, words)
        return _create(wish, asker, bank, words, folder=path.parent, path=path, today=today)
    if path is None:
        return _create(wish, asker, bank, words, folder=folder, path=None, today=today)
    return SheetFile.open(path, bank=bank), None


def _ask_whether_new(asker: Asker, path: Path, words: Wording) -> None:
    text = words.say("interview.begin_there", path=str(path))
    reply = asker.ask(Prompt(kind=Kind.YES_NO, place="begin", locale=words.locale, text=text, default=True))
    if reply is not True:
        raise Left


def _create(
    wish: Wish, asker: Asker, bank: Bank | None, words: Wording, *, folder: Path, path: Path | None, today: date
) -> tuple[SheetFile, str]:
    bank = bank or door.choose_bank(asker, words)
    _allow(bank, wish)
    words = door.spoken(bank, words)
    title = door.ask_title(asker, bank, words)
    role = wish.role or door.choose_role(asker, bank, words)
    file = door.create(
        title,
        bank=bank,
        folder=folder,
        role=role,
        mode=wish.mode,
        language=words.language,
        today=today,
        path=path,
    )
    return file, title


def _allow(bank: Bank, wish: Wish) -> None:
    """Refuse a mode, role, section or language that the bank does not have."""
    settings = bank.settings
    known: dict[str, tuple[str | None, list[str]]] = {
        "mode": (wish.mode, [mode.id for mode in settings.modes]),
        "role": (wish.role, [role.id for role in settings.roles]),
        "section": (wish.section, list(settings.sections)),
        "language": (wish.language, list(settings.languages)),
    }
    wrong = [
        Problem(f"interview.unknown_{name}", {"word": word, "known": words or ["–"]})
        for name, (word, words) in known.items()
        if word is not None and word not in words
    ]
    if wrong:
        raise Misuse(wrong)


def _change(file: SheetFile, wish: Wish) -> bool:
    """Bring another language or mode into the sheet; True if the mode is another one now."""
    header = file.sheet.header
    _allow(file.sheet.bank, wish)
    if wish.role is not None and wish.role != file.sheet.role:
        values = {"word": wish.role, "role": file.sheet.role or "–"}
        raise Misuse([Problem("interview.other_role", values)])
    if wish.language not in (None, header.language):
        file.head("language", wish.language)
    if wish.mode in (None, header.mode):
        return False
    file.head("mode", wish.mode)
    return True


def _greet(interview: Interview, asker: Asker, file: SheetFile, wish: Wish, *, new: bool) -> None:
    """Say where the answers lie, how to go on another time, and where one stopped."""
    words = interview.words
    asker.say("note", words.say("interview.where", path=str(file.path.resolve())))
    asker.say("note", words.say("interview.how", command=command("interview", file.path, _options(interview, wish))))
    for problem in file.sheet.problems:
        if problem.code in _TOLD:
            asker.say("note", words.located(problem))
        elif problem.level == "error":
            asker.say("error", words.located(problem))
    if new:
        return
    when = door.saved(file.path)
    stopped = {"date": words.date(when.date()), "time": f"{when:%H:%M}"}
    if interview.place is None:
        asker.say("note", words.say("interview.finished_before", **stopped))
        return
    progress = interview.progress()
    label = speak.label(interview, interview.question())
    values = {"number": progress.number, "total": progress.total, "question": label}
    asker.say("note", words.say("interview.stopped", **stopped, **values))


def _part(interview: Interview, asker: Asker, file: SheetFile, wish: Wish, ending: Ending, *, where: Path) -> None:
    """Say once more where the answers lie, and what can be done next."""
    words = interview.words
    asker.say("note", words.say("interview.where", path=str(where)))
    if ending is Ending.LEFT:
        asker.say(
            "note", words.say("interview.how", command=command("interview", file.path, _options(interview, wish)))
        )
    elif ending is Ending.DONE:
        asker.say("note", words.say("interview.next", command=command("brief", file.path, [])))


def _options(interview: Interview, wish: Wish) -> list[str]:
    """Return the options without which the same interview would not go on."""
    bank = interview.bank
    try:
        known = find(bank.id).resolve() == bank.folder
    except Problems:
        known = False
    return [*wish.options, *([] if known else ["--bank", str(bank.folder)])]


def command(name: str, path: Path, options: list[str]) -> str:
    """Return a command line that works when it is pasted, whatever is in the path."""
    words = ["smcheck", name, f".{os.sep}{path}" if str(path).startswith("-") else str(path), *options]
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
