"""The way in: sheets that wait to be finished, a new one, one that follows another."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from smcheck.answers.model import BankReference, Header, Respondent, Sheet
from smcheck.answers.names import LONGEST_NAME, name_from
from smcheck.answers.read import load_sheet
from smcheck.answers.schema import read_value
from smcheck.answers.store import SheetFile
from smcheck.answers.text import clean
from smcheck.bank.folders import available
from smcheck.bank.load import Bank, load
from smcheck.interview import accept, beside, follow_up
from smcheck.interview.asker import Answer, Asker, Command, Kind, Option, Prompt
from smcheck.interview.saver import Left
from smcheck.problems import Problem, Problems
from smcheck.wording import Wording, wording

NEW = "new"
OFFERED = 9
LOOKED_AT = 50


@dataclass(frozen=True)
class Waiting:
    """A sheet that is not finished, when it was last saved, and how many questions are left."""

    path: Path
    sheet: Sheet
    when: datetime
    left: int


def spoken(bank: Bank, words: Wording) -> Wording:
    """Return *words* if the bank speaks that language too, else those of its first language."""
    languages = bank.settings.languages
    return words if words.language in languages else wording("de-DE" if languages[0] == "de" else "en")


def waiting(folder: Path, *, today: date, bank: Bank | None = None, role: str | None = None) -> list[Waiting]:
    """Return the unfinished sheets of *folder*, the newest first; of one bank and one role alone if they are given.

    At most `OFFERED` of them, from among the `LOOKED_AT` newest: nobody waits for a folder of a thousand to be read.
    """
    found: list[Waiting] = []
    newest = sorted(beside.sheets(folder), key=saved, reverse=True)
    for path in newest[:LOOKED_AT]:
        if len(found) == OFFERED:
            break
        try:
            sheet = load_sheet(path, bank=bank)
        except Problems:  # another bank's, or nothing one could go on with
            continue
        if sheet.header.consent is False or (role is not None and sheet.role != role):
            continue
        left = follow_up.interview(sheet, beside.earlier(sheet, path), today=today).left()
        if left:
            found.append(Waiting(path, sheet, saved(path), left))
    return found


def saved(path: Path) -> datetime:
    """Return when a sheet was last saved, in local time."""
    return datetime.fromtimestamp(path.stat().st_mtime)


def choose(asker: Asker, sheets: list[Waiting], words: Wording) -> Path | None:
    """Ask which sheet to go on with; None for a new one. Raises Left."""
    options = [(str(number), _described(one, words)) for number, one in enumerate(sheets)]
    picked = _pick(asker, words, "interview.which_sheet", [*options, (NEW, words.say("interview.new_sheet"))])
    return None if picked == NEW else sheets[int(picked)].path


def choose_earlier(asker: Asker, sheets: list[Sheet], words: Wording) -> Sheet:
    """Return the earlier conversation to go on from; ask which one if there are several. Raises Left."""
    if len(sheets) == 1:
        return sheets[0]
    options = [(str(number), _earlier(one, words)) for number, one in enumerate(sheets)]
    return sheets[int(_pick(asker, words, "interview.which_earlier", options))]


def choose_bank(asker: Asker, words: Wording) -> Bank:
    """Return the bank there is, or ask which one. Raises Left, and Problems of the bank."""
    banks = [load(folder) for folder in available()]
    if not banks:
        raise Problems([Problem("interview.no_banks")])
    if len(banks) == 1:
        return banks[0]
    options = []
    for bank in banks:
        locale = spoken(bank, words).locale
        about = bank.say(bank.settings.about, locale)
        options.append((bank.id, bank.say(bank.settings.name, locale) + (f" – {about}" if about else "")))
    picked = _pick(asker, words, "interview.which_bank", options)
    return next(bank for bank in banks if bank.id == picked)


def choose_role(asker: Asker, bank: Bank, words: Wording) -> str | None:
    """Ask who is interviewed; None is the whole conversation. Raises Left."""
    if not bank.settings.roles:
        return None
    roles = [(role.id, bank.say(role.text, words.locale)) for role in bank.settings.roles]
    picked = _pick(asker, words, "interview.which_role", [("", words.say("interview.whole")), *roles])
    return picked or None


def ask_title(asker: Asker, bank: Bank, words: Wording) -> str:
    """Ask the question that names the organisation: the file is named after its answer. Raises Left."""
    question = bank.questions[bank.settings.title]

    def check(answer: Answer) -> str | None:
        if not isinstance(answer, str) or not clean(answer):
            return words.say("interview.title_needed")
        try:
            read_value(question, answer, words, bank=bank, currency=None, mode=bank.settings.modes[0].id)
        except Problems as wrong:
            return words.message(wrong.problems[0])
        return None

    reply = asker.ask(
        Prompt(
            kind=Kind.LINE,
            place=question.id,
            locale=words.locale,
            text=bank.say(question.text, words.locale),
            advice=words.say("interview.title_advice"),
            example=bank.say(question.example, words.locale),
            check=check,
        )
    )
    if isinstance(reply, Command):
        raise Left
    return accept.one_line(str(reply))


def create(
    title: str,
    *,
    bank: Bank,
    folder: Path,
    role: str | None,
    mode: str | None,
    language: str,
    today: date,
    path: Path | None = None,
) -> SheetFile:
    """Create the sheet `<case>.<round>.<role or all>.yaml` in *folder*, or at *path*. Raises Problems."""
    name = name_from(title) or "interview"
    round_ = f"{today:%Y-%m}"
    case, number = name, 1
    file = path or folder / f"{case}.{round_}.{role or 'all'}.yaml"
    while path is None and file.exists():
        number += 1
        case = f"{name[: LONGEST_NAME - 4]}-{number}"
        file = folder / f"{case}.{round_}.{role or 'all'}.yaml"
    header = Header(
        bank=BankReference(id=bank.id, version=bank.settings.version),
        case=case,
        round=round_,
        date=today,
        respondent=Respondent(role=role),
        mode=mode or bank.settings.modes[0].id,
        language=language,
        minutes=0,
    )
    return SheetFile.create(file, header, bank=bank)


def create_beside(
    sheet: Sheet,
    folder: Path,
    *,
    role: str | None,
    round_: str,
    mode: str,
    language: str | None,
    today: date,
    follows: str | None = None,
    path: Path | None = None,
) -> SheetFile:
    """Create a sheet of the same case as *sheet*, for another role or another round: in *folder*, or at *path*.

    Who asks is the same; who answers too, where the role is. Raises Problems.
    """
    known = sheet.header
    name = f"{known.case}.{round_}.{role or 'all'}"
    file, number = path or folder / f"{name}.yaml", 1
    while path is None and file.exists():
        number += 1
        file = folder / f"{name}-{number}.yaml"
    header = Header(
        bank=BankReference(id=sheet.bank.id, version=sheet.bank.settings.version),
        case=known.case,
        round=round_,
        follows=follows,
        date=today,
        respondent=Respondent(role=role, function=known.respondent.function if role == sheet.role else None),
        consultant=known.consultant,
        mode=mode,
        language=language or known.language,
        minutes=0,
    )
    return SheetFile.create(file, header, bank=sheet.bank)


def called(bank: Bank, role: str | None, words: Wording) -> str:
    """Return what a role is called in a sentence; a conversation without one too."""
    found = bank.role(role) if role else None
    return bank.say(found.text, spoken(bank, words).locale) if found else words.say("interview.whole_short")


def _described(one: Waiting, words: Wording) -> str:
    return words.say(
        "interview.waiting",
        name=_title(one.sheet),
        role=called(one.sheet.bank, one.sheet.role, words),
        date=words.date(one.when.date()),
        time=f"{one.when:%H:%M}",
        n=one.left,
        file=one.path.name,
    )


def _earlier(sheet: Sheet, words: Wording) -> str:
    return words.say(
        "interview.earlier",
        name=_title(sheet),
        role=called(sheet.bank, sheet.role, words),
        when=words.date(sheet.header.date) if sheet.header.date else sheet.header.round,
        file=Path(sheet.file).name,
    )


def _title(sheet: Sheet) -> str:
    title = sheet.answers.get(sheet.bank.settings.title)
    return title if isinstance(title, str) else sheet.header.case


def _pick(asker: Asker, words: Wording, code: str, choices: list[tuple[str, str]]) -> str:
    options = tuple(Option(id_, label, str(number)) for number, (id_, label) in enumerate(choices, 1))
    place = code.rpartition(".")[2]
    reply = asker.ask(Prompt(kind=Kind.MENU, place=place, locale=words.locale, text=words.say(code), options=options))
    if isinstance(reply, Command):
        raise Left
    return str(reply)
