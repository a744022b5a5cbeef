"""What programs may be let into: the scopes of API clients, and the rights that each of them stands for."""

from collections.abc import Iterable

from app.domains.identity.roles import named

# Carts are open to whoever knows their id (CONTRACT): their scope is for what programs do with them later.
SCOPES: dict[str, frozenset[str]] = {
    "catalog:read": named("catalog:product:view pricing:price:view"),
    "catalog:write": named("""
        catalog:product:view catalog:product:edit catalog:product:publish catalog:product:approve
        catalog:product:import catalog:category:edit pricing:price:view pricing:price:edit
    """),
    "stock:read": named("inventory:stock:view inventory:location:view inventory:transfer:view"),
    "stock:write": named("""
        inventory:stock:view inventory:stock:adjust inventory:stock:hold inventory:stock:plan
        inventory:location:view inventory:location:edit
        inventory:transfer:view inventory:transfer:request inventory:transfer:approve inventory:transfer:work
    """),
    "stock:release": named("inventory:stock:view inventory:stock:release"),
    "carts:read": frozenset(),
    "carts:write": frozenset(),
    "orders:read": named("""
        orders:order:view invoices:invoice:view payments:payment:view fulfillment:shipment:view
        fulfillment:pickup:view
    """),
    "orders:write": named("""
        orders:order:view orders:order:create orders:order:edit orders:order:cancel orders:order:refund
        fulfillment:shipment:view fulfillment:shipment:work fulfillment:pickup:view
        fulfillment:pickup:work
    """),
    "customers:read": named("customers:customer:view customers:company:view"),
    "customers:write": named("""
        customers:customer:view customers:customer:edit customers:company:view customers:company:edit
    """),
    "pos:read": named("pos:till:view"),
    "pos:write": named("pos:till:view pos:till:sell pos:till:refund"),
    "quotes:read": named("pricing:quote:ask"),
    "quotes:write": named("pricing:quote:ask"),
    "promotions:read": named("promotions:promotion:view"),
    "promotions:write": named("promotions:promotion:view promotions:promotion:edit"),
    "giftcards:read": named("giftcards:card:view"),
    "giftcards:write": named("giftcards:card:view giftcards:card:issue"),
}
ALL_SCOPES = "all"


def expand(scopes: Iterable[str]) -> frozenset[str]:
    """The scopes that these stand for; unknown ones are dropped."""
    given = frozenset(scopes)
    return frozenset(SCOPES) if ALL_SCOPES in given else given & frozenset(SCOPES)


def rights_of_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """What a program with these scopes may do."""
    return frozenset().union(*(SCOPES[scope] for scope in expand(scopes)))
