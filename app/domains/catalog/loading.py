"""Bringing a file's products into the catalogue: whole chunks are written at once."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import TextClause

from app.core import clock, files
from app.core.db import current_unit, db, post
from app.core.ids import new_id
from app.domains.catalog import loading_sql as sql
from app.domains.catalog import tree
from app.domains.catalog.types import (
    ImportPicture,
    ImportProduct,
    ImportVariant,
    PlannedProduct,
)


def load(planned: Sequence[PlannedProduct]) -> None:
    """Write products with variants, categories and pictures, new or changed, in a handful of statements."""
    if not planned:
        return
    _run(sql.PRODUCTS, [_product_row(plan) for plan in planned])
    _run(sql.PUT_VARIANTS, [row for plan in planned for row in _variant_rows(plan)])
    if old := [plan.id for plan in planned if not plan.created]:
        post(sql.RETIRE_MISFITS, {"ids": old})
    places = tree.ensure(path for plan in planned for path in plan.form.categories)
    _run(
        sql.PUT_IN_CATEGORIES,
        [
            {"category_id": places[path], "product_id": plan.id, "position": plan.form.row}
            for plan in planned
            for path in plan.form.categories
        ],
    )
    _load_pictures(planned)


def _load_pictures(planned: Sequence[PlannedProduct]) -> None:
    old = [plan for plan in planned if not plan.created and plan.form.pictures]
    wanted = [
        {"product_id": plan.id, "urls": [picture.url for picture in plan.form.pictures]} for plan in old
    ]
    for key in db.session.scalars(sql.DROP_PICTURES, {"rows": orjson.dumps(wanted).decode()}):
        if key:
            current_unit().after_commit.append(partial(files.delete, key))
    _run(
        sql.PUT_PICTURES,
        [
            {
                "id": new_id(),
                "product_id": plan.id,
                "position": place,
                "alt": picture.alt,
                "source_url": picture.url,
            }
            for plan in planned
            for place, picture in enumerate(plan.form.pictures, start=1)
        ],
    )
    chosen = [
        {"id": v.id, "url": v.form.picture} for plan in planned for v in plan.variants if v.form.picture
    ]
    _run(sql.CHOOSE_PICTURES, chosen)


def remember(planned: Sequence[PlannedProduct]) -> None:
    """Note what the file says now of products that are like that already."""
    _run(sql.HASHES, [{"id": plan.id, "import_hash": plan.fingerprint} for plan in planned])


def forms_of(product_ids: Sequence[UUID]) -> dict[UUID, tuple[ImportProduct, list[UUID]]]:
    """Products of the shop in the normal form of files, without prices and stock, and their variants' ids."""
    if not product_ids:
        return {}
    paths = tree.paths(main=True)
    rows = db.session.execute(sql.FORMS, {"ids": list(product_ids)})
    return {row.id: (_form(row, paths), [UUID(v[0]) for v in row.variants]) for row in rows}


def _form(row: Any, paths: dict[UUID, tuple[str, ...]]) -> ImportProduct:
    return ImportProduct(
        row=0,
        key=row.import_key or row.slug,
        title=row.title,
        description=row.description,
        status=row.status,
        brand=row.brand,
        kind=row.kind,
        tags=tuple(row.tags),
        option_names=tuple(row.option_names),
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        tax_class=row.tax_class,
        translations=row.translations,
        categories=tuple(sorted(paths[category] for category in row.categories if category in paths)),
        pictures=tuple(ImportPicture(url, alt) for url, alt in row.pictures),
        variants=tuple(
            ImportVariant(
                row=0,
                sku=sku,
                option_values=tuple(values),
                price=0,
                barcode=barcode,
                weight_grams=grams,
                picture=url,
                content=None if content is None else Decimal(str(content)),
                content_unit=unit,
            )
            for _, sku, values, barcode, grams, url, content, unit in row.variants
        ),
    )


def _run(statement: TextClause, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        post(statement, {"rows": orjson.dumps(rows).decode(), "now": clock.now()})


def _product_row(plan: PlannedProduct) -> dict[str, Any]:
    form = plan.form
    return {
        "id": plan.id,
        "title": form.title,
        "slug": plan.slug,
        "description": form.description,
        "status": form.status,
        "brand": form.brand,
        "kind": form.kind,
        "tags": form.tags,
        "option_names": form.option_names,
        "tax_class": form.tax_class,
        "seo_title": form.seo_title,
        "seo_description": form.seo_description,
        "translations": form.translations,
        "import_key": form.key,
        "import_hash": plan.fingerprint,
    }


def _variant_rows(plan: PlannedProduct) -> Iterable[dict[str, Any]]:
    for position, variant in enumerate(plan.variants, start=1):
        yield {
            "id": variant.id,
            "product_id": plan.id,
            "sku": variant.sku,
            "option_values": variant.form.option_values,
            "position": position,
            "barcode": variant.form.barcode,
            "weight_grams": variant.form.weight_grams,
            "content": None if variant.form.content is None else str(variant.form.content),
            "content_unit": variant.form.content_unit,
        }
