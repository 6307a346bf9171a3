"""Which payments of a file are new, by all that earlier files told. It matches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.domain.matching_twins import change
from reminder_cli.domain.money import show_kronor
from reminder_cli.domain.payment import Deposit, PaymentDraft
from reminder_cli.i18n import Text, _
from reminder_cli.ledger import erasing, payment_queries, payments
from reminder_cli.ledger.payment_queries import StoredPayment
from reminder_cli.services.facts import subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World

# A deposit and the line of the statement that sums it are booked within a few days.
_NEAR = timedelta(days=10)


class Brought(Struct):
    """What a file brings. ``stored`` and ``alike`` name payments by key.

    ``told`` are rows whose money another row tells of; ``withdrawn`` maps the number of a sum
    that was counted to the deposit whose parts are known now; ``booked_alike`` maps a new key to
    a booked payment that may be the same money. ``seen`` are known payments that it tells of too.
    """

    new: list[PaymentDraft]
    told: list[PaymentDraft]
    withdrawn: dict[int, str]
    stored: dict[str, int]
    alike: list[tuple[str, str]]
    booked_alike: dict[str, int] = field(default_factory=dict)
    disputed: list[Text] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)


def bring(world: World, drafts: Sequence[PaymentDraft], deposits: Sequence[Deposit]) -> Brought:
    """Compare a file with what is known of its days; see :mod:`reminder_cli.domain.matching_twins`."""
    days = [d.on for d in drafts] + [d.on for d in deposits] or [world.today]
    first, last = _near(min(days), -_NEAR), _near(max(days), _NEAR)
    rows = payment_queries.told_by_files(world.ledger, first, last)
    known = [draft for _id, _state, draft in rows]
    sums = payment_queries.deposits_between(world.ledger, first, last)
    found = change(known, sums, drafts, deposits)
    stored = {draft.key: payment_id for payment_id, _state, draft in rows}
    for draft in found.new:
        if draft.key in stored:  # it had been left out for a sum that another row is told by now
            payments.set_state(
                world.ledger, stored[draft.key], "counted", waiting_ore=draft.amount_ore
            )
    by_key = {draft.key: draft for draft in known}
    for draft in drafts:
        old = by_key.get(draft.key)
        if old is None or old.amount_ore != draft.amount_ore or _says(draft) <= _says(old):
            continue
        if not erasing.is_payment_erased(world.ledger, stored[draft.key]):
            payments.say_more(world.ledger, stored[draft.key], draft)
    new = [draft for draft in found.new if draft.key not in stored]
    taken = {draft.key for draft in new}
    return Brought(
        new=new,
        told=[d for d in drafts if d.key not in taken and d.key not in stored],
        withdrawn={stored[key]: told for key, told in found.withdrawn.items()},
        stored=stored,
        alike=list(found.alike),
        booked_alike=_booked_alike(world, found.alike, stored),
        disputed=_disputed(drafts, by_key, found.disputed),
        seen=[stored[draft.key] for draft in drafts if draft.key in stored],
    )


def _says(draft: PaymentDraft) -> int:
    """How much a row says of what it is for and who paid."""
    return len(draft.references) + len(draft.texts) + bool(draft.payer)


def _near(day: date, by: timedelta) -> date:
    return day + by if date(1900, 1, 1) < day < date(9000, 1, 1) else day


def _booked_alike(
    world: World, pairs: Sequence[tuple[str, str]], stored: dict[str, int]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for pair in pairs:
        for mine, other in (pair, pair[::-1]):
            if mine in stored or other not in stored:
                continue
            standing = payment_queries.standing_for(world.ledger, stored[other])
            if standing is not None and standing.matched_by:
                found.setdefault(mine, standing.payment_id)
    return found


def _disputed(
    drafts: Sequence[PaymentDraft], known: dict[str, PaymentDraft], keys: frozenset[str]
) -> list[Text]:
    return [
        Text(
            "line {line}: a payment of {day} that was {old} kr in an earlier file is {new} kr here; "
            "the first stands. Ask the bank which is right",
            {
                "line": draft.row,
                "day": draft.on,
                "old": show_kronor(known[draft.key].amount_ore),
                "new": show_kronor(draft.amount_ore),
            },
        )
        for draft in drafts
        if draft.key in keys
        and draft.key in known
        and draft.amount_ore != known[draft.key].amount_ore
    ]


def withdraw(world: World, withdrawn: dict[int, str]) -> list[Text]:
    """Sums whose parts are known now no longer count; tells what became of each.

    A sum that a person put on an invoice stays there until the person takes it back.
    """
    said = []
    for first_id, told_by in withdrawn.items():
        payment = payment_queries.standing_for(world.ledger, first_id)
        if payment is None or payment.state != "counted":
            continue
        said.append(_withdraw(world, payment, told_by))
    return said


def _withdraw(world: World, payment: StoredPayment, told_by: str) -> Text:
    from reminder_cli.services.pay import repaid_of, take_back

    ledger, payment_id = world.ledger, payment.payment_id
    values: dict[str, object] = {
        "id": payment_id,
        "amount": show_kronor(payment.draft.amount_ore),
        "day": payment.draft.on,
    }
    untouched = payment.waiting_ore == payment.draft.amount_ore
    met = subjects_by_id(world, payments.invoices_of(ledger, payment_id))
    if not untouched and (payment.matched_by != "file" or repaid_of(met, payment_id)):
        payments.set_told_by(ledger, payment_id, told_by)
        return Text(
            "Payment {id} of {amount} kr on {day} is a sum whose parts have come now. Take it back "
            "with: remind unpay {id} --reason TEXT",
            values,
        )
    for subject in met:
        take_back(world, subject, payment_id, _("its parts came in another file"))
    payments.set_state(ledger, payment_id, "told", told_by=told_by)
    return Text(
        "Payment {id} of {amount} kr on {day} was a sum; its parts have come and count instead.",
        values,
    )
