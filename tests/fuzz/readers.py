"""Every reader of something from outside, with good inputs to begin from and what must hold of any other.

A reader either refuses with a sentence and a fix, or what it read has the right types and sane sums.
Anything else it raises is a fault.
"""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from reminder_cli.adapters import rates
from reminder_cli.adapters.importers.adoptions import read_adoptions
from reminder_cli.adapters.importers.base import ReadOptions
from reminder_cli.adapters.importers.cells import MAX_ORE
from reminder_cli.adapters.importers.registry import read_invoices
from reminder_cli.adapters.letters.logo import logo_svg
from reminder_cli.adapters.letters.sample import sample
from reminder_cli.adapters.letters.text import render_text
from reminder_cli.adapters.payments.registry import read_payments
from reminder_cli.adapters.settings import SETTINGS, check_setting, read_setting
from reminder_cli.cli.parsing import optional_day
from reminder_cli.domain.letter_kind import LetterKind
from reminder_cli.errors import RemindError
from reminder_cli.resources import data_path, example_path
from reminder_cli.services.backup import back_up
from reminder_cli.services.restore import RestoreOptions, restore
from tests.adapters.importers import test_bokio_zip, test_json, test_sie4, test_sie5
from tests.adapters.importers.test_spreadsheet import HEADER, ROW, workbook
from tests.adapters.payments import test_bank_csv, test_total_in
from tests.adapters.payments.files import Camt, Ntry, Pay, Section, Tx, bgmax
from tests.delivery_firm import DAY, invoice, make_firm, world_on


@dataclass(frozen=True)
class Reader:
    """One reader: inputs that are right, how one is tried, and how many of a thousand are its own."""

    name: str
    good: tuple[bytes, ...]
    attempt: Callable[[bytes], bool]  # whether it was read; raises on a fault
    share: int
    packed: bool = False  # a zip: mostly a part of it is spoilt, and it is packed anew

    def spoilt(self, data: bytes, chance: random.Random) -> bytes:
        """The input, spoilt."""
        if self.packed and chance.random() < 0.7:
            return _spoilt_within(data, chance)
        return mutated(data, chance)


def readers(folder: Path) -> list[Reader]:
    """All of them; files are written in the folder."""

    def in_file(name: str, read: Callable[[Path], None]) -> Callable[[bytes], bool]:
        path = folder / name

        def attempt(data: bytes) -> bool:
            path.write_bytes(data)
            return refused_or(lambda: read(path))

        return attempt

    return [
        Reader("invoices, CSV", _lists(), in_file("list.csv", _invoices), 220),
        Reader("invoices, SIE 4", _sie4(), in_file("book.se", _invoices), 120),
        Reader("invoices, SIE 5", _sie5(), in_file("book.sie", _invoices), 80),
        Reader("invoices, JSON", _json(), in_file("list.json", _invoices), 100),
        Reader("invoices, workbook", _workbooks(folder), in_file("list.xlsx", _invoices), 15, True),
        Reader("invoices, zip", _zips(folder), in_file("list.zip", _invoices), 15, True),
        Reader("debts chased elsewhere", _adoptions(), in_file("adopt.csv", _adopted), 40),
        Reader("payments, BgMax", _bgmax(), in_file("bgmax.txt", _payments), 90),
        Reader("payments, Total IN", (test_total_in.GOOD,), in_file("ti.txt", _payments), 60),
        Reader("payments, camt", _camt(), in_file("camt.xml", _payments), 90),
        Reader("payments, bank's list", _bank_lists(), in_file("bank.csv", _payments), 70),
        Reader("settings", _settings(), _setting, 60),
        Reader("own texts", _texts(), _own_text(folder / "texts"), 20),
        Reader("logo", (b'<svg xmlns="http://www.w3.org/2000/svg"/>',), _logo(folder / "logo"), 5),
        Reader("reference rates", (_rates(),), _fetched, 10),
        Reader("restore", (_backup(folder),), _restore(folder), 5),
    ]


def refused_or(read: Callable[[], None]) -> bool:
    """Whether it was read; a refusal has words and says what to do."""
    try:
        read()
    except RemindError as error:
        refusal = error
    else:
        return True
    assert str(refusal.message).strip()
    assert str(refusal.fix).strip()
    return False


def told_or(read: Callable[[], None]) -> bool:
    """The same of what is told as a problem of a file of the firm's own."""
    try:
        read()
    except ValueError as error:
        told = str(error)
    else:
        return True
    assert told.strip()
    return False


def _named(text: str, name: str) -> None:
    assert name in text


