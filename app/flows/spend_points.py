"""Points as a discount: what they are worth in a checkout, and that they are spent once."""

from uuid import UUID

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.loyalty import rules
from app.domains.loyalty import service as loyalty
from app.domains.loyalty.errors import TooFewPoints
from app.flows.reward_orders import program


def worth(points: int, currency: str) -> int:
    """Minor units that points take off; nothing where the shop has no programme, or sells in another currency."""
    found = program() if currency == current_tenant().currency else None
    return rules.worth(points, found) if found else 0


def room(customer_id: UUID, goods: int) -> tuple[int, int]:
    """How many points the customer may spend on goods worth so much, and what those take off; (0, 0) without any."""
    found = program()
    if found is None:
        return 0, 0
    most = max(0, min(loyalty.balance(customer_id).available, rules.points_for(goods, found)))
    return most, rules.worth(most, found)


def tier(customer_id: UUID) -> str:
    """The member's tier; empty where there is none."""
    found = program()
    return rules.tier(loyalty.balance(customer_id).year, found) if found and found.tiers else ""


def check(customer_id: UUID | None, points: int) -> None:
    """Raises Invalid at `points` for who has no account, TooFewPoints for more than there are."""
    if customer_id is None or program() is None:
        words = _("Sign in to use your points")
        raise Invalid(words, fields={"points": words})
    available = loyalty.balance(customer_id).available
    if points > available:
        raise TooFewPoints(_("You have %(count)s points to spend", count=available), available=available)


def spend(order_id: UUID, customer_id: UUID, amount: int) -> None:
    """Take the points that are worth an amount off. Raises TooFewPoints."""
    found = program()
    if found is not None:
        loyalty.spend(order_id, customer_id, rules.points_for(amount, found))
