"""The shop's search: what is sought, rules with a live preview, synonyms."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from admin_ui.search.forms import RuleForm, values_of
from app.core.errors import AppError
from app.core.i18n import gettext as _
from app.domains.search import rebuilding
from app.domains.search import service as search
from app.domains.search.permissions import SearchPermission
from app.domains.search.types import Rule
from app.flows import steer_search
from app.queries import category_tree, product_search, search_desk
from app.queries.listed import Shelf, Wish
from app.web.form_page import form_page
from app.web.forms import Form, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

REPORT, RULES, RULE = "admin/search/report.html", "admin/search/rules.html", "admin/search/rule.html"
FILLING = "admin/search/filling.html"
SPANS = (7, 30, 90)
bp = Blueprint("admin_search", __name__, url_prefix="/admin/search")


class SynonymForm(Form):
    words: Text = Field(max_length=500)
    one_way: bool = False


@bp.get("/")
@requires(SearchPermission.VIEW)
def index() -> str:
    """What was sought, and not found."""
    days = request.args.get("days", 30, type=int)
    days = days if days in SPANS else 30
    page = min(max(request.args.get("page", 0, type=int), 0), 1000)
    nothing = request.args.get("show") == "nothing"
    report = search_desk.report(days=days, nothing=nothing, page=page)
    return render(REPORT, block="report", report=report, days=days, spans=SPANS, page=page, nothing=nothing)


def _desk() -> dict[str, Any]:
    rows = search.rules()
    nodes = {node.id: node.row.name for node in category_tree.nodes()}
    return {"rules": rows, "categories": nodes, "synonyms": search.synonyms(), **_filling()}


def _filling() -> dict[str, Any]:
    row = rebuilding.current()
    return {"filling": row, "is_filling": rebuilding.is_running(row)}


@bp.get("/filling")
@requires(SearchPermission.EDIT)
def filling() -> str:
    """How far the search is filled anew."""
    return render_template(FILLING, **_filling())


@bp.post("/filling")
@requires(SearchPermission.EDIT)
def fill_anew() -> Response:
    """Have the search filled anew; it answers meanwhile."""
    steer_search.fill_anew()
    toast(_("The search is being filled anew; shoppers notice nothing of it"))
    return go(url_for(".rules"))


@bp.get("/rules/")
@requires(SearchPermission.EDIT)
def rules() -> str:
    """All rules and synonyms."""
    return render_template(RULES, values={}, errors={}, **_desk())


def _choices(rule_id: UUID | None = None) -> dict[str, Any]:
    return {"nodes": category_tree.nodes(), "rule_id": rule_id}


@bp.get("/rules/new")
@requires(SearchPermission.EDIT)
def new_rule() -> str:
    """An empty rule, or one for the words in the query."""
    values = {"words": request.args.get("words", "")[:200], "active": True}
    return render_template(RULE, values=values, errors={}, **_choices())


@bp.post("/rules/new")
@requires(SearchPermission.EDIT)
def create_rule() -> Response:
    """Keep a new rule."""
    with form_page(RULE, _choices):
        form = RuleForm.parse(request.form)
        steer_search.save_rule(form.rule(), active=form.active)
    toast(_("The rule is kept; the shop shows it at once"))
    return go(url_for(".rules"))


@bp.get("/rules/<uuid:rule_id>")
@requires(SearchPermission.EDIT)
def show_rule(rule_id: UUID) -> str:
    """One rule."""
    return render_template(RULE, values=values_of(search.rule(rule_id)), errors={}, **_choices(rule_id))


@bp.post("/rules/<uuid:rule_id>")
@requires(SearchPermission.EDIT)
def save_rule(rule_id: UUID) -> Response:
    """Keep another form of it."""
    search.rule(rule_id)
    with form_page(RULE, lambda: _choices(rule_id)):
        form = RuleForm.parse(request.form)
        steer_search.save_rule(form.rule(rule_id), rule_id=rule_id, active=form.active)
    toast(_("The rule is kept; the shop shows it at once"))
    return go(url_for(".rules"))


@bp.post("/rules/<uuid:rule_id>/delete")
@requires(SearchPermission.EDIT)
def delete_rule(rule_id: UUID) -> Response:
    """Take it away."""
    steer_search.remove_rule(rule_id)
    toast(_("The rule is gone"))
    return go(url_for(".rules"))


@bp.post("/rules/preview")
@requires(SearchPermission.EDIT)
def preview() -> str:
    """What shoppers would see under the rule as it is typed; nothing is kept."""
    rule, shelf = None, Shelf([], 0, None)
    try:
        rule = RuleForm.parse(request.form).rule(strict=False)
        shelf = _previewed(rule)
    except AppError:
        rule = None
    return render("admin/search/preview.html", rule=rule, shelf=shelf)


def _previewed(rule: Rule) -> Shelf:
    slug = next((node.row.slug for node in category_tree.nodes() if node.id == rule.category_id), None)
    folded = " ".join(search.words_of(rule.words))
    if not folded and slug is None:
        return Shelf([], 0, None)
    tried = replace(rule, words=folded, category_id=None if folded else rule.category_id)
    return product_search.preview(Wish(q=folded or None, category=None if folded else slug, limit=12), tried)


@bp.post("/synonyms")
@requires(SearchPermission.EDIT)
def add_synonym() -> Response:
    """Let words find one another."""
    with form_page(RULES, _desk):
        form = SynonymForm.parse(request.form)
        steer_search.add_synonym(form.words.split(","), one_way=form.one_way)
    toast(_("The words find one another now"))
    return go(url_for(".rules"))


@bp.post("/synonyms/<uuid:synonym_id>/delete")
@requires(SearchPermission.EDIT)
def delete_synonym(synonym_id: UUID) -> Response:
    """Take a group of words away."""
    steer_search.remove_synonym(synonym_id)
    toast(_("The words are apart again"))
    return go(url_for(".rules"))
