"""The full screen: one list of invoices or of cases, and what can be done with them.

Nothing is written before a question has been answered with y. While letters go out no key does
anything, so that what was typed meanwhile is not taken for an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from rich.cells import cell_len
from rich.text import Text as Cell
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.coordinate import Coordinate
from textual.widgets import DataTable, Input, Static

from reminder_cli.cli.context import unexpected
from reminder_cli.cli.view.desk import Desk, Proposal
from reminder_cli.cli.view.rows import (
    CASE_HEADS,
    CASE_SORTS,
    INVOICE_HEADS,
    Head,
    Row,
    cut,
    one_line,
    widths,
)
from reminder_cli.cli.view.screens import Asking, Question, Reading
from reminder_cli.cli.view.texts import SORT_NAMES, WHICH_NAMES, help_text, keys_text
from reminder_cli.errors import RemindError
from reminder_cli.i18n import _, ngettext
from reminder_cli.services.views import SORTS

_WHICH = {"invoices": ("overdue", "eligible", "all"), "cases": ("open", "closed", "all")}
_SORTS = {"invoices": tuple(SORTS), "cases": tuple(CASE_SORTS)}
_HEADS: dict[str, tuple[Head, ...]] = {"invoices": INVOICE_HEADS, "cases": CASE_HEADS}
_MARK = "*"
_AROUND = 3  # characters of a line: the mark before the first column, and the scroll bar
_FIRM = 20  # characters of its name: what is listed matters more
T = TypeVar("T")


class View(App[None]):
    """The program's full screen. It holds what is looked at and marked; the desk does the work."""

    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { layers: base; }
    #head, #keys { background: $panel; }
    #head { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    #detail { height: auto; min-height: 3; max-height: 8; }
    #foot { height: 2; background: $panel; }
    #filter { height: 1; display: none; }
    #filter.open { display: block; }
    DataTable { height: 1fr; scrollbar-size-vertical: 1; }
    Reading, Question, Asking { align: center middle; }
    .page { width: 100%; height: 100%; background: $surface; padding: 0 1; }
    .box { width: 78; max-width: 100%; height: auto; max-height: 100%; background: $surface; border: solid $accent;
           padding: 0 1; }
    .box VerticalScroll { height: auto; max-height: 15; }
    #title { text-style: bold; margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("1", "look('invoices')"),
        ("2", "look('cases')"),
        ("space", "mark"),
        ("a", "mark_all"),
        ("s", "send"),
        ("h", "hold"),
        ("r", "release"),
        ("c", "cancel"),
        ("e", "explain"),
        ("p", "letter"),
        ("f", "which"),
        ("o", "sort"),
        ("slash", "filter"),
        ("u,f5", "reload"),
        ("question_mark,f1", "help"),
        ("escape", "clear"),
        ("q", "leave"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.looking = "invoices"
        self.which = {name: choices[0] for name, choices in _WHICH.items()}
        self.order = {name: choices[0] for name, choices in _SORTS.items()}
        self.rows: list[Row] = []
        self.listed: list[Row] = []
        self.marked: set[str] = set()
        self.sending = False
        self._firm = desk.firm()

    # ---- the picture ----

    def compose(self) -> ComposeResult:
        """A line about the firm, the list, a line about the row, and the keys."""
        yield Static("", id="head", markup=False)
        yield DataTable(cursor_type="row", cell_padding=0, zebra_stripes=False)
        yield Input(id="filter", compact=True, placeholder=_("Number or name"))
        yield Static("", id="detail", markup=False)
        yield Static(keys_text(), id="foot", markup=False)

    def on_mount(self) -> None:
        """Read the ledger for the first time."""
        self.action_reload()
        self.table.focus()

    def on_resize(self) -> None:
        """Use the room there is now."""
        self._draw()

    @property
    def table(self) -> DataTable[Cell]:
        """The list."""
        return self.query_one(DataTable)

    def action_reload(self) -> None:
        """Read the ledger anew."""
        read = self.desk.invoices if self.looking == "invoices" else self.desk.cases
        found = self._tried(lambda: read(self.which[self.looking], self.order[self.looking]))
        if found is not None:
            self.rows = found
            self.marked &= {row.number for row in found}
            self._draw()

    def _draw(self) -> None:
        """Fill the list; the cursor stays on its invoice where it can."""
        at = self.current.number if self.current else ""
        wanted = self.query_one("#filter", Input).value
        self.listed = [row for row in self.rows if row.matches(wanted)]
        table = self.table
        table.clear(columns=True)
        table.add_column("", width=2)
        heads = _HEADS[self.looking]
        wide = widths(heads, self.listed, self.size.width - _AROUND)
        for head, width in zip(heads, wide, strict=True):
            heading = Cell(str(head.text), justify="right" if head.number else "left")
            table.add_column(heading, width=width)
            table.add_column("", width=1)
        for row in self.listed:
            table.add_row(*self._cells(row, wide))
        places = [place for place, row in enumerate(self.listed) if row.number == at]
        table.move_cursor(row=places[0] if places else 0)
        self._tell()

    def _cells(self, row: Row, wide: list[int]) -> list[Cell]:
        cells = [Cell(_MARK if row.number in self.marked else "")]
        for head, width, text in zip(_HEADS[self.looking], wide, row.cells, strict=True):
            cells.append(Cell(cut(text, width), justify="right" if head.number else "left"))
            cells.append(Cell(""))
        return cells

    def _tell(self) -> None:
        """The lines around the list."""
        name = _("Invoices") if self.looking == "invoices" else _("Cases")
        parts = [
            cut(one_line(self._firm), _FIRM),
            f"{name}: {WHICH_NAMES[self.which[self.looking]]}",
            ngettext("{n} row", "{n} rows", len(self.listed)),
        ]
        if self.marked:
            parts.append(_("{n} marked", n=len(self.marked)))
        if self.desk.session.trial:
            parts.append(_("trying out"))
        # What a narrow screen has no room for is left out whole: a cut word says nothing.
        for more in (
            str(self.desk.moment.date()),
            _("by {order}", order=SORT_NAMES[self.order[self.looking]]),
        ):
            if cell_len(" · ".join([*parts, more])) <= self.size.width - 2:
                parts.append(more)
        self.query_one("#head", Static).update(" · ".join(parts))
        self._tell_row()

    def _tell_row(self) -> None:
        current = self.current
        nothing = _("Nothing to show. f shows others; 1 and 2 change between invoices and cases.")
        self.query_one("#detail", Static).update(current.detail if current else nothing)

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        place = self.table.cursor_row
        return self.listed[place] if 0 <= place < len(self.listed) else None

    def on_data_table_row_highlighted(self) -> None:
        """Say what there is to say of the row."""
        self._tell_row()

    # ---- looking ----

    def action_look(self, what: str) -> None:
        """Change between invoices and cases; marks do not follow."""
        if what != self.looking:
            self.looking = what
            self.marked.clear()
        self.action_reload()

    def action_which(self) -> None:
        """The next choice of what to list."""
        self.which[self.looking] = _after(self.which[self.looking], _WHICH[self.looking])
        self.action_reload()

    def action_sort(self) -> None:
        """The next order."""
        self.order[self.looking] = _after(self.order[self.looking], _SORTS[self.looking])
        self.action_reload()

    def action_filter(self) -> None:
        """Open the line to filter by."""
        line = self.query_one("#filter", Input)
        line.add_class("open")
        line.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        if event.input.id == "filter":
            self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Back to the list, filtered."""
        if event.input.id == "filter":
            self._close_filter()

    def action_clear(self) -> None:
        """No filter and no marks."""
        self.query_one("#filter", Input).value = ""
        self.marked.clear()
        self._close_filter()
        self._draw()

    def _close_filter(self) -> None:
        line = self.query_one("#filter", Input)
        if not line.value:
            line.remove_class("open")
        self.table.focus()

    def on_data_table_row_selected(self) -> None:
        """Enter: all of the invoice."""
        width = self.size.width - 4
        self._read(lambda number: self.desk.shown(number, width), _("Invoice"))

    def action_explain(self) -> None:
        """Every öre of the invoice."""
        width = self.size.width - 4
        self._read(
            lambda number: self.desk.explained(number, width), _("What is owed, line by line")
        )

    def action_letter(self) -> None:
        """The letter that comes next."""
        self._read(self.desk.letter, _("The letter"))

    def action_help(self) -> None:
        """The keys."""
        self.push_screen(Reading(_("Keys"), help_text()))

    def _read(self, text_of: Callable[[str], str], title: str) -> None:
        row = self.current
        if row is None:
            return
        text = self._tried(lambda: text_of(row.number))
        if text is not None:
            self.push_screen(Reading(f"{title} {row.number}", text))

    # ---- marking and doing ----

    def action_mark(self) -> None:
        """Mark the row, or take the mark away, and go on to the next."""
        row = self.current
        if row is None:
            return
        self.marked ^= {row.number}
        place = self.table.cursor_row
        mark = _MARK if row.number in self.marked else ""
        self.table.update_cell_at(Coordinate(place, 0), Cell(mark))
        self.table.move_cursor(row=min(place + 1, len(self.listed) - 1))
        self._tell()

    def action_mark_all(self) -> None:
        """Mark all that is shown, or none of it; what was sent and closed before is marked by itself."""
        shown = {row.number for row in self.listed if not row.again}
        self.marked = self.marked - shown if shown <= self.marked else self.marked | shown
        self._draw()

    @property
    def chosen(self) -> list[str]:
        """The marked ones, in the order of the list; without marks the row under the cursor."""
        marked = [row.number for row in self.rows if row.number in self.marked]
        return marked or ([self.current.number] if self.current else [])

    def action_send(self) -> None:
        """Ask whether to send the reminders."""
        numbers = self.chosen
        proposal = self._tried(lambda: self.desk.propose(numbers)) if numbers else None
        if proposal is None:
            return
        if not proposal.letters:
            self.push_screen(Reading(_("Nothing can be sent"), proposal.refused))
            return
        text = "\n".join(filter(None, (proposal.text, "", proposal.refused)))

        def answered(yes: bool | None) -> None:
            if yes:
                self._send(proposal)

        self.push_screen(Question(_("Send these letters?"), text), answered)

    def _send(self, proposal: Proposal) -> None:
        self.sending = True
        n = len(proposal.letters)
        said = ngettext("Sending {n} letter…", "Sending {n} letters…", n)
        self.query_one("#foot", Static).update(said)
        self.run_worker(lambda: self._send_apart(proposal), thread=True, exit_on_error=False)

    def _send_apart(self, proposal: Proposal) -> None:
        """In a thread of its own, because a mail server may take its time."""
        text = self._tried(lambda: self.desk.send(proposal), tell=self._from_thread)
        self.call_from_thread(self._sent, text)

    def _from_thread(self, title: str, text: str) -> None:
        self.call_from_thread(self._say, title, text)

    def _sent(self, text: str | None) -> None:
        self.sending = False
        self.query_one("#foot", Static).update(keys_text())
        if text is not None:
            self.marked.clear()
            self._say(_("Sent"), text)
        self.action_reload()

    def action_hold(self) -> None:
        """Ask until when and why, then whether to."""
        numbers = self.chosen

        def filled(said: list[str] | None) -> None:
            if said is not None:
                until, reason = said
                self._ask(
                    _("Put on hold?"),
                    lambda dry_run: self.desk.hold(numbers, until, reason, dry_run=dry_run),
                )

        if numbers:
            fields = [_("Until (YYYY-MM-DD)"), _("Why; it is kept.")]
            self.push_screen(
                Asking(_("Hold: {numbers}", numbers=", ".join(numbers)), fields), filled
            )

    def action_release(self) -> None:
        """Ask whether to lift the holds."""
        numbers = self.chosen
        if numbers:
            self._ask(
                _("Lift the hold?"), lambda dry_run: self.desk.release(numbers, dry_run=dry_run)
            )

    def action_cancel(self) -> None:
        """Ask why to close the cases, then whether to."""
        numbers = self.chosen

        def filled(said: list[str] | None) -> None:
            if said is not None:
                self._ask(
                    _("Close these cases?"),
                    lambda dry_run: self.desk.cancel(numbers, said[0], dry_run=dry_run),
                )

        if numbers:
            title = _("Close: {numbers}", numbers=", ".join(numbers))
            self.push_screen(Asking(title, [_("Why; it is kept.")]), filled)

    def _ask(self, title: str, act: Callable[[bool], str]) -> None:
        """Try it, ask, and do it when the answer is yes."""
        would = self._tried(lambda: act(True))
        if would is None:
            return

        def answered(yes: bool | None) -> None:
            if not yes:
                return
            done = self._tried(lambda: act(False))
            if done is not None:
                self.marked.clear()
                self._say(_("Done"), done)
            self.action_reload()

        self.push_screen(Question(title, would), answered)

    def action_leave(self) -> None:
        """End."""
        self.exit()

    def action_help_quit(self) -> None:
        """Ctrl+C ends too, instead of what Textual says of it in English."""
        self.action_leave()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While letters go out nothing is listened to, nor in a line where something is typed."""
        if self.sending:
            return False
        return super().check_action(action, parameters)

    # ---- what went wrong ----

    def _tried(
        self, act: Callable[[], T], tell: Callable[[str, str], None] | None = None
    ) -> T | None:
        """What it gives, or None after a sentence about what went wrong, with its remedy."""
        try:
            return act()
        except Exception as error:
            session = self.desk.session
            known = error if isinstance(error, RemindError) else session.translated(error)
            if known is None and session.debug:
                raise
            known = known or unexpected(error)
            (tell or self._say)(_("It was not done"), f"{known.message}\n\n{known.fix}")
            return None

    def _say(self, title: str, text: str) -> None:
        self.push_screen(Reading(title, text))


def _after(choice: str, choices: tuple[str, ...]) -> str:
    return choices[(choices.index(choice) + 1) % len(choices)]
