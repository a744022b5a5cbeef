"""Bringing a file's products into the catalogue: find out what is there, then write whole chunks at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import TextClause

from app.core import clock, files
from app.core.db import current_unit, db
from app.core.i18n import to_tell
from app.core.ids import new_id
from app.domains.catalog import loading_sql as sql
from app.domains.catalog import repo, rules, translations, tree
from app.domains.catalog.types import (
    ImportPicture,
    ImportProduct,
    ImportVariant,
    PlannedProduct,
    PlannedVariant,
    Problem,
)


class Plan:
    """Names given out over all chunks of one file, so that a dry run answers what the real run does."""

    def __init__(self) -> None:
        self.skus: dict[str, UUID] = {}
        self.slugs: dict[str, UUID] = {}
        self.products: set[UUID] = set()
        self._given: list[tuple[dict[str, UUID] | set[UUID], Any]] = []

    def begin(self) -> None:
        """What is given out from now on may be taken back."""
        self._given.clear()

    def take_back(self) -> None:
        """Forget what was given out since `begin`: the chunk failed."""
        for names, name in self._given:
            if isinstance(names, dict):
                del names[name]
            else:
                names.discard(name)
        self._given.clear()

    def _give(self, names: dict[str, UUID], name: str, owner: UUID) -> bool:
        """Whether the name is the owner's now."""
        had = names.get(name)
        if had is None:
            names[name] = owner
            self._given.append((names, name))
        return had is None or had == owner

    def of(self, forms: Sequence[ImportProduct]) -> tuple[list[PlannedProduct], list[Problem]]:
        """For each product of a chunk: which one of the shop it is, its SKUs, and warnings."""
        known = self._known(forms)
        there = _variants_there([found.id for found in known.values()])
        matches = {
            form.key: _match(form, there.get(known[form.key].id, [])) for form in forms if form.key in known
        }
        owners = self._owners(forms)
        slugs = repo.taken_slugs(
            rules.slug_for(form.key, form.key) for form in forms if form.key not in known
        )
        planned, warnings = [], []
        for form in forms:
            found = known.get(form.key)
            product_id = found.id if found else new_id()
            variants = []
            for variant in form.variants:
                kept = matches.get(form.key, {}).get(variant.option_values)
                chosen, warning = self._sku(form, variant, kept, owners)
                variants.append(chosen)
                warnings.extend(warning)
            mark = rules.fingerprint(form)
            planned.append(
                PlannedProduct(
                    id=product_id,
                    slug=found.slug if found else self._slug(form, product_id, slugs),
                    created=found is None,
                    same_as_last_time=found is not None and found.import_hash == mark,
                    fingerprint=mark,
                    variants=tuple(variants),
                    form=replace(
                        form,
                        description=rules.safe_html(form.description),
                        translations=translations.tidied(form.translations) if form.translations else {},
                    ),
                )
            )
        return planned, warnings

    def _owners(self, forms: Sequence[ImportProduct]) -> dict[str, tuple[UUID, UUID]]:
        """Who has the SKUs that variants of these products may get; made ones only where one may be needed."""
        wanted = Counter(variant.sku for form in forms for variant in form.variants if variant.sku)
        owners = repo.owners_of_skus(wanted)
        made = [
            sku
            for form in forms
            for variant in form.variants
            if wanted[variant.sku] != 1 or variant.sku in owners or variant.sku in self.skus
            for sku in rules.made_sku(form.key, variant.option_values)
        ]
        return owners | repo.owners_of_skus(made) if made else owners

    def _known(self, forms: Sequence[ImportProduct]) -> dict[str, Any]:
        """Products of the shop by the file's key; each is meant by one key only."""
        rows = db.session.execute(sql.FIND, {"keys": [form.key for form in forms]}).all()
        found = {row.slug: row for row in rows if row.import_key is None}
        found |= {row.import_key: row for row in rows if row.import_key is not None}
        lost = [form for form in forms if form.by_sku and form.key not in found]
        if lost:
            skus = [variant.sku for form in lost for variant in form.variants if variant.sku]
            owners = {row.sku: row for row in db.session.execute(sql.FIND_BY_SKU, {"skus": skus})}
            for form in lost:
                owner = next((owners[v.sku] for v in form.variants if v.sku in owners), None)
                if owner is not None:
                    found[form.key] = owner
        known: dict[str, Any] = {}
        for form in forms:
            row = found.get(form.key)
            if row is not None and row.id not in self.products:
                self.products.add(row.id)
                self._given.append((self.products, row.id))
                known[form.key] = row
        return known

    def _slug(self, form: ImportProduct, product_id: UUID, taken: dict[str, UUID]) -> str:
        wanted = rules.slug_for(form.key, form.key)
        free = wanted not in taken and self._give(self.slugs, wanted, product_id)
        return wanted if free else rules.slugs_for(form.key, form.key)[1]

    def _sku(
        self, form: ImportProduct, variant: ImportVariant, kept: Any, owners: dict[str, tuple[UUID, UUID]]
    ) -> tuple[PlannedVariant, list[Problem]]:
        """The file's SKU; else the one the variant has already; else a made one."""
        variant_id = kept.id if kept else new_id()

        def free(sku: str) -> bool:
            owner = owners.get(sku)
            return (owner is None or owner[0] == variant_id) and self._give(self.skus, sku, variant_id)

        choice = variant.sku
        if not choice or not free(choice):
            made = rules.made_sku(form.key, variant.option_values)
            choice = next((sku for sku in (*([kept.sku] if kept else []), *made) if free(sku)), made[1])
        warnings = []
        if choice != variant.sku:
            words = (
                to_tell("The SKU %(sku)s is taken; %(made)s is used", sku=variant.sku, made=choice)
                if variant.sku
                else to_tell("The SKU is blank; %(made)s is used", made=choice)
            )
            warnings.append(Problem(variant.row, "sku", words))
        return PlannedVariant(variant_id, choice, kept.sku if kept else None, variant), warnings


def _variants_there(product_ids: Sequence[UUID]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    if product_ids:
        for row in db.session.execute(sql.VARIANTS, {"ids": list(product_ids)}):
            found.setdefault(row.product_id, []).append(row)
    return found


def _match(form: ImportProduct, there: Sequence[Any]) -> dict[tuple[str, ...], Any]:
    """Which variant of the shop is meant: the one with these options, or this SKU, or the only one."""
    by_options = {tuple(row.option_values): row for row in there}
    matched = {
        v.option_values: by_options[v.option_values] for v in form.variants if v.option_values in by_options
    }
    left = {row.sku: row for row in there if row.id not in {match.id for match in matched.values()}}
    for variant in form.variants:
        if variant.option_values not in matched and variant.sku in left:
            matched[variant.option_values] = left.pop(variant.sku)
    if not matched and len(form.variants) == 1 and len(there) == 1:
        matched[form.variants[0].option_values] = there[0]
    return matched


def load(planned: Sequence[PlannedProduct]) -> None:
    """Write products with variants, categories and pictures, new or changed, in a handful of statements."""
    if not planned:
        return
    _run(sql.PRODUCTS, [_product_row(plan) for plan in planned])
    _run(sql.PUT_VARIANTS, [row for plan in planned for row in _variant_rows(plan)])
    if old := [plan.id for plan in planned if not plan.created]:
        db.session.execute(sql.RETIRE_MISFITS, {"ids": old})
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
        moment = {"now": clock.now()} if "now" in statement.compile().params else {}
        db.session.execute(statement, {"rows": orjson.dumps(rows).decode(), **moment})


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
