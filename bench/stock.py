"""`python -m bench.stock`: how long the stock's screens and calls take, at 20,000 rows of the ledger and at 2,000,000.

Fills a throw-away installation (or the one in `--keep`, when it is there already) with `--rows` SKUs at four locations by
set-based SQL, asks each question `--times` times through the query that screens and API share, in one process, with a unit
of work each, then grows the ledger a hundredfold and asks again. Prints median and p95 in milliseconds, the ratio of the
medians, and the machine's load: on a busy machine the ratio says more than the milliseconds.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.installed import installation, make_tenant, measured_by

FEW, MANY, CHUNK = 20_000, 2_000_000, 250_000
WARM = 3
PLACES = """
    insert into location (id, code, name, kind, ships, offers_pickup, address, opening_hours, active, created_at)
    select gen_random_uuid(), 'b' || n, 'Branch ' || n, 'store', n = 1, true, '{}', '{}', true, now()
    from generate_series(1, 3) n
"""
GOODS = """
    with made as (
        select gen_random_uuid() as product, gen_random_uuid() as variant, gen_random_uuid() as item, n,
               'SKU-' || lpad(n::text, 6, '0') as sku, (array['Oak', 'Steel', 'Walnut', 'Linen', 'Glass'])[n % 5 + 1]
               || ' ' || (array['lamp', 'table', 'mug', 'shelf', 'rug', 'vase', 'chair'])[n % 7 + 1] || ' ' || n as title
        from generate_series(0, :rows - 1) n
    ), products as (
        insert into product (id, title, slug, description, status, created_at, updated_at)
        select product, title, lower(sku), '', 'active', now(), now() from made
    ), variants as (
        insert into variant (id, product_id, sku, position, created_at) select variant, product, sku, 1, now() from made
    ), items as (
        insert into stock_item (id, sku, created_at) select item, sku, now() from made
    )
    insert into variant_stock (variant_id, stock_item_id) select variant, item from made
"""
LEVELS = """
    insert into stock_level (id, stock_item_id, location_id, on_hand, allocated)
    select gen_random_uuid(), i.id, o.id, (n.at * 7 + o.at) % 90, least(2, (n.at * 7 + o.at) % 90)
    from stock_item i cross join lateral (select substring(i.sku from '^SKU-([0-9]{6})$')::int as at) n
    join (select id, row_number() over (order by code) as at from location) o on o.at = 1 or (n.at + o.at) % 3 = 0
    where n.at is not null
"""
ALERTS = """
    with kept as (
        insert into stock_threshold (id, stock_item_id, location_id, quantity, created_at)
        select gen_random_uuid(), l.stock_item_id, l.location_id, 5, now() from stock_level l where l.on_hand < 20
        returning id, stock_item_id, location_id, quantity
    )
    insert into stock_alert (id, threshold_id, stock_item_id, location_id, threshold, free, raised_at)
    select gen_random_uuid(), k.id, k.stock_item_id, k.location_id, k.quantity, 2, now() - random() * interval '90 days'
    from kept k join stock_level l using (stock_item_id, location_id) where l.free < 5
"""
WORTH = """
    insert into stock_value (stock_item_id, location_id, quantity, average, fifo, month, folded_to)
    select stock_item_id, location_id, on_hand, on_hand * 700, on_hand * 690,
           date_trunc('month', now() - interval '1 month' * ((on_hand)::int % 3)), 1 from stock_level
"""
SNAPSHOTS = """
    insert into value_snapshot (stock_item_id, location_id, month, quantity, average, fifo)
    select v.stock_item_id, v.location_id, v.month - interval '1 month' * n, v.quantity + n, v.average + n, v.fifo
    from stock_value v cross join generate_series(1, :months) n on conflict do nothing
"""
LEDGER = """
    with spots as materialized (
        select stock_item_id, location_id, row_number() over (order by stock_item_id, location_id) - 1 as at
        from stock_level
    ), many as (select count(*) as of from spots)
    insert into stock_ledger (at, kind, stock_item_id, location_id, on_hand, allocated, document, document_id, actor)
    select now() - interval '400 days' * (1 - n::float / :last),
           (array['receipt', 'allocate', 'ship', 'adjustment', 'sale'])[n % 5 + 1], s.stock_item_id, s.location_id,
           (array[9, 0, -1, 1, -1])[n % 5 + 1], (array[0, 1, -1, 0, 0])[n % 5 + 1],
           case when n % 5 in (1, 2, 4) then 'order' else '' end,
           case when n % 5 in (1, 2, 4) then gen_random_uuid() end, 'bench'
    from generate_series(cast(:first as int), cast(:until as int)) n
    cross join many join spots s on s.at = case when n % 10 = 0 then n / 10 % 50 else n::bigint * 7919 % many.of end
    order by n
