"""Payments as a person sees them: what each met, what waits and why, and what to type next.

It reads and never writes.
"""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from reminder_cli.domain.invoice import plain_number
from reminder_cli.domain.matching import Certain
from reminder_cli.domain.matching_outcome import Proposal, Rank
from reminder_cli.domain.matching_words import mentions
from reminder_cli.domain.money import decimal_string
from reminder_cli.i18n import Text
from reminder_cli.ledger import payment_queries
from reminder_cli.ledger.payment_queries import StoredPayment
from reminder_cli.services.facts import subjects_by_id
from reminder_cli.services.payments_effects import Met, met_by
from reminder_cli.services.payments_lookalikes import Lookalikes
from reminder_cli.services.payments_matching import Aside, Matcher, Waits
from reminder_cli.services.payments_scope import named

if TYPE_CHECKING:
    from reminder_cli.services.payments_matching import Answer
    from reminder_cli.services.world import World

Progress = Callable[[int, int], None]
MONTH = timedelta(days=31)
NEWEST = 20  # as many payments as a terminal shows one by one
_MOST = 5
_BATCH = 500  # invoices counted at once, so that memory is flat


class PaymentLine(NamedTuple):
    """A payment and where its money is. The parts add up to the amount; öre."""

    payment_id: int
    on: date
    account: str
    amount_ore: int
    reference: str
    payer: str
    paid_to: str
    met: tuple[Met, ...] = ()
    waiting_ore: int = 0
    aside_ore: int = 0
    repaid_ore: int = 0

    @property
    def parts_ore(self) -> tuple[int, ...]:
        """What of it is where, in the order of :class:`DaySum`; what is on invoices first."""
        met = self.met
        return (
            sum(part.principal_ore for part in met),
            sum(part.fees_ore for part in met),
            sum(part.interest_ore for part in met),
            sum(part.costs_ore for part in met),
            sum(part.recovered_ore for part in met),
            sum(part.over_ore for part in met),
            self.waiting_ore,
            self.aside_ore,
            self.repaid_ore,
        )


class Suggestion(Struct, frozen=True, kw_only=True):
    """What a payment may be for, why, and the command that says so."""

    invoices: tuple[tuple[str, int], ...]
    why: Text
    command: str


class WaitingLine(Struct, frozen=True, kw_only=True):
    """A payment that waits, why it does, and what it may be for, the likeliest first."""

    line: PaymentLine
    why: Text
    suggestions: tuple[Suggestion, ...]


class DaySum(NamedTuple):
    """What one account got on one day, and where it went; the parts add up to the sum. Öre."""

    on: date
    account: str
    payments: int
    sum_ore: int
    principal_ore: int
    fees_ore: int
    interest_ore: int
    costs_ore: int
    recovered_ore: int
    over_ore: int
    waiting_ore: int
    aside_ore: int
    repaid_ore: int

    @property
    def amounts_ore(self) -> tuple[int, ...]:
        """The sum and its parts, in this order."""
        return self[3:]


def line_of(
    stored: StoredPayment,
    met: Sequence[Met],
    steps: Iterable[tuple[str, int]] = (),
) -> PaymentLine:
    """A stored payment with what it met."""
    done: Counter[str] = Counter()
    for kind, ore in steps:
        done[kind] += ore
    return PaymentLine(
        payment_id=stored.payment_id,
        on=stored.draft.on,
        account=stored.draft.account,
        amount_ore=stored.draft.amount_ore,
        reference=stored.reference,
        payer=stored.draft.payer,
        paid_to=stored.paid_to,
        met=tuple(met),
        waiting_ore=stored.waiting_ore,
        aside_ore=done["aside"] + done["set_off"],
        repaid_ore=done["repaid"],
    )


def lines(
    world: World, chosen: Sequence[StoredPayment], progress: Progress | None = None
) -> list[PaymentLine]:
    """The payments with what each met. ``progress`` is told how many invoices are counted, and of how many."""
    ledger, ids = world.ledger, [item.payment_id for item in chosen]
    on_invoices = payment_queries.invoices_met(ledger, ids)
    invoice_ids = list(dict.fromkeys(i for found in on_invoices.values() for i in found))
    met: dict[int, list[Met]] = defaultdict(list)
    for start in range(0, len(invoice_ids), _BATCH):
        batch = subjects_by_id(world, invoice_ids[start : start + _BATCH])
        for payment_id, parts in met_by(batch).items():
            met[payment_id] += parts
        if progress:
            progress(start + len(batch), len(invoice_ids))
    steps = payment_queries.steps_of(ledger, ids)
    return [
        line_of(item, met.get(item.payment_id, ()), steps.get(item.payment_id, ()))
        for item in chosen
    ]


def between(
    world: World, first: date | None, last: date | None, progress: Progress | None = None
) -> list[PaymentLine]:
    """The payments of these days; without days, of the last month."""
    until = last or world.today
    return lines(
        world, payment_queries.between(world.ledger, first or until - MONTH, until), progress
    )


def newest(found: Sequence[PaymentLine]) -> list[PaymentLine]:
    """The payments that a terminal shows one by one, oldest first."""
    return sorted(found, key=lambda line: (line.on, line.payment_id))[-NEWEST:]


