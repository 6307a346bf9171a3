"""Makes drafts of a SIE 4 file, after asking whether its sums agree and its texts are understood.

SIE 4 has no due date, no address and no OCR, and invoices of earlier years stand only inside
the opening balance: what no invoice explains is one sum, and nobody is reminded of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from reminder_cli.adapters.file_limits import check_size
from reminder_cli.adapters.importers.base import (
    ControlSum,
    ReadFile,
    ReadOptions,
    StatedBooks,
    books_reach,
)
from reminder_cli.adapters.importers.claims import (
    CLAIMS,
    kept_apart,
    read_although,
    refuse_what_does_not_add_up,
    unexplained,
)
from reminder_cli.adapters.importers.sie4 import SieFile, Voucher, day_of, vouchers
from reminder_cli.adapters.importers.sie4_open_items import Item, OpenItems, open_items
from reminder_cli.adapters.importers.sie4_text import encoding_of, pieces
from reminder_cli.adapters.importers.told import told
from reminder_cli.adapters.text_encoding import shown_encoding
from reminder_cli.domain.invoice import CustomerDraft, InvoiceDraft
from reminder_cli.errors import UnreadableFile
from reminder_cli.i18n import Text, _

ENOUGH_PERCENT = 90  # below it the texts of a program do not name the invoices well enough
_LABEL = re.compile(
    rb"\A[\s\xef\xbb\xbf]*#(?:FLAGGA|PROGRAM|FORMAT|GEN|SIETYP|PROSA|FTYP|FNR|ORGNR|FNAMN|KSUMMA|RAR)\b",
    re.IGNORECASE,
)


class Sie4Invoices:
    """SIE files of type 4, told by the label they begin with."""

    name = "SIE 4"

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the protocol's
        """Whether the first line is a label that SIE files begin with."""
        return bool(_LABEL.match(head))

    def read(self, path: Path, options: ReadOptions) -> ReadFile:
        """The open invoices and credit notes of one year."""
        return read_sie_years([path], options)


def read_sie_years(paths: Sequence[Path], options: ReadOptions) -> ReadFile:
    """The open items of a firm from one SIE 4 file, or from those of several years in a row.

    With last year's file too, payments on last year's invoices find them. The files may come
    in any order; all must be of one firm.
    """
    name = paths[-1].name
    books = [_Book(path) for path in paths]
    if len(books) > 1:
        books.sort(key=_Book.begins_on)
    found = open_items(_joined(books, options), options.claim_accounts)
    files = [book.file for book in books]
    newest = files[-1]
    if len({_digits(file.org_number) for file in files}) > 1:
        raise UnreadableFile(
            name,
            _("the files are of different firms."),
            fix=_("Give files with the same organisation number."),
        )
    sums = tuple(total for file in files for total in _sums_of(file))
    _check(name, sums, found, options)
    result = ReadFile(
        format=_format(newest, found),
        encoding=shown_encoding(books[-1].encoding),
        drafts=_drafts(found.items, options),
        problems=[problem for file in files for problem in file.problems],
        notes=[*_notes(newest, found, sums), *_gaps(files)],
        rows=found.rows,
        control_sums=sums,
        org_number=newest.org_number,
        settled=tuple(found.settled),
        said_on=newest.made_on,
    )
    _add_unexplained(result, newest, found, options)
    if not newest.is_import_file:  # which holds only the accounts that it uses
        result.chart = newest.accounts
        result.books = _books(files, found, options)
    return result


class _Book:
    """A file that is read once; ``file`` is complete when its vouchers have been."""

    def __init__(self, path: Path) -> None:
        check_size(path)
        self.path = path
        self.encoding = encoding_of(path)
        self.file = SieFile()

    def begins_on(self) -> tuple[str, str]:
        """The first and last day of its year, which stand before the first voucher."""
        head = SieFile()
        next(vouchers(pieces(self.path, self.encoding), head), None)
        return head.years.get("0", ("", ""))

    def vouchers(self, options: ReadOptions) -> Iterator[Voucher]:
        """Those that touch customers' claims, once it is known that they can become invoices."""
        found = vouchers(pieces(self.path, self.encoding), self.file)
        for voucher in found:
            if options.terms_days is None:
                raise UnreadableFile(
                    self.path.name,
                    _("a SIE file has no due dates."),
                    fix=_("Give your terms of payment: --terms-days 30"),
                )
            yield voucher
            break
        yield from found
        if not self.file.voucher_count:
            reason = _(
                "the file holds balances and no vouchers, so that no invoice can be found in it."
            )
            if self.file.sie_type in {"4", ""}:
                reason = _("the file holds no vouchers.")
            raise UnreadableFile(
                self.path.name,
                reason,
                fix=_("Export SIE of type 4, with all vouchers, or an invoice list."),
            )


def _joined(books: Sequence[_Book], options: ReadOptions) -> Iterator[Voucher]:
    """All vouchers; one that stands in two files counts once."""
    earlier: set[tuple[str, str, date]] = set()
    for book in books:
        if len(books) == 1:  # what can stand nowhere else need not be remembered
            yield from book.vouchers(options)
            return
        its_own = set()
        for voucher in book.vouchers(options):
            if voucher.is_numbered:
                its_own.add(voucher.key)
            if voucher.key not in earlier:
                yield voucher
        earlier |= its_own


