"""The merchant's pages, stores, cookies, languages, and what machines ask for."""

from flask import Blueprint, Response, jsonify, make_response, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.config import settings
from app.core.errors import NotFound
from app.core.i18n import LOCALES
from app.core.i18n import gettext as _
from app.domains.content.look import THEMES, stylesheet
from app.queries import shop_pages, shop_stores
from app.web import bundle
from app.web import shop_preview as preview
from app.web.htmx import go, is_htmx, render
from app.web.pagecache import shared_page
from app.web.permissions import public
from app.web.toasts import toast
from storefront import heads
from storefront.browse import blocks
from storefront.content import consent, machines
from storefront.frame import LOADED_FONTS, shop
from storefront.safe_next import safe_next
from storefront.speaking import speak

bp = Blueprint("shop_content", __name__)


@bp.get("/pages/<slug>")
@public
@shared_page
def show_page(slug: str) -> str:
    """A page of the merchant's in the reader's language."""
    made, path = blocks.shown(f"page.{slug}"), url_for(".show_page", slug=slug)
    return render(
        "shop/page.html", page=shop_pages.page(slug), blocks=made, place=f"page.{slug}", canonical=path
    )


@bp.get("/stores")
@public
@shared_page
def show_stores() -> str:
    """Where orders can be picked up."""
    return render("shop/stores.html", stores=shop_stores.stores_with([]), canonical=url_for(".show_stores"))


@bp.get("/language/<code>")
@public
def choose_language(code: str) -> BaseResponse:
    """Speak another language from now on."""
    if code not in LOCALES:
        raise NotFound(_("There is no such page"))
    return speak(go(safe_next(request.args.get("next"))), code)


@bp.get("/consent")
@public
def show_consent() -> str:
    """The question about cookies: for htmx until it is answered, as a page any time."""
    chosen = consent.chosen()
    if is_htmx():
        return render("shop/consent_banner.html") if chosen is None else ""
    return render("shop/consent.html", optional=consent.OPTIONAL, chosen=chosen or {})


@bp.post("/consent")
@public
def save_consent() -> BaseResponse:
    """Keep the answer; what is no longer allowed is removed at once."""
    choices = consent.read(request.form)
    if is_htmx():
        answer = consent.keep(make_response(""), choices)
        answer.headers["HX-Trigger"] = "consent"
        return answer
    toast(_("Your choice is kept"))
    return consent.keep(go(url_for(".show_consent")), choices)


@bp.get("/consent/tags")
@public
def tags() -> Response:
    """What may be loaded for this visitor, who agreed to it."""
    response = jsonify(consent.allowed(shop().facts.tags))
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/recent")
@public
def recent() -> BaseResponse:
    """What was looked at last; remembered only where the visitor agreed."""
    response, cards = consent.recently_seen(request.args.get("p", ""))
    response.set_data(render("shop/recent.html", cards=cards))
    return response


@bp.get("/shop.css")
@public
def shop_css() -> Response:
    """The styles of a theme and its fonts in one file; its address changes with them."""
    fonts = tuple(each for each in request.args.get("fonts", "").split(",") if each in LOADED_FONTS)
    theme = request.args.get("theme", "")
    if theme not in THEMES:
        raise NotFound(_("There is no such page"))
    version, data = bundle.sheet(theme, fonts)
    known = request.args.get("v") == version
    kept = "public, max-age=31536000, immutable" if known else "public, no-cache"
    return Response(data, mimetype="text/css", headers={"Cache-Control": kept})


@bp.get("/brand.css")
@public
def brand_css() -> Response:
    """The merchant's look as a stylesheet; its address changes with it."""
    kept = "no-store" if preview.is_on() else "public, max-age=31536000, immutable"
    return Response(stylesheet(shop().facts.look), mimetype="text/css", headers={"Cache-Control": kept})


@bp.get("/preview/<token>")
@public
def begin_preview(token: str) -> BaseResponse:
    """Show drafts in this browser for a while; the token comes from the office."""
    if not preview.is_valid(token):
        raise NotFound(_("There is no such page"))
    response = go(safe_next(request.args.get("next")))
    response.set_cookie(
        preview.COOKIE,
        token,
        max_age=preview.LASTS_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings().https,
    )
    return response


@bp.get("/preview/end")
@public
def end_preview() -> BaseResponse:
    """Show what everybody sees."""
    response = go(safe_next(request.args.get("next")))
    response.delete_cookie(preview.COOKIE)
    return response


@bp.get("/favicon.ico")
@public
def favicon() -> BaseResponse:
    """For those who ask without reading the page."""
    return go(url_for("static", filename="favicon.svg"))


@bp.get("/robots.txt")
@public
@shared_page
def robots() -> Response:
    """Where programs may read."""
    return Response(machines.robots(heads.origin()), mimetype="text/plain")


@bp.get("/sitemap.xml")
@public
@shared_page
def sitemap() -> Response:
    """Every public page; of a large shop, the list of its parts."""
    parts = shop_pages.sitemap_parts()
    if parts > 1:
        return _xml(machines.sitemap_index(heads.origin(), parts))
    return sitemap_part(1)


@bp.get("/sitemap-<int:part>.xml")
@public
@shared_page
def sitemap_part(part: int) -> Response:
    """One part of the public pages."""
    pages = shop_pages.sitemap(part)
    if not pages and part > 1:
        raise NotFound(_("There is no such page"))
    frame = shop().facts
    rows = [(path, changed, heads.alternates(path, frame)) for path, changed in pages]
    return _xml(machines.sitemap(heads.origin(), rows))


def _xml(body: str) -> Response:
    return Response(body, mimetype="application/xml")
