"""Where the databases are. Web processes know the application's addresses, CLI and workers the owner's."""

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from app.config import ConfigError, settings

OWNER_OPTIONS = "-c timezone=UTC -c search_path=ext -c lock_timeout=10s"


def addresses() -> dict[str, str]:
    """The application's address of each database. Raises ConfigError without `default`."""
    config = settings()
    if config.database_url is None:
        raise ConfigError("DATABASE_URL is not set")
    return {"default": config.database_url, **config.databases}


def owner_address(database: str = "default") -> str:
    """The owner's address of a database. Raises ConfigError where it is not known, as in web processes."""
    config = settings()
    address = config.database_owner_url if database == "default" else config.database_owners.get(database)
    if address is None:
        name = "DATABASE_OWNER_URL" if database == "default" else f"DATABASE_OWNERS[{database}]"
        raise ConfigError(f"{name} is not set: only the command line and workers may do this")
    return address


def owner_engine(database: str = "default") -> Engine:
    """An engine with the owner's rights; it keeps no connections open between uses."""
    connect = {"options": OWNER_OPTIONS, "connect_timeout": 5, "application_name": "galleria-owner"}
    return create_engine(
        owner_address(database), connect_args={**connect, "prepare_threshold": None}, poolclass=NullPool
    )
