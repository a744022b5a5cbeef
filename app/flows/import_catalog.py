"""Loads a file of products: catalogue, prices, opening stock and listings, chunk by chunk of whole products.

A dry run is the real run, rolled back. A run that was cut off is resumed by running it again: what was
loaded is found unchanged. Opens its own units of work.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Literal, NotRequired, TypedDict, Unpack
from uuid import UUID

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from app.core import audit, events, jobs
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.types import ImportProduct, ParsedFile, PlannedProduct, Problem
from app.domains.inventory import service as inventory
from app.domains.pricing import service as pricing
from app.domains.pricing.types import Price
from app.flows.opening_stock import open_stock
from app.flows.refresh_listings import refresh_listings
from app.flows.within_plan import within_plan
from tenants.errors import PlanLimitReached

CHUNK = 500
MOST_ROWS_SHOWN = 500
Outcome = Literal["created", "updated", "unchanged"]
Progress = Callable[[int, int], None]


class Choices(TypedDict):
    """How a file is taken: `format` is one of the catalogue's or `auto`; `strict` loads nothing when any product
    has an error; `chosen` says what columns are, by the file's names; `progress` hears products done of all."""

    format: str
    dry_run: NotRequired[bool]
    strict: NotRequired[bool]
    progress: NotRequired[Progress | None]
    chosen: NotRequired[Mapping[str, str] | None]


@dataclass(frozen=True, slots=True)
class LoadedProduct:
    """What became of one product: `changes` names the fields that the file changed."""

    row: int
    key: str
    title: str
    outcome: Outcome
    changes: tuple[str, ...] = ()


@dataclass(slots=True)
class ImportReport:
    """The answer of an import (CONTRACT). `readable` is False when the file is not of the format at all;
    `refused` when a strict run found errors and loaded nothing; `uncounted` new variants come without an inventory
    tracker, so they can always be sold until somebody sets a quantity."""

    products: int = 0
    variants: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    uncounted: int = 0
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    readable: bool = True
    refused: bool = False
    dry_run: bool = False
    details: list[LoadedProduct] = field(default_factory=list)

    def answer(self) -> dict[str, Any]:
        """The contract's shape, JSON-native."""
        counts = {
            name: getattr(self, name)
            for name in ("products", "variants", "created", "updated", "unchanged", "uncounted")
        }
        return counts | {
            "errors": [asdict(problem) for problem in self.errors],
            "warnings": [asdict(problem) for problem in self.warnings],
        }

    def note(self, plan: PlannedProduct, outcome: Outcome, changes: Sequence[str] = ()) -> None:
        """Count a product."""
        self.products += 1
        self.variants += len(plan.variants)
        self.uncounted += sum(variant.created and not variant.form.tracked for variant in plan.variants)
        setattr(self, outcome, getattr(self, outcome) + 1)
        if len(self.details) < MOST_ROWS_SHOWN and outcome != "unchanged":
            form = plan.form
            self.details.append(LoadedProduct(form.row, form.key, form.title, outcome, tuple(changes)))


class _DryRun(Exception):
    """Ends a unit without keeping its changes."""


def import_file(path: Path | str, **choices: Unpack[Choices]) -> ImportReport:
    """Load the products of a file for the bound tenant; what is wrong inside the file is in the report.

    Raises NotFound when there is no such file, Invalid for an unknown format.
    """
    try:
        data = Path(path).open("rb")  # noqa: SIM115 - closed below; only opening is the caller's mistake
    except OSError as error:
        raise NotFound(f"The file {path} cannot be read: {error.strerror}", code="files.gone") from error
    with data:
        return import_data(data, **choices)


def import_data(data: BinaryIO | bytes, **choices: Unpack[Choices]) -> ImportReport:
    """As `import_file`, from an open file or bytes."""
    source = io.BytesIO(data) if isinstance(data, bytes) else data
    kind = choices["format"] if choices["format"] != catalog.AUTO else catalog.detect(source)
    dry_run, strict, chosen = choices.get("dry_run"), choices.get("strict"), choices.get("chosen")

    def read() -> ParsedFile:
        return catalog.parse(source, format=kind, currency=current_tenant().currency, chosen=chosen)

    if strict and not dry_run:
        report = _run(read(), dry_run=True)
        if report.errors:
            return replace(ImportReport(), errors=report.errors, readable=report.readable, refused=True)
    report = _run(read(), dry_run=bool(dry_run), progress=choices.get("progress"))
    if strict and report.errors:
        return replace(
            ImportReport(), errors=report.errors, readable=report.readable, refused=True, dry_run=True
        )
    if not dry_run and report.created + report.updated:
        _finish(report, kind)
    return report


def _finish(report: ImportReport, name: str) -> None:
    """Note the import, and have pictures fetched."""
    with unit_of_work():
        counts = {key: value for key, value in report.answer().items() if isinstance(value, int)}
        audit.record("catalog.imported", object_type="import", object_id=name, after=counts)
        jobs.enqueue("catalog.fetch_pictures")


def _run(parsed: ParsedFile, *, dry_run: bool, progress: Progress | None = None) -> ImportReport:
    report = ImportReport(dry_run=dry_run, readable=parsed.readable)
    plan, done = catalog.Plan(), 0
    for chunk in _ahead(_chunks(parsed.products)):
        _load_or_split(chunk, plan, report, dry_run)
        done += len(chunk)
        if progress is not None:
            progress(done, parsed.total)
    report.errors = sorted([*parsed.errors, *report.errors], key=lambda problem: problem.row)
    report.warnings = sorted([*parsed.warnings, *report.warnings], key=lambda problem: problem.row)
    return report


