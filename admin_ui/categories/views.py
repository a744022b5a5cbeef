"""The category tree: add, rename, move, delete."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import CategoryPermission
from app.flows import edit_product
from app.queries import category_tree
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE = "admin/categories/list.html", "admin/categories/edit.html"
bp = Blueprint("admin_categories", __name__, url_prefix="/admin/categories")


class CategoryForm(Form):
    name: Text = Field(max_length=100)
    slug: OptionalText = Field(default="", max_length=150)
    description: OptionalText = Field(default="", max_length=50_000)
    parent_id: str = ""


@bp.get("/")
@requires(CategoryPermission.EDIT)
def index() -> str:
    """The tree."""
    return render_template(LIST_PAGE, nodes=category_tree.nodes(), values={}, errors={})


@bp.post("/")
@requires(CategoryPermission.EDIT)
def create() -> Response:
    """Add a category."""
    with form_page(LIST_PAGE, lambda: {"nodes": category_tree.nodes()}):
        form = CategoryForm.parse(request.form)
        parent = parse_id(form.parent_id)
        made = catalog.create_category(
            name=form.name, slug=form.slug, parent_id=parent, description=form.description
        )
    toast(_("%(name)s is added", name=made.name))
    return go(url_for(".index"))


def _page(category_id: UUID) -> dict[str, object]:
    nodes = category_tree.nodes()
    return {"node": catalog.category(category_id), "nodes": nodes, "below": _below(nodes, category_id)}


def _below(nodes: list[category_tree.Node], category_id: UUID) -> set[UUID]:
    """The category and what stands below it: no places to move it to."""
    found = {category_id}
    for node in nodes:
        if node.row.parent_id in found:
            found.add(node.id)
    return found


@bp.get("/<uuid:category_id>")
@requires(CategoryPermission.EDIT)
def show(category_id: UUID) -> str:
    """One category."""
    return render_template(PAGE, values={}, errors={}, **_page(category_id))


@bp.post("/<uuid:category_id>")
@requires(CategoryPermission.EDIT)
def save(category_id: UUID) -> Response:
    """Rename it, or put it elsewhere."""
    with form_page(PAGE, lambda: _page(category_id)):
        form = CategoryForm.parse(request.form)
        row = edit_product.change_category(
            category_id, name=form.name, slug=form.slug or None, description=form.description
        )
        if (parent := parse_id(form.parent_id)) != row.parent_id:
            edit_product.move_category(category_id, parent_id=parent)
    toast(_("Saved"))
    return go(url_for(".index"))


@bp.post("/<uuid:category_id>/move")
@requires(CategoryPermission.EDIT)
def move(category_id: UUID) -> str | Response:
    """One place up or down among its siblings."""
    row = catalog.category(category_id)
    siblings = [node.id for node in category_tree.nodes() if node.row.parent_id == row.parent_id]
    place = siblings.index(category_id) + (-1 if request.form.get("to") == "up" else 1)
    catalog.move_category(category_id, parent_id=row.parent_id, index=max(0, place))
    return render(LIST_PAGE, block="tree", nodes=category_tree.nodes(), values={}, errors={})


@bp.post("/<uuid:category_id>/delete")
@requires(CategoryPermission.EDIT)
def delete(category_id: UUID) -> Response:
    """Take it away; its products stay."""
    name = catalog.category(category_id).name
    edit_product.delete_category(category_id)
    toast(_("%(name)s is deleted; its products are still there", name=name))
    return go(url_for(".index"))
