"""What a schema consists of, as comparable lines: columns, constraints, indexes, sequences, in no order."""

import re

from sqlalchemy import text
from sqlalchemy.engine import Connection

COLUMNS = """
    select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
           || case when a.attnotnull then ' not null' else '' end
           || case when a.attidentity = '' then '' else ' identity ' || cast(a.attidentity as text) end
           || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relnamespace = cast(:schema as regnamespace) and a.attnum > 0 and not a.attisdropped
"""
CONSTRAINTS = """
    select cast(cast(conrelid as regclass) as text) || ' constraint ' || conname || ' '
           || pg_get_constraintdef(oid)
    from pg_constraint where connamespace = cast(:schema as regnamespace) and contype <> 'n'
"""
INDEXES = """
    select pg_get_indexdef(i.indexrelid) from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = cast(:schema as regnamespace)
"""
SEQUENCES = """
    select 'sequence ' || sequencename || ' start ' || start_value
    from pg_sequences where schemaname = :schema
"""


def fingerprint(connection: Connection, schema: str) -> set[str]:
    """The lines of `schema`, without its name: two schemas of the same lines hold the same tables."""
    found: set[str] = set()
    for query in (COLUMNS, CONSTRAINTS, INDEXES, SEQUENCES):
        found.update(str(line) for line in connection.scalars(text(query), {"schema": schema}))
    named = re.compile(rf"\b{schema}\.")
    lines = (named.sub("", line) for line in found)
    return {line for line in lines if "alembic_version" not in line}
