"""The rush of `bin/bench RUSH` (INV-15): 500 buyers at once for 100 units, in a shop of 100,000 SKUs.

Puts `--rows` SKUs at four locations beside the catalogue that run.py imported, by the set-based SQL of stock.py. Then
every buyer reserves its unit for an order, all at one moment, in processes of their own: how long the inventory
service lets them wait. Then the whole way over HTTP: all have a cart and check out, within `--within` seconds and at one
moment. Prints what they were told, how long they waited for it, and what was oversold. Asserts on no seconds, but ends
with an error when orders, promises and units are not the same number.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.config import REPOSITORY
from app.local.installation import open_installation
from bench.stock import GOODS, LEVELS, PLACES

sys.path.append(str(REPOSITORY / "bench"))  # last: it has a tenants.py too
import catalog as cat
import driver
import peer_galleria

UNITS, BUYERS, PROCESSES = 100, 500, 2
ORDERS = """
    select count(distinct l.order_id) from order_line l join "order" o on o.id = l.order_id
    where l.sku = '{}' and o.payment_status = 'paid'
"""
TABLES = ("product", "variant", "stock_item", "variant_stock", "stock_level")


def main() -> None:
    """Fill, rush, tell."""
    options = _options()
    if options.reserve:
        print(json.dumps(_reserve(options)))
        return
    peer = peer_galleria.Peer(options.base, cat.catalog(options.products), os.environ["BENCH_DATABASE"])
    _fill(peer, options.rows)
    for _turn in range(options.turns):
        _reserved(peer, options)
        for within in (options.within, 0):
            _rush(peer, options, within)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8899")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--buyers", type=int, default=BUYERS)
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--within", type=float, default=15, help="seconds in which the buyers come")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--reserve", help=argparse.SUPPRESS)
    return parser.parse_args()


def _fill(peer: Any, rows: int) -> None:
    """The rest of a large shop, once."""
    if _figure(peer, "select count(*) from stock_item") >= rows:
        return
    given = "; ".join(each.replace(":rows", str(rows)) for each in (PLACES, GOODS, LEVELS))
    analyzed = "; ".join(f"analyze {table}" for table in TABLES)
    began = time.perf_counter()
    _psql(peer, f"begin; {given}; commit; {analyzed}")
    print(f"RUSH: {rows:,} SKUs in {time.perf_counter() - began:.0f} s", flush=True)


def _psql(peer: Any, statement: str) -> str:
    command = ["psql", "-qAt", "-v", "ON_ERROR_STOP=1", peer.db]
    env = {**os.environ, "PGOPTIONS": f"-c search_path={peer.schema},ext"}
    done = subprocess.run(command, input=statement, env=env, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip()


def _figure(peer: Any, statement: str) -> int:
    """A figure straight from the tenant's tables."""
    return int(float(_psql(peer, statement) or 0))


