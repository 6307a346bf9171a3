"""A disk that is full, read-only or gone, a clock that is wrong: a sentence, and no damage.

The full disk is a small one in memory, mounted for the test, or, where that is not allowed,
a limit on the size of files.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.adapters.payments.files import Pay, Section, bgmax
from tests.cli.runs import Firm, Ran, clean_env, command, without_trial
from tests.ledger.worlds import dump

LATER = "2026-03-17"
# What tells when the program ran, and what it showed; a run that fails may have noted that.
NOTED = ("mark", "shown_plan")
COMMANDS: dict[str, list[str]] = {
    "import": ["import", "more.csv"],
    "send": ["send", "1042", "1043", "1044"],
    "tick": ["tick"],
    "pay": ["pay", "1041", "100"],
    "payments import": ["payments", "import", "bank.txt"],
    "backup": ["backup", "copy.db"],
    "restore": ["restore", "old.db", "--yes", "--discard-newer"],
    "export": ["export", "sie", "books.se"],
    "report --xlsx": ["report", "--xlsx", "report.xlsx"],
    "settle --pdf": ["settle", "--period", "2026-03", "--pdf", "settle.pdf"],
    "outbox print": ["outbox", "print", "all.pdf"],
}


@pytest.fixture
def busy(filled: Firm) -> Firm:
    """The filled firm, with files to take in, a backup, and something that has happened since."""
    (filled.folder / "bank.txt").write_bytes(
        bgmax(Section([Pay(100_00, "1041")], on="20260316", bankgiro="55367742"))
    )
    rows = [f"{n};Kund {n} AB;2026-01-01;2026-01-31;100,00" for n in range(5000, 9000)]
    head = "Fakturanr;Kund;Fakturadatum;Förfallodatum;Belopp"
    (filled.folder / "more.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    assert filled.run("backup", str(filled.folder / "old.db")).code == 0
    assert filled.run("pay", "1046", "50").code == 0
    return filled


def told(ran: Ran) -> str:
    """A failure with words and a fix, in which the program is not taken by surprise."""
    assert ran.code in {1, 3}, (ran.out, ran.err)
    assert "Traceback" not in ran.err
    assert "inside remind" not in ran.err
    assert "Error: " in ran.err
    assert len(ran.err.rstrip().splitlines()) >= 2, "a message ends with what to do next"
    return ran.err


def sound(firm: Firm) -> None:
    """The ledger opens and verifies."""
    verified = firm.run("verify", day=LATER)
    assert verified.code == 0, verified.out


@contextmanager
def small_disk(folder: Path, source: Path, room: int) -> Iterator[Firm]:
    """A disk in memory with the firm on it and so many bytes of room left."""
    used = sum(path.stat().st_size + 4096 for path in source.rglob("*"))
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={used + room}", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if not mounted or mounted.returncode:
        pytest.skip("no small disk can be mounted here (only root may, on Linux)")
    try:
        shutil.copytree(source, folder / "firm")
        yield Firm(folder / "firm")
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("room", [0, 40_000], ids="{} bytes left".format)
@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=list(COMMANDS))
def test_a_full_disk(busy: Firm, tmp_path: Path, arguments: list[str], room: int) -> None:
    before = dump(busy.ledger, without=NOTED)
    with small_disk(tmp_path / "disk", busy.folder, room) as firm:
        ran = firm.really(*arguments, day=LATER)
        if ran.code:
            told(ran)
        after = dump(firm.ledger, without=NOTED)
        left = [p.name for p in firm.folder.rglob(".*")]
        shutil.copytree(firm.folder, tmp_path / "saved")
    saved = Firm(tmp_path / "saved")
    sound(saved)
    assert left == [], "something half made was left"
    if ran.code and arguments[0] not in {"send", "tick"}:
        assert after == before, "a command that failed has changed something"
    if arguments[0] == "tick" and ran.code:  # with room again the next run finishes
        assert saved.really("tick", day=LATER).code == 0
        whole = busy.really("tick", day=LATER)
        assert whole.code == 0
        assert letters(saved) == letters(busy)


def letters(firm: Firm) -> list[tuple[object, ...]]:
    """Which letters there are, of what, how much, and what became of them."""
    listed = firm.answer("outbox", day=LATER)["letters"]
    return [(x["invoices"], x["kind"], x["state"], x["sha256"]) for x in listed]


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=list(COMMANDS))
def test_no_file_may_grow(busy: Firm, arguments: list[str]) -> None:
    before = dump(busy.ledger, without=NOTED)
    done = subprocess.run(
        command(arguments),
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=busy.folder,
        env={**clean_env(), **busy.env(LATER)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
    )
    ran = Ran(done.returncode, done.stdout, without_trial(done.stderr))
    if ran.code:
        told(ran)
        if arguments[0] not in {"send", "tick"}:
            assert dump(busy.ledger, without=NOTED) == before
    sound(busy)


@contextmanager
def read_only_disk(firm: Firm) -> Iterator[None]:
    """The firm's folder as a disk that cannot be written, not even by root."""
    done = subprocess.run(
        ["mount", "--bind", str(firm.folder), str(firm.folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no read-only disk can be mounted here (only root may, on Linux)")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(firm.folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", "-l", str(firm.folder)], check=True)


@pytest.mark.parametrize(
    "arguments", [*COMMANDS.values(), ["list"], ["status"]], ids=[*COMMANDS, "list", "status"]
)
def test_a_read_only_disk(busy: Firm, arguments: list[str]) -> None:
    before = busy.ledger.read_bytes()
    with read_only_disk(busy):
        err = told(busy.really(*arguments, day=LATER))
    assert "cannot be written" in err
    assert busy.ledger.read_bytes() == before
    sound(busy)


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=list(COMMANDS))
def test_the_folder_is_gone(busy: Firm, arguments: list[str]) -> None:
    kept = busy.folder.with_name("kept")
    busy.folder.rename(kept)
    busy.folder.mkdir()
    ran = busy.really(*arguments, day=LATER)
    told(ran)
    assert list(busy.folder.iterdir()) == []
    sound(Firm(kept))


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=list(COMMANDS))
def test_the_folder_of_letters_is_gone(busy: Firm, arguments: list[str]) -> None:
    """Letters are made anew where they can be; what went out is missed, and nothing is pretended."""
    (busy.folder / "ledger-letters").rename(busy.folder / "kept")
    ran = busy.really(*arguments, day=LATER)
    if ran.code:
        told(ran)
    verified = busy.run("verify", day=LATER)
    # A backup brings the letters back; nothing else can.
    assert ("missing" in verified.out) is (arguments[0] != "restore")
    shutil.copytree(busy.folder / "kept", busy.folder / "ledger-letters", dirs_exist_ok=True)
    sound(busy)


