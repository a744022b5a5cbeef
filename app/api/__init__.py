"""REST API v1: one file a noun. Whatever file here has a `bp` is served; the factory registers it."""

from importlib import import_module
from pathlib import Path

from flask import Blueprint

from app.web.nouns import APIBlueprint


def _found() -> list[Blueprint]:
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    modules = (import_module(f"{__name__}.{name}") for name in names)
    return [module.bp for module in modules if hasattr(module, "bp")]


def blueprints() -> list[APIBlueprint]:
    """Every noun's blueprint: the routes of the OpenAPI document."""
    return [bp for bp in _found() if isinstance(bp, APIBlueprint)]


def pages() -> list[Blueprint]:
    """What belongs to the API but is not in its document: the document itself, its readable page, OAuth."""
    return [bp for bp in _found() if not isinstance(bp, APIBlueprint)]
