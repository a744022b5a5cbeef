"""Product types: which facts the products of a type have."""

import itertools
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext
from app.domains.catalog import service as catalog
from app.domains.catalog.attributes import MOST_FIELDS
from app.domains.catalog.permissions import ProductPermission
from app.domains.catalog.types import FieldSpec
from app.flows import product_types, translate_product
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/product_types/list.html", "admin/product_types/edit.html"
KINDS = (
    ("text", lazy_gettext("Text")), ("number", lazy_gettext("Number")), ("choice", lazy_gettext("Choice")),
    ("colour", lazy_gettext("Colour")), ("date", lazy_gettext("Date")), ("boolean", lazy_gettext("Yes or no")),
    ("rich", lazy_gettext("Long text")), ("file", lazy_gettext("File")),
)  # fmt: skip
SPARE_ROWS = 3
bp = Blueprint("admin_product_types", __name__, url_prefix="/admin/product-types")


def _page(type_id: UUID | None) -> dict[str, Any]:
    row = catalog.attributes.type_of(type_id) if type_id else None
    posted = request.method == "POST"
    specs = _typed() if posted else catalog.attributes.read(row.fields if row else [])
    spare = [FieldSpec("", "") for _place in range(SPARE_ROWS)]
    name = request.form.get("name", "") if posted else (row.name if row else "")
    others = [(locale, translate_product.name_of(locale)) for locale in catalog.translations.others()]
    specs = [*specs, *spare][:MOST_FIELDS]
    return {"row": row, "name": name, "specs": specs, "kinds": KINDS, "errors": {}, "languages": others}


def _typed() -> list[FieldSpec]:
    """The rows that were filled in. A row without a name is left out."""
    found = []
    for place in itertools.takewhile(lambda n: f"fields.{n}.label" in request.form, range(MOST_FIELDS)):
        said = {
            name: request.form.get(f"fields.{place}.{name}", "") for name in ("label", "code", "kind", "unit")
        }
        if said["label"].strip():
            marks = {
                name: f"fields.{place}.{name}" in request.form for name in ("required", "localised", "facet")
            }
            choices = _parted(f"fields.{place}.choices")
            words = {locale: _said(place, locale) for locale in catalog.translations.others()}
            found.append(FieldSpec(**said, choices=choices, **marks, translations=words))  # type: ignore[arg-type]  # checked below
    return found


def _parted(name: str) -> list[str]:
    return [word for word in request.form.get(name, "").split(",") if word.strip()]


def _said(place: int, locale: str) -> dict[str, Any]:
    """A fact's name and choices in another language."""
    label = request.form.get(f"fields.{place}.label.{locale}", "")
    return {"label": label, "choices": _parted(f"fields.{place}.choices.{locale}")}


@bp.get("/")
@requires(ProductPermission.VIEW)
def index() -> str:
    """All types."""
    return render_template(LIST_PAGE, types=catalog.attributes.types())


@bp.get("/new")
@requires(ProductPermission.EDIT)
def new() -> str:
    """An empty type."""
    return render_template(PAGE, **_page(None))


@bp.post("/new")
@requires(ProductPermission.EDIT)
def create() -> Response:
    """Make it."""
    return _save(None)


@bp.get("/<uuid:type_id>")
@requires(ProductPermission.VIEW)
def show(type_id: UUID) -> str:
    """One type."""
    return render_template(PAGE, **_page(type_id))


@bp.post("/<uuid:type_id>")
@requires(ProductPermission.EDIT)
def save(type_id: UUID) -> Response:
    """Change it."""
    catalog.attributes.type_of(type_id)
    return _save(type_id)


def _save(type_id: UUID | None) -> Response:
    with form_page(PAGE, lambda: {k: v for k, v in _page(type_id).items() if k != "errors"}):
        made = product_types.save(type_id, request.form.get("name", ""), _typed())
    toast(_("%(name)s is saved", name=made.name))
    return go(url_for(".show", type_id=made.id))


@bp.post("/<uuid:type_id>/delete")
@requires(ProductPermission.EDIT)
def delete(type_id: UUID) -> Response:
    """Delete it, unless products are of this type."""
    with form_page(PAGE, lambda: {k: v for k, v in _page(type_id).items() if k != "errors"}):
        catalog.attributes.delete_type(type_id)
    toast(_("Deleted"))
    return go(url_for(".index"))
