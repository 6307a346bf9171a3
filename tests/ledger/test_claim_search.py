"""What payments find invoices by is derived from the ledger: at a migration, at a write, by `verify`."""

from __future__ import annotations

from pathlib import Path

import pytest

from reminder_cli.ledger import customers
from reminder_cli.services.pay import pay, unpay
from reminder_cli.services.verify import verify
from reminder_cli.services.world import World
from tests.ledger.worlds import firm, row, world_on

TABLES = ("open_claim", "customer_key")


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Three invoices of 1 000 kr: one not paid, one paid in part, one paid."""
    return firm(
        tmp_path,
        *(row(str(1041 + n), kundnr=str(n), kund=f"Kund {'ABC'[n]}sson AB") for n in range(3)),
    )


def derived(world: World) -> list[list[tuple[object, ...]]]:
    return [
        sorted(tuple(r) for r in world.ledger.db.execute(f"SELECT * FROM {table}"))
        for table in TABLES
    ]


def fails(world: World) -> set[str]:
    return {check.code for check in verify(world) if not check.ok}


def test_a_part_that_is_paid_and_taken_back(world: World) -> None:
    total = world.ledger.db.execute("SELECT total_ore FROM invoice").fetchone()[0]
    report = pay(world, "1042", 100_00)
    pay(world, "1043", total)
    assert derived(world)[0] == [(1, 1, total), (2, 2, total - 100_00)]
    assert fails(world) == set()
    unpay(world, report.payment_id, reason="fel")
    assert derived(world)[0] == [(1, 1, total), (2, 2, total)]
    assert fails(world) == set()


def test_a_ledger_from_before_is_brought_up_to_date(world: World) -> None:
    pay(world, "1042", 100_00)
    wanted = derived(world)
    assert all(wanted)
    db = world.ledger.db
    indexes = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND (name LIKE"
        " 'invoice_number_key' OR name LIKE 'invoice_o%' OR name LIKE"
        " 'invoice_paid%' OR name IN ('event_more', 'letter_ocr', 'payment_giro', 'payment_by_hand',"
        " 'payment_step_invoice'))"
    ).fetchall()
    for (name,) in indexes:
        db.execute(f"DROP INDEX {name}")
    for table in TABLES:
        db.execute(f"DROP TABLE {table}")
    db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm011_claim_search'")
    world.ledger.close()
    again = world_on(world.path)
    assert derived(again) == wanted
    assert fails(again) == set()
    again.ledger.close()


def test_a_new_name_is_found_and_the_old_is_forgotten(world: World) -> None:
    with world.writing():
        customers.update_customer(world.ledger, 1, {"name": "Ny Firma HB"}, now=world.now)
    keys = {key for key, customer_id in derived(world)[1] if customer_id == 1}
    assert {"ny", "=ny"} & keys
    assert "asson" not in keys
    assert fails(world) == set()


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM customer_key WHERE customer_id = 2",
        "UPDATE open_claim SET left_ore = 5 WHERE invoice_id = 2",
    ],
)
def test_verify_tells_what_would_not_be_found(world: World, damage: str) -> None:
    world.ledger.db.execute(damage)
    assert fails(world) == {"claim_search"}
