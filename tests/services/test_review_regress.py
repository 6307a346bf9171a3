"""What a severe reading found, each walked as it was found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import DayBeforeLast
from reminder_cli.ledger import firm as register
from reminder_cli.services.cancel import cancel
from reminder_cli.services.dispute import dispute, resolve
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.invoice_life import set_off
from reminder_cli.services.pay import pay, unpay
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.tick import tick
from reminder_cli.services.views import ListChoice, list_invoices
from reminder_cli.services.world import World

At = Callable[[str], World]
A = "101;1;Alfa AB;556912-3473;2025-12-01;2026-01-02;1000;;;Arbete;Gatan 1;852 30;Sundsvall"
B = "102;1;Alfa AB;556912-3473;2025-12-01;2026-01-02;2000;;;Arbete;Gatan 1;852 30;Sundsvall"
C = "201;2;Per Per;19810412-9898;2025-12-01;2026-01-02;5000;;;Arbete;Gatan 2;852 30;Sundsvall"
NOTE = "205;2;Per Per;19810412-9898;2025-12-05;2026-01-02;-500;;;Kredit;Gatan 2;852 30;Sundsvall"


def kinds(world: World) -> list[LetterKind]:
    return [letter.kind for letter in tick(world).letters]


def test_a_joined_letter_paid_in_one_sum_ends_both_cases(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-01-05")
    take_in(world, A, B)
    send(world, ["101", "102"], SendOptions())
    [demand] = tick(firm("2026-01-21")).letters
    report = pay(firm("2026-01-26"), "101", demand.total_ore)
    assert report.closed
    assert [other.closed for other in report.others] == [True]
    assert report.allocation.over_ore == 0
    met = [report.allocation, *(other.allocation for other in report.others)]
    assert sum(m.payment.amount_ore for m in met) == demand.total_ore
    for subject in unpay(firm("2026-01-27"), report.payment_id, reason="returned"):
        assert subject.open_case is not None


@pytest.mark.parametrize("paid_ore", [5070_00, 5040_00], ids=["had closed it", "had left a rest"])
def test_a_payment_taken_back_gives_a_new_term_without_fee_first(
    firm: At, take_in: Callable[..., None], paid_ore: int
) -> None:
    world = firm("2026-01-05")
    take_in(world, C)
    send(world, ["201"], SendOptions())
    payment = pay(firm("2026-01-12"), "201", paid_ore).payment_id
    tick(firm("2026-01-21"))
    unpay(firm("2026-03-02"), payment, reason="returned")
    assert kinds(firm("2026-03-02")) == [LetterKind.RESUMED]
    assert kinds(firm("2026-03-03")) == []


@pytest.mark.parametrize(
    ("paid_on", "left_ore"),
    [("2026-01-20", 0), ("2026-01-27", 0), ("2026-01-28", None)],
    ids=["in the first term", "on the last day of the new one", "a day late"],
)
def test_who_pays_in_the_renewed_term_has_kept_what_the_letter_asked(
    firm: At, take_in: Callable[..., None], paid_on: str, left_ore: int | None
) -> None:
    """The term that starts anew after a dispute is the letter's: no interest beyond its sum."""
    world = firm("2026-01-05")
    take_in(world, C)
    [letter] = send(world, ["201"], SendOptions()).letters
    dispute(firm("2026-01-08"), ["201"], reason="x")
    resolve(firm("2026-01-13"), ["201"], reason="answered")
    report = pay(firm(paid_on), "201", letter.total_ore)
    [subject] = subjects_by_number(firm(paid_on), ["201"])
    assert report.closed == (left_ore == 0)
    assert (subject.account.owed_ore == 0) == (left_ore == 0)


def test_a_second_dispute_in_the_renewed_term_renews_it_again(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-01-05")
    take_in(world, C)
    [letter] = send(world, ["201"], SendOptions()).letters
    dispute(firm("2026-01-08"), ["201"], reason="x")
    resolve(firm("2026-01-13"), ["201"], reason="answered")
    dispute(firm("2026-01-22"), ["201"], reason="y")
    assert date(2026, 1, 26) > letter.due_on
    resolve(firm("2026-01-26"), ["201"], reason="answered again")
    assert kinds(firm("2026-01-27")) == [], "the new term ran still: no letter has to tell of it"
    assert pay(firm("2026-02-09"), "201", letter.total_ore).closed


def test_a_dispute_outlives_the_cancelling_of_its_case(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-01-05")
    take_in(world, C)
    send(world, ["201"], SendOptions())
    dispute(firm("2026-01-08"), ["201"], reason="x")
    world = firm("2026-01-09")
    cancel(world, ["201"], reason="y")
    refused = send(world, ["201"], SendOptions()).refused
    assert "disputed" in {gate.code for gate in refused[0][1]}
    resolve(world, ["201"], reason="answered")
    assert len(send(world, ["201"], SendOptions()).letters) == 1


def test_a_credit_note_that_was_set_off_stops_nothing_more(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-01-05")
    take_in(world, C.replace(";5000;", ";500;"), NOTE)
    assert send(world, ["201"], SendOptions()).refused
    take_in(world, B)
    set_off(world, "201", "205")
    assert world.credit_notes == {}
    [note] = subjects_by_number(world, ["205"])
    assert note.remaining_ore == 0


def test_1_paragraph_rot_is_for_private_persons_only(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-01-05")
    take_in(
        world, "301;3;Lars Nyman;;2025-12-01;2026-01-02;20000;6000;;Tak;Gatan 3;852 30;Sundsvall"
    )
    assert subjects_by_number(world, ["301"])[0].customer.kind.value == "consumer"


def test_a_cancelled_invoice_that_is_owed_stays_in_the_list(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-01-05")
    take_in(world, C)
    send(world, ["201"], SendOptions())
    cancel(world, ["201"], reason="y")
    assert [i.status for i in list_invoices(world, ListChoice())] == ["case_cancelled"]


def test_a_trial_says_that_it_is_one_when_the_real_day_comes(firm: At) -> None:
    later = firm("2026-12-01")
    with later.writing():
        register.save_mark(later.ledger, "trial", "yes")
    with pytest.raises(DayBeforeLast) as caught:
        firm("2026-11-24").check_day()
    assert "trial" in caught.value.fix
