"""How each figure of the report is defined; docs/reports.md says the same."""

from __future__ import annotations

from reminder_cli.adapters.exporters.xlsx import Book, Column, Kind, Setup
from reminder_cli.i18n import Text, _

NOTES = (
    (
        Text("As of"),
        Text(
            "What was so on that day: what counts on it or before, of invoices imported by then. "
            "Names and addresses are those of that day; settings, reference rates, and what a later "
            "file corrected of an invoice, are as they stand now."
        ),
    ),
    (
        Text("Left"),
        Text("The customer's part of an invoice less payments and credits; no fees, no interest."),
    ),
    (
        Text("Ageing"),
        Text("What is left, by days after the due day, moved to a banking day. SEK only."),
    ),
    (
        Text("Due, banking day"),
        Text(
            "The due day of the invoice or, where that is a Saturday, Sunday or other day when banks are "
            "closed, the next banking day (lag 1930:173). Interest and days late are counted from it."
        ),
    ),
    (
        Text("Solved, cases"),
        Text(
            "Cases paid in full, of all cases sent. Those that the firm cancelled or credited are "
            "not counted; running cases, and those written off or settled, count as not solved."
        ),
    ),
    (
        Text("Solved, amount"),
        Text("Principal that came in while the cases ran, of their principal when they were sent."),
    ),
    (
        Text("By stage"),
        Text(
            "Of the cases that came to the stage and are counted: those that were paid in full while "
            "there, by the day of the payment. The amount is what came in there, of what was left of the "
            "principal when they came to it; a case that is paid in part counts in the amount only."
        ),
    ),
    (
        Text("Median days"),
        Text(
            "From the letter (by stage: from the day the case came to it) to the payment that "
            "settled the case; the middle one of the cases solved."
        ),
    ),
    (
        Text("Days sales outstanding"),
        Text(
            "What is left of all invoices, divided by the customers' part of what was invoiced in the "
            "last 365 days, times 365; where the first invoice here is younger, times the days since it. "
            "It takes that all invoices are here, also those that were paid in time: where only unpaid "
            "ones are taken in, it says far too much."
        ),
    ),
    (
        Text("Recovered"),
        Text("What was paid while a case ran, of what was owed: principal, fees, interest, costs."),
    ),
    (
        Text("Written off"),
        Text("Principal given up in cases closed as written off or settled."),
    ),
    (
        Text("Payments"),
        Text(
            "By the day the bank booked them, on all invoices here. Too much is more than was owed: "
            "the customer's money. What a file said was paid before is not there."
        ),
    ),
    (
        Text("VAT"),
        Text(
            "The partner's VAT on its fees that were paid and on its commission, cumulative per "
            "case, half up. Nothing when the firm runs its cases itself."
        ),
    ),
    (
        Text("Commission"),
        Text(
            "On principal paid at monitoring, cumulative per case and at most the cap of its terms; "
            "without VAT. What comes through Kronofogden bears none."
        ),
    ),
    (
        Text("Reconciliation"),
        Text(
            "What should stand on the account of claims by the facts here, against the closing balance "
            "of the SIE file taken in last. A line is what the books have more (or, negative, less) "
            "than here. All lines and what is not explained add up to the difference."
        ),
    ),
    (
        Text("Forecast"),
        Text(
            "An estimate. Money: what is owed, times the share of what was left to pay that came in "
            "within as many days, over the firm's own cases that had been at the same stage as long "
            "(0, 30, 90 or 180 days and more); with fewer than five such cases, those of all stages; "
            "with fewer still, they count nothing, and with none at all nothing is said. Disputed "
            "cases, and debtors who cannot pay, count nothing. Letters: the next one of each case."
        ),
    ),
)


def notes_sheet(book: Book, *, head: str) -> None:
    """The definitions, as a sheet."""
    columns = [Column(_("Figure"), width=26), Column(_("How it is counted"), Kind.LONG_TEXT, 100)]
    sheet = book.sheet(_("Notes"), Setup(widths=[c.needed for c in columns], head=head))
    sheet.table("Notes", columns, [(str(term), str(text)) for term, text in NOTES], filters=False)
