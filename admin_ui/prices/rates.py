"""Exchange rates: how each currency stands, the history, rates by hand and by file, and the rules."""

from decimal import InvalidOperation
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.prices.typed import Typed
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.money import to_decimal
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.types import RateRules
from app.domains.pricing import rates
from app.domains.pricing.permissions import PricePermission
from app.domains.pricing.rates import RateDraft
from app.flows import rate_table
from app.flows.trace_words import rate_source
from app.queries import rate_board
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

PAGE, RULES_PAGE = "admin/prices/rates.html", "admin/prices/rate_rules.html"


def attach(bp: Blueprint) -> None:
    """Put these screens beside the lists."""
    bp.add_url_rule("/rates", view_func=rate_list)
    bp.add_url_rule("/rates", view_func=add_rate, methods=["POST"])
    bp.add_url_rule("/rates/paste", view_func=paste_rates, methods=["POST"])
    bp.add_url_rule("/rates/<uuid:exchange_rate_id>/withdraw", view_func=withdraw_rate, methods=["POST"])
    bp.add_url_rule("/rates/rules", view_func=rate_rules)
    bp.add_url_rule("/rates/rules", view_func=save_rate_rules, methods=["POST"])


@requires(PricePermission.VIEW)
def rate_list() -> str:
    """How each currency stands, and every rate that was kept."""
    return render(PAGE, block="rates", values={}, errors={}, **_page())


def _page() -> dict[str, Any]:
    currency = request.args.get("currency", "").strip().upper()[:3]
    rules = channels.setting(RateRules)
    page = rate_board.history(currency=currency, cursor=request.args.get("cursor"))
    return {
        "page": page, "standings": rate_board.standings(rules), "rules": rules, "chosen": currency,
        "home": current_tenant().currency, "source": rate_source,
        "shown": lambda rate: f"{rate.normalize():f}",
    }  # fmt: skip


@requires(PricePermission.EDIT)
def add_rate() -> Response:
    """Keep a rate that somebody types."""
    with form_page(PAGE, _page):
        told = Typed(request.form)
        try:
            rate = rate_table.rate_of(told.text("rate"))
        except InvalidOperation:
            words = _("Enter a rate above 0, such as 1.0805")
            raise Invalid(words, fields={"rate": words}) from None
        base, quote = (told.text(name).upper() for name in ("base", "quote"))
        at = told.moment("as_of") or rate_table.moment_of("")
        told.refuse()
        added = _at_fields([RateDraft(base, quote, rate, at)])
    _tell(added)
    return go(url_for(".rate_list"))


def _at_fields(drafts: list[RateDraft]) -> int:
    try:
        return rates.add(drafts, "hand")
    except Invalid as refusal:
        fields = {name.rpartition(".")[2]: words for name, words in refusal.fields.items()}
        raise Invalid(refusal.message, fields=fields) from None


@requires(PricePermission.EDIT)
def paste_rates() -> Response:
    """Keep the rates of a table or a file."""
    with form_page(PAGE, _page):
        sent = request.files.get("file")
        told = request.form.get("pasted", "") or (
            sent.read(500_000).decode("utf-8-sig", "replace") if sent else ""
        )
        drafts = rate_table.read_rates(told)
        try:
            added = rates.add(drafts, "file")
        except Invalid as refusal:
            places = [f"{int(name.split('.')[1]) + 2}: {words}" for name, words in refusal.fields.items()]
            words = _("Line %(lines)s", lines="; ".join(places[:5]))
            raise Invalid(words, fields={"pasted": words}) from None
    _tell(added)
    return go(url_for(".rate_list"))


@requires(PricePermission.EDIT)
def withdraw_rate(exchange_rate_id: UUID) -> Response:
    """A rate was wrong."""
    rates.withdraw(exchange_rate_id)
    toast(_("The rate is withdrawn"))
    return go(url_for(".rate_list"))


@requires(PricePermission.EDIT)
def rate_rules() -> str:
    """Which prices follow the rates, and how old these may be."""
    rules = channels.setting(RateRules)
    values: dict[str, Any] = {"hours": rules.hours, "when_old": rules.when_old, "feed": rules.feed}
    for code, ending in rules.converted.items():
        values |= {
            f"follow-{code}": True,
            f"ending-{code}": "" if ending is None else str(to_decimal(ending, code)),
        }
    return render_template(RULES_PAGE, values=values, errors={}, **_currencies())


@requires(PricePermission.EDIT)
def save_rate_rules() -> Response:
    """Say that anew."""
    with form_page(RULES_PAGE, _currencies):
        told = Typed(request.form)
        converted = {
            code: told.amount(f"ending-{code}", code)
            for code in _currencies()["currencies"] if told.text(f"follow-{code}")
        }  # fmt: skip
        hours = told.whole("hours") or 0
        told.refuse()
        channels.save(RateRules(hours, told.text("when_old"), bool(told.text("feed")), converted))
    toast(_("Saved"))
    return go(url_for(".rate_list"))


def _currencies() -> dict[str, Any]:
    found = [each.currency for each in rate_board.standings(channels.setting(RateRules))]
    return {"currencies": found, "home": current_tenant().currency}


def _tell(added: int) -> None:
    toast(ngettext("%(num)s new rate", "%(num)s new rates", added))
