"""The parts of the program and who imports whom, as a diagram of mermaid; docs/architecture.md shows it."""

from __future__ import annotations

from collections import Counter

import grimp

PACKAGE = "reminder_cli"
# What everything stands on would hide the rest under its arrows.
_EVERYWHERE = ("errors", "i18n", "resources")


def part(module: str) -> str:
    """The part a module belongs to, such as ``domain``; empty for the package itself and its start."""
    name = module.split(".")[1] if "." in module else ""
    return "" if name == "__main__" else name


def counted() -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How many modules each part has, and how many imports lead from one part to another."""
    graph = grimp.build_graph(PACKAGE)
    modules = Counter(part(module) for module in graph.modules if part(module))
    arrows = Counter(
        (part(module), part(used))
        for module in graph.modules
        for used in graph.find_modules_directly_imported_by(module)
    )
    return modules, Counter({(a, b): n for (a, b), n in arrows.items() if a and b and a != b})


def diagram() -> str:
    """The parts as boxes with their modules, the imports between them as arrows."""
    modules, arrows = counted()
    lines = ["flowchart TD"]
    for name, count in sorted(modules.items()):
        if name not in _EVERYWHERE:
            lines.append(f'    {name}["{name}<br/>{count} modules"]')
    for (a, b), _count in sorted(arrows.items()):
        if b not in _EVERYWHERE and a not in _EVERYWHERE:
            lines.append(f"    {a} --> {b}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(diagram())
