"""`remind payments`: the bank's files, the daily reconciliation, and what could not be matched."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from reminder_cli.cli import completing, render
from reminder_cli.cli.help_text import N_, Command, Group
from reminder_cli.cli.options import Csv, DryRun, Json, Reason, begin
from reminder_cli.cli.parsing import optional_day, parse_amount
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _

app = typer.Typer(
    add_completion=False,
    cls=Group,
    no_args_is_help=True,
    help=N_(
        "Take in the bank's files, compare with its statement, and say what a payment is for.\n\n"
        "Example: remind payments import bgmax.txt"
    ),
)
PaymentId = Annotated[int, typer.Argument(metavar="ID", help=N_("The payment's number."))]


@app.command(
    "import",
    cls=Command,
    help=N_(
        "Take in files of the bank: BgMax, Total IN, camt.053, camt.054, csv, xlsx, xls, Swish. The "
        "same money counts once, whatever files it stands in.\n\n"
        "Examples: remind payments import bgmax.txt; remind payments import --dry-run statement.csv"
    ),
)
def import_(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help=N_("Files of the bank."), readable=False),
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to", help=N_("Whose account it is: creditor or partner; else by its giro.")
        ),
    ] = "",
    other_account: Annotated[
        bool,
        typer.Option(
            "--other-account", help=N_("The file is of one more account of the firm's own.")
        ),
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Take in files of the bank."""
    from reminder_cli.cli import paying
    from reminder_cli.services.import_payments import PaymentImport, import_payments

    session = begin(context, "payments import", json=json, csv=csv)
    options = PaymentImport(to=paying.paid_to(to), other_account=other_account, dry_run=dry_run)
    report = import_payments(session.world, files, options)
    render.report(
        session, lambda: paying.imported(report), lambda: paying.tell(report, dry_run=dry_run)
    )


@app.command(
    "list",
    cls=Command,
    help=N_(
        "What came in, by day and account as on the bank's statement, and where each krona went; "
        "by default of the last month. With --unmatched: what waits, and what to type.\n\n"
        "Examples: remind payments list --from 2026-03-01; remind payments list --unmatched"
    ),
)
def list_(
    context: typer.Context,
    unmatched: Annotated[
        bool, typer.Option("--unmatched", help=N_("Only what waits, with proposals."))
    ] = False,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help=N_("The first day."))] = "",
    last: Annotated[str, typer.Option("--to", metavar="DATE", help=N_("The last day."))] = "",
    json: Json = False,
    csv: Csv = False,
) -> None:
    """List payments."""
    from reminder_cli.cli import paying, payment_lists
    from reminder_cli.services import payments_view

    session = begin(context, "payments list", json=json, csv=csv)
    if unmatched:
        waiting = payments_view.unmatched(session.world)
        render.report(
            session, lambda: paying.unmatched(waiting), lambda: paying.tell_waiting(waiting)
        )
        return
    days = optional_day(first, option="--from"), optional_day(last, option="--to")
    with payment_lists.progress() as progress:
        found = payments_view.between(session.world, *days, progress)
    render.report(session, lambda: paying.listed(found), lambda: payment_lists.tell(found))


@app.command(
    cls=Command,
    help=N_(
        "Say which invoices a payment that waits is for. Without an amount an invoice takes what is "
        "owed, and the last one the rest.\n\n"
        "Examples: remind payments match 7 1042; remind payments match 7 1042=500 1043"
    ),
)
def match(
    context: typer.Context,
    payment: PaymentId,
    invoices: Annotated[
        list[str],
        typer.Argument(
            metavar="INVOICE[=AMOUNT]…",
            autocompletion=completing.invoices,
            help=N_("Numbers of invoices, with amounts."),
        ),
    ],
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Put a payment on invoices."""
    from reminder_cli.cli import paying
    from reminder_cli.services.payments_waiting import match_by_hand

    session = begin(context, "payments match", json=json, csv=csv)
    done = match_by_hand(session.world, payment, paying.parts(invoices), dry_run=dry_run)
    render.report(session, lambda: paying.handled(done), lambda: paying.tell_matched(done))


@app.command(
    cls=Command,
    help=N_(
        "Record that money was paid back: what was too much, or a payment that waits; without an "
        "amount all of it. It pays nothing out.\n\n"
        "Examples: remind payments repay 7; remind payments repay 7 250,00 --on 2026-03-12"
    ),
)
def repay(
    context: typer.Context,
    payment: PaymentId,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help=N_("Kronor, as 1234,50."))] = "",
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help=N_("The day it was paid back; else today."))
    ] = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Record a repayment."""
    from reminder_cli.cli import asking, paying
    from reminder_cli.services import payments_waiting

    session = begin(context, "payments repay", json=json, csv=csv)
    repay = partial(
        payments_waiting.repay,
        session.world,
        payment,
        parse_amount(amount, option="AMOUNT") if amount else None,
        on=optional_day(on, option="--on"),
    )
    if not (dry_run or json or csv) and asking.is_terminal():
        question = paying.ask_repaid(repay(dry_run=True))
        asking.confirm(session, question, yes=False)
    done = repay(dry_run=dry_run)
    render.report(
        session,
        lambda: paying.repaid(done),
        lambda: paying.tell_repaid(done, dry_run=dry_run),
    )


@app.command(
    cls=Command,
    help=N_(
        "Take back what `repay` or `leave` recorded by mistake, as long as the money is still on your "
        "account: it waits again, or is too much on its invoice again.\n\n"
        'Example: remind payments undo 7 --reason "wrong payment"'
    ),
)
def undo(
    context: typer.Context,
    payment: PaymentId,
    reason: Reason = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Take a repayment back."""
    from reminder_cli.cli import paying
    from reminder_cli.services import payments_undo

    session = begin(context, "payments undo", json=json, csv=csv)
    if not reason:
        raise WrongValue(
            _("What was recorded is taken back only with a reason."),
            fix=_("Say why with --reason TEXT."),
            again=Again(add="--reason TEXT"),
        )
    done = payments_undo.undo(session.world, payment, reason=reason, dry_run=dry_run)
    render.report(
        session,
        lambda: paying.undone(done),
        lambda: paying.tell_undone(done, dry_run=dry_run),
    )


@app.command(
    cls=Command,
    help=N_(
        "Set a payment that waits aside: it is for no invoice, or is the same money as another "
        "payment.\n\nExamples: remind payments leave 7 --reason refund; remind payments leave 7 --same-as 5"
    ),
)
def leave(
    context: typer.Context,
    payment: PaymentId,
    reason: Reason = "",
    same_as: Annotated[
        int | None,
        typer.Option("--same-as", metavar="ID", help=N_("The payment it is the same as.")),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Set a payment aside."""
    from reminder_cli.cli import paying
    from reminder_cli.services import payments_waiting

    session = begin(context, "payments leave", json=json, csv=csv)
    paying.check_reason(reason, same_as)
    done = payments_waiting.leave(
        session.world, payment, reason=reason, same_as=same_as, dry_run=dry_run
    )
    render.report(
        session, lambda: paying.handled(done), lambda: paying.tell_left(done, dry_run=dry_run)
    )
