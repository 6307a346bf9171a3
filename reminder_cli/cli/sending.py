"""What `send` asks and tells: picking in a list, confirming on a terminal, and the result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from reminder_cli.cli import file_tables, lists, outboxing, render, tables
from reminder_cli.cli.asking import is_terminal
from reminder_cli.cli.choices import FIRST_LETTERS, chosen
from reminder_cli.cli.parsing import parse_amount, parse_day
from reminder_cli.domain.gates import Step
from reminder_cli.domain.money import show_kronor
from reminder_cli.errors import Again, WrongValue
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.send import SendOptions, SendReport, send, send_overdue
from reminder_cli.services.views import ListChoice, list_invoices
from reminder_cli.services.words import GATES, code_of, gate_word

if TYPE_CHECKING:
    from reminder_cli.cli.context import Session


# What somebody writes in the place of numbers, and the option that says it.
_OPTION_MEANT = {
    **dict.fromkeys(("overdue", "all", "alla", "allt", "förfallna", "förfallet"), "--overdue"),
    **dict.fromkeys(("pick", "välj"), "--pick"),
}


class Choice(Struct, frozen=True, kw_only=True):
    """How the user says which invoices to send."""

    numbers: tuple[str, ...]
    overdue: bool
    pick: bool


def carry_out(session: Session, choice: Choice, options: SendOptions) -> SendReport:
    """Send what was chosen; :class:`WrongValue` when nothing was, or in two ways at once."""
    for word in choice.numbers:
        if option := _OPTION_MEANT.get(word.casefold()):
            raise WrongValue(
                _("{text} is not the number of an invoice. Nothing was sent.", text=word),
                fix=_(
                    "Did you mean {option}? Look first with: remind list --eligible", option=option
                ),
                again=Again(instead={word: option}, add="--dry-run"),
            )
    if sum([bool(choice.numbers), choice.overdue, choice.pick]) != 1:
        raise WrongValue(
            _("Say which invoices to send, in one way."),
            fix=_("Give numbers, or --overdue, or --pick. To see them: remind list --eligible"),
        )
    if choice.overdue:
        return send_overdue(session.world, options)
    numbers = _picked(session) if choice.pick else choice.numbers
    return send(session.world, numbers, options)


def first_step(text: str) -> Step:
    """The first letter of a case; :class:`WrongValue` when it is none."""
    problem = _("--start: {text} is not a first letter.", text=text)
    return Step(chosen(text, FIRST_LETTERS, problem))


class AdoptSaid(Struct, frozen=True, kw_only=True):
    """What was written after --adopt, --sent-on and --fee."""

    step: str
    sent_on: str
    fee: str


def take_over(
    session: Session,
    numbers: Sequence[str] | None,
    said: AdoptSaid,
    override: Sequence[str],
    reason: str,
    *,
    dry_run: bool,
) -> None:
    """Go on with invoices that were chased elsewhere; nothing is sent."""
    from reminder_cli.cli import standing
    from reminder_cli.domain.adopting import Adoption
    from reminder_cli.services.adopting import adopt

    step = code_of(said.step, FIRST_LETTERS)
    if step not in FIRST_LETTERS or not said.sent_on:
        raise WrongValue(
            _("A case is taken over at a step, with the day of its letter."),
            fix=_("The step is reminder or demand."),
            again=Again(add="--adopt reminder --sent-on DATE"),
        )
    adoption = Adoption(
        step=step,
        sent_on=parse_day(said.sent_on, option="--sent-on"),
        fees_ore=parse_amount(said.fee, option="--fee") if said.fee else None,
        override=frozenset(code_of(word, GATES) for word in override),
        reason=standing.with_reason(reason) if override else "",
    )
    usage = "send NUMBER --adopt STEP --sent-on DATE"
    found = adopt(session.world, standing.named(numbers, usage), adoption, dry_run=dry_run)
    standing.tell(session, found, _("Taken over; nothing was sent. From here on: remind tick"))


def _picked(session: Session) -> tuple[str, ...]:
    """Let the user mark invoices by the numbers of their rows, on a terminal."""
    if not is_terminal():
        raise WrongValue(
            _("--pick needs a terminal."),
            fix=_("Give the invoice numbers, or --overdue."),
            again=Again(without="--pick", add="NUMBER"),
        )
    found = list_invoices(session.world, ListChoice(which="eligible"))
    if not found:
        render.answer(_("No invoice can be sent now. See why with: remind list"))
        return ()
    lists.to_pick(found)
    text = input(_("Which rows? For example 1 3-5, or all; empty for none: "))
    rows = _rows(text, len(found))
    return tuple(found[row - 1].subject.invoice.number for row in rows)


def _rows(text: str, last: int) -> list[int]:
    if text.strip().casefold() in {"all", "alla"}:
        return list(range(1, last + 1))
    rows: list[int] = []
    for part in text.replace(",", " ").split():
        first, _dash, end = part.partition("-")
        if not first.isdigit() or (end and not end.isdigit()):
            raise WrongValue(
                _("{text} is not a row.", text=part), fix=_("Write for example 1 3-5.")
            )
        rows += range(int(first), int(end or first) + 1)
    if any(not 1 <= row <= last for row in rows):
        raise WrongValue(_("There are {n} rows.", n=last), fix=_("Write for example 1 3-5."))
    return list(dict.fromkeys(rows))


def tell(report: SendReport, options: SendOptions) -> None:
    """What was sent and what was refused, and what to do next."""
    tables.letters(report.letters, dry_run=options.dry_run)
    file_tables.refused(report.refused)
    for subject, gates in report.refused:
        render.answer(_("Not sent: {number}", number=subject.invoice.number))
        for gate in gates:
            word = gate_word(gate.code)
            mark = word if gate.hard else _("{code}, may be overridden", code=word)
            render.answer(f"  {gate.message} [{mark}]")
    if not report.letters:
        if not report.refused:
            render.answer(_("Nothing to send. See the invoices with: remind list"))
        else:
            render.answer(_("See what can be sent with: remind list --eligible"))
        return
    if options.dry_run or options.start is Step.DEMAND:
        _tell_letters(report, options)
    else:
        _tell_sent(report)
    _tell_ahead(report)


def _tell_ahead(report: SendReport) -> None:
    """Each thing that will hold inkassokrav once, with its invoices."""
    by_message: dict[str, list[str]] = {}
    for number, gates in report.ahead:
        for gate in gates:
            by_message.setdefault(f"{gate.message} [{gate_word(gate.code)}]", []).append(number)
    if by_message:
        render.answer(_("Put this right before the inkassokrav, or it will be held:"))
    for message, numbers in by_message.items():
        render.answer(f"  {', '.join(numbers)}: {message}")


def _tell_sent(report: SendReport) -> None:
    total = show_kronor(sum(letter.total_ore for letter in report.letters))
    n = len(report.letters)
    render.answer(
        ngettext(
            "{n} reminder sent, {total} kr.", "{n} reminders sent, {total} kr.", n, total=total
        )
    )
    _next(report)


def _next(report: SendReport) -> None:
    if report.delivered:
        outboxing.tell_delivered(report.delivered)
    else:
        render.answer(_("They wait. Send them with: remind deliver"))
    render.answer(_("From here on, run every day: remind tick"))


def _tell_letters(report: SendReport, options: SendOptions) -> None:
    total = show_kronor(sum(letter.total_ore for letter in report.letters))
    n = len(report.letters)
    if not options.dry_run:
        text = ngettext(
            "{n} inkassokrav sent, {total} kr.", "{n} inkassokrav sent, {total} kr.", n, total=total
        )
        render.answer(text)
        _next(report)
    elif options.start is Step.DEMAND:
        text = ngettext(
            "{n} inkassokrav would go out, {total} kr.",
            "{n} inkassokrav would go out, {total} kr.",
            n,
            total=total,
        )
        render.answer(text)
    else:
        text = ngettext(
            "{n} reminder would go out, {total} kr.",
            "{n} reminders would go out, {total} kr.",
            n,
            total=total,
        )
        render.answer(text)
