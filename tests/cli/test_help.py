"""Help: of every command, with an example that can be typed, in the user's language."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from reminder_cli.cli.app import app
from reminder_cli.cli.command_list import COMMANDS
from reminder_cli.cli.summaries import SUMMARIES
from tests.cli.desk import Desks


def commands() -> dict[str, list[str]]:
    """Every command and subcommand."""
    found = {}
    root = typer.main.get_command(app)
    for name in COMMANDS:
        found[name] = [name]
        command = root.get_command(None, name)  # type: ignore[attr-defined]
        for sub in getattr(command, "commands", {}):
            found[f"{name} {sub}"] = [name, sub]
    return found


ALL = commands()


def help_of(arguments: list[str], **env: str) -> str:
    settings = {"COLUMNS": "80", "REMIND_LANG": "en", **env}
    done = CliRunner().invoke(app, [*arguments, "--help"], env=settings)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("arguments", ALL.values(), ids=list(ALL))
def test_of_every_command(arguments: list[str]) -> None:
    text = help_of(arguments)
    assert f"remind {' '.join(arguments)}" in text or " ".join(arguments) in text
    assert max(map(len, text.splitlines())) <= 80
    # An option without a word of explanation is no help.
    for option in re.findall(r"│ (--[\w-]+) +(?:<\w+>)? *│", text):
        raise AssertionError(f"{option} is not explained")


@pytest.mark.parametrize("arguments", ALL.values(), ids=list(ALL))
def test_an_example(arguments: list[str]) -> None:
    flat = " ".join(help_of(arguments).split())
    name = " ".join(arguments)
    assert re.search(rf"Examples?: .*remind {name.split()[0]}\b", flat), flat[:400]


def examples_of(text: str) -> list[str]:
    """What stands after the word in a help of either language."""
    flat = " ".join(text.split()).partition("╭")[0]
    shown = re.split(r"(?:Examples?|Exempel): ", flat, maxsplit=1)[-1]
    return [part.strip() for part in shown.split(";") if part.strip()]


def examples() -> list[str]:
    found = []
    for arguments in ALL.values():
        found += examples_of(help_of(arguments))
    return found


@pytest.mark.parametrize("example", dict.fromkeys(examples()))
def test_an_example_can_be_typed(desks: Desks, example: str) -> None:
    """Each does what it says at a desk where what it needs has happened; tests/cli/desk.py says what."""
    assert shlex.split(example)[0] == "remind"
    desks.alone(example, "help")


@pytest.mark.parametrize("arguments", ALL.values(), ids=list(ALL))
def test_in_swedish_it_shows_the_same_commands(arguments: list[str]) -> None:
    """What stands in quotes is a person's own words; the rest of an example has no language."""
    commands = [examples_of(help_of(arguments, REMIND_LANG=lang)) for lang in ("en", "sv")]
    plain = [[re.sub(r'"[^"]*"', "TEXT", line) for line in lines] for lines in commands]
    assert len(plain[0]) >= 1
    assert [line.split()[:2] for line in plain[0]] == [line.split()[:2] for line in plain[1]]


def test_the_list_of_commands() -> None:
    text = help_of([])
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\w", text, re.MULTILINE)


def test_the_list_says_what_the_commands_say_of_themselves() -> None:
    root = typer.main.get_command(app)
    said = {name: root.get_command(None, name).help for name in COMMANDS}  # type: ignore[attr-defined]
    assert said == SUMMARIES, "run: python scripts/docs.py"


def test_the_list_is_in_the_language_of_the_user() -> None:
    for arguments in ([], ["payments"]):
        text = " ".join(help_of(arguments, REMIND_LANG="sv").split())
        assert "Take in" not in text
        assert "Läs in" in text


@pytest.mark.parametrize(("lang", "begin"), [("en", "Your own firm"), ("sv", "Ditt eget företag")])
def test_nothing_typed_is_one_screen(lang: str, begin: str) -> None:
    done = CliRunner().invoke(app, [], env={"REMIND_LANG": lang})
    assert done.exit_code == 2
    lines = done.stdout.splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    words = set(re.findall(r"[a-z-]+", done.stdout))
    assert [name for name in COMMANDS if name not in words] == []
    assert f"{begin}: remind init" in done.stdout
    assert "remind --help" in done.stdout
    group = CliRunner().invoke(app, ["payments"], env={"REMIND_LANG": "en"})
    assert "Commands" in group.stdout


def test_help_needs_no_ledger(tmp_path: Path) -> None:
    env = {"REMIND_LEDGER": str(tmp_path / "none.db")}
    for arguments in (["list"], ["send"], ["tick"]):
        assert "Usage" in help_of(arguments, **env)
    assert list(tmp_path.iterdir()) == []


def test_version() -> None:
    from reminder_cli import __version__

    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.stdout) == (0, f"remind {__version__}\n")


@pytest.mark.parametrize("group", ["export", "invoice", "payments"])
def test_a_group_without_a_command_shows_its_help_and_no_empty_error(group: str) -> None:
    done = CliRunner().invoke(app, [group], env={"COLUMNS": "80", "REMIND_LANG": "en"})
    assert done.exit_code == 2
    assert f"remind {group} " in done.stdout
    assert done.stderr == ""
