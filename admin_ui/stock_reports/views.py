"""What 3PLs say they have: upload or fetch it, read the differences, accept or leave them."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from admin_ui.stock_reports import feeds
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.tenancy import current_tenant
from app.domains.inventory import locations
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import StockPermission
from app.flows import report_stock
from app.flows.import_report import in_words
from app.queries import report_board
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/stock_reports/list.html", "admin/stock_reports/show.html"
bp = Blueprint("admin_stock_reports", __name__, url_prefix="/admin/stock-reports")
feeds.attach(bp)


class UploadForm(Form):
    location: UUID
    as_of: OptionalText = Field(default="", max_length=40)
    part: bool = False

    def moment(self) -> datetime | None:
        """When it lay there so, as it is meant where the shop is. Raises Invalid at `as_of`."""
        try:
            found = datetime.fromisoformat(self.as_of) if self.as_of else None
        except ValueError as error:
            words = _("Write the time like 2027-05-31 14:30")
            raise Invalid(_("Some fields need another look"), fields={"as_of": words}) from error
        here = ZoneInfo(current_tenant().timezone)
        return found.replace(tzinfo=here) if found and found.tzinfo is None else found


class LinesForm(Form):
    ids: list[UUID] = Field(default=[], max_length=500)
    reason: OptionalText = Field(default="", max_length=200)
    all: bool = False


@bp.get("/")
@requires(StockPermission.VIEW)
def index() -> str:
    """What came, newest first, and where it is fetched from."""
    return render(LIST_PAGE, block="reports", values={}, errors={}, **_list())


def _list() -> dict[str, Any]:
    chosen = {name: request.args.get(name, "") for name in ("state", "location")}
    page = report_board.reports(
        state=chosen["state"], location=parse_id(chosen["location"]), cursor=request.args.get("cursor")
    )
    places = [place for place in locations.every_location() if place.kind == "3pl" and place.active]
    known = [(place, inventory.feed_of(place.id)) for place in places]
    return {"page": page, "chosen": chosen, "places": known}


@bp.post("/")
@requires(StockPermission.ADJUST)
def upload() -> Response:
    """Take a file and hold it against the books; nothing changes but what a rule allows."""
    with form_page(LIST_PAGE, _list):
        form, sent = UploadForm.parse(request.form), request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid(_("Choose a file first"), fields={"file": _("Choose a file first")})
        made = report_stock.receive_file(
            form.location, sent.read(), name=sent.filename, as_of=form.moment(), whole=not form.part
        )
    return go(url_for(".show", report_id=made.id))


@bp.get("/<uuid:report_id>")
@requires(StockPermission.VIEW)
def show(report_id: UUID) -> str:
    """Where place and books differ."""
    return render(PAGE, block="differences", values={}, errors={}, **_page(report_id))


def _page(report_id: UUID) -> dict[str, Any]:
    chosen = {name: request.args.get(name, "") for name in ("q", "kind", "show")}
    head = report_board.one(report_id)
    waiting = head.status == "open" and chosen["show"] != "all"
    page = report_board.lines(
        report_id, kind=chosen["kind"], waiting=waiting, q=chosen["q"], cursor=request.args.get("cursor")
    )
    return {"head": head, "page": page, "chosen": chosen, "waiting": waiting, "in_words": in_words}


@bp.post("/<uuid:report_id>/acceptance")
@requires(StockPermission.ADJUST)
def accept(report_id: UUID) -> Response:
    """Take the place's word on the chosen lines, or on all."""
    inventory.require_report(report_id)
    with form_page(PAGE, lambda: _page(report_id)):
        form = LinesForm.parse(request.form)
        changed, refused = report_stock.accept(
            report_id, None if form.all else form.ids, reason=form.reason or _("3PL report")
        )
    toast(_("Levels that changed: %(n)s", n=changed))
    if refused:
        toast(refused[0].error.message, "refused")
    return go(url_for(".show", report_id=report_id))


@bp.post("/<uuid:report_id>/dismissal")
@requires(StockPermission.ADJUST)
def dismiss(report_id: UUID) -> Response:
    """Leave the books as they are."""
    inventory.require_report(report_id)
    with form_page(PAGE, lambda: _page(report_id)):
        form = LinesForm.parse(request.form)
        count = inventory.dismiss_report_lines(report_id, None if form.all else form.ids)
    toast(_("Left as they are: %(n)s", n=count))
    return go(url_for(".show", report_id=report_id))
