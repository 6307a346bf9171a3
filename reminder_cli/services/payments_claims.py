"""Open claims as matching wants them, read from the ledger once. It matches and books nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from reminder_cli.adapters.payments.base import digits_of
from reminder_cli.domain.made_ocr import ocrs_of_letters
from reminder_cli.domain.matching_index import ClaimIndex, OpenClaim
from reminder_cli.ledger import payment_queries
from reminder_cli.ledger.payment_queries import ClaimRow
from reminder_cli.services.facts import Subject, subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World

JoinedLetters = dict[int, list[tuple[int, int]]]


@dataclass(slots=True)
class Claims:
    """The open claims. ``subjects`` are those with a case, of which more is known; öre."""

    by_id: dict[int, OpenClaim]
    subjects: dict[int, Subject]
    joined: JoinedLetters
    giros: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, world: World) -> Claims:
        """Every claim of which something is left, with or without a case."""
        ledger = world.ledger
        giros = payment_queries.giros(ledger)
        claims = cls({}, {}, payment_queries.joined_letters(ledger), giros)
        for row in payment_queries.plain_claims(ledger):
            claims.by_id[row.invoice_id] = _plain(row, giros)
        claims.add(subjects_by_id(world, payment_queries.other_claims(ledger)))
        return claims

    def index(self) -> ClaimIndex:
        """Their index."""
        return ClaimIndex.build(self.by_id.values())

    def add(self, subjects: Iterable[Subject]) -> None:
        """Put in claims as they stand now; what is settled goes out."""
        for subject in subjects:
            invoice = subject.invoice
            self.subjects[invoice.invoice_id] = subject
            if subject.account.owed_ore > 0 and invoice.currency == "SEK":
                self.by_id[invoice.invoice_id] = self._with_case(subject)
            else:
                self.by_id.pop(invoice.invoice_id, None)

    def lowered(self, invoice_id: int, amount_ore: int) -> OpenClaim | None:
        """A claim without a case after a payment met it; None when nothing is left."""
        old = self.by_id[invoice_id]
        left = old.remaining_ore - amount_ore
        if left <= 0:
            del self.by_id[invoice_id]
            return None
        new = OpenClaim(
            invoice_id=invoice_id,
            number=old.number,
            ocr=old.ocr,
            remaining_ore=left,
            expected_ore=frozenset({left}),
            debtor_key=old.debtor_key,
            debtor_name=old.debtor_name,
            payer_giros=old.payer_giros,
        )
        self.by_id[invoice_id] = new
        return new

    def _with_case(self, subject: Subject) -> OpenClaim:
        invoice, customer, account = subject.invoice, subject.customer, subject.account
        case = subject.open_case
        letters = case.live_letters if case else ()
        asked = {letter.total_ore for letter in letters}
        live = {letter.letter_id for letter in letters}
        asked |= {ore for letter, ore in self.joined.get(invoice.invoice_id, ()) if letter in live}
        return OpenClaim(
            invoice_id=invoice.invoice_id,
            number=invoice.number,
            ocr=invoice.ocr,
            remaining_ore=account.owed_ore,
            expected_ore=frozenset(
                ore for ore in (asked | {account.principal_left_ore, account.owed_ore}) if ore > 0
            ),
            debtor_key=str(customer.customer_id),
            debtor_name=customer.name,
            payer_giros=_payers(self.giros, customer.customer_id, customer.org_number),
            letter_ocrs=ocrs_of_letters(invoice.number, subject.claim.ocr_forms),
        )


def _plain(row: ClaimRow, giros: dict[int, set[str]]) -> OpenClaim:
    return OpenClaim(
        invoice_id=row.invoice_id,
        number=row.number,
        ocr=row.ocr,
        remaining_ore=row.left_ore,
        expected_ore=frozenset({row.left_ore}),
        debtor_key=str(row.customer_id),
        debtor_name=row.name,
        payer_giros=_payers(giros, row.customer_id, row.org_number),
    )


def _payers(giros: dict[int, set[str]], customer_id: int, org_number: str) -> frozenset[str]:
    """What a payer may be known by: giros that paid before, and the org.nr, which is longer."""
    known = giros.get(customer_id, set())
    identity = identity_of(org_number)
    return frozenset(known | {identity} if identity else known)


def identity_of(org_number: str) -> str:
    """An org.nr or personnummer as its last ten digits, however it is written; may be empty."""
    return digits_of(digits_of(org_number)[-10:]) if org_number else ""


@dataclass(frozen=True, slots=True)
class PaidBefore:
    """Invoices that were paid, in full or in part, when their own list was taken in."""

    claims: dict[int, OpenClaim]
    until: dict[int, date]
    still_open: frozenset[int]

    @classmethod
    def load(cls, world: World) -> PaidBefore:
        """What was paid before and no bank file has told of yet."""
        rows = [
            (row, row.paid_before_ore - told)
            for row, told in payment_queries.paid_before(world.ledger)
            if row.paid_before_ore > told
        ]
        claims = {
            row.invoice_id: OpenClaim(
                invoice_id=row.invoice_id,
                number=row.number,
                ocr=row.ocr,
                remaining_ore=left,
                expected_ore=frozenset({left}),
                debtor_key=str(row.customer_id),
                debtor_name=row.name,
                payer_giros=_payers({}, row.customer_id, row.org_number),
            )
            for row, left in rows
        }
        until = {row.invoice_id: date.fromisoformat(row.imported_on) for row, _left in rows}
        return cls(claims, until, frozenset(r.invoice_id for r, _left in rows if r.left_ore > 0))
