"""Every error a user can meet: its code, its words, and what to do about it.

The raiser has the facts; the sentence and the remedy stand here. No personal data goes into
an error, because errors end up in logs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from reminder_cli.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_REJECTED_FILE = 3
EXIT_BUSY = 4

SHOWN_PROBLEMS = 20


class Again(Struct, frozen=True):
    """How the refused command line is typed next; with nothing said, as it was.

    ``add`` is an option with what follows it, as ``--on DATE``: one that stands there already is
    written anew. ``without`` is left out; one that takes a value is named with it, as ``--to WHOM``.
    ``instead`` puts a word in the place of another.
    """

    add: str = ""
    without: str = ""
    instead: Mapping[str, str] = field(default_factory=dict)


AGAIN = Again()


class RemindError(Exception):
    """Something a user can put right. ``fix`` says how, and ``again`` what to type when it says no command."""

    code = "failed"
    exit_status = EXIT_FAILED

    def __init__(self, message: str, *, fix: str = "", again: Again | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.again = again


class RejectedFile(RemindError):
    """A file of which nothing was taken. ``problems`` are lines, each saying where and what."""

    code = "rejected_file"
    exit_status = EXIT_REJECTED_FILE

    def __init__(
        self,
        name: str,
        reason: str,
        *,
        fix: str,
        problems: Sequence[str] = (),
        again: Again | None = None,
    ) -> None:
        shown = [f"  {problem}" for problem in problems[:SHOWN_PROBLEMS]]
        hidden = len(problems) - len(shown)
        if hidden > 0:
            shown.append("  " + ngettext("and {n} more", "and {n} more", hidden))
        # The same line takes the file once it has been put right.
        super().__init__("\n".join([f"{name}: {reason}", *shown]), fix=fix, again=again or AGAIN)
        self.problems = tuple(problems)


class UnreadableFile(RejectedFile):
    """A file that is not what any reader knows."""

    code = "unreadable_file"


class MissingReferenceRate(RemindError):
    """Interest runs over a half-year whose reference rate is not known."""

    code = "no_reference_rate"

    def __init__(self, half_year: str, first_day: date) -> None:
        super().__init__(
            _("No reference rate is known for {half}, and interest runs over it.", half=half_year),
            fix=_(
                "Look it up at riksbank.se, then run: remind rates add {half} PERCENT --source TEXT",
                half=half_year,
            ),
        )
        self.half_year = half_year
        self.first_day = first_day


class LedgerBusy(RemindError):
    """Another run of the program is writing."""

    code = "ledger_busy"
    exit_status = EXIT_BUSY

    def __init__(self) -> None:
        super().__init__(
            _("The ledger is busy: another remind is writing in it. Nothing was done."),
            fix=_("Wait until it has finished."),
            again=AGAIN,
        )


class NoLedger(RemindError):
    """There is no ledger where one was looked for."""

    code = "no_ledger"

    def __init__(self, path: str) -> None:
        super().__init__(
            _("There is no ledger at {path}.", path=path),
            fix=_("Make one with: remind init. To look around first: remind demo"),
        )
        self.path = path


class UnknownCompany(RemindError):
    """No ledger in the data folder has that name."""

    code = "unknown_company"

    def __init__(self, company: str, *, near: Sequence[str] = ()) -> None:
        fix = _("See the firms with: remind companies. Make it with: remind --company NAME init")
        if near:
            fix = _("Did you mean {near}? {fix}", near=", ".join(near), fix=fix)
        super().__init__(
            _("There is no firm {name}. Nothing was done.", name=repr(company)), fix=fix
        )


class FirmNotNamed(RemindError):
    """Nothing says which firm is meant, there are named ones, and none without a name."""

    code = "firm_not_named"

    def __init__(self, path: str, names: Sequence[str]) -> None:
        super().__init__(
            _("There is no ledger at {path}.", path=path),
            fix=_(
                "Say which firm with: remind --company NAME. There are: {names}",
                names=", ".join(names),
            ),
        )


class LedgerExists(RemindError):
    """A ledger would have been written over."""

    code = "ledger_exists"

    def __init__(self, path: str) -> None:
        super().__init__(
            _("There is a ledger at {path} already.", path=path),
            fix=_("Change answers with: remind settings set, or name another with --ledger PATH."),
        )


class LedgerDamaged(RemindError):
    """The file is not a ledger, or is damaged."""

    code = "ledger_damaged"

    def __init__(self, path: str, message: str = "") -> None:
        super().__init__(
            message
            or _(
                "{path} is not a ledger of remind, or it is damaged. Nothing was changed.",
                path=path,
            ),
            fix=_(
                "Restore a backup with: remind restore FILE, or name another with --ledger PATH."
            ),
        )


class EventUnreadable(LedgerDamaged):
    """What is stored of an event is not what such an event has; its place in the order, no values."""

    def __init__(self, path: str, seq: int) -> None:
        super().__init__(
            path,
            _(
                "Event {seq} in {path} is damaged and cannot be read. Nothing was changed.",
                seq=seq,
                path=path,
            ),
        )
        self.seq = seq


class LedgerTooNew(RemindError):
    """A newer version of the program has written it."""

    code = "ledger_too_new"

    def __init__(self, path: str) -> None:
        super().__init__(
            _("{path} was written by a newer version of remind. Nothing was changed.", path=path),
            fix=_("Install the newer version, for example with: pipx upgrade reminder-cli"),
            again=AGAIN,
        )


class LedgerUnwritable(RemindError):
    """The folder or file cannot be written."""

    code = "ledger_unwritable"

    def __init__(self, path: str) -> None:
        super().__init__(
            _("{path} cannot be written. What was not finished was not done.", path=path),
            fix=_("Check that the folder is yours and that the disk has room."),
            again=AGAIN,
        )


class NoRoom(RemindError):
    """A disk is full: that of the ledger, of the file to write, or of the system's temporary files."""

    code = "no_room"

    def __init__(self, path: str = "") -> None:
        message = _("The disk is full. What was not finished was not done.")
        if path:
            message = _(
                "The disk is full: {path} could not be written. What was not finished was not done.",
                path=path,
            )
        super().__init__(message, fix=_("Make room on the disk."), again=AGAIN)


