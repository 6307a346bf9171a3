"""Erasing takes away who a customer was, when the law allows it; the books and `verify` stay whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from reminder_cli.errors import Refused
from reminder_cli.services.backup import back_up
from reminder_cli.services.cancel import cancel
from reminder_cli.services.debtors import Changes, Guardian, debtor
from reminder_cli.services.doctor import doctor
from reminder_cli.services.erase import EraseReport, erase
from reminder_cli.services.export import Wanted, export
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.import_payments import PaymentImport, import_payments
from reminder_cli.services.import_report import FileReport
from reminder_cli.services.pay import pay
from reminder_cli.services.restore import RestoreOptions, restore
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.setup import change_setting
from reminder_cli.services.verify import verify
from reminder_cli.services.views import ListChoice, list_invoices
from reminder_cli.services.world import World
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.ledger.worlds import dump, firm, row, take_in, world_on

# What would give the person away, wherever it stands.
SECRETS = {
    "name": "Karin Hemlighetsson",
    "street": "Dolda gränd 7",
    "city": "Gömboda",
    "postal": "123 45",
    "personnummer": "19810412-9898",
    "customer number": "K-98765",
    "work": "Renovering hos Karin",
    "guardian": "Gode Mannen",
    "reason": "Karin ringde och var ledsen",
}
ALL = ListChoice(which="all")
START = date(2026, 3, 2)
PAID = date(2026, 3, 4)
ALLOWED = date(2034, 1, 1)
OTHER = row("2001", kundnr="201", kund="Annan Kund AB")


def karin(number: str = "1041") -> dict[str, str]:
    return row(
        number,
        kundnr=SECRETS["customer number"],
        kund=SECRETS["name"],
        org=SECRETS["personnummer"],
        gata=SECRETS["street"],
        ort=SECRETS["city"],
        postnr=SECRETS["postal"],
        text=SECRETS["work"],
    )


def bank_file(folder: Path, ore: int) -> Path:
    """The bank tells of Karin's payment, with her name, number and words."""
    payment = Pay(
        ore,
        "1041",
        sender="3783511",
        texts=[f"Faktura 1041 fran {SECRETS['name']}"],
        name=SECRETS["name"].upper(),
        org_number="8104129898",
    )
    path = folder / "bgmax.txt"
    path.write_bytes(bgmax(Section([payment], on="20260304", bankgiro="55367742")))
    return path


@pytest.fixture
def kept(tmp_path: Path) -> World:
    """A customer whose case is over, with every kind of thing that can be known of one."""
    world = firm(tmp_path, karin(), OTHER)
    guardian = Guardian(name=SECRETS["guardian"], street="Vägen 1", postal_code="111 11", city="X")
    debtor(world, SECRETS["customer number"], Changes(guardian=guardian))
    send(world, ["1041", "2001"], SendOptions())
    take_in(world, {**karin(), "Gatuadress": "Nya vägen 1"}, OTHER, name="moved")
    take_in(world, {**karin(), "Beskrivning": "Renovering hos Karin, etapp 2"}, OTHER, name="again")
    world.ledger.close()
    world = world_on(world.path, PAID)
    import_payments(world, [bank_file(tmp_path, 12597_67)], PaymentImport())
    pay(world, "2001", 100_00, on=PAID)
    cancel(world, ["2001"], reason=SECRETS["reason"].replace("Karin", "Någon"))
    export(world, tmp_path / "vouchers.si", Wanted(kind="sie"))
    with world.writing():
        world.ledger.db.execute(
            "INSERT INTO note SELECT key, ? FROM event WHERE invoice_id = 1 LIMIT 1",
            (SECRETS["reason"],),
        )
    world.ledger.close()
    return world_on(world.path, ALLOWED)


def on(world: World, day: date) -> World:
    if "ledger" in world.__dict__:
        world.ledger.close()
    return world_on(world.path, day)


def found(folder: Path) -> dict[str, set[str]]:
    """Which secrets stand in which file of the ledger, byte for byte, also in pages that are free."""
    hits: dict[str, set[str]] = {}
    files = [*folder.glob("ledger.db*"), *(folder / "ledger-letters").rglob("*.*")]
    for path in files:
        content = path.read_bytes().lower()
        words = {what for what, word in SECRETS.items() if word.lower().encode() in content}
        if words:
            hits[path.name] = words
    return hits


