"""One letter, one fee: where it stands when the cases of a joined demand fall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.services.cancel import cancel
from reminder_cli.services.dispute import dispute
from reminder_cli.services.pay import pay, unpay
from tests.life.walk import Firm, row

DEMAND_ON = date(2026, 3, 17)
BEFORE = date(2026, 3, 16)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = Firm.with_invoices(
        tmp_path, row("1", "1000.00"), row("2", "2000.00"), row("3", "3000.00")
    )
    firm.send("1", "2", "3")
    firm.walk(date(2026, 3, 18))
    return firm


def stop(number: str) -> Callable[[Firm], object]:
    return lambda firm: cancel(firm.world, [number], reason="x")


def crossing(number: str, ore: int) -> Callable[[Firm], object]:
    return lambda firm: pay(firm.world, number, ore, on=BEFORE)


def borne(firm: Firm) -> dict[str, list[tuple[str, int, str]]]:
    """The demand's fee on each invoice: the day, what is left of it, and why it is not owed."""
    return {
        number: [
            (fee.on.isoformat(), fee.left_ore + fee.waived_ore, fee.lost)
            for fee in firm.subject(number).account.fees
            if fee.act == "demand"
        ]
        for number in ("1", "2", "3")
    }


STANDS = ("2026-03-17", 180_00, "")
MOVED = ("2026-03-17", 0, "moved")


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([], {"1": [STANDS], "2": [], "3": []}),
        ([stop("1")], {"1": [MOVED], "2": [STANDS], "3": []}),
        ([stop("2")], {"1": [STANDS], "2": [], "3": []}),
        ([stop("1"), stop("2")], {"1": [MOVED], "2": [], "3": [STANDS]}),
        ([stop("2"), stop("1")], {"1": [MOVED], "2": [], "3": [STANDS]}),
        (
            [stop("1"), stop("2"), stop("3")],
            {"1": [MOVED], "2": [], "3": [STANDS]},  # waived there: nobody is left to bear it
        ),
        # Booked the day before the letter and known after it: not owed there.
        ([crossing("1", 500_00)], {"1": [MOVED], "2": [STANDS], "3": []}),
        ([crossing("1", 500_00), crossing("2", 10_00)], {"1": [MOVED], "2": [], "3": [STANDS]}),
        ([crossing("2", 10_00), crossing("1", 500_00)], {"1": [MOVED], "2": [], "3": [STANDS]}),
        # A disputed case takes no fee on.
        (
            [lambda firm: dispute(firm.world, ["2"], reason="no"), stop("1")],
            {"1": [MOVED], "2": [], "3": [STANDS]},
        ),
        # The payment that had crossed is taken back: it is not charged a second time.
        (
            [crossing("1", 500_00), lambda firm: unpay(firm.world, 1, reason="wrong")],
            {"1": [MOVED], "2": [STANDS], "3": []},
        ),
    ],
)
def test_the_fee_stands_on_one_case(
    firm: Firm, acts: list[Callable[[Firm], object]], expected: object
) -> None:
    for act in acts:
        act(firm)
    assert borne(firm) == expected


def test_a_paid_fee_does_not_move(firm: Firm) -> None:
    pay(firm.world, "1", 240_00)  # costs first
    cancel(firm.world, ["1"], reason="x")
    assert borne(firm) == {"1": [("2026-03-17", 0, "")], "2": [], "3": []}


def test_a_case_that_is_sent_again_is_not_charged_for_the_demand_twice(firm: Firm) -> None:
    cancel(firm.world, ["1"], reason="x")
    firm.send("1")
    firm.walk(date(2026, 4, 10))
    assert borne(firm) == {"1": [MOVED], "2": [STANDS], "3": []}
    total = sum(firm.subject(n).account.fees_total_ore for n in ("1", "2", "3"))
    assert total == 3 * 60_00 + 180_00
