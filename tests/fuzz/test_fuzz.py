"""A part of run.py in every run of the tests, and what hypothesis thinks of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.readers import HOSTILE, Reader, readers
from tests.fuzz.run import run


def test_no_spoilt_input_surprises_a_reader() -> None:
    tally = run(5000, 20260302)
    assert [(name, data, repr(error)) for name, data, error in tally.faults] == []
    assert tally.tried.total() > 4900
    # `run` has seen each reader read what is right. A backup of which any byte is another is mostly
    # refused; of the rest, nothing is tried in earnest where all is refused at once.
    assert all(read for name, read in tally.read.items() if name != "restore")


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> list[Reader]:
    return readers(tmp_path_factory.mktemp("fuzz"))


pieces = st.one_of(st.binary(max_size=60), st.text(max_size=40).map(str.encode))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(pieces, st.sampled_from(HOSTILE)), max_size=8), st.integers(0, 10**6))
def test_what_is_put_into_a_good_input(every: list[Reader], put: list[bytes], at: int) -> None:
    for reader in every:
        good = reader.good[at % len(reader.good)]
        place = at % (len(good) + 1)
        reader.attempt(good[:place] + b"".join(put) + good[place:])
        reader.attempt(b"".join(put))
