"""A batch of codes: ordered in the request, made by workers chunk after chunk."""

from uuid import UUID

from app.core import jobs
from app.core.db import unit_of_work
from app.domains.promotions import batches
from app.domains.promotions.types import BatchOrder

JOB = "promotions.make_codes"


def order(promotion_id: UUID, wanted: BatchOrder) -> UUID:
    """Raises UnknownPromotion, Invalid naming the field."""
    batch_id = batches.order(promotion_id, wanted)
    jobs.enqueue(JOB, batch_id=str(batch_id))
    return batch_id


def make(batch_id: UUID) -> None:
    """Make all that a batch lacks: each chunk is kept by itself, so a worker that stops loses none."""
    left = 1
    while left:
        with unit_of_work():
            left = batches.make_chunk(batch_id)
