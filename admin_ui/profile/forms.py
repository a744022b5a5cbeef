"""What a person changes about themselves."""

from pydantic import Field

from app.web.forms import Form, Text


class ProfileForm(Form):
    name: Text = Field(max_length=200)
    locale: Text = Field(max_length=10)


class PasswordForm(Form):
    current: str = Field(min_length=1, max_length=500)
    password: str = Field(min_length=1, max_length=500)


class CodeForm(Form):
    code: Text = Field(max_length=40)


class PinForm(Form):
    pin: Text = Field(max_length=20)
