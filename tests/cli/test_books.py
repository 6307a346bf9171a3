"""`remind export` and `remind settle` as a user and a script meet them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.runs import INIT, Firm, plain

PARTNER = [
    *INIT,
    "--collector",
    "partner",
    "--partner-name",
    "Ombud AB",
    "--partner-org-number",
    "556923-4585",
]
LIST = (
    "Fakturanr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Beskrivning;Gatuadress;Postnr;Ort\n"
    "1001;Kund;811218-9876;2025-11-24;2025-12-24;999,50;Målning;Storgatan 1;852 30;Sundsvall\n"
)


def partners(folder: Path) -> Firm:
    """Example A: paid to the creditor on 27 January 2026."""
    firm = Firm(folder)
    assert firm.run(*PARTNER, day="2026-01-02").code == 0
    (folder / "a.csv").write_text(LIST, encoding="utf-8")
    assert firm.run("import", str(folder / "a.csv"), day="2026-01-12").code == 0
    assert firm.run("send", "1001", day="2026-01-12").code == 0
    assert firm.run("pay", "1001", "1063,33", day="2026-01-27").code == 0
    return firm


def test_settle_the_json_that_scripts_rely_on(tmp_path: Path) -> None:
    firm = partners(tmp_path)
    data = firm.run("settle", "--period", "2026-01", "--json", day="2026-02-02").json["data"]
    assert (data["period"], data["partner"], data["final"]) == ("2026-01", "Ombud AB", False)
    [case] = data["cases"]
    assert case["invoice"] == "1001"
    assert case["actions"] == [
        {
            "on": "2026-01-12",
            "what": "reminder",
            "fee": "60.00",
            "paid": "60.00",
            "vat": "15.00",
            "outlay": "0.00",
        }
    ]
    amounts = {key: case[key] for key in ("fees_paid", "vat", "commission", "outlays")}
    assert amounts == {
        "fees_paid": "60.00",
        "vat": "15.00",
        "commission": "0.00",
        "outlays": "0.00",
    }
    assert (case["received_directly"], data["totals"]["owed"]) == ("61.91", "76.91")
    voucher = data["voucher"]
    assert voucher["date"] == "2026-01-31"
    assert [(r["account"], r["debit"], r["credit"]) for r in voucher["rows"]] == [
        ("2641", "15.00", "0.00"),
        ("2890", "61.91", "0.00"),
        ("2440", "0.00", "76.91"),
    ]


def test_settle_then_export_then_again(tmp_path: Path) -> None:
    firm = partners(tmp_path)
    shown = firm.run("settle", day="2026-02-02")
    assert "The partner's invoice comes to 76,91 kr. Not final" in shown.out
    assert "--period 2026-01 --invoice NUMBER --on DATE" in shown.out
    pdf, xlsx = tmp_path / "a.pdf", tmp_path / "a.xlsx"
    final = firm.run(
        "settle", "--invoice", "4711", "--on", "2026-02-01", "--pdf", str(pdf), "--xlsx", str(xlsx),
        day="2026-02-02",
    )  # fmt: skip
    assert final.code == 0
    assert pdf.read_bytes()[:5] == b"%PDF-"
    assert xlsx.exists()
    assert "remind export sie FILE" in final.out

    file = tmp_path / "books.se"
    made = firm.run("export", "sie", str(file), "--json", day="2026-02-02").json["data"]
    assert [voucher["key"] for voucher in made["vouchers"]] == ["payment/1/1", "settlement/2026-01"]
    assert made["files"] == [{"file": str(file), "sha256": made["files"][0]["sha256"]}]
    data = file.read_bytes()
    again = firm.run("export", "sie", str(tmp_path / "b.se"), day="2026-02-02")
    assert (again.code, "exported already" in again.out) == (0, True)
    assert "remind export sie FILE --redo 1" in again.out
    redone = firm.run("export", "sie", str(file), "--redo", "1", day="2026-02-02")
    assert redone.code == 0
    assert file.read_bytes() == data


def test_settle_wants_number_and_date_together(tmp_path: Path) -> None:
    firm = partners(tmp_path)
    ran = firm.run("settle", "--invoice", "4711", day="2026-02-02")
    assert ran.code == 2
    assert "--invoice 4711 --on DATE" in ran.err


def test_settle_with_own_cases_says_why_there_is_nothing(filled: Firm) -> None:
    ran = filled.run("settle")
    assert ran.code == 0
    assert "the firm runs its cases itself" in ran.out
    data = filled.run("settle", "--json").json["data"]
    assert (data["cases"], data["voucher"], data["partner"]) == ([], None, None)


def test_export_dry_run_and_csv(filled: Firm) -> None:
    assert filled.run("pay", "1041", "100").code == 0
    file = filled.folder / "books.csv"
    shown = filled.run("export", "csv", str(file), "--dry-run")
    assert "Vouchers that would be exported" in shown.out
    assert not file.exists()
    made = filled.run("export", "csv", str(file))
    assert f"1 voucher in {file}." in made.out
    assert file.read_text(encoding="utf-8-sig").startswith("Voucher;Date;Account;Debit;Credit;Text")
    refused = filled.run("export", "csv", str(file))
    assert refused.code == 0  # nothing to write, so nothing is written over


def test_help_names_both_formats(filled: Firm) -> None:
    shown = filled.run("export", "--help").out
    assert "sie" in shown
    assert "csv" in shown


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_settlement_fits_a_terminal_of_80_columns(tmp_path: Path, language: str) -> None:
    firm = partners(tmp_path)
    ran = firm.on_terminal("settle", "--period", "2026-01", day="2026-02-02", REMIND_LANG=language)
    assert ran.code == 0
    shown = plain(ran.out)
    assert [line for line in shown.splitlines() if len(line) > 80 and "  " in line] == []
    assert "…" not in shown
    assert {"60,00", "15,00", "61,91", "76,91"} <= set(shown.split())
