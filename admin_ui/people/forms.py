"""What is said about colleagues and roles."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.i18n import gettext as _
from app.web.forms import Form, OptionalText, Text

MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def _mail(value: str) -> str:
    if not MAIL.fullmatch(value):
        raise ValueError(_("Enter an e-mail address, such as kim@example.com"))
    return value


Mail = Annotated[str, Field(max_length=320), AfterValidator(_mail)]


class AccessForm(Form):
    """Roles, and where they hold: `everywhere`, or the chosen locations."""

    roles: list[str] = Field(default_factory=list)
    reach: str = "chosen"
    locations: list[str] = Field(default_factory=list)


class InviteForm(AccessForm):
    name: Text = Field(max_length=200)
    email: Mail
    locale: str = "en"


class RoleForm(Form):
    name: Text = Field(max_length=100)
    description: OptionalText = Field(default="", max_length=300)
    rights: list[str] = Field(default_factory=list)


class PinForm(Form):
    pin: Text = Field(max_length=20)
