"""Refusals of pages."""

from app.core.errors import Conflict, NotFound


class UnknownPage(NotFound):
    code = "content.unknown_page"


class LegalPage(Conflict):
    code = "content.legal_page"


class NoDraft(NotFound):
    code = "content.no_draft"


class UnknownVersion(NotFound):
    code = "content.unknown_version"


class UnknownBlock(NotFound):
    code = "content.unknown_block"
