"""The demo shops' points: the programme is on, customers with an account have some, and a test of a price waits."""

from sqlalchemy import select

from app.core.db import db
from app.domains.channels import service as channels
from app.domains.channels.types import LoyaltyRules
from app.domains.customers.models import Customer
from app.domains.experiments import service as experiments
from app.domains.loyalty import service as loyalty
from app.samples.places import Shop

RULES = {
    "halm-ton": LoyaltyRules(on=True, worth=2, tiers=("Silber: 500 + 5", "Gold: 1500 + 10")),
    "tamarack": LoyaltyRules(on=True, worth=2, tiers=("Trail: 500 + 5", "Summit: 1500 + 10")),
}
WELCOME = {"halm-ton": "Willkommen", "tamarack": "Welcome"}
TESTS = {
    "halm-ton": ("zehn", "Zehn Prozent auf Leuchten"),
    "tamarack": ("ten", "Ten percent off camp kitchens"),
}


def begin(shop: Shop) -> None:
    """Switch the points on, welcome members and draft a test. In the open unit of work."""
    if shop.slug not in RULES:
        return
    channels.save(RULES[shop.slug])
    members = select(Customer.id).where(Customer.password_hash.is_not(None)).order_by(Customer.id)
    for place, member in enumerate(db.session.scalars(members).all()):
        loyalty.adjust(member, 250 + 125 * place, WELCOME[shop.slug])
    code, name = TESTS[shop.slug]
    experiments.write(code=code, name=name, channel_id=channels.channel("web").id, share=50)
