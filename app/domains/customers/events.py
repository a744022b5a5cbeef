"""Facts about shoppers. One-time tokens travel sealed under the person's key (base64)."""

from typing import ClassVar

from app.core.events import Event, event


@event
class CustomerRegistered(Event):
    """An account was opened."""

    NAME: ClassVar[str] = "customers.customer_registered.v1"
    customer_id: str


@event
class CustomerPasswordResetAsked(Event):
    """Mail the link to choose a new password; `customers.service.token_mail` opens what the mail needs."""

    NAME: ClassVar[str] = "customers.password_reset_asked.v1"
    customer_id: str
    sealed_token: str


@event
class CustomerErased(Event):
    """The person's key is destroyed; copies elsewhere must go too."""

    NAME: ClassVar[str] = "customers.customer_erased.v1"
    customer_id: str


@event
class CustomerTermsChanged(Event):
    """A customer is in other groups or buys for another company, or a company is active again.

    Prices may be others for them; of the two ids one is said.
    """

    NAME: ClassVar[str] = "customers.terms_changed.v1"
    customer_id: str = ""
    company_id: str = ""
