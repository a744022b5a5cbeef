"""Makes the shop's cached pages new: whatever shows on them raises the tenant's epoch (DESIGN 6).

Who rewrites listings calls `refresh_pages` in the same unit, so a publish is seen with the next request, also
while no worker runs. The events cover everything else, and a crash between commit and the raise.
"""

from app.core.db import current_unit, unit_of_work
from app.core.events import on
from app.core.tenancy import current_tenant, shared_scope
from app.domains.catalog.events import (
    AssortmentsChanged,
    CategoriesChanged,
    CollectionsChanged,
    ProductsChanged,
)
from app.domains.channels.events import SettingsChanged
from app.domains.inventory.events import StockAvailabilityCrossed
from app.domains.pricing.events import BasePricesChanged
from app.domains.promotions.events import PromotionChanged
from app.domains.shipping.events import DeliveryMethodsChanged
from app.domains.taxes.events import TaxRatesChanged
from tenants import registry


def refresh_pages() -> None:
    """Raise the bound tenant's epoch once, right after the open unit commits."""
    unit = current_unit()
    if not unit.notes.setdefault("pages_refreshed", False):
        unit.notes["pages_refreshed"] = True
        tenant_id = current_tenant().id
        unit.after_commit.append(lambda: _raise(tenant_id))


def _raise(tenant_id: str) -> None:
    with shared_scope(), unit_of_work():
        registry.raise_epoch(tenant_id)


@on(ProductsChanged)
def follow_products(_e: ProductsChanged) -> None:
    """Products look different, came or went."""
    refresh_pages()


@on(CategoriesChanged)
def follow_categories(_e: CategoriesChanged) -> None:
    """The menu and the shelves changed."""
    refresh_pages()


@on(CollectionsChanged)
def follow_collections(_e: CollectionsChanged) -> None:
    """Collections hold other things."""
    refresh_pages()


@on(AssortmentsChanged)
def follow_assortments(_e: AssortmentsChanged) -> None:
    """A channel offers other things."""
    refresh_pages()


@on(BasePricesChanged)
def follow_price_tags(_e: BasePricesChanged) -> None:
    """A price changed."""
    refresh_pages()


@on(PromotionChanged)
def follow_promotions(_e: PromotionChanged) -> None:
    """An offer began, ended or changed."""
    refresh_pages()


@on(StockAvailabilityCrossed)
def follow_crossing(_e: StockAvailabilityCrossed) -> None:
    """Something is few, sold out or back."""
    refresh_pages()


@on(SettingsChanged)
def follow_settings(_e: SettingsChanged) -> None:
    """Name, logo, colour or languages changed."""
    refresh_pages()


@on(DeliveryMethodsChanged)
def follow_delivery(_e: DeliveryMethodsChanged) -> None:
    """The promise of delivery changed."""
    refresh_pages()


@on(TaxRatesChanged)
def follow_taxes(_e: TaxRatesChanged) -> None:
    """The notice beside the price may have changed."""
    refresh_pages()
