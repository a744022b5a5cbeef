"""The store's pickups at the till: what was not found there, and what becomes of it (UC-20).

Opens its own units: money may go back through a gateway between them.
"""

from uuid import UUID

from app.core.db import unit_of_work
from app.core.i18n import gettext as _
from app.core.principal import Principal, acting_as
from app.domains.fulfillment.permissions import PickupPermission
from app.domains.orders import rerouting
from app.domains.pos.types import Till
from app.flows import miss_pickup
from app.flows.cashier_at_till import cashier_at_till
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
    """Whoever is signed in. Raises Forbidden."""
    words = _("You may not work on pickups at this till")
    with unit_of_work():
        return cashier_at_till(till, cashier_id, PickupPermission.WORK, refusal=words)
