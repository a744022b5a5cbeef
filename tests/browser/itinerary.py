"""Where the tour goes: the doors of the demo, how one signs in at each, and what is worth seeing inside."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser import steps


@dataclass(frozen=True, slots=True)
class Stop:
    """A page: its address, or a link to `follow` on it, or what to do (`act`) on the page before.

    A stop that `leads` is gone through even when only later ones are wanted; one with `refusals` is there to see
    a form refused with one of these statuses.
    """

    name: str
    title: str
    path: str | None = None
    follow: str | None = None
    act: Callable[[Page], None] | None = None
    status: int = 200
    leads: bool = False
    refusals: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Door:
    """An audience: its address, its sign-in, its pages in the order of a visit."""

    name: str
    origin: str
    stops: tuple[Stop, ...]
    sign_in: Callable[[Page], None] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A line of `demo.json`."""

    label: str
    url: str
    user: str
    password: str

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo's accounts, by door."""

    accounts: tuple[Account, ...]
    facts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Path) -> "Demo":
        """What the seeder wrote down. Raises SystemExit when there are no demo shops."""
        file = data / "demo.json"
        if not file.exists():
            raise SystemExit(f"{file} is missing: the tour needs the demo's shops.")
        fields = ("label", "url", "user", "password")
        rows = [{name: str(row.get(name) or "") for name in fields} for row in json.loads(file.read_text())]
        return cls(tuple(Account(**row) for row in rows))

    def console(self) -> Account:
        return next(each for each in self.accounts if urlsplit(each.url).netloc.startswith("console."))

    def shops(self) -> list[str]:
        """The tenants' origins, in the seeder's order."""
        console = self.console().origin
        return list(dict.fromkeys(each.origin for each in self.accounts if each.origin != console))

    def at(self, origin: str, path: str) -> list[Account]:
        """Accounts that sign in at a path of a shop."""
        return [
            each
            for each in self.accounts
            if each.origin == origin and each.path.startswith(path) and each.user
        ]

    def customer(self, origin: str) -> Account | None:
        """A shopper with an account."""
        inside = [each for each in self.accounts if each.origin == origin and each.user]
        return next((each for each in inside if not each.path.startswith(("/admin", "/pos"))), None)


def doors(demo: Demo) -> list[Door]:
    """Every audience of the demo; the longest visits first."""
    first, *others = demo.shops()
    admin = demo.at(first, "/admin")[0]
    found = [
        Door(
            "admin",
            first,
            ADMIN,
            lambda page: steps.sign_in(page, first + "/admin/", admin.user, admin.password),
        ),
        Door("shop", first, (*SHOP, *_account(demo.customer(first)))),
        Door("console", demo.console().origin, CONSOLE, lambda page: _operator(page, demo.console())),
        Door("api", first, API),
    ]
    if cashiers := demo.at(first, "/pos"):
        found.insert(
            2,
            Door("till", first, TILL, lambda page: steps.open_till(page, first, admin, cashiers[0].password)),
        )
    found += [Door(f"shop{at}", origin, OTHER_SHOP) for at, origin in enumerate(others, 2)]
    return found


def _operator(page: Page, account: Account) -> None:
    steps.sign_in(page, account.origin + "/console/", account.user, account.password)


def _account(customer: Account | None) -> tuple[Stop, ...]:
    if customer is None:
        return ()
    return (
        Stop(
            "account", "Her account", "/account/sign-in",
            act=lambda page: steps.shopper_signs_in(page, customer.user, customer.password), leads=True,
        ),
        Stop("account-order", "An order of hers", "/account/", follow="main a[href*='/account/orders/']"),
        Stop("account-addresses", "Her addresses", "/account/addresses"),
        Stop("account-points", "Her points", "/account/points"),
        Stop("account-reviews", "Her reviews", "/account/reviews"),
    )  # fmt: skip


