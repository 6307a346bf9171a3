"""camt.053 and 054: what counts as a payment, its parts, and keys that agree between files."""

from __future__ import annotations

from datetime import date

import pytest

from reminder_cli.adapters.payments import camt
from reminder_cli.adapters.payments.base import LeftOut, ReadPayments
from reminder_cli.errors import RejectedFile
from tests.adapters.payments.files import Camt, Ntry, Tx


def read(*entries: Ntry, **how: str) -> ReadPayments:
    return camt.read("file.xml", Camt(entries, **how).data())


BATCH = Ntry(
    "300.00",
    [
        Tx("100.00", "T1", "Åsa Öberg", ustrd="faktura 1044"),
        Tx("200.00", "T2", "Alnö Bygg", strd=[("1042", "150.000"), ("1043/", "50.00")]),
    ],
)


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_batch_of_several_payments(version: str) -> None:
    result = read(BATCH, version=version)
    one, two = result.payments
    assert (one.amount_ore, one.payer, one.texts) == (10000, "Åsa Öberg", ("faktura 1044",))
    assert two.references == ("1042", "1043")
    assert two.splits == (("1042", 15000), ("1043", 5000))
    assert one.key == "camt:58398257466:2026-09-28:T1"
    assert one.deposit_key == two.deposit_key == "camt:58398257466:2026-09-28:E1"
    assert result.deposits[0].amount_ore == 30000
    assert result.format == f"camt.053.001.{version}"
    assert result.covers_until == date(2026, 9, 28)


def test_statement_and_notification_give_the_same_keys() -> None:
    plain = "<Othr><Id>5839-8257466</Id></Othr>"
    statement = read(BATCH, kind="053")
    notification = read(BATCH, kind="054", version="08", account=plain)
    assert [p.key for p in statement.payments] == [p.key for p in notification.payments]
    assert statement.deposits == notification.deposits


def test_a_deposit_of_bankgirot_has_the_name_that_bgmax_gives_it() -> None:
    result = read(
        Ntry("100.00", [Tx("100.00", "T1")], ntry_ref="BG52827999 00444-0010452"),
        Ntry("50.00", ref="E2", ntry_ref="BG52827999 00445-0010453"),
    )
    assert [deposit.key for deposit in result.deposits] == ["bg:52827999:2026:00444"]
    assert [(p.deposit_key, p.is_deposit_sum) for p in result.payments] == [
        ("bg:52827999:2026:00444", False),
        ("bg:52827999:2026:00445", True),
    ]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        pytest.param(Ntry("1.00", side="DBIT"), LeftOut.OUTGOING, id="money out"),
        pytest.param(Ntry("1.00", status="<Sts>PDNG</Sts>"), LeftOut.PENDING, id="pending 02"),
        pytest.param(
            Ntry("1.00", status="<Sts><Cd>PDNG</Cd></Sts>"), LeftOut.PENDING, id="pending 08"
        ),
        pytest.param(Ntry("1.00", currency="EUR"), LeftOut.OTHER_CURRENCY, id="euro"),
        pytest.param(Ntry("1.00", reversal=True), LeftOut.OWN_RETURNED, id="own money back"),
    ],
)
def test_what_is_not_an_incoming_payment_is_counted(entry: Ntry, why: LeftOut) -> None:
    result = read(entry)
    assert (result.payments, result.ignored) == ([], {why: 1})


def test_a_payment_that_the_bank_takes_back_is_negative() -> None:
    (payment,) = read(
        Ntry("100.00", [Tx("100.00", "T9", ustrd="retur 1044")], side="DBIT", reversal=True)
    ).payments
    assert (payment.amount_ore, payment.is_reversal) == (-10000, True)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(Ntry("300.00", [Tx("100.00"), Tx("100.00")]), id="parts and sum differ"),
        pytest.param(Ntry("100.005"), id="half an öre"),
        pytest.param(Ntry("1.00", status=""), id="no status"),
        pytest.param(Ntry("1.00", side="CR"), id="no side"),
        pytest.param(Ntry("1.00", currency="SE"), id="no currency"),
        pytest.param(Ntry("1e3"), id="no amount"),
        pytest.param(Ntry("100.00", on="2026-13-01"), id="no day"),
        pytest.param(Ntry("100.00", [Tx("100.00", currency="EUR")]), id="a part in euro"),
        pytest.param(Ntry("200.00", [Tx("100.00"), Tx("100.00x")]), id="a part without amount"),
    ],
)
def test_an_entry_that_cannot_be_trusted_is_a_problem(entry: Ntry) -> None:
    result = read(entry)
    assert result.payments == []
    assert len(result.problems) == 1
    assert str(result.problems[0]).startswith("entry 1")


def test_the_same_reference_on_two_parts_names_neither() -> None:
    result = read(Ntry("2.00", [Tx("1.00", "SAME"), Tx("1.00", "SAME")]))
    assert [p.key for p in result.payments] == [
        "camt:58398257466:2026-09-28:E1/1",
        "camt:58398257466:2026-09-28:E1/2",
    ]


