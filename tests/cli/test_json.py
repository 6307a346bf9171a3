"""The JSON that scripts rely on: one envelope, stable keys, decimal strings, ISO days."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cli.runs import DAY, INIT, Firm
from tests.ledger.worlds import dump

CASE = (
    "invoice customer stage flags outcome principal fees interest costs paid balance reminder_on"
    " reminder_due demand_on demand_due next_step next_on why"
)
LETTER = "invoice letter kind channel sent_on due_on principal fees interest total ocr"
TICK = {
    "": "date banking_day letters held closed hash",
    "letters": "invoices kind channel due_on total why",
}
INVOICE = (
    "number customer customer_number customer_kind invoice_date due_date total customer_part"
    " remaining currency status stage sent_on eligible gates"
)
PAYMENT = {
    "": "payments",
    "payments": "id on amount reference payer matched unmatched",
    "payments.matched": "invoice principal fees interest costs",
}

# What each command answers: the keys of ``data``, and of the first item of the lists in it.
ANSWERS: dict[str, tuple[list[str], dict[str, str]]] = {
    "import": (
        ["import", "list.csv"],
        {
            "": "files",
            "files": "file format encoding rows new known changed settled refused problems"
            " control_sum",
        },
    ),
    "list": (
        ["list"],
        {"": "invoices totals", "invoices": INVOICE},
    ),
    "list --all": (["list", "--all"], {"": "invoices totals", "invoices": INVOICE}),
    "send": (["send", "1042"], {"": "cases refused", "cases": LETTER}),
    "send --overdue": (
        ["send", "--overdue"],
        {"cases": LETTER, "refused": "invoice gates", "refused.gates": "code message hard"},
    ),
    "send --dry-run": (["send", "1042", "--dry-run"], {"cases": LETTER}),
    "status": (["status"], {"": "as_of cases totals", "cases": CASE}),
    "status of one": (["status", "1041"], {"": "as_of cases totals", "cases": CASE}),
    "tick": (["tick"], TICK),
    "plan": (["plan"], TICK),
    "explain": (
        ["explain", "1041"],
        {
            "": "invoice as_of lines principal interest fees costs paid balance next",
            "lines": "kind from to days year_days base reference_rate rate amount law source",
        },
    ),
    "show": (["show", "1041"], {"": INVOICE}),
    "pay": (["pay", "1041", "100"], PAYMENT),
    "pay --dry-run": (["pay", "1041", "100", "--dry-run"], PAYMENT),
    "cancel": (["cancel", "1041", "--reason", "x"], {"": "cases", "cases": "invoice balance"}),
    "outbox": (
        ["outbox"],
        {"": "letters", "letters": "id invoices kind channel state sent_on due_on sha256"},
    ),
    "deliver": (["deliver"], {"": "printed"}),
    "terms": (["terms"], {"": "in_force accepted to_accept changes"}),
    "terms accept": (["terms", "accept"], {"": "in_force accepted to_accept changes"}),
    "settings": (["settings"], {"": "settings", "settings": "key value default meaning"}),
    "settings set": (["settings", "set", "grace_days", "5"], {"": "key value"}),
}
DAY_OF = {"tick": "2026-03-17", "plan": "2026-03-17"}


@pytest.mark.parametrize(("arguments", "keys"), ANSWERS.values(), ids=list(ANSWERS))
def test_keys(
    filled: Firm,
    arguments: list[str],
    keys: dict[str, str],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(filled.folder)
    (filled.folder / "list.csv").write_text(
        "Fakturanr;Kund;Fakturadatum;Förfallodatum;Belopp\n9;A;2026-01-01;2026-01-31;100\n",
        encoding="utf-8",
    )
    ran = filled.run(*arguments, "--json", day=DAY_OF.get(request.node.callspec.id, DAY))
    assert ran.code == 0, ran.out
    assert ran.err == ""
    envelope = ran.json
    assert list(envelope) == ["version", "command", "data", "errors"]
    assert (envelope["version"], envelope["errors"]) == (1, [])
    assert " ".join(arguments).startswith(envelope["command"])
    for path, wanted in keys.items():
        found = first(envelope["data"], path)
        assert set(wanted.split()) <= set(found), f"{path or 'data'}: {sorted(found)}"
    check_values(envelope["data"])


def first(data: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        data = data[name]
        if isinstance(data, list):
            assert data, f"{path}: nothing to look at"
            data = data[0]
    return data


AMOUNTS = {
    "total",
    "customer_part",
    "remaining",
    "principal",
    "fees",
    "interest",
    "costs",
    "paid",
    "balance",
    "amount",
    "overpaid",
    "unmatched",
    "base",
}


def check_values(data: Any, name: str = "") -> None:
    """Amounts are decimal strings, days ISO; no number with a fraction anywhere."""
    assert not isinstance(data, float), name
    if isinstance(data, dict):
        for key, value in data.items():
            assert re.fullmatch(r"[a-z0-9_]+", key), key
            check_values(value, key)
    elif isinstance(data, list):
        for value in data:
            check_values(value, name)
    elif isinstance(data, str):
        if name in AMOUNTS:
            assert re.fullmatch(r"-?\d+\.\d\d", data), f"{name}: {data}"
        if name.endswith(("_on", "_due", "_date")) or name in {"from", "to", "on", "as_of"}:
            assert re.fullmatch(r"\d{4}-\d\d-\d\d|creditor|partner", data), f"{name}: {data}"


def test_held(filled: Firm) -> None:
    filled.answer("pay", "1046", "3937.50", day="2026-03-16")
    filled.answer("tick", day="2026-03-17")
    held = filled.answer("tick", day="2026-04-01")["held"]
    assert [set(item) >= {"invoice", "code", "why", "until"} for item in held] == [True]
    assert (held[0]["invoice"], held[0]["code"], held[0]["until"]) == ("1046", "small_rest", None)


def test_init(tmp_path: Any) -> None:
    data = Firm(tmp_path).answer(*INIT)
    assert set(data) >= {"ledger", "company", "collector", "terms", "taken_as_given"}
    assert data["taken_as_given"] == [
        "due_dates_agreed",
        "interest_notice",
        "reminder_fee_agreed",
        "vat_registered",
    ]


def test_unpay(filled: Firm) -> None:
    paid = filled.answer("pay", "1041", "100")["payments"][0]
    assert (paid["amount"], paid["matched"][0]["fees"]) == ("100.00", "60.00")
    back = filled.answer("unpay", str(paid["id"]), "--reason", "x")
    assert back["invoices"][0]["balance"] == "12597.67"


FAILURES: dict[str, tuple[list[str], int, str]] = {
    "unknown invoice": (["send", "9999"], 1, "unknown_invoice"),
    "unknown invoice, status": (["status", "9999"], 1, "unknown_invoice"),
    "unknown invoice, explain": (["explain", "9999"], 1, "unknown_invoice"),
    "unknown invoice, show": (["show", "9999"], 1, "unknown_invoice"),
    "unknown invoice, pay": (["pay", "9999", "1"], 1, "unknown_invoice"),
    "unknown invoice, cancel": (["cancel", "9999", "--reason", "x"], 1, "unknown_invoice"),
    "nothing chosen": (["send"], 2, "wrong_value"),
    "no amount": (["pay", "1041", "much"], 2, "wrong_value"),
    "nothing paid": (["pay", "1041", "0"], 1, "refused"),
    "no such setting": (["settings", "set", "grace", "1"], 2, "wrong_value"),
    "no such file": (["import", "nothing.csv"], 3, "unreadable_file"),
    "no case": (["cancel", "1042", "--reason", "x"], 1, "refused"),
    "no reason": (["cancel", "1041"], 2, "wrong_value"),
    "no payment": (["unpay", "99", "--reason", "x"], 1, "refused"),
    "ledger there already": (["init", "--yes"], 1, "ledger_exists"),
    "wrong day": (["--today", "2026-13-01", "list"], 2, "wrong_value"),
    "no ledger": (["--ledger", "nowhere.db", "list"], 1, "no_ledger"),
}


@pytest.mark.parametrize(("arguments", "code", "error"), FAILURES.values(), ids=list(FAILURES))
def test_failures(filled: Firm, arguments: list[str], code: int, error: str) -> None:
    before = dump(filled.ledger)
    ran = filled.run(*arguments, "--json")
    assert ran.code == code
    envelope = ran.json
    assert (envelope["version"], envelope["data"]) == (1, None)
    assert [e["code"] for e in envelope["errors"]] == [error]
    problem = envelope["errors"][0]
    assert problem["message"]
    assert problem["fix"]
    assert dump(filled.ledger) == before


def test_a_day_gone_by(filled: Firm) -> None:
    ran = filled.run("pay", "1041", "100", "--json", day="2026-03-01")
    assert (ran.code, ran.json["errors"][0]["code"]) == (1, "day_before_last")


def test_refused_invoices_are_an_answer_with_exit_1(filled: Firm) -> None:
    ran = filled.run("send", "1045", "1042", "--json")
    assert ran.code == 1
    data = ran.json["data"]
    assert [c["invoice"] for c in data["cases"]] == ["1042"]
    assert [r["invoice"] for r in data["refused"]] == ["1045"]
    assert data["refused"][0]["gates"][0]["code"] == "not_sek"


def test_one_amount_from_list_to_explain(filled: Firm) -> None:
    status = {c["invoice"]: c for c in filled.answer("status")["cases"]}
    for number, case in status.items():
        told = filled.answer("explain", number)
        assert told["balance"] == case["balance"]
        total = sum(int(line["amount"].replace(".", "")) for line in told["lines"])
        assert f"{total // 100}.{total % 100:02}" == told["balance"]


def test_as_of_a_day_gone_by_says_nothing_of_today(filled: Firm) -> None:
    filled.answer("tick", day="2026-03-17")
    then = filled.answer("explain", "1041", "--as-of", "2026-03-05", day="2026-03-17")
    assert then["next"] == {"step": None, "on": None, "why": ""}
    assert then["as_of"] == "2026-03-05"
    # Reproducible: asked on another day, the answer is the same to the byte.
    assert filled.answer("explain", "1041", "--as-of", "2026-03-05", day="2026-03-18") == then
