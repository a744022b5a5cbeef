"""What shoppers fill in about themselves."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.i18n import gettext as _
from app.core.ids import parse_id
from app.domains.customers.types import Address
from app.web.forms import Checkbox, Form, OptionalText, Text
from storefront.checkout.forms import MAIL


def _mail(value: str) -> str:
    if not MAIL.fullmatch(value):
        raise ValueError(_("Enter an e-mail address, such as kim@example.com"))
    return value


Mail = Annotated[Text, AfterValidator(_mail)]
Password = Annotated[str, Field(min_length=1, max_length=200)]
Short = Annotated[OptionalText, Field(max_length=200)]


class SignInForm(Form):
    email: Text
    password: Password


class RegisterForm(Form):
    name: Text
    email: Mail
    password: Password


class AskForm(Form):
    email: Mail


class ResetForm(Form):
    password: Password


class ProfileForm(Form):
    name: Text
    email: Mail
    phone: Short = ""


class PasswordForm(Form):
    current: Password
    password: Password


class AddressForm(Form):
    id: Short = ""
    name: Text
    line1: Text
    line2: Short = ""
    postal_code: Annotated[Text, Field(max_length=20)]
    city: Text
    region: Short = ""
    country: Annotated[Text, Field(pattern="^[A-Z]{2}$")]
    is_default: Checkbox = False

    def address(self) -> Address:
        """As the address book takes it."""
        return Address(
            id=parse_id(self.id), name=self.name, line1=self.line1, line2=self.line2, postal_code=self.postal_code,
            city=self.city, region=self.region, country=self.country,
            is_default=self.is_default,
        )  # fmt: skip
