"""What `kronofogden` tells: what was registered, what it did to the claim, and what comes next."""

from __future__ import annotations

from reminder_cli.cli import file_tables, render
from reminder_cli.cli.json_output import Json, amounts, day
from reminder_cli.domain.kronofogden_rules import Action
from reminder_cli.domain.money import decimal_string, show_kronor
from reminder_cli.i18n import Text, _
from reminder_cli.services.kronofogden import Registered

_DONE = {
    Action.APPLIED: Text("{number}: applied to Kronofogden on {day}."),
    Action.OBJECTED: Text("{number}: the debtor objected; Kronofogden told of it on {day}."),
    Action.UTSLAG: Text("{number}: utslag on {day}."),
    Action.ENFORCEMENT: Text("{number}: Kronofogden charges for enforcement on {day}."),
    Action.INVOICED: Text("{number}: Kronofogden's invoice {invoice} of {day}, {amount} kr."),
    Action.WITHDRAWN: Text("{number}: ended at Kronofogden on {day}."),
}
_NEXT = {
    Action.APPLIED: Text(
        "Next, as it comes: remind kronofogden {number} objected, utslag or withdrawn --on DATE"
    ),
    Action.OBJECTED: Text(
        "Ask Kronofogden by {last} to hand it over to the district court (lag (1990:746) 34 §). "
        "If it ends there instead: remind kronofogden {number} withdrawn --on DATE"
    ),
    Action.UTSLAG: Text(
        "When Kronofogden charges for enforcement: remind kronofogden {number} enforcement --on DATE"
    ),
    Action.ENFORCEMENT: Text(
        "When it has collected: remind kronofogden {number} report AMOUNT --on DATE"
    ),
    Action.INVOICED: Text("Its voucher comes with the next: remind export sie FILE"),
    Action.WITHDRAWN: Text("The case waits for you to choose: remind status {number}"),
}
_OUTLAY = Text("The partner pays it for you; it comes with the settlement: remind settle")


def tell(done: Registered) -> None:
    """What was registered, in sentences."""
    file_tables.claims([done.after])
    account, number = done.after.account, done.after.invoice.number
    values = {"number": number, "day": done.on, "last": done.application.transfer_by}
    then = _NEXT[done.action]
    if done.action is Action.INVOICED:
        told = done.application.invoiced[-1]
        values |= {"invoice": told.invoice, "amount": show_kronor(told.amount_ore)}
        then = _OUTLAY if told.by_partner else then
    render.answer(str(Text(_DONE[done.action].msgid, values)))
    if done.action is Action.WITHDRAWN:
        _tell_end(done)
    if done.action is Action.INVOICED and done.after.open_case is None:
        render.answer(_("The case has ended, so the debtor is not asked for it."))
    left = {
        "principal": show_kronor(account.principal_left_ore),
        "fees": show_kronor(account.fees_left_ore),
        "interest": show_kronor(account.interest_left_ore),
        "costs": show_kronor(account.costs_left_ore),
        "total": show_kronor(account.owed_ore),
    }
    render.answer(
        _(
            "Owed: {total} kr (principal {principal}, fees {fees}, interest {interest}, "
            "costs {costs}).",
            **left,
        )
    )
    if account.kronofogdens_ore:
        own = show_kronor(account.kronofogdens_ore)
        if done.application.runs:
            render.answer(_("Kronofogden takes {own} kr for itself first.", own=own))
        else:
            render.answer(
                _(
                    "If Kronofogden invoices its {own} kr: "
                    "remind kronofogden {number} invoiced --invoice NUMBER --on DATE",
                    own=own,
                    number=number,
                )
            )
    ended = done.after.open_case is None and done.action is not Action.INVOICED
    if ended:
        render.answer(_("Nothing is left to pay, so the case has ended."))
    else:
        render.answer(str(Text(then.msgid, values)))


def _tell_end(done: Registered) -> None:
    if done.application.utslag is None:
        render.answer(_("Its costs have fallen: they are not owed without an utslag."))
    else:
        render.answer(_("The utslag stands, and with it the costs it gave."))
    case = done.after.claim.case
    if case is not None and case.disputed:
        render.answer(
            _(
                "The debtor's objection stands. When it is answered: remind resolve {number}",
                number=done.after.invoice.number,
            )
        )


def data(done: Registered) -> Json:
    """The same for scripts."""
    case = done.after.claim.case
    assert case is not None, "it was registered on one"
    return {
        "invoice": done.after.invoice.number,
        "action": done.action.value,
        "on": day(done.on),
        "stage": case.stage.value,
        "transfer_by": day(done.application.transfer_by),
        "next_fee_on": day(done.application.next_fee_on),
        "invoiced": [
            {
                "invoice": told.invoice,
                "on": day(told.on),
                "amount": decimal_string(told.amount_ore),
                "by_partner": told.by_partner,
            }
            for told in done.application.invoiced
        ],
        "kronofogdens_own": decimal_string(done.after.account.kronofogdens_ore),
        "cost_lines": [
            {
                "kind": cost.kind.value,
                "on": day(cost.on),
                "amount": decimal_string(cost.amount_ore),
                "left": decimal_string(cost.left_ore),
                "fell": bool(cost.fell),
                "law": cost.law,
            }
            for cost in done.after.account.costs
        ],
        **amounts(done.after),
    }
