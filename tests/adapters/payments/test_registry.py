"""The reader is chosen by what a file holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from reminder_cli.adapters.payments import base
from reminder_cli.adapters.payments.registry import read_payments
from reminder_cli.errors import RejectedFile, UnreadableFile
from tests.adapters.payments.files import Camt, Ntry, Pay, Section
from tests.adapters.payments.files import bgmax as bgmax_file
from tests.adapters.payments.test_bank_csv import ROW, SHORT, workbook
from tests.adapters.payments.test_total_in import GOOD as TOTAL_IN


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (bgmax_file(Section([Pay(100)])), "BgMax"),
        (TOTAL_IN, "Total IN"),
        (Camt([Ntry("1.00")]).data(), "camt.053.001.02"),
        ((SHORT + ROW).encode(), "Handelsbanken statement, short"),
        (workbook(["Datum", "Belopp"], ["2026-09-28", 1]), "bank statement (columns recognised)"),
    ],
)
def test_the_name_of_the_file_means_nothing(tmp_path: Path, data: bytes, expected: str) -> None:
    path = tmp_path / "misleading.pdf"
    path.write_bytes(data)
    result = read_payments(path)
    assert result.format == expected
    assert len(result.payments) >= 1


@pytest.mark.parametrize(
    "data",
    [b"", b" \r\n", b"<html><body>Log in</body></html>", b"%PDF-1.7", b"\x00" * 500, b"\xff\xfe<"],
)
def test_what_no_reader_knows(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        read_payments(path)
    assert caught.value.fix


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(UnreadableFile):
            read_payments(path)


def test_a_file_larger_than_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "MAX_BYTES", 10)
    path = tmp_path / "file"
    path.write_bytes(b"x" * 11)
    with pytest.raises(RejectedFile, match="larger"):
        read_payments(path)
