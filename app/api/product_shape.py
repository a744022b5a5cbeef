"""Products as the API shows them."""

from typing import Any, Literal

from app.api.schemas import Money, Quantity, Reply, money, number
from app.api.shelf_shape import ProductItem, UnitPriceReply, money_or_none, unit_price
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.market import current_market
from app.domains.catalog.types import InputSpec
from app.queries.page_variants import PageVariant
from app.queries.product_media import Picture
from app.queries.product_page import ProductPage


class OptionReply(Reply):
    """`label` and `labels` are for people to read, in the language asked for; `name` and `values` name it."""

    name: str
    values: list[str]
    label: str
    labels: list[str]


class SafetyReply(Reply):
    """Who answers for the product and what to heed; what is empty nobody said."""

    maker: str = ""
    maker_address: str = ""
    maker_email: str = ""
    eu_name: str = ""
    eu_address: str = ""
    eu_email: str = ""
    warnings: str = ""


class AttributeReply(Reply):
    code: str
    label: str
    value: str


class PartReply(Reply):
    """A part of a bundle: so many of a variant in each one sold."""

    sku: str
    title: str
    options: str
    quantity: Quantity


class InputReply(Reply):
    """What a buyer may or must say: sent as `inputs` of a cart's line, by `code`."""

    code: str
    label: str
    kind: Literal["text", "choice", "date"]
    required: bool
    surcharge: Money
    max_length: int | None
    characters: Literal["any", "letters", "letters_digits", "digits"]
    choices: list[str]


class VariantReply(Reply):
    """`available` null: not counted, or sold past zero (`backorder`)."""

    id: str
    sku: str
    options: dict[str, str]
    price: Money | None
    compare_at: Money | None
    lowest_price: Money | None = None
    available: float | None
    backorder: bool
    barcode: str | None
    weight_grams: int | None
    image: str | None
    content: float | None
    content_unit: str
    unit_price: UnitPriceReply | None
    parts: list[PartReply]


class ImageReply(Reply):
    """`ready` is false while a picture is still to be fetched: `url` shows a placeholder until then.

    `turning`: a frame of the product turned round, in the pictures' order.
    """

    id: str
    url: str
    alt: str
    width: int | None
    height: int | None
    ready: bool
    turning: bool


class AttachmentReply(Reply):
    """A film, a document or a model in 3D; of a film elsewhere `url` is its page there."""

    id: str
    kind: Literal["video", "document", "model"]
    name: str
    url: str
    mime: str
    alt: str


class CategoryRef(Reply):
    id: str
    name: str
    slug: str


class ProductReply(ProductItem):
    description: str
    status: str
    kind: str
    tags: list[str]
    seo_title: str
    seo_description: str
    options: list[OptionReply]
    attributes: list[AttributeReply]
    variants: list[VariantReply]
    images: list[ImageReply]
    attachments: list[AttachmentReply]
    categories: list[CategoryRef]
    safety: SafetyReply
    inputs: list[InputReply]
    digital: bool


class ProductKeptReply(ProductReply):
    """`waiting`: SKUs whose new price leaves less than the least margin; it holds once somebody approves it."""

    waiting: list[str]


class OutcomeReply(Reply):
    """`deleted`, or `archived` where orders have the product."""

    outcome: Literal["deleted", "archived"]


PLACEHOLDER = "/static/placeholder.svg"


def product(found: ProductPage) -> dict[str, Any]:
    currency = current_market().currency
    pictures = {picture.id: picture for picture in found.pictures}
    prices = [variant.price for variant in found.variants if variant.price is not None]
    cheapest = min(prices, default=None)
    reduced = [v for v in found.variants if v.price == cheapest and v.compare_at is not None]
    first = next((picture for picture in found.pictures if picture.key), None)
    return {
        "id": str(found.id),
        "title": found.title,
        "slug": found.slug,
        "brand": found.brand,
        "price": money_or_none(cheapest, currency),
        "price_max": money_or_none(max(prices, default=None), currency),
        "compare_at": money_or_none(reduced[0].compare_at if reduced else None, currency),
        "lowest_price": money_or_none(reduced[0].lowest if reduced else None, currency),
        "image": first.url(640, "jpg") if first else None,
        "in_stock": found.in_stock,
        "stock": "in" if found.in_stock else "out",
        "unit_price": unit_price(found.unit_price, currency),
        "description": found.description,
        "status": found.status,
        "kind": found.kind,
        "tags": list(found.tags),
        "seo_title": found.seo_title,
        "seo_description": found.seo_description,
        "options": _options(found),
        "attributes": _attributes(found),
        "variants": [variant(each, found.option_names, pictures, currency) for each in found.variants],
        "images": [image(picture) for picture in found.pictures],
        "attachments": [
            {"id": str(a.id), "kind": a.kind, "name": a.name, "url": a.url, "mime": a.mime, "alt": a.alt}
            for a in found.attachments
        ],
        "categories": [{"id": str(c.id), "name": c.name, "slug": c.slug} for c in found.categories],
        "safety": dict(found.safety),
        "inputs": [_input(spec, currency) for spec in found.inputs],
        "digital": found.digital,
    }


def _input(spec: InputSpec, currency: str) -> dict[str, Any]:
    return {
        "code": spec.code, "label": spec.label(current_locale()), "kind": spec.kind, "required": spec.required,
        "surcharge": money(spec.surcharge, currency),
        "max_length": spec.longest if spec.kind == "text" else None, "characters": spec.allowed,
        "choices": list(spec.choices),
    }  # fmt: skip


def _options(found: ProductPage) -> list[dict[str, Any]]:
    return [
        {
            "name": name, "values": values, "label": found.label(name),
            "labels": [found.label(name, value) for value in values],
        }
        for name, values in found.options
    ]  # fmt: skip


def _attributes(found: ProductPage) -> list[dict[str, str]]:
    facts = (("brand", _("Brand"), found.brand), ("kind", _("Type"), found.kind))
    known = [{"code": code, "label": label, "value": value} for code, label, value in facts if value]
    return known + [
        {"code": each.code, "label": each.label, "value": each.url or each.value} for each in found.facts
    ]


def variant(found: PageVariant, names: Any, pictures: dict[Any, Picture], currency: str) -> dict[str, Any]:
    picture = pictures.get(found.picture_id)
    return {
        "id": str(found.id),
        "sku": found.sku,
        "options": dict(zip(names, found.option_values, strict=False)),
        "price": money_or_none(found.price, currency),
        "compare_at": money_or_none(found.compare_at, currency),
        "lowest_price": money_or_none(found.lowest, currency),
        "available": None if found.available is None else number(found.available),
        "backorder": found.backorder,
        "barcode": found.barcode,
        "weight_grams": found.weight_grams,
        "image": picture.url(640, "jpg") if picture else None,
        "content": None if found.content is None else number(found.content),
        "content_unit": found.content_unit,
        "unit_price": unit_price(found.unit_price, currency),
        "parts": [
            {
                "sku": part.sku,
                "title": part.title,
                "options": " / ".join(part.option_values),
                "quantity": number(part.quantity),
            }
            for part in found.parts
        ],
    }


def image(picture: Picture) -> dict[str, Any]:
    return {
        "id": str(picture.id),
        "url": picture.url(1280, "jpg") or PLACEHOLDER,
        "alt": picture.alt,
        "width": picture.width,
        "height": picture.height,
        "ready": picture.key is not None,
        "turning": picture.turning,
    }
