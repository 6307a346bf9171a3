"""The mail of `tick`: when something new waits, once a day at most, naming nobody, never in the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.runs import Firm, Ran
from tests.delivery_firm import invoice, make_firm
from tests.post_office import PostOffice, post_office

Tick = Callable[..., Ran]
TO = "byra@example.se"
DEMAND_DAY = "2026-03-17"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as server:
        yield server


@pytest.fixture
def firm(tmp_path: Path, office: PostOffice) -> Firm:
    """Three reminders were mailed on 2 March, a fourth can be printed; what waits is mailed to the firm."""
    rows = [invoice(n, email=f"kund{n}@example.se", name=f"Namn{n} AB") for n in (1, 2, 3)]
    rows.append(invoice(4))
    make_firm(tmp_path, rows, port=office.port, settings={"notify_to": TO})
    made = Firm(tmp_path)
    assert made.run("send", "1", "2", "3").code == 0
    office.taken.clear()
    return made


def told(office: PostOffice) -> list[str]:
    """The texts of the mails to the firm."""
    found = []
    for recipient, message in office.taken:
        if recipient == TO:
            body = message.get_body()
            assert body is not None
            found.append(str(body.get_content()).replace("\r\n", "\n"))
    return found


def test_nothing_waits_nothing_is_mailed(firm: Firm, office: PostOffice) -> None:
    for day in ("2026-03-03", "2026-03-04", "2026-03-07"):
        assert firm.run("tick", "--quiet", day=day) == Ran(0, "", "")
    assert told(office) == []


def test_what_is_new_is_mailed_once(firm: Firm, office: PostOffice) -> None:
    firm.run("tick", day=DEMAND_DAY)  # three demands to print
    [first] = told(office)
    assert "- Letters to print and post: 3\n" in first
    assert "remind outbox print letters.pdf" in first
    for day in (DEMAND_DAY, "2026-03-18", "2026-03-19"):
        firm.run("tick", day=day)
    assert len(told(office)) == 1
    firm.run("tick", day="2026-04-01")  # the term of the demands has run out
    assert len(told(office)) == 2
    assert "you choose what comes next: 3" in told(office)[1]


def test_a_mail_names_nobody(firm: Firm, office: PostOffice) -> None:
    firm.run("tick", day=DEMAND_DAY)
    firm.run("tick", day="2026-04-01")
    for _, message in office.taken:
        text = message.as_string() + str(message.get_body())
        assert "Namn" not in text
        assert "kund1" not in text
        assert "Uppsala" not in text
    _, message = office.taken[-1]
    assert message["To"] == TO
    assert message["Subject"] == "remind: something waits at Björkö Snickeri AB"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].startswith("<notice-2026-04-01.")


def test_new_on_the_day_of_a_mail_waits_for_the_next(firm: Firm, office: PostOffice) -> None:
    firm.run("tick", day=DEMAND_DAY)
    firm.run("send", "4", day=DEMAND_DAY)  # one more to print
    firm.run("tick", day=DEMAND_DAY)
    assert len(told(office)) == 1
    firm.run("tick", day="2026-03-18")
    assert "- Letters to print and post: 4\n" in told(office)[1]


def test_what_comes_again_is_new_again(firm: Firm, office: PostOffice) -> None:
    firm.run("tick", day=DEMAND_DAY)
    firm.run("outbox", "print", str(firm.folder / "a.pdf"), day=DEMAND_DAY)
    firm.run("tick", day="2026-03-18")
    assert len(told(office)) == 1
    firm.run("tick", day="2026-04-01")
    assert len(told(office)) == 2
    assert "Letters to print" not in told(office)[1]


def test_a_server_that_is_away_stops_nothing(firm: Firm, office: PostOffice) -> None:
    office.rcpt = lambda _who: "451 later"
    ran = firm.run("tick", day=DEMAND_DAY)
    assert ran.code == 0
    assert "3 letters to print" in ran.out
    assert "could not be noted or mailed: the mail server answered 451." in ran.err
    office.rcpt = lambda _who: "250 OK"
    assert firm.run("tick", "--quiet", day=DEMAND_DAY).err == ""
    assert told(office) == []  # a server that failed is left alone for the day
    firm.run("tick", "--quiet", day="2026-03-18")
    assert len(told(office)) == 1


def test_no_address_no_mail(firm: Firm, office: PostOffice) -> None:
    assert firm.run("settings", "set", "notify_to", "none").code == 0
    assert firm.run("tick", day=DEMAND_DAY).code == 0
    assert office.taken == []


@pytest.mark.parametrize("key", ["notify_to", "mail_from", "mail_copy_to"])
@pytest.mark.parametrize("address", ["two@a.se, three@b.se", "x", "a@b.se\nBcc: c@d.se"])
def test_what_is_no_address_is_not_taken(firm: Firm, key: str, address: str) -> None:
    ran = firm.run("settings", "set", key, address)
    assert ran.code == 2
    assert "Write an e-mail address, or none." in ran.err


def test_a_trial_mails_to_no_other_computer(firm: Firm, office: PostOffice) -> None:
    firm.run("settings", "set", "smtp_host", "smtp.example.se")
    ran = firm.run("tick", day=DEMAND_DAY)
    assert (ran.code, ran.err) == (0, "")
    assert office.taken == []


@pytest.mark.parametrize("options", [["--dry-run"], []], ids=["dry run", "closed day"])
def test_no_mail_when_nothing_is_done(firm: Firm, office: PostOffice, options: list[str]) -> None:
    firm.run("tick", *options, day=DEMAND_DAY if options else "2026-03-21")
    assert told(office) == []


def test_in_swedish(firm: Firm, office: PostOffice) -> None:
    firm.really("tick", day=DEMAND_DAY, REMIND_LANG="sv")
    assert "- Brev att skriva ut och posta: 3\n" in told(office)[0]
    assert office.taken[-1][1]["Content-Language"] == "sv"


def bad_file(firm: Firm) -> str:
    folder = firm.folder / "bank"
    folder.mkdir()
    (folder / "bg.txt").write_text("Namn1 AB;19810412-9898;broken\n", encoding="utf-8")
    return str(folder)


def test_a_tick_that_fails_is_mailed_once_and_watched(firm: Firm, office: PostOffice) -> None:
    bank = bad_file(firm)
    for day in ("2026-03-16", DEMAND_DAY, "2026-03-18"):
        assert firm.run("tick", "--payments", bank, day=day).code == 3
    [text] = told(office)
    assert "Tick has failed since 2026-03-16: bank: no letter goes out in this run" in text
    assert "Namn1" not in text
    assert "bg.txt" not in text
    checks = firm.run("doctor", "--json", day="2026-03-18").json["data"]["checks"]
    [tick] = [check for check in checks if check["code"] == "tick"]
    assert "since 2026-03-16" in tick["message"]
    (firm.folder / "bank" / "bg.txt").unlink()
    assert firm.run("tick", "--payments", bank, day="2026-03-18").code == 0
    checks = firm.run("doctor", "--json", day="2026-03-18").json["data"]["checks"]
    assert [check["ok"] for check in checks if check["code"] == "tick"] == [True]


def test_a_mail_that_cannot_be_handed_in_changes_no_error(firm: Firm, office: PostOffice) -> None:
    office.connect = "554 go away"
    ran = firm.run("tick", "--payments", bad_file(firm), day=DEMAND_DAY)
    assert ran.code == 3
    assert "no letter goes out in this run" in ran.err


def test_whatever_goes_wrong_with_the_mail_is_told_and_ends_no_tick(
    firm: Firm, office: PostOffice
) -> None:
    with closing(sqlite3.connect(firm.ledger)) as db:
        db.execute("INSERT INTO mark (key, value) VALUES ('notice', 'not what we write')")
        db.commit()
    ran = firm.run("tick", day=DEMAND_DAY)
    assert ran.code == 0
    assert "3 letters to print" in ran.out
    assert "could not be noted or mailed: JSONDecodeError." in ran.err
