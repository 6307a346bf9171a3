"""A firm to run commands on, and one with the example's invoices, made once for all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reminder_cli.resources import example_path
from tests.cli.runs import INIT, Firm


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    """A firm that has been set up and has no invoices."""
    made = Firm(tmp_path)
    assert made.run(*INIT).code == 0
    return made


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Firm(tmp_path_factory.mktemp("filled"))
    assert made.run(*INIT).code == 0
    assert made.run("import", str(example_path("fakturor.csv"))).code == 0
    assert made.run("send", "1041", "1046", "1050", "1051").code == 0
    return made.folder


@pytest.fixture
def filled(tmp_path: Path, _filled: Path) -> Firm:
    """A firm with the example's invoices, four of them sent. A copy: do with it what you like."""
    shutil.copytree(_filled, tmp_path / "firm")
    return Firm(tmp_path / "firm")
