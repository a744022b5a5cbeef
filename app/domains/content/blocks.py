"""The blocks pages are made of: which there are, what each holds, and what of it is kept. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.errors import Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later
from app.domains.content.rules import safe_html

MOST_BLOCKS, MOST_PRODUCTS = 40, 24
TEST = re.compile(r"[a-z][a-z0-9-]{1,39}=[ab]", re.ASCII)
_LINK = re.compile(r"/(?![/\\])[^\s\\]*|https?://[^\s\\]+|mailto:\S+|tel:[+0-9 -]+")
Choices = tuple[tuple[str, Any], ...]
SIDES: Choices = (("right", later("Right")), ("left", later("Left")), ("full", later("Behind the words")))
ROWS: Choices = (("grid", later("Grid")), ("carousel", later("Row to push sideways")))
NUMBERS: Choices = (("4", "4"), ("8", "8"), ("12", "12"))


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a block. `shape`: line, words, html, link, picture, products, category, collection,
    test (`code=b`: who gets B of that A/B test) or choice."""

    name: str
    label: Any
    shape: str = "line"
    choices: Choices = ()
    needed: bool = False
    help: Any = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of block."""

    label: Any
    icon: str
    parts: tuple[Part, ...]


_TITLE = Part("title", later("Heading"))
_PICTURE = (Part("picture", later("Picture"), "picture"), Part("alt", later("What the picture shows")))
_BUTTON = (Part("label", later("Words on the button")), Part("link", later("Where it leads"), "link"))
_SHOWN = Part(
    "products",
    later("Product whose picture shows"),
    "products",
    help=later("Used where there is no picture of its own."),
)
_ROW = Part("row", later("Shown as"), "choice", ROWS)
_LINES = later("One product a line: its address or its article number.")
KINDS: dict[str, Kind] = {
    "hero": Kind(
        later("Large opening"), "image",
        (Part("title", later("Heading"), needed=True), Part("text", later("Words"), "words"), *_PICTURE, _SHOWN, *_BUTTON,
         Part("side", later("Picture"), "choice", SIDES)),
    ),
    "products": Kind(
        later("Chosen products"), "package",
        (_TITLE, Part("products", later("Products"), "products", needed=True, help=_LINES), _ROW),
    ),
    "collection": Kind(
        later("Products of a collection or category"), "layout-grid",
        (_TITLE, Part("collection", later("Collection"), "collection"),
         Part("category", later("Category"), "category"), Part("most", later("How many"), "choice", NUMBERS), _ROW),
    ),
    "product": Kind(
        later("One product to buy"), "shopping-bag",
        (Part("products", later("Product"), "products", needed=True, help=_LINES), Part("text", later("Words"), "words")),
    ),
    "text": Kind(later("Text"), "text", (_TITLE, Part("body", later("Text"), "html", needed=True))),
    "image_text": Kind(
        later("Picture and text"), "panel-left",
        (_TITLE, Part("body", later("Text"), "html"), *_PICTURE, _SHOWN, *_BUTTON,
         Part("side", later("Picture"), "choice", SIDES[:2])),
    ),
    "departments": Kind(later("Departments"), "layout-list", (_TITLE,)),
    "stores": Kind(later("Store finder"), "store", (_TITLE,)),
    "link": Kind(
        later("Link"), "link",
        (Part("label", later("Words"), needed=True), Part("link", later("Where it leads"), "link", needed=True)),
    ),
}  # fmt: skip
PAGE_KINDS = tuple(name for name in KINDS if name != "link")
_TEST = Part(
    "test", later("Who sees it"), "test",
    help=later("An A/B test shows one block to A and another to B. Stopped: A's to all."),
)  # fmt: skip
for _name in PAGE_KINDS:
    KINDS[_name] = replace(KINDS[_name], parts=(*KINDS[_name].parts, _TEST))


def kind_of(name: str) -> Kind:
    """Raises NotFound for a block there is not."""
    if name not in KINDS:
        raise NotFound(_("There is no such block"), code="content.unknown_block")
    return KINDS[name]


def fresh(kind: str) -> dict[str, Any]:
    """A block's parts before anybody filled them in."""
    found = {part.name: part.choices[0][0] if part.choices else "" for part in kind_of(kind).parts}
    return found | ({"products": []} if "products" in found else {})


def tidy(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a filled-in block. Raises Invalid naming the fields."""
    kept: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for part in kind_of(kind).parts:
        value = given.get(part.name, [] if part.shape == "products" else "")
        kept[part.name], problem = _checked(part, value)
        if problem or (part.needed and not kept[part.name]):
            problems[part.name] = problem or _("Fill this in")
    if kept.get("picture") and not kept.get("alt"):
        problems["alt"] = _("Say what the picture shows, for those who cannot see it")
    if kept.get("label") and "link" in kept and not kept["link"]:
        problems.setdefault("link", _("Fill this in"))
    if problems:
        raise Invalid(_("Some fields need another look"), fields=problems)
    return kept


def _checked(part: Part, value: Any) -> tuple[Any, str | None]:
    if part.shape == "products":
        many = list(dict.fromkeys(value))
        return many[:MOST_PRODUCTS], (
            _("Choose at most %(max)s products", max=MOST_PRODUCTS) if len(many) > MOST_PRODUCTS else None
        )
    text = str(value).strip()
    if part.shape == "html":
        return safe_html(text[:50_000]) if text else "", None
    if len(text) > (2000 if part.shape == "words" else 300):
        return text, _("Use at most %(max)s characters", max=2000 if part.shape == "words" else 300)
    if part.shape == "link" and text and not _LINK.fullmatch(text):
        return text, _("Enter an address of the shop such as /c/chairs, or one with https://")
    if part.shape == "test" and not TEST.fullmatch(text):
        return "", None
    if part.shape == "choice" and text not in dict(part.choices):
        return part.choices[0][0], None
    return text, None
