"""The tab key: in a real bash (zsh and fish where they are), read-only, and silent where nothing is."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import sqlite3
import subprocess
import termios
from pathlib import Path

import pytest

from tests.cli.runs import Firm, clean_env, program, read
from tests.ledger.worlds import dump

PROMPT = "ready> "
# The file each reads when it starts, and how it is told its prompt.
START = {
    "bash": (".bashrc", f"PS1='{PROMPT}'\n"),
    "zsh": (".zshrc", f"PROMPT='{PROMPT}'\n"),
    "fish": (".config/fish/config.fish", f"function fish_prompt; echo -n '{PROMPT}'; end\n"),
}
SHELLS = [
    pytest.param(
        shell, marks=pytest.mark.skipif(not shutil.which(shell), reason=f"{shell} is not here")
    )
    for shell in START
]


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH with the program under its own name, as it is once installed."""
    return f"{program(tmp_path).parent}:{os.environ['PATH']}"


def surroundings(firm: Firm, path: str, **env: str) -> dict[str, str]:
    return {**clean_env(), **firm.env(), "PATH": path, **env}


def offered(firm: Firm, path: str, *words: str, **env: str) -> list[str]:
    """What bash gets for a line whose last word is being typed."""
    script = (
        'eval "$(_REMIND_COMPLETE=source_bash remind)"\n'
        'COMP_WORDS=(remind "$@") COMP_CWORD=$#\n'
        "_remind_completion remind\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-c", script, "bash", *words],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=firm.folder,
        env=surroundings(firm, path, **env),
    )
    assert done.stderr == ""
    return done.stdout.split()


# What is on the line, and what is offered.
LINES: dict[str, tuple[list[str], list[str]]] = {
    "a command": (["sen"], ["send"]),
    "a command of a group": (["payments", "m"], ["match"]),
    "an option": (["list", "--e"], ["--eligible"]),
    "an option of the root": (["--comp"], ["--company"]),
    "an invoice": (["show", "105"], ["1050", "1051", "1052", "1053", "1054"]),
    "an invoice that is not there yet": (["send", "1050", "1051", "105"], ["1052", "1053", "1054"]),
    "a payment's invoice": (["payments", "match", "7", "1041"], ["1041"]),
    "a credit note": (["invoice", "set-off", "1046", "10"], ["1047"]),
    "a customer": (["debtor", "11"], ["110", "111", "112"]),
    "a customer to erase": (["erase", "11"], ["110", "111", "112"]),
    "a customer as an option": (["list", "--customer", "110"], ["110"]),
    "a setting": (["settings", "set", "grace"], ["grace_days"]),
    "a setting's value": (["settings", "set", "book_principal", ""], ["true", "false"]),
    "an order": (["list", "--sort", "cu"], ["customer"]),
    "a choice": (["choose", "1041", "m"], ["monitoring"]),
    "at Kronofogden": (["kronofogden", "1041", "u"], ["utslag"]),
    "a stage": (["status", "--stage", "d"], ["demand"]),
    "a language": (["--lang", ""], ["sv", "en"]),
    "no such invoice": (["show", "zz"], []),
    "a mistyped command": (["sned", "10"], []),
    "two ledgers": (["--ledger", "a.db", "--company", "b", "show", ""], []),
}


@pytest.mark.parametrize(
    ("words", "expected"), LINES.values(), ids=[name.replace(" ", "-") for name in LINES]
)
def test_in_bash(filled: Firm, path: str, words: list[str], expected: list[str]) -> None:
    before = dump(filled.ledger), sorted(filled.folder.iterdir())
    assert offered(filled, path, *words) == expected
    assert (dump(filled.ledger), sorted(filled.folder.iterdir())) == before


def test_the_ledger_of_the_line_goes_before_the_environment(filled: Firm, path: str) -> None:
    elsewhere = {"REMIND_LEDGER": str(filled.folder / "none.db")}
    assert offered(filled, path, "show", "1041", **elsewhere) == []
    named = ["--ledger", str(filled.ledger), "show", "1041"]
    assert offered(filled, path, *named, **elsewhere) == ["1041"]


def test_a_company(filled: Firm, path: str) -> None:
    data = {"XDG_DATA_HOME": str(filled.folder / "data"), "REMIND_LEDGER": ""}
    place = filled.folder / "data" / "remind" / "companies" / "firman"
    place.mkdir(parents=True)
    shutil.copy(filled.ledger, place / "ledger.db")
    assert offered(filled, path, "--company", "", **data) == ["firman"]
    assert offered(filled, path, "--company", "firman", "show", "1041", **data) == ["1041"]


