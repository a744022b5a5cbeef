"""Where a method delivers and what it costs: pure choices."""

from app.domains.shipping.types import Method, Option


def price_for(method: Method, goods: int) -> int:
    """The price for goods worth this much (after discounts, in the tax mode): 0 from `free_from` on."""
    return 0 if method.free_from is not None and goods >= method.free_from else method.price


def delivers_to(method: Method, country: str | None) -> bool:
    """Whether the method reaches a country; while it is not known (None), every method may."""
    return country is None or not method.countries or country in method.countries


def options(methods: list[Method], *, country: str | None, currency: str, goods: int) -> list[Option]:
    """What a shopper may choose, in the shop's order."""
    offered = (method for method in methods if method.active and method.currency == currency)
    return [Option(method, price_for(method, goods)) for method in offered if delivers_to(method, country)]