@pytest.mark.parametrize("name", ["more.csv", "bank.txt", "old.db"])
def test_a_file_that_may_not_be_read(busy: Firm, name: str) -> None:
    from tests.cli.test_bad_input import without_rights

    (busy.folder / name).chmod(0)
    arguments = next(words for words in COMMANDS.values() if name in words)
    given = [str(busy.folder / word) if word == name else word for word in arguments]
    err = told(without_rights(busy, *given))
    assert name in err


WRITING = ("import", "send", "tick", "pay", "payments import", "restore", "export")


@pytest.mark.parametrize("name", WRITING)
def test_the_clock_is_set_back(busy: Firm, name: str) -> None:
    """What was recorded stays the newest; to look is allowed on any day."""
    before = dump(busy.ledger, without=NOTED)
    err = told(busy.really(*COMMANDS[name], day="2026-02-27"))
    said = "Today is 2026-02-27, but the ledger has been written on 2026-03-02."
    assert said in err or "has not come yet" in err  # what the bank has booked, above all
    assert dump(busy.ledger, without=NOTED) == before
    assert busy.really("status", day="2026-02-27").code == 0


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_clock_is_two_years_ahead(busy: Firm, name: str) -> None:
    """A sentence or the deed; letters of that day are none that the law would not let go."""
    far = "2028-03-17"
    before = busy.answer("outbox", day=LATER)["letters"]
    ran = busy.really(*COMMANDS[name], day=far)
    if name == "send":  # each invoice with its reason: no interest is known for those years
        assert (ran.code, ran.out.count("remind rates add")) == (1, 3), ran.out
    elif ran.code:
        told(ran)
    after = busy.answer("outbox", day=far)["letters"]
    known = {letter["id"] for letter in before}  # one of them may have been put into the file
    new = [letter for letter in after if letter["id"] not in known]
    assert new == [] or name == "restore", "a letter went out by a clock that is wrong"
    verified = busy.run("verify", day=far)
    assert verified.code == 0, verified.out
