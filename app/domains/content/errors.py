"""Refusals of pages."""

from app.core.errors import Conflict, NotFound


class UnknownPage(NotFound):
    code = "content.unknown_page"


class LegalPage(Conflict):
    code = "content.legal_page"
