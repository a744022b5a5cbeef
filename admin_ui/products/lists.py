"""What a person does with the list: views they keep, columns, acts on many products and taking them back."""

from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import Blueprint, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from admin_ui.products.forms import chosen_ids
from app.core.errors import Forbidden, Invalid
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.principal import current_principal
from app.domains.catalog import service as catalog
from app.domains.catalog.permissions import ProductPermission
from app.domains.identity import service as identity
from app.flows import bulk_edit, translate_product
from app.queries import category_tree, completeness, product_board
from app.queries.product_board import Asked, Board
from app.web.form_page import form_page
from app.web.forms import Checkbox, Form, Text
from app.web.htmx import go, is_htmx, render
from app.web.permissions import requires
from app.web.toasts import toast

SCREEN = "products"
COLUMNS = ("complete", "stock", "price", "variants", "brand", "kind", "tags", "updated")
USUAL_COLUMNS = ("stock", "price", "variants", "brand")
ASK_PAGE = "admin/products/bulk.html"
STATES = {"publish": "active", "draft": "draft", "archive": "archived"}
ACTS = (*STATES, *(name for name in get_args(bulk_edit.Act) if name != "status"))


def attach(bp: Blueprint) -> None:
    """Add the list's own routes."""
    bp.add_url_rule("/views", view_func=save_view, methods=["POST"])
    bp.add_url_rule("/views/<uuid:view_id>/delete", view_func=delete_view, methods=["POST"])
    bp.add_url_rule("/columns", view_func=columns, methods=["POST"])
    bp.add_url_rule("/bulk/ask", view_func=ask, methods=["POST"])
    bp.add_url_rule("/bulk", view_func=bulk, methods=["POST"])
    bp.add_url_rule("/bulk/<uuid:edit_id>/undo", view_func=undo, methods=["POST"])


class ViewForm(Form):
    name: Text = Field(max_length=60)
    query: str = Field(default="", max_length=2000)
    shared: Checkbox = False


def back_to_list(query: str, **more: str) -> Response:
    """The list with the filters of a query, first page; nothing else of it is taken over."""
    asked = Asked.of(dict(parse_qsl(query)))
    pairs = asked.pairs() | more
    return go(url_for("admin_products.index") + (f"?{urlencode(pairs)}" if pairs else ""))


def list_context() -> dict[str, Any]:
    """What the list shows besides its products."""
    return {
        "views": identity.views_of(SCREEN),
        "columns": [name for name in identity.columns_of(SCREEN) if name in COLUMNS] or USUAL_COLUMNS,
        "me": current_principal().id,
    }


def score_context(asked: Asked, board: Board) -> dict[str, Any]:
    """How complete each product of the page is for the channel and language asked for."""
    channel, language = product_board.about(asked)
    specs = completeness.specs_by_type()
    scores = {
        row.id: completeness.score(
            row.gaps, channel, language, specs.get(row.type_id, []) if row.type_id else []
        )
        for row in board.page.items
    }
    names = [(each, translate_product.name_of(each)) for each in _languages()]
    return {
        "scores": scores, "about": (channel, language), "channels": completeness.kinds(), "languages": names,
    }  # fmt: skip


def _languages() -> tuple[str, ...]:
    return catalog.translations.own_language(), *catalog.translations.others()


@requires(ProductPermission.VIEW)
def save_view() -> Response:
    """Keep the filters of now under a name; sharing is for those who edit products."""
    form = ViewForm.parse(request.form)
    if form.shared and not current_principal().may(ProductPermission.EDIT):
        raise Forbidden(_("Your rights do not cover this"))
    query = urlencode(Asked.of(dict(parse_qsl(form.query))).pairs())
    view = identity.save_view(SCREEN, name=form.name, query=query, shared=form.shared)
    toast(_("The view %(name)s is kept", name=view.name))
    return back_to_list(query)


@requires(ProductPermission.VIEW)
def delete_view(view_id: UUID) -> Response:
    """Forget a view of mine; who edits products forgets shared ones too."""
    name = identity.delete_view(view_id, others=current_principal().may(ProductPermission.EDIT))
    toast(_("The view %(name)s is gone", name=name))
    return back_to_list("")


@requires(ProductPermission.VIEW)
def columns() -> Response:
    """Keep the columns chosen; none means the usual ones."""
    wanted = [name for name in COLUMNS if name in request.form.getlist("columns")]
    identity.choose_columns(SCREEN, wanted)
    return back_to_list(request.form.get("back", ""))


def _right(name: str) -> None:
    """Publishing has a right of its own. Raises Invalid for an act there is not, Forbidden."""
    if name not in ACTS:
        raise Invalid(_("There is no such act"))
    right = ProductPermission.PUBLISH if name in ("publish", "draft") else ProductPermission.EDIT
    if not current_principal().may(right):
        raise Forbidden(_("Your rights do not cover this"))


def _chosen() -> list[UUID]:
    """The rows that were ticked, or all that the list's filters find. Raises Invalid for none or too many."""
    if "everything" in request.form:
        asked = Asked.of(dict(parse_qsl(request.form.get("back", ""))))
        found = product_board.ids(asked, most=bulk_edit.MOST_PRODUCTS + 1)
    else:
        found = chosen_ids(request.form.getlist("ids"))
    if not found:
        raise Invalid(_("Select some products first"))
    if len(found) > bulk_edit.MOST_PRODUCTS:
        most = bulk_edit.MOST_PRODUCTS
        raise Invalid(_("Change at most %(max)s products at once; narrow the list first", max=most))
    return found


def _question() -> dict[str, Any]:
    return {
        "action": request.form.get("action", ""),
        "ids": _chosen(),
        "back": request.form.get("back", ""),
        "categories": category_tree.places(),
        "in_dialog": is_htmx(),
    }


@requires(ProductPermission.EDIT, ProductPermission.PUBLISH)
def ask() -> str:
    """Name what will happen to the chosen ones, and ask for what it needs."""
    _right(request.form.get("action", ""))
    return render(ASK_PAGE, block="dialogs", values={}, errors={}, **_question())


@requires(ProductPermission.EDIT, ProductPermission.PUBLISH)
def bulk() -> Response:
    """Do it."""
    name = request.form.get("action", "")
    _right(name)
    with form_page(ASK_PAGE, _question, block="dialogs"):
        if name in STATES:
            outcome = bulk_edit.act(_chosen(), "status", STATES[name])
        else:
            outcome = bulk_edit.act(_chosen(), name, request.form.get("value", ""))  # type: ignore[arg-type]  # one of ACTS
    if not outcome.edit_id:
        toast(_("Nothing had to be changed"), "info")
        return back_to_list(request.form.get("back", ""))
    return back_to_list(request.form.get("back", ""), done=str(outcome.edit_id))


@requires(ProductPermission.EDIT, ProductPermission.PUBLISH)
def undo(edit_id: UUID) -> Response:
    """Take my last change of many back."""
    outcome = bulk_edit.undo(edit_id)
    number = outcome.products
    toast(ngettext("%(num)d product is as it was", "%(num)d products are as they were", number))
    return back_to_list(request.form.get("back", ""))
