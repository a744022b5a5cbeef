"""`python -m bench.search`: how long lists and searches take in PostgreSQL, over a shop of `--rows` SKUs.

Loads the importer's bench file into a throw-away installation (or the one in `--keep`, when it is there already), then
asks each question `--times` times through the query that shop, API and console share, in one process, with a unit of
work each. Prints median and p95 in milliseconds, and the machine's load: on a busy machine they say little.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench import imports
from bench.installed import installation, make_tenant, measured_by

FACETS = ("Brand05", "Brand07", "Brand11")


def main() -> None:
    """Set up, measure, print, leave nothing behind."""
    options = _options()
    if options.measure:
        print(json.dumps(_measured(options)))
        return
    with installation(options.keep) as (data, env):
        _fill(env, data, options.rows)
        found = measured_by("bench.search", "--measure", "--times", str(options.times), env=env)
    _print(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--keep", type=Path, help="use and keep the installation in this folder")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _fill(env: dict[str, str], data: Path, rows: int) -> None:
    file = data / "search.csv"
    if file.exists():
        return
    shape = argparse.Namespace(rows=rows, variants=1, format="galleria-csv")
    make_tenant(env)
    imports.write(file, shape, dearer=False)
    imports.measure(env, shape, file, False)


def _measured(options: argparse.Namespace) -> dict[str, list[float]]:
    """Seconds of each question, inside the child."""
    from sqlalchemy import text

    from app.cli.console import Answer, bound, connected
    from app.core.channel import epoch_scope
    from app.core.db import db, unit_of_work
    from app.core.principal import ANONYMOUS, acting_as
    from app.queries import product_list
    from app.queries.product_list import Wish

    narrowed = {
        "brands": FACETS, "rooms": ("category-03", "category-07"), "cheapest": 2_000, "dearest": 15_000,
        "options": ("Size=S0",), "in_stock": True, "facets": True,
    }  # fmt: skip
    questions = {
        "newest": Wish(),
        "category": Wish(category="category-03"),
        "category, facets": Wish(category="category-03", facets=True),
        "all, facets": Wish(facets=True),
        "one word, facets": Wish(q="walnut", facets=True),
        "two words, facets": Wish(q="nordic lamp", facets=True),
        "the very SKU": Wish(q="SKU-000777-0", facets=True),
        "one word, five facets chosen": Wish(q="walnut", **narrowed),  # type: ignore[arg-type]
        "two words, five facets chosen": Wish(q="nordic lamp", **narrowed),  # type: ignore[arg-type]
        "misspelt": Wish(q="wallnut", facets=True),
    }

    theirs = {
        f"own price: {name}": wish
        for name, wish in {
            "category by price": Wish(category="category-03", sort="price"),
            "all by price": Wish(sort="price"),
            "all below 50, facets": Wish(dearest=5_000, facets=True),
            "one word by price, facets": Wish(q="walnut", sort="price", facets=True),
        }.items()
    }

    def run(_options: argparse.Namespace) -> Answer:
        taken: dict[str, list[float]] = {}
        with bound("bench"):
            buyer = _buyer()
            with unit_of_work():
                db.session.execute(text("analyze product_listing"))
                db.session.execute(text("analyze product_listing_own"))
            for name, wish in (questions | theirs).items():
                for turn in range(options.times + 3):
                    began = time.perf_counter()
                    with acting_as(buyer if name in theirs else ANONYMOUS), epoch_scope(1), unit_of_work():
                        product_list.products(wish)
                    if turn >= 3:
                        taken.setdefault(name, []).append(time.perf_counter() - began)
        return Answer(taken)

    return connected(run, options).facts


def _buyer() -> Any:
    """Somebody for whom a list takes something off every price, which is written down the first time."""
    from app.core.db import unit_of_work
    from app.core.errors import Invalid
    from app.core.principal import Principal
    from app.domains.customers import service as customers
    from app.domains.pricing import price_lists
    from app.domains.pricing.list_types import ListDraft
    from app.flows.refresh_listings import refresh_all_offers

    off = ListDraft(
        "bench", "Bench", "segment", "EUR", status="active", percent=50_000, conditions=[("group", ["bench"])]
    )
    try:
        with unit_of_work():
            price_lists.create_list(off)
            found = customers.find_or_create(email="buyer@bench.example", name="Buyer").id
            customers.set_groups(found, ["bench"])
        began = time.perf_counter()
        with unit_of_work():
            refresh_all_offers()
        print(f"# prices of one group written down in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    except Invalid:  # kept from an earlier run
        pass
    return Principal("customer", groups=frozenset({"bench"}))


def _print(found: dict[str, list[float]]) -> None:
    for name, seconds in found.items():
        p95 = quantiles(seconds, n=20)[-1]
        print(f"{name:30} median {median(seconds) * 1000:6.1f} ms   p95 {p95 * 1000:6.1f} ms")
    searches = [each for name, seconds in found.items() if "word" in name for each in seconds]
    print(
        f"searches with facets: p95 {quantiles(searches, n=20)[-1] * 1000:.1f} ms; load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
