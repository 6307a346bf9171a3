"""A private person without a number is never dunned as a business by silence, and it is easily said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.ledger import customers
from reminder_cli.ledger.firm import save_setting
from reminder_cli.services.cancel import cancel
from reminder_cli.services.debtors import Changes, debtor, say_kind_of_unsure, unsure
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.tick import tick
from reminder_cli.services.world import World
from tests.ledger.worlds import dump, firm, row, take_in

EVA = {"kundnr": "201", "kund": "Eva Ståhl", "org": ""}
BO = {"kundnr": "202", "kund": "Ek, Bo", "org": ""}
SHOP = {"kundnr": "203", "kund": "Karins Blommor", "org": ""}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path)
    yield made
    made.ledger.close()


def refused(world: World, *numbers: str) -> dict[str, list[str]]:
    report = send(world, numbers, SendOptions())
    return {
        subject.invoice.number: [gate.code for gate in gates] for subject, gates in report.refused
    }


def kinds(world: World) -> dict[str, CustomerKind]:
    return {c.name: c.kind for c in customers.all_customers(world.ledger)}


def test_the_import_says_who_may_be_a_person(world: World) -> None:
    report = take_in(world, row("1", **EVA), row("2", **SHOP), row("3", **BO), row("4"))
    assert report.unsure == ["Eva Ståhl", "Ek, Bo"]
    assert report.notes == []
    assert [c.name for c in unsure(world)] == ["Ek, Bo", "Eva Ståhl"]


def test_no_letter_goes_out_until_it_is_said(world: World) -> None:
    take_in(world, row("1", **EVA), row("2", **SHOP))
    assert refused(world, "1", "2") == {"1": ["unknown_kind"]}
    debtor(world, "201", Changes(kind=CustomerKind.CONSUMER))
    assert refused(world, "1") == {}


def test_a_running_case_is_held_until_it_is_said(world: World) -> None:
    take_in(world, row("1", **EVA))
    debtor(world, "201", Changes(kind=CustomerKind.BUSINESS))
    send(world, ["1"], SendOptions())
    with world.writing():  # as a ledger of an earlier version has it
        customers.update_customer(
            world.ledger, 1, {"kind_known": 0, "kind_by_hand": 0}, now=world.now
        )
    report = tick(World(path=world.path, today=world.today.replace(day=17), now=world.now))
    assert [held.code for held in report.held] == ["unknown_kind"]


def test_all_of_them_are_said_at_once(world: World) -> None:
    take_in(world, row("1", **EVA), row("2", **SHOP), row("3", **BO))
    debtor(world, "202", Changes(kind=CustomerKind.BUSINESS))
    before = dump(world.path)
    say_kind_of_unsure(world, CustomerKind.CONSUMER, dry_run=True)
    assert dump(world.path) == before
    said = say_kind_of_unsure(world, CustomerKind.CONSUMER)
    assert [c.name for c in said] == ["Eva Ståhl"]
    assert kinds(world)["Ek, Bo"] is CustomerKind.BUSINESS
    assert kinds(world)["Eva Ståhl"] is CustomerKind.CONSUMER
    assert unsure(world) == []
    assert refused(world, "1", "2", "3") == {}


def test_a_number_in_a_later_list_says_it(world: World) -> None:
    take_in(world, row("1", **EVA), row("2", **BO))
    take_in(
        world,
        row("1", **{**EVA, "org": "811218-9876"}),
        row("2", **{**BO, "org": "556923-4585"}),
    )
    assert unsure(world) == []
    assert kinds(world) == {
        "Eva Ståhl": CustomerKind.CONSUMER,
        "Ek, Bo": CustomerKind.BUSINESS,
    }


def test_what_a_person_has_said_no_file_changes(world: World) -> None:
    """A sole trader's number is its owner's: the user knows which it is."""
    take_in(world, row("1", **EVA))
    debtor(world, "201", Changes(kind=CustomerKind.BUSINESS))
    report = take_in(world, row("1", **{**EVA, "org": "811218-9876"}))
    assert kinds(world)["Eva Ståhl"] is CustomerKind.BUSINESS
    shown = {(c.field, c.new, c.applied) for c in report.customer_changes}
    assert ("kind", "consumer", False) in shown


def test_a_case_opened_as_of_a_business_is_held_when_the_customer_is_a_consumer(
    world: World,
) -> None:
    """What only a business owes may not be asked of a consumer (lag (1981:739) 4 a §)."""
    with world.writing():
        save_setting(world.ledger, "business_compensation", "late_payment_450")
    world = World(path=world.path, today=world.today, now=world.now)
    take_in(world, row("1", **EVA))
    debtor(world, "201", Changes(kind=CustomerKind.BUSINESS))
    first = send(world, ["1"], SendOptions()).letters[0]
    assert first.fees_ore == 450_00
    debtor(world, "201", Changes(kind=CustomerKind.CONSUMER))
    later = World(path=world.path, today=world.today.replace(day=17), now=world.now)
    [held] = tick(later).held
    assert held.code == "was_business"
    assert "remind cancel 1 --reason" in held.why
    cancel(later, ["1"], reason="konsument")
    assert send(later, ["1"], SendOptions()).letters[0].fees_ore == 60_00
    later.ledger.close()
