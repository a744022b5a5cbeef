"""Where a 3PL's file is fetched from, how often, and what differs too little to ask a person."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.db import unit_of_work
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.inventory import locations
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import LocationPermission
from app.domains.inventory.service import Feed
from app.flows import report_stock
from app.web.amounts import read_amount
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go
from app.web.permissions import requires
from app.web.phased import phased
from app.web.toasts import toast

PAGE = "admin/stock_reports/feed.html"


class FeedForm(Form):
    url: OptionalText = Field(default="", max_length=2000)
    every_minutes: int = Field(default=60, ge=1, le=100_000)
    units: OptionalText = Field(default="0", max_length=20)
    percent: OptionalText = Field(default="0", max_length=20)

    def feed(self) -> Feed:
        """Raises Invalid at the amounts."""
        units, percent = read_amount(self.units or "0", "units"), read_amount(self.percent or "0", "percent")
        return Feed(self.url, self.every_minutes, units, percent)


def attach(bp: Blueprint) -> None:
    """Put these screens under the reports."""
    bp.get("/feeds/<uuid:location_id>", endpoint="feed")(show)
    bp.post("/feeds/<uuid:location_id>", endpoint="keep_feed")(keep)
    bp.post("/feeds/<uuid:location_id>/fetch", endpoint="fetch")(fetch)


def _page(location_id: UUID) -> dict[str, Any]:
    return {"feed": inventory.feed_of(location_id), "place": locations.location(location_id)}


@requires(LocationPermission.EDIT)
def show(location_id: UUID) -> str:
    """The settings."""
    return render_template(PAGE, values={}, errors={}, **_page(location_id))


@requires(LocationPermission.EDIT)
def keep(location_id: UUID) -> Response:
    """Keep the settings."""
    inventory.feed_of(location_id)
    with form_page(PAGE, lambda: _page(location_id)):
        inventory.keep_feed(location_id, FeedForm.parse(request.form).feed())
    toast(_("Saved"))
    return go(url_for(".feed", location_id=location_id))


@requires(LocationPermission.EDIT)
@phased
def fetch(location_id: UUID) -> Response:
    """Fetch it now."""
    with unit_of_work():
        url = inventory.feed_of(location_id).url
    if not url:
        raise Invalid(_("Say first where it is fetched from"))
    if report_stock.fetch(location_id, url):
        toast(_("Fetched"))
    else:
        toast(_("It could not be fetched"), "refused")
    return go(url_for(".feed", location_id=location_id))
