"""Reports as the JSON that scripts rely on: amounts as decimal strings, days ISO, stable names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reminder_cli.domain.money import decimal_string as kr
from reminder_cli.domain.money import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from reminder_cli.domain.account import Allocation
    from reminder_cli.domain.events import LetterIssued
    from reminder_cli.domain.explain import ExplainLine
    from reminder_cli.domain.gates import Gate
    from reminder_cli.ledger.letters import LetterRow
    from reminder_cli.services.facts import Subject
    from reminder_cli.services.import_report import FileReport
    from reminder_cli.services.issuing import IssuedLetter
    from reminder_cli.services.pay import PaymentReport
    from reminder_cli.services.send import SendReport
    from reminder_cli.services.tick import TickReport
    from reminder_cli.services.views import CaseStatus, Explained, ListedInvoice, Shown

Json = dict[str, Any]


def day(value: date | None) -> str | None:
    """A day, or null."""
    return value.isoformat() if value else None


def percent(value: Fraction | None) -> str | None:
    """A rate in percent per year as a decimal string, or null."""
    if value is None:
        return None
    return kr(rounded(value * 100))


def gate(item: Gate) -> Json:
    """A gate."""
    return {"code": item.code, "message": str(item.message), "hard": item.hard, "law": item.law}


def imported(reports: Sequence[FileReport]) -> Json:
    """The answer of `import`."""
    return {"files": [_file(report) for report in reports]}


def _file(report: FileReport) -> Json:
    return {
        "file": report.file,
        "format": report.format,
        "encoding": report.encoding,
        "rows": report.rows,
        "new": report.new,
        "known": report.known,
        "changed": report.changed,
        "settled": len(report.settled),
        "refused": len(report.problems),
        "changes": [
            {
                "invoice": c.number,
                "field": c.field,
                "old": c.old,
                "new": c.new,
                "applied": c.applied,
            }
            for c in report.changes
        ],
        "problems": [
            {"line": p.line, "column": p.column, "found": p.found, "fix": str(p.fix)}
            for p in report.problems
        ],
        "notes": [str(note) for note in report.notes],
        "settled_invoices": list(report.settled),
        "customer_changes": [
            {
                "customer": c.number,
                "field": c.field,
                "old": c.old,
                "new": c.new,
                "applied": c.applied,
            }
            for c in report.customer_changes
        ],
        "new_customers": report.new_customers,
        "unsure_customers": list(report.unsure),
        "booked": [{"invoice": number, "amount": kr(amount)} for number, amount in report.booked],
        "control_sum": _control_sum(report),
    }


def _control_sum(report: FileReport) -> Json | None:
    if not report.control_sums:
        return None
    return {
        "booked": kr(sum(c.booked_ore for c in report.control_sums)),
        "ledger": kr(sum(c.ledger_ore for c in report.control_sums)),
        "holds": all(c.holds for c in report.control_sums),
        "unexplained": kr(report.unexplained_ore),
    }


def listed(items: Sequence[ListedInvoice], as_of: date) -> Json:
    """The answer of `list`."""
    return {
        "as_of": day(as_of),
        "invoices": [listed_invoice(item) for item in items],
        "totals": {
            "invoices": len(items),
            "total": kr(sum(i.subject.invoice.total_ore for i in items if i.counts)),
            "remaining": kr(sum(i.remaining_ore for i in items if i.counts)),
            "eligible": sum(i.eligible for i in items),
        },
    }


def listed_invoice(item: ListedInvoice) -> Json:
    """One invoice of a list."""
    invoice, customer = item.subject.invoice, item.subject.customer
    return {
        "number": invoice.number,
        "customer": customer.name,
        "customer_number": customer.number,
        "customer_kind": customer.kind.value,
        "invoice_date": day(invoice.invoice_date),
        "due_date": day(invoice.due_date),
        "total": kr(invoice.total_ore),
        "customer_part": kr(invoice.customer_part_ore),
        "remaining": kr(item.remaining_ore),
        "currency": invoice.currency,
        "status": item.status,
        "stage": item.stage or None,
        "sent_on": day(item.sent_on),
        "eligible": item.eligible,
        "gates": [gate(g) for g in item.gates],
    }


def letter(item: IssuedLetter) -> Json:
    """A letter that was sent."""
    return {
        "invoice": item.invoices[0],
        "invoices": list(item.invoices),
        "letter": item.letter_id,
        "kind": item.kind.value,
        "channel": item.channel,
        "sent_on": day(item.sent_on),
        "due_on": day(item.due_on),
        "principal": kr(item.principal_ore),
        "fees": kr(item.fees_ore),
        "interest": kr(item.interest_ore),
        "total": kr(item.total_ore),
        "ocr": item.ocr,
        "why": item.why,
    }


def sent(report: SendReport) -> Json:
    """The answer of `send`."""
    return {
        "cases": [letter(item) for item in report.letters],
        "refused": [
            {"invoice": subject.invoice.number, "gates": [gate(g) for g in gates]}
            for subject, gates in report.refused
        ],
        "ahead": [
            {"invoice": number, "gates": [gate(one) for one in gates]}
            for number, gates in report.ahead
        ],
        "folder": str(report.delivered.folder) if report.delivered else None,
        "unconfirmed_rates": list(report.unconfirmed),
        "sender_unknown": report.sender_unknown,
    }


def ticked(report: TickReport) -> Json:
    """The answer of `tick` and `plan`."""
    from reminder_cli.cli.outboxing import delivered_data

    return {
        "date": day(report.on),
        "banking_day": report.banking_day,
        "letters": [letter(item) for item in report.letters],
        "held": [
            {
                "invoice": item.invoice,
                "customer": item.customer,
                "code": item.code,
                "why": item.why,
                "until": day(item.until),
            }
            for item in report.held
        ],
        "moved": [{"invoice": m.invoice, "stage": m.to, "why": m.why} for m in report.moved],
        "closed": [{"invoice": m.invoice, "outcome": m.to} for m in report.closed],
        "waiting": report.waiting,
        "hash": report.hash,
        "delivered": delivered_data(report.delivered) if report.delivered else None,
    }


def amounts(subject: Subject) -> Json:
    """What is owed on an invoice, part by part."""
    account = subject.account
    return {
        "principal": kr(account.principal_left_ore),
        "fees": kr(account.fees_left_ore),
        "interest": kr(account.interest_left_ore),
        "costs": kr(account.costs_left_ore),
        "paid": kr(account.paid_ore),
        "overpaid": kr(account.overpaid_ore),
        "balance": kr(account.balance_ore),
    }


def statuses(items: Sequence[CaseStatus], as_of: date) -> Json:
    """The answer of `status`."""
    total = {
        name: kr(sum(getattr(i.subject.account, f"{name}_left_ore") for i in items))
        for name in ("principal", "fees", "interest", "costs")
    }
    total["paid"] = kr(sum(i.subject.account.paid_ore for i in items))
    total["balance"] = kr(sum(i.subject.account.balance_ore for i in items))
    return {
        "as_of": day(as_of),
        "cases": [status_of(item) for item in items],
        "totals": {"cases": len(items), **total},
    }


def _last_day(item: CaseStatus, letter: LetterIssued | None) -> str | None:
    """To when a letter's term runs now: it may have been renewed."""
    case = item.subject.claim.case
    return day(case.due_of(letter)) if case and letter else None


