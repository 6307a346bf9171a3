"""Choosing after an inkassokrav, and the yearly letter of monitoring."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from reminder_cli.domain.case import fold
from reminder_cli.domain.events import CaseOpened, LetterIssued, LetterRetracted
from reminder_cli.domain.monitoring import first_letter_day
from reminder_cli.domain.rules.reference_rate import ReferenceRate
from reminder_cli.errors import Refused
from reminder_cli.ledger import firm as registers
from reminder_cli.services.choose import choose
from reminder_cli.services.dispute import dispute
from tests.life.walk import ASA, Firm, row

AT_CHOOSE = date(2026, 4, 1)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    firm = Firm.with_invoices(tmp_path, row("1041", "12500.00"))
    firm.send("1041")
    return firm


def stage(firm: Firm) -> str:
    case = firm.subject("1041").open_case
    assert case is not None
    return case.stage.value


def test_monitoring_and_back(firm: Firm) -> None:
    firm.walk(AT_CHOOSE)
    assert stage(firm) == "choose"
    choose(firm.world, ["1041"], "monitoring")
    assert stage(firm) == "monitoring"
    choose(firm.world, ["1041"], "choose")
    assert stage(firm) == "choose"
    reports = firm.walk(date(2026, 5, 5))
    # Thirty days anew, moved from a closed day: 1 May and the weekend.
    assert [(r.on.isoformat(), m.to) for r in reports for m in r.moved] == [
        ("2026-05-04", "monitoring")
    ]


def test_kronofogden_enters_nothing(firm: Firm) -> None:
    firm.walk(AT_CHOOSE)
    assert choose(firm.world, ["1041"], "kronofogden")[0].stage == "choose"


def at(day: date) -> Callable[[Firm], object]:
    return lambda firm: firm.walk(day)


def disputed(firm: Firm) -> None:
    firm.walk(AT_CHOOSE)
    dispute(firm.world, ["1041"], reason="no")


def monitored(firm: Firm) -> None:
    firm.walk(AT_CHOOSE)
    choose(firm.world, ["1041"], "monitoring")


@pytest.mark.parametrize(
    ("before", "what", "rule", "way_out"),
    [
        (at(date(2026, 3, 3)), "monitoring", "nothing to choose", "the inkassokrav comes on"),
        (at(date(2026, 3, 18)), "monitoring", "nothing to choose", "runs to 2026-03-27"),
        (at(date(2026, 3, 3)), "choose", "nothing to choose", "remind tick"),
        (at(date(2026, 3, 3)), "kronofogden", "No inkassokrav", "remind tick"),
        (at(date(2026, 3, 18)), "kronofogden", "has until 2026-03-27", "the day after"),
        (disputed, "monitoring", "is disputed", "remind resolve"),
        (disputed, "kronofogden", "is disputed", "remind resolve"),
        (monitored, "monitoring", "there already", "remind status"),
    ],
)
def test_refused(
    firm: Firm, before: Callable[[Firm], object], what: str, rule: str, way_out: str
) -> None:
    before(firm)
    with pytest.raises(Refused, match=rule) as refused:
        choose(firm.world, ["1041"], what)
    assert way_out in refused.value.fix


def test_a_letter_each_year_without_fee(firm: Firm) -> None:
    firm.walk(AT_CHOOSE)
    choose(firm.world, ["1041"], "monitoring")
    fees = firm.subject("1041").account.fees_total_ore
    firm.walk(date(2026, 12, 31))
    with firm.world.writing():
        for year in (2027, 2028):
            for month in (1, 7):
                rate = ReferenceRate(date(year, month, 1), Fraction(2), "test", confirmed=True)
                registers.save_rate(firm.world.ledger, rate, now=firm.world.now)
    firm.close()
    firm.walk(date(2028, 4, 30))
    assert firm.letters("1041")[2:] == [("2027-03-17", "monitoring"), ("2028-03-17", "monitoring")]
    assert firm.subject("1041").account.fees_total_ore == fees


def test_the_letter_comes_before_a_consumers_claim_is_lost(tmp_path: Path) -> None:
    """Where the letters were taken back, nothing has interrupted limitation since the invoice."""
    firm = Firm.with_invoices(tmp_path, row("1041", "12500.00", customer=ASA))
    firm.send("1041")
    firm.walk(date(2026, 4, 1))
    subject = firm.subject("1041")
    case = subject.open_case
    assert case is not None
    events = firm.world.ledger.events(subject.invoice.invoice_id)
    assert first_letter_day(subject.claim, case) == date(2027, 3, 17)
    old = [e if not isinstance(e, CaseOpened) else _arose(e, date(2023, 6, 1)) for e in events]
    back = [
        LetterRetracted(invoice_id=e.invoice_id, case_no=1, on=e.on, letter_id=e.letter_id)
        for e in events
        if isinstance(e, LetterIssued)
    ]
    claim = fold(1, [*old, *back])
    assert claim.case is not None
    assert first_letter_day(claim, claim.case) == date(2026, 5, 2)


def _arose(event: CaseOpened, day: date) -> CaseOpened:
    return replace(event, invoice_on=day)