CONSOLE = (
    Stop("tenants", "Tenants", "/console/tenants/"),
    Stop("tenant", "One tenant", "/console/tenants/", follow="table tbody a"),
    Stop("tenant-new", "Open a tenant", "/console/tenants/new"),
    Stop("health", "Health", "/console/health/"),
    Stop("jobs", "Jobs", "/console/jobs/"),
    Stop("migrations", "Migrations", "/console/migrations/"),
    Stop("plans", "Plans", "/console/plans/"),
    Stop("mails", "Caught mails", "/console/mails/"),
    Stop("operators", "Operators", "/console/operators/"),
    Stop("journal", "Journal", "/console/journal/"),
    Stop("missing", "No such page", "/console/nowhere", status=404),
)

SECOND = "table tbody tr:nth-child(2) a"
ADMIN = (
    Stop("home", "Home", "/admin/"),
    Stop("orders", "Orders", "/admin/orders/"),
    Stop("orders-none", "No order fits", "/admin/orders/?q=nothing-like-this"),
    Stop("order", "An order", "/admin/orders/?view=open", follow="table tbody a"),
    Stop("order-cancel", "Cancelling it", act=steps.opens("Cancel order")),
    Stop("order-pickup", "An order to be picked up", "/admin/orders/?view=pickup", follow="table tbody a"),
    Stop("order-print", "A packing list", "/admin/orders/?view=open", act=steps.packing_list),
    Stop("shipments", "Parcels", "/admin/shipments/"),
    Stop("shipment", "A parcel", "/admin/shipments/", follow="table tbody a"),
    Stop("pickups", "Pickups", "/admin/pickups/"),
    Stop("pickup", "A pickup", "/admin/pickups/", follow="table tbody a"),
    Stop("products", "Products", "/admin/products/"),
    Stop("product", "A product", "/admin/products/", follow="table tbody a"),
    *(
        Stop(
            f"product-{part}",
            title,
            "/admin/products/",
            follow="table tbody a",
            act=steps.beside("/" + address),
        )
        for part, title, address in (
            ("selling", "What it consists of, what is asked", "selling"),
            ("links", "Shown beside it", "links"),
            ("language", "In another language", "translate/en"),
            ("history", "Its history", "history"),
        )
    ),
    Stop("product-new", "A new product", "/admin/products/new"),
    Stop("product-guide", "A new product, step by step", "/admin/products/guide"),
    Stop("translations", "Missing translations", "/admin/translations/"),
    Stop("checks", "Broken links", "/admin/checks/"),
    Stop("brands", "Brands", "/admin/products/brands"),
    Stop("brand", "A brand", "/admin/products/brands", follow="table tbody a"),
    Stop("collections", "Collections", "/admin/collections/"),
    Stop("collection-new", "A new collection", "/admin/collections/new"),
    Stop("products-grid", "Products as a sheet", "/admin/products/grid"),
    Stop("product-types", "Product types", "/admin/product-types/"),
    Stop("product-type-new", "A new product type", "/admin/product-types/new"),
    Stop("media", "Media", "/admin/media/"),
    Stop("media-one", "A picture", "/admin/media/", follow="main a[href*='/admin/media/']:has(img)"),
    Stop("media-match", "Matching pictures", "/admin/media/match"),
    Stop("reviews", "Reviews", "/admin/reviews/"),
    Stop("search-desk", "What is sought", "/admin/search/"),
    Stop("search-rules", "Rules of the search", "/admin/search/rules/"),
    Stop("search-rule-new", "A new rule", "/admin/search/rules/new"),
    Stop("categories", "Categories", "/admin/categories/"),
    Stop("imports", "Imports", "/admin/imports/"),
    Stop("stock", "Stock", "/admin/stock/"),
    Stop("stock-item", "Stock of one item", "/admin/stock/", follow="table tbody a"),
    Stop("stock-sheet", "The stock sheet", "/admin/stock/sheet"),
    Stop("stock-holds", "On hold", "/admin/stock/holds/"),
    Stop("stock-lots", "Lots", "/admin/stock/lots/"),
    Stop("stock-serials", "Serial numbers", "/admin/stock/serials/"),
    Stop("stock-exceptions", "Exceptions", "/admin/stock/exceptions/"),
    Stop("stock-approvals", "Approvals", "/admin/stock/approvals/"),
    Stop("stock-imports", "Stock from files", "/admin/stock/imports/"),
    Stop("stock-reports", "What a 3PL reports", "/admin/stock-reports/"),
    Stop("alerts", "Low stock", "/admin/alerts/"),
    Stop("counts", "Counts", "/admin/counts/"),
    Stop("count", "A count", "/admin/counts/", follow="table tbody a"),
    Stop("transfers", "Transfers", "/admin/transfers/"),
    Stop(
        "transfer", "A transfer", "/admin/transfers/", follow="main a[href*='/admin/transfers/']:not(.button)"
    ),
    Stop("suppliers", "Suppliers", "/admin/suppliers/"),
    Stop("purchases", "Purchase orders", "/admin/purchases/"),
    Stop("purchase", "A purchase order", "/admin/purchases/", follow="table tbody a"),
    Stop("receiving", "Receiving", "/admin/receiving/"),
    Stop("put-away", "Put away", "/admin/put-away/"),
    Stop("valuation", "What stock is worth", "/admin/valuation/"),
    Stop("settings-stock", "When stock is short", "/admin/settings/stock"),
    Stop("customers", "Customers", "/admin/customers/"),
    Stop("customer", "A customer", "/admin/customers/", follow="table tbody a"),
    Stop(
        "points",
        "A member's points",
        "/admin/customers/",
        follow="table tbody a",
        act=steps.beside("/points"),
    ),
    Stop("gift-cards", "Gift cards", "/admin/gift-cards/"),
    Stop("gift-card-new", "A new gift card", "/admin/gift-cards/new"),
    Stop("prices", "Price lists", "/admin/prices/"),
    Stop("price-list", "A price list", "/admin/prices/", follow="table tbody a"),
    Stop("promotions", "Promotions", "/admin/promotions/"),
    Stop("promotion", "A promotion", "/admin/promotions/", follow="table tbody a"),
    Stop("promotion-new", "A new promotion", "/admin/promotions/new"),
    Stop("tests", "A/B tests", "/admin/tests/"),
    Stop("test", "An A/B test", "/admin/tests/", follow="table tbody a"),
    Stop("stores", "Stores", "/admin/stores/"),
    Stop("shifts", "Shifts", "/admin/stores/shifts/"),
    Stop("attention", "Needs attention", "/admin/stores/attention/"),
    Stop("channels", "Channels", "/admin/channels/"),
    Stop("assortment", "What a channel offers", "/admin/channels/web/assortment"),
    Stop("sites", "Sites", "/admin/sites/"),
    Stop("site", "A site", "/admin/sites/", follow="table tbody a"),
    Stop("site-prices", "A site's prices", "/admin/sites/", follow=SECOND, act=steps.beside("/prices")),
    Stop("reports", "Reports", "/admin/reports/"),
    Stop("settings", "Settings", "/admin/settings/"),
    Stop("settings-points", "Points", "/admin/settings/points"),
    Stop("settings-merchant", "Who sells", "/admin/settings/merchant"),
    Stop("settings-taxes", "Taxes", "/admin/settings/taxes/"),
    Stop("settings-rounding", "How the shop reckons", "/admin/settings/rounding"),
    Stop("settings-delivery", "Delivery", "/admin/settings/delivery/"),
    Stop("settings-locations", "Locations", "/admin/settings/locations/"),
    Stop("settings-brand", "Brand", "/admin/settings/brand"),
    Stop("settings-checkout", "Checkout", "/admin/settings/checkout"),
    Stop("pages", "Pages", "/admin/pages/"),
    Stop("page", "A page", "/admin/pages/", follow="table tbody a"),
    Stop("blocks", "The home page's blocks", "/admin/content/home"),
    Stop("look", "The look", "/admin/look/"),
    Stop("pieces", "Own templates", "/admin/pieces/"),
    Stop("redirects", "Redirects", "/admin/redirects/"),
    Stop("visits", "Visits", "/admin/visits/"),
    Stop("stock-accuracy", "Stock accuracy", "/admin/reports/stock-accuracy/"),
    Stop("on-time", "How fast changes arrive", "/admin/reports/on-time/"),
    Stop("duties", "Duties and import costs", "/admin/settings/duties/"),
    Stop("settings-tags", "Tags", "/admin/settings/tags"),
    Stop("mails", "Mails", "/admin/mails/"),
    Stop("people", "People", "/admin/people/"),
    Stop("person", "A colleague", "/admin/people/", follow="table tbody a"),
    Stop("roles", "Roles", "/admin/people/roles/"),
    Stop("role", "A role", "/admin/people/roles/", follow="table tbody a"),
    Stop("programs", "API clients", "/admin/programs/"),
    Stop("audit", "Audit log", "/admin/audit/"),
    Stop("profile", "Your profile", "/admin/profile/"),
    Stop("missing", "No such page", "/admin/nowhere", status=404),
)

