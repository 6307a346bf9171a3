"""Issues letters: built, staged, recorded with their hash, and only then released.

A crash before the commit leaves a staged file that nobody sends; after it, the next run
releases what is recorded and not released (product.md section 7).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from reminder_cli.adapters.delivery.folder import LetterFolders
from reminder_cli.domain.decision import IssueLetter
from reminder_cli.domain.events import LetterIssued
from reminder_cli.domain.invoice import Customer
from reminder_cli.domain.letter import LetterData
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.ledger import letters
from reminder_cli.ledger.letters import LetterRow
from reminder_cli.services.addressing import all_addressed, recipient_of
from reminder_cli.services.channels import channel_for, own_texts
from reminder_cli.services.facts import Subject
from reminder_cli.services.letter_building import build_letter
from reminder_cli.services.references import made_form

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_UNSAFE = re.compile(r"[^0-9A-Za-z-]+")
_BATCH = 500


class IssuedLetter(Struct, frozen=True, kw_only=True):
    """A letter that was recorded, or would be in a dry run. Öre."""

    letter_id: int
    name: str
    kind: LetterKind
    invoices: tuple[str, ...]
    customer: str
    channel: str
    sent_on: date
    due_on: date
    principal_ore: int
    fees_ore: int
    interest_ore: int
    ocr: str
    why: str

    @property
    def total_ore(self) -> int:
        """What the letter asks for."""
        return self.principal_ore + self.fees_ore + self.interest_ore


class _Draft(Struct, frozen=True):
    """A letter before it is set: what it asks for, and of which cases."""

    items: Sequence[tuple[Subject, IssueLetter]]
    to: Customer
    data: LetterData
    letter: IssuedLetter


class Issuer:
    """Issues letters within one transaction. In a dry run nothing is rendered or staged."""

    def __init__(self, world: World, *, dry_run: bool) -> None:
        self._world = world
        self._dry_run = dry_run or world.forecast
        self._next_id = letters.next_letter_id(world.ledger)

    @cached_property
    def _folders(self) -> LetterFolders:
        return LetterFolders(self._world.letters_folder)

    @cached_property
    def _texts(self) -> Path | None:
        """The firm's own texts, tried before the first letter: a wrong one stops the whole run."""
        return own_texts(self._world)

    def issue(
        self,
        items: Sequence[tuple[Subject, IssueLetter]],
        *,
        channel: str = "",
        retracts: str = "",
    ) -> IssuedLetter:
        """One letter for these invoices of one debtor, recorded under the write lock.

        ``channel`` is chosen by the settings when it is not given.
        """
        (to,) = all_addressed(self._world, [items[0][0]])
        (letter,) = self._issued([self._draft(items, to, channel=channel, retracts=retracts)])
        return letter

    def issue_all(
        self, batch: Sequence[Sequence[tuple[Subject, IssueLetter]]]
    ) -> list[IssuedLetter]:
        """The same for many debtors, set on all cores and recorded in their order."""
        if not batch:
            return []  # and the firm's own texts are not tried
        return list(self._issued(self._drafts(batch)))

    def _drafts(self, batch: Sequence[Sequence[tuple[Subject, IssueLetter]]]) -> Iterator[_Draft]:
        for start in range(0, len(batch), _BATCH):
            some = batch[start : start + _BATCH]
            debtors = all_addressed(self._world, [items[0][0] for items in some])
            for items, to in zip(some, debtors, strict=True):
                yield self._draft(items, to)

    def _draft(
        self,
        items: Sequence[tuple[Subject, IssueLetter]],
        to: Customer,
        *,
        channel: str = "",
        retracts: str = "",
    ) -> _Draft:
        world, (subject, decision) = self._world, items[0]
        letter_id, self._next_id = self._next_id, self._next_id + 1
        data = build_letter(world, items, number=str(letter_id), retracts=retracts, to=to)
        letter = IssuedLetter(
            letter_id=letter_id,
            name=_name(world.today, subject, decision),
            kind=decision.kind,
            invoices=tuple(item.invoice.number for item, _ in items),
            customer=subject.customer.name,
            channel=channel or channel_for(world, decision.kind, to),
            sent_on=world.today,
            due_on=decision.due_on,
            principal_ore=sum(claim.principal_ore for claim in data.claims),
            fees_ore=sum(claim.fees_ore for claim in data.claims),
            interest_ore=sum(claim.interest_ore for claim in data.claims),
            ocr=data.ocr,
            why=str(decision.why),
        )
        return _Draft(items, to, data, letter)

    def _issued(self, drafts: Iterable[_Draft]) -> Iterator[IssuedLetter]:
        texts = self._texts
        made = ((draft, "") for draft in drafts) if self._dry_run else self._staged(drafts, texts)
        with closing(made):
            while some := list(islice(made, _BATCH)):
                self._record(some)
                yield from (draft.letter for draft, _sha256 in some)

    def _staged(
        self, drafts: Iterable[_Draft], texts: Path | None
    ) -> Generator[tuple[_Draft, str], None, None]:
        """Each with the hash of its file, which lies where nobody sends it."""
        from reminder_cli.adapters.letters.many import render_all

        with closing(render_all(((draft, draft.data) for draft in drafts), texts)) as made:
            for draft, files in made:
                self._folders.stage(draft.letter.name, pdf=files.pdf, text=files.text)
                yield draft, hashlib.sha256(files.pdf).hexdigest()

    def _record(self, made: Sequence[tuple[_Draft, str]]) -> None:
        world = self._world
        world.record(
            [
                _event(world, item, decision, draft.letter, sha256)
                for draft, sha256 in made
                for item, decision in draft.items
            ]
        )
        rows = [
            (self._row(draft, sha256), [item.invoice.invoice_id for item, _ in draft.items])
            for draft, sha256 in made
        ]
        letters.insert_letters(world.ledger, rows, now=world.now)

    def _row(self, draft: _Draft, sha256: str) -> LetterRow:
        issued, to, forecast = draft.letter, draft.to, self._world.forecast
        return LetterRow(
            letter_id=issued.letter_id,
            kind=issued.kind.value,
            customer_id=to.customer_id,
            dated_on=issued.sent_on,
            due_on=issued.due_on,
            channel=issued.channel,
            language=to.language,
            total_ore=issued.total_ore,
            ocr=issued.ocr,
            sha256=sha256,
            name=issued.name,
            recipient=recipient_of(to),
            # In a forecast every letter is taken to go out on its day.
            state="sent" if forecast else "recorded",
            sent_on=issued.sent_on if forecast else None,
            invoices=issued.invoices,
        )


