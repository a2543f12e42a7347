"""Ask with questionary. Every import of questionary and prompt_toolkit lives here.

A prompt is built anew each time it is asked (asked twice, a questionary prompt keeps its old text), and it is taken off
the screen once it is answered: what stays is our own line with the answer, in the person's language, as literal text.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import questionary
from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.filters import Always
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.layout import Window
from questionary.prompts.common import InquirerControl  # internal; a test fails if it moves
from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from smcheck.interview.asker import Answer, Command, Kind, Nav, Overview, Prompt, Reply, Tone
from smcheck.terminal.drawing import echo, heading, line, review
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
MARK = "›"  # the question itself stands above, so that it stays when the prompt is taken away
EMPTY = ""  # the id of "leave empty"; questionary turns a value of None into the title
STYLES: dict[Tone, str] = {
    "title": "bold",
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
        ("question", "bold"),
        ("instruction", "fg:ansibrightblack"),
        ("pointer", "fg:ansicyan bold"),
        ("highlighted", "fg:ansicyan bold"),
        ("selected", "noreverse fg:ansicyan"),
    ]
)


class QuestionaryAsker:
    """Puts prompts on a terminal with questionary, and everything around them with rich."""

    def __init__(self) -> None:
        self._screen = console()

    def ask(self, prompt: Prompt) -> Reply:
        """Show *prompt* until there is an answer that its check accepts, or a command it allows."""
        words = wording(prompt.locale)
        self._screen.print(heading(prompt, words))
        while True:
            reply = self._run(self._build(prompt, words), prompt, words)
            if isinstance(reply, Command):
                return reply
            complaint = prompt.check(reply)
            if complaint is None:
                if prompt.kind is not Kind.MENU:
                    self._screen.print(Text(f"  → {echo(prompt, reply, words)}", style="green"))
                return reply
            # Said by us and not by questionary, whose one line for errors is cut at the edge of the window.
            self._screen.print(Text(plain(complaint), style="red"))
            prompt = replace(prompt, default=reply)

    def choose(self, overview: Overview) -> str | Command:
        """Show *overview* with every answer in full, then let one entry or option be picked."""
        words = wording(overview.locale)
        self._screen.print(Rule(Text(plain(overview.title)), align="left"))
        self._screen.print(review(overview))
        choices: list[Any] = [
            questionary.Choice(plain(option.label), value=f"option {option.id}") for option in overview.options
        ]
        for title, entries in overview.sections:
            choices.append(questionary.Separator(f"── {plain(title)}"))
            choices += [questionary.Choice(line(entry), value=f"entry {entry.id}") for entry in entries]
        here = f"entry {overview.current}"
        question = questionary.select(
            plain(overview.text),
            choices,
            default=here if any(getattr(choice, "value", None) == here for choice in choices) else None,
            instruction=words.say("terminal.select"),
            use_jk_keys=False,
            qmark=MARK,
            style=LOOK,
        )
        reply = self._run(question, None, words)
        return reply if isinstance(reply, Command) else str(reply).partition(" ")[2]

    def say(self, tone: Tone, text: str) -> None:
        """Show a sentence or paragraph between two prompts."""
        shown = Text(plain(text), style=STYLES[tone])
        self._screen.print(Padding(Rule(shown, align="left"), (1, 0, 0, 0)) if tone == "title" else shown)

    def _build(self, prompt: Prompt, words: Wording) -> questionary.Question:
        default = prompt.default
        if prompt.kind in {Kind.LINE, Kind.LINES}:
            many = prompt.kind is Kind.LINES
            return questionary.text(
                "",
                default=default if isinstance(default, str) else "",
                multiline=many,
                instruction=words.say("terminal.lines") + "\n" if many else None,
                placeholder=FormattedText([("fg:ansibrightblack", plain(prompt.example))]),
                enable_open_in_editor=many,
                tempfile_suffix=".md",
                qmark=MARK,
                style=LOOK,
            )
        options = [(option.id, option.label, option.key) for option in prompt.options]
        if prompt.kind is Kind.YES_NO:
            options = [("yes", words.say("wording.yes"), words.say("wording.yes")[0])]
            options += [("no", words.say("wording.no"), words.say("wording.no")[0])]
            default = None if default is None else "yes" if default else "no"
        if prompt.kind in {Kind.SEVERAL, Kind.ORDER}:
            picked = default if isinstance(default, tuple) else ()
            ordered = prompt.kind is Kind.ORDER
            return questionary.checkbox(
                "",
                [questionary.Choice(plain(label), value=id_, checked=id_ in picked) for id_, label, _ in options],
                instruction=words.say("terminal.order" if ordered else "terminal.checkbox"),
                use_jk_keys=False,
                qmark=MARK,
                style=LOOK,
            )
        if prompt.optional:
            options.append((EMPTY, words.say("terminal.leave_empty"), "-"))
        shortcuts = all(len(key) == 1 for _, _, key in options)
        return questionary.select(
            "",
            [
                questionary.Choice(f"{key} · {plain(label)}" if key.isdigit() else plain(label), value=id_)
                for id_, label, key in options
            ],
            default=default if isinstance(default, str) and any(default == id_ for id_, _, _ in options) else None,
            instruction=words.say("terminal.select_key" if shortcuts else "terminal.select"),
            use_jk_keys=False,
            qmark=MARK,
            style=LOOK,
        )

    def _run(self, question: questionary.Question, prompt: Prompt | None, words: Wording) -> Reply:
        app, keys = question.application, KeyBindings()
        app.erase_when_done = True
        app.ttimeoutlen = 0.05  # a lone Esc is told apart from Alt-Enter without a pause one would notice
        kind = prompt.kind if prompt else Kind.MENU
        window, control = _list_of(app)

        def bind(key: str, nav: Nav) -> None:
            @keys.add(key, eager=True)  # eager beats questionary's own eager keys
            def leave(event: KeyPressEvent) -> None:
                event.app.exit(result=Command(nav, _draft(event, control, kind)))

        allowed = (prompt.commands if prompt else frozenset({Nav.BACK})) | {Nav.QUIT}
        for key, nav in KEYS.items():
            if nav in allowed:
                bind(key, nav)
        if prompt and (prompt.why or prompt.probe):
            keys.add("f1", eager=True)(self._explain(prompt, words))
        if kind is Kind.LINES:
            keys.add("enter", eager=True)(lambda event: event.current_buffer.validate_and_handle())
            for newline in (("c-j",), ("escape", "enter")):
                keys.add(*newline, eager=True)(lambda event: event.current_buffer.insert_text("\n"))
        elif kind is Kind.LINE:
            keys.add("c-j", eager=True)(
                lambda event: event.current_buffer.insert_text(" ")
            )  # a pasted line end answers nothing
        if window is not None and control is not None:
            _listen(keys, window, control, prompt)
        app.key_bindings = merge_key_bindings(
            [app.key_bindings or KeyBindings(), keys]
        )  # ours last: the last match wins
        result = question.unsafe_ask()
        if isinstance(result, Command):
            return result
        if kind is Kind.YES_NO:
            return None if result == EMPTY else result == "yes"
        if kind in {Kind.SEVERAL, Kind.ORDER}:
            return tuple(result)
        return None if prompt and prompt.optional and result == EMPTY else str(result)

    def _explain(self, prompt: Prompt, words: Wording) -> Callable[[KeyPressEvent], None]:
        """Return what F1 does: print why this is asked, and the follow-up question, above the prompt."""
        parts = [Text(plain(prompt.why))] if prompt.why else []
        if prompt.probe:
            parts.append(Text(f"{words.say('terminal.probe')} {plain(prompt.probe)}", style="italic"))
        panel = Panel(Group(*parts), title=Text(words.say("terminal.why")), title_align="left", border_style="cyan")

        def show(_event: KeyPressEvent) -> None:
            run_in_terminal(lambda: self._screen.print(panel))

        return show


def _list_of(app: Application[Any]) -> tuple[Window | None, InquirerControl | None]:
    for window in app.layout.find_all_windows():
        if isinstance(window.content, InquirerControl):
            return window, window.content
    return None, None


def _listen(keys: KeyBindings, window: Window, control: InquirerControl, prompt: Prompt | None) -> None:
    """Give a list what questionary's lists lack: wrapped lines, page keys, keys of the options, an order."""
    window.wrap_lines = Always()  # questionary issue 429: long titles are cut
    keys.add("<bracketed-paste>", eager=True)(lambda _event: None)  # else a paste stays in the question line

    def move(steps: int) -> Callable[[KeyPressEvent], None]:
        def go(_event: KeyPressEvent) -> None:
            last = len(control.choices) - 1
            control.pointed_at = min(max(control.pointed_at + steps, 0), last)
            while not control.is_selection_valid():
                control.pointed_at += 1 if steps < 0 or control.pointed_at == 0 else -1

        return go

    for key, steps in (("pageup", -10), ("pagedown", 10), ("home", -(10**6)), ("end", 10**6)):
        keys.add(key, eager=True)(move(steps))
    if prompt is None:
        return

    def point(index: int) -> Callable[[KeyPressEvent], None]:
        def go(_event: KeyPressEvent) -> None:
            control.pointed_at = index

        return go

    for index, option in enumerate(prompt.options):
        if len(option.key) == 1:
            keys.add(option.key, eager=True)(point(index))
    if prompt.kind is Kind.SEVERAL:
        alone = {option.id for option in prompt.options if option.exclusive}

        @keys.add(" ", eager=True)
        def tick(_event: KeyPressEvent) -> None:
            here, picked = control.get_pointed_at().value, control.selected_options
            if here in picked:
                picked.remove(here)
            else:  # none of these unticks the rest, and the rest unticks it
                picked[:] = [here] if here in alone else [*(other for other in picked if other not in alone), here]

    if prompt.kind is Kind.ORDER:
        _order(keys, control, prompt)


