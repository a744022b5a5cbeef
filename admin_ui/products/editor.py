"""The product editor: new, change, publish, retire. `attach` adds its routes to the screen's blueprint."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.products import forms
from admin_ui.products.forms import ProductForm
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.core.tenancy import current_tenant
from app.domains.catalog.permissions import ProductPermission
from app.domains.catalog.types import ProductDraft
from app.flows import edit_product
from app.queries import category_tree, product_editor
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/products/edit.html"


def attach(bp: Blueprint) -> None:
    """Add the editor's routes."""
    bp.add_url_rule("/new", view_func=new)
    bp.add_url_rule("/new", view_func=create, methods=["POST"])
    bp.add_url_rule("/matrix", view_func=matrix, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>", view_func=show)
    bp.add_url_rule("/<uuid:product_id>", view_func=save, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>/publish", view_func=publish, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>/archive", view_func=archive, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>/delete", view_func=delete, methods=["POST"])


def _page(product_id: UUID | None, form: ProductForm | None = None) -> dict[str, Any]:
    """What the editor shows: the product as it is, or as somebody typed it."""
    product = product_editor.product(product_id) if product_id else None
    currency = current_tenant().currency
    if form is None:
        form = forms.shown(product, currency) if product else ProductForm()
    return {"product": product, "form": form, "currency": currency, "categories": category_tree.nodes()}


def _typed_page(product_id: UUID | None) -> dict[str, Any]:
    product = product_editor.product(product_id) if product_id else None
    return _page(product_id, forms.typed(request.form, product))


@requires(ProductPermission.EDIT)
def new() -> str:
    """An empty editor."""
    return render_template(PAGE, errors={}, **_page(None))


@requires(ProductPermission.EDIT)
def create() -> Response:
    """Make the product."""
    with form_page(PAGE, lambda: _typed_page(None)):
        draft, variants, categories = forms.asked(forms.typed(request.form), current_tenant().currency)
        _may_publish(draft, "draft")
        made = edit_product.create_product(draft, variants, category_ids=categories)
    toast(_("%(title)s is made", title=made.title))
    return go(url_for(".show", product_id=made.id))


@requires(ProductPermission.VIEW)
def show(product_id: UUID) -> str:
    """One product."""
    return render_template(PAGE, errors={}, **_page(product_id))


@requires(ProductPermission.EDIT)
def save(product_id: UUID) -> Response:
    """Keep what was typed, unless somebody else saved in between."""
    with form_page(PAGE, lambda: _typed_page(product_id)):
        form = forms.typed(request.form)
        draft, variants, categories = forms.asked(form, current_tenant().currency)
        _may_publish(draft, product_editor.product(product_id).status)
        version = None if "overwrite" in request.form else form.version
        edit_product.update_product(
            product_id, draft, variants, category_ids=categories, expected_version=version
        )
    toast(_("Saved"))
    return go(url_for(".show", product_id=product_id))


def _may_publish(draft: ProductDraft, status: str) -> None:
    """Raise Invalid at `status` when the caller may not put it on sale or take it off."""
    crosses = draft.status != status and "active" in (draft.status, status)
    if crosses and not current_principal().may(ProductPermission.PUBLISH):
        words = _("Somebody with the right to publish must do this")
        raise Invalid(words, fields={"status": words})


@requires(ProductPermission.EDIT)
def matrix() -> str:
    """The variants for the options as typed; nothing is kept yet."""
    form = forms.expanded(forms.typed(request.form))
    return render(PAGE, block="variants", errors={}, **_page(None, form))


@requires(ProductPermission.PUBLISH)
def publish(product_id: UUID) -> Response:
    """Put it on sale."""
    edit_product.set_status([product_id], "active")
    return _back(product_id, _("On sale now"))


@requires(ProductPermission.EDIT)
def archive(product_id: UUID) -> Response:
    """Take it out of the shop, keep its history."""
    edit_product.set_status([product_id], "archived")
    return _back(product_id, _("Archived"))


@requires(ProductPermission.DELETE)
def delete(product_id: UUID) -> Response:
    """Delete it, or archive it when orders have it."""
    outcome = edit_product.retire_product(product_id)
    toast(_("Deleted") if outcome == "deleted" else _("Orders have this product, so it is archived"))
    return go(url_for(".index"))


def _back(product_id: UUID, words: str) -> Response:
    toast(words)
    return go(url_for(".show", product_id=product_id))
