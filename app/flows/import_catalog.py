"""Loads a file of products: catalogue, prices, opening stock and listings, chunk by chunk of whole products.

A dry run is the real run, rolled back. A load that was cut off goes on where its last kept chunk ended; run again
from the beginning it finds what was loaded unchanged. Opens its own units of work.
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NotRequired, TypedDict, Unpack
from uuid import UUID

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from app.core import audit, events, jobs
from app.core.db import unit_of_work
from app.core.errors import NotFound
from app.core.faults import fault
from app.core.i18n import to_tell
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.events import ProductsChanged
from app.domains.catalog.types import ImportProduct, ParsedFile, PlannedProduct, Problem, ReadProduct
from app.domains.inventory import service as inventory
from app.domains.pricing import service as pricing
from app.domains.pricing.sources import price_source
from app.domains.pricing.types import Price
from app.flows import guard_margin
from app.flows.import_keys import fill_pools
from app.flows.import_report import ImportReport, Outcome
from app.flows.opening_stock import open_stock
from app.flows.refresh_listings import refresh_listings
from app.flows.within_plan import within_plan
from tenants.errors import PlanLimitReached

CHUNK = 2000
Start = tuple[int, ImportReport]
Watch = Callable[[int, int, ImportReport | None], None]


class Choices(TypedDict):
    """How a file is taken: `format` is one of the catalogue's or `auto`; `strict` loads nothing when any product
    has an error; `chosen` says what columns are, by the file's names. `watch` hears products done of all: of a load
    with the report so far and inside the chunk's unit, so that what it writes is kept with the chunk; of a dry run
    outside any. `start` is where an earlier load came to, as `watch` heard."""

    format: str
    dry_run: NotRequired[bool]
    strict: NotRequired[bool]
    watch: NotRequired[Watch | None]
    start: NotRequired[Start | None]
    chosen: NotRequired[Mapping[str, str] | None]


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
        report = _Loader(read(), dry_run=True, start=None, watch=None).run()
        if report.errors:
            return replace(ImportReport(), errors=report.errors, readable=report.readable, refused=True)
    loader = _Loader(read(), dry_run=bool(dry_run), start=choices.get("start"), watch=choices.get("watch"))
    report = loader.run()
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


class _Loader:
    """Loads a file's products chunk by chunk, from where an earlier try came to."""

    def __init__(
        self, parsed: ParsedFile, *, dry_run: bool, start: Start | None, watch: Watch | None
    ) -> None:
        self.parsed, self.dry_run, self.watch = parsed, dry_run, watch
        self.done, self.report = start or (0, ImportReport())
        self.report.dry_run, self.report.readable = dry_run, parsed.readable
        self.plan = catalog.Plan()

    def run(self) -> ImportReport:
        """Load all; returns the report, with what was wrong with the file itself."""
        for chunk in _ahead(_chunks(self._read())):
            self._load_or_split(chunk)
        report, parsed = self.report, self.parsed
        report.errors = sorted([*parsed.errors, *report.errors], key=lambda problem: problem.row)
        report.warnings = sorted([*parsed.warnings, *report.warnings], key=lambda problem: problem.row)
        return report

    def _read(self) -> Iterator[ReadProduct]:
        """The products behind the start. Texts are tidied ahead but where the file seems to be one that was read
        before: there few are wanted."""
        for form in islice(self.parsed.products, self.done, None):
            yield catalog.read_ahead(form, tidy=not self.report.unchanged)

    def _load_or_split(self, chunk: Sequence[ReadProduct]) -> None:
        """Load a chunk in one unit; when the database or the plan refuses it, each half by itself, down to single
        products: none spoils another."""
        attempt = ImportReport()
        self.plan.begin()
        try:
            with suppress(_DryRun), unit_of_work() as unit:
                with within_plan("products", "skus"):
                    _load(chunk, self.plan, attempt)
                self._come_to(self.done + len(chunk), attempt)
                unit.settle()
                if self.dry_run:
                    raise _DryRun
        except (IntegrityError, DataError, PlanLimitReached) as error:
            self.plan.take_back()
            if len(chunk) > 1:
                middle = len(chunk) // 2
                self._load_or_split(chunk[:middle])
                self._load_or_split(chunk[middle:])
                return
            words = to_tell("%(product)s was refused: %(why)s", product=chunk[0].form.key, why=_words(error))
            self.report.errors.append(Problem(chunk[0].form.row, "", words))
        else:
            self.report.add(attempt)
        self.done += len(chunk)
        if self.watch is not None and self.dry_run:
            self.watch(self.done, self.parsed.total, None)
        fault("import.chunk_kept")

    def _come_to(self, done: int, attempt: ImportReport) -> None:
        """Say in the chunk's own unit how far the load is: both are kept or neither."""
        if self.watch is not None and not self.dry_run:
            whole = replace(self.report, warnings=[*self.report.warnings], details=[*self.report.details])
            whole.add(attempt)
            self.watch(done, self.parsed.total, whole)
        fault("import.chunk_loaded")


