"""Tax rates: by country, region, class and time."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.settings import choices
from admin_ui.settings.forms import RateForm
from app.core import postal
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.money import percent_of
from app.domains.channels.permissions import SettingsPermission
from app.domains.taxes import service as taxes
from app.domains.taxes.permissions import RatePermission
from app.domains.taxes.types import Rate
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/settings/taxes.html", "admin/settings/tax.html"


def attach(bp: Blueprint) -> None:
    """Put these screens under the settings."""
    bp.add_url_rule("/taxes/", view_func=list_rates)
    bp.add_url_rule("/taxes/new", view_func=new_rate)
    bp.add_url_rule("/taxes/new", view_func=add_rate, methods=["POST"])
    bp.add_url_rule("/taxes/<uuid:rate_id>", view_func=show_rate)
    bp.add_url_rule("/taxes/<uuid:rate_id>", view_func=save_rate, methods=["POST"])
    bp.add_url_rule("/taxes/<uuid:rate_id>/delete", view_func=delete_rate, methods=["POST"])


@requires(SettingsPermission.VIEW, RatePermission.EDIT)
def list_rates() -> str:
    """Every rate."""
    names = dict(postal.countries())
    return render_template(LIST_PAGE, rates=taxes.rates(), names=names, percent_of=percent_of)


def _context(rate: Rate | None) -> dict[str, Any]:
    classes = sorted({*choices.TAX_CLASSES, *(each.tax_class for each in taxes.rates())})
    return {
        "rate": rate,
        "countries": postal.countries(),
        "classes": classes,
        "percent_of": percent_of,
    }


def _one(rate_id: UUID) -> Rate:
    found = next((each for each in taxes.rates() if each.id == rate_id), None)
    if found is None:
        raise NotFound(_("There is no such tax rate"))
    return found


def _keep(rate_id: UUID) -> None:
    form = RateForm.parse(request.form)
    facts = form.model_dump(exclude={"rate"})
    taxes.save(Rate(id=rate_id, rate_micro=choices.rate_of(form.rate), **facts))


@requires(RatePermission.EDIT)
def new_rate() -> str:
    """One more rate; one that begins later ends the present one the day before."""
    return render_template(PAGE, values={}, errors={}, **_context(None))


@requires(RatePermission.EDIT)
def add_rate() -> Response:
    """Keep it."""
    with form_page(PAGE, lambda: _context(None)):
        _keep(new_id())
    toast(_("The tax rate is added"))
    return go(url_for(".list_rates"))


@requires(RatePermission.EDIT)
def show_rate(rate_id: UUID) -> str:
    """One rate."""
    return render_template(PAGE, values={}, errors={}, **_context(_one(rate_id)))


@requires(RatePermission.EDIT)
def save_rate(rate_id: UUID) -> Response:
    """Change it."""
    rate = _one(rate_id)
    with form_page(PAGE, lambda: _context(rate)):
        _keep(rate_id)
    toast(_("The tax rate is saved"))
    return go(url_for(".list_rates"))


@requires(RatePermission.EDIT)
def delete_rate(rate_id: UUID) -> Response:
    """Take it away; orders keep what they were taxed with."""
    taxes.remove(rate_id)
    toast(_("The tax rate is deleted"))
    return go(url_for(".list_rates"))
