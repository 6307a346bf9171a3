"""Asks the rules what to do with a case. It carries nothing out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.domain.case import Case
from reminder_cli.domain.decide import decide
from reminder_cli.domain.decision import Close, Decision, Hold, Situation
from reminder_cli.domain.events import CaseClosed, Stage
from reminder_cli.domain.gates import Step
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.monitoring import letter_day
from reminder_cli.i18n import Text
from reminder_cli.ledger.letters import letter_by_id, unsent_letters
from reminder_cli.services.facts import Subject, gates_of
from reminder_cli.services.plan_standing import standing_of

if TYPE_CHECKING:
    from reminder_cli.services.world import World


def decide_for(world: World, subject: Subject) -> Decision:
    """What to do with the open case of this invoice today; nothing where it may lack what happened."""
    return decide_all(world, [subject])[0]


def decide_all(world: World, subjects: Sequence[Subject]) -> list[Decision]:
    """The same for many at once, in their order."""
    if world.restored_from is not None:
        why = Text("The ledger is a backup of {day}.", {"day": world.restored_from})
        return [Hold(code="restored", why=why)] * len(subjects)
    decided = [decide(situation_of(world, subject), world.calendar) for subject in subjects]
    steps = [
        subject.invoice.invoice_id
        for subject, decision in zip(subjects, decided, strict=True)
        if not isinstance(decision, (Hold, Close))
    ]
    unsent = _unsent(world, steps)
    return [
        _if_sent(decision, unsent.get(subject.invoice.invoice_id))
        for subject, decision in zip(subjects, decided, strict=True)
    ]


def situation_of(world: World, subject: Subject) -> Situation:
    """All that a decision about the open case of this invoice rests on."""
    case = subject.open_case
    assert case is not None, "only open cases are looked at"
    return Situation(
        case=case,
        account=subject.account,
        terms=world.terms_of(case.opened.collector, case.opened.terms_version),
        gates=gates_of(world, subject, Step.DEMAND),
        after_demand_days=world.settings["after_demand_days"],
        today=world.today,
        monitoring_on=letter_day(subject.claim, case, world.calendar)
        if case.stage is Stage.MONITORING
        else None,
        number=subject.invoice.number,
        plan=standing_of(world, subject),
        demand_taken_back=_demand_taken_back(world, case),
    )


def _demand_taken_back(world: World, case: Case) -> bool:
    """Whether the user took back a demand that had gone out.

    One that was undone before it went out is made again: the debtor has been told nothing.
    """
    gone = [
        x.letter_id
        for x in case.letters
        if x.letter is LetterKind.DEMAND and x.letter_id in case.retracted
    ]
    rows = [letter_by_id(world.ledger, letter_id) for letter_id in gone]
    return any(row is not None and row.state == "sent" for row in rows)


def _unsent(world: World, invoice_ids: Sequence[int]) -> dict[int, int]:
    """The letters of these invoices that have not gone out, or may not have."""
    if world.in_past or not invoice_ids:
        return {}  # what has not gone out now says nothing of a day that has passed
    # Whoever looks ahead takes it that letters which wait go out with the next run.
    also = () if world.foreseen_from else ("recorded", "waiting")
    return unsent_letters(world.ledger, invoice_ids, also=also)


def _if_sent(decision: Decision, letter_id: int | None) -> Decision:
    """No step before the last letter has gone out: its term has not begun (product.md section 4)."""
    if letter_id is None or isinstance(decision, (Hold, Close)):
        return decision
    why = Text(
        "Letter {id} has not gone out, or nobody knows whether it has. See: remind outbox",
        {"id": letter_id},
    )
    return Hold(code="letter_unsent", why=why)


def closing(subject: Subject, case: Case, decision: Close, today: date) -> CaseClosed:
    """The event that ends the case of this invoice."""
    return CaseClosed(
        invoice_id=subject.invoice.invoice_id,
        case_no=case.case_no,
        on=today,
        outcome=decision.outcome,
        number=case.closings + 1,
    )
