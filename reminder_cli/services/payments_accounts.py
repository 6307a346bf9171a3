"""Whether a file of the bank tells of the firm's own accounts: another firm's money settles nothing here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reminder_cli.adapters.payments.base import ReadPayments, digits_of
from reminder_cli.domain.identity import parse_giro
from reminder_cli.errors import RejectedFile
from reminder_cli.i18n import _
from reminder_cli.ledger import payment_queries

if TYPE_CHECKING:
    from reminder_cli.services.world import World

_GIRO_FILES = ("BgMax", "Total IN")
_SWISH_REPORT = "Swish report"
_ENOUGH = 7  # digits at the end that tell one bank account from another


def check_accounts(world: World, name: str, read: ReadPayments) -> None:
    """Raise :class:`RejectedFile` when a file tells of an account that is not known to be the firm's.

    A giro or a Swish number is the one that the firm has stated. Bank accounts are not stated: the
    first one taken in is the firm's. What was taken in once is known.
    """
    taken = payment_queries.accounts_taken(world.ledger)
    ours = _ours(world, read.format, taken)
    known = {account for accounts in taken.values() for account in accounts}
    for account in read.accounts:
        if ours and account not in known and not _is_one_of(account, ours):
            raise _of_another(name, read.format, account, ours)


def _ours(world: World, kind: str, taken: dict[str, list[str]]) -> list[str]:
    """The firm's accounts of the kind that such a file tells of; none: nothing can be compared."""
    company = world.company
    if kind.startswith(_GIRO_FILES):
        return [*filter(None, (company.bankgiro, company.plusgiro, company.partner_bankgiro))]
    if kind == _SWISH_REPORT:
        return [company.swish] if company.swish else []
    others = (*_GIRO_FILES, _SWISH_REPORT)
    return [
        account
        for format_, accounts in taken.items()
        if not format_.startswith(others)
        for account in accounts
    ]


def _of_another(name: str, kind: str, account: str, ours: Sequence[str]) -> RejectedFile:
    return RejectedFile(
        name,
        _(
            "the file is of account {theirs}, and the firm's is {ours}. Nothing was taken.",
            theirs=_shown(account, kind),
            ours=", ".join(ours),
        ),
        fix=_(
            "If it is another firm's, choose the right ledger with --company or --ledger. If the "
            "account is the firm's own too, say so once: remind payments import FILE --other-account"
        ),
    )


def _shown(account: str, kind: str) -> str:
    try:
        return parse_giro(account, kind="bankgiro") if kind.startswith("BgMax") else account
    except ValueError:
        return account


def _is_one_of(account: str, ours: Iterable[str]) -> bool:
    digits = digits_of(account)
    if not digits:
        return True  # a name of an account, which each bank writes in its own way
    return any(_same(digits, digits_of(other)) for other in ours)


def _same(one: str, other: str) -> bool:
    """An IBAN leaves out the clearing number that a list may begin an account with."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= _ENOUGH and longer.endswith(shorter))