def test_entries_without_any_reference_are_two_payments() -> None:
    result = read(Ntry("1.00", ref=""), Ntry("1.00", ref=""))
    assert len({payment.key for payment in result.payments}) == 2


def test_org_number_giro_and_version_8_names() -> None:
    tx = (
        "<TxDtls><AmtDtls><TxAmt><Amt Ccy='SEK'>1.00</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Pty>"
        "<Nm>Alnö</Nm><Id><OrgId><Othr><Id>165500001234</Id></Othr></OrgId></Id></Pty></Dbtr>"
        "<DbtrAcct><Id><Othr><Id>0378-3511</Id><SchmeNm><Prtry>BGNR</Prtry></SchmeNm></Othr></Id>"
        "</DbtrAcct></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>104216</Ref></CdtrRefInf></Strd>"
        "</RmtInf></TxDtls>"
    )
    (payment,) = read(Ntry("1.00", extra=f"<NtryDtls>{tx}</NtryDtls>"), version="08").payments
    assert (payment.payer, payment.payer_org_number) == ("Alnö", "5500001234")
    assert (payment.payer_giro, payment.references) == ("3783511", ("104216",))


def test_a_day_without_entries_is_covered_by_its_closing_balance() -> None:
    balance = (
        "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy='SEK'>1.00</Amt>"
        "<Dt><Dt>2026-09-30</Dt></Dt></Bal>"
    )
    assert read(balance=balance).covers_until == date(2026, 9, 30)
    assert read(balance=balance.replace("CLBD", "OPBD")).covers_until is None


@pytest.mark.parametrize(("total", "told"), [("300.00", 0), ("301.00", 1), ("x", 0)])
def test_the_statements_own_total(total: str, told: int) -> None:
    summary = f"<TxsSummry><TtlCdtNtries><Sum>{total}</Sum></TtlCdtNtries></TxsSummry>"
    assert len(read(BATCH, Ntry("5.00", side="DBIT"), balance=summary).notes) == told


def test_entries_outside_a_statement_are_none() -> None:
    data = (
        Camt([BATCH])
        .data()
        .replace(b"</Stmt>", b"</Stmt><Other>" + BATCH.xml().encode() + b"</Other>")
    )
    assert len(camt.read("file.xml", data).payments) == 2


@pytest.mark.parametrize(
    ("details", "payment"),
    [
        pytest.param("<TxDtls/>", (10000, ()), id="one part without anything"),
        pytest.param("<Btch><NbOfTxs>3</NbOfTxs></Btch>", (10000, ()), id="parts told elsewhere"),
        pytest.param(
            "<TxDtls><Refs><EndToEndId>1044</EndToEndId></Refs></TxDtls>",
            (10000, ("1044",)),
            id="a number for want of better",
        ),
        pytest.param(
            "<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RmtInf><Strd>"
            "<RfrdDocAmt/></Strd></RmtInf></TxDtls>",
            (10000, ()),
            id="a reference that is none",
        ),
    ],
)
def test_poor_entries(details: str, payment: tuple[int, tuple[str, ...]]) -> None:
    (one,) = read(Ntry("100.00", extra=f"<NtryDtls>{details}</NtryDtls>")).payments
    assert (one.amount_ore, one.texts) == payment
    assert one.is_deposit_sum is ("NbOfTxs" in details)


def test_a_part_against_the_entry_and_parts_of_nothing() -> None:
    against = (
        Tx("50.00", "T1").xml().replace("<RltdPties>", "<CdtDbtInd>DBIT</CdtDbtInd><RltdPties>")
    )
    others = Tx("150.00", "T2").xml() + Tx("0.00", "T3").xml()
    result = read(Ntry("100.00", extra=f"<NtryDtls>{against}{others}</NtryDtls>"))
    assert [(p.amount_ore, p.is_reversal) for p in result.payments] == [
        (-5000, True),
        (15000, False),
    ]
    assert read(Ntry("0.00")).payments == []


def test_utf_16_is_read() -> None:
    assert len(read(BATCH, encoding="utf-16").payments) == 2


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(Camt([BATCH], head=BOMB).data(), id="entities"),
        pytest.param(Camt([BATCH], head=BOMB, encoding="utf-16").data(), id="entities in UTF-16"),
        pytest.param(Camt([BATCH], head="<!DOCTYPE x SYSTEM 'file:///etc/passwd'>").data()),
        pytest.param(Camt([BATCH]).data()[:-20], id="cut"),
        pytest.param(b"<Document>camt.053<x/></Document>", id="no statement"),
        pytest.param(b"<a>camt.053" * 70, id="too deep"),
        pytest.param(b"<BkToCstmrStmt>" + b"x" * 30_000 + b"</BkToCstmrStmt>", id="endless text"),
        pytest.param(b"<?xml version='1.0' encoding='ebcdic-9'?><camt.053/>", id="odd encoding"),
    ],
)
def test_what_no_bank_writes_is_refused(data: bytes) -> None:
    assert camt.recognises(data[:4000])
    with pytest.raises(RejectedFile):
        camt.read("file.xml", data)
