"""What a letter that waits is looked at for again, whatever came in meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder_cli.domain.events import DisputeRaised, HoldPlaced, Stage
from reminder_cli.domain.events_instalments import PlanMade
from reminder_cli.domain.events_kronofogden import ApplicationMade
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import Refused
from reminder_cli.ledger import customers
from reminder_cli.ledger.letters import Change, change_letter
from reminder_cli.services.delivering import DeliverOptions, deliver
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.outbox import mark_bounced, mark_sent
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.tick import tick
from reminder_cli.services.world import World
from tests.adapters.payments.files import Pay, Section, bgmax
from tests.delivery_firm import DAY, invoice, make_firm, rows_of, send_all, world_on
from tests.post_office import PostOffice, post_office
from tests.services.payments_firm import Firm, Inv

DEMAND_DAY = DAY + timedelta(days=15)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as server:
        yield server


def lying(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "ledger-letters" / "to-print").glob("*.pdf"))


def apply(world: World) -> None:
    made = ApplicationMade(
        invoice_id=1, case_no=1, on=world.today, number=1, fee_ore=300_00, work_ore=0
    )
    with world.writing():
        world.record([made])


def dispute(world: World, invoice_id: int = 1) -> None:
    with world.writing():
        event = DisputeRaised(invoice_id=invoice_id, case_no=1, on=world.today, number=1)
        world.record([event])


def plan(world: World, letter_id: int) -> None:
    made = PlanMade(
        invoice_id=1, case_no=1, on=world.today, letter_id=letter_id, members=(1,),
        total_ore=1000_00, share_ore=1000_00, days=("2026-04-30",), amounts_ore=(1000_00,),
    )  # fmt: skip
    with world.writing():
        world.record([made])


# ---- gates ----


def waiting_reminder(folder: Path) -> Firm:
    firm = Firm(folder).start(Inv("101", 1000), Inv("102", 1000, customer=2))
    world = firm.world()
    send(world, ["101"], SendOptions(deliver=False))
    world.ledger.close()
    return firm


def test_a_payment_that_may_be_the_debtors_keeps_the_letter(tmp_path: Path) -> None:
    firm = waiting_reminder(tmp_path)
    name = "KUND NUMMER1 AB"
    firm.bank(bgmax(Section(payments=(Pay(ore=777_00, serial=1, name=name),), on="20260302")))
    assert firm.waiting()
    done = deliver(firm.world())
    assert (done.held, done.printed) == (1, [])
    assert "waits to be matched" in done.waits[0].why


def test_what_the_newest_file_says_was_paid_keeps_the_letter(tmp_path: Path) -> None:
    firm = waiting_reminder(tmp_path)
    firm.invoices(Inv("101", 1000, left=0))
    done = deliver(firm.world())
    assert (done.held, done.printed) == (1, [])
    assert "1 000,00 kr more" in done.waits[0].why.replace("\xa0", " ")


def test_a_gate_that_was_passed_keeps_no_letter(tmp_path: Path) -> None:
    firm = Firm(tmp_path).start(Inv("101", 1000))
    firm.invoices(Inv("101", 1000, left=500))
    world = firm.world()
    override = frozenset({"unmatched_payment"})
    send(world, ["101"], SendOptions(override=override, reason="checked", deliver=False))
    assert len(deliver(world).printed) == 1


def test_a_letter_that_has_not_gone_out_does_not_keep_limitation_away(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1).replace("2026-01-20", "2016-03-05")])
    world = world_on(path, DAY)
    send_all(world, 1, deliver=False)
    world.ledger.close()
    done = deliver(world_on(path, date(2026, 3, 9)))
    assert (done.held, done.printed) == (1, [])
    assert "limitation" in done.waits[0].why


# ---- Kronofogden and instalment plans ----


def waiting_demand(folder: Path) -> Path:
    path = make_firm(folder, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    tick(world_on(path, DEMAND_DAY), deliver_letters=False)
    return path


def test_at_kronofogden_no_older_letter_goes_out(tmp_path: Path) -> None:
    path = waiting_demand(tmp_path)
    world = world_on(path, DEMAND_DAY)
    apply(world)
    done = deliver(world)
    # It began the stage that the application rests on, so it is kept and not taken back.
    assert (done.held, done.printed) == (1, [])
    assert done.waits[0].why == "Its case is at Kronofogden."
    (subject,) = subjects_by_number(world, ["1"])
    assert subject.open_case is not None
    assert subject.open_case.stage is Stage.KRONOFOGDEN


def test_a_letter_that_a_later_one_overtook_is_taken_back_there(tmp_path: Path) -> None:
    path = waiting_demand(tmp_path)
    world = world_on(path, DEMAND_DAY)
    deliver(world)
    with world.writing():  # the reminder's mail came back
        change_letter(world.ledger, 1, Change(state="waiting", channel="print"))
    apply(world)
    done = deliver(world)
    assert [item.letter_id for item in done.taken_back] == [1]
    assert done.printed == []
    (subject,) = subjects_by_number(world, ["1"])
    assert subject.open_case is not None
    assert subject.open_case.stage is Stage.KRONOFOGDEN


def test_bounced_is_refused_at_kronofogden(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [invoice(1, email="kund1@example.se")], port=office.port)
    world = world_on(path, DAY)
    send_all(world, 1)
    apply(world)
    with pytest.raises(Refused, match="at Kronofogden"):
        mark_bounced(world, 1)
    assert rows_of(world)[1].state == "sent"


def test_a_letter_older_than_the_plan_is_taken_back(tmp_path: Path) -> None:
    path = waiting_demand(tmp_path)
    world = world_on(path, DEMAND_DAY)
    plan(world, letter_id=99)
    done = deliver(world)
    assert [item.letter_id for item in done.taken_back] == [2]
    assert done.taken_back[0].why == "An instalment plan has been made since."
    assert done.printed == []


# ---- outbox sent ----


def late_demand(folder: Path) -> Path:
    path = waiting_demand(folder)
    deliver(world_on(path, DEMAND_DAY))
    return path


LATE = DEMAND_DAY + timedelta(days=6)


def demands(world: World) -> list[int]:
    return [row.letter_id for row in rows_of(world).values() if row.kind == LetterKind.DEMAND]


def test_a_second_outbox_sent_makes_no_second_demand(tmp_path: Path) -> None:
    world = world_on(late_demand(tmp_path), LATE)
    assert mark_sent(world, 2, on=LATE).new_letter_id == 3
    assert mark_sent(world, 2, on=LATE).new_letter_id == 0
    assert demands(world) == [2, 3]


@pytest.mark.parametrize("what", ["hold", "dispute", "status", "plan", "application"])
def test_outbox_sent_makes_no_demand_where_the_case_is_stopped(tmp_path: Path, what: str) -> None:
    world = world_on(late_demand(tmp_path), LATE)
    if what == "hold":
        with world.writing():
            until = LATE + timedelta(days=9)
            world.record([HoldPlaced(invoice_id=1, case_no=1, on=LATE, until=until, number=1)])
    elif what == "dispute":
        dispute(world)
    elif what == "status":
        with world.writing():
            customers.add_status(world.ledger, 1, DebtorStatus.BANKRUPT, since=LATE, now=world.now)
    elif what == "plan":
        plan(world, letter_id=99)
    else:
        apply(world)
    assert mark_sent(world, 2, on=LATE).new_letter_id == 0
    assert demands(world) == [2]


# ---- the folder to print from ----


def put_out(folder: Path, name: str) -> None:
    letters = folder / "ledger-letters"
    (letters / "to-print").mkdir(parents=True, exist_ok=True)
    (letters / "to-print" / f"{name}.pdf").write_bytes(
        (letters / "archive" / f"{name}.pdf").read_bytes()
    )


def test_what_a_dead_run_put_out_and_is_held_leaves_the_folder(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1), invoice(2)])
    world = world_on(path, DAY)
    send_all(world, 2)
    send_all(world, 1, deliver=False)
    deliver(world, DeliverOptions(limit=0))
    put_out(tmp_path, rows_of(world)[2].name)
    other = tmp_path / "ledger-letters" / "to-print" / "of-the-user.pdf"
    other.write_bytes(b"")
    dispute(world)
    assert deliver(world).held == 1
    assert lying(tmp_path) == [f"{rows_of(world)[1].name}.pdf", "of-the-user.pdf"]


def test_what_a_dead_run_put_out_and_is_taken_back_leaves_the_folder(tmp_path: Path) -> None:
    path = waiting_demand(tmp_path)
    world = world_on(path, DEMAND_DAY)
    deliver(world, DeliverOptions(limit=0))
    name = rows_of(world)[2].name
    put_out(tmp_path, name)
    plan(world, letter_id=99)
    assert [item.letter_id for item in deliver(world).taken_back] == [2]
    assert f"{name}.pdf" not in lying(tmp_path)


# ---- registered during the run ----


def test_what_is_registered_during_a_print_run_counts(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1), invoice(2)])
    send_all(world_on(path, DAY), 1, 2, deliver=False)

    def meanwhile(done: int, _total: int) -> None:
        if done == 1:
            dispute(world_on(path, DAY), invoice_id=2)

    done = deliver(world_on(path, DAY), DeliverOptions(progress=meanwhile))
    assert (len(done.printed), done.held) == (1, 1)
    assert [row.state for row in rows_of(world_on(path, DAY)).values()] == ["sent", "waiting"]
    assert len(lying(tmp_path)) == 1


def test_a_credit_note_that_comes_in_during_the_run_counts(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1), invoice(2)])
    send_all(world_on(path, DAY), 1, 2, deliver=False)
    head = (tmp_path / "invoices.csv").read_text(encoding="utf-8").splitlines()[0]
    note = invoice(3, customer=2, name="Kund 2 AB").replace("1000,00", "-1000,00")
    file = tmp_path / "notes.csv"
    file.write_text(f"{head}\n{note}\n", encoding="utf-8")

    def meanwhile(done: int, _total: int) -> None:
        if done == 1:
            import_files(world_on(path, DAY), [file], ImportOptions())

    done = deliver(world_on(path, DAY), DeliverOptions(progress=meanwhile))
    assert (len(done.printed), done.held) == (1, 1)
    assert "Credit note 3" in done.waits[0].why


def test_what_is_registered_during_a_mail_run_counts(tmp_path: Path, office: PostOffice) -> None:
    rows = [invoice(n, email=f"kund{n}@example.se") for n in (1, 2)]
    path = make_firm(tmp_path, rows, port=office.port)
    send_all(world_on(path, DAY), 1, 2, deliver=False)

    def meanwhile(done: int, _total: int) -> None:
        if done == 1:
            dispute(world_on(path, DAY), invoice_id=2)

    done = deliver(world_on(path, DAY), DeliverOptions(progress=meanwhile))
    assert (done.mailed, done.held, len(office.taken)) == ([1], 1, 1)
    assert rows_of(world_on(path, DAY))[2].state == "waiting"
