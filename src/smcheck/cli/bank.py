"""`smcheck bank`: which question banks there are, what is in one, what is wrong with one, and its format for editors."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from smcheck.cli.output import colourful, console, environment_language, plain, report, talk
from smcheck.problems import Problem, Problems, has_errors

if TYPE_CHECKING:
    from smcheck.bank.load import Bank
    from smcheck.bank.show import Entry
    from smcheck.wording import Wording

app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Question banks: list, show and check them, or print their format for an editor.",
)

Language = Annotated[Literal["de", "en"] | None, typer.Option("--language", help="The language of the texts.")]
Reference = Annotated[str | None, typer.Argument(metavar="[BANK]", help="A bank's id, or the path of its folder.")]


@app.command("list", epilog="Example: smcheck bank list")
def list_banks(language: Language = None) -> None:
    """List the question banks there are: your own folder first, then those that come with the program."""
    from smcheck.bank.load import available, load
    from smcheck.bank.reading import shown
    from smcheck.wording import wording

    words = wording(language or environment_language())
    rows, wrong = [], False
    for folder in available():
        try:
            bank = load(folder)
        except Problems as problems:
            report(problems.problems, words.locale)
            wrong = True
            continue
        settings = bank.settings
        modes = ", ".join(mode.id for mode in settings.modes)
        name = bank.say(settings.name, _spoken(bank, words))
        count = words.number(len(bank.questions))
        rows.append((settings.id, settings.version, ", ".join(settings.languages), modes, count, name, shown(folder)))
    heads = ("id", "version", "languages", "modes", "questions", "name", "folder")
    _table([words.say(f"bank.show.{head}") for head in heads], rows)
    if wrong:
        raise typer.Exit(1)


@app.command(epilog="Examples: smcheck bank show goal-check --language de · smcheck bank show goal-check --json")
def show(
    bank: Reference = None,
    language: Language = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole bank as JSON.")] = False,
) -> None:
    """Show a whole bank: every question in order, who is asked, and when."""
    from smcheck.bank.load import load
    from smcheck.bank.show import as_data, outline
    from smcheck.wording import wording

    found = load(bank or _the_only_bank())
    if as_json:
        _print_json(as_data(found))
        return
    words = wording(language or environment_language())
    locale = _spoken(found, words)
    print(plain(f"{found.say(found.settings.name, locale)} ({found.id} {found.settings.version})"))
    for section, entries in outline(found, locale):
        print(plain(f"\n{found.say(section.title, locale)} ({section.id})"))
        _section(entries, words)


@app.command(epilog="Examples: smcheck bank lint · smcheck bank lint ./my-bank --json")
def lint(
    banks: Annotated[
        list[str] | None, typer.Argument(metavar="[BANK]...", help="Ids or folders of banks; without any, all there are.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Say what is wrong or odd in banks; each finding has a code that docs/lint.md describes. Errors end with 1."""
    from smcheck.bank.lint import lint as lint_bank
    from smcheck.bank.load import available, find
    from smcheck.bank.reading import shown
    from smcheck.cli.check import problem_data
    from smcheck.wording import wording

    words = wording(environment_language())
    folders = [find(bank) for bank in banks] if banks else list(available())
    results = [(folder, lint_bank(folder)) for folder in folders]
    if as_json:
        told = [
            {"folder": shown(folder), "problems": [problem_data(problem, words) for problem in problems]}
            for folder, problems in results
        ]
        _print_json({"smcheck": 1, "banks": told})
    else:
        for problem in (problem for _, problems in results for problem in problems):
            print(_finding(problem, words))
        for folder, problems in results:
            counts = {level: sum(problem.level == level for problem in problems) for level in ("error", "warning", "hint")}
            talk(words.say("bank.show.counts", folder=shown(folder), **counts))
    if any(has_errors(problems) for _, problems in results):
        raise typer.Exit(1)


@app.command(epilog="Examples: smcheck bank schema > bank.schema.json · smcheck bank schema goal-check > sheet.schema.json")
def schema(bank: Reference = None, language: Language = None) -> None:
    """Print the JSON Schema of bank files, or with BANK that of its answer sheets, for an editor."""
    from smcheck.bank.load import load
    from smcheck.bank.schema import bank_schema, sheet_schema
    from smcheck.wording import wording

    if bank is None:
        _print_json(bank_schema())
        return
    found = load(bank)
    _print_json(sheet_schema(found, _spoken(found, wording(language or environment_language()))))


def _the_only_bank() -> str:
    """Return the path of the only bank there is; with several, one has to be named."""
    from smcheck.bank.load import available

    banks = available()
    if len(banks) != 1:
        raise typer.BadParameter(f"Name one of {', '.join(folder.name for folder in banks)}.", param_hint="BANK")
    return str(banks[0])


def _spoken(bank: "Bank", words: "Wording") -> str:
    """Return the locale of the texts of *bank*: the one wanted, else the bank's first language."""
    return words.locale if words.language in bank.settings.languages else bank.settings.languages[0]


def _finding(problem: Problem, words: "Wording") -> str:
    return plain(f"{words.located(problem)} [{problem.level} {problem.code}]")


def _section(entries: "Sequence[Entry]", words: "Wording") -> None:
    heads = ("number", "question", "type", "roles", "when")
    rows = []
    for entry in entries:
        question = [entry.text, f"  {entry.id}", *(f"  – {choice}" for choice in entry.choices)]
        rows.append((entry.number, question, [entry.type, entry.modes], entry.roles, entry.when))
    _table([words.say(f"bank.show.{head}") for head in heads], rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str | Sequence[str]]]) -> None:
    """Print a table on a terminal; on a pipe a line for each row, cells apart by tabs, nothing wrapped or cut."""
    cells = [[plain(cell) if isinstance(cell, str) else _lines(cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in [list(heads), *cells]:
            print("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold" if colourful(sys.stdout) else "", pad_edge=False)
    for head in heads:
        table.add_column(Text(head), overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console().print(table)


def _lines(parts: Sequence[str]) -> str:
    return "\n".join(plain(part) for part in parts if part)


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))
