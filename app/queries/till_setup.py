"""What a till must know of its shop, store and register to sell without asking."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core import clock
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.i18n import locale_scope
from app.core.money import minor_digits
from app.core.tenancy import current_tenant
from app.domains.channels import service as channels
from app.domains.channels.types import PromotionRules, TillRules
from app.domains.identity.types import Cashier
from app.domains.pos.permissions import TillPermission
from app.domains.pos.rules import override_limit
from app.domains.pos.types import Till
from app.domains.taxes.types import STANDARD
from app.queries import selling_terms, till_offers
from app.queries.selling_terms import Terms

QUICK_KEYS = 24
SELLERS_OF = timedelta(days=30)

PLACE = text(
    """
    select l.id, l.code, l.name, l.address, r.name as register,
        (select value from setting where key = 'merchant') as merchant,
        array(select distinct tax_class from product) as tax_classes,
        (select coalesce(jsonb_agg(jsonb_build_array(c.slug, c.name) order by c.position, c.name), '[]')
         from category c where c.parent_id is null
           and c.tree_id is not distinct from (select tree_id from channel where code = 'pos')) as categories
    from register r join location l on l.id = r.location_id where r.id = :register
    """
)
ADDRESS = text("select address from location where id = :place")
SELLERS = text(
    """
    select w.sku from order_line w join "order" o on o.id = w.order_id join variant v on v.id = w.variant_id
    join product p on p.id = v.product_id
    where o.placed_at > :since and v.active and p.status = 'active'
    group by w.sku
    order by sum(w.quantity) filter (where o.location_id = :place) desc nulls last, sum(w.quantity) desc,
             w.sku
    limit :most
    """
)
OPEN_SHIFT = text(
    """
    select s.id, s.opened_at, s.float_amount, coalesce(p.name, '') as opened_by,
           (select coalesce(sum(amount), 0) from cash_movement m where m.shift_id = s.id) as cash
    from shift s left join staff p on p.id = s.opened_by
    where s.register_id = :register and s.closed_at is null and not s.adjustment
    order by s.opened_at desc limit 1
    """
)


@dataclass(frozen=True, slots=True)
class OpenShift:
    """The register's open shift. Amounts in minor units; `expected` is the cash in the drawer now."""

    id: UUID
    opened_at: str
    opened_by: str
    float_amount: int
    expected: int


@dataclass(frozen=True, slots=True)
class Setup:
    """What changes rarely. `version` changes with any of it; cashiers are the caller's to add."""

    facts: dict[str, Any]
    version: str


def setup(till: Till, cashiers: Sequence[Cashier]) -> Setup:
    """Shop, store, register, taxes, categories, and what each of the `cashiers` may change of a price."""
    tenant = current_tenant()
    place = db.session.execute(PLACE, {"register": till.register_id}).one()
    address = place.address or {}
    terms = _terms(address)
    rules = channels.setting(TillRules)
    facts = {
        "shop": (place.merchant or {}).get("legal_name") or tenant.name,
        "currency": {"code": tenant.currency, "digits": minor_digits(tenant.currency)},
        "prices_include_tax": tenant.tax_included,
        "locale": tenant.locale,
        "timezone": terms.timezone or tenant.timezone,
        "store": {
            "id": str(place.id), "code": place.code, "name": place.name, "address": _address(address),
            "destination": {
                "country": terms.country, "region": address.get("region") or "",
                "postal_code": address.get("postal_code") or "",
            },
        },
        "register": {"id": str(till.register_id), "code": till.register_code, "name": place.register},
        "receipt_prefix": till.receipt_prefix,
        "cashiers": [_cashier(each, rules) for each in cashiers],
        "taxes": {code: _rates(terms, code) for code in sorted({STANDARD, *place.tax_classes})},
        "categories": [{"slug": slug, "name": name} for slug, name in place.categories],
        "cash_rounding": {"interval": rules.rounding, "mode": "half_up"} if rules.rounding else None,
        "opening_float": {"amount": rules.opening, "currency": tenant.currency} if rules.opening else None,
        "cash_for_web": rules.cash_for_web,
        "takes_back": channels.setting(PromotionRules).take_back,
        "override_reasons": _reasons(rules),
        "offers": till_offers.offers_of(terms, place.name),
        "receipt": {
            "header": [*_header(place.merchant or {}, tenant.name), *rules.header],
            "footer": list(rules.footer),
        },
    }  # fmt: skip
    written = json.dumps(facts, sort_keys=True, default=str).encode()
    return Setup(facts, hashlib.sha256(written).hexdigest()[:16])


def _cashier(who: Cashier, rules: TillRules) -> dict[str, Any]:
    """`limit`: by how much of a price (millionths) they may change it alone."""
    limit = override_limit(who.permissions, who.override_roles, rules.limit, rules.limits)
    approves = TillPermission.APPROVE in who.permissions
    return {"id": str(who.id), "name": who.name, "limit": limit, "approves": approves}


def _reasons(rules: TillRules) -> list[str]:
    """Why a price may be changed: the shop's own list, else ours in the shop's language."""
    if rules.reasons:
        return list(rules.reasons)
    with locale_scope(current_tenant().locale):
        return [_("Price match"), _("Damaged"), _("Display piece"), _("Goodwill")]


def store_name(till: Till) -> str:
    """What the till's store is called: promotions of a store name it so."""
    named = text("select name from location where id = :place")
    return str(db.session.execute(named, {"place": till.location_id}).scalar_one())


def terms_of(till: Till) -> Terms:
    """What holds for a sale over the counter: taxes are those of the store's own address."""
    place = db.session.execute(ADDRESS, {"place": till.location_id}).one()
    return _terms(place.address or {})


def _terms(address: dict[str, Any]) -> Terms:
    tenant = current_tenant()
    country, region = address.get("country") or tenant.country, address.get("region") or ""
    return selling_terms.terms(channel="pos", currency=tenant.currency, country=country, region=region)


def _rates(terms: Terms, tax_class: str) -> list[dict[str, Any]]:
    return [
        {"id": str(rate.id), "name": rate.name, "rate_micro": rate.rate_micro, "compound": rate.compound}
        for rate in terms.taxes.of(tax_class)
    ]


def _address(address: dict[str, Any]) -> list[str]:
    city = " ".join(filter(None, (address.get("postal_code"), address.get("city"))))
    return [part for part in (address.get("line1"), city, address.get("phone")) if part]


def _header(merchant: dict[str, Any], name: str) -> list[str]:
    vat = merchant.get("vat_number")
    return [part for part in (merchant.get("legal_name") or name, vat) if part]


def quick_keys(till: Till) -> list[str]:
    """SKUs that this store sold most in the last 30 days, then those of the whole shop."""
    since = clock.now() - SELLERS_OF
    values = {"place": till.location_id, "since": since, "most": QUICK_KEYS}
    return list(db.session.scalars(SELLERS, values))


def open_shift(till: Till) -> OpenShift | None:
    """The register's open shift, for a till that joins it."""
    row = db.session.execute(OPEN_SHIFT, {"register": till.register_id}).first()
    if row is None:
        return None
    return OpenShift(row.id, row.opened_at.isoformat(), row.opened_by, row.float_amount, int(row.cash))
