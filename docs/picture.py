"""Make `docs/interview.svg`: a real interview in a real pseudo-terminal, drawn as it looks there.

Run it from the top of a checkout after a change to how the interview looks: `python docs/picture.py`.
"""

import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.style import Style
from rich.text import Text

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "terminal"))

from pty_screen import Terminal  # noqa: E402

COLUMNS, ROWS = 88, 30


def drawn(terminal: Terminal) -> Text:
    """Return the screen of *terminal* with its colours."""
    text = Text()
    for y in range(ROWS):
        for x in range(COLUMNS):
            cell = terminal.screen.buffer[y][x]
            colour = None if cell.fg == "default" else {"brown": "yellow"}.get(cell.fg, cell.fg)
            if colour and len(colour) == 6 and colour.strip("0123456789abcdef") == "":
                colour = f"#{colour}"
            text.append(cell.data, Style(color=colour, bold=cell.bold, italic=cell.italics, reverse=cell.reverse))
        text.append("\n")
    return text


def main() -> None:
    """Answer the first questions, stop at a list, and write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(
            [sys.executable, "-m", "smcheck", "interview", "bruehlmatt.yaml", "--language", "en"],
            rows=ROWS,
            columns=COLUMNS,
            folder=Path(folder),
        )
        for needle, keys in STEPS:
            terminal.wait_for(needle)
            terminal.send(keys)
        terminal.wait_for(LAST)
        terminal.pump(0.3)
        console = Console(record=True, width=COLUMNS, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
        console.print(drawn(terminal), end="")
        (ROOT / "docs" / "interview.svg").write_text(console.export_svg(title="smcheck interview"), encoding="utf-8")
        terminal.send("\x03")
        terminal.wait_exit()


STEPS: tuple[tuple[str, str], ...] = ()
LAST = "?"

if __name__ == "__main__":
    main()
