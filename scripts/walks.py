"""Walks cases through every path of their life by `--today`, and writes docs/walks.md and its Swedish twin; --check only looks.

Each walk is a firm of its own. `remind tick` runs on every day between the commands of
scripts/walks.txt, as cron would, and is shown on the days on which it says something new. What stands
around the commands in Swedish, and the words in quotation marks, is in scripts/walks.sv.txt.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENTS = {"en": ROOT / "docs" / "walks.md", "sv": ROOT / "docs" / "sv" / "walks.md"}
WALKS = ROOT / "scripts" / "walks.txt"
SWEDISH = ROOT / "scripts" / "walks.sv.txt"
QUOTED = re.compile(r'"(.+)" = "(.+)"')
COMMAND = re.compile(r"\$ (\d{4}-\d{2}-\d{2}) (.+)")
SILENT = re.compile(
    r"$|Nothing is due|\S+ is not a banking day|\d+ cases? (is|are) held as before"
    r"|Inget ska göras|Den \S+ är ingen bankdag|\d+ ärenden? väntar som förut"
)
LIST = "invoices.csv"
HEAD = (
    "Fakturanr;Kundnr;Kund;Org.nr;Kundtyp;Fakturadatum;Förfallodatum;Belopp;Moms;Beskrivning;"
    "Gatuadress;Postnr;Ort\n"
)
ROWS = (
    "1041;101;Alnö AB;556912-3473;företag;2026-01-20;2026-02-19;2400,00;480,00;Målning;"
    "Hamngatan 4;852 30;Sundsvall\n"
    "1042;102;Åsa Ek;19810412-9898;privat;2026-01-20;2026-02-19;900,00;180,00;Målning;"
    "Storgatan 1;852 30;Sundsvall\n"
    "1043;102;Åsa Ek;19810412-9898;privat;2026-01-20;2026-02-19;1300,00;260,00;Målning;"
    "Storgatan 1;852 30;Sundsvall\n"
)
CASES = "number;step;date;fees\n1042;reminder;2026-03-16;60\n1043;demand;2026-03-16;240\n"
INIT = (
    "init --yes --name 'Norrviken AB' --org-number 556923-4585 --bankgiro 520-1124 "
    "--collector own --accept-terms"
)
WIDE = 80
OPENING = "\n```\n$"
FIRST = date(2026, 3, 2)


class _Terminal(io.StringIO):
    """Catches what is written, and passes for a terminal."""

    def isatty(self) -> bool:
        return True


@dataclass
class Firm:
    """The ledger of one walk, in the folder we are in; the day after the last command."""

    next_day: date = FIRST
    said: str = ""  # by the run before, which is not shown twice

    def run(self, day: date, command: str) -> str:
        """What a command shows on a terminal, talk and refusals after the answer."""
        from reminder_cli.cli.app import app

        said, beside = _Terminal(), io.StringIO()
        arguments = ["--today", day.isoformat(), *shlex.split(command)]
        with redirect_stdout(said), redirect_stderr(beside), suppress(SystemExit):
            app(arguments, prog_name="remind")
        talk = re.sub(r"^(Trying out|På prov): .*\n", "", beside.getvalue(), flags=re.MULTILINE)
        lines = (said.getvalue() + talk).splitlines()
        return "\n".join(line.rstrip() for line in lines).strip("\n")

    def wait_until(self, day: date) -> Iterator[tuple[date, str]]:
        """Cron's runs before a day that had something to say, each with what it said."""
        while self.next_day < day:
            said = self.run(self.next_day, "tick")
            if not SILENT.match(said):
                if said != self.said:
                    yield self.next_day, said
                self.said = said
            self.next_day += timedelta(days=1)


def main() -> int:
    """Write the documents, or say which is not as it would be written."""
    os.environ |= {"COLUMNS": str(WIDE), "TERM": "dumb", "LOGNAME": "eva"}
    os.environ["REMIND_LEDGER"] = "firm.db"
    os.environ.pop("NO_COLOR", None)
    sys.stdin = io.StringIO()  # nothing is asked
    stale = 0
    for lang, document in DOCUMENTS.items():
        os.environ["REMIND_LANG"] = lang
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            text = "\n".join(_written(_script(lang), Path(folder))) + "\n"
        text = text.replace("\n\n```\n", "\n```\n").replace(OPENING, f"\n{OPENING}")
        if "--check" not in sys.argv:
            document.write_text(text, encoding="utf-8")
        elif not document.is_file() or document.read_text(encoding="utf-8") != text:
            name = document.relative_to(ROOT)
            sys.stderr.write(f"{name} is not what the commands say: run scripts/walks.py\n")
            stale = 1
    return stale


def _script(lang: str) -> list[str]:
    """What is written and typed, line by line; in Swedish with its own text before each walk."""
    english = WALKS.read_text(encoding="utf-8")
    if lang == "en":
        return english.splitlines()
    swedish = SWEDISH.read_text(encoding="utf-8")
    told = QUOTED.sub("", swedish).rstrip().split("\n## ")
    parts = english.split("\n## ")
    assert len(told) == len(parts), "a walk has no Swedish text"
    both = [
        mine.rstrip() + "\n\n```" + theirs.partition("```")[2] if "```" in theirs else mine
        for mine, theirs in zip(told, parts, strict=True)
    ]
    text = "\n## ".join(both)
    for one in QUOTED.finditer(swedish):
        text = text.replace(f'"{one[1]}"', f'"{one[2]}"')
    return text.splitlines()


def _written(lines: list[str], folder: Path) -> Iterator[str]:
    """The lines of the document: every command with what it shows, each walk in a new firm."""
    firm = Firm()
    for line in lines:
        found = COMMAND.fullmatch(line)
        if found is None:
            if line.startswith("## "):
                firm = _begin(folder / line[3:])
            yield line
            continue
        day, command = date.fromisoformat(found[1]), found[2]
        for run_on, said in firm.wait_until(day):
            yield from _shown(run_on, "tick", said)
        yield from _shown(day, command, firm.run(day, command))


def _shown(day: date, command: str, said: str) -> Iterator[str]:
    yield " \\\n    ".join(_folded(f"$ remind --today {day} {command}", WIDE - 2))
    for line in said.splitlines():
        yield from _folded(line, WIDE)
    yield ""


def _folded(line: str, room: int) -> list[str]:
    """A line that is longer than the terminal is wide, as several."""
    if len(line) <= room:
        return [line]
    return textwrap.wrap(line, room, break_long_words=False, break_on_hyphens=False)


def _begin(folder: Path) -> Firm:
    """A folder of its own, with a firm that has taken in its list."""
    folder.mkdir()
    os.chdir(folder)
    firm = Firm()
    Path(LIST).write_text(HEAD + ROWS, encoding="utf-8")
    Path("cases.csv").write_text(CASES, encoding="utf-8")
    firm.run(FIRST, INIT)
    firm.run(FIRST, f"import {LIST}")
    return firm


if __name__ == "__main__":
    sys.exit(main())
