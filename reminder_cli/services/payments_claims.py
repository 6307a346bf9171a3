"""Open claims as matching wants them, read from the ledger once. It matches and books nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.domain.made_ocr import ocrs_of_letters
from reminder_cli.domain.matching_index import ClaimIndex, OpenClaim
from reminder_cli.domain.matching_names import last_ten
from reminder_cli.ledger import payment_queries
from reminder_cli.ledger.payment_queries import ClaimRow
from reminder_cli.services.facts import Subject, subjects_by_id

if TYPE_CHECKING:
    from reminder_cli.services.world import World

JoinedLetters = dict[int, list[tuple[int, int]]]
_NOBODY: frozenset[str] = frozenset()


class Claims(Struct):
    """The open claims. ``subjects`` are those with a case, of which more is known; öre."""

    by_id: dict[int, OpenClaim]
    subjects: dict[int, Subject]
    joined: JoinedLetters
    giros: dict[int, set[str]] = field(default_factory=dict)

    @classmethod
    def load(cls, world: World) -> Claims:
        """Every claim of which something is left, with or without a case."""
        giros = payment_queries.giros(world.ledger)
        claims = cls({}, {}, {}, giros)
        for row in payment_queries.plain_claims(world.ledger):
            claims.by_id[row.invoice_id] = _plain(row, giros)
        claims._add_others(world)
        return claims

    @classmethod
    def with_cases(cls, world: World) -> Claims:
        """Only those to which more has happened; see :meth:`read_plain`."""
        claims = cls({}, {}, {})
        claims._add_others(world)
        return claims

    def _add_others(self, world: World) -> None:
        others = payment_queries.other_claims(world.ledger)
        self.joined = payment_queries.joined_letters(world.ledger, others)
        self.add(subjects_by_id(world, others))

    def read_plain(self, world: World, these: Collection[int]) -> None:
        """Read of these invoices the claims without a case as they stand now, and drop what is paid."""
        others = {i: claim for i, claim in self.by_id.items() if i not in self.subjects}
        plain = {i: claim for i, claim in others.items() if i not in these}
        for row in payment_queries.plain_claims(world.ledger, these):
            plain[row.invoice_id] = _plain(row, self.giros)
        # In the order in which all claims would stand.
        cases = {i: claim for i, claim in self.by_id.items() if i in self.subjects}
        self.by_id = {i: plain[i] for i in sorted(plain)} | cases

    def paid_by(self, giros: dict[int, set[str]]) -> None:
        """Let the claims on these customers be known by these giros as well."""
        for customer_id, known in giros.items():
            self.giros.setdefault(customer_id, set()).update(known)
        self.add([s for s in self.subjects.values() if s.customer.customer_id in giros])

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
        new = old._replace(remaining_ore=left, expected_ore=frozenset({left}))
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
    left_ore = row.left_ore
    return OpenClaim(
        row.invoice_id,
        row.number,
        row.ocr,
        left_ore,
        frozenset((left_ore,)),
        str(row.customer_id),
        row.name,
        _payers(giros, row.customer_id, row.org_number),
    )


def _payers(giros: dict[int, set[str]], customer_id: int, org_number: str) -> frozenset[str]:
    """What a payer may be known by: giros that paid before, and the org.nr, which is longer."""
    known = giros.get(customer_id)
    if known is None and not org_number:
        return _NOBODY  # one for all: there may be a hundred thousand claims
    known = known or set()
    identity = last_ten(org_number)
    return frozenset(known | {identity} if identity else known)


class PaidBefore(Struct):
    """Invoices that were paid, in full or in part, when their own list was taken in."""

    claims: dict[int, OpenClaim]
    until: dict[int, date]
    still_open: frozenset[int]

    @classmethod
    def load(cls, world: World, these: Collection[int] | None = None) -> PaidBefore:
        """What was paid before and no bank file has told of yet; of all invoices, or of these."""
        rows = list(payment_queries.paid_before(world.ledger, these))
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

    def take_in(self, other: PaidBefore) -> None:
        """Know these as well."""
        self.claims |= other.claims
        self.until |= other.until
        self.still_open |= other.still_open
