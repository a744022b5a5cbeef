"""What a 3PL says it has: by file, by program or fetched, held against the books and settled by people or a rule."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core import clock, outgoing
from app.core.db import unit_of_work
from app.core.errors import AppError, Invalid
from app.core.i18n import gettext as _
from app.core.i18n import locale_scope, to_tell
from app.core.principal import acting_as, system
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.types import Problem
from app.domains.inventory import service as inventory
from app.domains.inventory.models import StockReport
from app.domains.inventory.service import Said
from app.domains.inventory.types import Refused
from app.flows import stock_table
from app.flows.import_report import kept_problem
from app.flows.refresh_listings import refresh_stock
from app.queries import adjust_limits, item_finder, listing_facts

MOST_BYTES = 20 * 1024 * 1024
MOST_ITEMS = 200_000
MOST_PROBLEMS = 500
RULE_REASON = "3PL report, within the tolerance"
BELOW = to_tell("This cannot be below 0")
COLUMNS = catalog.Columns({name: name for name in ("sku", "barcode", "quantity", "as_of")})


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file says: codes with quantities, its time if it names one, and rows that could not be read."""

    items: tuple[tuple[str, Decimal], ...]
    as_of: datetime | None
    problems: tuple[dict[str, Any], ...] = ()


def receive_file(
    location_id: UUID,
    data: bytes,
    *,
    name: str,
    source: str = "upload",
    as_of: datetime | None = None,
    whole: bool = True,
) -> StockReport:
    """Take a 3PL's file, CSV, XLSX or JSON. Its own time goes before `as_of`, else it is of now.

    Raises Invalid at `file` for what cannot be read at all; as `receive_report`.
    """
    parsed = parse(data)
    moment = parsed.as_of or as_of or clock.now()
    return receive(
        location_id,
        parsed.items,
        as_of=moment,
        source=source,
        name=name,
        whole=whole,
        problems=parsed.problems,
    )


def receive(
    location_id: UUID,
    items: Iterable[tuple[str, Decimal]],
    *,
    as_of: datetime,
    source: str,
    name: str = "",
    whole: bool = True,
    problems: Iterable[Mapping[str, Any]] = (),
) -> StockReport:
    """Hold quantities by SKU or barcode against the books; rows of one item add up. What differs by no more than
    the place's tolerance is accepted at once. Raises as `inventory.receive_report`."""
    told = list(items)
    meant = item_finder.meant(code for code, _quantity in told)
    quantities: dict[str, Decimal] = {}
    for code, quantity in told:
        quantities[meant[code]] = quantities.get(meant[code], Decimal(0)) + quantity
    lines = "\n".join(f"{sku} {quantity.normalize():f}" for sku, quantity in sorted(quantities.items()))
    digest = hashlib.sha256(f"{whole}\n{lines}".encode("utf-8", "replace")).hexdigest()
    said = Said(as_of, quantities, digest, source, name, whole, tuple(problems))
    report = inventory.receive_report(location_id, said)
    if report.status == "open":
        _by_rule(report)
    return report


def _by_rule(report: StockReport) -> None:
    feed = inventory.feed_of(report.location_id)
    if not feed.units and not feed.percent:
        return
    if small := inventory.small_differences(report.id, units=feed.units, percent=feed.percent):
        with acting_as(system("3pl-rule")):
            changed, _refused = inventory.accept_report(report.id, small, reason=RULE_REASON, by_rule=True)
        refresh_stock(listing_facts.products_of_items(changed))


def accept(
    report_id: UUID, line_ids: Iterable[UUID] | None = None, *, reason: str
) -> tuple[int, list[Refused]]:
    """Take the report's word on lines (None: all); answers how many levels changed, and what was refused."""
    chosen = None if line_ids is None else list(line_ids)
    changed, refused = inventory.accept_report(report_id, chosen, reason=reason, bounds=adjust_limits.mine())
    refresh_stock(listing_facts.products_of_items(changed))
    return len(changed), refused


def parse(data: bytes) -> Parsed:
    """A 3PL's file. Raises Invalid at `file`."""
    head = data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    found = _json(data) if head in (b"{", b"[") else _table(data)
    if not found.items:
        words = str(found.problems[0]["message"]) if found.problems else _("The file is empty")
        raise Invalid(_("This file cannot be taken"), fields={"file": words})
    if len(found.items) > MOST_ITEMS:
        raise Invalid(_("This file cannot be taken"), fields={"file": _("It has too many rows")})
    return found


def _table(data: bytes) -> Parsed:
    with locale_scope("en"):
        table = stock_table.read(data, columns=COLUMNS)
        rows = list(table.rows)
    moments = [row.moment for row in rows if row.moment]
    good = [row for row in rows if row.quantity is not None and row.quantity >= 0]
    table.problems += [Problem(row.number, "", BELOW) for row in rows if row.quantity and row.quantity < 0]
    items = tuple((row.code, row.quantity or Decimal(0)) for row in good)
    problems = tuple(kept_problem(each) for each in table.problems[:MOST_PROBLEMS])
    return Parsed(items, _here(moments[0]) if moments else None, problems)


def _json(data: bytes) -> Parsed:
    """`{"as_of": …, "items": [{"sku", "quantity"}]}`, or the items alone."""
    try:
        told = json.loads(data, parse_float=Decimal)
        rows = told["items"] if isinstance(told, dict) else told
        items = tuple(
            (str(row.get("sku") or row["barcode"])[:200], _quantity(row["quantity"])) for row in rows
        )
        moment = told.get("as_of") if isinstance(told, dict) else None
        return Parsed(items, _here(datetime.fromisoformat(moment)) if moment else None)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation) as error:
        words = _('Write {"as_of": …, "items": [{"sku": …, "quantity": …}]}')
        raise Invalid(_("This file cannot be taken"), fields={"file": words}) from error


def _quantity(value: object) -> Decimal:
    if isinstance(value, bool):
        raise TypeError(value)
    number = round(Decimal(str(value)), 3)
    if not 0 <= number <= stock_table.LARGEST:
        raise ValueError(value)
    return number


def _here(moment: datetime) -> datetime:
    """A time without a zone is meant where the shop is."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(current_tenant().timezone))


def fetch_due() -> int:
    """Fetch the files that are due; answers how many were tried. Never in a unit: the other side may be slow."""
    with unit_of_work():
        due = inventory.claim_feeds()
    for location_id, url in due:
        fetch(location_id, url)
    return len(due)


def fetch(location_id: UUID, url: str) -> bool:
    """Fetch a place's file and hold it against the books; a failure is noted at the place and tried again."""
    asked_at = clock.now()
    try:
        data = outgoing.fetch(url, most_bytes=MOST_BYTES)
        with unit_of_work():
            receive_file(location_id, data, name=url.rsplit("/", 1)[-1][:100], source="fetch", as_of=asked_at)
            inventory.note_fetch(location_id)
    except AppError as refusal:
        fields = getattr(refusal, "fields", {})
        with unit_of_work():
            inventory.note_fetch(location_id, next(iter(fields.values()), refusal.message))
        return False
    return True
