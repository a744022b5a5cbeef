"""Makes the control plane's schema on an empty database: tables, rights, the plan everybody starts with."""

from sqlalchemy import Engine, insert, inspect
from sqlalchemy.engine import Connection

from tenants import ddl
from tenants.models import Plan

FIRST_PLANS = (
    {"code": "standard", "name": "Standard", "limits": {}, "position": 1},
    {
        "code": "trial",
        "name": "Trial",
        "limits": {"products": 500, "staff": 5, "locations": 3},
        "position": 0,
    },
)


def exists(owner: Engine) -> bool:
    """Whether the control plane's tables were made."""
    return inspect(owner).has_table("tenant", schema="shared")


def make(owner: Engine) -> None:
    """Make it straight from the models, in one transaction."""
    with owner.begin() as connection:
        ddl.run_script(connection, f"{ddl.shared_tables()};\n{ddl.shared_grants()}")
        fill(connection)


def fill(connection: Connection) -> None:
    """What an empty control plane begins with."""
    connection.execute(insert(Plan), FIRST_PLANS)
