"""Connections to the named databases: one pool each, with the house's rules."""

from typing import Any

import orjson
from sqlalchemy import Engine, create_engine

from app.config import settings
from app.core import arrays
from app.core.errors import NoTenant

_engines: dict[str, Engine] = {}
_urls: dict[str, str] = {}


def set_databases(urls: dict[str, str]) -> None:
    """Say where each named database is (`default` among them); engines are made when first used."""
    dispose_engines()
    _urls.clear()
    _urls.update(urls)


def dispose_engines(*, close: bool = True) -> None:
    """Forget every pool: at the end of a process, between tests; after a fork without closing the parent's."""
    for engine in _engines.values():
        engine.dispose(close=close)
    _engines.clear()


CONNECTION = {
    "timezone": "UTC",
    "search_path": "ext",
    "lock_timeout": "10s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
}


def make_engine(url: str, **options: Any) -> Engine:
    """An engine with the house's connection rules (time-outs, UTC, prepared statements only where safe)."""
    config = settings()
    arrays.install()
    connect: dict[str, Any] = {
        "prepare_threshold": 3 if config.database_prepare else None,
        "options": " ".join(f"-c {name}={value}" for name, value in CONNECTION.items()),
        "connect_timeout": 5,
        "application_name": "galleria",
    }
    options.setdefault("pool_size", config.db_pool_size)
    options.setdefault("max_overflow", 2)
    options.setdefault("pool_timeout", 10)
    options.setdefault("pool_recycle", 600)
    return create_engine(url, connect_args=connect, json_deserializer=orjson.loads, **options)


def engine_of(database: str) -> Engine:
    """The engine of the named database, made on first use."""
    if database not in _engines:
        url = _urls.get(database) or (settings().database_url if database == "default" else None)
        if not url:
            raise NoTenant(f"No address is known for database {database}")
        _engines[database] = make_engine(str(url))
    return _engines[database]
