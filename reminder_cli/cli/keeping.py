"""What `backup`, `restore` and `erase` tell. The name of whom was erased is not among it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminder_cli.cli import render
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.losing import loss_lines

if TYPE_CHECKING:
    from reminder_cli.ledger.replacing import Missing
    from reminder_cli.services.backup import BackupReport
    from reminder_cli.services.erase import EraseReport
    from reminder_cli.services.restore import RestoreReport
    from reminder_cli.services.resuming_letters import ResumeReport

_MEGABYTE = 1_000_000


def backup_data(report: BackupReport) -> dict[str, Any]:
    """The backup as JSON."""
    return {
        "file": str(report.path),
        "bytes": report.size,
        "rows": report.rows,
        "files": report.files,
        "letters_without_file": list(report.missing),
        "problems": [check.code for check in report.problems],
    }


def tell_backup(report: BackupReport, *, dry_run: bool) -> None:
    """The file, what is in it, and what is wrong with the ledger that was copied."""
    values: dict[str, object] = {
        "path": report.path,
        "size": f"{report.size / _MEGABYTE:.1f}".replace(".", ","),
        "invoices": report.rows.get("invoice", 0),
        "events": report.rows.get("event", 0),
        "letters": report.rows.get("letter", 0),
    }
    if dry_run:
        render.answer(
            _(
                "A backup to {path} would hold {invoices} invoices, {events} events and {letters} "
                "letters, and take {size} MB. Nothing was written.",
                **values,
            )
        )
    else:
        render.answer(
            _(
                "The backup is written and checked: {path}, with {invoices} invoices, {events} events "
                "and {letters} letters, {size} MB.",
                **values,
            )
        )
        render.answer(_("Keep it on another disk than the ledger; it holds names and amounts."))
    if report.missing:
        render.answer(
            _(
                "The files of these letters are missing or changed, also in the backup: {ids}",
                ids=", ".join(map(str, report.missing)),
            )
        )
    if report.problems:
        n = len(report.problems)
        render.answer(
            ngettext(
                "{n} thing is wrong in the ledger, and so in its backup. See it with: remind verify",
                "{n} things are wrong in the ledger, and so in its backup. See them with: remind verify",
                n,
            )
        )


def restore_data(report: RestoreReport) -> dict[str, Any]:
    """The restore as JSON."""
    staged = report.staged
    return {
        "file": str(staged.file),
        "taken_on": staged.taken_on.isoformat(),
        "rows": staged.rows,
        "files": len(staged.files),
        "letters_without_file": list(staged.without_file),
        "damaged_files": staged.damaged,
        "before": report.before,
        "lost": _lost(report.lost) if report.lost is not None else None,
        "kept": str(report.kept) if report.kept else None,
        "held": report.held,
        "to_erase_again": list(report.come_back),
    }


def _lost(lost: Missing) -> dict[str, Any]:
    return {
        "rows": lost.rows,
        "since": lost.since or None,
        "letters": [
            {
                "id": letter.letter_id,
                "kind": letter.kind,
                "state": letter.state,
                "sent_on": letter.sent_on.isoformat() if letter.sent_on else None,
                "invoices": list(letter.invoices),
            }
            for letter in lost.letters
        ],
    }


def tell_restored(report: RestoreReport, *, dry_run: bool) -> None:
    """What is in the backup, what is lost by it, what is kept, and why letters wait."""
    staged = report.staged
    values: dict[str, object] = {
        "day": staged.taken_on,
        "name": staged.company.name,
        "invoices": staged.rows.get("invoice", 0),
        "events": staged.rows.get("event", 0),
    }
    render.answer(
        _(
            "The backup of {day} is whole: {name}, {invoices} invoices, {events} events. Nothing is "
            "changed yet.",
            **values,
        )
        if dry_run
        else _(
            "The ledger is the backup of {day}: {name}, {invoices} invoices, {events} events.",
            **values,
        )
    )
    if staged.without_file:
        ids = ", ".join(map(str, staged.without_file))
        render.answer(_("The files of these letters are not in it: {ids}", ids=ids))
    if staged.damaged:
        n = staged.damaged
        render.answer(
            ngettext(
                "{n} file of a letter in it is damaged and left out.",
                "{n} files of letters in it are damaged and left out.",
                n,
            )
        )
    _tell_before(report, dry_run=dry_run)
    if report.come_back:
        ids = ", ".join(map(str, report.come_back))
        render.answer(
            _("Customers that were erased since are in it. Erase them again, ids: {ids}", ids=ids)
        )
    if report.held:
        _tell_held(report, dry_run=dry_run)


def _tell_before(report: RestoreReport, *, dry_run: bool) -> None:
    if report.before == "unreadable":
        render.answer(
            _("The ledger that is there cannot be read: what it had since, nobody can tell.")
        )
    if report.lost is not None and report.lost.total:
        render.answer(
            _("The ledger has what the backup lacks, and would lose it:")
            if dry_run
            else _("What the ledger had and the backup lacks:")
        )
        for line in loss_lines(report.lost):
            render.answer(f"  {line}")
    if report.kept:
        render.answer(_("What was there before is kept: {path}", path=report.kept))


def _tell_held(report: RestoreReport, *, dry_run: bool) -> None:
    if dry_run:
        render.answer(
            _("After it no letter goes out, until you let them: some may have gone out since then.")
        )
        if report.lost is not None and report.lost.total and not report.may_lose:
            render.answer(_("To go back and lose what is named above, add: --discard-newer"))
        return
    render.answer(
        _(
            "No letter goes out now: those that went out since the backup are not in it, and would go "
            "out twice. Look in the folder of letters, the mail server and your papers."
        )
    )
    render.answer(
        _(
            "Register each that has gone out: remind send NUMBER --adopt reminder --sent-on DATE (or "
            "demand); see also: remind outbox --open. Then: remind outbox resume"
        )
    )


def resume_data(report: ResumeReport) -> dict[str, Any]:
    """What waits, as JSON."""
    return {
        "backup_of": report.backup_of.isoformat(),
        "waiting": list(report.waiting),
        "uncertain": list(report.uncertain),
    }


def tell_resumed(report: ResumeReport, *, dry_run: bool) -> None:
    """That letters go out again, and which are the first."""
    render.answer(
        _("Letters would go out again. Nothing is changed yet.")
        if dry_run
        else _("Letters go out again. See what will with: remind plan")
    )
    if report.waiting:
        ids = ", ".join(map(str, report.waiting))
        render.answer(
            _("These wait and go out with the next remind tick or deliver: {ids}", ids=ids)
        )
    if report.uncertain:
        ids = ", ".join(map(str, report.uncertain))
        render.answer(
            _("Of these nobody knows whether they went out; you are asked: {ids}", ids=ids)
            + " "
            + _("See: remind outbox --open")
        )


def erase_data(report: EraseReport) -> dict[str, Any]:
    """The erasure as JSON."""
    return {
        "customer_id": report.customer_id,
        "customer": report.name_now,
        "rows": report.rows,
        "files": report.files,
        "invoices_kept": report.invoices,
        "copies": [str(path) for path in report.copies],
    }


def tell_erased(report: EraseReport, *, dry_run: bool) -> None:
    """What is gone, what stays, and where else it still is."""
    values: dict[str, object] = {
        "number": report.number or "–",
        "name": report.name_now,
        "rows": sum(report.rows.values()),
        "files": report.files,
    }
    if dry_run:
        render.answer(
            _(
                "Customer {number} would be erased: {rows} rows and {files} files of letters. Nothing "
                "is changed yet.",
                **values,
            )
        )
    else:
        render.answer(
            _(
                "Customer {number} is erased: {rows} rows and {files} files of letters. Lists show: "
                "{name}",
                **values,
            )
        )
    n = report.invoices
    if n:
        render.answer(
            ngettext(
                "{n} invoice stays as number, days and amounts, with its vouchers.",
                "{n} invoices stay as numbers, days and amounts, with their vouchers.",
                n,
            )
        )
    for path in report.copies:
        render.answer(_("Also in this copy, until you remove it: {path}", path=path))
    render.answer(
        _("Backups hold it still: remove those made before, and delete it in your other programs.")
    )
