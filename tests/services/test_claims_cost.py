"""What looking at many claims costs, counted in statements, never in seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from reminder_cli.ledger.cases import with_events
from reminder_cli.services.facts import subjects_by_id
from reminder_cli.services.tick import tick
from reminder_cli.services.verify import verify
from reminder_cli.services.world import World
from tests.services.firm import Firm, invoice_row

DUE = date(2026, 2, 11)
FEW, MANY = 2, 12


def statements(world: World, work: Callable[[], object]) -> int:
    """How many statements were carried out on the ledger."""
    found: list[str] = []
    world.ledger.db.set_trace_callback(found.append)
    work()
    world.ledger.db.set_trace_callback(None)
    return len(found)


@pytest.fixture
def firms(tmp_path: Path) -> list[Firm]:
    """Two firms with few and many open cases, each of a debtor of its own."""
    made = []
    for size in (FEW, MANY):
        (tmp_path / str(size)).mkdir()
        firm = Firm(tmp_path / str(size), date(2026, 3, 2))
        numbers = [str(n) for n in range(1, size + 1)]
        dated = DUE - timedelta(days=30)
        firm.take_in([invoice_row(n, 100_00, dated=dated, due=DUE, customer=n) for n in numbers])
        firm.send(*numbers)
        made.append(firm)
    return made


def cost(firms: list[Firm], work: Callable[[World], object]) -> list[int]:
    """The statements for few cases and for many."""
    counted = []
    for firm in firms:
        with firm.world() as world:
            counted.append(statements(world, partial(work, world)))
    return counted


def test_verify_asks_as_often_whatever_the_number_of_cases(firms: list[Firm]) -> None:
    few, many = cost(firms, verify)
    assert 0 < many == few


def test_what_is_known_of_invoices_is_read_together(firms: list[Firm]) -> None:
    few, many = cost(firms, lambda world: subjects_by_id(world, sorted(with_events(world.ledger))))
    assert 0 < many == few


def test_tick_asks_a_fixed_number_of_times_for_each_letter(firms: list[Firm]) -> None:
    letters: list[int] = []
    for firm in firms:
        firm.day = date(2026, 3, 24)  # the term of the reminders has run out
    few, many = cost(firms, lambda world: letters.append(len(tick(world, dry_run=True).letters)))
    assert letters == [FEW, MANY]
    # Is another letter under way, does a payment wait or lack, whose address (three times); then
    # the event, the letter, and its invoice.
    assert many - few <= 9 * (MANY - FEW)
