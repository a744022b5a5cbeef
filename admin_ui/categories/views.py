"""Category trees: add, rename, move by hand or by keys, delete; and the trees themselves."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from admin_ui.categories import moves
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import CategoryPermission
from app.flows import arrange_categories, translate_product
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
    tree: str = ""


class TreeForm(Form):
    name: Text = Field(max_length=100)


def _list(tree_id: UUID | None) -> dict[str, Any]:
    """A tree's page; `q` narrows what is shown of it."""
    q = request.values.get("q", "").strip()[:100]
    nodes = category_tree.nodes_of(tree_id)
    return {
        "tree": category_tree.tree(tree_id), "trees": category_tree.trees(), "nodes": nodes, "q": q,
        "shown": moves.fitting(nodes, q), "values": {}, "errors": {},
    }  # fmt: skip


def _asked_tree() -> UUID | None:
    """The tree in the address. Raises NotFound for what is no id."""
    asked = request.values.get("tree", "")
    found = parse_id(asked) if asked else None
    if asked and found is None:
        raise NotFound(_("There is no such tree"))
    return found


def _back(tree_id: UUID | None) -> Response:
    return go(url_for(".index", tree=tree_id))


@bp.get("/")
@requires(CategoryPermission.EDIT)
def index() -> str:
    """A tree: the main menu, or the one asked for."""
    return render(LIST_PAGE, block="tree", **_list(_asked_tree()))


@bp.post("/")
@requires(CategoryPermission.EDIT)
def create() -> Response:
    """Add a category."""
    tree_id = _asked_tree()
    with form_page(LIST_PAGE, lambda: {**_list(tree_id), "values": request.form}):
        form = CategoryForm.parse(request.form)
        parent = parse_id(form.parent_id)
        made = catalog.create_category(
            name=form.name, slug=form.slug, parent_id=parent, tree_id=tree_id, description=form.description
        )
    toast(_("%(name)s is added", name=made.name))
    return _back(made.tree_id)


@bp.post("/trees")
@requires(CategoryPermission.EDIT)
def create_tree() -> Response:
    """Begin another tree over the same products."""
    with form_page(LIST_PAGE, lambda: _list(None), opened="new-tree"):
        made = catalog.create_tree(TreeForm.parse(request.form).name)
    toast(_("%(name)s is there; add its first categories", name=made.name))
    return _back(made.id)


@bp.post("/trees/<uuid:tree_id>")
@requires(CategoryPermission.EDIT)
def rename_tree(tree_id: UUID) -> Response:
    """Call a tree something else."""
    with form_page(LIST_PAGE, lambda: _list(tree_id), opened="rename-tree"):
        catalog.rename_tree(tree_id, TreeForm.parse(request.form).name)
    return _back(tree_id)


@bp.post("/trees/<uuid:tree_id>/delete")
@requires(CategoryPermission.EDIT)
def delete_tree(tree_id: UUID) -> Response:
    """Remove a tree with its categories; products stay."""
    name = catalog.tree(tree_id).name
    with form_page(LIST_PAGE, lambda: _list(tree_id)):
        arrange_categories.delete_tree(tree_id)
    toast(_("%(name)s is deleted; its products are still there", name=name))
    return _back(None)


def _page(category_id: UUID) -> dict[str, object]:
    nodes = category_tree.nodes()
    languages = [(each, translate_product.name_of(each)) for each in catalog.translations.others()]
    return {
        "node": catalog.category(category_id), "nodes": nodes, "below": moves.below(nodes, category_id),
        "trees": {each.id: each.name for each in category_tree.trees()}, "languages": languages,
    }  # fmt: skip


def _typed_texts() -> dict[str, dict[str, str]] | None:
    """What the form says in other languages; None when it does not ask."""
    found = {
        locale: {
            name: request.form.get(f"translations.{locale}.{name}", "")[:50_000]
            for name in ("name", "description")
        }
        for locale in catalog.translations.others()
        if f"translations.{locale}.name" in request.form
    }
    return found or None


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
        slug = form.slug if "slug" in request.form else None
        row = arrange_categories.change_category(
            category_id, name=form.name, slug=slug, description=form.description, translations=_typed_texts()
        )
        if (parent := parse_id(form.parent_id)) != row.parent_id:
            row = arrange_categories.move_category(category_id, parent_id=parent)
    toast(_("Saved"))
    return _back(row.tree_id)


@bp.post("/<uuid:category_id>/move")
@requires(CategoryPermission.EDIT)
def move(category_id: UUID) -> str | Response:
    """A step up, down, in or out; or beside or under another, as it was dropped."""
    tree_id = catalog.category(category_id).tree_id
    with form_page(LIST_PAGE, lambda: {**_list(tree_id), "moved": category_id}, block="tree"):
        to, of = request.form.get("to", ""), parse_id(request.form.get("of", ""))
        found = moves.goal(category_tree.nodes_of(tree_id), category_id, to, of)
        if found is not None:
            arrange_categories.move_category(category_id, parent_id=found[0], index=found[1])
    return render(LIST_PAGE, block="tree", moved=category_id, **_list(tree_id))


@bp.post("/<uuid:category_id>/delete")
@requires(CategoryPermission.EDIT)
def delete(category_id: UUID) -> Response:
    """Take it away; its products stay."""
    row = catalog.category(category_id)
    name, tree_id = row.name, row.tree_id
    arrange_categories.delete_category(category_id)
    toast(_("%(name)s is deleted; its products are still there", name=name))
    return _back(tree_id)
