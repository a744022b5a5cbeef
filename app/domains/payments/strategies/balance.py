"""Gift cards and store credit: their share was taken in the transaction that wrote the payment, so it is paid."""

from app.domains.payments.ports import Charge, Outcome


class Balance:
    """A balance of ours: nobody outside is asked. What a refund returns is booked when it is settled."""

    def charge(self, charge: Charge) -> Outcome:
        return Outcome("paid")

    def find(self, key: str) -> Outcome | None:
        return Outcome("paid")

    def cancel(self, key: str, tenant: str) -> Outcome:
        return Outcome("paid")

    def refund(self, key: str, charge_key: str, amount: int, currency: str, tenant: str) -> Outcome:
        return Outcome("paid")
