"""Finds the customer of a draft in the register, or adds it; fills in what a file knows better."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from itertools import islice

from reminder_cli.domain.invoice import Customer, CustomerDraft, CustomerKind, may_be_consumer
from reminder_cli.domain.matching_names import customer_keys as search_keys
from reminder_cli.ledger import customers, erasing, seen_customers
from reminder_cli.ledger.ledger import Ledger
from reminder_cli.services.import_report import Change

_HELD = 10_000  # as many as a reader gives again as the same object
_SEEN = 20_000  # a few MB; more are put aside, and looked for a batch at a time
_BATCH = 1000
_TEXTS = ("name", "org_number", "email", "street", "postal_code", "city", "country")


class CustomerBook:
    """The register of customers during one import: by number, else identity number, else name.

    No more than a batch of the register is held at a time, and what drafts said is compared once:
    that it has been is remembered by a hash, of which two are the same once in a billion lists.
    """

    def __init__(self, ledger: Ledger, *, now: datetime) -> None:
        self._ledger = ledger
        self._now = now
        self._ids: dict[str, int] = {}  # of the batch, and of new ones, by what they are known by
        self._found: dict[int, Customer] = {}  # the same as they are stored
        self._match_keys: set[str] = set()  # of the same: no other may have them
        self._objects: dict[int, tuple[CustomerDraft, int]] = {}
        self._seen: dict[int, int] = {}  # by a hash of what the draft says, which is short
        self._put_aside = False  # whether more than that has been seen
        self.changes: list[Change] = []
        self.added = 0
        self.left_out = 0  # who stood in a register of customers and had been erased
        self.unsure: list[str] = []  # names of new ones who may be private persons
        self._new: list[tuple[object, ...]] = []
        self._next = customers.next_customer_id(ledger)

    def look_up(self, drafts: Iterable[CustomerDraft]) -> None:
        """Find those of a batch that stand in the register, in one look. Before :meth:`customer_id`."""
        assert not self._new, "a batch is written before the next one is looked for"
        self._ids, self._found, self._match_keys = {}, {}, set()
        # Only here, because what is forgotten has to be looked for.
        if len(self._objects) >= _HELD:
            self._objects.clear()
        batch = {id(draft): draft for draft in drafts}
        self._make_room(batch.values())
        numbers: set[str] = set()
        keys: set[str] = set()
        written: set[str] = set()
        for draft in batch.values():
            if id(draft) in self._objects or hash(draft[1:]) in self._seen:
                continue
            known_by = _keys(draft.number, draft.org_number, draft.name)
            written.update((known_by[0], known_by[-1]))
            if draft.number:
                numbers.add(draft.number)
            else:
                keys |= {k for k in search_keys(draft.name, draft.org_number) if k[0] in "#="}
        if not written:
            return
        for known, match_key in customers.candidates(
            self._ledger, numbers=numbers, keys=keys, match_keys=written
        ):
            self._found[known.customer_id] = known
            self._match_keys.add(match_key)
            self._remember(known.customer_id, _keys(known.number, known.org_number, known.name))

    def _make_room(self, batch: Iterable[CustomerDraft]) -> None:
        """Put aside what has been seen when it is much, and take back what this batch says again."""
        if len(self._seen) >= _SEEN:
            if not self._put_aside:
                seen_customers.begin(self._ledger)
            seen_customers.put_aside(self._ledger, self._seen)
            self._put_aside = True
            self._seen.clear()
        if self._put_aside:
            said = {hash(draft[1:]) for draft in batch if id(draft) not in self._objects}
            self._seen |= seen_customers.among(self._ledger, said - self._seen.keys())

    def _remember(self, customer_id: int, keys: list[str]) -> None:
        for key in keys:
            self._ids.setdefault(key, customer_id)

    def customer_id(self, draft: CustomerDraft) -> int:
        """The customer's id; a new one gets its row at the next :meth:`save`."""
        # A reader gives the same draft again for the same customer; comparing it would cost more.
        held = self._objects.get(id(draft))
        if held is not None:
            return held[1]
        said = hash(draft[1:])  # the row says nothing about the customer
        known = self._seen.get(said)
        if known is None:
            known = self._seen[said] = self._find_or_add(draft)
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
        if draft.kind is None and may_be_consumer(draft.name, draft.org_number):
            self.unsure.append(draft.name)
        language = draft.language if draft.language in {"sv", "en"} else "sv"
        match_key = keys[0] if keys[0] not in self._match_keys else f"{keys[0]}/{customer_id}"
        self._match_keys.add(match_key)
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
                match_key,
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
        return None if self._customer(namesake).org_number else namesake

    def _customer(self, customer_id: int) -> Customer:
        """One of the batch as it is stored; a new one is written first."""
        if customer_id not in self._found:
            self.save()
            self._found[customer_id] = customers.customer(self._ledger, customer_id)
        return self._found[customer_id]

    def _fill(self, customer_id: int, draft: CustomerDraft) -> None:
        known = self._customer(customer_id)
        changes = {
            name: getattr(draft, name)
            for name in _TEXTS
            if getattr(draft, name) and getattr(draft, name) != getattr(known, name)
        }
        if draft.language in {"sv", "en"} and draft.language != known.language:
            changes["language"] = draft.language
        if draft.kind is not None and draft.kind is not known.kind:
            if known.kind_by_hand:  # what a person has said stands against every file
                self._change(known, "kind", draft.kind.value, applied=False)
            else:
                changes["kind"] = draft.kind.value
        for name, value in changes.items():
            self._change(known, name, value, applied=True)
        said = {"kind_known": 1} if draft.kind is not None and not known.kind_known else {}
        if changes or said:
            customers.update_customer(self._ledger, customer_id, {**changes, **said}, now=self._now)
            del self._found[customer_id]

    def _change(self, known: Customer, field: str, new: str, *, applied: bool) -> None:
        self.changes.append(
            Change(
                number=known.number or known.name,
                field=field,
                old=str(getattr(known, field)),
                new=new,
                applied=applied,
            )
        )

    def update(self, drafts: Iterable[CustomerDraft]) -> None:
        """Take in a list of customers; who has been erased is left out until an invoice needs it."""
        left = iter(drafts)
        while batch := list(islice(left, _BATCH)):
            self.look_up(batch)
            for draft in batch:
                if self.was_erased(draft):
                    self.left_out += 1
                else:
                    self.customer_id(draft)
            self.save()

    @cached_property
    def _erased(self) -> erasing.ErasedKeys:
        return erasing.ErasedKeys(self._ledger)

    def was_erased(self, draft: CustomerDraft) -> bool:
        """Whether this was a customer that has been erased, and no invoice has needed it since."""
        if not self._erased or hash(draft[1:]) in self._seen:
            return False
        if self._find(draft, _keys(draft.number, draft.org_number, draft.name)) is not None:
            return False
        return self._erased.any_of(customer_keys(draft.number, draft.org_number, draft.name))

    def save(self) -> None:
        """Write the new customers."""
        if self._new:
            customers.insert_customers(self._ledger, self._new)
            self.added += len(self._new)
            self._new = []


def customer_keys(number: str, org_number: str, name: str) -> list[str]:
    """What a customer is known by, the surest first; the name only where there is nothing else."""
    keys = _keys(number, org_number, name)
    return keys[:-1] or keys


def _keys(number: str, org_number: str, name: str) -> list[str]:
    digits = re.sub(r"\D", "", org_number)[-10:]
    keys = [f"n:{number}"] if number else []
    keys += [f"o:{digits}"] if len(digits) == 10 else []
    return [*keys, f"a:{' '.join(name.casefold().split())}"]
