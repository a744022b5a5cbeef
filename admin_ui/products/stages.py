"""A product's way to the shop: submit, approve, send back, plan, publish, share, and its history."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.products import shown
from app.config import settings
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.flows import product_history, publish_product, say_pictures
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/products/edit.html"
HISTORY = "admin/products/history.html"


def attach(bp: Blueprint) -> None:
    """Add the routes."""
    for name, view in (
        ("submit", submit), ("approve", approve), ("send-back", send_back), ("publish", publish),
        ("plan", plan), ("discard", discard), ("archive", archive), ("share", share), ("unshare", unshare),
    ):  # fmt: skip
        bp.add_url_rule(f"/<uuid:product_id>/{name}", view_func=view, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>/history", view_func=history)
    bp.add_url_rule("/<uuid:product_id>/history/<int:number>/restore", view_func=restore, methods=["POST"])


@requires(ProductPermission.EDIT)
def submit(product_id: UUID) -> Response:
    """Ask for approval."""
    catalog.submit(catalog.product(product_id))
    return _back(product_id, _("Submitted for review"))


@requires(ProductPermission.APPROVE)
def approve(product_id: UUID) -> Response:
    """Say that it may be published."""
    catalog.approve(catalog.product(product_id))
    return _back(product_id, _("Approved"))


@requires(ProductPermission.APPROVE)
def send_back(product_id: UUID) -> Response:
    """Give it back to its editor."""
    with form_page(PAGE, lambda: shown.page(product_id)):
        catalog.send_back(catalog.product(product_id), request.form.get("reason", ""))
    return _back(product_id, _("Sent back"))


@requires(ProductPermission.PUBLISH)
def publish(product_id: UUID) -> Response:
    """Put it, or its pending changes, before shoppers."""
    with form_page(PAGE, lambda: shown.page(product_id)):
        publish_product.publish(product_id)
    if words := say_pictures.warning(product_id):
        toast(words, "waiting")
    return _back(product_id, _("On sale now"))


@requires(ProductPermission.PUBLISH)
def plan(product_id: UUID) -> Response:
    """Set when it comes and when it goes."""
    with form_page(PAGE, lambda: shown.page(product_id)):
        catalog.plan(catalog.product(product_id), _moment("publish_at"), _moment("retire_at"))
    return _back(product_id, _("Planned"))


def _moment(field: str) -> datetime | None:
    """A date and time as typed, in the shop's time zone. Raises Invalid."""
    typed = request.form.get(field, "").strip()
    if not typed:
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(current_tenant().timezone))
    except ValueError:
        words = _("Write a date and a time")
        raise Invalid(words, fields={field: words}) from None


@requires(ProductPermission.EDIT)
def discard(product_id: UUID) -> Response:
    """Forget the pending changes."""
    publish_product.discard_pending(product_id)
    return _back(product_id, _("The changes are gone; the shop's version stands"))


@requires(ProductPermission.EDIT)
def archive(product_id: UUID) -> Response:
    """Take it out of the shop, keep its history."""
    publish_product.retire(product_id)
    return _back(product_id, _("Archived"))


@requires(ProductPermission.EDIT)
def share(product_id: UUID) -> str:
    """Make a link that shows the draft to whoever has it; it is shown once."""
    token = catalog.share(catalog.product(product_id))
    link = f"{settings().origin(current_tenant().host)}/draft/{token}"
    return render_template(PAGE, errors={}, **shown.page(product_id), link=link)


@requires(ProductPermission.EDIT)
def unshare(product_id: UUID) -> Response:
    """End the link."""
    catalog.unshare(catalog.product(product_id))
    return _back(product_id, _("The link has ended"))


@requires(ProductPermission.VIEW)
def history(product_id: UUID) -> str:
    """Who changed what, and the way back."""
    return render_template(HISTORY, **_history(product_id))


def _history(product_id: UUID) -> dict[str, Any]:
    product = catalog.product(product_id)
    entries, older = product_history.entries(product_id, request.args.get("before", type=int))
    return {"product": product, "entries": entries, "older": older, "acts": shown.acts()}


@requires(ProductPermission.EDIT)
def restore(product_id: UUID, number: int) -> Response:
    """Take it back to an earlier version."""
    with form_page(HISTORY, lambda: _history(product_id)):
        publish_product.restore(product_id, number)
    return _back(product_id, _("Version %(number)s is back", number=number))


def _back(product_id: UUID, words: str) -> Response:
    toast(words)
    return go(url_for("admin_products.show", product_id=product_id))
