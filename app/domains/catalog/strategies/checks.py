"""What must hold for a product of any file before it is loaded."""

from collections.abc import Callable, Iterator, Sequence

from app.core.i18n import to_tell
from app.domains.catalog.strategies.cells import Problems, repeated
from app.domains.catalog.types import (
    LONGEST,
    MOST_OPTIONS,
    MOST_VARIANTS,
    ImportPicture,
    ImportProduct,
    ImportVariant,
)

Label = Callable[[str], str]


def check(product: ImportProduct, label: Label, problems: Problems) -> None:
    """Add an error for each thing that does not hold; `label` names a field as the file does."""
    if not product.title:
        problems.error(product.row, label("title"), to_tell("A product needs a title"))
    for field, text in _texts(product):
        if len(text) > LONGEST[field]:
            problems.error(
                product.row,
                label(field),
                to_tell("This has more than %(most)s characters", most=LONGEST[field]),
            )
    if len({name.casefold() for name in product.option_names}) < len(product.option_names):
        problems.error(product.row, label("option_names"), to_tell("Two options have the same name"))
    if len(product.option_names) > MOST_OPTIONS:
        problems.error(
            product.row,
            label("option_names"),
            to_tell("A product has at most %(most)s options", most=MOST_OPTIONS),
        )
    if len(product.variants) > MOST_VARIANTS:
        problems.error(
            product.row, label("sku"), to_tell("A product has at most %(most)s variants", most=MOST_VARIANTS)
        )
    _check_variants(product, label, problems)


def _texts(product: ImportProduct) -> Iterator[tuple[str, str]]:
    yield "title", product.title
    yield "key", product.key
    yield "brand", product.brand
    yield "kind", product.kind
    yield "seo_title", product.seo_title
    yield "seo_description", product.seo_description
    yield "description", product.description
    for said in product.translations.values():
        for name in ("title", "description", "seo_title", "seo_description"):
            yield name, str(said.get(name, ""))
        for label in (said.get("labels") or {}).values():
            yield "option_values", str(label)
    for tag in product.tags:
        yield "tags", tag
    for name in product.option_names:
        yield "option_names", name
    for path in product.categories:
        for name in path:
            yield "categories", name


def _check_variants(product: ImportProduct, label: Label, problems: Problems) -> None:
    if not product.variants and not problems.errors:
        problems.error(product.row, label("price"), to_tell("A product needs a variant with a price"))
    for variant in product.variants:
        _check_variant(variant, product.option_names, label, problems)
    again = repeated([variant.option_values for variant in product.variants])
    if again is not None:
        variant = product.variants[again]
        values = " / ".join(variant.option_values)
        words = (
            to_tell("The variant %(values)s is in this product twice", values=values)
            if values
            else to_tell("A product without options has one variant, this is another")
        )
        problems.error(variant.row, label("option_values"), words)


def _check_variant(variant: ImportVariant, names: Sequence[str], label: Label, problems: Problems) -> None:
    for name, value in zip(names, variant.option_values, strict=True):
        if not value:
            problems.error(
                variant.row, label("option_values"), to_tell("The variant has no %(name)s", name=name)
            )
    texts = [("option_values", value) for value in variant.option_values]
    texts += [("sku", variant.sku), ("barcode", variant.barcode or "")]
    for field, text in texts:
        if len(text) > LONGEST[field]:
            problems.error(
                variant.row,
                label(field),
                to_tell("This has more than %(most)s characters", most=LONGEST[field]),
            )


def reachable(
    pictures: Sequence[ImportPicture], row: int, label: Label, problems: Problems
) -> tuple[ImportPicture, ...]:
    """The pictures at web addresses, each once; others are left out with a warning."""
    kept: dict[str, ImportPicture] = {}
    for picture in pictures:
        if (
            picture.url.lower().startswith(("http://", "https://", "//"))
            and len(picture.url) < LONGEST["url"]
        ):
            kept.setdefault(picture.url, picture)
        else:
            message = to_tell(
                "%(text)s is no web address; the picture is left out", text=repr(picture.url[:80])
            )
            problems.warn(row, label("pictures"), message)
    return tuple(kept.values())
