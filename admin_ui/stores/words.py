"""Kinds of operations and the reasons of their verdicts, in words for managers."""

from typing import Any

from app.core.i18n import lazy_gettext as later

KINDS: dict[str, Any] = {
    "sale": later("Sale"),
    "refund": later("Refund"),
    "void": later("Void"),
    "cash_in": later("Cash in"),
    "cash_out": later("Cash out"),
    "shift_opened": later("Register opened"),
    "shift_closed": later("Register closed"),
    "reprint": later("Reprint"),
    "override_denied": later("Price change refused"),
}
REASONS: dict[str, Any] = {
    "inventory.out_of_stock": later(
        "The store had not that many, or they were promised. Count, then book it or undo it."
    ),
    "pos.oversold": later("More was sold than the store had. Count these articles."),
    "pos.price_differs": later("The till's price was not ours any more. The sale stands as paid."),
    "pos.not_for_sale": later("An article was not for sale any more. The sale stands."),
    "pos.inputs_missing": later("The buyer was not asked what an article needs. The sale stands; ask them."),
    "catalog.inputs_missing": later("The buyer was not asked what an article needs. Ask them, then book it."),
    "pos.receipt_reused": later("The receipt's number had been used: was the tablet restored from a copy?"),
    "pos.rounding_differs": later("The cash was rounded by another rule than ours. The sale stands as paid."),
    "pos.customer_known": later(
        "A customer captured offline was known already by the same e-mail; the sale is theirs. Look whether it fits."
    ),
    "pos.customer_invalid": later("The customer's e-mail cannot be used; the sale stands as a guest's."),
    "pos.cashier_unknown": later("The cashier may not sell in this store (any more)."),
    "pos.not_allowed": later("The cashier's role does not cover this."),
    "pos.override_unapproved": later(
        "A price was changed by more than the cashier may, and nobody who may approved it."
    ),
    "pos.code_used_up": later(
        "A code of this sale counted no more when it arrived. The sale stands as paid."
    ),
    "pos.points_short": later(
        "The customer had too few points when the sale arrived. It stands as paid; none were taken."
    ),
    "promotions.used_up": later("A code of this sale was used up. It was not sold."),
    "loyalty.too_few_points": later("The customer has not so many points. It was not sold."),
    "pos.approved_offline": later(
        "A manager approved a price change while the till was offline: it checked the PIN alone. Ask the manager."
    ),
    "pos.shift_unknown": later("We do not know the shift; it is booked on the register's open one."),
    "pos.shift_closed": later("The shift was closed already; it is booked as an adjustment."),
    "pos.shift_open": later("The register was already open; the first float counts."),
    "pos.expected_differs": later("The till expected another amount of cash; ours counts."),
    "pos.unknown_sku": later("No article has this SKU. Add it, then book the sale."),
    "pos.totals_mismatch": later("The figures do not add up."),
    "pos.currency_mismatch": later("It is in another currency than the shop's."),
    "pos.sale_unknown": later("The sale that this refers to was not booked."),
    "pos.already_refunded": later("More would go back than was bought, or it went back already."),
    "pos.refund_mismatch": later("The amount is not what was paid for these articles."),
    "pos.refund_elsewhere": later("The order was not paid at a till."),
    "pos.refund_pending": later(
        "The payment gateway has not answered about this refund yet. It is asked again by itself."
    ),
    "pos.refund_refused": later(
        "The payment gateway refused this refund. Nothing was booked; no goods were taken in."
    ),
    "pos.refund_needs_network": later("An order paid online can go back only while the till is online."),
    "pos.not_handed_over": later("The goods have not left yet. Cancel them in the order instead."),
    "pos.invalid": later("The entry could not be read."),
    "pos.failed": later("We could not book this; the log says why."),
}


def kind_of(kind: str) -> str:
    """A kind in words; an unknown one names itself."""
    return str(KINDS.get(kind, kind))


def reason_of(code: str) -> str:
    """Why, in words; an unknown code names itself."""
    return str(REASONS.get(code, code))
