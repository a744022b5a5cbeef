"""Marketing's long work: codes by the thousand."""

from uuid import UUID

from app.flows import make_codes
from workers.middleware import tenant_actor


@tenant_actor(make_codes.JOB, max_retries=5)
def make(*, batch_id: str) -> None:
    """Make the codes of a batch."""
    make_codes.make(UUID(batch_id))