def _order(keys: KeyBindings, control: InquirerControl, prompt: Prompt) -> None:
    """Let ticks keep the order they were made in and show it: no questionary prompt ranks."""
    labels = {choice.value: str(choice.title) for choice in control.choices}
    control.selected_options[:] = [id_ for id_ in _ids(prompt.default) if id_ in labels]

    def number() -> None:
        for choice in control.choices:
            place = (
                control.selected_options.index(choice.value) + 1 if choice.value in control.selected_options else None
            )
            choice.title = f"{place}. {labels[choice.value]}" if place else labels[choice.value]

    @keys.add(" ", eager=True)
    def tick(_event: KeyPressEvent) -> None:
        here = control.get_pointed_at().value
        if here in control.selected_options:
            control.selected_options.remove(here)
        else:
            control.selected_options.append(here)
        number()

    @keys.add("enter", eager=True)
    def finish(event: KeyPressEvent) -> None:
        event.app.exit(result=list(control.selected_options))

    number()


def _draft(event: KeyPressEvent, control: InquirerControl | None, kind: Kind) -> Answer:
    """Return what stands in a prompt that is being left."""
    if control is None:
        return event.app.current_buffer.text
    if kind is Kind.ORDER:
        return tuple(control.selected_options)
    if kind is Kind.SEVERAL:
        return tuple(str(choice.value) for choice in control.get_selected_values())
    # A select's default is in selected_options too (questionary 2.1.1), so the kind decides where to look.
    here = control.get_pointed_at().value
    return here == "yes" if kind is Kind.YES_NO and here != EMPTY else here or None


def _ids(answer: Answer) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else ()
