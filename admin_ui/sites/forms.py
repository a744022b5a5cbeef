"""What the merchant says about a site."""

from typing import Annotated, Literal

from pydantic import Field

from app.domains.channels.types import Site
from app.web.forms import Checkbox, Form, OptionalText, Text

Code = Annotated[OptionalText, Field(max_length=20)]
TAX_STYLES = {"": None, "included": True, "excluded": False}


class SiteForm(Form):
    name: Text = Field(max_length=60)
    country: Code = ""
    tax: Literal["", "included", "excluded"] = ""
    locale: Code = ""
    locales: list[str] = Field(default_factory=list, max_length=20)
    timezone: Annotated[OptionalText, Field(max_length=60)] = ""
    theme: Literal["", "atelier", "field", "depot"] = ""
    all_delivery: Checkbox = False
    delivery: list[str] = Field(default_factory=list, max_length=100)
    all_payments: Checkbox = False
    payments: list[str] = Field(default_factory=list, max_length=20)

    def site(self, code: str, currency: str) -> Site:
        """As the channels take it."""
        return Site(
            code=code, name=self.name, currency=currency, country=self.country.upper() or None,
            tax_included=TAX_STYLES[self.tax], locale=self.locale or None, locales=tuple(self.locales),
            theme=self.theme or None, timezone=self.timezone or None,
            delivery=None if self.all_delivery else tuple(self.delivery),
            payments=None if self.all_payments else tuple(self.payments),
        )  # fmt: skip


class NewSiteForm(SiteForm):
    code: Text = Field(max_length=20)
    currency: Text = Field(max_length=3)
    kind: str = Field(default="web", max_length=20)


class DomainForm(Form):
    host: Text = Field(max_length=253)


class TakeOverForm(Form):
    factor: Text = Field(max_length=12)
    step: int = Field(default=1, ge=1, le=100_000)
    all_prices: Checkbox = False
