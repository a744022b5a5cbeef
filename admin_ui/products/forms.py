"""The product editor's form: as it is shown, as it was typed, and what it asks for."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, get_args
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.money import BadAmount, parse_money, to_decimal
from app.domains.catalog import service as catalog
from app.domains.catalog.types import MOST_OPTIONS, ProductDraft, Status
from app.flows.product_content import Content, VariantInput
from app.queries.product_editor import EditedProduct, EditedVariant

MOST_ROWS = 500
WORDS = (
    "title", "slug", "description", "status", "brand", "kind", "tags", "seo_title", "seo_description", "keywords",
    "type_id",
)  # fmt: skip
LISTS = ("tags", "keywords")
CELLS = (
    "id", "sku", "price", "compare_at", "cost", "barcode", "weight", "quantity", "content", "content_unit",
)  # fmt: skip


@dataclass(slots=True)
class VariantRow:
    """A row of the matrix, all texts as in the fields; `stock` is what the database says of an old one."""

    options: list[str]
    id: str = ""
    sku: str = ""
    price: str = ""
    compare_at: str = ""
    cost: str = ""
    barcode: str = ""
    weight: str = ""
    quantity: str = ""
    content: str = ""
    content_unit: str = ""
    active: bool = True
    tracked: bool = True
    backorder: bool = False
    stock: EditedVariant | None = None


@dataclass(slots=True)
class ProductForm:
    """The whole editor. `option_names` and `option_values` ("S, M, L") stand beside each other."""

    texts: dict[str, str] = field(default_factory=lambda: dict.fromkeys(WORDS, "") | {"status": "draft"})
    option_names: list[str] = field(default_factory=list)
    option_values: list[str] = field(default_factory=list)
    variants: list[VariantRow] = field(default_factory=lambda: [VariantRow([])])
    categories: list[str] = field(default_factory=list)
    version: int | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    safety: dict[str, str] = field(default_factory=dict)


def shown(product: EditedProduct, currency: str) -> ProductForm:
    """The form of a product as it is."""
    form = ProductForm(version=product.version)
    form.texts = _texts(product)
    form.attributes = dict(product.attributes)
    form.safety = dict(product.safety)
    form.option_names = list(product.option_names)
    form.option_values = [
        ", ".join(
            dict.fromkeys(
                variant.option_values[place]
                for variant in product.variants
                if len(variant.option_values) > place
            )
        )
        for place in range(len(product.option_names))
    ]
    form.variants = [_row(variant, currency) for variant in product.variants]
    form.categories = [str(category_id) for category_id in product.category_ids]
    return form


def _texts(product: EditedProduct | ProductDraft) -> dict[str, str]:
    texts = {name: str(getattr(product, name) or "") for name in WORDS if name not in LISTS}
    return texts | {name: ", ".join(getattr(product, name)) for name in LISTS}


def kept(content: Content, product: EditedProduct, currency: str) -> ProductForm:
    """The form of changes that wait to be published, with the stock of the variants that exist."""
    form = ProductForm(version=product.version)
    form.texts = _texts(content.draft)
    form.attributes = dict(content.draft.attributes)
    form.safety = dict(content.draft.safety or product.safety)
    form.option_names = list(content.draft.option_names)
    form.option_values = [
        ", ".join(dict.fromkeys(variant.option_values[place] for variant in content.variants))
        for place in range(len(form.option_names))
    ]
    there = {variant.id: variant for variant in product.variants}
    form.variants = [
        _kept_row(each, there.get(each.id) if each.id else None, currency) for each in content.variants
    ]
    form.categories = [str(category_id) for category_id in content.categories]
    return form


def _kept_row(variant: VariantInput, there: EditedVariant | None, currency: str) -> VariantRow:
    def amount(value: int | None) -> str:
        return "" if value is None else str(to_decimal(value, currency))

    tracked = there.tracked if there and variant.tracked is None else variant.tracked is not False
    backorder = there.backorder if there and variant.backorder is None else bool(variant.backorder)
    return VariantRow(
        options=list(variant.option_values), id=str(there.id) if there else "", sku=variant.sku,
        price=amount(variant.price), compare_at=amount(variant.compare_at), cost=amount(variant.cost),
        barcode=variant.barcode or "",
        weight="" if variant.weight_grams is None else str(variant.weight_grams),
        quantity="" if variant.quantity is None else str(variant.quantity), active=variant.active,
        content=_plain(variant.content), content_unit=variant.content_unit,
        tracked=tracked, backorder=backorder, stock=there,
    )  # fmt: skip


def _row(variant: EditedVariant, currency: str) -> VariantRow:
    def amount(value: int | None) -> str:
        return "" if value is None else str(to_decimal(value, currency))

    return VariantRow(
        options=list(variant.option_values), id=str(variant.id), sku=variant.sku, price=amount(variant.price),
        compare_at=amount(variant.compare_at), cost=amount(variant.cost), barcode=variant.barcode or "",
        weight="" if variant.weight_grams is None else str(variant.weight_grams), active=variant.active,
        tracked=variant.tracked, backorder=variant.backorder, stock=variant, content=_plain(variant.content),
        content_unit=variant.content_unit,
    )  # fmt: skip


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")


def typed(data: MultiDict[str, str], product: EditedProduct | None = None) -> ProductForm:
    """The form as somebody filled it in, with the stock of the variants that exist."""
    data = MultiDict((name, text.replace("\0", "")) for name, text in data.items(multi=True))
    form = ProductForm()
    form.texts = {name: data.get(name, "")[:600_000] for name in WORDS}
    for place in range(MOST_OPTIONS):
        name = " ".join(data.get(f"options.{place}.name", "").split())
        values = data.get(f"options.{place}.values", "")
        if name or values.strip():
            form.option_names.append(name)
            form.option_values.append(values)
    stock = {str(variant.id): variant for variant in product.variants} if product else {}
    form.variants = []
    for place in itertools.takewhile(
        lambda n: f"variants.{n}.sku" in data and n < MOST_ROWS, itertools.count()
    ):
        row = _typed_row(data, f"variants.{place}")
        row.stock = stock.get(row.id)
        form.variants.append(row)
    form.categories = data.getlist("categories")[:500]
    form.attributes = _typed_attributes(data)
    form.safety = {name: data.get(f"safety.{name}", "")[:6000] for name in catalog.safety.FIELDS}
    version = data.get("version", "")
    form.version = int(version) if version.isdigit() and len(version) < 9 else None
    return form


def _typed_attributes(data: MultiDict[str, str]) -> dict[str, Any]:
    """`attributes.<code>`, or `attributes.<code>.<locale>` of localised ones."""
    found: dict[str, Any] = {}
    for name, text in data.items():
        place = name.split(".")
        if place[0] == "attributes" and len(place) == 2:
            found[place[1]] = text
        elif place[0] == "attributes" and len(place) == 3:
            found.setdefault(place[1], {})[place[2]] = text
    return found


def _typed_row(data: MultiDict[str, str], prefix: str) -> VariantRow:
    cells = {name: data.get(f"{prefix}.{name}", "").strip()[:300] for name in CELLS}
    return VariantRow(
        options=[value[:300] for value in data.getlist(f"{prefix}.options")],
        active=f"{prefix}.active" in data,
        tracked=f"{prefix}.tracked" in data,
        backorder=f"{prefix}.backorder" in data,
        **cells,  # type: ignore[arg-type]  # texts only
    )


def expanded(form: ProductForm) -> ProductForm:
    """The form with a row for every combination of its options; rows that exist keep what is in them."""
    axes = [
        list(dict.fromkeys(filter(None, map(str.strip, values.split(","))))) for values in form.option_values
    ]
    named = [(name, axis) for name, axis in zip(form.option_names, axes, strict=True) if axis]
    wanted = list(itertools.islice(itertools.product(*(axis for _name, axis in named)), MOST_ROWS))
    there = {tuple(row.options): row for row in form.variants}
    pattern = form.variants[0] if form.variants else VariantRow([])
    rows = []
    for combination in wanted:
        row = there.get(combination) or _nearest(there, combination) or VariantRow(
            [], price=pattern.price, compare_at=pattern.compare_at, cost=pattern.cost, weight=pattern.weight,
            content=pattern.content, content_unit=pattern.content_unit,
            tracked=pattern.tracked, backorder=pattern.backorder,
        )  # fmt: skip
        there = {key: other for key, other in there.items() if other is not row}
        row.options = list(combination)
        rows.append(row)
    form.variants = rows or [VariantRow([])]
    return form


def _nearest(there: dict[tuple[str, ...], VariantRow], combination: tuple[str, ...]) -> VariantRow | None:
    """A row of fewer or more options that this one grows out of: its values are among the combination's."""
    for options, row in there.items():
        if len(options) != len(combination) and set(options) <= set(combination):
            return row
    return None


