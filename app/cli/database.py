"""`galleria db …`, `galleria backup`, `galleria restore`."""

import argparse
from pathlib import Path
from typing import Any

from app.cli.console import Answer, command, group, note
from tenants import backup, databases, drafting, migrate
from workers import broker_schema


def declare(commands: Any) -> None:
    """Add these commands to the parser."""
    db = group(commands, "db", "schemas and their migrations")
    command(db, "upgrade", _upgrade, "bring every schema to this release")
    command(db, "status", _status, "where the schemas stand")
    command(db, "check", _check, "prove that migrations make what the models say")
    revision = command(db, "revision", _revision, "draft a migration from the models (for developers)")
    revision.add_argument("lineage", choices=("shared", "tenant"))
    revision.add_argument("message", nargs="?", default="")
    revision.add_argument("--initial", action="store_true", help="write the first one anew, before a release")
    for name, run, words in (
        ("backup", _backup, "write the whole installation to one file"),
        ("restore", _restore, "replace the whole installation by a backup"),
    ):
        command(commands, name, run, words).add_argument("file", type=Path)


def _upgrade(_options: argparse.Namespace) -> Answer:
    report = migrate.upgrade(databases.owner_engine, note)
    broker_schema.make(databases.owner_engine())
    facts = {"head": report.head, "done": report.done, "failed": report.failed}
    lines = [f"{report.done} schemas upgraded"] if report.done else ["All schemas are up to date"]
    failed = [f"{slug}: {error}" for slug, error in report.failed.items()]
    return Answer(
        facts, [*failed, "Run it again when this is mended"] if failed else lines, 1 if failed else 0
    )


def _status(_options: argparse.Namespace) -> Answer:
    found = migrate.status(databases.owner_engine())
    late = [{"slug": each.slug, "revision": each.revision} for each in found.behind]
    facts = {
        "shared": {"revision": found.shared, "head": found.shared_head},
        "tenants": {"head": found.tenant_head, "count": found.tenants, "behind": late},
    }
    lines = [
        f"control plane at {found.shared}, newest is {found.shared_head}",
        f"{found.tenants} tenants, {len(late)} behind {found.tenant_head}",
        *(f"  {each.slug} at {each.revision}" for each in found.behind),
    ]
    return Answer(facts, lines)


def _check(_options: argparse.Namespace) -> Answer:
    found = migrate.check(databases.owner_engine())
    return Answer({"differences": found}, found or ["migrations and models agree"], 1 if found else 0)


def _revision(options: argparse.Namespace) -> Answer:
    if options.initial:
        path = drafting.draft_initial(options.lineage)
    else:
        path = drafting.draft(databases.owner_engine(), options.lineage, options.message or "change")
    return Answer({"file": str(path)}, [f"{path}: read it before you keep it"])


def _backup(options: argparse.Namespace) -> Answer:
    return Answer(backup.write(options.file, note))


def _restore(options: argparse.Namespace) -> Answer:
    return Answer(backup.restore(options.file, note))
