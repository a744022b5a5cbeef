"""A product's way to the shop for programs: where it stands, the acts that move it, and its versions."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.product_bodies import ProductIdPath
from app.api.products import KEYED
from app.api.schemas import Body, Params, Reply, problems, reply
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.permissions import Scope
from app.domains.catalog import service as catalog
from app.flows import product_history, publish_product
from app.queries import product_stage
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint("api_product_stages", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Products")])
Act = Literal["submit", "approve", "send_back", "publish", "plan", "discard", "retire"]


class StageBody(Body):
    act: Act
    reason: str = Field(default="", max_length=500, description="why it is sent back")
    publish_at: datetime | None = None
    retire_at: datetime | None = None


class StageReply(Reply):
    """`stage` is what shoppers see; `changes` the stage of changes they do not see yet, null when there are none."""

    stage: Literal["draft", "in_review", "approved", "scheduled", "published", "retired"]
    changes: Literal["draft", "in_review", "approved", "scheduled"] | None
    publish_at: str | None
    retire_at: str | None
    version: int


class VersionPath(ProductIdPath):
    number: int = Field(ge=1, le=2_000_000_000)


class VersionsQuery(Params):
    before: int | None = Field(default=None, ge=1, le=2_000_000_000, description="`next` of the page before")


class ChangeReply(Reply):
    field: str
    before: str
    after: str


class VersionReply(Reply):
    """`changes` null: nothing older is known to compare with."""

    number: int
    act: str
    author: str
    at: str
    changes: list[ChangeReply] | None


class VersionsReply(Reply):
    items: list[VersionReply]
    next: int | None


@bp.get(
    "/products/<uuid:product_id>/stage",
    responses={200: StageReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_READ)
def read_stage(path: ProductIdPath) -> Response:
    """Where a product stands."""
    return reply(_stage(path.product_id))


@bp.post(
    "/products/<uuid:product_id>/stage",
    responses={200: StageReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def move(path: ProductIdPath, body: StageBody) -> Response:
    """Move it on: submit, approve, send_back, publish, plan (by date), discard (pending changes), retire."""
    _move(path.product_id, body)
    return reply(_stage(path.product_id))


def _move(product_id: UUID, body: StageBody) -> None:
    product = catalog.product(product_id)
    if body.act == "submit":
        catalog.submit(product)
    elif body.act == "approve":
        catalog.approve(product)
    elif body.act == "send_back":
        catalog.send_back(product, body.reason)
    elif body.act == "plan":
        catalog.plan(product, _aware(body.publish_at, "publish_at"), _aware(body.retire_at, "retire_at"))
    elif body.act == "publish":
        publish_product.publish(product_id)
    elif body.act == "discard":
        publish_product.discard_pending(product_id)
    else:
        publish_product.retire(product_id)


def _aware(moment: datetime | None, field: str) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        words = _("Say the time zone, as in 2030-01-31T09:00:00+01:00")
        raise Invalid(words, fields={field: words})
    return moment


def _stage(product_id: UUID) -> dict[str, Any]:
    found = product_stage.stage(product_id)
    return {
        "stage": found.word,
        "changes": found.of_changes,
        "publish_at": found.publish_at and found.publish_at.isoformat(),
        "retire_at": found.retire_at and found.retire_at.isoformat(),
        "version": found.version,
    }


@bp.get(
    "/products/<uuid:product_id>/versions",
    responses={200: VersionsReply, **problems(400, 401, 403, 404)},
    security=KEYED,
)
@requires(Scope.CATALOG_READ)
def list_versions(path: ProductIdPath, query: VersionsQuery) -> Response:
    """Versions, newest first, each with what was different from the one before."""
    catalog.product(path.product_id)
    entries, older = product_history.entries(path.product_id, query.before)
    return reply({"items": [_version(entry) for entry in entries], "next": older})


def _version(entry: product_history.Entry) -> dict[str, Any]:
    row, changes = entry.version, entry.changes
    return {
        "number": row.number,
        "act": row.act,
        "author": row.actor_name,
        "at": row.created_at.isoformat(),
        "changes": None
        if changes is None
        else [{"field": each.label, "before": each.before, "after": each.after} for each in changes],
    }


@bp.post(
    "/products/<uuid:product_id>/versions/<int:number>/restore",
    responses={200: StageReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def restore(path: VersionPath) -> Response:
    """Take a product back to a version; a published one gets pending changes."""
    publish_product.restore(path.product_id, path.number)
    return reply(_stage(path.product_id))
