"""What is said about API clients."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.web.forms import Blank, Form, Text


class ProgramForm(Form):
    name: Text = Field(max_length=100)
    kind: Literal["key", "oauth"] = "key"
    scopes: list[str] = Field(default_factory=list)
    rate: Annotated[float | None, Blank] = Field(default=None, gt=0, le=10_000)
    expires_on: Annotated[date | None, Blank] = None
