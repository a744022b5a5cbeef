"""The merchant's console: one folder a screen, each with a `views.bp`."""

from functools import lru_cache

from flask import Blueprint

from admin_ui.nav import frame
from app.web.discover import blueprints_of


@lru_cache(maxsize=1)
def blueprints() -> list[Blueprint]:
    """Every screen's blueprint, with the frame (menu, person, shop) around its pages."""
    found = blueprints_of("admin_ui")
    for screen in found:
        screen.context_processor(frame)
    return found