def _sums_of(file: SieFile) -> Iterator[ControlSum]:
    """Opening balance and movement against the closing balance, by account."""
    if file.is_import_file or not any(year == "0" for year, _account in file.closing):
        return
    booked: dict[str, int] = {
        account: ore for (year, account), ore in file.opening.items() if year == "0" and account
    }
    for account, ore in file.booked.items():
        booked[account] = booked.get(account, 0) + ore
    stated = {account for year, account in file.closing if year == "0" and account}
    for account in sorted(booked.keys() | stated):
        yield ControlSum(account, booked.get(account, 0), file.closing.get(("0", account), 0))


def _check(name: str, sums: Sequence[ControlSum], found: OpenItems, options: ReadOptions) -> None:
    """Refuse what cannot be trusted, unless the user insists."""
    if options.force:
        return
    refuse_what_does_not_add_up(name, sums)
    if found.share_percent < ENOUGH_PERCENT:
        raise UnreadableFile(
            name,
            _(
                "only {understood} of {rows} rows on the customers' account name their invoice.",
                understood=found.understood,
                rows=found.rows,
            ),
            fix=_("Give the program's invoice list as CSV or Excel instead."),
        )


def _drafts(items: Sequence[Item], options: ReadOptions) -> Iterator[InvoiceDraft]:
    terms = timedelta(days=options.terms_days or 0)
    for item in items:
        assert item.issued_on is not None, "an open item was issued"
        customer = item.customer
        yield InvoiceDraft(
            item.line,
            item.number,
            item.issued_on,
            item.issued_on + terms,
            item.total_ore,
            item.remaining_ore,
            currency="",
            kind=item.kind,
            customer=CustomerDraft(item.line, customer.name, customer.customer),
            vat_ore=item.vat_ore,
            due_date_assumed=True,
        )


def _format(file: SieFile, found: OpenItems) -> str:
    kind = "4I" if file.is_import_file else "4E"
    how = "dimension 10" if found.by_dimension else "pattern"
    program = " ".join(filter(None, (file.program, file.version)))
    return f"SIE {kind}, {program} ({how})" if program else f"SIE {kind} ({how})"


def _add_unexplained(
    result: ReadFile, newest: SieFile, found: OpenItems, options: ReadOptions
) -> None:
    """What the closing balance holds beside the open items."""
    if newest.is_import_file or not result.control_sums:
        return
    stated = sum(newest.closing.get(("0", account), 0) for account in options.claim_accounts)
    result.unexplained_ore = stated - sum(item.remaining_ore for item in found.items)
    if result.unexplained_ore:
        result.notes.append(unexplained(result.unexplained_ore))
    result.full_list = not result.unexplained_ore and found.understood == found.rows


def _books(files: Sequence[SieFile], found: OpenItems, options: ReadOptions) -> StatedBooks | None:
    """What the files say of the accounts of claims: from the oldest's beginning to the newest's end."""
    oldest, newest = files[0], files[-1]
    if not any(year == "0" for year, _account in newest.closing):
        return None
    begins = day_of(oldest.years.get("0", ("", ""))[0])
    ends = day_of(newest.years.get("0", ("", ""))[1])
    reach = books_reach(last_booked=newest.last_booked, year_ends=ends, made_on=newest.made_on)
    return StatedBooks(
        first_on=begins,
        through_on=newest.covers or reach,
        made_on=newest.made_on,
        balances={
            account: (oldest.opening.get(("0", account), 0), newest.closing.get(("0", account), 0))
            for account in options.claim_accounts
        },
        items={item.number: item.remaining_ore for item in found.items} | found.overpaid,
        moved=found.earlier_paid,
    )


def _notes(file: SieFile, found: OpenItems, sums: Sequence[ControlSum]) -> Iterator[Text]:
    if not found.rows:
        yield Text(
            "Nothing is booked on the customers' account. With the cash method invoices are"
            " booked when they are paid; then give an invoice list."
        )
    else:
        values: dict[str, object] = {"understood": found.understood, "rows": found.rows}
        yield Text(
            "{understood} of {rows} rows on the customers' account name their invoice.", values
        )
    if file.is_import_file:
        yield Text("The file holds vouchers for import only: payments elsewhere are not in it.")
    yield from told("earlier", list(found.earlier_paid))
    yield from told("overpaid", list(found.overpaid))
    yield from told("unbalanced", file.unbalanced)
    yield from read_although(sums)
    yield from _kept_apart(file)


def _kept_apart(file: SieFile) -> Iterator[Text]:
    """Skatteverket's part of invoices (1513), doubtful claims and the like have no debtor here."""
    for (year, account), ore in sorted(file.closing.items()):
        if year == "0" and account > f"{CLAIMS}2" and ore:
            yield kept_apart(account, file.accounts.get(account, ""), ore)


def _gaps(files: Sequence[SieFile]) -> Iterator[Text]:
    """Years that do not follow on each other: what lies between is missing."""
    for earlier, later in pairwise(files):
        closing = {a: ore for (year, a), ore in earlier.closing.items() if year == "0" and ore}
        opening = {a: ore for (year, a), ore in later.opening.items() if year == "0" and ore}
        if closing != opening:
            yield Text("The years do not follow on each other: balances differ between the files.")


def _digits(org_number: str) -> str:
    return "".join(filter(str.isdigit, org_number))[-10:]