def day_sums(shown: Iterable[PaymentLine]) -> list[DaySum]:
    """The payments by day and account, as they stand on the bank's statement."""
    heaps: dict[tuple[date, str], list[PaymentLine]] = {}
    for line in shown:
        heaps.setdefault((line.on, line.account), []).append(line)
    return [_day_sum(on, account, heap) for (on, account), heap in sorted(heaps.items())]


def _day_sum(on: date, account: str, heap: list[PaymentLine]) -> DaySum:
    total = sum(line.amount_ore for line in heap)
    parts = [sum(column) for column in zip(*(line.parts_ore for line in heap), strict=True)]
    assert sum(parts) == total, "every öre of a payment is somewhere"
    return DaySum._make((on, account, len(heap), total, *parts))


def unmatched(world: World) -> list[WaitingLine]:
    """What waits, with what each may be for."""
    waiting = payment_queries.waiting(world.ledger)
    if not waiting:
        return []
    matcher = Matcher(world, about=[item.draft for item in waiting])
    alike = Lookalikes.load(world.ledger)
    answers = [
        matcher.answer(item.draft, alike=alike.in_the_way(item.payment_id)) for item in waiting
    ]
    return waiting_lines(world, matcher, list(zip(waiting, answers, strict=True)))


def waiting_lines(
    world: World, matcher: Matcher, found: Sequence[tuple[StoredPayment, Answer]]
) -> list[WaitingLine]:
    """What waits, as a person sees it."""
    shown = lines(world, [item for item, _answer in found])
    ids = named(world.ledger, (item.draft for item, _answer in found))
    known = payment_queries.bearers(world.ledger, sorted(ids))
    return [
        _waiting_line(world, matcher, item, answer, line, known)
        for (item, answer), line in zip(found, shown, strict=True)
    ]


def _waiting_line(
    world: World,
    matcher: Matcher,
    item: StoredPayment,
    answer: Answer,
    line: PaymentLine,
    known: dict[str, str],
) -> WaitingLine:
    if item.draft.amount_ore < 0:
        why = Text("the bank took it back; it is never matched by itself")
        return WaitingLine(line=line, why=why, suggestions=_taken_back(world, item))
    proposals = _proposals(answer)
    suggestions = [_suggestion(matcher, item, proposal) for proposal in proposals]
    if isinstance(answer, Waits) and answer.alike is not None:
        suggestions.insert(0, _same(item, answer.alike))
    paid = next((known[m.number] for m in mentions(item.draft) if m.number in known), "")
    if not suggestions and paid:
        why = Text("it names invoice {number}, of which nothing is left", {"number": paid})
        back = Text("paid twice: pay it back")
        command = f"remind payments repay {item.payment_id}"
        again = Suggestion(invoices=(), why=back, command=command)
        return WaitingLine(line=line, why=why, suggestions=(again,))
    return WaitingLine(line=line, why=_why(answer, proposals), suggestions=tuple(suggestions))


def _why(answer: Answer, proposals: Sequence[Proposal]) -> Text:
    match answer:
        case Waits(why=Text() as why):
            return why
        case Aside(why=why):
            return why
        case _ if proposals:
            return Text("it is not certain which invoice it is for")
        case _:
            return Text("nothing in it names an open invoice or a debtor")


def _proposals(answer: Answer) -> Sequence[Proposal]:
    match answer:
        case Certain():
            return [Proposal(answer.allocations, answer.reason, Rank.NUMBER_AND_WITNESS)]
        case Waits():
            return answer.proposals
        case Aside():
            return ()


def _suggestion(matcher: Matcher, item: StoredPayment, proposal: Proposal) -> Suggestion:
    claims = matcher.claims.by_id
    parts = [(claims[a.invoice_id].number, a.amount_ore) for a in proposal.allocations]
    # A part that was dealt with already is not for these invoices; the command takes the rest.
    plain = len(parts) == 1 or item.waiting_ore != item.draft.amount_ore
    words = [number if plain else f"{number}={decimal_string(ore)}" for number, ore in parts]
    return Suggestion(
        invoices=tuple(parts),
        why=proposal.reason,
        command=shlex.join(["remind", "payments", "match", str(item.payment_id), *words]),
    )


def _same(item: StoredPayment, other: int) -> Suggestion:
    return Suggestion(
        invoices=(),
        why=Text("the same money as payment {id}", {"id": other}),
        command=f"remind payments leave {item.payment_id} --same-as {other}",
    )


def _taken_back(world: World, item: StoredPayment) -> tuple[Suggestion, ...]:
    found = reversible(world, item)
    return tuple(
        Suggestion(
            invoices=(),
            why=Text(
                "payment {id} of {day} had this amount",
                {"id": other.payment_id, "day": other.draft.on},
            ),
            command=f"remind unpay {other.payment_id} --reason returned",
        )
        for other in found[:_MOST]
    )


def reversible(world: World, item: StoredPayment) -> list[StoredPayment]:
    """The payments that a reversal may take back; those that say the same come first."""
    found = payment_queries.may_be_taken_back(world.ledger, item)
    said = {mention.number for mention in mentions(item.draft)}

    def likeness(other: StoredPayment) -> int:
        numbers = {mention.number for mention in mentions(other.draft)}
        numbers.add(plain_number(other.reference))  # by hand: the invoice's number
        same = bool(said & numbers) * 2 + (
            bool(item.draft.payer) and item.draft.payer == other.draft.payer
        )
        return -int(same)

    return sorted(found, key=likeness)
