"""Files that somebody made to do harm: sheets, banks, templates, words, and names of files.

Each is one `Hostile`: the files of a folder, the commands to try on it, and what has to become of it. The folder is
called `{here}` in commands.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from safety.letterheads import REFUSED, TAKEN
from safety.poison import (
    CHANGES,
    CONDITIONS,
    ENDLESS,
    FILES,
    MARKDOWN,
    NAMES,
    ODD,
    REACHING,
    SLOTS,
    SPOILT,
    TEXT_SLOTS,
    TEXTS,
    TYPED,
    WORDS,
    YAML,
)

ROOT = Path(__file__).parents[2]
BANK = ROOT / "tests" / "banks" / "every-type"
SHEET = ROOT / "tests" / "documents" / "sheets" / "fair-boss.yaml"

FORMATS = ("md", "html", "docx", "pdf")
BRIEF = ("brief", "{here}", "-o", "{here}/out", "--bank", str(BANK), "--notes")
SHEETS = (
    (*BRIEF, "--format", "md", "--format", "html", "--index", "--report", "{here}/out.json"),
    (*BRIEF, "--format", "docx", "--format", "pdf"),
    ("check", "{here}", "--bank", str(BANK)),
    ("check", "{here}", "--bank", str(BANK), "--json"),
    ("brief", "{here}", "--bank", str(BANK)),
)
BANKS = (
    ("bank", "show", "{here}"),
    ("brief", str(SHEET), "--bank", "{here}"),
    ("bank", "lint", "{here}"),
    ("check", str(SHEET), "--bank", "{here}", "--json"),
)
TEMPLATE = ("brief", str(SHEET), "--bank", str(BANK), "--templates", "{here}")
TEMPLATES = (TEMPLATE, (*TEMPLATE, "--format", "html"))
PAPERS = (TEMPLATES[1], (*TEMPLATE, "-o", "{here}/out", "--format", "docx", "--format", "pdf", "--timeout", "20"))
ENDLESS_ONES = ((*TEMPLATE, "-o", "{here}/out", "--timeout", "1"),)

LETTERS = (
    (
        "brief",
        str(SHEET),
        "--bank",
        str(BANK),
        "-o",
        "{here}/out",
        "--format",
        "docx",
        "--reference",
        "{here}/rat.docx",
    ),
)


@dataclass(frozen=True)
class Hostile:
    """Files to be tried with *commands*.

    *fate* is what has to become of them: refused with place and remedy, taken as they are, or either of the two.
    *file* is the one that a refusal has to name. *typed* is a text that has to be shown as it is.
    """

    kind: str
    name: str
    files: Mapping[str, bytes]
    commands: tuple[tuple[str, ...], ...]
    fate: str = "refused"
    file: str = ""
    typed: str = ""
    copied: Path | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"

    def lay_out(self, folder: Path) -> None:
        """Write the files to *folder*."""
        if self.copied:
            shutil.copytree(self.copied, folder)
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for name, target in self.links.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.symlink_to(target)


HEAD = """\
smcheck: 1
bank: {id: every-type, version: 1.2.0}
case: hostile
round: 2027-02
date: 2027-02-03
mode: long
language: de
"""


def quoted(text: str) -> str:
    """Return *text* as YAML that holds exactly that."""
    return "'" + text.replace("'", "''") + "'"


def sheet_of(text: str) -> bytes:
    """Return a sheet in which everything that can be typed is *text*."""
    typed = quoted(text)
    long = quoted(f"{text} {text} und weiter")
    # A name comes twice in no list, and one row refers to another by it.
    return f"""{HEAD}respondent: {{role: boss, function: {typed}}}
consultant: {{name: {typed}, firm: {typed}}}
answers:
  org_name: {quoted(text + " x")}
  org_kind: club
  countries: [ch, {{choice: elsewhere, text: {typed}}}]
  members: 12
  fair_date: 2027-08-21
  permitted: ja
  purpose: {long}
  worries: {long}
  budget: 100
  weekly_hours: 2
  channels: [posters, {{choice: another, text: {typed}}}]
  stalls:
    - stall_name: {typed}
      stall_kind: {{choice: other_area, text: {typed}}}
      stall_owner: {{choice: named, text: {typed}}}
      stall_hours: 3
      stall_cost: 200
      stall_note: {typed}
    - stall_name: {quoted(text + " 2")}
      stall_kind: kitchen
      stall_owner: nobody
  shifts:
    - {{shift_area: kitchen, shift_stall: {typed}, shift_people: 1}}
  main_stall: {typed}
  duties:
    noise: {{duty_state: settled, duty_by: {typed}}}
    {typed}: {{duty_state: settled, duty_by: {typed}}}
  mood: 3
open:
  litres: {{status: unknown, ask: {typed}}}
  own_share: {{status: na, reason: {typed}}}
notes:
  budget: {typed}
  stalls: {typed}
