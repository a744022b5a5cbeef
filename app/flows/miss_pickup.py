"""A store does not find what somebody comes for (UC-20): another place helps out, or the buyer says what to do.

The order is cancelled, for what is missing, only where nothing fits.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from app.core import audit
from app.core.db import unit_of_work
from app.core.errors import Conflict, Invalid
from app.core.i18n import gettext as _
from app.core.principal import acting_as, system
from app.domains.channels import service as channels
from app.domains.channels.types import StockRules
from app.domains.fulfillment import missing as missing_pickups
from app.domains.fulfillment import service as fulfillment
from app.domains.fulfillment.models import MissingPickup, Pickup
from app.domains.fulfillment.service import Part
from app.domains.inventory import service as inventory
from app.domains.inventory.errors import HoldReleased
from app.domains.inventory.service import Wish
from app.domains.orders import rerouting
from app.domains.orders import service as orders
from app.domains.orders.models import Order, OrderLine
from app.domains.orders.types import Contact
from app.flows.cancel_order import cancel_in_unit, drawn, pay_back
from app.queries import pickup_choices
from app.queries.pickup_choices import Choices, Spot

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """`what`: wait, elsewhere (at the store `place`), send (to the address `to`) or refund."""

    what: str
    place: UUID | None = None
    to: Contact | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A pickup under lock: the lines that are `gone`, of the `whole` that waits at the store, and what `can` be done."""

    pickup: Pickup
    order: Order
    gone: Sequence[OrderLine]
    whole: Sequence[OrderLine]
    can: Choices

    @classmethod
    def of(cls, pickup: Pickup, line_ids: Collection[UUID]) -> "Case":
        order = orders.lock(pickup.order_id)
        whole = rerouting.awaiting(order.id, pickup.location_id)
        gone = [line for line in whole if line.id in line_ids]
        return cls(pickup, order, gone, whole, pickup_choices.choices(pickup.location_id, gone, whole))


def report(pickup_id: UUID, line_ids: Collection[UUID], *, note: str = "") -> str:
    """These lines were not found in the store. Answers what follows: asked, fetched or refunded.

    Opens its own units: the gateway is called between them. Raises UnknownPickup, WrongStep, Invalid at `lines`.
    """
    with unit_of_work():
        missing, refunds = _report(pickup_id, line_ids, note.strip()[:LONGEST_NOTE])
        outcome = missing.status
    pay_back(refunds)
    return outcome


def _report(pickup_id: UUID, line_ids: Collection[UUID], note: str) -> tuple[MissingPickup, Sequence[UUID]]:
    case = Case.of(fulfillment.lock_pickup(pickup_id), line_ids)
    order = case.order
    missing = missing_pickups.note_missing(case.pickup, [line.id for line in case.gone], note)
    if not case.gone:
        raise Invalid(_("Mark what is missing"), fields={"lines": _("Mark what is missing")})
    _note(order, "pickup_missing", {"lines": [line.sku for line in case.gone], "note": note})
    demands = drawn(case.gone, _open(case.gone))
    refunds = () if case.can else _refund(case, missing)
    words = _("Not found for order %(number)s", number=order.number)
    missing.hold_ids = inventory.miss(order.id, demands, note=words)
    if case.can.fetch and channels.setting(StockRules).missing == "fetch":
        _fetch(case, missing, case.can.fetch)
    elif case.can:
        missing_pickups.ask_buyer(missing, order.id)
    return missing, refunds


def answer(pickup_id: UUID, said: Answer) -> str:
    """What becomes of it: as the buyer says, or a colleague for them. Answers the outcome.

    Opens its own units. Raises UnknownPickup, WrongStep once it is answered, Conflict where the place has it no longer.
    """
    with unit_of_work():
        missing, refunds = _answer(pickup_id, said)
        outcome = missing.status
    pay_back(refunds)
    return outcome


