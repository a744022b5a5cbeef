"""Bins of a location: listed in the order of walking, added one by one or as a pasted list."""

from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.principal import current_principal
from app.domains.inventory import locations
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import LocationPermission
from app.domains.inventory.service import BinFacts
from app.queries import bin_board
from app.web.form_page import form_page
from app.web.forms import Blank, Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/settings/bins.html"


class BinForm(Form):
    code: Text = Field(max_length=40)
    zone: OptionalText = Field(default="", max_length=40)
    pick_order: Annotated[int | None, Blank, Field(ge=0, le=10**6)] = None


class PasteForm(Form):
    rows: OptionalText = Field(default="", max_length=200_000)


def attach(bp: Blueprint) -> None:
    """Put these screens under the settings."""
    bp.add_url_rule("/locations/<uuid:location_id>/bins/", view_func=list_bins)
    bp.add_url_rule("/locations/<uuid:location_id>/bins/", view_func=add_bin, methods=["POST"])
    bp.add_url_rule("/locations/<uuid:location_id>/bins/list", view_func=paste_bins, methods=["POST"])
    bp.add_url_rule(
        "/locations/<uuid:location_id>/bins/<uuid:bin_id>/removal", view_func=drop_bin, methods=["POST"]
    )


@requires(LocationPermission.VIEW)
def list_bins(location_id: UUID) -> str:
    """Where goods lie there."""
    return render(PAGE, block="bins", values={}, errors={}, **_page(location_id))


def _page(location_id: UUID) -> dict[str, Any]:
    if not current_principal().may_at(location_id):
        raise NotFound(_("There is no such location"))
    q = request.args.get("q", "")
    page = bin_board.bins(location_id, q=q, cursor=request.args.get("cursor"))
    return {"location": locations.location(location_id), "page": page, "q": q}


@requires(LocationPermission.EDIT)
def add_bin(location_id: UUID) -> Response:
    """One more, or a known one changed."""
    _page(location_id)
    with form_page(PAGE, lambda: _page(location_id)):
        form = BinForm.parse(request.form)
        inventory.save_bins(location_id, [BinFacts(form.code, form.zone, form.pick_order or 0)])
    toast(_("The bin is saved"))
    return go(url_for(".list_bins", location_id=location_id))


@requires(LocationPermission.EDIT)
def paste_bins(location_id: UUID) -> Response:
    """Many at once, from a spreadsheet."""
    _page(location_id)
    with form_page(PAGE, lambda: _page(location_id)):
        saved = inventory.save_bins(location_id, inventory.read_bins(PasteForm.parse(request.form).rows))
    toast(ngettext("%(num)s bin is saved", "%(num)s bins are saved", saved))
    return go(url_for(".list_bins", location_id=location_id))


@requires(LocationPermission.EDIT)
def drop_bin(location_id: UUID, bin_id: UUID) -> Response:
    """It is not there any more."""
    _page(location_id)
    with form_page(PAGE, lambda: _page(location_id)):
        code = inventory.drop_bin(location_id, bin_id)
    toast(_("Bin %(code)s is removed", code=code))
    return go(url_for(".list_bins", location_id=location_id))
