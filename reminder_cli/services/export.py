"""Exports the vouchers that have not left for the books yet: each fact once, ever.

The file is staged beside its place, the vouchers are recorded with the bytes of the file, and
after the commit the file is put in its place. A crash leaves nothing exported, or a file that
``--redo`` writes again byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta
from msgspec import Struct

from reminder_cli import __version__
from reminder_cli.adapters import staged_file
from reminder_cli.domain.booking import Accounts, BookingRules, LeftOut
from reminder_cli.domain.booking_claim import book
from reminder_cli.domain.booking_correction import ToExport, to_export
from reminder_cli.errors import Again, Refused
from reminder_cli.i18n import Text, _
from reminder_cli.ledger import books
from reminder_cli.ledger.books import VoucherFile
from reminder_cli.services import chart
from reminder_cli.services.booking_facts import accounts, batches, booking_rules, claim_facts

if TYPE_CHECKING:
    from reminder_cli.services.world import World

# The names that BAS gives the accounts; Swedish, because they go into Swedish books.
_NAMES = {
    "claims": "Kundfordringar",
    "tax_reduction": "Kundfordringar - delad faktura",
    "allowance": "Nedskrivning av kundfordringar",
    "bank": "Företagskonto/checkkonto/affärskonto",
    "overpayments": "Förskott från kunder",
    "suppliers": "Leverantörsskulder",
    "output_vat": "Utgående moms på försäljning inom Sverige, 25 %",
    "output_vat_12": "Utgående moms på försäljning inom Sverige, 12 %",
    "output_vat_6": "Utgående moms på försäljning inom Sverige, 6 %",
    "input_vat": "Debiterad ingående moms",
    "partner": "Övriga kortfristiga skulder",
    "sales": "Försäljning inom Sverige, 25 % moms",
    "sales_12": "Försäljning inom Sverige, 12 % moms",
    "sales_6": "Försäljning inom Sverige, 6 % moms",
    "sales_free": "Försäljning inom Sverige, momsfri",
    "rounding": "Öres- och kronutjämning",
    "recovered": "Återvunna, tidigare avskrivna kundfordringar",
    "fees": "Övriga ersättningar, bidrag och intäkter",
    "collection_costs": "Inkasso och KFM-avgifter",
    "loss": "Konstaterade förluster på kundfordringar",
    "expected_loss": "Befarade förluster på kundfordringar",
    "interest": "Ränteintäkter från kortfristiga fordringar",
}


class Wanted(Struct, frozen=True, kw_only=True):
    """What the user asked for: the format, and the days of the vouchers, both counted."""

    kind: str
    first: date | None = None
    last: date | None = None
    dry_run: bool = False

    def holds(self, day: date) -> bool:
        """Whether a day lies within the days asked for."""
        return (self.first or date.min) <= day <= (self.last or date.max)


class WrittenFile(Struct, frozen=True, kw_only=True):
    """A file that was written, or would be."""

    path: Path
    sha256: str


class ExportReport(Struct, frozen=True, kw_only=True):
    """What was exported. ``export_id`` is 0 when there was nothing, or in a dry run.

    ``before`` is the export made last before this one: its id, kind and day. ``warning`` tells of
    accounts that are not in the chart of accounts that a SIE file gave.
    """

    export_id: int
    vouchers: tuple[ToExport, ...]
    files: tuple[WrittenFile, ...]
    left_out: tuple[LeftOut, ...]
    dry_run: bool
    before: tuple[int, str, date] | None
    warning: Text | None


class _Pending(Struct):
    """What has not been exported, with the invoice of each voucher, and what is left out."""

    vouchers: list[tuple[int | None, ToExport]]
    left_out: list[LeftOut]
    rules: dict[int, BookingRules]


def export(world: World, path: Path, wanted: Wanted) -> ExportReport:
    """Write what has not been exported yet; a file that exists is never written over."""
    staged: list[Path] = []
    try:
        with world.writing(dry_run=wanted.dry_run):
            before = books.newest_export(world.ledger)
            found = _pending(world, wanted)
            made = [item for _, item in found.vouchers]
            used = {row.account for item in made for row in item.voucher.rows}
            warning = chart.warning(world, used)
            files = _files(world, path, wanted.kind, made)
            export_id = 0
            if made and not wanted.dry_run:
                _check_free([target for target, _ in files])
                for target, file in files:
                    staged.append(target)
                    staged_file.stage(target, file.content)
                export_id = _record(world, wanted.kind, found, [file for _, file in files])
    except BaseException:
        for target in staged:
            staged_file.drop(target)
        raise
    for target in staged:
        staged_file.release(target)
    return ExportReport(
        export_id=export_id,
        vouchers=tuple(made),
        files=tuple(WrittenFile(path=target, sha256=file.sha256) for target, file in files),
        left_out=tuple(found.left_out),
        dry_run=wanted.dry_run,
        before=before,
        warning=warning,
    )


def redo(world: World, export_id: int, path: Path, *, kind: str) -> tuple[WrittenFile, ...]:
    """Write the files of an earlier export again, byte for byte; nothing is exported anew."""
    found, files = books.export_files(world.ledger, export_id)
    if found != kind:
        raise Refused(
            _("There is no export {id} of that kind.", id=export_id),
            fix=_("The number is printed when the file is made. Is it: remind export sie or csv?"),
        )
    written = []
    for file in files:
        target = _named(path, file.part)
        staged_file.write(target, file.content)
        written.append(WrittenFile(path=target, sha256=file.sha256))
    return tuple(written)


def _pending(world: World, wanted: Wanted) -> _Pending:
    found = _Pending([], [], {})
    now = booking_rules(world)
    for ids in batches(world):
        before = books.exported(world.ledger, ids)
        # A claim is booked to its end under the rules its first voucher was booked under: a
        # setting changed later must not turn old vouchers into corrections.
        kept = books.rules_of(world.ledger, ids)
        for facts in claim_facts(world, ids, kept):
            invoice_id = facts.claim.invoice_id
            rules = kept.get(invoice_id, now)
            booked = book(facts, rules, until=world.today)
            items = to_export(booked.facts, before[invoice_id], today=world.today)
            made = [item for item in items if wanted.holds(item.voucher.on)]
            found.vouchers += [(invoice_id, item) for item in made]
            found.left_out += [item for item in booked.left_out if wanted.holds(item.on)]
            if made:
                found.rules[invoice_id] = rules
    found.vouchers += [
        (None, ToExport(key=key, voucher=voucher, corrects=False))
        for key, voucher in books.settlements_to_export(world.ledger)
        if wanted.holds(voucher.on)
    ]
    found.vouchers.sort(key=lambda pair: (pair[1].voucher.on, pair[1].key))
    return found


def _record(world: World, kind: str, found: _Pending, files: Sequence[VoucherFile]) -> int:
    ledger, export_id = world.ledger, books.next_export_id(world.ledger)
    books.record_export(ledger, export_id, kind, files, on=world.today, now=world.now)
    books.record_vouchers(ledger, export_id, found.vouchers)
    books.keep_rules(ledger, found.rules)
    return export_id


def _files(
    world: World, path: Path, kind: str, made: Sequence[ToExport]
) -> list[tuple[Path, VoucherFile]]:
    """One SIE file per fiscal year, because a bookkeeping program reads in one year at a time."""
    if not made:
        return []
    if kind == "csv":
        from reminder_cli.adapters.exporters.csv_vouchers import write_csv

        return [_file(path, "", write_csv(item.voucher for item in made))]
    month = world.settings["fiscal_year_month"]
    years: dict[tuple[date, date], list[ToExport]] = {}
    for item in made:
        years.setdefault(fiscal_year(item.voucher.on, month), []).append(item)
    return [
        _file(path, _part(year) if len(years) > 1 else "", _sie(world, year, items))
        for year, items in years.items()
    ]


def _sie(world: World, year: tuple[date, date], items: Sequence[ToExport]) -> bytes:
    from reminder_cli.adapters.exporters.sie4i import SieCompany, write_sie4i

    company = SieCompany(
        name=world.company.name,
        org_number=world.company.org_number,
        made_on=world.today,
        program_version=__version__,
        fiscal_years=(year,),
        accounts=tuple(_account_names(accounts(world))),
    )
    return write_sie4i((item.voucher for item in items), company)


def _account_names(used: Accounts) -> Iterator[tuple[str, str]]:
    """Only where the number is the one of BAS: what else the firm calls an account is its own."""
    bas = Accounts()
    for name in Accounts.__struct_fields__:
        number = getattr(used, name)
        if number == getattr(bas, name):
            yield number, _NAMES[name]


def _file(path: Path, part: str, content: bytes) -> tuple[Path, VoucherFile]:
    sha256 = hashlib.sha256(content).hexdigest()
    target = _named(path, part)
    return target, VoucherFile(part=part, name=target.name, sha256=sha256, content=content)


def _named(path: Path, part: str) -> Path:
    return path.with_name(f"{path.stem}-{part}{path.suffix}") if part else path


def _part(year: tuple[date, date]) -> str:
    first, last = year[0].year, year[1].year
    return str(first) if first == last else f"{first}-{last}"


def _check_free(targets: Sequence[Path]) -> None:
    for target in targets:
        if target.exists():
            raise Refused(
                _("{path} exists already. Nothing was exported.", path=target),
                fix=_("It may hold vouchers not read in yet. Name another file, or move it away."),
                again=Again(instead={target.name: "FILE"}),
            )


def fiscal_year(day: date, month: int) -> tuple[date, date]:
    """The first and last day of the fiscal year (räkenskapsår) of a day, begun in that month.

    >>> fiscal_year(date(2026, 4, 30), 5)
    (datetime.date(2025, 5, 1), datetime.date(2026, 4, 30))
    """
    first = date(day.year if day.month >= month else day.year - 1, month, 1)
    return first, first + relativedelta(years=1) - timedelta(days=1)
