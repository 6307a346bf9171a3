"""Every command that changes something can be tried first, and then changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.runs import INIT, Firm
from tests.cli.test_help import ALL, help_of
from tests.ledger.worlds import dump

# These read, or write a file of their own that nothing else knows of.
_READS = frozenset(
    {
        "anonymise", "companies", "customers", "demo", "doctor", "explain", "export", "invoice",
        "list", "outbox", "payments", "payments list", "plan", "rates", "report", "schedule",
        "schedule show", "settings", "show", "status", "terms", "verify", "view",
    }
)  # fmt: skip


@pytest.mark.parametrize("command", sorted(set(ALL) - _READS))
def test_every_change_can_be_tried(command: str) -> None:
    assert "--dry-run" in help_of(ALL[command])


TRIED = {
    "terms accept": (["terms", "accept"], "would be accepted"),
    "a setting": (["settings", "set", "grace_days", "5"], "grace_days would be 5"),
    "a setting of a customer": (
        ["settings", "set", "interest_notice", "false", "--customer", "102"],
        "interest_notice would be false",
    ),
    "the firm's address": (["settings", "set", "city", "Sundsvall"], "city would be Sundsvall"),
    "a rate": (["rates", "add", "2027-H1", "2,00", "--source", "riksbank.se"], "dry run"),
    "deliver": (["deliver"], "dry run"),
    "resend": (["outbox", "resend", "LETTER"], "put out to print"),
}  # fmt: skip


def never_released(firm: Firm) -> dict[str, Any]:
    """The letter that waits; others are printed, and to be posted."""
    letters: list[dict[str, Any]] = firm.answer("outbox", "--open")["letters"]
    [waiting] = [letter for letter in letters if letter["state"] == "recorded"]
    return waiting


@pytest.mark.parametrize(("arguments", "says"), TRIED.values(), ids=TRIED)
def test_trying_changes_nothing(filled: Firm, arguments: list[str], says: str) -> None:
    assert filled.run("send", "1042", "--no-deliver").code == 0
    waiting = never_released(filled)
    arguments = [str(waiting["id"]) if word == "LETTER" else word for word in arguments]
    lying = sorted(filled.folder.rglob("*"))
    before = dump(filled.ledger)
    ran = filled.run(*arguments, "--dry-run")
    assert ran.code == 0, ran.err
    assert says in ran.out
    assert dump(filled.ledger) == before
    assert sorted(filled.folder.rglob("*")) == lying


def test_a_setting_that_was_only_tried_is_not_shown(filled: Firm) -> None:
    filled.run("settings", "set", "grace_days", "5", "--dry-run")
    values = {item["key"]: item["value"] for item in filled.answer("settings")["settings"]}
    assert values["grace_days"] == "0"


def test_trying_init_makes_no_ledger(firm: Firm) -> None:
    new = Firm(firm.folder / "new")
    ran = new.run(*INIT, "--dry-run")
    assert ran.code == 0, ran.err
    assert "would be made" in ran.out
    assert not new.ledger.exists()


def test_deliver_says_what_would_become_of_each_letter(filled: Firm) -> None:
    filled.run("send", "1042", "--no-deliver")
    [item] = filled.answer("deliver", "--dry-run")["foreseen"]
    assert (item["invoices"], item["becomes"]) == (["1042"], "print")
    filled.run("hold", "1042", "--until", "2026-04-01", "--reason", "x")
    [item] = filled.answer("deliver", "--dry-run")["foreseen"]
    assert item["becomes"] == "wait"
    filled.run("release", "1042", "--reason", "x")
    filled.run("pay", "1042", "50")
    [item] = filled.answer("deliver", "--dry-run")["foreseen"]
    assert item["becomes"] == "again"


def test_print_tells_which_letters_would_stand_in_the_file(filled: Firm) -> None:
    filled.run("send", "1042", "--no-deliver")
    file = filled.folder / "today.pdf"
    told = filled.answer("outbox", "print", str(file), "--dry-run")
    assert len(told["letters"]) == 4
    assert [item["becomes"] for item in told["foreseen"]] == ["print"]
    assert not file.exists()


def test_trying_is_refused_as_doing_is(filled: Firm) -> None:
    for arguments in (["outbox", "bounced", "1"], ["outbox", "resend", "1"]):
        tried, done = filled.run(*arguments, "--dry-run"), filled.run(*arguments)
        assert (tried.code, tried.err) == (done.code, done.err) == (1, done.err)


def test_a_letter_that_was_never_released_goes_out_when_it_is_asked_for(filled: Firm) -> None:
    filled.run("send", "1042", "--no-deliver")
    waiting = never_released(filled)
    assert len(filled.answer("outbox", "resend", str(waiting["id"]))["printed"]) == 1
