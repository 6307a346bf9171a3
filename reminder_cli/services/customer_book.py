"""Finds the customer of a draft in the register, or adds it; fills in what a file knows better."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from reminder_cli.domain.invoice import CustomerDraft, CustomerKind
from reminder_cli.ledger import customers
from reminder_cli.ledger.ledger import Ledger
from reminder_cli.services.import_report import Change

_HELD = 10_000  # as many as a reader gives again as the same object
_TEXTS = ("name", "org_number", "email", "street", "postal_code", "city", "country")


class CustomerBook:
    """The register of customers during one import: by number, else identity number, else name."""

    def __init__(self, ledger: Ledger, *, now: datetime) -> None:
        self._ledger = ledger
        self._now = now
        self._ids: dict[str, int] = {}
        self._objects: dict[int, tuple[CustomerDraft, int]] = {}
        self._seen: dict[tuple[object, ...], int] = {}
        self.changes: list[Change] = []
        self._new: list[tuple[object, ...]] = []
        self._next = customers.next_customer_id(ledger)
        for customer_id, number, org_number, name in customers.identities(ledger):
            self._remember(customer_id, _keys(number, org_number, name))

    def _remember(self, customer_id: int, keys: list[str]) -> None:
        for key in keys:
            self._ids.setdefault(key, customer_id)

    def customer_id(self, draft: CustomerDraft) -> int:
        """The customer's id; a new one gets its row at the next :meth:`save`."""
        # A reader gives the same draft again for the same customer; comparing it would cost more.
        held = self._objects.get(id(draft))
        if held is not None:
            return held[1]
        known = self._seen.get(draft[1:])  # the row says nothing about the customer
        if known is None:
            known = self._seen[draft[1:]] = self._find_or_add(draft)
        if len(self._objects) >= _HELD:
            self._objects.clear()
        self._objects[id(draft)] = (draft, known)  # held, so that its id is not used again
        return known

    def _find_or_add(self, draft: CustomerDraft) -> int:
        keys = _keys(draft.number, draft.org_number, draft.name)
        known = self._find(draft, keys)
        if known is not None:
            self._fill(known, draft)
            return known
        customer_id, self._next = self._next, self._next + 1
        self._remember(customer_id, keys)
        kind = draft.kind or CustomerKind.BUSINESS
        language = draft.language if draft.language in {"sv", "en"} else "sv"
        self._new.append(
            (
                customer_id,
                draft.number,
                draft.name,
                kind.value,
                draft.org_number,
                draft.email,
                draft.street,
                draft.postal_code,
                draft.city,
                draft.country,
                language,
                int(draft.kind is not None),
                keys[0],
            )
        )
        return customer_id

    def _find(self, draft: CustomerDraft, keys: list[str]) -> int | None:
        strongest = self._ids.get(keys[0])
        if strongest is not None or len(keys) == 1 or draft.number:
            # With a number of its own, a customer is not another one of the same name.
            return strongest
        namesake = self._ids.get(keys[-1])
        if namesake is None:
            return None
        # Two people may have one name: only one without an identity number can be this one.
        self.save()
        return None if customers.customer(self._ledger, namesake).org_number else namesake

    def _fill(self, customer_id: int, draft: CustomerDraft) -> None:
        self.save()
        known = customers.customer(self._ledger, customer_id)
        changes = {
            name: getattr(draft, name)
            for name in _TEXTS
            if getattr(draft, name) and getattr(draft, name) != getattr(known, name)
        }
        if draft.kind is not None and draft.kind is not known.kind:
            changes["kind"] = draft.kind.value
        if draft.language in {"sv", "en"} and draft.language != known.language:
            changes["language"] = draft.language
        if changes:
            customers.update_customer(self._ledger, customer_id, changes, now=self._now)
            self.changes += [
                Change(
                    number=known.number or known.name,
                    field=name,
                    old=str(getattr(known, name)),
                    new=value,
                    applied=True,
                )
                for name, value in changes.items()
            ]

    def update(self, drafts: Iterable[CustomerDraft]) -> None:
        """Take in a list of customers."""
        for draft in drafts:
            self.customer_id(draft)

    def save(self) -> None:
        """Write the new customers."""
        if self._new:
            customers.insert_customers(self._ledger, self._new)
            self._new = []


def _keys(number: str, org_number: str, name: str) -> list[str]:
    digits = re.sub(r"\D", "", org_number)[-10:]
    keys = [f"n:{number}"] if number else []
    keys += [f"o:{digits}"] if len(digits) == 10 else []
    return [*keys, f"a:{' '.join(name.casefold().split())}"]
