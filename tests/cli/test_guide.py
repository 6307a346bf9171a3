"""The guide of `init` on a terminal: asked, checked at once, gone back in, looked through, run again."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.runs import Firm
from tests.post_office import PostOffice, post_office

NEW = {
    "name": "Firman AB", "org_number": "556036-0793", "street": "Storgatan 1",
    "postal_code": "852 30", "city": "Sundsvall", "email": "", "phone": "",
    "bankgiro": "5536-7742", "swish": "", "has_partner": "n", "due_dates_agreed": "",
    "interest_notice": "", "reminder_fee_agreed": "n", "vat_registered": "", "mails": "n",
}  # fmt: skip


def answers(**other: str) -> list[str]:
    return list({**NEW, **other}.values())


@pytest.fixture
def nobody(tmp_path: Path) -> Firm:
    return Firm(tmp_path)


def value_of(firm: Firm, key: str) -> str:
    values: dict[str, str] = {x["key"]: x["value"] for x in firm.answer("settings")["settings"]}
    return values[key]


def test_a_firm_is_set_up_by_answering(nobody: Firm) -> None:
    shown = nobody.on_terminal("init", typed=[*answers(), "", "y"])
    assert shown.code == 0, shown.out
    assert "The ledger of Firman AB is ready" in shown.out
    assert "Terms version 1 are accepted." in shown.out
    assert value_of(nobody, "reminder_fee_agreed") == "false"
    assert value_of(nobody, "interest_notice") == "true"
    assert "Taken as given" not in shown.out, "everything was asked"


def test_a_wrong_answer_is_told_at_once(nobody: Firm) -> None:
    typed = ["", "Firman AB", "556036-0794", *answers()[1:]]
    shown = nobody.on_terminal("init", typed=[*typed, "", "y"])
    assert shown.code == 0, shown.out
    assert "This one is needed." in shown.out
    assert "The org.nr is wrong: look at its check digit." in shown.out


def test_one_can_go_back(nobody: Firm) -> None:
    typed = answers(street="Fel gata")
    typed[3:3] = ["<", "Rätt gata"]
    shown = nobody.on_terminal("init", typed=[*typed, "", "y"])
    assert shown.code == 0, shown.out
    assert "Street or box [Fel gata]:" in shown.out
    assert nobody.on_terminal("init", typed=["<", "", "", "", "", "", ""]).out.count("Rätt gata")


def test_a_line_of_the_summary_is_changed_by_its_number(nobody: Firm) -> None:
    shown = nobody.on_terminal("init", typed=[*answers(), "99", "5", "Timrå", "", "y"])
    assert shown.code == 0, shown.out
    assert "Write a number from 1 to 15." in shown.out
    assert "City [Sundsvall]:" in shown.out
    assert re.search(r"5 +City +Timrå", shown.out)


def test_what_hangs_on_a_changed_line_is_asked_then(nobody: Firm) -> None:
    typed = [*answers(), "10", "y", "Ombudet AB", "556912-3473", "", "", "y"]
    shown = nobody.on_terminal("init", typed=typed)
    assert shown.code == 0, shown.out
    assert "Letters name Ombudet AB as your agent." in shown.out


def test_without_a_giro_it_does_not_end(nobody: Firm) -> None:
    typed = answers(bankgiro="")
    typed[8:8] = [""]  # no plusgiro either
    shown = nobody.on_terminal("init", typed=[*typed, "", "8", "5536-7742", "", "y"])
    assert shown.code == 0, shown.out
    assert "There is no giro to pay to" in shown.out


@pytest.mark.parametrize("typed", [["Firman AB", "\x04"], ["Firman AB", "\x03"]], ids=["D", "C"])
def test_left_in_the_middle_nothing_is_made(nobody: Firm, typed: list[str]) -> None:
    shown = nobody.on_terminal("init", typed=typed)
    assert shown.code == 1
    assert "Nothing was made." in shown.out
    assert not nobody.ledger.exists()


def test_run_again_it_asks_what_to_change(firm: Firm) -> None:
    typed = ["Nygatan 3", "", "Timrå", *[""] * 9, ""]
    shown = firm.on_terminal("init", typed=typed)
    assert shown.code == 0, shown.out
    assert "Firman is set up already." in shown.out
    assert "street is now Nygatan 3." in shown.out
    assert "city is now Timrå." in shown.out
    assert "Its org.nr" not in shown.out


def test_run_again_and_nothing_changed(firm: Firm) -> None:
    shown = firm.on_terminal("init", typed=[""] * 13)
    assert (shown.code, "Nothing was changed." in shown.out) == (0, True)


def test_a_script_never_changes_a_firm_by_init(firm: Firm) -> None:
    ran = firm.run("init", "--yes", "--name", "Annan AB")
    assert ran.code == 1
    assert "There is a ledger" in ran.err


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as server:
        yield server


def mail(port: int) -> list[str]:
    """The answers about mail: server, port, protection, user, sender, and whom to tell."""
    return ["127.0.0.1", str(port), "none", "", "info@firman.se", "info@firman.se"]


def test_a_test_mail_goes_to_the_firm_itself(nobody: Firm, office: PostOffice) -> None:
    typed = [*answers(mails="y"), *mail(office.port), "", "y", "y"]
    shown = nobody.on_terminal("init", typed=typed)
    assert shown.code == 0, shown.out
    assert "The test mail was taken by the server." in shown.out
    [(recipient, message)] = office.taken
    assert recipient == "info@firman.se"
    assert message["Subject"] == "remind: a test mail"


def test_a_mail_server_that_is_not_there_is_said(nobody: Firm) -> None:
    shown = nobody.on_terminal("init", typed=[*answers(mails="y"), *mail(9), "", "y", "y"])
    assert shown.code == 0, shown.out
    assert "nothing answers at smtp_host and smtp_port." in shown.out
    assert nobody.ledger.exists(), "the firm is set up; mail can be put right later"


OLD, NEW_ONE = "2026-01-12", "2026-03-02"
LIST = (
    "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Beskrivning;Gatuadress;Postnr;Ort\n"
    "1;1;Bo Ek;811218-9876;{old};2026-01-30;1000,00;Arbete;Gatan 1;852 30;Sundsvall\n"
    "2;2;Per Per;19810412-9898;{new};2026-03-05;1000,00;Arbete;Gatan 1;852 30;Sundsvall\n"
)


@pytest.mark.parametrize(
    ("before", "answer", "fees"),
    [("false", "y", {"1": "0.00", "2": "60.00"}), ("true", "n", {"1": "0.00", "2": "0.00"})],
    ids=["a yes is for new invoices only", "a no is for the old ones too"],
)
def test_run_again_nobody_is_charged_for_what_was_not_agreed_then(
    firm: Firm, before: str, answer: str, fees: dict[str, str]
) -> None:
    """Lag (1981:739) 2 §: the reminder fee must have been agreed when the debt arose."""
    firm.run("settings", "set", "reminder_fee_agreed", before)
    file = firm.folder / "list.csv"
    file.write_text(LIST.format(old=OLD, new=NEW_ONE), encoding="utf-8")
    assert firm.run("import", str(file)).code == 0
    shown = firm.on_terminal("init", typed=[*[""] * 9, answer, "", "", ""], day=NEW_ONE)
    assert shown.code == 0, shown.out
    assert "reminder_fee_agreed is" in shown.out
    sent = firm.answer("send", "1", "2", "--dry-run", day="2026-03-20")["cases"]
    assert {case["invoice"]: case["fees"] for case in sent} == fees


@pytest.mark.parametrize("word", ["?", "help", "hjälp"])
def test_a_question_mark_asks_for_help_and_is_no_answer(nobody: Firm, word: str) -> None:
    shown = nobody.on_terminal("init", typed=[word, *answers(), "", "y"])
    assert shown.code == 0, shown.out
    assert shown.out.count("As it stands on your invoices; it signs the letters.") == 2
    assert shown.out.count("< goes back") == 2
    assert "The ledger of Firman AB is ready" in shown.out


# What is typed at which question, and what is said to it at once.
SLIPS = {
    "no name": ("name", "–", "The name cannot be right: it has no letters."),
    "the street, a line too late": (
        "postal_code",
        "Storgatan 1",
        "The postal code cannot be right: write it as 852 30.",
    ),
    "the city, a line too early": (
        "postal_code",
        "Sundsvall",
        "The postal code cannot be right: write it as 852 30.",
    ),
    "the postal code, a line too late": (
        "city",
        "852 30",
        "The city cannot be right: it has no letters.",
    ),
    "a mail address as phone": (
        "phone",
        "a@b.se",
        "The phone number cannot be right: write it as 060-12 34 56.",
    ),
    "a postal code with a digit too few": (
        "postal_code",
        "8523",
        "The postal code 8523 has 4 digits, and a Swedish one has five: write it as 852 30.",
    ),
    "a mobile number as swish": (
        "swish",
        "070-123 45 67",
        "The Swish number is a mobile number, which is a private person's; a firm's begins with 123",
    ),
    "a bankgiro as swish": (
        "swish",
        "5536-7742",
        "The Swish number cannot be right: write it as 123 456 78 90.",
    ),
}


@pytest.mark.parametrize(("key", "typed", "says"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_at_its_question(nobody: Firm, key: str, typed: str, says: str) -> None:
    lines = answers()
    lines.insert(list(NEW).index(key), typed)
    shown = nobody.on_terminal("init", typed=[*lines, "", "y"])
    assert shown.code == 0, shown.out
    assert says in " ".join(shown.out.split())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("postal_code", "SE-852 30"),
        ("postal_code", "85230"),
        ("postal_code", "SW1A 1AA"),
        ("postal_code", "NO-0150"),
        ("postal_code", "AX22100"),
        ("smtp_host", "smtp.firman.se"),
        ("smtp_host", "::1"),
        ("smtp_host", "none"),
        ("swish", "123 456 78 90"),
        ("phone", "+46 60 12 34 56"),
        ("street", "Box 12"),
        ("city", "Åre"),
    ],
)
def test_what_is_right_is_taken(firm: Firm, key: str, value: str) -> None:
    assert firm.run("settings", "set", key, value).code == 0


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("postal_code", "8523", "has 4 digits, and a Swedish one has five"),
        ("postal_code", "SE-85230 1", "has 6 digits, and a Swedish one has five"),
        ("swish", "+46701234567", "is a mobile number"),
        ("swish", "0046 70 123 45 67", "is a mobile number"),
        ("smtp_host", "ja", "the name of a mail server, as smtp.firman.se"),
        ("smtp_host", "smtp.firman.se:587", "its port is smtp_port"),
        ("smtp_host", "anna@firman.se", "the name of a mail server, as smtp.firman.se"),
    ],
)
def test_what_cannot_be_right_is_not_taken(firm: Firm, key: str, value: str, says: str) -> None:
    ran = firm.run("settings", "set", key, value)
    assert ran.code == 2
    assert says in ran.err
    assert f"Write: remind settings set {key} VALUE" in ran.err


def test_what_was_wrong_before_does_not_stop_another_change(firm: Firm) -> None:
    """A number that an older version took stays until it is changed itself."""
    with closing(sqlite3.connect(firm.ledger)) as db, db:
        db.execute("UPDATE company SET swish = '0701234567'")
    assert firm.run("settings", "set", "street", "Storgatan 2").code == 0
