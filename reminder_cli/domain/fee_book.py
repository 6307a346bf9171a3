"""The fees of a claim in the order they were charged: capped, paid, and given up."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from reminder_cli.domain.account import Basis, FeeState
from reminder_cli.domain.events import LetterIssued
from reminder_cli.domain.rules.fees import LATE_PAYMENT_ORE, LAW, Act, fee_cap

_ELSEWHERE = "elsewhere"


class FeeBook(Struct):
    """Lives only inside a replay. ``terms`` are those of the case that runs."""

    terms: Basis
    fees: list[FeeState] = field(default_factory=list)

    @property
    def left_ore(self) -> int:
        """What is owed of them."""
        return sum(fee.left_ore for fee in self.fees)

    def charge_elsewhere(self) -> None:
        """The reminder fee that was claimed before the case came here, once."""
        if not self.terms.fee_claimed_ore or any(fee.act == _ELSEWHERE for fee in self.fees):
            return
        on = self.terms.fee_claimed_on or self.terms.due_on
        # More than the cap was never owed, whoever asked for it (6 § lag (1981:739)).
        cap = min(fee_cap(Act.REMINDER, done_on=on), self._room(Act.REMINDER))
        fee = min(self.terms.fee_claimed_ore, cap)
        if fee:
            law = LAW[Act.REMINDER]
            self.fees.append(
                FeeState(
                    act=_ELSEWHERE,
                    on=on,
                    amount_ore=fee,
                    left_ore=fee,
                    law=law,
                    claimed_elsewhere=True,
                )
            )

    def charge(self, letter: LetterIssued, lost: str) -> None:
        """The fee of a letter; ``lost`` says why it is not owed, and is empty when it stands."""
        act = letter.fee_act
        assert act is not None, "a fee is for something"
        room = self._room(act)
        lost = lost or ("" if room else "charged_before")
        amount = letter.fee_ore if lost else min(letter.fee_ore, room)
        self.fees.append(
            FeeState(
                act=act.value,
                on=letter.on,
                amount_ore=amount,
                left_ore=0 if lost else amount,
                law=LAW[act],
                letter_id=letter.letter_id,
                lost=lost,
                claimed_elsewhere=letter.is_anothers,
            )
        )

    def _room(self, act: Act) -> int:
        """What may still be charged for an act: once per invoice over all its cases, and all fees
        of a business together at most the 450 kr of 4 a § (product.md section 5).

        The letter's fee was within that when it was written; a payment taken back since may have
        made an earlier fee stand again.
        """
        standing = [f for f in self.fees if not f.lost and f.waived_ore < f.amount_ore]
        alike = {act.value, _ELSEWHERE} if act is Act.REMINDER else {act.value}
        if any(fee.act in alike for fee in standing):
            return 0
        if self.terms.interest.consumer:
            return LATE_PAYMENT_ORE
        return max(LATE_PAYMENT_ORE - sum(fee.amount_ore for fee in standing), 0)

    def lost_of(self, letter_id: int) -> int:
        """What the fees of a letter came to that are not owed."""
        return sum(f.amount_ore for f in self.fees if f.letter_id == letter_id and f.lost)

    def pay(self, amount: int) -> None:
        """Take an amount off them, the oldest first."""
        for place, fee in enumerate(self.fees):
            paid = min(amount, fee.left_ore)
            if paid:
                self.fees[place] = replace(fee, left_ore=fee.left_ore - paid)
                amount -= paid

    def waive(self) -> Iterator[int]:
        """Give up all that is owed of them, the oldest first; gives the amount of each."""
        for place in range(len(self.fees)):
            if self.fees[place].left_ore:
                yield self._give_up(place, self.fees[place].left_ore)

    def waive_newest(self, at_most: int) -> Iterator[int]:
        """Give up that much of them, the newest first; gives the amount of each."""
        for place in reversed(range(len(self.fees))):
            part = min(self.fees[place].left_ore, max(at_most, 0))
            if part:
                at_most -= part
                yield self._give_up(place, part)

    def _give_up(self, place: int, ore: int) -> int:
        fee = self.fees[place]
        left, gone = fee.left_ore - ore, fee.waived_ore + ore
        self.fees[place] = replace(fee, left_ore=left, waived_ore=gone)
        return ore
