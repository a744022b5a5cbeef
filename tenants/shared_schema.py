"""The control plane's own first contents."""

from sqlalchemy import Engine, insert, inspect
from sqlalchemy.engine import Connection

from tenants.models import Plan

FIRST_PLANS = (
    {"code": "standard", "name": "Standard", "limits": {}, "position": 1},
    {
        "code": "trial",
        "name": "Trial",
        "limits": {"products": 100, "skus": 500, "staff": 5, "locations": 3},
        "position": 0,
    },
)


def exists(owner: Engine) -> bool:
    """Whether the control plane's tables were made."""
    return inspect(owner).has_table("tenant", schema="shared")


def fill(connection: Connection) -> None:
    """What an empty control plane begins with."""
    connection.execute(insert(Plan), FIRST_PLANS)
