"""What `instalments` tells: the plan, each instalment with its state, and what comes next."""

from __future__ import annotations

from datetime import date

from reminder_cli.cli import outboxing, render, tables
from reminder_cli.cli.json_output import Json, day, letter
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.money import decimal_string, show_kronor
from reminder_cli.i18n import Text, _
from reminder_cli.services.instalments import PlanReport

_STATES = {"met": Text("met"), "missed": Text("missing"), "coming": Text()}


def tell(report: PlanReport) -> None:
    """The plan for people."""
    plan = report.standing.plan
    columns = [
        Column(_("No."), number=True),
        Column(_("Pay by")),
        Column(_("Amount, kr"), number=True),
        Column(_("Left, kr"), number=True),
        Column(_("State")),
    ]
    shown = Table(_("Instalment plan of {day}", day=plan.on), columns)
    left = _left(report)
    for slip in report.standing.slips:
        shown.rows.append(
            (
                str(slip.number),
                slip.due_on.isoformat(),
                show_kronor(slip.amount_ore),
                show_kronor(left.get(slip.number, 0)),
                str(_STATES[_state(report, slip.number, slip.due_on)]),
            )
        )
    shown.totals = ("", _("Sum"), show_kronor(plan.total_ore), show_kronor(sum(left.values())), "")
    render.table(shown)
    _tell_terms(report)
    _tell_end(report)


def _tell_terms(report: PlanReport) -> None:
    """What of the plan is not as it was asked for, and why a fee is in it or is not."""
    asked, first = report.asked_first_on, report.standing.slips[0].due_on
    if asked is not None and first != asked:
        render.answer(
            _(
                "{asked} is not a banking day: the first instalment is due on {first}.",
                asked=asked,
                first=first,
            )
        )
    if report.fee_ore:
        fee = show_kronor(report.fee_ore)
        render.answer(
            _("In it is the fee of {fee} kr for a plan made together (lag 1981:739 3 §).", fee=fee)
        )
    elif asked is not None and report.standing.plan.agreed_on is None:
        render.answer(
            _(
                "No fee is in it: one may be charged only for a plan that was made together with the "
                "debtor (lag 1981:739 3 §). If it was, say when with --agreed-on DATE."
            )
        )


def _tell_end(report: PlanReport) -> None:
    number = report.members[0].invoice.number
    if report.letter is not None:
        tables.letters([report.letter], dry_run=report.dry_run)
    if report.delivered is not None:
        outboxing.tell_delivered(report.delivered)
    if report.running:
        render.answer(
            _("While it is kept nothing else is sent and no interest runs. End it with: "
              "remind instalments {number} --break", number=number)
        )  # fmt: skip
    else:
        render.answer(
            _("The plan does not run any more. See: remind status {number}", number=number)
        )


def _left(report: PlanReport) -> dict[int, int]:
    return {slip.number: slip.amount_ore for slip in report.standing.unmet()}


def _state(report: PlanReport, number: int, due_on: date) -> str:
    if number not in _left(report):
        return "met"
    return "missed" if due_on < report.members[0].account.until else "coming"


def data(report: PlanReport) -> Json:
    """The plan for scripts."""
    plan, left = report.standing.plan, _left(report)
    numbers = [member.invoice.number for member in report.members]
    return {
        "invoices": numbers,
        "made_on": day(plan.on),
        "agreed_on": day(plan.agreed_on),
        "running": report.running,
        "total": decimal_string(plan.total_ore),
        "fee": decimal_string(report.fee_ore),
        "left": decimal_string(sum(left.values())),
        "slips": [
            {
                "number": slip.number,
                "due_on": day(slip.due_on),
                "amount": decimal_string(slip.amount_ore),
                "left": decimal_string(left.get(slip.number, 0)),
                "state": _state(report, slip.number, slip.due_on),
                "parts": [
                    {"invoice": number, "amount": decimal_string(ore)}
                    for number, ore in zip(numbers, parts, strict=True)
                    if ore
                ],
            }
            for slip, parts in zip(report.standing.slips, report.parts_ore, strict=True)
        ],
        "letter": letter(report.letter) if report.letter else None,
    }
