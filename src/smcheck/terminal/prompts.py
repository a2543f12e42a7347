"""Ask with questionary. Every import of questionary and prompt_toolkit lives here.

The question stands above the prompt and stays. The prompt itself, with how to answer, the keys and what F1 shows, is
taken off the screen once it is answered: what stays is one line with the answer, in the person's language. A prompt is
built anew each time it is asked, because asked twice a questionary prompt keeps its old text.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import questionary
from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.filters import Always, Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.layout import Dimension, FormattedTextControl, HSplit, Layout, ScrollOffsets, Window
from prompt_toolkit.layout.margins import ConditionalMargin, ScrollbarMargin
from questionary.prompts.common import InquirerControl  # internal; a test fails if it moves
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from smcheck.interview.asker import Answer, Command, Kind, Nav, Overview, Prompt, Reply, Tone
from smcheck.terminal import drawing
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
MARK = "›"
EMPTY = ""  # the id of "leave empty"; questionary turns a value of None into the title
SMALLEST_LIST = 5  # lines of a list that are always to be seen, however small the window
STYLES: dict[Tone, str] = {
    "title": "bold cyan",
    "said": "",
    "note": "dim",
    "hint": "cyan",
    "warning": "yellow",
    "error": "red",
    "done": "green",
}
LOOK = questionary.Style(
    [
        ("qmark", "fg:ansicyan bold"),
        ("pointer", "fg:ansicyan bold"),
        ("highlighted", "fg:ansicyan bold"),
        ("selected", "noreverse fg:ansicyan"),
        ("separator", "bold"),
        ("hint", "fg:ansibrightblack"),
        ("complaint", "fg:ansired"),
        ("why", "fg:ansicyan"),
    ]
)

Draw = Callable[[Any, int], Sequence[str]]
"""The lines of an option, by its value and the columns there are."""


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
                if reply.nav is Nav.BACK:
                    self._went_back(words)
                return reply
            nothing = reply == () and prompt.optional and complaint != words.say("terminal.nothing_ticked")
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
        list_, keys = _select(choices, here if here in entries else None), KeyBindings()

        def draw(value: str, width: int) -> Sequence[str]:
            if value in entries:
                return drawing.listed(entries[value], width)
            return drawing.wrapped(labels[value], width)

        ways, moves = [words.say("terminal.way_page")], [words.say("terminal.key_back"), words.say("terminal.key_quit")]
        page = _Page(self._screen, list_.application, head, hints=(ways, moves))
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
        if tone in {"hint", "warning"}:  # it belongs to the answer above
            self._screen.print(_beside("  !", plain(text), STYLES[tone]))
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
        list_: _List | None = None
        if kind in {Kind.LINE, Kind.LINES}:
            app = _text(prompt, words).application
        else:
            options = _options(prompt, words)
            list_ = _list(prompt, options)
            app = list_.application
        page = _Page(
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
        page: "_Page",
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
        app.before_render += page.watch
        # Ours last: the last match wins.
        app.key_bindings = merge_key_bindings([app.key_bindings or KeyBindings(), keys])
        return questionary.Question(app).unsafe_ask()


class _Page:
    """What stands around an open prompt, and how the lines of the window are shared out.

    *head* has been printed right above and should stay in sight; *above* are styled texts between it and the prompt,
    *hints* stand below.
    """

    def __init__(
        self,
        screen: Any,
        app: Application[Any],
        head: RenderableType,
        *,
        above: Iterable[tuple[str, str]] = (),
        hints: Iterable[Sequence[str]] = (),
    ) -> None:
        self._screen = screen
        self._app = app
        self._head = head
        self._above = [(style, text) for style, text in above if text]
        self._hints = list(hints)
        self._why: list[tuple[str, str]] = []
        self._printed = self.width
        self._again: asyncio.TimerHandle | None = None

    @property
    def width(self) -> int:
        """The columns of the window."""
        return max(self._app.output.get_size().columns, drawing.NARROWEST)

    def room(self) -> int:
        """Return the lines that are left for the prompt itself."""
        options = self._screen.options.update(width=self.width)
        taken = len(self._screen.render_lines(self._head, options)) + len(self._said()) + len(self._below())
        return max(self._app.output.get_size().rows - taken, SMALLEST_LIST)

    def lay_out(self, body: Any, *, focus: Window) -> None:
        """Put *body* between what stands above and below it."""
        focus.height = lambda: Dimension(max=self.room())
        focus.dont_extend_height = Always()
        self._app.layout = Layout(
            HSplit(
                [
                    Window(
                        FormattedTextControl(lambda: _fragments(self._said())),
                        height=lambda: Dimension.exact(len(self._said())),
                    ),
                    body,
                    Window(
                        FormattedTextControl(lambda: _fragments(self._below())),
                        height=lambda: Dimension(max=len(self._below())),
                        dont_extend_height=True,
                    ),
                ]
            ),
            focused_element=focus,
        )

    def explain(self, prompt: Prompt, words: Wording) -> None:
        """Show why this is asked and the follow-up question, or hide them again."""
        texts = [("terminal.why", prompt.why), ("terminal.probe", prompt.probe)]
        self._why = [] if self._why else [(words.say(code), plain(text)) for code, text in texts if text]

    def watch(self, _app: Application[Any]) -> None:
        """Print the heading again for a window that has become narrower: much of it may have been cut off."""
        if self.width >= self._printed or not self._app.is_running:
            self._printed = max(self._printed, self.width)
            return
        self._printed = self.width
        if self._again is not None:
            self._again.cancel()
        # Only once the window has come to rest: while it is dragged, it has many sizes.
        self._again = asyncio.get_running_loop().call_later(0.2, self._print_again)

    def _print_again(self) -> None:
        if self._app.is_running:
            run_in_terminal(lambda: self._screen.print(self._head))

    def _said(self) -> list[tuple[str, str]]:
        return [(style, line) for style, text in self._above for line in drawing.wrapped(text, self.width - 1)]

    def _below(self) -> list[tuple[str, str]]:
        lines = [("", "")]
        for title, text in self._why:
            lines.append(("class:why bold", title))
            lines += [("class:why", f"  {line}") for line in drawing.wrapped(text, self.width - 3)]
        if self._why:
            lines.append(("", ""))
        for hints in self._hints:
            lines += [("class:hint", line) for line in drawing.in_lines(hints, self.width)]
        return lines


class _List:
    """A list of questionary, with what its lists lack: wrapped lines, a window that scrolls, page keys, an order."""

    def __init__(self, question: questionary.Question) -> None:
        self.application = question.application
        windows = self.application.layout.find_all_windows()
        self._window = next(window for window in windows if isinstance(window.content, InquirerControl))
        self._control: InquirerControl = self._window.content  # type: ignore[assignment]

    def lay_out(self, page: _Page, draw: Draw) -> None:
        """Show the list on *page*, each option in the lines that *draw* makes of it."""
        control, window = self._control, self._window
        before = 5 if control.use_indicator else 3  # pointer and box

        def fit(_app: Application[Any]) -> None:
            """Break the titles anew for the width there is."""
            for choice in control.choices:
                if not isinstance(choice, questionary.Separator):
                    choice.title = ("\n" + " " * before).join(draw(choice.value, page.width - before - 2))

        def longer() -> bool:
            return sum(1 + str(choice.title).count("\n") for choice in control.choices) > page.room()

        # With the focus the cursor stands where the pointer is, and a screen reader is told of it.
        control.focusable = Always()
        window.scroll_offsets = ScrollOffsets(top=2, bottom=2)
        bar = ScrollbarMargin(display_arrows=True, up_arrow_symbol="↑", down_arrow_symbol="↓")
        window.right_margins = [ConditionalMargin(bar, Condition(longer))]
        self.application.before_render += fit
        page.lay_out(window, focus=window)

    @property
    def pointed_at(self) -> int:
        """The number of the line that the pointer is on, from 0."""
        return int(self._control.pointed_at)

    @pointed_at.setter
    def pointed_at(self, number: int) -> None:
        self._control.pointed_at = number

    def drawn(self, kind: Kind, options: Sequence[tuple[str, str, str]]) -> Draw:
        """Return how *options* are drawn: with the key that points to each, or the place it has in an order."""
        longest = max((len(key) for _, key, _ in options), default=0)
        known = {id_: (key.rjust(longest) + "  ", label) for id_, key, label in options}

        def draw(id_: str, width: int) -> Sequence[str]:
            key, label = known[id_]
            if kind in {Kind.SEVERAL, Kind.YES_NO}:
                key = ""
            elif kind is Kind.ORDER:
                picked = self._control.selected_options
                key = f"{picked.index(id_) + 1}. " if id_ in picked else ""
            first, *others = drawing.wrapped(label, width - len(key))
            return [key + first, *(" " * len(key) + line for line in others)]

        return draw

    def forget_default(self) -> None:
        """Take the tick from the option that is pointed at (questionary 2.1.1 sets one)."""
        self._control.selected_options.clear()

    def draft(self, kind: Kind) -> Answer:
        """Return what stands in the list while it is being left."""
        if kind is Kind.ORDER:
            return tuple(self._control.selected_options)
        if kind is Kind.SEVERAL:
            return tuple(str(choice.value) for choice in self._control.get_selected_values())
        here = self._control.get_pointed_at().value
        return here == "yes" if kind is Kind.YES_NO and here != EMPTY else here or None

    def turn_pages(self, keys: KeyBindings) -> None:
        """Bind the keys that go far, and keep a paste out."""
        control = self._control
        keys.add("<bracketed-paste>", eager=True)(lambda _event: None)  # else it stays in the question line

        def bind(key: str, steps: int) -> None:
            @keys.add(key, eager=True)
            def move(_event: KeyPressEvent) -> None:
                control.pointed_at = min(max(control.pointed_at + steps, 0), len(control.choices) - 1)
                while not control.is_selection_valid():
                    control.pointed_at += 1 if steps < 0 or control.pointed_at == 0 else -1

        for key, steps in (("pageup", -10), ("pagedown", 10), ("home", -(10**6)), ("end", 10**6)):
            bind(key, steps)

    def tick(self, keys: KeyBindings, prompt: Prompt) -> None:
        """Bind what ticks: none of these unticks the rest, and an order is the order of the ticks."""
        control = self._control
        alone = {option.id for option in prompt.options if option.exclusive}
        for key in ("a", "i"):  # questionary would tick or invert everything, whatever excludes what
            keys.add(key, eager=True)(lambda _event: None)

        @keys.add(" ", eager=True)
        def tick(_event: KeyPressEvent) -> None:
            here, picked = control.get_pointed_at().value, control.selected_options
            if here in picked:
                picked.remove(here)
            else:
                picked[:] = [here] if here in alone else [*(other for other in picked if other not in alone), here]

        if prompt.kind is Kind.ORDER:
            control.selected_options[:] = _ids(prompt.default)
            # questionary would bring them into the order of the list.
            keys.add("enter", eager=True)(lambda event: event.app.exit(result=list(control.selected_options)))

    def point(self, keys: KeyBindings, names: Sequence[str]) -> None:
        """Let the pointer go to the option whose key is typed; one of two digits is typed digit by digit."""
        typed = ""

        def bind(sign: str) -> None:
            @keys.add(sign, eager=True)
            def go(_event: KeyPressEvent) -> None:
                nonlocal typed
                typed = typed + sign if typed + sign in names else sign
                if typed in names:
                    self._control.pointed_at = names.index(typed)

        for sign in {sign for name in names for sign in name}:
            bind(sign)


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


def _list(prompt: Prompt, options: Sequence[tuple[str, str, str]]) -> _List:
    default = prompt.default
    if prompt.kind in {Kind.SEVERAL, Kind.ORDER}:
        boxes = [questionary.Choice(id_, value=id_, checked=id_ in _ids(default)) for id_, _, _ in options]
        return _List(questionary.checkbox("", boxes, pointer=MARK, use_jk_keys=False, style=LOOK))
    if isinstance(default, bool):
        default = "yes" if default else "no"
    known = any(default == id_ for id_, _, _ in options)
    return _select([questionary.Choice(id_, value=id_) for id_, _, _ in options], default if known else None)


def _select(choices: list[Any], default: Any) -> _List:
    question = questionary.select("", choices, default=default, pointer=MARK, use_jk_keys=False, style=LOOK)
    made = _List(question)
    made.forget_default()
    return made


def _options(prompt: Prompt, words: Wording) -> list[tuple[str, str, str]]:
    """Return id, key and label of everything that can be picked."""
    options = [(option.id, option.key, plain(option.label)) for option in prompt.options]
    if prompt.kind is Kind.YES_NO:
        options = [(id_, words.say(f"wording.{id_}")[0], words.say(f"wording.{id_}")) for id_ in ("yes", "no")]
    if prompt.optional and prompt.kind in {Kind.ONE, Kind.YES_NO}:
        options.append((EMPTY, "-", words.say("terminal.leave_empty")))
    return options


def _ids(answer: Answer) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else ()


def _fragments(lines: Iterable[tuple[str, str]]) -> FormattedText:
    """Return styled lines as prompt_toolkit wants them."""
    return FormattedText([part for style, line in lines for part in ((style, line), ("", "\n"))][:-1])


def _beside(mark: str, text: str, style: str) -> RenderableType:
    """Return *text* with *mark* before its first line."""
    grid = Grid.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Text(mark, style=style), Text(text, style=style))
    return grid
