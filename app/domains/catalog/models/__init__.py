"""Tables of the catalogue, a room each."""

from app.domains.catalog.models.assortments import Assortment, AssortmentLine, AssortmentPlace
from app.domains.catalog.models.categories import Category, CategoryTree, ProductCategory
from app.domains.catalog.models.collections import Collection, CollectionItem, CollectionPlace
from app.domains.catalog.models.drafts import BulkEdit, PendingProduct, ProductVersion
from app.domains.catalog.models.imports import ImportRun
from app.domains.catalog.models.licences import LicenceGrant, LicenceKey
from app.domains.catalog.models.listings import (
    Listing,
    ListingOffer,
    ListingOwn,
    ListingPlace,
    ListingPrice,
    ListingText,
)
from app.domains.catalog.models.media import Asset, MatchRun, Media
from app.domains.catalog.models.products import (
    BrandSafety,
    BundleComponent,
    OptionLabel,
    Product,
    ProductFile,
    ProductLink,
    ProductType,
    Variant,
)

__all__ = [
    "Asset",
    "Assortment",
    "AssortmentLine",
    "AssortmentPlace",
    "BrandSafety",
    "BulkEdit",
    "BundleComponent",
    "Category",
    "CategoryTree",
    "Collection",
    "CollectionItem",
    "CollectionPlace",
    "ImportRun",
    "LicenceGrant",
    "LicenceKey",
    "Listing",
    "ListingOffer",
    "ListingOwn",
    "ListingPlace",
    "ListingPrice",
    "ListingText",
    "MatchRun",
    "Media",
    "OptionLabel",
    "PendingProduct",
    "Product",
    "ProductCategory",
    "ProductFile",
    "ProductLink",
    "ProductType",
    "ProductVersion",
    "Variant",
]
