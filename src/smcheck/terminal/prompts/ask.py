"""The asker: one prompt after another, and what is said between them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from smcheck.interview.asker import Answer, Command, Kind, Nav, Overview, Prompt, Reply, Tone
from smcheck.terminal import drawing
from smcheck.terminal.prompts.lists import EMPTY, LOOK, MARK, OptionList, choose, list_of, options_of
from smcheck.terminal.prompts.page import Page
from smcheck.terminal.screen import console, plain
from smcheck.wording import Wording, wording

# Free in every prompt, and not taken by tmux (^B), screen (^A), lists (^N, ^P) or suspend (^Z). Ctrl-C, Ctrl-D and
# Ctrl-Q all save and leave, so that nobody has to learn it; `<sigint>` is what `kill -INT` becomes, which questionary
# would swallow.
KEYS = {
    "s-tab": Nav.BACK,
    "c-k": Nav.SKIP,
    "c-o": Nav.NOTE,
    "c-t": Nav.PRIVATE,
    "c-g": Nav.JUMP,
    "c-r": Nav.REVIEW,
    "c-c": Nav.QUIT,
    "c-d": Nav.QUIT,
    "c-q": Nav.QUIT,
    "<sigint>": Nav.QUIT,
}
STYLES: dict[Tone, str] = {
    "title": "bold cyan",
    "said": "",
    "note": "dim",
    "before": "dim",
    "hint": "cyan",
    "warning": "yellow",
    "error": "red",
    "done": "green",
}


class QuestionaryAsker:
    """Puts prompts on a terminal with questionary, and everything around them with rich."""

    def __init__(self) -> None:
        self._screen = console()
        self._question = ""  # whose heading stands right above, so that a cell of the same row need not repeat it
        self._closed = False  # the last line closes a question: an answer, or where it was left

    def ask(self, prompt: Prompt) -> Reply:
        """Show *prompt* until there is an answer that its check accepts, or a command it allows."""
        words = wording(prompt.locale)
        question = prompt.question if prompt.header else self._question
        again = bool(prompt.header and prompt.row and question == self._question)
        head = drawing.heading(prompt, again=again)
        self._question, self._closed = question, True
        self._screen.print(head)
        complaint, at = "", 0
        while True:
            reply, at = self._open(prompt, words, head, complaint=complaint, at=at)
            if isinstance(reply, Command):
                if reply.nav is Nav.SKIP and prompt.row:  # of a question it is asked how it should go on
                    self._screen.print(Text(f"  → {words.say('terminal.skipped')}", style="dim"))
                if reply.nav is Nav.BACK:
                    self._went_back(words)
                return reply
            nothing = (
                reply == ()
                and prompt.optional
                and not prompt.none
                and complaint != words.say("terminal.nothing_ticked")
            )
            problem = words.say("terminal.nothing_ticked") if nothing else prompt.check(reply)
            if problem is None:
                style = "dim" if prompt.kind is Kind.MENU else "green"
                self._screen.print(_beside("  →", drawing.echo(prompt, reply, words), style))
                return reply
            complaint = problem
            prompt = replace(prompt, default=reply)

    def choose(self, overview: Overview) -> str | Command:
        """Show *overview* as a list of all questions with their answers; return what is picked."""
        words = wording(overview.locale)
        self._question, self._closed = "", True
        title, text = Text(plain(overview.title), style="bold cyan"), Text(plain(overview.text))
        head = Group(Text(""), title, text)
        self._screen.print(head)
        entries = {f"entry {entry.id}": entry for _, group in overview.sections for entry in group}
        labels = {f"option {option.id}": plain(option.label) for option in overview.options}
        choices: list[Any] = [questionary.Choice(label, value=value) for value, label in labels.items()]
        for section, group in overview.sections:
            choices.append(questionary.Separator(f"── {plain(section)}"))
            choices += [questionary.Choice(entry.id, value=f"entry {entry.id}") for entry in group]
        here = f"entry {overview.current}"
        list_, keys = choose(choices, here if here in entries else None), KeyBindings()

        def draw(value: str, width: int) -> Sequence[str]:
            if value in entries:
                return drawing.listed(entries[value], width)
            return drawing.wrapped(labels[value], width)

        ways, moves = [words.say("terminal.way_page")], [words.say("terminal.key_back"), words.say("terminal.key_quit")]
        page = Page(self._screen, list_.application, head, hints=(ways, moves))
        list_.lay_out(page, draw)
        list_.turn_pages(keys)
        reply = self._run(list_.application, page, keys, frozenset({Nav.BACK}), lambda: None)
        if isinstance(reply, Command):
            if reply.nav is Nav.BACK:
                self._went_back(words)
            return reply
        said = entries[reply].label if reply in entries else labels[reply]
        self._screen.print(_beside("  →", plain(said), "dim"))
        return str(reply).partition(" ")[2]

    def say(self, tone: Tone, text: str) -> None:
        """Show a sentence or paragraph between two prompts."""
        if tone == "title" or (self._closed and tone in {"said", "note", "done"}):
            self._screen.print()
        self._closed = False
        if tone == "title":
            self._question = ""
        if tone in {"before", "hint", "warning"}:  # it belongs to the answer above
            self._screen.print(_beside("  ·" if tone == "before" else "  !", plain(text), STYLES[tone]))
            return
        for line in plain(text).split("\n"):
            # The terminal breaks a command, and a path longer than a line: so they can be copied in one piece.
            whole = line.startswith("  ") or any(cell_len(word) > self._screen.width for word in line.split())
            self._screen.print(Text(line, style=STYLES[tone]), soft_wrap=whole)

    def _went_back(self, words: Wording) -> None:
        self._screen.print(Text(f"  ← {words.say('terminal.went_back')}", style="dim"))

    def _open(
        self, prompt: Prompt, words: Wording, head: RenderableType, *, complaint: str, at: int
    ) -> tuple[Reply, int]:
        """Open one prompt below *head*; return what it was left with, and where the pointer of a list stood.

        After a *complaint* the pointer of a list that ticks begins *at* the option where it stood.
        """
        kind, keys = prompt.kind, KeyBindings()
        list_: OptionList | None = None
        if kind in {Kind.LINE, Kind.LINES}:
            app = _text(prompt, words).application
        else:
            options = options_of(prompt, words)
            list_ = list_of(prompt, options)
            app = list_.application
        page = Page(
            self._screen,
            app,
            head,
            above=[("class:complaint", plain(complaint)), ("class:hint", drawing.advice(prompt, words))],
            hints=(drawing.ways(prompt, words), drawing.moves(prompt, words)),
        )
        if prompt.why or prompt.probe:
            keys.add("f1", eager=True)(lambda _event: page.explain(prompt, words))
        if list_ is None:
            page.lay_out(app.layout.container, focus=app.layout.current_window)
            _enter_answers(keys, kind)
        else:
            list_.turn_pages(keys)
            if kind in {Kind.SEVERAL, Kind.ORDER}:
                list_.pointed_at = at
                list_.tick(keys, prompt)
            else:
                list_.point(keys, [key for _, key, _ in options])
            list_.lay_out(page, list_.drawn(kind, options))

        def draft() -> Answer:
            return app.current_buffer.text if list_ is None else list_.draft(kind)

        reply = self._run(app, page, keys, prompt.commands, draft)
        if kind in {Kind.SEVERAL, Kind.ORDER} and not isinstance(reply, Command):
            reply = tuple(reply)
        elif list_ is not None and reply == EMPTY and prompt.optional:
            reply = None
        elif kind is Kind.YES_NO and isinstance(reply, str):
            reply = reply == "yes"
        return reply, list_.pointed_at if list_ else 0

    def _run(
        self,
        app: Application[Any],
        page: Page,
        keys: KeyBindings,
        commands: frozenset[Nav],
        draft: Callable[[], Answer],
    ) -> Any:
        """Run *app* and return its result; a Command where one of the keys of *commands* was pressed."""
        app.erase_when_done = True
        app.ttimeoutlen = 0.05  # a lone Esc is told apart from Alt-Enter without a pause one would notice

        def bind(key: str, nav: Nav) -> None:
            @keys.add(key, eager=True)  # eager beats questionary's own eager keys
            def leave(event: KeyPressEvent) -> None:
                event.app.exit(result=Command(nav, draft()))

        for key, nav in KEYS.items():
            if nav in commands | {Nav.QUIT}:
                bind(key, nav)
            else:  # a text would take Ctrl-T for its own and swap two letters of what was typed
                keys.add(key, eager=True)(lambda _event: None)
        app.before_render += page.watch
        # Ours last: the last match wins.
        app.key_bindings = merge_key_bindings([app.key_bindings or KeyBindings(), keys])
        return questionary.Question(app).unsafe_ask()


def _text(prompt: Prompt, words: Wording) -> questionary.Question:
    many = prompt.kind is Kind.LINES
    example = words.say("terminal.example", text=plain(prompt.example)) if prompt.example else ""
    return questionary.text(
        "",
        default=prompt.default if isinstance(prompt.default, str) else "",
        multiline=many,
        instruction="",
        placeholder=FormattedText([("class:hint", example)]),
        enable_open_in_editor=many,
        tempfile_suffix=".md",
        reserve_space_for_menu=0,
        qmark=MARK,
        style=LOOK,
    )


def _enter_answers(keys: KeyBindings, kind: Kind) -> None:
    """Let Enter answer in texts of several lines, too, and keep pasted line ends from answering anything."""
    if kind is Kind.LINE:
        keys.add("c-j", eager=True)(lambda event: event.current_buffer.insert_text(" "))
        return
    keys.add("enter", eager=True)(lambda event: event.current_buffer.validate_and_handle())
    for newline in (("c-j",), ("escape", "enter")):
        keys.add(*newline, eager=True)(lambda event: event.current_buffer.insert_text("\n"))


def _beside(mark: str, text: str, style: str) -> RenderableType:
    """Return *text* with *mark* before its first line."""
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(mark, style=style), Text(text, style=style))
    return grid
