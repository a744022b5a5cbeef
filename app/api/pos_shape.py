"""What tills send and get (docs/till.md)."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from app.api.schemas import Body, Money, Params, Quantity, Reply
from app.queries import till_board

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$")]
MOST_AT_ONCE = 100


class RegisterBody(Body):
    code: Code
    name: Words
    location: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class RegisterReply(Reply):
    id: UUID
    code: str
    name: str
    location: str
    open: bool


class RegisterPage(Reply):
    items: list[RegisterReply]


class RegisterPath(Params):
    register_id: UUID


class PairingCodeReply(Reply):
    code: str
    expires_at: datetime


class PairingBody(Body):
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    device: UUID | None = Field(None, description="id of a tablet that was paired before: it keeps its queue")
    name: Annotated[str, StringConstraints(max_length=80)] = ""


class SetupReply(Reply):
    """Many more fields than shown: see docs/till.md."""

    version: str
    receipt_prefix: str


class PairingReply(Reply):
    device: UUID
    token: str
    setup: SetupReply


class StateReply(Reply):
    setup_version: str
    catalog_version: str


class CatalogQuery(Params):
    since: Annotated[str, StringConstraints(max_length=300)] = ""


class CatalogReply(Reply):
    items: list[dict[str, Any]]
    removed: list[str]
    version: str
    full: bool
    more: bool
    total: int


class SignInBody(Body):
    cashier: UUID
    pin: Annotated[str, StringConstraints(pattern=r"^[0-9]{4,8}$")]


class SignInReply(Reply):
    cashier: UUID
    name: str
    permissions: list[str]


class OverrideBody(Body):
    """`value`: millionths for percent, else minor units; `line`: the basket line's id, none for the whole basket."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    line: Annotated[str, StringConstraints(max_length=40)] | None = None
    kind: Literal["percent", "amount", "price"]
    value: Annotated[int, Field(gt=0, le=2**53)]
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class ApprovalBody(Body):
    """`title`: what it is about, for the record."""

    cashier: UUID
    approver: UUID
    pin: Annotated[str, StringConstraints(pattern=r"^[0-9]{4,8}$")]
    basket: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    title: Annotated[str, StringConstraints(max_length=200)] = ""
    override: OverrideBody


class ApprovalReply(Reply):
    """`approval` goes with the sale, as it is."""

    approval: str


class SalePath(Params):
    number: Annotated[str, Field(description="of a receipt or an order", max_length=60)]


class SoldLineReply(Reply):
    line: int
    sku: str
    title: str
    quantity: Quantity
    refunded: float
    fulfilled: Annotated[float, Field(description="what has left: only that can come back")]
    serials: Annotated[list[str], Field(description="numbers of units of its item that the sale still has")]
    total: Money


class HeldReply(Reply):
    method: str
    amount: Money


class SaleReply(Reply):
    order: str
    operation: UUID | None
    receipt: str | None
    placed_at: datetime
    lines: list[SoldLineReply]
    payments: list[HeldReply]


class CustomerQuery(Params):
    q: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class SuggestionReply(Reply):
    id: UUID
    name: str
    email: str
    phone: str


class SuggestionsReply(Reply):
    items: list[SuggestionReply]


class OperationBody(Body):
    """`hash`: SHA-256, in hex, of the canonical JSON of {at, kind, payload}; checked when given."""

    id: UUID
    seq: Annotated[int, Field(ge=0, le=2**53)]
    kind: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    at: Annotated[str, StringConstraints(min_length=1, max_length=40), Field(description="time with zone")]
    payload: dict[str, Any]
    hash: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] | None = None


class OperationsBody(Body):
    device: UUID
    sent_at: AwareDatetime | None = Field(None, description="when the device sends this, by its own clock")
    operations: list[OperationBody] = Field(max_length=MOST_AT_ONCE)


class VerdictReply(Reply):
    id: UUID
    status: Literal["accepted", "duplicate", "accepted_with_exception", "refused"]
    code: str | None = None
    order: str | None = None


class VerdictsReply(Reply):
    verdicts: list[VerdictReply]


def register(found: till_board.RegisterRow) -> dict[str, Any]:
    """A register: see RegisterReply."""
    return {
        "id": found.id, "code": found.code, "name": found.name, "location": found.location,
        "open": found.shift_id is not None,
    }  # fmt: skip
