"""Files of a bank against a ledger: what is booked, what waits, what is counted once."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.adapters.payments.base import LeftOut
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, PaidTo
from reminder_cli.errors import Refused, RejectedFile
from reminder_cli.services import payments_view
from reminder_cli.services.import_payments import PaymentImport
from reminder_cli.services.pay import pay, unpay
from tests.adapters.payments.files import Camt, Ntry, Pay, Section, Tx, bgmax
from tests.adapters.payments.test_bank_csv import SHORT
from tests.services.payments_firm import Firm, Inv, ocr


def deposit(*payments: Pay, on: str = "20260302", serial: int = 1) -> bytes:
    return bgmax(Section(list(payments), serial, on=on))


def by_ocr(number: str, kronor: int, serial: int = 1) -> Pay:
    return Pay(kronor * 100, ocr(number), serial)


def statement(*rows: tuple[str, str, int]) -> bytes:
    lines = [f"{on};{on};{text};{kronor},00;0\n" for on, text, kronor in rows]
    return (SHORT + "".join(lines)).encode()


def entry(ref: str, kronor: int, number: str = "", name: str = "", on: str = "2026-03-02") -> Ntry:
    tx = Tx(f"{kronor}.00", ref=ref, name=name, strd=[(number, f"{kronor}.00")] if number else ())
    return Ntry(f"{kronor}.00", [tx], ref=ref, on=on)


def test_an_invoice_that_was_never_sent_is_paid_and_is_not_sent(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500, customer=2))
    report = firm.bank(deposit(by_ocr("1042", 1000)))
    assert (report.booked_now, report.files[0].new, report.files[0].known) == (1, 1, 0)
    assert firm.subject("1042").account.principal_left_ore == 0
    sent = firm.send("1042", "1043")
    assert [letter.invoices for letter in sent.letters] == [("1043",)]
    assert "paid" in {gate.code for gate in sent.refused[0][1]}


def test_a_payment_of_a_case_closes_it(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    total = firm.send("1042").letters[0].total_ore
    firm.today = date(2026, 3, 9)
    report = firm.bank(deposit(Pay(total, ocr("1042")), on="20260309"))
    (effect,) = report.booked.effects
    assert effect.closed
    assert effect.left_ore == 0
    assert effect.overpaid_ore == 0
    case = firm.subject("1042").claim.case
    assert case is not None
    assert case.outcome is Outcome.PAID
    (line,) = report.new
    assert sum(part.total_ore for part in line.met) == total
    assert line.met[0].fees_ore == 60_00


def test_a_payment_dated_before_a_letter_takes_its_fee_away(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    firm.send("1042")
    firm.today = date(2026, 3, 4)
    report = firm.bank(deposit(by_ocr("1042", 1000), on="20260227"))
    (effect,) = report.booked.effects
    assert effect.lost_fees_ore == 60_00
    account = firm.subject("1042").account
    assert account.fees_left_ore == 0
    assert account.principal_left_ore <= 10_00


def test_what_is_too_much_stays_the_debtors(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    report = firm.bank(deposit(by_ocr("1042", 1100)))
    assert report.booked.effects[0].overpaid_ore == 100_00
    assert report.new[0].met[0].over_ore == 100_00
    assert firm.subject("1042").account.overpaid_ore == 100_00


def test_the_second_payment_of_a_paid_invoice_waits(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    report = firm.bank(deposit(by_ocr("1042", 1000, 1), by_ocr("1042", 1000, 2)))
    assert report.booked_now == 1
    (waiting,) = report.waiting
    assert str(waiting.why) == "it names invoice 1042, of which nothing is left"
    assert waiting.suggestions[0].command == "remind payments repay 2"


def test_a_second_part_by_ocr_is_booked_on_what_is_left(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    report = firm.bank(deposit(*(by_ocr("1042", 250, serial) for serial in range(1, 5))))
    assert report.booked_now == 4
    assert firm.subject("1042").account.principal_left_ore == 0


def test_parts_of_a_case_are_booked_in_one_file(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    total = firm.send("1042").letters[0].total_ore
    half = total // 2
    report = firm.bank(deposit(Pay(half, ocr("1042"), 1), Pay(total - half, ocr("1042"), 2)))
    assert report.booked_now == 2
    assert report.booked.effects[0].closed
    assert firm.subject("1042").account.overpaid_ore == 0


def test_one_payment_meets_several_invoices(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500))
    both = [("22", ocr("1042"), 1000_00), ("22", ocr("1043"), 500_00)]
    report = firm.bank(deposit(Pay(1500_00, "", 1, code=3, extra=both)))
    assert [(m.invoice, m.principal_ore) for m in report.new[0].met] == [
        ("1042", 1000_00),
        ("1043", 500_00),
    ]


def test_a_joined_demand_paid_over_one_invoice_goes_to_the_others(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500), Inv("1044", 300))
    firm.send("1042", "1043", "1044")
    firm.today = date(2026, 3, 17)
    (demand,) = firm.tick().letters
    assert demand.invoices == ("1042", "1043", "1044")
    firm.today = date(2026, 3, 20)
    report = firm.bank(deposit(Pay(demand.total_ore, ocr("1043")), on="20260320"))
    assert [part.invoice for part in report.new[0].met] == ["1043", "1042", "1044"]
    assert all(effect.closed and not effect.overpaid_ore for effect in report.booked.effects)
    for subject in firm.subjects(["1042", "1043", "1044"]):
        assert subject.account.owed_ore == 0
        assert subject.account.overpaid_ore == 0


def test_more_than_a_joined_demand_is_too_much_on_the_named_invoice(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500))
    firm.send("1042", "1043")
    firm.today = date(2026, 3, 17)
    (demand,) = firm.tick().letters
    firm.bank(deposit(Pay(demand.total_ore + 77_00, ocr("1043")), on="20260317"))
    assert [s.account.overpaid_ore for s in firm.subjects(["1042", "1043"])] == [0, 77_00]


def test_less_than_a_joined_demand_meets_the_named_invoice_first(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500), Inv("1044", 300))
    firm.send("1042", "1043", "1044")
    firm.today = date(2026, 3, 17)
    firm.tick()
    owed = firm.subject("1044").account.owed_ore
    report = firm.bank(deposit(Pay(owed + 100_00, ocr("1044")), on="20260317"))
    shares = {part.invoice: part.total_ore for part in report.new[0].met}
    assert shares == {"1044": owed, "1042": 100_00}


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    data = deposit(by_ocr("1042", 400))
    firm.bank(data)
    again = firm.bank(data)
    assert (again.files[0].new, again.files[0].known, again.booked_now) == (0, 1, 0)
    both = firm.bank(data + b"\r\n")  # the same money in a file of other bytes
    assert (both.files[0].new, both.files[0].known) == (0, 1)
    assert firm.subject("1042").account.principal_left_ore == 600_00


def test_053_and_054_are_the_same_money(tmp_path: Path) -> None:
    entries = [entry("A1", 1000, ocr("1042")), entry("A2", 500, ocr("1043"))]
    files = [Camt(entries).data(), Camt(entries, kind="054").data()]
    for number, pair in enumerate((files, files[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        firm = Firm(folder).start(Inv("1042", 1000), Inv("1043", 500))
        reports = [firm.bank(data) for data in pair]
        assert [r.files[0].new for r in reports] == [2, 0]
        assert [s.account.paid_ore for s in firm.subjects(["1042", "1043"])] == [1000_00, 500_00]


def test_a_deposit_of_bgmax_and_its_sum_on_the_statement(tmp_path: Path) -> None:
    line = statement(("2026-03-02", "BG INSÄTTNING 1", 1500))
    parts = deposit(by_ocr("1042", 1000, 1), by_ocr("1043", 500, 2))
    for number, files in enumerate(([line, parts], [parts, line])):
        folder = tmp_path / str(number)
        folder.mkdir()
        firm = Firm(folder).start(Inv("1042", 1000), Inv("1043", 500))
        reports = [firm.bank(data) for data in files]
        assert sum(r.booked_now for r in reports) == 2
        assert firm.waiting() == []
        assert bool(reports[1].withdrawn) == (files[0] is line)


def test_a_sum_that_a_person_matched_is_told_of(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500))
    firm.bank(statement(("2026-03-02", "BG INSÄTTNING 1", 1000)))
    from reminder_cli.services.payments_waiting import match_by_hand

    match_by_hand(firm.world(), 1, [("1043", None)])
    report = firm.bank(deposit(by_ocr("1042", 1000)))
    assert "remind unpay 1" in str(report.withdrawn[0])
    assert firm.subject("1043").account.overpaid_ore == 500_00
    unpay(firm.world(), 1, reason="sum")
    assert firm.waiting() == []
    assert firm.subject("1043").account.principal_left_ore == 500_00


def test_a_payment_by_hand_and_its_row_in_the_file_are_asked_about(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    pay(firm.world(), "1042", 400_00)
    report = firm.bank(deposit(by_ocr("1042", 400)))
    (waiting,) = report.waiting
    assert report.booked_now == 0
    assert waiting.suggestions[0].command == "remind payments leave 2 --same-as 1"
    assert "by hand" in str(waiting.why)


def test_a_payment_that_the_invoices_own_list_had_counted(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000, left=0), Inv("1043", 500, left=300))
    report = firm.bank(
        deposit(by_ocr("1042", 1000, 1), by_ocr("1043", 200, 2), by_ocr("1042", 1000, 3))
    )
    assert report.booked_now == 0
    assert list(report.aside) == [1]
    assert [item.line.payment_id for item in report.waiting] == [2, 3]
    firm.today = date(2026, 3, 4)
    later = firm.bank(deposit(by_ocr("1043", 300, 4), on="20260304", serial=2))
    assert later.booked_now == 1


def test_files_of_overlapping_periods(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(
        Inv("104200", 1000, name="Anna Ek"), Inv("104300", 500, 2, "Bo Alm")
    )
    first = statement(("2026-03-01", "Faktura 104200 Ek", 1000), ("2026-02-28", "Hyra", 77))
    second = statement(
        ("2026-03-02", "Faktura 104300 Alm", 500), ("2026-03-01", "Faktura 104200 Ek", 1000)
    )
    assert firm.bank(first).files[0].new == 2
    assert firm.bank(second).files[0].new == 1
    assert [s.account.paid_ore for s in firm.subjects(["104200", "104300"])] == [1000_00, 500_00]


def test_a_list_and_camt_that_may_tell_the_same_are_booked_once(tmp_path: Path) -> None:
    row = statement(("2026-03-02", f"Faktura {ocr('1042')}", 1000))
    camt = Camt([entry("A1", 1000, ocr("1042"))]).data()
    for number, files in enumerate(([row, camt], [camt, row])):
        folder = tmp_path / str(number)
        folder.mkdir()
        firm = Firm(folder).start(Inv("1042", 1000), Inv("1043", 9))
        reports = [firm.bank(data) for data in files]
        assert [r.booked_now for r in reports] == [1, 0]
        (waiting,) = reports[1].waiting
        assert waiting.suggestions[0].command == "remind payments leave 2 --same-as 1"


def test_what_waits_is_tried_again_when_its_invoice_comes(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1043", 500))
    assert firm.bank(deposit(by_ocr("1042", 1000))).waiting
    firm.today = date(2026, 3, 3)
    firm.invoices(Inv("1042", 1000, 2))
    report = firm.bank(deposit(by_ocr("1043", 500, 2), on="20260303", serial=2))
    assert report.booked_now == 2
    assert not report.waiting


def test_two_amounts_for_the_same_key_are_told(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    firm.bank(Camt([entry("A1", 400, ocr("1042"))]).data())
    report = firm.bank(Camt([entry("A1", 500, ocr("1042"))]).data())
    assert "400,00 kr in an earlier file is 500,00 kr here" in str(report.files[0].notes[-1])
    assert firm.subject("1042").account.paid_ore == 400_00


def test_what_is_no_payment_is_left_alone_and_counted(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    out = Ntry("35000.00", [], ref="S1", side="DBIT", on="2026-03-02")
    euro = Ntry("10.00", [], ref="S2", currency="EUR", on="2026-03-02")
    own = entry("S3", 9000, name="NORRVIKEN HANTVERK AB")
    report = firm.bank(Camt([out, euro, own]).data())
    assert report.files[0].left_out == {LeftOut.OUTGOING: 1, LeftOut.OTHER_CURRENCY: 1}
    assert list(map(str, report.aside.values())) == ["a transfer from your own account"]
    assert firm.waiting() == []


def test_all_or_nothing(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    good = deposit(by_ocr("1042", 1000))
    with pytest.raises(RejectedFile):
        firm.bank(good, good[:-200])
    with pytest.raises(RejectedFile, match="could not be read"):
        firm.bank(good, statement(("2026-03-02", "x", 10)).replace(b"10,00", b"10.000,00"))
    with pytest.raises(RejectedFile, match="has not come yet"):
        firm.bank(good, deposit(by_ocr("1042", 1), on="20260303"))
    assert firm.subject("1042").account.paid_ore == 0


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    report = firm.bank(deposit(by_ocr("1042", 1000)), options=PaymentImport(dry_run=True))
    assert report.booked_now == 1
    assert report.new[0].met
    assert firm.subject("1042").account.paid_ore == 0
    assert firm.bank(deposit(by_ocr("1042", 1000))).booked_now == 1


def test_the_partners_account(tmp_path: Path) -> None:
    firm = Firm(tmp_path, collector=Collector.PARTNER, partner_bankgiro="991-2346")
    firm.start(Inv("1042", 1000), Inv("1043", 500))
    firm.bank(deposit(by_ocr("1042", 1000)))
    (payment,) = firm.subject("1042").claim.payments
    assert (payment.to, payment.paid_out_on) == (PaidTo.PARTNER, payment.on)
    firm.bank(deposit(by_ocr("1043", 500), serial=2), options=PaymentImport(to=PaidTo.CREDITOR))
    assert firm.subject("1043").claim.payments[0].to is PaidTo.CREDITOR


def test_there_is_no_partner_to_pay_to(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    with pytest.raises(Refused):
        firm.bank(deposit(by_ocr("1042", 1)), options=PaymentImport(to=PaidTo.PARTNER))


def test_the_sums_of_a_day_are_the_banks(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500, 2))
    firm.send("1042")
    firm.today = date(2026, 3, 4)
    unknown = Pay(77_00, "", 4, texts=["tack"], name="Okänd Person", sender="")
    parts = (by_ocr("1042", 2000, 1), by_ocr("1043", 600, 2), unknown)
    firm.bank(deposit(*parts, on="20260304"))
    (day,) = payments_view.day_sums(payments_view.between(firm.world(), None, None))
    assert (day.on, day.account, day.sum_ore) == (date(2026, 3, 4), "9912346", 2677_00)
    assert (day.principal_ore, day.fees_ore, day.waiting_ore) == (1500_00, 60_00, 77_00)
    assert (day.interest_ore or 0) + (day.over_ore or 0) == 2677_00 - 1500_00 - 60_00 - 77_00


def test_every_order_of_files_gives_the_same(tmp_path: Path) -> None:
    entries = [entry("A1", 1000, ocr("1042")), entry("A2", 500, ocr("1043"), on="2026-03-01")]
    files = [
        Camt(entries).data(),
        Camt(entries[:1], kind="054").data(),
        deposit(by_ocr("1044", 700, 1), by_ocr("1042", 100, 2)),
        statement(("2026-03-02", "BG INSÄTTNING 1", 800)),
    ]
    seen = set()
    for number, order in enumerate(itertools.permutations(files)):
        folder = tmp_path / str(number)
        folder.mkdir()
        firm = Firm(folder).start(Inv("1042", 1100), Inv("1043", 500), Inv("1044", 700))
        for data in order:
            firm.bank(data)
        found = firm.subjects(["1042", "1043", "1044"])
        seen.add((*(s.account.paid_ore for s in found), len(firm.waiting())))
    assert seen == {(1100_00, 500_00, 700_00, 0)}


def test_a_statement_without_details_and_a_notice_with_them(tmp_path: Path) -> None:
    bare = Camt([Ntry("1000.00", [], ref="A1", on="2026-03-02")]).data()
    told = Camt([entry("A1", 1000, ocr("1042"))], kind="054").data()
    for number, files in enumerate(([bare, told], [told, bare])):
        folder = tmp_path / str(number)
        folder.mkdir()
        firm = Firm(folder).start(Inv("1042", 1000))
        assert sum(firm.bank(data).booked_now for data in files) == 1
        assert firm.subject("1042").account.paid_ore == 1000_00
