"""Prices and promotions below the margin: approved by somebody who may, and then written; or refused."""

from uuid import UUID

from app.core.errors import Forbidden, Invalid
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.pricing import price_lists, waiting
from app.domains.pricing import service as pricing
from app.domains.pricing.models import PriceRequest
from app.domains.pricing.sources import price_source
from app.flows import guard_margin, write_promotion


def approve(request_id: UUID, note: str = "") -> None:
    """Write what was asked for. Raises UnknownPriceRequest, PriceRequestDecided, Forbidden, Invalid, Conflict."""
    row = _taken(request_id)
    with price_source(row.source):
        _write(row)
    waiting.decide(row, "approved", note)


def refuse(request_id: UUID, note: str) -> None:
    """Leave all as it is. Raises UnknownPriceRequest, PriceRequestDecided, Forbidden, Invalid at `note`."""
    row = _taken(request_id)
    if not note.strip():
        raise Invalid(_("Some fields need another look"), fields={"note": _("Say why")})
    waiting.decide(row, "refused", note)


def may_decide(actor: str) -> bool:
    """Whether the caller may decide what somebody asked for."""
    if not guard_margin.may_undercut():
        return False
    return actor != current_principal().label or guard_margin.may_approve_own()


def _taken(request_id: UUID) -> PriceRequest:
    row = waiting.take(request_id)
    if not may_decide(row.actor):
        raise Forbidden(_("Somebody else decides what you asked for"))
    return row


def _write(row: PriceRequest) -> None:
    told, subject = row.payload, row.subject_id
    if row.kind == "base":
        pricing.set_base_prices(waiting.prices_of(told["prices"]))
    elif subject is None:
        return
    elif row.kind == "promotion":
        write_promotion.write_approved(subject, told)
    elif row.kind == "terms":
        price_lists.change_list(subject, waiting.list_of(told["list"]))
    elif "amounts" in told:
        price_lists.change_amounts(subject, {UUID(key): amount for key, amount in told["amounts"].items()})
    else:
        price_lists.set_entries(subject, waiting.entries_of(told["entries"]))
