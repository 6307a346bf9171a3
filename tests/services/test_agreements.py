"""Agreements by customer, invoice and day: what was agreed when the debt arose counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reminder_cli.errors import Refused, WrongValue
from reminder_cli.services.agreements import agree
from reminder_cli.services.debtors import Changes, debtor
from reminder_cli.services.facts import subjects_by_number
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.setup import change_setting
from reminder_cli.services.world import World

ROW = "1041;101;Alnö Bygg AB;556912-3473;2026-01-01;2026-01-31;10000;;;Arbete;Hamngatan 4;852 30;Sundsvall"
OTHER = (
    "1042;102;Byholm HB;969712-3462;2026-01-01;2026-01-31;10000;;;Arbete;Gatan 1;852 30;Sundsvall"
)
CONSUMER = (
    "1043;103;Åsa Öberg;19810412-9898;2026-01-01;2026-01-31;10000;;;Arbete;Gatan 2;852 30;Sundsvall"
)

At = Callable[[str], World]


def fee_and_interest(world: World, number: str) -> tuple[int, int]:
    letter = send(world, [number], SendOptions(dry_run=True)).letters[0]
    return letter.fees_ore, letter.interest_ore


def test_2_paragraph_no_reminder_fee_for_the_customer_that_never_agreed(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW, OTHER)
    agree(world, "reminder_fee_agreed", "false", customer="101")
    assert fee_and_interest(world, "1041")[0] == 0
    assert fee_and_interest(world, "1042")[0] == 60_00


def test_3_and_4_paragraphs_a_due_date_that_was_not_agreed_on_one_invoice(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW, OTHER)
    agree(world, "due_dates_agreed", "false", invoice="1041")
    # Sent 1 January; 30 days on is Saturday 31 January, moved to 2 February as the due date is.
    first = subjects_by_number(world, ["1041"])[0].account.basis.interest.first_day
    assert first == date(2026, 2, 3)


def test_4_paragraph_a_consumer_without_notice_pays_no_interest(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-03-02")
    take_in(world, CONSUMER)
    assert fee_and_interest(world, "1043")[1] > 0
    agree(world, "interest_notice", "false", customer="103")
    assert fee_and_interest(world, "1043")[1] == 0


@pytest.mark.parametrize(
    ("from_on", "rate_is_agreed"),
    [("2026-01-01", True), ("2026-01-02", False)],
    ids=["dated that day", "dated before it"],
)
def test_an_agreement_holds_for_debts_that_arose_from_its_day(
    firm: At, take_in: Callable[..., None], from_on: str, rate_is_agreed: bool
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW)
    agree(world, "contract_rate", "24", from_on=date.fromisoformat(from_on))
    percent = subjects_by_number(world, ["1041"])[0].account.interest[0].percent
    assert (percent == 24) is rate_is_agreed


def test_the_invoice_s_own_agreement_goes_before_the_customer_s(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW)
    agree(world, "contract_rate", "12", invoice="1041")
    agree(world, "contract_rate", "18", customer="101")
    assert subjects_by_number(world, ["1041"])[0].account.interest[0].percent == 12


def test_a_running_case_keeps_what_it_was_opened_with(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW)
    send(world, ["1041"], SendOptions())
    agree(world, "contract_rate", "24", customer="101")
    assert subjects_by_number(world, ["1041"])[0].account.interest[0].percent == 10


def test_how_letters_go_differs_by_customer_and_by_no_day(
    firm: At, take_in: Callable[..., None]
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW)
    with pytest.raises(WrongValue):
        agree(world, "channel_demand", "email", customer="101", from_on=date(2026, 3, 2))
    agree(world, "channel_demand", "email", customer="101")
    assert debtor(world, "101", Changes()).channels == {
        "channel_reminder": "email",
        "channel_demand": "email",
    }


@pytest.mark.parametrize("word", ["firm", "företaget", "Företaget"])
def test_a_customer_s_own_way_is_taken_back(
    firm: At, take_in: Callable[..., None], word: str
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW)
    agree(world, "channel_reminder", "print", customer="101")
    agree(world, "channel_reminder", word, customer="101")
    assert debtor(world, "101", Changes()).channels["channel_reminder"] == "email"
    change_setting(world, "channel_reminder", "print")
    assert debtor(world, "101", Changes()).channels["channel_reminder"] == "print"
    with pytest.raises(WrongValue):
        change_setting(world, "channel_reminder", word)  # the firm has no other to follow
    agree(world, "channel_reminder", "email", customer="101")
    assert debtor(world, "101", Changes()).channels["channel_reminder"] == "email"


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"key": "grace_days", "value": "3", "customer": "101"}, WrongValue),
        ({"key": "contract_rate", "value": "x", "customer": "101"}, WrongValue),
        ({"key": "contract_rate", "value": "9", "customer": "101", "invoice": "1"}, WrongValue),
        ({"key": "channel_demand", "value": "email", "invoice": "1041"}, WrongValue),
        ({"key": "channel_demand", "value": "pigeon", "customer": "101"}, WrongValue),
        ({"key": "contract_rate", "value": "9", "customer": "nobody"}, Refused),
        ({"key": "contract_rate", "value": "9", "customer": "B"}, Refused),
    ],
    ids=[
        "of the firm",
        "no value",
        "two reaches",
        "way of one invoice",
        "no way",
        "unknown customer",
        "several customers",
    ],
)
def test_refusals(
    firm: At, take_in: Callable[..., None], words: dict[str, str], refusal: type[Exception]
) -> None:
    world = firm("2026-03-02")
    take_in(world, ROW, OTHER)
    with pytest.raises(refusal):
        agree(world, words.pop("key"), words.pop("value"), **words)  # type: ignore[arg-type]
