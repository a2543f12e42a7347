"""What can be found wrong in templates and catalogues without making a document."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from smcheck.bank.load import Bank
from smcheck.bank.model import Question, Type
from smcheck.bank.reading import shown
from smcheck.documents import shapes
from smcheck.documents.context import NAMES
from smcheck.documents.environment import GLOBALS, Templates, folders, templates
from smcheck.documents.folders import files
from smcheck.documents.functions import FUNCTIONS
from smcheck.documents.names import unknown_name
from smcheck.documents.words import Catalogue, Sentence
from smcheck.problems import Problem, Problems

# Beginnings of sentences that the program itself looks up: in place of an answer or a name, and what an answer means.
_BY_PROGRAM = ("status.", "row", "answers.")

_FIELDS = {
    "document": shapes.Document,
    "bank": shapes.Bank,
    "case": shapes.Case,
    "coverage": shapes.Coverage,
    "findings": shapes.Findings,
}


@dataclass
class _Uses:
    """What the templates of a chain say by name: whole keys of sentences, and beginnings of keys."""

    keys: set[str] = field(default_factory=set)
    prefixes: set[str] = field(default_factory=set)

    def has(self, key: str) -> bool:
        return key in self.keys or key.startswith(tuple(self.prefixes))


def unknown_names(bank: Bank, own: Path | None = None) -> list[Problem]:
    """Return every name that the templates for *bank* use and nothing provides, and templates that cannot be read."""
    chain = templates(folders(bank, own))
    try:
        catalogues = [chain.catalogue(language) for language in bank.settings.languages]
    except Problems as wrong:
        return list(wrong.problems)
    return [problem for path in _files(chain) for problem in _judge(path, chain, bank, catalogues)]


def judge_words(bank: Bank, own: Path | None = None) -> list[Problem]:
    """Return the sentences that are missing in one language, that differ in their places, or that nothing uses."""
    chain = templates(folders(bank, own))
    try:
        catalogues = {language: chain.catalogue(language) for language in bank.settings.languages}
    except Problems as wrong:
        return list(wrong.problems)
    uses = _Uses()
    for path in _files(chain):
        for problem_or_use in _uses(path, chain):
            uses.keys |= problem_or_use.keys
            uses.prefixes |= problem_or_use.prefixes
    problems: list[Problem] = []
    every: dict[str, Sentence] = {}
    for words in catalogues.values():
        every = words.sentences | every
    for key, sentence in every.items():
        for language, words in catalogues.items():
            if key not in words.sentences:
                problems.append(_at(sentence, "word_missing", word=key, language=language))
        places = {words.sentences[key].names() for words in catalogues.values() if key in words.sentences}
        free = {frozenset(names - bank.settings.words.keys() - {"n"}) for names in places}
        if len(free) > 1:
            differing = sorted(frozenset.union(*free) - frozenset.intersection(*free))
            problems.append(_at(sentence, "word_places", word=key, names=differing))
        if not key.startswith(_BY_PROGRAM) and not uses.has(key):
            problems.append(_at(sentence, "word_unused", level="warning", word=key))
    problems += _answers(bank, every)
    return problems


def _at(sentence: Sentence, code: str, level: str = "error", **values: object) -> Problem:
    assert level in ("error", "warning")
    problem = Problem(f"documents.{code}", values, level="warning" if level == "warning" else "error")
    return problem.at(sentence.file, sentence.line, sentence.column)


def _answers(bank: Bank, every: dict[str, Sentence]) -> Iterator[Problem]:
    """Yield what is wrong with the sentences for answers: unknown questions and choices, and choices left out."""
    spoken: dict[str, set[str]] = {}
    for key, sentence in every.items():
        if not key.startswith("answers."):
            continue
        _, id_, pick = (*key.split(".", 2), "")[:3]
        question = bank.questions.get(id_)
        picks = _picks(bank, question) if question else set()
        if not picks:
            yield _at(sentence, "answer_question", word=key, name=id_)
        elif pick.removesuffix("_text") not in picks and pick not in ("zero", *picks):
            yield _at(sentence, "answer_choice", word=key, name=pick)
        else:
            spoken.setdefault(id_, set()).add(pick)
    for id_, said in spoken.items():
        for pick in sorted(_picks(bank, bank.questions[id_]) - said):
            first = next(sentence for key, sentence in every.items() if key.startswith(f"answers.{id_}."))
            for language in bank.settings.languages:
                yield _at(first, "word_missing", word=f"answers.{id_}.{pick}", language=language)


def _picks(bank: Bank, question: Question) -> set[str]:
    """Return what an answer to *question* may be, as far as a sentence can stand for each."""
    if question.type is Type.RATING:
        return {str(level) for level in range(5)}
    if question.type.is_number:
        return {"number"}
    if question.type is Type.CONFIRM:
        return {"yes", "no"}
    return {choice.id for choice in bank.choices(question)} if question.type is Type.SINGLE else set()


# Templates


def _files(chain: Templates) -> list[Path]:
    """Return every template of the chain, those too that another one stands before."""
    return [path for folder in chain.folders for path in files(folder) if path.suffix == ".j2"]


def _parse(path: Path, chain: Templates) -> nodes.Template:
    source = path.read_text(encoding="utf-8")
    chain.jinja.compile(source, path.name, str(path))  # finds unknown filters, which parsing does not
    return chain.jinja.parse(source, path.name, str(path))


def _judge(path: Path, chain: Templates, bank: Bank, catalogues: Iterable[Catalogue]) -> Iterator[Problem]:
    file = shown(path)
    try:
        tree = _parse(path, chain)
    except TemplateSyntaxError as error:
        yield Problem("documents.syntax", {"message": error.message}, file=file, line=error.lineno)
        return
    except UnicodeDecodeError:
        yield Problem("documents.not_utf8", file=file)
        return
    except Problems as wrong:
        yield from wrong.problems
        return
    # Jinja also lists what a template sets in one branch of an `if` and reads there.
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}
    undeclared = find_undeclared_variables(tree) - own
    known = {*NAMES, *FUNCTIONS, *GLOBALS}
    for name in sorted(undeclared - known):
        line = next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 1)
        yield unknown_name(name, known).at(file, line)
    fields = _fields(bank)
    columns = {column.id for question in bank.questions.values() for column in question.columns}
    accesses: list[nodes.Getattr | nodes.Getitem] = [*tree.find_all(nodes.Getattr), *tree.find_all(nodes.Getitem)]
    for node in accesses:
        attribute, owner = _name(node), node.node
        if attribute is None:
            continue
        name = attribute
        if isinstance(owner, nodes.Name) and owner.name in undeclared and name not in fields.get(owner.name, {name}):
            yield unknown_name(name, fields[owner.name]).at(file, node.lineno)
        elif isinstance(owner, nodes.Getattr) and owner.attr == "cells" and name not in columns:
            yield unknown_name(name, columns).at(file, node.lineno)
        elif isinstance(owner, nodes.Getattr | nodes.Getitem) and isinstance(owner.node, nodes.Name):
            second = {"q": shapes.Question, "values": shapes.Value}.get(owner.node.name)
            if second and owner.node.name in undeclared and name not in shapes.SHAPES[second]:
                yield unknown_name(name, shapes.SHAPES[second]).at(file, node.lineno)
    for key, line in _keys(tree):
        for words in catalogues:
            if key not in words.sentences:
                yield unknown_name(key, words.sentences, kind="word").at(file, line)
                break


def _fields(bank: Bank) -> dict[str, Iterable[str]]:
    fields: dict[str, Iterable[str]] = {name: shapes.SHAPES[shape] for name, shape in _FIELDS.items()}
    return fields | {"q": bank.questions.keys(), "values": [*bank.values.values, *bank.values.limits]}


def _name(node: nodes.Getattr | nodes.Getitem) -> str | None:
    if isinstance(node, nodes.Getattr):
        return node.attr
    return node.arg.value if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str) else None


def _uses(path: Path, chain: Templates) -> Iterator[_Uses]:
    try:
        tree = _parse(path, chain)
    except (TemplateSyntaxError, UnicodeDecodeError, Problems):
        return
    prefixes = {
        first.value
        for call in _calls(tree)
        for node in (call.args[0], *call.args[0].find_all(nodes.Concat))
        if isinstance(node, nodes.Concat) and isinstance(first := node.nodes[0], nodes.Const)
    }
    yield _Uses({key for key, _ in _keys(tree)}, prefixes)


def _keys(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """Yield the keys of sentences that are written out, with their lines."""
    for call in _calls(tree):
        waiting: list[nodes.Expr | None] = [call.args[0]]
        while waiting:
            node = waiting.pop()
            if isinstance(node, nodes.CondExpr):
                waiting += [node.expr1, node.expr2]
            elif isinstance(node, nodes.Const) and isinstance(node.value, str):
                yield node.value, node.lineno


def _calls(tree: nodes.Template) -> Iterator[nodes.Call]:
    """Yield the calls of `t` that have an argument."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t" and call.args:
            yield call
