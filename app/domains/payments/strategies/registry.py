"""Payment methods by code."""

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.domains.payments.ports import Gateway
from app.domains.payments.strategies.balance import Balance
from app.domains.payments.strategies.manual import Manual
from app.domains.payments.strategies.test_mode import TestGateway

GATEWAYS: dict[str, Gateway] = {
    "test": TestGateway(),
    "cash": Manual(),
    "card_external": Manual(),
    "gift_card": Balance(),
    "store_credit": Balance(),
}
BALANCES = ("gift_card", "store_credit")
ONLINE = ("test",)


def gateway(method: str) -> Gateway:
    """Raises Invalid for a method that is not offered."""
    if method not in GATEWAYS:
        raise Invalid(
            _("This payment method is not offered"), fields={"payment.method": _("Choose another method")}
        )
    return GATEWAYS[method]
