"""Makes an instalment plan over the cases of one debtor, shows how it stands, and ends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.case import Case
from reminder_cli.domain.decide_letters import fee_facts
from reminder_cli.domain.decide_plan import broken_plan
from reminder_cli.domain.decision import IssueLetter
from reminder_cli.domain.events_instalments import PlanMade
from reminder_cli.domain.gates import Step
from reminder_cli.domain.instalments import (
    MOST_INSTALMENTS,
    Slip,
    Standing,
    by_amount,
    by_months,
    monthly,
    slips_of,
    split,
)
from reminder_cli.domain.kronofogden_rules import at_kronofogden
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.money import show_kronor
from reminder_cli.domain.rules.fees import Act, fee_for
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import Text, _
from reminder_cli.services.deciding import situation_of
from reminder_cli.services.delivered import Delivered
from reminder_cli.services.delivering import DeliverOptions, deliver_or_leave, release
from reminder_cli.services.facts import Subject, gates_of, subjects_by_number
from reminder_cli.services.issuing import IssuedLetter, Issuer, without_fee
from reminder_cli.services.plan_standing import members_of, standing
from reminder_cli.services.running import all_sent

if TYPE_CHECKING:
    from reminder_cli.services.world import World

# A plan says what is owed, not what the claim is for, and is no demand.
_ONLY_DEMAND = frozenset({"no_description", "no_id_number"})


class PlanWish(Struct, frozen=True, kw_only=True):
    """What the user asked for: the first day, and months or an amount (öre)."""

    first_on: date
    months: int | None = None
    amount_ore: int | None = None
    agreed_on: date | None = None
    deliver: bool = True
    dry_run: bool = False


class PlanReport(Struct, kw_only=True):
    """A plan: its cases, how it stands, what each case gets of each instalment, and its letter."""

    members: list[Subject]
    standing: Standing
    fee_ore: int
    running: bool
    letter: IssuedLetter | None = None
    delivered: Delivered | None = None
    dry_run: bool = False

    @property
    def parts_ore(self) -> list[list[int]]:
        """For each instalment, what of it is each case's, oldest case first."""
        plan = self.standing.plan
        by_id = {member.invoice.invoice_id: member for member in self.members}
        shares = [_share(by_id[i], plan) for i in plan.members if i in by_id]
        return split(slips_of(plan), shares)


def _share(member: Subject, plan: PlanMade) -> int:
    plans = [made for case in member.claim.cases for made in case.plans]
    return next(made.share_ore for made in plans if made.letter_id == plan.letter_id)


def make_plan(world: World, numbers: Sequence[str], wish: PlanWish) -> PlanReport:
    """Make a plan for these invoices of one debtor and send it. Raises :class:`Refused`."""
    _check_days(world, wish)
    if not wish.dry_run:
        release(world)
    with world.writing(dry_run=wish.dry_run):
        members = sorted(subjects_by_number(world, numbers), key=_oldest_first)
        _check(world, members)
        letter = _issue(world, members, wish)
        report = _report(world, numbers, letter=letter)
    report.dry_run = wish.dry_run
    if wish.deliver and not wish.dry_run:
        only = frozenset({letter.letter_id})
        report.delivered = deliver_or_leave(world, DeliverOptions(only=only))
    return report


def show_plan(world: World, number: str) -> PlanReport:
    """The newest plan of an invoice and how it stands."""
    return _report(world, [number], letter=None)


