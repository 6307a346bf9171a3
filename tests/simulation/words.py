"""The kinds of letters and costs, as the ledger names them, and the caps of the fees."""

from __future__ import annotations

REMINDER, DEMAND, REST_NOTICE = "reminder", "demand", "rest_notice"
RESUMED, YEARLY, RETRACTION = "resumed", "monitoring", "retraction"
PLAN, MISSED, BROKEN = "instalment_plan", "instalment_missed", "plan_broken"
OF_PLAN = frozenset({PLAN, MISSED, BROKEN})
CAPS = {REMINDER: 60_00, DEMAND: 180_00, PLAN: 170_00}
FEES, ELSEWHERE = "fees", "elsewhere"  # the collector's, or claimed before the case came to it
APPLICATION, WORK, ENFORCEMENT, KEPT = "application", "work", "enforcement", "kept"
SMALL = 10_00  # own: at or under this, and something paid; partner: under 100 of fees and interest
PARTNERS_SMALL = 100_00
TOLERANCE = 10_00  # the setting: sums up to this are not chased
