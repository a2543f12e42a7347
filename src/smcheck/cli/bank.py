"""`smcheck bank`: which question banks there are, what is in one, what is wrong with it, its format for editors."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from smcheck.cli.frame import Commands
from smcheck.cli.output import colourful, console, environment_language, json_text, plain, report, talk
from smcheck.problems import Problem, Problems, has_errors

if TYPE_CHECKING:
    from pathlib import Path

    from smcheck.bank.load import Bank
    from smcheck.bank.show import Entry, RuleEntry
    from smcheck.wording import Wording

app = Commands(help="Question banks: list, show and check them, or print their format for an editor.")

Language = Annotated[Literal["de", "en"] | None, typer.Option("--language", help="The language of the texts.")]
Reference = Annotated[str | None, typer.Argument(metavar="BANK", help="A bank's id, or the path of its folder.")]


@app.command("list", epilog="Example: smcheck bank list")
def list_banks(language: Language = None) -> None:
    """List the question banks there are: your own folder first, then those that come with the program."""
    from smcheck.bank.folders import available
    from smcheck.bank.load import load
    from smcheck.bank.reading import shown
    from smcheck.wording import wording

    words = wording(language or environment_language())
    banks, wrong = [], False
    for folder in available():
        try:
            bank = load(folder)
        except Problems as problems:
            report(problems.problems, words.locale)
            wrong = True
            continue
        banks.append(
            {
                "id": bank.id,
                "version": bank.settings.version,
                "languages": ", ".join(bank.settings.languages),
                "modes": ", ".join(mode.id for mode in bank.settings.modes),
                "questions": words.number(len(bank.questions)),
                "name": bank.say(bank.settings.name, _spoken(bank, words)),
                "folder": shown(folder),
            }
        )
    _banks(banks, words)
    if wrong:
        raise typer.Exit(1)


@app.command(epilog="Examples: smcheck bank show goal-check --language de · smcheck bank show goal-check --json")
def show(
    bank: Reference = None,
    language: Language = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole bank as JSON.")] = False,
) -> None:
    """Show a whole bank: every question in order, who is asked and when, and what the answers say under which
    conditions."""
    from smcheck.bank.load import load
    from smcheck.bank.show import as_data, outline, rules_outline
    from smcheck.wording import wording

    found = load(bank or _the_only_bank())
    if as_json:
        print(json_text(as_data(found)))
        return
    words = wording(language or environment_language())
    locale = _spoken(found, words)
    print(plain(f"{found.say(found.settings.name, locale)} ({found.id} {found.settings.version})"))
    for section, entries in outline(found, locale):
        print(plain(f"\n{found.say(section.title, locale)} ({section.id})"))
        _section(entries, words)
    for name, rules in rules_outline(found, locale):
        print(plain(f"\n{words.say(f'bank.show.{name}')}"))
        _rules(name, rules, words)


@app.command(epilog="Examples: smcheck bank lint · smcheck bank lint ./my-bank --json")
def lint(
    banks: Annotated[
        list[str] | None,
        typer.Argument(metavar="BANK...", help="Ids or folders of banks; without any, all there are."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Say what is wrong or odd in banks and their templates; docs/lint.md describes each code. Errors end with 1."""
    from smcheck.bank.folders import available, find
    from smcheck.bank.reading import shown
    from smcheck.cli.check import problem_data
    from smcheck.wording import wording

    words = wording(environment_language())
    folders = [find(bank) for bank in banks] if banks else list(available())
    results = [(folder, _findings(folder)) for folder in folders]
    if as_json:
        told = [
            {"folder": shown(folder), "problems": [problem_data(problem, words) for problem in problems]}
            for folder, problems in results
        ]
        print(json_text({"smcheck": 1, "banks": told}))
    else:
        # Templates for any bank are judged with each, and would be told as often.
        for line in dict.fromkeys(_finding(problem, words) for _, problems in results for problem in problems):
            print(line)
        for folder, problems in results:
            levels = Counter(problem.level for problem in problems)
            counts = {level: levels[level] for level in ("error", "warning", "hint")}
            talk(words.say("bank.show.counts", folder=shown(folder), **counts))
    if any(has_errors(problems) for _, problems in results):
        raise typer.Exit(1)


@app.command(epilog="Examples: smcheck bank schema > bank.json · smcheck bank schema goal-check > sheet.json")
def schema(bank: Reference = None, language: Language = None) -> None:
    """Print the JSON Schema of bank files, or with BANK that of its answer sheets, for an editor."""
    from smcheck.bank.load import load
    from smcheck.bank.schema import bank_schema, sheet_schema
    from smcheck.wording import wording

    if bank is None:
        print(json_text(bank_schema()))
        return
    found = load(bank)
    print(json_text(sheet_schema(found, _spoken(found, wording(language or environment_language())))))


