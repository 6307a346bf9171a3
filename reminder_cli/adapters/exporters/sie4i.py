"""Writes vouchers as SIE 4I, which every Swedish bookkeeping program reads in.

SIE format 4B: CP437, CRLF, amounts with a decimal point. Series and number are left empty, so
that the receiving program gives its own. The same vouchers give the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from reminder_cli.domain.money import decimal_string
from reminder_cli.domain.voucher import Voucher

TEXT_LENGTH = 100  # programs cut at anything from 28 characters to this

# What CP437 lacks and people write; other letters lose their accent, the rest becomes "?".
_REPLACED = str.maketrans(
    {
        "’": "'", "‘": "'", "´": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-",
        "−": "-", "‑": "-", "…": "...", "€": "EUR", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d",
        "Ł": "L", "ł": "l", "•": "*", "©": "(c)", "®": "(R)", "™": "TM", "Œ": "OE", "œ": "oe",
    }
)  # fmt: skip
_ACCOUNT = re.compile(r"\d{3,10}")


class SieCompany(Struct, frozen=True, kw_only=True):
    """Whose books they are. ``fiscal_years`` are first and last day, the newest first.

    ``accounts`` are the names of accounts by number, as far as they are known.
    """

    name: str
    org_number: str
    made_on: date
    program_version: str
    fiscal_years: tuple[tuple[date, date], ...] = ()
    accounts: tuple[tuple[str, str], ...] = ()


def write_sie4i(vouchers: Iterable[Voucher], company: SieCompany) -> bytes:
    """The whole file. The vouchers stand in the order they are given.

    Raises ``ValueError`` for an account that is not a number.
    """
    listed = tuple(vouchers)
    lines = [
        "#FLAGGA 0",
        f"#PROGRAM {_quoted('remind')} {_quoted(company.program_version)}",
        "#FORMAT PC8",
        f"#GEN {_day(company.made_on)}",
        "#SIETYP 4",
    ]
    if company.org_number:
        lines.append(f"#ORGNR {_quoted(company.org_number)}")
    lines.append(f"#FNAMN {_quoted(company.name)}")
    lines += [
        f"#RAR {-years_ago} {_day(first)} {_day(last)}"
        for years_ago, (first, last) in enumerate(company.fiscal_years)
    ]
    lines += _account_lines(listed, company)
    for voucher in listed:
        lines += _voucher_lines(voucher)
    return "".join(f"{line}\r\n" for line in lines).encode("cp437")


def _account_lines(vouchers: tuple[Voucher, ...], company: SieCompany) -> list[str]:
    names = dict(company.accounts)
    used = sorted({row.account for voucher in vouchers for row in voucher.rows})
    for account in used:
        if not (account.isascii() and _ACCOUNT.fullmatch(account)):
            raise ValueError("an account is a number")
    return [f"#KONTO {account} {_quoted(names[account])}" for account in used if account in names]


def _voucher_lines(voucher: Voucher) -> list[str]:
    rows = [
        f"#TRANS {row.account} {{}} {decimal_string(row.amount_ore)} {_day(voucher.on)}"
        f" {_quoted(row.text or voucher.text)}"
        for row in voucher.rows
    ]
    return [f'#VER "" "" {_day(voucher.on)} {_quoted(voucher.text)}', "{", *rows, "}"]


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _quoted(text: str) -> str:
    """A field in quotes: on one line, in CP437, at most 100 characters before escaping."""
    plain = " ".join("".join(_cp437(char) for char in text.translate(_REPLACED)).split())
    # A backslash at the end would escape the closing quote; SIE knows no escaped backslash.
    escaped = plain[:TEXT_LENGTH].rstrip().replace("\\", "/").replace('"', '\\"')
    return f'"{escaped}"'


def _cp437(char: str) -> str:
    if unicodedata.category(char) in {"Cc", "Zl", "Zp", "Zs"}:
        return " "
    for candidate in (char, unicodedata.normalize("NFKD", char)[:1]):
        try:
            candidate.encode("cp437")
        except UnicodeEncodeError:
            continue
        return candidate
    return "" if unicodedata.category(char) in {"Mn", "Cf"} else "?"