def _ahead(chunks: Iterator[list[ReadProduct]]) -> Iterator[list[ReadProduct]]:
    """The chunks, each read from the file while the database is busy with the one before; for the same tenant."""
    here = copy_context()

    def read() -> list[ReadProduct]:
        return next(chunks, [])

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="import") as reader:
        upcoming: Future[list[ReadProduct]] = reader.submit(here.run, read)
        while chunk := upcoming.result():
            upcoming = reader.submit(here.run, read)
            yield chunk


def _chunks(products: Iterator[ReadProduct]) -> Iterator[list[ReadProduct]]:
    """Whole products, as many as have about CHUNK variants together."""
    chunk: list[ReadProduct] = []
    rows = 0
    for product in products:
        chunk.append(product)
        rows += len(product.form.variants)
        if rows >= CHUNK:
            yield chunk
            chunk, rows = [], 0
    if chunk:
        yield chunk


def _words(error: DBAPIError | PlanLimitReached) -> str:
    """The database's own sentence, which names the constraint; or the plan's limit."""
    if isinstance(error, PlanLimitReached):
        return error.message
    return str(getattr(getattr(error.orig, "diag", None), "message_primary", None) or "it cannot be stored")


def _load(chunk: Sequence[ReadProduct], plan: catalog.Plan, report: ImportReport) -> None:
    """One chunk, inside one unit: plan, compare, write, price, stock, list."""
    catalog.one_import_at_a_time()
    planned, warnings = plan.of(chunk)
    report.warnings.extend(warnings)
    there = _present([each.id for each in planned if not each.created and not each.same_as_last_time])
    wanted, as_they_are = [], []
    fresh = catalog.licence_files.unknown(
        {v.id: v.form.keys for each in planned if each.id in there for v in each.variants if v.form.keys}
    )
    for each in planned:
        changes = catalog.differences(there[each.id], _as_planned(each)) if each.id in there else []
        changes += ["licence_keys"] if any(v.id in fresh for v in each.variants) else []
        if each.created or changes:
            wanted.append(each)
        elif not each.same_as_last_time:
            as_they_are.append(each)
        outcome: Outcome = "created" if each.created else "updated" if changes else "unchanged"
        report.note(each, outcome, changes)
    catalog.remember(as_they_are)
    if wanted:
        _write(wanted, report)


def _write(wanted: Sequence[PlannedProduct], report: ImportReport) -> None:
    currency = current_tenant().currency
    catalog.load(wanted)
    variants = [variant for each in wanted for variant in each.variants]
    with price_source("import"):
        kept = guard_margin.set_base_prices(
            [
                Price(v.id, currency, v.form.price, compare_at=v.form.compare_at, cost=v.form.cost)
                for v in variants
            ],
            listed=True,
        )
    if kept.held:
        words = to_tell("This price leaves less than the least margin: it waits for approval")
        report.warnings += [Problem(v.form.row, "", words) for v in variants if v.id in kept.held]
    for variant in variants:
        if variant.was not in (None, variant.sku):
            inventory.rename_item(str(variant.was), variant.sku)
    _open_stock(wanted)
    ids = [each.id for each in wanted]
    refresh_listings(ids)
    for each in wanted:
        report.warnings += fill_pools(each)
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
