"""What an expression is about: the kind of each part, what it reads, and what a person should look at again."""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import partial, reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from smcheck.logic.functions import FUNCTIONS, LISTS, Function
from smcheck.logic.notes import Notes, guarded
from smcheck.logic.syntax import ExpressionError, Tree, valid_id
from smcheck.logic.types import ANY, CONDITION, NUMBER, TEXT, Kind, common, kind_of_any, list_of, member

if TYPE_CHECKING:
    from smcheck.logic.language import Language

EXPECTED: Mapping[str, str] = {
    "conditions": "condition",
    "numbers": "number",
    "comparables": "number or date",
    "condition": "condition",
    "number": "number",
    "date": "date",
    "text": "text",
    "role": "text",
}

ROW = "row"
"""What every row has besides its columns: its id or name."""


class Facts(NamedTuple):
    """All that is known about an expression before it is evaluated."""

    kind: Kind
    questions: frozenset[str]
    cells: frozenset[tuple[str, str]]
    names: frozenset[str]
    notes: Notes
    groups: Mapping[ast.expr, str | None]
    calls: Mapping[ast.expr, "Facts"]


class Context(NamedTuple):
    """Where a part stands: names of loops and parameters, whether under `not`, and which cells are guarded there."""

    names: Mapping[str, Kind]
    negated: bool = False
    guards: frozenset[tuple[str, str]] = frozenset()

    def safe(self, tests: Sequence[ast.expr], *, positive: bool) -> "Context":
        """Return this place, but where *tests* hold, or all fail unless *positive*: what they guard cannot be blank."""
        return self._replace(guards=self.guards | set(guarded(tests, positive=positive)))