"""
Question = Callable[[], object]


def main() -> None:
    """Set up, measure, print, leave nothing behind."""
    options = _options()
    if options.measure:
        print(json.dumps(_measured(options)))
        return
    with installation(options.keep) as (data, env):
        if not (data / "stock-bench").exists():
            make_tenant(env)
            (data / "stock-bench").touch()
        sizes = {"--rows": options.rows, "--times": options.times, "--ledger": options.ledger}
        given = [word for name, size in sizes.items() for word in (name, str(size))]
        found = measured_by("bench.stock", "--measure", *given, env=env)
    _print(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--ledger", type=int, default=MANY)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--keep", type=Path, help="use and keep the installation in this folder")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measured(options: argparse.Namespace) -> dict[str, dict[str, list[float]]]:
    """Seconds of each question by size of the ledger, inside the child."""
    from app.cli.console import Answer, bound, connected

    def run(_options: argparse.Namespace) -> Answer:
        with bound("bench"):
            _fill(options.rows)
            found = {str(size): _asked(size, options.times) for size in (FEW, options.ledger)}
        return Answer(found)

    return connected(run, options).facts


def _do(statement: str, **values: Any) -> None:
    from sqlalchemy import text

    from app.core.db import db, unit_of_work

    with unit_of_work():
        db.session.execute(text("set local statement_timeout = 0"))
        db.session.execute(text(statement), values)


def _figure(statement: str) -> Any:
    from sqlalchemy import text

    from app.core.db import db, unit_of_work

    with unit_of_work():
        return db.session.scalar(text(statement))


def _fill(rows: int) -> None:
    if _figure("select count(*) from stock_item"):
        return
    for statement in (PLACES, GOODS, LEVELS, ALERTS, WORTH):
        _do(statement, **({"rows": rows} if ":rows" in statement else {}))


def _grow(size: int) -> None:
    """So many rows of the ledger, and what a worker folds from them."""
    have = int(_figure("select count(*) from stock_ledger"))
    while have < size:
        until = min(size, have + CHUNK) - 1
        _do(LEDGER, first=have, until=until, last=size)
        have = until + 1
    _do(SNAPSHOTS, months=1 if size == FEW else 12)
    for table in (
        "stock_ledger",
        "stock_level",
        "stock_item",
        "variant",
        "product",
        "variant_stock",
        "stock_value",
    ):
        _do(f"analyze {table}")
    _do("analyze value_snapshot")


def _asked(size: int, times: int) -> dict[str, list[float]]:
    from app.core.db import unit_of_work

    _grow(size)
    taken: dict[str, list[float]] = {}
    for name, ask in _questions().items():
        for turn in range(times + WARM):
            began = time.perf_counter()
            with unit_of_work():
                ask()
            if turn >= WARM:
                taken.setdefault(name, []).append(time.perf_counter() - began)
        print(f"{size:>9,} {name:25} {median(taken[name]) * 1000:8.1f} ms", file=sys.stderr, flush=True)
    return taken


def _questions() -> dict[str, Question]:
    from app.core.db import unit_of_work
    from app.core.paging import encode_cursor
    from app.queries import (
        alert_board,
        item_card,
        item_ledger,
        stock_bulk,
        stock_exceptions,
        stock_matrix,
        stock_sheet,
    )
    from app.queries.availability import availability

    busy = _figure("select stock_item_id from stock_ledger group by 1 order by count(*) desc limit 1")
    with unit_of_work():
        first = stock_sheet.rows(limit=1).items[0]
        places = [each.location_id for each in stock_sheet.rows(item_ids=[first.item_id], limit=200).items]
    deep = encode_cursor("SKU-090000", str(first.location_id))
    far = encode_cursor("SKU-090000")
    return {
        "list, first page": lambda: stock_sheet.rows(),
        "list, by word": lambda: stock_sheet.rows(q="walnut"),
        "list, by SKU": lambda: stock_sheet.rows(q="SKU-0777"),
        "list, no such word": lambda: stock_sheet.rows(q="zebra"),
        "list, short": lambda: stock_sheet.rows(state="short"),
        "list, deep page": lambda: stock_sheet.rows(cursor=deep),
        "list, one location": lambda: stock_sheet.rows(location_id=first.location_id),
        "sheet, first page": lambda: stock_matrix.lines(places),
        "sheet, by word": lambda: stock_matrix.lines(places, q="walnut"),
        "sheet, no such word": lambda: stock_matrix.lines(places, q="zebra"),
        "sheet, low": lambda: stock_matrix.lines(places, state="low"),
        "sheet, deep page": lambda: stock_matrix.lines(places, cursor=far),
        "sheet, one location": lambda: stock_matrix.lines(places[:1]),
        "card, who waits": lambda: (
            item_card.waiting(busy),
            item_card.coming(busy),
            item_card.in_carts(busy),
        ),
        "card, its 90 days": lambda: item_card.course(busy),
        "ledger, busiest item": lambda: item_ledger.entries(busy),
        "ledger, at a location": lambda: item_ledger.entries(busy, item_ledger.Wish(first.location_id)),
        "availability": lambda: availability("SKU-000777", channel="web"),
        "feed of changes": lambda: stock_bulk.changes(None, 200),
        "exceptions": lambda: stock_exceptions.exceptions(),
        "alerts": lambda: alert_board.alerts(state="open"),
        "alerts waiting": lambda: alert_board.waiting(),
        **_worth(deep),
    }


def _worth(deep: str) -> dict[str, Question]:
    from datetime import timedelta

    from app.core import clock
    from app.queries import stock_value

    month = (clock.now() - timedelta(days=90)).date().replace(day=1)
    return {
        "worth now": lambda: stock_value.by_place(),
        "worth three months ago": lambda: stock_value.by_place(month),
        "worth by item": lambda: stock_value.by_item(),
        "worth by item, then": lambda: stock_value.by_item(month),
        "worth by item, deep page": lambda: stock_value.by_item(month, cursor=deep),
    }


def _print(found: dict[str, dict[str, list[float]]]) -> None:
    sizes = list(found)
    print(" " * 27 + "".join(f"{int(size):>12,} rows        " for size in sizes) + " ratio")
    for name in found[sizes[0]]:
        each = [found[size][name] for size in sizes]
        figures = "".join(
            f"  p50 {median(taken) * 1000:6.1f}  p95 {quantiles(taken, n=20)[-1] * 1000:6.1f}"
            for taken in each
        )
        print(f"{name:25}{figures}  {median(each[-1]) / median(each[0]):5.2f}")
    print(f"milliseconds; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
