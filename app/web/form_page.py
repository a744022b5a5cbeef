"""A refused form shows again: what was typed, what must be mended, and the refusal's true status.

    with form_page("admin/people/new.html", choices):
        form = InviteForm.parse(request.form)
        identity.invite(...)

Nothing of a refused try is kept: the page leaves as an exception, so the edge rolls back.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException

from app.core.errors import AppError
from app.web.auth import ProofNeeded
from app.web.htmx import render

SHOWN = frozenset({400, 403, 409, 422})


@contextmanager
def form_page(
    template: str,
    context: Callable[[], Mapping[str, Any]] | None = None,
    *,
    block: str | None = None,
    **more: Any,
) -> Iterator[None]:
    """Run a form's act; on a refusal answer `template` with `values`, `errors`, `problem` and its `code`.

    Under htmx only its `block`.
    """
    try:
        yield
    except AppError as refusal:
        if refusal.status not in SHOWN or isinstance(refusal, ProofNeeded):
            raise
        fields = getattr(refusal, "fields", None) or refusal.facts.get("fields", {})
        known = {**(context() if context else {}), **more}
        typed = {"values": request.form, "errors": fields, "problem": refusal.message, "code": refusal.code}
        page = render(template, block=block, **{**typed, **known})
        raise HTTPException(response=Response(page, refusal.status)) from refusal
