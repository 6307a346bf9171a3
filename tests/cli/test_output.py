"""Answers on stdout, talk on stderr; plain through a pipe, and whole on a terminal of 80 columns."""

from __future__ import annotations

import re
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.runs import DAY, INIT, Firm, clean_env, command, plain
from tests.ledger.test_locks import held_by_another
from tests.ledger.worlds import row, write_list

SHOWN = {
    "list": ["list"],
    "list --all": ["list", "--all"],
    "list --eligible": ["list", "--eligible"],
    "status": ["status"],
    "show": ["show", "1041"],
    "explain": ["explain", "1041"],
    "outbox": ["outbox"],
    "terms": ["terms"],
    "settings": ["settings"],
    "plan": ["plan"],
    "tick": ["tick"],
    "send --dry-run": ["send", "--overdue", "--dry-run"],
    "rates": ["rates"],
    "report": ["report"],
}
LATER = "2026-03-17"


@pytest.fixture
def large(tmp_path: Path) -> Firm:
    """Long names, long numbers and large amounts: what breaks a table."""
    firm = Firm(tmp_path)
    assert firm.run(*INIT).code == 0
    rows = [
        row("F-2026-104711", belopp="1234567,89", kund="Föreningen för Äldre Hantverk i Sundsvall"),
        row("1042", kundnr="2", kund="A", belopp="9876543,21"),
        row(
            "F-2026-104713",
            kundnr="3",
            belopp="100000,00",
            valuta="EUR",
            gata="",
            postnr="",
            ort="",
        ),
    ]
    path = write_list(tmp_path / "list.csv", rows)
    assert firm.run("import", str(path)).code == 0
    assert firm.run("send", "F-2026-104711", "1042", "--no-deliver").code == 0
    return firm


AMOUNT = re.compile(r"-?\d{1,3}(?:[ \u00a0]\d{3})*,\d\d")


@pytest.mark.parametrize("arguments", SHOWN.values(), ids=list(SHOWN))
def test_a_terminal_of_80_columns_cuts_nothing(filled: Firm, arguments: list[str]) -> None:
    piped = filled.really(*arguments, "--dry-run", day=LATER) if arguments == ["tick"] else None
    piped = piped or filled.really(*arguments, day=LATER)
    ran = filled.on_terminal(*arguments, day=LATER)
    assert (ran.code, piped.code) == (0, 0), ran.out + piped.err
    shown = plain(ran.out)
    tables = [line for line in shown.splitlines() if "  " in line.strip() or "─" in line]
    assert [line for line in tables if len(line.rstrip()) > 80] == []
    assert "…" not in shown.replace("NUMBER…", "").replace("INVOICE…", "")
    # Every amount that is shown is a whole one: it is among those of the pipe.
    whole = set(AMOUNT.findall(piped.out))
    assert [a for a in AMOUNT.findall(shown) if a not in whole] == []


@pytest.mark.parametrize(
    "arguments",
    [["list", "--all"], ["status"], ["outbox"], ["explain", "F-2026-104711"]],
    ids=lambda value: value[0],
)
@pytest.mark.parametrize("columns", [80, 100, 60])
def test_long_names_and_large_amounts(large: Firm, arguments: list[str], columns: int) -> None:
    ran = large.on_terminal(*arguments, day=LATER, columns=columns)
    assert ran.code == 0
    shown = plain(ran.out)
    assert "…" not in shown.replace("NUMBER…", "")
    assert "1 234 567,89" in shown or arguments[0] in {"status", "outbox"}
    for number in ("F-2026-104711",):
        assert number in shown
    if arguments[0] != "explain":
        assert "1042" in shown


def test_what_there_is_no_room_for_is_told(filled: Firm) -> None:
    narrow = plain(filled.on_terminal("status").out)
    assert "Left out for want of room: Fees" in narrow
    wide = plain(filled.on_terminal("status", columns=160).out)
    assert "Left out" not in wide
    assert "Principal" in wide


def test_a_terminal_has_rules_and_a_pipe_has_not(filled: Firm) -> None:
    assert "─" in filled.on_terminal("list").out
    piped = filled.really("list")
    assert "─" not in piped.out
    assert "\x1b" not in piped.out + piped.err


def test_no_color(filled: Firm) -> None:
    ran = filled.on_terminal("list", NO_COLOR="1")
    assert "\x1b" not in ran.out
    assert ran.out == filled.really("list").out


def test_through_a_pipe_nothing_is_cut_however_narrow(large: Firm) -> None:
    ran = large.really("list", "--all", COLUMNS="20")
    assert "Föreningen för Äldre Hantverk i Sundsvall" in ran.out
    assert "…" not in ran.out.replace("NUMBER…", "")


