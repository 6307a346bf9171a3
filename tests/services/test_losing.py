"""What would be lost by going back, in words and numbers, and the commands that register letters."""

from __future__ import annotations

from datetime import date

import pytest

from reminder_cli.ledger.replacing import GoneOut, Missing
from reminder_cli.services.losing import loss_lines, registering

DAY = date(2026, 3, 17)


def letter(n: int = 1, kind: str = "demand", **changes: object) -> GoneOut:
    values: dict[str, object] = {
        "letter_id": n, "kind": kind, "state": "sent", "sent_on": DAY,
        "invoices": ("1041",), "fees_ore": (240_00,),
    }  # fmt: skip
    return GoneOut(**(values | changes))  # type: ignore[arg-type]


LINES: dict[str, tuple[Missing, list[str]]] = {
    "nothing": (Missing(rows={}), []),
    "one of each": (
        Missing(
            rows={"event": 1, "letter": 1, "payment": 1, "invoice": 1, "note": 1},
            since="2026-03-17",
        ),
        [
            "Since 2026-03-17:", "1 event", "1 letter, new or changed", "1 payment, new or changed",
            "1 invoice, new or changed", "1 other row",
        ],
    ),
    "several": (
        Missing(rows={"event": 2, "customer": 3, "setting": 4}), ["2 events", "7 other rows"]
    ),
    "a letter of unknown fate": (
        Missing(rows={"letter": 1}, letters=(letter(7, sent_on=None, state="uncertain"),)),
        [
            "1 letter, new or changed",
            "Letter 7, Inkassokrav, 1041: nobody knows whether it went out",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lost", "lines"), LINES.values(), ids=list(LINES))
def test_lines(lost: Missing, lines: list[str]) -> None:
    assert loss_lines(lost) == lines


def test_of_very_many_letters_the_first_are_told() -> None:
    many = tuple(letter(n, kind="rest_notice") for n in range(1, 24))
    lines = loss_lines(Missing(rows={"letter": 23}, letters=many))
    assert len(lines) == 22
    assert lines[-1] == "and 3 more"


COMMANDS: dict[str, tuple[GoneOut, list[str]]] = {
    "a demand": (letter(), ["remind send 1041 --adopt demand --sent-on 2026-03-17 --fee 240"]),
    "a reminder without fee": (
        letter(kind="reminder", fees_ore=(0,)),
        ["remind send 1041 --adopt reminder --sent-on 2026-03-17 --fee 0"],
    ),
    "öre": (
        letter(fees_ore=(59_50,)),
        ["remind send 1041 --adopt demand --sent-on 2026-03-17 --fee 59.50"],
    ),
    "a joined demand": (
        letter(invoices=("1041", "A 1"), fees_ore=(240_00, 60_00)),
        [
            "remind send 1041 --adopt demand --sent-on 2026-03-17 --fee 240",
            "remind send 'A 1' --adopt demand --sent-on 2026-03-17 --fee 60",
        ],
    ),
    "a number that a shell would read": (
        letter(invoices=("$(rm -r x)",)),
        ["remind send '$(rm -r x)' --adopt demand --sent-on 2026-03-17 --fee 240"],
    ),
    "an instalment plan": (letter(kind="instalment_plan"), []),
    "of unknown fate": (letter(sent_on=None), []),
}


@pytest.mark.parametrize(("gone", "commands"), COMMANDS.values(), ids=list(COMMANDS))
def test_the_commands_that_register_it(gone: GoneOut, commands: list[str]) -> None:
    assert list(registering(gone)) == commands
