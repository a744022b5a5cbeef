"""What a shopper reads where nothing is: the shop around it, a search, departments and what is new."""

import logging

from flask import g, render_template, request

from app.core.db import unit_of_work
from app.core.errors import AppError
from app.core.tenancy import bound_tenant
from app.queries import product_list
from app.queries.product_list import Wish
from storefront.browse import listing
from storefront.frame import context

NOT_THE_SHOP = (
    "/admin",
    "/api/",
    "/oauth/",
    "/files/",
    "/static/",
    "/pos",
    "/console",
    "/healthz",
    "/readyz",
)
WORDS = 60
log = logging.getLogger(__name__)


def page(error: AppError) -> str | None:
    """The page for what is not there, or gone for good; None where this is no page of a shop."""
    tenant = bound_tenant()
    if tenant is None or tenant.status != "active" or error.status not in (404, 410):
        return None
    if request.path.startswith(NOT_THE_SHOP):
        return None
    try:
        with unit_of_work():
            g.pop("shop", None)  # its facts were read in the unit that failed
            return render_template("shop/lost.html", **context(), **_facts(error))
    except Exception:
        log.exception("the page of what is not there cannot be made")
        return None


def _facts(error: AppError) -> dict[str, object]:
    newest = product_list.products(Wish(sort="newest", limit=4)).items
    return {"message": error.message, "cards": listing.cards(newest), "sought": _sought()}


def _sought() -> str:
    """Words of the address that somebody may have meant."""
    last = request.path.rstrip("/").rpartition("/")[2]
    return last.replace("-", " ").replace("_", " ")[:WORDS].strip()
