"""Commands inside one tenant: API keys, catalogue import, stock, reconciliation; and the demo's samples."""

import argparse
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from app.cli.console import Answer, bound, command, group, inside, note
from app.core.principal import Principal, acting_as
from app.domains.catalog.service import AUTO, FORMATS
from app.domains.identity import service as identity
from app.domains.inventory import service as inventory
from app.domains.inventory.permissions import StockPermission
from app.flows import adjust_stock, export_catalog, import_stock
from app.flows.import_catalog import import_file
from app.flows.import_rows import How
from app.flows.reconcile import reconcile
from app.outbound.search import service as searching

_CLI = Principal("system", "cli", "cli", frozenset({StockPermission.PLAN}))


def declare(commands: Any) -> None:
    """Add these commands to the parser."""
    key = command(group(commands, "api-key", "keys of programs"), "create", _api_key, "make a key")
    key.add_argument("--name", required=True)
    key.add_argument("--scopes", required=True, help="all, or names with commas between")
    key.add_argument("--rate", type=float, help="requests a second; no limit without it")
    products = group(commands, "catalog", "products")
    load = command(products, "import", _import, "load a product file")
    load.add_argument("--format", required=True, choices=[*FORMATS, AUTO])
    load.add_argument("file", type=Path)
    load.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    load.add_argument("--strict", action="store_true", help="load nothing when any product has an error")
    write = command(
        products, "export", _export, "write the products into a file that an import reads back, or a feed"
    )
    write.add_argument(
        "--format", default="galleria-csv", choices=[*export_catalog.FORMATS, *export_catalog.FEEDS]
    )
    write.add_argument("--status", default="", choices=export_catalog.STATUSES)
    write.add_argument("--licence-keys", action="store_true", help="with the keys that nobody bought yet")
    write.add_argument("file", type=Path)
    fill = command(
        group(commands, "search", "the shop's search"), "fill", _fill, "fill the search anew while it answers"
    )
    quantities = group(commands, "stock", "quantities")
    levels = command(quantities, "import", _levels, "load a table of stock levels")
    levels.add_argument("file", type=Path)
    levels.add_argument("--mode", choices=("set", "adjust"), default="set", help="what the quantities are")
    levels.add_argument("--location", default="", help="for rows that name none")
    levels.add_argument("--reason", default="import", help="for rows that name none")
    levels.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    stock = command(quantities, "set", _stock, "set what is on hand")
    stock.add_argument("--sku", required=True)
    stock.add_argument("--location", required=True)
    stock.add_argument("--quantity", required=True, type=_quantity)
    proof = command(commands, "reconcile", _reconcile, "prove the invariants of a tenant's data")
    for each in (key, load, write, fill, levels, stock, proof):
        each.add_argument("--tenant", required=True, metavar="SLUG")
    command(group(commands, "demo", "the demo shops"), "seed", _seed, "make and fill the demo tenants")


def _quantity(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None


def _api_key(options: argparse.Namespace) -> Answer:
    scopes = [scope.strip() for scope in options.scopes.split(",") if scope.strip()]
    with inside(options.tenant):
        made = identity.create_client(name=options.name, scopes=scopes, rate=options.rate)
    return Answer({"key": made.secret, "id": str(made.id)}, [made.secret])


def _import(options: argparse.Namespace) -> Answer:
    with bound(options.tenant):
        report = import_file(
            options.file,
            format=options.format,
            dry_run=options.dry_run,
            strict=options.strict,
            watch=lambda done, total, _report: note(f"{done}/{total}"),
        )
    facts = report.answer()
    lines = [f"{name}: {value}" for name, value in facts.items() if isinstance(value, int)]
    for kind in ("errors", "warnings"):
        lines += [
            f"{kind[:-1]}, row {each['row']}, {each['field']}: {each['message']}" for each in facts[kind]
        ]
    refused = options.strict and facts["errors"]
    return Answer(facts, lines, 2 if refused else 0 if report.readable else 1)


def _export(options: argparse.Namespace) -> Answer:
    with bound(options.tenant), options.file.open("wb") as out:
        file = export_catalog.export(options.format, status=options.status, keys=options.licence_keys)
        for piece in file.pieces:
            out.write(piece)
    size = options.file.stat().st_size
    return Answer({"file": str(options.file), "bytes": size}, [f"{options.file}: {size} bytes"])


def _fill(options: argparse.Namespace) -> Answer:
    with bound(options.tenant):
        return Answer({"products": searching.rebuild()})


def _stock(options: argparse.Namespace) -> Answer:
    with inside(options.tenant):
        was_counted = inventory.find_item(options.sku).tracked
        entry = adjust_stock.count(
            sku=options.sku, location=options.location, quantity=options.quantity, reason="adjustment"
        )
    told = {"sku": options.sku, "location": options.location, "quantity": float(options.quantity)}
    lines = [] if was_counted else [f"{options.sku} was not counted before; it is from now on"]
    facts = told | {"entry": entry.id if entry else 0, "counting_began": not was_counted}
    return Answer(facts, [f"{options.sku} at {options.location}: {options.quantity}", *lines])


def _levels(options: argparse.Namespace) -> Answer:
    choices = import_stock.Choices(options.mode == "set", options.location, options.reason)
    how = How(dry_run=options.dry_run, watch=lambda done, total, _report: note(f"{done}/{total}"))
    with bound(options.tenant), acting_as(_CLI):
        report = import_stock.import_file(options.file, choices, how=how)
    facts = report.answer()
    lines = [f"{name}: {value}" for name, value in facts.items() if isinstance(value, int)]
    lines += [f"error, row {each['row']}, {each['field']}: {each['message']}" for each in facts["errors"]]
    return Answer(facts, lines, 0 if report.readable else 1)


def _reconcile(options: argparse.Namespace) -> Answer:
    with bound(options.tenant):
        proof = reconcile()
    facts = {"checked": proof.checked, "violations": proof.violations}
    counted = [f"{name}: {number} checked" for name, number in proof.checked.items()]
    return Answer(facts, proof.violations or counted, 1 if proof.violations else 0)


def _seed(_options: argparse.Namespace) -> Answer:
    from app.samples import load as samples  # noqa: PLC0415 - brings numpy, which others need not wait for

    return Answer({"shops": samples.seed_demo(note)})
