"""The report as the JSON that scripts rely on: amounts and shares as decimal strings."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from reminder_cli.cli.json_output import Json, day, percent
from reminder_cli.cli.reconciling_view import reconciled
from reminder_cli.domain.ageing import COLUMNS, Row
from reminder_cli.domain.events import PaidTo, Stage
from reminder_cli.domain.money import decimal_string as kr
from reminder_cli.domain.statistics import Group, Standing, Statistics
from reminder_cli.domain.takings import Day, Month
from reminder_cli.services.report import Report


def reported(found: Report) -> Json:
    """The answer of `report`."""
    return {
        "as_of": day(found.as_of),
        "from": day(found.takings.first),
        "to": day(found.takings.last),
        "invoices": found.invoices,
        "foreign_currency": found.foreign,
        "not_sent": {"invoices": found.waiting, "amount": kr(found.waiting_ore)},
        "ageing": _ageing(found),
        "stages": [
            {"stage": stage.value, **_standing(found.statistics.stages[stage])}
            for stage in Stage
            if stage in found.statistics.stages
        ],
        "statistics": _statistics(found),
        "fees": _fees(found),
        "vat": _vat(found),
        "payments": _payments(found),
        "forecast": _forecast(found),
        "reconciliation": reconciled(found.reconciled),
    }


def _ageing(found: Report) -> Json:
    return {
        **_age_row(found.ageing.total),
        "customers": [
            {
                "customer": customer.name,
                "customer_number": customer.number,
                **_age_row(row),
            }
            for customer, row in found.debtors
        ],
    }


def _age_row(row: Row) -> Json:
    columns = dict(zip(COLUMNS, map(kr, row.amounts_ore), strict=True))
    return {**columns, "overdue": kr(row.overdue_ore), "total": kr(row.total_ore)}


def _standing(standing: Standing) -> Json:
    return {
        "cases": standing.cases,
        "principal": kr(standing.principal_ore),
        "balance": kr(standing.balance_ore),
    }


def _group(group: Group) -> Json:
    return {
        "cases": group.cases,
        "counted": group.counted,
        "solved": group.solved,
        "solved_share": percent(group.solved_percent),
        "principal": kr(group.principal_ore),
        "recovered": kr(group.recovered_ore),
        "recovered_share": percent(group.recovered_percent),
        "days_to_pay": _days(group.median_days),
    }


def _days(value: Fraction | None) -> str | None:
    return None if value is None else f"{float(value):.1f}"


def _statistics(found: Report) -> Json:
    statistics = found.statistics
    total, sums = statistics.total, statistics.sums
    return {
        "cases": {
            "sent": total.cases,
            "open": statistics.open_cases,
            "closed": total.cases - statistics.open_cases,
            "by_outcome": {
                outcome: standing.cases for outcome, standing in sorted(statistics.outcomes.items())
            },
        },
        "solved_share": {
            "cases": percent(total.solved_percent),
            "amount": percent(total.recovered_percent),
        },
        "days_to_pay": _days(total.median_days),
        "dso": _days(found.dso),
        "recovered": {
            "total": kr(sums.recovered_ore),
            "principal": kr(sums.principal_ore),
            "fees": kr(sums.fees_ore),
            "interest": kr(sums.interest_ore),
            "costs": kr(sums.costs_ore),
        },
        "written_off": kr(sums.written_off_ore),
        "waived": kr(sums.waived_ore),
        "fees_charged": kr(sums.fees_charged_ore),
        "interest_charged": kr(sums.interest_charged_ore),
        "commission": kr(sums.commission_ore),
        "to_pay_back": kr(found.overpaid_ore),
        **_divided(found, statistics),
    }


def _divided(found: Report, statistics: Statistics) -> Json:
    by_customer = sorted(statistics.by_customer.items(), key=lambda item: -item[1].principal_ore)
    return {
        "by_stage": [
            {"stage": stage.value, **_group(statistics.by_stage[stage])}
            for stage in Stage
            if stage in statistics.by_stage
        ],
        "by_month": [
            {"month": month, **_group(group)}
            for month, group in sorted(statistics.by_month.items())
        ],
        "by_kind": [
            {"kind": kind.value, **_group(group)}
            for kind, group in sorted(statistics.by_kind.items())
        ],
        "by_customer": [
            {
                "customer": found.customers[customer_id].name,
                "customer_number": found.customers[customer_id].number,
                **_group(group),
            }
            for customer_id, group in by_customer
        ],
    }


def _fees(found: Report) -> Json:
    def shown(month: Month) -> Json:
        return {
            "charged": kr(month.fees_charged_ore),
            "paid": kr(month.fees_paid_ore),
            "partner": kr(month.partner_fees_ore),
            "interest_paid": kr(month.interest_paid_ore),
            "own_interest": kr(month.own_interest_ore),
        }

    return {**shown(found.takings.total), "months": _months(found, shown)}


def _vat(found: Report) -> Json:
    def shown(month: Month) -> Json:
        return {
            "fees": kr(month.fee_vat_ore),
            "commission": kr(month.commission_vat_ore),
            "total": kr(month.vat_ore),
        }

    return {
        "account": found.vat_account,
        **shown(found.takings.total),
        "months": _months(found, shown),
    }


def _months(found: Report, shown: Callable[[Month], Json]) -> list[Json]:
    return [{"month": name, **shown(month)} for name, month in found.takings.months.items()]


def _payments(found: Report) -> Json:
    def shown(paid: Day) -> Json:
        return {
            "payments": len(paid.payments),
            "amount": kr(paid.amount_ore),
            "principal": kr(paid.principal_ore),
            "fees": kr(paid.fees_ore),
            "interest": kr(paid.interest_ore),
            "costs": kr(paid.costs_ore),
            "too_much": kr(paid.over_ore),
            **{f"to_{to.value}": kr(paid.to_ore[to]) for to in PaidTo},
        }

    takings = found.takings
    days = [{"on": day(on), **shown(takings.days[on])} for on in sorted(takings.days)]
    return {**shown(takings.all_days), "days": days}


def _forecast(found: Report) -> Json:
    return {
        "estimate": True,
        "horizons": [
            {
                "days": horizon.days,
                "letters": horizon.letters,
                "money": None if horizon.money_ore is None else kr(horizon.money_ore),
            }
            for horizon in found.forecast.horizons
        ],
        "letters": [
            {
                "on": day(letter.on),
                "kind": letter.kind,
                "invoice": letter.invoice,
                "customer": letter.customer,
                "owed": kr(letter.owed_ore),
            }
            for letter in found.forecast.letters
        ],
        "held": [
            {
                "on": day(letter.on),
                "kind": letter.kind,
                "invoice": letter.invoice,
                "customer": letter.customer,
                "owed": kr(letter.owed_ore),
                "code": letter.held_by,
                "why": str(letter.why),
            }
            for letter in found.forecast.held
        ],
    }
