"""What the product editor shows: the product as it is, as it will be, or as somebody typed it."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from admin_ui.products import complete, forms
from admin_ui.products.forms import ProductForm
from app.core.i18n import LOCALES
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.flows import product_content, product_history
from app.flows.translate_product import Language, languages, name_of
from app.queries import category_tree, price_requests, product_editor, product_stage
from app.queries.product_editor import EditedProduct
from app.queries.product_stage import Stage


def page(product_id: UUID | None, form: ProductForm | None = None) -> dict[str, Any]:
    """The editor of a product, or of a new one; `form` holds what was typed."""
    product = product_editor.product(product_id) if product_id else None
    stage = product_stage.stage(product_id) if product_id else None
    typed = form is not None
    if form is None:
        form = _form(product, stage)
    found: dict[str, Any] = {
        "product": product, "stage": stage, "form": form, "currency": current_tenant().currency,
        "languages": _languages(product, stage),
        "own_language": name_of(catalog.translations.own_language()),
        "categories": category_tree.nodes(), "waiting": [], "theirs": [], "saver": None,
    }  # fmt: skip
    found |= facts(form) | {
        "units": units(),
        "brand_safety": catalog.safety.of_brand(form.texts["brand"].strip()),
    }
    if product:
        live = next((row for row in found["types"] if row.id == product.type_id), None)
        found["complete"] = complete.panel(product, catalog.attributes.read(live.fields) if live else [])
        found["prices_waiting"] = price_requests.of_skus([variant.sku for variant in product.variants])
    if stage:
        found["planned"] = {name: _local(getattr(stage, name)) for name in ("publish_at", "retire_at")}
    if product and stage and stage.content:
        live = product_history.as_live(product.id)
        found["waiting"] = product_history.differences(live, stage.content)
    if product and typed and form.version and form.version != product.version:
        found["saver"], found["theirs"] = product_history.since(product.id, form.version)
    return found


def _form(product: EditedProduct | None, stage: Stage | None) -> ProductForm:
    if product is None:
        return ProductForm()
    currency = current_tenant().currency
    if stage and stage.content:
        return forms.kept(product_content.from_json(stage.content), product, currency)
    return forms.shown(product, currency)


def facts(form: ProductForm) -> dict[str, Any]:
    """The types, and the facts that the chosen one asks for; values as {locale: text} or text."""
    rows = catalog.attributes.types()
    chosen = next((row for row in rows if str(row.id) == form.texts["type_id"]), None)
    return {
        "types": rows, "specs": catalog.attributes.read(chosen.fields) if chosen else [], "locales": LOCALES,
        "own_locale": current_tenant().locale[:2],
    }  # fmt: skip


def _languages(product: EditedProduct | None, stage: Stage | None) -> list[Language]:
    if product is None:
        return []
    kept = stage.content if stage else None
    return languages(
        product_content.from_json(kept) if kept else product_content.content_of(catalog.product(product.id))
    )


def may_publish() -> bool:
    """Whether the person may put a product on sale without another's word."""
    who = current_principal()
    return who.may(ProductPermission.PUBLISH) and who.may(ProductPermission.APPROVE)


def units() -> list[tuple[str, str]]:
    """Units of a content with their words."""
    return [(unit, str(catalog.goods.WORDS.get(unit, unit))) for unit in catalog.goods.BASES]


def _local(moment: datetime | None) -> str:
    """As a field for date and time shows it, in the shop's time zone."""
    return moment.astimezone(ZoneInfo(current_tenant().timezone)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def acts() -> dict[str, str]:
    """What the history says was done."""
    return {
        "created": _("Made"), "saved": _("Saved"), "drafted": _("Changes kept, not published"),
        "published": _("Published"), "discarded": _("Changes discarded"), "restored": _("Restored"),
        "elsewhere": _("Changed by an import or a bulk edit"),
    }  # fmt: skip
