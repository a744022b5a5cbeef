"""Payments and refunds that a crash or a silent gateway left open; stock promised too long."""

from app.domains.giftcards import service as giftcards
from app.domains.inventory import service as inventory
from app.flows import carry_out_refund, keep_lots, pay_with_cards, recover_payment
from app.outbound.rates import service as daily_rates
from workers.middleware import tenant_actor


@tenant_actor("payments.recover", max_retries=2)
def recover() -> None:
    """Ask gateways about payments without an outcome."""
    recover_payment.recover_all()


@tenant_actor("refunds.carry_out_open", max_retries=2)
def carry_out_open() -> None:
    """Have refunds paid that no gateway has answered for."""
    carry_out_refund.carry_out_open()


@tenant_actor("giftcards.expire", unit=True, max_retries=2)
def expire_gift_cards() -> None:
    """End cards whose last day has gone by, and write off what was left on them."""
    giftcards.expire()


@tenant_actor("giftcards.release_holds", unit=True, max_retries=2)
def release_holds() -> None:
    """Put back on gift cards what tills took and no sale has used for a day."""
    pay_with_cards.release_forgotten()


@tenant_actor("stock.hold_expired_lots", unit=True, max_retries=2)
def hold_expired_lots() -> None:
    """Take lots out of sale whose day has passed."""
    keep_lots.hold_expired()


@tenant_actor("stock.release_expired", unit=True, max_retries=2)
def release_expired() -> None:
    """Give back stock whose reservation ran out: for the shelf's sake, selling does not wait for it."""
    inventory.release_expired()


@tenant_actor("rates.fetch", max_retries=2)
def fetch_rates() -> None:
    """Fetch the central bank's rates of the day for shops that want them."""
    daily_rates.fetch_daily()
