"""The table in docs/bank-files.md says what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.make_payment_formats_table import DOCUMENT, renewed


@pytest.mark.interop
def test_the_table_is_fresh(samples: Path) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert renewed(document, samples) == document
