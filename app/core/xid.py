"""PostgreSQL's 64-bit transaction id as a column.

Rows with `xid < pg_snapshot_xmin(pg_current_snapshot())` have all committed or vanished: a reader that goes
by (xid, id) below that mark never skips a row that commits late.
"""

from typing import Any

from sqlalchemy.types import UserDefinedType


class Xid8(UserDefinedType[int]):
    """Column type `xid8`."""

    cache_ok = True

    def get_col_spec(self, **_kw: Any) -> str:
        return "xid8"
