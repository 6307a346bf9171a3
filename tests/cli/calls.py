"""Which commands may print a table: read off the code, so that no table is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import reminder_cli.cli

_PACKAGE = "reminder_cli.cli"
Place = tuple[str, str]  # a module and a function in it
TABLES = frozenset({(f"{_PACKAGE}.render", "table"), (f"{_PACKAGE}.render", "file_table")})


def _modules() -> Iterator[tuple[str, ast.Module]]:
    root = Path(reminder_cli.cli.__file__).parent
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join([_PACKAGE, *(part for part in parts if part != "__init__")])
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def _imported(tree: ast.AST) -> dict[str, Place]:
    """What each name means that is imported anywhere in it; a module is a place without a function."""
    found: dict[str, Place] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                found[name.asname or name.name] = (node.module, name.name)
    return found


def _called(node: ast.AST, module: str, names: dict[str, Place]) -> Iterator[Place]:
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield names.get(part.id, (module, part.id))
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            package, name = names.get(part.value.id, ("", ""))
            yield (f"{package}.{name}", part.attr)


def graph() -> dict[Place, set[Place]]:
    """What each function of the command line names: more than it calls, never less."""
    found: dict[Place, set[Place]] = {}
    for module, tree in _modules():
        names = _imported(tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                found[module, node.name] = set(_called(node, module, names))
    return found


def may_print_a_table(start: Place, calls: dict[Place, set[Place]]) -> bool:
    """Whether one of the functions that print tables can be reached from this one."""
    seen, waiting = {start}, [start]
    while waiting:
        for place in calls.get(waiting.pop(), set()) - seen:
            if place in TABLES:
                return True
            seen.add(place)
            waiting.append(place)
    return False
