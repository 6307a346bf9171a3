"""Opens cases and sends their reminders: what the user has picked, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.domain.case import fold
from reminder_cli.domain.decide_letters import fee_facts, first_demand, first_reminder
from reminder_cli.domain.decision import IssueLetter, Situation
from reminder_cli.domain.events import CaseOpened, Event, GateOverridden
from reminder_cli.domain.gates import HARD_CODES, SOFT_CODES, Gate, Step
from reminder_cli.domain.replay import reckon
from reminder_cli.errors import Again, Refused, WrongValue
from reminder_cli.i18n import _
from reminder_cli.ledger import addresses, invoices
from reminder_cli.services.agreements import agreed
from reminder_cli.services.delivered import Delivered
from reminder_cli.services.delivering import (
    DeliverOptions,
    deliver_or_leave,
    release,
)
from reminder_cli.services.facts import (
    Subject,
    basis_for,
    gates_of,
    interest_terms,
    principal_now,
    subjects,
    subjects_by_number,
)
from reminder_cli.services.issuing import IssuedLetter, Issuer
from reminder_cli.services.joining import joined

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class SendOptions(Struct, frozen=True, kw_only=True):
    """What the user said. ``override`` are codes of soft gates to pass, with a reason.

    ``start`` is the first letter: a reminder, or at once a demand.
    """

    override: frozenset[str] = frozenset()
    reason: str = ""
    deliver: bool = True
    dry_run: bool = False
    start: Step = Step.REMINDER


class SendReport(Struct, kw_only=True):
    """The letters that went out, and the invoices that were refused with every gate.

    ``ahead`` is what will hold the inkassokrav of those that went out, unless it is put right.
    """

    letters: list[IssuedLetter] = field(default_factory=list)
    refused: list[tuple[Subject, tuple[Gate, ...]]] = field(default_factory=list)
    ahead: list[tuple[str, tuple[Gate, ...]]] = field(default_factory=list)
    delivered: Delivered | None = None


def send(world: World, numbers: Sequence[str], options: SendOptions) -> SendReport:
    """Send the reminders of these invoices. Each is refused with all its gates or sent."""
    return _send(world, lambda: subjects_by_number(world, numbers), options)


def send_overdue(world: World, options: SendOptions) -> SendReport:
    """Send the reminders of every invoice that is due and may be sent; the others are left.

    An invoice whose case was cancelled is sent again only by its number: the user had a reason.
    """

    def overdue() -> list[Subject]:
        due = invoices.all_registered(world.ledger, due_before=world.today)
        return [subject for subject in subjects(world, due) if not subject.claim.cases]

    report = _send(world, overdue, options)
    # What is paid or not yet due was not asked for, and is no news.
    report.refused = [
        (subject, gates)
        for subject, gates in report.refused
        if not {"paid", "not_due", "credit_note", "cash_note"} & {gate.code for gate in gates}
    ]
    return report


def _send(world: World, choose: object, options: SendOptions) -> SendReport:
    unknown = sorted(options.override - SOFT_CODES - HARD_CODES)
    if unknown:
        raise WrongValue(
            _("--override: there is no gate {codes}.", codes=", ".join(unknown)),
            fix=_("These can be passed: {codes}.", codes=", ".join(sorted(SOFT_CODES))),
            again=Again(add="--override CODE --reason TEXT"),
        )
    if options.override and not options.reason:
        raise Refused(
            _("A gate is passed only with a reason."),
            fix=_("Say why with --reason TEXT."),
            again=Again(add="--reason TEXT"),
        )
    assert callable(choose)
    if not options.dry_run:
        release(world)
    report = SendReport()
    with world.writing(dry_run=options.dry_run):
        issuer = Issuer(world, dry_run=options.dry_run)
        begun: list[tuple[Subject, IssueLetter]] = []
        for subject in choose():
            gates = _gates(world, subject, options.start)
            if _stopped(gates, options.override):
                report.refused.append((subject, gates))
            else:
                ahead = _ahead(world, subject, gates) if options.start is Step.REMINDER else ()
                if ahead:
                    report.ahead.append((subject.invoice.number, ahead))
                begun.append(open_with(world, subject, gates, options))
        report.letters += issuer.issue_all(joined(begun))
    if report.letters and options.deliver and not options.dry_run:
        issued = frozenset(letter.letter_id for letter in report.letters)
        report.delivered = deliver_or_leave(world, DeliverOptions(only=issued))
    return report


def _stopped(gates: tuple[Gate, ...], override: frozenset[str]) -> bool:
    return any(gate.hard or gate.code not in override for gate in gates)


def _gates(world: World, subject: Subject, start: Step) -> tuple[Gate, ...]:
    """What stands before a reminder; a demand as the first letter needs its own gates too."""
    gates = gates_of(world, subject, Step.REMINDER)
    if start is Step.DEMAND:
        codes = {gate.code for gate in gates}
        gates += tuple(g for g in gates_of(world, subject, start) if g.code not in codes)
    return gates


def _ahead(world: World, subject: Subject, gates: tuple[Gate, ...]) -> tuple[Gate, ...]:
    """What does not stand before the reminder but will before the inkassokrav."""
    codes = {gate.code for gate in gates}
    coming = gates_of(world, subject, Step.DEMAND)
    return tuple(gate for gate in coming if gate.hard and gate.code not in codes)


def pass_gates(
    world: World, opened: CaseOpened, gates: tuple[Gate, ...], reason: str
) -> tuple[list[Event], dict[str, str]]:
    """The events that say which gates the user passed, and the reason beside each."""
    passed = [
        GateOverridden(
            invoice_id=opened.invoice_id, case_no=opened.case_no, on=world.today, code=gate.code
        )
        for gate in gates
    ]
    return [*passed], {event.key: reason for event in passed}


def open_with(
    world: World, subject: Subject, gates: tuple[Gate, ...], options: SendOptions
) -> tuple[Subject, IssueLetter]:
    """Open the case under the write lock, and say which letter it begins with."""
    opened = opened_case(world, subject)
    events, notes = pass_gates(world, opened, gates, options.reason)
    world.record([opened, *events], notes)
    addresses.keep(world.ledger, opened.invoice_id, opened.case_no, subject.customer)
    running = _refolded(world, subject)
    case = running.open_case
    assert case is not None, "the case has just been opened"
    situation = Situation(
        case=case,
        account=running.account,
        terms=world.terms_of(opened.collector, opened.terms_version),
        gates=gates,
        after_demand_days=None,
        today=world.today,
    )
    if options.start is Step.DEMAND:
        return running, first_demand(situation, world.calendar)
    facts = fee_facts(case, running.account, today=world.today)
    return running, first_reminder(situation, world.calendar, facts=facts)


def opened_case(world: World, subject: Subject) -> CaseOpened:
    """Everything that was agreed, as it stands today: later settings do not change the case."""
    invoice = subject.invoice
    fee_agreed = agreed(world, "reminder_fee_agreed", invoice)
    terms = interest_terms(world, subject.registered)
    return CaseOpened(
        invoice_id=invoice.invoice_id,
        case_no=len(subject.claim.cases) + 1,
        on=world.today,
        collector=world.company.collector,
        terms_version=world.accepted_version,
        principal_ore=principal_now(invoice),
        invoice_on=invoice.invoice_date,
        due_on=subject.account.basis.due_on,
        interest_from=terms.first_day,
        contract_percent=terms.contract_percent,
        day_count=terms.day_count,
        customer_kind=subject.customer.kind,
        reminder_fee_agreed=fee_agreed,
        compensation=agreed(world, "business_compensation", invoice),
        fee_claimed_ore=invoice.fee_claimed_ore if fee_agreed else 0,
        fee_claimed_on=invoice.reminded_on,
    )


def _refolded(world: World, subject: Subject) -> Subject:
    claim = fold(subject.invoice.invoice_id, world.ledger.events(subject.invoice.invoice_id))
    account = reckon(
        claim,
        basis_for(world, subject.registered, claim),
        until=world.today,
        rates=world.rates,
    )
    return Subject(
        registered=subject.registered, claim=claim, account=account, statuses=subject.statuses
    )
