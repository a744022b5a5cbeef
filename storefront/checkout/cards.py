"""Gift cards and store credit at the checkout: what they pay of the total, and what is left."""

from dataclasses import dataclass, replace

from app.core.errors import Invalid, TooMany
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.giftcards import service as giftcards
from app.domains.giftcards.types import Card
from app.flows import pay_with_cards
from app.flows.pay_with_cards import Share
from app.web import paying

APART = ","


@dataclass(frozen=True, slots=True)
class Tendered:
    """Codes that pay and what each card gives; `rest` is left for another way to pay, None where nothing is.

    `credit`: what the signed-in customer could spend; `problem`: why the code just typed, or one of before, does not pay.
    """

    codes: tuple[str, ...]
    shares: tuple[Share, ...]
    rest: int | None
    credit: Card | None
    problem: str
    offered: bool = True

    @property
    def due(self) -> int:
        """What the other way to pay is asked for."""
        return self.rest or 0


def tendered(values: dict[str, str], total: int, currency: str, *, sells_cards: bool = False) -> Tendered:
    """What the page's fields say; a good code moves from `gift_card`, where it is typed, to `gift_cards`.

    A cart that `sells_cards` is paid another way.
    """
    if sells_cards:
        values |= {"gift_cards": "", "gift_card": "", "use_credit": ""}
        return Tendered((), (), pay_with_cards.rest((), total), None, "", offered=False)
    kept = [code for code in values.get("gift_cards", "").split(APART) if code]
    kept = [code for code in kept if code != values.get("drop_card")]
    typed = "".join(values.get("gift_card", "").replace(APART, " ").split())[:40]
    codes, problem = _good(kept, typed, currency)
    if typed in codes:
        values["gift_card"] = ""
    values["gift_cards"] = APART.join(codes)
    credit = _credit(currency)
    return paid_of(Tendered(tuple(codes), (), None, credit, problem), values, total, currency)


def paid_of(found: Tendered, values: dict[str, str], total: int, currency: str) -> Tendered:
    """The same codes over another total."""
    spent = found.credit.customer_id if found.credit and values.get("use_credit") else None
    shares = pay_with_cards.shares(found.codes, total, currency, credit_of=spent)
    return replace(found, shares=shares, rest=pay_with_cards.rest(shares, total))


def _good(kept: list[str], typed: str, currency: str) -> tuple[list[str], str]:
    """The codes that pay, and what is wrong with the first that does not."""
    good: list[str] = []
    problem = ""
    for code in dict.fromkeys([*kept, *([typed] if typed else [])]):
        try:
            with paying.trying_codes([code]):
                pay_with_cards.shares([*good, code], 0, currency)
        except Invalid as refusal:
            problem = problem or refusal.message
        except TooMany as refusal:
            return good, refusal.message
        else:
            good.append(code)
    return good, problem


def _credit(currency: str) -> Card | None:
    """What whoever is signed in has to spend."""
    customer_id = current_principal().customer_id
    found = giftcards.credit_of(customer_id, currency) if customer_id else None
    return found if found is not None and giftcards.pays(found) else None


def words(share: Share) -> str:
    """What a share is called on the bill."""
    if share.card.kind == "credit":
        return _("Store credit")
    return _("Gift card …%(last4)s", last4=share.card.last4)
