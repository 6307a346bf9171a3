"""Finds the data files, in a wheel or in a checkout. It never reads or writes anything else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def _root(name: str) -> Path:
    # A wheel carries data/ inside the package; an editable install leaves it beside it.
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def data_path(*parts: str) -> Path:
    """The path of a file or folder under ``data/``."""
    return _root("data").joinpath(*parts)


def example_path(*parts: str) -> Path:
    """The path of a file under ``examples/``."""
    return _root("examples").joinpath(*parts)
