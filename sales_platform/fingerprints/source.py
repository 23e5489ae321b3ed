"""The source of a function or class, in a form in which only what it does counts."""

import ast
import sys
from functools import cache, cached_property
from typing import Any

from sales_platform.fingerprints.kept import Kept

Name = tuple[str, tuple[str, ...]]
"""A name, and the attributes that follow it."""
_modules: "list[_Module]" = []
"""Those whose sources were read."""


@cache
def definition(code: Any) -> tuple[str, list[Name]] | None:  # noqa: ANN401 - a function or a class
    """The definition of a function or class without what does not count, and the names in it; None where there is none."""
    module = _module(code.__module__)
    made = None if module is None else module.of(code)
    return None if made is None else (made[0], [(name, tuple(attributes)) for name, attributes in made[1]])


@cache
def imports(code: Any) -> tuple[tuple[str, str], ...]:  # noqa: ANN401 - a function or a class
    """What a definition imports inside of itself, as module and name: those are no names of its module."""
    module = _module(code.__module__)
    made = None if module is None else module.of(code)
    return () if made is None else tuple((imported, name) for imported, name in made[2])


def keep_definitions() -> None:
    """Keep what was made of sources for the next process."""
    for module in _modules:
        module.kept.write()


class _Module:
    """The source of a module."""

    def __init__(self, name: str, path: str) -> None:
        self._package = name.rpartition(".")[0]
        with open(path, "rb") as file:  # noqa: PTH123 - a path that Python itself gave
            self._source = file.read()
        self.kept = Kept(name, path, self._source)

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(self._source)

    def of(self, code: Any) -> Any:  # noqa: ANN401 - a function or a class
        """The text of a definition, the names in it and what it imports, as JSON has them; None where there is none."""
        place = f"{code.__qualname__}:{code.__code__.co_firstlineno if hasattr(code, '__code__') else ''}"
        try:
            return self.kept.get(place)
        except KeyError:
            found = _find(self._tree, code)
            made = None if found is None else [*_bare(found), _imports(found, self._package)]
            self.kept.add(place, made)
            return made


def _bare(found: ast.stmt | ast.expr) -> tuple[str, list[Name]]:
    bare = _Bare().visit(ast.parse(ast.unparse(found)).body[0])
    return ast.unparse(bare), sorted(_referred_names(bare))


def _imports(found: ast.stmt | ast.expr, package: str) -> list[tuple[str, str]]:
    names: list[tuple[str, str]] = []
    for node in ast.walk(found):
        if isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            names += [(module, one.name) for one in node.names]
        elif isinstance(node, ast.Import):
            names += [(one.name, "") for one in node.names]
    return sorted(set(names))


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


@cache
def _module(name: str) -> _Module | None:
    path = getattr(sys.modules.get(name), "__file__", None)
    if path is None or not path.endswith(".py"):
        return None
    module = _Module(name, path)
    _modules.append(module)
    return module


def _find(tree: ast.Module, code: Any) -> ast.stmt | ast.expr | None:  # noqa: ANN401 - a function or a class
    line = code.__code__.co_firstlineno if hasattr(code, "__code__") else None
    name = code.__qualname__.rpartition(".")[2]
    if name == "<lambda>":
        found = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda) and node.lineno == line]
        return ast.Tuple(list(found), ast.Load()) if found else None  # of several in a line, nothing says which one it is
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
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
