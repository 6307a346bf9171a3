"""A file of another firm's account is held until somebody says that the account is the firm's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.domain.company import Collector
from reminder_cli.domain.events import PaidTo
from reminder_cli.errors import RejectedFile
from reminder_cli.services.import_payments import PaymentImport
from reminder_cli.services.payments_folder import from_folder
from reminder_cli.services.setup import change_setting
from tests.adapters.payments.files import Camt, Ntry, Pay, Section, Tx, bgmax
from tests.services.payments_firm import Firm, Inv, ocr

OURS, THEIRS = "9912346", "55367742"
SWISH = (
    "Clnr;Kontonr;Produkt;Bokfdag;Transdag;Valutadag;Mottagare;Avsändare;Namn på motpart;"
    "Meddelande;Tid;Belopp;Orderreferens\n"
    "8327;123;Swish;2026-03-02;2026-03-02;2026-03-02;{number};0701234567;ANNA;1042;10:00;500,00;\n"
)


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return Firm(tmp_path).start(Inv("1042", 1000))


def giro(account: str, kronor: int = 1000, serial: int = 1) -> bytes:
    pay = Pay(kronor * 100, reference=ocr("1042"), code=2)
    return bgmax(Section([pay], bankgiro=account, on="20260302", serial=serial))


def camt(account: str, ref: str = "A1") -> bytes:
    text = f"<IBAN>{account}</IBAN>" if account[:2] == "SE" else f"<Othr><Id>{account}</Id></Othr>"
    row = Ntry("10.00", [Tx("10.00", ref=ref)], ref=ref, on="2026-03-02")
    return Camt([row], account=text).data()


def test_another_bankgiro_is_held(firm: Firm) -> None:
    with pytest.raises(RejectedFile) as caught:
        firm.bank(giro(THEIRS))
    assert "of account 5536-7742, and the firm's is 991-2346. Nothing was taken." in str(
        caught.value
    )
    assert "--other-account" in caught.value.fix
    assert firm.subject("1042").account.principal_left_ore == 1000_00


def test_the_firms_own_is_taken(firm: Firm) -> None:
    assert firm.bank(giro(OURS)).booked_now == 1


def test_said_once_it_is_known(firm: Firm) -> None:
    firm.bank(giro(THEIRS, 400), options=PaymentImport(other_account=True))
    assert firm.bank(giro(THEIRS, 600, serial=2)).files[0].new == 1


def test_a_file_that_was_taken_in_is_not_asked_about_again(firm: Firm) -> None:
    firm.bank(giro(THEIRS), options=PaymentImport(other_account=True))
    assert firm.bank(giro(THEIRS)).files[0].known == 1


def test_who_says_whose_account_it_is_is_not_held(firm: Firm) -> None:
    assert firm.bank(giro(THEIRS), options=PaymentImport(to=PaidTo.CREDITOR)).booked_now == 1


def test_the_partners_giro_is_no_other_account(tmp_path: Path) -> None:
    firm = Firm(tmp_path, collector=Collector.PARTNER, partner_bankgiro="5536-7742")
    firm.start(Inv("1042", 1000))
    assert firm.bank(giro(THEIRS)).files[0].new == 1


IBAN = "SE4550000000058398257466"
SAME = {
    "the same IBAN": IBAN,
    "with the clearing number": "5839-8257466",
    "without the clearing number": "8257466",
}


@pytest.mark.parametrize("account", SAME.values(), ids=SAME)
def test_a_bank_account_is_one_however_it_is_written(firm: Firm, account: str) -> None:
    firm.bank(camt(IBAN))
    assert firm.bank(camt(account, "A2")).files[0].payments == 1


def test_the_second_bank_account_is_held_the_first_is_the_firms(firm: Firm) -> None:
    firm.bank(giro(OURS))
    firm.bank(camt(IBAN))
    other = camt("SE3550000000054910000003", "A2")
    with pytest.raises(RejectedFile, match="54910000003, and the firm's is 58398257466"):
        firm.bank(other)
    assert firm.bank(other, options=PaymentImport(other_account=True)).files[0].new == 1


def test_a_swish_number_is_compared_with_the_firms(firm: Firm) -> None:
    firm.bank(SWISH.format(number="1231234567").encode())  # the firm has stated none
    world = firm.world()
    change_setting(world, "swish", "123 000 00 08")
    world.ledger.close()
    with pytest.raises(RejectedFile, match="of account 1239999999"):
        firm.bank(SWISH.format(number="1239999999").encode())


def test_a_folder_with_another_firms_file_stops_the_letters(firm: Firm, tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "bg.txt").write_bytes(giro(THEIRS))
    firm.today = date(2026, 3, 3)
    found = from_folder(firm.world(), folder)
    assert found.given == []
    with pytest.raises(RejectedFile) as caught:
        found.refuse_letters()
    assert "Or move the file away" in caught.value.fix
