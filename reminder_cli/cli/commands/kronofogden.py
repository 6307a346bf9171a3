"""`remind kronofogden`: register what happened to a case at Kronofogden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reminder_cli.cli import completing, render
from reminder_cli.cli.help_text import N_, Command
from reminder_cli.cli.options import Csv, DryRun, Invoice, Json, begin
from reminder_cli.cli.parsing import optional_day, parse_amount
from reminder_cli.errors import WrongValue
from reminder_cli.i18n import _

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session
    from reminder_cli.domain.kronofogden_rules import KronofogdensInvoice
    from reminder_cli.services.kronofogden import Decided

app = typer.Typer(add_completion=False)
_ACTIONS = ("applied", "objected", "utslag", "enforcement", "invoiced", "report", "withdrawn")


@app.command(
    cls=Command,
    help=N_(
        "Register what happened at Kronofogden: applied, objected, utslag, enforcement, invoiced "
        "(its fee, when it cannot take it from the debtor), report (money it collected), withdrawn. "
        "Nothing is sent to Kronofogden.\n\n"
        "Examples: remind kronofogden 1042 applied --on 2026-06-16; "
        "remind kronofogden 1042 utslag --on 2026-08-15 --interest 350,00; "
        "remind kronofogden 1042 report 5600 --on 2026-09-15 --deducted 600; "
        "remind kronofogden 1042 invoiced 600 --invoice 7788 --on 2026-11-02"
    ),
)
def command(
    context: typer.Context,
    invoice: Invoice,
    action: Annotated[
        str,
        typer.Argument(
            metavar="ACTION",
            autocompletion=completing.one_of(*_ACTIONS),
            help=N_("applied, objected, utslag, enforcement, invoiced, report or withdrawn."),
        ),
    ],
    amount: Annotated[
        str,
        typer.Argument(
            metavar="[AMOUNT]",
            help=N_(
                "With report: all that was collected. With invoiced: the sum; else its whole fee."
            ),
        ),
    ] = "",
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help=N_("The day it happened; else today."))
    ] = "",
    deducted: Annotated[
        str, typer.Option("--deducted", help=N_("With report: what Kronofogden kept of it."))
    ] = "",
    its_invoice: Annotated[
        str,
        typer.Option(
            "--invoice",
            metavar="NUMBER",
            help=N_(
                "With invoiced: the number of Kronofogden's invoice; again corrects it, 0 takes it back."
            ),
        ),
    ] = "",
    to: Annotated[
        str,
        typer.Option(
            "--to",
            autocompletion=completing.one_of("creditor", "partner"),
            help=N_("With invoiced: who pays it, creditor or partner; else who runs the case."),
        ),
    ] = "",
    principal: Annotated[
        str, typer.Option("--principal", help=N_("With utslag: the principal it gives."))
    ] = "",
    interest: Annotated[
        str, typer.Option("--interest", help=N_("With utslag: the interest through its day."))
    ] = "",
    fees: Annotated[
        str, typer.Option("--fees", help=N_("With utslag: the fees of reminder and inkassokrav."))
    ] = "",
    costs: Annotated[
        str, typer.Option("--costs", help=N_("With utslag: the costs of the application."))
    ] = "",
    dry_run: DryRun = False,
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Register a step at Kronofogden."""
    from reminder_cli.cli.choices import AT_KRONOFOGDEN, chosen
    from reminder_cli.services.kronofogden import Decided

    session = begin(context, "kronofogden", json=json, csv=csv)
    unknown = _("{action} is nothing that happens at Kronofogden.", action=action)
    action = chosen(action, AT_KRONOFOGDEN, unknown, stands_for="ACTION")
    decided = Decided(
        principal_ore=_amount(principal, "--principal"),
        interest_ore=_amount(interest, "--interest"),
        fees_ore=_amount(fees, "--fees"),
        costs_ore=_amount(costs, "--costs"),
    )
    _check(action, amount=amount, deducted=deducted, decides=decided != Decided())
    its_invoice = " ".join(its_invoice.split())
    if (action == "invoiced") != bool(its_invoice) or (to and action != "invoiced"):
        raise WrongValue(
            _("--invoice and --to belong to invoiced, and invoiced needs the invoice's number."),
            fix=_("Write: remind kronofogden NUMBER invoiced AMOUNT --invoice NUMBER --on DATE"),
        )
    if action == "invoiced":
        told = _invoice(its_invoice, amount, to)
        _invoiced(session, invoice, told, on, dry_run=dry_run)
    elif action == "report":
        _report(session, invoice, amount, on, deducted, dry_run=dry_run)
    else:
        _register(session, invoice, action, on, decided, dry_run=dry_run)


def _amount(text: str, option: str) -> int | None:
    return parse_amount(text, option=option) if text else None


def _check(action: str, *, amount: str, deducted: str, decides: bool) -> None:
    has_sum = bool(amount) and action != "invoiced"
    if (action == "report") != has_sum or (deducted and action != "report"):
        raise WrongValue(
            _("A sum belongs to report and invoiced, --deducted to report; report needs a sum."),
            fix=_("Write: remind kronofogden NUMBER report AMOUNT --deducted AMOUNT --on DATE"),
        )
    if decides and action != "utslag":
        raise WrongValue(
            _("--principal, --interest, --fees and --costs belong to utslag."),
            fix=_("Write: remind kronofogden NUMBER utslag --on DATE --interest AMOUNT"),
        )


def _report(
    session: Session, invoice: str, amount: str, on: str, deducted: str, *, dry_run: bool
) -> None:
    from reminder_cli.cli import json_output, tables
    from reminder_cli.services.kronofogden import report

    done = report(
        session.world,
        invoice,
        parse_amount(amount, option="AMOUNT"),
        on=optional_day(on, option="--on"),
        kept_ore=_amount(deducted, "--deducted"),
        dry_run=dry_run,
    )
    render.report(session, lambda: json_output.paid(done), lambda: tables.payment(done))


def _invoice(number: str, amount: str, to: str) -> KronofogdensInvoice:
    from reminder_cli.cli.paying import paid_to
    from reminder_cli.domain.events import PaidTo
    from reminder_cli.domain.kronofogden_rules import KronofogdensInvoice

    payer = paid_to(to)
    return KronofogdensInvoice(
        number=number,
        amount_ore=_amount(amount, "AMOUNT"),
        by_partner=payer is PaidTo.PARTNER if payer else None,
    )


def _invoiced(
    session: Session, invoice: str, told: KronofogdensInvoice, on: str, *, dry_run: bool
) -> None:
    from reminder_cli.cli import kronofogden_view
    from reminder_cli.services.kronofogden import invoiced

    day = optional_day(on, option="--on")
    done = invoiced(session.world, invoice, told, on=day, dry_run=dry_run)
    render.report(session, lambda: kronofogden_view.data(done), lambda: kronofogden_view.tell(done))


def _register(
    session: Session, invoice: str, action: str, on: str, decided: Decided, *, dry_run: bool
) -> None:
    from reminder_cli.cli import kronofogden_view
    from reminder_cli.domain.kronofogden_rules import Action
    from reminder_cli.services.kronofogden import register

    done = register(
        session.world,
        invoice,
        Action(action),
        on=optional_day(on, option="--on"),
        decided=decided,
        dry_run=dry_run,
    )
    render.report(session, lambda: kronofogden_view.data(done), lambda: kronofogden_view.tell(done))
