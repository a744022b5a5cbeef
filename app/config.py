"""The one place where the environment is read: a frozen `Settings`, loaded once per process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

REPOSITORY = Path(__file__).resolve().parent.parent
Network = IPv4Network | IPv6Network


class ConfigError(Exception):
    """The environment does not describe a machine that Galleria can run on; the message says what to set."""


class Settings(BaseSettings):
    """What the environment says. A field's name, or its alias, in upper case is the variable's name."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, populate_by_name=True
    )

    environment: Literal["demo", "development", "production", "test"] = "development"
    data_dir: Path = Field(default=REPOSITORY / "var", validation_alias="GALLERIA_DATA")
    secret_key: SecretStr = SecretStr("")
    secret_key_previous: SecretStr | None = Field(
        default=None, description="kept readable during a key rotation"
    )

    database_url: str | None = None
    database_owner_url: str | None = None
    databases: dict[str, str] = Field(default={}, description="JSON: further databases for tenants, by name")
    database_owners: dict[str, str] = Field(default={}, description="JSON: the owner's addresses of those")
    database_prepare: bool = False
    db_pool_size: int = Field(default=5, ge=1, description="connections a process keeps to one database")
    broker_url: str | None = None
    opensearch_url: str | None = None
    s3_bucket: str | None = Field(default=None, description="without it files are kept in the data directory")
    s3_endpoint: str = Field(default="https://s3.amazonaws.com", description="of any S3-compatible store")
    s3_region: str = "us-east-1"
    s3_access_key: str | None = None
    s3_secret_key: SecretStr | None = None
    s3_path_style: bool = Field(default=True, description="false: the bucket is part of the host name")
    smtp_url: str | None = Field(default=None, description="without it mails are caught for the console")

    base_domain: str = "localhost"
    bind_address: str = Field(default="127.0.0.1", description="where the web processes listen")
    port: int = Field(default=8000, ge=1, le=65535)
    public_port: int | None = Field(default=None, description="port in printed and mailed addresses")
    https: bool = False
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = ()

    web_processes: int = Field(default=2, ge=1)
    web_threads: int = Field(default=4, ge=1)
    worker_processes: int = Field(default=1, ge=1)
    worker_threads: int = Field(default=4, ge=1)

    metrics_token: SecretStr | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    rate_limit_anonymous: float = Field(default=20, ge=0, description="requests a second; 0 = no limit")
    rate_limit_key: float = Field(default=50, ge=0)
    rate_limit_key_burst: int = Field(default=200, ge=0)
    fault: str | None = Field(default=None, validation_alias="GALLERIA_FAULT")

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split_networks(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(ip_network(part.strip(), strict=False) for part in value.split(",") if part.strip())

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _name_the_driver(cls, value: str | None) -> str | None:
        """Accept the plain PostgreSQL address that every host hands out."""
        if value is None:
            return None
        scheme, separator, rest = value.partition("://")
        if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
            raise ValueError("must begin with postgresql://")
        return f"postgresql+psycopg://{rest}"

    @field_validator("databases", "database_owners")
    @classmethod
    def _name_their_driver(cls, value: dict[str, str]) -> dict[str, str]:
        return {name: str(cls._name_the_driver(address)) for name, address in value.items()}

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _complete_for_a_bucket(self) -> Self:
        if self.s3_bucket and not (self.s3_access_key and self.s3_secret_key):
            raise ValueError("S3_BUCKET needs S3_ACCESS_KEY and S3_SECRET_KEY")
        if self.s3_bucket and not self.s3_endpoint.startswith(("https://", "http://")):
            raise ValueError("S3_ENDPOINT must begin with https:// or http://")
        return self

    @model_validator(mode="after")
    def _complete_in_production(self) -> Self:
        if self.environment != "production":
            return self
        if len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("SECRET_KEY needs 32 characters or more in production")
        if self.database_url is None:
            raise ValueError("DATABASE_URL is needed in production")
        return self

    @classmethod
    def load(cls, **changes: Any) -> Settings:
        """Read the environment afresh; `changes` win over it. Raises ConfigError with one line per fault."""
        aliases = {name: str(field.validation_alias or name) for name, field in cls.model_fields.items()}
        try:
            return cls(**{aliases.get(name, name): value for name, value in changes.items()})
        except ValidationError as error:
            named = [(".".join(map(str, fault["loc"])).upper(), fault["msg"]) for fault in error.errors()]
            raise ConfigError("\n".join(": ".join(filter(None, pair)) for pair in named)) from None

    @property
    def master_key(self) -> bytes:
        """The installation's master secret. Raises ConfigError when none is set."""
        if not (key := self.secret_key.get_secret_value()):
            raise ConfigError("SECRET_KEY is not set")
        return key.encode()

    @property
    def master_keys(self) -> tuple[str, ...]:
        """Master secrets, the one to write with first. Raises ConfigError when none is set."""
        previous = self.secret_key_previous
        return (self.master_key.decode(), *([previous.get_secret_value()] if previous else []))

    @property
    def scheme(self) -> str:
        return "https" if self.https else "http"

    def origin(self, host: str) -> str:
        """Address of `host` as people type it, e.g. `http://atelier.localhost:8000`."""
        port = self.public_port or self.port
        return f"{self.scheme}://{host}" + ("" if port == (443 if self.https else 80) else f":{port}")

    def host_of(self, slug: str) -> str:
        """Host name under which the platform serves the tenant `slug`."""
        return f"{slug}.{self.base_domain}"


_current: Settings | None = None


def settings() -> Settings:
    """The process's settings, read from the environment at the first call."""
    global _current
    if _current is None:
        _current = Settings.load()
    return _current


@contextmanager
def override(**changes: Any) -> Iterator[Settings]:
    """Run a block under other settings: for tests and throw-away installations."""
    global _current
    before = _current
    _current = Settings.load(**(settings().model_dump() | changes))
    try:
        yield _current
    finally:
        _current = before
