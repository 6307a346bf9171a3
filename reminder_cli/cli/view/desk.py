"""What the full screen does, by the same services as the commands. It draws nothing.

Each act opens the ledger anew, on the day it is done, as a command of its own would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from msgspec import Struct

from reminder_cli.cli import sending, tables
from reminder_cli.cli.context import Session, user
from reminder_cli.cli.parsing import parse_day
from reminder_cli.cli.render import as_text
from reminder_cli.cli.view.rows import CASE_SORTS, Row, case_rows, invoice_rows
from reminder_cli.domain.money import show_kronor as kr
from reminder_cli.errors import RealLedger, Refused
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.cancel import cancel
from reminder_cli.services.hold import HoldOrder, hold, release
from reminder_cli.services.issuing import IssuedLetter
from reminder_cli.services.preview import preview
from reminder_cli.services.send import SendOptions, SendReport, send
from reminder_cli.services.views import ListChoice, case_statuses, explain, list_invoices, show
from reminder_cli.services.words import gate_word
from reminder_cli.services.world import World

_SHOWN = 8  # letters named in the question; the sum is of all


class Proposal(Struct, frozen=True, kw_only=True):
    """What would go out: the letters, in words, and the day it was looked at."""

    letters: tuple[IssuedLetter, ...]
    numbers: tuple[str, ...]
    text: str
    refused: str


class Desk:
    """One firm, looked at for a while. ``clock`` tells the moment in Sweden."""

    def __init__(self, session: Session, clock: Callable[[], datetime]) -> None:
        self.session = session
        self._clock = clock

    @property
    def moment(self) -> datetime:
        """Now, or the moment that is being tried out."""
        return self.session.now if self.session.trial else self._clock()

    @contextmanager
    def world(self) -> Iterator[World]:
        """The firm at this moment."""
        now = self.moment
        world = World(
            path=self.session.path,
            today=now.date(),
            now=now,
            trial=self.session.trial,
            before_trial=self._refuse_trial,
            actor=user(),
        )
        try:
            yield world
        finally:
            if "ledger" in vars(world):
                world.ledger.close()

    def _refuse_trial(self) -> None:
        """In the middle of a screen nobody is asked whether a real ledger may be a trial."""
        if not self.session.trial_agreed:
            raise RealLedger(self.session.today)

    def firm(self) -> str:
        """The firm's name."""
        with self.world() as world:
            return world.company.name

    def invoices(self, which: str, sort: str) -> list[Row]:
        """The invoices: overdue, eligible or all."""
        with self.world() as world:
            return invoice_rows(list_invoices(world, ListChoice(which=which, sort=sort)))

    def cases(self, which: str, sort: str) -> list[Row]:
        """The cases: open, closed or all."""
        with self.world() as world:
            found = case_statuses(world, which=which)
        return case_rows(sorted(found, key=CASE_SORTS[sort]))  # type: ignore[arg-type]

    def shown(self, number: str, width: int) -> str:
        """All of one invoice, as `remind show` tells it."""
        with self.world() as world:
            found = show(world, number)
        return as_text(lambda: tables.one_invoice(found), width=width)

    def explained(self, number: str, width: int) -> str:
        """Every öre of it, as `remind explain` tells it."""
        with self.world() as world:
            found = explain(world, number)
        return as_text(lambda: tables.explained(found), width=width)

    def letter(self, number: str) -> str:
        """The letter that comes next, and what keeps it from going now."""
        with self.world() as world:
            found = preview(world, number)
        gates = "".join(f"{gate.message} [{gate_word(gate.code)}]\n" for gate in found.gates)
        stopped = _("It cannot be sent:") + f"\n{gates}\n" if gates else ""
        return f"{found.what}\n\n{stopped}{found.text}"

    def propose(self, numbers: Sequence[str]) -> Proposal:
        """What sending these would bring; nothing is done."""
        with self.world() as world:
            report = send(world, numbers, SendOptions(dry_run=True))
        refused = SendReport(refused=report.refused)
        why = as_text(lambda: sending.tell(refused, SendOptions()), width=74)
        return Proposal(
            letters=tuple(report.letters),
            numbers=tuple(number for letter in report.letters for number in letter.invoices),
            text=_question(report.letters, str(self.moment.date())),
            refused=why if report.refused else "",
        )

    def send(self, proposal: Proposal) -> str:
        """Send what was agreed to, and say what became of it; refused if it has changed since."""
        if self.propose(proposal.numbers).letters != proposal.letters:
            raise Refused(
                _("Something has changed since you were asked. Nothing was sent."),
                fix=_("Look at it again, then send."),
            )
        options = SendOptions()
        with self.world() as world:
            report = send(world, proposal.numbers, options)
        return as_text(lambda: sending.tell(report, options), width=74)

    def hold(self, numbers: Sequence[str], until: str, reason: str, *, dry_run: bool) -> str:
        """Put cases on hold, or say what that would be."""
        order = HoldOrder(until=parse_day(until, option=_("Until")), reason=_reason(reason))
        with self.world() as world:
            hold(world, numbers, order, dry_run=dry_run)
        named = ", ".join(numbers)
        if dry_run:
            return _("Put on hold through {day}: {numbers}", day=order.until, numbers=named)
        return _("On hold through {day}: {numbers}", day=order.until, numbers=named)

    def release(self, numbers: Sequence[str], *, dry_run: bool) -> str:
        """Lift holds, or say what that would be."""
        with self.world() as world:
            release(world, numbers, dry_run=dry_run)
        named = ", ".join(numbers)
        if dry_run:
            return _("Lift the hold of: {numbers}", numbers=named)
        return _("The hold is lifted: {numbers}", numbers=named)

    def cancel(self, numbers: Sequence[str], reason: str, *, dry_run: bool) -> str:
        """Close cases, or say what that would waive."""
        with self.world() as world:
            done = cancel(world, numbers, reason=_reason(reason), dry_run=dry_run)
        waived = kr(sum(w.amount_ore for subject in done for w in subject.account.waivers))
        named = ", ".join(numbers)
        if dry_run:
            return _("Close {numbers}, and waive {waived} kr.", numbers=named, waived=waived)
        return _("Closed: {numbers}. Waived {waived} kr.", numbers=named, waived=waived)


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused(_("This is done only with a reason, which is kept."), fix=_("Write why."))
    return text.strip()


def _question(letters: Sequence[IssuedLetter], day: str) -> str:
    """How many letters, by which way, of which sum; and whose they are."""
    n, ways = len(letters), Counter(letter.channel for letter in letters)
    total = kr(sum(letter.total_ore for letter in letters))
    lines = [
        ngettext(
            "{n} letter goes out, {total} kr.", "{n} letters go out, {total} kr.", n, total=total
        ),
        _("By mail: {mail}. To print and post: {post}.", mail=ways["email"], post=ways["print"]),
        _("They are dated {day}.", day=day),
        "",
    ]
    for letter in letters[:_SHOWN]:
        way = tables.CHANNELS[letter.channel]
        lines.append(
            f"{', '.join(letter.invoices)}  {letter.customer}  {kr(letter.total_ore)}  {way}"
        )
    if n > _SHOWN:
        lines.append(ngettext("and {n} more", "and {n} more", n - _SHOWN))
    return "\n".join(lines)
