"""What should be ordered, with the terms of each figure; one click drafts the orders."""

from uuid import UUID

from flask import Blueprint, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.ids import parse_id
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import PurchasePermission
from app.flows import reorder as reordering
from app.queries import people, reorder
from app.web.form_page import form_page
from app.web.forms import Form
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/purchases/suggestions.html"


class ChosenForm(Form):
    ids: list[str] = Field(default_factory=list, max_length=200)

    def pairs(self) -> set[tuple[UUID, UUID]]:
        """(item, location) of each. Raises Invalid when nothing is chosen."""
        halves = [
            (parse_id(item), parse_id(place))
            for item, _colon, place in (each.partition(":") for each in self.ids)
        ]
        found = {(item, place) for item, place in halves if item and place}
        if not found:
            raise Invalid(
                _("Choose what shall be ordered"), fields={"ids": _("Choose what shall be ordered")}
            )
        return found


def attach(bp: Blueprint) -> None:
    """Put these screens beside the orders."""
    bp.add_url_rule("/suggestions", view_func=suggestions)
    bp.add_url_rule("/suggestions", view_func=draft, methods=["POST"])


@requires(PurchasePermission.EDIT)
def suggestions() -> str:
    """What runs out before more could come."""
    return render(PAGE, block="suggestions", **_context())


@requires(PurchasePermission.EDIT)
def draft() -> Response:
    """An order for each supplier and location of what was chosen."""
    with form_page(PAGE, _context):
        made = reordering.draft_orders(ChosenForm.parse(request.form).pairs())
    toast(ngettext("%(num)s order is drafted", "%(num)s orders are drafted", len(made)))
    if len(made) == 1:
        return go(url_for(".show", purchase_id=made[0]))
    return go(url_for(".index", view="draft"))


def _context() -> dict[str, object]:
    chosen = {name: request.args.get(name, "") for name in ("q", "supplier", "location")}
    page = reorder.suggestions(
        q=chosen["q"],
        supplier=chosen["supplier"],
        location=chosen["location"],
        cursor=request.args.get("cursor"),
    )
    known = {"suppliers": inventory.suppliers(), "places": people.location_choices()}
    return {"page": page, "chosen": chosen, "lasts": reorder.LASTS, **known}
