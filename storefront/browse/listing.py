"""A shelf as its page shows it: products, filters as addresses, sorting, the way on, and help where nothing is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request
from werkzeug.datastructures import MultiDict

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.market import current_market
from app.domains.catalog import service as catalog
from app.queries import category_tree, collections, product_list, reviews, shown_prices
from app.queries.category_tree import Node
from app.queries.product_list import Facet, ListedProduct, Shelf, Wish
from app.queries.reviews import Score
from app.web.design_system import format_unit_price
from storefront.browse import promises
from storefront.pictures import picture

PAGE_SIZE = 24
BETWEEN = " \N{MIDDLE DOT} "
FILTERS = ("brand", "category", "option", "price", "stock")


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of a listing's address: its filters as (name, value) pairs."""

    q: str
    sort: str
    cursor: str | None
    filters: tuple[tuple[str, str], ...]

    def values(self, name: str) -> tuple[str, ...]:
        return tuple(value for each, value in self.filters if each == name)

    def url(
        self, *, sort: str | None = None, filters: Sequence[tuple[str, str]] | None = None, cursor: str = ""
    ) -> str:
        """This page's address with something else chosen; always from its first page."""
        sort = self.sort if sort is None else sort
        pairs = [
            ("q", self.q),
            *(self.filters if filters is None else filters),
            ("sort", sort),
            ("cursor", cursor),
        ]
        query = urlencode([pair for pair in pairs if pair[1]])
        return f"{request.path}?{query}" if query else request.path

    def about(self, words: str) -> str:
        """The search for other words, without filters."""
        return f"{request.path}?{urlencode({'q': words})}"

    def toggled(self, name: str, value: str) -> str:
        """The address with this filter on, or off if it is on; of prices one at a time."""
        pair = (name, value)
        others = [each for each in self.filters if each != pair and not (name == each[0] == "price")]
        return self.url(filters=others if pair in self.filters else [*others, pair])


def asked(args: MultiDict[str, str]) -> Asked:
    """The address's query, tidied."""
    filters = [
        (name, value[:200]) for name in FILTERS for value in dict.fromkeys(args.getlist(name)) if value
    ]
    sort = args.get("sort", "")
    return Asked(
        args.get("q", "").strip()[:200],
        sort if sort in product_list.SORTS else "",
        args.get("cursor"),
        tuple(filters[:30]),
    )


def category_page(slug: str, args: MultiDict[str, str]) -> dict[str, Any]:
    """Raises NotFound for a category that there is not."""
    nodes = category_tree.shown_nodes()
    place = next((index for index, node in enumerate(nodes) if node.row.slug == slug), None)
    if place is None:
        raise NotFound(_("There is no such department"), code="catalog.category_not_found")
    node, wanted = nodes[place], asked(args)
    wish = replace(_wish(wanted), category=slug, q=None)
    name, about = catalog.translations.category_texts(node.row)
    return _context(wanted, _shelf(wish), title=name, node=node) | {
        "about": about,
        "crumbs": _ancestors(nodes, place),
        "children": [
            (catalog.translations.category_texts(child.row)[0], f"/c/{child.row.slug}", child.products)
            for child in _below(nodes, place)
            if child.products
        ],
        "canonical": f"/c/{slug}",
    }


def collection_page(slug: str, args: MultiDict[str, str]) -> dict[str, Any]:
    """Raises NotFound for a collection that the shop does not show."""
    shown, wanted = collections.collection(slug), asked(args)
    wish = replace(
        _wish(wanted), collection=slug, q=None, rooms=wanted.values("category"), facets=not wanted.cursor
    )
    shelf = product_list.products(wish)
    return _context(wanted, shelf, title=shown.title, own_order=True) | {
        "crumbs": [],
        "children": [],
        "lede": shown.description,
        "canonical": f"/collections/{slug}",
    }


def search_page(args: MultiDict[str, str]) -> dict[str, Any]:
    """What was found; without words, everything."""
    wanted = asked(args)
    shelf = _shelf(replace(_wish(wanted), rooms=wanted.values("category")))
    title = _("Results for “%(words)s”", words=wanted.q) if wanted.q else _("Everything")
    help_ = list(product_list.products(Wish(sort="newest", limit=4)).items) if not shelf.total else []
    return _context(wanted, shelf, title=title) | {
        "crumbs": [],
        "children": [],
        "canonical": None,
        "offered": cards(help_),
    }


def _wish(wanted: Asked) -> Wish:
    low, high = _price_range(wanted.values("price"))
    return Wish(
        q=wanted.q or None, brands=wanted.values("brand"), options=wanted.values("option"), cheapest=low, dearest=high,
        in_stock=bool(wanted.values("stock")), sort=wanted.sort or None, limit=PAGE_SIZE, cursor=wanted.cursor,
    )  # fmt: skip


def _price_range(values: Sequence[str]) -> tuple[int | None, int | None]:
    low, _sign, high = (values[-1] if values else "").partition("-")
    return _minor(low), _minor(high)


