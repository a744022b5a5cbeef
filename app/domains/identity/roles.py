"""The standard roles, each with the least its work needs. Data, no behaviour.

Built-in roles live here and not in the tenants' tables: a release changes them for everybody at once, and no
tenant can. Every tenant has its own people in them. `docs/roles.md` is the published matrix.
"""

from dataclasses import dataclass

CONSOLE = "identity:console:enter"


@dataclass(frozen=True, slots=True)
class StandardRole:
    """A delivered role. A `local` one is held for chosen locations only, never for all."""

    code: str
    name: str
    description: str
    permissions: frozenset[str]
    local: bool = False


WORDING: dict[str, dict[str, str]] = {
    "Orders": {
        "orders:order:view": "See orders",
        "orders:order:create": "Enter orders",
        "orders:order:edit": "Change orders",
        "orders:order:cancel": "Cancel orders",
        "orders:order:refund": "Refund orders",
        "invoices:invoice:view": "See invoices",
        "payments:payment:view": "See payments",
    },
    "Fulfilment": {
        "fulfillment:shipment:view": "See shipments",
        "fulfillment:shipment:work": "Pick, pack and ship",
        "fulfillment:pickup:view": "See pickups",
        "fulfillment:pickup:work": "Prepare and hand over pickups",
    },
    "Catalogue": {
        "catalog:product:view": "See products",
        "catalog:product:edit": "Edit products",
        "catalog:product:publish": "Publish products",
        "catalog:product:approve": "Approve products",
        "catalog:product:delete": "Delete products",
        "catalog:product:import": "Import products",
        "catalog:product:keys": "Take licence keys out as a file",
        "catalog:category:edit": "Edit categories",
        "search:rule:edit": "Steer the shop's search",
        "search:report:view": "See what is sought",
        "content:page:edit": "Edit pages",
        "reviews:review:moderate": "Approve, reject and answer reviews",
    },
    "Prices": {
        "pricing:price:view": "See prices",
        "pricing:price:edit": "Change prices",
        "pricing:price:undercut": "Approve prices below the margin",
        "pricing:quote:ask": "Ask for price quotes",
    },
    "Stock": {
        "inventory:stock:view": "See stock",
        "inventory:stock:adjust": "Adjust stock",
        "inventory:stock:hold": "Put stock on hold",
        "inventory:stock:release": "Release stock from hold",
        "inventory:transfer:view": "See transfers",
        "inventory:transfer:request": "Ask for transfers",
        "inventory:transfer:approve": "Approve transfers",
        "inventory:transfer:work": "Pick, dispatch and receive transfers",
        "inventory:stock:plan": "Set safety stock and backorders",
        "inventory:alert:view": "See low-stock alerts",
        "inventory:alert:edit": "Settle low-stock alerts and set thresholds",
        "inventory:count:view": "See counts",
        "inventory:count:work": "Count stock",
        "inventory:count:approve": "Open counts and post their differences",
        "inventory:location:view": "See locations",
        "inventory:location:edit": "Edit locations",
        "inventory:purchase:view": "See suppliers and purchase orders",
        "inventory:purchase:edit": "Order from suppliers",
        "inventory:purchase:receive": "Receive deliveries",
        "inventory:value:view": "See what stock is worth",
    },
    "Customers": {
        "customers:customer:view": "See customers",
        "customers:customer:edit": "Edit customers",
        "customers:customer:erase": "Erase customers' personal data",
        "customers:company:view": "See companies",
        "customers:company:edit": "Edit companies and their members",
    },
    "Points of members": {
        "loyalty:points:view": "See points of members",
        "loyalty:points:adjust": "Change points of members",
    },
    "Gift cards": {
        "giftcards:card:view": "See gift cards and store credit",
        "giftcards:card:issue": "Issue, load and block gift cards, grant store credit",
    },
    "Marketing": {
        "promotions:promotion:view": "See promotions and codes",
        "promotions:promotion:edit": "Write promotions, switch them, make codes",
    },
    "A/B tests": {
        "experiments:test:view": "See A/B tests and their results",
        "experiments:test:edit": "Write, start and stop A/B tests",
    },
    "Stores": {
        "pos:till:view": "See tills and shifts",
        "pos:till:sell": "Sell at the till",
        "pos:till:refund": "Take returns at the till",
        "pos:till:receive": "Receive deliveries at the till",
        "pos:till:override": "Change prices at the till, up to the limit",
        "pos:till:approve": "Approve price changes at the till, and make them without limit",
        "pos:till:manage": "Manage tills, cash and refused operations",
    },
    "Reports": {
        "reports:sales:view": "See sales reports",
    },
    "People and programs": {
        "identity:console:enter": "Enter the console",
        "identity:staff:view": "See colleagues",
        "identity:staff:edit": "Invite and manage colleagues",
        "identity:role:edit": "Define roles",
        "identity:program:edit": "Manage API clients",
        "identity:audit:view": "Search the audit log",
        "identity:security:edit": "Demand a second factor of everybody",
    },
    "Settings": {
        "channels:settings:view": "See settings",
        "channels:settings:edit": "Change settings",
        "channels:mail:view": "Read mails sent to customers",
        "channels:mail:retry": "Send failed mails again",
        "taxes:rate:edit": "Change tax rates",
        "taxes:duty:edit": "Change duties and import costs",
        "shipping:method:edit": "Change delivery methods",
    },
}
EVERYTHING = frozenset(code for group in WORDING.values() for code in group)


