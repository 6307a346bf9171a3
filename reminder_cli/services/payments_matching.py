"""Asks for each payment what it is for, against the claims as they stand at that moment.

What the rules of matching call certain waits all the same where the money may have been counted
in another way: by hand, in the invoices' own list, or in another file. It books nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.domain.matching import (
    Certain,
    ClaimIndex,
    Match,
    match,
    match_at_length,
    plainly_certain,
)
from reminder_cli.domain.matching_names import last_ten, name_key, same_name
from reminder_cli.domain.matching_outcome import Allocation, Proposal, Rank
from reminder_cli.domain.matching_twins import source_of
from reminder_cli.domain.payment import PaymentDraft
from reminder_cli.i18n import Text
from reminder_cli.ledger import payment_queries
from reminder_cli.ledger.invoices import last_invoice
from reminder_cli.services.facts import subjects_by_id
from reminder_cli.services.payments_claims import Claims, PaidBefore
from reminder_cli.services.payments_scope import named, reached

if TYPE_CHECKING:
    from reminder_cli.services.world import World

# A payment is mostly registered by hand within a few days of the day the bank books it.
_SAME_MONEY = timedelta(days=10)
_BY_HAND = Text("payment {id} of the same amount was registered by hand; it may be this money")


class Waits(Struct, frozen=True):
    """A person must say what it is for; ``why`` is set when it would else have been certain."""

    proposals: tuple[Proposal, ...] = ()
    why: Text | None = None
    alike: int | None = None


class Aside(Struct, frozen=True):
    """Nothing is to be booked: the money is counted already, or is for no invoice."""

    why: Text
    invoice_id: int | None = None


Answer = Certain | Waits | Aside


# From so many payments on, and one for so many invoices, to read every claim once is the shorter way.
_MANY = 1000
_SHARE = 20


class Matcher:
    """The claims of the ledger, kept up as payments meet them. ``flush`` records what is booked.

    Of ``about`` only the claims are read that these payments can be for, and what another one
    needs when it is asked about; without it every claim is.
    """

    def __init__(
        self,
        world: World,
        flush: Callable[[], None] = lambda: None,
        *,
        about: Sequence[PaymentDraft] | None = None,
    ) -> None:
        self.world = world
        self._flush = flush
        self._met: dict[int, int] = {}  # what payments met since the index was told, in öre
        self._reached: set[str] | None = None  # keys of payments; None when every claim is known
        if about is None or _is_bulk(world, about):
            self.claims = Claims.load(world)
            before = PaidBefore.load(world)
        else:
            self._reached = set()
            self.claims = Claims.with_cases(world)
            before = PaidBefore({}, {}, frozenset())
        self.index = self.claims.index()
        self._before = (before, ClaimIndex.build(before.claims.values()))
        self._counted: set[int] = set()  # paid before, and told of by a payment of this run
        self.prepare(about or ())

    def prepare(self, drafts: Sequence[PaymentDraft]) -> None:
        """Read what these payments can be for, all at once."""
        if self._reached is None or not drafts:
            return
        self._read(named(self.world.ledger, drafts))
        self._reach([d for d in drafts if plainly_certain(d, self.index) is None])

    def reach(self, drafts: Sequence[PaymentDraft]) -> None:
        """Read all that the rules can look at for these payments, however plain they are."""
        self.prepare(drafts)
        self._reach(drafts)

    def _reach(self, drafts: Sequence[PaymentDraft]) -> None:
        if self._reached is None:
            return
        new = [draft for draft in drafts if draft.key not in self._reached]
        if new:
            self._read(named(self.world.ledger, new))
            self._read(reached(self.world.ledger, new, self.claims, self.index))
            self._reached.update(draft.key for draft in new)

    def _read(self, invoice_ids: set[int]) -> None:
        """Claims as they stand now, with what has been booked so far."""
        self._flush()
        plain = invoice_ids - self.claims.subjects.keys()
        self.claims.read_plain(self.world, plain)
        for invoice_id in self._met.keys() & plain:
            del self._met[invoice_id]
        self.index = self.claims.index()
        before = PaidBefore.load(self.world, invoice_ids - self._counted)
        self._before[0].take_in(before)
        self._before = (self._before[0], ClaimIndex.build(self._before[0].claims.values()))

    @cached_property
    def _by_hand(self) -> dict[tuple[int, int], list[tuple[int, date, frozenset[str]]]]:
        return payment_queries.by_hand(self.world.ledger)

    @cached_property
    def _own_name(self) -> frozenset[str]:
        return name_key(self.world.company.name)

    def answer(self, draft: PaymentDraft, *, alike: int | None = None) -> Answer:
        """What the payment is for. ``alike`` is a booked payment that may be the same money."""
        found = self._match(draft)
        while isinstance(found, Certain) and self._renew([a.invoice_id for a in found.allocations]):
            found = self._match(draft)
        if isinstance(found, Certain):
            return self._obstacle(draft, found, alike) or found
        if draft.amount_ore > 0:
            is_own = not found.proposals and same_name(name_key(draft.payer), self._own_name)
            if is_own:
                return Aside(Text("a transfer from your own account"))
            return self._counted_before(self._with_identity(draft)) or self._waits(
                draft, found.proposals, alike
            )
        return Waits(found.proposals)

    def _waits(
        self, draft: PaymentDraft, proposals: tuple[Proposal, ...], alike: int | None
    ) -> Waits:
        """Nothing is certain; of a named invoice that was paid by hand, it may be that very money."""
        for invoice_id in sorted(named(self.world.ledger, [draft])) if alike is None else ():
            hand = self._registered(Allocation(invoice_id, draft.amount_ore), draft)
            if hand is not None:
                return Waits(proposals, Text(_BY_HAND.msgid, {"id": hand}), hand)
        return Waits(proposals, alike=alike)

    def _match(self, draft: PaymentDraft) -> Match:
        certain = plainly_certain(draft, self.index)
        if certain is not None:
            return certain
        self._reach([draft])
        return match_at_length(self._with_identity(draft), self.index)

    def meets(self, invoice_id: int, amount_ore: int) -> None:
        """A payment has met a claim: it is looked at anew before another one does."""
        self._met[invoice_id] = self._met.get(invoice_id, 0) + amount_ore

    def renew(self, invoice_ids: Iterable[int]) -> None:
        """Bring these claims up to what has been booked."""
        self._renew(invoice_ids)

    def _renew(self, invoice_ids: Iterable[int]) -> bool:
        stale = [i for i in invoice_ids if i in self._met]
        for invoice_id in stale:
            old, met = self.claims.by_id.get(invoice_id), self._met.pop(invoice_id)
            if invoice_id in self.claims.subjects:
                self._flush()
                self.claims.add(subjects_by_id(self.world, [invoice_id]))
            elif old is not None:
                self.claims.lowered(invoice_id, met)
            if old is not None:
                self.index.renew(old, self.claims.by_id.get(invoice_id))
        return bool(stale)

    def _with_identity(self, draft: PaymentDraft) -> PaymentDraft:
        """The payer's org.nr in place of a giro that nobody has paid from before."""
        identity = last_ten(draft.payer_org_number)
        if identity and draft.payer_giro not in self.index.by_giro:
            return draft._replace(payer_giro=identity)
        return draft

    def _obstacle(self, draft: PaymentDraft, found: Certain, alike: int | None) -> Waits | None:
        """Why what is certain must wait, if it must."""
        proposal = (Proposal(found.allocations, found.reason, Rank.NUMBER_AND_WITNESS),)
        if alike is not None:
            why = Text("it may be the same money as payment {id}", {"id": alike})
            return Waits(proposal, why, alike)
        for part in found.allocations:
            hand = self._registered(part, draft)
            if hand is not None:
                return Waits(proposal, Text(_BY_HAND.msgid, {"id": hand}), hand)
            before, _index = self._before
            until = before.until.get(part.invoice_id)
            if until is not None and draft.on <= until:
                why = Text(
                    "the list that brought the invoice said that a part of it was paid already; "
                    "it may be this money"
                )
                return Waits(proposal, why)
        return None

    def _registered(self, part: Allocation, draft: PaymentDraft) -> int | None:
        for payment_id, on, told in self._by_hand.get((part.invoice_id, part.amount_ore), ()):
            if abs(draft.on - on) <= _SAME_MONEY and source_of(draft) not in told:
                return payment_id
        return None

    def _counted_before(self, draft: PaymentDraft) -> Aside | None:
        """Whether the invoices' own list had counted it when it was taken in."""
        before, index = self._before
        found = match(draft, index) if before.claims else None
        if not isinstance(found, Certain) or len(found.allocations) != 1:
            return None
        (part,) = found.allocations
        claim = before.claims[part.invoice_id]
        if (
            part.invoice_id in before.still_open
            or draft.on > before.until[part.invoice_id]
            or part.amount_ore > claim.remaining_ore
        ):
            return None
        old = before.claims.pop(part.invoice_id)
        self._counted.add(part.invoice_id)
        index.renew(old, None)
        why = Text(
            "invoice {number} was paid already when it was taken in", {"number": claim.number}
        )
        return Aside(why, part.invoice_id)


def _is_bulk(world: World, drafts: Sequence[PaymentDraft]) -> bool:
    return len(drafts) >= _MANY and len(drafts) * _SHARE >= last_invoice(world.ledger)
