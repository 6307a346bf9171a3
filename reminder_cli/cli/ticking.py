"""What `tick` and `plan` tell."""

from __future__ import annotations

from reminder_cli.cli import file_tables, outboxing, render, tables
from reminder_cli.domain.gates import RESTORED
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.due import held_key
from reminder_cli.services.tick import Moved, TickReport
from reminder_cli.services.words import OUTCOMES, STAGES


def tell(report: TickReport, *, dry_run: bool, told_before: frozenset[str] = frozenset()) -> None:
    """What was done today, or would be, and what is held and why.

    ``told_before`` are keys of what the run before held too: of that only the number is told.
    """
    tables.letters(report.letters, dry_run=dry_run)
    file_tables.moved(report)
    if not report.banking_day:
        render.answer(_("{day} is not a banking day: nothing is sent.", day=report.on))
        return
    _moved(report.moved)
    for item in report.closed:
        render.answer(
            _("{number}: closed, {outcome}", number=item.invoice, outcome=OUTCOMES[item.to])
        )
    _held(report, told_before)
    if not (report.letters or report.moved or report.closed or report.held):
        render.answer(_("Nothing is due on {day}.", day=report.on))
    _waiting(report.waiting)
    if dry_run:
        render.answer(
            _(
                "Plan {hash}. To do just this, and nothing if anything has changed: "
                "remind tick --plan {hash}",
                hash=report.hash,
            )
        )
    elif report.delivered:
        outboxing.tell_delivered(report.delivered)


def _held(report: TickReport, told_before: frozenset[str]) -> None:
    new = [item for item in report.held if held_key(item) not in told_before]
    tables.held(new)
    n = len(report.held) - len(new)
    if n:
        render.answer(
            ngettext(
                "{n} case is held as before. See why with: remind status",
                "{n} cases are held as before. See why with: remind status",
                n,
            )
        )
    if report.restored_from is not None:
        render.answer(_(RESTORED.msgid, day=report.restored_from))


def _waiting(n: int) -> None:
    if n:
        render.answer(
            ngettext(
                "{n} letter made before waits; it is looked at again before it goes: remind outbox --open",
                "{n} letters made before wait; each is looked at again before it goes: remind outbox "
                "--open",
                n,
            )
        )


def _moved(moved: list[Moved]) -> None:
    for item in moved:
        render.answer(
            _("{number}: {stage}. {why}", number=item.invoice, stage=STAGES[item.to], why=item.why)
        )
        if item.to == "choose":
            render.answer(
                _("  Choose with: remind choose {number} monitoring", number=item.invoice)
            )
