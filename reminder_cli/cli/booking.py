"""What `export` and `settle` answer: tables for people, JSON for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reminder_cli.cli import render
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.money import decimal_string as kr
from reminder_cli.domain.money import show_kronor
from reminder_cli.i18n import _, ngettext

if TYPE_CHECKING:
    from reminder_cli.adapters.exporters.printed_table import Cell, PrintedTable
    from reminder_cli.domain.booking import LeftOut
    from reminder_cli.domain.settlement import SettledCase, Totals
    from reminder_cli.domain.voucher import Voucher
    from reminder_cli.services.export import ExportReport, WrittenFile
    from reminder_cli.services.settle import Settlement

Json = dict[str, Any]
_SHOWN_NOTES = 10


def exported(report: ExportReport, kind: str) -> None:
    """The vouchers that were exported, and what is left to the user's own program."""
    columns = [
        Column(_("Date"), only="screen"),
        Column(_("Text"), wraps=True, only="screen"),
        Column(_("Date"), only="file"),
        Column(_("Text"), only="file"),
        Column(_("Account")),
        Column(_("Debit"), number=True),
        Column(_("Credit"), number=True),
    ]
    title = _("Vouchers that would be exported") if report.dry_run else _("Vouchers exported")
    shown = Table(title, columns)
    for item in report.vouchers:
        shown.rows += _voucher_rows(item.voucher)
    render.table(shown)
    if report.warning is not None:
        render.answer(str(report.warning))
    _what_became(report, kind)
    _notes(report.left_out)


def _voucher_rows(voucher: Voucher) -> list[Sequence[str]]:
    return [
        (
            "" if place else voucher.on.isoformat(),
            "" if place else voucher.text,
            voucher.on.isoformat(),
            row.text or voucher.text,
            row.account,
            show_kronor(row.amount_ore) if row.amount_ore > 0 else "",
            show_kronor(-row.amount_ore) if row.amount_ore < 0 else "",
        )
        for place, row in enumerate(voucher.rows)
    ]


def _what_became(report: ExportReport, kind: str) -> None:
    number = len(report.vouchers)
    if not number:
        _nothing_new(report)
        return
    if report.dry_run:
        render.answer(_("Nothing was written. Export them without --dry-run."))
        return
    files = ", ".join(str(file.path) for file in report.files)
    said = ngettext("{n} voucher in {files}.", "{n} vouchers in {files}.", number, files=files)
    render.answer(said)
    render.answer(
        _(
            "Read it in to your bookkeeping program once. Lost? Write it again with: "
            "remind export {kind} FILE --redo {id}",
            kind=kind,
            id=report.export_id,
        )
    )


def _nothing_new(report: ExportReport) -> None:
    if report.before is None:
        render.answer(_("There is nothing to export yet. Nothing was written."))
        return
    number, kind, day = report.before
    render.answer(_("Everything has been exported already. Nothing was written."))
    render.answer(
        _(
            "The last export was number {id}, on {day}. Write its file again with: "
            "remind export {kind} FILE --redo {id}",
            id=number,
            day=day,
            kind=kind,
        )
    )


def _notes(left_out: Sequence[LeftOut]) -> None:
    for item in left_out[:_SHOWN_NOTES]:
        render.answer(str(item.why))
    hidden = len(left_out) - _SHOWN_NOTES
    if hidden > 0:
        render.answer(ngettext("and {n} more", "and {n} more", hidden))


def exported_json(report: ExportReport) -> Json:
    """The answer of `export`."""
    return {
        "export": report.export_id or None,
        "files": files_json(report.files),
        "vouchers": [
            {"key": item.key, "corrects": item.corrects, **voucher_json(item.voucher)}
            for item in report.vouchers
        ],
        "left_out": [
            {"key": item.key, "date": item.on.isoformat(), "why": str(item.why)}
            for item in report.left_out
        ],
        "warning": str(report.warning) if report.warning else None,
    }


def files_json(files: Sequence[WrittenFile]) -> list[Json]:
    """Files that were written."""
    return [{"file": str(file.path), "sha256": file.sha256} for file in files]


def written_again(files: Sequence[WrittenFile]) -> None:
    """Files of an earlier export."""
    for file in files:
        render.answer(_("{file} is written again, as it was.", file=file.path))
    render.answer(_("Read it in only if it was not read in before."))


def voucher_json(voucher: Voucher) -> Json:
    """A voucher."""
    return {
        "date": voucher.on.isoformat(),
        "text": voucher.text,
        "rows": [
            {
                "account": row.account,
                "debit": kr(max(row.amount_ore, 0)),
                "credit": kr(max(-row.amount_ore, 0)),
                "text": row.text or voucher.text,
            }
            for row in voucher.rows
        ],
    }


def settled(made: Settlement, documents: Sequence[Path], *, dry_run: bool) -> None:
    """The settlement, table by table, and what to do next."""
    if made.nothing is not None:
        render.answer(str(made.nothing))
        return
    from reminder_cli.services import settlement_words as words

    render.answer(words.title(made))
    for table in (words.case_table(made), words.act_table(made), words.voucher_table(made)):
        if table.rows:
            render.table(_printed(table))
    render.answer(words.outcome(made))
    for path in documents:
        render.answer(_("Written: {path}", path=path))
    if dry_run:
        render.answer(_("Nothing was recorded. Settle it without --dry-run."))
    elif made.final:
        render.answer(_("Its voucher comes with the next: remind export sie FILE"))
    else:
        render.answer(
            _(
                "When the invoice has come: remind settle --period {period} --invoice NUMBER --on DATE",
                period=made.period,
            )
        )


def _printed(table: PrintedTable) -> Table:
    columns = [
        Column(head, number=is_number, wraps=True)
        for head, is_number in zip(table.heads, table.numbers, strict=True)
    ]
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    return Table(table.title, columns, list(rows), [_cell(cell) for cell in table.totals])


def _cell(cell: Cell) -> str:
    return show_kronor(cell) if isinstance(cell, int) else cell


def settled_json(made: Settlement) -> Json:
    """The answer of `settle`."""
    return {
        "period": made.period,
        "partner": made.partner or None,
        "final": made.final,
        "invoice": made.invoice or None,
        "invoiced_on": made.invoiced_on.isoformat() if made.invoiced_on else None,
        "cases": [_case_json(case) for case in made.cases],
        "totals": {**_sums_json(made.totals), "owed": kr(made.totals.owed_ore)},
        "voucher": voucher_json(made.voucher) if made.voucher else None,
        "why": str(made.nothing) if made.nothing else None,
    }


def _case_json(case: SettledCase) -> Json:
    return {
        "invoice": case.number,
        "actions": [
            {
                "on": act.on.isoformat(),
                "what": act.what,
                "fee": kr(act.fee_ore),
                "paid": kr(act.paid_ore),
                "vat": kr(act.vat_ore),
                "outlay": kr(act.outlay_ore),
            }
            for act in case.acts
        ],
        **_sums_json(case),
    }


def _sums_json(sums: SettledCase | Totals) -> Json:
    return {
        "fees_paid": kr(sums.fees_paid_ore),
        "vat": kr(sums.vat_ore),
        "commission": kr(sums.commission_ore),
        "outlays": kr(sums.outlays_ore),
        "received_directly": kr(sums.received_ore),
        "interest_share": kr(sums.interest_share_ore),
    }
