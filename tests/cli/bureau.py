"""A bookkeeping bureau: a data folder of its own with several firms in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from reminder_cli.cli.app import app
from tests.cli.runs import DAY, INIT, Ran, without_trial

HEAD = "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Beskrivning;Gatuadress;Postnr;Ort\n"
ROW = "1;1;Alnö Bygg AB;556912-3473;2026-01-01;2026-01-31;1000,00;Arbete;Hamngatan 4;852 30;Sundsvall\n"


@dataclass(frozen=True, slots=True)
class Bureau:
    """The folder, and the command as it is typed there: no ledger is named by the environment."""

    home: Path

    @property
    def data(self) -> Path:
        """The data folder of the program."""
        return self.home / "remind"

    def env(self, day: str = DAY) -> dict[str, str | None]:
        """The environment of a run."""
        return {
            "XDG_DATA_HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "REMIND_TODAY": day,
            "REMIND_LANG": "en",
            "REMIND_LEDGER": None,
        }

    def run(self, *arguments: str, day: str = DAY, **env: str) -> Ran:
        """Run a command."""
        done = CliRunner().invoke(app, list(arguments), env={**self.env(day), **env})
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Ran(done.exit_code, done.stdout, without_trial(done.stderr))

    def answer(self, *arguments: str, day: str = DAY, code: int = 0) -> Any:
        """What a command answers as JSON."""
        ran = self.run(*arguments, "--json", day=day)
        assert ran.code == code, ran.out + ran.err
        return ran.json["data"]

    def make(self, company: str, name: str = "Firman AB", *, invoices: bool = False) -> Path:
        """One more firm; with an invoice whose reminder went out on the day, if wished."""
        words = [name if word == "Firman" else word for word in INIT]
        root = ["--company", company] if company else []
        assert self.run(*root, *words).code == 0
        if invoices:
            file = self.home / "list.csv"
            file.write_text(HEAD + ROW, encoding="utf-8")
            assert self.run(*root, "import", str(file)).code == 0
            assert self.run(*root, "send", "1").code == 0
        found: list[Path] = sorted(self.data.rglob("ledger.db"), key=lambda p: p.stat().st_ctime_ns)
        return found[-1]
