"""The way in: sheets that wait to be finished, a new one, the other sheets of its case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from smcheck import yamlio
from smcheck.answers.find import has_sheet_name, is_sheet
from smcheck.answers.model import BankReference, Header, Respondent, Sheet
from smcheck.answers.read import load_sheet
from smcheck.answers.schema import read_value
from smcheck.answers.store import SheetFile
from smcheck.answers.text import LONGEST_NAME, clean, name_from
from smcheck.bank.load import Bank, available, load
from smcheck.interview import accept
from smcheck.interview.asker import Answer, Asker, Command, Kind, Option, Prompt
from smcheck.interview.saver import Left
from smcheck.interview.state import State
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
    newest = sorted(_sheets(folder), key=saved, reverse=True)
    for path in newest[:LOOKED_AT]:
        if len(found) == OFFERED:
            break
        try:
            sheet = load_sheet(path, bank=bank)
        except Problems:  # another bank's, or nothing one could go on with
            continue
        if sheet.header.consent is False or (role is not None and sheet.role != role):
            continue
        state = State(sheet, today=today)
        left = sum(state.needs(id_) or state.status(id_) == "later" for id_ in state.asked())
        if left:
            found.append(Waiting(path, sheet, saved(path), left))
    return found


def saved(path: Path) -> datetime:
    """Return when a sheet was last saved, in local time."""
    return datetime.fromtimestamp(path.stat().st_mtime)


def others(sheet: Sheet, path: Path) -> list[Sheet]:
    """Return the other sheets of the case beside *path*, as far as they can be read."""
    found = []
    for other in _sheets(path.parent):
        if other.resolve() == path.resolve():
            continue
        try:
            head = yamlio.read_file(other).data
            if (head.get("case"), head.get("round")) == (sheet.header.case, sheet.header.round):
                found.append(load_sheet(other, bank=sheet.bank))
        except Problems:
            continue
    return found


def choose(asker: Asker, sheets: list[Waiting], words: Wording) -> Path | None:
    """Ask which sheet to go on with; None for a new one. Raises Left."""
    options = [(str(number), _described(one, words)) for number, one in enumerate(sheets)]
    picked = _pick(asker, words, "interview.which_sheet", [*options, (NEW, words.say("interview.new_sheet"))])
    return None if picked == NEW else sheets[int(picked)].path


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


def _sheets(folder: Path) -> Iterator[Path]:
    """Yield the sheets of *folder* itself, in the order of their names."""
    for path in sorted(folder.iterdir()):
        if has_sheet_name(path) and is_sheet(path):
            yield path


def _described(one: Waiting, words: Wording) -> str:
    sheet, bank = one.sheet, one.sheet.bank
    title = sheet.answers.get(bank.settings.title)
    role = bank.role(sheet.role) if sheet.role else None
    return words.say(
        "interview.waiting",
        name=title if isinstance(title, str) else sheet.header.case,
        role=bank.say(role.text, spoken(bank, words).locale) if role else words.say("interview.whole_short"),
        date=words.date(one.when.date()),
        time=f"{one.when:%H:%M}",
        n=one.left,
        file=one.path.name,
    )


def _pick(asker: Asker, words: Wording, code: str, choices: list[tuple[str, str]]) -> str:
    options = tuple(Option(id_, label, str(number)) for number, (id_, label) in enumerate(choices, 1))
    place = code.rpartition(".")[2]
    reply = asker.ask(Prompt(kind=Kind.MENU, place=place, locale=words.locale, text=words.say(code), options=options))
    if isinstance(reply, Command):
        raise Left
    return str(reply)
