"""Lists to pick from: questionary's, with what they lack."""

from collections.abc import Callable, Sequence
from typing import Any

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.filters import Always, Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import ScrollOffsets
from prompt_toolkit.layout.margins import ConditionalMargin, ScrollbarMargin
from questionary.prompts.common import InquirerControl  # internal; a test fails if it moves

from smcheck.interview.asker import Answer, Kind, Prompt
from smcheck.terminal import drawing
from smcheck.terminal.prompts.page import Page
from smcheck.terminal.screen import plain
from smcheck.wording import Wording

MARK = "›"
EMPTY = ""  # the id of "leave empty"; questionary turns a value of None into the title
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


class OptionList:
    """A list of questionary, with what its lists lack: wrapped lines, a window that scrolls, page keys, an order."""

    def __init__(self, question: questionary.Question) -> None:
        self.application = question.application
        windows = self.application.layout.find_all_windows()
        self._window = next(window for window in windows if isinstance(window.content, InquirerControl))
        self._control: InquirerControl = self._window.content  # type: ignore[assignment]
        if not self._control.use_indicator:
            self._control.selected_options.clear()  # questionary 2.1.1 ticks the option that is pointed at

    def lay_out(self, page: Page, draw: Draw) -> None:
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
            # questionary would bring them into the order of the list.
            control.selected_options[:] = [id_ for id_ in _ids(prompt.default) if id_ in control.selected_options]
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


def list_of(prompt: Prompt, options: Sequence[tuple[str, str, str]]) -> OptionList:
    """Return the list for a prompt of any kind but texts, with *options* of id, key and label."""
    default = prompt.default
    if prompt.kind in {Kind.SEVERAL, Kind.ORDER}:
        boxes = [questionary.Choice(id_, value=id_, checked=id_ in _ids(default)) for id_, _, _ in options]
        return OptionList(questionary.checkbox("", boxes, pointer=MARK, use_jk_keys=False, style=LOOK))
    if isinstance(default, bool):
        default = "yes" if default else "no"
    known = next((id_ for id_, _, _ in options if id_ == default), None)
    return choose([questionary.Choice(id_, value=id_) for id_, _, _ in options], known)


def choose(choices: list[Any], default: str | None) -> OptionList:
    """Return a list to pick one of *choices* from, with the pointer on the value *default*."""
    return OptionList(questionary.select("", choices, default=default, pointer=MARK, use_jk_keys=False, style=LOOK))


def options_of(prompt: Prompt, words: Wording) -> list[tuple[str, str, str]]:
    """Return id, key and label of everything that can be picked."""
    options = [(option.id, option.key, plain(option.label)) for option in prompt.options]
    if prompt.kind is Kind.YES_NO:
        options = [(id_, words.say(f"wording.{id_}")[0], words.say(f"wording.{id_}")) for id_ in ("yes", "no")]
    if prompt.optional and prompt.kind in {Kind.ONE, Kind.YES_NO}:
        options.append((EMPTY, "-", words.say("terminal.leave_empty")))
    return options


def _ids(answer: Answer) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else ()
