"""Reviews: read by everybody, written by who bought."""

from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from app.core.errors import NotFound
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.customers import service as customers
from app.domains.reviews import service as reviews
from app.flows import review_product
from app.queries import product_page
from app.queries import reviews as board
from app.web.form_page import form_page
from app.web.forms import Form, OptionalText
from app.web.htmx import go, render
from app.web.pagecache import shared_page
from app.web.permissions import customer_only, public
from app.web.toasts import toast

PAGE = "shop/review.html"
PAGE_SIZE = 20
bp = Blueprint("shop_reviews", __name__)


class ReviewForm(Form):
    stars: Annotated[int, Field(ge=1, le=5)]
    body: OptionalText = ""
    name: OptionalText = ""


@bp.get("/p/<slug>/reviews")
@public
@shared_page
def of_product(slug: str) -> str:
    """All that buyers said about a product."""
    page = product_page.product(slug)
    found = board.of_product(page.id, cursor=request.args.get("cursor"), limit=PAGE_SIZE)
    further = url_for(".of_product", slug=slug, cursor=found.next) if found.next else None
    return render(
        "shop/reviews.html", page=page, said=found, score=board.scores([page.id]).get(page.id), next_url=further,
        is_first=not request.args.get("cursor"), canonical=url_for(".of_product", slug=slug),
    )  # fmt: skip


@bp.get("/account/reviews/<slug>")
@customer_only
def show_form(slug: str) -> str:
    """The form for one's own words, with what was said before."""
    return render(PAGE, values={}, errors={}, **_form(slug))


@bp.post("/account/reviews/<slug>")
@customer_only
def write(slug: str) -> Response:
    """Keep them until they are approved."""
    page = product_page.product(slug)
    with form_page(PAGE, lambda: _form(slug)):
        form = ReviewForm.parse(request.form)
        review_product.write_review(product_id=page.id, customer_id=_me(), **form.model_dump())
    toast(_("Thank you. Your review shows as soon as we have read it."))
    return go(url_for(".mine"))


@bp.post("/account/reviews/<slug>/removal")
@customer_only
def remove(slug: str) -> Response:
    """Take one's own words back."""
    review_product.take_back(product_page.product(slug, drafts=True).id, _me())
    toast(_("Your review is gone"))
    return go(url_for(".mine"))


@bp.get("/account/reviews")
@customer_only
def mine() -> str:
    """What one wrote, and what became of it."""
    return render("shop/my_reviews.html", kept=board.of_customer(_me()))


@bp.get("/reviews/stop/<uuid:customer_id>/<token>")
@public
def confirm_end(customer_id: UUID, token: str) -> str:
    """Ask once more: programs that read mails open links."""
    reviews.check_opt_out(customer_id, token)
    return render(
        "shop/review_end.html", address=url_for(".end_questions", customer_id=customer_id, token=token)
    )


@bp.post("/reviews/stop/<uuid:customer_id>/<token>")
@public
def end_questions(customer_id: UUID, token: str) -> str:
    """No more questions for reviews."""
    reviews.ask_no_more(customer_id, token)
    return render("shop/review_end.html", address=None)


def _form(slug: str) -> dict[str, Any]:
    page, me = product_page.product(slug), _me()
    return {
        "page": page, "own": reviews.of_buyer(page.id, me), "bought": review_product.may_review(page.id, me),
        "person": customers.customer(me),
    }  # fmt: skip


def _me() -> UUID:
    me = current_principal().customer_id
    if me is None:
        raise NotFound(_("There is no such page"))
    return me
