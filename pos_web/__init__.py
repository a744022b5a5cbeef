"""The till: an installable page and what serves it."""

from flask import Blueprint

from app.web.discover import blueprints_of


def blueprints() -> list[Blueprint]:
    """Every screen's blueprint."""
    return blueprints_of(__name__)
