"""Months of a firm, by dice: see play.py for what happens and books.py for what is owed.

More seeds: python -m tests.simulation.run SEED [SEED ...]
"""

from __future__ import annotations

import pytest

from tests.simulation.play import play


@pytest.mark.parametrize("seed", range(20))
def test_world(seed: int) -> None:
    play(seed)
