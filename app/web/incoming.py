"""Requests as they come in: a body that cannot be read is refused in words, not taken for an empty one."""

from typing import Any

from flask import Request

from app.core.errors import AppError, BadRequest, Invalid
from app.core.i18n import gettext as _


class WrongMediaType(AppError):
    code = "request.media_type"
    status = 415


class Incoming(Request):
    """The request of every view."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The JSON body. At the API raises BadRequest and WrongMediaType, also where asked to be silent."""
        if not self.path.startswith("/api/"):
            return super().get_json(force=force, silent=silent, cache=cache)
        found = super().get_json(force=force, cache=cache)
        if isinstance(found, str):  # flask-openapi3 would read JSON inside of the text
            raise Invalid(_("The body is not an object"))
        return found

    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        if e is None:
            raise WrongMediaType(_("Send the body as application/json"))
        raise BadRequest(_("The body is not valid JSON"), code="request.malformed_json", detail=str(e)[:200])
