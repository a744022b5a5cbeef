"""Gift cards at the till: a share is taken before the sale is made, and spent or put back by it."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api import pos_device
from app.api.schemas import Body, Code, Money, Params, Reply, money, problems, reply
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.giftcards import holds
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.errors import CardRefused, UnknownCode
from app.domains.giftcards.types import Card
from app.flows import cards_at_till, pay_with_cards
from app.web import paying
from app.web.nouns import APIBlueprint
from app.web.permissions import device_only

bp = APIBlueprint(
    "api_pos_gift_cards",
    __name__,
    url_prefix="/api/v1/pos",
    abp_tags=[Tag(name="Tills")],
    abp_security=[{"key": []}],
)


class GiftCardHoldBody(Body):
    """`id` is made by the till; the same one again changes nothing. Without a code: the store credit of `customer`."""

    id: UUID
    gift_card: Annotated[Code | None, Field(description="its code")] = None
    customer: UUID | None = None
    amount: Annotated[int, Field(gt=0, le=giftcards.MOST, description="what is still to pay, minor units")]


class TaxedShare(Reply):
    """`net` and `tax` in what is taken, at the `rate_micro` (millionths) that the card's sale was taxed with."""

    name: str
    rate_micro: int
    net: Money
    tax: Money


class GiftCardHoldReply(Reply):
    """`amount` is taken, at most what was asked for; `left` is on the card still. `taxed`: of a single-purpose card."""

    id: UUID
    amount: Money
    left: Money
    last4: str
    taxed: TaxedShare | None


class GiftCardHoldPath(Params):
    hold_id: UUID


class GiftCardHoldReleasedReply(Reply):
    id: UUID


class GiftCardLookUpBody(Body):
    gift_card: Annotated[Code, Field(description="its code")]


class GiftCardLookUpReply(Reply):
    """`loads`: more can be put on it. `expires_on` is the last day it pays; null: it never ends."""

    id: UUID
    last4: str
    balance: Money
    status: Literal["active", "blocked", "expired"]
    expires_on: date | None
    loads: bool


class SoldCardsPath(Params):
    operation_id: UUID


class SoldCard(Reply):
    """`code` stands nowhere: it is told until the till says that the buyer has it, at most an hour."""

    code: str
    last4: str
    balance: Money
    expires_on: date | None


class SoldCardsReply(Reply):
    items: list[SoldCard]


class SoldCardsHandedOverReply(Reply):
    id: UUID


@bp.post("/gift-card-lookups", responses={200: GiftCardLookUpReply, **problems(400, 401, 403)})
@device_only
def look_up_gift_card(body: GiftCardLookUpBody) -> Response:
    """What is on a card, and whether more can be put on it. Too many wrong codes have to wait."""
    card = _of_code(body.gift_card)
    status = giftcards.state_of(card)
    return reply(
        {
            "id": card.id, "last4": card.last4, "balance": money(card.balance, card.currency), "status": status,
            "expires_on": card.expires_on,
            "loads": status != "blocked" and not card.taxed and card.currency == current_tenant().currency,
        }
    )  # fmt: skip


@bp.get("/sales/<uuid:operation_id>/gift-cards", responses={200: SoldCardsReply, **problems(401, 403, 404)})
@device_only
def read_sold_gift_cards(path: SoldCardsPath) -> Response:
    """The gift cards that a sale of this till made, with their codes, to print and hand over."""
    cards = cards_at_till.codes(pos_device.here(), path.operation_id)
    return reply(
        {
            "items": [
                {
                    "code": each.code, "last4": each.card.last4, "expires_on": each.card.expires_on,
                    "balance": money(each.card.balance, each.card.currency),
                }
                for each in cards
            ]
        }
    )  # fmt: skip


@bp.delete(
    "/sales/<uuid:operation_id>/gift-cards",
    responses={200: SoldCardsHandedOverReply, **problems(401, 403, 404, 409)},
)
@device_only
def hand_over_gift_cards(path: SoldCardsPath) -> Response:
    """The buyer has the codes: they are told no more. The cards stay."""
    cards_at_till.handed_over(pos_device.here(), path.operation_id)
    return reply({"id": path.operation_id})


@bp.post("/gift-card-holds", responses={201: GiftCardHoldReply, **problems(400, 401, 403, 409)})
@device_only
def hold_gift_card(body: GiftCardHoldBody) -> Response:
    """Take a share of a gift card for the sale that is being paid. A sale names it as `hold` of its tender."""
    pos_device.here()
    currency = current_tenant().currency
    card = _card(body, currency)
    pay_with_cards.check(card, currency)
    amount = holds.hold(body.id, card, body.amount)
    left = giftcards.card_of(card.id).balance
    told = {
        "id": body.id,
        "amount": money(amount, currency),
        "left": money(left, currency),
        "last4": card.last4,
        "taxed": _taxed(holds.taxed(body.id, card), currency),
    }
    return reply(told, 201)


def _taxed(noted: dict[str, Any], currency: str) -> dict[str, Any] | None:
    if not noted:
        return None
    share = noted["taxed"]
    sums = {name: money(share[name], currency) for name in ("net", "tax")}
    return {"name": share["name"], "rate_micro": share["rate"], **sums}


def _card(body: GiftCardHoldBody, currency: str) -> Card:
    """Raises UnknownCode, and CardRefused for who has no store credit."""
    if body.gift_card is None:
        credit = giftcards.credit_of(body.customer, currency) if body.customer is not None else None
        if credit is None or credit.balance == 0:
            raise CardRefused(
                _("This customer has no store credit"), fields={"customer": _("Choose another way")}
            )
        return credit
    return _of_code(body.gift_card)


def _of_code(code: str) -> Card:
    """Raises UnknownCode, TooMany."""
    with paying.trying_codes([code]):
        card = giftcards.by_codes([code]).get(code)
        if card is None:
            words = _("This code belongs to no gift card")
            raise UnknownCode(words, fields={"gift_card": _("Look at the code again")})
    return card


@bp.delete(
    "/gift-card-holds/<uuid:hold_id>", responses={200: GiftCardHoldReleasedReply, **problems(401, 403, 409)}
)
@device_only
def release_gift_card(path: GiftCardHoldPath) -> Response:
    """The sale is not paid with it after all: the share is on the card again. Once it paid a sale it stays."""
    pay_with_cards.release_hold(path.hold_id)
    return reply({"id": path.hold_id})
