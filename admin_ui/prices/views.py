"""Price lists: the list of them, one with its grid of prices, and changes to many at once."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_ui.prices import approvals, rates, reasons, typed, words
from admin_ui.prices.typed import Typed
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.ids import parse_id
from app.core.money import to_decimal
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.types import PriceListRules
from app.domains.inventory import service as inventory
from app.domains.pricing import price_lists
from app.domains.pricing.permissions import PricePermission
from app.flows import guard_margin, price_by_list
from app.flows.guard_margin import Kept
from app.flows.price_by_list import Planned
from app.queries import price_board
from app.queries.price_board import ListRow
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

LIST_PAGE, PAGE, EDIT_PAGE, PLAN_PAGE, RULES_PAGE = (
    f"admin/prices/{name}.html" for name in ("list", "show", "edit", "plan", "rules")
)
CHOSEN, NAMED = ("choice", "ties", "breaks", "abroad", "companies", "lowest"), ("net_groups", "gross_groups")
bp = Blueprint("admin_prices", __name__, url_prefix="/admin/prices")
reasons.attach(bp)
approvals.attach(bp)
rates.attach(bp)


@bp.get("/")
@requires(PricePermission.VIEW)
def index() -> str:
    """Every list, by name."""
    chosen = {name: request.args.get(name, "").strip()[:100] for name in ("q", "kind", "status")}
    page = price_board.lists(
        q=chosen["q"], kind=chosen["kind"], status=chosen["status"], cursor=request.args.get("cursor")
    )
    return render(LIST_PAGE, block="lists", page=page, chosen=chosen, **_words())


@bp.get("/new")
@requires(PricePermission.EDIT)
def new() -> str:
    """One more."""
    blank = {
        "kind": "market",
        "position": 100,
        "status": "draft",
        "currency": current_tenant().currency,
        "tax": "shop",
    }
    return render_template(EDIT_PAGE, values=blank, errors={}, **_choices(None))


@bp.post("/new")
@requires(PricePermission.EDIT)
def create() -> Response:
    """Keep it."""
    with _form(None):
        draft = typed.draft_of(request.form)
        waits = guard_margin.create_list(draft)
    if waits:
        toast(
            _(
                "Its percentage leaves less than the least margin: it stays a draft until a colleague approves it"
            ),
            "waiting",
        )
    return go(url_for(".show", code=draft.code))


@bp.get("/<code>")
@requires(PricePermission.VIEW)
def show(code: str) -> str:
    """One list with its prices."""
    return render(PAGE, block="prices", values={}, errors={}, **_page(price_board.list_by(code)))


@bp.get("/<code>/edit")
@requires(PricePermission.EDIT)
def edit(code: str) -> str:
    """What it is for."""
    found = price_board.list_by(code)
    return render_template(EDIT_PAGE, values=typed.shown(found.draft), errors={}, **_choices(found))


@bp.post("/<code>/edit")
@requires(PricePermission.EDIT)
def save(code: str) -> Response:
    """Change that."""
    found = price_board.list_by(code)
    with _form(found):
        draft = typed.draft_of(request.form)
        waits = guard_margin.change_list(found, draft)
    if waits:
        toast(
            _("This leaves less than the least margin: the change waits for a colleague's approval"),
            "waiting",
        )
        return go(url_for(".show", code=code))
    toast(_("The list is saved"))
    return go(url_for(".show", code=draft.code))


@bp.post("/<code>/delete")
@requires(PricePermission.EDIT)
def delete(code: str) -> Response:
    """Take it away."""
    found = price_board.list_by(code)
    with form_page(PAGE, lambda: _page(found)):
        price_lists.delete_list(found.id)
    toast(_("%(name)s is gone", name=found.draft.name))
    return go(url_for(".index"))


@bp.post("/<code>/prices")
@requires(PricePermission.EDIT)
def save_prices(code: str) -> Response:
    """Keep the prices of the grid; an empty one leaves the list."""
    found = price_board.list_by(code)
    with form_page(PAGE, lambda: _page(found)):
        kept = guard_margin.change_amounts(found, _amounts(found), allowed=bool(request.form.get("allowed")))
    tell(kept)
    return go(url_for(".show", code=code, q=request.args.get("q") or None, cursor=request.args.get("cursor")))


@bp.post("/<code>/paste")
@requires(PricePermission.EDIT)
def paste(code: str) -> str:
    """What a pasted table or a file would change."""
    found = price_board.list_by(code)
    with form_page(PAGE, lambda: _page(found)):
        sent = request.files.get("file")
        told = request.form.get("pasted", "") or (
            sent.read(2_000_000).decode("utf-8-sig", "replace") if sent else ""
        )
        planned = price_by_list.read_table(told, found)
    return _plan(found, planned)


@bp.post("/<code>/percent")
@requires(PricePermission.EDIT)
def percent(code: str) -> str:
    """What a percentage would make of prices."""
    found = price_board.list_by(code)
    with form_page(PAGE, lambda: _page(found)):
        told = Typed(request.form)
        by = told.percent("percent", sign=1 if told.text("direction") == "up" else -1)
        told.refuse()
        if not by:
            raise Invalid(
                _("Enter a percentage"), fields={"percent": _("Enter a percentage such as 19 or 7.5")}
            )
        planned = price_by_list.by_percent(found, by, of=told.text("of"), q=told.text("q")[:100])
    return _plan(found, planned)


@bp.post("/<code>/keep")
@requires(PricePermission.EDIT)
def keep(code: str) -> Response:
    """Keep what was looked at."""
    found = price_board.list_by(code)
    planned = price_by_list.read_table(request.form.get("pasted", ""), found)
    with form_page(PLAN_PAGE, lambda: _planned(found, planned)):
        kept = price_by_list.keep(found, planned, allowed=bool(request.form.get("allowed")))
    tell(kept)
    return go(url_for(".show", code=code))


@bp.get("/<code>/prices.csv")
@requires(PricePermission.VIEW)
def export(code: str) -> Response:
    """The list's fixed prices as a table that can be read in again."""
    found = price_board.list_by(code)
    lines = ["sku;price;quantity"]
    for (sku, least), amount in sorted(price_by_list.amounts_now(found).items()):
        lines.append(f"{_cell(sku)};{to_decimal(amount, found.draft.currency)};{least.normalize():f}")
    headers = {"Content-Disposition": f'attachment; filename="{found.draft.code}.csv"'}
    return Response("\n".join(lines) + "\n", mimetype="text/csv", headers=headers)


