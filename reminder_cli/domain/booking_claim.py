"""All the vouchers of one claim, from its facts and the firm's rules, in the order of their days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reminder_cli.domain.booking import Booked, BookedFact, BookingRules, ClaimFacts, Rows, fact
from reminder_cli.domain.booking_case import paid_parts
from reminder_cli.domain.booking_charges import charges
from reminder_cli.domain.booking_losses import Endings, Recoveries
from reminder_cli.domain.booking_payments import Payments
from reminder_cli.i18n import Text


def book(facts: ClaimFacts, rules: BookingRules, *, until: date) -> Booked:
    """Every voucher dated ``until`` or earlier (bokföringslagen (1999:1078) 5 kap.).

    The same facts give the same vouchers, so that what was exported can be compared with what
    is true now.
    """
    paid = paid_parts(facts.claim, facts.account, facts.shares)
    charged = charges(facts, rules, paid)
    payments = Payments(
        facts=facts, rules=rules, charges=charged, recoveries=Recoveries(facts, rules)
    )
    endings = Endings(facts=facts, rules=rules, charges=charged)
    made = [
        *charged.facts,
        *(item for part in paid for item in payments.book(part)),
        *payments.repaid(paid),
        *(item for case in facts.claim.cases for item in endings.book(case)),
        *endings.losses(),
        *endings.credits(),
        *endings.refused_reductions(),
        *_costs_invoiced(facts, rules),
    ]
    left_out = [item for item in (*payments.left_out, *endings.left_out) if item.on <= until]
    return Booked(
        facts=tuple(sorted((m for m in made if m.on <= until), key=lambda m: (m.on, m.key))),
        left_out=tuple(left_out),
    )


def _costs_invoiced(facts: ClaimFacts, rules: BookingRules) -> Iterator[BookedFact]:
    """Kronofogden's invoices to the creditor: a cost until the debtor pays it; no VAT."""
    for cost in facts.costs_invoiced:
        rows = Rows()
        rows.debit(rules.accounts.collection_costs, cost.amount_ore)
        rows.credit(rules.accounts.suppliers, cost.amount_ore)
        text = Text("Kronofogden's fee, invoice {number}", {"number": facts.number})
        if cost.invoice:
            text = Text(
                "Kronofogden's invoice {invoice}, of invoice {number}",
                {"invoice": cost.invoice, "number": facts.number},
            )
        yield from fact(cost.key, cost.on, text, rows)
