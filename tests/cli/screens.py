"""The full screen driven by keys as a person presses them, and read back as lines of text."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from textual.pilot import Pilot

from reminder_cli.cli.context import Session
from reminder_cli.cli.view.app import View
from reminder_cli.cli.view.desk import Desk
from tests.cli.runs import DAY, Firm

SWEDEN = ZoneInfo("Europe/Stockholm")
SIZE = (80, 24)
_PIECE = re.compile(
    r'<text[^>]* x="([\d.]+)"[^>]*clip-path="url\(#[^"]*line-(\d+)\)"[^>]*>(.*?)</text>'
)
_BARS = dict.fromkeys(map(ord, "\xa0▁▂▃▄▅▆▇█"), " ")
_CELL = 12.2  # how wide one character is in the drawing


class Screen:
    """A running full screen."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys, one after another, and wait until all is quiet, letters sent too."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()
        await self.pilot.app.workers.wait_for_complete()
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*("space" if c == " " else c for c in text))

    @property
    def lines(self) -> list[str]:
        """The screen as text, line by line, without its colours."""
        drawing = self.pilot.app.export_screenshot()
        rows = [[" "] * SIZE[0] for _line in range(SIZE[1])]
        for x, line, text in _PIECE.findall(drawing):
            first = round(float(x) / _CELL)
            for place, character in enumerate(html.unescape(text), start=first):
                if place < SIZE[0]:
                    rows[int(line)][place] = character
        # A scroll bar is drawn otherwise from one version of the library to the next.
        plain = ("".join(row).translate(_BARS) for row in rows)
        return [line.rstrip() for line in plain]

    @property
    def text(self) -> str:
        """The same in one piece."""
        return "\n".join(self.lines)


def run(
    firm: Firm,
    play: Callable[[Screen], Awaitable[None]],
    *,
    day: str = DAY,
    clock: Callable[[], datetime] | None = None,
) -> None:
    """Open the full screen on this firm, play, and close it."""
    now = datetime.combine(datetime.fromisoformat(day), time(12), SWEDEN)
    session = Session(
        path=firm.ledger,
        today=now.date(),
        now=now,
        trial=clock is None,
        trial_agreed=True,
    )

    async def played() -> None:
        app = View(Desk(session, clock or (lambda: now)))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            await play(Screen(pilot))

    asyncio.run(played())
