"""The wheel: everything the program reads comes along, and `remind demo` runs where nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def pip(python: str | Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def index_is_out_of_reach(words: str) -> bool:
    return any(
        sign in words
        for sign in ("NewConnectionError", "Temporary failure in name resolution", "ConnectTimeout")
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # With hatchling at hand nothing is fetched; else pip fetches it to build with.
    built = pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    if built.returncode and index_is_out_of_reach(built.stdout + built.stderr):
        pytest.skip("the package index cannot be reached, and the build needs hatchling from it")
    assert built.returncode == 0, built.stderr
    (found,) = folder.glob("reminder_cli-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an empty environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    done = pip(commands / "python", "install", "--quiet", "--prefer-binary", str(wheel))
    if done.returncode and index_is_out_of_reach(done.stdout + done.stderr):
        pytest.skip("the package index cannot be reached, and the libraries come from it")
    assert done.returncode == 0, done.stderr
    return commands


def tracked(folder: str) -> set[str]:
    """The files of a folder that are part of the project."""
    done = subprocess.run(
        ["git", "ls-files", folder], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return {name for name in done.stdout.splitlines() if (ROOT / name).is_file()}


def test_everything_comes_along(wheel: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout, so that nobody knows what is part of the project")
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder, prefix in (
        ("reminder_cli", ""),
        ("data", "reminder_cli/"),
        ("examples", "reminder_cli/"),
    ):
        missing = {f"{prefix}{name}" for name in tracked(folder)} - inside
        assert missing == set(), folder
    nothing_else(sorted(inside))


def nothing_else(names: list[str]) -> None:
    strange = [
        name
        for name in names
        if not name.startswith(("reminder_cli/", "reminder_cli-"))
        or "__pycache__" in name
        or name.endswith((".db", ".part", ".orig"))
    ]
    assert strange == []
    assert "reminder_cli/locale/sv/LC_MESSAGES/remind.mo" in names


def test_in_an_empty_environment(installed: Path, wheel: Path, tmp_path: Path) -> None:
    # One test, so that two workers do not each make an environment.
    for lang in ("en", "sv"):
        check_demo(installed, tmp_path, lang)
    version = subprocess.run(
        [installed / "remind", "--version"], capture_output=True, text=True, check=True
    )
    assert version.stdout.strip() == f"remind {wheel.name.split('-')[1]}"
    for page in ("man/man1/remind.1", "man/sv/man1/remind.1"):
        assert (installed.parent / "share" / page).is_file()
    listed = pip(installed / "python", "list", "--format", "freeze").stdout.casefold()
    for name in ("pytest", "hypothesis", "holidays", "babel", "pillow", "numpy"):
        assert f"\n{name}==" not in f"\n{listed}", "a library of development is needed"


def check_demo(installed: Path, folder: Path, lang: str) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "REMIND_LANG": lang}
    done = subprocess.run(
        [installed / "remind", "demo", lang],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
        env={**env, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    assert "Alnö Bygg AB" in done.stdout
    assert list((folder / lang / "demo-letters" / "archive").glob("*.pdf"))
    assert {p.name for p in folder.iterdir()} <= {"en", "sv"}, "it writes nowhere else"
