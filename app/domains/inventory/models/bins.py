"""Bins: where on the premises goods lie, in the order in which people walk past them."""

from uuid import UUID

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Id


class LocationBin(Base):
    """A shelf, box or hook of a location. Items lie in it by its code (`stock_bin`)."""

    __tablename__ = "location_bin"
    __table_args__ = (UniqueConstraint("location_id", "code"),)
    id: Mapped[Id]
    location_id: Mapped[UUID] = mapped_column(ForeignKey("location.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(Text, doc="as on its label, such as A-03-2")
    zone: Mapped[str] = mapped_column(Text, default="", server_default="")
    pick_order: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), doc="lowest first")
