"""What changed between the page and the order, in words: nobody is charged another total in silence."""

from collections.abc import Mapping

from app.core.i18n import gettext as _
from app.domains.pricing.engine import Quote
from app.flows import explain_quote
from app.queries import offers
from app.web.design_system import format_money


def words(typed: Mapping[str, str], quote: Quote) -> str:
    """The offers that went, why, and the total before and now."""
    return " ".join([*_lost(typed.get("seen_offers", ""), quote), _total(typed.get("seen_total", ""), quote)])


def _lost(seen: str, quote: Quote) -> list[str]:
    gone = explain_quote.lost(quote, seen)
    names = offers.names([each for each, _why in gone]) if gone else {}
    return [
        _("%(offer)s does not count any more: %(reason)s.", offer=names[each], reason=why)
        if why
        else _("%(offer)s has ended.", offer=names[each])
        for each, why in gone
        if each in names
    ]


def _total(seen: str, quote: Quote) -> str:
    now = format_money(quote.totals.total, quote.currency)
    if not (seen.isascii() and seen.isdecimal()) or int(seen) == quote.totals.total:
        return _("The total is %(amount)s now. Look it over, then order.", amount=now)
    before = format_money(int(seen), quote.currency)
    return _(
        "The total was %(before)s and is %(amount)s now. Look it over, then order.", before=before, amount=now
    )
