"""A till without a screen: builds operations as a tablet does and hands them to the flow."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.core import clock
from app.core.ids import new_id
from app.core.principal import Principal, acting_as
from app.core.tenancy import Tenant, tenant_scope
from app.domains.identity.models import Staff
from app.domains.inventory.models import Location
from app.domains.pos import rules
from app.domains.pos.types import Verdict
from app.flows.apply_pos_operation import Sent, apply_operations
from tests.factories import Make

RATE = 190_000


@dataclass
class TestTill:
    """A paired tablet in a store of its own, with a cashier; its shift is opened by `open`."""

    __test__ = False
    tenant: Tenant
    store: Location
    register: Any
    device: Any
    cashier: Staff
    shift: UUID = field(default_factory=new_id)
    seq: int = 0
    receipts: int = 0

    def money(self, amount: int) -> dict[str, Any]:
        return {"amount": amount, "currency": self.tenant.currency}

    def head(self, *, offline: bool = False) -> dict[str, Any]:
        return {
            "shift": str(self.shift), "cashier": str(self.cashier.id), "currency": self.tenant.currency,
            "offline": offline,
        }  # fmt: skip

    def operation(
        self, kind: str, payload: dict[str, Any], *, at: datetime | None = None, **given: Any
    ) -> Sent:
        self.seq += 1
        written = (at or clock.now()).isoformat()
        digest = rules.operation_hash(kind, written, payload).hex()
        return Sent(
            **{
                "id": new_id(),
                "seq": self.seq,
                "kind": kind,
                "at": written,
                "payload": payload,
                "hash": digest,
                **given,
            }
        )

    def sale(
        self,
        *lines: tuple[Any, ...],
        offline: bool = False,
        cash: int | None = None,
        rounding: int = 0,
        at: datetime | None = None,
        **changes: Any,
    ) -> Sent:
        """Lines are (sku, quantity, unit price in our tax mode, what the buyer said if anything).

        `cash` of it in cash, the rest by card.
        """
        self.receipts += 1
        sold = [self.line(*line) for line in lines]
        total = sum(line["total"]["amount"] for line in sold) + rounding
        in_cash = total if cash is None else cash
        tenders = [{"method": "cash", "amount": self.money(in_cash)}] if in_cash or not total else []
        if total - in_cash:
            tenders.append(
                {"method": "card_external", "amount": self.money(total - in_cash), "reference": "A-17"}
            )
        payload = {
            **self.head(offline=offline),
            "receipt": f"{self.device.receipt_prefix or self.register.code}-{self.receipts:05d}",
            "prices_include_tax": self.tenant.tax_included,
            "lines": sold,
            "totals": {
                "subtotal": self.money(
                    sum(int(line["unit_price"]["amount"] * line["quantity"]) for line in sold)
                ),
                "discount": self.money(0),
                "tax": self.money(sum(line["tax"]["amount"] for line in sold)),
                "total": self.money(sum(line["total"]["amount"] for line in sold)),
            },
            "rounding": self.money(rounding),
            "tenders": tenders,
        }
        return self.operation("sale", payload | changes, at=at)

    def line(
        self, sku: str, quantity: int, unit_price: int, inputs: dict[str, str] | None = None
    ) -> dict[str, Any]:
        amount, included = unit_price * quantity, self.tenant.tax_included
        share = Decimal(amount) * RATE / (1_000_000 + (RATE if included else 0))
        tax = int(share.quantize(Decimal(1), rounding="ROUND_HALF_UP"))
        net = amount - tax if included else amount
        total = amount if included else amount + tax
        vat = {
            "id": "vat",
            "name": "VAT",
            "rate_micro": RATE,
            "base": self.money(net),
            "amount": self.money(tax),
        }
        return {
            "sku": sku, "title": sku, "quantity": quantity, "unit_price": self.money(unit_price),
            "discount": self.money(0), "tax": self.money(tax), "total": self.money(total), "taxes": [vat],
            **({"inputs": inputs} if inputs else {}),
        }  # fmt: skip

    def refund(
        self,
        of: Sent | None,
        *parts: tuple[int, int, int],
        ways: dict[str, int] | None = None,
        kind: str = "refund",
        **changes: Any,
    ) -> Sent:
        """Parts are (line, quantity, amount); `ways` says how much goes back by which method (all cash)."""
        self.receipts += 1
        total = sum(amount for _line, _quantity, amount in parts)
        payload = {
            **self.head(),
            "receipt": f"{self.register.code}-{self.receipts:05d}",
            "sale": {"operation": str(of.id)} if of else {},
            "lines": [
                {"line": line, "quantity": quantity, "amount": self.money(amount)}
                for line, quantity, amount in parts
            ],
            "total": self.money(total),
            "tenders": [
                {"method": method, "amount": self.money(amount)}
                for method, amount in (ways or {"cash": total}).items()
            ],
            "reason": "faulty",
            "restock": True,
        }
        return self.operation(kind, payload | changes)

    def open(self, amount: int = 0) -> Verdict:
        return self.send(self.operation("shift_opened", {**self.head(), "float": self.money(amount)}))[0]

    def close(self, count: int, expected: int | None = None) -> Sent:
        payload = {**self.head(), "count": self.money(count)}
        if expected is not None:
            payload["expected"] = self.money(expected)
        return self.operation("shift_closed", payload)

    def cash(self, kind: str, amount: int) -> Sent:
        return self.operation(kind, {**self.head(), "amount": self.money(amount), "reason": "float"})

    def send(self, *operations: Sent, sent_at: datetime | None = None) -> list[Verdict]:
        """Hand operations to the flow, as the API does."""
        me = Principal(
            "device", id=str(self.device.id), name=self.register.name, locations=frozenset({self.store.id})
        )
        with tenant_scope(self.tenant), acting_as(me):
            return apply_operations(self.device.id, operations, sent_at=sent_at)


def make_till(
    make: Make, *, role: str = "store_associate", pin_hash: str | None = "pbkdf2$1$x$x", **given: Any
) -> TestTill:
    """A till in a new store of the tenant, its shift not opened yet."""
    store = make.location(**given)
    register = make.register(location=store)
    device = make.device(register=register, receipt_prefix=f"{register.code.upper()}-1")
    cashier = make.staff(role=role, locations=[store], name="Ada Lind", pin_hash=pin_hash)
    return TestTill(make.tenant, store, register, device, cashier)
