"""Pages of the shop: legal texts and others, in every language that the shop speaks."""

from typing import Any

from babel import Locale
from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.errors import Conflict
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.types import Languages
from app.domains.content import service as content
from app.domains.content.errors import UnknownPage
from app.domains.content.permissions import PagePermission
from app.flows import write_page
from app.web.form_page import form_page
from app.web.forms import Checkbox, Form, OptionalText, Text
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/pages/list.html", "admin/pages/edit.html"
bp = Blueprint("admin_pages", __name__, url_prefix="/admin/pages")


class PageForm(Form):
    title: Text = Field(max_length=200)
    body: OptionalText = Field(default="", max_length=100_000)
    published: Checkbox = False


class NewPageForm(PageForm):
    slug: Text = Field(max_length=60)


@bp.get("/")
@requires(PagePermission.EDIT)
def index() -> str:
    """Every page, and in which languages it is there."""
    return render_template(LIST_PAGE, pages=content.pages(), languages=_languages())


def _languages() -> dict[str, str]:
    """Code and name of the shop's languages, its own first."""
    said = channels.setting(Languages)
    home = current_tenant().locale
    names = Locale(current_locale()).languages
    return {code: str(names.get(code, code)) for code in dict.fromkeys((home, said.default, *said.offered))}


def _asked_language() -> str:
    languages = _languages()
    asked = request.args.get("language", "")
    return asked if asked in languages else next(iter(languages))


def _context(slug: str) -> dict[str, Any]:
    versions = content.versions(slug)
    if not versions:
        raise UnknownPage(_("There is no such page"))
    home = next(iter(versions.values()))
    return {
        "slug": slug,
        "versions": versions,
        "home": home,
        "languages": _languages(),
        "language": _asked_language(),
    }


def _empty() -> dict[str, Any]:
    return {
        "slug": "",
        "versions": {},
        "home": None,
        "languages": _languages(),
        "language": _asked_language(),
    }


@bp.get("/new")
@requires(PagePermission.EDIT)
def new() -> str:
    """One more page."""
    return render_template(PAGE, values={}, errors={}, **_empty())


@bp.post("/new")
@requires(PagePermission.EDIT)
def add() -> Response:
    """Write it."""
    with form_page(PAGE, _empty):
        form = NewPageForm.parse(request.form)
        if content.versions(form.slug):
            raise Conflict(_("This address is taken"), fields={"slug": _("Choose another address")})
        write_page.write_page(locale=_asked_language(), **form.model_dump())
    toast(_("The page is written"))
    return go(url_for(".show", slug=form.slug))


@bp.get("/<slug>")
@requires(PagePermission.EDIT)
def show(slug: str) -> str:
    """One page in one language."""
    return render_template(PAGE, values={}, errors={}, **_context(slug))


@bp.post("/<slug>")
@requires(PagePermission.EDIT)
def save(slug: str) -> Response:
    """Change it."""
    language = _context(slug)["language"]
    with form_page(PAGE, lambda: _context(slug)):
        form = PageForm.parse(request.form)
        write_page.write_page(slug=slug, locale=language, **form.model_dump())
    toast(
        _("Saved; the shop shows it from now on") if form.published else _("Saved, and hidden from the shop")
    )
    return go(url_for(".show", slug=slug, language=language))


@bp.post("/<slug>/removal")
@requires(PagePermission.EDIT)
def remove(slug: str) -> Response:
    """Remove it in every language."""
    write_page.remove_page(slug)
    toast(_("The page is removed"))
    return go(url_for(".index"))
