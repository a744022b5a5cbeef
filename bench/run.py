"""`bin/bench`: puts Galleria through the driver that measured the peers, beside the hand-written SQL floor.

Boots a throw-away installation as `bin/demo` does (web, worker at nice 10, scheduler), loads 10,000 products by the
importer, runs W1-W5, OVERSELL, FLASH (see flash.py) and RUSH (see rush.py) through the public API, then the floor on the
same PostgreSQL, and prints ratios. PRICING (see pricing.py) asks the pricing engine alone.
Asserts on no seconds. `bin/bench W5` runs one workload; `--seconds`, `--products` and `--conc` change the size.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from app.config import REPOSITORY

HERE = REPOSITORY / "bench"
sys.path.insert(0, str(HERE))
import catalog as cat  # noqa: E402 - the driver's own modules, found beside this file
import driver  # noqa: E402
import pricing  # noqa: E402

COLUMNS = (
    "handle",
    "title",
    "description",
    "status",
    "brand",
    "categories",
    "option1_name",
    "option1_value",
    "sku",
    "price",
    "tracked",
    "quantity",
)


def main() -> None:
    """Set up, run, report, leave nothing behind."""
    options = _options()
    if not options.workloads or "PRICING" in options.workloads:
        pricing.report()
    if options.workloads == ["PRICING"]:
        return
    data = Path(tempfile.mkdtemp(prefix="galleria-bench-"))
    log = (data / "demo.out").open("wb")
    extra = [
        "--postgres",
        "shared_preload_libraries=pg_stat_statements",
        "--postgres",
        "shared_buffers=512MB",
    ]
    env = {**os.environ, "RATE_LIMIT_ANONYMOUS": "0", "DATABASE_PREPARE": "1"}
    demo = subprocess.Popen(
        [sys.executable, "-m", "app.local.demo", "--no-samples", "--data", str(data), "--port", str(options.port), *extra],
        stdout=log, stderr=log, env=env, cwd=REPOSITORY,
    )  # fmt: skip
    try:
        _ready(options.port, demo, data)
        run = json.loads((data / "run.json").read_text())
        key, schema = _shop(data, options.products)
        env |= _database(run) | {"BENCH_HOST": "bench.localhost", "BENCH_KEY": key, "BENCH_SCHEMA": schema}
        _drive(options, run, env)
        for name in ("FLASH", "RUSH"):
            _sale(name, options, data, env)
        if not options.no_floor:
            _floor(options, env)
    finally:
        demo.terminate()
        with suppress(subprocess.TimeoutExpired):
            demo.wait(25)
        shutil.rmtree(data, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "workloads", nargs="*", default=[], help="W1 W2 W3 W4 W5 OVERSELL FLASH RUSH PRICING (default: all)"
    )
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--conc", default="1,4,16")
    parser.add_argument("--port", type=int, default=8899)
    parser.add_argument("--no-floor", action="store_true")
    return parser.parse_args()


def _ready(port: int, demo: "subprocess.Popen[bytes]", data: Path) -> None:
    deadline = time.monotonic() + 150
    while time.monotonic() < deadline and demo.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                facts = data / "run.json"
                if answer.status == 200 and facts.exists() and json.loads(facts.read_text()).get("pids"):
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"the installation did not start:\n{(data / 'demo.out').read_text()[-3000:]}")


def _cli(data: Path, *command: str) -> Any:
    done = subprocess.run(
        [str(REPOSITORY / "bin" / "galleria"), "--data", str(data), *command, "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def _shop(data: Path, products: int) -> tuple[str, str]:
    """A tenant with the driver's catalogue; its key and schema."""
    made = _cli(
        data, "tenant", "create", "bench", "--name", "Bench", "--country", "DE", "--currency", "EUR",
        "--admin-email", "bench@example.com", "--admin-password", "a long bench password", "--tax", "included",
    )  # fmt: skip
    print(f"tenant in {made['seconds']:.2f} s", flush=True)
    file = data / "catalog.csv"
    _write_catalog(file, products)
    began = time.perf_counter()
    report = _cli(data, "catalog", "import", "--tenant", "bench", "--format", "galleria-csv", str(file))
    seconds = time.perf_counter() - began
    print(
        f"{report['variants']} variants imported in {seconds:.1f} s: {report['variants'] / seconds:.0f} rows/s",
        flush=True,
    )
    if report["products"] != products or report["errors"]:
        raise SystemExit(f"import: {report['products']} products, {report['errors'][:3]}")
    key: str = _cli(data, "api-key", "create", "--tenant", "bench", "--name", "bench", "--scopes", "all")[
        "key"
    ]
    return key, str(made["schema"])


