"""What customers keep for later."""

from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id


class Wish(Base):
    """A product on a customer's wishlist. The title stays when the product goes, so that it can be said."""

    __tablename__ = "wish"
    __table_args__ = (UniqueConstraint("customer_id", "product_id"),)
    id: Mapped[Id]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("product.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
