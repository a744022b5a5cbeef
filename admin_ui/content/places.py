"""What is made of blocks: the home page, the merchant's pages, the menus; each in every language of the shop."""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from flask import request

from app.config import settings
from app.core.channel import WEB
from app.core.errors import NotFound
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant, directory
from app.domains.channels import service as channels
from app.domains.channels import sites as shop_sites
from app.domains.channels.types import Languages
from app.domains.content import service as content
from app.domains.content.blocks import PAGE_KINDS, kind_of
from app.domains.content.drafts import Place
from app.queries import shop_blocks

MENUS = ("header", "footer")
Block = dict[str, Any]


def languages() -> dict[str, str]:
    """Code and name of the shop's languages, its own first."""
    said = channels.setting(Languages)
    names = Locale(current_locale()).languages
    codes = dict.fromkeys((current_tenant().locale, said.default, *said.offered))
    return {code: str(names.get(code, code)) for code in codes}


def sites() -> list[tuple[str, str]]:
    """(code, words) of whose document it may be: every site's, or one further site's alone; none where there is one."""
    further = [(each.code, each.name) for each in shop_sites.sites() if each.code != WEB]
    return [("", _("Every site")), *further] if further else []


def place_of(name: str) -> Place:
    """The document behind an address, in the language and for the site asked for. Raises NotFound."""
    known, asked = languages(), request.args.get("language", "")
    locale = asked if asked in known else next(iter(known))
    wanted = request.args.get("site", "")
    site = wanted if wanted and wanted in dict(sites()) else ""
    if name in MENUS:
        return Place("menu", name, locale, site)
    if name == "home" or (name.startswith("page.") and content.versions(name.removeprefix("page."))):
        return Place("blocks", name, locale, site)
    raise NotFound(_("There is no such page"))


def origin_of(place: Place) -> str:
    """Where the site of the document answers; empty for the shop's own address."""
    host = directory().addresses(current_tenant().id).get(place.site) if place.site else None
    return settings().origin(host) if host else ""


def title_of(place: Place) -> str:
    """What people call it."""
    said = {"home": _("Home page"), "header": _("Menu in the head"), "footer": _("Menu at the foot")}
    if place.name in said:
        return said[place.name]
    versions = content.versions(place.name.removeprefix("page."))
    return (versions.get(place.locale) or next(iter(versions.values()))).title


def shop_address(place: Place) -> str:
    """Where shoppers find it."""
    return "/pages/" + place.name.removeprefix("page.") if place.name.startswith("page.") else "/"


def kinds_for(place: Place) -> list[tuple[str, str, str]]:
    """Blocks that fit there as (kind, label, icon)."""
    names = ("link",) if place.kind == "menu" else PAGE_KINDS
    return [(name, str(kind_of(name).label), kind_of(name).icon) for name in names]


def as_typed(blocks: list[Block]) -> list[Block]:
    """Blocks with their products as people type them: removed products are not among them."""
    ids = [each for block in blocks for each in block.get("products", [])]
    names = shop_blocks.names_of(ids)
    return [
        {**block, "products": "\n".join(names[each] for each in block["products"] if each in names)}
        if "products" in block
        else block
        for block in blocks
    ]


def values_of(kind: str, form: Mapping[str, str]) -> dict[str, Any]:
    """A block's parts as typed; words that name no product stay, so that they can be told."""
    values: dict[str, Any] = {part.name: form.get(part.name, "") for part in kind_of(kind).parts}
    values["no_picture"] = form.get("no_picture", "")
    return values


def products_of(text: str) -> tuple[list[str], list[str]]:
    """Ids of the products named one a line, and the lines that name none."""
    words = [line.strip().rstrip("/").rsplit("/", 1)[-1] for line in text.splitlines() if line.strip()]
    found = shop_blocks.find_products(words)
    return [found[word] for word in words if word in found], [word for word in words if word not in found]
