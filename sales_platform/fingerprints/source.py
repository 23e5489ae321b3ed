"""The source of a function or class, in a form in which only what it does counts."""

import ast
import sys
from functools import cache
from typing import Any

Name = tuple[str, tuple[str, ...]]
"""A name, and the attributes that follow it."""
_LAMBDA = "<lambda>"


@cache
def definition(code: Any) -> tuple[str, list[Name]] | None:  # noqa: ANN401 - a function or a class
    """The definition of a function or class without what does not count, and the names in it; None where there is none."""
    found = _find(code)
    if found is None:
        return None
    bare = _Bare().visit(found)  # in place, for nothing else is asked of the tree
    return ast.unparse(bare), sorted(_referred_names(bare))


@cache
def imports(code: Any) -> tuple[tuple[str, str], ...]:  # noqa: ANN401 - a function or a class
    """What a definition imports inside of itself, as module and name: those are no names of its module."""
    found = _find(code)
    if found is None:
        return ()
    package = code.__module__.rpartition(".")[0]
    names: list[tuple[str, str]] = []
    for node in ast.walk(found):
        if isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            names += [(module, one.name) for one in node.names]
        elif isinstance(node, ast.Import):
            names += [(one.name, "") for one in node.names]
    return tuple(sorted(set(names)))


def _referred_names(tree: ast.AST) -> set[Name]:
    """The names that a definition reads, each with the attributes that follow it: ``columns.text`` is (columns, (text,))."""
    names: set[Name] = set()
    inner: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and id(node) not in inner:
            chain: list[str] = []
            place: ast.expr = node
            while isinstance(place, ast.Attribute):
                inner.add(id(place))
                chain.append(place.attr)
                place = place.value
            if isinstance(place, ast.Name):
                inner.add(id(place))
                names.add((place.id, tuple(reversed(chain))))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in inner:
            names.add((node.id, ()))
    return names


Definitions = dict[str, list[ast.FunctionDef | ast.ClassDef | ast.Lambda]]


@cache
def _definitions(module: str) -> Definitions:
    """All functions, classes and lambdas of a module by name, the outer ones first."""
    path, found = getattr(sys.modules.get(module), "__file__", None), Definitions()
    if path is None or not path.endswith(".py"):
        return found
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - a path that Python itself gave
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            found.setdefault(getattr(node, "name", _LAMBDA), []).append(node)
    return found


def _find(code: Any) -> ast.stmt | ast.expr | None:  # noqa: ANN401 - a function or a class
    line = code.__code__.co_firstlineno if hasattr(code, "__code__") else None
    name = code.__qualname__.rpartition(".")[2]
    named = _definitions(code.__module__).get(name, [])
    if name == _LAMBDA:
        found: list[ast.expr] = [node for node in named if isinstance(node, ast.Lambda) and node.lineno == line]
        return ast.Tuple(found, ast.Load()) if found else None  # of several in a line, nothing says which one it is
    for node in named:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if line is None or first == line:
                return node
    return None


class _Bare(ast.NodeTransformer):
    """Drops docstrings, annotations and bare texts."""

    def _body(self, body: list[ast.stmt]) -> list[ast.stmt]:
        kept = [node for node in body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
        return kept or [ast.Pass()]

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Without texts that stand by themselves."""
        super().generic_visit(node)
        if isinstance(body := getattr(node, "body", None), list):
            node.body = self._body(body)  # type: ignore[attr-defined]
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """An argument without its annotation."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """A variable or a field with some annotation, which makes a field of a dataclass out of it."""
        node.annotation = ast.Constant(...)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function without the annotation of what it returns."""
        node.returns = None
        return self.generic_visit(node)
