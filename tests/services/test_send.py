"""Sending: each invoice goes out or is refused with every gate; nothing in between."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.events import CaseOpened, GateOverridden, LetterIssued
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.errors import DayBeforeLast, Refused, UnknownInvoice
from reminder_cli.ledger import cases, customers
from reminder_cli.ledger.letters import letters
from reminder_cli.services.cancel import cancel
from reminder_cli.services.pay import pay
from reminder_cli.services.send import SendOptions, SendReport, send, send_overdue
from reminder_cli.services.world import World
from tests.ledger.worlds import MONDAY, dump, firm, later, row, take_in

NO_ADDRESS = {"gata": "", "postnr": "", "ort": ""}
QUIET = SendOptions(deliver=False)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path, row("1041"), row("1042", kundnr="102", kund="Åsa Öberg"))
    yield made
    made.ledger.close()


def refused(report: SendReport) -> dict[str, list[str]]:
    return {s.invoice.number: [g.code for g in gates] for s, gates in report.refused}


def sent(report: SendReport) -> list[str]:
    return [number for letter in report.letters for number in letter.invoices]


GATES = {
    "fine": (row("1"), []),
    "not SEK": (row("1", valuta="EUR"), ["not_sek"]),
    "due today": (row("1", forfall="2026-03-02"), ["not_due"]),
    "due on Sunday, so Monday": (row("1", forfall="2026-03-01"), ["not_due"]),
    "due on Friday": (row("1", forfall="2026-02-27"), []),
    "paid": (row("1", kvar="0,00"), ["paid"]),
    "ten kronor left": (row("1", kvar="10,00"), ["paid"]),
    "ten kronor and an öre": (row("1", kvar="10,01"), []),
    "credit note": (row("1", belopp="-100,00"), ["credit_note"]),
    "no address": (row("1", **NO_ADDRESS), ["no_address"]),
    "no id number, no description": (row("1", org="", text=""), []),
    "prescribed": (row("1", dag="2015-01-20", forfall="2015-02-19"), ["prescribed"]),
    "consumer, prescribed": (
        row("1", org="19810412-9898", kund="Åsa Öberg", dag="2022-01-20", forfall="2022-02-19"),
        ["prescribed"],
    ),
    "minor": (row("1", org="20100412-1230", kund="Åsa Öberg"), ["minor"]),
    "all at once": (
        row("1", valuta="EUR", forfall="2026-03-31", kvar="5,00", **NO_ADDRESS),
        ["not_sek", "paid", "not_due", "no_address"],
    ),
}


@pytest.mark.parametrize(("invoice", "codes"), GATES.values(), ids=list(GATES))
def test_gates_are_told_together(tmp_path: Path, invoice: dict[str, str], codes: list[str]) -> None:
    world = firm(tmp_path, invoice)
    report = send(world, ["1"], SendOptions(dry_run=True))
    assert refused(report) == ({"1": codes} if codes else {})
    assert sent(report) == ([] if codes else ["1"])
    world.ledger.close()


@pytest.mark.parametrize("status", list(DebtorStatus))
def test_a_debtor_who_may_not_be_written_to(world: World, status: DebtorStatus) -> None:
    with world.writing():
        customers.add_status(world.ledger, 1, status, since=MONDAY, now=world.now)
    options = SendOptions(override=frozenset({status.value}), reason="please")
    assert refused(send(world, ["1041"], options)) == {"1041": [status.value]}


def test_one_refused_does_not_stop_the_others(world: World) -> None:
    take_in(world, row("1043", valuta="NOK"))
    report = send(world, ["1041", "1043", "1042"], QUIET)
    assert sent(report) == ["1041", "1042"]
    assert refused(report) == {"1043": ["not_sek"]}


def test_one_unknown_number_stops_all(world: World) -> None:
    before = dump(world.path)
    with pytest.raises(UnknownInvoice, match="1O41") as caught:
        send(world, ["1042", "1O41"], QUIET)
    assert "Did you mean 1041" in caught.value.fix
    assert dump(world.path) == before


def test_a_number_given_twice_is_sent_once(world: World) -> None:
    assert sent(send(world, ["1041", "1041"], QUIET)) == ["1041"]


def test_never_twice(world: World) -> None:
    send(world, ["1041"], QUIET)
    before = dump(world.path)
    assert refused(send(world, ["1041"], QUIET)) == {"1041": ["has_case"]}
    assert sent(send_overdue(world, QUIET)) == ["1042"]
    assert sent(send_overdue(world, QUIET)) == []
    assert [r for r in dump(world.path)["event"] if r in before["event"]] == before["event"]


# Overriding


def test_a_soft_gate_is_passed_with_a_reason_and_kept(tmp_path: Path) -> None:
    world = firm(tmp_path, row("1", **NO_ADDRESS))
    options = SendOptions(
        override=frozenset({"no_address"}), reason="handed over in the shop", deliver=False
    )
    assert sent(send(world, ["1"], options)) == ["1"]
    events = world.ledger.events(1)
    assert [type(e) for e in events] == [CaseOpened, GateOverridden, LetterIssued]
    gate = events[1]
    assert isinstance(gate, GateOverridden)
    assert gate.code == "no_address"
    assert cases.notes(world.ledger, [gate.key]) == {gate.key: "handed over in the shop"}
    world.ledger.close()


def test_a_hard_gate_is_not_passed(tmp_path: Path) -> None:
    world = firm(tmp_path, row("1", valuta="EUR", **NO_ADDRESS))
    before = dump(world.path)
    options = SendOptions(override=frozenset({"no_address", "not_sek"}), reason="please")
    assert refused(send(world, ["1"], options)) == {"1": ["not_sek", "no_address"]}
    assert {k: v for k, v in dump(world.path).items() if k != "mark"} == {
        k: v for k, v in before.items() if k != "mark"
    }
    world.ledger.close()


def test_an_override_without_a_reason_is_refused(world: World) -> None:
    before = dump(world.path)
    with pytest.raises(Refused, match="reason") as caught:
        send(world, ["1041"], SendOptions(override=frozenset({"no_address"})))
    assert "--reason" in caught.value.fix
    assert dump(world.path) == before


def test_grace_days_can_be_passed_but_the_due_day_cannot(tmp_path: Path) -> None:
    late, early = row("1", forfall="2026-02-27"), row("2", forfall="2026-03-02")
    world = firm(tmp_path, late, early, settings={"grace_days": "5"})
    options = SendOptions(override=frozenset({"not_due"}), reason="agreed", deliver=False)
    assert refused(send(world, ["1", "2"], SendOptions(dry_run=True))).keys() == {"1", "2"}
    report = send(world, ["1", "2"], options)
    assert sent(report) == ["1"]
    assert refused(report) == {"2": ["not_due"]}
    world.ledger.close()


# After a cancel


def test_a_cancelled_one_goes_out_again_only_by_its_number(world: World) -> None:
    send(world, ["1041"], QUIET)
    cancel(world, ["1041"], reason="agreed by phone")
    assert sent(send_overdue(world, QUIET)) == ["1042"]
    again = send(world, ["1041"], QUIET)
    assert sent(again) == ["1041"]
    opened = [e for e in world.ledger.events(1) if isinstance(e, CaseOpened)]
    assert [e.case_no for e in opened] == [1, 2]
    # A waived fee may be charged anew.
    assert again.letters[0].fees_ore == 60_00


def test_a_fee_that_was_paid_is_never_charged_again(world: World) -> None:
    send(world, ["1041"], QUIET)
    pay(world, "1041", 100_00)  # own collector: the fee first
    cancel(world, ["1041"], reason="agreed by phone")
    assert send(world, ["1041"], QUIET).letters[0].fees_ore == 0


def test_one_paid_after_its_case_is_not_sent(world: World) -> None:
    send(world, ["1041"], QUIET)
    cancel(world, ["1041"], reason="agreed")
    pay(world, "1041", 12_500_00)
    assert refused(send(world, ["1041"], QUIET)) == {"1041": ["paid"]}


# Dry run, delivery, days


def test_a_dry_run_says_the_same_and_leaves_no_trace(world: World) -> None:
    before = dump(world.path)
    dry = send_overdue(world, SendOptions(dry_run=True))
    assert dump(world.path) == before
    assert not world.letters_folder.exists()
    real = send_overdue(world, SendOptions())
    assert [(x.invoices, x.due_on, x.total_ore) for x in real.letters] == [
        (x.invoices, x.due_on, x.total_ore) for x in dry.letters
    ]


def test_the_letter_lies_to_be_printed_and_is_the_one_on_record(world: World) -> None:
    report = send(world, ["1041"], SendOptions())
    assert report.delivered is not None
    printed = report.delivered.printed
    assert [path.parent for path in printed] == [world.letters_folder / "to-print"]
    record = letters(world.ledger)
    assert [(x.state, x.sent_on) for x in record] == [("sent", MONDAY)]
    assert hashlib.sha256(printed[0].read_bytes()).hexdigest() == record[0].sha256
    assert not list((world.letters_folder / "staging").iterdir())
    assert printed[0].stat().st_mode & 0o077 == 0


def test_not_delivered_waits(world: World) -> None:
    report = send(world, ["1041"], QUIET)
    assert report.delivered is None
    assert [x.state for x in letters(world.ledger)] == ["recorded"]
    assert not (world.letters_folder / "to-print").exists()


def test_a_day_before_the_last_is_refused(world: World) -> None:
    send(world, ["1041"], QUIET)
    world = later(world, date(2026, 3, 1))
    before = dump(world.path)
    with pytest.raises(DayBeforeLast) as caught:
        send(world, ["1042"], SendOptions())
    assert "2026-03-02" in caught.value.message
    assert dump(world.path) == before
    assert sent(send(world, ["1042"], SendOptions(dry_run=True))) == ["1042"]
    world.ledger.close()


# What it asks for


@pytest.mark.parametrize(
    ("settings", "invoice", "fees", "interest"),
    [
        # 11 days from 20 February at 2,00 + 8 percent: 12 500 × 0,10 × 11 / 365 = 37,67.
        ({}, row("1"), 60_00, 37_67),
        ({"reminder_fee_agreed": "false"}, row("1"), 0, 37_67),
        ({"due_dates_agreed": "false"}, row("1", dag="2026-02-01"), 60_00, 0),
        ({"interest_notice": "false"}, row("1"), 60_00, 37_67),
        ({"interest_notice": "false"}, row("1", org="19810412-9898"), 60_00, 0),
        ({"contract_rate": "12"}, row("1"), 60_00, 45_21),
        ({"business_compensation": "none"}, row("1"), 0, 37_67),
        ({"business_compensation": "none"}, row("1", org="19810412-9898"), 60_00, 37_67),
        ({}, row("1", belopp="12500,00", kvar="6250,00"), 60_00, 18_84),
    ],
    ids=[
        "as agreed",
        "no fee agreed",
        "no due dates agreed",
        "business, no notice",
        "consumer, no notice",
        "contract rate",
        "no compensation",
        "no compensation, consumer",
        "partly paid",
    ],
)
def test_amounts(
    tmp_path: Path, settings: dict[str, str], invoice: dict[str, str], fees: int, interest: int
) -> None:
    world = firm(tmp_path, invoice, settings=settings)
    letter = send(world, ["1"], SendOptions(dry_run=True)).letters[0]
    assert (letter.fees_ore, letter.interest_ore) == (fees, interest)
    assert letter.due_on == date(2026, 3, 16)
    world.ledger.close()


def test_later_settings_do_not_change_a_case(world: World) -> None:
    from reminder_cli.services.setup import change_setting

    send(world, ["1041"], QUIET)
    before = world.ledger.events(1)
    change_setting(world, "reminder_fee_agreed", "false")
    change_setting(world, "contract_rate", "24")
    world = later(world, date(2026, 3, 3))
    from reminder_cli.services.views import explain

    account = explain(world, "1041").subject.account
    assert (account.fees_left_ore, account.interest_left_ore) == (60_00, 41_10)
    assert world.ledger.events(1) == before
    world.ledger.close()


def test_what_will_hold_the_inkassokrav_is_told_when_the_reminder_goes(tmp_path: Path) -> None:
    """The reminder may go without an id number and a description; the demand may not."""
    made = firm(tmp_path, row("1"), row("2", kundnr="102", org="", text=""))
    report = send(made, ["1", "2"], QUIET)
    assert sent(report) == ["1", "2"]
    ahead = {number: [gate.code for gate in gates] for number, gates in report.ahead}
    assert ahead == {"2": ["no_description", "no_id_number"]}
    made.ledger.close()
