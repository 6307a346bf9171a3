"""Anonymised files: nobody is left in them, and all that a reader needs is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.adapters.importers.anonymise import anonymise
from reminder_cli.adapters.importers.base import ReadOptions
from reminder_cli.adapters.importers.registry import read_invoices

SALT = b"0123456789abcdef"

SIE = (
    '#FLAGGA 0\r\n#PROGRAM "Fortnox" 3.57\r\n#FORMAT PC8\r\n#SIETYP 4\r\n#FNAMN "Åkes Måleri AB"\r\n'
    '#ORGNR 556036-0793\r\n#RAR 0 20260101 20261231\r\n#KONTO 1510 "Lån Åke"\r\n#UB 0 1510 1250\r\n'
    '#VER B 7 20260801 "Kundfaktura Åsa Öberg (1042)" 20260801\r\n{\r\n'
    '#TRANS 1510 {1 "10"} 1250.00 "" "" 0\r\n#TRANS 3001 {} -1250.00\r\n}\r\n'
    '#VER A 8 20260901 "Kundbet Åsa Öberg (1042)" 20260901\r\n{\r\n'
    "#TRANS 1510 {} -500.00\r\n#TRANS 1930 {} 500.00\r\n}\r\n"
)
CSV = (
    "Åkes Måleri AB;;;;;\nFakturanr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp\n"
    "1042;Åsa Öberg;19121212-1212;2026-08-01;2026-08-31;1 250,00\n"
    "1043;ÅSA ÖBERG;121212-1212;20260801;2026-08-31;0,50\n"
)
JSON = '{"Invoices": [{"CustomerName": "\\u00c5sa \\"Ö\\"", "Total": 1250.50, "Cancelled": false}]}'
XML = (
    '<?xml version="1.0" encoding="utf-8"?><Sie xmlns="http://www.sie.se/sie5"><Customer id="12"'
    ' name="Åsa &amp; Co"/></Sie>'
)
BGMAX = (
    "01BGMAX               0120040525173035010331P".ljust(80)
    + "\r\n"
    + "200003783511" + "1042".rjust(25) + "125000".zfill(18) + "21" + "000000000001" + "0".ljust(11)
    + "\r\n26ÅSA ÖBERG".ljust(80)
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SIE, "cp437"), (SIE, "utf-8"), (CSV, "cp1252"), (CSV, "utf-8-sig"), (CSV, "utf-16"),
     (JSON, "utf-8"), (XML, "utf-8"), (BGMAX, "latin-1")],
)  # fmt: skip
def test_same_layout_and_nobody_left(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    result = anonymise(data, salt=SALT)
    assert len(result) == len(data)
    changed = result.decode(encoding)
    assert re.sub(r"[^\W_]", "x", changed) == re.sub(r"[^\W_]", "x", text)
    for secret in ("Åsa", "ÅSA", "Öberg", "ÖBERG", "Åke", "1042", "1250", "5560", "1212"):
        assert secret not in changed


def test_deterministic_by_salt() -> None:
    data = CSV.encode()
    assert anonymise(data, salt=SALT) == anonymise(data, salt=SALT)
    assert anonymise(data, salt=SALT) != anonymise(data, salt=b"another")


def test_words_and_numbers_stay_together_and_dates_stay() -> None:
    lines = anonymise(CSV.encode(), salt=SALT).decode().splitlines()
    assert lines[1] == "Fakturanr;Kund;Org.nr;Fakturadatum;Förfallodatum;Belopp"
    first, second = (line.split(";") for line in lines[2:])
    assert first[1].casefold() == second[1].casefold()
    assert second[1].isupper()
    assert first[3:5] == ["2026-08-01", "2026-08-31"]
    assert second[3] == "20260801"


def test_what_readers_need_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.se"
    path.write_bytes(anonymise(SIE.encode("cp437"), salt=SALT))
    file = read_invoices(path, ReadOptions(terms_days=30, force=True))
    assert file.problems == []
    assert [draft.kind.value for draft in file.drafts] == ["invoice"]
    assert file.rows == 2
    path.write_bytes(anonymise(CSV.encode("cp1252"), salt=SALT))
    file = read_invoices(path, ReadOptions())
    assert len(list(file.drafts)) == 2
    assert file.problems == []
    assert json.loads(anonymise(JSON.encode(), salt=SALT))["Invoices"][0].keys() == {
        "CustomerName", "Total", "Cancelled",
    }  # fmt: skip
    root = ET.fromstring(anonymise(XML.encode(), salt=SALT))
    assert root.tag == "{http://www.sie.se/sie5}Sie"


@given(numbers=st.sets(st.integers(min_value=1, max_value=10**12), max_size=50))
def test_two_numbers_never_become_one(numbers: set[int]) -> None:
    text = "\n".join(f"x;{number};y" for number in sorted(numbers))
    changed = anonymise(text.encode(), salt=SALT).decode()
    found = [line.split(";")[1] for line in changed.splitlines()]
    assert len(set(found)) == len(found)
    assert [len(number) for number in found] == [len(str(number)) for number in sorted(numbers)]


@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes(data: bytes) -> None:
    try:
        result = anonymise(data, salt=SALT)
    except ValueError:
        return
    assert len(result) == len(data)


def test_binary_is_refused() -> None:
    with pytest.raises(ValueError, match="only text"):
        anonymise(b"PK\x03\x04\x00\x00", salt=SALT)
