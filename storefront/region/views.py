"""Country and currency: where things are sent, and which of the shop's sites sells there."""

from flask import Blueprint, make_response, request, url_for
from werkzeug.wrappers import Response

from app.config import settings
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.market import Market, current_market
from app.core.postal import countries
from app.queries import selling_terms, sites
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.permissions import public
from app.web.toasts import toast
from storefront.region import sent_to
from storefront.safe_next import safe_next

bp = Blueprint("shop_region", __name__)
PAGE = "shop/region.html"


class CountryForm(Form):
    country: OptionalText = ""
    next: OptionalText = ""


@bp.get("/region")
@public
def show() -> str:
    """The choice."""
    return _page(sent_to.country())


@bp.post("/region")
@public
def choose() -> Response:
    """Keep it; where another of the shop's sites sells there, go on there. A country nobody serves is told."""
    wanted = CountryForm.parse(request.form).country
    name = sent_to.known().get(wanted)
    if name is None:
        return make_response(
            _page(sent_to.country(), errors={"country": _("Choose a country")}), Invalid.status
        )
    there = _site_for(wanted)
    if there is not None:
        return go(f"{settings().origin(there.host)}{url_for('.arrive', next=_back())}")
    if not _served(wanted):
        return sent_to.remember(make_response(_page(wanted, unserved=name)), wanted)
    toast(_("We deliver to %(country)s", country=name))
    return sent_to.remember(go(_back()), wanted)


def _page(chosen: str, *, unserved: str | None = None, errors: dict[str, str] | None = None) -> str:
    return render(
        PAGE, chosen=chosen, countries=countries(), back=_back(), unserved=unserved, errors=errors or {}
    )


@bp.get("/region/here")
@public
def arrive() -> Response:
    """Who comes from another site wants things sent to this one's country, whatever was chosen here before."""
    return sent_to.forget(go(_back()))


def _back() -> str:
    return safe_next(request.values.get("next"), url_for("shop_cart.show_cart"))


def _site_for(country: str) -> Market | None:
    """Another site that is there for this country; None where this one is, or none."""
    here = current_market()
    if here.country == country:
        return None
    return next((site for site in sites.open_markets() if site.country == country), None)


def _served(country: str) -> bool:
    """Whether anything of this site's deliveries goes there."""
    site = current_market()
    terms = selling_terms.terms(channel=site.channel, currency=site.currency, country=country)
    return any(terms.method(method.code) for method in terms.methods)