""".encode()


def wrong_sheet(text: str) -> bytes:
    """Return a sheet in which everything that is no text is *text*."""
    typed = quoted(text)
    return f"""{HEAD}respondent: {{role: {typed}, shown: {typed}}}
minutes: {typed}
consent: {typed}
follows: {typed}
accepted: [{typed}]
waived: {{{typed}: {typed}}}
private: [{typed}]
{quoted("x" + text)}: {typed}
answers:
  org_name: Verein
  org_kind: {typed}
  countries: [{typed}]
  members: {typed}
  fair_date: {typed}
  permitted: {typed}
  budget: {typed}
  weekly_hours: {typed}
  channels: {{choice: {typed}, text: {typed}}}
  stalls:
    - {{stall_name: x, stall_kind: {typed}, {quoted("y" + text)}: {typed}}}
  shifts: {typed}
  main_stall: {typed}
  duties: {{noise: {{duty_state: {typed}}}}}
  mood: {typed}
  motives: [[{typed}]]
  {quoted("z" + text)}: {typed}
open:
  litres: {{status: {typed}}}
  {quoted("w" + text)}: {{status: unknown}}
notes: {{{quoted("v" + text)}: {typed}}}
""".encode()


def corpus() -> Iterator[Hostile]:
    """Yield all hostile files."""
    yield from _sheets()
    yield from _banks()
    yield from _templates()
    yield from _names()


def _sheets() -> Iterator[Hostile]:
    for name, data in YAML.items():
        # Behind a good head the file is still a sheet.
        good_head = not data.startswith((b"%", b"!", b"-", b"[")) and name not in {"a word", "null", "nothing"}
        whole = HEAD.encode() + data if good_head else data
        fate = "either" if name in {"nothing", "blanks", "a comment"} else "refused"
        yield Hostile("sheet", name, {"a.yaml": whole}, _named(SHEETS, "a.yaml"), fate, file="a.yaml")
    for text in TYPED:
        yield Hostile("sheet", f"typed {text!a}", {"a.yaml": sheet_of(text)}, SHEETS, "taken", typed=text)
        yield Hostile("sheet", f"{text!a} for all else", {"a.yaml": wrong_sheet(text)}, SHEETS, file="a.yaml")
    for name in NAMES:
        for key, usual in (("case", "hostile"), ("round", "2027-02")):
            data = HEAD.replace(f"{key}: {usual}", f"{key}: {quoted(name)}") if "\n" not in name else HEAD
            if "\n" in name:
                data = HEAD.replace(f"{key}: {usual}", f'{key}: "{name!r}"')
            whole = (data + "answers: {org_name: Verein}\n").encode()
            yield Hostile("sheet", f"{key} {name!a}", {"a.yaml": whole}, SHEETS, _fate(name), file="a.yaml")
        data = HEAD.replace("id: every-type", f"id: {quoted(name)}").encode()
        alone = tuple(tuple(word for word in words if word not in ("--bank", str(BANK))) for words in SHEETS)
        yield Hostile("sheet", f"bank {name!a}", {"a.yaml": data}, alone, file="a.yaml")
    digits = f"{HEAD}answers: {{org_name: Verein, members: {ENDLESS[:1_000_000]}}}\n".encode()
    yield Hostile("sheet", "1 MiB of digits for a figure", {"a.yaml": digits}, SHEETS, file="a.yaml")
    text = f"{HEAD}answers: {{org_name: {ENDLESS[:1_000_000]}}}\n".encode()
    yield Hostile("sheet", "1 MiB of digits for a name", {"a.yaml": text}, SHEETS, file="a.yaml")
    rows = "".join(f"    - {{stall_name: s{n}, stall_kind: bar}}\n" for n in range(20_000))
    yield Hostile(
        "sheet", "20,000 rows", {"a.yaml": f"{HEAD}answers:\n  stalls:\n{rows}".encode()}, SHEETS, file="a.yaml"
    )
    keys = "".join(f"  k{n}: x\n" for n in range(20_000))
    yield Hostile("sheet", "20,000 answers", {"a.yaml": f"{HEAD}answers:\n{keys}".encode()}, SHEETS, file="a.yaml")
    yield Hostile(
        "sheet", "a link to a device", {}, _named(SHEETS, "a.yaml"), "refused", "a.yaml", links={"a.yaml": "/dev/zero"}
    )
    yield Hostile(
        "sheet", "a link to itself", {}, _named(SHEETS, "a.yaml"), "refused", "a.yaml", links={"a.yaml": "a.yaml"}
    )


def _fate(name: str) -> str:
    return "taken" if name == "0x" else "refused"


def _named(commands: tuple[tuple[str, ...], ...], file: str) -> tuple[tuple[str, ...], ...]:
    """Name the file itself: in a folder, what is no sheet is passed over."""
    return tuple(tuple(f"{word}/{file}" if word == "{here}" else word for word in words) for words in commands)


def _banks() -> Iterator[Hostile]:
    files = sorted(path.relative_to(BANK).as_posix() for path in BANK.rglob("*.yaml"))
    for number, (name, data) in enumerate(YAML.items()):
        if number % 4:  # the reader is the same as that of sheets
            continue
        file = files[number // 4 % len(files)]
        yield Hostile("bank", f"{name} as {file}", {file: data}, BANKS, "refused", file=file, copied=BANK)
    for number, condition in enumerate((*CONDITIONS, *ODD)):
        file, old, new = SLOTS[number % len(SLOTS)]
        fate = "either" if condition in ODD else "refused"
        yield _changed(
            f"condition {condition[:40]!a}, {len(condition)} signs", file, old, new.format(quoted(condition)), fate
        )
    for number, text in enumerate(TEXTS):
        for file, old, new in (TEXT_SLOTS[number % len(TEXT_SLOTS)], TEXT_SLOTS[(number + 3) % len(TEXT_SLOTS)]):
            yield _changed(f"text {text[:40]!a} for {old[:24]!a}", file, old, new.format(quoted(text)), "either")
    for file, old, new, fate in CHANGES:
        yield _changed(f"{file} {new[:40]!a}", file, old, new, fate)
    many = "\n".join(f"  - {{id: q{n}, type: text, text: x}}" for n in range(10_000))
    section = f"id: feeling\ntitle: x\nquestions:\n{many}\n".encode()
    yield Hostile("bank", "10,000 questions", {"sections/feeling.yaml": section}, BANKS[:1], "either", copied=BANK)
    for file, target in (
        ("sections/plan.yaml", "/etc/passwd"),
        ("values.yaml", "/dev/zero"),
        ("bank.yaml", "bank.yaml"),
    ):
        yield Hostile("bank", f"{file} leads to {target}", {}, BANKS, file=file, copied=BANK, links={file: target})
    yield Hostile("bank", "a file without end", {}, BANKS, "taken", copied=BANK, links={"more.yaml": "/dev/zero"})
    yield Hostile("bank", "a link in a circle", {}, BANKS, "taken", copied=BANK, links={"more.yaml": "more.yaml"})
    yield Hostile(
        "bank",
        "a file that is none",
        {b"sections/\xff.yaml".decode(errors="surrogateescape"): b"a: b"},
        BANKS,
        "either",
        copied=BANK,
    )


def _changed(name: str, file: str, old: str, new: str, fate: str = "refused") -> Hostile:
    text = (BANK / file).read_text(encoding="utf-8")
    assert old in text, (file, old)
    return Hostile("bank", name, {file: text.replace(old, new, 1).encode()}, BANKS, fate, file=file, copied=BANK)


def _templates() -> Iterator[Hostile]:
    for source in REACHING:
        data = source.encode()
        yield Hostile("template", source[:60], {"brief.md.j2": data}, TEMPLATES, file="brief.md.j2")
    for name, (data, fate) in SPOILT.items():
        yield Hostile("template", name, {"brief.md.j2": data}, TEMPLATES, fate, file="brief.md.j2")
    for name, (text, fate) in MARKDOWN.items():
        files = {"brief.md.j2": text.encode()}
        yield Hostile("template", name, files, PAPERS, fate, file="brief.md.j2")
    endless = b"{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(99) }}"
    yield Hostile("template", "without end", {"brief.md.j2": endless}, ENDLESS_ONES)
    for kind, letters in (("refused", REFUSED), ("taken", TAKEN)):
        for name, data in letters.items():
            yield Hostile("letterhead", name, {"rat.docx": data}, LETTERS, kind, file="rat.docx")
    for number, (name, data) in enumerate(YAML.items()):
        if number % 4 == 1:
            yield Hostile("words", name, {"words/de.yaml": data}, TEMPLATES, "refused", file="words/de.yaml")
    for text in WORDS:
        yield Hostile("words", text[:40], {"words/de.yaml": text.encode()}, TEMPLATES, "either", file="words/de.yaml")
    for target in ("/etc/passwd", "/dev/zero", "brief.md.j2"):
        links = {"brief.md.j2": target}
        yield Hostile("template", f"a link to {target}", {"x.md.j2": b""}, TEMPLATES, "taken", links=links)
        yield Hostile(
            "template", f"a second link to {target}", {"x.md.j2": b""}, TEMPLATES, "taken", links={"y.md.j2": target}
        )


def _names() -> Iterator[Hostile]:
    for raw in FILES:
        name = os.fsdecode(raw)
        yield Hostile("name", f"good {name!a}", {name: sheet_of("x")}, SHEETS, "taken")
        yield Hostile("name", f"bad {name!a}", {name: wrong_sheet("x")}, SHEETS)
        yield Hostile("name", f"torn {name!a}", {name: HEAD.encode() + b"answers: ["}, SHEETS)
        yield Hostile("name", f"of a template {name!a}", {f"{name}.md.j2": b"x"}, TEMPLATES, "taken")
