"""Rows for tests: `make.<noun>(**what matters here)`. One builder line a model; stories that need several
tables (a product that can be sold, a person) are functions in the modules beside."""

from functools import partial
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.ids import new_id
from app.core.tenancy import Tenant
from app.domains.carts.models import Cart, CartLine
from app.domains.catalog.models import (
    Assortment,
    AssortmentLine,
    Category,
    Collection,
    Media,
    Product,
    ProductCategory,
    Variant,
)
from app.domains.channels.models import Channel
from app.domains.content.models import ContentPage, Redirect
from app.domains.customers.models import Company
from app.domains.fulfillment.models import Pickup, Shipment
from app.domains.inventory.models import (
    Location,
    Reservation,
    StockException,
    StockItem,
    StockLevel,
    VariantStock,
)
from app.domains.invoices.models import Invoice
from app.domains.orders.models import Order, OrderEvent, OrderLine
from app.domains.payments.models import Payment, Refund
from app.domains.pos.models import CashMovement, Device, PosOperation, Register, Shift
from app.domains.pricing.models import BasePrice
from app.domains.reviews.models import Review, ReviewScore
from app.domains.shipping.models import ShippingMethod
from app.domains.taxes.models import TaxRate
from app.domains.wishlists.models import Wish
from tests.factories import goods, people, sales
from tests.factories.building import Builder, call, ref, seq
from tests.support.units import joined

STORE = {"line1": "High Street 1", "city": "Town", "postal_code": "10115", "country": "DE"}

