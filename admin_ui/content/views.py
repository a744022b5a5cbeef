"""Blocks of the home page, of pages and menus: add, fill in, move, publish now or later, go back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.content import places
from admin_ui.timing import start_of
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.content import drafts
from app.domains.content.blocks import KINDS
from app.domains.content.drafts import Place
from app.domains.content.errors import UnknownBlock
from app.domains.content.permissions import PagePermission
from app.domains.experiments import service as experiments
from app.flows import arrange_blocks
from app.queries import category_tree, collections
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.shop_preview import new_token
from app.web.toasts import toast

PAGE = "admin/content/edit.html"
STEPS = {"up": -1, "down": 1}
bp = Blueprint("admin_content", __name__, url_prefix="/admin/content")


def _context(place: Place, **more: Any) -> dict[str, Any]:
    return {
        "place": place,
        "title": places.title_of(place),
        "blocks": places.as_typed(arrange_blocks.working(place)),
        "kinds": places.kinds_for(place),
        "all_kinds": KINDS,
        "languages": places.languages(),
        "categories": [(node.row.slug, "· " * node.depth + node.row.name) for node in category_tree.nodes()],
        "collections": [(each.slug, each.title) for each in collections.collections(shown=True)],
        "tests": [
            (f"{test.code}={variant}", f"{test.name}: {variant.upper()}")
            for test in experiments.experiments(limit=100).items
            if test.status != "stopped"
            for variant in "ab"
        ],
        "draft": drafts.draft(place),
        "live": drafts.live(place),
        "versions": drafts.history(place),
        "open_block": request.args.get("open", ""),
        "sites": places.sites(),
        "preview_url": places.origin_of(place)
        + url_for("shop_content.begin_preview", token=new_token(), next=places.shop_address(place)),
        "restore_url": lambda version_id: _url(place, ".restore", version_id=version_id),
        "unschedule_url": lambda version_id: _url(place, ".unschedule", version_id=version_id),
        "url": lambda endpoint, **given: _url(place, endpoint, **given),
        **more,
    }


def _url(place: Place, endpoint: str, **given: Any) -> str:
    return url_for(endpoint, name=place.name, language=place.locale, site=place.site or None, **given)


def _back(place: Place, block_id: str = "") -> Response:
    return go(
        _url(place, ".show", **({"open": block_id, "_anchor": f"block-{block_id}"} if block_id else {}))
    )


@bp.get("/<name>")
@requires(PagePermission.EDIT)
def show(name: str) -> str:
    """The blocks as they are worked on."""
    return render_template(PAGE, values={}, errors={}, **_context(places.place_of(name)))


@bp.post("/<name>/blocks")
@requires(PagePermission.EDIT)
def add(name: str) -> Response:
    """One more block, open to be filled in."""
    place, kind = places.place_of(name), request.form.get("kind", "")
    if kind not in {each for each, _label, _icon in places.kinds_for(place)}:
        raise Invalid(_("Choose one of the options"), fields={"kind": _("Choose one of the options")})
    return _back(place, arrange_blocks.add(place, kind))


@bp.post("/<name>/blocks/<block_id>")
@requires(PagePermission.EDIT)
def save(name: str, block_id: str) -> Response:
    """What it holds."""
    place = places.place_of(name)
    with form_page(PAGE, lambda: _context(place, open_block=block_id)):
        _fill(place, block_id)
    toast(_("Kept in the draft"))
    return _back(place)


def _fill(place: Place, block_id: str) -> None:
    kind = next((each["kind"] for each in arrange_blocks.working(place) if each["id"] == block_id), None)
    if kind is None:
        raise UnknownBlock(_("This block is gone"))
    values = places.values_of(kind, request.form)
    if "products" in values:
        values["products"], unknown = places.products_of(values["products"])
        if unknown:
            words = _("No product is called %(words)s", words=", ".join(unknown))
            raise Invalid(words, fields={"products": words})
    upload = request.files.get("picture")
    arrange_blocks.fill(place, block_id, values, upload.read() if upload else None)


@bp.post("/<name>/blocks/<block_id>/move")
@requires(PagePermission.EDIT)
def move(name: str, block_id: str) -> Response:
    """One place up or down."""
    place = places.place_of(name)
    arrange_blocks.move(place, block_id, STEPS.get(request.form.get("to", ""), 0))
    return go(_url(place, ".show", _anchor=f"block-{block_id}"))


@bp.post("/<name>/order")
@requires(PagePermission.EDIT)
def order(name: str) -> Response:
    """As dragged."""
    place = places.place_of(name)
    arrange_blocks.order(place, request.form.getlist("block"))
    return _back(place)


@bp.post("/<name>/blocks/<block_id>/removal")
@requires(PagePermission.EDIT)
def remove(name: str, block_id: str) -> Response:
    """Out of the draft."""
    place = places.place_of(name)
    arrange_blocks.remove(place, block_id)
    return _back(place)


@bp.post("/<name>/publish")
@requires(PagePermission.EDIT)
def publish(name: str) -> Response:
    """Show the draft, now or later."""
    place = places.place_of(name)
    with form_page(PAGE, lambda: _context(place)):
        at = start_of(request.form)
        arrange_blocks.publish(place, at)
    toast(_("Shoppers see it from now on") if at is None else _("It is planned"))
    return _back(place)


@bp.post("/<name>/discard")
@requires(PagePermission.EDIT)
def discard(name: str) -> Response:
    """Forget the draft."""
    place = places.place_of(name)
    drafts.discard(place)
    toast(_("The draft is gone; the shop is as it was"))
    return _back(place)


@bp.post("/<name>/versions/<uuid:version_id>/restore")
@requires(PagePermission.EDIT)
def restore(name: str, version_id: UUID) -> Response:
    """Show an earlier version."""
    place = places.place_of(name)
    arrange_blocks.restore(place, version_id)
    toast(_("Shoppers see it from now on"))
    return _back(place)


@bp.post("/<name>/versions/<uuid:version_id>/unschedule")
@requires(PagePermission.EDIT)
def unschedule(name: str, version_id: UUID) -> Response:
    """Not later after all."""
    place = places.place_of(name)
    drafts.unschedule(place, version_id)
    toast(_("The plan is taken back"))
    return _back(place)
