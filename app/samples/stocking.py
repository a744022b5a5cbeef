"""Fills the shelves: the catalogue by the merchant's own import, stock for a year in four deliveries, pictures."""

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from app.core.db import unit_of_work
from app.domains.catalog import service as catalog
from app.domains.catalog.pictures import Rendered
from app.domains.inventory import service as inventory
from app.flows.import_catalog import import_data
from app.flows.refresh_listings import refresh_listings
from app.samples.goods import Form, Good, slug_of
from app.samples.places import Shop
from app.samples.trading import Purchase

PICTURES = "https://pictures.galleria.example/"
DELIVERIES = 4
SIDE = 640


@dataclass(frozen=True, slots=True)
class Delivery:
    """Goods that arrive: SKU and place's number (-1: warehouse) -> how many."""

    at: datetime
    reason: str
    counts: Mapping[tuple[str, int], int]


def import_goods(shop: Shop, goods: Sequence[Good] | None = None) -> None:
    """Load the catalogue, or these goods of it, as a merchant would, from a CSV file.

    Opens its own units. Raises ValueError for bad data.
    """
    report = import_data(
        _csv(shop, shop.shelf.goods if goods is None else goods).encode(), format="galleria-csv", strict=True
    )
    if report.errors:
        raise ValueError(f"the catalogue of {shop.slug} is broken: {report.errors[:3]}")


def excerpt(shop: Shop, goods: int) -> Shop:
    """The shop with some of its goods, spread over the catalogue."""
    every = shop.shelf.goods
    chosen = every[:: max(1, len(every) // goods)][:goods]
    return replace(shop, shelf=replace(shop.shelf, goods=chosen))


def skus(shop: Shop) -> list[str]:
    """Everything that can be bought there."""
    return [form.sku for good in shop.shelf.goods for form in shop.shelf.forms(good, shop.language)]


def _csv(shop: Shop, goods: Sequence[Good]) -> str:
    rows = [row for good in goods for row in _rows(shop, good)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _rows(shop: Shop, good: Good) -> Iterable[dict[str, str]]:
    """A row a variant; the product's own facts and pictures on the first ones."""
    shelf, language = shop.shelf, shop.language
    words = good.words[language]
    handle, names, forms = (
        slug_of(words.title),
        shelf.option_names(good, language),
        shelf.forms(good, language),
    )
    pictures = list(dict.fromkeys(form.picture for form in forms))
    for place, form in enumerate(forms):
        row = {"handle": handle, **_variant(shop, form, names)}
        if place == 0:
            row |= _facts(shop, good)
        if place < len(pictures):
            row |= _picture(shop, pictures[place], words.title)
        yield row
    for picture in pictures[len(forms) :]:
        yield {"handle": handle, **_picture(shop, picture, words.title)}


def _facts(shop: Shop, good: Good) -> dict[str, str]:
    words = good.words[shop.language]
    return {
        "title": words.title, "description": words.html, "status": "active", "brand": shop.shelf.brand, "type": good.category[-1],
        "tags": ", ".join(good.tags), "categories": " > ".join(good.category), "seo_title": f"{words.title} | {shop.name}",
        "seo_description": _shortened(words.text),
    }  # fmt: skip


def _shortened(text: str, most: int = 155) -> str:
    """The first words that fit a search result."""
    if len(text) <= most:
        return text
    return text[: text.rfind(" ", 0, most)].rstrip(" ,;:") + " …"


def _variant(shop: Shop, form: Form, names: tuple[str, ...]) -> dict[str, str]:
    options = {
        f"option{n}_{part}": value
        for n, (name, chosen) in enumerate(zip(names, form.options, strict=True), start=1)
        for part, value in (("name", name), ("value", chosen))
    }
    return options | {
        "sku": form.sku, "price": _decimal(form.price), "compare_at": _decimal(form.compare_at), "cost": _decimal(form.cost),
        "barcode": form.barcode, "weight_grams": str(form.grams), "tracked": "true", "quantity": "0",
        "variant_picture": f"{PICTURES}{shop.slug}/{form.picture}.jpg",
    }  # fmt: skip


def _decimal(amount: int | None) -> str:
    return "" if amount is None else f"{amount // 100}.{amount % 100:02d}"


def _picture(shop: Shop, picture: str, title: str) -> dict[str, str]:
    return {"picture": f"{PICTURES}{shop.slug}/{picture}.jpg", "picture_alt": title}


def deliveries(shop: Shop, plan: list[Purchase], begin: datetime, end: datetime) -> list[Delivery]:
    """Stock for the plan: each delivery brings what is sold until the next; at the end the shelves look lived-in."""
    rng = random.Random(f"{shop.slug}-stock")
    step = (end - begin) / DELIVERIES
    batches: list[dict[tuple[str, int], int]] = [{} for _ in range(DELIVERIES)]
    for purchase in plan:
        number = min(DELIVERIES - 1, max(0, int((purchase.at - begin) / step)))
        for line in purchase.lines:
            key = line.sku, -1 if purchase.way == "web" else purchase.store
            batches[number][key] = batches[number].get(key, 0) + line.quantity
    for key, count in _left_over(shop, rng):
        batches[0][key] = batches[0].get(key, 0) + count
    hour = timedelta(hours=9)
    return [
        Delivery(begin + number * step - hour, "opening stock" if number == 0 else "delivery", counts)
        for number, counts in enumerate(batches)
    ]


def _left_over(shop: Shop, rng: random.Random) -> Iterable[tuple[tuple[str, int], int]]:
    """What lies there today: plenty in the warehouse, some in the stores, a few things low or gone."""
    for good in shop.shelf.goods:
        forms = shop.shelf.forms(good, shop.language)
        for form in forms:
            fate = rng.random()
            main = max(2, round(good.stock * rng.uniform(0.4, 1.2) / max(1, len(forms) ** 0.5)))
            yield (form.sku, -1), 0 if fate < 0.05 else rng.randint(1, 4) if fate < 0.12 else main
            for store in range(len(shop.stores)):
                if rng.random() < 0.7:
                    yield (form.sku, store), rng.randint(0, max(2, good.stock // 8))


def receive(delivery: Delivery, items: Mapping[str, UUID], places: tuple[UUID, ...], main: UUID) -> None:
    """Book a delivery, in the open unit."""
    counted = {
        (items[sku], main if place < 0 else places[place]): Decimal(count)
        for (sku, place), count in delivery.counts.items()
        if count
    }
    inventory.receive(counted, reason=delivery.reason, document="delivery")


def hang_pictures(folder: Path) -> int:
    """Give the products their pictures from the folder; returns how many. Opens its own units."""
    hung: set[UUID] = set()
    with unit_of_work():
        waiting = catalog.to_fetch(5000)
    for start in range(0, len(waiting), 60):
        with unit_of_work():
            for picture in waiting[start : start + 60]:
                product = catalog.keep_fetched(picture.id, _rendered(folder, picture.url))
                if product is not None:
                    hung.add(product)
            refresh_listings(list(hung))
        hung.clear()
    return len(waiting)


def _rendered(folder: Path, url: str) -> Rendered:
    stem = url.removeprefix(PICTURES).removesuffix(".jpg").replace("/", "-")
    return Rendered(
        SIDE,
        SIDE,
        {path.name.removeprefix(f"{stem}."): path.read_bytes() for path in folder.glob(f"{stem}.*")},
    )
