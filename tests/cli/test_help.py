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
from tests.cli.runs import Firm


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


def examples() -> list[str]:
    found = []
    for arguments in ALL.values():
        flat = " ".join(help_of(arguments).split()).partition("╭")[0]
        _, sign, text = flat.partition("Example")
        if sign:
            text = text.lstrip("s: ")
            found += [part.strip() for part in text.split(";") if part.strip()]
    # No test goes out on the net.
    return [example for example in found if example != "remind rates fetch"]


@pytest.mark.parametrize("example", examples())
def test_an_example_can_be_typed(
    filled: Firm, example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(filled.folder)
    words = shlex.split(example)
    assert words[0] == "remind"
    ran = filled.run(*words[1:])
    # It may be refused here (that invoice, that file); it is never wrong usage of an option.
    assert "No such option" not in ran.err
    assert "Missing" not in ran.err
    assert "no command" not in ran.err


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


def test_nothing_typed_is_the_help() -> None:
    done = CliRunner().invoke(app, [], env={"REMIND_LANG": "en"})
    assert done.exit_code == 2
    assert done.stdout.strip() == help_of([]).strip()
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
