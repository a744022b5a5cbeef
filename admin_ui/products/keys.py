"""Licence keys of a product: pools by variant, filled by hand or from a file, shown one by one. `attach` adds routes."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response

from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.ids import parse_id
from app.domains.catalog import service as catalog
from app.domains.catalog.models import Variant
from app.domains.catalog.permissions import ProductPermission
from app.flows import hand_out_keys
from app.queries import licence_board
from app.web.form_page import form_page
from app.web.htmx import go, render
from app.web.permissions import requires
from app.web.toasts import toast

PAGE = "admin/products/keys.html"
STATES = ("free", "handed", "revoked")


def attach(bp: Blueprint) -> None:
    """Add the routes."""
    bp.add_url_rule("/<uuid:product_id>/keys", view_func=keys)
    bp.add_url_rule("/<uuid:product_id>/keys", view_func=add_keys, methods=["POST"])
    one = "/<uuid:product_id>/keys/<uuid:key_id>"
    bp.add_url_rule(f"{one}/show", view_func=show_key, methods=["POST"])
    bp.add_url_rule(f"{one}/remove", view_func=remove_key, methods=["POST"])
    bp.add_url_rule(f"{one}/back", view_func=put_key_back, methods=["POST"])


@requires(ProductPermission.VIEW)
def keys(product_id: UUID) -> str:
    """The pools, and the keys of one of them."""
    return render(PAGE, block="pool", errors={}, **_page(product_id))


@requires(ProductPermission.EDIT)
def add_keys(product_id: UUID) -> Response:
    """Put keys into a pool."""
    chosen = _chosen(product_id)
    with form_page(PAGE, lambda: _page(product_id)):
        sent = request.files.get("file")
        typed = catalog.licence_files.read(request.form.get("keys", "").encode())
        given = [*typed, *(catalog.licence_files.read(sent.read()) if sent else ())]
        added = hand_out_keys.add_keys(chosen.id, given)
    toast(_added(added, len(given)))
    return go(url_for(".keys", product_id=product_id, variant=chosen.id))


@requires(ProductPermission.EDIT)
def show_key(product_id: UUID, key_id: UUID) -> str:
    """A key in the clear; that somebody looked is noted."""
    row = _key(product_id, key_id)
    return render("admin/products/_key.html", key=catalog.licences.show(row))


@requires(ProductPermission.EDIT)
def remove_key(product_id: UUID, key_id: UUID) -> Response:
    """Take a free key out of the pool."""
    row = _key(product_id, key_id)
    with form_page(PAGE, lambda: _page(product_id)):
        catalog.licences.remove(row)
    toast(_("The key is gone from the pool"))
    return go(url_for(".keys", product_id=product_id, variant=row.variant_id))


@requires(ProductPermission.EDIT)
def put_key_back(product_id: UUID, key_id: UUID) -> Response:
    """Sell a key again that was taken back."""
    row = _key(product_id, key_id)
    with form_page(PAGE, lambda: _page(product_id)):
        catalog.licences.put_back(row)
    toast(_("The key can be sold again"))
    return go(url_for(".keys", product_id=product_id, variant=row.variant_id))


def _page(product_id: UUID) -> dict[str, Any]:
    variants = catalog.variants(product_id)
    chosen, state = _chosen(product_id), request.args.get("state", "")
    state = state if state in STATES else ""
    pools = catalog.licences.pools([each.id for each in variants])
    page = licence_board.keys(chosen.id, state=state, cursor=request.args.get("cursor"))
    return {
        "product": catalog.product(product_id), "variants": variants, "chosen": chosen, "pools": pools,
        "page": page, "state": state,
    }  # fmt: skip


def _chosen(product_id: UUID) -> Variant:
    """The variant that is asked for, else the first. Raises NoSuchProduct."""
    catalog.product(product_id)
    variants = catalog.variants(product_id)
    wanted = parse_id(request.values.get("variant", ""))
    return next((each for each in variants if each.id == wanted), variants[0])


def _key(product_id: UUID, key_id: UUID) -> Any:
    catalog.product(product_id)
    return catalog.licences.key_of(key_id, [each.id for each in catalog.variants(product_id)])


def _added(count: int, given: int) -> str:
    words = ngettext("%(num)s key added", "%(num)s keys added", count)
    if given > count:
        words += ". " + ngettext("%(num)s was there already", "%(num)s were there already", given - count)
    return words
