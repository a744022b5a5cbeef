"""Keeps OpenSearch in step with the shop, and fills it anew while searches go on."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from app.config import settings
from app.core.db import db, unit_of_work
from app.domains.catalog import service as catalog
from app.domains.search import rebuilding
from app.domains.search.ports import set_engine
from app.flows.refresh_listings import refresh_listings
from app.outbound.search import mapping

if TYPE_CHECKING:
    from app.outbound.search.opensearch import OpenSearchEngine

CHUNK = 500


def install() -> None:
    """Let the engine that the settings name answer searches in this process."""
    set_engine(_engine())


def _engine() -> "OpenSearchEngine | None":
    url = settings().opensearch_url
    return _connected(url) if url else None


@lru_cache(maxsize=2)
def _connected(url: str) -> "OpenSearchEngine":
    from app.outbound.search.opensearch import OpenSearchEngine  # noqa: PLC0415 - only who has one carries its client

    return OpenSearchEngine(url)


def follow(product_ids: Sequence[UUID]) -> None:
    """Write what is true of these products now, in every index; nothing where PostgreSQL is the engine.

    Opens its own units, none while OpenSearch is waited for. Raises SearchAway.
    """
    engine = _engine()
    if engine is None:
        return
    for start in range(0, len(product_ids), CHUNK):
        with unit_of_work():
            rows = documents(product_ids[start : start + CHUNK])
        engine.put(rows)


def documents(product_ids: Sequence[UUID]) -> list[dict[str, object]]:
    """Documents of products with the time of their reading, in one statement; one that is gone is not listed."""
    rows = db.session.execute(mapping.DOCUMENTS, {"ids": list(product_ids)})
    return [dict(row._mapping) for row in rows]


def rebuild() -> int:
    """Fill the search anew, product by product, while it answers from what it has; returns how many products.

    In PostgreSQL each chunk's rows are replaced in one transaction, so a search sees the old or the new. In
    OpenSearch a second index is filled, which changes reach meanwhile too, and takes the first one's place at the
    end. Opens its own units of work. Raises SearchAway; the old index stays then.
    """
    engine = _engine()
    name = engine.begin() if engine is not None else None
    try:
        done = _fill(engine)
    except BaseException:
        if engine is not None and name is not None:
            engine.drop(name)
        with unit_of_work():
            rebuilding.end(failed=True)
        raise
    if engine is not None and name is not None:
        engine.swap(name)
    with unit_of_work():
        rebuilding.end()
    return done


def _fill(engine: "OpenSearchEngine | None") -> int:
    done, after = 0, UUID(int=0)
    with unit_of_work():
        rebuilding.begin(
            "opensearch" if engine is not None else "postgresql", int(db.session.scalar(mapping.COUNT) or 0)
        )
    while True:
        with unit_of_work():
            ids = catalog.product_ids(after, CHUNK)
            if not ids:
                return done
            refresh_listings(ids)
        if engine is not None:
            with unit_of_work():
                rows = documents(ids)
            engine.put(rows)
        done, after = done + len(ids), ids[-1]
        with unit_of_work():
            rebuilding.step(done)