@pytest.mark.parametrize("content", [b"", b"Hello", b"SQLite format 3\0" + bytes(84)])
def test_a_file_that_is_no_ledger_offers_nothing(filled: Firm, path: str, content: bytes) -> None:
    other = filled.folder / "other.db"
    other.write_bytes(content)
    assert offered(filled, path, "--ledger", str(other), "show", "") == []
    assert other.read_bytes() == content


def test_a_ledger_that_another_is_writing_to_keeps_nobody_waiting(filled: Firm, path: str) -> None:
    other = sqlite3.connect(filled.ledger, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert offered(filled, path, "show", "1041") in ([], ["1041"])
    other.close()


def test_what_a_file_calls_somebody_is_never_run_by_a_shell(filled: Firm, path: str) -> None:
    """zsh evaluates what it is offered."""
    bad = "$(touch gotcha)'; touch gotcha; `touch gotcha`\"\\[/bold]"
    db = sqlite3.connect(filled.ledger)
    db.execute("UPDATE customer SET name = ?, number = '101' WHERE customer_id = 1", (bad,))
    db.execute("UPDATE customer SET number = ? WHERE customer_id = 2", (bad,))
    db.commit()
    db.close()
    assert offered(filled, path, "debtor", "101") == ["101"]
    assert offered(filled, path, "debtor", "$") == []
    for shell in ("zsh", "fish"):
        asked = {
            "_REMIND_COMPLETE": f"complete_{shell}",
            "_TYPER_COMPLETE_ARGS": "remind debtor 101",
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        }
        done = subprocess.run(
            ["remind"],
            capture_output=True,
            encoding="utf-8",
            check=True,
            env=surroundings(filled, path, **asked),
        )
        assert "101" in done.stdout
        assert not set("$`;\\[]") & set(done.stdout)
        assert done.stdout.count("'") == (2 if shell == "zsh" else 0)


def test_the_words_beside_them_are_in_the_users_language(filled: Firm, path: str) -> None:
    asked = {
        "_REMIND_COMPLETE": "complete_fish",
        "_TYPER_COMPLETE_ARGS": "remind ver",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "REMIND_LANG": "sv",
    }
    done = subprocess.run(
        ["remind"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=surroundings(filled, path, **asked),
    )
    assert done.stdout.startswith("verify\tKontrollera")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_is_taught(shell: str, tmp_path: Path, filled: Firm, path: str) -> None:
    """Installed with the option, and asked with the tab key on a terminal."""
    home = tmp_path / "home"
    home.mkdir()
    env = surroundings(filled, path, HOME=str(home), TERM="dumb", LANG="C.UTF-8")
    taught = subprocess.run(
        # Not the last command of the shell, or it would give its place to it.
        [shell, "-c", "remind --install-completion; true"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=env,
    )
    assert taught.stdout.startswith(f"The tab key now completes in {shell}")
    with (home / START[shell][0]).open("a", encoding="utf-8") as start:
        start.write(START[shell][1])
    shown = typed([shell, "-i"], env, "remind expla\t1041", "remind settings set grace\t5")
    assert "räntelagen (1975:635)" in shown
    assert "grace_days is now 5." in shown


def typed(shell: list[str], env: dict[str, str], *lines: str) -> str:
    """What a shell on a terminal shows when each line is typed at its prompt."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        shell,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=env,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 no thread runs
    )
    os.close(theirs)
    shown = ""
    for line in (*lines, "exit"):
        shown += until(ours, PROMPT)
        os.write(ours, f"{line}\n".encode())
    shown += until(ours, "")
    os.close(ours)
    process.wait()
    return shown


def until(terminal: int, prompt: str) -> str:
    """What is shown up to the prompt, or to the end where there is none."""
    shown = ""
    while not (prompt and shown.endswith(prompt)):
        waiting, _, _ = select.select([terminal], [], [], 60)
        assert waiting, f"no prompt came: {shown}"
        piece = read(terminal)
        if not piece:
            break
        shown = re.sub(r"\x1b\[[?\d;]*[A-Za-z]", "", shown + piece.decode(errors="replace"))
    return shown


@pytest.mark.parametrize("option", ["--install-completion", "--show-completion"])
def test_a_shell_that_is_not_known(
    firm: Firm, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shellingham.detect_shell", lambda: ("tcsh", "/bin/tcsh"))
    monkeypatch.setenv("HOME", str(firm.folder))
    before = sorted(firm.folder.iterdir())
    ran = firm.run(option)
    assert (ran.code, ran.out) == (1, "")
    assert "The shell you use is not known" in ran.err
    assert "bash, zsh, fish" in ran.err
    assert sorted(firm.folder.iterdir()) == before
