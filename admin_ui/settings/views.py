"""The shop's settings: an overview with what is still to do, and one page a group."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.settings import bins, delivery, domains, duties, locations, loyalty, security, taxes, till
from admin_ui.settings.forms import (
    BrandForm,
    CheckoutForm,
    LanguagesForm,
    MailForm,
    MerchantForm,
    ReviewMailsForm,
    RoundingForm,
    StockForm,
    TagsForm,
)
from app.core import postal
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.channels import service as channels
from app.domains.channels.permissions import SettingsPermission
from app.domains.channels.types import (
    Brand,
    Checkout,
    Group,
    Languages,
    MailSender,
    Merchant,
    PricingRules,
    ReviewMails,
    StockRules,
    Tags,
)
from app.flows.shop_identity import save_languages
from app.queries.setup_checklist import setup_checklist
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LANGUAGES = (("en", "English"), ("de", "Deutsch"))
bp = Blueprint("admin_settings", __name__, url_prefix="/admin/settings")
for part in (taxes, duties, delivery, locations, bins, domains, security, till, loyalty):
    part.attach(bp)


@bp.get("/")
@requires(SettingsPermission.VIEW)
def index() -> str:
    """What is still to do, and where each setting is."""
    may = current_principal().may
    steps = [step for step in setup_checklist() if may(step.right)]
    return render_template("admin/settings/index.html", steps=steps)


def _page(name: str, group: type[Group]) -> str:
    return render_template(f"admin/settings/{name}.html", values={}, errors={}, **_context(group)())


def _context(group: type[Group]) -> Callable[[], dict[str, Any]]:
    return lambda: {
        "kept": asdict(channels.setting(group)),
        "countries": postal.countries(),
        "languages": LANGUAGES,
    }


def _saved(endpoint: str) -> Response:
    toast(_("The settings are saved"))
    return go(url_for(endpoint))


@bp.get("/merchant")
@requires(SettingsPermission.VIEW)
def merchant() -> str:
    """Who sells."""
    return _page("merchant", Merchant)


@bp.post("/merchant")
@requires(SettingsPermission.EDIT)
def save_merchant() -> Response:
    with form_page("admin/settings/merchant.html", _context(Merchant)):
        form = MerchantForm.parse(request.form)
        channels.save(Merchant(**form.model_dump(by_alias=True)))
    return _saved(".merchant")


@bp.get("/mail")
@requires(SettingsPermission.VIEW)
def mail() -> str:
    """Who signs mails to customers."""
    return _page("mail", MailSender)


@bp.post("/mail")
@requires(SettingsPermission.EDIT)
def save_mail() -> Response:
    with form_page("admin/settings/mail.html", _context(MailSender)):
        channels.save(MailSender(**MailForm.parse(request.form).model_dump()))
    return _saved(".mail")


@bp.get("/languages")
@requires(SettingsPermission.VIEW)
def languages() -> str:
    """Languages of the shop."""
    return _page("languages", Languages)


@bp.post("/languages")
@requires(SettingsPermission.EDIT)
def keep_languages() -> Response:
    with form_page("admin/settings/languages.html", _context(Languages)):
        form = LanguagesForm.parse(request.form)
        save_languages(Languages(default=form.default, offered=tuple(form.offered)))
    return _saved(".languages")


@bp.get("/checkout")
@requires(SettingsPermission.VIEW)
def checkout() -> str:
    """What the checkout asks."""
    return _page("checkout", Checkout)


@bp.post("/checkout")
@requires(SettingsPermission.EDIT)
def save_checkout() -> Response:
    with form_page("admin/settings/checkout.html", _context(Checkout)):
        channels.save(Checkout(**CheckoutForm.parse(request.form).model_dump()))
    return _saved(".checkout")


@bp.get("/stock")
@requires(SettingsPermission.VIEW)
def stock() -> str:
    """What happens where stock is short, and where it is taken from."""
    return _page("stock", StockRules)


@bp.post("/stock")
@requires(SettingsPermission.EDIT)
def save_stock() -> Response:
    with form_page("admin/settings/stock.html", _context(StockRules)):
        channels.save(StockRules(**StockForm.parse(request.form).model_dump()))
    return _saved(".stock")


@bp.get("/rounding")
@requires(SettingsPermission.VIEW)
def rounding() -> str:
    """What is rounded, and how discounts meet."""
    return _page("rounding", PricingRules)


@bp.post("/rounding")
@requires(SettingsPermission.EDIT)
def save_rounding() -> Response:
    with form_page("admin/settings/rounding.html", _context(PricingRules)):
        channels.save(PricingRules(**RoundingForm.parse(request.form).model_dump()))
    return _saved(".rounding")


@bp.get("/reviews")
@requires(SettingsPermission.VIEW)
def review_mails() -> str:
    """Whether buyers are asked for reviews."""
    return _page("reviews", ReviewMails)


@bp.post("/reviews")
@requires(SettingsPermission.EDIT)
def save_review_mails() -> Response:
    with form_page("admin/settings/reviews.html", _context(ReviewMails)):
        channels.save(ReviewMails(**ReviewMailsForm.parse(request.form).model_dump()))
    return _saved(".review_mails")


@bp.get("/brand")
@requires(SettingsPermission.VIEW)
def brand() -> str:
    """The name in the shop's head; the rest of the brand is its look."""
    return _page("brand", Brand)


@bp.post("/brand")
@requires(SettingsPermission.EDIT)
def save_brand() -> Response:
    with form_page("admin/settings/brand.html", _context(Brand)):
        channels.save(replace(channels.setting(Brand), name=BrandForm.parse(request.form).name))
    return _saved(".brand")


@bp.get("/tags")
@requires(SettingsPermission.VIEW)
def tags() -> str:
    """Analytics and advertisements of others."""
    return _page("tags", Tags)


@bp.post("/tags")
@requires(SettingsPermission.EDIT)
def save_tags() -> Response:
    with form_page("admin/settings/tags.html", _context(Tags)):
        channels.save(Tags(**TagsForm.parse(request.form).model_dump()))
    return _saved(".tags")


@bp.get("/payment")
@requires(SettingsPermission.VIEW)
def payment() -> str:
    """How shoppers pay, and whether it is real money yet."""
    return render_template("admin/settings/payment.html")
