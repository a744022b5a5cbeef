"""Adjustments that were taken back."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class StockUndo(Base):
    """A row of the ledger that a counter-entry took back, which happens once."""

    __tablename__ = "stock_undo"
    entry_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("stock_ledger.id"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Text)
