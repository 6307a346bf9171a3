"""Takes in files of a bank: counts each krona once, books what is certain, lets the rest wait.

All or nothing per run, in one write transaction. What waits from before is tried again, so that
the order of the files does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.adapters.payments.base import LeftOut, digits_of
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import PaidTo
from reminder_cli.domain.matching import Certain
from reminder_cli.domain.payment import PaymentDraft
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import Text, _
from reminder_cli.ledger import payment_queries, payments
from reminder_cli.ledger.payment_queries import StoredPayment
from reminder_cli.ledger.payments import NewPayment, PaymentFile, PaymentStep
from reminder_cli.services.many_objects import without_collecting
from reminder_cli.services.payments_booking import Booked, Booker
from reminder_cli.services.payments_files import Given, read_all
from reminder_cli.services.payments_lookalikes import Lookalikes
from reminder_cli.services.payments_matching import Answer, Aside, Matcher
from reminder_cli.services.payments_twins import Brought, bring, withdraw
from reminder_cli.services.payments_view import PaymentLine, WaitingLine, waiting_lines
from reminder_cli.services.wrong_import import of_payments

if TYPE_CHECKING:
    from reminder_cli.services.world import World


class FileReport(Struct, kw_only=True):
    """What became of one file. ``known`` counts payments that brought nothing new; öre."""

    file: str
    format: str
    encoding: str
    rows: int
    payments: int = 0
    sum_ore: int = 0
    new: int = 0
    known: int = 0
    left_out: dict[LeftOut, int] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    covers_until: date | None = None
    accounts: tuple[str, ...] = ()


class ImportReport(Struct, kw_only=True):
    """What a run did. ``new`` are the payments it brought, with what each met."""

    files: list[FileReport] = field(default_factory=list)
    new: list[PaymentLine] = field(default_factory=list)
    reasons: dict[int, Text] = field(default_factory=dict)
    waiting: list[WaitingLine] = field(default_factory=list)
    aside: dict[int, Text] = field(default_factory=dict)
    withdrawn: list[Text] = field(default_factory=list)
    booked: Booked = field(default_factory=Booked)
    booked_now: int = 0


class PaymentImport(Struct, frozen=True, kw_only=True):
    """What the user said: who got the money (by the account, when None), and whether to try only.

    ``other_account``: the files may be of an account that is not yet known to be the firm's.
    """

    to: PaidTo | None = None
    other_account: bool = False
    dry_run: bool = False


def import_payments(world: World, paths: Iterable[Path], options: PaymentImport) -> ImportReport:
    """Take in these files; see the module. Raises :class:`RejectedFile` before anything is written."""
    if options.to is PaidTo.PARTNER and world.company.collector is Collector.OWN:
        raise Refused(
            _("The firm runs its cases itself; there is no partner to pay to."),
            fix=_("Leave out --to partner."),
            again=Again(without="--to WHOM"),
        )
    with without_collecting():
        # Who says whose account it is has looked.
        any_account = options.other_account or options.to is not None
        paths = list(paths)
        with of_payments(paths):
            given = read_all(world, paths, any_account=any_account)
        with world.writing(dry_run=options.dry_run):
            return take_in(world, given, options)


def take_in(world: World, given: Sequence[Given], options: PaymentImport) -> ImportReport:
    """The same for files that were read, under a lock that is held already."""
    run = _Run(world, options)
    for file in given:
        run.take(file)
    run.try_all()
    return run.finish()


class _Run:
    """One run: files in, then everything that waits until no more can be booked."""

    def __init__(self, world: World, options: PaymentImport) -> None:
        self.world = world
        self.options = options
        self.report = ImportReport()
        self.booker = Booker(world)
        self._matcher: Matcher | None = None
        self._about: Sequence[PaymentDraft] = ()
        company = world.company
        is_partner = company.collector is Collector.PARTNER
        self._partners_giro = digits_of(company.partner_bankgiro) if is_partner else ""
        self._new: dict[int, NewPayment] = {}
        self._tried: list[tuple[StoredPayment, Answer]] = []

    @property
    def matcher(self) -> Matcher:
        """The claims as they stand; read anew after payments were taken back."""
        if self._matcher is None:
            self.booker.flush()
            self._matcher = Matcher(self.world, self.booker.flush, about=self._about)
        return self._matcher

    def take(self, given: Given) -> None:
        """Take in one file."""
        read, ledger = given.read, self.world.ledger
        drafts = [draft for draft in read.payments if draft.amount_ore]
        left_out = Counter(read.ignored)
        left_out[LeftOut.NO_AMOUNT] += len(read.payments) - len(drafts)
        report = FileReport(
            file=given.name,
            format=read.format,
            encoding=read.encoding,
            rows=read.rows,
            payments=len(drafts),
            sum_ore=sum(draft.amount_ore for draft in drafts),
            left_out=dict(+left_out),
            notes=list(read.notes),
            covers_until=read.covers_until,
            accounts=read.accounts,
        )
        self.report.files.append(report)
        if payment_queries.file_known(ledger, given.sha256) is not None:
            report.known = len(drafts)
            return
        brought = bring(self.world, drafts, read.deposits)
        self._look_for(brought.new)
        report.new, report.known = len(brought.new), len(drafts) - len(brought.new)
        report.notes += brought.disputed
        self._withdraw(brought)
        file_id = payments.record_payment_file(
            ledger, _record(given, report), on=self.world.today, now=self.world.now
        )
        payments.insert_deposits(ledger, read.deposits)
        self._store(brought, file_id)

    def _look_for(self, drafts: Sequence[PaymentDraft]) -> None:
        """These are asked about next, until the next ones come."""
        self._about = drafts
        if self._matcher is not None:
            self._matcher.prepare(drafts)

    def _withdraw(self, brought: Brought) -> None:
        if brought.withdrawn:
            self.booker.flush()
            self.report.withdrawn += withdraw(self.world, brought.withdrawn)
            self._matcher = None

    def _store(self, brought: Brought, file_id: int) -> None:
        ledger, now = self.world.ledger, self.world.now
        next_id = payments.next_payment_id(ledger)
        ids = dict(brought.stored)
        items: list[NewPayment] = []
        steps: list[PaymentStep] = []
        for draft in brought.new:
            ids[draft.key] = next_id
            alike = brought.booked_alike.get(draft.key)
            item, step = self._place(next_id, draft, alike)
            items.append(item)
            steps += [step] if step else []
            next_id += 1
        told = [self._told(next_id + n, draft) for n, draft in enumerate(brought.told)]
        payments.insert_payments(ledger, items + told, file_id=file_id, now=now)
        payments.add_seen(ledger, brought.seen, file_id=file_id)
        payments.add_alike(ledger, [(ids[one], ids[other]) for one, other in brought.alike])
        for step in steps:
            payments.add_step(ledger, step, now=now)
        self._new.update({item.payment_id: item for item in items})

    def _place(
        self, payment_id: int, draft: PaymentDraft, alike: int | None
    ) -> tuple[NewPayment, PaymentStep | None]:
        """A new payment, booked at once if it is certain; else it waits or is set aside."""
        answer = self.matcher.answer(draft, alike=alike)
        to = self._paid_to(draft)
        is_certain = isinstance(answer, Certain)
        item = NewPayment(
            payment_id=payment_id,
            draft=draft,
            state="counted",
            waiting_ore=0 if is_certain else draft.amount_ore,
            matched_by="file" if is_certain else "",
            paid_to=to,
        )
        if isinstance(answer, Certain):
            self._book(payment_id, draft, answer, to)
        step = self._aside(payment_id, draft, answer) if isinstance(answer, Aside) else None
        return item, step

    def _told(self, payment_id: int, draft: PaymentDraft) -> NewPayment:
        return NewPayment(
            payment_id=payment_id,
            draft=draft,
            state="told",
            waiting_ore=0,
            matched_by="",
            paid_to=self._paid_to(draft),
        )

    def _book(self, payment_id: int, draft: PaymentDraft, found: Certain, to: str) -> None:
        self.booker.book(self.matcher, payment_id, draft, found.allocations, to)
        self.report.reasons[payment_id] = found.reason
        self.report.booked_now += 1

    def _aside(self, payment_id: int, draft: PaymentDraft, answer: Aside) -> PaymentStep:
        self.report.aside[payment_id] = answer.why
        return PaymentStep(
            payment_id=payment_id,
            kind="aside",
            on=self.world.today,
            amount_ore=draft.amount_ore,
            invoice_id=answer.invoice_id,
            reason=str(answer.why),
        )

    def _paid_to(self, draft: PaymentDraft) -> str:
        if self.options.to is not None:
            return self.options.to.value
        is_partners = self._partners_giro and draft.account == self._partners_giro
        return (PaidTo.PARTNER if is_partners else PaidTo.CREDITOR).value

    def try_all(self) -> None:
        """Try what waits until nothing more is certain: a claim that is settled makes others plain."""
        ledger = self.world.ledger
        while True:
            self.booker.flush()
            self._matcher = None
            waiting = payment_queries.waiting(ledger)
            if not waiting:
                self._tried = []
                return
            self._look_for([item.draft for item in waiting])
            alike = Lookalikes.load(ledger)
            tried = [(item, self._try(item, alike)) for item in waiting]
            if not any(self._settled(item, answer) for item, answer in tried):
                self._tried = tried
                return

    def _try(self, item: StoredPayment, alike: Lookalikes) -> Answer:
        answer = self.matcher.answer(item.draft, alike=alike.in_the_way(item.payment_id))
        if self._may_settle(item) and isinstance(answer, Certain):
            self._book(item.payment_id, item.draft, answer, item.paid_to)
            payments.set_matched(self.world.ledger, [(item.payment_id, 0, "file")])
            alike.books(item.payment_id)
        elif self._may_settle(item) and isinstance(answer, Aside):
            step = self._aside(item.payment_id, item.draft, answer)
            payments.add_step(self.world.ledger, step, now=self.world.now)
        return answer

    def _may_settle(self, item: StoredPayment) -> bool:
        """Not what a person has begun to deal with, nor what a person took back."""
        return item.root_id is None and item.waiting_ore == item.draft.amount_ore

    def _settled(self, item: StoredPayment, answer: Answer) -> bool:
        return self._may_settle(item) and isinstance(answer, (Certain, Aside))

    def finish(self) -> ImportReport:
        """Close what is paid, and tell."""
        report = self.report
        report.booked = self.booker.settle()
        report.new = [self._line(item) for item in self._new.values()]
        if self._tried:
            report.waiting = waiting_lines(self.world, self.matcher, self._tried)
        return report

    def _line(self, item: NewPayment) -> PaymentLine:
        payment_id, draft = item.payment_id, item.draft
        met = self.report.booked.met.get(payment_id, ())
        is_aside = payment_id in self.report.aside
        return PaymentLine(
            payment_id=payment_id,
            on=draft.on,
            account=draft.account,
            amount_ore=draft.amount_ore,
            reference=payments.shown_reference(draft),
            payer=draft.payer,
            paid_to=item.paid_to,
            met=tuple(met),
            waiting_ore=0 if met or is_aside else draft.amount_ore,
            aside_ore=draft.amount_ore if is_aside else 0,
        )


def _record(given: Given, report: FileReport) -> PaymentFile:
    return PaymentFile(
        sha256=given.sha256,
        name=given.name,
        format=report.format,
        encoding=report.encoding,
        rows=report.rows,
        payments=report.payments,
        sum_ore=report.sum_ore,
        covers_until=report.covers_until,
        accounts=report.accounts,
        left_out={reason.value: n for reason, n in report.left_out.items()},
    )
