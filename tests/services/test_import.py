"""Taking files in: all or nothing, the same twice is nothing, and a change is shown, never silent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.errors import Refused, RejectedFile, UnreadableFile
from reminder_cli.ledger import customers, invoices
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.import_preview import previews
from reminder_cli.services.import_report import Change
from reminder_cli.services.invoice_life import leave, set_off
from reminder_cli.services.pay import pay
from reminder_cli.services.send import SendOptions, send, send_overdue
from reminder_cli.services.tick import tick
from reminder_cli.services.views import ListChoice, ListedInvoice, list_invoices
from reminder_cli.services.words import FIELDS
from reminder_cli.services.world import World
from tests.ledger.worlds import dump, firm, later, row, take_in, write_list

Row = Mapping[str, str]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path)
    yield made
    made.ledger.close()


def changes(found: list[Change]) -> list[tuple[str, str, str, str, bool]]:
    return [(c.number, c.field, c.old, c.new, c.applied) for c in found]


def listed(world: World, number: str = "1041") -> ListedInvoice:
    found = list_invoices(world, ListChoice(which="all"))
    return next(item for item in found if item.subject.invoice.number == number)


def codes(world: World, number: str = "1041") -> list[str]:
    return [gate.code for gate in listed(world, number).gates]


# The same file again


@pytest.mark.parametrize(
    "rows",
    [
        [row("1041"), row("1042", kundnr="102", kund="Åsa Öberg", org="19810412-9898")],
        [row("1041", belopp="12500,00", kvar="5000,00")],
        [row("1041", belopp="-500,00")],
        [row("1041", valuta="EUR")],
        [row("1041", kundnr="", org=""), row("1042", kundnr="", org="", kund="ALNÖ  bygg ab")],
        [row("1041", kund="Ett namn"), row("1042", kund="Ett annat namn")],
    ],
    ids=["two customers", "partly paid", "credit note", "euro", "by name", "one number, two names"],
)
def test_a_second_time_changes_nothing(world: World, rows: list[Row]) -> None:
    first = take_in(world, *rows)
    assert (first.new, first.known, first.changes) == (len(rows), 0, [])
    before = dump(world.path)
    second = take_in(world, *rows)
    assert (second.new, second.known, second.changes) == (0, len(rows), [])
    assert dump(world.path) == before


def test_a_second_time_after_letters_and_payments_changes_nothing(world: World) -> None:
    rows = [row("1041"), row("1042", belopp="800,00")]
    take_in(world, *rows)
    send_overdue(world, SendOptions())
    pay(world, "1042", 800_00)
    before = dump(world.path)
    assert take_in(world, *rows).known == 2
    assert dump(world.path) == before


def test_the_same_change_is_recorded_once(world: World) -> None:
    take_in(world, row("1041"))
    send(world, ["1041"], SendOptions())
    changed = row("1041", belopp="13000,00")
    first = take_in(world, changed)
    assert changes(first.changes)[0] == ("1041", "total", "12500.00", "13000.00", False)
    before = dump(world.path)
    assert take_in(world, changed).changes == []  # the very same file: nothing of it is new
    assert dump(world.path) == before
    # In tomorrow's file it still differs, and is shown; it is no other change than today's.
    third = take_in(world, changed, row("1042"))
    assert changes(third.changes) == changes(first.changes)[:1]
    assert dump(world.path)["invoice_change"] == before["invoice_change"]


# Another customer


def customer_of(world: World, number: str = "1041") -> str:
    return invoices.by_number(world.ledger, [number])[number].customer.number


def test_an_invoice_of_another_customer_now(world: World) -> None:
    take_in(world, row("1041"), row("1042"))
    before = dump(world.path)
    moved = row("1041", kundnr="102", kund="Åsa Öberg", org="19810412-9898")
    report = take_in(world, moved, row("1042"))
    assert changes(report.changes) == [
        ("1041", "customer", "101 Alnö Bygg AB", "102 Åsa Öberg", True)
    ]
    assert (report.new, report.known, report.changed) == (0, 1, 1)
    assert (customer_of(world), customer_of(world, "1042")) == ("102", "101")
    after = dump(world.path)["invoice_change"]
    assert len(after) == len(before["invoice_change"]) + 1
    assert "Åsa" not in str(after)  # it can be erased with her
    assert take_in(world, moved, row("1042"), row("1043")).changes == []


@pytest.mark.parametrize("why", ["sent", "stopped"])
def test_to_another_customer_only_shown(world: World, why: str) -> None:
    """Letters have gone to the one of before, or must not go: nobody is moved from under that."""
    take_in(world, row("1041"))
    if why == "sent":
        send(world, ["1041"], SendOptions())
    else:
        held = invoices.by_number(world.ledger, ["1041"])["1041"].customer.customer_id
        with world.writing():
            customers.add_status(
                world.ledger, held, DebtorStatus.BANKRUPT, since=world.today, now=world.now
            )
    moved = row("1041", kundnr="102", kund="Åsa Öberg", org="19810412-9898")
    report = take_in(world, moved)
    assert changes(report.changes)[0] == (
        "1041", "customer", "101 Alnö Bygg AB", "102 Åsa Öberg", False
    )  # fmt: skip
    assert customer_of(world) == "101"
    assert any("remind cancel 1041 --reason" in str(note) for note in report.notes)
    recorded = dump(world.path)["invoice_change"]
    take_in(world, moved, row("1042"))
    assert dump(world.path)["invoice_change"] == recorded


def test_another_name_without_a_number_moves_nothing(world: World) -> None:
    """SIE says the customer by a name that it cuts."""
    take_in(world, row("1041"))
    report = take_in(world, row("1041", kundnr="", kund="Alnö By", org=""), row("1042"))
    assert report.changes == []
    assert customer_of(world) == "101"


# The mapping, shown before the first import of a shape


def test_a_preview_says_what_is_read_of_every_column(world: World, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Faktura;Kund;Org.nr;Gatuadress;Postnr;Ort;Språk;Datum;Summa;Saldo;Typ;Inkasso\n"
        "1;Åsa;19810412-9898;Storgatan 1;852 30;Sundsvall;en;2026-01-20;100,00;40,00;Faktura;ja\n"
        "2;Bo;;;;;;2026-01-21;-50,00;-50,00;Kreditfaktura;\n"
    )
    (preview,) = previews(world, [path], ImportOptions(terms_days=30))
    assert {field: sample for field, sample in preview.samples[0].items() if field in preview.mapping} == {
        "number": "1", "customer_name": "Åsa", "org_number": "19810412-****", "street": "Storgatan 1",
        "postal_code": "852 30", "city": "Sundsvall", "language": "English", "invoice_date": "2026-01-20",
        "due_date": "2026-02-19", "total": "100,00", "remaining": "40,00", "kind": "invoice",
        "handled_elsewhere": "yes",
    }  # fmt: skip
    assert preview.mapping["due_date"] == "assumed, 30 days"
    assert [sample["kind"] for sample in preview.samples] == ["invoice", "credit note"]
    assert preview.mapping.keys() <= FIELDS.keys()
    assert set(preview.fields) <= FIELDS.keys()


def test_a_preview_of_customers(world: World, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Kundnr;Namn;Kundtyp;Ort\n7;Åsa;Privat;Sundsvall\n")
    (preview,) = previews(world, [path], ImportOptions())
    assert [preview.samples[0][field] for field in preview.mapping] == [
        "7", "Åsa", "consumer", "Sundsvall"
    ]  # fmt: skip


# A change


@pytest.mark.parametrize("due", ["2026-02-19", "2026-03-31"], ids=["the same day", "another"])
@pytest.mark.parametrize("sent", [False, True], ids=["untouched", "sent"])
def test_a_list_says_the_due_date_that_was_assumed(world: World, due: str, sent: bool) -> None:
    take_in(world, row("1041"))
    found = invoices.by_number(world.ledger, ["1041"])["1041"].invoice
    with world.ledger.writing():
        invoices.update_invoice(world.ledger, found.invoice_id, {"due_date_assumed": 1})
    if sent:
        send(world, ["1041"], SendOptions())
    report = take_in(world, row("1041", forfall=due), row("1042"))
    after = invoices.by_number(world.ledger, ["1041"])["1041"]
    assert after.due_date_assumed is sent
    assert after.invoice.due_date.isoformat() == ("2026-02-19" if sent else due)
    if not sent:
        assert "due_date" in [change.field for change in report.changes]


@pytest.mark.parametrize(
    ("changed", "field", "old", "new"),
    [
        (row(belopp="11000,00"), "total", "12500.00", "11000.00"),
        (row(forfall="2026-03-31"), "due_date", "2026-02-19", "2026-03-31"),
        (row(dag="2026-01-21"), "invoice_date", "2026-01-20", "2026-01-21"),
        (row(valuta="EUR"), "currency", "SEK", "EUR"),
        (row(text="Ombyggnad, etapp 2"), "description", "Ombyggnad av lager", "Ombyggnad, etapp 2"),
    ],
    ids=["total", "due date", "invoice date", "currency", "description"],
)
@pytest.mark.parametrize("happened", ["nothing", "sent", "paid in part"])
def test_taken_over_only_while_nothing_has_happened(
    world: World, changed: Row, field: str, old: str, new: str, happened: str
) -> None:
    take_in(world, row("1041"))
    if happened == "sent":
        send(world, ["1041"], SendOptions())
    elif happened == "paid in part":
        pay(world, "1041", 100_00)
    stored = dump(world.path)["invoice"]
    report = take_in(world, changed)
    free = happened == "nothing"
    assert ("1041", field, old, new, free) in changes(report.changes)
    assert report.changed == 1
    assert report.new == report.known == 0
    if not free:
        # The register says what the case was made of; the file's word is kept beside it.
        untouched = [r[:8] for r in dump(world.path)["invoice"]]
        assert untouched == [r[:8] for r in stored]
    found = dump(world.path)["invoice_change"]
    assert (1, field, old, new, int(free)) in [r[1:6] for r in found]


def test_what_a_file_does_not_say_changes_nothing(world: World) -> None:
    take_in(world, row("1041"))
    report = take_in(world, row("1041", text="", gata="", postnr="", ort="", org=""))
    assert report.known == 1
    customer = listed(world).subject.customer
    assert (customer.street, customer.org_number) == ("Hamngatan 4", "556912-3473")
    assert listed(world).subject.invoice.description == "Ombyggnad av lager"


def test_a_changed_total_of_an_untouched_invoice_is_not_a_payment(world: World) -> None:
    take_in(world, row("1041"))
    report = take_in(world, row("1041", belopp="11000,00"))
    assert report.settled == []
    assert codes(world) == []
    assert listed(world).remaining_ore == 11000_00


# The file says that less is left


def test_less_left_stops_the_letters_until_it_is_told(world: World) -> None:
    take_in(world, row("1041"))
    report = take_in(world, row("1041", kvar="7500,00"))
    assert report.settled == ["1041"]
    assert changes(report.changes) == [("1041", "remaining", "12500.00", "7500.00", False)]
    assert codes(world) == ["unmatched_payment"]
    refused = send(world, ["1041"], SendOptions()).refused
    assert [[g.code for g in gates] for _, gates in refused] == [["unmatched_payment"]]
    assert "remind pay 1041 5000,00" in str(refused[0][1][0].message)
    pay(world, "1041", 5000_00)
    assert codes(world) == []
    assert len(send(world, ["1041"], SendOptions()).letters) == 1


def test_less_left_holds_a_running_case(world: World) -> None:
    take_in(world, row("1041"))
    send(world, ["1041"], SendOptions())
    world = later(world, date(2026, 3, 17))
    take_in(world, row("1041", kvar="0,00"))
    report = tick(world)
    assert [(h.invoice, h.code) for h in report.held] == [("1041", "unmatched_payment")]
    assert report.letters == []
    pay(world, "1041", 12500_00, on=date(2026, 3, 16))
    world = later(world, date(2026, 3, 18))
    assert tick(world).held == []
    world.ledger.close()


def test_a_payment_registered_here_explains_what_the_file_says(world: World) -> None:
    take_in(world, row("1041"))
    pay(world, "1041", 5000_00)
    report = take_in(world, row("1041", kvar="7500,00"))
    assert codes(world) == []
    assert report.settled == []


def test_more_left_again_may_be_an_older_file_and_lifts_nothing_by_itself(world: World) -> None:
    take_in(world, row("1041"))
    take_in(world, row("1041", kvar="7500,00"))
    older = take_in(world, row("1041"))
    assert codes(world) == ["unmatched_payment"]
    assert "older" in str(older.notes[0])


def test_more_left_again_is_taken_when_the_user_says_so(world: World, tmp_path: Path) -> None:
    take_in(world, row("1041"))
    take_in(world, row("1041", kvar="7500,00"))
    path = write_list(tmp_path / "newer.csv", [row("1041")])
    import_files(world, [path], ImportOptions(settle=True))
    assert codes(world) == []


def test_settle_books_what_the_file_shows_as_paid(world: World, tmp_path: Path) -> None:
    take_in(world, row("1041"))
    path = write_list(tmp_path / "newer.csv", [row("1041", kvar="7500,00")])
    assert import_files(world, [path], ImportOptions())[0].booked == []
    report = import_files(world, [path], ImportOptions(settle=True))[0]
    assert report.booked == [("1041", 5000_00)]
    assert codes(world) == []
    assert listed(world).remaining_ore == 7500_00
    # Booked once: the same file again has nothing to book.
    assert import_files(world, [path], ImportOptions(settle=True))[0].booked == []


@pytest.mark.parametrize(
    ("credit", "held"),
    [
        (row("1047", belopp="-500,00", krediterar="1041"), True),
        (row("1047", belopp="-12500,00"), True),
        (row("1047", belopp="-500,00"), True),
        (row("1047", belopp="-13000,00"), True),
        (row("1047", belopp="-500,00", valuta="EUR"), False),
        (row("1047", belopp="-500,00", krediterar="1031"), False),
        (row("1047", belopp="-500,00", krediterar="1041", kvar="0,00"), False),
    ],
    ids=[
        "names the invoice",
        "the same amount",
        "another amount",
        "more than the invoice",
        "another currency",
        "names another invoice",
        "used up",
    ],
)
def test_a_credit_note_that_may_be_of_the_invoice_stops_its_letters(
    world: World, credit: dict[str, str], held: bool
) -> None:
    take_in(world, row("1041"), credit)
    assert (codes(world) == ["unmatched_payment"]) is held


def test_what_ends_the_hold_of_a_credit_note(world: World) -> None:
    """It never ends by itself, so that both commands that end it are named with the numbers."""
    take_in(world, row("1041"), row("1047", belopp="-500,00"))
    [gate] = listed(world).gates
    assert "remind invoice set-off 1041 1047" in str(gate.message)
    assert "remind invoice leave 1047 --reason" in str(gate.message)
    with pytest.raises(Refused, match="not a credit note"):
        leave(world, "1041", reason="x")
    leave(world, "1047", reason="återbetald")
    assert codes(world) == []
    with pytest.raises(Refused, match="stops no letter"):
        leave(world, "1047", reason="x")
    set_off(world, "1041", "1047")
    assert listed(world).remaining_ore == 12000_00


def test_a_credit_note_that_is_set_off_in_part_holds_for_the_rest(world: World) -> None:
    take_in(world, row("1041"), row("1042"), row("1047", belopp="-13000,00"))
    set_off(world, "1041", "1047")
    assert [gate.code for gate in listed(world, "1042").gates] == ["unmatched_payment"]
    set_off(world, "1042", "1047")
    assert listed(world, "1042").gates == ()


def test_a_credit_of_an_open_case_is_told_and_not_applied(world: World) -> None:
    take_in(world, row("1041"))
    send(world, ["1041"], SendOptions())
    report = take_in(world, row("1041"), row("1047", belopp="-500,00", krediterar="1041"))
    assert "1047" in str(report.notes[-1])
    assert listed(world).remaining_ore == 12500_00


def test_changes_of_a_customer_are_shown(world: World) -> None:
    take_in(world, row("1041"))
    report = take_in(world, row("1041", gata="Nygatan 1"))
    assert [(c.field, c.new) for c in report.customer_changes] == [("street", "Nygatan 1")]


# All or nothing


BAD = row("1042", belopp="tolv tusen", kvar="12000,00")


def test_one_bad_row_refuses_the_file(world: World) -> None:
    before = dump(world.path)
    with pytest.raises(RejectedFile) as caught:
        take_in(world, row("1041"), BAD, row("1043"))
    assert caught.value.exit_status == 3
    assert "line 3" in caught.value.message
    assert "tolv tusen" in caught.value.message
    assert "--skip-problems" in caught.value.fix
    assert dump(world.path) == before


def test_skipping_problems_takes_the_good_rows(world: World) -> None:
    report = take_in(
        world, row("1041"), BAD, row("1043"), options=ImportOptions(skip_problems=True)
    )
    assert (report.rows, report.new, len(report.problems)) == (3, 2, 1)
    assert [(p.line, p.found) for p in report.problems] == [(3, "tolv tusen")]
    assert sorted(invoices.by_number(world.ledger, ["1041", "1042", "1043"])) == ["1041", "1043"]


def test_every_problem_is_told_at_once(world: World) -> None:
    bad = [row(str(n), belopp="mycket") for n in range(1, 31)]
    with pytest.raises(RejectedFile) as caught:
        take_in(world, *bad)
    # Total and what is left, in thirty rows.
    assert len(caught.value.problems) >= 30
    assert "more" in caught.value.message


def test_a_bad_file_takes_the_good_one_before_it_with_it(world: World, tmp_path: Path) -> None:
    good = write_list(tmp_path / "good.csv", [row("1041")])
    bad = write_list(tmp_path / "bad.csv", [BAD])
    before = dump(world.path)
    with pytest.raises(RejectedFile, match=r"bad\.csv"):
        import_files(world, [good, bad], ImportOptions())
    assert dump(world.path) == before


def test_two_good_files_with_the_same_invoice(world: World, tmp_path: Path) -> None:
    paths = [write_list(tmp_path / name, [row("1041")]) for name in ("a.csv", "b.csv")]
    first, second = import_files(world, paths, ImportOptions())
    assert (first.new, second.new, second.known) == (1, 0, 1)


BETWEEN = [row(str(n)) for n in range(2000, 3200)]  # more than are written at a time
TWICE = {"beside each other": [], "far apart": BETWEEN}
KNOWN = {"all new": [], "known": [row("1041")], "known otherwise": [row("1041", text="Annat")]}


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
@pytest.mark.parametrize("between", TWICE.values(), ids=TWICE)
def test_a_row_that_stands_twice_is_read_once(
    world: World, between: list[Row], known: list[Row]
) -> None:
    if known:
        take_in(world, *known)
    report = take_in(world, row("1041"), *between, row("1041"), name="twice")
    assert report.new == len(between) + (not known)
    assert str(report.notes[0]) == "Rows that stand in the file twice, read once (1): 1041"
    assert len(dump(world.path)["invoice"]) == len(between) + 1


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
@pytest.mark.parametrize("between", TWICE.values(), ids=TWICE)
@pytest.mark.parametrize(
    "other",
    [row("1041", belopp="1,00"), row("1041", kundnr="102", kund="En Annan AB", org="")],
    ids=["amount", "customer"],
)
def test_a_number_twice_with_different_contents_is_refused(
    world: World, between: list[Row], known: list[Row], other: Row
) -> None:
    if known:
        take_in(world, *known)
    before = dump(world.path)
    with pytest.raises(RejectedFile) as caught:
        take_in(world, row("1041"), *between, other, name="twice")
    [problem] = caught.value.problems
    assert problem.startswith(f"line {len(between) + 3}, Fakturanr: '1041'.")
    assert problem.endswith("same number with other contents. Keep one of them.")
    assert ("Line 2 has" in problem) is not bool(known)
    assert dump(world.path) == before


def test_a_dry_run_tells_the_same_and_leaves_every_byte(world: World) -> None:
    take_in(world, row("1041"))
    world.ledger.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before, content = dump(world.path), world.path.read_bytes()
    rows = [row("1041", belopp="11000,00"), row("1042")]
    dry = take_in(world, *rows, options=ImportOptions(dry_run=True))
    assert (dry.new, dry.changed) == (1, 1)
    assert dump(world.path) == before
    world.ledger.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert world.path.read_bytes() == content
    real = take_in(world, *rows)
    assert (real.new, real.changed, real.changes) == (dry.new, dry.changed, dry.changes)


def test_a_large_list_is_taken_in_batches(world: World) -> None:
    report = take_in(world, *(row(str(n), kundnr=str(n % 7)) for n in range(2500)))
    assert (report.new, report.rows) == (2500, 2500)
    assert len(dump(world.path)["customer"]) == 7


# Customers


def names(world: World) -> list[tuple[str, str, str]]:
    return [(c.number, c.name, c.org_number) for c in customers.all_customers(world.ledger)]


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        (row("1", kundnr="101"), row("2", kundnr="101", kund="Alnö Bygg & Plåt AB"), 1),
        (row("1", kundnr="101", org=""), row("2", kundnr="102", org=""), 2),
        (
            row("1", kundnr="", kund="Lars Nyman", org="19910630-9843"),
            row("2", kundnr="", kund="Lars Nyman", org="19810412-9898"),
            2,
        ),
        (
            row("1", kundnr="", kund="Lars Nyman", org="19910630-9843"),
            row("2", kundnr="", kund="Lars Nyman", org="910630-9843"),
            1,
        ),
        (
            row("1", kundnr="", kund="Lars Nyman", org=""),
            row("2", kundnr="", kund="lars  NYMAN", org=""),
            1,
        ),
        (
            row("1", kundnr="", kund="Lars Nyman", org=""),
            row("2", kundnr="", kund="Lars Nyman", org="19910630-9843"),
            1,
        ),
        (
            row("1", kundnr="", kund="Lars Nyman", org="19910630-9843"),
            row("2", kundnr="201", kund="Lars Nyman", org="19810412-9898"),
            2,
        ),
    ],
    ids=[
        "one number, new name",
        "two numbers, one name",
        "one name, two id numbers",
        "one id number, two forms",
        "one name, no id number",
        "one name, id number later",
        "one name, another with number and id",
    ],
)
@pytest.mark.parametrize("together", [True, False], ids=["one file", "two files"])
def test_who_is_the_same_customer(
    world: World, first: Row, second: Row, count: int, together: bool
) -> None:
    if together:
        take_in(world, first, second)
    else:
        take_in(world, first)
        take_in(world, second)
    assert len(names(world)) == count
    assert len({r[2] for r in dump(world.path)["invoice"]}) == count


def test_a_namesake_never_takes_over_an_address(world: World) -> None:
    here = row("1", kundnr="", kund="Lars Nyman", org="19910630-9843", gata="Hit 1")
    there = row("2", kundnr="", kund="Lars Nyman", org="19810412-9898", gata="Dit 2")
    take_in(world, here, there)
    found = {i.subject.invoice.number: i.subject.customer.street for i in list_all(world)}
    assert found == {"1": "Hit 1", "2": "Dit 2"}


def list_all(world: World) -> list[ListedInvoice]:
    return list_invoices(world, ListChoice(which="all"))


def test_a_customer_moves(world: World) -> None:
    take_in(world, row("1041"))
    take_in(world, row("1041", gata="Nya gatan 1"))
    assert listed(world).subject.customer.street == "Nya gatan 1"


# What is no list


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.csv", b"\n\n  \n"),
        ("prose.csv", b"Hej! Fakturorna kommer i morgon.\nMvh Lisa\n"),
        ("binary.csv", bytes(range(256)) * 20),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100),
        ("empty.xlsx", b""),
        ("cut.xlsx", b"PK\x03\x04" + b"\x00" * 50),
        ("list.pdf", b"%PDF-1.7 ..."),
        ("page.xls", b"<html><table></table></html>"),
        ("no_amount.csv", b"Fakturanr;Kund;Fakturadatum\n1;A;2026-01-01\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_list_is_refused(
    world: World, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    before = dump(world.path)
    with pytest.raises(UnreadableFile) as caught:
        import_files(world, [path], ImportOptions())
    assert caught.value.exit_status == 3
    assert name in caught.value.message
    assert caught.value.fix
    assert dump(world.path) == before
