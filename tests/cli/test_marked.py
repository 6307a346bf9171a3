"""Every sentence that a person meets passes through the catalogue: with one that turns letters into dots, none is left.

What is left is what is no sentence: names and texts of the firm's own, what is typed, codes, formats, and the names of laws.
"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from reminder_cli import i18n
from reminder_cli.adapters.settings import SETTINGS
from reminder_cli.resources import example_path
from tests.cli.runs import DAY, INIT, Firm

LATER = "2026-04-24"
LINES: list[tuple[str, str]] = [
    *((line, DAY) for line in (
        "import fakturor.csv", "import fakturor.csv", "import none.csv", "list --all", "list --eligible",
        "send 1041 1046 1050 1051 1042 1043", "send 1052", "send 9999", "status", "show 1041",
        "explain 1041", "plan", "plan --until 2026-05-31", "outbox", "pay 1042 100", "unpay 1",
        "unpay 1 --reason r", "payments import b.csv", "payments list", "payments list --unmatched",
        "hold 1043 --until 2026-03-10 --reason r", "dispute 1046 --reason r", "show 1043", "show 1046",
        "resolve 1046 --reason r", "customers", "debtor 101", "settings", "terms", "rates", "doctor",
        "verify", "report", "settle", "companies", "schedule",
        "instalments 1051 --months 3 --first 2026-04-01", "instalments 1051 --show", "credit 1054 100",
        "invoice undo 1053", "write-off 1049", "kronofogden 1041 applied", "choose 1041 monitoring",
        "retract 1 --reason r", "dossier 1041 x.zip", "export csv x.csv", "deliver --dry-run",
        "demo my", "pay 1041 x", "lista", "list --wrong", "cancel 1042", "outbox undo",
    )),
    *((line, LATER) for line in (
        "tick", "status", "show 1041", "explain 1041", "explain 1042", "choose 1041 kronofogden",
        "kronofogden 1041 applied --on 2026-04-20", "show 1041", "dossier 1041 y.zip", "report",
        "plan", "doctor", "settle", "debtor 103 --bankrupt 2026-04-20",
    )),
]  # fmt: skip
# Codes that stand in brackets or columns, formats, and the law's own names.
CODES = """
    not sek credit note paid due override stale payments UTF SHA csv xlsx pdf archive print ledger letters
    räntelagen lag handelsbalken inkassolagen Lag ersättning för inkassokostnader förordning Riksbanken SFS
    secondary sources true false none import list send init tick show explain status plan FILE NUMBER remind
    reason TEXT company data demo today all json sort instalments AMOUNT Firman fakturor
"""
DATA = (
    "Bokföringsdag;Belopp;Avsändare;Namn;Rubrik\n2026-03-02;500,00;;Alnö Bygg AB;Faktura 1041\n"
    "2026-03-02;77,00;;Någon;Annat\n"
)


def dots(text: str) -> str:
    """The sentence with a dot for each letter; what is put into it stays."""
    parts = re.split(r"(\{[^}]*\})", text)
    return "".join(p if p.startswith("{") else re.sub(r"[^\W\d_]", "·", p) for p in parts)


class Dotted:
    """A catalogue in which every sentence is translated, and none can be read."""

    def gettext(self, text: str) -> str:
        return dots(text)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return dots(one if n == 1 else many)


class SwedishFirm(Firm):
    """It speaks the language of the catalogue."""

    def env(self, day: str = DAY) -> dict[str, str]:
        return {**super().env(day), "REMIND_LANG": "sv"}


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text))


def test_no_sentence_goes_past_the_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "_catalogue", lambda _language: Dotted())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    shutil.copy(example_path("fakturor.csv"), "fakturor.csv")
    Path("b.csv").write_text(DATA, encoding="utf-8")
    firm = SwedishFirm(tmp_path)
    known = words(Path("fakturor.csv").read_text(encoding="utf-8-sig")) | words(DATA)
    known |= words(str(tmp_path)) | words(CODES)
    known |= {word for item in SETTINGS for word in words(f"{item.key} {item.default}")}
    past: dict[str, set[str]] = {}
    for line, day in [(shlex.join(INIT), DAY), *LINES]:
        ran = firm.run(*shlex.split(line), day=day)
        left = words(ran.out + ran.err) - known - words(line)
        if left:
            past[line] = left
    assert past == {}
