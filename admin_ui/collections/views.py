"""Collections: by hand in an order, or by a rule whose effect is seen while it is typed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from admin_ui.collections import desk
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.catalog import collections as verbs
from app.domains.catalog.permissions import CategoryPermission
from app.domains.catalog.types import CollectionDraft
from app.flows import arrange_collections
from app.queries import collections, shop_blocks
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE, NEW_PAGE = (f"admin/collections/{name}.html" for name in ("list", "edit", "new"))
RULE = "admin/collections/_rule.html"
bp = Blueprint("admin_collections", __name__, url_prefix="/admin/collections")


class CollectionForm(Form):
    title: Text = Field(max_length=300)
    slug: OptionalText = Field(default="", max_length=200)
    description: OptionalText = Field(default="", max_length=50_000)
    sort: str = Field(default="newest", pattern="^(newest|price|-price|title)$")
    shown: bool = False


class NewForm(Form):
    title: Text = Field(max_length=300)
    kind: str = Field(default="hand", pattern="^(hand|rule)$")


@bp.get("/")
@requires(CategoryPermission.EDIT)
def index() -> str:
    """Every collection."""
    q = request.args.get("q", "").strip()[:100]
    return render_template(LIST_PAGE, rows=collections.collections(q=q), q=q)


@bp.get("/new")
@requires(CategoryPermission.EDIT)
def new() -> str:
    """By hand or by rule?"""
    return render_template(NEW_PAGE, values={}, errors={})


@bp.post("/new")
@requires(CategoryPermission.EDIT)
def create() -> Response:
    """Begin a collection; it has a page in the shop when somebody shows it."""
    with form_page(NEW_PAGE):
        form = NewForm.parse(request.form)
        first = {"match": "all", "conditions": [{"field": "stock", "op": "is", "value": ["in", "low"]}]}
        rule = first if form.kind == "rule" else {}
        made = arrange_collections.save(
            None, CollectionDraft(form.title, kind=form.kind, rule=rule, shown=False)
        )
    return go(url_for(".show", collection_id=made.id))


def _page(collection_id: UUID, rule: dict[str, Any] | None = None) -> dict[str, Any]:
    row = verbs.collection(collection_id)
    more = desk.editor(row, rule) if row.kind == "rule" else {"items": collections.items(row.id)}
    return {"collection": row, **more}


@bp.get("/<uuid:collection_id>")
@requires(CategoryPermission.EDIT)
def show(collection_id: UUID) -> str:
    """One collection."""
    return render_template(PAGE, values={}, errors={}, **_page(collection_id))


@bp.post("/<uuid:collection_id>")
@requires(CategoryPermission.EDIT)
def save(collection_id: UUID) -> Response:
    """Keep its name, page and rule."""
    rule = desk.rule_of(request.form)
    with form_page(PAGE, lambda: _page(collection_id, rule)):
        form = CollectionForm.parse(request.form)
        draft = CollectionDraft(
            form.title, form.slug, form.description, rule=rule, sort=form.sort, shown=form.shown
        )
        arrange_collections.save(collection_id, draft)
    toast(_("The collection is saved"))
    return go(url_for(".show", collection_id=collection_id))


@bp.post("/rule")
@requires(CategoryPermission.EDIT)
def try_rule() -> str:
    """The rule's controls for what is chosen by now, and how many products fit."""
    rule = desk.rule_of(request.form)
    if request.form.get("more"):
        rule["conditions"].append({"field": "brand", "op": "is", "value": []})
    shown = {
        "rows": desk.rows_of(rule),
        "match": rule["match"],
        "preview": desk.preview(rule),
        **desk.choices(),
    }
    return render_template(RULE, errors={}, **shown)


@bp.post("/<uuid:collection_id>/items")
@requires(CategoryPermission.EDIT)
def add_items(collection_id: UUID) -> Response:
    """Put products behind the others: one a line, by address or article number."""
    with form_page(PAGE, lambda: _page(collection_id)):
        words = list(dict.fromkeys(request.form.get("products", "").split()))
        named = shop_blocks.find_products(words)
        if unknown := [word for word in words if word not in named]:
            problem = _("No product is called %(words)s", words=", ".join(unknown[:10]))
            raise Invalid(problem, fields={"products": problem})
        found = [UUID(named[word]) for word in words]
        arrange_collections.fill(collection_id, [*verbs.items(collection_id), *found])
    return go(url_for(".show", collection_id=collection_id))


@bp.post("/<uuid:collection_id>/order")
@requires(CategoryPermission.EDIT)
def order(collection_id: UUID) -> Response:
    """The order in which they were dragged; what was added meanwhile stands behind."""
    there = verbs.items(collection_id)
    wanted = [found for each in request.form.getlist("block") if (found := parse_id(each)) in there]
    arrange_collections.fill(collection_id, [*wanted, *(each for each in there if each not in wanted)])
    return Response(status=204)


@bp.post("/<uuid:collection_id>/items/<uuid:product_id>")
@requires(CategoryPermission.EDIT)
def change_item(collection_id: UUID, product_id: UUID) -> str:
    """One place up or down, or out."""
    arrange_collections.move_item(collection_id, product_id, request.form.get("to", ""))
    return render(PAGE, block="items", values={}, errors={}, **_page(collection_id))


@bp.post("/<uuid:collection_id>/delete")
@requires(CategoryPermission.EDIT)
def delete(collection_id: UUID) -> Response:
    """Take it away; its products stay."""
    title = verbs.collection(collection_id).title
    arrange_collections.remove(collection_id)
    toast(_("%(name)s is deleted; its products are still there", name=title))
    return go(url_for(".index"))
