"""The two lineages of migrations (`migrations/shared`, `migrations/tenant`) as programs use them.

Alembic is imported when it is first needed: web processes never do.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import text
from sqlalchemy.engine import Connection

from app.config import REPOSITORY
from tenants import ddl
from tenants.fingerprint import fingerprint

if TYPE_CHECKING:
    from alembic.config import Config

Lineage = Literal["shared", "tenant"]
VERSION_TABLE = "alembic_version"


def config(lineage: Lineage, **attributes: Any) -> "Config":
    """Alembic's configuration of a lineage; there is no ini file."""
    from alembic.config import Config  # noqa: PLC0415 - heavy: see above

    made = Config()
    made.set_main_option("script_location", str(REPOSITORY / "migrations" / lineage))
    made.set_main_option("path_separator", "os")
    made.attributes.update(attributes)
    return made


@lru_cache(maxsize=2)
def head(lineage: Lineage) -> str | None:
    """The newest revision; None while a lineage has none."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - heavy: see above

    return ScriptDirectory.from_config(config(lineage)).get_current_head()


def upgrade(connection: Connection, lineage: Lineage, schema: str) -> None:
    """Run the revisions that `schema` lacks, in the connection's transaction."""
    from alembic import command  # noqa: PLC0415 - heavy: see above

    command.upgrade(config(lineage, connection=connection, schema=schema), "head")


def stamp(schema: str) -> str:
    """The script that marks a tenant's schema just made from the models as being at the head."""
    return f"""create table {schema}.{VERSION_TABLE} (
            version_num varchar(32) not null constraint {VERSION_TABLE}_pkc primary key);
        insert into {schema}.{VERSION_TABLE} values ('{head("tenant")}')"""  # noqa: S608 - our own names


def comparing(schema: str | None) -> dict[str, Any]:
    """How tables are compared with the models: types and defaults too, our own tables only."""

    def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
        if kind == "schema":
            return name == schema
        return not (kind == "table" and name == VERSION_TABLE)

    return {"compare_type": True, "compare_server_default": True, "include_name": is_ours}


def differences(connection: Connection, lineage: Lineage) -> list[str]:
    """Where a schema that the migrations make is other than one from the models; the caller rolls back."""
    name = "shared" if lineage == "shared" else "t_modelled"
    if lineage == "shared":
        connection.execute(text("alter schema shared rename to shared_aside"))
    connection.execute(text(f"create schema {name}"))
    upgrade(connection, lineage, name)
    connection.execute(text(f"alter schema {name} rename to made"))
    script = ddl.shared_tables() if lineage == "shared" else ddl.tenant_tables()
    ddl.run_script(connection, f"create schema {name}; set local search_path = {name}, ext; {script}")
    made, modelled = fingerprint(connection, "made"), fingerprint(connection, name)
    return [f"only migrations: {line}" for line in sorted(made - modelled)] + [
        f"only models: {line}" for line in sorted(modelled - made)
    ]
