"""Make `docs/interview.svg`: a real interview in a real pseudo-terminal, drawn as it looks there.

Run it from the top of a checkout after a change to how the interview looks: `python docs/picture.py`.
"""

import io
import re
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.style import Style
from rich.text import Text

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "terminal"))

from pty_screen import Terminal  # noqa: E402

COLUMNS, ROWS = 88, 34
F1, CTRL_C = "\x1bOP", "\x03"


def drawn(terminal: Terminal) -> Text:
    """Return the screen of *terminal* with its colours, from the section's title to the last line written."""
    lines = [line.strip() for line in terminal.screen.display]
    first = next(y for y, line in enumerate(lines) if line.startswith("Channels and dialogue"))
    last = max(y for y, line in enumerate(lines) if line)
    text = Text()
    for y in range(first, last + 1):
        for x in range(COLUMNS):
            cell = terminal.screen.buffer[y][x]
            colour = None if cell.fg == "default" else cell.fg.replace("brown", "yellow").replace("bright", "bright_")
            if colour and len(colour) == 6 and colour.strip("0123456789abcdef") == "":
                colour = f"#{colour}"
            text.append(cell.data, Style(color=colour, bold=cell.bold, italic=cell.italics, reverse=cell.reverse))
        text.append("\n")
    return text


def main() -> None:
    """Go on with a half-filled example, ask why a question is asked, and write the picture."""
    example = ROOT / "examples" / "stadtwerke-ellerbach.2026-12.all.yaml"
    half, _, _ = example.read_text(encoding="utf-8").partition("  dlg_ambition:")
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "stadtwerke.yaml"
        sheet.write_text(half, encoding="utf-8")
        command = [sys.executable, "-m", "smcheck", "interview", sheet.name, "--language", "en"]
        terminal = Terminal(command, rows=ROWS, columns=COLUMNS, folder=Path(folder))
        terminal.wait_for("How much conversation")
        terminal.send(F1)
        terminal.wait_for("Why I ask")
        terminal.send("3")
        terminal.pump(0.5)
        console = Console(record=True, width=COLUMNS, file=io.StringIO())
        console.print(drawn(terminal), end="")
        picture = console.export_svg(title="smcheck interview", unique_id="smcheck")
        # No font from the network: the reader's own monospaced one will do.
        picture = re.sub(r"@font-face \{.*?\}\s*", "", picture, flags=re.DOTALL)
        (ROOT / "docs" / "interview.svg").write_text(picture, encoding="utf-8")
        terminal.send(CTRL_C)
        terminal.wait_exit()


if __name__ == "__main__":
    main()
