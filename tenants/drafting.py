"""Drafts a migration: what the models have that the newest revision does not make. For developers.

The lineage runs from nothing in a scratch schema that is thrown away: the installation is not touched.
"""

from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Engine, text

from app.config import REPOSITORY
from tenants import lineages
from tenants.lineages import Lineage


def draft(owner: Engine, lineage: Lineage, message: str) -> Path:
    """Write the next revision's file, numbered 0001, 0002 …, and answer where it is."""
    number = f"{int(lineages.head(lineage) or 0) + 1:04d}"
    with owner.connect() as connection:
        if lineage == "shared":
            connection.execute(text("drop schema shared cascade"))
            connection.execute(text("create schema shared"))
            schema = "shared"
        else:
            schema = "t_draft"
            connection.execute(text(f"create schema {schema}"))
        if lineages.head(lineage) is not None:
            lineages.upgrade(connection, lineage, schema)
        config = lineages.config(lineage, connection=connection, schema=schema)
        made: Any = command.revision(config, message=message, autogenerate=True, rev_id=number)
        connection.rollback()
    return Path(made.path).relative_to(REPOSITORY)