def test_the_answer_is_on_stdout_and_the_talk_is_not(filled: Firm) -> None:
    done = subprocess.run(
        command(["list"]),
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**clean_env(), **filled.env()},
    )
    assert done.stderr == f"Trying out: the day is {DAY}.\n"
    assert done.stdout.startswith("Invoice")
    refused = filled.really("send", "9999")
    assert (refused.out, refused.code) == ("", 1)
    assert refused.err.startswith("Error: ")


def test_json_is_all_there_is_on_stdout(filled: Firm) -> None:
    ran = filled.really("status", "--json")
    assert ran.json["command"] == "status"
    failed = filled.really("status", "9999", "--json")
    assert (failed.code, failed.json["data"], failed.err) == (1, None, "")


def test_who_stops_reading_is_no_error(filled: Firm) -> None:
    process = subprocess.Popen(
        command(["rates", "--json"]),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**clean_env(), **filled.env(), "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    talk = process.stderr.read().decode()
    process.stderr.close()
    process.wait()
    assert "Traceback" not in talk
    assert "Something went wrong" not in talk


def test_a_name_cannot_take_over_the_terminal(firm: Firm) -> None:
    path = write_list(firm.folder / "list.csv", [row("1", kund="Evil\x1b[2J\x07 \u202eAB")])
    assert firm.run("import", str(path)).code == 0
    for ran in (firm.run("list"), firm.run("show", "1"), firm.on_terminal("list")):
        assert "\x1b[2J" not in ran.out
        assert "\x07" not in ran.out
        assert "\u202e" not in ran.out
    assert "[2J" in firm.run("list").out


def test_a_name_with_braces_and_markup(firm: Firm) -> None:
    path = write_list(firm.folder / "list.csv", [row("1", kund="{x} [red]AB[/red] %s")])
    assert firm.run("import", str(path)).code == 0
    for ran in (firm.run("list"), firm.run("show", "1"), firm.on_terminal("list", columns=160)):
        assert "{x} [red]AB[/red] %s" in plain(ran.out)


def test_busy(filled: Firm) -> None:
    from datetime import date

    with held_by_another(filled.ledger, "running", date(2026, 3, 2)):
        ran = filled.really("tick", day=LATER)
    assert (ran.code, ran.out) == (4, "")
    assert "The ledger is busy" in ran.err
    assert "Then run it again: remind tick" in ran.err


def test_quiet(filled: Firm) -> None:
    ran = filled.run("tick", "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert "Inkassokrav" in filled.run("tick", "--quiet", day=LATER).out


@pytest.mark.parametrize("when", ["--today", "--lang", "--ledger"])
def test_root_options_stand_before_the_command(filled: Firm, when: str) -> None:
    value = {"--today": DAY, "--lang": "en", "--ledger": str(filled.ledger)}[when]
    assert filled.run(when, value, "list").code == 0


# The next step: a first-time user is never left without one.


def test_every_answer_says_what_next(tmp_path: Path) -> None:
    firm = Firm(tmp_path)
    assert "remind init" in firm.run("list").err
    ready = firm.run(*INIT).out
    for words in ("remind import FILE", "remind list", "remind send NUMBER", "Taken as given"):
        assert words in ready
    assert "remind import FILE" in firm.run("list", "--all").out
    path = write_list(tmp_path / "list.csv", [row("1"), row("2", forfall="2026-12-31")])
    assert "remind list" in firm.run("import", str(path)).out
    assert "remind send NUMBER" in firm.run("list").out
    assert "remind send" in firm.run("status").out
    sent = firm.run("send", "1").out
    assert "1 letter to print and post: " in sent
    assert "remind tick" in sent
    assert "2026-03-17 Inkassokrav" in firm.run("status").out
    assert "the inkassokrav comes on 2026-03-17" in firm.run("explain", "1").out
    assert "it can be sent from the day after" in firm.run("explain", "2").out
    assert "Left to pay" in firm.run("pay", "1", "100").out
    assert "remind send NUMBER" in firm.run("cancel", "1", "--reason", "x").out
    assert "can be sent: remind send 1" in firm.run("explain", "1").out


def test_every_command_named_in_an_answer_exists(filled: Firm) -> None:
    from reminder_cli.cli.command_list import COMMANDS

    shown = ""
    for arguments in ([], *SHOWN.values(), ["pay", "1041", "1"], ["send", "1045"], ["send"]):
        ran = filled.run(*arguments, day=LATER)
        shown += ran.out + ran.err
    named = set(re.findall(r"remind ([a-z][a-z-]+)", shown))
    assert named - set(COMMANDS) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["pay", "1041", "100"],
        ["cancel", "1041", "--reason", "x"],
        ["hold", "1041", "--until", "2026-04-01", "--reason", "x"],
        ["dispute", "1041", "--reason", "x"],
        ["send", "1042"],
        ["settings", "set", "grace_days", "5"],
    ],
    ids=lambda words: words[0],
)
def test_a_dry_run_says_that_it_was_one(filled: Firm, arguments: list[str]) -> None:
    said = filled.run(*arguments, "--dry-run").out
    assert said.count("this was a dry run") == 1


