"""The groups that customers are in: whom prices and promotions are for."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import func, select

from app.core import audit, events
from app.core.db import db
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.customers.events import CustomerTermsChanged
from app.domains.customers.models import Customer
from app.domains.customers.service.people import standing

MOST, LONGEST = 20, 40


def set_groups(customer_id: UUID, groups: Iterable[str]) -> list[str]:
    """Put a customer into exactly these groups; a name that is known in other letters is that group.

    Raises Invalid at `groups`, NotFound, Erased.
    """
    wanted = {name.lower(): name for each in groups if (name := " ".join(each.split()))}
    if len(wanted) > MOST or any(len(name) > LONGEST or "," in name for name in wanted.values()):
        words = _("Up to 20 groups, each with up to 40 characters")
        raise Invalid(words, fields={"groups": words})
    known = {name.lower(): name for name in all_groups()}
    person = standing(customer_id)
    before, after = list(person.groups), sorted(known.get(key, name) for key, name in wanted.items())
    if before != after:
        person.groups = after
        audit.record(
            "customers.groups_changed",
            object_type="customer",
            object_id=customer_id,
            before={"groups": before},
            after={"groups": after},
        )
        events.record(CustomerTermsChanged(customer_id=str(customer_id)))
    return after


def all_groups() -> list[str]:
    """Every group that somebody is in, by name."""
    each = select(func.unnest(Customer.groups).label("name")).distinct().subquery()
    return list(db.session.scalars(select(each.c.name).order_by(each.c.name)))
