"""Ask line by line: for screen readers, for terminals that cannot move the cursor, for pipes and scripts.

Options have numbers, commands are typed (`:back`), and not one escape sequence is written.
"""

import io
import re
import shutil
import sys
import textwrap
from collections.abc import Callable

from smcheck import reading
from smcheck.interview.asker import Answer, Command, Entry, Kind, Nav, Overview, Prompt, Reply, Table, Tone
from smcheck.logic.values import normal
from smcheck.problems import Problems
from smcheck.terminal.screen import plain
from smcheck.wording import Wording, wording

COMMANDS = {
    "back": Nav.BACK,
    "zurück": Nav.BACK,
    "zurueck": Nav.BACK,
    "skip": Nav.SKIP,
    "weiter": Nav.SKIP,
    "überspringen": Nav.SKIP,
    "ueberspringen": Nav.SKIP,
    "note": Nav.NOTE,
    "notiz": Nav.NOTE,
    "private": Nav.PRIVATE,
    "vertraulich": Nav.PRIVATE,
    "jump": Nav.JUMP,
    "gehe": Nav.JUMP,
    "review": Nav.REVIEW,
    "übersicht": Nav.REVIEW,
    "uebersicht": Nav.REVIEW,
    "quit": Nav.QUIT,
    "ende": Nav.QUIT,
}
SHOW = {"why": "why", "warum": "why", "probe": "probe", "nachfrage": "probe", "help": "help", "hilfe": "help"}
CLEAR = {"clear", "leer"}
MARKS: dict[Tone, str] = {"title": "== {} ==", "hint": "* {}", "warning": "! {}", "error": "!! {}"}

_COMMAND = re.compile(r":[^\W\d_]+")
_YES = {"y": True, "j": True, "n": False}


class _End(Exception):
    """There is no more input."""


class _Refused(Exception):
    """What was typed cannot be an answer; the message says what can."""


