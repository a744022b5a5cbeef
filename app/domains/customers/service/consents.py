"""Choices about cookies, kept as they were made: each change is a row of its own."""

from collections.abc import Mapping

from app.core import clock
from app.core.db import db
from app.domains.customers.models import Consent


def record_consent(*, subject: str, version: str, choices: Mapping[str, bool]) -> None:
    """Keep what a visitor chose. `subject` is the random id in their cookie; `version` that of the words shown."""
    db.session.add(Consent(subject=subject, version=version, choices=dict(choices), at=clock.now()))
