"""Pages whose parts have names: one URL, one context; htmx asks for a block of the page (STYLE 9)."""

from typing import Any

from flask import Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse


def is_htmx() -> bool:
    """Whether htmx asked for a part of a page (a boosted or history request wants the whole page)."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-Boosted") != "true" and (
        headers.get("HX-History-Restore-Request") != "true"
    )  # fmt: skip


def render(template: str, *, block: str | None = None, **context: Any) -> str:
    """The page, or only `block` of it when htmx asks and a block is named."""
    if block is None or not is_htmx():
        return render_template(template, **context)
    current_app.update_template_context(context)
    page = current_app.jinja_env.get_template(template)
    parts = page.blocks[block](page.new_context(context))
    return "".join(parts)


def go(location: str) -> BaseResponse:
    """Send the browser to `location`: by HX-Redirect under htmx, else 303."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": location})
    return redirect(location, 303)