def _invoices(path: Path) -> None:
    file = read_invoices(path, ReadOptions(terms_days=30))
    for draft in file.drafts:
        for ore in (draft.total_ore, draft.remaining_ore, draft.reduction_ore):
            assert ore is None or (type(ore) is int and abs(ore) <= 1000 * MAX_ORE)
        assert type(draft.invoice_date) is date
        assert type(draft.due_date) is date
        assert draft.number
    assert all(isinstance(customer.name, str) for customer in file.customers)
    assert all(str(told) for told in (*file.problems, *file.notes))


def _payments(path: Path) -> None:
    found = read_payments(path)
    for payment in found.payments:
        assert type(payment.amount_ore) is int
        assert abs(payment.amount_ore) < 10**16
        assert type(payment.on) is date
    assert all(str(problem) for problem in found.problems)


def _adopted(path: Path) -> None:
    assert all(str(problem) for problem in read_adoptions(path).problems)


def _setting(data: bytes) -> bool:
    key, _, value = data.decode("utf-8", "replace").partition("=")
    if key not in {setting.key for setting in SETTINGS}:
        key = SETTINGS[len(key) % len(SETTINGS)].key

    def read() -> None:
        kept = check_setting(key, value)
        assert isinstance(kept, str)
        assert "\n" not in kept
        assert check_setting(key, kept) == kept, "what is kept is read as it was"
        read_setting(key, kept)

    refused_or(lambda: _tried(optional_day(value, option="--on") or ""))
    return refused_or(read)


def _own_text(folder: Path) -> Callable[[bytes], bool]:
    path = folder / "sv" / "reminder.toml"
    path.parent.mkdir(parents=True)
    letter, clock = sample(LetterKind.REMINDER), [0]

    def attempt(data: bytes) -> bool:
        path.write_bytes(data)
        clock[0] += 1_000_000_000
        os.utime(path, ns=(clock[0], clock[0]))  # texts are kept until the file changes
        return told_or(lambda: _named(render_text(letter, folder), letter.debtor.name))

    return attempt


def _logo(folder: Path) -> Callable[[bytes], bool]:
    folder.mkdir()
    path, clock = folder / "logo.svg", [0]

    def attempt(data: bytes) -> bool:
        path.write_bytes(data)
        clock[0] += 1_000_000_000
        os.utime(path, ns=(clock[0], clock[0]))
        return told_or(lambda: _named(logo_svg(folder), ""))

    return attempt


def _fetched(data: bytes) -> bool:
    def read() -> None:
        for on, percent in rates._observations(data):
            assert type(on) is date
            assert type(percent) is Fraction

    return refused_or(read)


def _backup(folder: Path) -> bytes:
    firm = folder / "firm"
    firm.mkdir()
    world = world_on(make_firm(firm, [invoice(1), invoice(2)]), DAY)
    back_up(world, folder / "backup.db")
    world.ledger.close()
    return (folder / "backup.db").read_bytes()


def _restore(folder: Path) -> Callable[[bytes], bool]:
    path = folder / "given.db"
    ledger = (folder / "firm" / "ledger.db").read_bytes()

    def attempt(data: bytes) -> bool:
        path.write_bytes(data)
        world = world_on(folder / "firm" / "ledger.db", DAY)
        try:
            return refused_or(lambda: _tried(restore(world, path, RestoreOptions(dry_run=True))))
        finally:
            if "ledger" in world.__dict__:
                world.ledger.close()
            assert (folder / "firm" / "ledger.db").read_bytes() == ledger

    return attempt


def _tried(report: object) -> None:
    assert report is not None


def _lists() -> tuple[bytes, ...]:
    header = "Fakturanr;Kundnr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp;Kvar;Valuta;OCR\n"
    rows = (
        "1;1;Alnö Bygg AB;556912-3473;2026-01-01;2026-01-31;1 250,50;1250,50;SEK;18\n"
        '2;2;"Öberg; Åsa";19811224-9876;2026-01-01;2026-01-31;-99,00;;SEK;\n'
    )
    text = header + rows * 3
    return (
        text.encode(),
        text.encode("cp1252"),
        text.encode("utf-16"),
        text.replace(";", "\t").encode(),
        example_path("fakturor.csv").read_bytes(),
    )


def _sie4() -> tuple[bytes, ...]:
    made = "".join(test_sie4.invoice(n, 1000 + n) for n in range(1, 6))
    text = test_sie4.HEAD + made + test_sie4.payment(2, 1002) + test_sie4.balances("0", "4013")
    return (text.encode("cp437"), text.encode("latin-1"), text.encode())


def _sie5() -> tuple[bytes, ...]:
    return (test_sie5.document().encode(),)


def _json() -> tuple[bytes, ...]:
    fortnox, spiris = test_json.FORTNOX, test_json.SPIRIS
    return (
        json.dumps({"Invoices": [fortnox, fortnox]}).encode(),
        json.dumps({"Data": [spiris]}).encode(),
        json.dumps([fortnox]).encode(),
    )


