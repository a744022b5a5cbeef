"""Finding out what a file's products are in the shop: which one each is, its SKUs and its address."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from app.core.db import db
from app.core.i18n import to_tell
from app.core.ids import new_ids
from app.domains.catalog import licence_files, repo, rules, translations
from app.domains.catalog import loading_sql as sql
from app.domains.catalog.types import (
    ImportProduct,
    ImportVariant,
    PlannedProduct,
    PlannedVariant,
    Problem,
    ReadProduct,
)


def read_ahead(form: ImportProduct, *, tidy: bool = True) -> ReadProduct:
    """All that can be told of a product while the database is busy with others."""
    slug, mark = rules.slug_for(form.key, form.key), rules.fingerprint(_masked(form))
    return ReadProduct(form, slug, mark, _tidied(form) if tidy else None)


def _masked(form: ImportProduct) -> ImportProduct:
    """The form with something else for licence keys: what is kept to compare must not tell a short one."""
    if not any(variant.keys for variant in form.variants):
        return form
    variants = tuple(replace(each, keys=licence_files.masked(each.keys)) for each in form.variants)
    return replace(form, variants=variants)


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

    def of(self, products: Sequence[ReadProduct]) -> tuple[list[PlannedProduct], list[Problem]]:
        """For each product of a chunk: which one of the shop it is, its SKUs, and warnings."""
        forms = [product.form for product in products]
        known = self._known(forms)
        there = _variants_there([found.id for found in known.values()])
        matches = {
            form.key: _match(form, there.get(known[form.key].id, [])) for form in forms if form.key in known
        }
        owners = self._owners(forms, matches)
        slugs = repo.taken_slugs(each.slug for each in products if each.form.key not in known)
        ids = new_ids(sum(1 + len(form.variants) for form in forms))
        planned, warnings = [], []
        for product in products:
            form = product.form
            found = known.get(form.key)
            product_id = found.id if found else next(ids)
            variants = []
            for variant in form.variants:
                kept = matches.get(form.key, {}).get(variant.option_values)
                variant_id = kept.id if kept else next(ids)
                chosen, warning = self._sku(form, variant, variant_id, kept, owners)
                variants.append(chosen)
                warnings.extend(warning)
            same = found is not None and found.import_hash == product.fingerprint
            planned.append(
                PlannedProduct(
                    id=product_id,
                    slug=found.slug if found else self._slug(product, product_id, slugs),
                    created=found is None,
                    same_as_last_time=same,
                    fingerprint=product.fingerprint,
                    variants=tuple(variants),
                    form=form if same else product.tidied or _tidied(form),
                )
            )
        return planned, warnings

    def _owners(
        self, forms: Sequence[ImportProduct], matches: Mapping[str, Mapping[tuple[str, ...], Any]]
    ) -> dict[str, tuple[UUID, UUID]]:
        """Who has the SKUs that variants of these products may get; made ones only where one may be needed."""
        wanted = Counter(variant.sku for form in forms for variant in form.variants if variant.sku)
        owners = repo.owners_of_skus(wanted)

        def others(form: ImportProduct, variant: ImportVariant) -> bool:
            if wanted[variant.sku] != 1 or variant.sku in self.skus:
                return True
            kept = matches.get(form.key, {}).get(variant.option_values)
            return variant.sku in owners and (kept is None or owners[variant.sku][0] != kept.id)

        made = [
            sku
            for form in forms
            for variant in form.variants
            if others(form, variant)
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

    def _slug(self, product: ReadProduct, product_id: UUID, taken: dict[str, UUID]) -> str:
        free = product.slug not in taken and self._give(self.slugs, product.slug, product_id)
        return product.slug if free else rules.slugs_for(product.form.key, product.form.key)[1]

    def _sku(
        self,
        form: ImportProduct,
        variant: ImportVariant,
        variant_id: UUID,
        kept: Any,
        owners: dict[str, tuple[UUID, UUID]],
    ) -> tuple[PlannedVariant, list[Problem]]:
        """The file's SKU; else the one the variant has already; else a made one."""

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


def _tidied(form: ImportProduct) -> ImportProduct:
    """The form with texts as they are kept."""
    said = translations.tidied(form.translations) if form.translations else {}
    return replace(form, description=rules.safe_html(form.description), translations=said)


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
