"""What tax rates look like to those who ask."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

STANDARD: Final = "standard"
"""The class of most goods, and of every class that a place has no rate for."""

NO_TAX: Final = "none"
"""The class of what is never taxed, such as gift cards."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A tax of a country, or of one of its regions, in millionths (19 % is 190_000); both dates inclusive.

    `compound`: it is taken on the price and the other taxes of its class.
    """

    id: UUID
    country: str
    region: str
    tax_class: str
    name: str
    rate_micro: int
    valid_from: date | None = None
    valid_to: date | None = None
    compound: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether the rate is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Duty:
    """What a destination's border takes of goods: rates in millionths, values in minor units of the shop's currency.

    `hs_prefix` are the first digits of their HS code, empty for all; `origin` the country where they were made, empty
    for every one. Consignments worth up to `duty_free`, or `tax_free`, are free of it.
    """

    id: UUID
    country: str
    hs_prefix: str
    origin: str
    duty_micro: int
    tax_micro: int
    duty_free: int = 0
    tax_free: int = 0
    with_delivery: bool = True
