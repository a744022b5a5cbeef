"""The product editor: new, change, delete. `attach` adds its routes to the screen's blueprint."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.products import forms, shown
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.domains.catalog.types import ProductDraft
from app.flows import edit_product, publish_product, say_pictures
from app.flows.product_content import Content
from app.queries import product_editor
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
    bp.add_url_rule("/facts", view_func=facts, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>", view_func=show)
    bp.add_url_rule("/<uuid:product_id>", view_func=save, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>/delete", view_func=delete, methods=["POST"])


def _typed_page(product_id: UUID | None) -> dict[str, Any]:
    product = product_editor.product(product_id) if product_id else None
    return shown.page(product_id, forms.typed(request.form, product))


@requires(ProductPermission.EDIT)
def new() -> str:
    """An empty editor."""
    return render_template(PAGE, errors={}, **shown.page(None))


@requires(ProductPermission.EDIT)
def create() -> Response:
    """Make the product."""
    with form_page(PAGE, lambda: _typed_page(None)):
        draft, variants, categories = forms.asked(forms.typed(request.form), current_tenant().currency)
        if request.form.get("then") == "publish":
            draft = replace(draft, status="active")
        _refuse_crossing(draft, "draft")
        made = edit_product.create_product(draft, variants, category_ids=categories)
    toast(_("%(title)s is made", title=made.title))
    return go(url_for(".show", product_id=made.id))


@requires(ProductPermission.VIEW)
def show(product_id: UUID) -> str:
    """One product."""
    return render_template(PAGE, errors={}, **shown.page(product_id))


@requires(ProductPermission.EDIT)
def save(product_id: UUID) -> Response:
    """Keep what was typed, unless somebody else saved in between; `then` asks for more than keeping."""
    with form_page(PAGE, lambda: _typed_page(product_id)):
        form = forms.typed(request.form)
        content = Content(*forms.asked(form, current_tenant().currency))
        words = keep(product_id, content, None if "overwrite" in request.form else form.version)
    toast(words)
    if request.form.get("then") == "publish" and (warning := say_pictures.warning(product_id)):
        toast(warning, "waiting")
    return go(url_for(".show", product_id=product_id))


def keep(product_id: UUID, content: Content, version: int | None) -> str:
    """Keep it apart, keep it, publish or submit it: as asked and as the caller may. Returns words for it."""
    then, status = request.form.get("then", ""), product_editor.product(product_id).status
    if status == content.draft.status == "active":
        if shown.may_publish() and then not in ("draft", "submit"):
            publish_product.save_live(product_id, content, expected_version=version)
            return _("Published")
        publish_product.save_pending(product_id, content, expected_version=version)
    else:
        _refuse_crossing(content.draft, status)
        edit_product.update_product(
            product_id, content.draft, content.variants, category_ids=content.categories,
            expected_version=version,
        )  # fmt: skip
    if then == "publish":
        _refuse_crossing(replace(content.draft, status="active"), "draft")
        publish_product.publish(product_id)
        return _("Published")
    if then == "submit":
        catalog.submit(catalog.product(product_id))
        return _("Submitted for review")
    return _("Kept. Shoppers see it when it is published") if status == "active" else _("Saved")


def _refuse_crossing(draft: ProductDraft, status: str) -> None:
    """Raise Invalid at `status` when the caller may not put it on sale or take it off."""
    crosses = draft.status != status and "active" in (draft.status, status)
    if crosses and not shown.may_publish():
        words = _("Somebody with the right to publish must do this")
        raise Invalid(words, fields={"status": words})


@requires(ProductPermission.EDIT)
def matrix() -> str:
    """The variants for the options as typed; nothing is kept yet."""
    form = forms.expanded(forms.typed(request.form))
    return render(PAGE, block="variants", errors={}, **shown.page(None, form))


@requires(ProductPermission.DELETE)
def delete(product_id: UUID) -> Response:
    """Delete it, or archive it when orders have it."""
    outcome = edit_product.retire_product(product_id)
    toast(_("Deleted") if outcome == "deleted" else _("Orders have this product, so it is archived"))
    return go(url_for(".index"))


@requires(ProductPermission.EDIT)
def facts() -> str:
    """The fields of the type as chosen; nothing is kept yet."""
    form, known = forms.typed(request.form), parse_id(request.form.get("product_id", ""))
    product = product_editor.product(known) if known else None
    return render(PAGE, block="facts", errors={}, form=form, product=product, **shown.facts(form))
