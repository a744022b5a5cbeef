"""The catalogue as a file that an import reads back: products, prices, and stock at the main warehouse."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from app.core.db import unit_of_work
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.types import ImportProduct
from app.domains.pricing import service as pricing
from app.queries import export_stock

CHUNK = 500


def csv_bytes() -> bytes:
    """Every product as `galleria-csv`, UTF-8 with a byte order mark so that spreadsheets read it right.

    Opens its own units of work, one a chunk.
    """
    rows = catalog.galleria_table(_products(), current_tenant().currency)
    return ("\ufeff" + "".join(catalog.csv_lines(rows))).encode()


def _products() -> Iterator[ImportProduct]:
    after = UUID(int=0)
    while True:
        with unit_of_work():
            ids = catalog.product_ids(after, CHUNK)
            chunk = _forms(ids)
        yield from chunk
        if len(ids) < CHUNK:
            return
        after = ids[-1]


def _forms(product_ids: Sequence[UUID]) -> list[ImportProduct]:
    found = catalog.forms_of(product_ids)
    variants = [variant_id for _form, ids in found.values() for variant_id in ids]
    prices = pricing.base_prices(variants, current_tenant().currency)
    stock = export_stock.of_variants(variants)
    forms = []
    for product_id in product_ids:
        form, ids = found[product_id]
        rows = []
        for variant_id, variant in zip(ids, form.variants, strict=True):
            price, lies = prices.get(variant_id), stock.get(variant_id)
            rows.append(
                replace(
                    variant,
                    price=price.amount if price else 0,
                    compare_at=price.compare_at if price else None,
                    cost=price.cost if price else None,
                    tracked=lies.tracked if lies else False,
                    backorder=lies.backorder if lies else False,
                    quantity=lies.on_hand if lies and lies.tracked else None,
                )
            )
        forms.append(replace(form, variants=tuple(rows)))
    return forms