def break_plan(
    world: World, number: str, *, deliver: bool = True, dry_run: bool = False
) -> PlanReport:
    """End a plan by the user's will: the letter that says so goes to the debtor today."""
    if not dry_run:
        release(world)
    with world.writing(dry_run=dry_run):
        subject = subjects_by_number(world, [number])[0]
        if subject.open_case is None or subject.open_case.plan is None:
            raise _no_plan(number)
        members = [
            member
            for member in members_of(world, subject.open_case.plan)
            if member.open_case is not None and member.open_case.plan is not None
        ]
        for member in members:
            _check_letters(world, member)
            _check_gates(world, member)
        why = Text("You ended it.")
        items = [
            (member, broken_plan(situation_of(world, member), world.calendar, why=why))
            for member in members
        ]
        letter = Issuer(world, dry_run=dry_run).issue(items)
        report = _report(world, [number], letter=letter)
    report.dry_run = dry_run
    if deliver and not dry_run:
        only = frozenset({letter.letter_id})
        report.delivered = deliver_or_leave(world, DeliverOptions(only=only))
    return report


def _report(world: World, numbers: Sequence[str], *, letter: IssuedLetter | None) -> PlanReport:
    subject = subjects_by_number(world, numbers)[0]
    case = subject.claim.case
    if case is None or not case.plans:
        raise _no_plan(subject.invoice.number)
    plan = case.plans[-1]
    members = members_of(world, plan)
    issued = [x for c in subject.claim.cases for x in c.letters if x.letter_id == plan.letter_id]
    fees = [
        x.fee_ore
        for member in members
        for c in member.claim.cases
        for x in c.letters
        if x.letter_id == plan.letter_id
    ]
    assert issued, "a plan has a letter"
    return PlanReport(
        members=members,
        standing=standing(case, plan, members, tolerance_ore=world.settings["tolerance"]),
        fee_ore=sum(fees),
        running=case.plan is not None,
        letter=letter,
    )


def _no_plan(number: str) -> Refused:
    return Refused(
        _("Invoice {number} has no instalment plan.", number=number),
        fix=_("Make one with: remind instalments {number} --months N --first DATE", number=number),
    )


def _oldest_first(subject: Subject) -> tuple[str, int]:
    case = subject.open_case
    return (case.opened.on.isoformat() if case else "", subject.invoice.invoice_id)


def _check_days(world: World, wish: PlanWish) -> None:
    if wish.first_on <= world.today:
        raise Refused(
            _("The first instalment is due {day}, which has passed.", day=wish.first_on),
            fix=_("Give a later day with --first."),
            again=Again(add="--first DATE"),
        )
    if wish.agreed_on is not None and wish.agreed_on > world.today:
        raise Refused(
            _("{day} has not come yet.", day=wish.agreed_on),
            fix=_("Give the day on which the plan was made together with the debtor."),
            again=Again(instead={str(wish.agreed_on): "DATE"}),
        )


def _check(world: World, members: Sequence[Subject]) -> None:
    if len({member.customer.customer_id for member in members}) > 1:
        raise Refused(
            _("A plan is made with one debtor, and these invoices have several."),
            fix=_(
                "Make one plan for each debtor: remind instalments NUMBER --months N --first DATE"
            ),
        )
    for member in members:
        _check_case(member)
        _check_letters(world, member)
        _check_gates(world, member)


def _check_case(member: Subject) -> None:
    number, case = member.invoice.number, member.open_case
    if case is None:
        raise Refused(
            _("Invoice {number} has no open case, so there is no plan to make.", number=number),
            fix=_("Send it first: remind send {number}", number=number),
        )
    if at_kronofogden(case):
        raise Refused(
            _("Invoice {number} is at Kronofogden: no plan is made beside it.", number=number),
            fix=_(
                "Let Kronofogden collect, or withdraw it there and register that: "
                "remind kronofogden {number} withdrawn --on DATE",
                number=number,
            ),
        )
    if case.disputed:
        raise Refused(
            _("The debtor disputes invoice {number}.", number=number),
            fix=_("Answer it first, then: remind resolve {number}", number=number),
        )
    if case.plan is not None:
        raise Refused(
            _("An instalment plan runs for invoice {number} already.", number=number),
            fix=_("End it first: remind instalments {number} --break", number=number),
        )


