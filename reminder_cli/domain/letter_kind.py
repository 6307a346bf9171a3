"""The letters there are. Apart from what they say, because every run reads events and few make letters."""

from __future__ import annotations

from enum import StrEnum


class LetterKind(StrEnum):
    """The letters of a case."""

    REMINDER = "reminder"  # betalningspåminnelse, lag (1981:739) 2 §
    DEMAND = "demand"  # inkassokrav, inkassolagen 5 §
    REST_NOTICE = "rest_notice"  # a small rest, told of once and without fee
    RESUMED = "resumed"  # a new term without fee, after a dispute or a broken plan
    INSTALMENT_PLAN = "instalment_plan"  # amorteringsplan, lag (1981:739) 3 §
    INSTALMENT_MISSED = "instalment_missed"
    PLAN_BROKEN = "plan_broken"
    MONITORING = "monitoring"  # the yearly letter of efterbevakning; keeps limitation away
    RETRACTION = "retraction"
