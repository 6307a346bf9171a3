"""Reads camt.053 and camt.054 (ISO 20022, versions 02 and 08) as Swedish banks write them.

Namespaces are stripped and nothing is validated against a schema; what matters is that the
parts of an entry add up to it. It matches nothing to claims.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from reminder_cli.adapters.payments.base import (
    KeyMaker,
    LeftOut,
    PaymentProblem,
    ReadPayments,
    bankgiro_deposit,
    bban,
    damaged,
    digits_of,
    fingerprint,
    parse_day,
)
from reminder_cli.adapters.payments.xml_entries import Node, walk
from reminder_cli.domain.payment import Deposit, PaymentDraft
from reminder_cli.i18n import Text, _

_STATEMENTS = frozenset({"Stmt", "Ntfctn"})
_AMOUNT = re.compile(r"(\d{1,15})(?:\.(\d{1,5}))?")
# Bankgirot's deposit as SEB names it: the bankgiro, then the serial of the deposit.
_BANKGIRO_REF = re.compile(r"BG(\d{7,8}) (\d{5})-\d+")
_NOT_A_REFERENCE = frozenset({"", "notprovided", "not provided", "nonref", "none"})
_ENTRY, _REFERENCE, _DETAIL = "Ntry", "Refs/AcctSvcrRef", "NtryDtls"


def recognises(head: bytes) -> bool:
    """Whether these first bytes are a camt.053 or 054, in whatever encoding."""
    plain = head.replace(b"\x00", b"")
    return b"camt.05" in plain or b"BkToCstmr" in plain


def read(name: str, data: bytes) -> ReadPayments:
    """Every booked incoming payment in SEK. Raises RejectedFile for what is not sound XML."""
    seen: Counter[str] = Counter()
    walk(name, data, _STATEMENTS | {_ENTRY}, lambda node, _parent: _survey(node, seen))
    if not seen["Stmt"] + seen["Ntfctn"]:
        raise damaged(name, _("It holds no statement and no notification."))
    # Twice over the file rather than all of it in memory: a year's may hold 100,000 entries.
    reader = _Reader(ReadPayments(_format(data), "XML"), seen)
    walk(name, data, _STATEMENTS | {_ENTRY}, reader.take)
    for closed in seen:
        day = parse_day(closed.removeprefix("closed "))
        if day is not None:
            reader.result.saw_day(day)
    return reader.result


def _format(data: bytes) -> str:
    found = re.search(rb"camt\.05[34]\.001\.\d\d", data[:4000].replace(b"\x00", b""))
    return found[0].decode() if found else "camt"


def _survey(node: Node, seen: Counter[str]) -> None:
    """Count statements, the bank's reference of each payment, and days closed with a balance."""
    if node.name in _STATEMENTS:
        seen[node.name] += 1
        for balance in node.all("Bal"):
            if balance.get("Tp/CdOrPrtry/Cd") == "CLBD":
                seen[f"closed {balance.get('Dt/Dt')}"] += 1
    seen.update(f"ref {detail.get(_REFERENCE)}" for detail in _details(node))


def _details(entry: Node) -> list[Node]:
    return [tx for group in entry.all(_DETAIL) for tx in group.all("TxDtls")]


def _ore(node: Node | None) -> int | None:
    """An amount in öre; None when there is none, or it is not in whole öre."""
    amount = _AMOUNT.fullmatch(node.text.strip()) if node is not None else None
    if amount is None or (amount[2] or "")[2:].strip("0"):
        return None
    return int(amount[1]) * 100 + int((amount[2] or "")[:2].ljust(2, "0"))


