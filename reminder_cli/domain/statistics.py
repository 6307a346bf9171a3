"""The figures of many cases: solved shares, days to pay, recovered. Definitions: docs/reports.md.

It is fed one case at a time and keeps only sums, so that it can count any number of cases.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct, field

from reminder_cli.domain.account import Account
from reminder_cli.domain.course import CaseCourse, Receipt, Visit
from reminder_cli.domain.events import Stage
from reminder_cli.domain.invoice import CustomerKind


def month_of(day: date) -> str:
    """The month of a day.

    >>> month_of(date(2026, 3, 31))
    '2026-03'
    """
    return f"{day:%Y-%m}"


def months_between(first: date, last: date) -> list[str]:
    """Every month from that of ``first`` through that of ``last``.

    >>> months_between(date(2025, 12, 31), date(2026, 2, 1))
    ['2025-12', '2026-01', '2026-02']
    """
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    starts = (first.month - 1 + n for n in range(count))
    return [f"{first.year + n // 12}-{n % 12 + 1:02d}" for n in starts]


def median(days: Counter[int]) -> Fraction | None:
    """The middle of the days counted; halfway between the two middle ones when they are even.

    >>> median(Counter([3, 9, 4])), median(Counter([1, 2])), median(Counter())
    (Fraction(4, 1), Fraction(3, 2), None)
    """
    count = days.total()
    if not count:
        return None
    middle: list[int] = []
    passed = 0
    for value in sorted(days):
        first, passed = passed, passed + days[value]
        middle += [value for place in ((count - 1) // 2, count // 2) if first <= place < passed]
    return Fraction(sum(middle), len(middle))


class Group(Struct):
    """Cases that are counted together; öre. Those that the creditor took back are not in the shares."""

    cases: int = 0
    counted: int = 0
    solved: int = 0
    principal_ore: int = 0
    recovered_ore: int = 0
    days: Counter[int] = field(default_factory=Counter)

    def add(self, course: CaseCourse) -> None:
        """Count one case, from its first letter."""
        self._add(
            course,
            principal_ore=course.principal_ore,
            recovered_ore=course.recovered_ore,
            solved=course.solved,
            days=course.days_from(course.case.opened.on),
        )

    def add_visit(self, course: CaseCourse, stage: Stage) -> None:
        """Count one case from when it first came to a stage: what was left then, and came in there."""
        first = next(visit for visit in course.visits if visit.stage is stage)
        start = (first.on, first.seq)
        before = sum(r.principal_ore for r in course.receipts if (r.on, r.seq) < start)
        here = course.solved_at is stage
        self._add(
            course,
            principal_ore=max(course.principal_ore - before, 0),
            recovered_ore=sum(r.principal_ore for r in course.receipts if r.stage is stage),
            solved=here,
            days=course.days_from(first.on) if here else None,
        )

    def _add(
        self,
        course: CaseCourse,
        *,
        principal_ore: int,
        recovered_ore: int,
        solved: bool,
        days: int | None,
    ) -> None:
        self.cases += 1
        if not course.counts:
            return
        self.counted += 1
        self.solved += solved
        self.principal_ore += principal_ore
        self.recovered_ore += recovered_ore
        if days is not None:
            self.days[days] += 1

    @property
    def solved_percent(self) -> Fraction | None:
        """Of a hundred cases, how many were paid in full."""
        return Fraction(100 * self.solved, self.counted) if self.counted else None

    @property
    def recovered_percent(self) -> Fraction | None:
        """Of a hundred kronor of principal, how many came in."""
        return (
            Fraction(100 * self.recovered_ore, self.principal_ore) if self.principal_ore else None
        )

    @property
    def median_days(self) -> Fraction | None:
        """Median days from the letter to the payment that settled the case."""
        return median(self.days)


class Standing(Struct):
    """Cases that stand at one stage now, or ended in one way; öre."""

    cases: int = 0
    principal_ore: int = 0
    balance_ore: int = 0

    def add(self, *, principal_ore: int, balance_ore: int) -> None:
        """Count one case."""
        self.cases += 1
        self.principal_ore += principal_ore
        self.balance_ore += balance_ore


class Sums(Struct):
    """What came in while cases ran, and what was charged and given up; öre."""

    principal_ore: int = 0
    fees_ore: int = 0
    interest_ore: int = 0
    costs_ore: int = 0
    over_ore: int = 0
    commission_ore: int = 0
    fees_charged_ore: int = 0
    interest_charged_ore: int = 0
    waived_ore: int = 0
    written_off_ore: int = 0

    @property
    def recovered_ore(self) -> int:
        """All that was owed and came in."""
        return self.principal_ore + self.fees_ore + self.interest_ore + self.costs_ore

    def add_receipt(self, receipt: Receipt) -> None:
        """Count a payment."""
        self.principal_ore += receipt.principal_ore
        self.fees_ore += receipt.fees_ore
        self.interest_ore += receipt.interest_ore
        self.costs_ore += receipt.costs_ore
        self.over_ore += receipt.over_ore
        self.commission_ore += receipt.commission_ore

    def add_account(self, account: Account) -> None:
        """Count what was charged and given up on a claim with a case."""
        self.fees_charged_ore += sum(
            fee.amount_ore for fee in account.fees if fee.letter_id and not fee.lost
        )
        self.interest_charged_ore += account.interest_total_ore
        for waiver in account.waivers:
            if waiver.part == "principal" and waiver.why in {"written_off", "settled"}:
                self.written_off_ore += waiver.amount_ore
            else:
                self.waived_ore += waiver.amount_ore


class Statistics(Struct):
    """The figures of all cases, and of the same cases divided in several ways."""

    total: Group = field(default_factory=Group)
    sums: Sums = field(default_factory=Sums)
    stages: dict[Stage, Standing] = field(default_factory=lambda: defaultdict(Standing))
    outcomes: dict[str, Standing] = field(default_factory=lambda: defaultdict(Standing))
    by_stage: dict[Stage, Group] = field(default_factory=lambda: defaultdict(Group))
    by_month: dict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    by_kind: dict[CustomerKind, Group] = field(default_factory=lambda: defaultdict(Group))
    by_customer: dict[int, Group] = field(default_factory=lambda: defaultdict(Group))

    def add(self, customer_id: int, account: Account, cases: Iterable[CaseCourse]) -> None:
        """Count the cases of one claim, with what it stands at."""
        newest: CaseCourse | None = None
        for newest in cases:
            self._add_case(customer_id, newest)
        if newest is None:
            return
        self.sums.add_account(account)
        if newest.case.is_open:
            self.stages[newest.case.stage].add(
                principal_ore=account.principal_left_ore, balance_ore=account.owed_ore
            )

    def _add_case(self, customer_id: int, course: CaseCourse) -> None:
        opened = course.case.opened
        for group in (
            self.total,
            self.by_month[month_of(opened.on)],
            self.by_kind[opened.customer_kind],
            self.by_customer[customer_id],
        ):
            group.add(course)
        for stage in _stages_of(course.visits):
            self.by_stage[stage].add_visit(course, stage)
        for receipt in course.receipts:
            self.sums.add_receipt(receipt)
        if course.case.outcome is not None:
            self.outcomes[course.case.outcome.value].add(
                principal_ore=course.principal_ore, balance_ore=0
            )

    @property
    def open_cases(self) -> int:
        """How many run."""
        return sum(standing.cases for standing in self.stages.values())

    @property
    def balance_ore(self) -> int:
        """What is owed in the cases that run."""
        return sum(standing.balance_ore for standing in self.stages.values())


def _stages_of(visits: Sequence[Visit]) -> list[Stage]:
    seen = dict.fromkeys(visit.stage for visit in visits)
    return [stage for stage in seen if stage is not Stage.CLOSED]
