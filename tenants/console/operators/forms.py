"""What operators type about their own account."""

from pydantic import Field

from app.web.forms import Form, Text


class PasswordForm(Form):
    current: str = Field(min_length=1, max_length=500)
    password: str = Field(min_length=1, max_length=500)


class CodeForm(Form):
    code: Text = Field(max_length=20)
