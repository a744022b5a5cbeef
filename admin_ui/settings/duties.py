"""Duties and import tax: rates by destination, goods and origin, as a list and as a file; and who collects them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from admin_ui.settings import choices
from app.core import postal
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.ids import new_id
from app.core.money import percent_of, to_decimal
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.permissions import SettingsPermission
from app.domains.channels.types import DutyRules
from app.domains.taxes import duties
from app.domains.taxes.permissions import DutyPermission
from app.domains.taxes.types import Duty
from app.flows import duty_table
from app.web.form_page import form_page
from app.web.forms import Checkbox, Form, OptionalText, Text
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/settings/duties.html", "admin/settings/duty.html"


class DutyForm(Form):
    country: Text = Field(max_length=2)
    hs_prefix: OptionalText = Field(default="", max_length=20)
    origin: OptionalText = Field(default="", max_length=2)
    duty: Text = Field(max_length=20)
    import_tax: OptionalText = Field(default="", max_length=20)
    duty_free: OptionalText = Field(default="", max_length=20)
    tax_free: OptionalText = Field(default="", max_length=20)
    with_delivery: Checkbox = False


def attach(bp: Blueprint) -> None:
    """Put these screens under the settings."""
    bp.add_url_rule("/duties/", view_func=list_duties)
    bp.add_url_rule("/duties/rules", view_func=save_duty_rules, methods=["POST"])
    bp.add_url_rule("/duties/file", view_func=duty_file)
    bp.add_url_rule("/duties/file", view_func=load_duties, methods=["POST"])
    bp.add_url_rule("/duties/new", view_func=new_duty)
    bp.add_url_rule("/duties/new", view_func=add_duty, methods=["POST"])
    bp.add_url_rule("/duties/<uuid:duty_id>", view_func=show_duty)
    bp.add_url_rule("/duties/<uuid:duty_id>", view_func=save_duty, methods=["POST"])
    bp.add_url_rule("/duties/<uuid:duty_id>/delete", view_func=delete_duty, methods=["POST"])


def _page() -> dict[str, Any]:
    q, cursor = request.args.get("q", "").strip()[:100], request.args.get("cursor")
    names = dict(postal.countries())
    meant = [code for code, name in names.items() if q and name.casefold().startswith(q.casefold())]
    found = duties.listed(q=q, countries=meant, cursor=cursor)
    further = url_for(".list_duties", q=q or None, cursor=found.next) if found.next else None
    return {
        "found": found, "q": q, "names": names, "next_url": further, "is_first": not cursor,
        "rules": channels.setting(DutyRules), "percent_of": percent_of, "currency": current_tenant().currency,
    }  # fmt: skip


@requires(SettingsPermission.VIEW, DutyPermission.EDIT)
def list_duties() -> str:
    """Every rate, by destination."""
    return render_template(LIST_PAGE, values={}, errors={}, **_page())


@requires(DutyPermission.EDIT)
def save_duty_rules() -> Response:
    """Say who collects them."""
    with form_page(LIST_PAGE, _page):
        channels.save(DutyRules(collect=request.form.get("collect", "")))
    toast(_("The settings are saved"))
    return go(url_for(".list_duties"))


@requires(SettingsPermission.VIEW, DutyPermission.EDIT)
def duty_file() -> Response:
    """Every rate as a CSV file."""
    headers = {"Content-Disposition": "attachment; filename=duties.csv"}
    return Response(duty_table.write(), mimetype="text/csv; charset=utf-8", headers=headers)


@requires(DutyPermission.EDIT)
def load_duties() -> Response:
    """Keep the rates of a file, or none of them."""
    with form_page(LIST_PAGE, _page):
        sent = request.files.get("file")
        content = sent.read(duty_table.MOST_BYTES + 1) if sent else b""
        if not content:
            raise Invalid(_("Choose a file first"), fields={"file": _("Choose a file first")})
        kept = duty_table.load(content)
    toast(ngettext("%(num)s rate is kept", "%(num)s rates are kept", kept))
    return go(url_for(".list_duties"))


def _context(duty: Duty | None) -> dict[str, Any]:
    currency = current_tenant().currency
    kept = {
        "country": duty.country, "hs_prefix": duty.hs_prefix, "origin": duty.origin,
        "duty": percent_of(duty.duty_micro), "import_tax": percent_of(duty.tax_micro),
        "duty_free": to_decimal(duty.duty_free, currency), "tax_free": to_decimal(duty.tax_free, currency),
        "with_delivery": duty.with_delivery,
    } if duty else {"with_delivery": True}  # fmt: skip
    return {"duty": duty, "kept": kept, "countries": postal.countries(), "currency": currency}


def _keep(duty_id: UUID) -> None:
    form, currency = DutyForm.parse(request.form), current_tenant().currency
    faults: dict[str, str] = {}

    def read(name: str, reader: Any, *more: str) -> int:
        typed = getattr(form, name)
        try:
            return int(reader(typed, *more)) if typed else 0
        except Invalid as refusal:
            faults[name] = refusal.message
            return 0

    duty, tax = (read(name, choices.rate_of) for name in ("duty", "import_tax"))
    duty_free, tax_free = (
        read(name, choices.amount_of, currency, name) for name in ("duty_free", "tax_free")
    )
    if faults:
        raise Invalid(_("Some fields need another look"), fields=faults)
    duties.save(
        Duty(
            duty_id,
            form.country,
            form.hs_prefix,
            form.origin,
            duty,
            tax,
            duty_free,
            tax_free,
            form.with_delivery,
        )
    )


@requires(DutyPermission.EDIT)
def new_duty() -> str:
    """One more rate."""
    return render_template(PAGE, values={}, errors={}, **_context(None))


@requires(DutyPermission.EDIT)
def add_duty() -> Response:
    """Keep it."""
    with form_page(PAGE, lambda: _context(None)):
        _keep(new_id())
    toast(_("The rate is added"))
    return go(url_for(".list_duties"))


@requires(DutyPermission.EDIT)
def show_duty(duty_id: UUID) -> str:
    """One rate."""
    return render_template(PAGE, values={}, errors={}, **_context(duties.one(duty_id)))


@requires(DutyPermission.EDIT)
def save_duty(duty_id: UUID) -> Response:
    """Change it."""
    duty = duties.one(duty_id)
    with form_page(PAGE, lambda: _context(duty)):
        _keep(duty_id)
    toast(_("The rate is saved"))
    return go(url_for(".list_duties"))


@requires(DutyPermission.EDIT)
def delete_duty(duty_id: UUID) -> Response:
    """Take it away; orders keep what they were charged."""
    duties.remove(duty_id)
    toast(_("The rate is deleted"))
    return go(url_for(".list_duties"))
