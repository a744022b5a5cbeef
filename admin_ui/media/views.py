"""The media library: upload, find, describe, replace and delete files, and see where each is shown."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from admin_ui.media import match
from app.core import files
from app.core.errors import Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.ids import parse_id
from app.core.tenancy import current_tenant
from app.domains.catalog import file_kinds, library
from app.domains.catalog.errors import BadFile
from app.domains.catalog.permissions import ProductPermission
from app.domains.channels import service as channels
from app.domains.channels.types import Languages
from app.flows import keep_media
from app.queries import media_library
from app.web.form_page import form_page
from app.web.htmx import go, is_htmx, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/media/list.html", "admin/media/show.html"
FILTERS = ("q", "kind", "show")
MOST_AT_ONCE = 50
MOST_MB = file_kinds.MOST_BYTES // file_kinds.MB
bp = Blueprint("admin_media", __name__, url_prefix="/admin/media")
match.attach(bp)


def languages() -> list[str]:
    """Languages that every picture needs words in: the shop's own first."""
    own = current_tenant().locale
    return list(dict.fromkeys((own, *channels.setting(Languages).offered)))


def _board() -> dict[str, Any]:
    chosen = {name: request.args.get(name, "") for name in FILTERS}
    found = media_library.library(
        languages(),
        q=chosen["q"],
        kind=chosen["kind"],
        show=chosen["show"],
        cursor=request.args.get("cursor"),
    )
    chosen["product"] = str(parse_id(request.args.get("product", "")) or "")
    return {"library": found, "chosen": chosen, "languages": languages(), "most_mb": MOST_MB}


@bp.get("/")
@requires(ProductPermission.VIEW)
def index() -> str:
    """All files, newest first."""
    return render(LIST_PAGE, block="library", **_board())


@bp.get("/<uuid:asset_id>/card")
@requires(ProductPermission.VIEW)
def card(asset_id: UUID) -> str:
    """One file of the grid; asked again while it is being prepared."""
    return render(LIST_PAGE, block="one", each=media_library.file(asset_id), **_board())


@bp.post("/")
@requires(ProductPermission.EDIT)
def upload() -> AnyResponse:
    """Take one file (the page's script sends each alone, with its progress) or several."""
    sent = [each for each in request.files.getlist("file") if each.filename][:MOST_AT_ONCE]
    if is_htmx() and len(sent) == 1:
        return _take_one(sent[0])
    with form_page(LIST_PAGE, _board):
        if not sent:
            raise Invalid(_("Choose a file first"), fields={"file": _("Choose a file first")})
        return _take_all(sent)


def _take_one(sent: Any) -> Response:
    """Answer in the words of the uploader: was it taken, or was it here already?"""
    row, known = keep_media.upload(sent.read(), name=sent.filename or "")
    return Response(
        _("In the library already") if known else "", 200 if known else 201, {"X-Asset": str(row.id)}
    )


def _take_all(sent: list[Any]) -> AnyResponse:
    refused = []
    for each in sent:
        try:
            keep_media.upload(each.read(), name=each.filename or "")
        except BadFile as error:
            refused.append(f"{each.filename}: {error.message}")
    if len(refused) == len(sent):
        raise Invalid(" ".join(refused), fields={"file": " ".join(refused)})
    for words in refused:
        toast(words, "refused")
    taken = len(sent) - len(refused)
    toast(ngettext("%(num)d file added", "%(num)d files added", taken))
    return go(url_for(".index"))


@bp.post("/link")
@requires(ProductPermission.EDIT)
def add_link() -> AnyResponse:
    """Take a film on YouTube or Vimeo."""
    with form_page(LIST_PAGE, _board):
        row = library.take_link(request.form.get("link", ""), name=request.form.get("name", ""))
    return go(url_for(".show", asset_id=row.id))


def _detail(asset_id: UUID) -> dict[str, Any]:
    return {
        "file": media_library.file(asset_id),
        "uses": media_library.uses(asset_id),
        "languages": languages(),
    }


@bp.get("/<uuid:asset_id>")
@requires(ProductPermission.VIEW)
def show(asset_id: UUID) -> str:
    """One file: what it shows, in which words, and where."""
    return render(PAGE, block="file", **_detail(asset_id))


@bp.post("/<uuid:asset_id>")
@requires(ProductPermission.EDIT)
def describe(asset_id: UUID) -> AnyResponse:
    """Its name, and what it shows in each language."""
    alts = {each: request.form.get(f"alt.{each}", "") for each in languages()}
    keep_media.describe(asset_id, alts, name=request.form.get("name"))
    toast(_("Saved"))
    return go(url_for(".show", asset_id=asset_id))


@bp.post("/<uuid:asset_id>/replace")
@requires(ProductPermission.EDIT)
def replace(asset_id: UUID) -> AnyResponse:
    """Another file in its place."""
    with form_page(PAGE, lambda: _detail(asset_id)):
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise Invalid(_("Choose a file first"), fields={"file": _("Choose a file first")})
        keep_media.replace(asset_id, sent.read(), name=sent.filename)
    toast(_("Replaced. Everything that shows it shows the new file."))
    return go(url_for(".show", asset_id=asset_id))


@bp.post("/<uuid:asset_id>/delete")
@requires(ProductPermission.DELETE)
def delete(asset_id: UUID) -> AnyResponse:
    """Forget it, unless something shows it."""
    with form_page(PAGE, lambda: _detail(asset_id)):
        library.delete(asset_id)
    toast(_("Deleted"))
    return go(url_for(".index"))


@bp.get("/<uuid:asset_id>/original")
@requires(ProductPermission.VIEW)
def original(asset_id: UUID) -> Response:
    """The picture as it came."""
    row = library.asset(asset_id)
    if (key := row.original_key or row.file_key) is None or row.link:
        raise NotFound(_("This file is gone"), code="files.gone")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name, safe='')}",
        "Cache-Control": "no-store",
    }
    return Response(files.get(key), mimetype=row.mime or "application/octet-stream", headers=headers)
