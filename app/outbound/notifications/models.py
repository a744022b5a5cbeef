"""Mails on their way: written with the change that causes them, sent by a worker, kept sealed under the person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Mail(Base):
    """One message. Recipient, subject and bodies are sealed under `person_id`, or the tenant when it is null."""

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("status in ('queued', 'sent', 'caught', 'failed')", name="status"),
        Index("ix_mail_queue", "next_try_at", postgresql_where=text("status = 'queued'")),
        Index("ix_mail_created", "created_at", "id"),
    )
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text, unique=True, doc="what asked for it: one mail a cause")
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person_key.id"))
    locale: Mapped[str] = mapped_column(Text)
    recipient: Mapped[bytes] = mapped_column(LargeBinary)
    subject: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[bytes] = mapped_column(LargeBinary, doc="plain text")
    html: Mapped[bytes] = mapped_column(LargeBinary)
    attachment_key: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default="queued")
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    failure: Mapped[str | None] = mapped_column(Text)
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
