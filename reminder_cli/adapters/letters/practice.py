"""What stands on a letter that was made to try out, so that nobody takes it for a real one.

Not among the texts that a firm may replace with its own: no text of a firm takes the mark away.
"""

from __future__ import annotations

STAMPS = {"sv": "PROV", "en": "TEST"}
SENTENCES = {
    "sv": "PROV – brevet är gjort på prov. Det är inget krav och ska inte betalas.",
    "en": "TEST – made for trial only. Nothing is claimed; do not pay.",
}
