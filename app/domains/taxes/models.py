"""Tax rates by country, region and class."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor


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


class DutyRate(Base):
    """What the border of a country takes, in millionths. An empty prefix means all goods, an empty origin every one."""

    __tablename__ = "duty_rate"
    __table_args__ = (
        UniqueConstraint("country", "hs_prefix", "origin"),
        CheckConstraint("duty between 0 and 10000000", name="duty"),
        CheckConstraint("import_tax between 0 and 1000000", name="import_tax"),
        CheckConstraint("duty_free >= 0 and tax_free >= 0", name="free"),
    )
    id: Mapped[Id]
    country: Mapped[str] = mapped_column(Text, doc="where it goes")
    hs_prefix: Mapped[str] = mapped_column(
        Text, default="", server_default="", doc="first digits of the HS code"
    )
    origin: Mapped[str] = mapped_column(Text, default="", server_default="", doc="country where it was made")
    duty: Mapped[int] = mapped_column(Integer)
    import_tax: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    duty_free: Mapped[Minor] = mapped_column(
        default=0,
        server_default=text("0"),
        doc="goods up to this value are free of duty, in the shop's currency",
    )
    tax_free: Mapped[Minor] = mapped_column(
        default=0, server_default=text("0"), doc="goods up to this value are free of import tax"
    )
    with_delivery: Mapped[bool] = mapped_column(
        default=True, server_default=text("true"), doc="the delivery's costs count to the value"
    )
    created_at: Mapped[CreatedAt]
