"""`galleria tenant …` and `galleria operator …`."""

import argparse
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.cli.console import Answer, command, control, group, note
from app.config import settings
from app.core.tenancy import Tenant, directory
from app.flows.country_facts import adds_tax, country_facts
from app.flows.export_tenant import export_tenant
from app.flows.open_tenant import FirstAdmin, open_tenant
from tenants import databases, moving, operators, registry, removal
from tenants.provisioning import NewTenant


def declare(commands: Any) -> None:
    """Add these commands to the parser."""
    tenant = group(commands, "tenant", "tenants: create, list, suspend, export …")
    create = command(tenant, "create", _create, "make a tenant that sells at once")
    create.add_argument("slug", help="2-40 of a-z 0-9 -, a letter first")
    create.add_argument("--name", required=True)
    create.add_argument("--country", required=True, help="two letters, e.g. DE")
    create.add_argument("--currency", required=True, help="three letters, e.g. EUR")
    create.add_argument("--admin-email", required=True)
    create.add_argument("--admin-password", help="without it an invitation link is printed")
    create.add_argument("--tax", choices=("included", "excluded"), help="default: as usual in the country")
    create.add_argument("--plan", default="standard")
    create.add_argument("--database", default="default", help="the database to live in")
    create.add_argument("--host", action="append", default=[], help="a domain of the tenant's own")
    create.add_argument("--samples", action="store_true", help="fill it with a sample catalogue")
    command(tenant, "list", _list, "all tenants")
    suspend = command(tenant, "suspend", _suspend, "close shops, sign-ins and jobs at once")
    suspend.add_argument("--reason", default="")
    reactivate = command(tenant, "reactivate", _reactivate, "open a suspended tenant again")
    live = command(tenant, "go-live", _go_live, "end test mode for good")
    export = command(tenant, "export", _export, "write all of a tenant's data to a zip file")
    delete = command(tenant, "delete", _delete, "delete a suspended, exported tenant, in two steps")
    delete.add_argument(
        "--confirm", metavar="SLUG", help="second step, after the waiting time: the slug again"
    )
    delete.add_argument("--waiting-days", type=float, default=registry.WAITING_TIME.days)
    delete.add_argument("--reason", default="")
    move = command(tenant, "move", _move, "move a suspended tenant to another database")
    for each in (suspend, reactivate, live, export, delete, move):
        each.add_argument("slug")
    export.add_argument("file", type=Path)
    move.add_argument("database")

    operator = group(commands, "operator", "people who run the platform")
    made = command(operator, "create", _operator, "an account for the console")
    made.add_argument("--email", required=True)
    made.add_argument("--name", default="")
    made.add_argument("--password", help="without it one is made up and printed")


def _create(options: argparse.Namespace) -> Answer:
    country, currency = options.country.upper(), options.currency.upper()
    facts = country_facts(country)
    new = NewTenant(
        slug=options.slug,
        name=options.name,
        country=country,
        currency=currency,
        tax_included=options.tax == "included" if options.tax else not adds_tax(country),
        locale=facts.locale,
        timezone=facts.timezone,
        plan=options.plan,
        database=options.database,
        hosts=tuple(options.host),
    )
    admin = FirstAdmin(email=options.admin_email, password=options.admin_password)
    opened = open_tenant(databases.owner_engine, new, admin)
    told = {"slug": new.slug, "schema": opened.tenant.schema, "seconds": round(opened.seconds, 3)}
    told["url"] = settings().origin(opened.tenant.host)
    if opened.invitation is not None:
        told["invitation"] = f"{told['url']}/admin/invitation/{opened.invitation}"
    if options.samples:
        from app.samples import load as samples  # noqa: PLC0415 - brings numpy along

        samples.fill(opened.tenant, note)
    return Answer(told)


def _list(_options: argparse.Namespace) -> Answer:
    rows = [_told(each) for each in directory().all()]
    lines = [f"{row['slug']:20} {row['status']:10} {row['host']:30} {row['name']}" for row in rows]
    return Answer({"tenants": rows}, lines or ["no tenants yet"])


def _told(tenant: Tenant) -> dict[str, Any]:
    return {
        "slug": tenant.slug,
        "name": tenant.name,
        "status": tenant.status,
        "host": tenant.host,
        "schema": tenant.schema,
        "test_mode": tenant.test_mode,
    }


def _suspend(options: argparse.Namespace) -> Answer:
    with control():
        return Answer(_told(registry.suspend(options.slug, reason=options.reason)))


def _reactivate(options: argparse.Namespace) -> Answer:
    with control():
        return Answer(_told(registry.reactivate(options.slug)))


def _go_live(options: argparse.Namespace) -> Answer:
    with control():
        return Answer(_told(registry.go_live(options.slug)))


def _export(options: argparse.Namespace) -> Answer:
    with control():
        tenant = registry.find(options.slug)
    done = export_tenant(tenant, options.file)
    return Answer({"slug": tenant.slug, "file": str(options.file), "tables": done.tables, "rows": done.rows})


def _delete(options: argparse.Namespace) -> Answer:
    if options.confirm is None:
        with control():
            waiting = timedelta(days=options.waiting_days)
            until = registry.begin_deletion(options.slug, reason=options.reason, waiting=waiting)
        words = (
            f"{options.slug} can be deleted from {until:%Y-%m-%d %H:%M} UTC on, with --confirm {options.slug}"
        )
        return Answer(
            {"slug": options.slug, "status": "deleting", "delete_after": until.isoformat()}, [words]
        )
    if options.confirm != options.slug:
        raise SystemExit("--confirm must repeat the slug")
    with control():
        tenant = registry.check_deletable(options.slug)
    removal.remove(databases.owner_engine, tenant)
    return Answer({"slug": tenant.slug, "status": "deleted"})


def _move(options: argparse.Namespace) -> Answer:
    with control():
        tenant = registry.find(options.slug)
    seconds = moving.move(databases.owner_engine, tenant, options.database, note)
    return Answer({"slug": tenant.slug, "database": options.database, "seconds": round(seconds, 2)})


def _operator(options: argparse.Namespace) -> Answer:
    made = operators.create(
        databases.owner_engine(), email=options.email, name=options.name, password=options.password
    )
    console = settings().origin(settings().host_of("console"))
    told = {"email": options.email, "url": console}
    return Answer(told | ({"password": made.password} if options.password is None else {}))
