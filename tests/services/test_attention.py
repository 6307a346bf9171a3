"""What waits for the user: each kind once, the same for `companies` and for the mail of `tick`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from reminder_cli.adapters.data_folder import Place
from reminder_cli.cli.which_ledger import for_firm
from reminder_cli.services.attention import attention
from reminder_cli.services.companies import firm_name, names_like, overview
from reminder_cli.services.doctor import doctor
from reminder_cli.services.due import nothing_due
from reminder_cli.services.notice import notify_of_failure
from reminder_cli.services.tick import tick
from tests.delivery_firm import DAY, invoice, make_firm, send_all, world_on
from tests.post_office import post_office
from tests.services.payments_firm import Firm, Inv
from tests.services.test_payments_gates import deposit
from tests.services.test_payments_waiting import unknown

NOW = datetime.fromisoformat("2026-03-02T09:00:00+01:00")


def test_a_case_that_is_held_until_somebody_acts(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000), Inv("1043", 500, 2))
    firm.send("1042")
    firm.send("1043")
    firm.today = date(2026, 3, 17)
    firm.bank(deposit(unknown(1000), on="20260317"))
    now = {need.code: need.keys for need in attention(firm.world())}
    assert now["held"] == ("held:unmatched_payment:1042",)  # the other's letter is due, not held
    report = firm.tick()
    after = {need.code: need.keys for need in attention(firm.world(), report.held)}
    assert after["held"] == now["held"]


def test_money_on_no_invoice_and_letters_to_post_are_told_by_doctor_too(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    levels = {check.code: check.level for check in doctor(firm.world())}
    assert levels["unmatched"] == levels["to_print"] == "ok"
    firm.send("1042")
    firm.bank(deposit(unknown(777), on="20260302"))
    levels = {check.code: check.level for check in doctor(firm.world())}
    assert levels["unmatched"] == levels["to_print"] == "note"
    [need] = [need for need in attention(firm.world()) if need.code == "unmatched"]
    assert need.message.values == {"n": 1}


def test_a_case_whose_term_runs_waits_for_nobody(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("1042", 1000))
    firm.send("1042")
    firm.today = date(2026, 3, 3)
    assert nothing_due(firm.world())
    assert [need.code for need in attention(firm.world(), tick(firm.world()).held)] == [
        "tick",
        "to_print",
    ]


def test_a_letter_of_unknown_fate(tmp_path: Path) -> None:
    with post_office() as office:
        path = make_firm(tmp_path, [invoice(1, email="a@example.se")], port=office.port)
        office.data = lambda _who: "take and hang up"
        send_all(world_on(path, DAY), 1)
        [need] = [n for n in attention(world_on(path, DAY)) if n.code == "letters"]
    assert need.keys == ("letter:1",)
    assert "whether they arrived: 1" in str(need.message)


def test_what_failed_is_told_only_where_it_is_wished(tmp_path: Path) -> None:
    world = world_on(make_firm(tmp_path, [invoice(1)]), DAY)
    assert notify_of_failure(world, for_firm) == ""


@pytest.mark.parametrize("damage", ["DELETE FROM company", "DROP TABLE mark"])
def test_a_ledger_that_is_not_whole_hides_no_other(tmp_path: Path, damage: str) -> None:
    places = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        places.append(Place(name, make_firm(tmp_path / name, [invoice(1)])))
    with closing(sqlite3.connect(places[0].path)) as db:
        db.execute(damage)
        db.commit()
    broken, whole = overview(places, today=DAY, now=NOW)
    assert "damaged" in broken.problem
    assert (whole.name, whole.problem) == ("Björkö Snickeri AB", "")


def test_a_firm_without_a_readable_name_is_found_by_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"")
    assert firm_name(path) == ""
    assert names_like("sillvick", [Place("sillvik", path)]) == ["sillvik"]
