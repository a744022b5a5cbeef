"""Tables of the control plane, in schema `shared`: which tenants there are, where they live, who runs them.

The application's login reads them and writes the few named in `RIGHTS`; tenants' roles see none of them.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import CreatedAt, Id, SharedBase

NOW = text("now()")
NO_FACTS = text("'{}'")


class Plan(SharedBase):
    """What a tenant has booked; `limits` maps a resource to how many it may have."""

    __tablename__ = "plan"
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    limits: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=NO_FACTS)
    position: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))


class TenantRow(SharedBase):
    """One merchant. `id` is opaque: schema and role are both called `t_<id>` and visible to all roles."""

    __tablename__ = "tenant"
    __table_args__ = (CheckConstraint("status in ('active', 'suspended', 'deleting')", name="status"),)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    schema: Mapped[str] = mapped_column(Text, unique=True)
    database: Mapped[str] = mapped_column(Text, default="default", server_default="default")
    status: Mapped[str] = mapped_column(Text, default="active", server_default="active")
    status_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    test_mode: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    country: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    tax_included: Mapped[bool]
    locale: Mapped[str] = mapped_column(Text)
    timezone: Mapped[str] = mapped_column(Text)
    plan: Mapped[str] = mapped_column(ForeignKey("shared.plan.code"), default="standard")
    schema_version: Mapped[str | None] = mapped_column(Text, doc="migration revision of the tenant's schema")
    created_at: Mapped[CreatedAt]
    live_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    exported_at: Mapped[datetime | None]
    delete_after: Mapped[datetime | None] = mapped_column(doc="end of the waiting time of a deletion")


class TenantHost(SharedBase):
    """A host name that a tenant answers on. A tenant's own domain is served once it was verified."""

    __tablename__ = "tenant_host"
    __table_args__ = (
        Index(
            "uq_tenant_host_primary", "tenant_id", "site", unique=True, postgresql_where=text("is_primary")
        ),
        CheckConstraint("host = lower(host)", name="host"),
    )
    host: Mapped[str] = mapped_column(Text, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("shared.tenant.id", ondelete="CASCADE"), index=True)
    site: Mapped[str] = mapped_column(
        Text, default="web", server_default="web", doc="code of the channel that is sold through here"
    )
    is_primary: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    verified_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt] = mapped_column(server_default=NOW)


class CacheEpoch(SharedBase):
    """Counts up whenever a tenant's public pages change; web processes read it a few times a second."""

    __tablename__ = "cache_epoch"
    tenant_id: Mapped[str] = mapped_column(
        ForeignKey("shared.tenant.id", ondelete="CASCADE"), primary_key=True
    )
    epoch: Mapped[int] = mapped_column(BigInteger, default=1, server_default=text("1"))


class TenantFigures(SharedBase):
    """What the console shows of a tenant: counts and sums, never personal data. Gathered by a worker."""

    __tablename__ = "tenant_figures"
    tenant_id: Mapped[str] = mapped_column(
        ForeignKey("shared.tenant.id", ondelete="CASCADE"), primary_key=True
    )
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=NO_FACTS)
    taken_at: Mapped[datetime]


class TenantProof(SharedBase):
    """What the last reconciliation found in a tenant's books; breaks name orders and SKUs, never people."""

    __tablename__ = "tenant_proof"
    tenant_id: Mapped[str] = mapped_column(
        ForeignKey("shared.tenant.id", ondelete="CASCADE"), primary_key=True
    )
    checked: Mapped[int] = mapped_column(BigInteger)
    broken: Mapped[int] = mapped_column(BigInteger)
    breaks: Mapped[list[Any]] = mapped_column(
        default=list, server_default=text("'[]'"), doc="the first of them"
    )
    taken_at: Mapped[datetime]


class Operator(SharedBase):
    """Somebody who runs the platform; no tenant's account and no tenant's role is ever one."""

    __tablename__ = "operator"
    id: Mapped[Id]
    email: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_enabled_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger, doc="a code counts once")
    failed_logins: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class OperatorSession(SharedBase):
    """A signed-in browser of an operator."""

    __tablename__ = "operator_session"
    id: Mapped[Id]
    operator_id: Mapped[UUID] = mapped_column(
        ForeignKey("shared.operator.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    csrf: Mapped[str] = mapped_column(Text)
    ip: Mapped[str | None] = mapped_column(INET)
    agent: Mapped[str] = mapped_column(Text, default="", server_default="")
    second_factor: Mapped[bool] = mapped_column(default=True, doc="false until the code was given")
    created_at: Mapped[CreatedAt]
    seen_at: Mapped[CreatedAt]
    proved_at: Mapped[CreatedAt] = mapped_column(doc="last time the password was given")
    revoked_at: Mapped[datetime | None]


class MigrationRun(SharedBase):
    """One walk over the schemas; finished when `finished_at` is set, clean when `failed` is 0."""

    __tablename__ = "migration_run"
    id: Mapped[Id]
    target: Mapped[str] = mapped_column(Text, doc="revision of the tenant lineage that was aimed at")
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    failed: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]


class MigrationStep(SharedBase):
    """The ledger: what one run did to one schema."""

    __tablename__ = "migration_step"
    run_id: Mapped[UUID] = mapped_column(
        ForeignKey("shared.migration_run.id", ondelete="CASCADE"), primary_key=True
    )
    schema: Mapped[str] = mapped_column(Text, primary_key=True)
    from_revision: Mapped[str | None] = mapped_column(Text)
    to_revision: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    seconds: Mapped[float]
    at: Mapped[CreatedAt]


class ControlJob(SharedBase):
    """Work for a worker, because it needs the owner's rights: create, delete, migrate, back up."""

    __tablename__ = "control_job"
    __table_args__ = (
        CheckConstraint("status in ('waiting', 'running', 'done', 'failed')", name="status"),
        Index("ix_control_job_open", "created_at", postgresql_where=text("status in ('waiting', 'running')")),
    )
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(Text)
    tenant_id: Mapped[str | None] = mapped_column(Text)
    request: Mapped[dict[str, Any]] = mapped_column(
        default=dict, doc="no secrets: passwords are set by invitation"
    )
    status: Mapped[str] = mapped_column(Text, default="waiting", server_default="waiting")
    progress: Mapped[str] = mapped_column(Text, default="", server_default="")
    result: Mapped[dict[str, Any] | None]
    error: Mapped[str | None] = mapped_column(Text)
    requested_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ControlAudit(SharedBase):
    """What operators and the platform did. Insert only."""

    __tablename__ = "control_audit"
    __table_args__ = (Index("ix_control_audit_tenant", "tenant_id", "id"),)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[CreatedAt]
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    action: Mapped[str] = mapped_column(Text)
    tenant_id: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=NO_FACTS)
    reason: Mapped[str | None] = mapped_column(Text)
    ip: Mapped[str | None] = mapped_column(INET)


# What the application's login may do here. Everything else needs the owner's address (CLI and workers).
RIGHTS: dict[str, str] = {
    "plan": "select",
    "tenant": (
        "select, update (name, status, status_reason, test_mode, locale, timezone, plan, live_at,"
        " suspended_at, exported_at, delete_after)"
    ),
    "tenant_host": "select, insert, update, delete",
    "cache_epoch": "select, insert, update",
    "tenant_figures": "select, insert, update",
    "tenant_proof": "select, insert, update",
    "operator": "select, update",
    "operator_session": "select, insert, update, delete",
    "migration_run": "select",
    "migration_step": "select",
    "control_job": "select, insert, update",
    "control_audit": "select, insert",
    "test_gateway_charge": "select, insert, update",
}
