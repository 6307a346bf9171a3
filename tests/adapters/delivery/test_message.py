"""A mail is built from hostile names without a line or a recipient too many."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from reminder_cli.adapters.delivery.address import usable_address
from reminder_cli.adapters.delivery.message import Mail, build, copy_of, message_id

MAIL = Mail(
    number="17",
    message_id="<2026-03-02-reminder-1-1.1.1.abc@bjorko.example>",
    sender_name="Björkö Snickeri AB",
    sender="faktura@bjorko.example",
    reply_to="",
    recipient_name="Åsa Öberg",
    recipient="asa@example.se",
    language="sv",
    text="Hej Åsa\n" + "ord " * 400 + "\n.\nslut\n",
    pdf=b"%PDF-1.7\r\n.\r\n",
    sent_at=datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Stockholm")),
)


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize(
    "name",
    [
        "Åsa\r\nBcc: other@example.se",
        "Åsa\nTo: other@example.se\n\nbody",
        "Åsa\x00\x1b[31m\u202e Öberg",
        'Åsa" <other@example.se>, "x',
        "a, b@example.se",
        "=?utf-8?q?=0D=0ABcc:_other@example.se?=",
        "",
        "Å" * 300,
    ],
)
def test_no_name_adds_a_header_or_a_recipient(name: str) -> None:
    for mail in (replace(MAIL, recipient_name=name), replace(MAIL, sender_name=name)):
        content = build(mail)
        message = read(content)
        assert message["Bcc"] is None
        assert message["Cc"] is None
        assert [a.addr_spec for a in message["To"].addresses] == ["asa@example.se"]
        assert [a.addr_spec for a in message["From"].addresses] == ["faktura@bjorko.example"]
        assert message.get_all("To") is not None
        assert len(message.get_all("To") or []) == 1
        head = content.split(b"\r\n\r\n")[0]
        assert max(len(line) for line in head.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.se",
        "a@",
        "a b@example.se",
        "a@example.se b@example.se",
        "a@example.se,b@example.se",
        "a@example.se\r\nRCPT TO:<b@example.se>",
        "a@example.se>",
        "<a@example.se>",
        "a..b@example.se",
        ".a@example.se",
        "åsa@example.se",
        "a@exam ple.se",
        "a" * 65 + "@example.se",
        "a@" + "b" * 64 + ".se",
    ],
)
def test_what_is_no_plain_address_is_not_mailed_to(address: str) -> None:
    assert usable_address(address) == ""


@pytest.mark.parametrize("address", ["a@example.se", "first.last+tag@sub.example.co.uk", "a@host"])
def test_plain_addresses_are_kept(address: str) -> None:
    assert usable_address(address) == address


def test_the_subject_says_nothing_of_the_debtor() -> None:
    subject = str(read(build(MAIL))["Subject"])
    assert subject == "Brev nr 17 från Björkö Snickeri AB"
    assert str(read(build(replace(MAIL, language="en")))["Subject"]).startswith("Letter no. 17")


def test_text_and_file_arrive_whole() -> None:
    message = read(build(MAIL))
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == MAIL.text
    (pdf,) = message.iter_attachments()
    assert pdf.get_content() == MAIL.pdf
    assert all(len(line) <= 998 for line in build(MAIL).split(b"\r\n"))


def test_the_same_letter_gives_the_same_id() -> None:
    first = message_id("name-1.1.1", ledger_id="abc", sender="faktura@bjorko.example")
    assert first == "<name-1.1.1.abc@bjorko.example>"
    assert read(build(MAIL))["Message-ID"] == MAIL.message_id


def test_a_copy_names_only_the_firm() -> None:
    copy = read(build(copy_of(replace(MAIL, reply_to="x@bjorko.example"), "arkiv@bjorko.example")))
    assert str(copy["To"]) == "arkiv@bjorko.example"
    assert str(copy["Subject"]) == "Kopia: Brev nr 17 från Björkö Snickeri AB"
    assert copy["Reply-To"] is None
    assert copy["Message-ID"] != MAIL.message_id


def test_an_address_that_slipped_through_is_refused() -> None:
    with pytest.raises(ValueError, match="no mail can be sent to"):
        build(replace(MAIL, recipient="a@example.se\r\nBcc: b@example.se"))
