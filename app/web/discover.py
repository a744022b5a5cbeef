"""Finds a surface's blueprints: every `<surface>/<screen>/views.py` that has a `bp`."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from flask import Blueprint


def blueprints_of(surface: ModuleType | str) -> list[Blueprint]:
    """The blueprints of a surface's screens, in the order of their folders' names."""
    package = import_module(surface) if isinstance(surface, str) else surface
    root = Path(str(package.__file__)).parent
    screens = sorted(path.parent.name for path in root.glob("*/views.py"))
    return [import_module(f"{package.__name__}.{screen}.views").bp for screen in screens]