def _workbooks(folder: Path) -> tuple[bytes, ...]:
    path = workbook(folder / "good.xlsx", {"Data": [HEADER, ROW, ROW]})
    return (path.read_bytes(),)


def _zips(folder: Path) -> tuple[bytes, ...]:
    names = {"a/InvoiceSummaries.csv": test_bokio_zip.INVOICES}
    names["a/Customers.csv"] = test_bokio_zip.CUSTOMERS
    return (test_bokio_zip.packed(folder / "good.zip", names).read_bytes(),)


def _adoptions() -> tuple[bytes, ...]:
    text = "Fakturanr;Steg;Datum;Avgift\n1041;krav;2026-03-01;60,00\n1042;påminnelse;2026-03-01;0\n"
    return (text.encode(), text.encode("cp1252"))


def _bgmax() -> tuple[bytes, ...]:
    pays = [Pay(1250_00, "10413"), Pay(99_00, "10421", 2, name="ÅSA ÖBERG", texts=["HEJ"])]
    return (bgmax(Section(pays)), bgmax(Section(pays), Section(pays, serial=2), newline="\n"))


def _camt() -> tuple[bytes, ...]:
    entry = Ntry("150.00", [Tx("100.00", "A", "Åsa"), Tx("50.00", "B", ustrd="faktura 1041")])
    return (Camt([entry]).data(), Camt([entry], kind="054", encoding="iso-8859-1").data())


def _bank_lists() -> tuple[bytes, ...]:
    rows = "2026-09-28;2026-09-28;1;Alnö;12500.000;108633.980\n" * 2
    short = "2026-09-28;2026-09-28;Alnö faktura 1041;12 500,00;1\n"
    return (
        (test_bank_csv.SEB + rows).encode(),
        (test_bank_csv.SHORT + short).encode("cp1252"),
        (test_bank_csv.NORDEA + "2026-09-28;125,00;;;Åsa;;1041;;1,00;SEK;\n").encode(),
    )


def _settings() -> tuple[bytes, ...]:
    return tuple(f"{setting.key}={setting.default}".encode() for setting in SETTINGS)


def _texts() -> tuple[bytes, ...]:
    return (
        data_path("letters/sv/reminder.toml").read_bytes(),
        b'heading = "Hej"\n[[opening]]\ntext = "Hej {debtor}! **{total} kr** saknas."\n',
    )


def _rates() -> bytes:
    days = [{"date": f"{year}-01-02", "value": 2.0} for year in (2025, 2026)]
    return json.dumps(days).encode()


HOSTILE = (
    b'"',
    b";",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b"\r\n\r\n",
    b"9" * 400,
    b"-",
    b"1e999",
    b"NaN",
    b"\xe2\x80\xae",
    b"\xe2\x80\xa8",
    "٣".encode(),
    "²".encode(),
    b"\x1b[2J",
    b"\x9b31m",
    b"=cmd|' /C calc'!A0",
    b"{",
    b"}",
    b"[" * 2000,
    b"&a;",
    b"<!DOCTYPE a [<!ENTITY a 'b'>]>",
    b"0000-00-00",
    b"9999-12-31",
    b"0001-01-01",
    b"2026-02-30",
    b"**{debtor}",
    b"../../etc/passwd",
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The input spoilt: bytes changed, cut, doubled, moved, or something hostile put in."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = _MUTATIONS[chance.randrange(len(_MUTATIONS))](data, chance)
    return data


def _spoilt_within(data: bytes, chance: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        names = source.namelist()
        spoilt = chance.choice(names)
        for name in names:
            part = source.read(name)
            target.writestr(name, mutated(part, chance) if name == spoilt else part)
    return made.getvalue()


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data or b"x")
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _piece(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 4, 20, 100, 2000)))


def _remove(data: bytes, chance: random.Random) -> bytes:
    start, end = _piece(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, chance: random.Random) -> bytes:
    start, end = _piece(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 1, 30)) + data[end:]


def _move(data: bytes, chance: random.Random) -> bytes:
    start, end = _piece(data, chance)
    rest = data[:start] + data[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def _hostile(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    over = chance.choice((0, 0, 1, 10))
    return data[:at] + chance.choice(HOSTILE) + data[at + over :]


def _digit(data: bytes, chance: random.Random) -> bytes:
    places = [n for n, byte in enumerate(data[:5000]) if 48 <= byte < 58]
    if not places:
        return data
    changed = bytearray(data)
    changed[chance.choice(places)] = 48 + chance.randrange(10)
    return bytes(changed)


_MUTATIONS = (_flip, _cut, _remove, _double, _move, _hostile, _hostile, _digit)
