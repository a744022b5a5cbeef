"""One page that shows every component, and one for each frame, made of samples only."""

from flask import Blueprint, abort, render_template

from app.web.design import samples
from app.web.permissions import public

bp = Blueprint("design", __name__, url_prefix="/_design", template_folder="templates")

ERRORS = ("400", "401", "403", "404", "405", "409", "413", "429", "500", "503", "closed", "unknown_host")


@bp.get("/")
@public
def components() -> str:
    return render_template("design/index.html", samples=samples, error_pages=ERRORS, **samples.staff())


@bp.get("/<frame>")
@public
def frame(frame: str) -> str:
    """The shop, a product, its checkout, the console, an order or the sign-in, each in its own frame."""
    if frame not in {"shop", "product", "cart", "console", "auth", "order"}:
        abort(404)
    facts = samples.staff() if frame in {"console", "order"} else {"shop": samples.shop()}
    return render_template(f"design/{frame}.html", samples=samples, **facts)


@bp.get("/errors/<name>")
@public
def error(name: str) -> str:
    if name not in ERRORS:
        abort(404)
    return render_template(f"errors/{name}.html", request_id="01J9Z7", host="shop.example")
