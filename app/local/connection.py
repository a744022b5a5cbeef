"""Addresses of a database: which roles sign in, and by which way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

SUPERUSER, OWNER, APP = "postgres", "galleria_owner", "galleria_app"
DATABASE = "galleria"


@dataclass(frozen=True, slots=True)
class Connection:
    """Addresses of one database of a running cluster, for SQLAlchemy with psycopg."""

    database: str
    socket: str
    port: int
    pid: int
    passwords: Mapping[str, str]

    def url(self, role: str) -> str:
        """Address for one of the three roles, by the socket: it costs less than TCP."""
        place = f"host={quote(self.socket, safe='')}&port={self.port}"
        return f"postgresql+psycopg://{role}:{self.passwords[role]}@/{self.database}?{place}"

    @property
    def app_url(self) -> str:
        return self.url(APP)

    @property
    def owner_url(self) -> str:
        return self.url(OWNER)

    @property
    def superuser_url(self) -> str:
        return self.url(SUPERUSER)

    @property
    def tcp_url(self) -> str:
        """The application's address over TCP, for programs that know no sockets."""
        login = f"{APP}:{self.passwords[APP]}"
        return f"postgresql+psycopg://{login}@127.0.0.1:{self.port}/{self.database}"