SHOP = (
    Stop("home", "Home", "/language/en?next=/", leads=True),
    Stop(
        "listing", "A department", "/", follow="footer a[href*='/c/']", act=steps.refuse_cookies, leads=True
    ),
    Stop("search", "A search", "/search?q=mug"),
    Stop("search-none", "Nothing found", "/search?q=zzzzzz"),
    Stop("product", "A product", "/search?q=mug", act=steps.find_in_stock, leads=True),
    Stop("added", "Put into the cart", act=steps.add_to_cart, leads=True),
    Stop("cart", "The cart", "/cart"),
    Stop("checkout", "The checkout", "/checkout", act=steps.fill_checkout),
    Stop("checkout-pickup", "Picking it up instead", act=steps.choose_pickup),
    Stop("checkout-refused", "A refused card", "/checkout", act=steps.pay_in_vain, refusals=frozenset({402})),
    Stop("confirmation", "Thank you", "/checkout", act=steps.pay),
    Stop("cart-empty", "An empty cart", "/cart"),
    Stop("search-typo", "A word spelt wrong", "/search?q=jaket"),
    Stop("wishlist", "A wish list", "/wishlist"),
    Stop("stores", "Stores", "/stores"),
    Stop("legal", "A legal page", "/", follow="footer a[href*='/pages/']"),
    Stop("consent", "Cookies", "/consent"),
    Stop("sign-in", "Sign in", "/account/sign-in"),
    Stop("missing", "No such page", "/nowhere", status=404),
)

