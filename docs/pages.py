"""Make `docs/pages.png`: pages of real documents as they come out as PDF, side by side.

Run it from the top of a checkout after a change to how documents look: `python docs/pages.py`.
"""

import tempfile
from pathlib import Path

import typst
from pypdf import PdfReader

from smcheck.answers.read import load_sheet
from smcheck.case import group, rounds
from smcheck.documents.formats import Format
from smcheck.documents.make import orders

ROOT = Path(__file__).parents[1]
CASE = "bruehlmatt-energie.2026-12"
WIDE, GAP = 62, 4  # mm
CHART = "```chart profile"


def profile(brief: str, pdf: Path) -> int:
    """Return the page of the brief that shows the profile."""
    heading = brief[: brief.index(CHART)].rsplit("\n## ", 1)[1].split("\n")[0]
    reader = PdfReader(pdf)
    pages = [page.extract_text() for page in reader.pages]
    return next(number for number, text in enumerate(pages, 1) if number > 2 and f"\n{heading}\n" in text)


def main(picture: Path = ROOT / "docs" / "pages.png") -> None:
    """Make the documents, and one *picture* of three of their pages."""
    sheets = [load_sheet(path) for path in sorted((ROOT / "examples").glob(f"{CASE}.*.yaml"))]
    (example,) = rounds(group(sheets))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        brief, onepager = orders(example, ["brief", "onepager"], language="en", formats=[Format.PDF])
        for order in (brief, onepager):
            (folder / f"{order.document}.pdf").write_bytes(order.made().data)
        shown = [("brief", 1), ("brief", profile(brief.text(), folder / "brief.pdf")), ("onepager", 1)]
        cells = ", ".join(
            f'rect(inset: 0pt, stroke: 0.4pt + luma(170), image("{file}.pdf", page: {page}, width: {WIDE}mm))'
            for file, page in shown
        )
        source = f"#set page(width: auto, height: auto, margin: {GAP}mm)\n#grid(columns: 3, gutter: {GAP}mm, {cells})"
        main = folder / "pages.typ"
        main.write_text(source, encoding="utf-8")
        picture.write_bytes(typst.compile(main, format="png", ppi=150))


if __name__ == "__main__":
    main()
