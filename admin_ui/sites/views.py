"""The shop's sites: who is sold to, in which money and language, by which rules, and whether the doors are open."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.sites import prices
from admin_ui.sites.forms import DomainForm, NewSiteForm, SiteForm
from app.config import settings
from app.core import postal
from app.core.channel import WEB
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.tenancy import current_tenant, directory
from app.domains.channels import sites
from app.domains.channels.permissions import SettingsPermission
from app.domains.channels.types import Site
from app.domains.shipping import service as shipping
from app.flows import payment_words, run_sites, shop_identity
from app.queries import site_gaps
from app.web.auth import require_proof
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.shop_preview import new_token
from app.web.toasts import toast

LIST, PAGE = "admin/sites/list.html", "admin/sites/site.html"
LANGUAGES = (("en", "English"), ("de", "Deutsch"))
KIND_WORDS = {
    "web": _l("Online store"), "b2b": _l("Trade"), "marketplace": _l("Marketplace"), "pos": _l("Retail stores"),
    "phone": _l("Phone"), "api": _l("API"),
}  # fmt: skip
bp = Blueprint("admin_sites", __name__, url_prefix="/admin/sites")
prices.attach(bp)


def _origins() -> dict[str, str]:
    return {
        code: settings().origin(host) for code, host in directory().addresses(current_tenant().id).items()
    }


def _context(site: Site | None) -> dict[str, Any]:
    """What the form offers; for a site that is there, what it lacks and where it answers."""
    tenant, origin = current_tenant(), _origins().get(site.code) if site else None
    currency = site.currency if site else ""
    return {
        "kinds": [(kind, str(KIND_WORDS[kind])) for kind in sites.KINDS], "kind_words": KIND_WORDS,
        "timezones": [(zone, zone) for zone in sites.timezones()],
        "site": site, "countries": postal.countries(), "languages": LANGUAGES, "home": tenant, "first": WEB,
        "themes": (("", _("As the shop's look")), ("atelier", "Atelier"), ("field", "Field"), ("depot", "Depot")),
        "taxes": (
            ("", _("As in the settings")), ("included", _("Prices include tax")), ("excluded", _("Tax comes on top")),
        ),
        "methods": [each for each in shipping.methods() if not site or each.currency == currency],
        "payment_methods": payment_words.online(),
        "gaps": site_gaps.gaps(site) if site else [], "origin": origin,
        "preview": f"{origin}{url_for('shop_content.begin_preview', token=new_token(), next='/')}" if origin else None,
        "domain_choices": [(each.host, each.host) for each in shop_identity.domains() if each.verified and not each.primary]
        if site
        else [],
    }  # fmt: skip


@bp.get("/")
@requires(SettingsPermission.VIEW)
def index() -> str:
    """Every site, the first one first."""
    names = dict(postal.countries())
    return render_template(LIST, sites=sites.sites(), origins=_origins(), home=current_tenant(), names=names)


@bp.get("/new")
@requires(SettingsPermission.EDIT)
def new() -> str:
    """One more."""
    return render_template(PAGE, values={}, errors={}, **_context(None))


@bp.post("/new")
@requires(SettingsPermission.EDIT)
def add() -> Response:
    """Add it; its doors stay closed until it is complete."""
    with form_page(PAGE, lambda: _context(None)):
        form = NewSiteForm.parse(request.form)
        run_sites.open_site(replace(form.site(form.code, form.currency.upper()), kind=form.kind))
    toast(_("It is added. Go through what it still needs, then open it."))
    return go(url_for(".show", code=form.code))


@bp.get("/<code>")
@requires(SettingsPermission.VIEW)
def show(code: str) -> str:
    """Its rules, what it lacks, where it answers."""
    return render_template(PAGE, values={}, errors={}, **_context(sites.site(code)))


@bp.post("/<code>")
@requires(SettingsPermission.EDIT)
def save(code: str) -> Response:
    """Keep its rules."""
    site = sites.site(code)
    with form_page(PAGE, lambda: _context(site)):
        run_sites.change_site(replace(SiteForm.parse(request.form).site(code, site.currency), kind=site.kind))
    toast(_("The site is saved"))
    return go(url_for(".show", code=code))


@bp.post("/<code>/doors")
@requires(SettingsPermission.EDIT)
def open_doors(code: str) -> Response:
    """Let it sell; refused with what it lacks."""
    site = sites.site(code)
    with form_page(PAGE, lambda: _context(site)):
        run_sites.go_live(code)
    toast(_("The site is open"))
    return go(url_for(".show", code=code))


@bp.post("/<code>/doors/close")
@requires(SettingsPermission.EDIT)
def close_doors(code: str) -> Response:
    """Sell nothing there for now."""
    site = sites.site(code)
    with form_page(PAGE, lambda: _context(site)):
        run_sites.close(code)
    toast(_("The site is closed; nothing is lost"))
    return go(url_for(".show", code=code))


@bp.post("/<code>/domain")
@requires(SettingsPermission.EDIT)
def give_domain(code: str) -> Response:
    """Let a domain of the shop's lead here."""
    require_proof()
    site = sites.site(code)
    with form_page(PAGE, lambda: _context(site)):
        run_sites.give_domain(DomainForm.parse(request.form).host, code)
    toast(_("The domain leads to this site now"))
    return go(url_for(".show", code=code))
