"""The flash sale of `bin/bench FLASH`: one SKU against a thousand, over HTTP and in process, beside the SQL floor.

Everything runs on the installation that run.py set up, in one run: purchases by 64 clients through the public API, all
of one SKU and then spread over 1,000; a scarce SKU until the last is gone; `inventory.reserve` in a unit of its own by
16 clients; then the hand-written checkouts. Prints rates, p95, ratios and what was oversold. Asserts on no seconds.
"""

import argparse
import json
import os
import random
import re
import statistics
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

sys.path.append(str(REPOSITORY / "bench"))  # last: it has a tenants.py too
import catalog as cat
import driver
import peer_galleria

HOT, SPREAD, SCARCE = "SKU-00077-S", 1000, 100
PROCESSES, THREADS = 4, 4  # together the 16 clients that the floor has


def main() -> None:
    """Measure, print."""
    options = _options()
    if options.reserve:
        print(json.dumps(_reserve(options)))
        return
    print(f"FLASH: load {os.getloadavg()[0]:.1f} before", flush=True)
    hot, spread = (_bought(options, name) for name in ("hot", "spread"))
    print(f"  one SKU sells {hot / spread:.2f} of the spread rate over HTTP", flush=True)
    _scarce(options)
    taken = {name: _reserved(options, name) for name in ("hot", "spread")}
    floor = _floor(options)
    for name, script in (("hot", "checkout_hot_late"), ("spread", "checkout_spread")):
        print(f"  reserve {name}: {taken[name] / floor[script]:.2f} of {script} at 16 clients")
    print(f"FLASH: load {os.getloadavg()[0]:.1f} after", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8899")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--reserve", choices=("hot", "spread"), help=argparse.SUPPRESS)
    return parser.parse_args()


def _skus(name: str) -> list[str]:
    if name == "hot":
        return [HOT]
    return [product["variants"][1]["sku"] for product in cat.catalog(SPREAD)]


def _peer(options: argparse.Namespace) -> Any:
    return peer_galleria.Peer(options.base, cat.catalog(options.products), os.environ["BENCH_DATABASE"])


def _bought(options: argparse.Namespace, name: str) -> float:
    """Purchases a second over HTTP: a cart and its checkout, one unit each."""
    peer, skus = _peer(options), _skus(name)

    def make(number: int) -> Callable[[], None]:
        client, rnd = peer.client(), random.Random(f"{name}-{number}")

        def buy() -> None:
            line = {"sku": rnd.choice(skus), "quantity": 1}
            cart = client.call("POST", "/api/v1/carts", {"lines": [line]})
            peer._check_out(client, cart["id"], f"flash{rnd.randrange(5000)}@example.com")

        return buy

    took, errors, wall = driver.load(make, options.clients, options.seconds)
    rate = len(took) / wall
    p95 = driver.pct(took, 0.95) * 1000 if took else 0
    print(
        f"  HTTP {name}: {rate:.1f} purchases/s by {options.clients} clients, p95 {p95:.0f} ms,"
        f" {len(errors)} errors {errors[:1]}",
        flush=True,
    )
    return rate


def _scarce(options: argparse.Namespace) -> None:
    """Every client buys until it is told that none is left."""
    peer = _peer(options)
    peer.scarce_reset(SCARCE)
    before = _allocated(peer)
    told: Counter[str] = Counter()

    def buy(number: int) -> None:
        while True:
            answer = peer.buy_scarce(peer.client(), number)
            told[answer] += 1
            if answer != "placed":
                return

    began = time.perf_counter()
    threads = [threading.Thread(target=buy, args=(number,)) for number in range(options.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sold = _allocated(peer) - before
    print(
        f"  scarce: {SCARCE} units, {dict(told)} in {time.perf_counter() - began:.1f} s;"
        f" oversold {max(0, sold - SCARCE):g}",
        flush=True,
    )


def _allocated(peer: Any) -> float:
    return sum(level["allocated"] + level["reserved"] for level in peer.scarce_state())


def _reserved(options: argparse.Namespace, name: str) -> float:
    """Reservations a second in process, by processes with threads."""
    command = [sys.executable, "-m", "bench.flash", "--reserve", name, "--data", str(options.data)]
    command += ["--seconds", str(options.seconds)]
    with open_installation(options.data) as env:
        env |= {"DATABASE_PREPARE": "1", "PYTHONPATH": str(REPOSITORY)}
        running = [
            subprocess.Popen(command, env=env, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
            for _ in range(PROCESSES)
        ]
        found = [json.loads(each.communicate()[0].splitlines()[-1]) for each in running]
    took = [seconds for each in found for seconds in each["took"]]
    rate = sum(len(each["took"]) / each["wall"] for each in found)
    print(
        f"  reserve {name}: {rate:.0f}/s by {PROCESSES * THREADS} clients in process,"
        f" median {statistics.median(took) * 1000:.2f} ms, p95 {driver.pct(took, 0.95) * 1000:.2f} ms",
        flush=True,
    )
    return rate


def _reserve(options: argparse.Namespace) -> dict[str, Any]:
    """Inside a child: reserve one unit at a time, each in a unit of work of its own."""
    from app.cli.console import Answer, bound, connected
    from app.core.db import db, unit_of_work
    from app.domains.inventory import service as inventory
    from app.domains.inventory.types import Demand

    def run(_options: argparse.Namespace) -> Answer:
        with bound("bench"):
            with unit_of_work():
                place = inventory.find_location("main").id
                demands = [
                    Demand(inventory.find_item(sku).id, place, Decimal(1)) for sku in _skus(options.reserve)
                ]
                orders = [_order(db) for _ in range(THREADS)]

            def make(number: int) -> Callable[[], None]:
                rnd = random.Random(os.getpid() + number)

                def reserve() -> None:
                    with bound("bench"), unit_of_work():
                        inventory.reserve(orders[number], [rnd.choice(demands)])

                return reserve

            took, errors, wall = driver.load(make, THREADS, options.seconds)
        if errors:
            raise SystemExit(errors[0])
        return Answer({"took": took, "wall": wall})

    facts: dict[str, Any] = connected(run, options).facts
    return facts


def _order(db: Any) -> Any:
    """An order to reserve for."""
    from sqlalchemy import insert, select

    from app.core import clock
    from app.core.ids import new_id
    from app.domains.channels.models import Channel
    from app.domains.orders.models import Order

    row = {
        "id": new_id(), "number": f"F{new_id().hex[-10:]}", "currency": "EUR", "prices_include_tax": True,
        "channel_id": db.session.scalar(select(Channel.id).where(Channel.code == "web")), "status": "pending",
        "payment_status": "pending", "subtotal": 0, "total": 0, "placed_at": clock.now(),
    }  # fmt: skip
    db.session.execute(insert(Order).values(row))
    return row["id"]


def _floor(options: argparse.Namespace) -> dict[str, float]:
    """Checkouts a second of the floor's scripts at 16 clients, in the same server."""
    scripts = ("checkout_hot_late", "checkout_spread")
    env = {**os.environ, "SCRIPTS": " ".join(scripts)}
    command = ["bash", str(REPOSITORY / "bench" / "floor" / "run.sh"), str(int(options.seconds))]
    told = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = {}
    for script in scripts:
        line = re.search(rf"^{script} c=16\s+(\d+) tx/s.*$", told, re.MULTILINE)
        if line is None:
            raise SystemExit(f"the floor did not run: {told[-500:]}")
        print(f"  floor {line[0]}", flush=True)
        found[script] = float(line[1])
    return found


if __name__ == "__main__":
    main()
