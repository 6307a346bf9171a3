"""`--as-of`: what was so on a day, by what is known now or (`--known`) by what was known then."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reminder_cli.domain.company import Collector
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.errors import Refused, WrongValue
from reminder_cli.ledger import firm as registers
from reminder_cli.ledger import letters
from reminder_cli.ledger.firm import save_mark
from reminder_cli.ledger.histories import KEPT_SINCE
from reminder_cli.services.agreements import agree
from reminder_cli.services.cancel import cancel
from reminder_cli.services.debtors import Changes, debtor
from reminder_cli.services.hold import HoldOrder, hold
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.lookback import changes_lost, seen, world_on
from reminder_cli.services.outbox import undo_letters
from reminder_cli.services.pay import pay, unpay
from reminder_cli.services.rates import add_rate
from reminder_cli.services.report import ReportChoice, report
from reminder_cli.services.settle import PartnerInvoice, settlement
from reminder_cli.services.setup import change_setting
from reminder_cli.services.views import case_statuses, explain, show
from reminder_cli.services.world import World
from tests.life.walk import ASA, EKDUNGEN, HEAD, START, Firm, row
from tests.services.looking import picture

PAID_ON, TOLD_ON = date(2026, 3, 10), date(2026, 3, 18)
LAST = date(2026, 5, 4)


def story(world: World, number: str) -> list[tuple[date, str]]:
    return [(happening.on, happening.kind) for happening in show(world, number).story]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Firm, dict[date, Any]]:
    """Two months of a firm, with a picture of each evening; one payment is told of a week late."""
    folder = tmp_path_factory.mktemp("firm")
    firm = Firm.with_invoices(
        folder,
        row("1041", "12500.00"),
        row("1042", "999.50", customer=ASA),
        row("1043", "4000.00"),
        row("1044", "700.00"),
        row("1045", "900.00", customer=EKDUNGEN),
        collector=Collector.PARTNER,
        after_demand_days="10",
    )
    firm.send("1041", "1042", "1043", "1044")
    evenings = {START: picture(firm.world)}
    while firm.today < LAST:
        firm.walk(firm.today + timedelta(days=1))
        _happen(firm, folder)
        evenings[firm.today] = picture(firm.world)
    return firm, evenings


def _happen(firm: Firm, folder: Path) -> None:
    match firm.today.isoformat():
        case "2026-03-11":
            hold(firm.world, ["1044"], HoldOrder(until=date(2026, 3, 25), reason="asked"))
        case "2026-03-18":
            pay(firm.world, "1041", 5_000_00, on=PAID_ON)
        case "2026-03-20":
            mistaken = pay(firm.world, "1043", 100_00, on=date(2026, 3, 19))
            firm.today += timedelta(days=3)
            unpay(firm.world, mistaken.payment_id, reason="wrong invoice")
        case "2026-03-30":
            firm.world.forecast = False  # so that the letter waits
            firm.send("1045")
            firm.world.forecast = True
        case "2026-03-31":
            undo_letters(firm.world, [show(firm.world, "1045").letters[0].letter_id])
        case "2026-04-02":
            add_rate(firm.world, "2026-H1", "2,50", source="a slip of the finger")
            change_setting(firm.world, "street", "Nya gatan 1")
        case "2026-04-03":
            add_rate(firm.world, "2026-H1", "2,00", source="riksbank.se")
        case "2026-04-01":
            file = folder / "more.csv"
            file.write_text(f"{HEAD}\n{row('1050', '300.00')}\n", encoding="utf-8")
            import_files(firm.world, [file], ImportOptions())
            debtor(firm.world, "102", Changes(statuses={DebtorStatus.DECEASED: date(2026, 3, 15)}))
        case "2026-04-10":
            cancel(firm.world, ["1043"], reason="agreed")
        case "2026-04-15":
            debtor(firm.world, "102", Changes(cleared=frozenset({"deceased"})))
        case "2026-04-16":
            moved = row("1050", "350.00").replace("Alnö Bygg AB", "Alnö Bygg & Plåt AB")
            file = folder / "changed.csv"
            file.write_text(f"{HEAD}\n{moved.replace('Hamngatan', 'Nygatan')}\n", encoding="utf-8")
            import_files(firm.world, [file], ImportOptions())
        case "2026-04-20":
            change_setting(firm.world, "due_dates_agreed", "false")
        case "2026-04-22":
            agree(firm.world, "contract_rate", "20", customer="101")
            debtor(firm.world, "101", Changes(kind=CustomerKind.PUBLIC_BODY))
        case "2026-04-24":
            debtor(firm.world, "102", Changes(statuses={DebtorStatus.MINOR: date(2026, 4, 17)}))
        case "2026-04-27":
            debtor(firm.world, "102", Changes(statuses={DebtorStatus.MINOR: date(2026, 4, 20)}))
        case "2026-04-08":
            settlement(firm.world, "2026-03", invoice=PartnerInvoice(number="7", on=firm.today))
        case _:
            pass


def test_known_is_what_the_evening_of_that_day_showed(
    lived: tuple[Firm, dict[date, Any]],
) -> None:
    firm, evenings = lived
    for day, shown in evenings.items():
        assert picture(seen(firm.world, day, known=True)) == shown, day


def test_a_payment_told_of_late(lived: tuple[Firm, dict[date, Any]]) -> None:
    """Booked by the bank on the 10th, registered here on the 18th."""
    firm, _evenings = lived
    between = PAID_ON + timedelta(days=2)
    for known, left in ((False, 7_500_00), (True, 12_500_00)):
        there = seen(firm.world, between, known=known)
        account = explain(there, "1041", as_of=between).subject.account
        assert account.principal_left_ore == left
        assert ((PAID_ON, "payment_received") in story(there, "1041")) is not known
        choice = ReportChoice(as_of=between, known=known)
        assert (
            report(firm.world, choice).ageing.total.total_ore
            == left + 999_50 + 4000_00 + 700_00 + 900_00
        )
    on_the_day = seen(firm.world, TOLD_ON, known=True)
    assert explain(on_the_day, "1041", as_of=TOLD_ON).subject.account.paid_ore == 5_000_00


def test_a_status_told_of_late(lived: tuple[Firm, dict[date, Any]]) -> None:
    firm, _evenings = lived
    day = date(2026, 3, 20)
    for known, flags in ((False, ("deceased",)), (True, ())):
        [item] = case_statuses(seen(firm.world, day, known=known), numbers=["1042"])
        assert item.flags == flags


@pytest.mark.parametrize(
    ("day", "so", "known"),
    [
        ("2026-03-14", (), ()),
        ("2026-03-15", ("deceased",), ()),
        ("2026-04-01", ("deceased",), ("deceased",)),
        ("2026-04-14", ("deceased",), ("deceased",)),
        ("2026-04-15", (), ()),
        ("2026-04-17", (), ()),
        ("2026-04-19", (), ()),
        ("2026-04-20", ("minor",), ()),
        ("2026-04-24", ("minor",), ("minor",)),
        ("2026-04-27", ("minor",), ("minor",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_status_holds_from_its_day_until_it_is_lifted(
    lived: tuple[Firm, dict[date, Any]], day: str, so: tuple[str, ...], known: tuple[str, ...]
) -> None:
    firm, _evenings = lived
    for only_known, flags in ((False, so), (True, known)):
        there = seen(firm.world, date.fromisoformat(day), known=only_known)
        [item] = case_statuses(there, numbers=["1042"])
        assert item.flags == flags, only_known


def test_names_and_addresses_are_those_of_the_day(lived: tuple[Firm, dict[date, Any]]) -> None:
    firm, _evenings = lived
    # What is left of 1041 (5 000 of it paid), 1042, 1043, 1044 and 1045.
    left_of_all = 7_500_00 + 999_50 + 4_000_00 + 700_00 + 900_00
    for day, name, street, total in (
        (date(2026, 4, 15), "Alnö Bygg AB", "Hamngatan 4", 300_00),
        (date(2026, 4, 16), "Alnö Bygg & Plåt AB", "Nygatan 4", 350_00),
    ):
        for known in (False, True):
            found = show(seen(firm.world, day, known=known), "1050").subject
            assert (found.customer.name, found.customer.street) == (name, street)
            # What a later file corrected was so all the time; it was only not known.
            assert found.invoice.total_ore == (total if known else 350_00)
            told = report(firm.world, ReportChoice(as_of=day, known=known))
            assert told.ageing.total.total_ore == left_of_all + found.invoice.total_ore
            assert name in {customer.name for customer in told.customers.values()}


def test_who_looks_back_opens_no_second_connection(lived: tuple[Firm, dict[date, Any]]) -> None:
    world = lived[0].world
    assert seen(world, START).ledger is world.ledger
    assert world_on(world, START, known=True).ledger is world.ledger


def test_a_letter_that_went_out_later_waits(lived: tuple[Firm, dict[date, Any]]) -> None:
    firm, _evenings = lived
    number = show(firm.world, "1044").letters[0].letter_id
    with firm.world.writing(dry_run=True):
        change = letters.Change(state="sent", sent_on=date(2026, 3, 4))
        letters.change_letter(firm.world.ledger, number, change)
        for day, state in ((date(2026, 3, 3), "waiting"), (date(2026, 3, 4), "sent")):
            assert show(seen(firm.world, day), "1044").letters[0].state == state


def test_a_letter_undone_later_waited(lived: tuple[Firm, dict[date, Any]]) -> None:
    firm, _evenings = lived
    for known in (False, True):
        for day, state in ((date(2026, 3, 30), "waiting"), (date(2026, 3, 31), "undone")):
            (letter,) = show(seen(firm.world, day, known=known), "1045").letters
            assert letter.state == state, day


def test_the_firm_is_the_one_of_the_day_and_a_rate_was_always_so(
    lived: tuple[Firm, dict[date, Any]],
) -> None:
    """A rate that was corrected counts as it is now; with `--known` as it was counted then."""
    firm, _evenings = lived
    half, slip = date(2026, 1, 1), date(2026, 4, 2)
    for known in (False, True):
        before = seen(firm.world, date(2026, 4, 1), known=known)
        assert before.company.street == "Verkstadsgatan 6"
        assert before.rates[half] == 2
        after = seen(firm.world, slip, known=known)
        assert after.company.street == "Nya gatan 1"
        assert after.rates[half] == (Fraction(5, 2) if known else 2)
    assert firm.world.company.street == "Nya gatan 1"


@pytest.mark.parametrize("known", [False, True], ids=["so", "known"])
def test_terms_accepted_later_were_not_accepted(tmp_path: Path, known: bool) -> None:
    firm = Firm.with_invoices(tmp_path, row("1041", "500.00"))
    version = firm.world.accepted_version
    accepted = date(2026, 4, 1)
    with firm.world.writing():
        registers.accept_terms(
            firm.world.ledger, Collector.OWN, version + 1, on=accepted, now=firm.world.now
        )
    firm.today = date(2026, 4, 10)
    assert seen(firm.world, date(2026, 3, 31), known=known).accepted_version == version
    assert seen(firm.world, accepted, known=known).accepted_version == version + 1
    firm.close()


def test_of_a_ledger_that_kept_no_changes_it_is_said(lived: tuple[Firm, dict[date, Any]]) -> None:
    firm, _evenings = lived
    assert changes_lost(seen(firm.world, START)) is None
    with firm.world.writing(dry_run=True):
        save_mark(firm.world.ledger, KEPT_SINCE, "2026-03-20")
        assert "2026-03-20" in str(changes_lost(seen(firm.world, date(2026, 3, 19))))
        assert changes_lost(seen(firm.world, date(2026, 3, 20))) is None
        assert changes_lost(firm.world) is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days=st.integers(0, (LAST - START).days))
def test_less_was_known_than_was_so(lived: tuple[Firm, dict[date, Any]], days: int) -> None:
    firm, _evenings = lived
    day = START + timedelta(days=days)
    for number in ("1041", "1042", "1043", "1044"):
        known = story(seen(firm.world, day, known=True), number)
        so = story(seen(firm.world, day), number)
        assert set(known) <= set(so)
        assert all(on <= day for on, _kind in so)


def test_known_today_is_as_of_today(lived: tuple[Firm, dict[date, Any]]) -> None:
    firm, _evenings = lived
    today = firm.today
    now = picture(firm.world)
    assert picture(seen(firm.world, today)) == now
    assert picture(seen(firm.world, today, known=True)) == now
    one, other = (report(firm.world, ReportChoice(known=k, as_of=today)) for k in (False, True))
    assert one.statistics == other.statistics
    assert one.forecast.letters == other.forecast.letters


def test_an_invoice_taken_in_later(lived: tuple[Firm, dict[date, Any]]) -> None:
    firm, _evenings = lived
    day = date(2026, 3, 31)
    for known in (False, True):
        there = seen(firm.world, day, known=known)
        assert "1050" not in picture(there)
    assert explain(seen(firm.world, day), "1050", as_of=day).subject.account.owed_ore > 0
    with pytest.raises(Refused) as refused:
        explain(seen(firm.world, day, known=True), "1050", as_of=day)
    assert "2026-04-01" in refused.value.fix


def test_a_settlement_before_it_was_final(lived: tuple[Firm, dict[date, Any]]) -> None:
    firm, _evenings = lived
    final = settlement(firm.world, "2026-03")
    assert final.final
    before = settlement(seen(firm.world, date(2026, 4, 7)), "2026-03")
    assert not before.final
    assert before.totals == final.totals
    early = settlement(seen(firm.world, date(2026, 3, 17), known=True), "2026-03")
    assert early.totals.fees_paid_ore == 0
    assert settlement(seen(firm.world, date(2026, 4, 7))).period == "2026-03"


def test_a_day_to_come_and_no_day_are_refused(lived: tuple[Firm, dict[date, Any]]) -> None:
    firm, _evenings = lived
    with pytest.raises(WrongValue, match="has not come yet"):
        seen(firm.world, LAST + timedelta(days=1))
    with pytest.raises(WrongValue, match="of which day"):
        seen(firm.world, None, known=True)
