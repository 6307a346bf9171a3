"""What one case of a partner comes to in a settlement, from its first day through a day.

Sums from the beginning, never of a month alone: a settlement is what they are now less what was
settled before, so that each krona is settled once, whatever became known when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct, field

from reminder_cli.domain.account import Account
from reminder_cli.domain.booking import PaidCosts
from reminder_cli.domain.booking_case import PaidPart, paid_parts
from reminder_cli.domain.case import Case, Claim
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import LetterIssued, PaidTo
from reminder_cli.domain.money import share
from reminder_cli.domain.terms import Terms


class Application(Struct, frozen=True, kw_only=True):
    """An application to Kronofogden in a partner's case, or an invoice that came of one; öre.

    ``work_ore`` is the partner's (380, lag (1990:746) 48 §), ``outlay_ore`` what it laid out: the
    300 of the application, or the 600 of enforcement that could not be taken from the debtor.
    """

    key: str
    case_no: int
    on: date
    work_ore: int
    outlay_ore: int
    what: str = "kronofogden"


class MonitoringSpan(Struct, frozen=True, kw_only=True):
    """Days on which a case was at monitoring, and the places in the order at which it came and left."""

    case_no: int
    first: date
    came_seq: int = 0
    last: date | None = None
    left_seq: int = 0

    def holds(self, part: PaidPart) -> bool:
        """Whether a payment came while the case was there; one that ended it did.

        Of the days on which it came and left, what was known when counts.
        """
        came = part.payment.on, part.payment.seq
        left = self.last is not None and came >= (self.last, self.left_seq)
        return came > (self.first, self.came_seq) and not left


class SettlementFacts(Struct, frozen=True, kw_only=True):
    """Everything about one claim that its settlement rests on. ``terms`` are by case number."""

    number: str
    claim: Claim
    account: Account
    terms: Mapping[int, Terms]
    monitoring: tuple[MonitoringSpan, ...] = ()
    applications: tuple[Application, ...] = ()
    costs_paid: Mapping[int, PaidCosts] = field(default_factory=dict)


class ActSum(Struct, frozen=True, kw_only=True):
    """Something the partner did: its fee, and what of the fee is paid; öre.

    ``outlay_ore`` is what it laid out for it, less what the debtor has paid of that. ``stands`` is
    false for a letter that was taken back.
    """

    key: str
    on: date
    what: str
    fee_ore: int
    paid_ore: int
    stands: bool
    outlay_ore: int = 0


class CaseSums(Struct, frozen=True, kw_only=True):
    """A case from its first day through a day; öre. ``outlays_ore`` is less what was paid of them.

    ``received_ore`` is what the creditor received that is the partner's; ``interest_share_ore`` is
    the creditor's share of the interest, as far as the partner received it and pays it out.
    """

    number: str
    invoice_id: int
    case_no: int
    terms: Terms
    acts: tuple[ActSum, ...]
    commission_ore: int
    outlays_ore: int
    received_ore: int
    interest_share_ore: int


def case_sums(facts: SettlementFacts, *, through: date) -> Iterator[CaseSums]:
    """Every case of the claim that a partner runs or ran, through a day."""
    shares = {no: terms.interest_share_percent for no, terms in facts.terms.items()}
    parts = paid_parts(facts.claim, facts.account, shares)
    for case in facts.claim.cases:
        if case.opened.collector is Collector.PARTNER and case.opened.on <= through:
            met = [p for p in parts if p.case is case and p.payment.on <= through]
            yield _sums(facts, case, met, through)


def _sums(facts: SettlementFacts, case: Case, met: list[PaidPart], through: date) -> CaseSums:
    terms = facts.terms[case.case_no]
    costs = [facts.costs_paid.get(p.payment.payment_id, PaidCosts()) for p in met]
    applied = [a for a in facts.applications if a.case_no == case.case_no and a.on <= through]
    direct = [
        part.partner_fees_ore + part.partner_interest_ore + cost.outlays_ore + cost.work_ore
        for part, cost in zip(met, costs, strict=True)
        if part.payment.to is PaidTo.CREDITOR
    ]
    acts = [
        *_letters(case, met, through),
        *_applications(applied, costs),
    ]
    return CaseSums(
        number=facts.number,
        invoice_id=facts.claim.invoice_id,
        case_no=case.case_no,
        terms=terms,
        acts=tuple(sorted(acts, key=lambda act: (act.on, act.key))),
        commission_ore=_commission(facts, case, met),
        outlays_ore=sum(a.outlay_ore for a in applied) - sum(c.outlays_ore for c in costs),
        received_ore=sum(direct),
        interest_share_ore=sum(
            p.own_interest_ore for p in met if p.held_by_partner and p.reached_us_on <= through
        ),
    )


def _letters(case: Case, met: list[PaidPart], through: date) -> Iterator[ActSum]:
    paid: dict[int, int] = {}
    for part in met:
        for fee, ore in part.fees:
            if fee.claimed_elsewhere:
                continue
            paid[fee.letter_id] = paid.get(fee.letter_id, 0) + ore
    for letter in case.letters:
        if letter.on <= through and not letter.is_anothers:
            yield ActSum(
                key=_act_key(letter),
                on=letter.on,
                what=letter.letter.value,
                fee_ore=letter.fee_ore,
                paid_ore=paid.get(letter.letter_id, 0),
                stands=letter.letter_id not in case.retracted,
            )


def _act_key(letter: LetterIssued) -> str:
    """One whose document was lost has no number; a case has one of each kind of them."""
    number = letter.letter_id or f"0/{letter.letter.value}"
    return f"letter/{number}"


def _applications(applied: list[Application], costs: list[PaidCosts]) -> Iterator[ActSum]:
    paid_ore = sum(cost.work_ore for cost in costs)
    repaid_ore = sum(cost.outlays_ore for cost in costs)
    for application in sorted(applied, key=lambda a: a.on):
        paid = min(paid_ore, application.work_ore)
        paid_ore -= paid
        repaid = min(repaid_ore, application.outlay_ore)
        repaid_ore -= repaid
        yield ActSum(
            key=application.key,
            on=application.on,
            what=application.what,
            fee_ore=application.work_ore,
            paid_ore=paid,
            stands=application.work_ore + application.outlay_ore > 0,
            outlay_ore=application.outlay_ore - repaid,
        )


def _commission(facts: SettlementFacts, case: Case, met: list[PaidPart]) -> int:
    """Of principal paid, to anyone, while at monitoring; not of what comes through Kronofogden."""
    terms = facts.terms[case.case_no]
    spans = [span for span in facts.monitoring if span.case_no == case.case_no]
    principal = sum(
        part.allocation.principal_ore
        for part in met
        if part.payment.to is not PaidTo.KRONOFOGDEN and any(span.holds(part) for span in spans)
    )
    return min(share(principal, percent=terms.commission_percent), terms.commission_cap_ore)