def test_nothing_of_who_it_was_is_left_in_any_byte(kept: World) -> None:
    kept.ledger.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = found(kept.path.parent)
    assert before["ledger.db"] == set(SECRETS)
    assert any(name.endswith(".txt") for name in before)
    erase(kept, SECRETS["name"])
    kept.ledger.close()
    assert found(kept.path.parent) == {}


def test_the_books_stay(kept: World) -> None:
    before = dump(kept.path)
    erase(kept, SECRETS["customer number"])
    after = dump(kept.path)
    for table in (
        "event",
        "voucher",
        "voucher_file",
        "voucher_export",
        "case_state",
        "letter_invoice",
    ):
        assert after[table] == before[table], table
    assert before["voucher"]
    amounts = "SELECT payment_id, booked_on, amount_ore, key FROM payment ORDER BY 1"
    totals = "SELECT number, invoice_date, due_date, total_ore FROM invoice ORDER BY 1"
    sums = "SELECT letter_id, kind, total_ore, sha256, sent_on FROM letter ORDER BY 1"
    with closing(sqlite3.connect(kept.path)) as db:
        assert len(db.execute(amounts).fetchall()) == len(before["payment"])
        assert db.execute(totals).fetchone() == ("1041", "2026-01-20", "2026-02-19", 12500_00)
        assert [row[2] for row in db.execute(sums)] == [12597_67, 12597_67]


def test_verify_and_doctor_are_content_afterwards(kept: World) -> None:
    erase(kept, "1981-04-12 9898")
    assert [check.code for check in verify(kept) if not check.ok] == []
    assert {check.code for check in doctor(kept)}
    assert "Erased customer 1" in {item.subject.customer.name for item in list_invoices(kept, ALL)}


def test_others_keep_all_they_have(kept: World) -> None:
    before = dump(kept.path)
    erase(kept, SECRETS["name"])
    after = dump(kept.path)
    for table in ("customer", "invoice", "letter", "note", "payment", "case_address"):
        theirs = [row for row in before[table] if "Annan" in repr(row) or "Någon" in repr(row)]
        assert set(theirs) <= set(after[table]), table
    letters = [p.name for p in (kept.letters_folder / "archive").iterdir()]
    assert len(letters) == 2
    assert all("2001" in name for name in letters)


def test_a_dry_run_tells_the_same_and_changes_nothing(kept: World) -> None:
    before = dump(kept.path)
    tried = erase(kept, SECRETS["name"], dry_run=True)
    assert dump(kept.path) == before
    assert len(list((kept.letters_folder / "archive").iterdir())) == 4
    done = erase(kept, SECRETS["name"])
    assert (tried.rows, tried.files, tried.invoices) == (done.rows, done.files, done.invoices)
    assert done.files == 3  # a PDF and a text in the archive, and the PDF to print
    assert done.rows["payment"] == 1


def test_again_finishes_what_a_killed_run_left(kept: World) -> None:
    [letter, *_] = [p for p in (kept.letters_folder / "archive").glob("*.pdf") if "1041" in p.name]
    content = letter.read_bytes()
    erase(kept, SECRETS["name"])
    letter.write_bytes(content)
    again = erase(kept, "Erased customer 1")
    assert (again.rows, again.files) == ({}, 1)
    assert not letter.exists()


def test_copies_beside_the_ledger_are_named(kept: World) -> None:
    copies = [
        kept.path.with_name("ledger.db.replaced-1"),
        kept.path.with_name("ledger.db.before-m"),
    ]
    for copy in copies:
        copy.write_bytes(b"")
    assert set(erase(kept, SECRETS["name"], dry_run=True).copies) == set(copies)


def test_a_customer_without_invoices_is_kept_by_no_law(tmp_path: Path) -> None:
    world = firm(tmp_path, karin(), OTHER)
    with world.writing():
        world.ledger.db.execute(
            "INSERT INTO customer SELECT 9, '301', 'Bara En', kind, '', '', '', '', '', '', 'sv', 1,"
            " 'n:301', '', '', '', '', 0 FROM customer WHERE customer_id = 1"
        )
    assert erase(world, "301").rows == {"customer": 1}


def test_a_restored_backup_says_whom_to_erase_again(kept: World) -> None:
    backup = kept.path.with_name("backup.db")
    back_up(kept, backup)
    erase(kept, SECRETS["name"])
    report = restore(kept, backup, RestoreOptions(discard_newer=True))
    assert report.come_back == (1,)


