"""What to look for in the audit log."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.queries.audit_log import Search
from app.web.forms import Blank, Form, OptionalText


class SearchForm(Form):
    actor: OptionalText = Field(default="", max_length=100)
    action: OptionalText = Field(default="", max_length=100)
    object: OptionalText = Field(default="", max_length=100)
    first_day: Annotated[date | None, Blank] = None
    last_day: Annotated[date | None, Blank] = None

    def search(self) -> Search:
        return Search(**self.model_dump())
