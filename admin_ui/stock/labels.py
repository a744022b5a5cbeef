"""Labels: of products, a stock item, what was ordered or came, and bins; counted row by row, as a file to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING
from typing import Any, Literal
from urllib.parse import parse_qsl
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.db import unit_of_work
from app.core.errors import Forbidden, Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.principal import current_principal
from app.domains.catalog.permissions import ProductPermission
from app.domains.inventory.permissions import LocationPermission, PurchasePermission, StockPermission
from app.outbound.labels import service as labels
from app.outbound.labels.faces import SHOWN, CodeKind
from app.outbound.labels.sizes import SIZES
from app.queries import label_facts, product_board
from app.queries.label_facts import Labelled
from app.queries.product_board import Asked
from app.web.form_page import form_page
from app.web.forms import Checkbox, Form
from app.web.htmx import render
from app.web.papers import HTML, paper
from app.web.permissions import requires
from app.web.phased import phased

PAGE = "admin/stock/labels.html"
MOST_ROWS = 500
KEPT = ("ids", "everything", "back", "item", "purchase", "receipt", "location", "q", "per")


class LabelForm(Form):
    size: Literal["a4-3x8", "a4-2x7", "letter-3x10", "roll-57x32", "roll-100x50"] = "a4-3x8"
    first: int = Field(default=1, ge=1)
    code: CodeKind = "bars"
    file: Literal["pdf", "zpl"] = "pdf"
    part: int = Field(default=0, ge=0, le=1000)
    title: Checkbox = False
    options: Checkbox = False
    sku: Checkbox = False
    price: Checkbox = False
    unit_price: Checkbox = False

    def choice(self, *, bins: bool) -> labels.Choice:
        """How the service wants it."""
        shown = frozenset(name for name in SHOWN if getattr(self, name))
        return labels.Choice(SIZES[self.size], self.first, shown, self.code, self.file, bins)


@dataclass(frozen=True, slots=True)
class Source:
    """What the address names: things to label, and where the way leads back to."""

    rows: Sequence[Labelled]
    back: tuple[str, str]
    bins: bool = False
    counted: bool = False


def attach(bp: Blueprint) -> None:
    """Put this screen under the stock."""
    bp.add_url_rule("/labels", endpoint="labels", view_func=show)
    bp.add_url_rule("/labels", endpoint="print_labels", view_func=print_them, methods=["POST"])


@requires(StockPermission.VIEW)
def show() -> str:
    """How many of which, in which size."""
    source = _source()
    return render(PAGE, values={}, errors={}, **_page(source))


@requires(StockPermission.VIEW)
@phased
def print_them() -> Response | str:
    """The file: read in one unit of work, made after it. Many labels come as several files, of which one is chosen."""
    with unit_of_work():
        source = _source()
        with form_page(PAGE, lambda: _page(source)):
            form = LabelForm.parse(request.form)
            choice, wanted = form.choice(bins=source.bins), _counted(source.rows)
            parts = labels.parts(wanted, choice)
            if len(parts) > 1 and not 1 <= form.part <= len(parts):
                return render(PAGE, values=request.form, errors={}, parts=parts, **_page(source))
            text = labels.written(wanted, choice, parts[form.part - 1] if len(parts) > 1 else None)
    name = f"labels-{form.part}-of-{len(parts)}" if len(parts) > 1 else "labels"
    file = labels.printed(text, choice, name)
    answer = paper(file)
    if file[1] != HTML:
        answer.headers["Content-Disposition"] = f'attachment; filename="{file[2]}"'
    return answer


def _page(source: Source) -> dict[str, Any]:
    kept = {name: request.args.getlist(name) for name in KEPT if request.args.get(name)}
    return {
        "source": source, "kept": kept, "sizes": [(each.name, each.words) for each in SIZES.values()],
        "shown": SHOWN, "most": labels.MOST, "a_file": labels.A_FILE, "wished": _wished,
    }  # fmt: skip


def _wished(row: Labelled) -> int:
    """So many labels of a row, unless somebody says otherwise: one a unit, or one a line."""
    return 1 if request.args.get("per") == "line" else int(row.units.to_integral_value(ROUND_CEILING))


def _counted(rows: Sequence[Labelled]) -> list[tuple[Labelled, int]]:
    """How many of each were asked for; blank is none. Raises Invalid at the rows that hold no such number."""
    counts, faults = [], {}
    for row in rows:
        typed = request.form.get(f"count-{row.id}", "").strip()
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            faults[f"count-{row.id}"] = _("Write a number, such as 12")
        else:
            counts.append((row, int(typed or 0)))
    if faults:
        raise Invalid(_("Some fields need another look"), fields=faults)
    return counts


def _source() -> Source:
    """What the address names. Answers 404 for what there is not here; raises Invalid for too much or nothing."""
    for name, read in (("item", _item), ("purchase", _purchase), ("receipt", _receipt), ("location", _bins)):
        if name in request.args:
            found = read(parse_id(request.args[name]) or abort(404))
            break
    else:
        found = _products()
    if len(found.rows) > MOST_ROWS:
        raise Invalid(
            _("Labels of at most %(max)s rows are printed at once; narrow the list first", max=MOST_ROWS)
        )
    return found


def _item(item_id: UUID) -> Source:
    rows = label_facts.of_item(item_id) or abort(404)
    return Source(rows, (rows[0].code, url_for("admin_stock.show", item_id=item_id)))


def _purchase(purchase_id: UUID) -> Source:
    _allowed(PurchasePermission.VIEW)
    rows = label_facts.of_purchase(purchase_id, limit=MOST_ROWS + 1) or abort(404)
    return Source(rows, _order(purchase_id), counted=True)


def _receipt(receipt_id: UUID) -> Source:
    _allowed(PurchasePermission.VIEW)
    rows = label_facts.of_receipt(receipt_id, limit=MOST_ROWS + 1) or abort(404)
    return Source(rows, (_("Purchase orders"), url_for("admin_purchases.index")), counted=True)


def _order(purchase_id: UUID) -> tuple[str, str]:
    return _("Purchase order"), url_for("admin_purchases.show", purchase_id=purchase_id)


def _bins(location_id: UUID) -> Source:
    _allowed(LocationPermission.VIEW)
    rows = label_facts.bins(location_id, q=request.args.get("q", ""), limit=MOST_ROWS + 1) or abort(404)
    return Source(rows, (_("Bins"), url_for("admin_settings.list_bins", location_id=location_id)), bins=True)


def _products() -> Source:
    _allowed(ProductPermission.VIEW)
    if "everything" in request.args:
        ids = product_board.ids(Asked.of(dict(parse_qsl(request.args.get("back", "")))), most=MOST_ROWS + 1)
    else:
        ids = list({found for text in request.args.getlist("ids") if (found := parse_id(text))})
    rows = label_facts.of_products(ids, limit=MOST_ROWS + 1)
    if (
        "everything" not in request.args
        and {row.source for row in rows} != set(ids)
        and len(rows) <= MOST_ROWS
    ):
        abort(404)
    if not rows:
        raise Invalid(_("Select some products first"))
    return Source(rows, (_("Products"), url_for("admin_products.index")))


def _allowed(permission: str) -> None:
    """Besides stock, its reader may see what the labels come from. Raises Forbidden."""
    if not current_principal().may(permission):
        raise Forbidden(_("Your rights do not cover this"))
