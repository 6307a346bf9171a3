"""A firm to run commands on, and one with the example's invoices, made once for all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from reminder_cli.adapters import rates
from reminder_cli.resources import example_path
from tests.adapters.test_rates import GOOD, Serve, serve
from tests.cli.desk import Desk, Desks
from tests.cli.runs import INIT, Firm

__all__ = ["serve"]


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


@pytest.fixture(scope="session")
def _desks(tmp_path_factory: pytest.TempPathFactory) -> Desks:
    first = Desk(tmp_path_factory.mktemp("desk"))
    with chdir(first.home):
        first.put_in_order()
    return Desks(first, tmp_path_factory.mktemp("desks"))


@pytest.fixture
def desks(_desks: Desks, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Desks:
    """Desks at which what documents and help show can be typed; a local server is Riksbanken's."""
    monkeypatch.setattr(rates.fetch_rates, "__defaults__", (serve(GOOD),))
    monkeypatch.setattr("tempfile.tempdir", str(_desks.folder))
    return _desks


@pytest.fixture
def desk(desks: Desks) -> Iterator[Desk]:
    """One of them, to go on at."""
    with desks.copy() as one:
        yield one
