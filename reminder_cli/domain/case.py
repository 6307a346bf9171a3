"""The state of a claim and its cases: ``fold(events) -> Claim``. It decides and counts nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.domain import events as ev
from reminder_cli.domain import events_kronofogden as ek
from reminder_cli.domain import events_life as el
from reminder_cli.domain.events import Outcome, Stage
from reminder_cli.domain.events_instalments import PlanMade
from reminder_cli.domain.kronofogden import Application, registered
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.ocr_form import OcrForm


class Case(Struct, frozen=True, kw_only=True):
    """One case (ärende): what was agreed when it opened, its stage, flags and letters."""

    opened: ev.CaseOpened
    stage: Stage
    stage_on: date
    letters: tuple[ev.LetterIssued, ...] = ()
    retracted: frozenset[int] = frozenset()
    corrections: int = 0
    dated: tuple[tuple[int, date], ...] = ()  # letters that went out on another day than theirs
    overridden: frozenset[str] = frozenset()
    holds: int = 0
    hold_until: date | None = None
    disputes: int = 0
    disputed: bool = False
    resolved_on: date | None = None
    resolved_seq: int = 0
    lapsed: bool = False  # the term was over when it was taken up: a letter must begin a new one
    renewed: tuple[tuple[int, date], ...] = ()  # letters, by their place in the order
    released_on: date | None = None
    promises: tuple[ev.HoldPlaced, ...] = ()
    moved_fees: tuple[el.FeeMoved, ...] = ()
    stages_entered: int = 0
    closings: int = 0
    outcome: Outcome | None = None
    closed_on: date | None = None
    closed_seq: int = 0
    stage_before_closing: Stage | None = None
    applications: tuple[Application, ...] = ()
    plans: tuple[PlanMade, ...] = ()

    @property
    def plan(self) -> PlanMade | None:
        """The instalment plan that runs, if one does: until a letter says that it is broken."""
        if not self.is_open or not self.plans or self.plans[-1].letter_id in self.retracted:
            return None
        plan = self.plans[-1]
        broken = self.last_letter(LetterKind.PLAN_BROKEN)
        return None if broken is not None and broken.seq > plan.seq else plan

    @property
    def application(self) -> Application | None:
        """The application that runs at Kronofogden, if one does."""
        return self.applications[-1] if self.applications and self.applications[-1].runs else None

    def was_at_kronofogden(self, day: date) -> bool:
        """Whether an application ran there on a day, and the case with it."""
        ended = self.closed_on is not None and day > self.closed_on
        return not ended and any(application.covers(day) for application in self.applications)

    @property
    def quiet_until(self) -> date:
        """The day through which it is on hold; one that was lifted lasts through that day."""
        return max(self.hold_until or date.min, self.released_on or date.min)

    @property
    def case_no(self) -> int:
        """Which case of the invoice it is, from 1."""
        return self.opened.case_no

    @property
    def is_open(self) -> bool:
        """Whether it runs."""
        return self.outcome is None

    @property
    def live_letters(self) -> tuple[ev.LetterIssued, ...]:
        """The letters that have not been taken back, oldest first."""
        if not self.retracted:
            return self.letters
        return tuple(x for x in self.letters if x.letter_id not in self.retracted)

    @property
    def fees_moved_away(self) -> frozenset[int]:
        """The letters whose fee is borne by another case now."""
        if not self.moved_fees:
            return frozenset()
        return frozenset(moved.letter_id for moved in self.moved_fees if moved.away)

    def due_of(self, letter: ev.LetterIssued) -> date:
        """The last day to pay what a letter of this case asked: its own, or as it was renewed.

        A dispute that is answered renews it, and a payment taken back that had ended the case or
        made a letter ask for less.
        """
        renewed = [due_on for seq, due_on in self.renewed if seq == letter.seq]
        return max([letter.due_on, *renewed])

    def dated_on(self, letter: ev.LetterIssued) -> date:
        """The day a letter is dated, through which it counts its interest; it may go out later."""
        return dict(self.dated).get(letter.letter_id, letter.on)

    def last_letter(self, *kinds: LetterKind) -> ev.LetterIssued | None:
        """The newest letter of these kinds (of any, when none is named) that still stands."""
        for letter in reversed(self.live_letters):
            if not kinds or letter.letter in kinds:
                return letter
        return None


class Claim(Struct, frozen=True, kw_only=True):
    """A claim (fordran) on one invoice over its whole life: cases, payments and credits.

    ``repayments`` are those that stand; ``repaid_so_far`` counts those taken back too, for the number
    of the next.
    """

    invoice_id: int
    cases: tuple[Case, ...] = ()
    payments: tuple[ev.PaymentReceived, ...] = ()
    reversed_payments: frozenset[int] = frozenset()
    repayments: tuple[ev.OverpaymentRepaid, ...] = ()
    repaid_so_far: int = 0
    credits: tuple[ev.PrincipalCredited, ...] = ()
    used: tuple[el.CreditUsed, ...] = ()
    left: bool = False  # a credit note of no open invoice, as a person has said
    write_offs: tuple[el.WrittenOff, ...] = ()

    @property
    def case(self) -> Case | None:
        """The newest case, open or closed."""
        return self.cases[-1] if self.cases else None

    @property
    def open_case(self) -> Case | None:
        """The case that runs, if one does."""
        cases = self.cases  # asked for more often than anything else
        return cases[-1] if cases and cases[-1].outcome is None else None

    @property
    def ocr_forms(self) -> tuple[OcrForm, ...]:
        """How OCR numbers were made for its letters, oldest first; also those taken back later."""
        letters = (letter for case in self.cases for letter in case.letters)
        return tuple(letter.made_ocr for letter in letters if letter.made_ocr)

    @property
    def live_payments(self) -> tuple[ev.PaymentReceived, ...]:
        """The payments that were not taken back, as they became known."""
        if not self.reversed_payments:
            return self.payments
        return tuple(p for p in self.payments if p.payment_id not in self.reversed_payments)


def fold(invoice_id: int, events: Iterable[ev.Event], *, onto: Claim | None = None) -> Claim:
    """The claim as the events, in the order they became known, have made it.

    ``onto`` is what the events before these had made; nothing, when left out.
    """
    return reduce(_apply, events, onto or Claim(invoice_id=invoice_id))


def _apply(claim: Claim, event: ev.Event) -> Claim:
    match event:
        case ev.CaseOpened():
            assert claim.open_case is None, "an invoice has at most one open case"
            assert event.case_no == len(claim.cases) + 1, "cases are numbered in order"
            opened = Case(opened=event, stage=Stage.REMINDER, stage_on=event.on)
            return replace(claim, cases=(*claim.cases, opened))
        case ev.CaseEvent():
            return _with_case(claim, event)
        case ev.PaymentReceived():
            return replace(claim, payments=(*claim.payments, event))
        case ev.PaymentReversed():
            return _reversed(claim, event)
        case _:
            return _with_end(claim, event)


def _with_end(claim: Claim, event: ev.Event) -> Claim:
    match event:
        case ev.OverpaymentRepaid():
            repaid = claim.repaid_so_far + 1
            return replace(claim, repayments=(*claim.repayments, event), repaid_so_far=repaid)
        case ev.RepaymentReversed():
            gone = event.payment_id, event.number
            left = tuple(r for r in claim.repayments if (r.payment_id, r.number) != gone)
            return replace(claim, repayments=left)
        case ev.PrincipalCredited():
            return replace(claim, credits=(*claim.credits, event))
        case el.CreditUsed():
            return replace(claim, used=(*claim.used, event))
        case el.CreditLeft():
            return replace(claim, left=True)
        case el.WrittenOff():
            return replace(claim, write_offs=(*claim.write_offs, event))
        case _:
            raise AssertionError(f"an event that the fold does not know: {event.kind}")


def _reversed(claim: Claim, event: ev.PaymentReversed) -> Claim:
    """Without the payment. Where a letter has asked for less because of it, a term runs anew: the
    debtor had been told that only a rest was owed.
    """
    claim = replace(claim, reversed_payments=claim.reversed_payments | {event.payment_id})
    case = claim.open_case
    known = [p.seq for p in claim.payments if p.payment_id == event.payment_id]
    if case is None or not any(x.seq > seq for x in case.live_letters for seq in known):
        return claim
    return replace(claim, cases=(*claim.cases[:-1], _taken_up(case, event)))


def _with_case(claim: Claim, event: ev.CaseEvent) -> Claim:
    cases = list(claim.cases)
    cases[event.case_no - 1] = _apply_to_case(cases[event.case_no - 1], event)
    return replace(claim, cases=tuple(cases))


def _apply_to_case(case: Case, event: ev.CaseEvent) -> Case:
    match event:
        case ev.LetterIssued():
            # That a letter is taken back is told even when its case has ended.
            told = event.letter is LetterKind.RETRACTION
            assert case.is_open or told, "a closed case sends no letter"
            begun = (
                (case.stage, case.stage_on) if event.starts is None else (event.starts, event.on)
            )
            letters = (*case.letters, event)
            return replace(case, letters=letters, stage=begun[0], stage_on=begun[1])
        case ev.StageEntered():
            return replace(_at(case, event.stage, event.on), stages_entered=case.stages_entered + 1)
        case ev.CaseClosed() | ev.CaseReopened():
            return _ended(case, event)
        case ev.GateOverridden():
            return replace(case, overridden=case.overridden | {event.code})
        case ev.LetterRetracted() | ev.LetterSent():
            return _corrected(case, event)
        case _:
            return _with_flag(case, event)


def _corrected(case: Case, event: ev.LetterRetracted | ev.LetterSent) -> Case:
    if isinstance(event, ev.LetterSent):
        return _sent(case, event)
    return _retracted(case, event.letter_id)


def _sent(case: Case, event: ev.LetterSent) -> Case:
    """The letter counts from the day it really went out, and so does the stage that it began."""
    old = next(x for x in case.letters if x.letter_id == event.letter_id)
    new = replace(old, on=event.on, due_on=event.due_on)
    letters = tuple(new if x is old else x for x in case.letters)
    dated = ((old.letter_id, old.on), *case.dated)  # the first of a letter stays the last in it
    moved = replace(case, letters=letters, corrections=case.corrections + 1, dated=dated)
    begun = old.starts is case.stage and case.stage_on == old.on
    return replace(moved, stage_on=event.on) if begun else moved


def _retracted(case: Case, letter_id: int) -> Case:
    """Without the letter; if it began the stage, the case is where the letters that stand put it."""
    place = next(n for n, x in enumerate(case.letters) if x.letter_id == letter_id)
    case = replace(case, retracted=case.retracted | {letter_id})
    later = any(x.starts and x.letter_id not in case.retracted for x in case.letters[place:])
    if case.letters[place].starts is None or later:
        return case
    begun = next((x for x in reversed(case.live_letters) if x.starts), None)
    stage = begun.starts if begun and begun.starts else Stage.REMINDER
    if not case.is_open:
        return replace(case, stage_before_closing=stage)
    return _at(case, stage, begun.on if begun else case.opened.on)


def _at(case: Case, stage: Stage, on: date) -> Case:
    return replace(case, stage=stage, stage_on=on)


def _at_kronofogden(case: Case, event: ek.KronofogdenEvent) -> Case:
    case = replace(case, applications=registered(case.applications, event))
    match event:
        case ek.ApplicationMade():
            return _at(case, Stage.KRONOFOGDEN, event.on)
        case ek.ApplicationWithdrawn():
            application = case.applications[-1]
            if application.objected is not None and application.utslag is None:
                # The debtor's objection stands until somebody answers it.
                case = replace(case, disputed=True, disputes=case.disputes + 1)
            return _at(case, Stage.CHOOSE, event.on)
        case _:
            return case


def _ended(case: Case, event: ev.CaseClosed | ev.CaseReopened) -> Case:
    if isinstance(event, ev.CaseClosed):
        assert case.is_open, "a closed case is not closed again"
        return replace(
            case,
            stage=Stage.CLOSED,
            stage_before_closing=case.stage,
            outcome=event.outcome,
            closed_on=event.on,
            closed_seq=event.seq,
            closings=case.closings + 1,
        )
    assert case.stage_before_closing is not None, "only a closed case is opened again"
    # The debtor had been told that it was over: as after a dispute, a term runs anew.
    return replace(
        _taken_up(case, event),
        stage=case.stage_before_closing,
        stage_on=event.on,
        outcome=None,
        closed_on=None,
        closed_seq=0,
    )


def _taken_up(case: Case, event: ev.DisputeResolved | ev.CaseReopened | ev.PaymentReversed) -> Case:
    """The term of the last letter starts anew; see :mod:`reminder_cli.domain.resuming`.

    Who pays that letter's sum within it has not to pay more.
    """
    letter, due_on = case.last_letter(), event.new_due_on
    renewed = case.renewed
    if letter is not None and due_on is not None:
        renewed = (*renewed, (letter.seq, due_on))
    return replace(
        case,
        resolved_on=event.on,
        resolved_seq=event.seq,
        lapsed=due_on is None,
        renewed=renewed,
    )


def _with_flag(case: Case, event: ev.CaseEvent) -> Case:
    match event:
        case ev.HoldPlaced():
            case = replace(case, promises=_promises(case, event))
            return replace(case, hold_until=event.until, holds=case.holds + 1)
        case ev.HoldReleased():
            promises = _promises(case, event)
            return replace(case, hold_until=None, released_on=event.on, promises=promises)
        case ev.DisputeRaised():
            return replace(case, disputed=True, disputes=case.disputes + 1)
        case ev.DisputeResolved():
            return replace(_taken_up(case, event), disputed=False)
        case _:
            return _with_more(case, event)


def _with_more(case: Case, event: ev.CaseEvent) -> Case:
    match event:
        case el.FeeMoved():
            return replace(case, moved_fees=(*case.moved_fees, event))
        case ek.KronofogdenEvent():
            return _at_kronofogden(case, event)
        case PlanMade():
            return replace(case, plans=(*case.plans, event))
        case _:
            raise AssertionError(f"an event that the fold does not know: {event.kind}")


def _promises(case: Case, event: ev.HoldPlaced | ev.HoldReleased) -> tuple[ev.HoldPlaced, ...]:
    """The promises to pay that are to be kept or broken; one that was lifted or changed is neither."""
    still_runs = case.hold_until is not None and event.on <= case.hold_until
    left = tuple(p for p in case.promises if not (still_runs and p.number == case.holds))
    if isinstance(event, ev.HoldPlaced) and event.promise_ore:
        return (*left, event)
    return left
