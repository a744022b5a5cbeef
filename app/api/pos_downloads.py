"""Downloads at the till: where a buyer finds what was bought, to print."""

from typing import Annotated
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api import pos_device
from app.api.schemas import Params, Reply, problems, reply
from app.flows import downloads_at_till
from app.outbound.notifications import links
from app.web.nouns import APIBlueprint
from app.web.permissions import device_only

bp = APIBlueprint(
    "api_pos_downloads",
    __name__,
    url_prefix="/api/v1/pos",
    abp_tags=[Tag(name="Tills")],
    abp_security=[{"key": []}],
)


class SoldDownloadsPath(Params):
    operation_id: UUID


class SoldDownloadsReply(Reply):
    """Whoever has the address sees the order: it is for its buyer."""

    address: Annotated[
        str | None, Field(description="of the order's page; null: nothing to download was sold")
    ]


@bp.get(
    "/sales/<uuid:operation_id>/downloads", responses={200: SoldDownloadsReply, **problems(401, 403, 404)}
)
@device_only
def read_sold_downloads(path: SoldDownloadsPath) -> Response:
    """Where the buyer of a sale of this till finds its files and licence keys."""
    token = downloads_at_till.order_token(pos_device.here(), path.operation_id)
    return reply({"address": links.order(token) if token else None})
