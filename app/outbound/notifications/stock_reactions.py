"""Which facts about stock colleagues are written to about, if they asked for it."""

from uuid import UUID

from app.core import clock
from app.core.events import on
from app.core.i18n import locale_scope
from app.domains.catalog import service as catalog
from app.domains.catalog.events import LicenceKeysLow
from app.domains.channels.events import ChannelLate
from app.domains.identity import service as identity
from app.domains.inventory.events import StockLow
from app.outbound.notifications import service
from app.outbound.notifications.letters import stock as letters
from app.outbound.notifications.service import Recipient
from app.queries import alert_board
from app.queries.merchant import merchant


@on(LicenceKeysLow)
def tell_keys_low(low: LicenceKeysLow) -> None:
    """One mail a reader, variant and day."""
    product = catalog.product_of(UUID(low.variant_id))
    if product is None:
        return
    for reader in alert_board.readers(None):
        staff = identity.staff_member(reader)
        if email := identity.email_of(staff):
            with locale_scope(staff.locale):
                letter = letters.few_keys(product.title, product.id, free=low.free, due=low.due)
            to = Recipient(email, staff.locale, staff.id)
            cause = f"keys_low:{low.variant_id}:{clock.now():%Y-%m-%d}:{staff.id}"
            service.post(letter, to, merchant(), kind="keys_low", cause=cause)


@on(StockLow)
def tell_low(low: StockLow) -> None:
    """One mail a reader and alert."""
    about = alert_board.alert(UUID(low.alert_id))
    there = alert_board.places(about.item_id)
    for reader in alert_board.readers(about.location_id):
        staff = identity.staff_member(reader)
        if email := identity.email_of(staff):
            with locale_scope(staff.locale):
                letter = letters.low_stock(about, there)
            to = Recipient(email, staff.locale, staff.id)
            service.post(letter, to, merchant(), kind="stock_low", cause=f"stock_low:{about.id}:{staff.id}")


@on(ChannelLate)
def tell_late(late: ChannelLate) -> None:
    """One mail a reader, channel, kind and hour."""
    for reader in alert_board.readers(None):
        staff = identity.staff_member(reader)
        if email := identity.email_of(staff):
            with locale_scope(staff.locale):
                letter = letters.late_channel(late.channel, late.kind, late.seconds)
            to = Recipient(email, staff.locale, staff.id)
            cause = f"channel_late:{late.channel}:{late.kind}:{clock.now():%Y-%m-%dT%H}:{staff.id}"
            service.post(letter, to, merchant(), kind="channel_late", cause=cause)
