"""People that tests sell to."""

from app.domains.orders.types import Contact

ANN = Contact(
    name="Ann Buyer",
    email="ann@example.com",
    line1="Hauptstr. 1",
    city="Berlin",
    postal_code="10115",
    country="DE",
)
