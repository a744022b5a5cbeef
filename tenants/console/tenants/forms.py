"""What operators type about a tenant."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from app.web.forms import Blank, Form, OptionalText, Text


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


Code2 = Annotated[str, BeforeValidator(_upper), Field(pattern=r"^[A-Z]{2}$")]
Code3 = Annotated[str, BeforeValidator(_upper), Field(pattern=r"^[A-Z]{3}$")]


class NewTenantForm(Form):
    name: Text = Field(max_length=120)
    slug: Text = Field(max_length=40)
    country: Code2
    currency: Code3
    tax: Literal["included", "excluded"]
    plan: Text
    admin_email: Text = Field(max_length=320, pattern=r"^[^@\s]+@[^@\s]+$")


class ReasonForm(Form):
    reason: Text = Field(max_length=300)


class DeleteForm(Form):
    slug: Text
    reason: OptionalText = ""


class HostForm(Form):
    host: Text = Field(max_length=253)


class PlanForm(Form):
    plan: Text


class ReactionForm(Form):
    """One failing reaction; without an event, all of them."""

    event: Annotated[int | None, Blank] = Field(default=None, ge=1, le=2**63 - 1)
    reaction: OptionalText = Field(default="", max_length=300)