class PlainAsker:
    """Reads lines with *read*, which returns "" at the end of the input, and writes with *write*."""

    def __init__(self, read: Callable[[], str] | None = None, write: Callable[[str], object] | None = None) -> None:
        self._read = read or _from_keyboard
        self._write = write or _to_screen
        self._question = ""  # whose heading stands above, so that a cell of the same row need not repeat it

    def ask(self, prompt: Prompt) -> Reply:
        """Show *prompt* until there is an answer that its check accepts, or a command it allows."""
        words = wording(prompt.locale)
        self._show(prompt, words)
        default = prompt.default
        while True:
            try:
                reply = self._reply(prompt, default, words)
            except _End:
                return Command(Nav.QUIT, default)
            except _Refused as refused:
                self._line(str(refused))
                continue
            if isinstance(reply, Command):
                return reply
            complaint = prompt.check(reply)
            if complaint is None:
                understood = prompt.understood(reply)
                if understood and understood != reply:
                    self._line(f"= {understood}")
                return reply
            self._line(MARKS["error"].format(complaint))

    def choose(self, overview: Overview) -> str | Command:
        """Show *overview* with every answer; return what is picked by its number."""
        words = wording(overview.locale)
        self.say("title", overview.title)
        entries: list[Entry] = []
        for title, group in overview.sections:
            self._line(title)
            for entry in group:
                entries.append(entry)
                here = f"  {words.say('terminal.plain.here')}" if entry.id == overview.current else ""
                said = _indented(entry.value or f"({entry.status})")
                self._line(f"  {len(entries)}  {entry.label}: {said}{here}")
        for number, option in enumerate(overview.options, len(entries) + 1):
            self._line(f"  {number}  {option.label}")
        ids = [*(entry.id for entry in entries), *(option.id for option in overview.options)]
        usual = overview.options[0]
        self._line(overview.text)
        while True:
            try:
                typed = self._typed(words.say("terminal.plain.pick", usual=usual.label) + ": ")
            except _End:
                return Command(Nav.QUIT)
            if not typed:
                return usual.id
            if (nav := COMMANDS.get(typed.lower().removeprefix(":"))) and typed.startswith(":"):
                if nav in {Nav.BACK, Nav.QUIT}:
                    return Command(nav)
            elif typed.isdecimal() and 0 < int(typed) <= len(ids):
                return ids[int(typed) - 1]
            self._line(words.say("terminal.plain.number_please", n=len(ids)))

    def say(self, tone: Tone, text: str) -> None:
        """Show a sentence or paragraph between two prompts."""
        if tone == "title":
            self._question = ""
            self._line("")
        self._line(MARKS.get(tone, "{}").format(text) if text else "")

    def _show(self, prompt: Prompt, words: Wording) -> None:
        """Print everything that stands above the line on which one answers."""
        self._line("")
        question = prompt.question if prompt.header else self._question
        again = bool(prompt.header and prompt.row and question == self._question)
        self._question = question
        for text in ("" if again else prompt.header, prompt.row):
            if text:
                self._line(f"-- {text}")
        if prompt.table is not None and not again:
            for line in _table(prompt.table):
                self._line(line)
        self._line(prompt.text)
        example = words.say("terminal.plain.example", text=prompt.example) if prompt.example else ""
        for text in (prompt.remark, prompt.advice, prompt.form, example):
            if text:
                self._line(f"({text})")
        for option in prompt.options:
            self._line(f"  {option.key}  {option.label}")
        if prompt.commands:
            known = [name for name, text in (("why", prompt.why), ("probe", prompt.probe)) if text]
            names = ", ".join(words.say(f"terminal.plain.name_{name}") for name in (*known, "help"))
            self._line(words.say("terminal.plain.commands", commands=names))

    def _reply(self, prompt: Prompt, default: Answer, words: Wording) -> Reply:
        kept = _kept(prompt, default, words)
        label = words.say(f"terminal.plain.ask_{prompt.kind.value}{'_own' if prompt.own else ''}")
        shown = f"{label} [{kept}]: " if kept else f"{label}: "
        typed = self._typed(shown)
        if prompt.kind is Kind.LINES and typed and not _COMMAND.fullmatch(typed):
            return self._lines(typed, prompt, words)
        if not typed:
            return prompt.options[0].id if prompt.kind is Kind.MENU and default is None else default
        if _COMMAND.fullmatch(typed):
            return self._command(typed[1:].lower(), prompt, default, words)
        return _answer(typed.removeprefix(":") if typed.startswith("::") else typed, prompt, words)

    def _lines(self, first: str, prompt: Prompt, words: Wording) -> Reply:
        """Read on until an empty line, or the end of the input, ends the text."""
        lines = [first]
        while line := self._typed("... ", at_end=""):
            if not _COMMAND.fullmatch(line):
                lines.append(line)
                continue
            try:
                return self._command(line[1:].lower(), prompt, "\n".join(lines), words)
            except _Refused as refused:
                self._line(str(refused))
        return "\n".join(line.removeprefix(":") if line.startswith("::") else line for line in lines)

    def _command(self, name: str, prompt: Prompt, draft: Answer, words: Wording) -> Reply:
        """Do what a typed command says; refuse what is not possible here."""
        if name in CLEAR:
            return None
        if shown := SHOW.get(name):
            text = {"why": prompt.why, "probe": prompt.probe, "help": self._help(prompt, words)}[shown]
            raise _Refused(text or words.say(f"terminal.plain.no_{shown}"))
        nav = COMMANDS.get(name)
        if nav is None:
            raise _Refused(words.say("terminal.plain.unknown_command", name=name))
        if nav not in prompt.commands | {Nav.QUIT}:
            raise _Refused(words.say("terminal.plain.not_here", name=name))
        return Command(nav, draft)

    def _help(self, prompt: Prompt, words: Wording) -> str:
        known = [words.say(f"terminal.plain.help_{nav.value}") for nav in Nav if nav in prompt.commands | {Nav.QUIT}]
        known += [words.say("terminal.plain.help_why")] if prompt.why else []
        known += [words.say("terminal.plain.help_probe")] if prompt.probe else []
        known += [words.say("terminal.plain.help_clear")] if prompt.optional else []
        known += [words.say("terminal.plain.help_colon")]
        return "\n".join(f"  {line}" for line in known)

    def _typed(self, shown: str, *, at_end: str | None = None) -> str:
        """Return the line that is typed after *shown*, without outer space; *at_end* at the end of the input."""
        self._write(plain(shown))
        line = self._read()
        if line:
            return line.strip()
        self._write("\n")
        if at_end is None:
            raise _End
        return at_end

    def _line(self, text: str) -> None:
        self._write(plain(text) + "\n")


