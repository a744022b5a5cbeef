"""The gateway of test mode (CONTRACT, "Payment tokens"). It keeps its own book, through its own connection that
commits by itself, so it can disagree with the shop: crash tests compare the two."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from app.core import rows
from app.core.engines import engine_of
from app.core.ids import new_id
from app.domains.payments.ports import Charge, GatewayTimeout, Outcome, State

STATES: Mapping[str, tuple[State, str]] = {
    "tok_approve": ("paid", ""),
    "tok_timeout": ("paid", ""),
    "tok_needs_action": ("requires_action", ""),
    "tok_decline": ("declined", "card_declined"),
}
BOOK = text(
    """
    with made as (
        insert into shared.test_gateway_charge (key, tenant, kind, parent, amount, currency, status, reference)
        values (:key, :tenant, :kind, :parent, :amount, :currency, :status, :reference)
        on conflict (key) do nothing returning status, reference
    )
    select status, reference from made
    union all select status, reference from shared.test_gateway_charge where key = :key
    limit 1
    """
)


def _connect() -> Connection:
    return engine_of("default").connect().execution_options(isolation_level="AUTOCOMMIT")


def _outcome(row: Any, key: str) -> Outcome:
    state: State = "paid" if row.status == "refunded" else row.status
    next_action = {"url": f"/pay/{key}"} if state == "requires_action" else None
    return Outcome(state, row.reference, "card_declined" if state == "declined" else "", next_action)


class TestGateway:
    """Approves, declines, stays silent or asks for an action, by the token it is given."""

    def charge(self, charge: Charge) -> Outcome:
        status, _code = STATES.get(charge.token, ("declined", "unknown_token"))
        outcome = self._write(charge, status, "charge")
        if charge.token == "tok_timeout" and outcome.state == "paid":  # noqa: S105 - a published test token
            raise GatewayTimeout(charge.key)
        return outcome

    def find(self, key: str) -> Outcome | None:
        with _connect() as book:
            row = book.execute(
                text("select status, reference from shared.test_gateway_charge where key = :key"),
                {"key": key},
            ).first()
        return _outcome(row, key) if row else None

    def cancel(self, key: str, tenant: str) -> Outcome:
        with _connect() as book:
            book.execute(
                text(
                    "update shared.test_gateway_charge set status = 'cancelled'"
                    " where key = :key and status = 'requires_action'"
                ),
                {"key": key},
            )
        return self._write(Charge(key, tenant, 0, "XXX", ""), "cancelled", "charge")

    def refund(self, key: str, charge_key: str, amount: int, currency: str, tenant: str) -> Outcome:
        return self._write(Charge(key, tenant, amount, currency, ""), "refunded", "refund", parent=charge_key)

    def complete(self, key: str, *, approve: bool) -> Outcome | None:
        """The payer acted on the gateway's own page: approved or refused."""
        with _connect() as book:
            book.execute(
                text(
                    "update shared.test_gateway_charge set status = :to where key = :key and status = 'requires_action'"
                ),
                {"key": key, "to": "paid" if approve else "declined"},
            )
        return self.find(key)

    def _write(self, charge: Charge, status: str, kind: str, parent: str | None = None) -> Outcome:
        with _connect() as book:
            row = rows.execute(
                book,
                BOOK,
                {
                    "key": charge.key, "tenant": charge.tenant, "kind": kind, "parent": parent,
                    "amount": charge.amount, "currency": charge.currency, "status": status,
                    "reference": f"test_{new_id().hex[-12:]}",
                },
            ).one()  # fmt: skip
        return _outcome(row, charge.key)
