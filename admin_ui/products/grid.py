"""The spreadsheet of the list: many values changed side by side, saved at once, taken back at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import orjson
from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.prices.views import tell
from admin_ui.products.forms import chosen_ids
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.ids import parse_id
from app.core.money import BadAmount, parse_money, to_decimal
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.edits import Cell
from app.domains.catalog.permissions import ProductPermission
from app.flows import bulk_edit
from app.flows.guard_margin import Kept
from app.queries import product_grid
from app.queries.product_board import Asked
from app.queries.product_grid import PRICE_CELLS, Grid, GridRow
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/products/grid.html"


def attach(bp: Blueprint) -> None:
    """Add the spreadsheet's routes."""
    bp.add_url_rule("/grid", endpoint="grid", view_func=show)
    bp.add_url_rule("/grid", endpoint="save_grid", view_func=save, methods=["POST"])
    bp.add_url_rule("/grid/<uuid:edit_id>/undo", endpoint="undo_grid", view_func=undo, methods=["POST"])


@dataclass(slots=True)
class Sheet:
    """What was typed, by the name of its field, and what is wrong with it."""

    typed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    saved: int = 0


def shown(name: str, value: Any) -> str:
    """A value as it stands in its field."""
    if value is None:
        return ""
    if name in PRICE_CELLS:
        return str(to_decimal(value, current_tenant().currency))
    return ", ".join(value) if name == "tags" else str(value)


def read(name: str, typed: str) -> Any:
    """What was typed as a value. Raises ValueError with words that say how to mend it."""
    typed = " ".join(typed.replace("\0", "").split())
    if name in PRICE_CELLS:
        try:
            return parse_money(typed, current_tenant().currency) if typed else None
        except BadAmount as error:
            raise ValueError(_("Write an amount like 12.50")) from error
    if name == "weight_grams":
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 11):
            raise ValueError(_("Write whole grams, such as 250"))
        return int(Decimal(typed)) if typed else None
    if name == "tags":
        return list(dict.fromkeys(part.strip() for part in typed.split(",") if part.strip()))
    if name == "status":
        words = {str(word).casefold(): code for code, word in _state_words().items()}
        return words.get(typed.casefold(), typed)
    return (typed or None) if name == "barcode" else typed


def _state_words() -> dict[str, str]:
    return {"active": _("Active"), "draft": _("Draft"), "archived": _("Archived")}


def _page(grid: Grid, sheet: Sheet, query: str, cursor: str) -> str:
    edit = parse_id(request.args.get("done", ""))
    return render_template(
        PAGE, grid=grid, sheet=sheet, shown=shown, query=query, cursor=cursor, states=_state_words(),
        asked=Asked.of(dict(parse_qsl(query))), was_of=was_of, done=catalog.last_edit(edit) if edit else None,
        may_publish=current_principal().may(ProductPermission.PUBLISH),
    )  # fmt: skip


def was_of(row: GridRow) -> str:
    """What a row held when it was shown, to notice what others changed meanwhile."""
    return orjson.dumps({name: cell[2] for name, cell in row.cells().items()}).decode()


@requires(ProductPermission.EDIT)
def show() -> str:
    """A page of the list as a spreadsheet."""
    asked = Asked.of(request.args)
    cursor = request.args.get("cursor", "")
    ids = chosen_ids(request.args.getlist("ids"))[: product_grid.MOST_PRODUCTS]
    grid = product_grid.of_products(ids) if ids else product_grid.grid(asked, cursor=cursor or None)
    return _page(grid, Sheet(), url_query(asked), cursor)


def url_query(asked: Asked) -> str:
    """The filters as a query."""
    return url_for("admin_products.index", **asked.pairs()).partition("?")[2]  # type: ignore[arg-type]  # texts only


@requires(ProductPermission.EDIT)
def save() -> Response | tuple[str, int]:
    """Save all changed cells at once; with `rest` those without a fault. Faults stand at their cells."""
    query, cursor = request.form.get("query", ""), request.form.get("cursor", "")
    ids = chosen_ids(request.form.getlist("products"))[: product_grid.MOST_PRODUCTS]
    grid = product_grid.of_products(ids)
    cells, sheet = _typed(grid, request.form)
    rest = "rest" in request.form
    if sheet.faults and not rest:
        outcome = bulk_edit.Outcome(faults=bulk_edit.check(cells))
    else:
        outcome = bulk_edit.change_cells(cells, only_good=rest)
    sheet.faults |= outcome.faults
    sheet.saved = outcome.cells
    if sheet.faults:
        again = product_grid.of_products(ids) if outcome.cells else grid
        return _page(again, sheet, query, cursor), 200 if outcome.cells else 422
    pairs = Asked.of(dict(parse_qsl(query))).pairs()
    where: dict[str, Any] = {**pairs, "cursor": cursor or None}
    if "chosen" in request.form:
        where["ids"] = [str(each) for each in ids]
    if outcome.edit_id:
        where["done"] = str(outcome.edit_id)
    elif not outcome.waiting:
        toast(_("Nothing had to be changed"), "info")
    if outcome.waiting:
        tell(Kept(0, outcome.waiting))
    return go(url_for("admin_products.grid", **where))


def _typed(grid: Grid, form: Mapping[str, str]) -> tuple[list[Cell], Sheet]:
    """The cells that differ from what was shown, and faults of those that cannot be read."""
    sheet, cells = Sheet(), []
    may_publish = current_principal().may(ProductPermission.PUBLISH)
    for row in grid.rows:
        seen = _seen(form.get(f"was.{row.id}", ""))
        for name, (kind, owner, _held) in row.cells().items():
            key = f"{owner}.{name}"
            if key not in form or name not in seen or (name == "status" and not may_publish):
                continue
            sheet.typed[key] = form[key]
            try:
                now = read(name, form[key])
            except ValueError as fault:
                sheet.faults[key] = str(fault)
                continue
            if now != seen[name]:
                cells.append(Cell(kind, owner, name, seen[name], now))  # type: ignore[arg-type]  # of GridRow.cells
    return cells, sheet


def _seen(raw: str) -> dict[str, Any]:
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


@requires(ProductPermission.EDIT)
def undo(edit_id: UUID) -> Response:
    """Take my last save back."""
    outcome = bulk_edit.undo(edit_id)
    number = outcome.products
    toast(ngettext("%(num)d product is as it was", "%(num)d products are as they were", number))
    asked = Asked.of(dict(parse_qsl(request.form.get("query", ""))))
    return go(url_for("admin_products.grid", **asked.pairs()))  # type: ignore[arg-type]  # texts only
