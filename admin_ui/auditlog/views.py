"""The audit log: searched, read and exported. Nothing here can change it."""

import csv
import io
import json
from typing import Any

from flask import Blueprint, Response, request

from admin_ui.auditlog.forms import SearchForm
from app.core import audit
from app.core.tenancy import current_tenant
from app.domains.identity.permissions import AuditPermission
from app.queries import audit_log
from app.queries.audit_log import Entry
from app.web.form_page import form_page
from app.web.htmx import render
from app.web.permissions import requires
from app.web.spreadsheets import safe

PAGE = "admin/auditlog/list.html"
COLUMNS = (
    "at",
    "actor",
    "actor_name",
    "action",
    "object_type",
    "object_id",
    "before",
    "after",
    "reason",
    "ip",
)
bp = Blueprint("admin_auditlog", __name__, url_prefix="/admin/audit")


@bp.get("/")
@requires(AuditPermission.VIEW)
def index() -> str:
    """Acts, newest first."""
    with form_page(PAGE, page=audit_log.Page([]), chosen=request.args):
        form = SearchForm.parse(request.args)
    page = audit_log.list_entries(form.search(), cursor=request.args.get("cursor"))
    return render(PAGE, block="entries", page=page, chosen=request.args, errors={})


@bp.get("/export.csv")
@requires(AuditPermission.VIEW)
def export() -> Response:
    """The same as a CSV file; that somebody took it is noted too."""
    form = SearchForm.parse(request.args)
    body = io.StringIO()
    writer = csv.writer(body)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(entry) for entry in audit_log.export_entries(form.search()))
    asked = {name: str(value) for name, value in form.model_dump().items() if value}
    audit.record("identity.audit_exported", object_type="audit", object_id="log", after=asked)
    name = f"audit-{current_tenant().slug}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body.getvalue(), mimetype="text/csv; charset=utf-8", headers=headers)


def _cells(entry: Entry) -> list[Any]:
    return [_cell(getattr(entry, name)) for name in COLUMNS]


def _cell(value: Any) -> str:
    """Text that a spreadsheet does not take for a formula."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return safe(text)
