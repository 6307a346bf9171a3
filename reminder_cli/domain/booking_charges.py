"""Fees and interest booked when a letter asks for them (setting ``booking`` = charged).

Only in a case the firm runs itself: the fees of a partner's case are never the firm's income. A
charge stands on the account of claims until it is paid, or reversed when the case ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct, field

from reminder_cli.domain import events as ev
from reminder_cli.domain.booking import BookedFact, BookingRules, ClaimFacts, Rows, fact
from reminder_cli.domain.booking_case import PaidPart
from reminder_cli.domain.case import Case
from reminder_cli.domain.company import Collector
from reminder_cli.i18n import Text


class Charges(Struct, kw_only=True):
    """What was charged, and what of payments and endings meets it; öre.

    ``met`` is, by payment, what of its fees and interest lowers the claims rather than being
    income; ``dropped`` is, by case number, what of fees and interest is reversed when it ends.
    """

    facts: list[BookedFact] = field(default_factory=list)
    met: dict[int, tuple[int, int]] = field(default_factory=dict)
    dropped: dict[int, tuple[int, int]] = field(default_factory=dict)


def charges(facts: ClaimFacts, rules: BookingRules, paid: tuple[PaidPart, ...]) -> Charges:
    """Follow the charges of a claim through its letters, payments and endings, day by day."""
    run = _Run(facts, rules)
    if not rules.charges:
        return run.made
    for step in sorted(_steps(facts, paid), key=lambda step: step[:2]):
        happened = step[2]
        if isinstance(happened, Case):
            run.end(happened)
        elif isinstance(happened, PaidPart):
            run.pay(happened)
        else:
            run.charge(happened)
    return run.made


_Step = tuple[date, int, Case | PaidPart | ev.LetterIssued]


def _steps(facts: ClaimFacts, paid: tuple[PaidPart, ...]) -> Iterator[_Step]:
    for part in paid:
        yield part.payment.on, part.payment.seq, part
    for case in facts.claim.cases:
        if case.opened.collector is Collector.PARTNER:
            continue
        for letter in case.live_letters:
            yield letter.on, letter.seq, letter
        if case.closed_on is not None:
            yield case.closed_on, case.closed_seq, case


class _Run(Struct):
    facts: ClaimFacts
    rules: BookingRules
    fees: int = 0  # charged and neither paid nor reversed
    interest: int = 0
    made: Charges = field(default_factory=Charges)

    def charge(self, letter: ev.LetterIssued) -> None:
        fee = sum(
            state.amount_ore
            for state in self.facts.account.fees
            if state.letter_id == letter.letter_id
            and not state.claimed_elsewhere
            and not state.lost
        )
        # A letter says all the interest that is owed; what earlier ones said is charged already.
        interest = letter.interest_ore - self.interest
        self.fees += fee
        self.interest += interest
        accounts, rows = self.rules.accounts, Rows()
        rows.credit(accounts.fees, fee)
        rows.credit(accounts.interest, interest)
        rows.balance_on(accounts.claims)
        text = Text("Fee and interest, invoice {number}", {"number": self.facts.number})
        self.made.facts += fact(letter.key, letter.on, text, rows)

    def pay(self, part: PaidPart) -> None:
        elsewhere = sum(paid for fee, paid in part.fees if fee.claimed_elsewhere)
        fees = min(part.allocation.fees_ore - elsewhere, self.fees)
        interest = min(part.allocation.interest_ore, self.interest)
        self.fees -= fees
        self.interest -= interest
        self.made.met[part.payment.payment_id] = fees, interest

    def end(self, case: Case) -> None:
        self.made.dropped[case.case_no] = self.fees, self.interest
        self.fees = self.interest = 0