def test_lines_end_between_words_on_a_terminal(filled: Firm) -> None:
    shown = filled.on_terminal("pay", "1041", "999999", "--dry-run", columns=60).out
    assert all(len(line) <= 60 for line in plain(shown).splitlines())
    assert "remind payments repay" in " ".join(plain(shown).split())


def test_each_level_of_a_check_has_its_word_and_its_remedy(filled: Firm) -> None:
    shown = plain(filled.on_terminal("doctor", REMIND_LANG="sv").out).splitlines()
    assert {line[:9].strip() for line in shown if line[:1].strip()} >= {"ok", "OBS", "SE ÖVER"}
    first = next(place for place, line in enumerate(shown) if line.startswith("OBS"))
    assert shown[first + 1].startswith(" " * 9), "lines after the first stand under it"
    assert "remind rates fetch" in shown[first + 1] + shown[first + 2]
    levels = {
        check["code"]: check["level"]
        for check in filled.run("doctor", "--json").json["data"]["checks"]
    }
    assert levels["unconfirmed_rates"] == "note"


def test_explain_says_which_rates_nobody_has_confirmed(filled: Firm) -> None:
    assert filled.answer("explain", "1041")["unconfirmed_rates"] == ["2026-H1"]
    assert "not confirmed: the reference rates of 2026-H1." in filled.run("explain", "1041").out
    assert filled.run("rates", "add", "2026-H1", "2,00", "--source", "riksbank.se").code == 0
    assert filled.answer("explain", "1041")["unconfirmed_rates"] == []


def test_the_sum_says_what_is_not_in_it(filled: Firm) -> None:
    out = filled.run("list", "--all").out
    assert (
        "Not in the sum: 1 credit or cash note, -500,00 kr; 1 invoice in another currency." in out
    )
    listed = filled.answer("list", "--all")["invoices"]
    total = sum(
        Decimal(item["remaining"])
        for item in listed
        if item["currency"] == "SEK" and item["status"] != "credit_note"
    )
    [line] = [line for line in out.splitlines() if "Sum in SEK" in line]
    assert f"{total:,.2f}".replace(",", " ").replace(".", ",") in line
    assert "Not in the sum" not in filled.run("list", "--eligible").out


def test_each_reason_is_told_once_with_all_that_it_stops(filled: Firm) -> None:
    out = filled.run("list", "--all").out
    reasons = [line for line in out.splitlines() if line.endswith("[paid]")]
    assert len(reasons) == 2, "nothing left, and less than is chased, are two reasons"
    assert reasons[0].startswith("1052: Nothing is left")
    assert reasons[1].startswith("1053: Only 8,00 kr is left")


def test_the_sent_date_is_shown_at_80_columns(filled: Firm) -> None:
    for language, heading in (("sv", "Skickad"), ("en", "Sent")):
        out = plain(filled.on_terminal("list", "--all", REMIND_LANG=language).out)
        assert re.search(rf"\b{heading}\b", out.split("─")[0])


def test_names_are_in_the_order_of_the_swedish_alphabet(firm: Firm) -> None:
    names = ["Zeta AB", "Öberg HB", "ängens bageri", "Ånge Bygg", "Ek & Co"]
    rows = [f"{n};{n};{name};2026-01-01;2026-01-31;100,00" for n, name in enumerate(names, 1)]
    heads = "Fakturanr;Kundnr;Kundnamn;Fakturadatum;Förfallodatum;Belopp"
    path = firm.folder / "names.csv"
    path.write_text("\n".join([heads, *rows]), encoding="utf-8")
    assert firm.run("import", str(path)).code == 0
    right = ["Ek & Co", "Zeta AB", "Ånge Bygg", "ängens bageri", "Öberg HB"]
    listed = firm.answer("list", "--all", "--sort", "customer")["invoices"]
    assert [item["customer"] for item in listed] == right
    assert [item["customer"] for item in firm.answer("customers")["customers"]] == right
