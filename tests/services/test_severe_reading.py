"""What a second severe reading found, each walked as it was found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.adopting import Adoption
from reminder_cli.domain.company import Collector
from reminder_cli.domain.gates import DebtorStatus, Step
from reminder_cli.ledger import invoices
from reminder_cli.ledger.open_claims import OPEN_BY
from reminder_cli.services.adopting import adopt
from reminder_cli.services.backup import back_up
from reminder_cli.services.debtors import Changes, debtor
from reminder_cli.services.facts import gates_of, subjects_by_number
from reminder_cli.services.pay import pay, unpay
from reminder_cli.services.restore import RestoreOptions, restore
from reminder_cli.services.resuming_letters import resume
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.settle import settlement
from reminder_cli.services.verify import verify
from reminder_cli.services.views import case_statuses, show
from reminder_cli.services.world import World
from tests.services.firm import Firm, invoice_row

At = Callable[[str], World]
C = "201;2;Per Per;19810412-9898;2025-12-01;2026-01-02;5000;;;Arbete;Gatan 2;852 30;Sundsvall"


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [({"currency": "EUR"}, False), ({"kind": "credit_note"}, False), ({"total_ore": 1}, True)],
    ids=["currency", "kind", "total"],
)
def test_a_changed_invoice_is_found_by_payments_as_it_is_now(
    firm: At, take_in: Callable[..., None], changes: dict[str, object], is_open: bool
) -> None:
    world = firm("2026-01-05")
    take_in(world, C)
    assert changes.keys() <= OPEN_BY
    with world.writing():
        invoices.update_invoice(world.ledger, 1, changes)
    assert bool(world.ledger.db.execute("SELECT 1 FROM open_claim").fetchone()) == is_open
    assert all(check.ok for check in verify(world) if check.code == "claim_search")
    with world.writing():
        back = {"currency": "SEK", "kind": "invoice", "total_ore": 500_000}
        invoices.update_invoice(world.ledger, 1, {key: back[key] for key in changes})
    assert world.ledger.db.execute("SELECT 1 FROM open_claim").fetchone()


def test_a_bank_file_must_reach_the_term_that_a_bounced_payment_renewed(
    firm: At, take_in: Callable[..., None]
) -> None:
    """`stale_payments` asks for the newest day to pay, however the term was renewed."""
    world = firm("2026-01-05")
    take_in(world, C)
    [letter] = send(world, ["201"], SendOptions()).letters
    payment = pay(firm("2026-01-12"), "201", letter.total_ore).payment_id
    unpay(firm("2026-01-16"), payment, reason="returned")
    world = firm("2026-01-28")
    [subject] = subjects_by_number(world, ["201"])
    case = subject.open_case
    assert case is not None
    renewed = case.due_of(case.letters[0])
    assert renewed > case.letters[0].due_on
    with world.ledger.writing():
        world.ledger.db.execute(
            "INSERT INTO payment_file (sha256, name, format, encoding, rows, payments, sum_ore,"
            " covers_until, accounts, left_out, imported_on, recorded_at) VALUES"
            " ('x', 'x', 'BgMax', '', 0, 0, 0, '2026-01-27', '[]', '{}', '2026-01-27',"
            " '2026-01-27T10:00:00')"
        )
    codes = {gate.code for gate in gates_of(firm("2026-02-02"), subject, Step.DEMAND)}
    assert date(2026, 1, 27) < renewed
    assert "stale_payments" in codes


@pytest.mark.parametrize("restored", [False, True])
def test_a_demand_registered_after_a_restore_is_still_the_partner_s(
    tmp_path: Path, restored: bool
) -> None:
    """Product.md section 1: only what was claimed before the case was opened is the creditor's."""
    firm = Firm(tmp_path, date(2026, 3, 2), collector=Collector.PARTNER)
    firm.take_in([invoice_row("1001", 1000_00, dated=date(2026, 1, 2), due=date(2026, 2, 2))])
    firm.send("1001")
    firm.day = date(2026, 3, 17)
    with firm.world() as world:
        back_up(world, tmp_path / "b.db")
    firm.day = date(2026, 3, 18)
    assert [letter.kind for letter in firm.tick().letters] == ["demand"]
    if restored:
        firm.day = date(2026, 3, 20)
        with firm.world() as world:
            restore(world, tmp_path / "b.db", RestoreOptions(discard_newer=True))
        with firm.world() as world:
            sent = Adoption(step=Step.DEMAND, sent_on=date(2026, 3, 18), fees_ore=240_00)
            adopt(world, ["1001"], sent)
        with firm.world() as world:
            resume(world)
    firm.day = date(2026, 3, 20)
    firm.pay("1001", firm.account("1001").owed_ore)
    firm.day = date(2026, 4, 1)
    with firm.world() as world:
        made = settlement(world, "2026-03")
    assert sum(case.fees_paid_ore for case in made.cases) == 240_00
    assert sum(case.vat_ore for case in made.cases) == 60_00
    assert [act.what for case in made.cases for act in case.acts] == ["reminder", "demand"]


def test_a_payment_that_is_typed_twice_is_told(firm: At, take_in: Callable[..., None]) -> None:
    take_in(firm("2026-01-05"), C)
    first = pay(firm("2026-01-07"), "201", 100_00)
    again = pay(firm("2026-01-07"), "201", 100_00)
    other = pay(firm("2026-01-08"), "201", 100_00)
    assert (first.twin_id, again.twin_id, other.twin_id) == (0, first.payment_id, 0)


def test_the_story_says_who_did_what(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2026, 3, 2))
    firm.take_in([invoice_row("1001", 1000_00, dated=date(2026, 1, 2), due=date(2026, 2, 2))])
    with firm.world() as world, world.acting("eva"):
        send(world, ["1001"], SendOptions())
    firm.day = date(2026, 3, 17)
    firm.tick()
    with firm.world() as world:
        told = [(item.kind, item.recorded_by) for item in show(world, "1001").story]
    assert told == [("case_opened", "eva"), ("letter_issued", "eva"), ("letter_issued", "tick")]


def test_no_letter_is_announced_that_will_not_come(tmp_path: Path) -> None:
    """To a debtor who has died none goes out, and after the notice of a rest none comes by itself."""
    firm = Firm(tmp_path, date(2026, 3, 2))
    dated, due = date(2026, 1, 2), date(2026, 2, 2)
    firm.take_in(
        [
            invoice_row("1001", 1000_00, dated=dated, due=due, customer="1"),
            invoice_row("1002", 1000_00, dated=dated, due=due, customer="2"),
        ]
    )
    firm.send("1001", "1002")
    with firm.world() as world:
        debtor(world, "1", Changes(statuses={DebtorStatus.DECEASED: firm.day}))
        dead, alive = case_statuses(world)
    assert (dead.next_step, dead.next_on) == ("", None)
    assert "has died" in str(dead.why)
    assert (alive.next_step, alive.next_on) == ("demand", date(2026, 3, 17))
    firm.pay("1002", 1000_00)
    with firm.world() as world:
        [rest] = case_statuses(world, numbers=["1002"])
    assert (rest.next_step, rest.next_on) == ("rest_notice", date(2026, 3, 17))
    firm.day = date(2026, 3, 17)
    firm.tick()
    firm.day = date(2026, 3, 18)
    with firm.world() as world:
        [told] = case_statuses(world, numbers=["1002"])
    assert (told.next_step, told.next_on) == ("", None)
