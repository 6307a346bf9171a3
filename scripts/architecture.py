"""The parts of the program and who imports whom, as a diagram of mermaid; docs/architecture.md shows it."""

from __future__ import annotations

import grimp

PACKAGE = "reminder_cli"
# What everything stands on would hide the rest under its arrows.
_EVERYWHERE = ("errors", "i18n", "resources")


def part(module: str) -> str:
    """The part a module belongs to, such as ``domain``; empty for the package itself and its start."""
    name = module.split(".")[1] if "." in module else ""
    return "" if name == "__main__" else name


def arrows() -> set[tuple[str, str]]:
    """Which part imports which."""
    graph = grimp.build_graph(PACKAGE)
    found = {
        (part(module), part(used))
        for module in graph.modules
        for used in graph.find_modules_directly_imported_by(module)
    }
    return {(a, b) for a, b in found if a and b and a != b and b not in _EVERYWHERE}


def diagram() -> str:
    """The imports between the parts as arrows."""
    shown = [f"    {a} --> {b}" for a, b in sorted(arrows()) if a not in _EVERYWHERE]
    return "\n".join(["flowchart TD", *shown])


if __name__ == "__main__":
    print(diagram())
