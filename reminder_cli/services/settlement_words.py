"""A settlement as the tables that a screen, a page and a workbook all show: one place for its words."""

from __future__ import annotations

from collections.abc import Sequence

from reminder_cli.adapters.exporters.printed_table import Cell, PrintedDocument, PrintedTable
from reminder_cli.domain.money import show_kronor as kr
from reminder_cli.i18n import Text, _
from reminder_cli.services.settle import Settlement
from reminder_cli.services.words import LETTERS

WHAT = {
    **LETTERS,
    "kronofogden": Text("Application to Kronofogden"),
    "kronofogden_invoice": Text("Kronofogden's invoice"),
}


def document(made: Settlement, *, firm: str) -> PrintedDocument:
    """The whole settlement, for a page or a workbook."""
    facts = [(_("Creditor"), firm), (_("Partner"), made.partner), (_("Period"), made.period)]
    if made.final:
        invoice = _("{number} of {day}", number=made.invoice, day=made.invoiced_on)
        facts.append((_("The partner's invoice"), invoice))
    return PrintedDocument(
        title=title(made),
        author=firm,
        facts=facts,
        summary=outcome(made),
        tables=[case_table(made), act_table(made), voucher_table(made)],
        footer=_(
            "Basis for checking the partner's invoice; this is not an invoice. Amounts in kronor."
        ),
    )


def case_table(made: Settlement) -> PrintedTable:
    """Per case: what was paid of the fees, VAT, commission, outlays, and what we received for it."""
    heads = (
        _("Invoice"), _("Fees paid"), _("VAT"), _("Commission"), _("Outlays"),
        _("Received for the partner"), _("Our interest, paid out"),
    )  # fmt: skip
    rows = [
        (
            case.number,
            case.fees_paid_ore,
            case.vat_ore,
            case.commission_ore,
            case.outlays_ore,
            case.received_ore,
            case.interest_share_ore,
        )
        for case in made.cases
    ]
    t = made.totals
    sums = (
        _("Sum"),
        t.fees_paid_ore,
        t.vat_ore,
        t.commission_ore,
        t.outlays_ore,
        t.received_ore,
        t.interest_share_ore,
    )
    return PrintedTable(title=_("Cases"), heads=heads, rows=rows, totals=sums)


def act_table(made: Settlement) -> PrintedTable:
    """Every action taken, every fee that was paid with the VAT on it, and every outlay (minus: the
    debtor has paid it).
    """
    heads = (
        _("Invoice"), _("Day"), _("Action"), _("Fee"), _("Paid now"), _("VAT"), _("Outlay"),
    )  # fmt: skip
    rows = [
        (
            case.number,
            act.on.isoformat(),
            str(WHAT[act.what]),
            act.fee_ore,
            act.paid_ore,
            act.vat_ore,
            act.outlay_ore,
        )
        for case in made.cases
        for act in case.acts
    ]
    return PrintedTable(title=_("Actions"), heads=heads, rows=rows)


def voucher_table(made: Settlement) -> PrintedTable:
    """The voucher; without rows when nothing is owed either way."""
    heads = (_("Account"), _("Debit"), _("Credit"))
    voucher = made.voucher
    if voucher is None:
        return PrintedTable(title=_("Voucher"), heads=heads, rows=[])
    rows: list[Sequence[Cell]] = [
        (row.account, max(row.amount_ore, 0), max(-row.amount_ore, 0)) for row in voucher.rows
    ]
    debit = sum(max(row.amount_ore, 0) for row in voucher.rows)
    title = _("Voucher of {day}: {text}", day=voucher.on, text=voucher.text)
    return PrintedTable(title=title, heads=heads, rows=rows, totals=(_("Sum"), debit, debit))


def title(made: Settlement) -> str:
    """The heading of the settlement."""
    return _("Settlement of {period} with {partner}", period=made.period, partner=made.partner)


def outcome(made: Settlement) -> str:
    """Who owes whom, and how final it is, in a sentence or two."""
    owed = made.totals.owed_ore
    if owed > 0:
        said = _("The partner's invoice comes to {amount} kr.", amount=kr(owed))
    elif owed < 0:
        said = _("The partner owes us {amount} kr.", amount=kr(-owed))
    else:
        said = _("Nothing is owed either way.")
    if made.final:
        state = _("Final: invoice {number} of {day}.", number=made.invoice, day=made.invoiced_on)
    else:
        state = _("Not final: check the partner's invoice against it.")
    return f"{said} {state}"
