"""What a channel, a store or a company is offered: lines that include or exclude products, categories and collections."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.catalog.assortments import Line
from app.domains.catalog.permissions import CategoryPermission
from app.flows import arrange_assortments
from app.queries import assortment_desk, category_tree, collections, shop_blocks
from app.queries.assortment_desk import Scope
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/channels/assortment.html"


class LineForm(Form):
    effect: str = Field(default="include", pattern="^(include|exclude)$")
    category: str = ""
    collection: str = ""
    products: OptionalText = Field(default="", max_length=20_000)


def _page(scope: Scope, code: str) -> dict[str, Any]:
    offered, total = assortment_desk.offers(scope)
    return {
        "owner": scope, "code": code, "lines": assortment_desk.lines(scope), "offered": offered, "total": total,
        "places": category_tree.places(), "collections": [(str(c.id), c.title) for c in collections.collections()],
    }  # fmt: skip


def _keep(scope: Scope, lines: list[Line]) -> None:
    arrange_assortments.keep(lines, **scope.owner)


def _there(scope: Scope) -> list[Line]:
    return [Line(each.effect, each.kind, each.target) for each in assortment_desk.lines(scope)]


def _added(form: LineForm) -> list[Line]:
    """The lines that a form asks for. Raises Invalid when it names nothing, or products that there are not."""
    found = [
        Line(form.effect, kind, target)
        for kind, given in (("category", form.category), ("collection", form.collection))
        if (target := parse_id(given))
    ]
    words = list(dict.fromkeys(form.products.split()))
    named = shop_blocks.find_products(words)
    if unknown := [word for word in words if word not in named]:
        problem = _("No product is called %(words)s", words=", ".join(unknown[:10]))
        raise Invalid(problem, fields={"products": problem})
    found += [
        Line(form.effect, "product", UUID(each)) for each in dict.fromkeys(named[word] for word in words)
    ]
    if not found:
        raise Invalid(_("Choose a category, a collection or products"))
    return found


@requires(CategoryPermission.EDIT)
def show(code: str, kind: str = "channel") -> str:
    """What it offers."""
    scope = assortment_desk.scope(kind, code)
    return render_template(PAGE, values={}, errors={}, **_page(scope, code))


@requires(CategoryPermission.EDIT)
def add(code: str, kind: str = "channel") -> Response:
    """Include or exclude something."""
    scope = assortment_desk.scope(kind, code)
    with form_page(PAGE, lambda: _page(scope, code)):
        added = _added(LineForm.parse(request.form))
        targets = {each.target for each in added}
        _keep(scope, [*(each for each in _there(scope) if each.target not in targets), *added])
    toast(_("The assortment is saved"))
    return go(url_for(f".{scope.kind}_assortment", code=code))


@requires(CategoryPermission.EDIT)
def remove(code: str, kind: str = "channel") -> Response:
    """Take a line out."""
    scope = assortment_desk.scope(kind, code)
    target = parse_id(request.form.get("target", ""))
    _keep(scope, [each for each in _there(scope) if each.target != target])
    toast(_("The assortment is saved"))
    return go(url_for(f".{scope.kind}_assortment", code=code))


def attach(bp: Blueprint) -> None:
    """The pages, for channels, for stores and for companies."""
    for kind, path in (
        ("channel", "/<code>/assortment"), ("location", "/stores/<code>/assortment"),
        ("company", "/companies/<code>/assortment"), ("members", "/companies/<code>/exclusives"),
    ):  # fmt: skip
        said = {"kind": kind}
        bp.add_url_rule(path, f"{kind}_assortment", show, defaults=said)
        bp.add_url_rule(path, f"{kind}_assortment_add", add, methods=["POST"], defaults=said)
        bp.add_url_rule(
            f"{path}/remove", f"{kind}_assortment_remove", remove, methods=["POST"], defaults=said
        )
