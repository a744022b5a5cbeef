"""All tenants at a glance, one in full, and what an operator does with them."""

from typing import Any

from flask import Blueprint, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from app.config import settings
from app.core import jobs
from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later
from app.core.i18n import ngettext
from app.flows import revive_reactions
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import operator_only
from app.web.toasts import toast
from tenants import overview, plans, proofs, registry, work
from tenants.console.auth.session import require_proof
from tenants.console.tenants.forms import (
    DeleteForm,
    HostForm,
    NewTenantForm,
    PlanForm,
    ReactionForm,
    ReasonForm,
)
from tenants.names import check_new_slug

RESOURCE_WORDS = {
    "products": later("Products"),
    "skus": later("SKUs"),
    "staff": later("Colleagues"),
    "locations": later("Locations"),
}
STATUSES = ("active", "suspended", "deleting")
bp = Blueprint("console_tenants", __name__, url_prefix="/console/tenants")


@bp.get("/")
@operator_only
def index() -> str:
    """Every tenant with status, version, host and figures; renewed while the page is looked at."""
    chosen = {"q": request.args.get("q", ""), "status": request.args.get("status", "")}
    page = overview.tenant_list(search=chosen["q"], status=chosen["status"], after=request.args.get("cursor"))
    shown = {"page": page, "totals": overview.totals(), "chosen": chosen, "statuses": STATUSES}
    return render("console/tenants/list.html", block="roster", **shown)


@bp.get("/new")
@operator_only
def new() -> str:
    """A new tenant."""
    values = {"tax": "included", "plan": "standard"}
    return render_template("console/tenants/new.html", values=values, errors={}, **_choices())


@bp.post("/")
@operator_only
def create() -> Response:
    """Have a worker make it; its page shows how far it is."""
    with form_page("console/tenants/new.html", _choices):
        form = NewTenantForm.parse(request.form)
        check_new_slug(form.slug)
        job = work.ask("create_tenant", **form.model_dump())
    return go(url_for("console_jobs.show", job_id=job))


def _choices() -> dict[str, Any]:
    return {"plans": [(plan.code, plan.name) for plan, _tenants in overview.plans()]}


@bp.get("/<slug>")
@operator_only
def show(slug: str) -> str:
    """One tenant: how it is, where it answers, what was done to it."""
    return render("console/tenants/show.html", block="tenant", **_shown(slug))


def _shown(slug: str) -> dict[str, Any]:
    row = overview.tenant_row(slug)
    return {
        "row": row,
        "line": overview.tenant_line(slug),
        "hosts": registry.hosts(row.id),
        "journal": overview.journal_page(tenant_id=row.id, limit=20).items,
        "plans": [(plan.code, plan.name) for plan, _tenants in overview.plans()],
        "limits": plans.limits_of(row.plan),
        "proof": proofs.latest(row.id),
        "resources": RESOURCE_WORDS,
        "shop_url": settings().origin(settings().host_of(slug)),
        "waiting_days": registry.WAITING_TIME.days,
    }


@bp.get("/<slug>/reactions")
@operator_only
def show_reactions(slug: str) -> str:
    """Reactions to events that fail, the given up first; kinds and places of errors, no contents."""
    failures = revive_reactions.failing_reactions(registry.find(slug))
    return render(
        "console/tenants/reactions.html",
        block="reactions",
        failures=failures,
        line=overview.tenant_line(slug),
    )


@bp.post("/<slug>/reactions")
@operator_only
def retry_reactions(slug: str) -> Response:
    """Try one afresh, or all."""
    form = ReactionForm.parse(request.form)
    tenant = registry.find(slug)
    if form.event is None:
        tried = revive_reactions.try_all_again(tenant)
    else:
        tried = revive_reactions.try_again(tenant, [(form.event, form.reaction)])
    toast(ngettext("%(num)s reaction is tried again now.", "%(num)s reactions are tried again now.", tried))
    return go(url_for(".show_reactions", slug=slug))


@bp.post("/<slug>/proof")
@operator_only
def prove(slug: str) -> Response:
    """Have the books reconciled now."""
    jobs.enqueue_shared(proofs.ACTOR, tenant_id=registry.find(slug).id)
    toast(_("The books are being checked: look again in a minute."))
    return go(url_for(".show", slug=slug))


@bp.post("/<slug>/suspension")
@operator_only
def suspend(slug: str) -> Response:
    """Close it at once."""
    form = ReasonForm.parse(request.form)
    registry.suspend(slug, reason=form.reason)
    toast(_("%(slug)s is suspended: shop, sign-ins and jobs have stopped.", slug=slug))
    return go(url_for(".show", slug=slug))


@bp.post("/<slug>/reactivation")
@operator_only
def reactivate(slug: str) -> Response:
    """Open it again."""
    registry.reactivate(slug)
    toast(_("%(slug)s is open again.", slug=slug))
    return go(url_for(".show", slug=slug))


@bp.post("/<slug>/export")
@operator_only
def export(slug: str) -> Response:
    """Have everything written to a file. It holds personal data, so the password is asked for."""
    require_proof()
    tenant = registry.find(slug)
    return go(url_for("console_jobs.show", job_id=work.ask("export_tenant", tenant_id=tenant.id, slug=slug)))


@bp.post("/<slug>/deletion")
@operator_only
def delete(slug: str) -> Response:
    """First step: the waiting time begins. Second step, after it: the tenant is gone for good."""
    require_proof()
    form = DeleteForm.parse(request.form)
    if form.slug != slug:
        toast(_("That is not the tenant's short name; nothing was deleted."), tone="refused")
        return go(url_for(".show", slug=slug))
    tenant = registry.find(slug)
    if tenant.status != "deleting":
        until = registry.begin_deletion(slug, reason=form.reason)
        toast(_("The waiting time ends on %(day)s.", day=f"{until:%Y-%m-%d}"), tone="waiting")
        return go(url_for(".show", slug=slug))
    registry.check_deletable(slug)
    return go(url_for("console_jobs.show", job_id=work.ask("delete_tenant", tenant_id=tenant.id, slug=slug)))


@bp.post("/<slug>/plan")
@operator_only
def change_plan(slug: str) -> Response:
    """Book another plan."""
    registry.change_plan(slug, PlanForm.parse(request.form).plan)
    toast(_("The plan is changed."))
    return go(url_for(".show", slug=slug))


@bp.post("/<slug>/hosts")
@operator_only
def add_host(slug: str) -> Response:
    """A domain that the operator vouches for."""
    with form_page("console/tenants/show.html", lambda: _shown(slug)):
        host = HostForm.parse(request.form).host
        registry.add_host(registry.find(slug).id, host, verified=True)
    return go(url_for(".show", slug=slug))


@bp.post("/<slug>/hosts/<host>/<act>")
@operator_only
def change_host(slug: str, host: str, act: str) -> Response:
    """Verify a domain, make it the one in links, or stop answering on it."""
    acts = {"verify": registry.verify_host, "primary": registry.make_primary, "drop": registry.drop_host}
    if act not in acts:
        raise NotFound(_("There is nothing at this address"))
    acts[act](registry.find(slug).id, host)
    return go(url_for(".show", slug=slug))


@bp.get("/exports/<name>")
@operator_only
def download(name: str) -> Response:
    """An export that a worker has written."""
    require_proof()
    folder = settings().data_dir / "exports"
    path = (folder / name).resolve()
    if path.parent != folder.resolve() or not path.is_file():
        raise NotFound(_("This file is gone"))
    return send_file(path, as_attachment=True, download_name=name)
