"""What collecting may cost the debtor: lag (1981:739), a row for each sentence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminder_cli.domain.invoice import CustomerKind
from reminder_cli.domain.rules.fees import (
    FEE_CAPS,
    LAW,
    Act,
    BusinessCompensation,
    FeeFacts,
    fee_cap,
    fee_for,
)

CONSUMER, BUSINESS, PUBLIC = CustomerKind.CONSUMER, CustomerKind.BUSINESS, CustomerKind.PUBLIC_BODY
FEES, ONLY_450, NONE = (
    BusinessCompensation.FEES,
    BusinessCompensation.LATE_PAYMENT_450,
    BusinessCompensation.NONE,
)
REMINDER, DEMAND, PLAN, LATE = Act.REMINDER, Act.DEMAND, Act.PLAN, Act.LATE_PAYMENT
NOW = date(2026, 3, 10)
OLD = date(2013, 3, 15)
NEW = date(2013, 3, 16)

#   act        done on              cap
CAPS = [
    ("SFS 2003:294: reminder, first day", REMINDER, date(2003, 7, 1), 50_00),
    ("SFS 2003:294: reminder, last day", REMINDER, OLD, 50_00),
    ("SFS 2013:56: reminder, first day", REMINDER, NEW, 60_00),
    ("4 §: reminder today", REMINDER, NOW, 60_00),
    ("SFS 2003:294: demand, last day", DEMAND, OLD, 160_00),
    ("SFS 2013:56: demand, first day", DEMAND, NEW, 180_00),
    ("SFS 2003:294: plan, last day", PLAN, OLD, 150_00),
    ("SFS 2013:56: plan, first day", PLAN, NEW, 170_00),
    ("4 a §: late payment", LATE, NOW, 450_00),
]  # fmt: skip


@pytest.mark.parametrize(("act", "done_on", "cap"), [r[1:] for r in CAPS], ids=[r[0] for r in CAPS])
def test_caps_by_the_day_of_the_act(act: Act, done_on: date, cap: int) -> None:
    assert fee_cap(act, done_on=done_on) == cap


def test_amounts_before_2003_07_01_are_not_guessed() -> None:
    with pytest.raises(ValueError, match="no fee caps are known"):
        fee_cap(REMINDER, done_on=date(2003, 6, 30))


def test_the_tables_stand_in_the_order_of_their_days() -> None:
    days = [caps.in_force_from for caps in FEE_CAPS]
    assert days == sorted(days)
    assert all(caps.source.startswith("SFS ") for caps in FEE_CAPS)
    assert set(LAW) == set(Act)


def facts(
    kind: CustomerKind = CONSUMER,
    *,
    agreed: bool = True,
    compensation: BusinessCompensation = FEES,
    charged: dict[Act, int] | None = None,
    interest_runs: bool = True,
) -> FeeFacts:
    return FeeFacts(
        kind=kind,
        reminder_agreed=agreed,
        compensation=compensation,
        charged=charged or {},
        interest_runs=interest_runs,
    )


#   paragraph                                    act       wanted  facts                done on  as, fee
STATUTE = [
    ("2 §: agreed, a reminder costs 60", REMINDER, 60_00, facts(), NOW, REMINDER, 60_00),
    ("2 §: not agreed, not owed", REMINDER, 60_00, facts(agreed=False), NOW, REMINDER, 0),
    ("2 §: a business must have agreed too", REMINDER, 60_00,
     facts(BUSINESS, agreed=False), NOW, REMINDER, 0),
    ("2 §: and a public body", REMINDER, 60_00, facts(PUBLIC, agreed=False), NOW, REMINDER, 0),
    ("3 § 1: a demand needs no agreement", DEMAND, 180_00,
     facts(agreed=False), NOW, DEMAND, 180_00),
    ("3 § 2: nor does a plan", PLAN, 170_00, facts(agreed=False), NOW, PLAN, 170_00),
    ("4 §: the cap is a cap", REMINDER, 95_00, facts(), NOW, REMINDER, 60_00),
    ("4 §: less may be asked", REMINDER, 40_00, facts(), NOW, REMINDER, 40_00),
    ("4 §: nothing may be asked", DEMAND, 0, facts(), NOW, DEMAND, 0),
    ("6 §: 300 for a demand is void over 180", DEMAND, 300_00, facts(), NOW, DEMAND, 180_00),
    ("SFS 2013:59: an act before 16 March 2013", DEMAND, 180_00, facts(), OLD, DEMAND, 160_00),
    ("5 § 1: a reminder once", REMINDER, 60_00,
     facts(charged={REMINDER: 60_00}), NOW, REMINDER, 0),
    ("5 § 1: once, though it was less than the cap", REMINDER, 60_00,
     facts(charged={REMINDER: 10_00}), NOW, REMINDER, 0),
    ("5 § 1: a demand once", DEMAND, 180_00, facts(charged={DEMAND: 180_00}), NOW, DEMAND, 0),
    ("5 § 1: a plan once", PLAN, 170_00, facts(charged={PLAN: 170_00}), NOW, PLAN, 0),
    ("4 §: the demand beside the reminder", DEMAND, 180_00,
     facts(charged={REMINDER: 60_00}), NOW, DEMAND, 180_00),
    ("4 a §: never of a consumer", DEMAND, 180_00,
     facts(compensation=ONLY_450), NOW, DEMAND, 180_00),
    ("fees: a business pays as the service does", DEMAND, 180_00,
     facts(BUSINESS, charged={REMINDER: 60_00}), NOW, DEMAND, 180_00),
    ("fees: a business, together at most 450", DEMAND, 180_00,
     facts(BUSINESS, charged={REMINDER: 60_00, PLAN: 170_00, LATE: 100_00}), NOW, DEMAND, 120_00),
    ("fees: nothing above 450", DEMAND, 180_00,
     facts(BUSINESS, charged={LATE: 450_00}), NOW, DEMAND, 0),
    ("none: a business pays interest only", REMINDER, 60_00,
     facts(BUSINESS, compensation=NONE), NOW, REMINDER, 0),
    ("none: a public body too", DEMAND, 180_00, facts(PUBLIC, compensation=NONE), NOW, DEMAND, 0),
    ("none: says nothing of consumers", DEMAND, 180_00,
     facts(compensation=NONE), NOW, DEMAND, 180_00),
    ("4 a §: 450 with the first letter once interest runs", REMINDER, 60_00,
     facts(BUSINESS, compensation=ONLY_450), NOW, LATE, 450_00),
    ("4 a §: needs no agreement", REMINDER, 60_00,
     facts(BUSINESS, agreed=False, compensation=ONLY_450), NOW, LATE, 450_00),
    ("4 a §: a public body too", REMINDER, 60_00,
     facts(PUBLIC, compensation=ONLY_450), NOW, LATE, 450_00),
    ("5 § 2: nothing beside the 450", DEMAND, 180_00,
     facts(BUSINESS, compensation=ONLY_450, charged={LATE: 450_00}), NOW, DEMAND, 0),
    ("5 § 2: not even a plan", PLAN, 170_00,
     facts(BUSINESS, compensation=ONLY_450, charged={LATE: 450_00}), NOW, PLAN, 0),
    ("4 a §: before interest runs, the fees", REMINDER, 60_00,
     facts(BUSINESS, compensation=ONLY_450, interest_runs=False), NOW, REMINDER, 60_00),
    ("5 § 2: what was charged before counts into the 450", DEMAND, 180_00,
     facts(BUSINESS, compensation=ONLY_450, charged={REMINDER: 60_00}), NOW, LATE, 390_00),
    ("5 § 2: the rest of the 450 is charged once", DEMAND, 180_00,
     facts(BUSINESS, compensation=ONLY_450, charged={REMINDER: 60_00, LATE: 390_00}), NOW,
     DEMAND, 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "wanted", "given_facts", "done_on", "charged_as", "fee"),
    [r[1:] for r in STATUTE],
    ids=[r[0] for r in STATUTE],
)
def test_statute(
    act: Act, wanted: int, given_facts: FeeFacts, done_on: date, charged_as: Act, fee: int
) -> None:
    assert fee_for(act, wanted, facts=given_facts, done_on=done_on) == (charged_as, fee)


since_2003 = st.dates(date(2003, 7, 1), date(2030, 12, 31))
acts = st.lists(st.tuples(st.sampled_from([REMINDER, DEMAND, PLAN]), since_2003), max_size=8)


@given(
    acts,
    st.sampled_from(CustomerKind),
    st.sampled_from(BusinessCompensation),
    st.booleans(),
    st.dates(date(2003, 7, 1), date(2030, 12, 31)),
    st.integers(0, 1000_00),
)
def test_no_fee_above_its_cap_none_twice_and_450_in_all(
    done: list[tuple[Act, date]],
    kind: CustomerKind,
    compensation: BusinessCompensation,
    agreed: bool,
    interest_from: date,
    wanted: int,
) -> None:
    charged: dict[Act, int] = {}
    for act, day in sorted(done, key=lambda one: one[1]):
        as_act, fee = fee_for(
            act,
            wanted,
            facts=facts(
                kind,
                agreed=agreed,
                compensation=compensation,
                charged=dict(charged),
                interest_runs=interest_from <= day,
            ),
            done_on=day,
        )
        assert 0 <= fee <= fee_cap(as_act, done_on=day)
        if fee:
            assert as_act not in charged
            assert agreed or as_act is not REMINDER
            charged[as_act] = fee
    assert LATE not in charged or kind is not CONSUMER
    if kind is not CONSUMER:
        assert sum(charged.values()) <= 450_00
        assert compensation is not NONE or not charged
