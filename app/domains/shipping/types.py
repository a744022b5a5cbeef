"""What delivery methods look like to those who ask."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Method:
    """A way of delivery. `price` and `free_from` are minor units of `currency`, in the tenant's tax mode.

    No countries means everywhere; days are working days until the parcel arrives.
    """

    id: UUID
    code: str
    name: str
    currency: str
    price: int
    free_from: int | None = None
    tax_class: str = "standard"
    countries: tuple[str, ...] = ()
    days_min: int = 2
    days_max: int = 4
    active: bool = True
    position: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    """A method that a shopper may choose, at the price it has for their basket."""

    method: Method
    price: int
