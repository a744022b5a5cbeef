"""Why something costs what it costs, and who changed which price when."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import Blueprint, request

from admin_ui.prices import words
from admin_ui.prices.typed import Typed
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.channels import service as channels
from app.domains.inventory import service as inventory
from app.domains.pricing.permissions import PricePermission
from app.queries import listing_offers, price_board, sellables, sites
from app.queries.price_lists import Asker, asker
from app.web.form_page import form_page
from app.web.htmx import render
from app.web.permissions import requires

WHY_PAGE, LOG_PAGE = "admin/prices/why.html", "admin/prices/log.html"


def attach(bp: Blueprint) -> None:
    """Put these screens beside the lists."""
    bp.add_url_rule("/why", view_func=why)
    bp.add_url_rule("/log", view_func=log)


@requires(PricePermission.VIEW)
def why() -> str:
    """What an article costs for somebody, and what became of each list."""
    told = Typed(request.args)
    context: dict[str, Any] = {
        "channels": [(each.code, each.name) for each in channels.channels()],
        "stores": [(str(each.id), each.name) for each in inventory.locations()], "reason": words.reason,
        "values": request.args, "found": None, "kinds": words.KINDS,
    }  # fmt: skip
    if not told.text("sku"):
        return render(WHY_PAGE, errors={}, **context)
    with form_page(WHY_PAGE, lambda: context):
        context |= _found(told)
    return render(WHY_PAGE, errors={}, **context)


def _found(told: Typed) -> dict[str, Any]:
    """Raises Invalid at what is not known."""
    channel = told.text("channel") or "web"
    site = sites.selling(channel)
    asks, many = _asks(told, channel), Decimal(told.whole("quantity") or 1)
    told.refuse()
    item = sellables.by_skus([told.text("sku")], site.currency, asks=asks).get(told.text("sku"))
    if item is None:
        words_ = _("There is no such SKU")
        raise Invalid(words_, fields={"sku": words_})
    return {
        "found": item, "price": item.priced(many), "currency": site.currency, "tiers": _tiers(item),
        "public": listing_offers.shown(item.product_id, item.variant_id, site, asks.at),
    }  # fmt: skip


def _asks(told: Typed, channel: str) -> Asker:
    buyers = told.customers("customer")
    at: datetime | None = told.moment("at")
    store = parse_id(told.text("location")) if told.text("location") else None
    return asker(channel, customer=parse_id(buyers[0]) if buyers else None, location=store, at=at)


def _tiers(item: sellables.Sellable) -> list[tuple[Any, int]]:
    return item.offer.tiers() if item.offer is not None else []


@requires(PricePermission.VIEW)
def log() -> str:
    """Every price that changed, with who did it."""
    chosen = {name: request.args.get(name, "").strip()[:100] for name in ("q", "source", "list")}
    found = price_board.list_by(chosen["list"]) if chosen["list"] else None
    page = price_board.changes(
        list_id=found.id if found else None, sku=chosen["q"], source=chosen["source"],
        cursor=request.args.get("cursor"),
    )  # fmt: skip
    return render(LOG_PAGE, block="log", page=page, chosen=chosen, found=found, sources=words.SOURCES)