def _event(
    world: World, subject: Subject, made: IssueLetter, issued: IssuedLetter, sha256: str
) -> LetterIssued:
    case, account = subject.claim.case, subject.account
    assert case is not None, "a letter belongs to a case"
    same = [letter for letter in case.letters if letter.letter is made.kind]
    return LetterIssued(
        invoice_id=subject.invoice.invoice_id,
        case_no=case.case_no,
        on=world.today,
        letter=made.kind,
        number=len(same) + 1,
        letter_id=issued.letter_id,
        due_on=made.due_on,
        fee_act=made.fee_act,
        fee_ore=made.fee_ore,
        total_ore=account.owed_ore + made.fee_ore,
        interest_ore=account.interest_left_ore,
        sha256=sha256,
        starts=made.starts,
        made_ocr=made_form(world, subject),
    )


def _name(today: date, subject: Subject, decision: IssueLetter) -> str:
    """The file's name, from case and step, so that a rerun writes over its own staged file."""
    case = subject.claim.case  # a letter that is taken back may have been the last of its case
    assert case is not None, "a letter belongs to a case"
    same = [letter for letter in case.letters if letter.letter is decision.kind]
    number = _UNSAFE.sub("-", subject.invoice.number)[:40]
    # Two numbers may look the same once made safe; the id tells them apart.
    case_name = f"{number}-{subject.invoice.invoice_id}.{case.case_no}.{len(same) + 1}"
    return f"{today}-{decision.kind.value}-{case_name}"


def without_fee(decision: IssueLetter) -> IssueLetter:
    """The same letter without its fee: a joined demand carries one fee, on its oldest case."""
    return replace(decision, fee_act=None, fee_ore=0)
