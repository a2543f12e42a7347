"""One sitting: open or create a sheet, say where it lies, talk, say how to go on."""

import os
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from smcheck.answers.model import Sheet, UnreadableSheet
from smcheck.answers.read import load_sheet
from smcheck.answers.store import SheetFile
from smcheck.bank.folders import find
from smcheck.bank.load import Bank, load
from smcheck.interview import beside, door, follow_up, speak
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


@dataclass(frozen=True)
class Opened:
    """A sheet that is ready to be filled in, and what is still wished of it.

    *title* answers the question that names the organisation, if it was asked before there was a sheet. *said* tells
    why it is this sheet, where that may surprise.
    """

    file: SheetFile
    wish: Wish
    title: str | None = None
    new: bool = False
    said: str = ""


def hold(
    wish: Wish, asker: Asker, *, today: date, clock: Callable[[], float], suggestions: Suggestions | None = None
) -> Ending:
    """Hold a sitting as wished. Raises Problems for an unusable sheet or bank, Misuse for an impossible wish.

    *suggestions* gives the steps that findings suggest for a case.
    """
    words = wording("de-DE" if (wish.language or wish.surroundings) == "de" else "en")
    try:
        opened = _open(wish, asker, words, today=today)
    except Left:
        return Ending.LEFT
    file, wish = opened.file, opened.wish
    changed = _change(file, wish)
    earlier = beside.earlier(file.sheet, file.path)
    others = beside.others(file.sheet, file.path, earlier=earlier)
    interview = follow_up.interview(file.sheet, earlier, today=today, others=others, only=wish.section)
    if interview.unreadable:
        errors = [problem for problem in file.sheet.problems if problem.level == "error"]
        raise UnreadableSheet(errors, file.sheet.locale)
    saver = Saver(file, asker)
    ending = Ending.LEFT
    folder = file.path.parent.resolve()  # asked while it is still there
    try:
        _greet(interview, asker, opened, earlier)
        if changed:
            saver.save(interview.reopen().edits)
        path = str(folder / file.path.name)
        talk = Conversation(interview, asker, saver, clock=clock, path=path, suggestions=suggestions)
        ending = talk.run(opened.title)
    except Left:
        pass
    finally:  # a signal passes here too
        if not saver.rescue():
            name = file.path if file.path.is_absolute() else file.path.name  # a conflict gives it a whole one
            _part(interview, asker, file, wish, ending, where=folder / name)
    return ending


def _open(wish: Wish, asker: Asker, words: Wording, *, today: date) -> Opened:
    bank = load(wish.bank) if wish.bank else None
    folder = wish.path if wish.path is not None and wish.path.is_dir() else Path()
    path = None if folder == wish.path else wish.path
    if path is not None and path.exists():
        return _go_on(wish, path, bank, today=today)
    if path is not None and path.suffix.lower() not in {".yaml", ".yml"}:
        raise Misuse([Problem("interview.no_such_sheet", {"path": str(path)})])
    if earlier := _earlier(wish, asker, bank, words, folder=path.parent if path else folder):
        return _follow(wish, earlier, today=today, path=path)
    if path is not None:
        _ask_whether_new(asker, path, words)
        return _create(wish, asker, bank, words, folder=path.parent, path=path, today=today)
    found = door.waiting(folder, today=today, bank=bank, role=wish.role)
    if found and (chosen := door.choose(asker, found, words)):
        return _go_on(wish, chosen, bank, today=today)
    return _create(wish, asker, bank, words, folder=folder, path=None, today=today)


def _go_on(wish: Wish, path: Path, bank: Bank | None, *, today: date) -> Opened:
    """Open the sheet at *path*, or what begins from it: a sheet for another role, a follow-up."""
    sheet = load_sheet(path, bank=bank)
    _allow(sheet.bank, wish)
    if wish.role not in (None, sheet.role):
        return _for_role(wish, sheet, path, today=today)
    if wish.mode and sheet.bank.follows(wish.mode) and _is_earlier(sheet, path, wish.mode, today=today):
        return _follow(wish, sheet, today=today)
    return Opened(SheetFile.open(path, bank=bank), wish)


def _is_earlier(sheet: Sheet, path: Path, mode: str, *, today: date) -> bool:
    """Tell whether *sheet* is of an earlier conversation; a follow-up is one once all of it has been asked."""
    if not sheet.answers and not sheet.open:
        return False
    if sheet.header.mode != mode:
        return True
    left = follow_up.interview(sheet, beside.earlier(sheet, path), today=today).left()
    return not left and sheet.header.round != _round(today)


