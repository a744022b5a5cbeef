"""Orders, to read."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urljoin

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api import order_shape
from app.api.order_shape import OrderPage, OrderReply
from app.api.schemas import Cursor, Params, Reply, problems, reply
from app.config import settings
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.core.tenancy import current_tenant
from app.domains.orders import downloads
from app.domains.orders.downloads import Download
from app.queries import order_facts
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_orders",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="Orders")],
    abp_security=[{"key": []}, {"oauth": []}],
)


class OrdersQuery(Params):
    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50


class OrderPath(Params):
    reference: Annotated[str, Field(description="id or number", max_length=60)]


@bp.get("/orders", responses={200: OrderPage, **problems(400, 401, 403)})
@requires(Scope.ORDERS_READ)
def list_orders(query: OrdersQuery) -> Response:
    """Orders of every channel, newest first."""
    page = order_facts.newest(query.cursor, query.limit)
    return reply({"items": [order_shape.order(found) for found in page.items], "next": page.next})


@bp.get("/orders/<string:reference>", responses={200: OrderReply, **problems(401, 403, 404)})
@requires(Scope.ORDERS_READ)
def read_order(path: OrderPath) -> Response:
    """An order by id or number."""
    return reply(order_shape.order(order_facts.find(path.reference)))


class DownloadReply(Reply):
    """A bought file; `left` 0: it cannot be fetched any more. Each fetch of `url` counts."""

    name: str
    size: int
    left: int
    until: datetime
    url: str


class DownloadsReply(Reply):
    items: list[DownloadReply]


@bp.get("/orders/<string:reference>/downloads", responses={200: DownloadsReply, **problems(401, 403, 404)})
@requires(Scope.ORDERS_READ)
def read_downloads(path: OrderPath) -> Response:
    """The files that an order's buyer may fetch: none before it is paid."""
    found = downloads.of_order(order_facts.find(path.reference).id)
    return reply({"items": [_download(each) for each in found]})


def _download(found: Download) -> dict[str, Any]:
    address = f"/downloads/{found.id}/{found.signature}"
    return {
        "name": found.name, "size": found.size, "left": found.left, "until": found.until.isoformat(),
        "url": urljoin(settings().origin(current_tenant().host), address),
    }  # fmt: skip
