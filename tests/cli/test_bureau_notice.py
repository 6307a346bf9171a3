"""`tick --all` mails a bureau once a day: a line a firm, by a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.bureau import Bureau
from tests.post_office import PostOffice, post_office

TO = "byra@example.se"
DEMAND_DAY = "2026-03-17"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as server:
        yield server


@pytest.fixture
def three(tmp_path: Path, office: PostOffice) -> Bureau:
    """Two firms of one bureau, the first with a case, and one that looks after itself."""
    bureau = Bureau(tmp_path)
    for name, firm, to in (
        ("åkeri söner", "Åkeri & Söner AB", TO),
        ("bygg", "Bygget AB", TO),
        ("egen", "Egna AB", "egen@example.se"),
    ):
        bureau.make(name, firm, invoices=name != "bygg")
        for key, value in {
            "smtp_host": "127.0.0.1",
            "smtp_port": str(office.port),
            "smtp_security": "none",
            "mail_from": "faktura@example.se",
            "notify_to": to,
        }.items():
            assert bureau.run("--company", name, "settings", "set", key, value).code == 0
    office.taken.clear()
    return bureau


def told(office: PostOffice, to: str = TO) -> list[tuple[str, str]]:
    found = []
    for recipient, message in office.taken:
        if recipient == to:
            body = message.get_body()
            assert body is not None
            text = str(body.get_content()).replace("\r\n", "\n")
            found.append((str(message["Subject"]), text))
    return found


def test_one_mail_tells_of_every_firm_of_the_bureau(three: Bureau, office: PostOffice) -> None:
    three.answer("tick", "--all", day=DEMAND_DAY)
    [(subject, text)] = told(office)
    assert subject == "remind: something waits at 1 firm"
    assert text.startswith("2026-03-17: how it went with your 2 firms.\n")
    assert "- Åkeri & Söner AB: letters 1, held 0, closed 0\n" in text
    assert "    Letters to print and post: 2\n" in text
    assert "remind --company åkeri-söner outbox print letters.pdf" in text
    assert "- Bygget AB: letters 0, held 0, closed 0\n" in text
    assert "Egna AB" not in text
    assert "Alnö" not in text  # no debtor
    # The firm that looks after itself is told of itself, as ever.
    [(own, _)] = told(office, "egen@example.se")
    assert own == "remind: something waits at Egna AB"


def test_the_same_thing_is_told_once(three: Bureau, office: PostOffice) -> None:
    for day in (DEMAND_DAY, DEMAND_DAY, "2026-03-18", "2026-03-19"):
        three.answer("tick", "--all", day=day)
    assert len(told(office)) == 1


def test_nothing_new_no_mail(three: Bureau, office: PostOffice) -> None:
    three.run("--company", "åkeri söner", "outbox", "print", str(three.home / "a.pdf"))
    three.answer("tick", "--all", day="2026-03-03")
    assert told(office) == []


def test_a_firm_that_fails_stands_first_and_stops_no_other(
    three: Bureau, office: PostOffice
) -> None:
    (three.data / "companies" / "bygg" / "ledger.db").write_bytes(b"not a ledger" * 999)
    three.make("vakt", "Vakt AB")
    three.run("--company", "vakt", "settings", "set", "notify_to", TO)
    three.answer("tick", "--all", day=DEMAND_DAY, code=1)
    [(subject, text)] = told(office)
    assert subject == "remind: the run of 1 firm failed"
    lines = text.splitlines()
    assert lines[2].startswith("- bygg: failed. ")
    assert "is not a ledger of remind" in lines[2]
    assert "- Åkeri & Söner AB: letters 1, held 0, closed 0" in lines
    three.answer("tick", "--all", day="2026-03-18", code=1)
    assert len(told(office)) == 1  # it has been told


def test_a_dry_run_and_a_closed_day_mail_nothing(three: Bureau, office: PostOffice) -> None:
    three.answer("tick", "--all", "--dry-run", day=DEMAND_DAY)
    three.answer("tick", "--all", day="2026-03-21")
    assert office.taken == []


def test_a_server_that_is_away_fails_nothing(three: Bureau, office: PostOffice) -> None:
    office.connect = "554 go away"
    ran = three.run("tick", "--all", day=DEMAND_DAY)
    assert ran.code == 0
    assert "could not be noted or mailed" in ran.err
    office.connect = ""
    three.answer("tick", "--all", day=DEMAND_DAY)
    assert told(office) == []  # not asked again that day
    three.answer("tick", "--all", day="2026-03-18")
    assert len(told(office)) == 1


def test_in_swedish(three: Bureau, office: PostOffice) -> None:
    three.run("tick", "--all", day=DEMAND_DAY, REMIND_LANG="sv")
    [(subject, text)] = told(office)
    assert subject == "remind: något väntar hos 1 företag"
    assert "- Åkeri & Söner AB: brev 1, stoppade 0, avslutade 0\n" in text
    assert "    Brev att skriva ut och posta: 2\n" in text


def test_a_firm_run_alone_tells_of_itself(three: Bureau, office: PostOffice) -> None:
    three.run("--company", "åkeri söner", "tick", day=DEMAND_DAY)
    [(subject, text)] = told(office)
    assert subject == "remind: something waits at Åkeri & Söner AB"
    assert "remind --company åkeri-söner outbox print letters.pdf" in text
