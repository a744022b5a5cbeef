"""What every look at a page in a browser needs: where Chromium is, how it is started, and what counts as a fault."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Response

from app.config import REPOSITORY

ARGUMENTS = [
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = REPOSITORY / "app" / "web" / "static" / "vendor" / "axe.min.js"
HTMX_TELLS = "Response Status Error Code"  # the same as its response, in other words
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_STILL = """async () => {
  const ends = (each) => each.effect?.getComputedTiming().endTime < 1e6;
  document.getAnimations().filter(ends).forEach((each) => each.finish());
  for (const image of document.images) image.loading = "eager";
  await Promise.race([
    Promise.all([document.fonts.ready, ...Array.from(document.images, (image) => image.decode().catch(() => null))]),
    new Promise((done) => setTimeout(done, 4000)),
  ]);
}"""
_BROKEN = """() => Array.from(document.images)
  .filter((image) => image.complete && image.naturalWidth === 0 && image.getAttribute("src"))
  .map((image) => image.getAttribute("src"))"""
_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const held = (each) => each && each !== document.body &&
    (getComputedStyle(each).overflowX !== "visible" || held(each.parentElement));
  const over = (each) => each.getBoundingClientRect().right > wide + 1 && !held(each.parentElement);
  const named = (each) => [each.tagName.toLowerCase(), ...each.classList].join(".");
  const found = Array.from(document.body.querySelectorAll("*")).filter(over);
  return [document.documentElement.scrollWidth + " of " + wide + " px", ...found.slice(0, 4).map(named)];
}"""
_AXE = """async (tags) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  return found.violations.map((each) => ({
    rule: each.id, help: each.help, count: each.nodes.length,
    where: each.nodes.slice(0, 2).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")),
  }));
}"""


def chromium_path() -> str | None:
    """Where the browser is, if one is installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def missing() -> str | None:
    """Why pages cannot be looked at on this machine, in plain words; None when they can."""
    if chromium_path() is None:
        return "no Chromium is installed, so nothing was tried in a browser"
    if not AXE.exists():
        return "the front-end files are absent (bin/test fetches them), so nothing was tried in a browser"
    return None


@dataclass
class Watch:
    """Listens to a page: errors on its console, and answers with a fault that are none of `expected`.

    The answer to the page itself is not its matter: a picture of a 404 page needs a 404.
    """

    page: Page
    expected: frozenset[int] = frozenset()
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # what did not load is told by its response, with its address
        if message.type == "error" and not message.text.startswith(("Failed to load resource", HTMX_TELLS)):
            self.heard.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        request = response.request
        refused = response.status >= 400 and response.status not in self.expected
        if refused and not request.is_navigation_request():
            self.heard.append(f"{response.status} for {urlsplit(response.url).path}")

    def take(self) -> list[str]:
        """What was heard since the last time, each once."""
        found, self.heard = list(dict.fromkeys(self.heard)), []
        return found


def settle(page: Page) -> None:
    """Wait until fonts and pictures are there and nothing moves."""
    page.evaluate(_STILL)


def faults(page: Page, tags: Sequence[str] = AXE_TAGS) -> list[str]:
    """Broken pictures, sideways scrolling and accessibility violations of the page as it stands."""
    found = [f"broken picture: {source}" for source in page.evaluate(_BROKEN)]
    if wide := page.evaluate(_WIDE):
        found.append(f"scrolls sideways: {', '.join(wide)}")
    return found + violations(page, tags)


def violations(page: Page, tags: Sequence[str] = AXE_TAGS) -> list[str]:
    """What axe finds, a line a rule."""
    page.evaluate(_axe())  # past the content security policy, which holds for pages and not for testers
    found: list[dict[str, Any]] = page.evaluate(_AXE, list(tags))
    return [
        f"axe {each['rule']}, {each['count']} times: {each['help']}: {'; '.join(each['where'])}"
        for each in found
    ]


@lru_cache(maxsize=1)
def _axe() -> str:
    return AXE.read_text()
