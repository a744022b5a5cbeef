"""An order for whoever holds its link: confirmation, how it stands, its invoice."""

from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, make_response, request

from app.core import files
from app.core.db import unit_of_work
from app.domains.orders import downloads
from app.outbound.documents import service as documents
from app.queries import shop_orders
from app.web.htmx import render
from app.web.permissions import public
from app.web.phased import phased
from storefront.orders import missing

bp = Blueprint("shop_orders", __name__)
missing.attach(bp)


@bp.get("/orders/<token>")
@public
def show(token: str) -> Response:
    """The order's page; asked by htmx, how it stands now."""
    story = shop_orders.by_link(token)
    page = render(
        "shop/order.html", block="order", story=story, token=token, thanks=bool(request.args.get("placed"))
    )
    return private(make_response(page))


@bp.get("/orders/<token>/invoice")
@public
@phased
def invoice(token: str) -> Response:
    """The invoice, made when first asked for."""
    with unit_of_work():
        order_id = shop_orders.by_link(token).letter.order.id
    return invoice_answer(documents.invoice_file(order_id))


@bp.get("/downloads/<uuid:download_id>/<signed>")
@public
@phased
def download(download_id: UUID, signed: str) -> Response:
    """A bought file, for whoever was given its address; each fetch counts."""
    with unit_of_work():
        key, name = downloads.fetch(download_id, signed)
    response = make_response(files.get(key))
    response.mimetype = "application/octet-stream"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return private(response)


def invoice_answer(file: documents.File) -> Response:
    """A document as a download."""
    data, kind, name = file
    response = make_response(data)
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    if kind == documents.HTML:
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
        )
    return private(response)


def private(response: Response) -> Response:
    """Whoever holds the address may read it, so neither caches nor other sites learn of it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
