"""How a product is sold: parts of its variants, questions to buyers, files instead of goods. `attach` adds routes."""

import itertools
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, get_args
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import postal
from app.core.errors import Invalid
from app.core.i18n import LOCALES, lazy_gettext
from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.core.money import BadAmount, parse_money, to_decimal
from app.core.tenancy import current_tenant
from app.domains.catalog import customs
from app.domains.catalog import service as catalog
from app.domains.catalog.bundles import MOST_PARTS
from app.domains.catalog.downloads import Terms
from app.domains.catalog.file_kinds import MB, MOST_BYTES
from app.domains.catalog.permissions import ProductPermission
from app.domains.catalog.personal import MOST_INPUTS
from app.domains.catalog.types import Characters, InputKind, InputSpec
from app.flows.ask_buyers import ask_buyers
from app.flows.compose_bundle import compose_bundle
from app.flows.hand_out_downloads import sell_as_files
from app.queries import bundle_board
from app.web.design_system import format_number
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go
from app.web.permissions import requires
from app.web.toasts import toast

PAGE, SPARE_PARTS, SPARE_INPUTS = "admin/products/selling.html", 2, 1
KINDS = (
    ("text", lazy_gettext("Text")), ("choice", lazy_gettext("Choice")), ("date", lazy_gettext("Date")),
)  # fmt: skip
ALLOWED = (
    ("any", lazy_gettext("Any characters")), ("letters", lazy_gettext("Letters only")),
    ("letters_digits", lazy_gettext("Letters and digits")), ("digits", lazy_gettext("Digits only")),
)  # fmt: skip

VOUCHER_KINDS = (
    ("multi", lazy_gettext("When it pays (multi-purpose)")),
    ("single", lazy_gettext("When it is sold (single-purpose)")),
)


class DownloadForm(Form):
    digital: OptionalText = ""
    download_most: int = 5
    download_days: int = 30
    keyed: OptionalText = ""
    keys_low: int = 5
    gift_card: OptionalText = ""
    gift_card_vat: OptionalText = "multi"


class CustomsForm(Form):
    hs_code: OptionalText = ""
    origin_country: OptionalText = ""


