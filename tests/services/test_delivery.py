"""Letters by mail and on paper, against a real mail server: each arrives once, and says when not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from reminder_cli.domain.case import fold
from reminder_cli.domain.events import LetterIssued, LetterSent
from reminder_cli.services import mailing
from reminder_cli.services.agreements import agree
from reminder_cli.services.delivering import DeliverOptions, deliver
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.tick import tick
from tests.delivery_firm import DAY, invoice, make_firm, rows_of, send_all, world_on
from tests.post_office import PostOffice, post_office


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as server:
        yield server


def mailed(n: int) -> str:
    return invoice(n, email=f"kund{n}@example.se")


def refuse_one(answer: str, *, who: str = "kund2@") -> Callable[[str], str]:
    return lambda address: answer if address.startswith(who) else "250 OK"


def test_a_letter_to_try_out_says_so_in_its_subject_and_in_it(
    tmp_path: Path, office: PostOffice
) -> None:
    path = make_firm(tmp_path, [mailed(1)], port=office.port)
    send_all(world_on(path, DAY, trial=True), 1)
    ((_recipient, mail),) = office.taken
    assert mail["Subject"] == "PROV: Brev nr 1 från Björkö Snickeri AB"
    body = mail.get_body()
    assert body is not None
    assert "PROV – brevet är gjort på prov." in body.get_content()


def test_a_reminder_is_mailed_as_text_with_its_pdf(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [mailed(1), invoice(2)], port=office.port)
    report = send_all(world_on(path, DAY), 1, 2)
    assert report.delivered is not None
    assert report.delivered.mailed == [1]
    assert [p.name for p in report.delivered.printed] == ["2026-03-02-reminder-2-2.1.1.pdf"]
    ((recipient, mail),) = office.taken
    assert recipient == "kund1@example.se"
    assert mail["To"] == "Kund 1 AB <kund1@example.se>"
    assert mail["From"] == "Björkö Snickeri AB <faktura@bjorko.example>"
    assert mail["Reply-To"] == "ekonomi@bjorko.example"
    assert mail["Subject"] == "Brev nr 1 från Björkö Snickeri AB"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "sv"
    assert mail["Date"] == "Mon, 02 Mar 2026 09:00:00 +0100"
    assert str(mail["Message-ID"]).startswith("<2026-03-02-reminder-1-1.1.1.")
    body = mail.get_body()
    assert body is not None
    archive = tmp_path / "ledger-letters" / "archive"
    text = (archive / "2026-03-02-reminder-1-1.1.1.txt").read_text(encoding="utf-8")
    assert body.get_content().replace("\r\n", "\n") == text
    (pdf,) = mail.iter_attachments()
    assert pdf.get_filename() == "brev-1.pdf"
    assert pdf.get_content() == (archive / "2026-03-02-reminder-1-1.1.1.pdf").read_bytes()


def test_a_demand_is_printed_unless_mail_was_chosen(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [mailed(1)], port=office.port)
    send_all(world_on(path, DAY), 1)
    report = tick(world_on(path, DAY + timedelta(days=15)))
    assert [letter.channel for letter in report.letters] == ["print"]
    folder = tmp_path / "other"
    folder.mkdir()
    other = make_firm(folder, [mailed(1)], port=office.port, settings={"channel_demand": "email"})
    send_all(world_on(other, DAY), 1)
    report = tick(world_on(other, DAY + timedelta(days=15)))
    assert [letter.channel for letter in report.letters] == ["email"]
    assert len(office.taken) == 3


def test_one_customer_s_letters_may_go_another_way(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [mailed(1), mailed(2)], port=office.port)
    world = world_on(path, DAY, trial=True)
    agree(world, "channel_reminder", "email", customer="1")
    agree(world, "channel_reminder", "print", customer="1")  # the newest counts
    agree(world, "channel_demand", "email", customer="2")
    send_all(world, 1, 2)
    assert [x.channel for x in rows_of(world).values()] == ["print", "email"]
    world.ledger.close()
    world = world_on(path, DAY + timedelta(days=15), trial=True)
    tick(world)
    demands = {x.invoices: x.channel for x in rows_of(world).values() if x.kind == "demand"}
    assert demands == {("1",): "print", ("2",): "email"}
    assert [who for who, _ in office.taken] == ["kund2@example.se", "kund2@example.se"]
    world.ledger.close()


def test_one_connection_carries_all_mails(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [mailed(n) for n in range(1, 9)], port=office.port)
    steps: list[tuple[int, int]] = []
    world = world_on(path, DAY)
    send_all(world, *range(1, 9), deliver=False)
    deliver(world, DeliverOptions(progress=lambda done, total: steps.append((done, total))))
    assert office.connections == 1
    assert steps == [(n, 8) for n in range(1, 9)]
    assert len(set(office.ids())) == 8


def test_a_limit_leaves_the_rest_waiting(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [mailed(n) for n in (1, 2, 3)], port=office.port)
    world = world_on(path, DAY)
    send_all(world, 1, 2, 3, deliver=False)
    first = deliver(world, DeliverOptions(limit=2))
    assert (first.mailed, first.left) == ([1, 2], 1)
    assert deliver(world).mailed == [3]
    assert deliver(world).is_silent


def test_a_trial_mails_only_to_this_computer(tmp_path: Path) -> None:
    path = make_firm(
        tmp_path,
        [mailed(1), mailed(2)],
        settings={"smtp_host": "smtp.example.se", "mail_from": "a@example.se"},
    )
    report = send_all(world_on(path, DAY, trial=True), 1)
    assert [letter.channel for letter in report.letters] == ["print"]
    # The ledger stays a trial, also when the day is the real one.
    report = send_all(world_on(path, DAY), 2)
    assert [letter.channel for letter in report.letters] == ["print"]


def test_a_trial_with_a_server_on_this_computer_mails(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [mailed(1)], port=office.port)
    send_all(world_on(path, DAY, trial=True), 1)
    assert len(office.taken) == 1


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_permanent_refusal_is_printed_instead(
    tmp_path: Path, office: PostOffice, step: str
) -> None:
    path = make_firm(tmp_path, [mailed(n) for n in (1, 2, 3)], port=office.port)
    answers = iter(["250 OK", "550 no such user", "250 OK"])
    setattr(office, step, lambda _who: next(answers))
    report = send_all(world_on(path, DAY), 1, 2, 3)
    assert report.delivered is not None
    assert report.delivered.mailed == [1, 3]
    assert report.delivered.refused == [2]
    assert len(report.delivered.printed) == 1
    row = rows_of(world_on(path, DAY))[2]
    assert (row.state, row.channel, row.problem) == ("sent", "print", "smtp_550")
    assert [who for who, _ in office.taken] == ["kund1@example.se", "kund3@example.se"]


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_temporary_refusal_waits_and_is_tried_later(
    tmp_path: Path, office: PostOffice, step: str
) -> None:
    path = make_firm(tmp_path, [mailed(n) for n in (1, 2, 3)], port=office.port)
    answers = iter(["250 OK", "451 try later", "250 OK"])
    setattr(office, step, lambda _who: next(answers))
    report = send_all(world_on(path, DAY), 1, 2, 3)
    assert report.delivered is not None
    assert report.delivered.mailed == [1, 3]
    (late,) = report.delivered.postponed
    assert (late.letter_id, late.problem) == (2, "smtp_451")
    setattr(office, step, lambda _who: "250 OK")
    # Not before its time, unless the user says so.
    assert deliver(world_on(path, DAY, minute=14)).mailed == []
    assert deliver(world_on(path, DAY, minute=15)).mailed == [2]
    assert len(office.ids()) == 3


def test_tries_come_further_apart(tmp_path: Path, office: PostOffice) -> None:
    office.rcpt = lambda _who: "451 try later"
    path = make_firm(tmp_path, [mailed(1)], port=office.port)
    send_all(world_on(path, DAY), 1)
    waits = []
    for _ in range(5):
        world = world_on(path, DAY)
        deliver(world, DeliverOptions(now=True))
        next_try = rows_of(world)[1].next_try_at
        assert next_try is not None
        waits.append(next_try - world.now)
    assert waits == [*mailing.RETRY_AFTER[1:], mailing.RETRY_AFTER[-1], mailing.RETRY_AFTER[-1]]


@pytest.mark.parametrize("greeting", ["554 go away", "421 too busy"])
def test_a_server_that_takes_nobody_leaves_all_waiting(
    tmp_path: Path, office: PostOffice, greeting: str
) -> None:
    office.connect = greeting
    path = make_firm(tmp_path, [mailed(1), mailed(2), invoice(3)], port=office.port)
    report = send_all(world_on(path, DAY), 1, 2, 3)
    assert report.delivered is not None
    assert [item.letter_id for item in report.delivered.postponed] == [1, 2]
    assert len(report.delivered.printed) == 1, "what is printed does not wait for the server"
    office.connect = ""
    assert deliver(world_on(path, DAY, hour=10)).mailed == [1, 2]


def test_nobody_answers(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [mailed(1)], port=1)
    report = send_all(world_on(path, DAY), 1)
    assert report.delivered is not None
    (late,) = report.delivered.postponed
    assert late.problem == "connection_refused"


@pytest.mark.parametrize("deed", ["hang up", "take and hang up"])
def test_a_line_lost_after_the_content_is_asked_about(
    tmp_path: Path, office: PostOffice, deed: str
) -> None:
    office.data = refuse_one(deed)
    path = make_firm(tmp_path, [mailed(n) for n in (1, 2, 3)], port=office.port)
    report = send_all(world_on(path, DAY), 1, 2, 3)
    assert report.delivered is not None
    assert (report.delivered.mailed, report.delivered.uncertain) == ([1, 3], [2])
    office.data = lambda _who: "250 OK"
    for day in range(3):
        again = deliver(world_on(path, DAY + timedelta(days=day)), DeliverOptions(now=True))
        assert again.mailed == []
        assert again.uncertain == [2], "it is told of until somebody answers"
    assert len(office.ids()) == (3 if deed == "take and hang up" else 2)


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_a_line_lost_before_the_content_is_dialled_again(
    tmp_path: Path, office: PostOffice, step: str
) -> None:
    answers = iter(["250 OK", "hang up", "250 OK", "250 OK"])
    path = make_firm(tmp_path, [mailed(n) for n in (1, 2, 3)], port=office.port)
    setattr(office, step, lambda _who: next(answers))
    report = send_all(world_on(path, DAY), 1, 2, 3)
    assert report.delivered is not None
    assert report.delivered.mailed == [1, 2, 3]
    assert len(office.ids()) == len(set(office.ids())) == 3


def test_a_slow_server_is_given_up_and_its_letters_asked_about(
    tmp_path: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.slow_seconds = 1.0
    path = make_firm(tmp_path, [mailed(n) for n in (1, 2, 3, 4)], port=office.port)
    world = world_on(path, DAY)
    send_all(world, 1, 2, 3, 4, deliver=False)
    slow = mailing.mail_server(world)
    impatient = type(slow)(host=slow.host, port=slow.port, security="none", timeout=0.2)
    monkeypatch.setattr(mailing, "mail_server", lambda _world: impatient)
    done = deliver(world)
    assert done.uncertain == [1, 2], "two in a row, and it is left alone"
    assert [item.letter_id for item in done.postponed] == [3, 4]


def test_a_letter_whose_file_was_changed_is_not_sent(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [mailed(1), mailed(2), invoice(3)], port=office.port)
    world = world_on(path, DAY)
    send_all(world, 1, 2, 3, deliver=False)
    deliver(world, DeliverOptions(only=frozenset()))  # releases, sends none
    archive = tmp_path / "ledger-letters" / "archive"
    for name in ("2026-03-02-reminder-1-1.1.1.pdf", "2026-03-02-reminder-3-3.1.1.pdf"):
        (archive / name).write_bytes(b"%PDF another")
    done = deliver(world)
    assert done.mailed == [2]
    assert sorted(done.broken) == [1, 3]
    assert {n: row.state for n, row in rows_of(world).items()} == {
        1: "failed",
        2: "sent",
        3: "failed",
    }


def test_a_begun_mail_of_a_dead_run_becomes_uncertain(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [mailed(1)], port=office.port)
    world = world_on(path, DAY)
    send_all(world, 1, deliver=False)
    deliver(world, DeliverOptions(only=frozenset()))
    with world.writing():
        world.ledger.db.execute("UPDATE letter SET state = 'started'")
    assert deliver(world).uncertain == [1]
    assert office.taken == []


def test_a_copy_is_a_mail_of_its_own(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(
        tmp_path, [mailed(1)], port=office.port, settings={"mail_copy_to": "arkiv@bjorko.example"}
    )
    send_all(world_on(path, DAY), 1)
    assert [who for who, _ in office.taken] == ["kund1@example.se", "arkiv@bjorko.example"]
    letter, copy = (mail for _, mail in office.taken)
    assert copy["To"] == "arkiv@bjorko.example"
    assert "kund1" not in str(copy["To"]) + str(copy["Subject"])
    assert letter["Message-ID"] != copy["Message-ID"]


def test_a_copy_that_is_refused_is_told(tmp_path: Path, office: PostOffice) -> None:
    office.rcpt = refuse_one("550 no", who="arkiv@")
    path = make_firm(
        tmp_path, [mailed(1)], port=office.port, settings={"mail_copy_to": "arkiv@bjorko.example"}
    )
    report = send_all(world_on(path, DAY), 1)
    assert report.delivered is not None
    assert (report.delivered.mailed, report.delivered.copies_lost) == ([1], 1)


def test_a_hostile_address_cannot_add_a_recipient(tmp_path: Path, office: PostOffice) -> None:
    rows = [invoice(1, email="a@example.se, b@example.se"), invoice(2, email="a@ex>\tBcc: b@c.se")]
    path = make_firm(tmp_path, rows, port=office.port)
    report = send_all(world_on(path, DAY), 1, 2)
    assert [letter.channel for letter in report.letters] == ["print", "print"]
    assert office.taken == []


def issued(path: Path, number: int, day: date) -> LetterIssued:
    world = world_on(path, day)
    (subject,) = subjects_by_number(world, [str(number)])
    assert subject.claim.case is not None
    return subject.claim.case.live_letters[-1]


def test_a_letter_sent_later_counts_from_that_day(tmp_path: Path, office: PostOffice) -> None:
    path = make_firm(tmp_path, [mailed(1), invoice(2)], port=office.port)
    send_all(world_on(path, DAY), 1, 2, deliver=False)
    assert issued(path, 1, DAY).due_on == date(2026, 3, 16)
    later = DAY + timedelta(days=3)
    done = deliver(world_on(path, later))
    assert (done.mailed, len(done.printed)) == ([1], 1)
    for number in (1, 2):
        letter = issued(path, number, later)
        assert (letter.on, letter.due_on) == (later, date(2026, 3, 19))
    # The demand counts from it: not on 17 March, which the printed day would allow.
    assert tick(world_on(path, date(2026, 3, 19))).letters == []
    assert len(tick(world_on(path, date(2026, 3, 20))).letters) == 2


def test_no_step_before_the_last_letter_has_gone_out(tmp_path: Path, office: PostOffice) -> None:
    office.rcpt = lambda _who: "451 try later"
    path = make_firm(tmp_path, [mailed(1)], port=office.port)
    send_all(world_on(path, DAY), 1)
    report = tick(world_on(path, date(2026, 3, 12)))
    assert report.letters == []
    # On the day after the printed term the reminder itself is made again; no demand comes.
    report = tick(world_on(path, date(2026, 3, 17)))
    assert report.letters == []
    assert report.delivered is not None
    (back,) = report.delivered.taken_back
    assert (back.letter_id, back.new_letter_id) == (1, 2)
    assert issued(path, 1, date(2026, 3, 17)).fee_ore == 60_00


def test_a_demand_that_waited_too_long_is_made_again(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1)
    day = date(2026, 3, 17)
    (demand,) = tick(world_on(path, day), deliver_letters=False).letters
    assert demand.due_on == date(2026, 3, 27)
    late = date(2026, 3, 20)
    done = deliver(world_on(path, late))
    (back,) = done.taken_back
    assert (back.letter_id, back.new_letter_id) == (2, 3)
    assert [p.name for p in done.printed] == ["2026-03-20-demand-1-1.1.2.pdf"]
    rows = rows_of(world_on(path, late))
    assert (rows[2].state, rows[3].state) == ("undone", "sent")
    (subject,) = subjects_by_number(world_on(path, late), ["1"])
    assert [fee.amount_ore for fee in subject.account.fees if not fee.lost] == [60_00, 180_00]
    assert issued(path, 1, late).due_on == date(2026, 3, 30)


def test_what_was_paid_while_a_letter_waited(tmp_path: Path) -> None:
    from reminder_cli.services.pay import pay

    path = make_firm(tmp_path, [invoice(1), invoice(2)])
    send_all(world_on(path, DAY), 1, 2)
    day = date(2026, 3, 17)
    tick(world_on(path, day), deliver_letters=False)
    pay(world_on(path, day), "1", 500_00)
    pay(world_on(path, day), "2", 2000_00)
    report = tick(world_on(path, day))
    assert report.delivered is not None
    assert len(report.delivered.taken_back) == 2
    (demand,) = report.letters
    assert demand.invoices == ("1",)
    rows = rows_of(world_on(path, day))
    assert {n: rows[n].state for n in rows} == {
        1: "sent",
        2: "sent",
        3: "undone",
        4: "undone",
        5: "sent",
    }
    (subject,) = subjects_by_number(world_on(path, day), ["1"])
    assert subject.account.owed_ore == demand.total_ore


def test_a_disputed_case_keeps_its_letter_waiting(tmp_path: Path) -> None:
    from reminder_cli.domain.events import DisputeRaised

    path = make_firm(tmp_path, [invoice(1)])
    world = world_on(path, DAY)
    send_all(world, 1, deliver=False)
    with world.writing():
        world.record([DisputeRaised(invoice_id=1, case_no=1, on=DAY, number=1)])
    done = deliver(world)
    assert (done.held, done.printed) == (1, [])


def test_every_letter_sent_on_another_day_has_its_event(tmp_path: Path) -> None:
    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1, deliver=False)
    deliver(world_on(path, DAY + timedelta(days=1)))
    world = world_on(path, DAY + timedelta(days=1))
    events = world.ledger.events(1)
    (sent,) = [event for event in events if isinstance(event, LetterSent)]
    assert (sent.letter_id, sent.on) == (1, DAY + timedelta(days=1))
    assert fold(1, events).cases[0].stage_on == DAY + timedelta(days=1)


def test_a_joined_demand_that_waited_keeps_its_one_fee(tmp_path: Path) -> None:
    rows = [invoice(n, customer=7, name="Sju AB") for n in (1, 2)]
    path = make_firm(tmp_path, rows)
    send_all(world_on(path, DAY), 1, 2)
    (demand,) = tick(world_on(path, date(2026, 3, 17)), deliver_letters=False).letters
    assert demand.invoices == ("1", "2")
    late = date(2026, 3, 23)
    (back,) = deliver(world_on(path, late)).taken_back
    rows_now = rows_of(world_on(path, late))
    assert rows_now[back.new_letter_id].invoices == ("1", "2")
    subjects = subjects_by_number(world_on(path, late), ["1", "2"])
    assert [subject.account.fees_left_ore for subject in subjects] == [240_00, 60_00]
    assert rows_now[back.new_letter_id].total_ore == sum(s.account.owed_ore for s in subjects)


def test_a_letter_of_a_case_that_was_cancelled_is_not_sent(tmp_path: Path) -> None:
    from reminder_cli.services.cancel import cancel

    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1, deliver=False)
    cancel(world_on(path, DAY), ["1"], reason="agreed")
    done = deliver(world_on(path, DAY))
    assert (done.printed, [item.letter_id for item in done.taken_back]) == ([], [1])
    assert rows_of(world_on(path, DAY))[1].state == "undone"


def test_a_reminder_that_waited_while_a_part_was_paid_is_put_right(tmp_path: Path) -> None:
    from reminder_cli.services.pay import pay

    path = make_firm(tmp_path, [invoice(1)])
    send_all(world_on(path, DAY), 1, deliver=False)
    pay(world_on(path, DAY), "1", 400_00)
    done = deliver(world_on(path, DAY))
    (back,) = done.taken_back
    assert len(done.printed) == 1
    (subject,) = subjects_by_number(world_on(path, DAY), ["1"])
    row = rows_of(world_on(path, DAY))[back.new_letter_id]
    assert (row.state, row.total_ore) == ("sent", subject.account.owed_ore)
    assert row.total_ore == 1000_00 + subject.account.interest_total_ore + 60_00 - 400_00
