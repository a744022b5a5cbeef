"""Places that hold stock: warehouses and stores."""

import re
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.settings.forms import LocationForm, NewLocationForm
from app.core import postal
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.inventory import locations
from app.domains.inventory import service as inventory
from app.domains.inventory.models import Location
from app.domains.inventory.permissions import LocationPermission
from app.flows import keep_location
from app.flows.within_plan import within_plan
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/settings/locations.html", "admin/settings/location.html"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PLAIN = ("name", "kind", "ships", "offers_pickup", "receives", "capacity", "priority", "active")
ADDRESS = ("line1", "postal_code", "city", "country", "phone")
HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-\u2013]\s*([01]?\d|2[0-4]):([0-5]\d)")


def attach(bp: Blueprint) -> None:
    """Put these screens under the settings."""
    bp.add_url_rule("/locations/", view_func=list_locations)
    bp.add_url_rule("/locations/new", view_func=new_location)
    bp.add_url_rule("/locations/new", view_func=add_location, methods=["POST"])
    bp.add_url_rule("/locations/<uuid:location_id>", view_func=show_location)
    bp.add_url_rule("/locations/<uuid:location_id>", view_func=save_location, methods=["POST"])


@requires(LocationPermission.VIEW)
def list_locations() -> str:
    """Every place, closed ones last."""
    q = request.args.get("q", "").strip()
    found = [each for each in locations.every_location() if _fits(each, q.casefold())]
    return render_template(LIST_PAGE, locations=found, kinds=_kinds(), q=q)


def _fits(place: Location, wanted: str) -> bool:
    """Whether code, name or city hold the words searched for."""
    return wanted in f"{place.code} {place.name} {place.address.get('city', '')}".casefold()


def _kinds() -> dict[str, str]:
    return {
        "warehouse": _("Warehouse"),
        "store": _("Store"),
        "3pl": _("Logistics partner"),
        "virtual": _("Virtual"),
    }


def _context(location: Location | None) -> dict[str, Any]:
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return {
        "location": location,
        "kinds": list(_kinds().items()),
        "countries": postal.countries(),
        "home": current_tenant().country,
        "days": list(zip(DAYS, names, strict=True)),
    }


def _facts(form: LocationForm) -> dict[str, Any]:
    """What the form says, as the domain keeps it."""
    plain = form.model_dump()
    kept = {name: plain[name] for name in PLAIN}
    address = {name: plain[name] for name in ADDRESS if plain[name]}
    return kept | {"address": address, "opening_hours": _hours(plain)}


def _hours(plain: dict[str, Any]) -> dict[str, str]:
    """Weekday 0-6 to `HH:MM-HH:MM`; closed days are left out. Raises Invalid at the day."""
    hours, wrong = {}, {}
    for number, day in enumerate(DAYS):
        if not plain[day]:
            continue
        found = HOURS.fullmatch(plain[day])
        if found is None:
            wrong[day] = _("Enter hours such as 09:00-18:30, or leave it empty")
        else:
            hours[str(number)] = f"{int(found[1]):02}:{found[2]}-{int(found[3]):02}:{found[4]}"
    if wrong:
        raise Invalid(_("Some fields need another look"), fields=wrong)
    return hours


@requires(LocationPermission.EDIT)
def new_location() -> str:
    """One more place."""
    return render_template(PAGE, values={}, errors={}, **_context(None))


@requires(LocationPermission.EDIT)
def add_location() -> Response:
    """Open it."""
    with form_page(PAGE, lambda: _context(None)), within_plan("locations"):
        form = NewLocationForm.parse(request.form)
        inventory.add_location(code=form.code, **_facts(form))
    toast(_("%(name)s is open", name=form.name))
    return go(url_for(".list_locations"))


@requires(LocationPermission.VIEW)
def show_location(location_id: UUID) -> str:
    """One place."""
    return render_template(PAGE, values={}, errors={}, **_context(locations.location(location_id)))


@requires(LocationPermission.EDIT)
def save_location(location_id: UUID) -> Response:
    """Change it."""
    with form_page(PAGE, lambda: _context(locations.location(location_id))), within_plan("locations"):
        keep_location.change_location(location_id, _facts(LocationForm.parse(request.form)))
    toast(_("The location is saved"))
    return go(url_for(".list_locations"))
