"""Registers what happened to a case at Kronofogden. It sends no letter and asks Kronofogden nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.domain import events_kronofogden as ek
from reminder_cli.domain.case import Case, Claim
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import PaidTo, PaymentReceived
from reminder_cli.domain.gates import Step
from reminder_cli.domain.kronofogden import Application
from reminder_cli.domain.kronofogden_rules import (
    Action,
    KronofogdensInvoice,
    Refusal,
    application_refusal,
    fee_refusal,
    invoice_refusal,
    never_there,
    no_utslag,
    step_refusal,
    sum_refusal,
    told_before,
    utslag_refusal,
)
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import _
from reminder_cli.ledger import payments
from reminder_cli.services.facts import Subject, gates_of, subjects_by_number
from reminder_cli.services.pay import PaymentReport, effect_of
from reminder_cli.services.running import all_sent

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class Decided(Struct, frozen=True, kw_only=True):
    """The amounts of an utslag, in öre; None where it is as applied for."""

    principal_ore: int | None = None
    interest_ore: int | None = None
    fees_ore: int | None = None
    costs_ore: int | None = None


class Registered(Struct, frozen=True, kw_only=True):
    """What was registered, the application it belongs to, and the invoice as it stands after it."""

    action: Action
    on: date
    application: Application
    after: Subject


def register(
    world: World,
    number: str,
    action: Action,
    *,
    on: date | None = None,
    decided: Decided | None = None,
    dry_run: bool = False,
) -> Registered:
    """Record a step at Kronofogden on the day it was taken. Raises :class:`Refused` with the rule."""
    day = on or world.today
    _not_in_the_future(world, day)
    with world.writing(dry_run=dry_run):
        subject = subjects_by_number(world, [number], as_of=day)[0]
        case = subject.open_case
        if case is None:
            raise Refused(
                _("Invoice {number} has no open case. Nothing was registered.", number=number),
                fix=_("See it with: remind show {number}", number=number),
            )
        _refuse(_refusal(world, subject, case, action, day, decided))
        if action is Action.APPLIED:
            all_sent(world, subject)
        world.record([_event(world, case, action, day, decided)])
        after = subjects_by_number(world, [number])[0]
        assert after.claim.case is not None, "it had one"
        application = after.claim.case.applications[-1]
        return Registered(action=action, on=day, application=application, after=after)


def report(
    world: World,
    number: str,
    amount_ore: int,
    *,
    on: date | None = None,
    kept_ore: int | None = None,
    dry_run: bool = False,
) -> PaymentReport:
    """Record money that Kronofogden collected, gross; ``kept_ore`` is what it kept of it (öre)."""
    day = on or world.today
    _not_in_the_future(world, day)
    if amount_ore <= 0 or not 0 <= (kept_ore or 0) <= amount_ore:
        raise Refused(
            _("What was collected is more than 0 kr, and no more than that can be deducted."),
            fix=_(
                "Give the whole sum collected, and with --deducted what Kronofogden kept of it: "
                "remind kronofogden {number} report AMOUNT --deducted AMOUNT",
                number=number,
            ),
        )
    with world.writing(dry_run=dry_run):
        before = subjects_by_number(world, [number])[0]
        if never_there(before.claim.case):
            _refuse(no_utslag(number))
        received = PaymentReceived(
            invoice_id=before.invoice.invoice_id,
            on=day,
            payment_id=_recorded(world, number, amount_ore, day),
            amount_ore=amount_ore,
            to=PaidTo.KRONOFOGDEN,
            kept_ore=kept_ore,
        )
        world.record([received])
        return effect_of(world, before, received)


def invoiced(
    world: World,
    number: str,
    told: KronofogdensInvoice,
    *,
    on: date | None = None,
    dry_run: bool = False,
) -> Registered:
    """Record what Kronofogden invoiced of its own fee; also of a case that has ended.

    The same invoice again corrects its sum, and nothing takes it back.
    """
    day = on or world.today
    _not_in_the_future(world, day)
    with world.writing(dry_run=dry_run):
        subject = subjects_by_number(world, [number])[0]
        case = _last_there(subject.claim)
        application = case.applications[-1] if case else None
        open_ore = subject.account.kronofogdens_ore
        partners = case is not None and case.opened.collector is Collector.PARTNER
        if told.by_partner and not partners:
            raise Refused(
                _("No partner runs the case of invoice {number}.", number=number),
                fix=_("Leave --to out: Kronofogden's invoice is the firm's own."),
                again=Again(without="--to WHOM"),
            )
        by_partner = partners if told.by_partner is None else told.by_partner
        told = replace(told, by_partner=by_partner)
        before = application and told_before(application, told.number)
        if before:
            told = replace(told, number=before.invoice)
        _refuse(invoice_refusal(application, told, open_ore=open_ore, number=number, on=day))
        assert case is not None, "else it was refused"
        assert application is not None, "else it was refused"
        terms = world.terms_of(case.opened.collector, case.opened.terms_version)
        _refuse(
            sum_refusal(application, told, open_ore=open_ore, number=number, on=day, terms=terms)
        )
        amount_ore = open_ore if told.amount_ore is None else told.amount_ore
        event = ek.CostInvoiced(
            invoice_id=subject.invoice.invoice_id,
            case_no=case.case_no,
            on=day,
            number=application.number,
            invoice=told.number,
            amount_ore=amount_ore,
            by_partner=by_partner,
            times=application.times_invoiced + 1,
        )
        world.record([event])
        after = subjects_by_number(world, [number])[0]
        newest = after.claim.cases[case.case_no - 1].applications[-1]
        return Registered(action=Action.INVOICED, on=day, application=newest, after=after)


def _last_there(claim: Claim) -> Case | None:
    """The newest case that has been at Kronofogden, open or not."""
    return next((case for case in reversed(claim.cases) if case.applications), None)


def _recorded(world: World, number: str, amount_ore: int, on: date) -> int:
    return payments.record_payment(
        world.ledger,
        key=f"kronofogden/{payments.next_payment_id(world.ledger)}",
        on=on,
        amount_ore=amount_ore,
        source="kronofogden",
        reference=number,
        now=world.now,
    )


def _not_in_the_future(world: World, day: date) -> None:
    if day > world.today:
        raise Refused(
            _("{day} has not come yet.", day=day),
            fix=_("Give the day it happened with --on."),
            again=Again(add="--on DATE"),
        )


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(str(refusal.why), fix=str(refusal.fix))


def _refusal(
    world: World,
    subject: Subject,
    case: Case,
    action: Action,
    day: date,
    decided: Decided | None,
) -> Refusal | None:
    number = subject.invoice.number
    if action is Action.APPLIED:
        gates = gates_of(world, subject, Step.KRONOFOGDEN)
        return application_refusal(case, gates, number, on=day)
    refusal = step_refusal(case, action, number, on=day)
    application = case.application
    if refusal is not None or application is None:
        return refusal
    if action is Action.ENFORCEMENT:
        return fee_refusal(application, subject.account, number, on=day)
    if action is Action.UTSLAG and decided is not None:
        given = {
            "principal": decided.principal_ore,
            "interest": decided.interest_ore,
            "fees": decided.fees_ore,
            "costs": decided.costs_ore,
        }
        return utslag_refusal(subject.account, given, number)
    return None


def _event(
    world: World, case: Case, action: Action, day: date, decided: Decided | None
) -> ek.KronofogdenEvent:
    opened, terms = case.opened, world.terms_of(case.opened.collector, case.opened.terms_version)
    invoice_id, case_no, number = opened.invoice_id, case.case_no, len(case.applications)
    match action:
        case Action.APPLIED:
            return ek.ApplicationMade(
                invoice_id=invoice_id,
                case_no=case_no,
                on=day,
                number=number + 1,
                fee_ore=terms.application_fee_ore,
                work_ore=terms.application_work_ore,
            )
        case Action.OBJECTED:
            return ek.ApplicationObjected(
                invoice_id=invoice_id, case_no=case_no, on=day, number=number
            )
        case Action.UTSLAG:
            return _utslag(case, day, decided or Decided())
        case Action.ENFORCEMENT:
            return ek.EnforcementCharged(
                invoice_id=invoice_id,
                case_no=case_no,
                on=day,
                number=number,
                fee_ore=terms.enforcement_fee_ore,
                year=len(case.applications[-1].enforcements) + 1,
            )
        case Action.WITHDRAWN:
            return ek.ApplicationWithdrawn(
                invoice_id=invoice_id, case_no=case_no, on=day, number=number
            )
        case Action.REPORT | Action.INVOICED:
            raise AssertionError("money has functions of its own: report() and invoiced()")


def _utslag(case: Case, day: date, decided: Decided) -> ek.UtslagGiven:
    return ek.UtslagGiven(
        invoice_id=case.opened.invoice_id,
        case_no=case.case_no,
        on=day,
        number=len(case.applications),
        principal_ore=decided.principal_ore,
        interest_ore=decided.interest_ore,
        fees_ore=decided.fees_ore,
        costs_ore=decided.costs_ore,
    )
