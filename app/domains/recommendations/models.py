"""What sells best where: counted by a worker, read by the slots that recommend."""

from uuid import UUID

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Bestseller(Base):
    """A product's place among what sold most in a category lately; place 0 sold most."""

    __tablename__ = "bestseller"
    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id", ondelete="CASCADE"), index=True)
    units: Mapped[int] = mapped_column(Integer)
