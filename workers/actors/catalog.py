"""Work for the catalogue: large imports, pictures that a file named by address, what sells best."""

from uuid import UUID

from app.core import jobs
from app.flows import (
    arrange_collections,
    brand_safety,
    fetch_pictures,
    keep_media,
    publish_product,
    run_import,
)
from app.flows.count_bestsellers import count_bestsellers
from workers.middleware import tenant_actor

LONGEST_MS = 3_600_000  # a file of a hundred thousand products takes its time


@tenant_actor("catalog.run_import", max_retries=0, time_limit_ms=LONGEST_MS)
def run(*, run_id: str, load: bool) -> None:
    """Check or load an uploaded file; its run says what became of it."""
    run_import.perform(UUID(run_id), load=load)


@tenant_actor("catalog.go_on_importing", max_retries=0)
def go_on() -> None:
    """Take up imports that a dead worker left."""
    run_import.go_on()


@tenant_actor("catalog.fetch_pictures", max_retries=0)
def fetch() -> None:
    """Fetch a batch of pictures; more are fetched by a further message, so other tenants get a turn."""
    if fetch_pictures.fetch_batch():
        jobs.enqueue("catalog.fetch_pictures")


@tenant_actor("recommendations.count", unit=True, max_retries=1)
def count() -> None:
    """Count what sells best in each category."""
    count_bestsellers()


@tenant_actor(keep_media.RENDER_JOB, max_retries=0)
def render() -> None:
    """Prepare a few pictures of the library; more by a further message. What a killed worker held comes again."""
    if keep_media.render_batch():
        jobs.enqueue(keep_media.RENDER_JOB)


@tenant_actor("catalog.follow_clock", max_retries=0)
def follow_clock() -> None:
    """Publish and retire products whose time has come."""
    publish_product.follow_clock()


@tenant_actor(brand_safety.REFRESH_JOB, unit=True, max_retries=1)
def refresh_brand(*, brand: str) -> None:
    """Rewrite what lists say of all products of a brand."""
    brand_safety.refresh_brand(brand)


@tenant_actor("catalog.settle_collections", unit=True, max_retries=0)
def settle_collections() -> None:
    """Let time alone change what is in collections by rule."""
    arrange_collections.follow_clock()


@tenant_actor(keep_media.MATCH_JOB, max_retries=0)
def match() -> None:
    """Put files where their names say; more by a further message. A killed worker's batch is done again."""
    if keep_media.match_batch():
        jobs.enqueue(keep_media.MATCH_JOB)
