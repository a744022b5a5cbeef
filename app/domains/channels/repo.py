"""Statements of the channels domain."""

from sqlalchemy import select

from app.core.db import db
from app.core.i18n import gettext as _
from app.domains.channels.errors import NoSuchChannel
from app.domains.channels.models import Channel


def by_code(code: str) -> Channel:
    """One channel's row. Raises NoSuchChannel."""
    row = db.session.scalar(select(Channel).where(Channel.code == code))
    if row is None:
        raise NoSuchChannel(_("There is no such channel"))
    return row
