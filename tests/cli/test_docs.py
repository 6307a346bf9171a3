"""Every command that the documents show is run, in the order it stands there; every other is at least one that exists."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reminder_cli.cli.app import app
from reminder_cli.cli.command_list import COMMANDS
from reminder_cli.resources import example_path
from tests.cli.runs import DAY, INIT, ROOT, Firm
from tests.cli.test_help import ALL

# The pages whose commands are run, each on the firm named: one that is not set up, or one with invoices.
RUN = {
    "getting-started": "nobody",
    "daily-work": "filled",
    "moving-in": "firm",
    "scripts": "filled",
    "sv/getting-started": "nobody",
    "sv/daily-work": "filled",
    "sv/moving-in": "firm",
    "sv/bank-files": "filled",
    "sv/bookkeeping": "filled",
}
IN_TWO_LANGUAGES = ["getting-started", "daily-work", "moving-in"]
PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md") if "decisions" not in path.parts)
# The firm of these pages has something for the doctor to say.
TELLS = {"doctor": 1}
BANK = "Bokföringsdag;Belopp;Avsändare;Namn;Rubrik\n2026-03-02;500,00;;Alnö Bygg AB;Faktura 1041\n"


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    """What the page shows to be typed, with a line that is broken put together."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]


@pytest.fixture
def nobody(tmp_path: Path) -> Firm:
    return Firm(tmp_path)


@pytest.mark.parametrize("page", RUN)
def test_the_commands_of_a_page(
    page: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm: Firm = request.getfixturevalue(RUN[page])
    monkeypatch.chdir(firm.folder)
    monkeypatch.setattr("tempfile.tempdir", str(firm.folder))
    shutil.copy(example_path("fakturor.csv"), "fakturor.csv")
    Path("oppna.csv").write_text("number;step;date;fees\n1046;reminder;2026-02-27;60\n", "utf-8")
    Path("betalningar.csv").write_text(BANK, "utf-8")
    typed = commands(text_of(page))
    assert len(typed) >= 4
    for line in typed:
        program, *words = shlex.split(line.partition(" | ")[0])
        assert program == "remind"
        if words == ["init"]:
            words = INIT
        ran = firm.run(*words, day=DAY)
        assert ran.code == TELLS.get(words[0], 0), f"{line}: {ran.err}{ran.out}"


@pytest.mark.parametrize("page", IN_TWO_LANGUAGES)
def test_both_languages_show_the_same(page: str) -> None:
    english, swedish = (
        [re.sub(r'"[^"]*"', "TEXT", line) for line in commands(text_of(name))]
        for name in (page, f"sv/{page}")
    )
    assert english == swedish


def mentioned(path: Path) -> list[str]:
    """Commands that stand in a sentence, a table or an indented block."""
    text = path.read_text(encoding="utf-8")
    indented = re.findall(r"^    (remind [^\n]*?)(?:\s{2,}.*)?$", text, re.MULTILINE)
    return [*re.findall(r"`(remind (?!COMMAND)[^`\n]+)`", text), *indented, *commands(text)]


def asking_for_help(line: str) -> list[str]:
    """The words of a line, with --help behind the command: everything is read, and nothing is done."""
    words = shlex.split(line.partition(" | ")[0].partition("#")[0])[1:]
    before = next((n + 1 for n, word in enumerate(words) if word in COMMANDS), 0)
    if " ".join(words[before - 1 : before + 1]) in ALL:
        before += 1
    return [*words[:before], "--help", *words[before:]]


@pytest.mark.parametrize("path", [ROOT / "README.md", *PAGES], ids=name_of)
def test_a_command_that_is_mentioned_exists(
    path: Path, nobody: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(nobody.folder))
    for line in mentioned(path):
        ran = CliRunner().invoke(app, asking_for_help(line), env=nobody.env())
        assert ran.exit_code == 0, f"{line}: {ran.stderr}"
        assert re.search("Usage: |Så skrivs det: ", ran.stdout), "nothing but help was asked for"
    assert list(nobody.folder.iterdir()) == []


@pytest.mark.parametrize("path", [ROOT / "README.md", *PAGES], ids=name_of)
def test_a_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
