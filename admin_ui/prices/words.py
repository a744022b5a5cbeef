"""What price lists are called, and why one won, in the reader's language."""

from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as later

KINDS = {
    "base": later("Base"), "market": later("Market"), "channel": later("Channel"), "sale": later("Sale"),
    "segment": later("Customer group"), "contract": later("Contract"),
}  # fmt: skip
STATES = {
    "draft": later("Draft"), "active": later("Active"), "paused": later("Paused"), "planned": later("Planned"),
    "ended": later("Ended"),
}  # fmt: skip
TONES = {"draft": "neutral", "active": "done", "paused": "waiting", "planned": "info", "ended": "neutral"}
FACTS = {
    "channel": later("Channels"), "country": later("Markets"), "group": later("Customer groups"),
    "customer": later("Customers"), "company": later("Companies"), "location": later("Stores"),
    "campaign": later("Campaigns"),
}  # fmt: skip
SOURCES = {
    "screen": later("Console"), "import": later("Import"), "api": later("API"), "till": later("Till"),
    "job": later("System"), "rate": later("Exchange rate"), "": "\u2013",
}  # fmt: skip
REQUESTS = {
    "base": later("Products' prices"), "list": later("Price list"), "terms": later("Percentage of a price list"),
    "promotion": later("Promotion"),
}  # fmt: skip
REASONS = {
    "the strongest list": later("The strongest list that holds"),
    "the only list that holds": later("The only list that holds"),
    "as strong as another list, the lower price first": later("As strong as another list: the lower price comes first"),
    "as strong as the list that won, which comes first": later("As strong as the list that won, which comes first"),
    "as strong as another list: refused": later("As strong as another list: the shop refuses ties"),
    "another list is cheaper": later("Another list is cheaper"),
    "a stronger kind of list won": later("A stronger kind of list won"),
    "another list has a higher priority": later("Another list has a higher priority"),
    "another list stands before it": later("Another list stands before it"),
    "another list is more specific": later("Another list is more specific"),
    "its exchange rate is too old": later("Its exchange rate is too old"),
    "no price for it": later("It has no price for this article"),
    "not active": later("It is not active"), "not begun": later("It has not begun"), "ended": later("It has ended"),
    "not for this channel": later("It is for other channels"), "not for this market": later("It is for other markets"),
    "not for this customer group": later("It is for other customer groups"),
    "not for this customer": later("It is for other customers"), "not for this company": later("It is for other companies"),
    "not for this store": later("It is for other stores"), "not for this campaign": later("It is for a campaign"),
    "its conditions do not hold": later("None of its conditions holds"),
}  # fmt: skip


def reason(told: str) -> str:
    """A reason of the engine in words."""
    return str(REASONS.get(told, told))


def condition(on: str, values: list[str]) -> str:
    """A condition in words."""
    return f"{FACTS.get(on, on)}: {', '.join(values)}" if values else _("Everybody with an account")
