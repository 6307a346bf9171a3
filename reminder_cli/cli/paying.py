"""What `payments` is told and tells: for people, and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from reminder_cli.cli import payment_lists, render
from reminder_cli.cli.choices import WHO, chosen
from reminder_cli.cli.format_names import format_name
from reminder_cli.cli.parsing import parse_amount
from reminder_cli.cli.render import Column, Table
from reminder_cli.domain.events import PaidTo
from reminder_cli.domain.money import decimal_string
from reminder_cli.domain.money import show_kronor as kr
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.payments_effects import Effect, Met
from reminder_cli.services.payments_view import (
    DaySum,
    PaymentLine,
    Suggestion,
    WaitingLine,
    day_sums,
)

if TYPE_CHECKING:
    from reminder_cli.services.import_payments import FileReport, ImportReport
    from reminder_cli.services.payments_undo import Undone
    from reminder_cli.services.payments_waiting import Handled, Repaid

SHOWN = 20
Json = dict[str, Any]


def paid_to(text: str) -> PaidTo | None:
    """The value of --to; None where nothing was written."""
    if not text:
        return None
    return PaidTo(chosen(text, WHO, _("--to: {text} is nobody we know.", text=text)))


def parts(texts: Sequence[str]) -> list[tuple[str, int | None]]:
    """The invoices of a payment with their amounts in öre, as NUMBER or NUMBER=AMOUNT."""
    found: list[tuple[str, int | None]] = []
    for text in texts:
        number, sign, amount = text.partition("=")
        ore = parse_amount(amount, option=number) if sign else None
        if not number.strip() or (ore is not None and ore <= 0):
            raise WrongValue(
                _("{text} does not name an invoice and what it gets.", text=text),
                fix=_("Write NUMBER, or NUMBER=AMOUNT as 1042=500,00."),
                again=Again(instead={text: "NUMBER=AMOUNT"}),
            )
        found.append((number.strip(), ore))
    return found


def check_reason(reason: str, same_as: int | None) -> None:
    """A payment is set aside for a reason, or because it is another one."""
    if not reason and same_as is None:
        raise WrongValue(
            _("A payment is set aside only with a reason."),
            fix=_("Say why with --reason TEXT, or which payment it is with --same-as ID."),
            again=Again(add="--reason TEXT"),
        )


# For people.


def tell(report: ImportReport, *, dry_run: bool) -> None:
    """What an import brought, file by file, then what was booked and what waits."""
    for file in report.files:
        _tell_file(file)
    for said in report.withdrawn:
        render.answer(str(said))
    payment_lists.tell_new(report.new)
    _tell_booked(report)
    for payment_id, why in list(report.aside.items())[:SHOWN]:
        render.answer(_("Payment {id} is left alone: {why}.", id=payment_id, why=why))
    tell_effects(report.booked.effects)
    _tell_overpaid(part for met in report.booked.met.values() for part in met)
    if report.waiting:
        tell_waiting(report.waiting, most=SHOWN)
    if dry_run:
        render.only_tried()


def _tell_file(file: FileReport) -> None:
    render.answer(
        _(
            "{file}: {format}, {n} payments, {sum} kr; {new} new, {known} known before",
            file=file.file,
            format=format_name(file.format),
            n=file.payments,
            sum=kr(file.sum_ore),
            new=file.new,
            known=file.known,
        )
    )
    for reason, n in file.left_out.items():
        render.answer(_("  left out {n}: {reason}", n=n, reason=reason.words()))
    for note in file.notes:
        render.answer(f"  {note}")


def _tell_booked(report: ImportReport) -> None:
    if report.booked_now:
        render.answer(
            ngettext(
                "{n} payment found its invoice.",
                "{n} payments found their invoices.",
                report.booked_now,
            )
        )
    many = [(pid, met) for pid, met in report.booked.met.items() if len(met) > 1]
    for payment_id, met in many[:SHOWN]:
        shares = ", ".join(f"{part.invoice} {kr(part.total_ore)}" for part in met)
        render.answer(_("Payment {id} met several: {shares}", id=payment_id, shares=shares))


def tell_effects(effects: Sequence[Effect]) -> None:
    """What payments did to invoices: closed, fees that fell away."""
    closed = [effect.invoice for effect in effects if effect.closed]
    if closed:
        shown = ", ".join(closed[:SHOWN]) + ("…" if len(closed) > SHOWN else "")
        render.answer(_("Closed as paid: {numbers}", numbers=shown))
    for effect in effects:
        if effect.lost_fees_ore > 0:
            render.answer(
                _(
                    "{number}: it was paid before a letter that has gone out; {amount} kr of fees fell "
                    "away.",
                    number=effect.invoice,
                    amount=kr(effect.lost_fees_ore),
                )
            )


def _tell_overpaid(met: Iterable[Met]) -> None:
    for part in met:
        if part.over_ore:
            render.answer(
                _(
                    "{number}: {amount} kr was paid too much; it is the debtor's. Pay it back, then "
                    "record it with: remind payments repay {id}",
                    number=part.invoice,
                    amount=kr(part.over_ore),
                    id=part.payment_id,
                )
            )


def tell_waiting(items: Sequence[WaitingLine], *, most: int | None = None) -> None:
    """What waits, why, and the command for each proposal; people are told of so many at most."""
    render.file_table(_waiting_table(items))
    if not items:
        render.answer(_("No payment waits: every one has found its invoice."))
        return
    render.answer(ngettext("{n} payment waits:", "{n} payments wait:", len(items)))
    for item in items[:most]:
        line = item.line
        render.answer(
            _(
                "Payment {id}, {day}, {amount} kr, {who}: {why}.",
                id=line.payment_id,
                day=line.on,
                amount=kr(line.waiting_ore),
                who=", ".join(filter(None, (line.payer, line.reference))) or "-",
                why=item.why,
            )
        )
        for suggestion in item.suggestions:
            render.answer(f"  {suggestion.why}: {suggestion.command}")
        if not item.suggestions:
            values = {"id": line.payment_id}
            render.answer(
                _("  Say what it is for: remind payments match {id} INVOICE", **values)
                + "; "
                + _("or set it aside: remind payments leave {id} --reason TEXT", **values)
            )
    if most is not None and len(items) > most:
        render.answer(_("See all with: remind payments list --unmatched"))


def _waiting_table(items: Sequence[WaitingLine]) -> Table:
    columns = [
        Column(_("Payment"), number=True),
        Column(_("Day")),
        Column(_("Waits"), number=True),
        Column(_("Payer")),
        Column(_("Reference")),
        Column(_("Why")),
        Column(_("What to do")),
    ]
    shown = Table("", columns)
    for item in items:
        line = item.line
        what = "; ".join(suggestion.command for suggestion in item.suggestions)
        cells = (str(line.payment_id), line.on.isoformat(), kr(line.waiting_ore))
        shown.rows.append((*cells, line.payer, line.reference, str(item.why), what))
    return shown


def tell_matched(done: Handled) -> None:
    """A payment that was put on invoices."""
    payment_lists.for_file([done.line])
    line = done.line
    for met in line.met:
        named = [
            (_("principal"), met.principal_ore),
            (_("fees"), met.fees_ore),
            (_("interest"), met.interest_ore),
            (_("costs"), met.costs_ore),
            (_("recovered"), met.recovered_ore),
            (_("too much"), met.over_ore),
        ]
        split = ", ".join(f"{name} {kr(ore)}" for name, ore in named if ore)
        render.answer(
            _(
                "Payment {id} on {number}: {split}",
                id=line.payment_id,
                number=met.invoice,
                split=split,
            )
        )
    _still_waits(line)
    tell_effects(done.booked.effects)
    _tell_overpaid(line.met)


def ask_repaid(tried: Repaid) -> str:
    """What is asked before it is recorded that money was paid back."""
    render.answer(
        _(
            "This records that money has left your account; it pays nothing out and books it as paid."
        )
    )
    return _("Was {amount} kr paid back to {payee} on {day}?", **_repaid(tried))


def tell_repaid(done: Repaid, *, dry_run: bool) -> None:
    """A payment that was paid back."""
    payment_lists.for_file([done.line])
    values = _repaid(done)
    if dry_run:
        render.answer(
            _(
                "Payment {id}: it would be recorded that {amount} kr was paid back to {payee} on {day}.",
                **values,
            )
        )
        return
    render.answer(
        _("Payment {id}: recorded that {amount} kr was paid back to {payee} on {day}.", **values)
    )
    render.answer(
        _(
            "If it has not gone out, take that back with: remind payments undo {id} --reason TEXT",
            **values,
        )
    )
    _still_waits(done.line)


def _repaid(done: Repaid) -> Json:
    payee = done.payee or _("an unknown payer")
    values = {"amount": kr(done.amount_ore), "payee": payee, "day": done.on}
    return {"id": done.line.payment_id, **values}


def tell_undone(done: Undone, *, dry_run: bool) -> None:
    """What was taken back, and what to do with the money."""
    payment_lists.for_file([done.line])
    values = {"id": done.line.payment_id}
    if done.waiting_ore:
        render.answer(
            _("Payment {id}: {amount} kr waits again.", amount=kr(done.waiting_ore), **values)
        )
    if done.over_ore:
        render.answer(
            _(
                "Payment {id}: {amount} kr is recorded as not paid back; it is the debtor's still.",
                amount=kr(done.over_ore),
                **values,
            )
        )
    if dry_run:
        return
    if done.waiting_ore:
        render.answer(_("See what it may be for: remind payments list --unmatched"))
    else:
        render.answer(
            _(
                "When it has been paid back: remind payments repay {id}. To take the payment off its "
                "invoice: remind unpay {id} --reason TEXT",
                **values,
            )
        )


def tell_left(done: Handled, *, dry_run: bool) -> None:
    """A payment that was set aside."""
    payment_lists.for_file([done.line])
    line = done.line
    values = {"id": line.payment_id, "amount": kr(line.amount_ore)}
    render.answer(
        _(
            "Payment {id} of {amount} kr from {payer} is set aside; it stops no letter.",
            payer=line.payer or _("an unknown payer"),
            **values,
        )
    )
    if not dry_run:
        render.answer(
            _("If that is wrong: remind payments undo {id} --reason TEXT", id=line.payment_id)
        )


def _still_waits(line: PaymentLine) -> None:
    if line.waiting_ore:
        render.answer(
            _(
                "{left} kr of it waits still: remind payments match {id} INVOICE",
                left=kr(line.waiting_ore),
                id=line.payment_id,
            )
        )


# For scripts.


def payment(line: PaymentLine) -> Json:
    """A payment and what it met."""
    return {
        "id": line.payment_id,
        "on": line.on.isoformat(),
        "account": line.account or None,
        "amount": decimal_string(line.amount_ore),
        "to": line.paid_to,
        "reference": line.reference or None,
        "payer": line.payer or None,
        "matched": [_met(part) for part in line.met],
        "unmatched": decimal_string(line.waiting_ore),
        "overpaid": decimal_string(sum(part.over_ore for part in line.met)),
        "aside": decimal_string(line.aside_ore),
        "repaid": decimal_string(line.repaid_ore),
    }


def _met(part: Met) -> Json:
    return {
        "invoice": part.invoice,
        "principal": decimal_string(part.principal_ore),
        "fees": decimal_string(part.fees_ore),
        "interest": decimal_string(part.interest_ore),
        "costs": decimal_string(part.costs_ore),
        "recovered": decimal_string(part.recovered_ore),
        "overpaid": decimal_string(part.over_ore),
    }


def listed(found: Sequence[PaymentLine]) -> Json:
    """The answer of `payments list`."""
    return {
        "payments": [payment(line) for line in found],
        "days": [_day(day) for day in day_sums(found)],
    }


def _day(day: DaySum) -> Json:
    parts = ("sum", "principal", "fees", "interest", "costs", "recovered")
    names = (*parts, "overpaid", "unmatched", "aside", "repaid")
    counted = [decimal_string(ore) for ore in day.amounts_ore if ore is not None]
    amounts = dict(zip(names, counted, strict=True))
    return {
        "on": day.on.isoformat(),
        "account": day.account or None,
        "payments": day.payments,
        **amounts,
    }


def unmatched(items: Sequence[WaitingLine]) -> Json:
    """The answer of `payments list --unmatched`."""
    return {"payments": [_waiting(item) for item in items]}


def _waiting(item: WaitingLine) -> Json:
    proposals = [_suggestion(suggestion) for suggestion in item.suggestions]
    return {**payment(item.line), "why": str(item.why), "proposals": proposals}


def _suggestion(item: Suggestion) -> Json:
    return {
        "invoices": [
            {"invoice": number, "amount": decimal_string(ore)} for number, ore in item.invoices
        ],
        "why": str(item.why),
        "command": item.command,
    }


def imported(report: ImportReport) -> Json:
    """The answer of `payments import`."""
    return {
        "files": [_file(file) for file in report.files],
        **listed(report.new),
        "booked": report.booked_now,
        "waiting": [_waiting(item) for item in report.waiting],
        "left_alone": [
            {"id": payment_id, "why": str(why)} for payment_id, why in report.aside.items()
        ],
        "withdrawn": [str(said) for said in report.withdrawn],
        "effects": [_effect(effect) for effect in report.booked.effects],
    }


def _file(file: FileReport) -> Json:
    return {
        "file": file.file,
        "format": file.format,
        "encoding": file.encoding,
        "rows": file.rows,
        "payments": file.payments,
        "sum": decimal_string(file.sum_ore),
        "new": file.new,
        "known": file.known,
        "left_out": {reason.value: n for reason, n in file.left_out.items()},
        "notes": [str(note) for note in file.notes],
        "covers_until": file.covers_until.isoformat() if file.covers_until else None,
        "accounts": list(file.accounts),
    }


def _effect(effect: Effect) -> Json:
    return {
        "invoice": effect.invoice,
        "closed": effect.closed,
        "lost_fees": decimal_string(effect.lost_fees_ore),
        "overpaid": decimal_string(effect.overpaid_ore),
        "left": decimal_string(effect.left_ore),
    }


def repaid(done: Repaid) -> Json:
    """The answer of `payments repay`."""
    return {
        "payments": [payment(done.line)],
        "repaid": decimal_string(done.amount_ore),
        "on": done.on.isoformat(),
        "payee": done.payee or None,
        "effects": [],
    }


def undone(done: Undone) -> Json:
    """The answer of `payments undo`."""
    return {
        "payments": [payment(done.line)],
        "waits_again": decimal_string(done.waiting_ore),
        "overpaid_again": decimal_string(done.over_ore),
    }


def handled(done: Handled) -> Json:
    """The answer of `payments match` and `leave`."""
    return {
        "payments": [payment(done.line)],
        "effects": [_effect(effect) for effect in done.booked.effects],
    }