class _Reader:
    def __init__(self, result: ReadPayments, seen: Counter[str]) -> None:
        self.result = result
        self.seen = seen
        self.keys = KeyMaker()
        self.credits: list[int | None] = []

    def take(self, entry: Node, statement: Node) -> None:
        """An entry, or the statement when all its entries have been taken."""
        if entry.name in _STATEMENTS:
            self.check_summary(entry)
        elif statement.name in _STATEMENTS:
            if entry.get("CdtDbtInd") == "CRDT":
                self.credits.append(_ore(entry.find("Amt")))
            self.entry(entry, statement)

    def check_summary(self, statement: Node) -> None:
        """Tell of entries that the statement's own totals say are missing or changed."""
        said = statement.find("TxsSummry/TtlCdtNtries")
        total = _ore(said.find("Sum")) if said is not None else None
        # Only told, not refused: banks differ in whether entries not yet booked are in it.
        if (
            total is not None
            and None not in self.credits
            and total != sum(ore or 0 for ore in self.credits)
        ):
            self.result.notes.append(
                Text("The statement's total of incoming entries is not the sum of them.")
            )
        self.credits = []

    def entry(self, entry: Node, statement: Node) -> None:
        account = bban(statement.get("Acct/Id/IBAN", "Acct/Id/Othr/Id"))
        self.result.rows += 1
        number = self.result.rows
        self.result.saw_account(account)
        on = parse_day(entry.get("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")[:10])
        if not _is_plain(entry):
            self.problem(number, "Sts")
            return
        why = _left_out(entry)
        booked = why is not LeftOut.PENDING
        if on is not None and booked:
            self.result.saw_day(on)
        if why is not None:
            self.result.ignored[why] += 1
            return
        amount = _ore(entry.find("Amt"))
        if on is None or amount is None:
            self.problem(number, "BookgDt" if on is None else "Amt")
            return
        sign = -1 if _is_true(entry.get("RvslInd")) else 1
        self.split(_Entry(number, entry, account, on, sign * amount, sign), _details(entry))

    def split(self, entry: _Entry, details: list[Node]) -> None:
        amounts = [entry.part(detail, alone=len(details) == 1) for detail in details]
        known = [amount for amount in amounts if amount is not None]
        if details and (len(known) < len(details) or sum(known) != entry.amount):
            self.problem(entry.number, "TxDtls")
            return
        entry_key = self.keys.numbered(entry.key())
        deposit_key = entry.bankgiro_key() or entry_key
        if not details:
            # Only the sum is told. If the parts come in another file, they take its place.
            if entry.amount:
                self.result.payments.append(
                    entry.draft(Node("TxDtls", {}), entry.amount, deposit_key)._replace(
                        key=entry_key,
                        is_deposit_sum=bool(entry.bankgiro_key() or entry.holds_many()),
                    )
                )
            return
        for place, (detail, amount) in enumerate(zip(details, known, strict=True), 1):
            if amount:
                draft = entry.draft(detail, amount, deposit_key)
                key = self.part_key(entry, detail, f"{entry_key}/{place}")
                self.result.payments.append(draft._replace(key=key))
        self.result.deposits.append(
            Deposit(deposit_key, entry.on, entry.amount, entry.account, len(details))
        )

    def part_key(self, entry: _Entry, detail: Node, otherwise: str) -> str:
        reference = detail.get(_REFERENCE)
        if not reference or self.seen[f"ref {reference}"] > 1:
            return otherwise  # a reference on several payments names none of them
        return f"camt:{entry.account}:{entry.on.isoformat()}:{reference}"

    def problem(self, number: int, element: str) -> None:
        fixes = {
            "TxDtls": Text("The parts of this entry do not add up to it; ask the bank."),
            "Sts": Text("The state, side or currency of this entry is unknown; ask the bank."),
            "Amt": Text("The amount of this entry is not in whole öre; ask the bank."),
        }
        self.result.problems.append(
            PaymentProblem(
                number,
                element,
                fixes.get(element, Text("This entry has no booking day; ask the bank.")),
            )
        )


def _is_plain(entry: Node) -> bool:
    """Whether state, side and currency are ones that exist: what is unknown is never passed over."""
    amount = entry.find("Amt")
    currency = amount.attributes.get("Ccy", "SEK") if amount is not None else "SEK"
    return (
        entry.get("Sts/Cd", "Sts") in {"BOOK", "PDNG", "INFO", "FUTR"}
        and entry.get("CdtDbtInd") in {"CRDT", "DBIT"}
        and re.fullmatch("[A-Z]{3}", currency) is not None
    )


def _left_out(entry: Node) -> LeftOut | None:
    amount = entry.find("Amt")
    reversal = _is_true(entry.get("RvslInd"))
    if entry.get("Sts/Cd", "Sts") != "BOOK":
        return LeftOut.PENDING
    if amount is not None and amount.attributes.get("Ccy", "SEK") != "SEK":
        return LeftOut.OTHER_CURRENCY
    if entry.get("CdtDbtInd") == "CRDT":
        return LeftOut.OWN_RETURNED if reversal else None
    return None if reversal else LeftOut.OUTGOING


