"""The door of the carts. A cart holds variants and quantities; prices are asked for when shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text, update

from app.core import clock
from app.core.db import db, run
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.domains.carts.errors import AlreadyOrdered, UnknownCart, UnknownLine
from app.domains.carts.models import Cart as CartRow


@dataclass(frozen=True, slots=True)
class CartLine:
    id: UUID
    variant_id: UUID
    quantity: Decimal
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cart:
    """An open cart and its lines in the order in which they were added."""

    id: UUID
    channel: str
    currency: str
    customer_id: UUID | None
    locale: str
    country: str | None
    delivery: dict[str, Any] | None
    lines: tuple[CartLine, ...]
    held_until: datetime | None = None
    coupons: tuple[str, ...] = ()
    points: int = 0
    visitor: str = ""

    @property
    def held(self) -> UUID | None:
        """The id of a cart that stock is held for."""
        return self.id if self.held_until is not None else None


OPEN = text(
    """
    with made as (
        insert into cart (id, channel_id, currency, customer_id, locale, visitor, status, created_at, updated_at)
        values (:id, :channel_id, :currency, :customer_id, :locale, :visitor, 'open', :now, :now)
    )
    insert into cart_line (id, cart_id, variant_id, quantity, inputs, position, created_at)
    select w.id, :id, w.variant, w.quantity, w.inputs, w.position, :now
    from unnest(cast(:lines as uuid[]), cast(:variants as uuid[]), cast(:quantities as numeric[]),
                cast(:inputs as jsonb[]), cast(:positions as int[])) as w (id, variant, quantity, inputs, position)
    """
)
_CART = """
    select c.id, c.status, c.order_id, ch.code as channel, c.currency, c.customer_id, c.locale, c.country, c.delivery,
           c.held_until, c.coupons, c.points, c.visitor,
           (select coalesce(jsonb_agg(jsonb_build_array(l.id, l.variant_id, l.quantity, l.inputs)
                                     order by l.position, l.id), '[]')
            from cart_line l where l.cart_id = c.id) as lines
    from cart c join channel ch on ch.id = c.channel_id where c.id = :id
"""
READ = text(_CART)
LOCK = text(_CART + " for update of c")
NOTE_HOLD = text("update cart set held_until = :until where id = :id and status = 'open'")
CLOSE = text(
    """
    update cart c set status = 'ordered', order_id = :order_id, updated_at = :now
    from channel ch where c.id = :id and c.status = 'open' and ch.id = c.channel_id
    returning c.id, c.status, c.order_id, ch.code as channel, c.currency, c.customer_id, c.locale, c.country, c.delivery,
           c.held_until, c.coupons, c.points, c.visitor,
           (select coalesce(jsonb_agg(jsonb_build_array(l.id, l.variant_id, l.quantity, l.inputs)
                                     order by l.position, l.id), '[]')
            from cart_line l where l.cart_id = c.id) as lines
    """
)


def open_cart(
    *, channel_id: UUID, channel: str, currency: str, lines: Sequence[tuple[UUID, Decimal, Mapping[str, str]]],
    locale: str, customer_id: UUID | None = None, visitor: str = "",
) -> Cart:  # fmt: skip
    """Start a cart with (variant, quantity, what was said) lines: one statement."""
    made = tuple(CartLine(new_id(), variant, quantity, dict(said)) for variant, quantity, said in lines)
    cart_id, now = new_id(), clock.now()
    run(
        OPEN,
        {
            "id": cart_id,
            "channel_id": channel_id,
            "currency": currency,
            "customer_id": customer_id,
            "visitor": visitor,
            "locale": locale,
            "now": now,
            "lines": [line.id for line in made],
            "variants": [line.variant_id for line in made],
            "quantities": [line.quantity for line in made],
            "inputs": [_json(line.inputs) for line in made],
            "positions": list(range(1, len(made) + 1)),
        },
    )
    return Cart(
        cart_id, channel, currency, customer_id, locale, None, None, made, visitor=visitor or str(cart_id)
    )


def read(cart_id: UUID) -> Cart:
    """An open cart. Raises UnknownCart, AlreadyOrdered."""
    return _open(run(READ, {"id": cart_id}).first())


def lock(cart_id: UUID) -> Cart:
    """An open cart, held until the unit ends: changes of one cart take turns. Raises UnknownCart, AlreadyOrdered."""
    return _open(run(LOCK, {"id": cart_id}).first())


def close(cart_id: UUID, *, order_id: UUID) -> Cart:
    """Turn the cart into an order, once whatever the keys. Raises UnknownCart, AlreadyOrdered."""
    row = run(CLOSE, {"id": cart_id, "order_id": order_id, "now": clock.now()}).first()
    if row is None:
        row = run(READ, {"id": cart_id}).first()
        return _open(row)
    return _cart(row)


def note_hold(cart_id: UUID, until: datetime | None) -> None:
    """Remember until when stock is held for the cart; None: it holds nothing."""
    run(NOTE_HOLD, {"id": cart_id, "until": until})


def reopen(order_id: UUID) -> None:
    """The order's payment was refused: its cart can be tried again."""
    db.session.execute(
        text(
            "update cart set status = 'open', order_id = null, held_until = null, updated_at = :now"
            " where order_id = :order_id"
        ),
        {"order_id": order_id, "now": clock.now()},
    )


