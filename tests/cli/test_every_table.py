"""`--csv` stands on every command that may show a table, and on no other: nobody is asked to remember."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from reminder_cli.cli.app import app
from reminder_cli.cli.command_list import COMMANDS
from tests.cli.calls import Place, graph, may_print_a_table

CALLS = graph()
# Their tables are no answers: questions that are asked, and a tour of what other commands show.
NO_ANSWER = {"init", "demo"}


def leaves() -> Iterator[tuple[str, Any]]:
    """Every command that can be given, by its words."""
    root: Any = get_command(app)
    for name in COMMANDS:
        yield from _below(name, root.get_command(None, name))


def _below(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield words, command
        return
    if command.invoke_without_command:
        yield words, command
    for name in inner:
        yield from _below(f"{words} {name}", command.get_command(None, name))


LEAVES = dict(leaves())


def place(command: Any) -> Place:
    function = inspect.unwrap(command.callback)
    return function.__module__, function.__name__


def has_csv(command: Any) -> bool:
    return any("--csv" in parameter.opts for parameter in command.params)


def test_the_walk_finds_the_commands_and_their_tables() -> None:
    assert {words.split()[0] for words in LEAVES} == set(COMMANDS)
    assert {"list", "outbox", "outbox undo", "payments list"} <= LEAVES.keys()
    assert place(LEAVES["list"]) in CALLS
    assert may_print_a_table(place(LEAVES["list"]), CALLS)
    assert not may_print_a_table(place(LEAVES["backup"]), CALLS)


@pytest.mark.parametrize("words", LEAVES)
def test_a_table_is_a_csv_too(words: str) -> None:
    command = LEAVES[words]
    shows = words not in NO_ANSWER and may_print_a_table(place(command), CALLS)
    assert has_csv(command) == shows
