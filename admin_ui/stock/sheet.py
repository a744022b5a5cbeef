"""The stock sheet: a line a SKU, a column a location, renewed while it is looked at, adjusted in place."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for

from app.core.ids import parse_id
from app.domains.inventory.permissions import StockPermission
from app.queries import people, stock_matrix
from app.web.htmx import render
from app.web.permissions import requires

PAGE = "admin/stock/sheet.html"
COLUMNS = 6
KEPT = ("q", "location", "state", "across", "cursor")


def attach(bp: Blueprint) -> None:
    """Put this screen under the stock."""
    bp.get("/sheet", endpoint="sheet")(show)


@requires(StockPermission.VIEW)
def show() -> str:
    """SKUs by location, some columns at a time."""
    chosen = {name: request.args.get(name, "") for name in KEPT}
    places = people.location_choices()
    columns = _columns(places, chosen)
    ids = [place.id for place in columns]
    page = stock_matrix.lines(ids, q=chosen["q"], state=chosen["state"], cursor=chosen["cursor"] or None)
    facts = {"places": places, "columns": columns, "width": COLUMNS, "states": stock_matrix.STATES}
    return render(PAGE, block="sheet", page=page, chosen=chosen, **facts)


def _columns(places: list[Any], chosen: dict[str, str]) -> list[Any]:
    """The place chosen, or the window of places that is looked at."""
    only = parse_id(chosen["location"])
    if only is not None:
        return [place for place in places if place.id == only]
    start = int(chosen["across"]) if chosen["across"].isdigit() and len(chosen["across"]) < 6 else 0
    return places[start : start + COLUMNS]


def back(item_id: UUID) -> str:
    """Where an adjustment leads to: the sheet as it was looked at, when it began there, or the item."""
    if request.args.get("back") != "sheet":
        return url_for("admin_stock.show", item_id=item_id)
    kept: dict[str, Any] = {name: request.args[name] for name in KEPT if request.args.get(name)}
    return url_for("admin_stock.sheet", **kept)
