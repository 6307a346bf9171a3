"""What the full screen lists, as texts: no part of it knows of the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len, set_cell_size

from reminder_cli.cli import lists, render
from reminder_cli.cli.render import harmless
from reminder_cli.domain.money import show_kronor as kr
from reminder_cli.domain.swedish_order import swedish_order
from reminder_cli.i18n import Text, _
from reminder_cli.services.views import CaseStatus, ListedInvoice
from reminder_cli.services.words import FLAGS, LETTERS, STATUSES, STEPS

_SHORT = {f"case_{kind}": LETTERS[kind] for kind in ("reminder", "demand")}


class Head(Struct, frozen=True):
    """A column: its heading and its width on 80 characters; numbers stand to the right."""

    text: Text
    width: int
    number: bool = False


class Row(Struct, frozen=True, kw_only=True):
    """One invoice or case. ``detail`` says all that a column may be too narrow for, and the sentence
    about it; ``more`` is found by the filter.

    An invoice whose case was cancelled is sent ``again`` only when it is marked by itself: the
    user had a reason.
    """

    number: str
    cells: tuple[str, ...]
    detail: str
    more: str = ""
    again: bool = False

    def matches(self, wanted: str) -> bool:
        """Whether every word of a filter stands in the row."""
        text = " ".join((*self.cells, self.more)).casefold()
        return all(word in text for word in wanted.casefold().split())


# With the mark before and a gap after each, 79 characters: a terminal of 80 holds them.
INVOICE_HEADS = (
    Head(Text("Invoice"), 9),
    Head(Text("Customer"), 16),
    Head(Text("Due"), 10),
    Head(Text("Left, kr"), 12, number=True),
    Head(Text("Status"), 14),
    Head(Text("Sent"), 10),
)
CASE_HEADS = (
    Head(Text("Invoice"), 8),
    Head(Text("Customer"), 13),
    Head(Text("Stage"), 14),
    Head(Text("Balance"), 12, number=True),
    Head(Text("Next"), 25),
)
CASE_SORTS: dict[str, Callable[[CaseStatus], object]] = {
    "next": lambda item: (
        item.next_on is None,
        str(item.next_on or ""),
        item.subject.invoice.number,
    ),
    "amount": lambda item: -item.subject.account.balance_ore,
    "customer": lambda item: swedish_order(item.subject.customer.name),
    "number": lambda item: (len(item.subject.invoice.number), item.subject.invoice.number),
}


def short_status(status: str) -> str:
    """The word for a status in a narrow column; the line about the row has the whole of it."""
    return str(_SHORT.get(status, STATUSES[status]))


def widths(heads: Sequence[Head], rows: Sequence[Row], room: int) -> list[int]:
    """How wide each column is: an amount is never cut, and texts take what room is left over."""
    longest = [max((cell_len(row.cells[n]) for row in rows), default=0) for n in range(len(heads))]
    found = [
        max(head.width, most if head.number else 0)
        for head, most in zip(heads, longest, strict=True)
    ]
    spare = room - sum(found) - len(heads)
    for place, most in enumerate(longest):
        more = min(max(most - found[place], 0), max(spare, 0))
        found[place] += more
        spare -= more
    return found


def cut(text: str, width: int) -> str:
    """A text in so many characters of a screen; what is left out leaves a mark."""
    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"


def one_line(text: str) -> str:
    """Text from outside as it may stand on one line of a screen."""
    return " ".join(harmless(text).split())


def invoice_rows(items: Sequence[ListedInvoice]) -> list[Row]:
    """The invoices, with why each cannot be sent."""
    return [_invoice(item) for item in items]


def _invoice(item: ListedInvoice) -> Row:
    invoice, customer = item.subject.invoice, item.subject.customer
    left = kr(item.remaining_ore)
    cells = (
        invoice.number,
        customer.name,
        render.day(invoice.due_date),
        left if invoice.currency == "SEK" else f"{left} {invoice.currency}",
        short_status(item.status),
        render.day(item.sent_on),
    )
    status = str(STATUSES[item.status])
    row = _row(invoice.number, cells, (customer.name, status), _about(item))
    return replace(row, again=bool(item.stage), more=one_line(f"{customer.number} {status}"))


def _about(item: ListedInvoice) -> str:
    if item.subject.open_case is not None:
        return _("It has a case. See: 2 for cases, e to explain.")
    if item.gates:
        return " ".join(str(gate.message) for gate in item.gates)
    if item.stage:
        return _("Its case was closed. It can be sent again: mark it with space, then s.")
    return _("It can be sent: mark it with space, then s.")


def case_rows(items: Sequence[CaseStatus]) -> list[Row]:
    """The cases, with what comes next and why."""
    return [_case(item) for item in items]


def _case(item: CaseStatus) -> Row:
    subject = item.subject
    step = str(STEPS.get(item.next_step, "")) if item.next_on else ""
    coming = f"{render.day(item.next_on)} {step}".strip()
    stage, name = lists.stage(item), subject.customer.name
    cells = (
        subject.invoice.number,
        name,
        _short_stage(item),
        kr(subject.account.balance_ore),
        coming,
    )
    row = _row(subject.invoice.number, cells, (name, stage, coming), str(item.why))
    return replace(row, more=one_line(f"{subject.customer.number} {stage}"))


def _short_stage(item: CaseStatus) -> str:
    """The stage in a word, and what stands beside it, which weighs more."""
    if item.outcome:
        return lists.stage(item)
    flags = [str(FLAGS[flag]) for flag in item.flags]
    return ", ".join((*flags, short_status(f"case_{item.stage.value}")))


def _row(number: str, cells: Sequence[str], whole: Sequence[str], sentence: str) -> Row:
    head = " · ".join(one_line(text) for text in (number, *whole) if text)
    return Row(
        number=number,
        cells=tuple(map(one_line, cells)),
        detail=f"{head}\n{one_line(sentence)}",
    )
