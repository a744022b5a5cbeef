"""Which tenants have something to do, by PostgreSQL's own counters of written rows: no table and no write of ours.

Counters lag by a second or so, and a crash of the server sets them to zero: any change counts as a move, and
every tenant is swept every few minutes whatever they say (also on servers that keep tables elsewhere).
"""

import logging
import time
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.engines import engine_of

log = logging.getLogger(__name__)
COUNTERS = text(
    """
    select n.nspname, c.relname, pg_stat_get_tuples_inserted(c.oid)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relname = any(:tables) and c.relkind = 'r' and n.nspname like 't\\_%'
    """
)


class Activity:
    """When rows were last written to a few tables of each tenant's schema, as seen by this process."""

    def __init__(self, tables: Iterable[str]) -> None:
        self._tables = sorted(set(tables))
        self._counted: dict[tuple[str, str], int] = {}
        self._moved: dict[tuple[str, str], float] = {}

    def look(self, databases: Iterable[str]) -> None:
        """Read the counters; a database that is away is passed over. What is seen first counts as moved."""
        now = time.monotonic()
        for database in databases:
            try:
                with engine_of(database).connect() as connection:
                    rows = connection.execute(COUNTERS, {"tables": self._tables}).all()
            except SQLAlchemyError:
                log.warning("database %s does not answer", database)
                continue
            for schema, table, count in rows:
                if count != self._counted.get((schema, table), 0):
                    self._counted[schema, table] = count
                    self._moved[schema, table] = now

    def moved(self, schema: str, table: str, within: float) -> bool:
        """Whether `table` of `schema` was written to in the last `within` seconds."""
        at = self._moved.get((schema, table))
        return at is not None and time.monotonic() - at <= within