def named(codes: str) -> frozenset[str]:
    """The rights of a list with blanks between them."""
    return frozenset(codes.split())


_ROLES = (
    StandardRole(
        "administrator", "Administrator", "Runs the whole shop, its people and its settings", EVERYTHING
    ),
    StandardRole(
        "catalog_manager",
        "Catalogue manager",
        "Products, categories, pictures, publication and imports",
        named("""
            catalog:product:view catalog:product:edit catalog:product:publish catalog:product:approve
            catalog:product:delete catalog:product:import catalog:category:edit pricing:price:view
            reviews:review:moderate search:rule:edit search:report:view identity:console:enter
        """),
    ),
    StandardRole(
        "inventory_manager",
        "Inventory manager",
        "Stock everywhere, counts and locations",
        named("""
            catalog:product:view inventory:stock:view inventory:stock:adjust inventory:stock:hold
            inventory:stock:release inventory:stock:plan inventory:location:view inventory:location:edit
            inventory:transfer:view inventory:transfer:request inventory:transfer:approve
            inventory:transfer:work inventory:purchase:view inventory:purchase:edit
            inventory:purchase:receive inventory:value:view identity:console:enter
            inventory:count:view inventory:count:work inventory:count:approve
            inventory:alert:view inventory:alert:edit
        """),
    ),
    StandardRole(
        "order_manager",
        "Order manager",
        "All orders, from entry to delivery, cancellation and refund",
        named("""
            orders:order:view orders:order:create orders:order:edit orders:order:cancel
            orders:order:refund invoices:invoice:view payments:payment:view fulfillment:shipment:view
            fulfillment:shipment:work fulfillment:pickup:view fulfillment:pickup:work
            catalog:product:view pricing:price:view pricing:quote:ask inventory:stock:view
            inventory:location:view customers:customer:view identity:console:enter
            giftcards:card:view giftcards:card:issue
        """),
    ),
    StandardRole(
        "fulfillment_user",
        "Fulfilment user",
        "Picks, packs, ships and hands over at the own locations",
        named("""
            orders:order:view fulfillment:shipment:view fulfillment:shipment:work
            fulfillment:pickup:view fulfillment:pickup:work inventory:transfer:view
            inventory:transfer:work inventory:purchase:receive identity:console:enter
            inventory:count:view inventory:count:work
        """),
        local=True,
    ),
    StandardRole(
        "service_representative",
        "Service representative",
        "Helps customers: orders, refunds, contact data",
        named("""
            orders:order:view orders:order:create orders:order:edit orders:order:refund
            invoices:invoice:view payments:payment:view fulfillment:shipment:view
            fulfillment:pickup:view catalog:product:view pricing:price:view pricing:quote:ask
            inventory:stock:view customers:customer:view customers:customer:edit customers:company:view
            loyalty:points:view
            giftcards:card:view loyalty:points:adjust identity:console:enter
        """),
    ),
    StandardRole(
        "marketing_manager",
        "Marketing manager",
        "Pages and campaigns",
        named("""
            catalog:product:view content:page:edit search:rule:edit search:report:view
            pricing:price:view promotions:promotion:view promotions:promotion:edit
            experiments:test:view experiments:test:edit
            giftcards:card:view giftcards:card:issue identity:console:enter
        """),
    ),
    StandardRole(
        "b2b_account_manager",
        "B2B account manager",
        "Companies, their members and quotes for them",
        named("""
            catalog:product:view pricing:price:view pricing:quote:ask inventory:stock:view
            customers:company:view customers:company:edit identity:console:enter
        """),
    ),
    StandardRole(
        "store_manager",
        "Store manager",
        "The own stores: till, team, stock, orders and sales",
        named("""
            orders:order:view orders:order:cancel orders:order:refund invoices:invoice:view
            payments:payment:view fulfillment:shipment:view fulfillment:shipment:work
            fulfillment:pickup:view fulfillment:pickup:work catalog:product:view pricing:price:view
            inventory:stock:view inventory:stock:adjust inventory:stock:hold inventory:location:view
            customers:customer:view loyalty:points:view pos:till:view pos:till:sell pos:till:refund pos:till:manage
            pos:till:receive pos:till:override pos:till:approve
            reports:sales:view inventory:transfer:view inventory:transfer:request
            inventory:transfer:work inventory:purchase:view inventory:purchase:receive
            inventory:count:view inventory:count:work inventory:count:approve
            inventory:alert:view inventory:alert:edit
            identity:console:enter identity:staff:view identity:staff:edit
        """),
        local=True,
    ),
    StandardRole(
        "store_associate",
        "Store associate",
        "Sells and takes returns at the till of the own stores",
        named("""
            catalog:product:view pricing:price:view inventory:stock:view customers:customer:view
            pos:till:sell pos:till:refund pos:till:receive pos:till:override
            fulfillment:pickup:view fulfillment:pickup:work
        """),
        local=True,
    ),
    StandardRole(
        "finance",
        "Finance",
        "Reads orders, invoices, payments and reports",
        named("""
            orders:order:view invoices:invoice:view payments:payment:view reports:sales:view
            inventory:value:view identity:console:enter giftcards:card:view
        """),
    ),
)
STANDARD_ROLES: dict[str, StandardRole] = {role.code: role for role in _ROLES}
