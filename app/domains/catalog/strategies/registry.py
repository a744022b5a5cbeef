"""The formats that products are loaded from, by the name that the command line and the API use."""

from app.domains.catalog.ports import CatalogFormat
from app.domains.catalog.strategies.galleria_csv import GalleriaCsv
from app.domains.catalog.strategies.google_rss import GoogleRss
from app.domains.catalog.strategies.magento_csv import MagentoCsv
from app.domains.catalog.strategies.shopify_csv import ShopifyCsv
from app.domains.catalog.strategies.woocommerce_csv import WooCommerceCsv

FORMATS: dict[str, CatalogFormat] = {
    form.key: form for form in (GalleriaCsv(), ShopifyCsv(), WooCommerceCsv(), MagentoCsv(), GoogleRss())
}
