"""Makes and fills the demo shops: all three by `demo seed`, one shop's goods by `tenant create --samples`.

A shop is filled whole or made anew: what was cut off is removed first. Everything goes through the product's own
services and flows; the year before today is lived through under a set clock, so that `reconcile` holds.
"""

import json
import logging
import os
import random
import tempfile
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from PIL import Image
from sqlalchemy import update

from app.config import settings
from app.core import clock, tenancy
from app.core.channel import WEB
from app.core.clock import frozen
from app.core.db import db, unit_of_work
from app.core.engines import dispose_engines, set_databases
from app.core.errors import Conflict
from app.core.events import OutboxRow
from app.core.principal import acting_as, system
from app.core.schema import load_tables
from app.core.tenancy import Tenant, current_tenant, directory, tenant_scope
from app.domains.catalog.pictures import sizes_of
from app.domains.inventory import service as inventory
from app.flows.open_tenant import FirstAdmin, open_tenant
from app.outbound import load_reactions
from app.samples import (
    abroad,
    buying,
    facts,
    fronts,
    lists,
    promoting,
    rewarding,
    sets,
    shelf_work,
    stocking,
    voices,
)
from app.samples.furnishing import furnish
from app.samples.history import History
from app.samples.people import PASSWORD, PIN, customers, staff
from app.samples.pictures.gallery import Picture, draw, grouped
from app.samples.places import SHOPS, Shop
from app.samples.trading import Purchase, year
from tenants import databases, operators, removal
from tenants.directory import Directory
from tenants.provisioning import NewTenant

Note = Callable[[str], None]
OPERATOR = "operator@galleria.example"
RECENT = timedelta(hours=30)  # what happened since is left to the workers: mails go out, pages are made
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """What a process is asked to do for a shop."""

    shop: str
    folder: Path
    now: datetime


def seed_demo(note: Note) -> list[str]:
    """Make the demo shops that are missing and the sheet of their addresses; returns the slugs. Safe to repeat."""
    done = _progress()
    wanted = [shop for shop in SHOPS if shop.slug not in done or directory().by_slug(shop.slug) is None]
    for shop in wanted:
        _open(shop, note)
    _operator()
    if wanted:
        with tempfile.TemporaryDirectory(prefix="galleria-pictures-") as folder:
            _fill_all(wanted, Path(folder), note)
    sheet = settings().data_dir / "demo.json"
    draft = sheet.with_suffix(".part")
    draft.write_text(json.dumps(_sheet(), indent=2, ensure_ascii=False))
    draft.replace(sheet)
    return [shop.slug for shop in SHOPS]


def fill(tenant: Tenant, note: Note) -> None:
    """Put a small sample catalogue into a shop that was just opened: goods, stock, pictures; no people, no past."""
    shop = next((each for each in SHOPS if each.country == tenant.country), SHOPS[1])
    note(f"sample goods of {shop.name}")
    with tenant_scope(tenant), tempfile.TemporaryDirectory(prefix="galleria-pictures-") as folder:
        small = stocking.excerpt(shop, goods=12)
        stocking.import_goods(small)
        with unit_of_work():
            main = inventory.find_location("main").id
            items = {sku: inventory.find_item(sku).id for sku in stocking.skus(small)}
            first = stocking.deliveries(small, [], clock.now(), clock.now() + timedelta(days=1))[0]
            stocking.receive(first, items, (main, main), main)
        for group in grouped(small.shelf.pictures()).values():
            _draw(small.slug, group, Path(folder))
        stocking.hang_pictures(Path(folder))


def _open(shop: Shop, note: Note) -> None:
    """An empty shop; what an earlier, cut-off run left of it goes first."""
    found = directory().by_slug(shop.slug)
    if found is not None:
        note(f"{shop.slug}: begun before, making it anew")
        removal.remove(databases.owner_engine, found)
    new = NewTenant(
        slug=shop.slug, name=shop.name, country=shop.country, currency=shop.currency, tax_included=shop.tax_included, locale=shop.language,
        timezone=shop.timezone,
    )  # fmt: skip
    admin = staff(shop)[0]
    open_tenant(databases.owner_engine, new, FirstAdmin(admin.mail, admin.name, PASSWORD))


def _operator() -> None:
    try:
        operators.create(databases.owner_engine(), email=OPERATOR, name="Demo operator", password=PASSWORD)
    except Conflict:
        log.debug("the demo's operator is there already")


def _fill_all(shops: list[Shop], folder: Path, note: Note) -> None:
    """All shops and all their pictures at once, on every core."""
    now = clock.now()
    workers = (os.cpu_count() or 2) + 1  # the loads wait for the database's disk now and then
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_wire) as pool:
        stories = [pool.submit(_live, Job(shop.slug, folder, now)) for shop in shops]
        drawn: dict[str, list[Future[int]]] = defaultdict(list)
        for shop in shops:
            for group in grouped(sets.with_sets(shop).shelf.pictures()).values():
                drawn[shop.slug].append(pool.submit(_draw, shop.slug, group, folder))
        hung = []
        for shop, story in zip(shops, stories, strict=True):
            note(f"{shop.slug}: {story.result()}")
            count = sum(each.result() for each in drawn[shop.slug])
            note(f"{shop.slug}: {count} pictures")
            hung.append(pool.submit(_hang, Job(shop.slug, folder, now)))
        for shop, hanging in zip(shops, hung, strict=True):
            hanging.result()
            _remember(shop.slug)