def _ahead(chunks: Iterator[list[ImportProduct]]) -> Iterator[list[ImportProduct]]:
    """The chunks, each read from the file while the database is busy with the one before."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="import") as reader:
        upcoming: Future[list[ImportProduct]] = reader.submit(next, chunks, [])
        while chunk := upcoming.result():
            upcoming = reader.submit(next, chunks, [])
            yield chunk


def _chunks(products: Iterator[ImportProduct]) -> Iterator[list[ImportProduct]]:
    """Whole products, as many as have about CHUNK variants together."""
    chunk: list[ImportProduct] = []
    rows = 0
    for product in products:
        chunk.append(product)
        rows += len(product.variants)
        if rows >= CHUNK:
            yield chunk
            chunk, rows = [], 0
    if chunk:
        yield chunk


def _load_or_split(
    chunk: Sequence[ImportProduct], plan: catalog.Plan, report: ImportReport, dry_run: bool
) -> None:
    """Load a chunk in one unit; when the database or the plan refuses it, each product by itself: none spoils another."""
    attempt = ImportReport()
    plan.begin()
    try:
        with suppress(_DryRun), unit_of_work():
            with within_plan("products", "skus"):
                _load(chunk, plan, attempt)
            if dry_run:
                raise _DryRun
    except (IntegrityError, DataError, PlanLimitReached) as error:
        plan.take_back()
        if len(chunk) == 1:
            report.errors.append(Problem(chunk[0].row, "", f"{chunk[0].key} was refused: {_words(error)}"))
        else:
            for product in chunk:
                _load_or_split([product], plan, report, dry_run)
    else:
        _add(report, attempt)


def _words(error: DBAPIError | PlanLimitReached) -> str:
    """The database's own sentence, which names the constraint; or the plan's limit."""
    if isinstance(error, PlanLimitReached):
        return error.message
    return str(getattr(getattr(error.orig, "diag", None), "message_primary", None) or "it cannot be stored")


def _add(report: ImportReport, part: ImportReport) -> None:
    for name in ("products", "variants", "created", "updated", "unchanged", "uncounted"):
        setattr(report, name, getattr(report, name) + getattr(part, name))
    report.warnings.extend(part.warnings)
    report.details.extend(part.details[: MOST_ROWS_SHOWN - len(report.details)])


def _load(chunk: Sequence[ImportProduct], plan: catalog.Plan, report: ImportReport) -> None:
    """One chunk, inside one unit: plan, compare, write, price, stock, list."""
    catalog.one_import_at_a_time()
    planned, warnings = plan.of(chunk)
    report.warnings.extend(warnings)
    there = _present([each.id for each in planned if not each.created and not each.same_as_last_time])
    wanted, as_they_are = [], []
    for each in planned:
        changes = catalog.differences(there[each.id], _as_planned(each)) if each.id in there else []
        if each.created or changes:
            wanted.append(each)
        elif not each.same_as_last_time:
            as_they_are.append(each)
        outcome: Outcome = "created" if each.created else "updated" if changes else "unchanged"
        report.note(each, outcome, changes)
    catalog.remember(as_they_are)
    if wanted:
        _write(wanted)


def _write(wanted: Sequence[PlannedProduct]) -> None:
    currency = current_tenant().currency
    catalog.load(wanted)
    variants = [variant for each in wanted for variant in each.variants]
    pricing.set_base_prices(
        Price(v.id, currency, v.form.price, compare_at=v.form.compare_at, cost=v.form.cost) for v in variants
    )
    for variant in variants:
        if variant.was not in (None, variant.sku):
            inventory.rename_item(str(variant.was), variant.sku)
    _open_stock(wanted)
    ids = [each.id for each in wanted]
    refresh_listings(ids)
    events.record(ProductsChanged(product_ids=[str(product_id) for product_id in ids], change="imported"))


def _open_stock(wanted: Sequence[PlannedProduct]) -> None:
    """Stock columns count only when the variant is created, at `main`."""
    new = [variant for each in wanted for variant in each.variants if variant.created]
    items = inventory.ensure_items(
        [
            {"variant_id": v.id, "sku": v.sku, "tracked": v.form.tracked, "backorder": v.form.backorder}
            for v in new
        ]
    )
    open_stock({items[v.id]: v.form.quantity or Decimal(0) for v in new if v.form.tracked})


def _present(product_ids: Sequence[UUID]) -> dict[UUID, ImportProduct]:
    """Products of the shop in the normal form, with their prices."""
    found = catalog.forms_of(product_ids)
    prices = pricing.base_prices(
        [v for _, variants in found.values() for v in variants], current_tenant().currency
    )
    present = {}
    for product_id, (form, variant_ids) in found.items():
        priced = []
        for variant_id, variant in zip(variant_ids, form.variants, strict=True):
            price = prices.get(variant_id)
            priced.append(
                replace(variant, price=price.amount, compare_at=price.compare_at, cost=price.cost)
                if price
                else replace(variant, price=-1)
            )
        present[product_id] = replace(form, variants=tuple(priced))
    return present


def _as_planned(plan: PlannedProduct) -> ImportProduct:
    """The file's product with the SKUs that its variants have or get."""
    variants = tuple(replace(variant.form, sku=variant.sku) for variant in plan.variants)
    return replace(plan.form, variants=variants)
