"""What is said about registers and their operations."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from app.core.i18n import gettext as _
from app.web.forms import Form, OptionalText, Text

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")


def _code(value: str) -> str:
    if not CODE.fullmatch(value):
        raise ValueError(_("Use up to 20 letters, digits, - and _, such as K1"))
    return value


class RegisterForm(Form):
    code: Annotated[str, AfterValidator(_code)]
    name: Text = Field(max_length=80)


class ResolveForm(Form):
    note: OptionalText = Field(default="", max_length=300)
