"""Bad input: a sentence with a fix, the right exit status, and a ledger as it was."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.runs import ROOT, Firm, Ran, clean_env, without_trial
from tests.ledger.worlds import dump

HEADER = "Fakturanr;Kund;Fakturadatum;Förfallodatum;Belopp"
GOOD = "1;A;2026-01-01;2026-01-31;100,00"


def lines(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


FILES: dict[str, tuple[str, bytes, str, str]] = {
    "not a CSV": (
        "brev.csv",
        b"Hej!\nFakturorna kommer i morgon.\n",
        "no row was found with the names of at least three columns",
        "--map number=1",
    ),
    "empty": ("tom.csv", b"", "the file is empty", "Export it again"),
    "only line ends": ("tom.csv", b"\r\n\r\n", "", ""),
    "binary": ("fakturor.csv", bytes(range(256)) * 16, "this is not a text file", "Export"),
    "0-byte xlsx": ("fakturor.xlsx", b"", "the file is empty", "Export it again"),
    "damaged xlsx": ("fakturor.xlsx", b"PK\x03\x04" + b"\x00" * 400, "damaged", "again"),
    "no amount column": (
        "fakturor.csv",
        b"Fakturanr;Kund;Fakturadatum;Forfallodatum\n1;A;2026-01-01;2026-01-31\n",
        "there is no column with amounts",
        "--map total=COLUMN",
    ),
    "three kinds of dates": (
        "fakturor.csv",
        lines(
            "1;A;2026-01-01;2026-01-31;100",
            "2;A;2026-01-01;31/1/2026;100",
            "3;A;2026-01-01;Jan 31 2026;100",
        ),
        "line 3, Förfallodatum: '31/1/2026'",
        "--skip-problems",
    ),
    "point for thousands": (
        "fakturor.csv",
        lines("1;A;2026-01-01;2026-01-31;1.250,00"),
        "line 2, Belopp: '1.250,00'. Write kronor as 1234,50.",
        "--skip-problems",
    ),
    "one number twice": (
        "fakturor.csv",
        lines(GOOD, "1;A;2026-01-01;2026-01-31;200,00"),
        "line 3, Fakturanr: '1'. Line 2 has the same number",
        "--skip-problems",
    ),
    "no such day": (
        "fakturor.csv",
        lines("1;A;2026-01-01;2026-02-30;100,00"),
        "line 2, Förfallodatum: '2026-02-30'",
        "--skip-problems",
    ),
    "an open quotation mark": (
        "fakturor.csv",
        lines('1;"A;2026-01-01;2026-01-31;100,00', GOOD),
        "quotation marks",
        '"',
    ),
    "a web page": ("fakturor.xls", b"<html><table><tr><td>1", "web page", "Excel"),
    "a PDF": ("fakturor.pdf", b"%PDF-1.7\n", "PDF", "CSV or Excel"),
}


def told(ran: Ran, code: int) -> str:
    """The words of a failure: on stderr, two sentences at least, no traceback."""
    assert ran.code == code, ran.err + ran.out
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert "Something went wrong" not in ran.err
    assert ran.err.startswith("Error: ")
    assert len(ran.err.rstrip().splitlines()) >= 2, "a message ends with what to do next"
    assert "remind " in ran.err.partition("\n")[2], "what to do next is a command"
    return ran.err


@pytest.mark.parametrize(
    ("name", "content", "says", "fix"), FILES.values(), ids=[i.replace(" ", "-") for i in FILES]
)
def test_a_bad_file(filled: Firm, name: str, content: bytes, says: str, fix: str) -> None:
    path = filled.folder / name
    path.write_bytes(content)
    before = dump(filled.ledger)
    err = told(filled.run("import", str(path)), 3)
    assert name in err
    assert says in err
    assert fix in err.splitlines()[-1] or fix in err
    assert dump(filled.ledger) == before


def test_a_missing_file(filled: Firm) -> None:
    before = dump(filled.ledger)
    err = told(filled.run("import", "ingen.csv"), 3)
    assert "ingen.csv: there is no such file" in err
    assert dump(filled.ledger) == before


def test_a_folder(filled: Firm) -> None:
    err = told(filled.run("import", str(filled.folder)), 3)
    assert "this is a folder" in err


def test_one_good_and_one_bad_file(filled: Firm) -> None:
    (filled.folder / "good.csv").write_bytes(lines(GOOD))
    before = dump(filled.ledger)
    told(filled.run("import", str(filled.folder / "good.csv"), "ingen.csv"), 3)
    assert dump(filled.ledger) == before


def test_a_negative_invoice_is_a_credit_note_and_said_to_be(firm: Firm) -> None:
    (firm.folder / "list.csv").write_bytes(lines("1;A;2026-01-01;2026-01-31;-100,00"))
    ran = firm.run("import", str(firm.folder / "list.csv"))
    assert ran.code == 0
    assert "Negative invoices, read as credit notes (1): 1" in ran.out
    assert [i["status"] for i in firm.answer("list", "--all")["invoices"]] == ["credit_note"]


COMMANDS: dict[str, tuple[list[str], int, list[str]]] = {
    "unknown invoice": (["send", "9999"], 1, ["9999", "remind list --all"]),
    "nearly an invoice": (["send", "1O41"], 1, ["Did you mean", "1041"]),
    "one unknown of three": (["send", "1042", "1043", "10444"], 1, ["10444", "Nothing was done"]),
    "status of an unknown": (["status", "nej"], 1, ["nej"]),
    "--today nonsense": (["--today", "i morgon", "list"], 2, ["--today: i morgon", "2026-11-24"]),
    "--today no such day": (["--today", "2026-02-30", "list"], 2, ["2026-02-30 is not a day"]),
    "--on tomorrow": (["pay", "1041", "1", "--on", "2026-03-03"], 1, ["2026-03-03", "not come"]),
    "--on nonsense": (["pay", "1041", "1", "--on", "igår"], 2, ["--on: igår", "2026-11-24"]),
    "--as-of nonsense": (["explain", "1041", "--as-of", "x"], 2, ["--as-of: x"]),
    "negative payment": (["pay", "1041", "--", "-5"], 1, ["more than 0 kr", "remind unpay"]),
    "no payment": (["pay", "1041", "0"], 1, ["more than 0 kr"]),
    "not an amount": (["pay", "1041", "hundra"], 2, ["hundra", "1234,50"]),
    "an amount for machines": (["pay", "1041", "1.250,00"], 2, ["1.250,00", "1234,50"]),
    "--to nobody": (["pay", "1041", "1", "--to", "me"], 2, ["creditor, partner"]),
    "--to partner without one": (["pay", "1041", "1", "--to", "partner"], 1, ["no partner"]),
    "payment of a credit note": (["pay", "1047", "1"], 1, ["1047", "remind show 1047"]),
    "cancel nothing": (["cancel", "--reason", "x"], 2, ["remind cancel NUMBER"]),
    "cancel without reason": (["cancel", "1041"], 2, ["--reason"]),
    "cancel what has no case": (["cancel", "1042", "--reason", "x"], 1, ["1042 has no open case"]),
    "unpay without reason": (["unpay", "1"], 2, ["--reason"]),
    "unpay the unknown": (
        ["unpay", "77", "--reason", "x"],
        1,
        ["no payment 77", "remind payments list"],
    ),
    "override without reason": (["send", "1042", "--override", "no_address"], 1, ["--reason"]),
    "send nothing": (["send"], 2, ["--overdue", "remind list --eligible"]),
    "send in two ways": (["send", "1042", "--overdue"], 2, ["in one way"]),
    "--pick through a pipe": (["send", "--pick"], 2, ["--pick needs a terminal"]),
    "no such order": (["list", "--sort", "shoe"], 2, ["shoe", "due"]),
    "two lists at once": (["list", "--all", "--overdue"], 2, ["exclude each other"]),
    "no such stage": (["status", "--stage", "x"], 2, ["reminder", "kronofogden"]),
    "--terms-days": (["import", "x", "--terms-days", "-1"], 2, ["--terms-days 30"]),
    "--map": (["import", "x", "--map", "total"], 2, ["--map total="]),
    "--force": (["import", "x", "--force"], 2, ["--reason"]),
    "no such setting": (["settings", "set", "tolerans", "1"], 2, ["tolerance"]),
    "no such value": (["settings", "set", "tolerance", "x"], 2, ["Write kronor"]),
    "a ledger over another": (["init", "--yes"], 1, ["already", "remind settings set"]),
    "no ledger": (
        ["--ledger", "ingenting.db", "list"],
        1,
        ["ingenting.db", "remind --ledger ingenting.db init"],
    ),
    "no command": (["lista"], 2, ["no command lista", "remind list"]),
    "no command at all alike": (["xyzzy"], 2, ["remind --help"]),
}


@pytest.mark.parametrize(("arguments", "code", "says"), COMMANDS.values(), ids=list(COMMANDS))
def test_a_bad_command(filled: Firm, arguments: list[str], code: int, says: list[str]) -> None:
    before = dump(filled.ledger)
    err = told(filled.run(*arguments), code)
    for words in says:
        assert words in err
    assert dump(filled.ledger) == before


WRONG_USE: dict[str, tuple[list[str], str]] = {
    "unknown option": (["list", "--wrong"], "--wrong"),
    "missing argument": (["pay", "1041"], "AMOUNT"),
    "no file": (["import"], "FILE"),
    "not a number": (["unpay", "x", "--reason", "y"], "x"),
    "one too many": (["show", "1041", "1042"], "1042"),
    "mistyped subcommand": (["terms", "acept"], "accept"),
}


@pytest.mark.parametrize(("arguments", "says"), WRONG_USE.values(), ids=list(WRONG_USE))
def test_wrong_use(filled: Firm, arguments: list[str], says: str) -> None:
    before = dump(filled.ledger)
    ran = filled.run(*arguments)
    assert ran.code == 2
    assert says in ran.err
    assert ran.out == ""
    assert dump(filled.ledger) == before


def init_with(*options: str) -> list[str]:
    given = {"--name": "Firman", "--org-number": "556036-0793", "--bankgiro": "5536-7742"}
    given |= dict(zip(options[::2], options[1::2], strict=True))
    return ["init", "--yes", *(word for pair in given.items() if pair[1] for word in pair)]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--org-number", "556036-0794"], "org.nr is wrong"),
        (["--org-number", ""], "no org.nr"),
        (["--bankgiro", "5536-7743"], "bankgiro is wrong"),
        (["--bankgiro", ""], "no giro"),
        (["--name", " "], "no name"),
        (["--email", "ekonomi"], "e-mail"),
        (["--collector", "friend"], "own, partner"),
        (["--collector", "partner", "--partner-name", "Ombudet"], "--accept-terms"),
        (["--due-dates-agreed", "perhaps"], "true or false"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_firm_that_cannot_be(tmp_path: Path, options: list[str], says: str) -> None:
    firm = Firm(tmp_path)
    err = told(firm.run(*init_with(*options)), 2)
    assert says in err
    assert list(tmp_path.iterdir()) == []


def test_all_that_is_wrong_with_a_firm_at_once(tmp_path: Path) -> None:
    err = told(Firm(tmp_path).run("init", "--yes"), 2)
    for option in ("--name", "--org-number", "--bankgiro"):
        assert option in err


# Ledgers that cannot be used


def newer(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('remind', 'm999_later', 'now')"
    )
    db.commit()
    db.close()


def no_database(path: Path) -> None:
    path.write_text("a shopping list\n", encoding="utf-8")


def first_page_gone(path: Path) -> None:
    path.write_bytes(b"\x00" * 4096 + path.read_bytes()[4096:])


def a_page_of_invoices_gone(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'invoice'").fetchone()[0]
    size = db.execute("PRAGMA page_size").fetchone()[0]
    db.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = b"\xa5" * size
    path.write_bytes(bytes(content))


SPOILT: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "newer": (newer, ["newer version", "Install the newer version"]),
    "no database": (no_database, ["not a ledger", "remind restore"]),
    "first page gone": (first_page_gone, ["damaged", "remind restore"]),
    "a page gone": (a_page_of_invoices_gone, ["damaged", "remind restore"]),
}


@pytest.mark.parametrize(("spoil", "says"), SPOILT.values(), ids=list(SPOILT))
@pytest.mark.parametrize(
    "arguments",
    [["list", "--all"], ["send", "1042"], ["explain", "1041"], ["show", "1041"]],
    ids=lambda value: value[0],
)
def test_a_ledger_that_cannot_be_used(
    filled: Firm, spoil: Callable[[Path], None], says: list[str], arguments: list[str]
) -> None:
    spoil(filled.ledger)
    before = filled.ledger.read_bytes()
    err = told(filled.run(*arguments), 1)
    for words in says:
        assert words in err
    assert filled.ledger.read_bytes() == before


# Root may write anywhere by its capabilities; here it lays them down and is a user like others.
WITHOUT_RIGHTS = """
import ctypes, os
if os.getuid() == 0:
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(header, nothing) == 0
from reminder_cli.__main__ import main
main()
"""


def without_rights(firm: Firm, *arguments: str) -> Ran:
    """Run the command as a user who may not write where it is forbidden."""
    if os.getuid() == 0 and not sys.platform.startswith("linux"):
        pytest.skip("root may write anywhere, and its rights can be laid down only on Linux")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_RIGHTS, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**clean_env(), **firm.env()},
    )
    return Ran(done.returncode, done.stdout, without_trial(done.stderr))


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["send", "1042"], ["tick"], ["pay", "1041", "1"]],
    ids=lambda value: value[0],
)
def test_a_folder_that_cannot_be_written(filled: Firm, arguments: list[str]) -> None:
    filled.ledger.chmod(0o444)
    filled.folder.chmod(0o555)
    before = filled.ledger.read_bytes()
    try:
        err = told(without_rights(filled, *arguments), 1)
    finally:
        filled.folder.chmod(0o755)
    assert str(filled.folder) in err
    assert "cannot be written" in err
    assert filled.ledger.read_bytes() == before


def test_a_ledger_made_where_nothing_can_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o555)
    firm = Firm(folder)
    err = told(without_rights(firm, *init_with("--city", "Umeå")), 1)
    assert "cannot be written" in err
    folder.chmod(0o755)
    assert list(folder.iterdir()) == []


def test_debug_shows_the_traceback_and_the_default_does_not(filled: Firm) -> None:
    # An error nobody foresaw: the letters' folder is a file.
    (filled.folder / "ledger-letters").rename(filled.folder / "kept")
    (filled.folder / "ledger-letters").write_text("", encoding="utf-8")
    quiet = filled.run("send", "1042")
    assert quiet.code == 1
    assert "Traceback" not in quiet.err
    assert quiet.err.startswith("Error: ")
    assert ROOT.name not in quiet.err.splitlines()[0]
