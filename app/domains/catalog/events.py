"""Facts about the catalogue."""

from typing import ClassVar

from app.core.events import Event, event


@event
class ProductsChanged(Event):
    """Products were created, edited, published, archived, imported or deleted (`change` says which)."""

    NAME: ClassVar[str] = "catalog.products_changed.v1"
    product_ids: list[str]
    change: str


@event
class CategoriesChanged(Event):
    """Categories were added, renamed, moved or deleted."""

    NAME: ClassVar[str] = "catalog.categories_changed.v1"
    category_ids: list[str]


@event
class CollectionsChanged(Event):
    """Collections were made, changed, filled or deleted."""

    NAME: ClassVar[str] = "catalog.collections_changed.v1"
    collection_ids: list[str]


@event
class AssortmentsChanged(Event):
    """A channel or a location (`owner`: its id) offers other things."""

    NAME: ClassVar[str] = "catalog.assortments_changed.v1"
    owner: str


@event
class LicenceKeysHandedOut(Event):
    """An order got keys: all that are due to it, or as many as there were."""

    NAME: ClassVar[str] = "catalog.licence_keys_handed_out.v1"
    order_id: str
    key_ids: list[str]


@event
class LicenceKeysLow(Event):
    """Few keys of a variant are left, or too few: `due` were paid for and are missing."""

    NAME: ClassVar[str] = "catalog.licence_keys_low.v1"
    variant_id: str
    free: int
    due: int