def _findings(folder: "Path") -> "tuple[Problem, ...]":
    """Return what is wrong or odd in a bank and, if it loads, in the templates of its documents."""
    from smcheck.bank.lint import lint as lint_bank
    from smcheck.bank.load import load
    from smcheck.documents.lint import judge_words, unknown_names

    found = lint_bank(folder)
    try:
        bank = load(folder)
    except Problems:
        return found
    return (*found, *unknown_names(bank), *judge_words(bank))


def _the_only_bank() -> str:
    """Return the path of the only bank there is; with several, one has to be named."""
    from smcheck.bank.folders import available

    banks = available()
    if len(banks) != 1:
        raise typer.BadParameter(f"Name one of {', '.join(folder.name for folder in banks)}.", param_hint="BANK")
    return str(banks[0])


def _spoken(bank: "Bank", words: "Wording") -> str:
    """Return the locale of the texts of *bank*: the one wanted, else the bank's first language."""
    return words.locale if words.language in bank.settings.languages else bank.settings.languages[0]


def _finding(problem: Problem, words: "Wording") -> str:
    return plain(f"{words.located(problem)} [{problem.level} {problem.code}]")


def _banks(banks: Sequence[Mapping[str, str]], words: "Wording") -> None:
    heads = list(banks[0]) if banks else []
    labels = {head: words.say(f"bank.show.{head}") for head in heads}
    if sys.stdout.isatty():  # seven columns are too many for a narrow window
        beside = ("version", "languages", "modes", "questions", "folder")
        rows = [
            (bank["id"], "\n".join([bank["name"], *(f"{labels[key]}: {bank[key]}" for key in beside)]))
            for bank in banks
        ]
        _table([labels["id"], labels["name"]], rows, room={1: 1})
    else:
        _table(list(labels.values()), [tuple(bank.values()) for bank in banks], room={})


def _section(entries: "Sequence[Entry]", words: "Wording") -> None:
    heads: Sequence[str]
    rows: list[Sequence[str]]
    if sys.stdout.isatty():
        heads = ("number", "question", "details")
        rows = [(entry.number, _question(entry), _details(entry, words)) for entry in entries]
    else:
        heads = ("number", "id", "question", "type", "roles", "modes", "when", "choices")
        rows = [
            (each.number, each.id, each.text, each.type, each.roles, each.modes, each.when, "; ".join(each.choices))
            for each in entries
        ]
    _table([words.say(f"bank.show.{head}") for head in heads], rows, room={1: 3, 2: 2})


def _rules(name: str, entries: "Sequence[RuleEntry]", words: "Wording") -> None:
    heads = ["id", "text", f"kind_of_{name}", f"when_of_{name}"]
    rows: list[Sequence[str]] = [(entry.id, entry.text, entry.kind, entry.when) for entry in entries]
    if sys.stdout.isatty():
        heads = ["id", "text", f"when_of_{name}"]
        rows = [(entry.id, f"{entry.text}\n– {entry.kind}", entry.when) for entry in entries]
    _table([words.say(f"bank.show.{head}") for head in heads], rows, room={1: 1, 2: 1})


def _question(entry: "Entry") -> str:
    return "\n".join([entry.text, entry.id, *(f"– {choice}" for choice in entry.choices)])


def _details(entry: "Entry", words: "Wording") -> str:
    modes = words.say("bank.show.only_in", modes=entry.modes) if entry.modes else ""
    when = words.say("bank.show.asked_if", condition=entry.when) if entry.when else ""
    return "\n".join(filter(None, [entry.type, entry.roles, modes, when]))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, room: Mapping[int, int]) -> None:
    """Print a table on a terminal; on a pipe a line for each row, cells apart by tabs, nothing wrapped or cut.

    *room* says in which proportion columns share the width that the others leave.
    """
    if not sys.stdout.isatty():
        for row in [heads, *rows]:
            print("\t".join(plain(" ".join(cell.split())) for cell in row))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    style = "bold" if colourful(sys.stdout) else ""
    table = Table(box=box.SIMPLE_HEAD, header_style=style, pad_edge=False, expand=True)
    for place, head in enumerate(heads):
        table.add_column(Text(head), overflow="fold", ratio=room.get(place), no_wrap=place not in room)
    for row in rows:
        table.add_row(*(Text(plain(cell)) for cell in row))
    console().print(table)
