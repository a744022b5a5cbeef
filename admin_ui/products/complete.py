"""How complete one product is, channel by channel and language by language, with links to what is missing."""

from typing import Any

from flask import url_for

from app.domains.catalog import service as catalog
from app.domains.catalog.types import FieldSpec
from app.domains.channels import service as channels
from app.domains.channels.types import Languages
from app.flows import translate_product
from app.queries import completeness
from app.queries.completeness import Gap
from app.queries.product_editor import EditedProduct

PLACES = {
    "picture": "pictures", "alt": "pictures", "description": "f-description", "category": "categories",
    "price": "variants", "weight": "variants", "barcode": "variants", "brand": "f-brand", "maker": "safety",
}  # fmt: skip


def panel(product: EditedProduct, specs: list[FieldSpec]) -> dict[str, Any]:
    """Scores of every channel in every language that the shop offers, and all that is missing, each once."""
    gaps, needed = completeness.gaps_of(product.id), [spec for spec in specs if spec.required]
    offered = channels.setting(Languages).offered
    spoken = [each for each in catalog.translations.others() if each in offered]
    languages = [catalog.translations.own_language(), *spoken]
    rows, missing = [], dict[str, Gap]()
    for kind, name in completeness.kinds():
        scores = [completeness.score(gaps, kind, language, needed) for language in languages]
        rows.append({"name": name, "scores": scores})
        missing |= {gap.code: gap for score in scores for gap in score.missing}
    return {
        "rows": rows, "languages": [(each, translate_product.name_of(each)) for each in languages],
        "missing": [(gap, _place(product, gap)) for gap in missing.values()],
    }  # fmt: skip


def _place(product: EditedProduct, gap: Gap) -> str:
    """Where it is mended."""
    if not gap.language:
        field = f"f-attributes.{gap.field.removeprefix('fact:')}" if gap.field.startswith("fact:") else ""
        return f"{url_for('admin_products.show', product_id=product.id)}#{field or PLACES[gap.field]}"
    if gap.field == "alt":
        return url_for("admin_media.index", show="alt")
    name = f"f-translations.{gap.language}.{gap.field}"
    if gap.field.startswith("fact:"):
        name = f"f-attributes.{gap.field.removeprefix('fact:')}.{gap.language}"
    page = url_for("admin_products.translate", product_id=product.id, locale=gap.language)
    return f"{page}#{'labels' if gap.field == 'labels' else name}"
