"""`doctor` finds what will hurt soon and `verify` what is broken; each says what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from reminder_cli.errors import LedgerDamaged, LedgerUnwritable
from reminder_cli.ledger import firm as register
from reminder_cli.services.doctor import doctor
from reminder_cli.services.due import heartbeat, remember_failure
from reminder_cli.services.pay import pay
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.setup import change_setting
from reminder_cli.services.tick import tick
from reminder_cli.services.verify import verify
from reminder_cli.services.world import World

At = Callable[[str], World]
ROW = "1041;101;Alnö Bygg AB;556912-3473;2026-01-01;2026-01-31;10000;;10413;Arbete;Hamngatan 4;852 30;Sundsvall"
CONSUMER = (
    "1043;103;Åsa Öberg;19810412-9898;2023-05-01;2023-05-31;10000;;;Arbete;Gatan 2;852 30;Sundsvall"
)


def wrong(world: World) -> set[str]:
    return {check.code for check in doctor(world) if not check.ok}


def with_address(world: World) -> World:
    for key, value in (("street", "Gatan 1"), ("postal_code", "852 30"), ("city", "Sundsvall")):
        change_setting(world, key, value)
    return world


def test_a_firm_in_order(firm: At, take_in: Callable[..., None]) -> None:
    world = with_address(firm("2026-03-02"))
    take_in(world, ROW)
    send(world, ["1041"], SendOptions())
    heartbeat(world)
    assert wrong(world) == set()
    assert all(check.ok for check in verify(world))


@pytest.mark.parametrize("number", ["1041", "1042"], ids=["with a case", "paid, without one"])
def test_an_invoice_that_is_gone_is_told_and_stops_no_other_check(
    firm: At, take_in: Callable[..., None], number: str
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW, ROW.replace("1041", "1042"))
    send(world, ["1041"], SendOptions())
    pay(world, "1042", 100_00)
    world.ledger.db.execute("PRAGMA foreign_keys = OFF")
    world.ledger.db.execute("DELETE FROM invoice WHERE number = ?", (number,))
    world.ledger.db.execute("DELETE FROM case_state")
    found = {check.code: check.ok for check in verify(world)}
    assert not found["foreign_keys"]
    assert found["integrity"]
    assert found["sums"]


def test_no_sender_address(firm: At) -> None:
    assert "sender_address" in wrong(firm("2026-03-02"))


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-12-17", False), ("2026-12-18", True), ("2027-01-02", True)],
    ids=["two weeks before", "from two weeks before", "when it is needed"],
)
def test_9_paragraph_the_rate_of_the_coming_half_year(firm: At, day: str, told: bool) -> None:
    assert ("reference_rate" in wrong(firm(day))) is told


def test_unconfirmed_rates_are_told_and_used(firm: At) -> None:
    [check] = [c for c in doctor(firm("2026-03-02")) if c.code == "unconfirmed_rates"]
    assert (check.ok, check.level) == (True, "note"), "not wrong, but it asks for something"
    assert "2026-H1, 2026-H2" in str(check.message)
    assert "rates fetch" in str(check.fix)


def test_the_three_levels(firm: At) -> None:
    levels = {check.code: check.level for check in doctor(firm("2026-03-02"))}
    assert levels["sender_address"] == "wrong"
    assert levels["notify_to"] == "note"
    assert levels["letters"] == "ok"


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-01-30", False), ("2026-01-31", True), ("2026-04-30", True), ("2026-05-01", False)],
    ids=["91 days before", "90 days before", "the day before", "lost already"],
)
def test_2_paragraph_claims_about_to_be_lost(
    firm: At, take_in: Callable[..., None], day: str, told: bool
) -> None:
    world = firm(day)
    take_in(world, CONSUMER)
    assert ("limitation" in wrong(world)) is told


def test_cron_that_has_stopped(firm: At, take_in: Callable[..., None]) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW)
    send(world, ["1041"], SendOptions())
    heartbeat(world)
    assert "tick" not in wrong(firm("2026-03-06"))
    assert "tick" in wrong(firm("2026-03-07"))
    later = firm("2026-03-09")
    tick(later)
    heartbeat(later)
    assert "tick" not in wrong(later)


def test_cron_that_never_ran(firm: At, take_in: Callable[..., None]) -> None:
    world = firm("2026-03-02")
    assert "tick" not in wrong(world)
    take_in(world, ROW)
    send(world, ["1041"], SendOptions())
    [check] = [c for c in doctor(world) if c.code == "tick"]
    assert str(check.message) == "Cases are open, and tick has never run."
    assert "remind schedule install" in str(check.fix)


def test_a_tick_that_fails(firm: At) -> None:
    remember_failure(firm("2026-03-02"), LedgerUnwritable("/x"))
    remember_failure(firm("2026-03-03"), LedgerUnwritable("/x"))
    [check] = [c for c in doctor(firm("2026-03-03")) if c.code == "tick"]
    assert str(check.message).startswith("Tick has failed since 2026-03-02: /x cannot be written.")
    remember_failure(firm("2026-03-04"), LedgerDamaged("/x"))
    [check] = [c for c in doctor(firm("2026-03-04")) if c.code == "tick"]
    assert "since 2026-03-04: /x is not a ledger" in str(check.message)
    heartbeat(firm("2026-03-04"))
    assert "tick" not in wrong(firm("2026-03-04"))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, False),
        ({"notify_to": "a@b.se"}, True),
        ({"notify_to": "a@b.se", "smtp_host": "localhost"}, True),
        ({"notify_to": "a@b.se", "smtp_host": "localhost", "mail_from": "c@b.se"}, False),
    ],
    ids=["not wished", "no server", "no sender", "all is set"],
)
def test_mails_that_cannot_be_sent(firm: At, settings: dict[str, str], told: bool) -> None:
    world = firm("2026-03-02")
    for key, value in settings.items():
        change_setting(world, key, value)
    assert ("notify_to" in wrong(firm("2026-03-02"))) is told


def test_a_letter_left_waiting(firm: At, take_in: Callable[..., None]) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW)
    send(world, ["1041"], SendOptions(deliver=False))
    assert "letters" in wrong(world)


def test_a_wrong_check_digit_of_an_open_case(firm: At, take_in: Callable[..., None]) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW.replace(";10413;", ";10414;"))
    assert "check_digits" not in wrong(world)
    send(world, ["1041"], SendOptions())
    assert "check_digits" in wrong(world)


def test_a_trial(firm: At) -> None:
    world = firm("2026-03-02")
    with world.writing():
        register.save_mark(world.ledger, "trial", "yes")
    assert "trial" in wrong(world)


def broken(world: World) -> set[str]:
    return {check.code for check in verify(world) if not check.ok}


def test_a_derived_state_that_was_tampered_with(firm: At, take_in: Callable[..., None]) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW)
    send(world, ["1041"], SendOptions())
    with closing(sqlite3.connect(world.path)) as db:
        db.execute("UPDATE case_state SET stage = 'demand'")
        db.commit()
    assert broken(world) == {"case_state"}


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_letter_that_is_not_what_was_sent(
    firm: At, take_in: Callable[..., None], damage: str
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW)
    send(world, ["1041"], SendOptions())
    [path] = (world.letters_folder / "archive").glob("*.pdf")
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"x")
    assert broken(world) == {"letters"}


def test_a_voucher_that_does_not_balance(firm: At) -> None:
    world = firm("2026-01-05")
    rows = '[{"account": "1930", "amount_ore": 100, "text": ""}]'
    with world.ledger.writing():
        world.ledger.db.execute(
            "INSERT INTO voucher_export VALUES (1, 'sie', '2026-01-05', '2026-01-05T10:00:00')"
        )
        world.ledger.db.execute(
            "INSERT INTO voucher VALUES (1, 1, 'x/1', NULL, '2026-01-05', 'x', ?)", (rows,)
        )
    [check] = [check for check in verify(world) if check.code == "vouchers"]
    assert not check.ok
    assert "x/1" in str(check.message)