def _answer(pickup_id: UUID, said: Answer) -> tuple[MissingPickup, Sequence[UUID]]:
    pickup = fulfillment.lock_pickup(pickup_id)
    missing = missing_pickups.lock_open(pickup)
    case = Case.of(pickup, missing.line_ids)
    if not case.gone:
        raise Conflict(_("Nothing of it is open any more"), code="fulfillment.nothing_open")
    refunds: Sequence[UUID] = ()
    match said.what:
        case "refund":
            refunds = _refund(case, missing)
        case "wait" if case.can.fetch:
            _fetch(case, missing, case.can.fetch)
        case "send" if case.can.send and said.to is not None:
            _send(case, missing, case.can.send, said.to)
        case "elsewhere" if spot := next((each for each in case.can.stores if each.id == said.place), None):
            _move(case, missing, spot)
        case _:
            raise Conflict(_("That is not possible any more: choose again"), code="fulfillment.choose_again")
    return missing, refunds


def found(pickup_id: UUID) -> None:
    """They turned up after all. Raises UnknownPickup, WrongStep."""
    pickup = fulfillment.lock_pickup(pickup_id)
    order = orders.lock(pickup.order_id)
    missing = missing_pickups.lock_open(pickup)
    missing_pickups.settle(missing, "found")
    _note(order, "pickup_found", {})
    for hold_id in missing.hold_ids:
        try:
            inventory.release_hold(hold_id, note=_("Found"))
        except HoldReleased:
            continue
    inventory.settle_of_order(order.id, "missing", _("Found"))


def _refund(case: Case, missing: MissingPickup) -> Sequence[UUID]:
    missing_pickups.settle(missing, "refunded")
    return cancel_in_unit(case.order.id, reason=_("Not found in the store"), quantities=_open(case.gone))


def _fetch(case: Case, missing: MissingPickup, spot: Spot) -> None:
    """The place that has it sends it to the store, where the order waits for it."""
    missing_pickups.settle(missing, "fetched", spot.id)
    demands = drawn(case.gone, _open(case.gone))
    items = inventory.items_by_id([each.stock_item_id for each in demands])
    with acting_as(system("missing pickup")):
        made = inventory.request_transfer(
            source=spot.id, destination=case.pickup.location_id,
            wishes=[Wish(items[each.stock_item_id].sku, each.quantity) for each in demands],
            note=_("For order %(number)s", number=case.order.number),
        )  # fmt: skip
        inventory.approve_transfer(made.id)
    _note(case.order, "pickup_fetched", {"place": spot.name, "transfer": str(made.id)})


def _send(case: Case, missing: MissingPickup, spot: Spot, to: Contact) -> None:
    """It goes to the buyer from a place that has it; what was found still waits at the store."""
    missing_pickups.settle(missing, "sent", spot.id)
    order, units = case.order, _open(case.gone)
    demands = drawn(case.gone, units)
    rerouting.serve_from(order, list(units), spot.id)
    rerouting.send_to(order, to)
    fulfillment.open_parcel(order.id, spot.id, [Part(line, quantity) for line, quantity in units.items()])
    if not rerouting.awaiting(order.id, case.pickup.location_id):
        fulfillment.cancel_pickup(order.id)
        rerouting.deliver(order)
    _note(order, "pickup_sent", {"place": spot.name})
    inventory.move_promise(order.id, demands, spot.id)


def _move(case: Case, missing: MissingPickup, spot: Spot) -> None:
    """All of the order waits at another store."""
    missing_pickups.settle(missing, "moved", spot.id)
    order, units = case.order, _open(case.whole)
    demands = drawn(case.whole, units)
    rerouting.serve_from(order, list(units), spot.id)
    rerouting.pick_up_at(order, spot.id)
    missing_pickups.move_pickup(case.pickup, spot.id)
    _note(order, "pickup_moved", {"place": spot.name})
    inventory.move_promise(order.id, demands, spot.id)


def _open(lines: Sequence[OrderLine]) -> dict[UUID, Decimal]:
    return {line.id: line.quantity - line.fulfilled - line.cancelled for line in lines}


def _note(order: Order, kind: str, told: dict[str, object]) -> None:
    orders.note(order.id, kind, told)
    audit.record(f"fulfillment.{kind}", object_type="order", object_id=order.id, after=told)
