"""Says which of the two import commands a file is for, when it was given to the other one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reminder_cli.errors import RemindError, UnreadableFile
from reminder_cli.i18n import _


@contextmanager
def of_invoices(paths: Sequence[Path]) -> Iterator[None]:
    """Reading lists of invoices: a file of the bank is told where it belongs."""
    try:
        yield
    except UnreadableFile as error:
        if any(_is_of_bank(path) for path in _named_in(error, paths)):
            error.again = None
            error.fix = _(
                "It looks like a file of the bank. Take it in with: remind payments import FILE"
            )
        raise


@contextmanager
def of_payments(paths: Sequence[Path]) -> Iterator[None]:
    """Reading files of the bank: a list of invoices is told where it belongs."""
    try:
        yield
    except UnreadableFile as error:
        if any(_is_of_invoices(path) for path in _named_in(error, paths)):
            error.again = None
            error.fix = _("It looks like a list of invoices. Take it in with: remind import FILE")
        raise


def _named_in(error: UnreadableFile, paths: Sequence[Path]) -> Iterator[Path]:
    return (p for p in paths if p.is_file() and error.message.startswith(f"{p.name}:"))


def _is_of_bank(path: Path) -> bool:
    from reminder_cli.adapters.payments.registry import read_payments

    try:
        read_payments(path)
    except UnreadableFile:
        return False
    except RemindError:
        return True  # it does not hold together, but a file of the bank it is
    return True


def _is_of_invoices(path: Path) -> bool:
    from reminder_cli.adapters.importers.base import ReadOptions
    from reminder_cli.adapters.importers.registry import read_invoices

    try:
        read_invoices(path, ReadOptions(terms_days=30))
    except UnreadableFile:
        return False
    except RemindError:
        return True
    return True
