"""Books payments on invoices, and tells at the end what they did. What is owed follows from the replay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.domain.events import Event, PaidTo, PaymentReceived
from reminder_cli.domain.matching_outcome import Allocation
from reminder_cli.domain.payment import PaymentDraft
from reminder_cli.ledger import payment_queries
from reminder_cli.services.facts import Subject
from reminder_cli.services.joined_payment import over_ore
from reminder_cli.services.payments_effects import Effect, Met, met_by, settle

if TYPE_CHECKING:
    from reminder_cli.services.payments_matching import Matcher
    from reminder_cli.services.world import World


class Booked(Struct):
    """What was booked: the parts of each payment, and what happened to the invoices."""

    met: dict[int, list[Met]] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)


class Booker(Struct):
    """Books under the write lock. Events are recorded in heaps, cases closed once at the end."""

    world: World
    events: list[Event] = field(default_factory=list)
    plain: dict[int, list[Met]] = field(default_factory=dict)
    over: list[Effect] = field(default_factory=list)
    before: dict[int, Subject] = field(default_factory=dict)
    payment_ids: set[int] = field(default_factory=set)

    def book(
        self,
        matcher: Matcher,
        payment_id: int,
        draft: PaymentDraft,
        parts: Sequence[Allocation],
        paid_to: str,
    ) -> None:
        """Put a payment on the invoices it is for."""
        to = PaidTo(paid_to)
        paid_out_on = draft.on if to is PaidTo.PARTNER else None
        for part in parts:
            for invoice_id, ore in self._spread(matcher, draft, part):
                self._meet(matcher, payment_id, invoice_id, ore)
                self.events.append(
                    PaymentReceived(
                        invoice_id=invoice_id,
                        on=draft.on,
                        payment_id=payment_id,
                        amount_ore=ore,
                        to=to,
                        paid_out_on=paid_out_on,
                    )
                )

    def flush(self) -> None:
        """Record what has been booked so far."""
        if self.events:
            self.world.record(self.events)
            self.events = []

    def settle(self) -> Booked:
        """Record the rest, close what is paid, and tell what happened."""
        self.flush()
        after, effects = settle(self.world, list(self.before.values()))
        done = Booked(self.plain, self.over + effects)
        for payment_id, met in met_by(after).items():
            if payment_id in self.payment_ids:
                done.met.setdefault(payment_id, []).extend(met)
        return done

    def _meet(self, matcher: Matcher, payment_id: int, invoice_id: int, ore: int) -> None:
        subject = matcher.claims.subjects.get(invoice_id)
        if subject is not None:
            self.before.setdefault(invoice_id, subject)
            self.payment_ids.add(payment_id)
        else:
            self._meet_plain(matcher, payment_id, invoice_id, ore)
        matcher.meets(invoice_id, ore)

    def _meet_plain(self, matcher: Matcher, payment_id: int, invoice_id: int, ore: int) -> None:
        """Without a case everything goes to the principal."""
        claim = matcher.claims.by_id[invoice_id]
        principal = min(ore, claim.remaining_ore)
        met = Met(
            payment_id=payment_id,
            invoice_id=invoice_id,
            invoice=claim.number,
            principal_ore=principal,
            over_ore=ore - principal,
        )
        self.plain.setdefault(payment_id, []).append(met)
        if ore > principal:
            effect = Effect(
                invoice=claim.number,
                closed=False,
                lost_fees_ore=0,
                overpaid_ore=ore - principal,
                left_ore=0,
            )
            self.over.append(effect)

    def _spread(
        self, matcher: Matcher, draft: PaymentDraft, part: Allocation
    ) -> list[tuple[int, int]]:
        """What is paid over the named invoice goes to the letter's other cases, oldest first."""
        subject = matcher.claims.subjects.get(part.invoice_id)
        joined = _joined(matcher, subject) if subject is not None else []
        if subject is None or not joined:
            return [(part.invoice_id, part.amount_ore)]
        matcher.renew([part.invoice_id, *joined])
        rest = _over(self.world, matcher.claims.subjects[part.invoice_id], draft, part.amount_ore)
        shares = {part.invoice_id: part.amount_ore - rest}
        for invoice_id in joined:
            other = matcher.claims.subjects[invoice_id]
            over = _over(self.world, other, draft, rest) if rest else 0
            shares[invoice_id], rest = rest - over, over
        shares[part.invoice_id] += rest
        return [(invoice_id, ore) for invoice_id, ore in shares.items() if ore]


def _joined(matcher: Matcher, subject: Subject) -> list[int]:
    """The other open cases of the newest letter that asks for this invoice and others."""
    case = subject.open_case
    if case is None:
        return []
    live = {letter.letter_id for letter in case.live_letters}
    letters = matcher.claims.joined.get(subject.invoice.invoice_id, ())
    newest = max((letter for letter, _ore in letters if letter in live), default=None)
    if newest is None:
        return []
    known = matcher.claims.subjects
    ids = payment_queries.in_letter(matcher.world.ledger, newest)
    return [i for i in ids if i != subject.invoice.invoice_id and i in known]


def _over(world: World, subject: Subject, draft: PaymentDraft, amount_ore: int) -> int:
    """How much of such a payment would be more than is owed, in öre."""
    tried = PaymentReceived(
        invoice_id=subject.invoice.invoice_id,
        on=draft.on,
        payment_id=-1,
        amount_ore=amount_ore,
        to=PaidTo.CREDITOR,
    )
    return over_ore(world, subject, tried)
