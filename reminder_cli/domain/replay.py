"""Makes the account of a claim: one replay of its facts in the order of the days they count on.

Nothing is stored, so that a back-dated or reversed payment puts everything right by itself. It
decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from msgspec import Struct, field
from msgspec.structs import replace

from reminder_cli.domain import events as ev
from reminder_cli.domain.account import Account, Allocation, Basis, Waiver, basis_of
from reminder_cli.domain.allocation import Owed, Part, order_for, take
from reminder_cli.domain.case import Case, Claim
from reminder_cli.domain.costs import CostBook, CostKind
from reminder_cli.domain.events import Outcome, PaidTo
from reminder_cli.domain.events_kronofogden import CostInvoiced, UtslagGiven
from reminder_cli.domain.events_life import FeeMoved, WrittenOff
from reminder_cli.domain.fee_book import FeeBook
from reminder_cli.domain.interest_run import ONE_DAY, InterestRun
from reminder_cli.domain.kronofogden import Application
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.interest import Rates


def reckon(claim: Claim, basis: Basis, *, until: date, rates: Rates) -> Account:
    """The account of a claim on ``until``: facts that count on or before that day."""
    cases = claim.cases
    terms = basis_of(cases[0].opened) if cases else basis
    interest = InterestRun(rates, terms.interest)
    return _Replay(claim, basis, rates, until, terms, interest, FeeBook(terms)).account()


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


class _Replay(Struct):
    """The bookkeeping of one replay; lives only inside :func:`reckon`."""

    claim: Claim
    basis: Basis
    rates: Rates
    until: date
    terms: Basis  # of the case that ran on the day; the first one's before it
    interest: InterestRun
    fees: FeeBook
    principal: int = 0
    over: int = 0
    repaid: int = 0
    allocations: list[Allocation] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    written_off: int = 0  # of the principal, and not recovered
    costs: CostBook = field(default_factory=CostBook)

    def account(self) -> Account:
        credited = sum(c.amount_ore for c in self.claim.credits if c.on <= self.until)
        # A credit reduces the principal from the start: no interest on what was never owed.
        self.principal = max(self.basis.principal_ore - credited, 0)
        self.over = max(credited - self.basis.principal_ore, 0)
        self.interest.begin()
        self.fees.charge_elsewhere()
        for step in self._timeline():
            step()
        self.interest.run(self.principal, self.until)
        return Account(
            until=self.until,
            basis=self.basis,
            credited_ore=credited,
            principal_left_ore=self.principal,
            fees_left_ore=self.fees.left_ore,
            interest_left_ore=self.interest.owed(self.until),
            costs_left_ore=self.costs.owed_ore,
            overpaid_ore=self.over - self.repaid,
            repaid_ore=self.repaid,
            interest=tuple(self.interest.lines),
            fees=tuple(self.fees.fees),
            allocations=tuple(self.allocations),
            waivers=tuple(self.waivers),
            missing_rate=self.interest.missing_rate,
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
            yield from self._application_steps(application, case)
        yield from self._plan_steps(case)
        if case.closed_on is not None and case.outcome is not None:
            step = partial(self.close, case.closed_on, case.outcome)
            yield case.closed_on, case.closed_seq, step

    def _application_steps(
        self, application: Application, case: Case
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
        yield from self._invoiced_steps(application, case)

    def _invoiced_steps(
        self, application: Application, case: Case
    ) -> Iterator[tuple[date, int, Callable[[], None]]]:
        """What Kronofogden invoiced, however late it became known: no payment that was known before
        meets it, and a case that has ended asks for no more of it; the creditor bears it. A sum put
        right keeps its place for what was told of before.
        """
        parts = (part for told in application.invoiced for part in application.parts_of(told))
        for told in parts:
            met_before = (p.on for p in self.claim.live_payments if p.seq < told.seq)
            on = max([told.on, *met_before])
            ended = case.closed_on is not None and (on, told.seq) > (
                case.closed_on,
                case.closed_seq,
            )
            charge = partial(self.invoice, told, fell="ended" if ended else "")
            yield on, told.seq, charge

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
        self.interest.run(self.principal, on)
        self.interest.pause()

    def resume(self, on: date) -> None:
        """Interest runs again from the day after. It has run on, if the plan's letter was taken back."""
        self.interest.run(self.principal, on)
        self.interest.resume(on + ONE_DAY)

    def _at_kronofogden(self, day: date) -> bool:
        return any(case.was_at_kronofogden(day) for case in self.claim.cases)

    def charge(self, case: Case, letter: ev.LetterIssued) -> None:
        """The fee of a letter."""
        self.fees.charge(letter, lost_fee(self.claim, letter, case))

    def charge_moved(self, case: Case, moved: FeeMoved) -> None:
        """The fee of a joined letter that another of its cases bore before: as if it stood here."""
        letter = next(x for x in case.letters if x.letter_id == moved.letter_id)
        self.charge(case, replace(letter, fee_act=moved.act, fee_ore=moved.fee_ore))

    def pay(self, payment: ev.PaymentReceived) -> None:
        self.interest.run(self.principal, payment.on)
        frozen = self._settled_letter_day(payment)
        owed = Owed(
            principal_ore=self.principal,
            fees_ore=self.fees.left_ore,
            interest_ore=self.interest.owed(frozen or payment.on),
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
        self.interest.paid += taken[Part.INTEREST]
        self.fees.pay(taken[Part.FEES])
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
            given_up = self.interest.waive(payment.on)
            self._waived(payment.on, "interest", given_up, "settled_letter")

    def _kept(self, payment: ev.PaymentReceived) -> int:
        """What Kronofogden kept of what it collected: what it said, else its fees come first."""
        if payment.to is not PaidTo.KRONOFOGDEN:
            return 0
        said = payment.kept_ore
        kept = min(payment.amount_ore, self.costs.kronofogdens_ore if said is None else said)
        self.costs.keep(kept, payment.on)
        return kept

    def invoice(self, told: CostInvoiced, *, fell: str) -> None:
        """What was paid too much, and is not paid back, meets it: nobody owes and is owed at once."""
        self.costs.invoice(told.amount_ore, told.on, by_partner=told.by_partner, fell=fell)
        if fell:
            return
        for place, met in enumerate(self.allocations):
            back = sum(
                r.amount_ore
                for r in self.claim.repayments
                if r.payment_id == met.payment.payment_id
            )
            owed = self.costs.owed_ore
            costs = met.costs.and_(self.costs.pay(max(met.over_ore - back, 0)))
            taken = owed - self.costs.owed_ore
            self.over -= taken
            self.allocations[place] = replace(
                met, over_ore=met.over_ore - taken, costs_ore=met.costs_ore + taken, costs=costs
            )

    def decided(self, utslag: UtslagGiven) -> None:
        """The amounts of the utslag replace the claim: what is above them is given up."""
        on, why = utslag.on, "utslag"
        self.interest.run(self.principal, on)
        if utslag.interest_ore is not None:
            above = self.interest.owed(on) - utslag.interest_ore
            self._waived(on, "interest", self.interest.waive(on, above), why)
        if utslag.principal_ore is not None:
            above = max(self.principal - utslag.principal_ore, 0)
            self.principal -= above
            self._waived(on, "principal", above, why)
        if utslag.fees_ore is not None:
            for part in self.fees.waive_newest(self.fees.left_ore - utslag.fees_ore):
                self._waived(on, "fee", part, why)
        if utslag.costs_ore is not None:
            self._waived(on, "cost", self.costs.granted(utslag.costs_ore), why)

    def _waived(self, on: date, part: str, amount: int, why: str) -> None:
        if amount > 0:
            self.waivers.append(Waiver(on=on, part=part, amount_ore=amount, why=why))

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
        return letter.total_ore - self.fees.lost_of(letter.letter_id) - credited

    def repay(self, repayment: ev.OverpaymentRepaid) -> None:
        self.repaid += repayment.amount_ore

    def open_again(self, case: Case) -> None:
        """A later case, under its own terms: what an earlier one was paid stays as it was.

        Interest runs again from the day it was opened, not for the time between.
        """
        self.terms = basis_of(case.opened)
        self.fees.terms = self.terms
        self.fees.charge_elsewhere()
        self.interest.begin_again(case.opened.on, self.terms.interest)

    def close(self, on: date, outcome: Outcome) -> None:
        """What is unpaid of fees and interest is waived; a small rest of principal too, if paid."""
        self.interest.run(self.principal, on)
        self._waived(on, "interest", self.interest.waive(on), outcome.value)
        self.interest.end(on)
        for part in self.fees.waive():
            self._waived(on, "fee", part, outcome.value)
        self._waived(on, "cost", self.costs.waive(), outcome.value)
        if outcome is not Outcome.CANCELLED and self.principal:
            self._waived(on, "principal", self.principal, outcome.value)
            if outcome is Outcome.WRITTEN_OFF:
                self.written_off += self.principal
            self.principal = 0

    def write_off(self, loss: WrittenOff) -> None:
        """A confirmed loss of an invoice without an open case: its interest stops too."""
        self.close(loss.on, Outcome.WRITTEN_OFF)


def _moved_here(case: Case, letter: ev.LetterIssued) -> int:
    """The fee of a joined letter that this case has come to bear, which its total did not hold."""
    if letter.letter_id in case.fees_moved_away:
        return 0  # it has moved on
    return sum(m.fee_ore for m in case.moved_fees if m.letter_id == letter.letter_id and not m.away)
