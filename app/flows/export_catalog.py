"""The catalogue as a file that an import reads back: products, prices, and stock at the main warehouse.

Products are read chunk by chunk, each in a unit of its own, while the file is being sent.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO
from uuid import UUID

from app.core import audit
from app.core.db import unit_of_work
from app.core.errors import Forbidden, Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.core.tenancy import Tenant, current_tenant, tenant_scope
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.domains.catalog.types import ImportProduct
from app.domains.pricing import service as pricing
from app.flows import merchant_feed
from app.queries import export_stock

CHUNK = 500
BLOCK = 1 << 16
STATUSES = ("draft", "active", "archived")
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file has beside the usual: texts in other languages, licence keys."""

    locales: Sequence[str]
    keys: bool


@dataclass(frozen=True, slots=True)
class Export:
    """A file on its way out: piece by piece, never whole in memory."""

    suffix: str
    mimetype: str
    pieces: Iterator[bytes]


def export(
    format: str,  # noqa: A002 - the contract's word
    *,
    status: str = "",
    category: UUID | None = None,
    keys: bool = False,
) -> Export:
    """The products of a status and category, where these are said, in one of FORMATS; a feed holds what is on sale.

    `keys`: with the licence keys that nobody bought yet, for those who may take them; that stands in the audit log.
    Opens its own units of work. Raises Invalid at `format`, `status` or `keys`, Forbidden for keys.
    """
    if keys:
        _take_keys(format, status)
    if format in FEEDS:
        return _feed(format, whole=status in ("", "active") and category is None)
    if format not in FORMATS:
        raise Invalid(_("There is no such format"), fields={"format": _("Choose one of the options")})
    if status and status not in STATUSES:
        raise Invalid(_("There is no such state"), fields={"status": _("Choose one of the options")})
    suffix, mimetype, write = FORMATS[format]
    tenant = current_tenant()
    how = Columns(catalog.translations.others(), keys)
    return Export(suffix, mimetype, write(_products(tenant, status, category, keys), tenant.currency, how))


def _take_keys(format: str, status: str) -> None:  # noqa: A002 - the contract's word
    """Let nobody carry keys out who may not, and note who does."""
    who = current_principal()
    if who.kind not in OURS and not who.may(ProductPermission.KEYS):
        raise Forbidden(_("Your role does not take licence keys out"))
    if format not in WITH_KEYS:
        words = _("Choose one of Galleria's own formats: others have no place for licence keys")
        raise Invalid(_("This format holds no licence keys"), fields={"keys": words})
    with unit_of_work():
        said = {"format": format, "status": status}
        audit.record("catalog.licence_keys_exported", object_type="export", object_id=format, after=said)


def _csv(products: Iterator[ImportProduct], currency: str, how: Columns) -> Iterator[bytes]:
    """With a byte order mark, so that spreadsheets read it right."""
    yield b"\xef\xbb\xbf"
    for line in catalog.csv_lines(catalog.galleria_table(products, currency, how.locales, keys=how.keys)):
        yield line.encode()


def _shopify(products: Iterator[ImportProduct], currency: str, _how: Columns) -> Iterator[bytes]:
    for line in catalog.csv_lines(catalog.shopify_table(products, currency)):
        yield line.encode()


def _xml(products: Iterator[ImportProduct], currency: str, _how: Columns) -> Iterator[bytes]:
    for line in catalog.xml_lines(products, currency):
        yield line.encode()


def _xlsx(products: Iterator[ImportProduct], currency: str, how: Columns) -> Iterator[bytes]:
    with tempfile.TemporaryFile(prefix="galleria-export-") as file:
        catalog.write_workbook(file, catalog.galleria_table(products, currency, how.locales, keys=how.keys))
        yield from _blocks(file)


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK):
        yield block


Writer = Callable[[Iterator[ImportProduct], str, Columns], Iterator[bytes]]
FORMATS: Mapping[str, tuple[str, str, Writer]] = {
    "galleria-csv": (".csv", CSV, _csv),
    "galleria-xlsx": (".xlsx", XLSX, _xlsx),
    "galleria-xml": (".xml", "application/xml", _xml),
    "shopify-csv": (".csv", CSV, _shopify),
}
OURS = ("system", "operator")
WITH_KEYS = ("galleria-csv", "galleria-xlsx", "galleria-xml")


FEEDS: Mapping[str, tuple[str, str, Callable[[], Iterator[bytes]]]] = {
    "google-rss": (".xml", "application/xml", merchant_feed.feed),
}
"""What others list: what is on sale on the site in use, at its prices and sales. No import reads back all of it."""


def _feed(kind: str, *, whole: bool) -> Export:
    if not whole:
        words = _("A feed holds all that is on sale: choose every state and every category")
        raise Invalid(words, fields={"status": words})
    suffix, mimetype, write = FEEDS[kind]
    return Export(suffix, mimetype, write())


def _products(tenant: Tenant, status: str, category: UUID | None, keys: bool) -> Iterator[ImportProduct]:
    after = UUID(int=0)
    while True:
        with tenant_scope(tenant), unit_of_work():
            ids = catalog.product_ids(after, CHUNK, status=status, category=category)
            chunk = _forms(ids, keys)
        yield from chunk
        if len(ids) < CHUNK:
            return
        after = ids[-1]


def _forms(product_ids: Sequence[UUID], keys: bool) -> list[ImportProduct]:
    found = catalog.forms_of(product_ids)
    variants = [variant_id for _form, ids in found.values() for variant_id in ids]
    prices = pricing.base_prices(variants, current_tenant().currency)
    stock = export_stock.of_variants(variants)
    free = catalog.licence_files.free_of(variants) if keys else {}
    forms = []
    for product_id in product_ids:
        form, ids = found[product_id]
        rows = []
        for variant_id, variant in zip(ids, form.variants, strict=True):
            price, lies = prices.get(variant_id), stock.get(variant_id)
            rows.append(
                replace(
                    variant,
                    price=price.amount if price else -1,
                    compare_at=price.compare_at if price else None,
                    cost=price.cost if price else None,
                    tracked=lies.tracked if lies else False,
                    backorder=lies.backorder if lies else False,
                    quantity=lies.on_hand if lies and lies.tracked else None,
                    keys=free.get(variant_id, ()),
                )
            )
        forms.append(replace(form, variants=tuple(rows)))
    return forms
