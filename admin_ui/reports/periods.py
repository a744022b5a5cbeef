"""Periods that people ask for."""

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import model_validator

from app.core.i18n import gettext as _
from app.queries.sales_report import Period
from app.web.forms import Blank, Form

LONGEST = timedelta(days=1100)
Day = Annotated[date | None, Blank]


class PeriodForm(Form):
    """The last 30 days where nothing is said."""

    first: Day = None
    last: Day = None

    @model_validator(mode="after")
    def _in_order(self) -> "PeriodForm":
        if self.first and self.last and self.first > self.last:
            raise ValueError(_("The first day comes after the last"))
        return self

    def period(self, today: date) -> Period:
        """The days asked for, at most three years."""
        last = self.last or today
        first = self.first or min(last, today) - timedelta(days=29)
        return Period(max(first, last - LONGEST), last)


def usual(today: date) -> list[tuple[Any, Period]]:
    """(label, period) of what is asked for most."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    return [
        (_("Today"), Period(today, today)),
        (_("Last 7 days"), Period(today - timedelta(days=6), today)),
        (_("Last 30 days"), Period(today - timedelta(days=29), today)),
        (_("This month"), Period(month, today)),
        (_("Last month"), Period(before.replace(day=1), before)),
        (_("This year"), Period(today.replace(month=1, day=1), today)),
    ]
