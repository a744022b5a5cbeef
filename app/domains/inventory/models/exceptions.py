"""What a person must look at."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Qty


class StockException(Base):
    """Something a person must look at: an offline sale beyond stock, a shortage found by a count."""

    __tablename__ = "stock_exception"
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(Text)
    stock_item_id: Mapped[UUID] = mapped_column(ForeignKey("stock_item.id"), index=True)
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[Qty]
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    resolution: Mapped[str] = mapped_column(Text, default="", server_default="", doc="how it was made good")
    created_at: Mapped[CreatedAt]