def _from_keyboard() -> str:
    if sys.stdin is None:  # it was closed before we began
        return ""
    if isinstance(sys.stdin, io.TextIOWrapper) and sys.stdin.errors != "replace":
        sys.stdin.reconfigure(errors="replace")  # a wrong byte must not end the interview
    try:
        line = sys.stdin.readline()
        if line and not sys.stdin.isatty():  # what comes through a pipe is nowhere to be seen
            _to_screen(plain(line.rstrip("\r\n")) + "\n")
    except OSError:  # the terminal has gone
        return ""
    return line


def _to_screen(text: str) -> None:
    if sys.stdout.isatty():
        columns = shutil.get_terminal_size().columns
        text = "\n".join(_broken(line, columns) for line in text.split("\n"))
    sys.stdout.write(text)
    sys.stdout.flush()


def _broken(line: str, columns: int) -> str:
    """Break a line between words, as a terminal does not; the rest of an option stands below its own beginning."""
    if len(line) <= columns:
        return line
    start = re.match(r" +\S+(  | – )|", line)
    indent = " " * len(start[0] if start else "")
    end = line[len(line.rstrip()) :]
    broken = textwrap.wrap(line, columns - 1, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return "\n".join(broken) + end


def _answer(typed: str, prompt: Prompt, words: Wording) -> Answer:
    """Return what *typed* means for the kind of prompt."""
    if prompt.kind in {Kind.LINE, Kind.LINES}:
        return typed
    if prompt.kind is Kind.YES_NO:
        try:
            return _YES[typed.lower()] if typed.lower() in _YES else reading.confirm(typed)
        except Problems as wrong:
            raise _Refused(words.message(wrong.problems[0])) from None
    if prompt.kind in {Kind.ONE, Kind.MENU}:
        return _picked(typed, prompt, words)
    if any(normal(typed) == normal(option.label) for option in prompt.options):
        return (_picked(typed, prompt, words),)
    if re.search(r"[,;]", typed):
        parts = re.split(r"[,;]", typed)
    else:  # numbers may stand side by side; of a name the blanks are a part
        numbers = not prompt.own or all(part.isdecimal() for part in typed.split())
        parts = typed.split() if numbers else [typed]
    ids = [_picked(part.strip(), prompt, words) for part in parts if part.strip()]
    return tuple(ids)


def _picked(typed: str, prompt: Prompt, words: Wording) -> str:
    """Return the id of the option with this number or label, or what was typed where that may be no option."""
    options = prompt.options
    for option in options:
        if typed == option.key or normal(typed) == normal(option.label):
            return option.id
    if not options:
        raise _Refused(words.say("terminal.plain.no_options"))
    if prompt.own and not typed.isdecimal():
        return typed
    raise _Refused(words.say("terminal.plain.option_please", first=options[0].key, last=options[-1].key))


def _kept(prompt: Prompt, default: Answer, words: Wording) -> str:
    """Return what Enter keeps, as it stands in brackets."""
    labels = {option.id: f"{option.key} {option.label}" for option in prompt.options}
    if isinstance(default, bool):
        return words.say("wording.yes" if default else "wording.no")
    if isinstance(default, tuple) and default:
        return ", ".join(labels.get(one, one) for one in default)
    if default is None or isinstance(default, tuple):
        return prompt.none
    return " / ".join(labels.get(default, default).splitlines())


def _table(table: Table) -> list[str]:
    """Return the rows so far, one line each; the one that is being filled in is marked."""
    lines = []
    for number, row in enumerate(table.rows):
        cells = [
            f"{head}: {' / '.join(cell.splitlines())}" for head, cell in zip(table.columns, row, strict=True) if cell
        ]
        lines.append(f"{'>' if number == table.current else ' '} {number + 1}. {'; '.join(cells)}")
    return lines


def _indented(text: str) -> str:
    return "\n      ".join(text.splitlines())
