"""Prices of a site in another currency, beside the shop's own."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.prices.views import tell
from admin_ui.settings import choices
from admin_ui.sites.forms import TakeOverForm
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.money import minor_digits, to_decimal
from app.core.tenancy import current_tenant
from app.domains.channels import sites
from app.domains.channels.types import Site
from app.domains.pricing.permissions import PricePermission
from app.flows import price_site
from app.flows.price_site import Said
from app.queries import site_prices
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires

PAGE = "admin/sites/prices.html"
STEPS = (1, 5, 10, 50, 100)


def attach(bp: Blueprint) -> None:
    """Put these screens under the sites."""
    bp.add_url_rule("/<code>/prices", view_func=list_prices)
    bp.add_url_rule("/<code>/prices", view_func=save_prices, methods=["POST"])
    bp.add_url_rule("/<code>/prices/take-over", view_func=take_over, methods=["POST"])


def _asked() -> dict[str, Any]:
    return {"q": request.args.get("q", "").strip()[:200], "missing": bool(request.args.get("missing"))}


def _context(site: Site) -> dict[str, Any]:
    asked, home = _asked(), current_tenant().currency
    cursor = request.args.get("cursor")
    found = site_prices.page(site.currency, cursor=cursor, **asked)
    kept: dict[str, Any] = {
        "code": site.code,
        "q": asked["q"] or None,
        "missing": 1 if asked["missing"] else None,
    }
    digits = minor_digits(site.currency)
    return {
        "site": site, "rows": found.items, "home": home, "typed": lambda amount: _typed(amount, site.currency),
        "next_url": url_for(".list_prices", cursor=found.next, **kept) if found.next else None,
        "here": url_for(".list_prices", cursor=cursor, **kept), "is_first": not cursor,
        "steps": [(step, str(to_decimal(step, site.currency))) for step in STEPS if step == 1 or digits], **asked,
    }  # fmt: skip


def _typed(amount: int | None, currency: str) -> str:
    return "" if amount is None else str(to_decimal(amount, currency))


@requires(PricePermission.VIEW)
def list_prices(code: str) -> str:
    """Variants with the shop's own price and the site's."""
    return render_template(PAGE, values={}, errors={}, **_context(sites.site(code)))


@requires(PricePermission.EDIT)
def save_prices(code: str) -> Response:
    """Keep the page's prices; an empty one: not sold there."""
    site = sites.site(code)
    with form_page(PAGE, lambda: _context(site)):
        _refuse_home(site)
        kept = price_site.say_prices(site.currency, _said(site.currency))
    tell(kept)
    return go(_context(site)["here"])


@requires(PricePermission.EDIT)
def take_over(code: str) -> Response:
    """Say all prices at once as the shop's own times a factor."""
    site = sites.site(code)
    with form_page(PAGE, lambda: _context(site)):
        _refuse_home(site)
        form = TakeOverForm.parse(request.form)
        kept = price_site.take_over(
            site.currency, _factor(form.factor), form.step, all_prices=form.all_prices
        )
    tell(kept)
    return go(url_for(".list_prices", code=code))


def _refuse_home(site: Site) -> None:
    if site.currency == current_tenant().currency:
        raise Invalid(_("This site has the shop's own prices: change them at the products"))


def _factor(typed: str) -> Decimal:
    try:
        return Decimal(typed.replace(",", "."))
    except InvalidOperation:
        words = _("Enter a factor such as 0.95")
        raise Invalid(words, fields={"factor": words}) from None


def _said(currency: str) -> dict[UUID, Said]:
    """The fields `price-ID` and `former-ID`. Raises Invalid at the field that is no amount."""
    found: dict[UUID, Said] = {}
    for name, typed in request.form.items():
        kind, _dash, key = name.partition("-")
        variant = parse_id(key) if kind == "price" else None
        if variant is None:
            continue
        former = request.form.get(f"former-{key}", "").strip()
        amount = choices.amount_of(typed, currency, name) if typed.strip() else None
        compare_at = choices.amount_of(former, currency, f"former-{key}") if former and amount else None
        if amount is not None and compare_at is not None and compare_at <= amount:
            words = _("The former price must be above the price")
            raise Invalid(words, fields={f"former-{key}": words})
        found[variant] = Said(amount, compare_at)
    return found
