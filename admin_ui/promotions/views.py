"""Promotions: the list in words, the builder, and switching them on, off and away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.promotions import calendar, codes, performance, rule_form, trying
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.types import PromotionRules
from app.domains.pricing import waiting
from app.domains.promotions import service as promotions
from app.domains.promotions.permissions import PromotionPermission
from app.domains.promotions.types import Promotion
from app.flows import gift_stock, payment_words, promotion_words, write_promotion
from app.queries import coupon_board, promotion_board
from app.web.form_page import form_page
from app.web.forms import Checkbox, Form
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

SWITCHED = {
    "active": later("It is switched on"), "paused": later("It is paused"), "ended": later("It has ended"),
}  # fmt: skip
LIST_PAGE, PAGE, WORDS = (f"admin/promotions/{name}.html" for name in ("list", "edit", "_words"))
bp = Blueprint("admin_promotions", __name__, url_prefix="/admin/promotions")
codes.attach(bp)
trying.attach(bp)
calendar.attach(bp)
performance.attach(bp)


class SettingsForm(Form):
    need_end: Checkbox = False
    take_back: Checkbox = False


@bp.get("/")
@requires(PromotionPermission.VIEW)
def index() -> str:
    """Every promotion in words."""
    chosen = {name: request.args.get(name, "").strip()[:100] for name in ("state", "q", "channel")}
    page = promotion_board.promotions(
        q=chosen["q"], state=chosen["state"], channel=chosen["channel"], cursor=request.args.get("cursor")
    )
    said = promotion_words.sentences(promotion_words.draft_of(row) for row in page.items)
    context = {"words": dict(zip([row.id for row in page.items], said, strict=True)), "page": page}
    known = {"channels": channels.channels(), "rules": channels.setting(PromotionRules)}
    return render(LIST_PAGE, block="promotions", chosen=chosen, **context, **known)


@bp.post("/settings")
@requires(PromotionPermission.EDIT)
def settings() -> Response:
    """What every promotion must have."""
    form = SettingsForm.parse(request.form)
    channels.save(PromotionRules(form.need_end, form.take_back))
    toast(_("Saved"))
    return go(url_for(".index"))


@bp.get("/new")
@requires(PromotionPermission.EDIT)
def new() -> str:
    """An empty form."""
    return render_template(PAGE, errors={}, **_blank({"does": "percent", "returns_uses": "1"}))


@bp.post("/new")
@requires(PromotionPermission.EDIT)
def create() -> Response:
    """Keep a draft."""
    fields = rule_form.fields_of(request.form)
    with form_page(PAGE, lambda: _blank(fields)):
        made = write_promotion.write(_draft(fields))
    toast(_("The draft is kept. Nobody gets it before you switch it on."))
    return go(url_for(".show", promotion_id=made.id))


@bp.post("/words")
@requires(PromotionPermission.VIEW)
def words() -> str:
    """What the form says by now, read back."""
    found = rule_form.read(rule_form.fields_of(request.form))
    return render_template(WORDS, **_told(found, int(request.form.get("codes_made", "0") == "1")))


@bp.get("/<uuid:promotion_id>")
@requires(PromotionPermission.VIEW)
def show(promotion_id: UUID) -> str:
    """One promotion."""
    return render_template(PAGE, errors={}, **_page(promotion_id))


@bp.post("/<uuid:promotion_id>")
@requires(PromotionPermission.EDIT)
def save(promotion_id: UUID) -> Response:
    """Keep its changes. One that runs changes at once."""
    promotions.find(promotion_id)
    fields = rule_form.fields_of(request.form)
    with form_page(PAGE, lambda: _page(promotion_id, fields)):
        version = request.form.get("version", 0, type=int)
        kept = write_promotion.write(_draft(fields), promotion_id=promotion_id, version=version)
    if kept.status == "active" and waiting.waits("promotion", promotion_id):
        toast(
            _("It leaves less than the least margin: the change waits for a colleague's approval"), "waiting"
        )
    else:
        toast(_("The promotion is saved"))
    return go(url_for(".show", promotion_id=promotion_id))


@bp.post("/<uuid:promotion_id>/switch")
@requires(PromotionPermission.EDIT)
def switch(promotion_id: UUID) -> Response:
    """On, paused or ended."""
    promotions.find(promotion_id)
    to = request.form.get("to", "")
    with form_page(PAGE, lambda: _page(promotion_id)):
        _switch(promotion_id, to)
    return go(url_for(".show", promotion_id=promotion_id))


@bp.post("/<uuid:promotion_id>/copy")
@requires(PromotionPermission.EDIT)
def copy(promotion_id: UUID) -> Response:
    """The same as a draft."""
    made = write_promotion.copy(promotion_id)
    toast(_("A copy is made. Give it dates and switch it on."))
    return go(url_for(".show", promotion_id=made.id))


@bp.post("/<uuid:promotion_id>/delete")
@requires(PromotionPermission.EDIT)
def delete(promotion_id: UUID) -> Response:
    """Away with a draft."""
    name = promotions.find(promotion_id).draft.name
    with form_page(PAGE, lambda: _page(promotion_id)):
        promotions.drop(promotion_id)
    toast(_("%(name)s is deleted", name=name))
    return go(url_for(".index"))


def _switch(promotion_id: UUID, to: str) -> None:
    if to not in SWITCHED:
        raise Invalid(_("Choose one of the options"), fields={"to": _("Choose one of the options")})
    if write_promotion.switch(promotion_id, to).status == to:
        toast(str(SWITCHED[to]))
    else:
        toast(_("It leaves less than the least margin: it waits for a colleague's approval"), "waiting")


def _draft(fields: dict[str, Any]) -> Any:
    found = rule_form.read(fields)
    if found.errors:
        raise Invalid(_("Some fields need another look"), fields=found.errors)
    return found.draft


def _told(found: rule_form.Read, made: int) -> dict[str, Any]:
    draft = found.draft
    lacks = write_promotion.missing(draft, codes=made)
    gifts = gift_stock.given(write_promotion.read(draft))
    return {
        "sentence": promotion_words.sentence(draft),
        "lacks": lacks,
        "unread": found.errors,
        "gifts": gifts,
    }


def _choices(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """What may be ticked; a way to pay that the rule asks for stays among them when it is offered no more."""
    ways = payment_words.facts()
    gone = [fact for fact in chosen.get("payment", ()) if fact not in ways]
    ways |= {fact: payment_words.name_of(fact.removeprefix(payment_words.PAYMENT)) for fact in gone}
    return {
        "choices": promotion_board.choices(), "currency": current_tenant().currency, "payments": list(ways.items()),
        "more_effects": rule_form.EFFECT_PREFIXES[1:],
    }  # fmt: skip


def _blank(fields: dict[str, Any]) -> dict[str, Any]:
    found = rule_form.read(fields)
    return {
        "promotion": None, "v": fields, "codes": 0, "fits": True, **_told(found, 0), **_choices(fields),
    }  # fmt: skip


def _page(promotion_id: UUID, fields: dict[str, Any] | None = None) -> dict[str, Any]:
    promotion: Promotion = promotions.find(promotion_id)
    made = promotions.codes_of(promotion_id)
    found = rule_form.Read(promotion.draft, {}) if fields is None else rule_form.read(fields)
    some = coupon_board.codes(promotion_id, limit=3).items
    row, sold = promotion_board.one(promotion_id), promotion_board.sold_with(promotion_id)
    shown = {"v": rule_form.shown(promotion.draft) if fields is None else fields}
    facts = {
        "promotion": promotion,
        "row": row,
        "sold": sold,
        "some": some,
        "codes": made,
        "waits": waiting.waits("promotion", promotion_id),
        "fits": rule_form.fits(promotion.draft),
    }
    return {**shown, **facts, **_told(found, made), **_choices(shown["v"])}
