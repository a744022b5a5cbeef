"""Blocks of a page as its template shows them: what they name is looked up now, what is gone drops out."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.errors import AppError
from app.queries import product_list, shop_blocks, shop_home, shop_stores
from app.queries.product_list import ListedProduct, Wish
from app.web import shop_preview as preview
from storefront.browse import listing
from storefront.pictures import HERO_SIZES, picture

Block = dict[str, Any]


def shown(name: str) -> list[Block]:
    """The blocks of a page, ready; empty where the merchant made none."""
    blocks = shop_blocks.blocks_of(name, drafts=preview.is_on())
    named = shop_blocks.listed(each for block in blocks for each in block.get("products", []))
    ready = (_ready(block, named) for block in blocks)
    return [block for block in ready if block is not None]


def _ready(block: Block, named: Mapping[str, ListedProduct]) -> Block | None:
    """None for a block that has nothing to show."""
    try:
        more = _more(block, named)
    except AppError:  # such as a category that is gone
        return None
    return None if more is None else {**block, **more, "picture": _picture(block, named)}


def _more(block: Block, named: Mapping[str, ListedProduct]) -> Block | None:
    match block["kind"]:
        case "products" | "product":
            items = [named[each] for each in block.get("products", []) if each in named]
            return _with_cards(items[:1] if block["kind"] == "product" else items)
        case "collection":
            return _with_cards(product_list.products(_wish(block)).items)
        case "departments":
            rooms = [
                (room, picture(room.image, room.image_width, room.image_height, room.image_alt))
                for room in shop_home.rooms()
            ]
            return {"rooms": rooms} if rooms else None
        case "stores":
            stores = shop_stores.stores_with([])
            return {"stores": stores} if stores else None
        case _:
            return {}


def _wish(block: Block) -> Wish:
    """The collection that a block names, else its category, else the newest of all."""
    most = int(block.get("most") or 4)
    if block.get("collection"):
        return Wish(collection=block["collection"], limit=most)
    return (
        Wish(category=block["category"], limit=most) if block["category"] else Wish(sort="newest", limit=most)
    )


def _with_cards(items: Sequence[ListedProduct]) -> Block | None:
    cards = listing.cards(items)
    return {"cards": cards, "simple": [item.variants == 1 for item in items]} if cards else None


def _picture(block: Block, named: Mapping[str, ListedProduct]) -> dict[str, Any] | None:
    """The block's own picture, else that of the product it names."""
    sizes = HERO_SIZES if block["kind"] == "hero" else "(min-width: 48rem) 50vw, 100vw"
    key, _bar, size = str(block.get("picture") or "").partition("|")
    if key:
        width, _bar, height = size.partition("|")
        return picture(key, int(width), int(height), block.get("alt", ""), sizes)
    item = next((named[each] for each in block.get("products", []) if each in named), None)
    if item is None:
        return None
    return picture(item.image, item.image_width, item.image_height, item.image_alt, sizes)