def status_of(item: CaseStatus) -> Json:
    """How one case stands."""
    return {
        "invoice": item.subject.invoice.number,
        "customer": item.subject.customer.name,
        "customer_number": item.subject.customer.number,
        "stage": item.stage.value,
        "flags": list(item.flags),
        "outcome": item.outcome or None,
        **amounts(item.subject),
        "reminder_on": day(item.reminder.on if item.reminder else None),
        "reminder_due": _last_day(item, item.reminder),
        "demand_on": day(item.demand.on if item.demand else None),
        "demand_due": _last_day(item, item.demand),
        "next_step": item.next_step or None,
        "next_on": day(item.next_on),
        "why": str(item.why),
        "held_by": item.held_by or None,
        "in_the_way": gate(item.in_the_way) if item.in_the_way else None,
    }


def explained(item: Explained) -> Json:
    """The answer of `explain`."""
    return {
        "invoice": item.subject.invoice.number,
        "as_of": day(item.subject.account.until),
        "lines": [_line(line) for line in item.lines],
        **amounts(item.subject),
        "missing_rate": item.subject.account.missing_rate or None,
        "unconfirmed_rates": list(item.unconfirmed),
        "next": {"step": item.next_step or None, "on": day(item.next_on), "why": str(item.why)},
    }


