"""`bin/tour`: walk the pages of every audience at three widths, photograph them, and say what is wrong with them.

    bin/tour                         the demo in a throw-away folder, all pages
    bin/tour --data var              the demo that is running on that folder
    bin/tour --only admin --width phone order     one audience, one width, pages with `order` in their name
    bin/tour --pictures              renew the README's pictures besides

Pictures and an index page are left in build/tour/. Ends with 1 when a page has a fault: an error on the console, a
file or picture that does not come, sideways scrolling, an accessibility violation, another status than it should.
"""

import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, Error, Page, expect, sync_playwright

from app.config import REPOSITORY
from tests.browser import album
from tests.browser.itinerary import Demo, Door, Stop, doors
from tests.browser.support import ARGUMENTS, Watch, chromium_path, faults, missing, settle
from tests.support.server import free_port

TARGET = REPOSITORY / "build" / "tour"
WIDTHS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "tablet": {"viewport": {"width": 834, "height": 1112}, "has_touch": True},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
TALLEST = 3  # a picture shows this many screens of a long page
PATIENCE_MS = 15_000
BOOT_SECONDS = 240


@dataclass
class Walk:
    """One audience at one width: what was seen, and what was wrong."""

    door: Door
    width: str
    wanted: Sequence[str]
    sights: list[album.Sight] = field(default_factory=list)

    def go(self, context: BrowserContext) -> None:
        """Visit every stop; a stop that fails is a fault and the walk goes on."""
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        watch = Watch(page)
        if self.door.sign_in is not None:
            self.door.sign_in(page)
            watch.take()
        for stop in self.door.stops:
            if not self.wanted or any(word in stop.name for word in self.wanted) or stop.leads:
                self._visit(page, watch, stop)

    def _visit(self, page: Page, watch: Watch, stop: Stop) -> None:
        found: list[str] = []
        watch.expected = stop.refusals
        try:
            found = self._reach(page, stop)
            settle(page)
            self._grow(page)
            found += watch.take() + faults(page)
        except (Error, AssertionError) as error:
            found += [*watch.take(), f"could not be reached: {_told(error)}"]
        name = f"{self.door.name}-{stop.name}-{self.width}.png"
        # hiding the caret would leave style attributes behind, which the policy refuses at the next swap
        page.screenshot(path=TARGET / name, animations="disabled", caret="initial", timeout=60_000)
        page.set_viewport_size(WIDTHS[self.width]["viewport"])
        self.sights.append(
            album.Sight(self.door.name, stop.name, stop.title, self.width, page.url, name, found)
        )
        print("!" if found else ".", end="", flush=True)

    def _reach(self, page: Page, stop: Stop) -> list[str]:
        if stop.path is not None:
            answer = page.goto(urljoin(self.door.origin, stop.path))
            if stop.follow is not None:
                href = page.locator(stop.follow).first.get_attribute("href")
                answer = page.goto(urljoin(page.url, href or ""))
            if answer is not None and answer.status != stop.status:
                return [f"answers {answer.status} instead of {stop.status}"]
        if stop.act is not None:
            stop.act(page)
        return []

    def _grow(self, page: Page) -> None:
        """Make the window as tall as the page, so that what sticks to an edge covers nothing."""
        size = WIDTHS[self.width]["viewport"]
        tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST * size["height"])
        if tall > size["height"]:
            page.set_viewport_size({"width": size["width"], "height": tall})


def main(arguments: Sequence[str]) -> int:
    """0 when every page is well, 1 with what is wrong, 2 when there is no way to look."""
    options = _parse(arguments)
    if why := missing():
        print(why, file=sys.stderr)
        return 2
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    expect.set_options(timeout=PATIENCE_MS)
    begun = time.monotonic()
    with _demo(options.data) as demo:
        sights = _walk_all(demo, options)
        if options.pictures:
            album.small_pictures(TARGET, REPOSITORY / "docs" / "pictures")
    album.write(TARGET, sights)
    return _report(sights, time.monotonic() - begun)


def _walk_all(demo: Demo, options: argparse.Namespace) -> list[album.Sight]:
    rounds = [door for door in doors(demo) if not options.only or door.name in options.only]
    with ThreadPoolExecutor(options.jobs) as pool:
        walked = list(pool.map(lambda door: _walk_door(door, options), rounds))
    print()
    return [sight for each in walked for sight in each]


def _walk_door(door: Door, options: argparse.Namespace) -> list[album.Sight]:
    """One audience at every width, in a browser of its own."""
    sights: list[album.Sight] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for width in options.width or WIDTHS:
            walk = Walk(door, width, options.pages)
            with browser.new_context(locale="en-GB", reduced_motion="reduce", **WIDTHS[width]) as context:
                try:
                    walk.go(context)
                except (Error, AssertionError) as error:
                    found = [f"no way in: {_told(error)}"]
                    walk.sights.append(album.Sight(door.name, "door", door.name, width, "", "", found))
            sights += walk.sights
        browser.close()
    return sights


def _told(error: Error | AssertionError) -> str:
    """What went wrong, and what was waited for."""
    first, *more = str(error).strip().splitlines()
    awaited = [line.strip(" -") for line in more if "waiting for" in line]
    return "; ".join([first, *awaited[:1]])[:300]


def _report(sights: Sequence[album.Sight], seconds: float) -> int:
    faulty = [sight for sight in sights if sight.faults]
    for sight in faulty:
        print(f"\n{sight.door} {sight.name} ({sight.width}) {sight.url}")
        for fault in sight.faults:
            print(f"  {fault}")
    print(f"\n{len(sights)} pictures in {seconds:.0f} s, {len(faulty)} with faults: {TARGET / 'index.html'}")
    return 1 if faulty else 0


@contextmanager
def _demo(data: Path | None) -> Iterator[Demo]:
    """The demo that runs on `data`, or a fresh one that is gone afterwards."""
    if data is not None:
        yield Demo.read(data)
        return
    folder = Path(tempfile.mkdtemp(prefix="galleria-tour-"))
    command = [str(REPOSITORY / "bin" / "demo"), "--data", str(folder), "--port", str(free_port())]
    demo = subprocess.Popen(command, start_new_session=True)
    try:
        _await(folder, demo)
        yield Demo.read(folder)
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _await(folder: Path, demo: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < deadline and demo.poll() is None:
        run = folder / "run.json"
        if run.exists() and json.loads(run.read_text() or "{}").get("ready"):
            return
        time.sleep(0.5)
    raise SystemExit("The demo did not start; see above.")


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/tour", description="Photograph the demo's pages and find faults."
    )
    parser.add_argument("pages", nargs="*", help="words in the names of pages; all pages without")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of a running demo (default: one of its own)"
    )
    parser.add_argument(
        "--only", action="append", metavar="DOOR", help="console, admin, store, shop, trade, till or api"
    )
    parser.add_argument("--width", action="append", choices=WIDTHS)
    parser.add_argument("--jobs", type=int, default=2, help="browsers at a time (default 2)")
    parser.add_argument("--pictures", action="store_true", help="renew docs/pictures/")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
