"""Refusals of search settings."""

from app.core.errors import NotFound


class UnknownRule(NotFound):
    code = "search.unknown_rule"


class UnknownSynonym(NotFound):
    code = "search.unknown_synonym"
