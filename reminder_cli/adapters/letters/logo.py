"""A firm's own logo, as SVG text for the template: `logo.svg`, or `logo.png` wrapped in SVG."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path

LOGOS = ("logo.svg", "logo.png")
_PNG_START = b"\x89PNG\r\n\x1a\n"


def logo_svg(overrides: Path | None) -> str:
    """The logo in the own folder, or nothing. ``ValueError`` if a PNG is not one, or an SVG no text."""
    if overrides is None:
        return ""
    for name in LOGOS:
        path = overrides / name
        if path.is_file():
            return _read(path, path.stat().st_mtime_ns)
    return ""


@lru_cache(maxsize=8)
def _read(path: Path, _changed_ns: int) -> str:
    content = path.read_bytes()
    if path.suffix == ".svg":
        return content.decode("utf-8-sig")
    if not content.startswith(_PNG_START) or len(content) < 24:
        raise ValueError(f"{path.name} is not a PNG picture")
    # The size stands in the first chunk, IHDR. A picture inside SVG travels as text, so that
    # the engine needs no right to read the folder it lies in.
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    encoded = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{encoded}"/></svg>'
    )
