"""Price lists: what things cost for whom and when, written in bulk; and the log of every price."""

from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import AwareDatetime, Field, StringConstraints

from app.api.price_list_shape import (
    ListPrices,
    PriceChanges,
    PriceListReply,
    PriceLists,
    change_shape,
    list_shape,
    price_shape,
)
from app.api.schemas import (
    Body,
    Cursor,
    Loose,
    Money,
    Name,
    Params,
    Quantity,
    Reply,
    problems,
    reply,
)
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.core.tenancy import current_tenant
from app.domains.pricing import price_lists
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.flows import guard_margin
from app.flows.guard_margin import Kept
from app.queries import price_board
from app.queries.price_board import ListRow
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_price_lists", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="Prices")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Millionths = Annotated[int, Field(ge=-10_000_000, le=1_000_000, description="millionths off; below 0 on top")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Kind = Literal["base", "market", "channel", "sale", "segment", "contract"]
Fact = Literal["channel", "country", "group", "customer", "company", "location", "campaign"]


class BuyersBody(Body):
    """`values` empty: anybody with an account."""

    on: Fact
    values: Annotated[list[Loose], Field(max_length=200)] = []


class PriceListBody(Body):
    code: Code
    name: Annotated[Name, StringConstraints(min_length=1)]
    kind: Kind
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] | None = None
    status: Literal["draft", "active", "paused"] = "draft"
    position: Annotated[int, Field(ge=0, le=10_000)] = 100
    priority: Annotated[int, Field(ge=-10_000, le=10_000)] | None = None
    tax_included: Annotated[bool | None, Field(description="null: as the shop's prices")] = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    conditions: Annotated[list[BuyersBody], Field(max_length=20)] = []
    match: Literal["all", "any"] = "all"
    percent: Annotated[Millionths | None, Field(description="of what no price names")] = None
    based_on: Annotated[
        Code | None, Field(description="code of the list that the percentage is taken of")
    ] = None
    ending: Annotated[int, Field(ge=0, le=99_999, description="minor units, such as 99")] | None = None
    converted_from: Annotated[
        Code | None, Field(description="code of the list in another currency that it is converted from")
    ] = None


class ListPriceBody(Body):
    """Of a SKU, of a category with all below it, or (neither said) of everything: a price or a percentage."""

    sku: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    category: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    price: Money | None = None
    percent: Millionths | None = None
    min_quantity: Quantity = Decimal(1)
    max_quantity: Quantity | None = None
    compare_at: Money | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None


class ListPricesBody(Body):
    prices: Annotated[list[ListPriceBody], Field(max_length=1000)] = []
    gone: Annotated[list[UUID], Field(max_length=1000, description="ids of prices that leave the list")] = []


class ListPricesReply(Reply):
    """`waiting`: prices that leave less than the shop's least margin; they change once somebody approves them."""

    changed: int
    waiting: int


class ListsQuery(Params):
    q: Loose = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class ChangesQuery(Params):
    sku: Loose = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class ListPath(Params):
    list_code: Code


@bp.get("/price-lists", responses={200: PriceLists, **problems(400, 401, 403)})
@requires(Scope.CATALOG_READ)
def list_price_lists(query: ListsQuery) -> Response:
    """Price lists by name."""
    page = price_board.lists(q=query.q, cursor=query.cursor, limit=query.limit)
    codes = _codes()
    return reply({"items": [list_shape(row, codes) for row in page.items], "next": page.next})


@bp.post("/price-lists", responses={201: PriceListReply, **problems(400, 401, 403)})
@requires(Scope.CATALOG_WRITE)
def add_price_list(body: PriceListBody) -> Response:
    """One more list; it holds once it is active. `waiting`: it stays a draft until somebody approves its percentage."""
    guard_margin.create_list(_draft(body, body.currency or current_tenant().currency))
    return reply(list_shape(price_board.list_by(body.code), _codes()), 201)


@bp.get("/price-lists/<list_code>", responses={200: PriceListReply, **problems(401, 403, 404)})
@requires(Scope.CATALOG_READ)
def show_price_list(path: ListPath) -> Response:
    """One list."""
    return reply(list_shape(price_board.list_by(path.list_code), _codes()))


