"""What a shopper fills in to order. Everything is kept as typed, so that a refusal loses nothing."""

import re

from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.postal import CITY_FIRST
from app.domains.customers.types import Address
from app.domains.orders.types import Contact
from app.flows.price_checkout import Checkout
from app.web.forms import Form, OptionalText

MAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
LONGEST = {
    "gift_cards": 500,
    "postal_code": 20,
    "country": 2,
    "phone": 40,
    "seen_offers": 4000,
    "seen_gifts": 2000,
}


class CheckoutForm(Form):
    email: OptionalText = ""
    phone: OptionalText = ""
    name: OptionalText = ""
    line1: OptionalText = ""
    line2: OptionalText = ""
    postal_code: OptionalText = ""
    city: OptionalText = ""
    region: OptionalText = ""
    country: OptionalText = ""
    delivery: OptionalText = ""
    location: OptionalText = ""
    token: OptionalText = ""
    keep_address: OptionalText = ""
    seen_total: OptionalText = ""
    seen_rest: OptionalText = ""
    gift_cards: OptionalText = ""
    use_credit: OptionalText = ""
    seen_offers: OptionalText = ""
    seen_gifts: OptionalText = ""

    @property
    def picks_up(self) -> bool:
        return self.delivery == "pickup"

    @property
    def downloads(self) -> bool:
        return self.delivery == "download"

    @property
    def agreed(self) -> int | None:
        """The total that the page showed, minor units."""
        return int(self.seen_total) if self.seen_total.isdecimal() and self.seen_total.isascii() else None

    @property
    def gifts(self) -> frozenset[str]:
        """The free gifts that the page showed."""
        return frozenset(filter(None, self.seen_gifts.split(",")))

    def check(self, *, phone: str, pays_more: bool) -> None:
        """Raises Invalid naming each field to mend. `phone` is the shop's setting: off, optional or required.

        `pays_more`: gift cards do not pay all of it, so another way has to be chosen.
        """
        needed = {"email": self.email, "name": self.name, "delivery": self.delivery}
        if pays_more:
            needed["token"] = self.token
        if phone == "required":
            needed["phone"] = self.phone
        if self.picks_up:
            needed["location"] = self.location
        elif self.downloads:
            needed["country"] = self.country
        else:
            needed |= {
                "line1": self.line1,
                "postal_code": self.postal_code,
                "city": self.city,
                "country": self.country,
            }
            if self.country in CITY_FIRST:
                needed["region"] = self.region
        problems = {name: _missing(name) for name, value in needed.items() if not value}
        if self.email and not MAIL.fullmatch(self.email):
            problems["email"] = _("Enter an e-mail address, such as kim@example.com")
        for name in type(self).model_fields:
            most = LONGEST.get(name, 200)
            if len(getattr(self, name)) > most:
                problems[name] = _("Use at most %(max)s characters", max=most)
        if problems:
            raise Invalid(_("Some fields need another look"), fields=problems)

    def address(self) -> Address | None:
        """What the account shall keep, if it was asked to; a pickup has none."""
        if not self.keep_address or self.picks_up or self.downloads:
            return None
        return Address(
            name=self.name, line1=self.line1, line2=self.line2, city=self.city, postal_code=self.postal_code,
            region=self.region, country=self.country,
        )  # fmt: skip

    def checkout(self, method: str, codes: tuple[str, ...]) -> Checkout:
        """The buyer's decision as the flow takes it; a pickup needs no address. `method` pays what cards do not."""
        if self.picks_up:
            contact = Contact(name=self.name, email=self.email, phone=self.phone)
        elif self.downloads:
            contact = Contact(name=self.name, email=self.email, phone=self.phone, country=self.country)
        else:
            contact = Contact(
                name=self.name, email=self.email, phone=self.phone, line1=self.line1, line2=self.line2, city=self.city,
                postal_code=self.postal_code, region=self.region, country=self.country,
            )  # fmt: skip
        place = self.location if self.picks_up else None
        return Checkout(
            contact,
            self.delivery,
            place,
            method,
            self.token if method else "",
            codes,
            credit=bool(self.use_credit),
            total=self.agreed,
            gifts=self.gifts,
        )


def _missing(name: str) -> str:
    if name == "location":
        return _("Choose the store")
    if name in ("delivery", "token"):
        return _("Choose one of the options")
    return _("Fill this in")