def _reserved(peer: Any, options: argparse.Namespace) -> None:
    """The reservation alone, by processes with threads that begin at one word."""
    peer.scarce_reset(options.units)
    promised = _promised(peer)
    command = [sys.executable, "-m", "bench.rush", "--data", str(options.data), "--reserve", peer.scarce]
    command += ["--buyers", str(options.buyers // PROCESSES)]
    with open_installation(options.data) as env:
        env |= {"DATABASE_PREPARE": "1", "PYTHONPATH": str(REPOSITORY)}
        running = [
            subprocess.Popen(
                command, env=env, cwd=REPOSITORY, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            for _ in range(PROCESSES)
        ]
        for each in running:
            assert each.stdout
            assert each.stdout.readline() == "ready\n"
        for each in running:
            assert each.stdin
            each.stdin.write("go\n")
            each.stdin.flush()
        found = [json.loads(each.communicate()[0].splitlines()[-1]) for each in running]
    told: Counter[str] = sum((Counter(each["told"]) for each in found), Counter())
    waited = [seconds for each in found for seconds in each["waited"]]
    _tell("reserve", options, told, waited)
    _agree(options, told["placed"], _promised(peer) - promised)


def _reserve(options: argparse.Namespace) -> dict[str, Any]:
    """Inside a child: every buyer has an order, and reserves for it in a unit of work of its own."""
    from app.cli.console import Answer, bound, connected
    from app.core.db import db, unit_of_work
    from app.domains.inventory import service as inventory
    from app.domains.inventory.errors import OutOfStock
    from app.domains.inventory.types import Demand
    from bench.flash import _order

    def run(_options: argparse.Namespace) -> Answer:
        with bound("bench"), unit_of_work():
            place = inventory.find_location("main").id
            demand = Demand(inventory.find_item(options.reserve).id, place, Decimal(1))
            orders = [_order(db) for _number in range(options.buyers)]

        def buy(number: int) -> str:
            try:
                with bound("bench"), unit_of_work():
                    inventory.reserve(orders[number], [demand])
            except OutOfStock:
                return "out of stock"
            return "placed"

        told, waited = _all_at_once(options.buyers, buy, 0, ready=_word)
        return Answer({"told": told, "waited": waited})

    facts: dict[str, Any] = connected(run, options).facts
    return facts


def _word() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def _rush(peer: Any, options: argparse.Namespace, within: float) -> None:
    """Everybody has a cart and checks out."""
    peer.scarce_reset(options.units)
    orders, promised = _figure(peer, ORDERS.format(peer.scarce)), _promised(peer)
    clients = [peer.client() for _number in range(options.buyers)]
    lines = [{"sku": peer.scarce, "quantity": 1}]
    carts = [client.call("POST", "/api/v1/carts", {"lines": lines})["id"] for client in clients]

    def buy(number: int) -> str:
        try:
            peer._check_out(clients[number], carts[number], f"rush{number}@example.com")
        except RuntimeError as refusal:
            return "out of stock" if peer_galleria.REFUSED in str(refusal) else str(refusal)[:200]
        return "placed"

    told, waited = _all_at_once(options.buyers, buy, within)
    _tell(f"HTTP, within {within:g} s" if within else "HTTP, at once", options, told, waited)
    _agree(options, _figure(peer, ORDERS.format(peer.scarce)) - orders, _promised(peer) - promised)


def _tell(name: str, options: argparse.Namespace, told: Counter[str], waited: list[float]) -> None:
    p50, p95 = (driver.pct(waited, share) * 1000 for share in (0.5, 0.95))
    print(
        f"RUSH {name}: {options.buyers} buyers, {options.units} units: {dict(told)}; they waited p50 {p50:.0f},"
        f" p95 {p95:.0f}, most {max(waited) * 1000:.0f} ms; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _agree(options: argparse.Namespace, sold: float, promised: float) -> None:
    if not sold == promised == min(options.units, options.buyers):
        raise SystemExit(f"{options.units} units, but {sold:g} orders and {promised:g} promised")


def _promised(peer: Any) -> float:
    return sum(level["allocated"] + level["reserved"] for level in peer.scarce_state())


def _all_at_once(
    buyers: int, buy: Callable[[int], str], within: float, ready: Callable[[], None] = lambda: None
) -> tuple[Counter[str], list[float]]:
    """What each buyer was told, and how long it took; they come at one moment, or evenly within some seconds."""
    gate = threading.Barrier(buyers + 1)
    told: Counter[str] = Counter()
    waited: list[float] = []

    def come(number: int) -> None:
        gate.wait()
        time.sleep(within * number / buyers)
        began = time.perf_counter()
        answer = buy(number)
        waited.append(time.perf_counter() - began)
        told[answer] += 1

    threads = [threading.Thread(target=come, args=(number,)) for number in range(buyers)]
    for thread in threads:
        thread.start()
    ready()
    gate.wait()
    for thread in threads:
        thread.join()
    return told, waited


if __name__ == "__main__":
    main()
