"""Every command that the documents show is typed, in both languages, and a failure says on which line it stands.

The blocks of a guide are typed in a row, in one folder. Everywhere else a command stands alone: tests/cli/desk.py
says what has to have happened before it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from reminder_cli.cli.app import app
from reminder_cli.domain.kronofogden_rules import Action
from tests.cli.desk import Desk, Desks, lay_out
from tests.cli.runs import INIT, ROOT
from tests.cli.test_help import ALL
from tests.cli.test_schedule import CRONTAB, script

# The guides, and whether the firm is there when they begin.
GUIDES = {
    "getting-started": "nobody",
    "moving-in": "firm",
    "by-itself": "firm",
    "daily-work": "full",
    "scripts": "full",
    "backup": "full",
    "bank-files": "full",
    "bookkeeping": "full",
    "README": "nobody",
}
# These are written by running what they show.
MADE = {"walks", "first-day", "commands"}
PAGES = sorted(
    path
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"))
    if "decisions" not in path.parts
)
# The firm of the guides has something for the doctor to say.
TELLS = {"doctor": 1}
# On a terminal these ask; elsewhere the answer is on the line.
ANSWERS = {"init": " ".join(shlex.quote(word) for word in INIT[1:]), "restore": "--yes"}
# Brings the program to the machine: tests/test_wheel.py does it.
# Named in a sentence by their names alone, they need more to be typed.
NAMES = {
    "anonymise",
    "backup",
    "dossier",
    "erase",
    "export",
    "export csv",
    "release",
    "resolve",
    "restore",
}
NAMES |= {"debtor", "dispute", "kronofogden", "show", "unpay"}
INSTALLS = ("pipx install .", "uv tool install .", "pipx ensurepath")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


class Shown(NamedTuple):
    """A command, and where it stands."""

    line: str
    at: str
    in_block: bool


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def shown(path: Path) -> Iterator[Shown]:
    """What a page shows to be typed: the lines of its blocks, and what stands in its sentences and tables."""
    text = path.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        begins = text.count("\n", 0, block.start(2)) + 1
        for n, line in enumerate(block[2].splitlines()):
            if block[1] in {"console", "sh"} and line:
                typed = re.sub(r"\s+#.*", "", line)
                yield Shown(typed, f"{name_of(path)}:{begins + n}", in_block=True)
    sentences = BLOCK.sub(lambda block: "\n" * block[0].count("\n"), text)
    for word in re.finditer(r"`([^`]+)`", sentences):
        place = f"{name_of(path)}:{sentences.count(chr(10), 0, word.start()) + 1}"
        yield Shown(" ".join(word[1].split()), place, in_block=False)


def of_remind(path: Path, *, in_block: bool) -> list[Shown]:
    return [
        one for one in shown(path) if one.in_block is in_block and one.line.startswith("remind ")
    ]


def begun(desk: Desk, at: str) -> Desk:
    """A desk as a guide finds it."""
    if at == "full":
        return desk
    empty = Desk(desk.home / "new")
    empty.home.mkdir()
    empty.has("crontab", script(CRONTAB))
    lay_out(empty.home)
    if at == "firm":
        empty.make("")
    return empty


@pytest.mark.parametrize("path", [p for p in PAGES if p.stem in GUIDES], ids=name_of)
def test_the_commands_of_a_guide_in_a_row(
    path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand = begun(desk, GUIDES[path.stem])
    monkeypatch.chdir(at_hand.home)
    for line, at, _ in of_remind(path, in_block=True):
        words = line.removeprefix("remind ").partition(" > ")[0].replace("/media/usb", "usb")
        verb = next(word for word in words.split() if word in ALL)
        if verb in ANSWERS and "--dry-run" not in words:
            words += f" {ANSWERS[verb]}"
        ran = at_hand.type(words)
        assert ran.code == TELLS.get(verb, 0), f"{at}: {line}: {ran.err}{ran.out}"


@pytest.mark.parametrize("path", [p for p in PAGES if p.stem not in MADE], ids=name_of)
def test_the_commands_that_stand_alone(path: Path, desks: Desks) -> None:
    lines = of_remind(path, in_block=False)
    if path.stem not in GUIDES:
        lines += of_remind(path, in_block=True)
    for line, at, _ in lines:
        if line.removeprefix("remind ") not in NAMES:
            desks.alone(line.partition(" > ")[0], at)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_part_of_a_command_has_options_that_exist(path: Path) -> None:
    """Such as `hold --until DATE`: read to its end, and answered with the help, which comes first."""
    for line, at, in_block in shown(path):
        if in_block or "--" not in line or line.startswith("--") or line.count('"') % 2:
            continue
        words = re.sub(r"[\[\]]", "", line).split()
        if path.stem == "kronofogden" and words[0] in {action.value for action in Action}:
            words = ["kronofogden", "1042", *words]
        named = 2 if " ".join(words[:2]) in ALL else 1
        if words[0] in ALL:
            line_read = [*words[:named], "--help", *words[named:], "x"]
            ran = CliRunner().invoke(app, line_read)
            assert ran.exit_code == 0, f"{at}: {line}: {ran.stderr}"


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_what_else_is_typed_is_there(path: Path) -> None:
    for line, at, in_block in shown(path):
        program, *words = line.split() or [""]
        if program == "make":
            rules = (ROOT / "Makefile").read_text(encoding="utf-8")
            assert re.search(rf"^{words[0]}:", rules, re.MULTILINE), f"{at}: {line}"
        elif program == "python" and words[0] == "-m":
            assert find_spec(words[1]), f"{at}: {line}"
        elif program == "python":
            assert (ROOT / words[0]).is_file(), f"{at}: {line}"
        elif in_block:
            assert program == "remind" or line in INSTALLS, f"{at}: {line}"


@pytest.mark.parametrize("path", [p for p in PAGES if p.stem not in MADE], ids=name_of)
def test_no_command_hides(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    other = [block[2] for block in BLOCK.finditer(text) if block[1] not in {"console", "sh"}]
    typed = r"^ *(\$ )?remind [a-z]"
    assert not [line for line in other if re.search(typed, line, re.MULTILINE)]
    assert not re.search(r"^    remind [a-z]", text, re.MULTILINE), "put it into a console block"


IN_TWO_LANGUAGES = sorted(
    path for path in PAGES if path.parent.name == "sv" and (ROOT / "docs" / path.name).exists()
)


@pytest.mark.parametrize("path", IN_TWO_LANGUAGES, ids=name_of)
def test_both_languages_show_the_same(path: Path) -> None:
    english, swedish = (
        [
            re.sub(r'"[^"]*"|(?<= )[\w-]+\.(csv|xlsx|se|db|pdf)\b', "OWN", one.line)
            for one in of_remind(page, in_block=True)
        ]
        for page in (ROOT / "docs" / path.name, path)
    )
    assert english == swedish


# Said in full in both languages: what a user reads first and every day, and what a developer reads.
IN_FULL = [
    *((f"docs/{name}.md", f"docs/sv/{name}.md") for name in (
        "getting-started", "daily-work", "life-of-a-case", "moving-in", "bank-files", "bookkeeping",
        "law", "privacy", "scripts", "by-itself", "instalments", "kronofogden", "reports", "view",
        "architecture", "walks", "commands", "formats", "reliability", "performance",
    )),
    ("CONTRIBUTING.md", "docs/sv/developers.md"),
    ("README.md", "docs/sv/README.md"),
]  # fmt: skip


def outline(path: Path) -> list[str]:
    """The headings of a page, by their depth."""
    return re.findall(r"^#+(?= )", BLOCK.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)


def made(path: Path) -> list[str]:
    """What a page shows to be typed of make."""
    return re.findall(r"^ *(make \w+)", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize(("english", "swedish"), IN_FULL)
def test_both_languages_say_it_in_full(english: str, swedish: str) -> None:
    ours, theirs = ROOT / english, ROOT / swedish
    assert outline(ours) == outline(theirs)
    assert made(ours) == made(theirs)
    kept = [re.sub(r'"[^"]*"|[\w./-]+\.\w+', "OWN", x.line) for x in of_remind(ours, in_block=True)]
    told = [
        re.sub(r'"[^"]*"|[\w./-]+\.\w+', "OWN", x.line) for x in of_remind(theirs, in_block=True)
    ]
    assert kept == told


def test_every_page_has_a_swedish_twin() -> None:
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert pages - {path.name for path in (ROOT / "docs" / "sv").glob("*.md")} == set()


def figures(path: Path) -> set[str]:
    """Amounts, days, paragraphs and years that a page tells of, outside what is typed."""
    told = re.sub(r"`[^`]+`|https?://\S+", "", BLOCK.sub("", path.read_text(encoding="utf-8")))
    told = re.sub(r"(?<=\d)[ ,](?=\d{3}(?!\d))", "", told)  # between the thousands
    found = re.findall(r"\d+(?:[.,:/]\d+)*", told)
    return {re.sub(r",00$", "", one.replace(".", ",")) for one in found}


@pytest.mark.parametrize("path", IN_TWO_LANGUAGES, ids=name_of)
def test_both_languages_tell_the_same_figures(path: Path) -> None:
    """The Swedish page may say less, but no figure of its own: one that changes is changed in both."""
    assert figures(path) - figures(ROOT / "docs" / path.name) == set()


@pytest.mark.parametrize("path", IN_TWO_LANGUAGES, ids=name_of)
def test_the_languages_lead_to_each_other(path: Path) -> None:
    assert f"](../{path.name})" in path.read_text(encoding="utf-8").partition("\n## ")[0]
    english = (ROOT / "docs" / path.name).read_text(encoding="utf-8").partition("\n## ")[0]
    assert f"](sv/{path.name})" in english


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