def _wire() -> None:
    """What a fresh process needs to work on tenants."""
    load_tables()
    load_reactions()
    set_databases(databases.addresses())
    tenancy.set_directory(Directory())


def _live(job: Job) -> str:
    """Furnish and fill a shop and live through its year; in a process of its own."""
    shop = _shop(job.shop)
    plan = year(shop, job.now)
    with tenant_scope(_tenant(job.shop)):
        story = live(shop, plan, job.now)
    dispose_engines()
    return f"{story.placed} orders online, {sum(p.way == 'pos' for p in plan)} at the till, {story.refused} refused"


def live(shop: Shop, plan: list[Purchase], now: datetime) -> History:
    """Make the bound, empty tenant this shop and live through the plan up to now. Opens its own units."""
    begin = now - timedelta(days=366)
    with acting_as(system("samples")):
        with frozen(begin):
            with unit_of_work():
                house = furnish(shop, current_tenant(), customers(shop, max(12, len(plan) // 3)))
            stocking.import_goods(shop)
            sets.stock(shop)
            with unit_of_work():
                facts.tell(shop, house.editor, now)
            with unit_of_work():
                items = {sku: inventory.find_item(sku).id for sku in stocking.skus(shop)}
        story = History(shop, house, items, random.Random(f"{shop.slug}-life"), now)
        story.tell(plan, stocking.deliveries(shop, plan, begin + timedelta(days=1), now))
        with unit_of_work():
            buying.stock_up(shop, house.main, now)
            if house.counters:
                shelf_work.begin(house.main, house.counters[0].store, now)
            voices.raise_them(shop, random.Random(f"{shop.slug}-voices"))
            promoting.plan(shop, now)
            rewarding.begin(shop)
            lists.write(shop, now)
        shelf_work.miss_one()
        with unit_of_work():
            old = update(OutboxRow).where(OutboxRow.relayed_at.is_(None), OutboxRow.at < now - RECENT)
            db.session.execute(old.values(relayed_at=now))
            # the others are told now: the report on delays would take the set clock for a slow shop
            db.session.execute(update(OutboxRow).where(OutboxRow.relayed_at.is_(None)).values(at=clock.now()))
    return story


def _draw(slug: str, group: list[Picture], folder: Path) -> int:
    """Draw pictures of one kind and keep them in the sizes and formats that the catalogue keeps."""
    for picture, image in draw(group):
        for size in sizes_of(image.width):
            sized = image if size >= image.width else image.resize((size, size), Image.Resampling.BOX)
            sized.save(folder / f"{slug}-{picture.name}.{size}.webp", quality=82, method=2)
            sized.save(folder / f"{slug}-{picture.name}.{size}.jpg", quality=84)
    return len(group)


def _hang(job: Job) -> int:
    with tenant_scope(_tenant(job.shop)), acting_as(system("samples")):
        count = stocking.hang_pictures(job.folder)
        with unit_of_work():
            fronts.arrange(_shop(job.shop))
            abroad.open_uk(_shop(job.shop))
    dispose_engines()
    return count


def _shop(slug: str) -> Shop:
    return next(shop for shop in SHOPS if shop.slug == slug)


def _tenant(slug: str) -> Tenant:
    found = directory().by_slug(slug)
    if found is None:
        raise LookupError(f"{slug} was not opened")
    return found


def _sheet() -> list[dict[str, str]]:
    """Where to go and how to sign in: console, then each shop's window, a shopper's account, offices and till."""
    here = settings()
    rows = [_line("Platform console", here.origin(here.host_of("console")), OPERATOR, PASSWORD)]
    for shop in SHOPS:
        origin, people = (
            here.origin(_tenant(shop.slug).host),
            {each.role: each for each in reversed(staff(shop))},
        )
        shopper, manager, seller = customers(shop, 1)[0], people["store_manager"], people["store_associate"]
        rows += [
            _line(f"{shop.name} ({shop.currency})", f"{origin}/"),
            *(
                _line(f"  its site {code}", f"{here.origin(host)}/")
                for code, host in directory().addresses(_tenant(shop.slug).id).items()
                if code != WEB
            ),
            _line("  a shopper's account", f"{origin}/account/", shopper.email, PASSWORD),
            _line("  its office", f"{origin}/admin/", people["administrator"].mail, PASSWORD),
            _line("  a store manager", f"{origin}/admin/", manager.mail, PASSWORD),
            _line("  its till (name, PIN)", f"{origin}/pos/", seller.name, PIN),
        ]
    return rows


def _line(label: str, url: str, user: str = "", password: str = "") -> dict[str, str]:
    return {"label": label, "url": url, "user": user, "password": password}


def _progress() -> set[str]:
    try:
        return set(json.loads(_progress_file().read_text()))
    except (FileNotFoundError, ValueError):
        return set()


def _remember(slug: str) -> None:
    _progress_file().write_text(json.dumps(sorted(_progress() | {slug})))


def _progress_file() -> Path:
    return settings().data_dir / "demo-shops.json"
