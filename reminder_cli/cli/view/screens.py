"""What opens over the list: a text to read, a question to answer, fields to fill in.

Text from outside is never markup: everything is shown as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from reminder_cli.cli.render import harmless
from reminder_cli.i18n import _


def plain(text: str, *, name: str = "") -> Static:
    """Text as it is, without control characters."""
    return Static(harmless(text).replace("\t", " "), markup=False, id=name or None)


class Reading(ModalScreen[None]):
    """A text that can be longer than the screen; nothing happens but reading."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,enter,space", "dismiss")]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """Title, text, and how to go back."""
        with Vertical(classes="page"):
            yield plain(self._title, name="title")
            with VerticalScroll(can_focus=True):
                yield plain(self._text, name="text")
            yield plain(_("Arrows scroll, Esc goes back"), name="keys")


class Question(ModalScreen[bool]):
    """Done only when y (or j) is pressed; every other way out leaves all as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("y,j", "dismiss(True)"),
        ("n,escape,q", "dismiss(False)"),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """What would be done, and the two answers."""
        with Vertical(classes="box"):
            yield plain(self._title, name="title")
            with VerticalScroll(can_focus=True):
                yield plain(self._text, name="text")
            yield plain(_("y: yes, do it   n or Esc: no, go back"), name="keys")


class Asking(ModalScreen[list[str] | None]):
    """A line for each field; Enter goes on to the next, and at the last one to the question."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss")]

    def __init__(self, title: str, fields: Sequence[str]) -> None:
        super().__init__()
        self._title, self._fields = title, fields

    def compose(self) -> ComposeResult:
        """The fields, each with its name before it."""
        with Vertical(classes="box"):
            yield plain(self._title, name="title")
            for place, name in enumerate(self._fields):
                yield plain(name)
                yield Input(id=f"field{place}", compact=True)
            yield plain(_("Enter goes on, Esc goes back"), name="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the next field, or done."""
        inputs = list(self.query(Input))
        place = inputs.index(event.input)
        if place + 1 < len(inputs):
            inputs[place + 1].focus()
        else:
            self.dismiss([one.value for one in inputs])
