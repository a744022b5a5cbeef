"""A product's texts in another language, side by side with the shop's own; one language is saved at a time."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.products import editor
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.flows import product_history, translate_product
from app.queries import product_stage
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/products/translate.html"


def attach(bp: Blueprint) -> None:
    """Add the routes."""
    bp.add_url_rule("/<uuid:product_id>/translate/<locale>", view_func=translate)
    bp.add_url_rule("/<uuid:product_id>/translate/<locale>", view_func=save_language, methods=["POST"])


def _page(product_id: UUID, locale: str) -> dict[str, Any]:
    """Raises NotFound for a language that nothing is translated into."""
    if locale not in catalog.translations.others():
        raise NotFound(_("There is no such language here"), code="catalog.no_such_language")
    content = translate_product.now(product_id)
    product, version = catalog.product(product_id), request.form.get("version", type=int)
    stale = version is not None and version != product.version
    _saver, theirs = product_history.since(product_id, version) if version and stale else (None, [])
    return {
        "product": product, "stage": product_stage.stage(product_id), "locale_code": locale,
        "texts": translate_product.texts(content, locale), "languages": translate_product.languages(content),
        "target": translate_product.name_of(locale), "version": version or product.version,
        "theirs": theirs, "own_language": translate_product.name_of(catalog.translations.own_language()),
    }  # fmt: skip


@requires(ProductPermission.VIEW)
def translate(product_id: UUID, locale: str) -> str:
    """The shop's own texts and those of a language."""
    return render_template(PAGE, errors={}, values={}, **_page(product_id, locale))


@requires(ProductPermission.EDIT)
def save_language(product_id: UUID, locale: str) -> Response:
    """Keep one language as typed, unless somebody else saved in between."""
    with form_page(PAGE, lambda: _page(product_id, locale)):
        content = translate_product.translated(
            translate_product.now(product_id), locale, request.form.to_dict()
        )
        version = None if "overwrite" in request.form else request.form.get("version", type=int)
        toast(editor.keep(product_id, content, version))
    return go(url_for(".translate", product_id=product_id, locale=locale))
