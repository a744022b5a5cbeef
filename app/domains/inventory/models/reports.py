"""What a 3PL says lies at its place, held against the books."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Sequence, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty

REPORT_NUMBER = Sequence("stock_report_number", start=1001, metadata=Base.metadata)


class StockReport(Base):
    """open (differences wait) -> settled; or superseded by a later one of the place."""

    __tablename__ = "stock_report"
    __table_args__ = (
        CheckConstraint("status in ('open', 'settled', 'superseded')", name="status"),
        CheckConstraint("source in ('upload', 'api', 'fetch')", name="source"),
        UniqueConstraint("location_id", "as_of", "digest"),
        Index("ix_stock_report_created", "created_at", "id"),
    )
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(Text, unique=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"), index=True)
    as_of: Mapped[datetime] = mapped_column(doc="when it lay there so; what was booked since is in flight")
    source: Mapped[str] = mapped_column(Text, default="upload", server_default="upload")
    file_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    digest: Mapped[str] = mapped_column(Text, doc="of what it says, to know it again")
    whole: Mapped[bool] = mapped_column(doc="what it does not name does not lie there")
    status: Mapped[str] = mapped_column(Text, default="open", server_default="open")
    told: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), doc="items that it names")
    agreed: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    in_flight: Mapped[int] = mapped_column(
        Integer, default=0, server_default=text("0"), doc="items whose difference was booked since"
    )
    problems: Mapped[list[Any]] = mapped_column(
        default=list, doc="rows that could not be read: row, field, message"
    )
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[CreatedAt]
    settled_at: Mapped[datetime | None]


class StockReportLine(Base):
    """An item on which the place and the books differ. `difference`: what lies there beyond the books."""

    __tablename__ = "stock_report_line"
    __table_args__ = (
        UniqueConstraint("report_id", "code"),
        CheckConstraint("kind in ('missing', 'unknown', 'over', 'short')", name="kind"),
        CheckConstraint("status in ('open', 'accepted', 'by_rule', 'moot', 'dismissed')", name="status"),
    )
    id: Mapped[Id]
    report_id: Mapped[UUID] = mapped_column(ForeignKey("stock_report.id", ondelete="CASCADE"))
    stock_item_id: Mapped[UUID | None] = mapped_column(ForeignKey("stock_item.id"), index=True)
    code: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    book: Mapped[Qty] = mapped_column(
        default=Decimal(0), server_default=text("0"), doc="at the report's time"
    )
    told: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=text("0"))
    difference: Mapped[Qty] = mapped_column(default=Decimal(0), server_default=text("0"))
    status: Mapped[str] = mapped_column(Text, default="open", server_default="open")
    settled_by: Mapped[str] = mapped_column(Text, default="", server_default="")
