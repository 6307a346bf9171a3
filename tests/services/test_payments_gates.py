"""What waits and what is not known yet holds letters; a file that comes lets them go."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.errors import RejectedFile
from reminder_cli.services.doctor import doctor
from reminder_cli.services.payments_folder import from_folder
from reminder_cli.services.payments_waiting import leave, match_by_hand
from reminder_cli.services.tick import tick
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.adapters.payments.test_bank_csv import SHORT
from tests.services.payments_firm import Firm, Inv, ocr
from tests.services.test_payments_waiting import unknown


def deposit(*payments: Pay, on: str = "20260302", serial: int = 1) -> bytes:
    return bgmax(Section(list(payments), serial, on=on))


def codes(firm: Firm, number: str) -> set[str]:
    report = firm.send(number)
    return {gate.code for _subject, gates in report.refused for gate in gates}


def test_a_payment_that_may_be_the_debtors_holds_the_reminder(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500, 2), Inv("1044", 300, 3))
    firm.bank(deposit(unknown(1000, 1, "Någon Annan"), unknown(77, 2, "Kund Nummer2 Aktiebolag")))
    assert codes(firm, "1042") == {"unmatched_payment"}  # by the amount
    assert codes(firm, "1043") == {"unmatched_payment"}  # by the name
    assert codes(firm, "1044") == set()
    leave(firm.world(), 1, reason="bidrag")
    assert codes(firm, "1042") == set()
    match_by_hand(firm.world(), 2, [("1043", None)])
    assert codes(firm, "1043") == set()


def test_a_running_case_is_held_and_let_go(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), settings={"payments_max_age": "60"})
    firm.send("1042")
    firm.today = date(2026, 3, 17)
    firm.bank(deposit(unknown(1000), on="20260317"))
    report = firm.tick()
    assert [held.code for held in report.held] == ["unmatched_payment"]
    assert not report.letters
    leave(firm.world(), 1, reason="bidrag")
    assert [letter.kind for letter in firm.tick().letters] == ["demand"]


def test_what_the_bank_took_back_holds_nobody(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    back = Pay(1000_00, "", 2, kind="21", texts=["retur"], sender="")
    firm.bank(deposit(back, unknown(1100)))
    leave(firm.world(), 2, reason="x")
    assert codes(firm, "1042") == set()


def test_without_bank_files_nothing_is_stale(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    assert codes(firm, "1042") == set()


def test_old_bank_files_hold_letters_until_a_newer_comes(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500, 2))
    firm.bank(deposit(unknown(1, name="X Y")))
    firm.today = date(2026, 3, 9)  # five banking days later
    assert codes(firm, "1042") == set()
    firm.today = date(2026, 3, 10)
    assert codes(firm, "1043") == {"stale_payments"}
    firm.bank(deposit(unknown(2, name="X Y"), on="20260309", serial=2))
    assert codes(firm, "1043") == set()


def test_a_file_must_cover_the_due_day_of_the_letter_before(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), settings={"payments_max_age": "60"})
    due = firm.send("1042").letters[0].due_on
    assert due == date(2026, 3, 16)
    firm.today = date(2026, 3, 17)
    firm.bank(deposit(unknown(1, name="X Y"), on="20260315"))
    assert [held.code for held in firm.tick().held] == ["stale_payments"]
    firm.bank((SHORT + "2026-03-16;2026-03-16;Ränta;1,00;0\n").encode())
    assert [letter.kind for letter in firm.tick().letters] == ["demand"]


def folder(firm: Firm, **files: bytes) -> Path:
    place = firm.folder / "bank"
    place.mkdir(exist_ok=True)
    for name, data in files.items():
        (place / f"{name}.txt").write_bytes(data)
    return place


def test_a_folder_is_taken_in_once(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500, 2))
    place = folder(firm, a=deposit(Pay(1000_00, ocr("1042"))))
    (place / ".hidden").write_bytes(b"x")
    taken = from_folder(firm.world(), place)
    taken.take_in()
    taken.refuse_letters()
    assert firm.subject("1042").account.principal_left_ore == 0
    again = from_folder(firm.world(), place)
    assert not again.given
    again.take_in()
    folder(firm, b=deposit(Pay(500_00, ocr("1043"), 2), serial=2))
    assert len(from_folder(firm.world(), place).given) == 1


def test_a_bad_file_stops_the_letters_and_the_good_one_is_taken(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    good = deposit(Pay(1000_00, ocr("1042")))
    taken = from_folder(firm.world(), folder(firm, a=good[:-200], b=good))
    taken.take_in()
    assert firm.subject("1042").account.principal_left_ore == 0
    with pytest.raises(RejectedFile, match="no letter goes out") as refused:
        taken.refuse_letters()
    assert "remind tick" in refused.value.fix
    with pytest.raises(RejectedFile):
        from_folder(firm.world(), tmp_path / "none")


def test_a_dry_run_of_tick_sees_what_would_come_in(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    total = firm.send("1042").letters[0].total_ore
    firm.today = date(2026, 3, 17)
    assert len(tick(firm.world(), dry_run=True).letters) == 1
    place = folder(firm, a=deposit(Pay(total, ocr("1042")), on="20260316"))
    world = firm.world()
    taken = from_folder(world, place)
    report = tick(world, dry_run=True, first=taken.try_out)
    assert not report.letters
    assert taken.reports[0].booked_now == 1
    assert firm.subject("1042").account.paid_ore == 0


def test_the_doctor_tells_of_old_bank_files(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))

    def is_well() -> bool:
        [check] = [c for c in doctor(firm.world()) if c.code == "bank_files"]
        return check.ok

    firm.today = date(2026, 3, 2)
    assert is_well()  # none is used
    firm.bank(deposit(unknown(1000), on="20260302"))
    assert is_well()
    firm.today = date(2026, 3, 9)  # five banking days later
    assert is_well()
    firm.today = date(2026, 3, 10)
    assert not is_well()
