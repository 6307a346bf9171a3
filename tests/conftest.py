"""What all tests share: golden files, sample files, and the language."""

from __future__ import annotations

import getpass
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reminder_cli.i18n import set_language

# The programs that tests start are compiled once and not at every start, whatever the machine says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault(
    "PYTHONPYCACHEPREFIX", str(Path(tempfile.gettempdir(), f"remind-bytecode-{getpass.getuser()}"))
)

HERE = Path(__file__).parent
os.environ["LOGNAME"] = "eva"  # who did it, in what is shown and compared
SAMPLES = HERE.parent.parent / "shared" / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden")


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file in tests/golden, byte for byte; --update-golden rewrites it."""

    def compare(name: str, text: str) -> None:
        path = HERE / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no golden file {name}: run pytest --update-golden and read it"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample files of other programs; interop tests skip where they are not."""
    if not SAMPLES.is_dir():
        pytest.skip("the sample files of other programs are not on this machine")
    return SAMPLES
