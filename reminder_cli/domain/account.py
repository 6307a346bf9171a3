"""What is owed on a claim on a day, öre by öre, and how each payment was applied.

One replay of the facts in the order of the days they count on; nothing is stored, so that a
back-dated or reversed payment puts everything right by itself. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import partial

from reminder_cli.domain import events as ev
from reminder_cli.domain.allocation import Owed, Part, order_for, take
from reminder_cli.domain.case import Case, Claim
from reminder_cli.domain.company import Collector
from reminder_cli.domain.costs import CostBook, CostKind, CostsMet, CostState
from reminder_cli.domain.events import Outcome, PaidTo
from reminder_cli.domain.events_kronofogden import UtslagGiven
from reminder_cli.domain.events_life import FeeMoved, WrittenOff
from reminder_cli.domain.kronofogden import Application
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.money import rounded
from reminder_cli.domain.rules.fees import LATE_PAYMENT_ORE, LAW, Act, fee_cap
from reminder_cli.domain.rules.interest import (
    InterestLine,
    InterestTerms,
    Rates,
    interest_lines,
    shown_amounts,
)
from reminder_cli.errors import MissingReferenceRate

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a claim is counted from: the customer's part left when it came here, and its terms."""

    principal_ore: int
    invoice_on: date
    due_on: date
    interest: InterestTerms
    collector: Collector
    fee_claimed_ore: int = 0
    fee_claimed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeState:
    """A fee: what for, when, how much, what is left; ``lost`` says why it is not owed."""

    act: str
    on: date
    amount_ore: int
    left_ore: int
    law: str
    letter_id: int = 0
    lost: str = ""
    waived_ore: int = 0

    @property
    def claimed_elsewhere(self) -> bool:
        """Whether it was claimed before the case came here: the creditor's own, whoever collects."""
        return self.letter_id == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """How one payment was applied, in öre; ``over_ore`` is more than was owed.

    ``recovered_ore`` came in of a principal that had been written off: it is the creditor's.
    ``costs_ore`` is all that met costs at Kronofogden; ``costs`` says which, and what it kept.
    """

    payment: ev.PaymentReceived
    principal_ore: int = 0
    fees_ore: int = 0
    interest_ore: int = 0
    costs_ore: int = 0
    over_ore: int = 0
    recovered_ore: int = 0
    costs: CostsMet = field(default_factory=CostsMet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """What was given up: the day, the part, öre, and why (a code)."""

    on: date
    part: str
    amount_ore: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The whole of a claim on ``until``. Öre; ``*_left_ore`` is owed that day.

    ``missing_rate`` names the half-year at which the interest stopped because its reference rate
    is not known; nothing is guessed, and no letter may go out.
    """

    until: date
    basis: Basis
    credited_ore: int
    principal_left_ore: int
    fees_left_ore: int
    interest_left_ore: int
    costs_left_ore: int
    overpaid_ore: int
    repaid_ore: int
    interest: tuple[InterestLine, ...]
    fees: tuple[FeeState, ...]
    allocations: tuple[Allocation, ...]
    waivers: tuple[Waiver, ...]
    missing_rate: str = ""
    costs: tuple[CostState, ...] = ()
    at_kronofogden: bool = False

    @property
    def kronofogdens_ore(self) -> int:
        """What Kronofogden has yet to take for itself; it is not owed to the creditor."""
        return sum(cost.left_ore for cost in self.costs if cost.is_kronofogdens)

    @property
    def costs_total_ore(self) -> int:
        """All costs of applications that stand, paid or not."""
        return sum(
            cost.amount_ore - cost.waived_ore
            for cost in self.costs
            if not cost.fell and not cost.is_kronofogdens
        )

    @property
    def interest_total_ore(self) -> int:
        """All interest from its first day, rounded once."""
        return rounded(sum((line.exact_ore for line in self.interest), Fraction(0)))

    @property
    def interest_shown(self) -> tuple[int, ...]:
        """The öre of each interest line; they add up to the total."""
        return shown_amounts(self.interest)

    @property
    def fees_total_ore(self) -> int:
        """All fees that stand, paid or not."""
        return sum(fee.amount_ore - fee.waived_ore for fee in self.fees if not fee.lost)

    @property
    def interest_waived_ore(self) -> int:
        """All interest that was given up."""
        return sum(w.amount_ore for w in self.waivers if w.part == "interest")

    @property
    def paid_ore(self) -> int:
        """All that was paid here and not taken back."""
        return sum(a.payment.amount_ore for a in self.allocations)

    @property
    def rest_ore(self) -> int:
        """What is owed beside the principal."""
        return self.fees_left_ore + self.interest_left_ore + self.costs_left_ore

    @property
    def owed_ore(self) -> int:
        """What the debtor owes, never below zero."""
        return self.principal_left_ore + self.rest_ore

    @property
    def balance_ore(self) -> int:
        """What is owed less what is to be paid back to the debtor."""
        return self.owed_ore - self.overpaid_ore


def basis_of(opened: ev.CaseOpened) -> Basis:
    """What a case is counted from."""
    return Basis(
        principal_ore=opened.principal_ore,
        invoice_on=opened.invoice_on,
        due_on=opened.due_on,
        interest=InterestTerms(
            first_day=opened.interest_from,
            contract_percent=opened.contract_percent,
            consumer=opened.customer_kind.value == "consumer",
            day_count=opened.day_count,
        ),
        collector=opened.collector,
        fee_claimed_ore=opened.fee_claimed_ore,
        fee_claimed_on=opened.fee_claimed_on,
    )


def reckon(claim: Claim, basis: Basis, *, until: date, rates: Rates) -> Account:
    """The account of a claim on ``until``: facts that count on or before that day."""
    return _Replay(claim, basis, rates, until).account()


def lost_fee(claim: Claim, letter: ev.LetterIssued, case: Case) -> str:
    """Why the fee of a letter is not owed; empty when it stands.

    A letter that crossed with a payment booked the day before it or earlier, but known only
    after it, loses its fee (god inkassosed, inkassolagen 4 §).
    """
    if letter.letter_id in case.retracted:
        return "retracted"
    if letter.letter_id in case.fees_moved_away:
        return "moved"
    crossed = any(p.seq > letter.seq and p.on < letter.on for p in claim.live_payments)
    return "crossed" if crossed else ""


@dataclass(slots=True)
class _Replay:
    """The bookkeeping of one replay; lives only inside :func:`reckon`."""

    claim: Claim
    basis: Basis
    rates: Rates
    until: date
    terms: Basis = field(init=False)  # of the case that ran on the day; the first one's before it
    lines: list[InterestLine] = field(default_factory=list)
    next_day: date | None = None
    resume_day: date = date.min
    missing_rate: str = ""
    principal: int = 0
    interest_paid: int = 0
    interest_waived: int = 0
    over: int = 0
    repaid: int = 0
    fees: list[FeeState] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    written_off: int = 0  # of the principal, and not recovered
    costs: CostBook = field(default_factory=CostBook)

    def account(self) -> Account:
        credited = sum(c.amount_ore for c in self.claim.credits if c.on <= self.until)
        # A credit reduces the principal from the start: no interest on what was never owed.
        self.principal = max(self.basis.principal_ore - credited, 0)
        self.over = max(credited - self.basis.principal_ore, 0)
        cases = self.claim.cases
        self.terms = basis_of(cases[0].opened) if cases else self.basis
        self.next_day = self.terms.interest.first_day
        self._charge_elsewhere()
        for step in self._timeline():
            step()
        self._run_interest(self.until)
        left = self._interest_owed(self.until)
        return Account(
            until=self.until,
            basis=self.basis,
            credited_ore=credited,
            principal_left_ore=self.principal,
            fees_left_ore=sum(fee.left_ore for fee in self.fees),
            interest_left_ore=left,
            costs_left_ore=self.costs.owed_ore,
            overpaid_ore=self.over - self.repaid,
            repaid_ore=self.repaid,
            interest=tuple(self.lines),
            fees=tuple(self.fees),
            allocations=tuple(self.allocations),
            waivers=tuple(self.waivers),
            missing_rate=self.missing_rate,
            costs=tuple(self.costs.costs),
            at_kronofogden=self._at_kronofogden(self.until),
        )

    def _timeline(self) -> Iterator[Callable[[], None]]:
        """What is to be done, in the order of the days it counts on; on one day as it became known.

        So a payment meets no fee of a letter that was written after it was known, and a case that
        is cancelled and sent again on one day ends before the next begins.
        """
        steps = [step for case in self.claim.cases for step in self._case_steps(case)]
        for payment in self.claim.live_payments:
            steps.append((payment.on, payment.seq, partial(self.pay, payment)))
        for repayment in self.claim.repayments:
            if repayment.payment_id not in self.claim.reversed_payments:
                steps.append((repayment.on, repayment.seq, partial(self.repay, repayment)))
        for loss in self.claim.write_offs:
            steps.append((loss.on, loss.seq, partial(self.write_off, loss)))
        steps.sort(key=lambda step: step[:2])
        return (step[2] for step in steps if step[0] <= self.until)

    def _case_steps(self, case: Case) -> Iterator[tuple[date, int, Callable[[], None]]]:
        if case.case_no > 1:
            yield case.opened.on, case.opened.seq, partial(self.open_again, case)
        for letter in case.letters:
            if letter.fee_ore:
                yield letter.on, letter.seq, partial(self.charge, case, letter)
        for moved in case.moved_fees:
            if not moved.away and moved.letter_id not in case.fees_moved_away:
                yield moved.on, moved.seq, partial(self.charge_moved, case, moved)
        for application in case.applications:
            yield from self._application_steps(application)
        yield from self._plan_steps(case)
        if case.closed_on is not None and case.outcome is not None:
            step = partial(self.close, case.closed_on, case.outcome)
            yield case.closed_on, case.closed_seq, step

    def _application_steps(
        self, application: Application
    ) -> Iterator[tuple[date, int, Callable[[], None]]]:
        made, utslag = application.made, application.utslag
        fell = "no_utslag" if application.fell_by(self.until) else ""
        costs = ((CostKind.APPLICATION, made.fee_ore), (CostKind.WORK, made.work_ore))
        for kind, amount in costs:
            charge = partial(self.costs.charge, kind, amount, made.on, fell=fell)
            yield made.on, made.seq, charge
        if utslag is not None:
            yield utslag.on, utslag.seq, partial(self.decided, utslag)
        for fee in application.enforcements:
            charge = partial(self.costs.charge, CostKind.ENFORCEMENT, fee.fee_ore, fee.on)
            yield fee.on, fee.seq, charge

    def _plan_steps(self, case: Case) -> Iterator[tuple[date, int, Callable[[], None]]]:
        """No interest from the day after a plan's to the day it is broken (product.md section 3)."""
        for plan in case.plans:
            if plan.letter_id not in case.retracted:
                yield plan.on, plan.seq, partial(self.pause, plan.on)
        for letter in case.live_letters if case.plans else ():
            if letter.letter is LetterKind.PLAN_BROKEN:
                yield letter.on, letter.seq, partial(self.resume, letter.on)

    def pause(self, on: date) -> None:
        """Interest stops after that day."""
        self._run_interest(on)
        self.next_day = None

    def resume(self, on: date) -> None:
        """Interest runs again from the day after."""
        first_day = self.terms.interest.first_day
        if first_day is not None and not self.missing_rate:
            self.next_day = max(on + ONE_DAY, first_day)

    def _at_kronofogden(self, day: date) -> bool:
        return any(
            application.covers(day) and (case.closed_on is None or day <= case.closed_on)
            for case in self.claim.cases
            for application in case.applications
        )

    def _run_interest(self, through: date) -> None:
        if self.next_day is None or through < self.next_day:
            return
        try:
            self.lines += self._interest_to(through)
        except MissingReferenceRate as missing:
            self.missing_rate = missing.half_year
            last_known = missing.first_day - ONE_DAY
            self.lines += self._interest_to(last_known)
            self.next_day = None
            return
        self.next_day = through + ONE_DAY

    def _interest_to(self, last: date) -> tuple[InterestLine, ...]:
        assert self.next_day is not None, "asked for only where interest runs"
        return interest_lines(
            self.principal,
            first=self.next_day,
            last=last,
            terms=self.terms.interest,
            rates=self.rates,
        )

    def _interest_through(self, day: date) -> int:
        """All interest through ``day``, rounded once; the lines must reach that far."""
        exact = Fraction(0)
        for line in self.lines:
            if line.last <= day:
                exact += line.exact_ore
            elif line.first <= day:
                exact += line.exact_ore * ((day - line.first).days + 1) / line.days
        return rounded(exact)

    def _interest_owed(self, day: date) -> int:
        return max(self._interest_through(day) - self.interest_paid - self.interest_waived, 0)

    def _charge_elsewhere(self) -> None:
        if not self.terms.fee_claimed_ore or any(fee.act == "elsewhere" for fee in self.fees):
            return
        on = self.terms.fee_claimed_on or self.terms.due_on
        # More than the cap was never owed, whoever asked for it (6 § lag (1981:739)).
        cap = min(fee_cap(Act.REMINDER, done_on=on), self._room(Act.REMINDER))
        fee = min(self.terms.fee_claimed_ore, cap)
        if fee:
            law = LAW[Act.REMINDER]
            state = FeeState(act="elsewhere", on=on, amount_ore=fee, left_ore=fee, law=law)
            self.fees.append(state)

    def charge(self, case: Case, letter: ev.LetterIssued) -> None:
        act = letter.fee_act
        assert act is not None, "a fee is for something"
        room = self._room(act)
        lost = lost_fee(self.claim, letter, case) or ("" if room else "charged_before")
        amount = letter.fee_ore if lost else min(letter.fee_ore, room)
        self.fees.append(
            FeeState(
                act=act.value,
                on=letter.on,
                amount_ore=amount,
                left_ore=0 if lost else amount,
                law=LAW[act],
                letter_id=letter.letter_id,
                lost=lost,
            )
        )

    def charge_moved(self, case: Case, moved: FeeMoved) -> None:
        """The fee of a joined letter that another of its cases bore before: as if it stood here."""
        letter = next(x for x in case.letters if x.letter_id == moved.letter_id)
        self.charge(case, replace(letter, fee_act=moved.act, fee_ore=moved.fee_ore))

    def _room(self, act: Act) -> int:
        """What may still be charged for an act: once per invoice over all its cases, and all fees
        of a business together at most the 450 kr of 4 a § (product.md section 5).

        The letter's fee was within that when it was written; a payment taken back since may have
        made an earlier fee stand again.
        """
        standing = [f for f in self.fees if not f.lost and f.waived_ore < f.amount_ore]
        alike = {act.value, "elsewhere"} if act is Act.REMINDER else {act.value}
        if any(fee.act in alike for fee in standing):
            return 0
        if self.terms.interest.consumer:
            return LATE_PAYMENT_ORE
        return max(LATE_PAYMENT_ORE - sum(fee.amount_ore for fee in standing), 0)

    def pay(self, payment: ev.PaymentReceived) -> None:
        self._run_interest(payment.on)
        frozen = self._settled_letter_day(payment)
        owed = Owed(
            principal_ore=self.principal,
            fees_ore=sum(fee.left_ore for fee in self.fees),
            interest_ore=self._interest_owed(frozen or payment.on),
            costs_ore=self.costs.owed_ore,
        )
        order = order_for(
            self.terms.collector,
            asked_more=self._asked_more(payment),
            at_kronofogden=self._at_kronofogden(payment.on),
        )
        kept = self._kept(payment)
        taken, over = take(payment.amount_ore - kept, owed, order)
        self.principal -= taken[Part.PRINCIPAL]
        self.interest_paid += taken[Part.INTEREST]
        self._pay_fees(taken[Part.FEES])
        recovered = min(over, self.written_off)
        self.written_off -= recovered
        over -= recovered
        costs = replace(self.costs.pay(taken[Part.COSTS]), kept_ore=kept)
        self.over += over
        self.allocations.append(
            Allocation(
                payment=payment,
                principal_ore=taken[Part.PRINCIPAL],
                fees_ore=taken[Part.FEES],
                interest_ore=taken[Part.INTEREST],
                costs_ore=taken[Part.COSTS] + kept,
                over_ore=over,
                recovered_ore=recovered,
                costs=costs,
            )
        )
        if frozen is not None and sum(taken.values()) == owed.total_ore:
            # The letter's total, paid in full by its due date, settles the case.
            self._waive_interest(payment.on, "settled_letter")

    def _kept(self, payment: ev.PaymentReceived) -> int:
        """What Kronofogden kept of what it collected: what it said, else its fees come first."""
        if payment.to is not PaidTo.KRONOFOGDEN:
            return 0
        said = payment.kept_ore
        kept = min(payment.amount_ore, self.costs.kronofogdens_ore if said is None else said)
        self.costs.keep(kept, payment.on)
        return kept

    def decided(self, utslag: UtslagGiven) -> None:
        """The amounts of the utslag replace the claim: what is above them is given up."""
        self._run_interest(utslag.on)
        if utslag.interest_ore is not None:
            owed = self._interest_owed(utslag.on)
            self._waive_interest(utslag.on, "utslag", at_most=owed - utslag.interest_ore)
        if utslag.principal_ore is not None:
            self._waive_principal(utslag.on, self.principal - utslag.principal_ore)
        if utslag.fees_ore is not None:
            left = sum(fee.left_ore for fee in self.fees)
            self._waive_fees(utslag.on, "utslag", at_most=left - utslag.fees_ore)
        if utslag.costs_ore is not None:
            self._waived(utslag.on, "cost", self.costs.waive_down_to(utslag.costs_ore), "utslag")

    def _waived(self, on: date, part: str, amount: int, why: str) -> None:
        if amount > 0:
            self.waivers.append(Waiver(on=on, part=part, amount_ore=amount, why=why))

    def _waive_principal(self, on: date, amount: int) -> None:
        self.principal -= max(amount, 0)
        self._waived(on, "principal", amount, "utslag")

    def _waive_fees(self, on: date, why: str, *, at_most: int) -> None:
        """Give up that much of the fees, the newest first; one line for each."""
        for place in reversed(range(len(self.fees))):
            fee = self.fees[place]
            part = min(fee.left_ore, max(at_most, 0))
            if part:
                at_most -= part
                left, gone = fee.left_ore - part, fee.waived_ore + part
                self.fees[place] = replace(fee, left_ore=left, waived_ore=gone)
                self._waived(on, "fee", part, why)

    def _asked_more(self, payment: ev.PaymentReceived) -> bool:
        """Whether a case that asked for more than the principal ran when the payment came."""
        return any(
            case.opened.seq < payment.seq
            and case.opened.on <= payment.on
            and (case.closed_seq == 0 or payment.seq < case.closed_seq)
            for case in self.claim.cases
        )

    def _settled_letter_day(self, payment: ev.PaymentReceived) -> date | None:
        """The day of the letter whose total was paid in full by its due date, with this payment in it.

        It is the day the letter is dated, and not a later one on which it went out: it asks for
        interest through that day and no more.
        """
        for case in self.claim.cases:
            # Also one taken back since: who paid it in time shall not lose by that.
            for letter in case.letters:
                due_on = case.due_of(letter)
                in_time = letter.on <= payment.on <= due_on and payment.seq > letter.seq
                asked = self._asked(letter) + _moved_here(case, letter)
                if in_time and self._paid_in_time(letter, due_on) >= asked:
                    return case.dated_on(letter)
        return None

    def _paid_in_time(self, letter: ev.LetterIssued, due_on: date) -> int:
        return sum(
            p.amount_ore
            for p in self.claim.live_payments
            if p.seq > letter.seq and p.on <= min(due_on, self.until)
        )

    def _asked(self, letter: ev.LetterIssued) -> int:
        credited = sum(c.amount_ore for c in self.claim.credits if c.seq > letter.seq)
        lost = sum(f.amount_ore for f in self.fees if f.letter_id == letter.letter_id and f.lost)
        return letter.total_ore - lost - credited

    def _pay_fees(self, amount: int) -> None:
        for place, fee in enumerate(self.fees):
            paid = min(amount, fee.left_ore)
            if paid:
                self.fees[place] = replace(fee, left_ore=fee.left_ore - paid)
                amount -= paid

    def _waive_interest(self, on: date, why: str, *, at_most: int | None = None) -> None:
        left = self._interest_owed(on)
        if at_most is not None:
            left = max(min(left, at_most), 0)
        if left:
            self.interest_waived += left
            self.waivers.append(Waiver(on=on, part="interest", amount_ore=left, why=why))

    def repay(self, repayment: ev.OverpaymentRepaid) -> None:
        self.repaid += repayment.amount_ore

    def open_again(self, case: Case) -> None:
        """A later case, under its own terms: what an earlier one was paid stays as it was.

        Interest runs again from the day it was opened, not for the time between.
        """
        self.terms = basis_of(case.opened)
        self._charge_elsewhere()
        first_day = self.terms.interest.first_day
        if first_day is not None and not self.missing_rate:
            self.next_day = max(case.opened.on, first_day, self.resume_day)

    def close(self, on: date, outcome: Outcome) -> None:
        """What is unpaid of fees and interest is waived; a small rest of principal too, if paid."""
        self._run_interest(on)
        self._waive_interest(on, outcome.value)
        self.next_day, self.resume_day = None, on + ONE_DAY
        for place, fee in enumerate(self.fees):
            if fee.left_ore:
                self.waivers.append(
                    Waiver(on=on, part="fee", amount_ore=fee.left_ore, why=outcome.value)
                )
                gone = fee.waived_ore + fee.left_ore
                self.fees[place] = replace(fee, left_ore=0, waived_ore=gone)
        self._waived(on, "cost", self.costs.waive_down_to(0), outcome.value)
        if outcome is not Outcome.CANCELLED and self.principal:
            self.waivers.append(
                Waiver(on=on, part="principal", amount_ore=self.principal, why=outcome.value)
            )
            if outcome is Outcome.WRITTEN_OFF:
                self.written_off += self.principal
            self.principal = 0

    def write_off(self, loss: WrittenOff) -> None:
        """A confirmed loss of an invoice without an open case: its interest stops too."""
        self.close(loss.on, Outcome.WRITTEN_OFF)


def _moved_here(case: Case, letter: ev.LetterIssued) -> int:
    """The fee of a joined letter that this case has come to bear, which its total did not hold."""
    return sum(m.fee_ore for m in case.moved_fees if m.letter_id == letter.letter_id and not m.away)
