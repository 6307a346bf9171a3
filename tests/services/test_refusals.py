"""Every refusal in the life of a case, with what must be done first (product.md section 3).

One invoice, 1001, brought to a state; 1002 is of another debtor and has no case.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from reminder_cli.domain.adopting import Adoption
from reminder_cli.domain.gates import DebtorStatus
from reminder_cli.domain.kronofogden_rules import Action
from reminder_cli.errors import Refused, RemindError
from reminder_cli.services.adopting import adopt
from reminder_cli.services.cancel import cancel
from reminder_cli.services.choose import choose
from reminder_cli.services.debtors import Changes, debtor
from reminder_cli.services.dispute import dispute, resolve
from reminder_cli.services.hold import HoldOrder, hold, release
from reminder_cli.services.instalments import PlanWish, break_plan, make_plan
from reminder_cli.services.invoice_life import credit, set_off, undo, write_off
from reminder_cli.services.kronofogden import register, report
from reminder_cli.services.outbox import mark_bounced, mark_sent, resend
from reminder_cli.services.pay import pay, unpay
from reminder_cli.services.planning import forecast, tick_as_planned
from reminder_cli.services.retract import retract
from reminder_cli.services.send import SendOptions, send
from reminder_cli.services.world import World
from tests.services.firm import Firm, invoice_row

ONE, TWO, NOTE = "1001", "1002", "1009"
DATED, DUE = date(2026, 1, 30), date(2026, 3, 2)
SENT = date(2026, 3, 10)
DEMANDED = date(2026, 3, 25)
CHOSEN = date(2026, 4, 8)

State = Callable[[Firm], None]
Deed = Callable[[World], object]


def do(firm: Firm, *deeds: Deed) -> None:
    for deed in deeds:
        with firm.world() as world:
            deed(world)


# ---- the states ----


def nothing(_firm: Firm) -> None:
    """No case."""


def reminded(firm: Firm) -> None:
    firm.send(ONE)


def demanded(firm: Firm) -> None:
    firm.send(ONE)
    firm.day = DEMANDED
    firm.tick()


def at_choose(firm: Firm) -> None:
    demanded(firm)
    firm.day = CHOSEN
    firm.tick()


def at_monitoring(firm: Firm) -> None:
    at_choose(firm)
    do(firm, lambda w: choose(w, [ONE], "monitoring"))


def applied(firm: Firm) -> None:
    at_choose(firm)
    do(firm, lambda w: register(w, ONE, Action.APPLIED))


def objected(firm: Firm) -> None:
    applied(firm)
    do(firm, lambda w: register(w, ONE, Action.OBJECTED))


def decided(firm: Firm) -> None:
    applied(firm)
    do(firm, lambda w: register(w, ONE, Action.UTSLAG))


def charged(firm: Firm) -> None:
    decided(firm)
    do(firm, lambda w: register(w, ONE, Action.ENFORCEMENT))


def disputed(firm: Firm) -> None:
    at_choose(firm)
    do(firm, lambda w: dispute(w, [ONE], reason="fel"))


def on_hold(firm: Firm) -> None:
    reminded(firm)
    until = SENT + timedelta(days=5)
    do(firm, lambda w: hold(w, [ONE], HoldOrder(until=until, reason="rang")))


def planned(firm: Firm) -> None:
    demanded(firm)
    do(firm, lambda w: make_plan(w, [ONE], WISH))


def status(which: DebtorStatus) -> State:
    def of(firm: Firm) -> None:
        reminded(firm)
        do(firm, lambda w: debtor(w, "1", Changes(statuses={which: firm.day})))

    return of


def paid_and_back(firm: Firm) -> None:
    reminded(firm)
    do(firm, lambda w: pay(w, ONE, 100_00), lambda w: unpay(w, 1, reason="fel"))


def cancelled(firm: Firm) -> None:
    reminded(firm)
    do(firm, lambda w: cancel(w, [ONE], reason="fel"))


def credited(firm: Firm) -> None:
    do(firm, lambda w: undo(w, ONE, reason="fel"))


def noted(firm: Firm) -> None:
    firm.take_in([invoice_row(NOTE, -100_00, dated=DATED, due=DUE)])


def reminded_then_noted(firm: Firm) -> None:
    reminded(firm)  # a credit note that waits would hold the letter
    noted(firm)


def set_off_once(firm: Firm) -> None:
    noted(firm)
    do(firm, lambda w: set_off(w, ONE, NOTE))


def not_sent(firm: Firm) -> None:
    at_choose(firm)
    do(firm, lambda w: make_plan(w, [ONE], LATER))


# ---- the deeds ----

WISH = PlanWish(first_on=date(2026, 4, 30), months=2)
LATER = PlanWish(first_on=date(2026, 4, 30), months=2, deliver=False)


def held_to(days: int, promise_ore: int = 0) -> Deed:
    return lambda w: hold(
        w,
        [ONE],
        HoldOrder(until=w.today + timedelta(days=days), reason="rang", promise_ore=promise_ore),
    )


def kronofogden(action: Action, day: date | None = None) -> Deed:
    return lambda w: register(w, ONE, action, on=day)


def adopted(step: str, fees_ore: int, on: date = SENT) -> Deed:
    return lambda w: adopt(w, [ONE], Adoption(step=step, sent_on=on, fees_ore=fees_ore))


def a_plan(*numbers: str, **wish: Any) -> Deed:
    made = PlanWish(**{"first_on": date(2026, 4, 30), "months": 2, **wish})
    return lambda w: make_plan(w, numbers, made)


def sent_or_refused(world: World) -> None:
    """`send` refuses each invoice with its gates and sends the others."""
    [(_, gates)] = send(world, [ONE], SendOptions()).refused
    raise Refused(", ".join(gate.code for gate in gates), fix="")


TOMORROW = date(2026, 6, 1)

#   state, deed, what it says, the way out
TABLE: list[tuple[str, State, Deed, str, str]] = [
    # hold, release, dispute, resolve
    ("hold: to a day that has passed", reminded, held_to(-1), "has passed", "--until"),
    ("hold: more promised than owed", reminded, held_to(5, 9999_00), "Less than what", "explain"),
    ("hold: at Kronofogden", applied, held_to(5), "is at Kronofogden", "Write to Kronofogden"),
    ("hold: no case", nothing, held_to(5), "has no open case", "remind show"),
    ("hold: closed", cancelled, held_to(5), "has no open case", "remind show"),
    ("release: not on hold", reminded, lambda w: release(w, [ONE]), "not on hold", "status"),
    ("release: at Kronofogden", applied, lambda w: release(w, [ONE]), "is at Kronofogden", "Write"),
    ("dispute: already", disputed, lambda w: dispute(w, [ONE], reason="fel"), "disputed already", "resolve"),
    ("dispute: at Kronofogden", applied, lambda w: dispute(w, [ONE], reason="fel"), "is at Kronofogden", "objected"),
    ("dispute: closed", cancelled, lambda w: dispute(w, [ONE], reason="fel"), "has no open case", "show"),
    ("resolve: not disputed", reminded, lambda w: resolve(w, [ONE], reason="svar"), "not disputed", "status"),
    # cancel
    ("cancel: at Kronofogden", applied, lambda w: cancel(w, [ONE], reason="x"), "at Kronofogden", "Withdraw it there"),
    ("cancel: bankrupt", status(DebtorStatus.BANKRUPT), lambda w: cancel(w, [ONE], reason="x"), "bankrupt", "write-off"),
    ("cancel: estate", status(DebtorStatus.DECEASED), lambda w: cancel(w, [ONE], reason="x"), "has died", "write-off"),
    ("cancel: no case", nothing, lambda w: cancel(w, [ONE], reason="x"), "has no open case", "show"),
    # credit, undo, set off
    ("credit: an open case", reminded, lambda w: credit(w, ONE, 100, reason="x"), "is open", "remind cancel"),
    ("credit: more than there is", nothing, lambda w: credit(w, ONE, 9999_00, reason="x"), "can be credited", "explain"),
    ("credit: a day to come", nothing, lambda w: credit(w, ONE, 100, reason="x", on=TOMORROW), "has not come", "--on"),
    ("undo: an open case", reminded, lambda w: undo(w, ONE, reason="x"), "is open", "remind cancel"),
    ("undo: twice", credited, lambda w: undo(w, ONE, reason="x"), "credited already", "show"),
    ("set off: an open case", reminded_then_noted, lambda w: set_off(w, ONE, NOTE), "is open", "remind cancel"),
    ("set off: not a credit note", nothing, lambda w: set_off(w, ONE, TWO), "not a credit note", "show"),
    ("set off: the wrong way round", noted, lambda w: set_off(w, NOTE, ONE), "stands last", f"set-off {ONE} {NOTE}"),
    ("set off: of another customer", noted, lambda w: set_off(w, TWO, NOTE), "not of the same", "Only what"),
    ("set off: used up", set_off_once, lambda w: set_off(w, ONE, NOTE), "is used up", "show"),
    # write off
    ("write off: reminded", reminded, lambda w: write_off(w, ONE, reason="x", vat="25%"), "still running", "choose"),
    ("write off: demanded", demanded, lambda w: write_off(w, ONE, reason="x", vat="25%"), "still running", "cancel"),
    ("write off: a minor's", status(DebtorStatus.MINOR), lambda w: write_off(w, ONE, reason="x", vat="25%"), "still running", "cancel"),
    ("write off: nothing left", credited, lambda w: write_off(w, ONE, reason="x"), "is left to write off", "show"),
    ("write off: its VAT is not known", at_choose, lambda w: write_off(w, ONE, reason="x"), "VAT of invoice", "--vat"),
    # payments
    ("pay: a day to come", nothing, lambda w: pay(w, ONE, 100, on=TOMORROW), "has not come", "bank booked"),
    ("pay: nothing", nothing, lambda w: pay(w, ONE, 0), "more than 0", "unpay"),
    ("unpay: unknown", nothing, lambda w: unpay(w, 7, reason="x"), "no payment 7", "payments list"),
    ("unpay: twice", paid_and_back, lambda w: unpay(w, 1, reason="x"), "taken back already", "show"),
    # instalments
    ("plan: disputed", disputed, a_plan(ONE), "disputes", "resolve"),
    ("plan: at Kronofogden", applied, a_plan(ONE), "no plan is made beside", "withdrawn"),
    ("plan: closed", cancelled, a_plan(ONE), "no open case", "send"),
    ("plan: on hold", on_hold, a_plan(ONE), "on hold through", "release"),
    ("plan: another runs", planned, a_plan(ONE), "runs for invoice", "--break"),
    ("plan: of two debtors", reminded, a_plan(ONE, TWO), "have several", "one plan for each"),
    ("plan: too many parts", reminded, a_plan(ONE, months=121), "cannot be divided", "--months"),
    ("plan: a day that has passed", reminded, a_plan(ONE, first_on=SENT), "has passed", "--first"),
    ("plan: agreed on a day to come", reminded, a_plan(ONE, agreed_on=TOMORROW), "has not come", "together"),
    ("plan: a letter has not gone out", not_sent, lambda w: break_plan(w, ONE), "has not gone out", "outbox"),
    ("plan: none to end", reminded, lambda w: break_plan(w, ONE), "has no instalment plan", "Make one"),
    # choose
    ("choose: before the demand", reminded, lambda w: choose(w, [ONE], "monitoring"), "nothing to choose", "runs to"),
    ("choose: within its term", demanded, lambda w: choose(w, [ONE], "monitoring"), "nothing to choose", "runs to"),
    ("choose: there already", at_monitoring, lambda w: choose(w, [ONE], "monitoring"), "there already", "status"),
    ("choose: disputed", disputed, lambda w: choose(w, [ONE], "monitoring"), "is disputed", "resolve"),
    ("choose: at Kronofogden", applied, lambda w: choose(w, [ONE], "monitoring"), "is at Kronofogden", "Write"),
    # Kronofogden
    ("6 § applied: no demand", reminded, kronofogden(Action.APPLIED), "No inkassokrav", "remind tick"),
    ("6 § applied: within the term", demanded, kronofogden(Action.APPLIED), "to pay or object", "Wait"),
    ("applied: disputed", disputed, kronofogden(Action.APPLIED), "disputes it", "disputed"),
    ("applied: a plan runs", planned, kronofogden(Action.APPLIED), "plan runs", "--break"),
    ("applied: already", applied, kronofogden(Action.APPLIED), "already", "ACTION"),
    ("applied: a day to come", at_choose, kronofogden(Action.APPLIED, TOMORROW), "has not come", "--on"),
    ("objected: not there", at_choose, kronofogden(Action.OBJECTED), "not at Kronofogden", "applied"),
    ("objected: already", objected, kronofogden(Action.OBJECTED), "registered already", "status"),
    ("objected: after the utslag", decided, kronofogden(Action.OBJECTED), "An utslag of", "enforcement"),
    ("utslag: twice", decided, kronofogden(Action.UTSLAG), "An utslag of", "enforcement"),
    ("utslag: before the application", applied, kronofogden(Action.UTSLAG, DEMANDED), "which is later", "--on"),
    ("UB 3:1 enforcement: no utslag", applied, kronofogden(Action.ENFORCEMENT), "no utslag", "utslag --on"),
    ("6 § enforcement: within a year", charged, kronofogden(Action.ENFORCEMENT), "does so again on", "then"),
    ("report: no utslag", applied, lambda w: report(w, ONE, 100), "no utslag", "utslag --on"),
    ("report: nothing", decided, lambda w: report(w, ONE, 0), "more than 0", "--deducted"),
    ("withdrawn: not there", at_choose, kronofogden(Action.WITHDRAWN), "not at Kronofogden", "applied"),
    # letters
    ("send: a case is open", reminded, sent_or_refused, "has_case", ""),
    ("retract: at Kronofogden", applied, lambda w: retract(w, 1, reason="x"), "at Kronofogden", "Withdraw"),
    ("retract: a plan runs", planned, lambda w: retract(w, 1, reason="x"), "plan runs", "--no-letter"),
    ("retract: unknown", nothing, lambda w: retract(w, 9, reason="x"), "9", "outbox"),
    ("outbox sent: before it is dated", reminded, lambda w: mark_sent(w, 1, on=date(2026, 3, 2)), "dated", ""),
    ("outbox bounced: not mailed", reminded, lambda w: mark_bounced(w, 1), "was not mailed", ""),
    ("outbox: sent again though it went out", reminded, lambda w: resend(w, 1), "", ""),
    # adopting
    ("adopt: before it was due", nothing, adopted("reminder", 0, date(2026, 3, 1)), "overdue", "Put that right"),
    ("adopt: a day to come", nothing, adopted("reminder", 0, TOMORROW), "has not come", "Put that right"),
    ("adopt: fees above the caps", nothing, adopted("demand", 241_00), "more than may be claimed", "Put that"),
    ("adopt: a case is open", reminded, adopted("demand", 0), "has_case", "Put that right"),
    ("adopt: after its last case ended", cancelled, adopted("demand", 0, date(2026, 3, 9)), "after that letter", "Put"),
    # plans of what will be done, statuses
    ("plan: until a day that has passed", nothing, lambda w: forecast(w, date(2026, 3, 9)), "has passed", "Give"),
    ("tick: another plan", reminded, lambda w: tick_as_planned(w, "0" * 12), "No plan", "remind plan"),
    ("debtor: a day to come", nothing, lambda w: debtor(w, "1", Changes(statuses={DebtorStatus.BANKRUPT: TOMORROW})), "has not come", "court"),
    ("debtor: a status it has not", nothing, lambda w: debtor(w, "1", Changes(cleared=frozenset({"bankrupt"}))), "does not have", "remind debtor"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "deed", "says", "way_out"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE]
)
def test_refused_with_what_must_be_done_first(
    tmp_path: Path, state: State, deed: Deed, says: str, way_out: str
) -> None:
    firm = Firm(tmp_path, SENT)
    firm.take_in(
        [
            invoice_row(ONE, 2400_00, dated=DATED, due=DUE),
            invoice_row(TWO, 900_00, dated=DATED, due=DUE, customer="2"),
        ]
    )
    state(firm)
    with firm.world() as world:
        before = world.ledger.db.execute("SELECT max(seq) FROM event").fetchone()[0]
        with pytest.raises(RemindError) as refused:
            deed(world)
        after = world.ledger.db.execute("SELECT max(seq) FROM event").fetchone()[0]
    assert says in refused.value.message
    assert way_out in refused.value.fix
    assert after == before, "refused, but something was recorded"
