"""A gateway whose word on refunds a test chooses."""

import pytest

from app.domains.payments.ports import GatewayTimeout, Outcome
from app.domains.payments.strategies import registry


class RefundingGateway(registry.TestGateway):
    """Charges as the test gateway does; `answer` is its word on refunds: paid, refused or silent."""

    __test__ = False
    answer = "paid"

    def refund(self, key: str, charge_key: str, amount: int, currency: str, tenant: str) -> Outcome:
        if self.answer == "silent":
            raise GatewayTimeout(key)
        if self.answer == "refused":
            return Outcome("declined", code="account_closed")
        return super().refund(key, charge_key, amount, currency, tenant)


def installed(monkeypatch: pytest.MonkeyPatch) -> RefundingGateway:
    """Put one in the test gateway's place."""
    made = RefundingGateway()
    monkeypatch.setitem(registry.GATEWAYS, "test", made)
    return made
