"""A/B tests: draft, start, stop, and what came of them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.domains.channels import service as channels
from app.domains.experiments import rules
from app.domains.experiments import service as experiments
from app.domains.experiments.permissions import ExperimentPermission
from app.domains.experiments.types import Difference, Group
from app.flows import switch_test
from app.web.form_page import form_page
from app.web.forms import Form, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, NEW_PAGE, PAGE = (f"admin/experiments/{name}.html" for name in ("list", "new", "show"))
bp = Blueprint("admin_experiments", __name__, url_prefix="/admin/tests")


class ExperimentForm(Form):
    name: Text = Field(max_length=120)
    code: Text = Field(max_length=40)
    channel: Text = Field(max_length=40)
    share: int = Field(default=50, ge=1, le=99)


@bp.get("/")
@requires(ExperimentPermission.VIEW)
def index() -> str:
    """Every test, newest first."""
    return render(
        LIST_PAGE, block="tests", page=experiments.experiments(cursor=request.args.get("cursor")), **_known()
    )


@bp.get("/new")
@requires(ExperimentPermission.EDIT)
def new() -> str:
    """An empty form."""
    return render_template(NEW_PAGE, values={}, errors={}, **_known())


@bp.post("/new")
@requires(ExperimentPermission.EDIT)
def create() -> Response:
    """Keep a draft."""
    with form_page(NEW_PAGE, _known):
        form = ExperimentForm.parse(request.form)
        made = experiments.write(
            code=form.code, name=form.name, channel_id=channels.channel(form.channel).id, share=form.share
        )
    toast(_("The draft is kept. It does nothing before you start it."))
    return go(url_for(".show", experiment_id=made.id))


@bp.get("/<uuid:experiment_id>")
@requires(ExperimentPermission.VIEW)
def show(experiment_id: UUID) -> str:
    """A test and what came of it."""
    test = experiments.find(experiment_id)
    known = _known()
    currency = known["by_id"][test.channel_id].currency
    a, b = experiments.result(experiment_id, currency)
    return render_template(
        PAGE, test=test, a=a, b=b, currency=currency, fewest=rules.FEWEST, **_differences(a, b), **known
    )


@bp.post("/<uuid:experiment_id>/start")
@requires(ExperimentPermission.EDIT)
def start(experiment_id: UUID) -> Response:
    """From now on visitors get their variant."""
    switch_test.start(experiment_id)
    toast(_("It runs"))
    return go(url_for(".show", experiment_id=experiment_id))


@bp.post("/<uuid:experiment_id>/stop")
@requires(ExperimentPermission.EDIT)
def stop(experiment_id: UUID) -> Response:
    """From now on everybody gets A."""
    switch_test.stop(experiment_id)
    toast(_("It is stopped: everybody gets A"))
    return go(url_for(".show", experiment_id=experiment_id))


def _differences(a: Group, b: Group) -> dict[str, Difference | None]:
    if not rules.enough(a, b):
        return {"rate": None, "spend": None}
    return {"rate": rules.rate_difference(a, b), "spend": rules.spend_difference(a, b)}


def _known() -> dict[str, Any]:
    found = channels.channels()
    return {"channels": found, "by_id": {channel.id: channel for channel in found}}
