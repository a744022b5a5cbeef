"""A new product step by step: what it is, pictures, options, prices and stock, where it is sold, a last look."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.products import forms, shown
from admin_ui.products.forms import ProductForm
from app.core.errors import Conflict, NotFound
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext
from app.core.tenancy import current_tenant
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.flows import guide_product
from app.flows.product_content import Content
from app.queries import product_editor
from app.queries.product_editor import EditedProduct
from app.web.form_page import form_page
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/products/guide.html"
STEPS = (
    ("what", lazy_gettext("What it is")), ("pictures", lazy_gettext("Pictures")),
    ("options", lazy_gettext("Options")), ("price", lazy_gettext("Price and stock")),
    ("sold", lazy_gettext("Where sold")), ("check", lazy_gettext("Check")),
)  # fmt: skip
NAMES = [name for name, _label in STEPS]


def attach(bp: Blueprint) -> None:
    """Add the routes."""
    bp.add_url_rule("/guide", view_func=guide)
    bp.add_url_rule("/guide", view_func=begin_guide, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>/guide/<step>", view_func=guide_step)
    bp.add_url_rule("/<uuid:product_id>/guide/<step>", view_func=keep_step, methods=["POST"])


def _page(product_id: UUID | None, step: str) -> dict[str, Any]:
    """What a step shows, as typed when it was refused. Raises NotFound for a step that there is not."""
    _check(step)
    form = None
    if request.method == "POST" and product_id:
        product = product_editor.product(product_id)
        form = _stepped(product, current_tenant().currency)
    elif request.method == "POST":
        form = forms.typed(request.form)
    place = NAMES.index(step)
    return shown.page(product_id, form) | {
        "step": step, "place": place, "opening": True,
        "steps": [(label, _url(product_id, name)) for name, label in STEPS],
        "back": _url(product_id, NAMES[place - 1]) if place else None,
    }  # fmt: skip


def _check(step: str) -> None:
    if step not in NAMES:
        raise NotFound(_("There is no such step"), code="catalog.no_such_step")


def _stepped(product: EditedProduct, currency: str) -> ProductForm:
    """The product as it is, with what one step of the guide asked for as typed."""
    data = request.form
    form, said = forms.shown(product, currency), forms.typed(data, product)
    form.texts |= {name: said.texts[name] for name in forms.WORDS if name in data}
    form.version = said.version
    if "type_id" in data:
        form.attributes = said.attributes
    if "categories-asked" in data:
        form.categories = said.categories
    if said.variants:
        form.variants = said.variants
    if any(name.startswith("options.") for name in data):
        form.option_names, form.option_values = said.option_names, said.option_values
        form = forms.expanded(form)
    return form


def _url(product_id: UUID | None, step: str) -> str | None:
    return url_for("admin_products.guide_step", product_id=product_id, step=step) if product_id else None


@requires(ProductPermission.EDIT)
def guide() -> str:
    """The first step; nothing is kept before it is filled in."""
    return render_template(PAGE, errors={}, **_page(None, "what"))


@requires(ProductPermission.EDIT)
def begin_guide() -> Response:
    """Make the draft."""
    with form_page(PAGE, lambda: _page(None, "what")):
        form = forms.typed(request.form)
        form.texts["status"], form.variants = "draft", []
        made = guide_product.begin(forms.asked(form, current_tenant().currency)[0])
    return _on(made.id, "what")


@requires(ProductPermission.EDIT)
def guide_step(product_id: UUID, step: str) -> str | Response:
    """One step of a draft; what is on sale already is edited in its editor."""
    _check(step)
    if catalog.product(product_id).status != "draft":
        return go(url_for(".show", product_id=product_id))
    return render_template(PAGE, errors={}, **_page(product_id, step))


@requires(ProductPermission.EDIT)
def keep_step(product_id: UUID, step: str) -> Response:
    """Keep a step and go on, later on, or to the shop."""
    with form_page(PAGE, lambda: _page(product_id, step)):
        if catalog.product(product_id).status != "draft":
            raise Conflict(_("This product is no draft any more"), code="catalog.not_a_draft")
        if step == "check":
            return _finish(product_id)
        if step != "pictures":
            _keep(product_id, step)
    return _on(product_id, step)


def _keep(product_id: UUID, step: str) -> None:
    currency = current_tenant().currency
    form = _stepped(product_editor.product(product_id), currency)
    content = Content(*forms.asked(form, currency))
    unpriced = step != "price" or request.form.get("then") == "later"
    guide_product.keep(product_id, content, expected_version=form.version, unpriced=unpriced)


def _finish(product_id: UUID) -> Response:
    """Publish it or ask for approval, as wished and as the person may."""
    then = request.form.get("then", "")
    if then == "publish" and shown.may_publish():
        guide_product.publish(product_id)
        toast(_("On sale now"))
    elif then == "submit":
        catalog.submit(catalog.product(product_id))
        toast(_("Submitted for review"))
    return go(url_for(".show", product_id=product_id))


def _on(product_id: UUID, step: str) -> Response:
    """The next step, or the list for who goes on later."""
    if request.form.get("then") == "later":
        toast(_("The draft is kept. You find it among the products"))
        return go(url_for(".index", status="draft"))
    return go(url_for(".guide_step", product_id=product_id, step=NAMES[NAMES.index(step) + 1]))
