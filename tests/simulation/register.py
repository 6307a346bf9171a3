"""The invoices of a played firm: young ones, and some that have been owed for years."""

from __future__ import annotations

import random
from datetime import date, timedelta

from reminder_cli.domain.money import decimal_string
from tests.services.firm import FIRM, PERSON, Firm, invoice_row
from tests.simulation.books import Books
from tests.simulation.days import on_or_after
from tests.simulation.size import Size

# Days that are no holidays, so that only weekends move them.
OLD_DUES = tuple(date(year, month, 15) for year in (2022, 2023, 2024) for month in (3, 9, 10, 11))


def take_in(firm: Firm, dice: random.Random, size: Size, *, partner: bool) -> dict[str, Books]:
    """Import them, and begin their books."""
    rows, books = [], {}
    for n in range(size.invoices):
        number, customer = str(1001 + n), dice.randrange(1, size.customers + 1)
        due = firm.day + timedelta(days=dice.randrange(-3, size.storm * 2 // 3))
        if dice.random() < 0.1:
            due = dice.choice(OLD_DUES)
        dated = due - timedelta(days=30)
        business = customer % 3 == 0
        principal = dice.choice((12_00, 99_50, 2400_00, dice.randrange(20_00, 90_000_00)))
        row = invoice_row(
            number,
            principal,
            dated=dated,
            due=due,
            customer=str(customer),
            org_number=FIRM if business else PERSON,
            kind="företag" if business else "privat",
            email=f"kund{customer}@example.se" if customer % 2 else "",
        )
        rows.append(row | {"Moms": decimal_string(principal // 5)})
        books[number] = Books(
            number, str(customer), principal, dated, on_or_after(due), partner, not business
        )
    firm.take_in(rows)
    return books
