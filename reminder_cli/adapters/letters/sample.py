"""A letter of each kind with made-up parties, for checking templates and for previews.

The figures are those of a claim of 12 500,00 kr due on 2025-04-30, at the reference rate plus
8 points (6 § räntelagen). Nobody in them exists.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from reminder_cli.domain.letter import (
    FeeLine,
    InterestPeriod,
    LetterClaim,
    LetterData,
    Party,
    PaymentLine,
    SlipLine,
)
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.domain.rules.fees import LAW, Act

_CREDITOR = Party(
    name="Björkö Snickeri AB",
    org_number="556036-0793",
    street="Verkstadsgatan 4",
    postal_code="11122",
    city="Stockholm",
    email="ekonomi@bjorko.example",
    phone="08-123 45 67",
)
_AGENT = Party(
    name="Ombud Inkasso AB",
    org_number="556016-0680",
    street="Box 100",
    postal_code="10121",
    city="Stockholm",
    email="fraga@ombud.example",
    phone="08-765 43 21",
)
_DEBTOR = Party(
    name="Åsa Öberg",
    street="Ängsvägen 12 B",
    postal_code="75321",
    city="Uppsala",
    number="1042",
)
_REMINDER_FEE = FeeLine(
    act="reminder", on=date(2025, 5, 12), amount_ore=60_00, law=LAW[Act.REMINDER]
)
_DEMAND_FEE = FeeLine(act="demand", on=date(2025, 5, 27), amount_ore=180_00, law=LAW[Act.DEMAND])
_PLAN_FEE = FeeLine(act="plan", on=date(2025, 6, 12), amount_ore=170_00, law=LAW[Act.PLAN])
_PAID = PaymentLine(kind="payment", on=date(2025, 6, 5), amount_ore=12_500_00)


def _interest(last: date, amount_ore: int) -> InterestPeriod:
    first = date(2025, 5, 1)
    return InterestPeriod(
        first=first,
        last=last,
        days=(last - first).days + 1,
        base_ore=12_500_00,
        percent=Fraction(11),
        reference_percent=Fraction(3),
        amount_ore=amount_ore,
    )


def _claim(*fees: FeeLine, interest: InterestPeriod) -> LetterClaim:
    return LetterClaim(
        invoice_number="1001",
        invoice_date=date(2025, 3, 31),
        due_date=date(2025, 4, 30),
        description="Köksinredning enligt offert 77, monterad i mars 2025",
        ocr="10017",
        invoiced_ore=12_500_00,
        principal_ore=12_500_00,
        interest_ore=interest.amount_ore,
        fees_ore=sum(fee.amount_ore for fee in fees),
        interest=(interest,),
        fees=fees,
    )


def _letter(kind: LetterKind, dated_on: date, due_on: date, claim: LetterClaim) -> LetterData:
    return LetterData(
        kind=kind,
        language="sv",
        number="17-1",
        dated_on=dated_on,
        due_on=due_on,
        creditor=_CREDITOR,
        debtor=_DEBTOR,
        claims=(claim,),
        giro="5536-7742",
        giro_kind="bankgiro",
        ocr=claim.ocr,
        swish="123 456 78 90",
    )


def _reminder() -> LetterData:
    claim = _claim(_REMINDER_FEE, interest=_interest(date(2025, 5, 12), 45_21))
    return _letter(LetterKind.REMINDER, date(2025, 5, 12), date(2025, 5, 26), claim)


def _demanded(kind: LetterKind) -> LetterData:
    claim = _claim(_REMINDER_FEE, _DEMAND_FEE, interest=_interest(date(2025, 5, 27), 101_71))
    return _letter(kind, date(2025, 5, 27), date(2025, 6, 9), claim)


def _rest(kind: LetterKind) -> LetterData:
    # 12 500,00 paid on 5 June: fees 240,00 and interest 135,62 first, principal after.
    interest = _interest(date(2025, 6, 5), 135_62)
    claim = replace(
        _claim(_REMINDER_FEE, _DEMAND_FEE, interest=interest),
        principal_ore=375_62,
        interest_ore=0,
        fees_ore=0,
        payments=(_PAID,),
    )
    return _letter(kind, date(2025, 6, 10), date(2025, 6, 24), claim)


def _planned(kind: LetterKind, dated_on: date, due_on: date) -> LetterData:
    claim = _claim(
        _REMINDER_FEE,
        _DEMAND_FEE,
        _PLAN_FEE,
        interest=_interest(date(2025, 6, 12), 161_99),
    )
    slips = (
        *(SlipLine(due_on=date(2025, month, 30), amount_ore=4_357_33) for month in (6, 7)),
        SlipLine(due_on=date(2025, 8, 29), amount_ore=4_357_33),
    )
    return replace(_letter(kind, dated_on, due_on, claim), slips=slips)


def _retraction() -> LetterData:
    reminder = _reminder()
    claim = replace(reminder.claims[0], interest=(), interest_ore=0, fees=(), fees_ore=0)
    return replace(
        reminder,
        kind=LetterKind.RETRACTION,
        number="17-2",
        dated_on=date(2025, 5, 14),
        claims=(claim,),
        retracts="17-1 (2025-05-12)",
    )


def sample(kind: LetterKind, language: str = "sv", *, agent: bool = False) -> LetterData:
    """A letter of that kind; with an agent, on a partner's behalf. Amounts in öre."""
    letter = _SAMPLES[kind]
    return replace(letter, language=language, agent=_AGENT if agent else None)


def joined(language: str = "sv", claims: int = 3) -> LetterData:
    """A demand of several claims with one fee, put on the oldest."""
    first = _demanded(LetterKind.DEMAND)
    bare = _claim(interest=_interest(date(2025, 5, 27), 101_71))
    others = (replace(bare, invoice_number=str(1001 + n), ocr=f"1001{n}") for n in range(1, claims))
    return replace(first, language=language, claims=(*first.claims, *others))


_SAMPLES = {
    LetterKind.REMINDER: _reminder(),
    LetterKind.DEMAND: _demanded(LetterKind.DEMAND),
    LetterKind.REST_NOTICE: _rest(LetterKind.REST_NOTICE),
    LetterKind.RESUMED: replace(
        _demanded(LetterKind.RESUMED), dated_on=date(2025, 5, 27), due_on=date(2025, 6, 9)
    ),
    LetterKind.INSTALMENT_PLAN: _planned(
        LetterKind.INSTALMENT_PLAN, date(2025, 6, 12), date(2025, 6, 30)
    ),
    LetterKind.INSTALMENT_MISSED: _planned(
        LetterKind.INSTALMENT_MISSED, date(2025, 7, 7), date(2025, 7, 14)
    ),
    LetterKind.PLAN_BROKEN: _planned(LetterKind.PLAN_BROKEN, date(2025, 7, 14), date(2025, 7, 24)),
    LetterKind.MONITORING: _demanded(LetterKind.MONITORING),
    LetterKind.RETRACTION: _retraction(),
}