def _minor(digits: str) -> int | None:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


def _shelf(wish: Wish) -> Shelf:
    """The page, with facets on the first one; a shelf without filters keeps the merchant's own order."""
    if wish.cursor:
        return product_list.products(wish)
    if not wish.is_plain:
        return product_list.products(replace(wish, facets=True))
    facets = product_list.products(replace(wish, facets=True, limit=1)).facets
    return replace(product_list.products(wish), facets=facets)


def _context(
    wanted: Asked, shelf: Shelf, *, title: str, node: Node | None = None, own_order: bool = False
) -> dict[str, Any]:
    return {
        "title": title, "node": node, "q": wanted.q, "asked": wanted, "total": shelf.total, "cards": cards(shelf.items),
        "menus": _menus(wanted, shelf.facets, node), "chosen": _chosen(wanted, shelf.facets),
        "sorts": _sorts(wanted, own_order or node is not None),
        "next_url": wanted.url(cursor=shelf.next) if shelf.next else None, "clear_url": wanted.url(filters=()),
        "is_first": not wanted.cursor, "mended": shelf.instead, "loose": shelf.loose,
        "redirect": shelf.redirect if wanted.q and not wanted.filters else None,
        "perhaps": (shelf.perhaps, wanted.about(shelf.perhaps)) if shelf.perhaps else None,
    }  # fmt: skip


def cards(items: Sequence[ListedProduct], scores: Mapping[UUID, Score] | None = None) -> list[dict[str, Any]]:
    """Products as `ui.product_card` takes them, with the stars of those that were reviewed."""
    items, suffix = shown_prices.of_products(items), promises.tax_suffix()
    if scores is None:
        scores = reviews.scores([item.product_id for item in items])
    return [
        {
            "title": item.title, "url": f"/p/{item.slug}", "amount": item.price_min, "compare_at": item.compare_at,
            "lowest": item.told_lowest,
            "picture": picture(item.image, item.image_width, item.image_height, item.image_alt),
            "note": item.brand or None, "score": scores.get(item.product_id), "stock": item.stock,
            "unit": BETWEEN.join(filter(None, (suffix, format_unit_price(item.unit_price, current_market().currency)))),
            "prefix": _("from") if item.price_max and item.price_max != item.price_min else None,
        }
        for item in items
        if item.price_min is not None
    ]  # fmt: skip


def _menus(wanted: Asked, facets: Sequence[Facet], node: Node | None) -> list[dict[str, Any]]:
    """Each facet as a menu of (words, address, whether it is on); what cannot narrow anything is left out."""
    shown = []
    for facet in facets:
        name = "option" if facet.code.startswith("option:") else facet.code
        if name == "category" and node is not None:
            continue
        options = [
            (
                f"{value.label} ({value.count})",
                wanted.toggled(name, value.value),
                value.value in wanted.values(name),
            )
            for value in facet.values
        ]
        if len(options) > 1 or any(on for _words, _url, on in options):
            shown.append(
                {"label": facet.label, "options": options, "active": any(on for _words, _url, on in options)}
            )
    return shown


def _chosen(wanted: Asked, facets: Sequence[Facet]) -> list[tuple[str, str]]:
    """The filters that are on as (words, address without it)."""
    labels: Mapping[str, str] = {value.value: value.label for facet in facets for value in facet.values}
    own = {"stock": _("In stock")}
    return [
        (own.get(name) or labels.get(value) or value.partition("=")[2] or value, wanted.toggled(name, value))
        for name, value in wanted.filters
    ]


def _sorts(wanted: Asked, own_order: bool) -> list[tuple[str, str, bool]]:
    """Orders as (words, address, whether it is on); the first is the usual one."""
    usual = (
        ("featured", _("Our order"))
        if own_order
        else ("relevance", _("Best match"))
        if wanted.q
        else ("newest", _("Newest"))
    )
    orders = dict(
        [
            usual,
            ("newest", _("Newest")),
            ("price", _("Price, low first")),
            ("-price", _("Price, high first")),
            ("title", _("Name")),
        ]
    )
    now = wanted.sort or usual[0]
    return [
        (words, wanted.url(sort="" if code == usual[0] else code), code == now)
        for code, words in orders.items()
    ]


def _ancestors(nodes: Sequence[Node], place: int) -> list[tuple[str, str]]:
    """The departments above, outermost first."""
    found, depth = [], nodes[place].depth
    for node in reversed(nodes[:place]):
        if node.depth < depth:
            found.append((catalog.translations.category_texts(node.row)[0], f"/c/{node.row.slug}"))
            depth = node.depth
    return found[::-1]


def _below(nodes: Sequence[Node], place: int) -> list[Node]:
    """The departments right below."""
    found = []
    for node in nodes[place + 1 :]:
        if node.depth <= nodes[place].depth:
            break
        if node.depth == nodes[place].depth + 1:
            found.append(node)
    return found
