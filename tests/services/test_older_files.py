"""An older file after a newer one is noticed by what it says of itself, and taken only when told to be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reminder_cli.errors import RejectedFile
from reminder_cli.services.import_invoices import ImportOptions, import_files
from reminder_cli.services.import_report import FileReport
from reminder_cli.services.world import World
from tests.ledger.worlds import ROW, dump, firm, row, take_in

OLDER = ImportOptions(older=True, terms_days=30)
JANUARY, FEBRUARY, MARCH = "2026-01-20", "2026-02-10", "2026-02-17"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = firm(tmp_path, day=date(2026, 4, 1))
    yield made
    made.ledger.close()


def listed(
    world: World,
    *rows: Mapping[str, str],
    per: str = "",
    name: str = "lista.csv",
    options: ImportOptions | None = None,
) -> FileReport:
    """Take in a list that may say in a line of its own which day it is of."""
    path = world.path.with_name(name)
    lines = [f"Kundreskontra per {per};;"] if per else []
    lines += [";".join(ROW), *(";".join(item.values()) for item in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return import_files(world, [path], options or ImportOptions())[0]


def refused(world: World, *rows: Mapping[str, str], per: str = "", settle: bool = False) -> str:
    before = dump(world.path)
    with pytest.raises(RejectedFile) as caught:
        listed(world, *rows, per=per, name="gammal.csv", options=ImportOptions(settle=settle))
    assert caught.value.exit_status == 3
    assert "--older" in caught.value.fix
    assert dump(world.path) == before
    return caught.value.message


# Lists


def test_a_list_of_an_earlier_day_by_its_own_words_is_refused(world: World) -> None:
    listed(world, row("1042"), per="2026-03-20")
    message = refused(world, row("1041"), per="2026-03-10")
    assert "2026-03-10" in message
    assert "2026-03-20" in message
    report = listed(world, row("1041"), per="2026-03-10", options=OLDER)
    assert report.new == 1


def test_a_day_that_has_not_come_says_nothing(world: World) -> None:
    listed(world, row("1042"), per="2026-12-31")
    assert listed(world, row("1041"), per="2026-03-10").new == 1


def test_a_list_that_shows_what_a_later_one_no_longer_did_is_refused(world: World) -> None:
    """1041 was paid between the two; taken in now, it would be dunned for."""
    listed(world, row("1042"), row("1043", dag=MARCH))
    message = refused(world, row("1041"), row("1042"))
    assert JANUARY in message
    assert MARCH in message
    assert "lista.csv" in message


def test_more_left_and_no_newer_invoice_is_an_older_list(world: World) -> None:
    listed(world, row("1042", kvar="500,00"), row("1043", dag=MARCH))
    refused(world, row("1042"))


def test_what_an_older_list_leaves_out_is_not_booked_as_paid(world: World) -> None:
    listed(world, row("1042"), row("1043", dag=MARCH))
    refused(world, row("1042"), settle=True)
    report = listed(world, row("1042"), name="kanske.csv")  # or 1043 has been paid
    assert report.settled == ["1043"]
    assert "older" in str(report.notes[-1])
    assert report.booked == []


def test_lists_without_a_common_invoice_are_not_compared(world: World) -> None:
    """One list for each month, in any order."""
    listed(world, row("1043", dag=MARCH), name="mars.csv")
    report = listed(world, row("1041", dag=JANUARY), row("1042", dag=FEBRUARY), name="jan.csv")
    assert (report.new, report.settled, report.notes) == (2, [], [])


def test_a_later_day_of_its_own_outweighs_the_newest_invoice(world: World) -> None:
    listed(world, row("1042"), row("1043", dag=MARCH), per="2026-03-10")
    report = listed(world, row("1042"), row("1041", dag=FEBRUARY), per="2026-03-20")
    assert report.new == 1
    assert report.settled == ["1043"]


@pytest.mark.parametrize("by", ["name", "saved"])
def test_weak_signs_are_only_told(world: World, by: str) -> None:
    names = {"name": ("2026-03-20 lista.csv", "lista 2026-03-10.csv"), "saved": ("b.csv", "a.csv")}
    reports: list[FileReport] = []
    for name, number, day in zip(names[by], ("1043", "1041"), (20, 10), strict=True):
        path = world.path.with_name(name)
        path.write_text(f"{';'.join(ROW)}\n{';'.join(row(number).values())}\n", encoding="utf-8")
        saved = datetime(2026, 3, day, 12, tzinfo=UTC).timestamp()
        os.utime(path, (saved, saved))
        reports += import_files(world, [path], ImportOptions())
    assert [report.new for report in reports] == [1, 1]
    assert reports[0].notes == []
    assert "2026-03-10" in str(reports[1].notes[-1])
    assert "2026-03-20" in str(reports[1].notes[-1])


def test_the_very_same_older_file_again_changes_nothing_and_says_so(world: World) -> None:
    rows = [row("1041"), row("1042")]
    take_in(world, *rows)
    take_in(world, row("1042", kvar="100,00"), row("1043", dag=MARCH), name="new")
    before = dump(world.path)
    report = take_in(world, *rows)
    assert (report.known, report.new, report.changes) == (2, 0, [])
    assert "older" in str(report.notes[0])
    assert dump(world.path) == before


# A list of all that is unpaid


def test_what_a_newer_list_of_unpaid_invoices_leaves_out_is_proposed_as_paid(world: World) -> None:
    listed(world, row("1041"), row("1042"))
    report = listed(world, row("1042"), row("1043", dag=MARCH), name="ny.csv")
    assert (report.new, report.known, report.settled, report.booked) == (1, 1, ["1041"], [])
    options = ImportOptions(settle=True)
    report = listed(world, row("1042"), row("1043", dag=MARCH), name="ny.csv", options=options)
    assert report.booked == [("1041", 12500_00)]


@pytest.mark.parametrize(
    "rows",
    [
        [row("1042"), row("1044", kvar="0,00")],
        [row("1045")],
        [row("1042"), row("1046", belopp="tolv", kvar="12,00")],
    ],
    ids=["it has what is paid too", "nothing in common", "a row that cannot be read"],
)
def test_a_list_that_is_not_surely_full_proposes_nothing(
    world: World, rows: list[Mapping[str, str]]
) -> None:
    listed(world, row("1041"), row("1042"))
    options = ImportOptions(skip_problems=True)
    assert listed(world, *rows, name="ny.csv", options=options).settled == []


def test_two_lists_of_two_parts_do_not_disturb_each_other(world: World) -> None:
    """Unpaid invoices fetched by two sellers, each their own, day after day."""
    for more in ("0", "1"):
        for seller in ("1", "2"):
            rows = [row(f"{seller}000"), row(f"{seller}00{more}")]
            assert listed(world, *rows[: 1 + int(more)], name=f"{seller}.csv").settled == []
    assert listed(world, row("1000"), name="1.csv").known == 1
    assert listed(world, row("2001"), name="2b.csv").settled == ["2000"]


def test_a_refused_reduction_stands_in_no_list(world: World) -> None:
    """It has no file, so that no list can leave it out."""
    from reminder_cli.ledger import invoices

    listed(world, row("1041"), row("1042"))
    found = invoices.by_number(world.ledger, ["1042"])["1042"]
    with world.writing():
        record = invoices.FileRecord(sha256="", name="x", format="x", encoding="", options="")
        file_id = invoices.record_file(world.ledger, record, on=world.today, now=world.now)
        invoices.update_invoice(world.ledger, found.invoice.invoice_id, {"file_id": file_id})
    assert listed(world, row("1041"), name="ny.csv").settled == []


# Bookkeeping


def books(*, made: str = "20260310", year: int = 2026, last: str = "20260309") -> str:
    gen = f"#GEN {made}\n" if made else ""
    return (
        f"#FLAGGA 0\n#PROGRAM Bok 1\n#FORMAT PC8\n{gen}#SIETYP 4\n#ORGNR 556036-0793\n"
        f"#RAR 0 {year}0101 {year}1231\n#KONTO 1510 Kundfordringar\n#IB 0 1510 0\n"
        f'#UB 0 1510 1250\n#VER B 1 {year}0112 "Kundfaktura Alnö Bygg AB ({year})"\n{{\n'
        "#TRANS 1510 {} 1250\n#TRANS 3001 {} -1250\n}\n"
        f'#VER C 1 {last} "Bank"\n{{\n#TRANS 1930 {{}} 5\n#TRANS 8310 {{}} -5\n}}\n'
    )


def take_in_books(world: World, text: str, *, older: bool = False) -> FileReport:
    path = world.path.with_name("bok.se")
    path.write_bytes(text.encode("cp437"))
    return import_files(world, [path], ImportOptions(terms_days=30, older=older))[0]


#   when                                      the file taken in after books()        refused
BOOKS = [
    ("made earlier (#GEN)", {"made": "20260301"}, True),
    ("made the same day, fewer vouchers", {"last": "20260228"}, True),
    ("made later, fewer vouchers", {"made": "20260311", "last": "20260228"}, False),
    ("says no day, fewer vouchers", {"made": "", "last": "20260228"}, True),
    ("made later", {"made": "20260311"}, False),
    ("more vouchers", {"made": "20260312", "last": "20260311"}, False),
    (
        "the year before, fetched later",
        {"made": "20260312", "year": 2025, "last": "20251230"},
        True,
    ),
]


@pytest.mark.parametrize(("signs", "older"), [r[1:] for r in BOOKS], ids=[r[0] for r in BOOKS])
def test_older_books_are_refused_until_told(
    world: World, signs: dict[str, object], older: bool
) -> None:
    take_in_books(world, books())
    before = dump(world.path)
    text = books(**signs)  # type: ignore[arg-type]
    if older:
        with pytest.raises(RejectedFile, match=r"bok\.se") as caught:
            take_in_books(world, text)
        assert "--older" in caught.value.fix
        assert dump(world.path) == before
    assert take_in_books(world, text, older=older).format.startswith("SIE 4E")


def test_a_list_of_what_is_left_says_nothing_against_the_amount(world: World) -> None:
    listed(world, row("1041"), row("1042"))
    path = world.path.with_name("saldo.csv")
    path.write_text(
        "Fakturanr;Kund;Fakt.datum;Förf.datum;Saldo;Ej förfallet;> 0\n"
        "1041;Alnö Bygg AB;2026-01-20;2026-02-19;5000,00;;5000,00\n",
        encoding="utf-8",
    )
    report = import_files(world, [path], ImportOptions())[0]
    assert [(c.field, c.new) for c in report.changes] == [("remaining", "5000.00")]
    assert report.settled == ["1041"]
