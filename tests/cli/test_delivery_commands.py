"""The commands of delivery: what they say, their JSON, and each refusal with its way out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from reminder_cli.cli.app import app
from tests.delivery_firm import DAY, invoice, make_firm, world_on
from tests.post_office import PostOffice, post_office

Remind = Callable[..., Result]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as server:
        yield server


@pytest.fixture
def remind(tmp_path: Path, office: PostOffice) -> Remind:
    """Run a command in a firm of three invoices, the first of which can be mailed."""
    rows = [invoice(1, email="a@example.se"), invoice(2), invoice(3)]
    path = make_firm(tmp_path, rows, port=office.port)

    def run(*arguments: str, today: str = "2026-03-02") -> Result:
        env = {"REMIND_LEDGER": str(path), "REMIND_TODAY": today, "REMIND_TRIAL": "yes"}
        return CliRunner().invoke(app, ["--lang", "en", *arguments], env=env)

    return run


def data_of(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["version"] == 1
    assert answer["errors"] == []
    return answer["data"]


def test_send_tells_what_was_mailed_and_printed(remind: Remind) -> None:
    told = remind("send", "1", "2").stdout
    assert "1 letter mailed." in told
    assert "1 letter to print and post:" in told


def test_the_outbox_shows_channel_state_and_day(remind: Remind) -> None:
    remind("send", "1", "2")
    remind("send", "3", "--no-deliver")
    told = remind("outbox").stdout.splitlines()
    assert " ".join(told[1].split()) == "Letter Kind Invoices To pay Dated Pay by By State Sent"
    assert told[2].split()[-3:] == ["mail", "sent", "2026-03-02"]
    assert " ".join(told[3].split()[-4:]) == "post to post 2026-03-02"
    assert told[4].split()[-2:] == ["post", "waiting"]
    open_ones = data_of(remind("outbox", "--open", "--json"))["letters"]
    assert [(x["id"], x["state"], x["channel"]) for x in open_ones] == [
        (2, "sent", "print"),
        (3, "recorded", "print"),
    ]


def test_deliver_answers_in_json(remind: Remind) -> None:
    remind("send", "1", "2", "3", "--no-deliver")
    first = data_of(remind("deliver", "--limit", "2", "--json"))
    assert (first["mailed"], len(first["printed"]), first["left"]) == ([1], 1, 1)
    assert "1 letter to print and post" in remind("deliver").stdout
    assert "No letter waits" in remind("deliver").stdout


def test_a_letter_that_waits_for_the_server_is_told_with_its_why(
    remind: Remind, office: PostOffice
) -> None:
    office.rcpt = lambda _who: "451 later"
    told = remind("send", "1").stdout
    assert "1 letter could not be mailed now: the mail server answered 451." in told
    assert "Letter 1: the mail server answered 451." in remind("outbox").stdout
    office.rcpt = lambda _who: "250 OK"
    assert data_of(remind("deliver", "--json"))["mailed"] == []
    assert data_of(remind("deliver", "--now", "--json"))["mailed"] == [1]


def test_an_uncertain_letter_is_asked_about_until_it_is_answered(
    remind: Remind, office: PostOffice
) -> None:
    office.data = lambda _who: "hang up"
    question = "Letter 1: nobody knows whether it was mailed."
    assert question in remind("send", "1").stdout
    for told in (remind("outbox").stdout, remind("tick", "--quiet").stdout):
        assert question in told
        assert "remind outbox sent 1 --on DATE, or remind outbox resend 1" in told
    told = remind("outbox", "sent", "1", "--on", "2026-03-02").stdout
    assert told == "Letter 1 went out on 2026-03-02; its term runs to 2026-03-16.\n"
    assert remind("tick", "--quiet").stdout == ""


def test_sent_needs_a_day(remind: Remind) -> None:
    remind("send", "2")
    result = remind("outbox", "sent", "1")
    assert result.exit_code == 2
    assert "outbox sent 1 --on DATE" in result.stderr


def test_a_demand_issued_again_is_told(remind: Remind) -> None:
    remind("send", "2")
    remind("tick", today="2026-03-17")
    told = remind("outbox", "sent", "2", "--on", "2026-03-20", "--dry-run", today="2026-03-20")
    assert "would be issued again" in told.stdout
    told = remind("outbox", "sent", "2", "--on", "2026-03-20", today="2026-03-20")
    assert "issued again without a second fee, as letter 3" in told.stdout
    answer = data_of(remind("deliver", "--json", today="2026-03-20"))
    assert len(answer["printed"]) == 1


def test_undo_tells_how_to_send_again(remind: Remind) -> None:
    remind("send", "2", "3", "--no-deliver")
    assert "Would be undone: letter 1, Reminder, 2" in remind("outbox", "undo", "--dry-run").stdout
    told = remind("outbox", "undo", "2").stdout
    assert "Undone: letter 2, Reminder, 3" in told
    assert "remind send 3" in told
    assert data_of(remind("outbox", "undo", "--json")) == {"undone": [1], "closed": ["2"]}
    result = remind("outbox", "undo")
    assert result.exit_code == 1
    assert "remind retract ID --reason TEXT" in result.stderr


def test_bounced_and_resend(remind: Remind) -> None:
    remind("send", "1")
    assert "1 letter to print and post" in remind("outbox", "bounced", "1").stdout
    result = remind("outbox", "resend", "1", "--json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)["errors"]
    assert problem["code"] == "refused"
    assert "remind outbox bounced 1" in problem["fix"]


def test_one_file_to_print(remind: Remind, tmp_path: Path) -> None:
    remind("send", "2", "3")
    file = tmp_path / "today.pdf"
    told = remind("outbox", "print", str(file)).stdout
    assert f"2 letters on 3 pages: {file}" in told
    assert remind("outbox", "print", str(file)).exit_code == 1


def test_retract_shows_before_and_after(remind: Remind) -> None:
    remind("send", "2")
    remind("tick", today="2026-03-17")
    told = remind("retract", "2", "--reason", "mistake", "--dry-run", today="2026-03-17").stdout
    assert "Letter 2 would be taken back" in told
    answer = remind("retract", "2", "--reason", "mistake", "--json", today="2026-03-17")
    (one,) = data_of(answer)["invoices"]
    assert (one["before"]["fees"], one["after"]["fees"]) == ("240.00", "60.00")
    story = remind("show", "2", today="2026-03-17").stdout
    assert "Letter 2 taken back" in story
    result = remind("retract", "2", today="2026-03-17")
    assert result.exit_code == 2
    assert "--reason" in result.stderr


def test_retract_tells_the_letter_that_says_so(remind: Remind) -> None:
    remind("send", "2")
    told = remind("retract", "1", "--reason", "mistake").stdout
    assert "Letter 2 tells the debtor; it asks for 1 000,00 kr." in told.replace("\u00a0", " ")
    remind("send", "3")
    told = remind("retract", "3", "--reason", "mistake", "--no-letter").stdout
    assert "tell the debtor yourself" in told


def test_the_sent_day_stands_in_the_story(remind: Remind) -> None:
    remind("send", "2", "--no-deliver")
    remind("deliver", today="2026-03-04")
    story = remind("show", "2", today="2026-03-04").stdout
    assert "Letter 1 went out on 2026-03-04; its term runs to 2026-03-18" in story


@pytest.mark.parametrize(
    ("name", "text", "ok"),
    [
        ("sv/reminder.toml", 'heading = "Vänlig påminnelse"', True),
        ("sv/reminder.toml", 'heading = "Annars Kronofogden"', False),
        ("letter.typ", "#panic()", False),
        ("logo.png", "not a picture", False),
    ],
    ids=["right", "pressure", "template", "logo"],
)
def test_doctor_tries_own_texts(
    remind: Remind, tmp_path: Path, name: str, text: str, ok: bool
) -> None:
    path = tmp_path / "ledger-letters" / "texts" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    checks = json.loads(remind("doctor", "--json").stdout)["data"]["checks"]
    (check,) = [check for check in checks if check["code"] == "letter_texts"]
    assert check["ok"] is ok
    assert ok or str(path.name) in check["message"] or "template" in check["message"]


def test_own_texts_that_are_wrong_stop_the_run_before_anything_is_sent(
    remind: Remind, tmp_path: Path, office: PostOffice
) -> None:
    texts = tmp_path / "ledger-letters" / "texts" / "sv"
    texts.mkdir(parents=True)
    file = texts / "reminder.toml"
    file.write_text('heading = "Betala, annars Kronofogden"\n', encoding="utf-8")
    for arguments in (["send", "1", "2", "--dry-run"], ["send", "1", "2"]):
        result = remind(*arguments)
        assert result.exit_code == 1
        assert "kronofog" in result.stderr
        assert "Nothing was sent." in result.stderr
    assert office.taken == []
    assert data_of(remind("outbox", "--json"))["letters"] == []
    file.write_text('heading = "Vänlig påminnelse"\n', encoding="utf-8")
    remind("send", "1")
    body = office.taken[0][1].get_body()
    assert body is not None
    assert "VÄNLIG PÅMINNELSE" in body.get_content()


def test_a_second_run_is_told_that_the_ledger_is_busy(remind: Remind, tmp_path: Path) -> None:
    remind("send", "2", "--no-deliver")
    world = world_on(tmp_path / "ledger.db", DAY)
    with world.ledger.running():
        assert remind("tick").exit_code == 4


@pytest.mark.parametrize("command", ["deliver", "retract", "outbox"])
def test_help_has_an_example_or_says_what_it_is_for(remind: Remind, command: str) -> None:
    assert remind(command, "--help").exit_code == 0


def test_open_letters_are_those_that_wait_and_those_that_lie_to_be_posted(
    remind: Remind, tmp_path: Path
) -> None:
    remind("send", "1", "2")
    remind("send", "3", "--no-deliver")
    told = remind("outbox", "--open").stdout
    assert "1 letter lies to be printed. One PDF of it: remind outbox print FILE" in told
    found = data_of(remind("outbox", "--open", "--json"))["letters"]
    assert [(x["id"], x["state"], x["to_post"]) for x in found] == [
        (2, "sent", True),
        (3, "recorded", False),
    ]
    remind("outbox", "print", str(tmp_path / "all.pdf"))
    assert data_of(remind("outbox", "--open", "--json"))["letters"] == []


def test_undo_of_paper_that_is_not_posted_says_how_it_is_taken_back(remind: Remind) -> None:
    remind("send", "2", "3")
    refused = remind("outbox", "undo")
    assert refused.exit_code == 1
    assert "Letters 1, 2 were put out to be printed, and count as sent." in refused.stderr
    assert "remind retract 2 --no-letter --reason TEXT. If you have:" in refused.stderr
    taken = remind("retract", "2", "--no-letter", "--reason", "wrong customer")
    assert "its case is closed, and what was unpaid of fees and interest is waived." in taken.stdout
    assert "If it was posted, tell the debtor yourself." in taken.stdout
    assert [x["id"] for x in data_of(remind("outbox", "--open", "--json"))["letters"]] == [1]
