"""Sales channels, and the time zone in which each reads the weekdays and hours of promotions."""

from dataclasses import replace
from typing import Annotated, Any

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.schemas import Body, Params, Reply, Word, problems, reply
from app.core.permissions import Scope
from app.domains.channels import sites
from app.domains.channels.types import Site
from app.flows import run_sites
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_channels", __name__, url_prefix="/api/v1/channels", abp_tags=[Tag(name="Channels")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Zone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[^\x00]*$")]


class SalesChannelPath(Params):
    channel: Word


class TimezoneBody(Body):
    timezone: Annotated[Zone | None, Field(description="such as America/Denver; null: the shop's")]


class ChannelReply(Reply):
    """`timezone` null: the shop's."""

    code: str
    name: str
    kind: str
    currency: str
    active: bool
    timezone: str | None


@bp.get("/<channel>", responses={200: ChannelReply, **problems(401, 403, 404)})
@requires(Scope.PROMOTIONS_READ)
def get_channel(path: SalesChannelPath) -> Response:
    """A sales channel by its code."""
    return reply(_shape(sites.site(path.channel)))


@bp.put("/<channel>/timezone", responses={200: ChannelReply, **problems(401, 403, 404, 409, 422)})
@requires(Scope.PROMOTIONS_WRITE)
def set_timezone(path: SalesChannelPath, body: TimezoneBody) -> Response:
    """Say in which zone a channel reads weekdays and hours. What is shown is planned anew right after."""
    found = replace(sites.site(path.channel), timezone=body.timezone or None)
    run_sites.change_site(found)
    return reply(_shape(found))


def _shape(site: Site) -> dict[str, Any]:
    names = ("code", "name", "kind", "currency", "active", "timezone")
    return {name: getattr(site, name) for name in names}