BUILDERS: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "bare_product": (Product, {"title": seq("Product {}"), "slug": seq("product-{}"), "status": "active"}),
    "variant": (Variant, {"product_id": ref("bare_product"), "sku": seq("SKU-{}")}),
    "category": (Category, {"name": seq("Category {}"), "slug": seq("category-{}")}),
    "assortment": (Assortment, {"location_id": ref("location"), "only": False}),
    "assortment_line": (
        AssortmentLine,
        {"assortment_id": ref("assortment"), "product_id": ref("bare_product"), "effect": "exclude"},
    ),
    "collection": (
        Collection,
        {"title": seq("Collection {}"), "slug": seq("collection-{}"), "kind": "hand"},
    ),
    "product_category": (
        ProductCategory,
        {"category_id": ref("category"), "product_id": ref("bare_product")},
    ),
    "media": (Media, {"product_id": ref("bare_product"), "alt": "A picture"}),
    "price": (
        BasePrice,
        {"variant_id": ref("variant"), "currency": lambda make: make.tenant.currency, "amount": 1000},
    ),
    "channel": (
        Channel,
        {
            "code": seq("channel-{}"),
            "name": seq("Channel {}"),
            "kind": "web",
            "currency": lambda make: make.tenant.currency,
        },
    ),
    "location": (
        Location,
        {
            "code": seq("store-{}"),
            "name": seq("Store {}"),
            "kind": "store",
            "offers_pickup": True,
            "address": call(STORE.copy),
        },
    ),
    "stock_item": (StockItem, {"sku": seq("ITEM-{}")}),
    "variant_stock": (VariantStock, {"variant_id": ref("variant"), "stock_item_id": ref("stock_item")}),
    "stock_level": (StockLevel, {"stock_item_id": ref("stock_item"), "location_id": ref("location")}),
    "stock_exception": (
        StockException,
        {
            "kind": "oversold",
            "stock_item_id": ref("stock_item"),
            "location_id": ref("location"),
            "quantity": 1,
        },
    ),
    "reservation": (
        Reservation,
        {
            "order_id": ref("order"),
            "stock_item_id": ref("stock_item"),
            "location_id": ref("location"),
            "quantity": 1,
            "expires_at": call(clock.now),
        },
    ),
    "shipping_method": (
        ShippingMethod,
        {
            "code": seq("delivery-{}"),
            "name": seq("Delivery {}"),
            "currency": lambda make: make.tenant.currency,
            "price": 490,
        },
    ),
    "tax_rate": (TaxRate, {"country": lambda make: make.tenant.country, "name": "VAT", "rate": 190_000}),
    "page": (
        ContentPage,
        {"slug": seq("page-{}"), "locale": "en", "title": seq("Page {}"), "body": "<p>Text</p>"},
    ),
    "company": (Company, {"code": seq("company-{}"), "name": seq("Company {}")}),
    "wish": (
        Wish,
        {"customer_id": ref("customer"), "product_id": ref("bare_product"), "title": seq("Wish {}")},
    ),
    "review": (
        Review,
        {"product_id": ref("bare_product"), "customer_id": ref("customer"), "stars": 5, "locale": "en"},
    ),
    "review_score": (ReviewScore, {"product_id": ref("bare_product"), "five": 1}),
    "redirect": (Redirect, {"path": seq("/old-{}"), "target": seq("/new-{}")}),
    "bare_cart": (
        Cart,
        {"channel_id": lambda make: make.channel_id("web"), "currency": lambda make: make.tenant.currency},
    ),
    "cart_line": (CartLine, {"cart_id": ref("bare_cart"), "variant_id": ref("variant"), "quantity": 1}),
    "bare_order": (Order, sales.ORDER),
    "order_line": (OrderLine, sales.LINE | {"order_id": ref("bare_order")}),
    "order_event": (OrderEvent, {"order_id": ref("order"), "kind": "note", "actor": "system:test"}),
    "payment": (
        Payment,
        {
            "order_id": ref("order"),
            "method": "test",
            "status": "paid",
            "amount": 1000,
            "currency": lambda make: make.tenant.currency,
            "gateway_key": seq("charge-{}"),
        },
    ),
    "refund": (
        Refund,
        {
            "payment_id": ref("payment"),
            "order_id": ref("order"),
            "booking": call(new_id),
            "method": "test",
            "amount": 100,
            "currency": lambda make: make.tenant.currency,
            "gateway_key": seq("refund-{}"),
            "actor": "system:test",
        },
    ),
    "shipment": (Shipment, {"order_id": ref("order"), "location_id": lambda make: make.main_location().id}),
    "pickup": (Pickup, {"order_id": ref("order"), "location_id": ref("location"), "code": b"sealed"}),
    "invoice": (
        Invoice,
        {
            "number": seq("INV-{}"),
            "kind": "invoice",
            "order_id": ref("order"),
            "facts": call(dict),
            "issued_at": call(clock.now),
        },
    ),
    "register": (Register, {"location_id": ref("location"), "code": seq("till-{}"), "name": seq("Till {}")}),
    "bare_device": (Device, {"register_id": ref("register"), "token_hash": b""}),
    "shift": (
        Shift,
        {
            "register_id": ref("register"),
            "currency": lambda make: make.tenant.currency,
            "float_amount": 10_000,
            "opened_at": call(clock.now),
        },
    ),
    "cash_movement": (
        CashMovement,
        {"shift_id": ref("shift"), "kind": "in", "amount": 500, "at": call(clock.now)},
    ),
    "pos_operation": (PosOperation, sales.OPERATION | {"device_id": ref("device")}),
}


class Make:
    """The builders of one tenant. Rows are committed at once, or flushed in an open unit of it."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        for story in (*goods.STORIES, *people.STORIES, *sales.STORIES):
            setattr(self, story.__name__, partial(story, self))

    def __getattr__(self, name: str) -> Any:
        if name not in BUILDERS:
            raise AttributeError(f"nobody knows how to make a {name}")
        return Builder(self, *BUILDERS[name])

    def of(self, tenant: Tenant) -> "Make":
        """The builders of another tenant."""
        return Make(tenant)

    def channel_id(self, code: str) -> Any:
        """Id of a channel that the tenant was opened with: web, pos, api, phone."""
        with joined(self.tenant):
            return db.session.scalar(select(Channel.id).where(Channel.code == code))

    def main_location(self) -> Location:
        """The warehouse that the tenant was opened with."""
        with joined(self.tenant):
            return db.session.scalars(select(Location).where(Location.code == "main")).one()
