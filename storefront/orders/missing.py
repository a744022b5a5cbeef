"""The buyer says what becomes of what the store did not find."""

from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Blueprint, url_for
from flask import request as asked
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.db import unit_of_work
from app.core.errors import AppError, Invalid
from app.core.i18n import gettext as _
from app.domains.fulfillment.errors import UnknownPickup
from app.domains.orders.types import Contact
from app.flows import miss_pickup
from app.flows.miss_pickup import Answer
from app.queries import shop_orders
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go
from app.web.permissions import public
from app.web.phased import phased
from app.web.toasts import toast

Short = Annotated[OptionalText, Field(max_length=200)]


class AnswerForm(Form):
    what: Literal["wait", "elsewhere", "send", "refund"]
    place: UUID | None = None
    name: Short = ""
    line1: Short = ""
    line2: Short = ""
    postal_code: Annotated[OptionalText, Field(max_length=20)] = ""
    city: Short = ""
    region: Short = ""
    country: Annotated[OptionalText, Field(pattern="^([A-Z]{2})?$")] = ""

    def answer(self) -> Answer:
        """Raises Invalid at each line of the address that lacks."""
        if self.what != "send":
            return Answer(self.what, self.place)
        needed = ("line1", "postal_code", "city", "country")
        if lacking := [name for name in needed if not getattr(self, name)]:
            raise Invalid(_("Where shall it go?"), fields=dict.fromkeys(lacking, _("Fill this in")))
        to = Contact(
            line1=self.line1, line2=self.line2, postal_code=self.postal_code, city=self.city, region=self.region,
            country=self.country,
        )  # fmt: skip
        return Answer("send", to=to)


def attach(bp: Blueprint) -> None:
    """Put the answer under the order's link."""
    bp.add_url_rule("/orders/<token>/missing", view_func=answer, methods=["POST"])


@public
@phased
def answer(token: str) -> Response:
    """What the buyer chose, for whoever holds the link."""
    pickup = _pickup(token)
    try:
        outcome = miss_pickup.answer(pickup, AnswerForm.parse(asked.form).answer())
    except AppError:
        with unit_of_work(), form_page("shop/order.html", lambda: _page(token)):
            raise
    toast(_said(outcome))
    return go(url_for(".show", token=token))


def _pickup(token: str) -> UUID:
    with unit_of_work():
        story = shop_orders.by_link(token)
        if story.pickup is None:
            raise UnknownPickup(_("There is no such pickup"))
        return story.pickup.id


def _page(token: str) -> dict[str, Any]:
    return {"story": shop_orders.by_link(token), "token": token, "thanks": False}


def _said(outcome: str) -> str:
    match outcome:
        case "fetched":
            return _("The store gets it. We write to you when you can come.")
        case "moved":
            return _("Your order waits at the other store soon. We write to you when you can come.")
        case "sent":
            return _("It is sent to you.")
        case _:
            return _("It is off the order, and your money is on its way back.")
