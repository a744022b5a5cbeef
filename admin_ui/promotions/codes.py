"""The codes of a promotion: one for everybody, thousands that are each their own; stopped, and taken along as a file."""

import csv
import io
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response as BaseResponse

from app.core import audit
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.domains.promotions import batches
from app.domains.promotions import service as promotions
from app.domains.promotions.permissions import PromotionPermission
from app.domains.promotions.types import BatchOrder, Code
from app.flows import make_codes
from app.queries import coupon_board
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText, Text
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.spreadsheets import safe
from app.web.toasts import toast

PAGE = "admin/promotions/codes.html"


class CodeForm(Form):
    code: Text
    uses_limit: int | None = Field(default=None, ge=1, le=1_000_000)
    customer_limit: int | None = Field(default=None, ge=1, le=1_000_000)


class BatchForm(Form):
    batch: Text
    number: int = Field(ge=1, le=100_000)
    prefix: OptionalText = ""
    batch_uses: int | None = Field(default=None, ge=1, le=1_000_000)


def attach(bp: Blueprint) -> None:
    """Put these screens beside the promotions."""
    bp.add_url_rule("/<uuid:promotion_id>/codes", view_func=codes)
    bp.add_url_rule("/<uuid:promotion_id>/codes", view_func=add_code, methods=["POST"])
    bp.add_url_rule("/<uuid:promotion_id>/codes.csv", view_func=export_codes)
    bp.add_url_rule("/<uuid:promotion_id>/batches", view_func=order_batch, methods=["POST"])
    bp.add_url_rule("/<uuid:promotion_id>/codes/<uuid:code_id>", view_func=stop_code, methods=["POST"])


@requires(PromotionPermission.VIEW)
def codes(promotion_id: UUID) -> str:
    """What opens it, and how often it did."""
    return render(PAGE, block="codes", values={}, errors={}, **_page(promotion_id))


@requires(PromotionPermission.EDIT)
def add_code(promotion_id: UUID) -> BaseResponse:
    """One code for everybody."""
    promotions.find(promotion_id)
    with form_page(PAGE, lambda: _page(promotion_id)):
        form = CodeForm.parse(request.form)
        made = Code(form.code, uses_limit=form.uses_limit, customer_limit=form.customer_limit)
        promotions.add_codes(promotion_id, [made])
    toast(_("%(code)s can be used", code=form.code))
    return go(url_for(".codes", promotion_id=promotion_id))


@requires(PromotionPermission.EDIT)
def order_batch(promotion_id: UUID) -> BaseResponse:
    """Thousands, each its own."""
    promotions.find(promotion_id)
    with form_page(PAGE, lambda: _page(promotion_id)):
        form = BatchForm.parse(request.form)
        wanted = BatchOrder(form.batch, form.number, form.prefix.upper(), form.batch_uses)
        make_codes.order(promotion_id, wanted)
    toast(ngettext("%(num)s code is being made", "%(num)s codes are being made", form.number))
    return go(url_for(".codes", promotion_id=promotion_id))


@requires(PromotionPermission.EDIT)
def stop_code(promotion_id: UUID, code_id: UUID) -> BaseResponse:
    """It counts no more, or again."""
    stopped = request.form.get("stopped") == "1"
    code = batches.stop(promotion_id, code_id, stopped=stopped)
    toast(_("%(code)s counts no more", code=code) if stopped else _("%(code)s can be used", code=code))
    return go(url_for(".codes", promotion_id=promotion_id))


@requires(PromotionPermission.VIEW)
def export_codes(promotion_id: UUID) -> Response:
    """All of them, or a batch, as CSV; that somebody took them is noted."""
    promotions.find(promotion_id)
    batch, body = request.args.get("batch", ""), io.StringIO()
    writer = csv.writer(body)
    writer.writerow(("code", "batch", "uses", "uses_limit", "customer_limit", "stopped", "made_at"))
    writer.writerows(_cells(row) for row in coupon_board.all_codes(promotion_id, batch=batch))
    audit.record(
        "promotions.codes_exported", object_type="promotion", object_id=promotion_id, after={"batch": batch}
    )
    headers = {"Content-Disposition": 'attachment; filename="codes.csv"'}
    return Response(body.getvalue(), mimetype="text/csv; charset=utf-8", headers=headers)


def _cells(row: coupon_board.CodeRow) -> tuple[Any, ...]:
    plain = [safe(row.code), safe(row.batch)]
    return (*plain, row.uses, row.uses_limit, row.customer_limit, row.stopped, row.created_at.isoformat())


def _page(promotion_id: UUID) -> dict[str, Any]:
    promotion = promotions.find(promotion_id)
    chosen = {name: request.args.get(name, "").strip()[:60] for name in ("q", "batch")}
    page = coupon_board.codes(
        promotion_id, q=chosen["q"], batch=chosen["batch"], cursor=request.args.get("cursor")
    )
    made = coupon_board.batches(promotion_id)
    making = any(batch.made < batch.number for batch in made)
    return {"promotion": promotion, "page": page, "chosen": chosen, "batches": made, "making": making}
