"""Orders of every channel. An order copies the facts it was sold on (DESIGN 5.9)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, Id, Minor, Qty
from app.domains.orders.types import Picked, picked

ORDER_NUMBER = Sequence("order_number", start=1001, metadata=Base.metadata)

STATUSES = ("pending", "confirmed", "in_fulfillment", "shipped", "completed", "cancelled", "returned")
PAYMENT_STATUSES = (
    "pending", "requires_action", "authorized", "paid", "partially_refunded", "refunded", "failed",
)  # fmt: skip
FULFILLMENT_STATUSES = ("open", "partial", "fulfilled")


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    return CheckConstraint(f"{column} in ({', '.join(repr(value) for value in values)})", name=column)


class Order(Base):
    """Money is in minor units of `currency`. `listed` is false for an attempt whose payment was declined."""

    __tablename__ = "order"
    __table_args__ = (
        _one_of("status", STATUSES),
        _one_of("payment_status", PAYMENT_STATUSES),
        _one_of("fulfillment_status", FULFILLMENT_STATUSES),
        Index("ix_order_placed", "placed_at", "id"),
        Index("ix_order_location", "location_id", "placed_at"),
        Index("ix_order_customer", "customer_id", "placed_at"),
        Index(
            "ix_order_unsettled",
            "placed_at",
            postgresql_where=text("payment_status in ('pending', 'requires_action')"),
        ),
        Index("ix_order_email", "email_index"),
    )
    id: Mapped[Id]
    number: Mapped[str] = mapped_column(Text, unique=True)
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"))
    cart_id: Mapped[UUID | None] = mapped_column(index=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"))
    location_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("location.id"), doc="the store: of sale, or of pickup"
    )
    status: Mapped[str] = mapped_column(Text, default="pending")
    payment_status: Mapped[str] = mapped_column(Text, default="pending")
    fulfillment_status: Mapped[str] = mapped_column(Text, default="open")
    listed: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    currency: Mapped[str] = mapped_column(Text)
    prices_include_tax: Mapped[bool]
    subtotal: Mapped[Minor]
    discount: Mapped[Minor] = mapped_column(default=0)
    shipping: Mapped[Minor] = mapped_column(default=0)
    shipping_tax: Mapped[Minor] = mapped_column(default=0)
    shipping_tax_rate: Mapped[int] = mapped_column(Integer, default=0)
    shipping_refunded: Mapped[Minor] = mapped_column(default=0, server_default=text("0"))
    tax: Mapped[Minor] = mapped_column(default=0)
    total: Mapped[Minor]
    refunded: Mapped[Minor] = mapped_column(default=0, server_default=text("0"))
    tax_summary: Mapped[list[Any]] = mapped_column(default=list, doc="[{name, rate, net, tax}]")
    trace: Mapped[list[Any]] = mapped_column(default=list, doc="why these prices")
    shipping_discounts: Mapped[list[Any]] = mapped_column(
        default=list, server_default=text("'[]'"), doc="what came off the delivery: [{id, name, amount}]"
    )
    duties: Mapped[Minor] = mapped_column(
        default=0, server_default=text("0"), doc="collected for the border, inside the total"
    )
    import_costs: Mapped[dict[str, Any] | None] = mapped_column(
        doc="what the border takes: {collect: checkout or delivery, duty, tax}"
    )
    locale: Mapped[str] = mapped_column(Text, default="en")
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person_key.id"))
    name: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[bytes | None] = mapped_column(LargeBinary)
    email_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    ship_line1: Mapped[bytes | None] = mapped_column(LargeBinary)
    ship_line2: Mapped[bytes | None] = mapped_column(LargeBinary)
    ship_city: Mapped[str] = mapped_column(Text, default="")
    ship_postal_code: Mapped[str] = mapped_column(Text, default="")
    ship_region: Mapped[str] = mapped_column(Text, default="")
    ship_country: Mapped[str] = mapped_column(Text, default="")
    delivery_kind: Mapped[str] = mapped_column(Text, default="ship", doc="ship, pickup or carry (till)")
    delivery_method: Mapped[str] = mapped_column(Text, default="")
    delivery_name: Mapped[str] = mapped_column(Text, default="")
    link_hash: Mapped[bytes | None] = mapped_column(LargeBinary, index=True, doc="of the guest's link")
    cashier_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    shift_id: Mapped[UUID | None]
    offline: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    placed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]


class OrderLine(Base):
    """A line as sold: its discount and tax are its stored shares, which a refund pays back exactly."""

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("voucher in ('', 'multi', 'single')", name="voucher"),
    )
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    variant_id: Mapped[UUID | None] = mapped_column(ForeignKey("variant.id", ondelete="SET NULL"), index=True)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("location.id"), index=True)
    sku: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    options: Mapped[str] = mapped_column(Text, default="", doc="'Small / Red'")
    quantity: Mapped[Qty]
    unit_price: Mapped[Minor]
    subtotal: Mapped[Minor]
    discount: Mapped[Minor] = mapped_column(default=0)
    tax: Mapped[Minor] = mapped_column(default=0)
    tax_rate: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[Minor]
    stock: Mapped[list[Any]] = mapped_column(
        default=list, doc="[[stock_item_id, quantity per unit]] drawn when sold"
    )
    components: Mapped[list[Any]] = mapped_column(
        default=list,
        server_default=text("'[]'"),
        doc="a bundle's parts: [{sku, title, options, quantity}] a unit",
    )
    inputs: Mapped[list[Any]] = mapped_column(
        default=list,
        server_default=text("'[]'"),
        doc="what the buyer said: [{code, label, value, surcharge}]",
    )
    digital: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="handed over as downloads"
    )
    awaited: Mapped[Qty] = mapped_column(
        default=0,
        server_default=text("0"),
        doc="units sold past zero: more than lay there when it was ordered",
    )
    preorder: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="awaited because it was not out yet"
    )
    expected_on: Mapped[date | None] = mapped_column(doc="when what is awaited was told to come")
    discounts: Mapped[list[Any]] = mapped_column(
        default=list, server_default=text("'[]'"), doc="what makes up its discount: [{id, name, amount}]"
    )
    voucher: Mapped[str] = mapped_column(
        Text,
        default="",
        server_default="",
        doc="gift cards: `multi` is taxed when they pay, `single` was taxed here",
    )
    duties: Mapped[Minor] = mapped_column(
        default=0, server_default=text("0"), doc="its share of the order's, inside its total"
    )
    fulfilled: Mapped[Qty] = mapped_column(default=0, server_default=text("0"))
    cancelled: Mapped[Qty] = mapped_column(default=0, server_default=text("0"))
    refunded: Mapped[Qty] = mapped_column(default=0, server_default=text("0"))
    refunded_amount: Mapped[Minor] = mapped_column(default=0, server_default=text("0"))
    withheld: Mapped[Minor] = mapped_column(
        default=0, server_default=text("0"), doc="of its share that was to go back, kept for a lost benefit"
    )

    @property
    def parts(self) -> list[Picked]:
        """A bundle's parts for all that was not cancelled."""
        return picked(self.components, self.quantity - self.cancelled)


class OrderDownload(Base):
    """A file that the buyer of a line may fetch: so often, so long, until it is paid back."""

    __tablename__ = "order_download"
    __table_args__ = (UniqueConstraint("line_id", "file_key"),)
    id: Mapped[Id]
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id", ondelete="CASCADE"), index=True)
    line_id: Mapped[UUID] = mapped_column(ForeignKey("order_line.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    most: Mapped[int] = mapped_column(Integer)
    used: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class OrderEvent(Base):
    """The order's story, shown as its timeline. `data` holds codes, ids and figures, never personal data."""

    __tablename__ = "order_event"
    __table_args__ = (Index("ix_order_event_order", "order_id", "id"),)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id", ondelete="CASCADE"))
    at: Mapped[CreatedAt]
    kind: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
