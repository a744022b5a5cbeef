"""The shop window: one folder a part of the journey."""

from functools import lru_cache

from flask import Blueprint

from app.web.discover import blueprints_of
from storefront.frame import context


@lru_cache(maxsize=1)
def blueprints() -> list[Blueprint]:
    """Every screen's blueprint, with the shop's frame around its pages."""
    found = blueprints_of(__name__)
    for screen in found:
        screen.context_processor(context)
    return found
