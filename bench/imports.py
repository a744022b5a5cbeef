"""`python -m bench.imports`: how fast a file of products is checked and loaded, and in how much memory.

Makes a throw-away installation and a file of `--rows` variants (`--variants` a product), then, each in a process of
its own: a dry run, the load, the same file again (nothing changes), and the file with every price changed. Prints
rows/s, the importing process's CPU a row, and its largest memory. Asserts nothing. `--format` galleria-xlsx does the
same with a workbook. `--keep DIR` leaves the installation for other benchmarks.
"""

import argparse
import csv
import json
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from bench import catalog as cat
from bench.installed import installation, make_tenant, measured_by

HEADER = (
    "handle", "title", "description", "status", "brand", "type", "tags", "categories", "option1_name",
    "option1_value", "sku", "price", "cost", "barcode", "weight_grams", "quantity",
)  # fmt: skip
RUNS = (
    ("dry run", "catalog", True),
    ("load", "catalog", False),
    ("again", "catalog", False),
    ("new prices", "dearer", False),
)


def main() -> None:
    """Set up, measure, print, leave nothing behind."""
    options = _options()
    if options.measure:
        print(json.dumps(_measured(options)))
        return
    with installation(options.keep) as (data, env):
        make_tenant(env)
        files = {
            name: data / f"{name}{'.xlsx' if 'xlsx' in options.format else '.csv'}"
            for name in ("catalog", "dearer")
        }
        for name, file in files.items():
            write(file, options, dearer=name == "dearer")
        for label, name, dry in RUNS:
            _print(label, measure(env, options, files[name], dry), options.rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--variants", type=int, default=2, help="of each product")
    parser.add_argument("--format", default="galleria-csv", choices=("galleria-csv", "galleria-xlsx"))
    parser.add_argument("--keep", type=Path, help="use and keep the installation in this folder")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--dry", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _lines(options: argparse.Namespace, *, dearer: bool) -> Iterator[tuple[object, ...]]:
    yield HEADER
    for n, product in enumerate(cat.catalog(options.rows // options.variants)):
        for size in range(options.variants):
            price = product["variants"][0]["price"] + 150 * size + dearer
            shared = (
                product["name"], f"<p>{product['description']}</p>", "active", product["brand"],
                f"Type {n % 40}", f"tag{n % 30}, new", f"Home > {product['category']}", "Size",
            ) if not size else ("",) * 8  # fmt: skip
            yield (
                product["slug"], *shared, f"S{size}", f"SKU-{n:06d}-{size}", f"{price / 100:.2f}", f"{price / 250:.2f}",
                f"{4_000_000_000_000 + n * 10 + size}", 100 + n % 900, n % 200,
            )  # fmt: skip


def write(file: Path, options: argparse.Namespace, *, dearer: bool) -> None:
    """A file of the products that `options` ask for, each a cent dearer where wanted."""
    lines = _lines(options, dearer=dearer)
    if file.suffix == ".csv":
        with file.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows(lines)
        return
    from app.domains.catalog.strategies import workbooks

    with file.open("wb") as book:
        workbooks.write(book, lines)


def measure(env: dict[str, str], options: argparse.Namespace, file: Path, dry: bool) -> dict[str, float]:
    """One import in a process of its own: see `_measured`."""
    asked = ["--measure", str(file), "--format", options.format, *(["--dry"] if dry else [])]
    found: dict[str, float] = measured_by("bench.imports", *asked, env=env)
    return found


def _measured(options: argparse.Namespace) -> dict[str, float]:
    """One import, inside the child: seconds, CPU seconds, MiB before and at most."""
    from app.cli.console import Answer, bound, connected
    from app.flows.import_catalog import import_file

    def run(_options: argparse.Namespace) -> Answer:
        before, cpu, began = _memory(), time.process_time(), time.perf_counter()
        with bound("bench"):
            report = import_file(options.measure, format=options.format, dry_run=options.dry)
        seconds, used = time.perf_counter() - began, time.process_time() - cpu
        facts = {
            "seconds": seconds,
            "cpu": used,
            "before": before,
            "most": _memory(),
            "errors": len(report.errors),
        }
        return Answer(facts | {name: getattr(report, name) for name in ("created", "updated", "unchanged")})

    return connected(run, options).facts


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _print(label: str, found: dict[str, float], rows: int) -> None:
    load = os.getloadavg()[0]
    print(
        f"{label:11} {rows / found['seconds']:7.0f} rows/s  {found['cpu'] / rows * 1000:5.2f} ms CPU a row  "
        f"{found['before']:4.0f} -> {found['most']:4.0f} MiB  created {found['created']:.0f} updated "
        f"{found['updated']:.0f} unchanged {found['unchanged']:.0f} errors {found['errors']:.0f}  load {load:.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