OTHER_SHOP = (
    Stop("home", "Home of another shop", "/"),
    Stop("listing", "Its goods", "/search?q="),
    Stop("search-none", "Nothing found", "/search?q=zzzzzz"),
    Stop("product", "One of its products", "/search?q=", act=steps.find_in_stock, leads=True),
    Stop("added", "Put into its cart", act=steps.add_to_cart, leads=True),
    Stop("cart", "Its cart", "/cart"),
    Stop("checkout", "Its checkout", "/checkout"),
    Stop("missing", "No such page", "/nowhere", status=404),
)

TILL = (
    Stop("sell", "Selling", act=steps.till_basket, leads=True),
    Stop("pay", "Taking money", act=steps.till_pay, leads=True),
    Stop("done", "Paid", act=steps.till_paid, leads=True),
    Stop("receipts", "Receipts", act=lambda page: steps.till_go(page, "receipts")),
    Stop("cash", "Cash in and out", act=lambda page: steps.till_go(page, "cash")),
    Stop("settings", "Settings of the till", act=lambda page: steps.till_go(page, "settings")),
    Stop("close", "Closing the register", act=steps.till_close),
    Stop("signin", "Who is selling", act=steps.till_lock),
)

API = (
    Stop("docs", "The API, readable", "/api/docs"),
    Stop("design", "The design system", "/_design"),
    Stop("error-500", "Something broke", "/_design/errors/500"),
    Stop("closed", "A closed shop", "/_design/errors/closed"),
)
