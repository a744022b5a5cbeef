"""Licence keys of a file: what has them is sold as a download with a key for each unit."""

from dataclasses import replace

from app.core.errors import Invalid
from app.core.i18n import to_tell
from app.domains.catalog import service as catalog
from app.domains.catalog.types import PlannedProduct, Problem
from app.flows import hand_out_keys
from app.flows.hand_out_downloads import sell_as_files


def fill_pools(plan: PlannedProduct) -> list[Problem]:
    """Put a product's keys into the pools of its variants; who waits for one gets it. Warnings never repeat a key."""
    keyed = [variant for variant in plan.variants if variant.form.keys]
    if not keyed:
        return []
    terms = catalog.downloads.terms_of(catalog.product(plan.id))
    try:
        if not terms.keyed:
            sell_as_files(plan.id, replace(terms, digital=True, keyed=True))
    except Invalid as error:
        why = next(iter(error.fields.values()), error.message)
        words = to_tell("The licence keys are left out: %(why)s", why=why)
        return [Problem(keyed[0].form.row, "", words)]
    for variant in keyed:
        hand_out_keys.add_keys(variant.id, variant.form.keys)
    return []
