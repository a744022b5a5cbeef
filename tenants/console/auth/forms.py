"""What operators type to get in."""

from pydantic import Field

from app.web.forms import Form, Text


class SignInForm(Form):
    email: Text = Field(max_length=320)
    password: str = Field(min_length=1, max_length=500)


class CodeForm(Form):
    code: Text = Field(max_length=20)


class ProveForm(Form):
    password: str = Field(min_length=1, max_length=500)
