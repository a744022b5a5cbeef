"""The media library: files listed, uploaded, described and shown by products."""

from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import FileStorage, Tag
from pydantic import Field, StringConstraints

from app.api import product_shape
from app.api.product_shape import ProductReply
from app.api.schemas import Body, Cursor, Loose, Params, Reply, problems, reply
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.core.tenancy import current_tenant
from app.domains.catalog import library
from app.domains.channels import service as channels
from app.domains.channels.types import Languages
from app.flows import edit_product, keep_media
from app.queries import media_library, product_page
from app.queries.media_library import LibraryFile
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint("api_media", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Media")])
KEYED: list[dict[str, list[str]]] = [{"key": []}, {"oauth": []}]
Kind = Literal["image", "video", "document", "model"]
Alt = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]


class MediaReply(Reply):
    """A file of the library. `url` is null until a picture is `ready`; `used_by` counts products."""

    id: str
    kind: Kind
    name: str
    status: Literal["waiting", "ready", "failed"]
    url: str | None
    srcset: Annotated[dict[str, str], Field(description="of a picture: by format, avif, webp and jpg")]
    link: str | None
    mime: str
    size: Annotated[int, Field(description="bytes")]
    width: int | None
    height: int | None
    alts: Annotated[dict[str, str], Field(description="what it shows, by language")]
    failure: str | None
    used_by: int


class MediaShelf(Reply):
    items: list[MediaReply]
    next: str | None
    total: Annotated[int, Field(description="files in the library, whatever the filters")]


class MediaQuery(Params):
    q: Annotated[Loose, Field(description="in the file's name or alt text")] = ""
    kind: Kind | None = None
    show: Annotated[
        Literal["unused", "alt", "waiting", "failed"] | None,
        Field(description="alt: pictures without alt text in one of the shop's languages"),
    ] = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class MediaPath(Params):
    asset_id: UUID


class MediaForm(Params):
    file: Annotated[
        FileStorage,
        Field(description="JPEG, PNG, WebP, GIF, AVIF up to 20 MB; MP4, WebM, PDF, GLB, USDZ up to 30 MB"),
    ]


class LinkBody(Body):
    link: Annotated[str, StringConstraints(max_length=500), Field(description="on YouTube or Vimeo")]
    name: Loose = ""


class MediaPatch(Body):
    name: Loose | None = None
    alts: Annotated[dict[Language, Alt], Field(max_length=50, description="empty takes one away")] = {}


class ProductPathOfMedia(Params):
    product_id: UUID


class AttachBody(Body):
    media_id: UUID
    alt: Alt = ""
    variant_ids: Annotated[list[UUID], Field(max_length=200, description="variants it stands for")] = []


def _shape(found: LibraryFile) -> dict[str, Any]:
    return {
        "id": str(found.id), "kind": found.kind, "name": found.name, "status": found.status,
        "url": found.url(1280, "jpg"), "srcset": found.srcsets(), "link": found.link, "mime": found.mime,
        "size": found.size, "width": found.width, "height": found.height, "alts": dict(found.alts),
        "failure": found.failure, "used_by": found.uses,
    }  # fmt: skip


def _one(asset_id: UUID) -> dict[str, Any]:
    return _shape(media_library.file(asset_id))


@bp.get("/media", responses={200: MediaShelf, **problems(400, 401, 403)}, security=KEYED)
@requires(Scope.CATALOG_READ)
def list_media(query: MediaQuery) -> Response:
    """Files of the library, newest first."""
    languages = (current_tenant().locale, *channels.setting(Languages).offered)
    found = media_library.library(
        languages, q=query.q, kind=query.kind or "", show=query.show or "", cursor=query.cursor, limit=query.limit
    )  # fmt: skip
    items = [_shape(each) for each in found.page.items]
    return reply({"items": items, "next": found.page.next, "total": found.counts["everything"]})


@bp.get("/media/<uuid:asset_id>", responses={200: MediaReply, **problems(400, 401, 403, 404)}, security=KEYED)
@requires(Scope.CATALOG_READ)
def read_media(path: MediaPath) -> Response:
    """One file; asked again, a picture's `status` says when it is ready."""
    return reply(_one(path.asset_id))


@bp.post(
    "/media",
    responses={200: MediaReply, 201: MediaReply, **problems(400, 401, 403, 409, 413)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def upload_media(form: MediaForm) -> Response:
    """Upload a file, told by its content. 200 when the library has the same one already."""
    row, known = keep_media.upload(form.file.read(), name=form.file.filename or "")
    return reply(_one(row.id), 200 if known else 201)


@bp.post("/media/links", responses={201: MediaReply, **problems(400, 401, 403, 409)}, security=KEYED)
@requires(Scope.CATALOG_WRITE)
def add_media_link(body: LinkBody) -> Response:
    """Add a film on YouTube or Vimeo by its address."""
    return reply(_one(library.take_link(body.link, name=body.name).id), 201)


@bp.patch(
    "/media/<uuid:asset_id>", responses={200: MediaReply, **problems(400, 401, 403, 404)}, security=KEYED
)
@requires(Scope.CATALOG_WRITE)
def describe_media(path: MediaPath, body: MediaPatch) -> Response:
    """Rename a file, or say what it shows in some languages; the others stay."""
    keep_media.describe(path.asset_id, body.alts, name=body.name)
    return reply(_one(path.asset_id))


@bp.delete(
    "/media/<uuid:asset_id>", responses={204: None, **problems(400, 401, 403, 404, 409)}, security=KEYED
)
@requires(Scope.CATALOG_WRITE)
def delete_media(path: MediaPath) -> Response:
    """Forget a file. Refused with 409 while a product shows it."""
    library.delete(path.asset_id)
    return Response(status=204)


@bp.post(
    "/products/<uuid:product_id>/media",
    responses={201: ProductReply, **problems(400, 401, 403, 404, 409)},
    security=KEYED,
)
@requires(Scope.CATALOG_WRITE)
def attach_media(path: ProductPathOfMedia, body: AttachBody) -> Response:
    """Show a file of the library behind a product's others."""
    shown = keep_media.attach(path.product_id, body.media_id, alt=body.alt)
    if body.variant_ids:
        edit_product.picture_for_variants(path.product_id, shown.id, body.variant_ids)
    return reply(product_shape.product(product_page.product(str(path.product_id), drafts=True)), 201)