def attach(bp: Blueprint) -> None:
    """Add the routes."""
    bp.add_url_rule("/<uuid:product_id>/selling", view_func=selling)
    bp.add_url_rule("/<uuid:product_id>/selling/skus", view_func=selling_skus)
    bp.add_url_rule("/<uuid:product_id>/selling/parts", view_func=save_parts, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>/selling/inputs", view_func=save_inputs, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>/selling/files", view_func=save_download, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>/selling/customs", view_func=save_customs, methods=["POST"])
    bp.add_url_rule("/<uuid:product_id>/selling/terms", view_func=save_terms, methods=["POST"])
    bp.add_url_rule(
        "/<uuid:product_id>/selling/files/<uuid:file_id>/remove", view_func=remove_download, methods=["POST"]
    )


@requires(ProductPermission.VIEW)
def selling(product_id: UUID) -> str:
    """Parts and questions of a product."""
    return render_template(PAGE, errors={}, **_page(product_id))


@requires(ProductPermission.VIEW)
def selling_skus(product_id: UUID) -> str:
    """What could be a part, for what was typed so far."""
    catalog.product(product_id)
    typed = next(iter(request.args.values()), "")
    return render_template("admin/products/_skus.html", found=bundle_board.could_be_parts(product_id, typed))


@requires(ProductPermission.EDIT)
def save_parts(product_id: UUID) -> Response:
    """Say what a variant consists of."""
    with form_page(
        PAGE, lambda: _page(product_id) | {"rows": _rows("parts", ("sku", "quantity"), MOST_PARTS)}
    ):
        variant = parse_id(request.form.get("variant", "")) or product_id
        compose_bundle(product_id, variant, _parts())
    toast(_("The bundle is saved"))
    return go(url_for(".selling", product_id=product_id, variant=variant))


@requires(ProductPermission.EDIT)
def save_inputs(product_id: UUID) -> Response:
    """Say what buyers are asked."""
    with form_page(PAGE, lambda: _page(product_id) | {"asked": _typed_inputs({})}):
        ask_buyers(product_id, _inputs())
    toast(_("Saved"))
    return go(url_for(".selling", product_id=product_id))


@requires(ProductPermission.EDIT)
def save_download(product_id: UUID) -> Response:
    """Add a file for buyers."""
    sent = request.files.get("file")
    with form_page(PAGE, lambda: _page(product_id)):
        catalog.downloads.add(product_id, sent.read() if sent else b"", (sent.filename or "") if sent else "")
    toast(_("The file is kept"))
    return go(url_for(".selling", product_id=product_id, _anchor="downloads"))


@requires(ProductPermission.EDIT)
def remove_download(product_id: UUID, file_id: UUID) -> Response:
    """Offer a file no more."""
    with form_page(PAGE, lambda: _page(product_id)):
        catalog.downloads.remove(product_id, file_id)
    toast(_("Removed. Who bought it can still fetch it."))
    return go(url_for(".selling", product_id=product_id, _anchor="downloads"))


@requires(ProductPermission.EDIT)
def save_customs(product_id: UUID) -> Response:
    """Say what customs ask of it."""
    with form_page(PAGE, lambda: _page(product_id)):
        said = CustomsForm.parse(request.form)
        product = catalog.product(product_id)
        customs.say(product, hs_code=said.hs_code, origin_country=said.origin_country)
    toast(_("Saved"))
    return go(url_for(".selling", product_id=product_id, _anchor="customs"))


@requires(ProductPermission.EDIT)
def save_terms(product_id: UUID) -> Response:
    """Sell it as its files, or as a thing."""
    with form_page(PAGE, lambda: _page(product_id)):
        said = DownloadForm.parse(request.form)
        most, days = said.download_most, said.download_days
        keyed, is_card = said.keyed == "1", said.gift_card == "1"
        vat = said.gift_card_vat or "multi"
        sell_as_files(product_id, Terms(said.digital == "1", most, days, keyed, said.keys_low, is_card, vat))
    toast(_("Saved"))
    return go(url_for(".selling", product_id=product_id, _anchor="downloads"))


def _page(product_id: UUID) -> dict[str, Any]:
    product, variants = catalog.product(product_id), bundle_board.variants(product_id)
    wanted = parse_id(request.values.get("variant", ""))
    chosen = next((each for each in variants if each.id == wanted), variants[0] if variants else None)
    currency = current_tenant().currency
    return {
        "product": product, "variants": variants, "chosen": chosen, "currency": currency, "kinds": KINDS,
        "files": catalog.downloads.files_of(product_id), "most_bytes": MOST_BYTES,
        "allowed": ALLOWED, "locales": LOCALES, "own_locale": _own_language(),
        "needed_by": bundle_board.needed_by(product_id), "asked": catalog.personal.read(product.inputs),
        "voucher_kinds": VOUCHER_KINDS, "countries": postal.countries(),
        "spare_parts": SPARE_PARTS, "spare_inputs": SPARE_INPUTS, "amount": to_decimal, "megabytes": _megabytes,
        "rows": [{"sku": part.sku, "quantity": f"{part.quantity.normalize():f}"} for part in chosen.parts]
        if chosen else [],
    }  # fmt: skip


def _megabytes(size: int) -> str:
    return f"{format_number(max(0.1, round(size / MB, 1)))} MB"


def _own_language() -> str:
    own = current_tenant().locale[:2]
    return own if own in LOCALES else LOCALES[0]


def _rows(kind: str, names: tuple[str, ...], most: int) -> list[dict[str, str]]:
    """The rows of a form that were filled in; one whose first field is empty is left out."""
    places = itertools.takewhile(lambda n: f"{kind}.{n}.{names[0]}" in request.form, range(most + 5))
    rows = [
        {name: request.form.get(f"{kind}.{place}.{name}", "").strip()[:500] for name in names} for place in places
    ]  # fmt: skip
    return [row for row in rows if row[names[0]]]


def _parts() -> list[tuple[str, Decimal]]:
    faults: dict[str, str] = {}
    found = []
    for place, row in enumerate(_rows("parts", ("sku", "quantity"), MOST_PARTS)):
        try:
            quantity = Decimal((row["quantity"] or "1").replace(",", "."))
            found.append((row["sku"], quantity if quantity.is_finite() else Decimal(0)))
        except InvalidOperation:
            faults[f"parts.{place}.quantity"] = _("Write a number, such as 12")
    if faults:
        raise Invalid(_("Some fields need another look"), fields=faults)
    return found


def _inputs() -> list[InputSpec]:
    """Raises Invalid naming fields that cannot be read."""
    faults: dict[str, str] = {}
    found = _typed_inputs(faults)
    if faults:
        raise Invalid(_("Some fields need another look"), fields=faults)
    return found


def _typed_inputs(faults: dict[str, str]) -> list[InputSpec]:
    first = _own_language()
    marks = {place for place in range(MOST_INPUTS + 5) if f"inputs.{place}.required" in request.form}
    found: list[InputSpec] = []
    names = (f"label.{first}", *(f"label.{at}" for at in LOCALES if at != first))
    cells = ("code", "kind", "surcharge", "longest", "allowed", "choices")
    for place in itertools.takewhile(
        lambda n: f"inputs.{n}.{names[0]}" in request.form, range(MOST_INPUTS + 5)
    ):
        row = {
            name: request.form.get(f"inputs.{place}.{name}", "").strip()[:500] for name in (*names, *cells)
        }
        if not any(row[name] for name in names):
            continue
        at = f"inputs.{len(found)}."
        found.append(
            InputSpec(
                row["code"], {name.removeprefix("label."): row[name] for name in names},
                _one_of(row["kind"], get_args(InputKind)), place in marks,
                _read(row["surcharge"], lambda said: parse_money(said, current_tenant().currency), 0,
                      at + "surcharge", _("Write an amount like 12.50"), faults),
                _read(row["longest"], int, 50, at + "longest", _("Write a number, such as 12"), faults),
                _one_of(row["allowed"], get_args(Characters)), row["choices"].split(","),
            )
        )  # fmt: skip
    return found


def _one_of(said: str, known: tuple[str, ...]) -> Any:
    return said if said in known else known[0]


def _read(  # noqa: PLR0917 - a cell, how it is read, and where it is refused
    said: str, reader: Callable[[str], int], empty: int, place: str, words: str, faults: dict[str, str]
) -> int:
    if not said:
        return empty
    try:
        return reader(said)
    except (BadAmount, ValueError):
        faults[place] = words
        return empty
