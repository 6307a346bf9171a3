"""How a claim has gone: its stages with their days, and what each payment brought and to whom.

It counts from events and the account and says nothing of what shall be done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from reminder_cli.domain import events as ev
from reminder_cli.domain.account import Account, Allocation
from reminder_cli.domain.case import Case, Claim, fold
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import Outcome, PaidTo, Stage
from reminder_cli.domain.money import share
from reminder_cli.domain.terms import Terms

TermsOf = Callable[[Collector, int], Terms]


class Visit(Struct, frozen=True, kw_only=True):
    """A case's time at a stage, from ``on``. ``asked_ore`` is what was asked for then, in öre.

    That is the total of the letter that began it; without a letter, the total of the letter
    before, less what has been paid since.
    """

    case_no: int
    stage: Stage
    on: date
    seq: int
    asked_ore: int


class Receipt(Struct, frozen=True, kw_only=True):
    """What one payment brought, in öre. ``case_no`` is 0 when no case ran on its day.

    ``recovered_ore`` is principal that had been written off. ``partner_fees_ore`` is what is the partner's of the fees, and the 380 kr of an application
    (lag (1990:746) 48 §); ``vat_ore`` is the VAT on it; ``own_interest_ore`` is the creditor's share of the interest. ``commission_ore`` is
    without its VAT, ``commission_vat_ore``.
    """

    on: date
    seq: int
    payment_id: int
    to: PaidTo
    case_no: int
    stage: Stage | None
    amount_ore: int
    principal_ore: int
    fees_ore: int
    interest_ore: int
    costs_ore: int
    over_ore: int
    partner_fees_ore: int
    vat_ore: int
    own_interest_ore: int
    commission_ore: int
    commission_vat_ore: int
    recovered_ore: int = 0

    @property
    def met_ore(self) -> int:
        """What of it was owed."""
        return self.amount_ore - self.over_ore


def visits(invoice_id: int, events: Sequence[ev.Event]) -> tuple[Visit, ...]:
    """Every stage the cases of an invoice came to, closing included, in order."""
    found: list[Visit] = []
    claim: Claim | None = None
    for event in events:
        # What was known then: a stage is whatever the fold says that it is.
        claim = fold(invoice_id, [event], onto=claim)
        if not isinstance(event, ev.CaseEvent):
            continue
        case = claim.case
        assert case is not None, "an event of a case comes after its opening"
        visit = Visit(
            case_no=case.case_no,
            stage=case.stage,
            on=event.on,
            seq=event.seq,
            asked_ore=_asked(claim, case),
        )
        same = found and (found[-1].case_no, found[-1].stage) == (case.case_no, case.stage)
        if not same:
            found.append(visit)
        elif isinstance(event, ev.LetterIssued) and event.starts is case.stage:
            found[-1] = visit  # the letter that opens a case says what is asked for
    return tuple(found)


def _asked(claim: Claim, case: Case) -> int:
    letter = case.last_letter()
    if letter is None:
        return case.opened.principal_ore
    since = sum(p.amount_ore for p in claim.live_payments if p.seq > letter.seq)
    return max(letter.total_ore - since, 0)


def receipts(
    claim: Claim, account: Account, stages: Sequence[Visit], terms_of: TermsOf
) -> tuple[Receipt, ...]:
    """What each payment on a claim brought, in the order in which the payments count."""
    return tuple(_Split(claim, account, stages, terms_of).receipts())


class _Split:
    """Shares what came in between creditor and partner; cumulative per case, half up."""

    def __init__(
        self, claim: Claim, account: Account, stages: Sequence[Visit], terms_of: TermsOf
    ) -> None:
        self.claim, self.account, self.stages, self.terms_of = claim, account, stages, terms_of
        # Whether each fee is the creditor's, and what was paid of it; they are paid in this order.
        self.fees = [
            (fee.claimed_elsewhere, fee.amount_ore - fee.left_ore - fee.waived_ore)
            for fee in account.fees
            if not fee.lost
        ]
        self.sums: dict[int, tuple[int, int, int]] = {}

    def receipts(self) -> Iterator[Receipt]:
        for allocation in self.account.allocations:
            payment = allocation.payment
            visit = at(self.stages, payment.on, payment.seq)
            runs = visit is not None and visit.stage is not Stage.CLOSED
            yield self._receipt(allocation, visit if runs else None)

    def _partner_fees(self, paid_ore: int) -> int:
        """The partner's part of fees that were paid: one claimed elsewhere is the creditor's."""
        theirs = 0
        for place, (is_creditors, left) in enumerate(self.fees):
            met = min(paid_ore, left)
            self.fees[place] = (is_creditors, left - met)
            paid_ore -= met
            theirs += 0 if is_creditors else met
        return theirs

    def _receipt(self, met: Allocation, visit: Visit | None) -> Receipt:
        partner_fees = self._partner_fees(met.fees_ore) + met.costs.work_ore
        case_no = visit.case_no if visit else 0
        case = self.claim.cases[max(case_no, 1) - 1] if self.claim.cases else None
        terms = self.terms_of(case.opened.collector, case.opened.terms_version) if case else None
        if terms is None or terms.collector is not Collector.PARTNER:
            return _as_received(met, visit, own_interest_ore=met.interest_ore)
        commissioned = met.principal_ore if _earns(met, visit) else 0
        fees, interest, principal = self.sums.get(case_no, (0, 0, 0))
        after = (fees + partner_fees, interest + met.interest_ore, principal + commissioned)
        self.sums[case_no] = after
        earned = _commission(principal, terms), _commission(after[2], terms)
        # The VAT of a case is rounded once, as in its settlement; the fees' part is shown whole.
        fee_vat = _grown(fees, after[0], terms.vat_percent)
        all_vat = _grown(fees + earned[0], after[0] + earned[1], terms.vat_percent)
        return _as_received(
            met,
            visit,
            partner_fees_ore=partner_fees,
            vat_ore=fee_vat,
            own_interest_ore=_grown(interest, after[1], terms.interest_share_percent),
            commission_ore=earned[1] - earned[0],
            commission_vat_ore=all_vat - fee_vat,
        )


def _grown(before_ore: int, after_ore: int, percent: Fraction) -> int:
    """By how much a share grows when what it is a share of does; so the sum is rounded once."""
    if before_ore == after_ore:
        return 0
    return share(after_ore, percent=percent) - share(before_ore, percent=percent)


def at(stages: Sequence[Visit], on: date, seq: int) -> Visit | None:
    """Where the claim stood when something that counts on that day became known, if it had a case."""
    before = [visit for visit in stages if (visit.on, visit.seq) <= (on, seq)]
    return before[-1] if before else None


def _earns(met: Allocation, visit: Visit | None) -> bool:
    """Commission is on principal paid at monitoring, but not on what comes through Kronofogden."""
    at_monitoring = visit is not None and visit.stage is Stage.MONITORING
    return at_monitoring and met.payment.to is not PaidTo.KRONOFOGDEN


def _commission(principal_ore: int, terms: Terms) -> int:
    if not principal_ore:
        return 0
    return min(share(principal_ore, percent=terms.commission_percent), terms.commission_cap_ore)


def _as_received(met: Allocation, visit: Visit | None, **parts: int) -> Receipt:
    shares = dict.fromkeys(
        (
            "partner_fees_ore",
            "vat_ore",
            "own_interest_ore",
            "commission_ore",
            "commission_vat_ore",
        ),
        0,
    )
    return Receipt(
        on=met.payment.on,
        seq=met.payment.seq,
        payment_id=met.payment.payment_id,
        to=met.payment.to,
        case_no=visit.case_no if visit else 0,
        stage=visit.stage if visit else None,
        amount_ore=met.payment.amount_ore,
        principal_ore=met.principal_ore,
        fees_ore=met.fees_ore,
        interest_ore=met.interest_ore,
        costs_ore=met.costs_ore,
        over_ore=met.over_ore,
        recovered_ore=met.recovered_ore,
        **(shares | parts),
    )


class CaseCourse(Struct, frozen=True, kw_only=True):
    """One case from its first letter to its end: what was sent, what came in, how it ended; öre."""

    case: Case
    principal_ore: int
    visits: tuple[Visit, ...]
    receipts: tuple[Receipt, ...]

    @property
    def solved(self) -> bool:
        """Whether it ended by being paid."""
        return self.case.outcome is Outcome.PAID

    @property
    def solved_at(self) -> Stage | None:
        """The stage at which it was paid: by the day of the payment, however late it became known."""
        if not self.solved:
            return None
        return self.receipts[-1].stage if self.receipts else self.case.stage_before_closing

    @property
    def counts(self) -> bool:
        """Whether it counts in a share of solved cases: not when the creditor took it back."""
        return self.case.outcome not in {Outcome.CANCELLED, Outcome.CREDITED}

    @property
    def recovered_ore(self) -> int:
        """The principal that came in while it ran."""
        return sum(r.principal_ore for r in self.receipts)

    def days_from(self, first: date) -> int | None:
        """Days from a letter to the last payment, if the case was solved by paying."""
        if not self.solved or not self.receipts:
            return None
        return (self.receipts[-1].on - first).days


def courses(
    claim: Claim, stages: Sequence[Visit], received: Sequence[Receipt]
) -> Iterator[CaseCourse]:
    """Each case of a claim. What was paid or credited before a case opened is not its principal."""
    credited = sum(credit.amount_ore for credit in claim.credits)
    for case in claim.cases:
        opened = (case.opened.on, case.opened.seq)
        paid = sum(r.principal_ore for r in received if (r.on, r.seq) < opened)
        yield CaseCourse(
            case=case,
            principal_ore=max(case.opened.principal_ore - credited - paid, 0),
            visits=tuple(v for v in stages if v.case_no == case.case_no),
            receipts=tuple(r for r in received if r.case_no == case.case_no),
        )