def test_imported_again_it_is_another_customer(kept: World) -> None:
    erase(kept, SECRETS["name"])
    take_in(kept, karin("3001"), name="new")
    with closing(sqlite3.connect(kept.path)) as db:
        assert db.execute("SELECT customer_id FROM invoice WHERE number = '3001'").fetchone() != (
            1,
        )


def test_an_old_bank_file_taken_in_again_writes_no_payer_back(kept: World, tmp_path: Path) -> None:
    erase(kept, SECRETS["name"])
    file = bank_file(tmp_path, 12597_67)
    file.write_bytes(file.read_bytes() + b"\r\n")  # other bytes: it is not known as a file
    before = dump(kept.path)["payment"]
    report = import_payments(kept, [file], PaymentImport())
    assert (report.files[0].new, report.files[0].known) == (0, 1)
    assert dump(kept.path)["payment"] == before
    kept.ledger.close()
    assert SECRETS["name"].lower() not in str(dump(kept.path)).lower()


def test_an_old_invoice_list_taken_in_again_writes_nobody_back(kept: World) -> None:
    erase(kept, SECRETS["name"])
    before = dump(kept.path)
    report = take_in(kept, {**karin(), "Beskrivning": "Etapp 3 hos Karin"}, OTHER, name="old")
    [note] = [str(note) for note in report.notes if "are erased" in str(note)]
    assert note.endswith(": 1041")
    assert (report.new, report.known, report.changes) == (0, 2, [])
    after = dump(kept.path)
    same = ("customer", "invoice", "invoice_change")
    assert [after[table] for table in same] == [before[table] for table in same]


REGISTER = "Kundnummer;Namn;Personnummer;Adress;E-post\n"
LINES = {
    "by number": "K-98765;Karin Hemlighetsson;;Dolda gränd 7;\n",
    "by personnummer": ";K. Hemlighetsson;810412-9898;Dolda gränd 7;\n",
    "by both": "K-98765;Karin Hemlighetsson;19810412-9898;;karin@mejl.example\n",
}


def register(world: World, *lines: str) -> FileReport:
    path = world.path.with_name("kunder.csv")
    path.write_text(REGISTER + "".join(lines), encoding="utf-8")
    return import_files(world, [path], ImportOptions())[0]


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_register_of_customers_brings_nobody_back(kept: World, line: str) -> None:
    erase(kept, SECRETS["name"])
    before = dump(kept.path)["customer"]
    report = register(kept, line, "K-1;Ny Kund AB;;;\n")
    [note] = [str(note) for note in report.notes]
    assert "erased" in note
    assert ": 1. " in note
    after = dump(kept.path)["customer"]
    assert len(after) == len(before) + 1
    kept.ledger.close()
    assert SECRETS["name"] not in str(dump(kept.path))


def test_who_had_no_number_is_left_out_by_name(tmp_path: Path) -> None:
    world = firm(tmp_path)
    register(world, ";Karin Hemlighetsson;;Dolda gränd 7;\n")
    erase(world, SECRETS["name"])
    assert [str(n)[:9] for n in register(world, ";KARIN  Hemlighetsson;;;\n").notes] == [
        "Customers"
    ]
    assert register(world, "K-5;Karin Hemlighetsson;;;\n").notes == []  # may be another one


def test_what_is_paid_brings_nobody_back_and_a_new_claim_does(kept: World) -> None:
    erase(kept, SECRETS["name"])
    paid = {**karin("900"), "Kvar att betala": "0,00"}
    report = take_in(kept, paid, name="archive")
    assert (report.new, report.known) == (0, 1)
    kept_customers = len(dump(kept.path)["customer"])
    assert take_in(kept, karin("3001"), name="new").new == 1
    assert len(dump(kept.path)["customer"]) == kept_customers + 1
    # From now on the register may say what it knows of her again.
    assert register(kept, LINES["by both"]).notes == []
    assert "karin@mejl.example" in str(dump(kept.path)["customer"])


