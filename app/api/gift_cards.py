"""Gift cards: issue and load them, read one with its ledger, ask for a balance by code."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field

from app.api.schemas import Body, Code, Cursor, Loose, Money, Note, Params, Reply, money, problems, reply
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.errors import UnknownCode
from app.queries import card_board, sites
from app.queries.card_board import CardRow, Entry
from app.web import paying
from app.web.nouns import APIBlueprint
from app.web.permissions import public, requires

bp = APIBlueprint(
    "api_gift_cards", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Gift cards")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Minor = Annotated[int, Field(gt=0, le=giftcards.MOST)]


class Worth(Body):
    amount: Minor
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class GiftCardBody(Body):
    amount: Worth
    note: Note = ""


class GiftCardLoadBody(Body):
    amount: Minor = Field(description="minor units of the card's currency")
    reason: Note = Field(default="", examples=["Paid at the counter"])


class GiftCardBalanceBody(Body):
    gift_card: Code = Field(description="its code")


class GiftCardReply(Reply):
    """`last4` ends the code. `kind` `credit` is a customer's store credit, which has no code."""

    id: UUID
    kind: Literal["gift", "credit"]
    last4: str
    balance: Money
    status: Literal["active", "blocked", "expired"]
    expires_on: date | None
    created_at: datetime


class IssuedGiftCardReply(GiftCardReply):
    """`code` is told here and never again: only its hash is kept."""

    code: str


class GiftCardEntryReply(Reply):
    """`amount` has a sign; `balance` is that after it."""

    at: datetime
    kind: Literal["issue", "top_up", "redeem", "give_back", "expire", "adjust"]
    amount: Money
    balance: Money
    order: str | None
    reason: str


class GiftCardPage(Reply):
    items: list[GiftCardReply]
    next: str | None


class GiftCardLedgerReply(Reply):
    items: list[GiftCardEntryReply]
    next: str | None


class GiftCardBalanceReply(Reply):
    balance: Money
    status: Literal["active", "blocked", "expired"]
    expires_on: date | None


class CardsQuery(Params):
    q: Loose = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class LedgerQuery(Params):
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class CardPath(Params):
    card_id: UUID


@bp.get("/gift-cards", responses={200: GiftCardPage, **problems(400, 401, 403)})
@requires(Scope.GIFTCARDS_READ)
def list_gift_cards(query: CardsQuery) -> Response:
    """Gift cards and store credit, newest first; `q` finds a whole code, its end, or a customer."""
    page = card_board.cards(q=query.q, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_card(row) for row in page.items], "next": page.next})


@bp.post("/gift-cards", responses={201: IssuedGiftCardReply, **problems(400, 401, 403)})
@requires(Scope.GIFTCARDS_WRITE)
def issue_gift_card(body: GiftCardBody) -> Response:
    """Issue a gift card over an amount. Its code is in this answer only."""
    if body.amount.currency not in sites.currencies():
        raise Invalid(
            _("Some fields need another look"), fields={"amount.currency": _("Choose another currency")}
        )
    issued = giftcards.issue(body.amount.amount, body.amount.currency, note=body.note)
    told = reply(_card(card_board.card(issued.card.id)) | {"code": issued.code}, 201)
    told.cache_control.no_store = True
    return told


@bp.get("/gift-cards/<uuid:card_id>", responses={200: GiftCardReply, **problems(401, 403, 404)})
@requires(Scope.GIFTCARDS_READ)
def show_gift_card(path: CardPath) -> Response:
    """One card."""
    return reply(_card(card_board.card(path.card_id)))


@bp.get(
    "/gift-cards/<uuid:card_id>/entries", responses={200: GiftCardLedgerReply, **problems(400, 401, 403, 404)}
)
@requires(Scope.GIFTCARDS_READ)
def read_gift_card_ledger(path: CardPath, query: LedgerQuery) -> Response:
    """What moved a card's balance, newest first."""
    currency = card_board.card(path.card_id).currency
    page = card_board.entries(path.card_id, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_entry(each, currency) for each in page.items], "next": page.next})


@bp.post("/gift-cards/<uuid:card_id>/loads", responses={201: GiftCardReply, **problems(400, 401, 403, 404)})
@requires(Scope.GIFTCARDS_WRITE)
def load_gift_card(path: CardPath, body: GiftCardLoadBody) -> Response:
    """Put more on a card; it then lasts as a new one does."""
    giftcards.top_up(path.card_id, body.amount, reason=body.reason)
    return reply(_card(card_board.card(path.card_id)), 201)


@bp.post("/gift-cards/balance", responses={200: GiftCardBalanceReply, **problems(400)})
@public
def read_balance(body: GiftCardBalanceBody) -> Response:
    """What is on the card with a code. Whoever tries too many wrong codes has to wait."""
    with paying.trying_codes([body.gift_card]):
        found = giftcards.by_codes([body.gift_card]).get(body.gift_card)
        if found is None:
            raise UnknownCode(
                _("This code belongs to no gift card"), fields={"gift_card": _("Look at the code again")}
            )
    return reply(
        {
            "balance": money(found.balance, found.currency), "status": giftcards.state_of(found),
            "expires_on": found.expires_on,
        }
    )  # fmt: skip


def _card(row: CardRow) -> dict[str, Any]:
    names = ("id", "kind", "last4", "status", "expires_on", "created_at")
    return {name: getattr(row, name) for name in names} | {"balance": money(row.balance, row.currency)}


def _entry(each: Entry, currency: str) -> dict[str, Any]:
    return {
        "at": each.at, "kind": each.kind, "amount": money(each.amount, currency),
        "balance": money(each.balance, currency), "order": each.order_number, "reason": each.reason,
    }  # fmt: skip
