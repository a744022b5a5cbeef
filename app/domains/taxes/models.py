"""Tax rates by country, region and class."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class TaxRate(Base):
    """A rate in millionths (19 % = 190000), valid from/to inclusive. An empty region means the whole country."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        CheckConstraint("rate between 0 and 1000000", name="rate"),
        Index("ix_tax_rate_place", "country", "tax_class", "region"),
    )
    id: Mapped[Id]
    country: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text, default="", server_default="")
    tax_class: Mapped[str] = mapped_column(Text, default="standard")
    name: Mapped[str] = mapped_column(Text)
    rate: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    compound: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="taken on the price and the other taxes of the class"
    )
    created_at: Mapped[CreatedAt]