@bp.put("/price-lists/<list_code>", responses={200: PriceListReply, **problems(400, 401, 403, 404)})
@requires(Scope.CATALOG_WRITE)
def change_price_list(path: ListPath, body: PriceListBody) -> Response:
    """Say all of it anew; its prices stay. `waiting`: nothing changes until somebody approves its percentage."""
    found = price_board.list_by(path.list_code)
    guard_margin.change_list(found, _draft(body, body.currency or found.draft.currency))
    return reply(list_shape(price_board.list_by(body.code), _codes()))


@bp.delete("/price-lists/<list_code>", responses={204: None, **problems(401, 403, 404)})
@requires(Scope.CATALOG_WRITE)
def delete_price_list(path: ListPath) -> Response:
    """Take a list away with its prices; the log keeps them."""
    price_lists.delete_list(price_board.list_by(path.list_code).id)
    return Response(status=204)


@bp.get("/price-lists/<list_code>/prices", responses={200: ListPrices, **problems(400, 401, 403, 404)})
@requires(Scope.CATALOG_READ)
def list_list_prices(path: ListPath, query: ListsQuery) -> Response:
    """The prices of a list by SKU and tier."""
    found = price_board.list_by(path.list_code)
    currency = found.draft.currency
    page = price_board.prices(found.id, currency, q=query.q, cursor=query.cursor, limit=query.limit)
    return reply({"items": [price_shape(row, currency) for row in page.items], "next": page.next})


@bp.put("/price-lists/<list_code>/prices", responses={200: ListPricesReply, **problems(400, 401, 403, 404)})
@requires(Scope.CATALOG_WRITE)
def put_list_prices(path: ListPath, body: ListPricesBody) -> Response:
    """Write many prices at once: what is said of an article and its start replaces all its tiers."""
    found = price_board.list_by(path.list_code)
    drafts = _entries(body.prices, found)
    changed = price_lists.drop_entries(found.id, body.gone) if body.gone else 0
    kept = guard_margin.set_entries(found, drafts, prefix="prices.") + Kept(changed)
    return reply({"changed": kept.changed, "waiting": kept.waiting})


@bp.get("/price-changes", responses={200: PriceChanges, **problems(400, 401, 403)})
@requires(Scope.CATALOG_READ)
def list_price_changes(query: ChangesQuery) -> Response:
    """Who changed which price when, the latest first."""
    page = price_board.changes(sku=query.sku, cursor=query.cursor, limit=query.limit)
    return reply({"items": [change_shape(row) for row in page.items], "next": page.next})


def _draft(body: PriceListBody, currency: str) -> ListDraft:
    ids = {code: key for key, code in _codes().items()}
    for name, code in (("based_on", body.based_on), ("converted_from", body.converted_from)):
        if code is not None and code not in ids:
            words = _("There is no such price list")
            raise Invalid(words, fields={name: words})
    facts = body.model_dump(exclude={"conditions", "match", "based_on", "converted_from", "currency"})
    return ListDraft(
        **facts, currency=currency, conditions=[(each.on, each.values) for each in body.conditions],
        match_any=body.match == "any", based_on=ids[body.based_on] if body.based_on else None,
        converted_from=ids[body.converted_from] if body.converted_from else None,
    )  # fmt: skip


def _entries(bodies: list[ListPriceBody], found: ListRow) -> list[EntryDraft]:
    """Raises Invalid at `prices.<place>.` what is not known, or in another currency."""
    currency, faults = found.draft.currency, dict[str, str]()
    goods = {
        each.sku: each for each in price_board.goods(currency, skus=[each.sku for each in bodies if each.sku])
    }
    shelves = price_board.categories([each.category for each in bodies if each.category])
    drafts = []
    for place, each in enumerate(bodies):
        category = shelves.get(each.category or "")
        if each.sku and each.sku not in goods:
            faults[f"prices.{place}.sku"] = _("There is no such SKU")
        if each.category and category is None:
            faults[f"prices.{place}.category"] = _("There is no such category")
        if any(
            amount is not None and amount.currency != currency for amount in (each.price, each.compare_at)
        ):
            faults[f"prices.{place}.price"] = _("Use one currency")
        one = goods.get(each.sku or "")
        drafts.append(
            EntryDraft(
                one.product_id if one else None, one.variant_id if one else None, category,
                each.price.amount if each.price else None, each.percent, each.min_quantity, each.max_quantity,
                each.compare_at.amount if each.compare_at else None, each.starts_at, each.ends_at,
            )
        )  # fmt: skip
    if faults:
        raise Invalid(_("Some prices need another look"), fields=faults)
    return drafts


def _codes() -> dict[UUID, str]:
    return {key: code for key, code, _name, _currency in price_board.choices()}
