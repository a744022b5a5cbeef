"""Who did what, when: append-only rows, chained by hash by one sealer a database (DESIGN 5.9).

Transactions only insert. Tenant roles hold no UPDATE or DELETE on these tables. Personal fields never enter
`before` or `after`: callers pass codes, ids and figures.
"""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, Text, select, text
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, add_all, current_unit, db
from app.core.principal import current_principal
from app.core.xid import Xid8

GENESIS = b"\0" * 32


class AuditRow(Base):
    """One thing done. Insert only."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_feed", "xid", "id"),
        Index("ix_audit_object", "object_type", "object_id", "id"),
        Index("ix_audit_at", "at"),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    xid: Mapped[int] = mapped_column(Xid8, server_default=text("pg_current_xact_id()"))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    object_type: Mapped[str] = mapped_column(Text)
    object_id: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None] = mapped_column(Text)
    ip: Mapped[str | None] = mapped_column(INET)


class AuditSeal(Base):
    """The chain: each seal covers the rows (first_id..last_id in feed order) and the seal before it."""

    __tablename__ = "audit_seal"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    last_xid: Mapped[int] = mapped_column(Xid8)
    last_id: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


def record(
    action: str,
    *,
    object_type: str,
    object_id: UUID | str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Note an act of the current principal; written in one statement with the unit's other notes at commit."""
    unit = current_unit()
    waiting: list[dict[str, Any]] = unit.notes.setdefault("audit", [])
    if not waiting:
        unit.before_commit.append(_flush)
    actor = current_principal()
    waiting.append(
        {
            "at": clock.now(),
            "actor": actor.label,
            "actor_name": actor.name,
            "action": action,
            "object_type": object_type,
            "object_id": str(object_id),
            "before": before,
            "after": after,
            "reason": reason,
            "ip": actor.ip or None,
        }
    )


def _flush() -> None:
    waiting = current_unit().notes.pop("audit", None)
    if waiting:
        add_all(AuditRow, waiting)


def digest(previous: bytes, rows: list[AuditRow]) -> bytes:
    """SHA-256 over the previous digest and the rows in feed order, each as canonical JSON."""
    chain = hashlib.sha256(previous)
    for row in rows:
        fact = [
            row.id, row.at.isoformat(), row.actor, row.actor_name, row.action, row.object_type, row.object_id,
            row.before, row.after, row.reason, str(row.ip) if row.ip else None,
        ]  # fmt: skip
        chain.update(json.dumps(fact, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
    return chain.digest()


def _feed_after(seal: AuditSeal | None, limit: int) -> list[AuditRow]:
    """Rows after a seal that no running transaction can still precede, in (xid, id) order."""
    feed = select(AuditRow).where(text("audit.xid < pg_snapshot_xmin(pg_current_snapshot())"))
    if seal is not None:
        feed = feed.where(
            text("(audit.xid, audit.id) > (cast(:xid as xid8), :row)").bindparams(
                xid=str(seal.last_xid), row=seal.last_id
            )
        )
    return list(db.session.scalars(feed.order_by(AuditRow.xid, AuditRow.id).limit(limit)))


def seal(limit: int = 5000) -> int:
    """Chain the next settled rows of the bound tenant; returns how many. One sealer at a time (advisory lock)."""
    if not db.session.scalar(
        text("select pg_try_advisory_xact_lock(hashtext('audit'), hashtext(current_schema()))")
    ):
        return 0
    last = db.session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).first()
    rows = _feed_after(last, limit)
    if rows:
        chained = digest(last.digest if last else GENESIS, rows)
        db.session.add(
            AuditSeal(
                last_xid=rows[-1].xid, last_id=rows[-1].id, rows=len(rows), digest=chained, at=clock.now()
            )
        )
    return len(rows)


def verify() -> tuple[int, list[str]]:
    """Recompute the whole chain: rows checked, and what does not hold."""
    checked, previous, before = 0, GENESIS, None
    for sealed in db.session.scalars(select(AuditSeal).order_by(AuditSeal.id)):
        rows = _feed_after(before, sealed.rows)
        previous = digest(previous, rows)
        checked += len(rows)
        if previous != bytes(sealed.digest) or len(rows) != sealed.rows:
            return checked, [f"audit: seal {sealed.id} does not match its rows"]
        before = sealed
    return checked, []
