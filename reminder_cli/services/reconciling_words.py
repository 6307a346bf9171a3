"""The reconciliation in words and rows, for the terminal and the workbook: one place for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from reminder_cli.domain.claim_movements import What
from reminder_cli.domain.reconciliation import SHOWN, Line, Why
from reminder_cli.i18n import Text, _
from reminder_cli.services.reconciling import Reconciled

_WHAT = {
    What.INVOICE: Text("Invoices"),
    What.CREDIT_NOTE: Text("Credit notes"),
    What.PAYMENT: Text("Payments"),
    What.CREDIT: Text("Credits"),
    What.SET_OFF: Text("Credit notes set off here"),
    What.LOSS: Text("Losses written off"),
    What.SMALL_REST: Text("Small rests"),
    What.CHARGE: Text("Fees and interest charged"),
    What.REFUSED_REDUCTION: Text("Refused tax reductions"),
    What.CORRECTION: Text("Corrections"),
    What.FOREIGN: Text("Invoices in other currencies, in kronor in the file"),
    What.NOT_HERE: Text("Open in the file, unknown here"),
    What.PAID_THERE: Text("Less left in the file than here"),
    What.OVERPAID: Text("Paid too much: a debt here, on the account in the file"),
    What.OPENING: Text("Opening balance of no invoice here"),
    What.WAITING: Text("Payments that wait here to be matched"),
}
_WHY = {
    Why.AFTER: Text("{what}: after the file's last day"),
    Why.NOT_EXPORTED: Text("{what}: not exported when the file was made"),
    Why.NOT_IN_FILE: Text("{what}: here, not in the file"),
}
_CURES = {
    Why.NOT_EXPORTED: Text("What has not been exported: remind export sie FILE"),
    What.PAID_THERE: Text("Less left in the file: take it over with: remind import FILE --settle"),
    What.WAITING: Text("Payments that wait: remind payments list --unmatched"),
}
_ORDER = {what: place for place, what in enumerate(What)}


class Row(Struct, frozen=True, kw_only=True):
    """One row: what it is, öre, and of how many invoices with the first few of their numbers."""

    label: str
    amount_ore: int
    count: int = 0
    numbers: Sequence[str] = ()
    is_sum: bool = False

    @property
    def numbers_text(self) -> str:
        """The numbers as people read them."""
        more = ", …" if self.count > SHOWN else ""
        return ", ".join(self.numbers) + more


def lines(found: Reconciled) -> Iterator[tuple[What, Why, Line]]:
    """The explanations in a fixed order, without those that come to nothing: both sides of a set-off."""
    result = found.result.lines
    for what, why in sorted(result, key=lambda key: (_ORDER[key[0]], key[1])):
        if result[what, why].amount_ore:
            yield what, why, result[what, why]


def rows(found: Reconciled) -> Iterator[Row]:
    """From what is left of all invoices here, over each explanation, to what the file says."""
    result = found.result
    yield Row(label=_("Left of all invoices"), amount_ore=found.principal_ore)
    for label, ore in (
        (_("Credit notes not used"), found.credit_notes_ore),
        (_("Paid to the partner, not paid out yet"), found.not_paid_out_ore),
        (_("Fees and interest booked when charged"), found.charged_ore),
    ):
        if ore:
            yield Row(label=label, amount_ore=ore)
    yield Row(label=_("Claims here"), amount_ore=result.here_ore, is_sum=True)
    for what, why, line in lines(found):
        name = _WHAT[what]
        yield _row(str(Text(_WHY[why].msgid, {"what": name}) if why in _WHY else name), line)
    unknown = result.unknown
    yield Row(
        label=_("Not explained"),
        amount_ore=result.not_explained_ore,
        count=unknown.count,
        numbers=unknown.numbers,
    )
    yield Row(
        label=_("{account} in the file", account=account_named(found)),
        amount_ore=result.books.closing_ore,
        is_sum=True,
    )


def _row(label: str, line: Line) -> Row:
    return Row(label=label, amount_ore=line.amount_ore, count=line.count, numbers=line.numbers)


def account_named(found: Reconciled) -> str:
    """The accounts of claims that hold something in the file; else the firm's own."""
    return " + ".join(sorted(found.file.closing)) or found.account


def title(found: Reconciled) -> str:
    """What is compared with what."""
    return _(
        "Claims here and {account} in {file}", account=account_named(found), file=found.file.name
    )


def reach(found: Reconciled) -> str:
    """How far the file tells of the books."""
    return _("The file tells of the books through {day}.", day=found.result.books.through_on)


def why_not(found: Reconciled | None) -> Text | None:
    """Why nothing is compared."""
    if found is None:
        return Text("No SIE file with balances has been taken in to compare the claims with.")
    if found.cash_method:
        return Text("By the cash method no claims stand in the books to compare with.")
    if not found.account.startswith("151"):
        return Text(
            "Only 1510 to 1519 are read of a SIE file, and account_claims is {account}.",
            {"account": found.account},
        )
    return None


def how(found: Reconciled | None) -> Text | None:
    """What to do when nothing is compared, if anything can be done."""
    if found is None:
        return Text("Take one in with: remind import FILE --terms-days 30")
    return None


def cures(found: Reconciled) -> Iterator[Text]:
    """What to do about some of the explanations."""
    there = {part for what, why, _line in lines(found) for part in (what, why)}
    yield from (text for part, text in _CURES.items() if part in there)
    unknown = found.result.unknown
    if unknown.count:
        numbers = _row("", unknown).numbers_text
        yield Text("More is left in the file than here, look at: {numbers}", {"numbers": numbers})
    if found.result.not_explained_ore != unknown.amount_ore:
        yield Text("Nothing here says why: look for rows on the account that name no invoice.")
