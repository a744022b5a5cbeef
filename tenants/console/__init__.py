"""The operators' console: its own host, its own sign-in, no tenant's data but counts."""

from functools import lru_cache

from flask import Blueprint

from app.web.auth import set_operators
from app.web.discover import blueprints_of
from tenants.console.auth.session import caller
from tenants.console.frame import frame


@lru_cache(maxsize=1)
def blueprints() -> list[Blueprint]:
    """Every screen's blueprint, with the frame around its pages; tells the edge how operators are known."""
    set_operators(caller)
    found = blueprints_of(__name__)
    for screen in found:
        screen.context_processor(frame)
    return found
