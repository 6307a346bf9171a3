"""A firm's life, by dice: see play.py for what happens and money.py for what is owed.

Whole worlds of two years, one by one or many: python -m tests.simulation.run SEED, or 0-199.
"""

from __future__ import annotations

import pytest

from tests.simulation.play import play
from tests.simulation.size import FULL, SMALL

WHOLE = 1  # the first seeds; the others play a season


@pytest.mark.parametrize("seed", range(20))
def test_world(seed: int) -> None:
    play(seed, FULL if seed < WHOLE else SMALL)
