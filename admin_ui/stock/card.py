"""An item's own page: what is free and why, who waits, what comes, how it went, and every change, as a file too."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request

from admin_ui.stock import holds
from app.core import clock
from app.core.i18n import lazy_gettext as later
from app.core.ids import parse_id
from app.domains.inventory.permissions import StockPermission
from app.queries import held_stock, item_card, item_ledger, lot_board, stock_settings, stock_sheet
from app.web.permissions import requires

PAGE = "admin/stock/show.html"
KINDS: dict[str, Any] = {
    "receipt": later("Received"),
    "adjustment": later("Adjusted"),
    "count": later("Counted"),
    "allocate": later("Allocated"),
    "release": later("Released"),
    "reroute": later("Promised from elsewhere"),
    "ship": later("Shipped"),
    "unship": later("Not sent after all"),
    "sale": later("Sold"),
    "pickup": later("Picked up"),
    "return": later("Returned"),
    "transfer": later("Transferred"),
    "expect": later("Expected"),
    "hold": later("Put on hold"),
    "unhold": later("Released from hold"),
    "write_off": later("Written off"),
    "settle": later("Made good"),
    "undo": later("Undone"),
}
DOCUMENTS: dict[str, Any] = {
    "order": later("Order"),
    "purchase": later("Purchase order"),
    "receipt": later("Delivery"),
    "transfer": later("Transfer"),
    "count": later("Count"),
    "adjustment": later("Adjustment"),
    "hold": later("Hold"),
    "import": later("Import"),
    "bulk": later("Outside system"),
}
TIMES = {"7": later("Last 7 days"), "30": later("Last 30 days"), "90": later("Last 90 days")}
FILTERS = ("kind", "document", "place", "days")
HEAD = ("at", "sku", "location", "kind", "on_hand", "allocated", "held", "damaged", "incoming", "oversold", "reason",
        "document", "document_id", "who")  # fmt: skip


def attach(bp: Blueprint) -> None:
    """Put the page under the stock."""
    bp.get("/<uuid:item_id>", endpoint="show")(show)
    bp.get("/<uuid:item_id>/ledger.csv", endpoint="export_ledger")(export)


@requires(StockPermission.VIEW)
def show(item_id: UUID) -> str:
    """One item over all places, and every change."""
    rows = stock_sheet.rows(item_ids=[item_id], limit=200).items or abort(404)
    chosen = {name: request.args.get(name, "") for name in FILTERS}
    facts = {
        "rows": rows, "first": rows[0], "chosen": chosen, "kinds": KINDS, "documents": DOCUMENTS, "times": TIMES,
        "ledger": item_ledger.entries(item_id, _wish(chosen), cursor=request.args.get("cursor")),
        "reasons": holds.REASONS, "holds": held_stock.holds(items=[item_id], limit=200).items,
        "settings": stock_settings.settings_of(item_id), "lots": lot_board.lots(item_id=item_id, limit=200).items,
        "coming": item_card.coming(item_id), "waiting": item_card.waiting(item_id),
        "in_carts": item_card.in_carts(item_id), "course": item_card.course(item_id),
    }  # fmt: skip
    return render_template(PAGE, **facts)


@requires(StockPermission.VIEW)
def export(item_id: UUID) -> Response:
    """Every entry that fits the filters, newest first; times in UTC, changes with a point."""
    rows = stock_sheet.rows(item_ids=[item_id], limit=1).items or abort(404)
    body = io.StringIO()
    file = csv.writer(body)
    file.writerow(HEAD)
    for entry in item_ledger.every_entry(item_id, _wish(request.args)):
        file.writerow(_cells(entry))
    name = "".join(letter if letter.isalnum() else "-" for letter in rows[0].sku)
    headers = {"Content-Disposition": f'attachment; filename="ledger-{name}.csv"'}
    return Response(body.getvalue(), mimetype="text/csv; charset=utf-8", headers=headers)


def _wish(chosen: Any) -> item_ledger.Wish:
    """What of the ledger is looked at; words that are none are no filter."""
    kind, document, days = (chosen.get(name, "") for name in ("kind", "document", "days"))
    return item_ledger.Wish(
        parse_id(chosen.get("place", "")),
        kind if kind in KINDS else None,
        document if document in DOCUMENTS else None,
        clock.now() - timedelta(days=int(days)) if days in TIMES else None,
    )


def _cells(entry: item_ledger.LedgerEntry) -> list[str]:
    changes = (entry.on_hand, entry.allocated, entry.held, entry.damaged, entry.incoming, entry.oversold)
    return [
        entry.at.isoformat(timespec="seconds"), _safe(entry.sku), _safe(entry.location), entry.kind,
        *(f"{change.normalize():f}" for change in changes), _safe(entry.reason), entry.document,
        str(entry.document_id or ""), _safe(entry.actor),
    ]  # fmt: skip


def _safe(cell: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
