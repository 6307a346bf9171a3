"""What the user says of letters: sent on a day, came back, send again, undo, print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from reminder_cli.domain.events import Outcome, Stage
from reminder_cli.errors import LedgerBusy, Refused
from reminder_cli.ledger.ledger import running
from reminder_cli.services.delivering import DeliverOptions, deliver, deliver_or_leave
from reminder_cli.services.facts import Subject, subjects_by_number
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.invoice_life import readdress
from reminder_cli.services.outbox import (
    foresee_bounced,
    foresee_resent,
    mark_bounced,
    mark_sent,
    print_all,
    resend,
    undo_letters,
)
from reminder_cli.services.tick import tick
from reminder_cli.services.world import World
from tests.delivery_firm import DAY, invoice, make_firm, rows_of, send_all, world_on
from tests.post_office import PostOffice, post_office

DEMAND_DAY = date(2026, 3, 17)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as server:
        yield server


def subject_of(world: World, number: int = 1) -> Subject:
    return subjects_by_number(world, [str(number)])[0]


def stage_of(world: World, number: int = 1) -> Stage:
    case = subject_of(world, number).claim.case
    assert case is not None
    return case.stage


def waiting_to_print(path: Path) -> list[str]:
    return sorted(p.name for p in (path.parent / "ledger-letters" / "to-print").glob("*"))


def test_the_day_is_corrected_and_the_term_moves(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    later = DAY + timedelta(days=3)
    report = mark_sent(world_on(path, later), 1, on=later)
    assert (report.on, report.due_on, report.new_letter_id) == (later, date(2026, 3, 19), 0)
    # A second correction, back to the printed day: its term is the printed one again.
    report = mark_sent(world_on(path, later), 1, on=DAY)
    assert report.due_on == date(2026, 3, 16)
    assert rows_of(world_on(path, later))[1].sent_on == DAY


def test_a_dry_run_corrects_nothing(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    later = DAY + timedelta(days=3)
    report = mark_sent(world_on(path, later), 1, on=later, dry_run=True)
    assert report.due_on == date(2026, 3, 19)
    assert rows_of(world_on(path, later))[1].sent_on == DAY
    case = subject_of(world_on(path, later)).claim.case
    assert case is not None
    assert case.live_letters[0].on == DAY


def demanded(tmp_path: Path) -> Path:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    assert len(tick(world_on(path, DEMAND_DAY)).letters) == 1
    return path


def test_a_demand_posted_two_days_late_keeps_eight_days(tmp_path: Path) -> None:
    path = demanded(tmp_path)  # due on 27 March
    on = date(2026, 3, 19)
    report = mark_sent(world_on(path, on), 2, on=on)
    assert (report.new_letter_id, report.due_on) == (0, date(2026, 3, 30))


def test_a_demand_posted_too_late_is_issued_again_without_a_second_fee(tmp_path: Path) -> None:
    path = demanded(tmp_path)
    on = date(2026, 3, 20)
    world = world_on(path, date(2026, 3, 23))
    dry = mark_sent(world, 2, on=on, dry_run=True)
    assert dry.new_letter_id == 3
    assert set(rows_of(world)) == {1, 2}
    before = subject_of(world).account.fees_left_ore
    report = mark_sent(world, 2, on=on)
    assert report.new_letter_id == 3
    assert rows_of(world)[3].state == "waiting"
    after = subject_of(world)
    assert after.account.fees_left_ore == before == 240_00
    deliver(world)
    case = subject_of(world).claim.case
    assert case is not None
    assert (case.stage, case.stage_on) == (Stage.DEMAND, date(2026, 3, 23))
    assert case.live_letters[-1].due_on == date(2026, 4, 2)
    assert case.live_letters[-1].fee_ore == 0
    text = (tmp_path / "ledger-letters" / "archive" / f"{rows_of(world)[3].name}.txt").read_text()
    assert text.count("180,00") == 1, "the one fee is shown, once"
    # Nothing is done before the new term has run out.
    assert tick(world_on(path, date(2026, 4, 2))).moved == []
    assert [m.to for m in tick(world_on(path, date(2026, 4, 7))).moved] == ["choose"]


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 3, 9), "has not come yet"),
        (date(2026, 3, 1), "is dated 2026-03-02"),
    ],
)
def test_a_day_that_cannot_be_is_refused(tmp_path: Path, on: date, words: str) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    with pytest.raises(Refused, match=words):
        mark_sent(world_on(path, DAY), 1, on=on)


def test_an_unknown_letter_is_refused(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    with pytest.raises(Refused, match="There is no letter 7") as refused:
        mark_sent(world_on(path, DAY), 7, on=DAY)
    assert "remind outbox" in refused.value.fix


def uncertain(tmp_path: Path, office: PostOffice, deed: str = "hang up") -> Path:
    office.data = lambda _who: deed
    path = make_firm(tmp_path, [invoice(1, email="a@example.se")], port=office.port)
    send_all(world_on(path, DAY), 1)
    assert rows_of(world_on(path, DAY))[1].state == "uncertain"
    office.data = lambda _who: "250 OK"
    return path


def test_an_uncertain_letter_is_answered_with_sent(tmp_path: Path, office: PostOffice) -> None:
    path = uncertain(tmp_path, office, "take and hang up")
    mark_sent(world_on(path, DAY), 1, on=DAY)
    assert deliver(world_on(path, DAY)).is_silent
    assert len(office.taken) == 1


def test_an_uncertain_letter_is_sent_again_when_the_user_says_so(
    tmp_path: Path, office: PostOffice
) -> None:
    path = uncertain(tmp_path, office, "take and hang up")
    assert resend(world_on(path, DAY), 1).mailed == [1]
    first, second = office.ids()
    assert first == second, "who gets both can see that they are one"


def test_nothing_is_sent_again_that_has_gone_out(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    with pytest.raises(Refused, match="not sent again"):
        resend(world_on(path, DAY), 1)


def test_the_case_waits_while_its_letter_is_uncertain(tmp_path: Path, office: PostOffice) -> None:
    path = uncertain(tmp_path, office)
    report = tick(world_on(path, DEMAND_DAY))
    assert report.letters == []
    assert [held.code for held in report.held] == ["letter_unsent"]


def test_a_bounced_mail_is_printed_and_counts_from_then(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [invoice(1, email="a@example.se")], port=office.port)
    send_all(world_on(path, DAY), 1)
    later = date(2026, 3, 5)
    done = mark_bounced(world_on(path, later), 1)
    assert [p.name for p in done.printed] == ["2026-03-02-reminder-1-1.1.1.pdf"]
    row = rows_of(world_on(path, later))[1]
    assert (row.state, row.channel, row.sent_on) == ("sent", "print", later)
    case = subject_of(world_on(path, later)).claim.case
    assert case is not None
    assert (case.live_letters[0].on, case.live_letters[0].due_on) == (later, date(2026, 3, 19))


def without_address(number: int, email: str) -> str:
    cells = invoice(number, email=email).split(";")
    return ";".join([*cells[:8], "", "", "", cells[-1]])


def test_a_bounced_mail_without_an_address_waits_until_there_is_one(
    tmp_path: Path, office: PostOffice
) -> None:
    path = make_firm(tmp_path, [without_address(1, "a@example.se")], port=office.port)
    send_all(world_on(path, DAY), 1)
    later = date(2026, 3, 5)
    done = mark_bounced(world_on(path, later), 1)
    assert done.printed == [], "a PDF without an address would count as sent"
    assert "no whole postal address is known" in done.waits[0].why
    # The term does not run, and no inkassokrav comes to who got nothing.
    assert tick(world_on(path, date(2026, 3, 30))).letters == []
    file = tmp_path / "again.csv"
    head = (tmp_path / "invoices.csv").read_text(encoding="utf-8").splitlines()[0]
    file.write_text(f"{head}\n{invoice(1)}\n", encoding="utf-8")
    known = world_on(path, date(2026, 3, 31))
    import_files(known, [file], ImportOptions())
    assert deliver(known).printed == [], "the case still has the address it began with"
    readdress(known, "1")
    report = deliver(known)
    assert [back.new_letter_id for back in report.taken_back] == [2]
    assert [path.name for path in report.printed] == ["2026-03-31-reminder-1-1.1.2.pdf"]
    account = subject_of(known).account
    assert account.fees_total_ore == 60_00, "one fee, for the one that can arrive"


def test_a_printed_letter_cannot_bounce(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    with pytest.raises(Refused, match="was not mailed"):
        mark_bounced(world_on(path, DAY), 1)


def test_the_last_run_is_undone_and_the_invoices_can_be_sent_again(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(n) for n in (1, 2, 3)])
    send_all(world_on(path, DAY), 1, deliver=False)
    send_all(world_on(path, DAY, hour=10), 2, 3, deliver=False)
    dry = undo_letters(world_on(path, DAY), [], dry_run=True)
    assert [letter.letter_id for letter in dry.letters] == [2, 3]
    report = undo_letters(world_on(path, DAY), [])
    assert [letter.letter_id for letter in report.letters] == [2, 3]
    assert report.closed == ("2", "3")
    world = world_on(path, DAY)
    assert [row.state for row in rows_of(world).values()] == ["waiting", "undone", "undone"]
    undone = subject_of(world, 2)
    assert undone.claim.case is not None
    assert undone.claim.case.outcome is Outcome.CANCELLED
    assert undone.account.fees_left_ore == 0
    assert (path.parent / "ledger-letters" / "archive" / f"{rows_of(world)[2].name}.pdf").exists()
    send_all(world, 2, 3)
    assert subject_of(world, 2).account.fees_left_ore == 60_00
    assert len(waiting_to_print(path)) == 2


def test_an_undone_demand_leaves_the_case_at_the_reminder(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    tick(world_on(path, DEMAND_DAY), deliver_letters=False)
    world = world_on(path, DEMAND_DAY)
    assert stage_of(world) is Stage.DEMAND
    assert undo_letters(world, [2]).closed == ()
    assert stage_of(world) is Stage.REMINDER
    assert subject_of(world).account.fees_left_ore == 60_00
    (again,) = tick(world).letters
    assert again.fees_ore == 240_00


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("sent", "was put out to be printed"),
        ("undone", "is undone already"),
        ("uncertain", "Nobody knows"),
    ],
)
def test_what_has_or_may_have_gone_out_is_not_undone(
    tmp_path: Path, state: str, words: str
) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    world = world_on(path, DAY)
    send_all(world, 1)
    with world.writing():
        world.ledger.db.execute("UPDATE letter SET state = ?", (state,))
    with pytest.raises(Refused, match=words):
        undo_letters(world, [1])


def test_what_was_taken_from_the_folder_to_print_has_gone_out(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    world = world_on(path, DAY)
    send_all(world, 1)
    for pdf in tmp_path.rglob("to-print/*.pdf"):
        pdf.unlink()
    with pytest.raises(Refused, match="has gone out"):
        undo_letters(world, [1])


def test_nothing_waits_to_be_undone(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    with pytest.raises(Refused, match="nothing can be undone"):
        undo_letters(world_on(path, DAY), [])


def test_one_file_to_print_by_postal_code_each_on_its_own_sheet(tmp_path: Path) -> None:
    rows = [
        invoice(1, postal_code="902 20", name="Norr AB"),
        invoice(2, postal_code="111 22", name="Östra AB"),
        invoice(3, postal_code="111 22", name="Alfa AB"),
    ]
    path = make_firm(tmp_path, rows)
    send_all(world_on(path, DAY), 1, 2)
    send_all(world_on(path, DAY), 3, deliver=False)
    file = tmp_path / "today.pdf"
    report = print_all(world_on(path, DAY), file)
    assert [letter.recipient["name"] for letter in report.letters] == [
        "Alfa AB",
        "Östra AB",
        "Norr AB",
    ]
    pages = PdfReader(file).pages
    assert len(pages) == report.pages == 5
    assert ["Alfa AB" in pages[0].extract_text(), pages[1].extract_text()] == [True, ""]
    assert ["Östra AB" in pages[2].extract_text(), pages[3].extract_text()] == [True, ""]
    assert "Norr AB" in pages[4].extract_text()
    assert file.stat().st_mode & 0o077 == 0
    # What stands in the file is not printed a second time.
    assert waiting_to_print(path) == []
    with pytest.raises(Refused, match="No letter lies to be printed"):
        print_all(world_on(path, DAY), tmp_path / "again.pdf")
    with pytest.raises(Refused, match="exists already"):
        print_all(world_on(path, DAY), file)


def test_while_another_run_delivers_the_letters_are_left_to_it(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    world = world_on(path, DAY)
    other = world_on(path, DAY)
    with other.ledger.running():
        report = send_all(world, 1)
        assert report.delivered is None
        assert rows_of(world)[1].state == "recorded"
        with pytest.raises(LedgerBusy):
            deliver(world)
        with pytest.raises(LedgerBusy):
            undo_letters(world, [1])
        assert deliver_or_leave(world, DeliverOptions()) is None
    assert len(deliver(world).printed) == 1


def test_a_day_after_the_case_has_ended_moves_nothing(tmp_path: Path) -> None:
    from reminder_cli.services.cancel import cancel

    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    cancel(world_on(path, DAY + timedelta(days=1)), ["1"], reason="agreed")
    later = DAY + timedelta(days=3)
    mark_sent(world_on(path, later), 1, on=later)
    assert rows_of(world_on(path, later))[1].sent_on == later
    assert subject_of(world_on(path, later)).account.fees_left_ore == 0


@pytest.mark.parametrize("command", ["undo", "sent", "resend", "bounced"])
def test_a_dry_run_leaves_no_file(tmp_path: Path, command: str) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    world = world_on(path, DAY)
    send_all(world, 1, deliver=False)
    lock = path.with_name("ledger.db.running")
    lock.unlink(missing_ok=True)
    if command == "undo":
        undo_letters(world, [1], dry_run=True)
    elif command == "sent":
        mark_sent(world, 1, on=DAY, dry_run=True)
    elif command == "resend":
        foresee_resent(world, 1)
    else:
        with pytest.raises(Refused, match="was not mailed"):
            foresee_bounced(world, 1)
    assert not lock.exists()


def test_a_dry_run_waits_for_a_run_that_sends(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    world = world_on(path, DAY)
    send_all(world, 1, deliver=False)
    with running(path), pytest.raises(LedgerBusy):
        undo_letters(world, [1], dry_run=True)
