"""What the program writes is for its owner's eyes only, nothing leads out of its folder, and no secret is told."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.runs import INIT, Firm, clean_env, command
from tests.ledger.worlds import row, write_list
from tests.post_office import post_office

LATER = "2026-03-17"
SECRET = "hemligt-Lösenord-7391"  # of the mail server
PARTNER = ["--collector", "partner", "--partner-name", "Ombudet Inkasso AB"]
PARTNER += ["--partner-org-number", "556923-4585"]
EVERYTHING: list[list[str]] = [
    ["import", "list.csv"],
    ["send", "1041", "1042"],
    ["tick"],
    ["pay", "1041", "100"],
    ["backup", "copy.db"],
    ["export", "sie", "books.se"],
    ["report", "--xlsx", "report.xlsx"],
    ["settle", "--period", "2026-03", "--pdf", "settled.pdf", "--xlsx", "settled.xlsx"],
    ["outbox", "print", "all.pdf"],
    ["restore", "copy.db", "--yes", "--discard-newer"],
    ["demo", "shown"],
]


def open_to_others(folder: Path, but: set[str]) -> list[str]:
    """What others than the owner may look into, and what they wrote themselves is left out."""
    return [
        f"{path.relative_to(folder)} {stat.S_IMODE(path.stat().st_mode):o}"
        for path in folder.rglob("*")
        if path.name not in but and path.stat().st_mode & 0o077
    ]


@pytest.mark.parametrize("umask", [0o000, 0o022], ids=oct)
def test_all_that_is_written_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    firm = Firm(tmp_path / "new" / "folder")
    kept = os.umask(umask)
    try:
        assert firm.run(*INIT, *PARTNER).code == 0
        write_list(firm.folder / "list.csv", [row("1041"), row("1042", kundnr="2", kund="B AB")])
        for arguments in EVERYTHING:
            day = "2026-03-02" if arguments[0] in {"import", "send"} else LATER
            ran = firm.really(*arguments, day=day)
            assert ran.code == 0, (arguments, ran.out, ran.err)
    finally:
        os.umask(kept)
    written = {path.name for path in firm.folder.rglob("*")}
    assert {"copy.db", "books.se", "report.xlsx", "settled.pdf", "settled.xlsx"} <= written
    assert {"all.pdf", "demo.xlsx", "demo.db", "ledger-letters", "archive"} <= written
    assert open_to_others(tmp_path, but={"list.csv"}) == []


NUMBERS = ["../../../evil", "/etc/evil", "..\\..\\evil", "a/b", "evil\x00", "CON", "."]


@pytest.mark.parametrize("number", NUMBERS, ids=repr)
def test_no_number_of_an_invoice_leads_out_of_the_folder(tmp_path: Path, number: str) -> None:
    """Letters are named after their invoices; such a number is refused, or tamed in the name."""
    firm = Firm(tmp_path / "a" / "b" / "c")
    assert firm.run(*INIT).code == 0
    write_list(firm.folder / "list.csv", [row(number)])
    firm.run("import", str(firm.folder / "list.csv"))
    firm.run("send", "--overdue")
    firm.run("outbox", "print", str(firm.folder / "all.pdf"))
    outside = [p for p in tmp_path.rglob("*") if firm.folder not in (p, *p.parents)]
    assert sorted(outside) == [tmp_path / "a", tmp_path / "a" / "b"]
    named = [p for p in firm.folder.rglob("*") if "evil" in p.name]
    assert all(p.suffix in {".pdf", ".txt"} for p in named), named


@pytest.fixture
def by_mail(tmp_path: Path) -> Iterator[Firm]:
    """A firm whose letters are mailed to a server that knows no such user."""
    firm = Firm(tmp_path / "firm")
    assert firm.run(*INIT, "--email", "firman@example.se").code == 0
    with post_office() as office:
        settings = {
            "smtp_host": "127.0.0.1",
            "smtp_port": str(office.port),
            "smtp_security": "none",
            "smtp_user": "firman",
            "mail_from": "firman@example.se",
        }
        for key, value in settings.items():
            assert firm.run("settings", "set", key, value).code == 0
        head = "Fakturanr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Gata;Postnr;Ort;E-post;Beskrivning"
        line = "1041;Alnö AB;556912-3473;2026-01-20;2026-02-19;1000;Gatan 1;852 30;Sundsvall;a@example.se;Arbete"
        (firm.folder / "list.csv").write_text(f"{head}\n{line}\n", encoding="utf-8")
        assert firm.run("import", str(firm.folder / "list.csv")).code == 0
        yield firm


@pytest.mark.parametrize("debug", [[], ["--debug"]], ids=["plain", "debug"])
def test_no_secret_is_told_or_kept(by_mail: Firm, debug: list[str]) -> None:
    """Not in the answer, a traceback, the process list, the ledger, a letter or a backup."""
    said = b""
    for arguments in (["send", "1041"], ["deliver"], ["doctor"], ["settings"], ["backup", "b.db"]):
        process = subprocess.Popen(
            command([*debug, *arguments]),
            cwd=by_mail.folder,
            env={**clean_env(), **by_mail.env(), "REMIND_SMTP_PASSWORD": SECRET},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        shown = Path(f"/proc/{process.pid}/cmdline")
        listed = shown.read_bytes() if shown.exists() else b""
        said += listed + process.communicate()[0]
    assert b"waiting" in said or b"mail" in said
    written = [path.read_bytes() for path in by_mail.folder.rglob("*") if path.is_file()]
    assert len(written) > 4
    assert not any(SECRET.encode() in content for content in [said, *written])


def test_an_error_nobody_foresaw_tells_no_name_and_no_secret(by_mail: Firm) -> None:
    """Its kind alone; a traceback only with --debug, and there the lines of the program, no values."""
    shown = ""
    (by_mail.folder / "ledger-letters").mkdir(exist_ok=True)
    archive = by_mail.folder / "ledger-letters" / "staging"
    archive.write_text("", encoding="utf-8")  # a file where a folder is to be
    for debug in ([], ["--debug"]):
        ran = by_mail.really(*debug, "send", "1041", REMIND_SMTP_PASSWORD=SECRET)
        assert ran.code != 0
        shown += ran.out + ran.err
    assert SECRET not in shown
    assert "Alnö AB" not in shown
