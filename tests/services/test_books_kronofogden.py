"""Example B through Kronofogden to the öre: its vouchers and its settlements, by the services."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdf
import pytest

from reminder_cli.domain.booking import by_account
from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import PaidTo
from reminder_cli.domain.kronofogden_rules import Action, KronofogdensInvoice
from reminder_cli.errors import Refused
from reminder_cli.services.choose import choose
from reminder_cli.services.export import Wanted, export
from reminder_cli.services.invoice_life import write_off
from reminder_cli.services.invoice_vat import state_vat
from reminder_cli.services.kronofogden import Decided, Registered, invoiced, register, report
from reminder_cli.services.report import ReportChoice
from reminder_cli.services.report import report as key_figures
from reminder_cli.services.settle import PartnerInvoice, Settlement, settlement
from tests.services.firm import FIRM, Firm, invoice_row

B = "2001"


def at_kronofogden(folder: Path, collector: Collector, decided: Decided | None = None) -> Firm:
    """Applied on 16 June 2025, utslag and enforcement on 15 August."""
    firm = Firm(folder, date(2025, 5, 12), collector=collector)
    row = invoice_row(
        B,
        12_500_00,
        dated=date(2025, 3, 31),
        due=date(2025, 4, 30),
        org_number=FIRM,
        kind="företag",
    )
    firm.take_in([row])
    firm.send(B)
    for day in (date(2025, 5, 27), date(2025, 6, 10)):
        firm.day = day
        firm.tick()
    step(firm, Action.APPLIED, date(2025, 6, 16))
    step(firm, Action.UTSLAG, date(2025, 8, 15), decided)
    step(firm, Action.ENFORCEMENT, date(2025, 8, 15))
    return firm


def step(firm: Firm, action: Action, on: date, decided: Decided | None = None) -> None:
    firm.day = on
    with firm.world() as world:
        register(world, B, action, on=on, decided=decided)


def collect(firm: Firm) -> None:
    firm.day = date(2025, 9, 15)
    with firm.world() as world:
        report(world, B, 5600_00, on=firm.day)


def exported(firm: Firm, name: str) -> list[tuple[date, dict[str, int]]]:
    with firm.world() as world:
        made = export(world, firm.folder / name, Wanted(kind="sie"))
    return [(item.voucher.on, by_account(item.voucher.rows)) for item in made.vouchers]


def settled(firm: Firm, period: str, day: date) -> Settlement:
    firm.day = day
    with firm.world() as world:
        return settlement(world, period, invoice=PartnerInvoice(number=period, on=day))


def rows(made: Settlement) -> dict[str, int]:
    return by_account(made.voucher.rows) if made.voucher else {}


def test_b_with_a_partner(tmp_path: Path) -> None:
    firm = at_kronofogden(tmp_path, Collector.PARTNER)
    assert rows(settled(firm, "2025-06", date(2025, 8, 16))) == {"6062": 300_00, "2440": -300_00}
    collect(firm)
    september = settled(firm, "2025-09", date(2025, 10, 1))
    assert rows(september) == {"2641": 155_00, "2440": 145_00, "6062": -300_00}
    with firm.world() as world:
        period = ReportChoice(first=date(2025, 9, 1), last=date(2025, 9, 30))
        seen = key_figures(world, period)
    assert seen.takings.total.vat_ore == 155_00, "the report expects what the settlement says"
    firm.day = date(2025, 11, 28)
    firm.pay(B, 9094_21, to=PaidTo.PARTNER)
    assert exported(firm, "b.se") == [
        (date(2025, 6, 30), {"6062": 300_00, "2440": -300_00}),
        (date(2025, 9, 15), {"1930": 3833_26, "1510": -3586_51, "8313": -246_75}),
        (date(2025, 9, 30), {"2641": 155_00, "2440": 145_00, "6062": -300_00}),
        (date(2025, 11, 28), {"1930": 9003_85, "1510": -8913_49, "8313": -90_36}),
    ]
    assert rows(settled(firm, "2025-11", date(2025, 12, 1))) == {}


def test_b_kronofogden_tells_of_money_when_the_case_has_ended(tmp_path: Path) -> None:
    """The partner's fees are never the firm's income, however late it is told of (product.md section 6)."""
    firm = at_kronofogden(tmp_path, Collector.PARTNER)
    firm.day = date(2025, 9, 16)
    with firm.world() as world:
        write_off(world, B, reason="utmätningen gav inget", vat="2500")
    firm.day = date(2025, 9, 18)
    with firm.world() as world:
        report(world, B, 5600_00, on=date(2025, 9, 15))
    september = settled(firm, "2025-09", date(2025, 10, 1))
    assert (september.totals.fees_paid_ore, september.totals.vat_ore) == (620_00, 155_00)
    paid = [amounts for on, amounts in exported(firm, "b.se") if on == date(2025, 9, 15)]
    assert paid == [{"1930": 3833_26, "1510": -3586_51, "8313": -246_75}]


def test_b_commission_at_monitoring_instead(tmp_path: Path) -> None:
    firm = Firm(tmp_path, date(2025, 5, 12), collector=Collector.PARTNER)
    row = invoice_row(
        B,
        12_500_00,
        dated=date(2025, 3, 31),
        due=date(2025, 4, 30),
        org_number=FIRM,
        kind="företag",
    )
    firm.take_in([row])
    firm.send(B)
    for day in (date(2025, 5, 27), date(2025, 6, 10), date(2025, 7, 10)):
        firm.day = day
        firm.tick()
    firm.day = date(2025, 9, 15)
    firm.pay(B, 5000_00, to=PaidTo.PARTNER)
    made = settled(firm, "2025-09", date(2025, 10, 1))
    assert rows(made) == {"6062": 750_00, "2641": 187_50, "2440": -937_50}


def test_own_the_cost_comes_back_and_the_work_is_income(tmp_path: Path) -> None:
    firm = at_kronofogden(tmp_path, Collector.OWN)
    collect(firm)
    assert exported(firm, "b.se") == [
        (date(2025, 6, 16), {"6062": 300_00, "2440": -300_00}),
        (
            date(2025, 9, 15),
            {
                "1930": 5000_00,
                "6062": -300_00,
                "3990": -620_00,
                "8313": -493_49,
                "1510": -3586_51,
            },
        ),
    ]


def invoice(
    firm: Firm, ore: int | None, on: date, *, number: str = "7788", by_partner: bool | None = None
) -> Registered:
    firm.day = max(firm.day, on)
    told = KronofogdensInvoice(number=number, amount_ore=ore, by_partner=by_partner)
    with firm.world() as world:
        return invoiced(world, B, told, on=on)


def test_own_what_kronofogden_invoices_is_a_voucher_corrected_and_taken_back(
    tmp_path: Path,
) -> None:
    firm = at_kronofogden(tmp_path, Collector.OWN)
    done = invoice(firm, None, date(2025, 12, 1))
    assert done.application.invoiced[0].amount_ore == 600_00
    assert done.after.account.kronofogdens_ore == 0
    assert exported(firm, "1.se")[1:] == [(date(2025, 12, 1), {"6062": 600_00, "2440": -600_00})]
    invoice(firm, 660_00, date(2025, 12, 1))
    firm.day = date(2025, 12, 3)
    assert exported(firm, "2.se") == [(date(2025, 12, 3), {"6062": 60_00, "2440": -60_00})]
    invoice(firm, 0, date(2025, 12, 3))
    assert exported(firm, "3.se") == [(date(2025, 12, 3), {"6062": -660_00, "2440": 660_00})]
    assert firm.subject(B).account.kronofogdens_ore == 600_00
    assert exported(firm, "4.se") == []


def test_partner_what_kronofogden_invoices_is_an_outlay_of_the_settlement(tmp_path: Path) -> None:
    firm = at_kronofogden(tmp_path, Collector.PARTNER)
    invoice(firm, 600_00, date(2025, 12, 1))
    december = settled(firm, "2025-12", date(2026, 1, 2))
    assert rows(december) == {"6062": 900_00, "2440": -900_00}
    firm.day = date(2026, 1, 15)
    firm.pay(B, 1000_00, to=PaidTo.PARTNER)
    # 600 + 300 are credited, and 100 of the partner's 380 are paid: 25 % VAT on them.
    assert rows(settled(firm, "2026-01", date(2026, 2, 2))) == {
        "2641": 25_00,
        "6062": -900_00,
        "2440": 875_00,
    }
    assert exported(firm, "b.se") == [
        (date(2025, 12, 31), {"6062": 900_00, "2440": -900_00}),
        (date(2026, 1, 31), {"2641": 25_00, "6062": -900_00, "2440": 875_00}),
    ]


def test_partner_and_kronofogden_invoices_the_creditor_itself(tmp_path: Path) -> None:
    firm = at_kronofogden(tmp_path, Collector.PARTNER)
    invoice(firm, 600_00, date(2025, 12, 1), by_partner=False)
    assert rows(settled(firm, "2025-12", date(2026, 1, 2))) == {"6062": 300_00, "2440": -300_00}
    assert exported(firm, "b.se") == [
        (date(2025, 12, 1), {"6062": 600_00, "2440": -600_00}),
        (date(2025, 12, 31), {"6062": 300_00, "2440": -300_00}),
    ]


def test_the_letter_after_it_names_the_fee_once(tmp_path: Path) -> None:
    firm = at_kronofogden(tmp_path, Collector.OWN)
    invoice(firm, 600_00, date(2025, 12, 1))
    step(firm, Action.WITHDRAWN, date(2025, 12, 2))
    with firm.world() as world:
        choose(world, [B], "monitoring")
    firm.day = date(2026, 5, 27)
    [letter] = firm.tick().letters
    assert letter.fees_ore == 240_00 + 600_00 + 300_00 + 380_00
    pdf = max(firm.folder.rglob("*.pdf"), key=lambda path: path.stat().st_mtime_ns)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)
    assert text.count("Kronofogdens grundavgift") == 1


def test_an_invoice_is_charged_once_however_its_number_is_written(tmp_path: Path) -> None:
    firm = at_kronofogden(tmp_path, Collector.OWN)
    invoice(firm, 600_00, date(2025, 12, 1), number="77")
    with pytest.raises(Refused, match="registered so already"):
        invoice(firm, 600_00, date(2025, 12, 1), number="077")
    done = invoice(firm, 599_00, date(2025, 12, 1), number="077")
    assert [(x.invoice, x.amount_ore) for x in done.application.invoiced] == [("77", 599_00)]
    with pytest.raises(Refused, match="cannot be 6 000,00 kr"):
        invoice(firm, 6000_00, date(2025, 12, 1), number="78")


def test_refused_in_the_future_and_for_a_partner_that_is_not_there(tmp_path: Path) -> None:
    firm = at_kronofogden(tmp_path, Collector.OWN)
    told = KronofogdensInvoice(number="7788", amount_ore=600_00, by_partner=True)
    with firm.world() as world:
        with pytest.raises(Refused, match="No partner runs the case"):
            invoiced(world, B, told)
        with pytest.raises(Refused, match="has not come yet"):
            invoiced(world, B, told, on=date(2026, 1, 1))


@pytest.mark.parametrize("said", ["25", ""])
def test_what_the_utslag_did_not_grant_is_lost_with_its_vat(tmp_path: Path, said: str) -> None:
    decided = Decided(principal_ore=10_000_00)
    firm = at_kronofogden(tmp_path, Collector.PARTNER, decided)
    if said:
        with firm.world() as world, world.writing():
            state_vat(world, firm.subject(B), said)
    loss = (date(2025, 8, 15), {"6351": 2000_00, "2611": 500_00, "1510": -2500_00})
    assert exported(firm, "b.se") == ([loss] if said else [])
