"""`backup`, `restore`, `erase` and `outbox resume` as a user meets them: exit status, words, questions."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.runs import DAY, INIT, Firm, Ran, clean_env
from tests.ledger.worlds import dump

LATER = "2026-03-17"
NO_FACTS = ("mark", "case_state", "shown_plan", "backup_file")


def rows(firm: Firm) -> dict[str, list[tuple[object, ...]]]:
    return dump(firm.ledger, without=NO_FACTS)


@pytest.fixture
def backed_up(filled: Firm) -> Firm:
    """A firm with a backup `b.db`, and a payment registered after it."""
    assert filled.really("backup", "b.db").code == 0
    assert filled.really("pay", "1041", "100").code == 0
    return filled


def test_backup(filled: Firm) -> None:
    ran = filled.really("backup", "b.db")
    assert ran.code == 0
    assert "14 invoices" in ran.out
    assert "Keep it on another disk" in ran.out
    data = filled.answer("backup", str(filled.folder / "c.db"))
    assert set(data) == {"file", "bytes", "rows", "files", "letters_without_file", "problems"}
    assert data["rows"]["invoice"] == 14


def test_backup_in_swedish(filled: Firm) -> None:
    ran = filled.really("backup", "b.db", REMIND_LANG="sv")
    assert ran.out.startswith("Säkerhetskopian är skriven och kontrollerad: b.db, med 14 fakturor")


def test_restore_needs_a_yes_where_nobody_can_be_asked(backed_up: Firm) -> None:
    before = rows(backed_up)
    ran = backed_up.really("restore", "b.db")
    assert ran.code == 1
    assert "--yes" in ran.err
    assert rows(backed_up) == before


def test_a_yes_alone_loses_nothing(backed_up: Firm) -> None:
    before = rows(backed_up)
    ran = backed_up.really("restore", "b.db", "--yes")
    assert ran.code == 1
    assert "1 payment" in ran.err
    assert "--discard-newer" in ran.err
    assert rows(backed_up) == before


def test_restore_that_loses(backed_up: Firm) -> None:
    ran = backed_up.really("restore", "b.db", "--yes", "--discard-newer")
    assert ran.code == 0
    assert "What was there before is kept: " in ran.out
    assert "remind outbox resume" in ran.out
    tick = backed_up.really("tick", day=LATER)
    assert tick.code == 0
    assert "restored" in tick.out
    assert "Inkassokrav" not in tick.out
    doctor = backed_up.really("doctor", day=LATER)
    assert "No letter goes out: the ledger is a backup of 2026-03-02." in doctor.out
    assert backed_up.really("outbox", "resume", day=LATER).code == 0
    assert len(backed_up.answer("tick", day=LATER)["letters"]) == 3


def test_the_commands_that_register_what_went_out_can_be_typed(filled: Firm) -> None:
    """A reminder and then a demand of 1043, and the demands of the others, are in no backup."""
    assert filled.really("backup", "b.db").code == 0
    assert filled.run("send", "1043").code == 0
    demands = filled.answer("tick", day=LATER)["letters"]
    owed = {case["invoice"]: case["balance"] for case in statuses(filled)}
    assert (
        filled.run("restore", f"{filled.folder}/b.db", "--yes", "--discard-newer", day=LATER).code
        == 0
    )
    refused = filled.run("outbox", "resume", day=LATER)
    assert refused.code == 1
    commands = [line.strip() for line in refused.err.splitlines() if "--adopt" in line]
    assert len(commands) == 1 + sum(len(letter["invoices"]) for letter in demands)
    for command in commands:
        ran = filled.run(*shlex.split(command)[1:], day=LATER)
        assert ran.code == 0, (command, ran.err)
    assert filled.run("outbox", "resume", day=LATER).code == 0
    assert {case["invoice"]: case["balance"] for case in statuses(filled)} == owed
    assert filled.answer("tick", day=LATER)["letters"] == []
    assert filled.answer("tick", day="2026-03-18")["letters"] == []


def statuses(firm: Firm) -> list[dict[str, str]]:
    found: list[dict[str, str]] = firm.answer("status", day=LATER)["cases"]
    return found


def test_restore_as_json(backed_up: Firm) -> None:
    data = backed_up.answer("restore", str(backed_up.folder / "b.db"), "--dry-run")
    assert data["lost"]["rows"] == {"event": 1, "payment": 1}
    assert (data["before"], data["held"], data["kept"]) == ("readable", True, None)
    ran = backed_up.run("restore", str(backed_up.folder / "b.db"), "--json")
    assert (ran.code, ran.json["errors"][0]["code"]) == (1, "refused")
    path = str(backed_up.folder / "b.db")
    done = backed_up.answer("restore", path, "--yes", "--discard-newer")
    assert Path(done["kept"]).is_file()
    assert set(backed_up.answer("outbox", "resume")) == {"backup_of", "waiting", "uncertain"}


def test_on_a_terminal_it_shows_and_asks(backed_up: Firm) -> None:
    before = rows(backed_up)
    refused = backed_up.on_terminal("restore", "b.db", typed=["j"])
    assert refused.code == 1
    assert "--discard-newer" in refused.out
    assert "Put the backup in the place" not in refused.out, "nothing is asked that will be refused"
    no = backed_up.on_terminal("restore", "b.db", "--discard-newer", typed=["vad?", "n"])
    assert no.code == 1
    assert no.out.count("Put the backup in the place of the ledger? [y/N]") == 2
    assert "1 payment" in no.out
    assert rows(backed_up) == before
    yes = backed_up.on_terminal("restore", "b.db", "--discard-newer", typed=["j"])
    assert yes.code == 0
    assert rows(backed_up) == dump(backed_up.folder / "b.db", without=NO_FACTS)


def test_what_the_error_of_a_damaged_ledger_advises_works(backed_up: Firm) -> None:
    backed_up.ledger.write_bytes(b"\x00" * 5000)
    ran = backed_up.really("status")
    assert "remind restore FILE" in ran.err
    ran = backed_up.really("restore", "b.db", "--yes")
    assert ran.code == 0
    assert "cannot be read" in ran.out
    assert backed_up.really("verify").code == 0


def test_on_a_new_computer_where_the_guide_was_gone_through_first(
    backed_up: Firm, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    new = Firm(tmp_path / "new")
    assert new.run(*INIT, "--phone", "060-12 34 56").code == 0
    ran = new.really("restore", str(backed_up.folder / "b.db"), "--yes")
    assert ran.code == 0, ran.err
    assert rows(new) == dump(backed_up.folder / "b.db", without=NO_FACTS)
    assert new.really("verify").code == 0


#   what is given, exit status, part of what is told
WRONG = {
    "the invoice list": ("fakturor.csv", 3, "not a ledger of remind"),
    "no file": ("nothing.db", 3, "it is no file, or it is not there"),
    "the ledger": ("ledger.db", 1, "is the ledger itself"),
    "a folder": (".", 3, "it is no file"),
}


@pytest.mark.parametrize(("given", "status", "told"), WRONG.values(), ids=list(WRONG))
def test_mistakes(backed_up: Firm, given: str, status: int, told: str) -> None:
    (backed_up.folder / "fakturor.csv").write_text("Fakturanr;Kund\n1;A\n", encoding="utf-8")
    before = rows(backed_up)
    ran = backed_up.really("restore", given, "--yes", "--discard-newer")
    assert (ran.code, told in ran.err) == (status, True), ran.err
    assert rows(backed_up) == before


def limited(firm: Firm, size: int, *arguments: str) -> Ran:
    """With a limit on the size of files, as if the disk were full."""
    code = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
        "from reminder_cli.cli.app import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=firm.folder,
        env={**clean_env(), **firm.env(DAY)},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [("backup", "c.db"), ("restore", "b.db", "--yes", "--discard-newer")],
    ids=["backup", "restore"],
)
@pytest.mark.parametrize("size", [70_000, 200_000, 320_000])
def test_without_room_there_is_a_sentence_and_no_damage(
    backed_up: Firm, arguments: tuple[str, ...], size: int
) -> None:
    before = rows(backed_up)
    ran = limited(backed_up, size, *arguments)
    assert ran.code in {1, 3}, ran
    assert "Traceback" not in ran.err
    assert "Error: " in ran.err
    assert "inside remind" not in ran.err
    assert rows(backed_up) == before
    assert not (backed_up.folder / "c.db").exists()
    assert backed_up.really("verify").code == 0
    assert [p.name for p in backed_up.folder.glob(".*")] == []


def test_erase_asks_and_refuses(filled: Firm) -> None:
    ran = filled.really("erase", "Matfors Fastigheter AB")
    assert ran.code == 1
    assert "--yes" in ran.err
    ran = filled.really("erase", "Matfors Fastigheter AB", "--yes")
    assert ran.code == 1
    assert "The case of invoice 1050 is open." in ran.err
    assert "bokföringslagen 7 kap. 2 §" in ran.err
    ran = filled.really("erase", "Nobody", "--yes")
    assert "There is no customer Nobody." in ran.err


def test_erase(filled: Firm) -> None:
    day = "2041-01-02"
    before = rows(filled)["event"]
    data = filled.answer("erase", "Karin Holm", "--dry-run", day=day)
    assert set(data) == {"customer_id", "customer", "rows", "files", "invoices_kept", "copies"}
    shown = filled.on_terminal("erase", "Karin Holm", typed=["y"], day=day)
    assert shown.code == 0, shown.out
    assert "Erase this customer? It cannot be taken back." in shown.out
    assert "Karin Holm" not in filled.really("list", "--all", day=day).out
    assert "Erased customer" in filled.really("customers", day=day).out
    assert rows(filled)["event"] == before
    assert filled.really("verify", day=day).code == 0