def _check_letters(world: World, member: Subject) -> None:
    """The letter of a plan goes out at once, and says what the letters before it said."""
    number, case = member.invoice.number, _case(member)
    if case.hold_until is not None and world.today <= case.hold_until:
        raise Refused(
            _(
                "Invoice {number} is on hold through {day}: no letter goes out before that.",
                number=number,
                day=case.hold_until,
            ),
            fix=_("Lift the hold first: remind release {number}", number=number),
        )
    all_sent(world, member)


def _check_gates(world: World, member: Subject) -> None:
    for gate in gates_of(world, member, Step.DEMAND):
        if gate.hard and gate.code not in _ONLY_DEMAND:
            raise Refused(
                str(gate.message),
                fix=_(
                    "The rule is {law} [{code}]. See: remind show {number}",
                    law=gate.law,
                    code=gate.code,
                    number=member.invoice.number,
                ),
            )


def _issue(world: World, members: Sequence[Subject], wish: PlanWish) -> IssuedLetter:
    fee = _fee(world, members[0], wish)
    total = sum(member.account.owed_ore for member in members) + fee
    slips = monthly(_amounts(total, wish), first_on=wish.first_on, calendar=world.calendar)
    oldest = IssueLetter(
        kind=LetterKind.INSTALMENT_PLAN,
        due_on=slips[0].due_on,
        fee_act=Act.PLAN if fee else None,
        fee_ore=fee,
        starts=None,
        why=Text("You made an instalment plan."),
        slips=slips,
    )
    items = [
        (member, oldest if place == 0 else without_fee(oldest))
        for place, member in enumerate(members)
    ]
    letter = Issuer(world, dry_run=wish.dry_run).issue(items)
    world.record(_events(world, members, letter, slips, wish))
    return letter


def _fee(world: World, oldest: Subject, wish: PlanWish) -> int:
    """The fee of a plan made together with the debtor, and of no other (lag (1981:739) 3 § 2)."""
    if wish.agreed_on is None:
        return 0
    case = _case(oldest)
    terms = world.terms_of(case.opened.collector, case.opened.terms_version)
    facts = fee_facts(case, oldest.account, today=world.today)
    act, fee = fee_for(Act.PLAN, terms.plan_fee_ore, facts=facts, done_on=world.today)
    return fee if act is Act.PLAN else 0


def _case(member: Subject) -> Case:
    assert member.open_case is not None, "checked before"
    return member.open_case


def _amounts(total_ore: int, wish: PlanWish) -> tuple[int, ...]:
    try:
        if wish.months is not None:
            return by_months(total_ore, months=wish.months)
        assert wish.amount_ore is not None, "the command asks for one or the other"
        return by_amount(total_ore, each_ore=wish.amount_ore)
    except ValueError:
        raise Refused(
            _(
                "{total} kr cannot be divided like that: a plan has 1 to {most} instalments.",
                total=show_kronor(total_ore),
                most=MOST_INSTALMENTS,
            ),
            fix=_("Give other --months or another --amount."),
            again=Again(add="--months N", without="--amount AMOUNT"),
        ) from None


def _events(
    world: World,
    members: Sequence[Subject],
    letter: IssuedLetter,
    slips: Sequence[Slip],
    wish: PlanWish,
) -> list[PlanMade]:
    fee = letter.total_ore - sum(member.account.owed_ore for member in members)
    return [
        PlanMade(
            invoice_id=member.invoice.invoice_id,
            case_no=_case(member).case_no,
            on=world.today,
            letter_id=letter.letter_id,
            members=tuple(m.invoice.invoice_id for m in members),
            total_ore=letter.total_ore,
            share_ore=member.account.owed_ore + (fee if place == 0 else 0),
            days=tuple(slip.due_on.isoformat() for slip in slips),
            amounts_ore=tuple(slip.amount_ore for slip in slips),
            agreed_on=wish.agreed_on,
        )
        for place, member in enumerate(members)
    ]
