"""The two lineages of migrations (`migrations/shared`, `migrations/tenant`) as programs use them."""

from functools import lru_cache
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text
from sqlalchemy.engine import Connection

from app.config import REPOSITORY
from app.core.schema import Base, SharedBase, load_tables

Lineage = Literal["shared", "tenant"]
VERSION_TABLE = "alembic_version"


def config(lineage: Lineage, **attributes: Any) -> Config:
    """Alembic's configuration of a lineage; there is no ini file."""
    made = Config()
    made.set_main_option("script_location", str(REPOSITORY / "migrations" / lineage))
    made.set_main_option("path_separator", "os")
    made.attributes.update(attributes)
    return made


@lru_cache(maxsize=2)
def head(lineage: Lineage) -> str | None:
    """The newest revision; None while a lineage has none."""
    return ScriptDirectory.from_config(config(lineage)).get_current_head()


def upgrade(connection: Connection, lineage: Lineage, schema: str) -> None:
    """Run the revisions that `schema` lacks, in the connection's transaction."""
    command.upgrade(config(lineage, connection=connection, schema=schema), "head")


def stamp(schema: str) -> str:
    """The script that marks a schema just made from the models as being at the head."""
    newest = head("tenant")
    if newest is None:
        return "select 1"
    return f"""create table {schema}.{VERSION_TABLE} (
            version_num varchar(32) not null constraint {VERSION_TABLE}_pkc primary key);
        insert into {schema}.{VERSION_TABLE} values ('{newest}');
        revoke insert, update, delete on {schema}.{VERSION_TABLE} from {schema}"""  # noqa: S608 - our own names


def comparing(schema: str | None) -> dict[str, Any]:
    """How tables are compared with the models: types and defaults too, our own tables only."""

    def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
        if kind == "schema":
            return name == schema
        return not (kind == "table" and name == VERSION_TABLE)

    return {"compare_type": True, "compare_server_default": True, "include_name": is_ours}


def differences(connection: Connection, lineage: Lineage, schema: str) -> list[str]:
    """What `schema` has other than the models say, in Alembic's words; empty when they agree."""
    load_tables()
    metadata: MetaData = SharedBase.metadata if lineage == "shared" else Base.metadata
    path = "ext" if lineage == "shared" else f"{schema}, ext"
    connection.execute(text("select set_config('search_path', :path, true)"), {"path": path})
    options = {"version_table_schema": schema, **comparing("shared" if lineage == "shared" else None)}
    if lineage == "shared":
        options["include_schemas"] = True
    compared = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    return [_described(each) for each in compared]


def _described(difference: Any) -> str:
    """An Alembic difference in one line: what, and on which table or column."""
    if isinstance(difference, list):  # changes of one column come as a list
        return "; ".join(_described(each) for each in difference)
    words = [str(getattr(part, "name", part)) for part in difference[1:] if part is not None]
    return " ".join([str(difference[0]), *(word for word in words if len(word) < 60 and word != "{}")])
