"""The prices of one case as the shop keeps them: articles, buyers and price lists, and what an article then costs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.conformance.cases import Unfit
from app.conformance.shelf import Shelf
from app.core import clock
from app.core.db import db, unit_of_work
from app.core.errors import NotFound
from app.core.money import BadAmount, parse_money, to_decimal
from app.domains.catalog import service as catalog
from app.domains.catalog import tree
from app.domains.catalog.types import ProductDraft
from app.domains.channels import service as channels
from app.domains.channels.types import PriceListRules
from app.domains.customers import service as customers
from app.domains.customers.models import Customer
from app.domains.customers.types import CompanyDraft
from app.domains.pricing import price_lists
from app.domains.pricing import service as pricing
from app.domains.pricing.engine.price_lists import Resolution
from app.domains.pricing.list_types import EntryDraft, ListDraft
from app.domains.pricing.models import PriceList
from app.domains.pricing.types import Price
from app.flows import compose_bundle
from app.flows.edit_product import create_product
from app.flows.product_content import VariantInput
from app.queries import sellables
from app.queries.price_lists import Asker

MICRO = 10_000


@dataclass
class Desk:
    """Names of a case are looked up here. `variants` and `products` are rows by a case's name of an article."""

    shelf: Shelf
    currency: str = "EUR"
    variants: dict[str, UUID] = field(default_factory=dict)
    products: dict[str, UUID] = field(default_factory=dict)
    buyers: dict[tuple[Any, ...], UUID] = field(default_factory=dict)
    lists: dict[UUID, str] = field(default_factory=dict)

    def minor(self, text: str) -> int:
        """An amount of the case in minor units. Raises Unfit."""
        try:
            return parse_money(str(text), self.currency)
        except BadAmount as problem:
            raise Unfit(str(problem)) from problem

    def major(self, amount: int | None) -> Decimal | None:
        return None if amount is None else to_decimal(amount, self.currency)

    def article(
        self, name: str, price: int | None, *, template: str | None = None, group: str | None = None
    ) -> None:
        """Something at a base price in the case's currency, None for none; it may be in a group, or of a template."""
        with unit_of_work():
            places = list(tree.ensure([(group,)]).values()) if group else []
            draft = ProductDraft(title=template or name, status="active")
            wanted = VariantInput(sku=self.shelf.sku(name), price=0, tracked=True, backorder=True)
            made = create_product(draft, [wanted], category_ids=places)
            variant = price_of(self.shelf.sku(name))
            pricing.drop_base_prices([variant], "EUR")
            if price is not None:
                pricing.set_base_prices([Price(variant, self.currency, price)])
        self.variants[name], self.products[template or name] = variant, made.id

    def box(self, name: str, units: Decimal, price: int) -> None:
        """An article that is sold in boxes of so many units of stock."""
        self.article(f"{name} unit", price)
        self.article(name, price)
        with unit_of_work():
            parts = [(self.shelf.sku(f"{name} unit"), units)]
            compose_bundle.compose_bundle(self.products[name], self.variants[name], parts)

    def company(self, code: str) -> UUID:
        """The company of a code."""
        try:
            return customers.company_coded(code).id
        except NotFound:
            return customers.create_company(CompanyDraft(code, code)).id

    def buyer(self, *, groups: Sequence[str] = (), company: str = "", name: str = "") -> UUID:
        """A customer with an account, of these groups and this company."""
        key = (tuple(groups), company, name)
        if key not in self.buyers:
            with unit_of_work():
                mail = f"buyer-{self.shelf.key}-{len(self.buyers)}@example.com"
                found = customers.find_or_create(email=mail, name=name or "Buyer").id
                db.session.execute(update(Customer).where(Customer.id == found).values(groups=list(groups)))
                if company:
                    customers.join_company(found, self.company(company))
            self.buyers[key] = found
        return self.buyers[key]

    def keep(self, name: str, entries: Sequence[EntryDraft], **facts: Any) -> UUID:
        """A price list with its prices, as staff would keep it."""
        draft = ListDraft(
            f"c{self.shelf.key}-{len(self.lists)}",
            name,
            facts.pop("kind", "market"),
            self.currency,
            status="active",
        )
        with unit_of_work():
            made = price_lists.create_list(replace(draft, **facts))
            if entries:
                price_lists.set_entries(made, entries)
        self.lists[made] = name
        return made

    def entry(self, article: str, **facts: Any) -> EntryDraft:
        """A price of an article."""
        owner = next(each for each in (article, *self.products) if each in self.products)
        return EntryDraft(self.products[owner], self.variants[article], **facts)

    def cost(self, article: str, quantity: Decimal | None, asks: Asker) -> Resolution:
        """What one costs, and why."""
        sku = self.shelf.sku(article)
        with unit_of_work():
            return sellables.by_skus([sku], self.currency, asks=asks)[sku].priced(quantity)

    def clear(self) -> None:
        """Take the lists away: they are the case's own."""
        with unit_of_work():
            last = (PriceList.based_on.is_(None), PriceList.converted_from.is_(None))
            left = list(db.session.scalars(select(PriceList.id).order_by(*last)))
            for each in left:
                price_lists.delete_list(each)


def price_of(sku: str) -> UUID:
    """The variant of a SKU."""
    return catalog.find_variant(sku).id


@contextmanager
def desk(number: int, rules: PriceListRules, currency: str = "EUR") -> Iterator[Desk]:
    """A desk under these settings; its lists are gone after the block."""
    with unit_of_work():
        channels.save(rules)
    found = Desk(Shelf(f"p{number}"), currency)
    try:
        yield found
    finally:
        found.clear()


def micro(percent: str) -> int:
    """A percentage in millionths. Raises Unfit for one that is finer."""
    amount = Decimal(str(percent)) * MICRO
    if amount != amount.to_integral_value():
        raise Unfit(f"percentage {percent} is finer than a millionth")
    return int(amount)


def moment(told: str | None) -> datetime | None:
    """ "+1d", "-10min" or an ISO date; dates are whole days. Raises Unfit."""
    if told is None:
        return None
    for word, unit in (("min", "minutes"), ("d", "days")):
        if told[:1] in "+-" and told.endswith(word):
            return clock.now() + timedelta(**{unit: int(told.removesuffix(word))})
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        raise Unfit(f"time {told}") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def conditions(rules: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Attributes with what they must be, as conditions. Raises Unfit for an attribute that the shop does not know."""
    found = []
    for attribute, wanted in rules.items():
        if attribute not in names:
            raise Unfit(f"rule on {attribute}")
        found.append(
            (names[attribute], [str(each) for each in (wanted if isinstance(wanted, list) else [wanted])])
        )
    return found