def _line(line: ExplainLine) -> Json:
    return {
        "kind": line.kind,
        "from": day(line.first),
        "to": day(line.last),
        "days": line.days,
        "year_days": line.year_days,
        "base": None if line.base_ore is None else kr(line.base_ore),
        "reference_rate": percent(line.reference_percent),
        "rate": percent(line.percent),
        "amount": kr(line.amount_ore),
        "cap": None if line.cap_ore is None else kr(line.cap_ore),
        "what": str(line.what),
        "law": line.law,
        "source": line.source,
    }


def _allocation(number: str, allocation: Allocation) -> Json:
    return {
        "invoice": number,
        "principal": kr(allocation.principal_ore),
        "fees": kr(allocation.fees_ore),
        "interest": kr(allocation.interest_ore),
        "costs": kr(allocation.costs_ore),
        "recovered": kr(allocation.recovered_ore),
    }


def paid(report: PaymentReport) -> Json:
    """The answer of `pay`."""
    number = report.after.invoice.number
    payment = {
        "id": report.payment_id,
        "on": day(report.on),
        "amount": kr(report.amount_ore),
        "to": report.to.value,
        "reference": number,
        "payer": None,
        "matched": [
            _allocation(number, report.allocation),
            *(_allocation(o.after.invoice.number, o.allocation) for o in report.others),
        ],
        "unmatched": kr(0),
        "overpaid": kr(report.allocation.over_ore),
    }
    return {
        "payments": [payment],
        "closed": report.closed,
        "before_invoice": report.is_early,
        "lost_fees": kr(report.lost_fees_ore),
        **amounts(report.after),
    }


def shown(item: Shown) -> Json:
    """The answer of `show`."""
    registered, invoice = item.subject.registered, item.subject.invoice
    customer = item.subject.customer
    return {
        **listed_invoice(item.listed),
        "ocr": item.reference.ocr,
        "ocr_source": item.reference.source,
        "description": invoice.description,
        **amounts(item.subject),
        "debtor": {
            "name": customer.name,
            "number": customer.number,
            "kind": customer.kind.value,
            "street": customer.street,
            "postal_code": customer.postal_code,
            "city": customer.city,
            "country": customer.country,
            "email": customer.email,
            "language": customer.language,
        },
        "letters_to": item.letters_to,
        "source": {
            "file": registered.file_name,
            "format": registered.file_format,
            "encoding": registered.file_encoding,
            "sha256": registered.file_sha256,
            "row": registered.file_row,
            "imported_on": day(registered.imported_on),
        },
        "history": [
            {
                "on": day(h.on),
                "recorded_at": h.recorded_at or None,
                "recorded_by": h.recorded_by or None,
                "kind": h.kind,
                "what": str(h.what),
                "letter": h.letter_id,
                "amount": kr(h.amount_ore) if h.amount_ore else None,
                "note": h.note or None,
            }
            for h in item.story
        ],
        "letters": [
            {
                "id": row.letter_id,
                "kind": row.kind,
                "channel": row.channel,
                "state": row.state,
                "sent_on": day(row.sent_on),
                "due_on": day(row.due_on),
                "total": kr(row.total_ore),
                "sha256": row.sha256,
            }
            for row in item.letters
        ],
    }


def outbox(items: Sequence[LetterRow], lying: frozenset[int] = frozenset()) -> Json:
    """The answer of `outbox`; ``lying`` are the numbers of the letters that lie to be printed."""
    return {
        "letters": [
            {
                "id": row.letter_id,
                "invoices": list(row.invoices),
                "kind": row.kind,
                "channel": row.channel,
                "state": row.state,
                "sent_on": day(row.sent_on),
                "due_on": day(row.due_on),
                "sha256": row.sha256,
                "attempts": row.attempts,
                "next_try_at": row.next_try_at.isoformat() if row.next_try_at else None,
                "problem": row.problem,
                "to_post": row.letter_id in lying,
            }
            for row in items
        ]
    }
