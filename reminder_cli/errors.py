"""Every error a user can meet: its code, its words, and what to do about it.

The raiser has the facts; the sentence and the remedy stand here. No personal data goes into
an error, because errors end up in logs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reminder_cli.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_REJECTED_FILE = 3
EXIT_BUSY = 4

SHOWN_PROBLEMS = 20


class RemindError(Exception):
    """Something a user can put right. ``fix`` says how."""

    code = "failed"
    exit_status = EXIT_FAILED

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


class RejectedFile(RemindError):
    """A file of which nothing was taken. ``problems`` are lines, each saying where and what."""

    code = "rejected_file"
    exit_status = EXIT_REJECTED_FILE

    def __init__(self, name: str, reason: str, *, fix: str, problems: Sequence[str] = ()) -> None:
        shown = [f"  {problem}" for problem in problems[:SHOWN_PROBLEMS]]
        hidden = len(problems) - len(shown)
        if hidden > 0:
            shown.append("  " + ngettext("and {n} more", "and {n} more", hidden))
        super().__init__("\n".join([f"{name}: {reason}", *shown]), fix=fix)
        self.problems = tuple(problems)


class UnreadableFile(RejectedFile):
    """A file that is not what any reader knows."""

    code = "unreadable_file"


class MissingReferenceRate(RemindError):
    """Interest runs over a half-year whose reference rate is not known."""

    code = "no_reference_rate"

    def __init__(self, half_year: str) -> None:
        super().__init__(
            _("No reference rate is known for {half}, and interest runs over it.", half=half_year),
            fix=_(
                "Look it up at riksbank.se, then run: remind rates add {half} PERCENT --source TEXT",
                half=half_year,
            ),
        )
        self.half_year = half_year