def asked(form: ProductForm, currency: str) -> tuple[ProductDraft, list[VariantInput], list[UUID]]:
    """What the form asks for. Raises Invalid naming every field that cannot be read."""
    faults: dict[str, str] = {}
    inputs = [_input(row, f"variants.{place}", currency, faults) for place, row in enumerate(form.variants)]
    status = form.texts["status"]
    if status not in get_args(Status):
        faults["status"] = _("Choose one of the options")
    if faults:
        raise Invalid(_("Some fields need another look"), fields=faults)
    texts: dict[str, Any] = {name: text for name, text in form.texts.items() if name not in LISTS}
    texts["type_id"] = parse_id(form.texts["type_id"])
    texts |= {name: form.texts[name].split(",") for name in LISTS}
    draft = ProductDraft(
        **texts, option_names=form.option_names, attributes=form.attributes, safety=form.safety
    )
    return draft, inputs, [found for text in form.categories if (found := parse_id(text))]


def _input(row: VariantRow, prefix: str, currency: str, faults: dict[str, str]) -> VariantInput:
    def read(name: str, reader: Callable[[str], Any], words: str) -> Any:
        text = getattr(row, name)
        if not text:
            return None
        try:
            return reader(text)
        except (BadAmount, ValueError, InvalidOperation):
            faults[f"{prefix}.{name}"] = words

    amount = _("Write an amount like 12.50")
    return VariantInput(
        id=parse_id(row.id) if row.id else None,
        sku=row.sku,
        option_values=row.options,
        price=read("price", lambda text: parse_money(text, currency), amount),
        compare_at=read("compare_at", lambda text: parse_money(text, currency), amount),
        cost=read("cost", lambda text: parse_money(text, currency), amount),
        barcode=row.barcode or None,
        weight_grams=read("weight", _grams, _("Write whole grams, such as 250")),
        quantity=read("quantity", _count, _("Write a number, such as 12")),
        content=read("content", _count, _("Write a number above 0, such as 0.75")),
        content_unit=row.content_unit if row.content else "",
        active=row.active,
        tracked=row.tracked,
        backorder=row.backorder,
    )


def _grams(text: str) -> int:
    grams = int(text)
    if not 0 <= grams < 2_000_000_000:
        raise ValueError(text)
    return grams


def _count(text: str) -> Decimal:
    count = Decimal(text.replace(",", "."))
    if not (count.is_finite() and 0 <= count < 10**9 and count == round(count, 3)):
        raise ValueError(text)
    return count


def chosen_ids(texts: Sequence[str]) -> list[UUID]:
    """The ids among what a list sent."""
    return [found for text in texts if (found := parse_id(text))]
