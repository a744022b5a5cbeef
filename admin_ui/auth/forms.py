"""What people type to get in."""

from pydantic import Field

from app.web.forms import Form, OptionalText, Text


class SignInForm(Form):
    email: Text = Field(max_length=320)
    password: str = Field(min_length=1, max_length=500)


class CodeForm(Form):
    code: Text = Field(max_length=40)


class ForgotForm(Form):
    email: Text = Field(max_length=320)


class NewPasswordForm(Form):
    password: str = Field(min_length=1, max_length=500)


class JoinForm(NewPasswordForm):
    name: OptionalText = Field(default="", max_length=200)


class ProveForm(Form):
    password: str = Field(min_length=1, max_length=500)
