"""Suppliers, and what they sell of ours."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from flask import Response
from flask_openapi3 import Tag
from pydantic import Field, StringConstraints

from app.api.schemas import Body, Cursor, Loose, Money, Name, Params, Reply, Word, number, problems, reply
from app.core.errors import Invalid
from app.core.paging import MAX_LIMIT
from app.core.permissions import Scope
from app.core.tenancy import current_tenant
from app.domains.inventory import service as inventory
from app.domains.inventory.models import Supplier
from app.domains.inventory.types import CURRENCIES
from app.queries import item_finder, purchase_board
from app.queries.purchase_board import Offer, SupplierRow
from app.web.nouns import APIBlueprint
from app.web.permissions import requires

bp = APIBlueprint(
    "api_suppliers", __name__, url_prefix="/api/v1/suppliers", abp_tags=[Tag(name="Purchasing")],
    abp_security=[{"key": []}, {"oauth": []}],
)  # fmt: skip
Minor = Annotated[int, Field(ge=0, le=10**15)]
Pack = Annotated[Decimal, Field(gt=0, lt=10**6, decimal_places=3, max_digits=9)]


class SupplierBody(Body):
    name: Annotated[Name, StringConstraints(min_length=1)]
    contact: Loose = ""
    email: Loose = ""
    phone: Annotated[Loose, StringConstraints(max_length=50)] = ""
    lead_days: Annotated[int, Field(ge=0, le=730)] = 7
    currency: Annotated[
        str | None, StringConstraints(pattern="^[A-Z]{3}$"), Field(description="the shop's, unless said")
    ] = None
    minimum_order: Annotated[Minor, Field(description="minor units of the currency")] = 0
    active: bool = True


class OfferBody(Body):
    sku: Word
    cost: Annotated[Minor, Field(description="of a pack, in minor units of the supplier's currency")]
    pack_size: Annotated[Pack, Field(description="units in a pack")] = Decimal(1)
    supplier_sku: Name = ""


class SupplierReply(Reply):
    id: UUID
    name: str
    contact: str
    email: str
    phone: str
    lead_days: int
    minimum_order: Money
    active: bool


class SupplierList(Reply):
    items: list[SupplierReply]
    next: str | None


class OfferReply(Reply):
    """`cost` is that of a pack of `pack_size` units."""

    sku: str
    title: str
    supplier_sku: str
    cost: Money
    pack_size: float


class OfferList(Reply):
    items: list[OfferReply]
    next: str | None


class SuppliersQuery(Params):
    q: Loose = ""
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50
    cursor: Cursor | None = None


class SupplierPath(Params):
    supplier_id: UUID


@bp.get("", responses={200: SupplierList, **problems(400, 401, 403)})
@requires(Scope.STOCK_READ)
def list_suppliers(query: SuppliersQuery) -> Response:
    """Suppliers by name."""
    page = purchase_board.suppliers(q=query.q, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_supplier(row) for row in page.items], "next": page.next})


@bp.post("", responses={201: SupplierReply, **problems(400, 401, 403)})
@requires(Scope.STOCK_WRITE)
def add_supplier(body: SupplierBody) -> Response:
    """Say whom you buy from. A name is taken once."""
    return reply(_supplier(inventory.save_supplier(None, _facts(body))), 201)


@bp.get("/<uuid:supplier_id>", responses={200: SupplierReply, **problems(401, 403, 404)})
@requires(Scope.STOCK_READ)
def show_supplier(path: SupplierPath) -> Response:
    """One supplier."""
    return reply(_supplier(inventory.supplier(path.supplier_id)))


@bp.put("/<uuid:supplier_id>", responses={200: SupplierReply, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_WRITE)
def change_supplier(path: SupplierPath, body: SupplierBody) -> Response:
    """Say all of it anew."""
    inventory.supplier(path.supplier_id)
    return reply(_supplier(inventory.save_supplier(path.supplier_id, _facts(body))))


@bp.get("/<uuid:supplier_id>/items", responses={200: OfferList, **problems(400, 401, 403, 404)})
@requires(Scope.STOCK_READ)
def list_offers(path: SupplierPath, query: SuppliersQuery) -> Response:
    """What a supplier sells, by SKU."""
    known = inventory.supplier(path.supplier_id)
    page = purchase_board.offers(known.id, q=query.q, cursor=query.cursor, limit=query.limit)
    return reply({"items": [_offer(row, known.currency) for row in page.items], "next": page.next})


@bp.put("/<uuid:supplier_id>/items", responses={200: OfferReply, **problems(400, 401, 403, 404, 409)})
@requires(Scope.STOCK_WRITE)
def put_offer(path: SupplierPath, body: OfferBody) -> Response:
    """Say what a pack of an item costs with a supplier, or say it anew."""
    known = inventory.supplier(path.supplier_id)
    sku = item_finder.meant([body.sku])[body.sku]
    inventory.set_offer(
        known.id, sku, cost=body.cost, pack_size=body.pack_size, supplier_sku=body.supplier_sku
    )
    kept = inventory.find_item(sku).sku
    page = purchase_board.offers(known.id, q=kept, limit=MAX_LIMIT)
    return reply(_offer(next(row for row in page.items if row.sku == kept), known.currency))


def _facts(body: SupplierBody) -> dict[str, Any]:
    currency = body.currency or current_tenant().currency
    if currency not in CURRENCIES:
        raise Invalid("Some fields need another look", fields={"currency": "This currency is not known"})
    return body.model_dump() | {"currency": currency}


def _supplier(row: Supplier | SupplierRow) -> dict[str, Any]:
    names = ("id", "name", "contact", "email", "phone", "lead_days", "active")
    least = {"amount": row.minimum_order, "currency": row.currency}
    return {name: getattr(row, name) for name in names} | {"minimum_order": least}


def _offer(row: Offer, currency: str) -> dict[str, Any]:
    return {
        "sku": row.sku, "title": row.title, "supplier_sku": row.supplier_sku,
        "cost": {"amount": row.cost, "currency": currency}, "pack_size": number(row.pack_size),
    }  # fmt: skip