def _write_catalog(file: Path, products: int) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.DictWriter(out, COLUMNS)
        rows.writeheader()
        for product in cat.catalog(products):
            for first, variant in enumerate(product["variants"]):
                shared = {
                    "title": product["name"], "description": product["description"], "status": "active",
                    "brand": product["brand"], "categories": product["category"], "option1_name": "Size",
                }  # fmt: skip
                own = {
                    "handle": product["slug"], "option1_value": variant["size"], "sku": variant["sku"],
                    "price": f"{variant['price'] / 100:.2f}", "tracked": "true", "quantity": variant["stock"],
                }  # fmt: skip
                rows.writerow(own if first else {**shared, **own})


def _database(run: dict[str, Any]) -> dict[str, str]:
    """The environment that psql and pgbench find this installation's server by."""
    url, home = make_url(run["superuser_url"]), Path(f"/proc/{run['postgres_pid']}/cwd").readlink()
    port = (home / "postmaster.pid").read_text().splitlines()[3]
    env = {
        "PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": str(url.username),
        "PGPASSWORD": str(url.password), "PGDATA": str(home), "PGOPTIONS": "-c search_path=public,ext",
        "BENCH_DATABASE": str(url.database),
    }  # fmt: skip
    subprocess.run(
        [
            "psql", "-q", env["BENCH_DATABASE"], "-c", "create extension if not exists pg_stat_statements",
            "-c", "vacuum analyze",
        ],
        env={**os.environ, **env}, check=True,
    )  # fmt: skip
    return env


def _drive(options: argparse.Namespace, run: dict[str, Any], env: dict[str, str]) -> None:
    background = [pid for name in ("worker", "scheduler") for pid in driver.tree(run["pids"][name])]
    frozen = [word for pid in background for word in ("--freeze", str(pid))]
    wanted = ",".join(options.workloads) or "W1,W2,W3,W4,W5,OVERSELL"
    if set(wanted.split(",")) <= {"FLASH", "RUSH"}:
        return
    command = [
        sys.executable, str(HERE / "driver.py"), str(HERE / "peer_galleria.py"),
        "--base", f"http://127.0.0.1:{options.port}", "--db", env["BENCH_DATABASE"], "--pid", str(run["pids"]["web"]),
        *frozen, "--only", wanted, "--conc", options.conc,
        "--seconds", str(options.seconds), "--products", str(options.products),
    ]  # fmt: skip
    subprocess.run(command, env=env, cwd=HERE, check=True)


def _sale(name: str, options: argparse.Namespace, data: Path, env: dict[str, str]) -> None:
    if options.workloads and name not in options.workloads:
        return
    command = [
        sys.executable, "-m", f"bench.{name.lower()}", "--data", str(data),
        "--base", f"http://127.0.0.1:{options.port}", "--products", str(options.products),
    ]  # fmt: skip
    if name == "FLASH":
        command += ["--seconds", str(options.seconds)]
    subprocess.run(command, env={**env, "PYTHONPATH": str(REPOSITORY)}, cwd=REPOSITORY, check=True)


def _floor(options: argparse.Namespace, env: dict[str, str]) -> None:
    print("FLOOR: one checkout by hand in SQL, same server, same minute", flush=True)
    subprocess.run(["bash", str(HERE / "floor" / "run.sh"), str(int(options.seconds))], env=env, check=True)


if __name__ == "__main__":
    main()
