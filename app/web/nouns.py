"""What a noun of the API and a route make late, so that a process starts sooner.

The OpenAPI document costs a third of building the application, and most processes never show it; the code that builds
a route's address is compiled for two variants of each of some 800 routes, of which a process uses few.
"""

from collections.abc import Callable
from typing import Any

import flask_openapi3
from flask_openapi3.utils import parse_parameters
from werkzeug.routing import Rule


class APIBlueprint(flask_openapi3.APIBlueprint):
    """A noun's routes, whose part of the document is made when `describe` asks for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._untold: list[tuple[str, Callable[..., Any], dict[str, Any]]] = []

    def _collect_openapi_info(self, rule: str, func: Callable[..., Any], **facts: Any) -> Any:
        self._untold.append((rule, func, facts))
        return parse_parameters(func, doc_ui=False)

    def describe(self) -> None:
        """Make the noun's part of the document: its tags, paths and schemas."""
        for rule, func, facts in self._untold:
            super()._collect_openapi_info(rule, func, **facts)
        self._untold.clear()


class LateRule(Rule):
    """A route that compiles how its address is built when it is first built."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        name = "_build_unknown" if append_unknown else "_build"
        make = super()._compile_builder

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            made: Callable[..., tuple[str, str]] = make(append_unknown).__get__(rule, None)
            setattr(rule, name, made)
            return made(**values)

        return build
