"""Blocks of a page as its template shows them: what they name is looked up now, what is gone drops out."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.errors import AppError
from app.domains.experiments import rules
from app.domains.experiments import service as experiments
from app.queries import product_list, shop_blocks, shop_home, shop_stores
from app.queries.product_list import ListedProduct, Wish
from app.web import shop_preview as preview
from app.web.optional import or_else
from storefront.browse import listing
from storefront.pictures import HERO_SIZES, picture

Block = dict[str, Any]


def shown(name: str) -> list[Block]:
    """The blocks of a page, ready; empty where the merchant made none. The same for everybody.

    Those of an A/B test that runs are marked (`asks`): the page asks which of them its visitor sees.
    """
    drafts = preview.is_on()
    blocks = shop_blocks.blocks_of(name, drafts=drafts)
    return _made(blocks if drafts else _tested(blocks))


def changes_for(name: str, visitor: str) -> list[tuple[str, Block | None]] | None:
    """What a visitor sees otherwise than the page stands there: (block's id, what takes its place or None for nothing).

    Asked once a page, so that one answer decides about all of it. Notes that the visitor met the tests; None where
    the page has none that runs.
    """
    tests = shop_blocks.running_tests()
    blocks = [block for block in shop_blocks.blocks_of(name) if _test_of(block)[0] in tests]
    met = {_test_of(block)[0]: tests[_test_of(block)[0]] for block in blocks}
    if not met:
        return None
    experiments.meet(list(met.values()), visitor)
    with_b = {code for code, test in met.items() if rules.variant(test.id, test.share, visitor) == "b"}
    others = [block for block in blocks if _test_of(block)[0] in with_b]
    made = {block["id"]: block for block in _made([each for each in others if _test_of(each)[1] == "b"])}
    return [(block["id"], made.get(block["id"])) for block in others]


def _test_of(block: Block) -> tuple[str, str]:
    """The code of its test and its variant; empty where it is everybody's."""
    code, _eq, variant = str(block.get("test") or "").partition("=")
    return code, variant


def _tested(blocks: Sequence[Block]) -> list[Block]:
    """Without those of B where their test does not run."""
    running = shop_blocks.running_tests() if any(block.get("test") for block in blocks) else {}
    found = []
    for block in blocks:
        code, variant = _test_of(block)
        if not code or (code not in running and variant == "a"):
            found.append(block)
        elif code in running:
            found.append({**block, "asks": True, "hidden": variant == "b"})
    return found


def _made(blocks: Sequence[Block]) -> list[Block]:
    named = shop_blocks.listed(each for block in blocks for each in block.get("products", []))
    ready = (_ready(block, named) for block in blocks)
    return [block for block in ready if block is not None]


def _ready(block: Block, named: Mapping[str, ListedProduct]) -> Block | None:
    """None for a block that has nothing to show, or fails."""
    more = or_else(lambda: _unless_gone(block, named), None, part=f"block of kind {block['kind']}")
    return None if more is None else {**block, **more, "picture": _picture(block, named)}


def _unless_gone(block: Block, named: Mapping[str, ListedProduct]) -> Block | None:
    try:
        return _more(block, named)
    except AppError:  # such as a category that is gone
        return None


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
