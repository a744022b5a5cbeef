"""Prices without the tax that is in them, to be held against what goods cost: at the shop's own country, today."""

from dataclasses import dataclass, field
from functools import cached_property

from app.core import clock
from app.core.tenancy import current_tenant
from app.domains.pricing.engine.taxing import taxes_of
from app.domains.taxes import service as taxes
from app.domains.taxes.rules import TaxTable
from app.queries.selling_terms import rates_of


@dataclass(frozen=True)
class NetPrices:
    """`included`: whether prices have tax inside. The rates are read when the first price asks for them."""

    included: bool = field(default_factory=lambda: current_tenant().tax_included)

    def tax_in(self, amount: int, tax_class: str) -> int:
        """The tax inside a price of goods of a class."""
        if not self.included:
            return 0
        return sum(taxes_of(amount, rates_of(self._table, tax_class), included=True))

    def of(self, amount: int, tax_class: str) -> int:
        """What is left of it for the shop."""
        return amount - self.tax_in(amount, tax_class)

    @cached_property
    def _table(self) -> TaxTable:
        home = current_tenant().country
        return taxes.tax_table(country=home, home=home, day=clock.now().date())


def net_prices(tax_included: bool | None = None) -> NetPrices:
    """For prices of a list with a tax mode of its own, else the shop's."""
    return NetPrices() if tax_included is None else NetPrices(tax_included)
