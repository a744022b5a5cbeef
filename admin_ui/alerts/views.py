"""Low-stock alerts: the inbox, one with where the rest lies, and the thresholds."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.principal import current_principal
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import AlertPermission
from app.queries import alert_board, item_finder, people
from app.web.amounts import read_amount
from app.web.form_page import form_page
from app.web.forms import Checkbox, Form, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE, THRESHOLDS = (
    "admin/alerts/list.html",
    "admin/alerts/show.html",
    "admin/alerts/thresholds.html",
)
bp = Blueprint("admin_alerts", __name__, url_prefix="/admin/alerts")


class SnoozeForm(Form):
    days: int = 7


class ReaderForm(Form):
    mail: Checkbox = False


class ThresholdForm(Form):
    sku: Text
    location: UUID | None = None
    quantity: str = Field(default="", max_length=20)

    def pieces(self) -> Decimal:
        """The threshold. Raises Invalid at it."""
        return read_amount(self.quantity, "quantity")


@bp.get("/")
@requires(AlertPermission.VIEW)
def index() -> str:
    """The inbox."""
    chosen = {name: request.args.get(name, "") for name in ("state", "q", "location")}
    chosen["state"] = chosen["state"] or "open"
    page = alert_board.alerts(
        state=chosen["state"],
        q=chosen["q"],
        location=parse_id(chosen["location"]),
        cursor=request.args.get("cursor"),
    )
    return render(LIST_PAGE, block="alerts", page=page, chosen=chosen, **_frame())


def _frame() -> dict[str, Any]:
    me = parse_id(current_principal().id)
    return {
        "places": people.location_choices(), "waiting": alert_board.waiting(),
        "mails": me is not None and alert_board.reads(me),
    }  # fmt: skip


@bp.get("/<uuid:alert_id>")
@requires(AlertPermission.VIEW)
def show(alert_id: UUID) -> str:
    """One alert: where the rest lies, and what to do."""
    return render_template(PAGE, **_page(alert_id))


def _page(alert_id: UUID) -> dict[str, Any]:
    told = alert_board.alert(alert_id)
    there = alert_board.places(told.item_id)
    return {"told": told, "there": there, "proposal": alert_board.proposal(told, there)}


@bp.post("/<uuid:alert_id>/done")
@requires(AlertPermission.EDIT)
def close(alert_id: UUID) -> Response:
    """Somebody saw to it."""
    inventory.close_alert(alert_id)
    toast(_("Done. There is another alert only after the level recovered."))
    return go(url_for(".index"))


@bp.post("/<uuid:alert_id>/snooze")
@requires(AlertPermission.EDIT)
def snooze(alert_id: UUID) -> Response:
    """Not now."""
    with form_page(PAGE, lambda: _page(alert_id)):
        inventory.snooze_alert(alert_id, days=SnoozeForm.parse(request.form).days)
    toast(_("Snoozed"))
    return go(url_for(".index"))


@bp.post("/mail")
@requires(AlertPermission.VIEW)
def mail() -> Response:
    """Be written to, or no more."""
    me = parse_id(current_principal().id)
    wanted = ReaderForm.parse(request.form).mail
    if me is not None:
        inventory.read_alerts(me, wanted=wanted)
    toast(_("You get a mail at each alert") if wanted else _("You get no mails about alerts any more"))
    return go(url_for(".index"))


@bp.get("/thresholds")
@requires(AlertPermission.VIEW)
def thresholds() -> str:
    """What is watched."""
    return render_template(THRESHOLDS, values=request.args, errors={}, **_thresholds())


def _thresholds() -> dict[str, Any]:
    q = request.args.get("q", "")
    page = alert_board.thresholds(q=q, cursor=request.args.get("cursor"))
    return {
        "page": page, "q": q, "places": people.location_choices(), "everywhere": current_principal().locations is None,
    }  # fmt: skip


@bp.post("/thresholds")
@requires(AlertPermission.EDIT)
def watch() -> Response:
    """Alert when so many or fewer are free."""
    with form_page(THRESHOLDS, _thresholds):
        form = ThresholdForm.parse(request.form)
        item = inventory.find_item(item_finder.meant([form.sku])[form.sku])
        inventory.set_threshold(item, form.pieces(), location_id=form.location)
    toast(_("%(sku)s is watched", sku=item.sku))
    return go(url_for(".thresholds"))


@bp.post("/thresholds/<uuid:threshold_id>/removal")
@requires(AlertPermission.EDIT)
def unwatch(threshold_id: UUID) -> Response:
    """Alert no more."""
    inventory.drop_threshold(threshold_id)
    toast(_("Not watched any more"))
    return go(url_for(".thresholds"))
