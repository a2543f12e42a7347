"""How the interview looks: what stands above a prompt, the rows so far, the review, the answer that stays.

Drawn with rich; whatever a person typed is literal text, never markup.
"""

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from smcheck.interview.asker import Answer, Entry, Kind, Nav, Overview, Prompt, Table
from smcheck.terminal.screen import plain
from smcheck.wording import Wording

HINTS = {
    Nav.BACK: "terminal.key_back",
    Nav.SKIP: "terminal.key_skip",
    Nav.NOTE: "terminal.key_note",
    Nav.PRIVATE: "terminal.key_private",
    Nav.JUMP: "terminal.key_jump",
    Nav.REVIEW: "terminal.key_review",
}


def heading(prompt: Prompt, words: Wording) -> RenderableType:
    """Everything that stands above a prompt."""
    parts: list[RenderableType] = [Text("")]
    if prompt.header:
        parts.append(Rule(Text(plain(prompt.header), style="cyan"), align="left", style="cyan"))
    if prompt.row:
        parts.append(Text(plain(prompt.row), style="cyan"))
    if prompt.table and prompt.table.rows:
        parts.append(grid_of(prompt.table))
    for text, style in ((prompt.text, "bold"), (prompt.remark, "yellow"), (prompt.advice, ""), (prompt.form, "dim")):
        if text:
            parts.append(Text(plain(text), style=style))
    parts.append(Text(hint(prompt, words), style="dim"))
    return Group(*parts)


def hint(prompt: Prompt, words: Wording) -> str:
    """Return the line that names the keys of *prompt*; with every key it fits 80 columns in both languages."""
    named = [words.say(code) for nav, code in HINTS.items() if nav in prompt.commands]
    if prompt.why or prompt.probe:
        named.append(words.say("terminal.key_why"))
    return "  ".join([*named, words.say("terminal.key_quit")])


def grid_of(table: Table) -> Grid:
    """Draw the rows so far; the one that is being filled in stands out."""
    grid = Grid(box=None, header_style="bold", padding=(0, 1), show_edge=False)
    grid.add_column("", justify="right", style="dim")
    for column in table.columns:
        grid.add_column(Text(plain(column)), overflow="fold")
    for number, row in enumerate(table.rows):
        grid.add_row(
            str(number + 1), *(Text(plain(cell)) for cell in row), style="cyan" if number == table.current else None
        )
    return grid


def review(overview: Overview) -> Grid:
    """Draw every question of *overview* with its answer in full, or with why there is none."""
    grid = Grid(box=None, show_header=False, padding=(0, 1), show_edge=False)
    grid.add_column("", no_wrap=True)
    grid.add_column("", ratio=2, overflow="fold")
    grid.add_column("", ratio=3, overflow="fold")
    for title, entries in overview.sections:
        grid.add_row("", Text(plain(title), style="bold"), "")
        for entry in entries:
            mark = Text("✓", style="green") if entry.settled else Text("○", style="yellow")
            value = Text(plain(entry.value)) if entry.value else Text(plain(entry.status), style="dim")
            grid.add_row(mark, Text(plain(entry.label)), value)
    return grid


def line(entry: Entry) -> str:
    """Return *entry* as one line of a list to pick from."""
    return f"{'✓' if entry.settled else '○'} {plain(' '.join(entry.label.split()))}"


def echo(prompt: Prompt, reply: Answer, words: Wording) -> str:
    """Return the answer as it stays on the screen."""
    labels = {option.id: option.label for option in prompt.options}
    if reply is None or reply in ("", ()):
        return words.say("terminal.left_empty")
    if isinstance(reply, bool):
        return words.say("wording.yes" if reply else "wording.no")
    if isinstance(reply, tuple):
        marks = [f"{n}. " if prompt.kind is Kind.ORDER else "" for n in range(1, len(reply) + 1)]
        return plain(", ".join(mark + labels.get(id_, id_) for mark, id_ in zip(marks, reply, strict=True)))
    return plain(labels.get(reply, reply))
