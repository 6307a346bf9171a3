"""A command line that cannot be understood: what is wrong and what to write, in both languages."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from reminder_cli.cli.app import app
from tests.cli.runs import Ran, clean_env, command
from tests.cli.test_help import ALL, commands, help_of


def told(*arguments: str, lang: str) -> Ran:
    done = CliRunner().invoke(app, list(arguments), env={"REMIND_LANG": lang, "COLUMNS": "80"})
    return Ran(done.exit_code, done.stdout, done.stderr)


#    typed, what is wrong in English and Swedish, what to write in English and Swedish
MISTAKES: dict[str, tuple[list[str], str, str, str, str]] = {
    "a command": (
        ["sned", "1042"],
        "There is no command sned.",
        "Det finns inget kommando sned.",
        "Did you mean: remind send",
        "Menade du: remind send",
    ),
    "a command of a group": (
        ["payments", "imprt", "fil"],
        "There is no command imprt.",
        "Det finns inget kommando imprt.",
        "Did you mean: remind payments import?",
        "Menade du: remind payments import?",
    ),
    "an option": (
        ["list", "--eligable"],
        "There is no option --eligable here.",
        "Det finns ingen flagga --eligable här.",
        "Did you mean: --eligible?",
        "Menade du: --eligible?",
    ),
    "an option of the root": (
        ["--tody", "2026-03-02", "list"],
        "There is no option --tody here.",
        "Det finns ingen flagga --tody här.",
        "Did you mean: --today?",
        "Menade du: --today?",
    ),
    "a root option after the command": (
        ["list", "--today", "2026-03-02"],
        "There is no option --today here.",
        "Det finns ingen flagga --today här.",
        "It goes before the command: remind --today … list",
        "Den ska stå före kommandot: remind --today … list",
    ),
    "an argument left out": (
        ["pay", "1042"],
        "AMOUNT is missing. Kronor, as 1234,50.",
        "BELOPP saknas. Kronor, som 1234,50.",
        "remind pay --help",
        "remind pay --help",
    ),
    "an amount without quotation marks": (
        ["pay", "1042", "1", "063,33"],
        "There is too much on the line: 063,33",
        "Det står för mycket på raden: 063,33",
        'in quotation marks, as "1 063,33"',
        'inom citattecken, som "1 063,33"',
    ),
    "an option without its value": (
        ["plan", "--until"],
        "--until must be followed by a value.",
        "--until måste följas av ett värde.",
        "remind plan --help",
        "remind plan --help",
    ),
    "a value that is not asked for": (
        ["list", "--json=yes"],
        "--json takes no value.",
        "--json ska inte följas av något värde.",
        "remind list --help",
        "remind list --help",
    ),
    "a word for a number": (
        ["outbox", "sent", "brevet"],
        "ID: brevet is not a whole number.",
        "ID: brevet är inget heltal.",
        "remind outbox sent --help",
        "remind outbox sent --help",
    ),
    "a number that is too small": (
        ["tick", "--limit", "0"],
        "--limit: 0 is no whole number from 1 up.",
        "--limit: 0 är inget heltal från 1 och uppåt.",
        "remind tick --help",
        "remind tick --help",
    ),
    "no command": (
        ["--company", "firman"],
        "A command is missing.",
        "Det saknas ett kommando.",
        "remind --help",
        "remind --help",
    ),
}


@pytest.mark.parametrize(
    ("typed", "english", "swedish", "do", "svenska"),
    MISTAKES.values(),
    ids=[name.replace(" ", "-") for name in MISTAKES],
)
def test_a_mistake(typed: list[str], english: str, swedish: str, do: str, svenska: str) -> None:
    for lang, wrong, remedy in (
        ("en", f"Error: {english}", do),
        ("sv", f"Fel: {swedish}", svenska),
    ):
        ran = told(*typed, lang=lang)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.splitlines()[0] == wrong
        assert remedy in ran.err


def test_the_language_that_was_asked_for_on_the_line_is_used_for_what_is_wrong_in_it() -> None:
    for asked in (["--lang", "sv", "sned"], ["--lang=sv", "sned"]):
        assert told(*asked, lang="en").err.startswith("Fel: ")


def test_a_script_is_told_as_json() -> None:
    for typed in (["sned"], ["payments", "imprt"], ["pay"], ["list", "--wrong"]):
        ran = told(*typed, "--json", lang="en")
        assert ran.code == 2
        assert [error["code"] for error in ran.json["errors"]] == ["wrong_usage"]


# A name, a placeholder, a file format, or a word that both languages write alike.
ENGLISH = re.compile(
    r"\b(the|and|of|with|without|what|which|when|not|is|are|by|Usage|Options|Commands|Arguments"
    r"|required|default|Show|message|exit|Install|completion)\b"
)


@pytest.mark.parametrize("arguments", [[], *ALL.values()], ids=["remind", *commands()])
def test_help_in_swedish_has_no_english_in_it(arguments: list[str]) -> None:
    text = help_of(arguments, REMIND_LANG="sv")
    assert max(map(len, text.splitlines())) <= 80
    flat = " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())
    typed = re.sub(r'"[^"]*"|--[\w-]+', "", flat)
    assert not ENGLISH.findall(typed), typed


def test_help_leaves_the_words_of_typer_as_they_were() -> None:
    assert "Flaggor" in help_of(["payments"], REMIND_LANG="sv")
    assert "Options" in help_of(["payments"], REMIND_LANG="en")
    assert "Take in files of the bank" in help_of(["payments"], REMIND_LANG="en")


def test_in_a_process_of_its_own() -> None:
    import subprocess

    done = subprocess.run(
        command(["--tody"]),
        check=False,
        capture_output=True,
        text=True,
        env={**clean_env(), "LANG": "sv_SE.UTF-8"},
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Fel: ")
