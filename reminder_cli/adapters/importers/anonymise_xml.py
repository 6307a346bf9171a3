"""Other amounts for an anonymised XML file (SIE 5, camt), that add up where the old ones did."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct, field

from reminder_cli.adapters.importers.anonymise_amounts import Chance, Scale, even_out, written
from reminder_cli.adapters.importers.cells import amount
from reminder_cli.adapters.importers.claims import CLAIMS

XML_AMOUNT = re.compile(
    r'(?:\bamount="|<(?:\w+:)?(?:\w*Amt|Sum)\b[^<>\r\n]*>)([-+]?\d[\d.]*)(?=["<])'
)
_TAG = re.compile(r"<(?P<end>/?)(?:\w+:)?(?P<name>\w+)(?P<rest>[^<>]*)>")
_ID = re.compile(r'\b(?:id|accountId)="([^"]*)"')
_TRIES = 50


class _Amount(Struct):
    text: str
    old: int
    new: int = 0


class _Part(Struct):
    """Something that amounts stand in: an account, or an entry and its payments."""

    opening: _Amount | None = None
    closing: _Amount | None = None
    rows: list[_Amount] = field(default_factory=list)


class _Entry(Struct):
    """An entry of a bank statement; each of its payments is what is paid, and what for."""

    own: list[_Amount] = field(default_factory=list)
    payments: list[list[_Amount]] = field(default_factory=list)
    remitted: list[list[_Amount]] = field(default_factory=list)


class _Statement(Struct):
    """A statement may say what its incoming entries are together."""

    total: _Amount | None = None
    incoming: list[_Amount] = field(default_factory=list)


class _Found(Struct):
    amounts: list[_Amount] = field(default_factory=list)
    statements: list[_Statement] = field(default_factory=lambda: [_Statement()])
    accounts: dict[str, _Part] = field(default_factory=lambda: defaultdict(_Part))
    entries: list[_Entry] = field(default_factory=list)


def xml_amounts(text: str, chance: Chance) -> Iterator[str]:
    """The new text of every amount, in the order in which :data:`XML_AMOUNT` finds them."""
    found = _read(text)
    for turn in range(_TRIES):
        _scale(found, Scale(chance, turn))
        if all(written(each.text, each.new) is not None for each in found.amounts):
            break
    for each in found.amounts:
        yield written(each.text, each.new) or each.text


def _read(text: str) -> _Found:
    found, path, account, last = _Found(), list[str](), "", ""
    tags = _TAG.finditer(text)
    tag = next(tags, None)
    for match in XML_AMOUNT.finditer(text):
        while tag is not None and tag.start() < match.start(1):
            name = tag["name"]
            if tag["end"]:
                del path[_place(path, name) :]
            elif not tag["rest"].endswith("/"):
                path.append(name)
                _open(found, name)
            if name == "CdtDbtInd" and path[-2:] == ["Ntry", name]:
                _turn(found, incoming=text.startswith("CRDT", tag.end()))
            if name in {"Account", "LedgerEntry"} and not tag["end"]:
                account = "".join(_ID.findall(tag["rest"])[:1])
            last, tag = name, next(tags, None)
        each = _Amount(match[1], _ore(match[1]))
        found.amounts.append(each)
        _put(found, path, last, account, each)
    return found


def _place(path: list[str], name: str) -> int:
    return len(path) - 1 - path[::-1].index(name) if name in path else len(path)


def _ore(text: str) -> int:
    try:
        return amount(text)
    except ValueError:
        return 0


def _open(found: _Found, name: str) -> None:
    if name in {"Stmt", "Ntfctn", "Rpt"}:
        found.statements.append(_Statement())
    elif name == "Ntry":
        found.entries.append(_Entry())
    elif name == "TxDtls" and found.entries:
        found.entries[-1].payments.append([])
        found.entries[-1].remitted.append([])


def _turn(found: _Found, *, incoming: bool) -> None:
    own = found.entries[-1].own if found.entries else []
    if incoming and own:
        found.statements[-1].incoming.append(own[0])


def _put(found: _Found, path: list[str], name: str, account: str, each: _Amount) -> None:
    if name == "LedgerEntry":
        found.accounts[account].rows.append(each)
    elif "Account" in path and name == "OpeningBalance":
        part = found.accounts[account]
        part.opening = part.opening or each
    elif "Account" in path and name == "ClosingBalance":
        found.accounts[account].closing = each
    elif "TxDtls" in path and found.entries and found.entries[-1].payments:
        is_part = name == "RmtdAmt"
        entry = found.entries[-1]
        (entry.remitted if is_part else entry.payments)[-1].append(each)
    elif "TtlCdtNtries" in path:
        found.statements[-1].total = each
    elif "Ntry" in path and found.entries:
        found.entries[-1].own.append(each)


def _scale(found: _Found, scale: Scale) -> None:
    for each in found.amounts:
        each.new = scale(each.old)
    for number, part in found.accounts.items():
        if part.closing is not None and number.startswith(CLAIMS):
            begun = [part.opening] if part.opening else []
            if sum(each.old for each in (*begun, *part.rows)) == part.closing.old:
                part.closing.new = sum(each.new for each in (*begun, *part.rows))
    for entry in found.entries:
        _scale_entry(entry)
    for statement in found.statements:
        total, parts = statement.total, statement.incoming
        if total is not None and total.old == sum(each.old for each in parts):
            total.new = sum(each.new for each in parts)


def _scale_entry(entry: _Entry) -> None:
    for paid, remitted in zip(entry.payments, entry.remitted, strict=True):
        if paid and remitted:
            even_out([_Amount("", -paid[0].old, -paid[0].new), *remitted], remitted)
    firsts = [paid[0] for paid in entry.payments if paid]
    own = entry.own[:1]
    if own and firsts and sum(each.old for each in firsts) == own[0].old:
        total = sum(each.new for each in firsts)
        for each in entry.own:
            each.new = total if each.old == own[0].old else each.new