def _follow(wish: Wish, sheet: Sheet, *, today: date, path: Path | None = None) -> Opened:
    """Begin a follow-up of *sheet*, at *path* if it is given; or go on with the sheet that its round already has."""
    assert sheet.path is not None
    words, folder, round_ = wording(sheet.locale), sheet.path.parent, _round(today)
    if sheet.header.round == round_:
        values = {"file": sheet.path.name, "round": round_}
        raise Misuse([Problem("interview.same_round", values)])
    if there := beside.of_role(sheet, sheet.path, sheet.role, round_=round_):
        said = words.say("interview.round_goes_on", round=round_, file=there.name)
        return Opened(SheetFile.open(there, bank=sheet.bank), replace(wish, mode=None), said=said)
    file = door.create_beside(
        sheet,
        folder,
        role=sheet.role,
        round_=round_,
        mode=wish.mode or sheet.header.mode,
        language=wish.language,
        today=today,
        follows=sheet.path.name,
        path=path,
    )
    return Opened(file, wish, new=True)


def _for_role(wish: Wish, sheet: Sheet, path: Path, *, today: date) -> Opened:
    """Begin or go on with the sheet of another role in the case of *sheet*."""
    bank, words = sheet.bank, wording(sheet.locale)
    mode, round_ = wish.mode or sheet.header.mode, sheet.header.round
    earlier = None
    if bank.follows(mode) is not None:
        round_ = _round(today) if wish.mode else round_
        earlier = beside.before(sheet, path, wish.role, round_=round_)
    role = door.called(bank, wish.role, words)
    if there := beside.of_role(sheet, path, wish.role, round_=round_):
        said = words.say("interview.role_goes_on", role=role, file=there.name)
        kept = replace(wish, mode=None) if bank.follows(mode) else wish  # nobody's conversation becomes a follow-up
        return Opened(SheetFile.open(there, bank=bank), kept, said=said)
    file = door.create_beside(
        sheet,
        path.parent,
        role=wish.role,
        round_=round_,
        mode=mode,
        language=wish.language,
        today=today,
        follows=earlier.path.name if earlier and earlier.path else None,
    )
    said = words.say("interview.role_begins", role=role, file=file.path.name)
    return Opened(file, wish, new=True, said=said)


def _earlier(wish: Wish, asker: Asker, bank: Bank | None, words: Wording, *, folder: Path) -> Sheet | None:
    """Return the conversation that a follow-up is wished for; None if it is another mode that is wished for."""
    if wish.mode is None:
        return None
    sheets = (sheet for sheet in beside.latest(folder, bank=bank, role=wish.role) if sheet.bank.follows(wish.mode))
    found = list(islice((sheet for sheet in sheets if sheet.answers or sheet.open), door.OFFERED))
    named = [sheet for sheet in found if wish.path and sheet.header.case == wish.path.name.partition(".")[0]]
    return door.choose_earlier(asker, named or found, words) if found else None


def _ask_whether_new(asker: Asker, path: Path, words: Wording) -> None:
    text = words.say("interview.begin_there", path=str(path))
    reply = asker.ask(Prompt(kind=Kind.YES_NO, place="begin", locale=words.locale, text=text, default=True))
    if reply is not True:
        raise Left


def _create(
    wish: Wish, asker: Asker, bank: Bank | None, words: Wording, *, folder: Path, path: Path | None, today: date
) -> Opened:
    bank = bank or door.choose_bank(asker, words)
    _allow(bank, wish)
    if wish.mode and bank.follows(wish.mode):
        raise Misuse([Problem("interview.nothing_earlier", {"mode": wish.mode, "folder": str(folder.resolve())})])
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
    return Opened(file, wish, title=title, new=True)


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
    if wish.language not in (None, header.language):
        file.head("language", wish.language)
    if wish.mode in (None, header.mode):
        return False
    file.head("mode", wish.mode)
    return True


def _round(today: date) -> str:
    """Return the round of a conversation that begins today."""
    return f"{today:%Y-%m}"


def _greet(interview: Interview, asker: Asker, opened: Opened, earlier: Sheet | None) -> None:
    """Say what has been opened, where the answers lie, how to go on another time, and where one stopped."""
    words, file, wish = interview.words, opened.file, opened.wish
    if opened.said:
        asker.say("note", opened.said)
    if earlier is not None:
        day = words.date(earlier.header.date) if earlier.header.date else earlier.header.round
        asker.say("note", words.say("interview.follows", when=day, file=Path(earlier.file).name))
    elif interview.bank.follows(interview.mode):
        asker.say("note", words.say("interview.follows_nothing"))
    asker.say("note", words.say("interview.where", path=str(file.path.resolve())))
    asker.say("note", words.say("interview.how", command=command("interview", file.path, _options(interview, wish))))
    for problem in file.sheet.problems:
        if problem.code in _TOLD:
            asker.say("note", words.located(problem))
        elif problem.level == "error":
            asker.say("error", words.located(problem))
    if opened.new:
        return
    when = door.saved(file.path)
    stopped = {"date": words.date(when.date()), "time": f"{when:%H:%M}"}
    if interview.place is None:
        asker.say("note", words.say("interview.finished_before", **stopped))
        return
    progress = interview.progress()
    label = speak.label(interview, interview.question())
    if isinstance(interview, follow_up.FollowUp) and interview.place.section is not None:
        label = interview.list_text()
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
