"""Pure rules: codes, and how long a card of a country lasts."""

import secrets
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.core.money import round_div

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
GRACE = timedelta(days=90)
"""How long money that comes back to a card that has ended meanwhile can be spent."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """`years` a card lasts in a country (None: it never ends); to the end of the year it ends in, if `whole_year`."""

    years: int | None
    source: str
    whole_year: bool = False


EXPIRY: Mapping[str, Expiry] = {
    "DE": Expiry(3, "BGB sections 195, 199: three years from the end of the year it was sold", True),
    "AT": Expiry(30, "ABGB section 1478: thirty years; OGH 7 Ob 22/12d refuses shorter terms"),
    "CH": Expiry(10, "OR art. 127: ten years"),
    "NL": Expiry(5, "BW 3:307: five years"),
    "IE": Expiry(5, "Consumer Protection (Gift Vouchers) Act 2019: at least five years"),
    "US": Expiry(5, "15 U.S.C. 1693l-1 (CARD Act): at least five years from issue or last load"),
    "CA": Expiry(None, "provincial law, e.g. Ontario Reg. 17/05 s. 25.3: no expiry"),
    "AU": Expiry(3, "Competition and Consumer Act sch. 2 s. 99B: at least three years"),
    "NZ": Expiry(3, "Fair Trading (Gift Card Expiry) Amendment Act 2024: at least three years"),
    "BR": Expiry(10, "Codigo Civil art. 205: ten years"),
}
NEVER = Expiry(None, "no term in the law known here, so it never ends")
"""For every other country."""


def expires_on(country: str, issued: date) -> date | None:
    """The last day on which a card issued on a day pays; None where it never ends."""
    rule = EXPIRY.get(country, NEVER)
    if rule.years is None:
        return None
    year = issued.year + rule.years
    if rule.whole_year:
        return date(year, 12, 31)
    return date(year, issued.month, min(issued.day, monthrange(year, issued.month)[1]))


def declared(taxed: Mapping[str, Any], before: int, after: int) -> dict[str, Any]:
    """What a single-purpose card pays, from one balance to the next, with the tax that its sale was taxed with.

    All that it ever pays carries exactly that tax: each part has what lies between the two balances.
    """
    tax = round_div(taxed["tax"] * before, taxed["total"]) - round_div(taxed["tax"] * after, taxed["total"])
    return {"name": taxed["name"], "rate": taxed["rate"], "net": before - after - tax, "tax": tax}


def new_code() -> str:
    """A random code of 16 signs (78 bits), none of which is mistaken for another."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def code_of(secret: bytes) -> str:
    """The code that stands for a secret of at least 16 bytes: the same each time."""
    number, signs = int.from_bytes(secret), []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_ALPHABET))
        signs.append(CODE_ALPHABET[place])
    return "".join(signs)


def plain(code: str) -> str:
    """A code as typed, without dashes and blanks, in capitals."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def spaced(code: str) -> str:
    """A code as people read it: in groups of four."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