class DayBeforeLast(RemindError):
    """A writing command was run on a day before the last recorded one."""

    code = "day_before_last"

    def __init__(self, today: object, last: object, *, trial: bool = False) -> None:
        fix = _("Put the computer's clock right, or give a later day with --today.")
        if trial:
            fix = _(
                "It was written with --today, so it is a trial. Go on with --today, or make a real one: "
                "remind --ledger PATH init. If it was real before that, take its backup into a new "
                "file: remind --ledger NEW restore FILE"
            )
        super().__init__(
            _(
                "Today is {today}, but the ledger has been written on {last}.",
                today=today,
                last=last,
            ),
            fix=fix,
            again=None if trial else AGAIN,
        )


class RealLedger(RemindError):
    """A given day, not the real one, in a ledger that has only been written on real days."""

    code = "real_ledger"

    def __init__(self, day: object) -> None:
        super().__init__(
            _(
                "This ledger is a real one, and the day {day} was only given. Nothing was changed.",
                day=day,
            ),
            fix=_(
                "Leave out --today (or REMIND_TODAY). To try things out, do it in a copy: "
                "remind backup FILE, then remind --ledger NEW restore FILE, and from then on "
                "remind --ledger NEW --trial --today DATE …"
            ),
        )


class UnknownInvoice(RemindError):
    """Invoice numbers that the ledger does not know. Nothing was done."""

    code = "unknown_invoice"

    def __init__(
        self,
        numbers: Sequence[str],
        *,
        near: Sequence[str] = (),
        fix: str = "",
        again: Again | None = None,
    ) -> None:
        fix = fix or _("See the numbers with: remind list --all")
        if near:
            fix = _("Did you mean {near}? See all with: remind list --all", near=", ".join(near))
        super().__init__(
            ngettext(
                "No invoice has the number {numbers}. Nothing was done.",
                "No invoices have the numbers {numbers}. Nothing was done.",
                len(numbers),
                numbers=", ".join(numbers),
            ),
            fix=fix,
            again=again,
        )


class Refused(RemindError):
    """The command is understood and may not be carried out; the message names the rule."""

    code = "refused"


class PlanChanged(RemindError):
    """What was to be done changed between the plan and the deed. Nothing was done."""

    code = "plan_changed"

    def __init__(self) -> None:
        super().__init__(
            _("Something was registered while the plan was carried out. Nothing was done."),
            fix=_("See today's plan with: remind plan"),
        )


class WrongValue(RemindError):
    """A value on the command line that cannot be read or is not allowed."""

    code = "wrong_value"
    exit_status = EXIT_USAGE


class WrongUsage(RemindError):
    """A command line that the program does not understand: an unknown option, a missing argument."""

    code = "wrong_usage"
    exit_status = EXIT_USAGE

    def __init__(
        self, message: str, command: str, *, hint: str = "", again: Again | None = None
    ) -> None:
        fix = _("See how it is written with: {command} --help", command=command)
        super().__init__(message, fix="\n".join(filter(None, (hint, fix))), again=again)