def test_the_digests_are_of_this_ledger_alone(kept: World, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    world = firm(other)
    for ledger in (kept, world):
        register(ledger, ";Vem Som Helst;;;\n")
        erase(ledger, "Vem Som Helst")
    ours, theirs = ({row[0] for row in dump(w.path)["erased_key"]} for w in (kept, world))
    assert len(theirs) == 1
    assert not ours & theirs


# When it is refused.


def pay_off(world: World) -> None:
    pay(world, "1041", 12597_67, on=PAID)


def leave_open(_world: World) -> None:
    pass


def pay_too_much(world: World) -> None:
    pay(world, "1041", 13000_00, on=PAID)


def end_unpaid(world: World) -> None:
    cancel(world, ["1041"], reason="x")


def leave_a_letter(world: World) -> None:
    take_in(world, karin("1042"), name="second")
    send(world, ["1042"], SendOptions(deliver=False))
    cancel(world, ["1041"], reason="x")


#   what was done, the day, the reason told, the first day it says (empty: it depends on the user)
REFUSED: dict[str, tuple[Callable[[World], None], date, str, str]] = {
    "7 kap. 2 §: the last day of seven years": (
        pay_off, date(2033, 12, 31), "Bookkeeping of 2026-03-04", "from 2034-01-01"),
    "7 kap. 2 §: the day after": (pay_off, date(2026, 3, 5), "is kept seven years", "2034-01-01"),
    "a case is open": (leave_open, ALLOWED, "case of invoice 1041 is open", ""),
    "a case is open, and too early": (
        leave_open, date(2027, 3, 5), "case of invoice 1041 is open", "earliest it can be erased"),
    "money to pay back": (pay_too_much, ALLOWED, "is to be paid back", ""),
    "2 § preskriptionslagen: not paid": (
        end_unpaid, date(2029, 3, 1), "lost by limitation on 2029-03-02", "2034-01-01"),
    "a letter that has not gone out": (leave_a_letter, ALLOWED, "has not gone out", ""),
}  # fmt: skip


@pytest.mark.parametrize(("did", "day", "reason", "first"), REFUSED.values(), ids=list(REFUSED))
def test_refused_with_the_reason_and_the_day(
    tmp_path: Path, did: Callable[[World], None], day: date, reason: str, first: str
) -> None:
    world = firm(tmp_path, karin(), OTHER)
    send(world, ["1041"], SendOptions())
    world = on(world, PAID)
    did(world)
    world = on(world, day)
    before = dump(world.path)
    with pytest.raises(Refused) as refused:
        erase(world, SECRETS["name"])
    assert reason in refused.value.message
    assert first in refused.value.fix
    assert ("20" in refused.value.fix) is bool(first)
    told = refused.value.message + refused.value.fix
    names = [word for what, word in SECRETS.items() if what != "customer number"]  # it is typed
    assert not [word for word in names if word in told], "an error names nobody"
    assert dump(world.path) == before


@pytest.mark.parametrize(
    ("month", "first"), [("1", "2034-01-01"), ("3", "2035-01-01"), ("4", "2034-01-01")]
)
def test_the_fiscal_year_of_the_firm_counts(tmp_path: Path, month: str, first: str) -> None:
    world = firm(tmp_path, karin(), OTHER)
    change_setting(world, "fiscal_year_month", month)
    send(world, ["1041"], SendOptions())
    world = on(world, PAID)
    pay_off(world)
    with pytest.raises(Refused) as refused:
        erase(world, SECRETS["name"])
    assert f"from {first}" in refused.value.fix


def test_from_that_day_it_can_be(tmp_path: Path) -> None:
    world = firm(tmp_path, karin(), OTHER)
    send(world, ["1041"], SendOptions())
    world = on(world, PAID)
    pay_off(world)
    report = erase(on(world, ALLOWED), SECRETS["name"])
    assert isinstance(report, EraseReport)
    assert report.invoices == 1


def test_a_changed_personnummer_is_masked_in_what_import_tells(tmp_path: Path) -> None:
    world = firm(tmp_path, karin(), OTHER)
    report = take_in(world, {**karin(), "Org.nr": "19811218-9876"}, OTHER, name="again")
    [change] = [c for c in report.customer_changes if c.field == "org_number"]
    assert (change.old, change.new) == ("19810412-****", "19811218-****")
    assert replace(change, field="name").masked(START).old == "19810412-****"


def test_a_payment_that_may_be_the_customers_waits(tmp_path: Path) -> None:
    world = firm(tmp_path, karin(), OTHER)
    send(world, ["1041"], SendOptions())
    world = on(world, PAID)
    pay_off(world)
    take_in(world, karin("1050"), name="second")
    file = tmp_path / "bgmax.txt"
    waits = Pay(777_00, "?", name=SECRETS["name"].upper(), org_number="8104129898")
    file.write_bytes(bgmax(Section([waits], on="20260304", bankgiro="55367742")))
    import_payments(world, [file], PaymentImport())
    world = on(world, ALLOWED)
    with pytest.raises(Refused, match="may be this customer's waits"):
        erase(world, SECRETS["name"])
