"""The frame of staff pages: the menu by job, only what the person may use, and who sits here."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, g, request

from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later
from app.core.principal import ANONYMOUS, Principal


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu: shown when its page exists and the person holds one of `rights`."""

    label: Any
    url: str
    rights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A group of the menu; it leads to its first place that the person may use."""

    label: Any
    icon: str
    places: tuple[Place, ...]


MENU = (
    Job(later("Home"), "house", (Place(later("Home"), "/admin/", ("identity:console:enter",)),)),
    Job(
        later("Orders"),
        "shopping-bag",
        (
            Place(later("Orders"), "/admin/orders/", ("orders:order:view",)),
            Place(later("Shipments"), "/admin/shipments/", ("fulfillment:shipment:view",)),
            Place(later("Pickups"), "/admin/pickups/", ("fulfillment:pickup:view",)),
        ),
    ),
    Job(
        later("Products"),
        "package",
        (
            Place(later("Products"), "/admin/products/", ("catalog:product:view",)),
            Place(later("Missing translations"), "/admin/translations/", ("catalog:product:view",)),
            Place(later("What wants mending"), "/admin/checks/", ("catalog:product:view",)),
            Place(later("Brands"), "/admin/products/brands", ("catalog:product:view",)),
            Place(later("Media"), "/admin/media/", ("catalog:product:view",)),
            Place(later("Product types"), "/admin/product-types/", ("catalog:product:edit",)),
            Place(later("Categories"), "/admin/categories/", ("catalog:category:edit",)),
            Place(later("Collections"), "/admin/collections/", ("catalog:category:edit",)),
            Place(later("Search"), "/admin/search/", ("search:report:view",)),
            Place(later("Search rules"), "/admin/search/rules/", ("search:rule:edit",)),
            Place(later("Price lists"), "/admin/prices/", ("pricing:price:view",)),
            Place(later("Price approvals"), "/admin/prices/approvals/", ("pricing:price:view",)),
            Place(later("Imports"), "/admin/imports/", ("catalog:product:import",)),
        ),
    ),
    Job(
        later("Stock"),
        "boxes",
        (
            Place(later("Stock"), "/admin/stock/", ("inventory:stock:view",)),
            Place(later("Lots"), "/admin/stock/lots/", ("inventory:stock:view",)),
            Place(later("Serial numbers"), "/admin/stock/serials/", ("inventory:stock:view",)),
            Place(later("Exceptions"), "/admin/stock/exceptions/", ("inventory:stock:view",)),
            Place(later("Approvals"), "/admin/stock/approvals/", ("inventory:stock:adjust",)),
            Place(later("On hold"), "/admin/stock/holds/", ("inventory:stock:view",)),
            Place(later("Transfers"), "/admin/transfers/", ("inventory:transfer:view",)),
            Place(later("Purchase orders"), "/admin/purchases/", ("inventory:purchase:view",)),
            Place(later("Reorder"), "/admin/purchases/suggestions", ("inventory:purchase:edit",)),
            Place(later("Receiving"), "/admin/receiving/", ("inventory:purchase:receive",)),
            Place(later("Put away"), "/admin/put-away/", ("inventory:purchase:receive",)),
            Place(later("Suppliers"), "/admin/suppliers/", ("inventory:purchase:view",)),
            Place(later("Alerts"), "/admin/alerts/", ("inventory:alert:view",)),
            Place(later("Counts"), "/admin/counts/", ("inventory:count:view",)),
            Place(later("3PL reports"), "/admin/stock-reports/", ("inventory:stock:view",)),
            Place(later("Stock value"), "/admin/valuation/", ("inventory:value:view",)),
            Place(later("Locations"), "/admin/settings/locations/", ("inventory:location:view",)),
        ),
    ),
    Job(
        later("Customers"),
        "users",
        (
            Place(later("Customers"), "/admin/customers/", ("customers:customer:view",)),
            Place(later("Companies"), "/admin/companies/", ("customers:company:view",)),
            Place(later("Gift cards"), "/admin/gift-cards/", ("giftcards:card:view",)),
            Place(later("Reviews"), "/admin/reviews/", ("reviews:review:moderate",)),
        ),
    ),
    Job(
        later("Marketing"),
        "megaphone",
        (
            Place(later("Promotions"), "/admin/promotions/", ("promotions:promotion:view",)),
            Place(later("A/B tests"), "/admin/tests/", ("experiments:test:view",)),
        ),
    ),
    Job(
        later("Stores"),
        "store",
        (
            Place(later("Stores"), "/admin/stores/", ("pos:till:view",)),
            Place(later("Shifts"), "/admin/stores/shifts/", ("pos:till:view",)),
            Place(later("Price changes"), "/admin/stores/price-changes/", ("pos:till:view",)),
            Place(later("Needs attention"), "/admin/stores/attention/", ("pos:till:view",)),
        ),
    ),
    Job(
        later("Channels"),
        "waypoints",
        (
            Place(later("Channels"), "/admin/channels/", ("channels:settings:view", "catalog:category:edit")),
            Place(later("Sites"), "/admin/sites/", ("channels:settings:view",)),
        ),
    ),
    Job(
        later("Reports"),
        "chart-line",
        (
            Place(later("Sales"), "/admin/reports/", ("reports:sales:view",)),
            Place(later("Visits"), "/admin/visits/", ("reports:sales:view",)),
            Place(later("Stock accuracy"), "/admin/reports/stock-accuracy/", ("inventory:stock:view",)),
            Place(later("On time"), "/admin/reports/on-time/", ("reports:sales:view",)),
        ),
    ),
    Job(
        later("Settings"),
        "settings",
        (
            Place(later("Shop"), "/admin/settings/", ("channels:settings:view",)),
            Place(later("Look"), "/admin/look/", ("channels:settings:view",)),
            Place(later("Pages"), "/admin/pages/", ("content:page:edit",)),
            Place(later("Redirects"), "/admin/redirects/", ("content:page:edit",)),
            Place(later("People"), "/admin/people/", ("identity:staff:view",)),
            Place(later("Roles"), "/admin/people/roles/", ("identity:role:edit",)),
            Place(later("API clients"), "/admin/programs/", ("identity:program:edit",)),
            Place(later("Mails"), "/admin/mails/", ("channels:mail:view",)),
            Place(later("Audit log"), "/admin/audit/", ("identity:audit:view",)),
        ),
    ),
)


@lru_cache(maxsize=4)
def _pages(app: Any) -> frozenset[str]:
    """Every address without parameters that answers to GET."""
    return frozenset(
        rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())
    )


def menu(caller: Principal, path: str) -> list[dict[str, Any]]:
    """The menu for a caller on a page."""
    pages = _pages(current_app._get_current_object())  # type: ignore[attr-defined]  # the app behind the proxy
    usable = [
        (job, [place for place in job.places if place.url in pages and any(map(caller.may, place.rights))])
        for job in MENU
    ]
    here = max(
        (place.url for _job, places in usable for place in places if _within(path, place.url)),
        key=len,
        default="",
    )
    return [_entry(job, places, here) for job, places in usable if places]


def _within(path: str, url: str) -> bool:
    return path == url if url == "/admin/" else path.startswith(url.rstrip("/"))


def _entry(job: Job, places: list[Place], here: str) -> dict[str, Any]:
    children = [
        {"label": str(place.label), "url": place.url, "active": place.url == here} for place in places
    ]
    return {
        "label": str(job.label),
        "icon": job.icon,
        "url": places[0].url,
        "active": any(child["active"] for child in children),
        "children": children if len(children) > 1 else [],
    }


def frame() -> dict[str, Any]:
    """What the shell shows around a page; around error pages too, which come outside the tenant's scope."""
    caller: Principal = g.get("principal", ANONYMOUS)
    context: dict[str, Any] = {"shop_name": g.tenant.name if "tenant" in g else "", "home_url": "/admin/"}
    if caller.kind != "staff":
        return context
    return context | {
        "nav": menu(caller, request.path),
        "person": {
            "name": caller.name,
            "initials": "".join(word[0] for word in caller.name.split()[:2]).upper(),
            "links": [(_("Your profile"), "/admin/profile/", "circle-user-round")],
            "sign_out": "/admin/sign-out",
        },
    }
