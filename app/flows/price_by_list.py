"""Prices of a list by hand, by pasted table and by percentage: found, held against cost, and kept."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.money import BadAmount, mul_rate, parse_money
from app.domains.pricing.engine.lists import ended
from app.domains.pricing.list_types import EntryDraft
from app.flows import guard_margin
from app.flows.guard_margin import Kept, least_margin, undercuts
from app.flows.net_prices import NetPrices, net_prices
from app.queries import price_board
from app.queries.price_board import Goods, ListRow

MOST = 5000
HEADS = {"sku": "sku", "price": "price", "amount": "price", "quantity": "quantity", "from": "quantity", "menge": "quantity",
         "preis": "price", "min_quantity": "quantity"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """A price as it would be: `line` is its place in what was pasted, `below` that it undercuts the margin.

    `net` is what it leaves without tax.
    """

    goods: Goods
    min_quantity: Decimal
    amount: int
    before: int | None
    below: bool
    net: int
    line: int = 0

    @property
    def left(self) -> Decimal | None:
        """What is left of it over the cost, in percent, both without tax."""
        cost = self.goods.cost
        return None if cost is None or not self.net else Decimal((self.net - cost) * 100) / self.net

    @property
    def draft(self) -> EntryDraft:
        return EntryDraft(
            self.goods.product_id, self.goods.variant_id, amount=self.amount, min_quantity=self.min_quantity
        )


@dataclass(frozen=True, slots=True)
class _Guard:
    """What must be left of prices, and what they are without tax."""

    least: int
    nets: NetPrices

    def planned(
        self, goods: Goods, least: Decimal, amount: int, before: int | None, line: int = 0
    ) -> Planned:
        net = self.nets.of(amount, goods.tax_class)
        return Planned(goods, least, amount, before, undercuts(net, goods.cost, self.least), net, line)


def read_table(told: str, found: ListRow) -> list[Planned]:
    """Lines of SKU, price and, if there is a third, the quantity from which it holds; tab, semicolon or comma.

    Raises Invalid at `pasted`, naming the first lines that cannot be read.
    """
    rows = _rows(told)
    if not rows or len(rows) > MOST:
        raise _refusal(_("Paste at least one line, and at most %(most)s", most=MOST))
    known = {
        each.sku: each for each in price_board.goods(found.draft.currency, skus=[row[1] for row in rows])
    }
    now = amounts_now(found, [each.sku for each in known.values()])
    problems, planned, guard = [], [], _Guard(least_margin(), net_prices(found.draft.tax_included))
    for line, sku, price, quantity in rows:
        try:
            planned.append(_line(line, known[sku], price, quantity, found, now, guard))
        except KeyError:
            problems.append(_("Line %(line)s: there is no SKU %(sku)s", line=line, sku=sku[:60]))
        except (BadAmount, InvalidOperation, ValueError):
            problems.append(_("Line %(line)s: this is no price or quantity", line=line))
    if problems:
        raise _refusal(" ".join(problems[:5]))
    return planned


def _line(  # noqa: PLR0917 - a line's cells and what is known
    line: int,
    goods: Goods,
    price: str,
    quantity: str,
    found: ListRow,
    now: Mapping[tuple[str, Decimal], int],
    guard: _Guard,
) -> Planned:
    amount = parse_money(price, found.draft.currency)
    least = Decimal(quantity.replace(",", ".")) if quantity else Decimal(1)
    if amount < 0 or not least.is_finite() or least <= 0:
        raise ValueError(price)
    return guard.planned(goods, least, amount, now.get((goods.sku, least)), line)


def _rows(told: str) -> list[tuple[int, str, str, str]]:
    """(line, sku, price, quantity); a first line of words says which column is which."""
    first = told.split("\n", 1)[0]
    mark = next((each for each in ("\t", ";", ",") if each in first), ";")
    table = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(told.strip()), delimiter=mark)]
    heads = [HEADS.get(cell.casefold().replace(" ", "_"), "") for cell in table[0]] if table else []
    named = "sku" in heads and "price" in heads
    order = heads if named else ["sku", "price", "quantity"]
    found = []
    for place, row in enumerate(table, 1):
        cells = dict(zip(order, row, strict=False))
        if any(row) and not (named and place == 1):
            price = re.sub(r"[€$£]|\b[A-Z]{3}\b", "", cells.get("price", "")).strip()
            found.append((place, cells.get("sku", ""), price, cells.get("quantity", "")))
    return found


def by_percent(found: ListRow, percent: int, *, of: str, q: str = "") -> list[Planned]:
    """Prices `percent` (millionths, below 0 cheaper) above what they are: the list's own, or the base prices'.

    Raises Invalid at `percent` where there is nothing to change, or too much.
    """
    goods = {each.sku: each for each in price_board.goods(found.draft.currency, q=q, limit=MOST + 1)}
    if of == "base":
        wanted = {(sku, Decimal(1)): each.base for sku, each in goods.items() if each.base is not None}
    else:
        wanted = {key: amount for key, amount in amounts_now(found).items() if key[0] in goods}
    if not wanted or len(wanted) > MOST:
        words = _("Choose between one price and %(most)s", most=MOST)
        raise Invalid(words, fields={"percent": words})
    now = amounts_now(found) if of == "base" else wanted
    planned, guard = [], _Guard(least_margin(), net_prices(found.draft.tax_included))
    for (sku, least), amount in wanted.items():
        after = ended(max(0, amount + mul_rate(amount, percent)), found.draft.ending)
        each = goods[sku]
        planned.append(guard.planned(each, least, after, now.get((sku, least))))
    return planned


def amounts_now(found: ListRow, skus: Sequence[str] | None = None) -> dict[tuple[str, Decimal], int]:
    """The list's fixed prices of variants that hold without dates, by SKU and first quantity."""
    wanted, cursor = dict[tuple[str, Decimal], int](), None
    only = None if skus is None else set(skus)
    while True:
        page = price_board.prices(found.id, found.draft.currency, cursor=cursor, limit=200)
        for row in page.items:
            plain = row.amount is not None and row.sku and row.starts_at is None and not row.conditions
            if plain and (only is None or row.sku in only):
                wanted[row.sku, row.min_quantity] = row.amount or 0
        if page.next is None:
            return wanted
        cursor = page.next


def keep(found: ListRow, planned: Sequence[Planned], *, allowed: bool = False) -> Kept:
    """Keep planned prices; those below the margin wait, unless whoever may approve their own says so (`allowed`)."""
    return guard_margin.set_entries(found, [each.draft for each in planned], allowed=allowed)


def _refusal(words: str) -> Invalid:
    return Invalid(words, fields={"pasted": words})
