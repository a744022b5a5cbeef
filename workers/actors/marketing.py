"""Marketing's long work: codes by the thousand, and promotions held against past orders."""

from uuid import UUID

from app.core.errors import AppError
from app.flows import make_codes, refresh_listings, simulate_promotion
from workers.middleware import tenant_actor


@tenant_actor(make_codes.JOB, max_retries=5)
def make(*, batch_id: str) -> None:
    """Make the codes of a batch."""
    make_codes.make(UUID(batch_id))


@tenant_actor(simulate_promotion.JOB, max_retries=2, throws=(AppError,))
def simulate(*, promotion_id: str) -> None:
    """Reckon what a promotion would have cost."""
    simulate_promotion.simulate(UUID(promotion_id))


@tenant_actor(refresh_listings.PLAN_JOB, unit=True, max_retries=2)
def plan_prices() -> None:
    """Reckon what promotions make products cost in the days to come."""
    refresh_listings.plan_ahead()
