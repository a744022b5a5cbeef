"""Routes whose flow opens its own units of work, because it must call the network between them."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
ATTRIBUTE = "galleria_phased"


def phased(view: View) -> View:
    """Mark a view: the edge opens no unit of work around it."""
    setattr(view, ATTRIBUTE, True)
    return view


def is_phased(view: Callable[..., Any] | None) -> bool:
    return bool(getattr(view, ATTRIBUTE, False))
