"""The way in and out of an account: wrong tries are counted, and a cart comes along."""

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.principal import current_principal
from app.domains.carts import service as carts
from app.domains.customers import service as customers
from app.domains.customers.types import SignIn
from app.flows import keep_wishes
from app.web import auth, ratelimit
from app.web.htmx import go
from app.web.toasts import toast
from storefront.account.forms import RegisterForm, ResetForm, SignInForm
from storefront.cart import basket
from storefront.safe_next import safe_next
from storefront.wishlist import guest


def sign_in() -> Response:
    """Try to sign in; a refusal shows the page again, counted."""
    form = SignInForm.parse(request.form)
    ratelimit.check_login(form.email, current_principal().ip)
    found = customers.sign_in(email=form.email, password=form.password)
    if found.outcome != "signed_in":
        problem = _(
            "E-mail and password do not fit together. After five tries the account rests for 15 minutes."
        )
        page = render_template(
            "shop/sign_in.html", values=request.form, errors={}, problem=problem, next=_next()
        )
        return make_response(page, 422)
    return admit(found)


def register() -> Response:
    """Open an account; an address that is known already is proved by mail first."""
    form = RegisterForm.parse(request.form)
    ratelimit.check_login(form.email, current_principal().ip)
    found = customers.register(
        email=form.email, name=form.name, password=form.password, locale=current_locale()
    )
    return admit(found) if found.outcome == "signed_in" else mailed(form.email)


def reset(token: str) -> Response:
    """A new password by link, signed in with it."""
    found = customers.reset_password(token=token, password=ResetForm.parse(request.form).password)
    toast(_("The new password holds; other devices are signed out"))
    return admit(found)


def mailed(email: str) -> Response:
    """Says that a letter is on its way, whether there is an account or not."""
    return make_response(render_template("shop/mailed.html", email=email))


def admit(found: SignIn) -> Response:
    """Signed in: on to where they were going; the cart of this browser is theirs."""
    cart = basket.cart_id()
    if cart is not None and found.customer_id is not None:
        carts.adopt(cart, found.customer_id)
    response = go(_next())
    if found.customer_id is not None and (kept := guest.wishes()):
        keep_wishes.bring_wishes(found.customer_id, kept)
        guest.keep(response, [])
    auth.login_customer(response, found.token)
    return response


def _next() -> str:
    return safe_next(request.args.get("next"), url_for("shop_account.home"))