def _is_true(text: str) -> bool:
    return text in {"true", "1"}


class _Entry:
    """A booked entry: its amount in öre is negative when the bank takes a payment back."""

    def __init__(
        self, number: int, node: Node, account: str, on: date, amount: int, sign: int
    ) -> None:
        self.number = number
        self.node = node
        self.account = account
        self.on = on
        self.amount = amount
        self.sign = sign

    def key(self) -> str:
        reference = self.node.get("AcctSvcrRef", "NtryRef")
        if not reference:
            reference = fingerprint(self.amount, self.node.get("AddtlNtryInf"))
        return f"camt:{self.account}:{self.on.isoformat()}:{reference}"

    def bankgiro_key(self) -> str:
        found = _BANKGIRO_REF.fullmatch(self.node.get("NtryRef"))
        return bankgiro_deposit(found[1], self.on, found[2]) if found else ""

    def holds_many(self) -> bool:
        return any(
            group.get("Btch/NbOfTxs") not in {"", "0", "1"} for group in self.node.all(_DETAIL)
        )

    def part(self, detail: Node, *, alone: bool) -> int | None:
        """Öre of one payment of the entry; None when it is not told in SEK."""
        for path in ("AmtDtls/TxAmt/Amt", "Amt"):
            node = detail.find(path)
            if node is None:
                continue
            amount = _ore(node)
            if node.attributes.get("Ccy", "SEK") != "SEK" or amount is None:
                return None
            against = detail.get("CdtDbtInd") not in {"", self.node.get("CdtDbtInd")}
            return amount * self.sign * (-1 if against else 1)
        return self.amount if alone else None

    def draft(self, detail: Node, amount: int, deposit_key: str) -> PaymentDraft:
        references, splits = _structured(detail)
        giro = detail.find("RltdPties/DbtrAcct/Id/Othr")
        is_giro = giro is not None and giro.get("SchmeNm/Prtry", "SchmeNm/Cd") == "BGNR"
        signed = tuple((reference, ore * self.sign) for reference, ore in splits)
        return PaymentDraft(
            row=self.number,
            key="",
            on=self.on,
            amount_ore=amount,
            account=self.account,
            references=references,
            texts=_texts(detail, self.node),
            payer=detail.get("RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm"),
            payer_giro=digits_of(giro.get("Id")) if giro is not None and is_giro else "",
            payer_org_number=_org_number(detail),
            deposit_key=deposit_key,
            is_reversal=self.sign < 0 or amount < 0,
            splits=signed if sum(ore for _ref, ore in signed) == amount else (),
        )


def _structured(detail: Node) -> tuple[tuple[str, ...], list[tuple[str, int]]]:
    """The references, and how many öre are meant for each where the payer says so."""
    found: list[str] = []
    splits: list[tuple[str, int]] = []
    remittance = detail.find("RmtInf")
    for strd in remittance.all("Strd") if remittance is not None else ():
        reference = strd.get("CdtrRefInf/Ref", "RfrdDocInf/Nb").strip(" /.,;")
        amount = _ore(strd.find("RfrdDocAmt/RmtdAmt"))
        if not reference:
            continue
        if reference not in found:
            found.append(reference)
        if amount is not None:
            splits.append((reference, amount))
    return tuple(found), splits if len(splits) > 1 else []


def _texts(detail: Node, entry: Node) -> tuple[str, ...]:
    remittance = detail.find("RmtInf")
    texts = [
        " ".join(node.text.split())
        for node in (remittance.children if remittance is not None else ())
        if node.name == "Ustrd"
    ]
    if remittance is None or not remittance.children:
        # Mostly a number of the payer's bank; some payers put theirs there for want of better.
        texts.append(detail.get("Refs/EndToEndId"))
    texts += [detail.get("AddtlTxInf"), entry.get("AddtlNtryInf")]
    return tuple(dict.fromkeys(text for text in texts if text.casefold() not in _NOT_A_REFERENCE))


def _org_number(detail: Node) -> str:
    for path in ("RltdPties/Dbtr/Id/OrgId/Othr", "RltdPties/Dbtr/Pty/Id/OrgId/Othr"):
        other = detail.find(path)
        digits = digits_of(other.get("Id")) if other is not None else ""
        if len(digits) in {10, 12}:
            return digits[-10:]
    return ""
