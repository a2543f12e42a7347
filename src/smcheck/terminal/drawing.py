"""How the interview looks: what stands above a prompt and around it, the rows so far, the answer that stays.

Drawn with rich, or as lines that fit a width; whatever a person typed is literal text, never markup.
"""

from collections.abc import Iterable
from functools import lru_cache

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.rule import Rule
from rich.table import Table as Grid
from rich.text import Text

from smcheck.interview.asker import Answer, Entry, Kind, Nav, Prompt, Table
from smcheck.terminal.screen import plain
from smcheck.wording import Wording

MOVES = {
    Nav.BACK: "terminal.key_back",
    Nav.SKIP: "terminal.key_skip",
    Nav.NOTE: "terminal.key_note",
    Nav.JUMP: "terminal.key_jump",
    Nav.REVIEW: "terminal.key_review",
}
LONGEST_VALUE = 4  # lines of one answer in a list of all answers
NARROWEST = 20  # columns; below that nothing is readable anyway


def heading(prompt: Prompt, *, again: bool = False) -> RenderableType:
    """Everything that stands above a prompt and stays; in the next cell of a row (*again*) the row's name is enough."""
    parts: list[RenderableType] = [Text("")]
    if prompt.header and not again:
        parts.append(Header(plain(prompt.header)))
    if prompt.table and prompt.table.rows and not again:
        parts += [Rows(prompt.table), Text("")]
    if prompt.row:
        parts.append(Text(plain(prompt.row), style="cyan"))
    parts.append(Text(plain(prompt.text), style="bold"))
    if prompt.remark:
        parts.append(Text(plain(prompt.remark), style="yellow"))
    return Group(*parts)


class Header:
    """The line above a question: drawn out to the edge where it fits, else broken like any other text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = Text(self._text, style="cyan")
        fits = cell_len(self._text) + 2 <= options.max_width
        yield Rule(text, align="left", style="cyan") if fits else text


class Rows:
    """The rows so far: a table where it fits, else one row below the other; the one being filled in stands out."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        grid = self._grid()
        fits = Measurement.get(console, options.update(width=10_000), grid).maximum <= options.max_width
        yield grid if fits else self._stack()

    def _grid(self) -> Grid:
        grid = Grid(box=None, header_style="dim", padding=(0, 1), show_edge=False)
        grid.add_column("", justify="right", style="dim")
        for column in self._table.columns:
            grid.add_column(Text(plain(column)))
        for number, row in enumerate(self._table.rows):
            grid.add_row(str(number + 1), *(Text(plain(cell)) for cell in row), style=self._style(number))
        return grid

    def _stack(self) -> Grid:
        grid = Grid(box=None, show_header=False, padding=(0, 1), show_edge=False)
        grid.add_column("", justify="right", style="dim")
        grid.add_column("", overflow="fold")
        for number, (name, *cells) in enumerate(self._table.rows):
            said = [
                f"{plain(head)}: {plain(' '.join(cell.split()))}"
                for head, cell in zip(self._table.columns[1:], cells, strict=True)
                if cell
            ]
            text = Text(plain(name) or "–")
            if said:
                text.append("\n" + " · ".join(said), style="dim")
            grid.add_row(str(number + 1), text, style=self._style(number))
        return grid

    def _style(self, number: int) -> str | None:
        return "cyan" if number == self._table.current else None


def moves(prompt: Prompt, words: Wording) -> list[str]:
    """Return the keys that lead away from *prompt*; all of them fit 80 columns in both languages."""
    return [*(words.say(code) for nav, code in MOVES.items() if nav in prompt.commands), words.say("terminal.key_quit")]


def ways(prompt: Prompt, words: Wording) -> list[str]:
    """Return how *prompt* is answered, and what else its keys do to this answer."""
    yes_or_no = {id_: words.say(f"wording.{id_}")[0] for id_ in ("yes", "no")}
    kind = "digits" if prompt.kind in {Kind.ONE, Kind.MENU} else prompt.kind.value
    named = [words.say(f"terminal.way_{kind}", **yes_or_no)]
    if prompt.optional and not prompt.none and prompt.kind in {Kind.LINE, Kind.LINES, Kind.SEVERAL, Kind.ORDER}:
        named.append(words.say("terminal.may_be_empty"))
    if prompt.why or prompt.probe:
        named.append(words.say("terminal.key_why"))
    if Nav.PRIVATE in prompt.commands:
        named.append(words.say("terminal.key_private"))
    return named


def advice(prompt: Prompt, words: Wording) -> str:
    """Return how *prompt* may be answered; it is shown while it is open."""
    # In a text the example stands where one types.
    typed = prompt.kind in {Kind.LINE, Kind.LINES}
    example = words.say("terminal.example", text=prompt.example) if prompt.example and not typed else ""
    return "\n".join(plain(text) for text in (prompt.advice, prompt.form, example) if text)


def in_lines(hints: Iterable[str], width: int) -> tuple[str, ...]:
    """Return *hints* side by side in as few lines as they fit, none of them broken."""
    lines: list[str] = []
    for hint in hints:
        if lines and cell_len(lines[-1]) + 2 + cell_len(hint) <= width:
            lines[-1] += "  " + hint
        else:
            lines.append(hint)
    return tuple(lines)


@lru_cache(maxsize=1000)
def wrapped(text: str, width: int) -> tuple[str, ...]:
    """Return *text* in lines of at most *width* columns, broken between words; a longer word is broken anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and cell_len(line) + 1 + cell_len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
            *full, line = chop_cells(line, max(width, 1)) or [""]
            lines += full
        lines.append(line)
    return tuple(lines)


def listed(entry: Entry, width: int) -> tuple[str, ...]:
    """Return *entry* as lines of a list to pick from: a mark, the question, and its answer or why there is none."""
    mark = "✓" if entry.settled else "○"
    label, value = plain(" ".join(entry.label.split())), plain(entry.value or f"({entry.status})")
    if width < 60:
        left, right = wrapped(label, width - 2), wrapped(value, width - 4)[:LONGEST_VALUE]
        return (f"{mark} {left[0]}", *(f"  {line}" for line in left[1:]), *(f"    {line}" for line in right))
    column = width * 2 // 5
    left, right = wrapped(label, column - 2), wrapped(value, width - column - 2)
    if len(right) > LONGEST_VALUE:
        right = (*right[: LONGEST_VALUE - 1], right[LONGEST_VALUE - 1][: width - column - 4] + " …")
    lines = []
    for number in range(max(len(left), len(right))):
        start = left[number] if number < len(left) else ""
        end = right[number] if number < len(right) else ""
        space = " " * (column - cell_len(start))
        lines.append(f"{mark if number == 0 else ' '} {start}{space}{end}".rstrip())
    return tuple(lines)


def echo(prompt: Prompt, reply: Answer, words: Wording) -> str:
    """Return the answer as it stays on the screen."""
    if understood := prompt.understood(reply):
        return plain(understood)
    if isinstance(reply, bool):
        return words.say("wording.yes" if reply else "wording.no")
    # Of a rating the level is said, too: its option's id is the level itself.
    labels = {
        option.id: f"{option.key} · {option.label}" if option.key == option.id else option.label
        for option in prompt.options
    }
    if isinstance(reply, tuple) and reply:
        marks = [f"{n}. " if prompt.kind is Kind.ORDER else "" for n in range(1, len(reply) + 1)]
        return plain("\n".join(mark + labels.get(id_, id_) for mark, id_ in zip(marks, reply, strict=True)))
    said = labels.get(reply, reply) if isinstance(reply, str) else prompt.none
    return plain(said) or words.say("terminal.left_empty")
