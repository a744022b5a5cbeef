"""Drafts a migration: what the models have that the newest revision does not make. For developers.

The lineage runs from nothing in a scratch schema that is thrown away: the installation is not touched.
"""

from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Engine, text

from app.config import REPOSITORY
from app.core.errors import Conflict
from tenants import ddl, lineages
from tenants.lineages import Lineage

INITIAL = '''"""Every table of the first release, as 0001_initial.sql says; never edited."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    script = Path(__file__).with_suffix(".sql").read_text()
    op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})
'''


class Released(Conflict):
    """The first revision stands: later ones build on it."""

    code = "tenancy.released"


def draft(owner: Engine, lineage: Lineage, message: str) -> Path:
    """Write the next revision's file, numbered 0002, 0003 …, and answer where it is."""
    newest = lineages.head(lineage)
    if newest is None:
        return draft_initial(lineage)
    with owner.connect() as connection:
        if lineage == "shared":
            connection.execute(text("alter schema shared rename to shared_was"))
        schema = "shared" if lineage == "shared" else "t_draft"
        connection.execute(text(f"create schema {schema}"))
        lineages.upgrade(connection, lineage, schema)
        config = lineages.config(lineage, connection=connection, schema=schema)
        made: Any = command.revision(config, message, autogenerate=True, rev_id=f"{int(newest) + 1:04d}")
        connection.rollback()
    return Path(made.path).relative_to(REPOSITORY)


def draft_initial(lineage: Lineage) -> Path:
    """Write the first revision anew: the models' own DDL, exact, with checks and sequences, quick to run.

    Raises Released when others follow it already.
    """
    if lineages.head(lineage) not in (None, "0001"):
        raise Released("Later revisions build on the first one: write another instead")
    script = ddl.shared_tables() if lineage == "shared" else ddl.tenant_tables()
    path = REPOSITORY / "migrations" / lineage / "versions" / "0001_initial.py"
    path.parent.mkdir(exist_ok=True)
    path.with_suffix(".sql").write_text(script.replace("\t", "    ").replace(" \n", "\n") + ";\n")
    path.write_text(INITIAL)
    lineages.head.cache_clear()
    return path.relative_to(REPOSITORY)