@bp.get("/rules")
@requires(PricePermission.EDIT)
def rules() -> str:
    """How lists compete."""
    now = channels.setting(PriceListRules)
    values = {name: getattr(now, name) for name in (*CHOSEN, *NAMED)}
    values["progressive"] = "first" if now.progressive else "each"
    margin = typed.shown_percent(now.least_margin)
    return render_template(
        RULES_PAGE, values={**values, "least_margin": margin, "own_approval": now.own_approval}, errors={}
    )


@bp.post("/rules")
@requires(PricePermission.EDIT)
def save_rules() -> Response:
    """Say that anew."""
    with form_page(RULES_PAGE):
        told = Typed(request.form)
        margin = told.percent("least_margin") or 0
        told.refuse()
        chosen = {name: told.text(name) for name in CHOSEN} | {"lowest": told.text("lowest") or "law"}
        chosen |= {name: ", ".join(told.many(name)) for name in NAMED}
        own, first = told.text("own_approval") == "1", told.text("progressive") != "each"
        channels.save(PriceListRules(**chosen, least_margin=margin, own_approval=own, progressive=first))
    toast(_("Saved"))
    return go(url_for(".index"))


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in "=+-@" else f'"{text}"' if ";" in text else text


def _amounts(found: ListRow) -> dict[UUID, int | None]:
    """The fields `price-ID`. Raises Invalid at those that are no amount."""
    told, amounts = Typed(request.form), dict[UUID, int | None]()
    for name in request.form:
        key = parse_id(name.removeprefix("price-")) if name.startswith("price-") else None
        if key is not None:
            amounts[key] = told.amount(name, found.draft.currency)
    told.refuse()
    return amounts


def _plan(found: ListRow, planned: list[Planned]) -> str:
    return render_template(PLAN_PAGE, values={}, errors={}, **_planned(found, planned))


def _planned(found: ListRow, planned: list[Planned]) -> dict[str, Any]:
    currency = found.draft.currency
    table = "\n".join(
        f"{each.goods.sku}\t{to_decimal(each.amount, currency)}\t{each.min_quantity.normalize():f}"
        for each in planned
    )
    changes = [each for each in planned if each.before != each.amount]
    return {
        "found": found, "planned": changes, "same": len(planned) - len(changes), "table": table,
        "below": sum(each.below for each in planned), "may_approve_own": guard_margin.may_approve_own(),
    }  # fmt: skip


def _page(found: ListRow) -> dict[str, Any]:
    q, cursor = request.args.get("q", "").strip()[:100], request.args.get("cursor")
    page = price_board.prices(found.id, found.draft.currency, q=q, cursor=cursor)
    names = {str(each.id): each.name for each in inventory.locations()}
    told = [
        words.condition(on, [names.get(value, value) for value in values])
        for on, values in found.draft.conditions
    ]
    names_of = {key: name for key, _code, name, _cur in price_board.choices()}
    other = names_of.get(found.draft.based_on) if found.draft.based_on else None
    source = names_of.get(found.draft.converted_from) if found.draft.converted_from else None
    return {
        "source": source,
        "found": found, "page": page, "q": q, "cursor": cursor, "told": told, "other": other,
        "typed": lambda amount: "" if amount is None else str(to_decimal(amount, found.draft.currency)),
        "percent_of": typed.shown_percent, "may_approve_own": guard_margin.may_approve_own(),
        **_words(),
    }  # fmt: skip


def _choices(found: ListRow | None) -> dict[str, Any]:
    lists = [each for each in price_board.choices() if found is None or each[0] != found.id]
    others = [(code, name) for _key, code, name, _currency in lists]
    sources = [(code, f"{name} ({currency})") for _key, code, name, currency in lists]
    return {
        "found": found, "others": others, "sources": sources,
        "channels": [(each.code, each.name) for each in channels.channels()],
        "stores": [(str(each.id), each.name) for each in inventory.locations()], **_words(),
    }  # fmt: skip


def _form(found: ListRow | None) -> Any:
    return form_page(EDIT_PAGE, lambda: {**_choices(found), "values": typed.again(request.form)})


def _words() -> dict[str, Any]:
    return {"kinds": words.KINDS, "states": words.STATES, "tones": words.TONES}


def tell(kept: Kept) -> None:
    """How many prices changed, and how many wait."""
    if kept.changed or not kept.waiting:
        toast(ngettext("%(num)s price is changed", "%(num)s prices are changed", kept.changed))
    if kept.waiting:
        words_ = ngettext(
            "%(num)s price leaves less than the least margin: it waits for a colleague's approval",
            "%(num)s prices leave less than the least margin: they wait for a colleague's approval",
            kept.waiting,
        )
        toast(words_, "waiting")
