"""Redirects, for programs: where old addresses of the shop lead now."""

from typing import Annotated
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.schemas import Body, Cursor, Loose, Params, Reply, problems, reply
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.content import service as content
from app.flows import move_pages
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_redirects", __name__, url_prefix="/api/v1/redirects", abp_tags=[Tag(name="Content")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
MOST_AT_ONCE = 1000
Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")]


class RedirectsQuery(Params):
    q: Annotated[Loose, Field(description="in the old address or the new one")] = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class RedirectPath(Params):
    redirect_id: UUID


class RedirectBody(Body):
    path: Annotated[Address, Field(min_length=1, description="the old address, from its first slash on")]
    target: Annotated[
        Address, Field(description="the new one, or an https address; empty: gone for good")
    ] = ""


class RedirectsBody(Body):
    items: list[RedirectBody] = Field(min_length=1, max_length=MOST_AT_ONCE)


class RedirectReply(Reply):
    id: UUID
    path: str
    target: str


class RedirectPage(Reply):
    items: list[RedirectReply]
    next: str | None
    total: int | None


class RefusedReply(Reply):
    path: str
    message: str


class KeptReply(Reply):
    kept: int
    errors: Annotated[list[RefusedReply], Field(description="those that were not kept; the others are")]


@bp.get("", responses={200: RedirectPage, **problems(400, 401, 403)})
@requires(Scope.CATALOG_READ)
def list_redirects(query: RedirectsQuery) -> Response:
    """Redirects by their old address."""
    page = content.redirects(q=query.q, cursor=query.cursor, limit=query.limit)
    rows = [{"id": row.id, "path": row.path, "target": row.target} for row in page.items]
    return reply({"items": rows, "next": page.next, "total": page.total})


@bp.post("", responses={200: KeptReply, **problems(400, 401, 403)})
@requires(Scope.CATALOG_WRITE)
def save_redirects(body: RedirectsBody) -> Response:
    """Keep redirects, in place of what their old addresses led to. They hold only where no page answers."""
    refused = move_pages.keep({each.path: each.target for each in body.items})
    errors = [{"path": path, "message": words} for path, words in refused.items()]
    return reply({"kept": len({each.path for each in body.items}) - len(refused), "errors": errors})


@bp.delete("/<uuid:redirect_id>", responses={204: None, **problems(401, 403, 404)})
@requires(Scope.CATALOG_WRITE)
def remove_redirect(path: RedirectPath) -> Response:
    """Forget one."""
    if not move_pages.forget_moved([path.redirect_id]):
        raise NotFound(_("There is no such redirect"), code="content.unknown_redirect")
    return Response(status=204)