class Checker:
    """Walks one tree; *local* are the names that the expression may use besides those of the vocabulary.

    *used* are those of them that it does use.
    """

    def __init__(self, language: "Language", tree: Tree, local: Mapping[str, Kind]) -> None:
        self.language = language
        self.tree = tree
        self.local = local
        self.used: set[str] = set()
        self._questions: set[str] = set()
        self._cells: set[tuple[str, str]] = set()
        self._names: set[str] = set()
        self._notes = Notes(tree)
        self._groups: dict[ast.expr, str | None] = {}
        self._calls: dict[ast.expr, Facts] = {}

    def check(
        self, *, negated: bool = False, guards: frozenset[tuple[str, str]] = frozenset(), expected: str = "any"
    ) -> Facts:
        """Check the whole tree; a value of another kind than *expected* (see `types.fits`) gets a note.

        Raises:
            ExpressionError: a name, column, function or loop is not what it would have to be.
        """
        kind = self._visit(self.tree.body, Context(self.local, negated, guards))
        self._notes.expect(self.tree.body, kind, expected)
        return Facts(
            kind,
            frozenset(self._questions),
            frozenset(self._cells),
            frozenset(self._names),
            self._notes,
            self._groups,
            self._calls,
        )

    def _visit(self, node: ast.expr, context: Context) -> Kind:
        """Return the kind of *node*, noting what it reads."""
        return _BY_TYPE[type(node)](self, node, context)

    def _expect(self, takes: str, node: ast.expr, context: Context) -> None:
        """Visit a part that should be of the kind *takes* (see `types.fits`)."""
        self._notes.expect(node, self._visit(node, context), takes)

    # Names and constants

    def _constant(self, node: ast.Constant, _: Context) -> Kind:
        if isinstance(node.value, bool):
            return CONDITION
        return Kind("text", frozenset({node.value})) if isinstance(node.value, str) else NUMBER

    def _name(self, node: ast.Name, context: Context) -> Kind:
        name, language = node.id, self.language
        if (kind := context.names.get(name)) is not None:
            self.used.add(name)
            return kind
        self._names.add(name)
        if (kind := language.questions.get(name)) is not None:
            self._questions.add(name)
            return kind
        if name in language.vocabulary.values:
            facts = language.named_facts(name, self.tree.offset(node))
            self._questions |= facts.questions
            self._cells |= facts.cells
            return facts.kind
        if name in language.vocabulary.limits:
            return NUMBER
        raise self._unknown_name(node, context)

    def _unknown_name(self, node: ast.Name, context: Context) -> ExpressionError:
        name, vocabulary = node.id, self.language.vocabulary
        if name in FUNCTIONS or name in vocabulary.with_parameter:
            return self._error(node, "function_as_name", name=name)
        if name in vocabulary.tables:
            return self._error(node, "table_as_name", name=name)
        if name.lower() in ("true", "false", "null", "nil", "none") and name != "None":
            instead = name.capitalize() if name.lower() in ("true", "false") else "empty(…)"
            return self._error(node, "write_instead", found=name, instead=instead)
        if groups := self.language.columns.get(name):
            return self._error(node, "column_as_name", name=name, group=groups[0])
        known = [*context.names, *self.language.questions, *vocabulary.values, *vocabulary.limits]
        return self._near(node, "unknown_name", name, known)

    def _attribute(self, node: ast.Attribute, context: Context, *, value: bool = True) -> Kind:
        assert isinstance(node.value, ast.Name)
        variable, column = node.value.id, node.attr
        kind = self._name(node.value, context)
        if kind.name == "rows" or (kind.name == "list" and variable not in context.names):
            raise self._error(node, "column_of_group", name=variable, column=column)
        if kind.name not in ("row", "any"):
            raise self._error(node, "not_a_row", name=variable)
        cell = self._column(node, kind)
        guarded = not context.negated or not value or (variable, column) in context.guards
        if not guarded and column != ROW and cell.name != "any":
            self._notes.cell(node, variable, self._groups[node])
        return cell

    def _column(self, node: ast.Attribute, kind: Kind) -> Kind:
        """Return the kind of a cell; of a row of no known group it may be any column there is."""
        column, language = node.attr, self.language
        groups = language.columns.get(column, []) if kind.name == "any" else [kind.group] if kind.group else []
        self._groups[node] = groups[0] if len(groups) == 1 else None
        known = kind.columns if kind.columns is not None else language.columns
        if column.startswith("_") or (column not in known and column != ROW):
            values = {"group": kind.group} if kind.group else {}
            code = "unknown_column" if kind.group else "unknown_cell"
            raise self._near(node, code, column, [*known, ROW], **values)
        self._cells |= {(group, column) for group in groups}
        if kind.columns is None:
            return ANY
        return kind.columns.get(column, TEXT)

    # Conditions

    def _chain(self, node: ast.BoolOp, context: Context) -> Kind:
        inside = context.safe(node.values, positive=isinstance(node.op, ast.And))
        for part in node.values:
            self._expect("condition", part, inside)
        return CONDITION

    def _choice(self, node: ast.IfExp, context: Context) -> Kind:
        self._expect("condition", node.test, context)
        yes = self._visit(node.body, context.safe([node.test], positive=True))
        return common(yes, self._visit(node.orelse, context.safe([node.test], positive=False)))

    def _compare(self, node: ast.Compare, context: Context) -> Kind:
        sides = [node.left, *node.comparators]
        negative = [isinstance(operator, ast.NotEq | ast.NotIn) for operator in node.ops]
        kinds = []
        for place, side in enumerate(sides):
            under = any(negative[max(0, place - 1) : place + 1])
            kinds.append(self._visit(side, context._replace(negated=True) if under else context))
        for place, operator in enumerate(node.ops):
            left, right = (sides[place], kinds[place]), (sides[place + 1], kinds[place + 1])
            if isinstance(operator, ast.In | ast.NotIn):
                self._notes.membership(node, left, right)
            elif isinstance(operator, ast.Eq | ast.NotEq):
                self._notes.equality(node, left, right)
            else:
                self._notes.order(node, left, right)
        return CONDITION

    # Figures and lists

    def _unary(self, node: ast.UnaryOp, context: Context) -> Kind:
        if isinstance(node.op, ast.Not):
            self._expect("condition", node.operand, context._replace(negated=True))
            return CONDITION
        self._expect("number", node.operand, context)
        return NUMBER

    def _binary(self, node: ast.BinOp, context: Context) -> Kind:
        self._expect("number", node.left, context)
        self._expect("number", node.right, context)
        return NUMBER

    def _listing(self, node: ast.List | ast.Tuple, context: Context) -> Kind:
        kinds = [self._visit(part, context) for part in node.elts]
        return Kind("list", item=reduce(common, kinds) if kinds else ANY)

    def _loop(self, node: ast.GeneratorExp, context: Context) -> Kind:
        inside = context.safe([test for loop in node.generators for test in loop.ifs], positive=True)
        for loop in node.generators:
            assert isinstance(loop.target, ast.Name)
            item = member(self._visit(loop.iter, inside))
            if item is None:
                raise self._error(loop.iter, "not_a_list", name=self.tree.written(loop.iter))
            self._loop_name(loop.target, inside)
            inside = inside._replace(names={**inside.names, loop.target.id: item})
            for test in loop.ifs:
                self._expect("condition", test, inside)
        return list_of(self._visit(node.elt, inside))

    def _loop_name(self, target: ast.Name, context: Context) -> None:
        name = target.id
        if not valid_id(name) or name in FUNCTIONS:
            raise self._error(target, "invalid_name", name=name)
        if name in context.names or name in self.language.taken:
            raise self._error(target, "name_taken", name=name)

    # Calls

    def _call(self, node: ast.Call, context: Context) -> Kind:
        assert isinstance(node.func, ast.Name)
        name = node.func.id
        if name in self.language.vocabulary.with_parameter:
            return self._with_parameter(node, name, context)
        function = FUNCTIONS.get(name)
        if function is None:
            raise self._near(node, "unknown_function", name, [*FUNCTIONS, *self.language.vocabulary.with_parameter])
        self._arguments(node, function)
        takes = [function.takes[min(place, len(function.takes) - 1)] for place in range(len(node.args))]
        if takes[0] == "comparables" and len(takes) > 1:
            takes = ["value"] * len(takes)
        arguments = zip(takes, node.args, strict=True)
        kinds = [self._argument(function, take, part, context) for take, part in arguments]
        if name == "lookup":
            table = node.args[0].id  # type: ignore[attr-defined]
            self._notes.key(node.args[1], kinds[1], table=table, entries=self.language.vocabulary.tables[table])
        return self._result(function, kinds)

    def _arguments(self, node: ast.Call, function: Function) -> None:
        """Check how many arguments there are."""
        given, most = len(node.args), len(function.takes)
        if function.name == "steps":
            right = given >= 4 and given % 2 == 0
        elif function.name in ("min", "max"):
            right = given >= 1
        else:
            right = most - function.optional <= given <= most
        if not right:
            raise self._error(node, "arguments", name=function.name, signature=function.signature, n=given)

    def _argument(self, function: Function, takes: str, node: ast.expr, context: Context) -> Kind:
        """Return the kind of one argument; of the name of a question or table, the kind of what it names."""
        if takes == "reference":
            return self._reference(function, node, context)
        if takes in ("views", "figures"):
            return self._views(function, takes, node)
        if takes == "table":
            return self._table(function, node)
        if function.name in ("surely", "known"):
            context = context._replace(negated=False)  # there the unknown does no harm
        kind = self._visit(node, context)
        if takes in ("role", "roles"):
            self._notes.role(node, kind, self.language.vocabulary.roles)
        look = self._notes.members if takes in LISTS else self._notes.expect
        look(node, kind, EXPECTED.get(takes, "any"))
        return kind

    def _reference(self, function: Function, node: ast.expr, context: Context) -> Kind:
        if isinstance(node, ast.Attribute):
            return self._attribute(node, context, value=False)
        if isinstance(node, ast.Name):
            return self._name(node, context)
        raise self._error(node, "name_expected", name=function.name, found=self.tree.written(node))

    def _views(self, function: Function, takes: str, node: ast.expr) -> Kind:
        if not isinstance(node, ast.Name):
            raise self._error(node, "question_expected", name=function.name, found=self.tree.written(node))
        kind = self.language.questions.get(node.id)
        if kind is None:
            if node.id in self.language.taken:
                raise self._error(node, "question_expected", name=function.name, found=node.id)
            raise self._near(node, "unknown_name", node.id, [*self.language.questions])
        self._names.add(node.id)
        self._questions.add(node.id)
        if takes == "figures":
            self._notes.expect(node, kind, "number")
        return kind

    def _table(self, function: Function, node: ast.expr) -> Kind:
        tables = self.language.vocabulary.tables
        if not isinstance(node, ast.Name):
            raise self._error(node, "table_expected", name=function.name, found=self.tree.written(node))
        if node.id not in tables:
            raise self._near(node, "unknown_table", node.id, [*tables])
        self._names.add(node.id)
        return kind_of_any(tables[node.id].values())

    def _result(self, function: Function, kinds: list[Kind]) -> Kind:
        match function.gives:
            case "condition":
                return CONDITION
            case "number":
                return NUMBER
            case "member":
                return (member(kinds[0]) or ANY) if len(kinds) == 1 else reduce(common, kinds)
            case "list" | "view" | "entry":
                return kinds[0]
            case "views":
                return list_of(kinds[0])
            case _:
                return reduce(common, [*kinds[2:-1:2], kinds[-1]])

    def _with_parameter(self, node: ast.Call, name: str, context: Context) -> Kind:
        parameters, _ = self.language.vocabulary.with_parameter[name]
        if len(node.args) != len(parameters):
            signature = f"{name}({', '.join(parameters)})"
            raise self._error(node, "arguments", name=name, signature=signature, n=len(node.args))
        self._names.add(name)
        kinds = tuple(self._visit(argument, context) for argument in node.args)
        passed = {
            argument.id: parameter
            for argument, parameter in zip(node.args, parameters, strict=True)
            if isinstance(argument, ast.Name)
        }
        guards = frozenset((passed[variable], column) for variable, column in context.guards if variable in passed)
        facts = self.language.instance_facts(
            name, kinds, self.tree.offset(node), negated=context.negated, guards=guards
        )
        self._calls[node] = facts
        self._questions |= facts.questions
        self._cells |= facts.cells
        self._notes.inside(node, name, partial(self.language.notes_of_call, name, facts))
        return facts.kind

    # What is said about it

    def _error(self, node: ast.expr, code: str, **values: object) -> ExpressionError:
        return ExpressionError(code, self.tree.offset(node), **values)

    def _near(self, node: ast.expr, code: str, name: str, known: Iterable[str], **values: object) -> ExpressionError:
        """Return an error about an unknown name, with the nearest known one if any is near."""
        offset = self.tree.offset(node)
        if isinstance(node, ast.Attribute):
            offset += len(self.tree.written(node)) - len(node.attr)
        nearest = get_close_matches(name, sorted(set(known)), n=1, cutoff=0.6)
        if nearest:
            return ExpressionError(f"{code}_near", offset, name=name, nearest=nearest[0], **values)
        return ExpressionError(code, offset, name=name, **values)


_BY_TYPE: Mapping[type[ast.expr], Callable[[Checker, Any, Context], Kind]] = {
    ast.Constant: Checker._constant,
    ast.Name: Checker._name,
    ast.Attribute: Checker._attribute,
    ast.BoolOp: Checker._chain,
    ast.UnaryOp: Checker._unary,
    ast.BinOp: Checker._binary,
    ast.Compare: Checker._compare,
    ast.IfExp: Checker._choice,
    ast.List: Checker._listing,
    ast.Tuple: Checker._listing,
    ast.GeneratorExp: Checker._loop,
    ast.Call: Checker._call,
}
