"""Many letters on all the cores there are, each the same bytes as if it were set alone.

The engine works outside Python's lock, so that threads are enough: nothing to start, nothing to
leave behind when the run is killed. It keeps the order and knows no ledger.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from reminder_cli.adapters.letters.pdf import render_pdf
from reminder_cli.adapters.letters.text import render_text
from reminder_cli.domain.letter import LetterData

if TYPE_CHECKING:
    from concurrent.futures import Future

Tag = TypeVar("Tag")

# More would wait for Python's lock: a seventh of a letter is made within it.
MOST_THREADS = 4
# Letters that each thread may be ahead of who takes them: what they take of memory ends there.
_AHEAD = 2


class Rendered(Struct, frozen=True):
    """A letter as it is archived and as it is mailed beside that."""

    pdf: bytes
    text: str


def render(letter: LetterData, overrides: Path | None = None) -> Rendered:
    """One letter; ``ValueError`` if its sums do not agree or the template is broken."""
    return Rendered(render_pdf(letter, overrides), render_text(letter, overrides))


def render_all(
    letters: Iterable[tuple[Tag, LetterData]], overrides: Path | None = None
) -> Generator[tuple[Tag, Rendered], None, None]:
    """Each letter with what it was given by, in order; a letter is asked for when its turn comes near.

    Close it (``contextlib.closing``) where not all may be taken. ``ValueError`` as :func:`render`.
    """
    letters = iter(letters)
    begin = list(islice(letters, 2))
    threads = min(_cores(), MOST_THREADS)
    if threads < 2 or len(begin) < 2:
        for tag, letter in chain(begin, letters):
            yield tag, render(letter, overrides)
        return
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(threads)
    under_way: deque[tuple[Tag, Future[Rendered]]] = deque()
    try:
        for tag, letter in chain(begin, letters):
            under_way.append((tag, pool.submit(render, letter, overrides)))
            if len(under_way) > threads * _AHEAD:
                yield _first(under_way)
        while under_way:
            yield _first(under_way)
    finally:
        pool.shutdown(cancel_futures=True)


def _first(under_way: deque[tuple[Tag, Future[Rendered]]]) -> tuple[Tag, Rendered]:
    tag, made = under_way.popleft()
    return tag, made.result()


def _cores() -> int:
    """How many cores this process may use: a server's or a container's limit counts."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
