"""What a pricing case asks of the shop."""

from app.core.db import unit_of_work
from app.core.tenancy import current_tenant
from app.domains.pricing.engine import Rules
from app.queries import selling_terms


def rules_now() -> Rules:
    """How the shop reckons at this moment."""
    home = current_tenant()
    with unit_of_work():
        return selling_terms.terms(channel="web", currency=home.currency, country=home.country).rules
