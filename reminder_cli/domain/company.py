"""The firm that owns the ledger, and who collects for it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct


class Collector(StrEnum):
    """Who runs the case: the firm itself, or a collection agency on its behalf."""

    OWN = "own"
    PARTNER = "partner"


class Company(Struct, frozen=True, kw_only=True):
    """The creditor (borgenär). ``mandate_on`` is the day it confirmed its agreement with the partner."""

    name: str
    org_number: str
    collector: Collector
    street: str = ""
    postal_code: str = ""
    city: str = ""
    email: str = ""
    phone: str = ""
    bankgiro: str = ""
    plusgiro: str = ""
    swish: str = ""
    partner_name: str = ""
    partner_org_number: str = ""
    partner_bankgiro: str = ""
    mandate_on: date | None = None

    @property
    def can_be_reached(self) -> bool:
        """Whether a letter says more of how to reach the firm than its name (inkassolagen 5 §)."""
        return bool(self.email or self.phone or ((self.street or self.postal_code) and self.city))

    @property
    def giro(self) -> tuple[str, str]:
        """Where the debtor pays: the kind of giro and its number; the partner's when one is set."""
        if self.collector is Collector.PARTNER and self.partner_bankgiro:
            return "bankgiro", self.partner_bankgiro
        if self.bankgiro:
            return "bankgiro", self.bankgiro
        return "plusgiro", self.plusgiro
