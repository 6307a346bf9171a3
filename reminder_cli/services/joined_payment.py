"""What is paid over the named invoice goes to the other cases of its letter, oldest first.

Product.md section 3: one letter asks for several invoices of a debtor, and is paid in one sum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from reminder_cli.domain.events import PaymentReceived
from reminder_cli.domain.replay import reckon
from reminder_cli.ledger.joined import invoices_of_letter
from reminder_cli.services.facts import Subject, subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_LATEST = 1 << 60  # comes after every event on record


def shared(world: World, before: Subject, received: PaymentReceived) -> list[PaymentReceived]:
    """The payment as one event for each invoice it meets, the named one first; öre add up to it."""
    others = _joined(world, before)
    rest = over_ore(world, before, received) if others else 0
    shares = [replace(received, amount_ore=received.amount_ore - rest)]
    for other in others:
        if rest:
            part = replace(received, invoice_id=other.invoice.invoice_id, amount_ore=rest)
            over = over_ore(world, other, part)
            shares.append(replace(part, amount_ore=rest - over))
            rest = over
    shares[0] = replace(shares[0], amount_ore=shares[0].amount_ore + rest)
    return [share for share in shares if share.amount_ore]


def over_ore(world: World, subject: Subject, received: PaymentReceived) -> int:
    """How much of such a payment would be more than is owed, in öre: tried, not recorded."""
    tried = replace(received, seq=_LATEST)
    claim = replace(subject.claim, payments=(*subject.claim.payments, tried))
    account = reckon(claim, subject.account.basis, until=world.today, rates=world.rates)
    [mine] = [a for a in account.allocations if a.payment.payment_id == received.payment_id]
    return mine.over_ore


def _joined(world: World, subject: Subject) -> list[Subject]:
    """The other open cases of the newest letter that asks for this invoice and others."""
    case = subject.open_case
    for letter in reversed(case.live_letters if case else ()):
        ids = invoices_of_letter(world.ledger, letter.letter_id)
        others = [i for i in ids if i != subject.invoice.invoice_id]
        if others:
            return [s for s in subjects_by_id(world, others) if s.open_case is not None]
    return []
