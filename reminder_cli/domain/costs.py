"""The costs of a claim at Kronofogden: what was charged, what of it is paid, fell or was waived.

A book that one replay of an account keeps; it reads no events. Amounts in öre.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace


class CostKind(StrEnum):
    """What a cost is for."""

    ENFORCEMENT = "enforcement"  # grundavgift, each year
    COLLECTION = "collection"  # more that Kronofogden kept of what it collected
    INVOICED = "invoiced"  # its own, that it invoiced the creditor instead
    LAID_OUT = "laid_out"  # its own, that it invoiced the partner, for the creditor
    APPLICATION = "application"  # ansökningsavgift
    WORK = "application_work"  # the applicant's own work or agent


COST_LAW = {
    CostKind.ENFORCEMENT: "förordning (1992:1094) 6 §",
    CostKind.COLLECTION: "utsökningsbalken 17 kap.",
    CostKind.INVOICED: "utsökningsbalken 17 kap.",
    CostKind.LAID_OUT: "utsökningsbalken 17 kap.",
    CostKind.APPLICATION: "förordning (1992:1094) 1 §",
    CostKind.WORK: "lag (1990:746) 48 §",
}
# Kronofogden's own, which it takes before anybody else gets anything.
_ITS_OWN = frozenset({CostKind.ENFORCEMENT, CostKind.COLLECTION})
# What the creditor has of the debtor, in the order it is paid.
_OF_APPLICATION = (CostKind.APPLICATION, CostKind.WORK)
_PAID_FIRST = (CostKind.INVOICED, CostKind.LAID_OUT, *_OF_APPLICATION)


class CostState(Struct, frozen=True, kw_only=True):
    """A cost: what for, when, how much, what is left; ``fell`` says why it is not owed."""

    kind: CostKind
    on: date
    amount_ore: int
    left_ore: int
    fell: str = ""
    waived_ore: int = 0

    @property
    def law(self) -> str:
        """Its paragraph."""
        return COST_LAW[self.kind]

    @property
    def act(self) -> str:
        """What it is called to the debtor: the same fee, whoever has paid it."""
        paid = self.kind in {CostKind.INVOICED, CostKind.LAID_OUT}
        return (CostKind.ENFORCEMENT if paid else self.kind).value

    @property
    def is_kronofogdens(self) -> bool:
        """Whether it is owed to Kronofogden and not to the creditor."""
        return self.kind in _ITS_OWN

    @property
    def counted_ore(self) -> int:
        """What of it stands in the claim: Kronofogden's own only in so far as it was taken."""
        return self.amount_ore - self.left_ore if self.is_kronofogdens else self.amount_ore


class CostsMet(Struct, frozen=True, kw_only=True):
    """What of one payment met costs: what it had invoiced, the 300, the 380, what it kept. Öre."""

    invoiced_ore: int = 0
    laid_out_ore: int = 0
    application_ore: int = 0
    work_ore: int = 0
    kept_ore: int = 0

    def and_(self, more: CostsMet) -> CostsMet:
        """With what else it met."""
        return CostsMet(
            invoiced_ore=self.invoiced_ore + more.invoiced_ore,
            laid_out_ore=self.laid_out_ore + more.laid_out_ore,
            application_ore=self.application_ore + more.application_ore,
            work_ore=self.work_ore + more.work_ore,
            kept_ore=self.kept_ore + more.kept_ore,
        )


class CostBook(Struct):
    """The costs in the order they were charged. Lives only inside a replay."""

    costs: list[CostState] = field(default_factory=list)

    def charge(self, kind: CostKind, amount_ore: int, on: date, *, fell: str = "") -> None:
        """A cost came to be; one that fell is shown and never owed."""
        if amount_ore:
            left = 0 if fell else amount_ore
            self.costs.append(
                CostState(kind=kind, on=on, amount_ore=amount_ore, left_ore=left, fell=fell)
            )

    @property
    def owed_ore(self) -> int:
        """What the debtor owes the creditor of them."""
        return sum(cost.left_ore for cost in self.costs if not cost.is_kronofogdens)

    @property
    def kronofogdens_ore(self) -> int:
        """What Kronofogden has yet to take for itself."""
        return sum(cost.left_ore for cost in self.costs if cost.is_kronofogdens)

    def keep(self, amount_ore: int, on: date) -> None:
        """Kronofogden keeps this of what it collected; what it had not told of is a cost too."""
        self.charge(CostKind.COLLECTION, max(amount_ore - self.kronofogdens_ore, 0), on)
        self._lower(amount_ore, [CostKind.ENFORCEMENT, CostKind.COLLECTION])

    def invoice(self, amount_ore: int, on: date, *, by_partner: bool, fell: str = "") -> None:
        """Kronofogden has it of the creditor, and so has it no more to take of the debtor."""
        rest = amount_ore
        for place, cost in enumerate(self.costs):
            if cost.is_kronofogdens:
                part = min(rest, cost.left_ore)
                rest -= part
                self.costs[place] = replace(
                    cost, amount_ore=cost.amount_ore - part, left_ore=cost.left_ore - part
                )
        self.costs = [cost for cost in self.costs if cost.amount_ore]
        self.charge(
            CostKind.LAID_OUT if by_partner else CostKind.INVOICED, amount_ore, on, fell=fell
        )

    def pay(self, amount_ore: int) -> CostsMet:
        """A payment meets what Kronofogden had invoiced, then the application: fee, and work."""
        before = {kind: self._left(kind) for kind in _PAID_FIRST}
        self._lower(amount_ore, _PAID_FIRST)
        met = {kind: left - self._left(kind) for kind, left in before.items()}
        return CostsMet(
            invoiced_ore=met[CostKind.INVOICED],
            laid_out_ore=met[CostKind.LAID_OUT],
            application_ore=met[CostKind.APPLICATION],
            work_ore=met[CostKind.WORK],
        )

    def granted(self, amount_ore: int) -> int:
        """An utslag gives so much for the application; returns how much is given up of it."""
        owed = sum(self._left(kind) for kind in _OF_APPLICATION)
        too_much = max(owed - amount_ore, 0)
        self._lower(too_much, [*reversed(_OF_APPLICATION)], waived=True)
        return too_much

    def waive(self) -> int:
        """Give up all that is owed of them; returns how much it was."""
        owed = self.owed_ore
        self._lower(owed, _PAID_FIRST, waived=True)
        return owed

    def _left(self, kind: CostKind) -> int:
        return sum(cost.left_ore for cost in self.costs if cost.kind is kind)

    def _lower(
        self, amount_ore: int, kinds: list[CostKind] | tuple[CostKind, ...], *, waived: bool = False
    ) -> None:
        for kind in kinds:
            for place, cost in enumerate(self.costs):
                if cost.kind is not kind:
                    continue
                part = min(amount_ore, cost.left_ore)
                amount_ore -= part
                gone = cost.waived_ore + (part if waived else 0)
                self.costs[place] = replace(cost, left_ore=cost.left_ore - part, waived_ore=gone)
