"""A promise to pay is kept by money booked from its day through its last, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reminder_cli.domain.promises import promises
from tests.domain.example_c import march, reminded
from tests.domain.given import History

LAST = march(20)


def promised() -> History:
    """500.00 kr, promised on 12 March for the 20th."""
    history = reminded()
    history.hold(march(12), LAST, promise_ore=500_00)
    return history


def paid(*amounts: tuple[date, int]) -> Callable[[], History]:
    def made() -> History:
        history = promised()
        for on, ore in amounts:
            history.pay(on, ore)
        return history

    return made


def known_before() -> History:
    history = reminded()
    history.pay(march(12), 500_00)
    history.hold(march(12), LAST, promise_ore=500_00)
    return history


def bounced() -> History:
    history = promised()
    history.unpay(march(23), history.pay(LAST, 500_00))
    return history


def moved_on() -> History:
    """Before its day the debtor promised another: the first is neither kept nor broken."""
    history = promised()
    history.hold(march(16), march(27), promise_ore=400_00)
    return history


def broken_then_a_new_one() -> History:
    history = promised()
    history.hold(march(23), march(27), promise_ore=400_00)
    return history


def lifted() -> History:
    history = promised()
    history.release(march(16))
    return history


def lifted_after_its_day() -> History:
    history = promised()
    history.release(march(23))
    return history


#   what came                                     made             today      promised, paid, state
STATES: list[tuple[str, Callable[[], History], date, list[tuple[int, int, str]]]] = [
    ("nothing, on its last day", promised, LAST, [(500_00, 0, "open")]),
    ("nothing, the day after", promised, march(21), [(500_00, 0, "broken")]),
    ("all of it, before the day", paid((march(13), 500_00)), march(16), [(500_00, 500_00, "kept")]),
    ("all of it, in two parts", paid((march(12), 200_00), (LAST, 300_00)), march(23),
     [(500_00, 500_00, "kept")]),
    ("an öre too little", paid((LAST, 499_99)), march(23), [(500_00, 499_99, "broken")]),
    ("a day too late", paid((march(21), 500_00)), march(23), [(500_00, 0, "broken")]),
    ("booked before it was promised", paid((march(11), 500_00)), march(23),
     [(500_00, 0, "broken")]),
    ("known before it was promised", known_before, march(23), [(500_00, 0, "broken")]),
    ("a payment that was taken back", bounced, march(23), [(500_00, 0, "broken")]),
    ("changed before its day", moved_on, march(16), [(400_00, 0, "open")]),
    ("a new one after it was broken", broken_then_a_new_one, march(23),
     [(500_00, 0, "broken"), (400_00, 0, "open")]),
    ("lifted before its day", lifted, march(23), []),
    ("lifted after its day", lifted_after_its_day, march(23), [(500_00, 0, "broken")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "today", "states"), [r[1:] for r in STATES], ids=[r[0] for r in STATES]
)
def test_kept_or_broken(
    make: Callable[[], History], today: date, states: list[tuple[int, int, str]]
) -> None:
    found = promises(make().claim, today)
    assert [(p.hold.promise_ore, p.paid_ore, p.state) for p in found] == states


def test_a_hold_without_a_promise_is_none() -> None:
    history = reminded()
    history.hold(march(12), LAST)
    assert list(promises(history.claim, march(23))) == []
