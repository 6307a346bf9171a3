"""Small files of every format, made from a few facts, for the tests to bend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

OPENING = "01BGMAX               0120260928173035010331P"


@dataclass
class Pay:
    """A payment in BgMax: öre, reference, and what follows it."""

    ore: int
    reference: str = ""
    serial: int = 1
    kind: str = "20"
    code: int = 2
    sender: str = "3783511"
    extra: Sequence[tuple[str, str, int]] = ()  # kind, reference, öre
    texts: Sequence[str] = ()
    name: str = ""
    org_number: str = ""

    def lines(self) -> list[str]:
        lines = [self._line(self.kind, self.reference, self.ore)]
        lines += [self._line(kind, reference, ore) for kind, reference, ore in self.extra]
        lines += [f"25{text}" for text in self.texts]
        lines += [f"26{self.name}"] if self.name else []
        lines += [f"29{self.org_number:0>12}"] if self.org_number else []
        return lines

    def _line(self, kind: str, reference: str, ore: int) -> str:
        return f"{kind}{self.sender:0>10}{reference:>25}{ore:018d}{self.code}2{self.serial:012d}0"


@dataclass
class Section:
    """A deposit in BgMax. ``sum_ore`` and ``count`` are worked out unless they shall be wrong."""

    payments: Sequence[Pay]
    serial: int = 1
    on: str = "20260928"
    bankgiro: str = "9912346"
    currency: str = "SEK"
    sum_ore: int | None = None
    count: int | None = None

    def lines(self) -> list[str]:
        total = sum(-pay.ore if pay.kind == "21" else pay.ore for pay in self.payments)
        total = total if self.sum_ore is None else self.sum_ore
        count = len(self.payments) if self.count is None else self.count
        return [
            f"05{self.bankgiro:0>10}{'':10}{self.currency}",
            *(line for pay in self.payments for line in pay.lines()),
            f"15{58410000010098232:035d}{self.on}{self.serial:05d}{total:018d}"
            f"{self.currency}{count:08d}",
        ]


def bgmax(*sections: Section, newline: str = "\r\n", opening: str = OPENING) -> bytes:
    """A BgMax file whose last record counts right."""
    body = [line for section in sections for line in section.lines()]
    kinds = [line[:2] for line in body]
    counts = (kinds.count("20"), kinds.count("21"), kinds.count("22") + kinds.count("23"))
    end = "70" + "".join(f"{n:08d}" for n in (*counts, kinds.count("15")))
    lines = [f"{line:<80}" for line in (opening, *body, end)]
    return (newline.join(lines) + newline).encode("latin-1")


@dataclass
class Tx:
    """A payment within an entry of camt."""

    amount: str
    ref: str = ""
    name: str = ""
    strd: Sequence[tuple[str, str]] = ()  # reference, amount
    ustrd: str = ""
    currency: str = "SEK"

    def xml(self) -> str:
        strd = "".join(
            f"<Strd><RfrdDocInf><Nb>{number}</Nb></RfrdDocInf>"
            f'<RfrdDocAmt><RmtdAmt Ccy="SEK">{amount}</RmtdAmt></RfrdDocAmt></Strd>'
            for number, amount in self.strd
        )
        ustrd = f"<Ustrd>{escape(self.ustrd)}</Ustrd>" if self.ustrd else ""
        return (
            f"<TxDtls><Refs><AcctSvcrRef>{self.ref}</AcctSvcrRef></Refs>"
            f'<Amt Ccy="{self.currency}">{self.amount}</Amt>'
            f"<RltdPties><Dbtr><Nm>{escape(self.name)}</Nm></Dbtr></RltdPties>"
            f"<RmtInf>{strd}{ustrd}</RmtInf></TxDtls>"
        )


@dataclass
class Ntry:
    """An entry of camt."""

    amount: str
    txs: Sequence[Tx] = ()
    ref: str = "E1"
    ntry_ref: str = ""
    on: str = "2026-09-28"
    side: str = "CRDT"
    status: str = "<Sts>BOOK</Sts>"
    currency: str = "SEK"
    reversal: bool = False
    extra: str = ""

    def xml(self) -> str:
        details = f"<NtryDtls>{''.join(tx.xml() for tx in self.txs)}</NtryDtls>" if self.txs else ""
        return (
            f"<Ntry><NtryRef>{self.ntry_ref}</NtryRef>"
            f'<Amt Ccy="{self.currency}">{self.amount}</Amt><CdtDbtInd>{self.side}</CdtDbtInd>'
            f"{'<RvslInd>true</RvslInd>' if self.reversal else ''}{self.status}"
            f"<BookgDt><Dt>{self.on}</Dt></BookgDt><AcctSvcrRef>{self.ref}</AcctSvcrRef>"
            f"{details}{self.extra}</Ntry>"
        )


@dataclass
class Camt:
    """A camt file of one account."""

    entries: Sequence[Ntry] = ()
    kind: str = "053"
    version: str = "02"
    account: str = "<IBAN>SE4550000000058398257466</IBAN>"
    head: str = ""
    encoding: str = "utf-8"
    balance: str = ""

    def data(self) -> bytes:
        outer, inner = {
            "053": ("BkToCstmrStmt", "Stmt"),
            "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        }[self.kind]
        text = (
            f'<?xml version="1.0" encoding="{self.encoding}"?>{self.head}'
            f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{self.kind}.001.{self.version}">'
            f"<{outer}><{inner}><Acct><Id>{self.account}</Id></Acct>{self.balance}"
            f"{''.join(entry.xml() for entry in self.entries)}</{inner}></{outer}></Document>"
        )
        return text.encode(self.encoding)
