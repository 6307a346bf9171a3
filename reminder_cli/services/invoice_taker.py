"""Compares the invoices of a file with the register and writes what is new or changed.

A change is shown, never silent; where something has already happened to an invoice it is only
shown. Lives within one import and its transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from reminder_cli.adapters.importers.base import ReadFile, RowProblem
from reminder_cli.adapters.importers.told import Told
from reminder_cli.domain.invoice import CustomerDraft, CustomerKind, InvoiceDraft, InvoiceKind
from reminder_cli.domain.money import decimal_string
from reminder_cli.i18n import Text
from reminder_cli.ledger import customers, erasing, file_signs, invoices
from reminder_cli.ledger.invoices import INSERT_COLUMNS, StoredRow
from reminder_cli.services.customer_book import CustomerBook
from reminder_cli.services.facts import paid_elsewhere, subjects_by_id, subjects_by_number
from reminder_cli.services.import_report import Change, FileReport

if TYPE_CHECKING:
    from reminder_cli.services.world import World

# What is compared with the register: the column, whether an empty value says nothing, and
# whether a change may be taken over while no case has used the old value.
_COMPARED = (
    ("invoice_date", False),
    ("due_date", False),
    ("total_ore", False),
    ("reduction_ore", False),
    ("currency", True),
    ("kind", False),
    ("ocr", True),
    ("description", True),
    ("handled_elsewhere", False),
)


# What a file says of an invoice, within the columns that are stored.
_ROW = INSERT_COLUMNS.index("file_row")
_CUSTOMER = INSERT_COLUMNS.index("customer_id")
_SAID = slice(INSERT_COLUMNS.index("invoice_date"), INSERT_COLUMNS.index("file_id"))


_BOOKS_ARE_IN = "SEK"
_AMOUNTS = {"total_ore", "reduction_ore"}


def _in_kronor_of_another(draft: InvoiceDraft, row: StoredRow) -> bool:
    """Whether the file has in kronor, as it was booked, what is owed in another currency.

    Its amounts say nothing of the claim then: nobody may be asked for kronor instead of euros.
    """
    return not draft.currency and row["currency"] != _BOOKS_ARE_IN


def _private(customer: CustomerDraft) -> CustomerDraft:
    """ROT, RUT and green technology are for private persons only (lag (2009:194) 1 §)."""
    return customer if customer.kind else customer._replace(kind=CustomerKind.CONSUMER)


def _customer(draft: InvoiceDraft) -> CustomerDraft:
    return _private(draft.customer) if draft.reduction_ore else draft.customer


_KINDS = {kind: kind.value for kind in InvoiceKind}


class _Days(dict[date, str]):
    """Days as they are stored; a list has few different ones."""

    def __missing__(self, day: date) -> str:
        self[day] = text = day.isoformat()
        return text


class InvoiceTaker:
    """Compares drafts with the register and writes what is new or changed. Lives in one import."""

    def __init__(
        self, world: World, report: FileReport, file_id: int, read: ReadFile, *, settle: bool
    ) -> None:
        self._settles = settle
        self.world = world
        self.report = report
        self.file_id = file_id
        self.book = CustomerBook(world.ledger, now=world.now)
        self.recorded = 0
        self._credits: list[InvoiceDraft] = []
        self._first_list = not invoices.any_invoice(world.ledger)
        self._total_assumed = read.total_assumed
        self.newest_on: date | None = None  # the day of the newest invoice
        self.more_left = 0  # invoices of which more is left than a file said before
        # Which of the invoices here stand in the file, a byte for each: others may be paid.
        self._seen = bytearray(invoices.last_invoice(world.ledger) + 1)
        self._files: set[int] = set()  # that those came with
        self._all_unpaid = True
        self._problems: list[RowProblem] = []  # numbers that stand twice with different contents
        self._differing: dict[str, int] = {}  # a hash of what the file says that differs
        self._told = Told()
        self._days = _Days()
        self._erased = erasing.erased_customers(world.ledger)
        self._left_out: list[str] = []  # whose customer is erased

    def take(self, batch: list[InvoiceDraft]) -> None:
        stored = self._stored(batch)
        self._note_days(batch)
        new: list[tuple[object, ...]] = []
        self.book.look_up(_customer(draft) for draft in batch)
        for draft in batch:
            row = stored.get(draft.number)
            if row is not None:
                self._take_known(draft, row)
            elif draft.remaining_ore == 0 and self.book.was_erased(draft.customer):
                self._left_out.append(draft.number)  # what is paid asks for no customer
            else:
                new.append(self._values(draft))
                if draft.reduction_ore or draft.kind is InvoiceKind.CREDIT_NOTE:
                    self._look_at(draft)
        self.book.save()
        added = invoices.insert_invoices(self.world.ledger, new)
        self.report.new += added
        if added < len(new):
            self._within_batch(batch)

    def _take_known(self, draft: InvoiceDraft, row: StoredRow) -> None:
        if self._stood_before(draft, row):
            return
        if row["customer_id"] in self._erased:
            self._left_out.append(draft.number)
            return  # before its customer is looked for: it would be written down again
        values, known = self._values(draft), tuple(row)
        if values[: _SAID.stop] != known[: _SAID.stop]:
            self._differing[draft.number] = hash(draft[1:])
        new_id = values[_CUSTOMER]
        moved = list(self._moved(draft, row, new_id)) if new_id != known[_CUSTOMER] else []
        if values[_SAID] == known[_SAID] and not moved:
            self.report.known += 1
        else:
            self._compare(draft, row, moved)

    def _stood_before(self, draft: InvoiceDraft, row: StoredRow) -> bool:
        """Whether the number stood on an earlier row of this file; what that one said is asked here."""
        if row["file_id"] == self.file_id:  # a new one
            self._again(draft, row, is_same=self._values(draft)[:-1] == tuple(row)[:_ROW])
            return True
        if not self._seen[row["invoice_id"]]:
            self._seen[row["invoice_id"]] = 1
            self._files.add(row["file_id"])
            return False
        before = self._differing.get(draft.number)
        if before is None:  # it said what is known
            is_same = self._values(draft)[: _SAID.stop] == tuple(row)[: _SAID.stop]
        else:
            is_same = before == hash(draft[1:])
        self._again(draft, None, is_same=is_same)
        return True

    def _within_batch(self, batch: list[InvoiceDraft]) -> None:
        """Some of the new numbers stood twice among these: the first of them is stored."""
        stored = invoices.stored_rows(self.world.ledger, [draft.number for draft in batch])
        for draft in batch:
            row = stored.get(draft.number)
            is_ours = row is not None and row["file_id"] == self.file_id
            if row is not None and is_ours and row["file_row"] != draft.row:
                self._stood_before(draft, row)

    def _again(self, draft: InvoiceDraft, row: StoredRow | None, *, is_same: bool) -> None:
        if is_same:
            self._told.add("repeated", draft.number)
            return
        fix = Text("An earlier row has the same number with other contents. Keep one of them.")
        if row is not None:
            fix = Text(
                "Line {line} has the same number with other contents. Keep one of them.",
                {"line": row["file_row"]},
            )
        self._problems.append(RowProblem(draft.row, "", draft.number, fix))

    def _note_days(self, batch: list[InvoiceDraft]) -> None:
        newest = max(draft.invoice_date for draft in batch)
        self.newest_on = max(newest, self.newest_on or newest)
        if self._all_unpaid and any(draft.remaining_ore == 0 for draft in batch):
            self._all_unpaid = False

    def families(self, shape: str) -> frozenset[int]:
        """The families of lists that this one belongs to, by the invoices that it shares with them."""
        return file_signs.families_of(self.world.ledger, shape, self._files)

    def _stored(self, batch: list[InvoiceDraft]) -> dict[str, StoredRow]:
        if self._first_list:
            return {}  # what stands twice is found when it is written
        return invoices.stored_rows(self.world.ledger, [draft.number for draft in batch])

    def _values(self, draft: InvoiceDraft) -> tuple[object, ...]:
        # Taken apart at once: a hundred thousand drafts have two million fields to look up.
        (
            row,
            number,
            invoice_date,
            due_date,
            total,
            remaining,
            reduction,
            currency,
            kind,
            customer,
            ocr,
            description,
            elsewhere,
            credits_number,
            vat,
            sent_on,
            fee_claimed,
            reminded_on,
            assumed,
        ) = draft
        return (
            number,
            self.book.customer_id(_private(customer) if reduction else customer),
            self._days[invoice_date],
            self._days[due_date],
            total,
            reduction,
            0 if remaining is None else total - reduction - remaining,
            remaining,
            currency or _BOOKS_ARE_IN,
            _KINDS[kind],
            ocr,
            description,
            1 if elsewhere else 0,
            credits_number,
            vat,
            sent_on.isoformat() if sent_on else None,
            fee_claimed,
            reminded_on.isoformat() if reminded_on else None,
            1 if assumed else 0,
            self.file_id,
            row,
        )

    def _look_at(self, draft: InvoiceDraft) -> None:
        """What a new row may need the user to look at."""
        if draft.reduction_ore:
            self._check_reduction(draft)
        if draft.kind is InvoiceKind.CREDIT_NOTE and draft.credits_number:
            self._credits.append(draft)

    def _check_reduction(self, draft: InvoiceDraft) -> None:
        from reminder_cli.services.tax_reduction import impossible_reduction

        day = max(draft.due_date, self.world.today)  # the payment's day decides the percentage
        if impossible_reduction(abs(draft.total_ore), abs(draft.reduction_ore), paid_on=day):
            self.report.notes.append(
                Text(
                    "Invoice {number}: more tax reduction is stated than the law allows. Look at it "
                    "before you send it.",
                    {"number": draft.number},
                )
            )

    def _moved(self, draft: InvoiceDraft, row: StoredRow, new_id: object) -> Iterator[Change]:
        """Another customer's number stands beside the invoice. A name alone says nothing: SIE cuts it.

        Whose letters were stopped keeps the invoice, as does whose case has begun: it is only shown.
        """
        known = customers.customer(self.world.ledger, row["customer_id"])
        if not draft.customer.number or draft.customer.number == known.number:
            return
        self.book.save()  # a new one, so that it can be pointed at
        statuses = customers.statuses_of(self.world.ledger, [known.customer_id])
        stays = bool(self.world.ledger.events(row["invoice_id"]) or statuses[known.customer_id])
        change = Change(
            number=draft.number,
            field="customer",
            old=f"{known.number} {known.name}".strip(),
            new=f"{draft.customer.number} {draft.customer.name}".strip(),
            applied=not stays,
        )
        if stays:
            self.report.notes.append(
                Text(
                    "Invoice {number}: the file says that it is of customer {new}. It stays with {old}, to "
                    "whom something has happened already. Is that wrong, then: remind cancel {number} --reason TEXT",
                    {"number": draft.number, "new": change.new, "old": change.old},
                )
            )
        else:
            invoices.update_invoice(self.world.ledger, row["invoice_id"], {"customer_id": new_id})
        # By their ids: names are erased with the customer and must not stay here.
        ids = Change(
            number=draft.number,
            field="customer_id",
            old=str(known.customer_id),
            new=str(new_id),
            applied=change.applied,
        )
        self._record(row["invoice_id"], ids)
        yield change

    def _compare(self, draft: InvoiceDraft, row: StoredRow, moved: list[Change]) -> None:
        changes = [*moved, *self._differences(draft, row), *self._remaining(draft, row)]
        if not changes:
            self.report.known += 1
        self.report.changes += changes

    def _differences(self, draft: InvoiceDraft, row: StoredRow) -> Iterator[Change]:
        started = (
            bool(self.world.ledger.events(row["invoice_id"]))
            if self._differs(draft, row)
            else False
        )
        if row["due_date_assumed"] and not draft.due_date_assumed:
            yield from self._due_date_said(draft, row)
        if row["vat_ore"] is None and draft.vat_ore is not None:
            yield from self._vat_said(draft, row)
        for name, empty_says_nothing in _COMPARED:
            said, known = _stored(getattr(draft, name)), row[name]
            if said == known or (empty_says_nothing and not said):
                continue
            if name in _AMOUNTS and (self._total_assumed or _in_kronor_of_another(draft, row)):
                continue
            if name == "due_date" and draft.due_date_assumed:
                continue  # an assumed due date says nothing against a known one
            change = Change(
                number=draft.number,
                field=name.removesuffix("_ore"),
                old=_shown(name, known),
                new=_shown(name, said),
                applied=not started,
            )
            self._record(row["invoice_id"], change)
            if not started:
                invoices.update_invoice(self.world.ledger, row["invoice_id"], {name: said})
            yield change

    def _vat_said(self, draft: InvoiceDraft, row: StoredRow) -> Iterator[Change]:
        """A file tells the VAT that none had. Not where something has happened: what the vouchers
        left out for want of it may be booked elsewhere by now.
        """
        same = draft.total_ore == row["total_ore"] and not _in_kronor_of_another(draft, row)
        if not same or self.world.ledger.events(row["invoice_id"]):
            return
        said = draft.vat_ore or 0
        invoices.update_invoice(self.world.ledger, row["invoice_id"], {"vat_ore": said})
        change = Change(
            number=draft.number, field="vat", old="", new=decimal_string(said), applied=True
        )
        self._record(row["invoice_id"], change)
        yield change

    def _due_date_said(self, draft: InvoiceDraft, row: StoredRow) -> Iterator[Change]:
        """A list gives the due date that was only assumed; a started case keeps what it began on."""
        if self.world.ledger.events(row["invoice_id"]):
            return
        invoices.update_invoice(self.world.ledger, row["invoice_id"], {"due_date_assumed": 0})
        told = Change(number=draft.number, field="due_date_assumed", old="1", new="0", applied=True)
        self._record(row["invoice_id"], told)
        if _stored(draft.due_date) == row["due_date"]:
            change = Change(
                number=draft.number,
                field="due_date",
                old=_shown("due_date", row["due_date"]),
                new=_shown("due_date", row["due_date"]),
                applied=True,
            )
            self._record(row["invoice_id"], change)
            yield change

    def _differs(self, draft: InvoiceDraft, row: StoredRow) -> bool:
        return any(
            _stored(getattr(draft, name)) != row[name]
            and not (empty_says_nothing and not getattr(draft, name))
            for name, empty_says_nothing in _COMPARED
        )

    def _remaining(self, draft: InvoiceDraft, row: StoredRow) -> Iterator[Change]:
        """What the file says is left. A lower sum is remembered and stops letters until it is settled.

        A higher sum than a file said before is not taken over by itself: the file may be an older
        one, and asking for what has been paid is the worse error.
        """
        said, known = draft.remaining_ore, row["file_remaining_ore"]
        if said is None or said == known or _in_kronor_of_another(draft, row):
            return
        old = row["total_ore"] - row["reduction_ore"] if known is None else known
        same_total = self._total_assumed or draft.total_ore == row["total_ore"]
        more_is_left = known is not None and abs(said) > abs(known) and same_total
        self.more_left += more_is_left
        if more_is_left and not self._settles:
            self.report.notes.append(
                Text(
                    "Invoice {number}: more is left here than a file said before. Is this an older "
                    "file? If not, take it with --settle.",
                    {"number": draft.number},
                )
            )
        else:
            self._now_left(row["invoice_id"], said)
            if draft.kind is InvoiceKind.INVOICE and self._more_is_paid(row["invoice_id"]):
                self.report.settled.append(draft.number)
        change = Change(
            number=draft.number,
            field="remaining",
            old=decimal_string(old),
            new=decimal_string(said),
            applied=False,
        )
        self._record(row["invoice_id"], change)
        yield change

    def _now_left(self, invoice_id: int, said: int) -> None:
        invoices.update_invoice(self.world.ledger, invoice_id, {"file_remaining_ore": said})

    def _more_is_paid(self, invoice_id: int) -> bool:
        return paid_elsewhere(subjects_by_id(self.world, [invoice_id])[0]) > 0

    def finish(self, read: ReadFile, families: Collection[int]) -> None:
        """When every row has been taken: customers, what is gone from the list, credits, payments."""
        column = read.mapping.get("number", "number")
        read.problems += [replace(problem, column=column) for problem in self._problems]
        self.book.update(read.customers)
        self.book.save()
        today = self.world.today
        self.report.customer_changes = [change.masked(today) for change in self.book.changes]
        self.report.unsure = self.book.unsure
        self.report.new_customers = self.book.added
        self.report.notes += self._told.texts()
        self._gone(read, families)
        self._tell_left_out()
        self._tell_credits()
        if self._settles:
            self._book_settled()

    def _gone(self, read: ReadFile, families: Collection[int]) -> None:
        """Remember which invoices the file shows as paid, by saying so or by leaving them out.

        Nothing is booked: it is a proposed payment, and no letter goes out until it is settled.
        """
        if self._first_list:
            return
        for invoice_id, number in list(self._missing(read, families)):
            self._now_left(invoice_id, 0)
            if self._more_is_paid(invoice_id):
                self.report.settled.append(number)

    def _missing(self, read: ReadFile, families: Collection[int]) -> Iterator[tuple[int, str]]:
        """The invoices that the file calls settled, and those that a full list leaves out.

        In a list only the invoices of lists are looked for with which it shares some. Bookkeeping is
        of all, through its last day.
        """
        settled = set(read.settled)
        through = read.books.through_on if read.books else None
        candidates = invoices.open_in_files(self.world.ledger, through=through)
        is_full = self._is_full(read)
        if read.books is None and is_full:
            candidates = file_signs.open_in_families(self.world.ledger, families)
        for invoice_id, number in candidates:
            was_here = invoice_id < len(self._seen)  # those that came with this file stand in it
            if number in settled or (is_full and was_here and not self._seen[invoice_id]):
                yield invoice_id, number

    def _is_full(self, read: ReadFile) -> bool:
        """Whether what is not in the file is paid: the program says so, or the list shows what is
        unpaid and holds nothing that is paid. A row that could not be read may be any invoice.
        """
        if read.problems or read.is_part:
            return False
        return read.full_list or (self._all_unpaid and read.tells_what_is_paid)

    def _tell_left_out(self) -> None:
        if self.book.left_out:
            self.report.notes.append(
                Text(
                    "Customers who were erased and stand in this register still, left out: {count}. "
                    "One comes back only with a new invoice.",
                    {"count": self.book.left_out},
                )
            )
        if self._left_out:
            self.report.known += len(self._left_out)
            self.report.notes.append(
                Text(
                    "The customers of these invoices are erased; what the file says of them was not "
                    "taken in: {numbers}",
                    {"numbers": ", ".join(self._left_out)},
                )
            )

    def _tell_credits(self) -> None:
        """A credit note of an invoice whose case is open is shown, and stops its letters."""
        for draft in self._credits:
            found = invoices.by_number(self.world.ledger, [draft.credits_number])
            for item in found.values():
                subject = subjects_by_id(self.world, [item.invoice.invoice_id])[0]
                if subject.open_case is not None:
                    self.report.notes.append(
                        Text(
                            "Credit note {credit} is of invoice {number}, whose case is open. It is not "
                            "counted until the case is cancelled: remind cancel {number} --reason TEXT, "
                            "then: remind invoice set-off {number} {credit}",
                            {"credit": draft.number, "number": draft.credits_number},
                        )
                    )

    def _book_settled(self) -> None:
        """Book what the file shows as paid, on the day the invoice was last known to be unpaid.

        The day itself is not in the file; an earlier one costs the debtor nothing.
        """
        from reminder_cli.services.pay import register

        for subject in subjects_by_number(self.world, invoices.lowered_since(self.world.ledger)):
            number, amount = subject.invoice.number, paid_elsewhere(subject)
            if amount <= 0:
                continue
            on = max(subject.registered.imported_on, subject.invoice.invoice_date)
            register(self.world, subject, amount, on=min(on, self.world.today), source="file")
            self.report.booked.append((number, amount))

    def _record(self, invoice_id: int, change: Change) -> None:
        """Remember a change, once: the same file again shows it again and records nothing."""
        known = invoices.last_change(self.world.ledger, invoice_id, change.field)
        if known == change.new and not change.applied:
            return
        self.recorded += 1
        stamp = self.world.now.isoformat(timespec="seconds")
        values = (change.field, change.old, change.new, int(change.applied))
        invoices.record_change(self.world.ledger, (invoice_id, *values, self.file_id, stamp))


def _stored(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, InvoiceKind):
        return value.value
    return value.isoformat() if hasattr(value, "isoformat") else value


def _shown(name: str, value: object) -> str:
    return decimal_string(value) if name.endswith("_ore") and isinstance(value, int) else str(value)
