"""The store's pickups at the till: what was not found there, and what becomes of it (UC-20).

Opens its own units: money may go back through a gateway between them.
"""

from uuid import UUID

from app.core.db import unit_of_work
from app.core.errors import Forbidden
from app.core.i18n import gettext as _
from app.core.principal import Principal, acting_as, current_principal
from app.domains.fulfillment.permissions import PickupPermission
from app.domains.identity import service as identity
from app.domains.orders import rerouting
from app.domains.pos.types import Till
from app.flows import miss_pickup
from app.flows.miss_pickup import Answer
from app.queries import work_board

FOUND = "found"


def miss(till: Till, cashier_id: UUID, pickup_id: UUID, lines: list[UUID] | None, note: str) -> str:
    """These lines (None: all of it) are not there. Answers what follows: asked, fetched or refunded.

    Raises Forbidden, NotFound for another store's, WrongStep, Invalid at `lines`.
    """
    with acting_as(_cashier(till, cashier_id)):
        with unit_of_work():
            page = work_board.pickup(pickup_id)
            waiting = [line.id for line in rerouting.awaiting(page.job.order_id, page.row.location_id)]
        return miss_pickup.report(pickup_id, waiting if lines is None else lines, note=note)


def answer(till: Till, cashier_id: UUID, pickup_id: UUID, what: str, place: UUID | None) -> str:
    """What the buyer said at the counter, or that it was found after all. Answers the outcome.

    Raises Forbidden, NotFound, WrongStep, Conflict where the place has it no longer.
    """
    with acting_as(_cashier(till, cashier_id)):
        with unit_of_work():
            work_board.pickup(pickup_id)
            if what == FOUND:
                miss_pickup.found(pickup_id)
        return FOUND if what == FOUND else miss_pickup.answer(pickup_id, Answer(what, place))


def _cashier(till: Till, cashier_id: UUID) -> Principal:
    """Whoever is signed in, for what they do at this store. Raises Forbidden."""
    with unit_of_work():
        found = next((each for each in identity.cashiers(till.location_id) if each.id == cashier_id), None)
    if found is None or PickupPermission.WORK.value not in found.permissions:
        raise Forbidden(_("You may not work on pickups at this till"))
    return Principal(
        "staff", id=str(found.id), name=found.name, permissions=found.permissions,
        locations=frozenset({till.location_id}), location_id=till.location_id, ip=current_principal().ip,
    )  # fmt: skip
