"""Reminders, inkassokrav and late interest for a small Swedish firm."""

import sys

__version__ = "0.1.0"

# msgspec would load typing_extensions, 8 ms of every start, for names that typing has had since
# Python 3.11; kept from it, it takes those (docs/decisions/0013).
if "typing_extensions" not in sys.modules:
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]
