"""The sample files of banks against a ledger without invoices: all waits, and the sums are stated."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reminder_cli.adapters.payments.registry import read_payments
from reminder_cli.errors import RejectedFile
from reminder_cli.services import payments_view
from reminder_cli.services.import_payments import PaymentImport, import_payments
from tests.services.payments_firm import Firm

pytestmark = pytest.mark.interop


@pytest.mark.parametrize("folder", ["bgmax", "camt", "bankcsv", "swish", "totalin"])
def test_all_of_an_unknown_file_waits(folder: str, samples: Path, tmp_path: Path) -> None:
    taken = 0
    for number, path in enumerate(sorted((samples / folder).iterdir())):
        place = tmp_path / str(number)
        place.mkdir()
        try:
            read = read_payments(path)
        except RejectedFile:
            continue
        firm = Firm(place, today=date(2026, 11, 24)).start()
        report = import_payments(firm.world(), [path], PaymentImport(other_account=True))
        (file,) = report.files
        total = sum(payment.amount_ore for payment in read.payments)
        assert file.sum_ore == total
        assert report.booked_now == 0
        assert sum(line.amount_ore for line in report.new) == sum(
            item.line.waiting_ore for item in report.waiting
        )
        days = payments_view.day_sums(
            payments_view.between(firm.world(), date(2000, 1, 1), date(2027, 1, 1))
        )
        assert sum(day.sum_ore for day in days) == sum(day.waiting_ore for day in days)
        again = import_payments(firm.world(), [path], PaymentImport(other_account=True))
        assert again.files[0].new == 0
        taken += 1
    assert taken