def put(cart: Cart, variant_id: UUID, quantity: Decimal, inputs: Mapping[str, str] | None = None) -> CartLine:
    """Add `quantity` of a variant to the line that has it with the same inputs, or to a new one."""
    row = db.session.execute(
        text(
            """
            insert into cart_line (id, cart_id, variant_id, quantity, inputs, position, created_at)
            values (:id, :cart, :variant, :quantity, cast(:inputs as jsonb), :position, :now)
            on conflict (cart_id, variant_id, md5(cast(inputs as text)))
            do update set quantity = cart_line.quantity + excluded.quantity
            returning id, variant_id, quantity, inputs
            """
        ),
        {
            "id": new_id(), "cart": cart.id, "variant": variant_id, "quantity": quantity,
            "inputs": _json(inputs or {}), "position": len(cart.lines) + 1, "now": clock.now(),
        },
    ).one()  # fmt: skip
    _touch(cart.id)
    return CartLine(row.id, row.variant_id, row.quantity, row.inputs)


def set_quantity(cart: Cart, line_id: UUID, quantity: Decimal) -> None:
    """Change a line; 0 removes it. Raises UnknownLine."""
    if not any(line.id == line_id for line in cart.lines):
        raise UnknownLine(_("This line is not in the cart"))
    if quantity:
        change = text("update cart_line set quantity = :quantity where id = :id and cart_id = :cart")
    else:
        change = text(
            "delete from cart_line where id = :id and cart_id = :cart and cast(:quantity as numeric) = 0"
        )
    db.session.execute(change, {"id": line_id, "cart": cart.id, "quantity": quantity})
    _touch(cart.id)


def set_coupons(cart_id: UUID, codes: Sequence[str]) -> None:
    """Remember the codes that the buyer entered."""
    changes = {"coupons": list(codes), "updated_at": clock.now()}
    db.session.execute(update(CartRow).where(CartRow.id == cart_id).values(changes))


def set_points(cart_id: UUID, points: int) -> None:
    """Remember how many points its customer wants to spend on it."""
    changes = {"points": points, "updated_at": clock.now()}
    db.session.execute(update(CartRow).where(CartRow.id == cart_id).values(changes))


def set_terms(
    cart_id: UUID, *, country: str | None = None, delivery: Mapping[str, Any] | None = None
) -> None:
    """Remember where it goes and how, as chosen so far."""
    changes: dict[str, Any] = {"updated_at": clock.now()}
    if country is not None:
        changes["country"] = country
    if delivery is not None:
        changes["delivery"] = dict(delivery)
    db.session.execute(update(CartRow).where(CartRow.id == cart_id).values(**changes))


def adopt(cart_id: UUID, customer_id: UUID) -> None:
    """The shopper signed in: the cart is theirs."""
    db.session.execute(
        text("update cart set customer_id = :customer where id = :id and customer_id is null"),
        {"customer": customer_id, "id": cart_id},
    )


def _json(inputs: Mapping[str, str]) -> str:
    return orjson.dumps(dict(inputs)).decode()


def _touch(cart_id: UUID) -> None:
    db.session.execute(
        text("update cart set updated_at = :now where id = :id"), {"id": cart_id, "now": clock.now()}
    )


def _open(row: Any) -> Cart:
    if row is None:
        raise UnknownCart(_("There is no such cart"))
    if row.status != "open":
        raise AlreadyOrdered(
            _("This cart was ordered already"), order=str(row.order_id) if row.order_id else None
        )
    return _cart(row)


def _cart(row: Any) -> Cart:
    lines = tuple(
        CartLine(UUID(line[0]), UUID(line[1]), Decimal(str(line[2])), line[3]) for line in row.lines
    )
    return Cart(
        row.id,
        row.channel,
        row.currency,
        row.customer_id,
        row.locale,
        row.country,
        row.delivery,
        lines,
        row.held_until,
        tuple(row.coupons),
        row.points,
        row.visitor or str(row.id),
    )
