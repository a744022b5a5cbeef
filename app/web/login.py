"""Flask-Login over sessions of our own: who calls is read from the database at every request, and revocable.

Its remember-me cookie and session protection are left out: they keep state in a signed cookie that the server
cannot take back.
"""

from flask import Flask, Request, request
from flask_login import LoginManager, UserMixin, current_user

from app.core.principal import Principal
from app.web import auth


class Caller(UserMixin):
    """A principal as Flask-Login knows users."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal

    @property
    def is_authenticated(self) -> bool:
        return self.principal.kind != "anonymous"

    @property
    def is_anonymous(self) -> bool:
        return not self.is_authenticated

    def get_id(self) -> str:
        return self.principal.label


class Login(LoginManager):
    """The manager without the hook that rewrites cookies after each request."""

    def init_app(self, app: Flask, add_context_processor: bool = True) -> None:
        app.login_manager = self  # type: ignore[attr-defined]  # where Flask-Login looks for it


manager = Login()


@manager.request_loader
def load(request: Request) -> Caller:
    """Raises Unauthorized for a bearer token that is no good here."""
    return Caller(auth.authenticate(request))


def principal() -> Principal:
    """Who sends the current request; looked up once. Programs have no session to load."""
    if request.path.startswith("/api/"):
        return auth.authenticate(request)
    found: Principal = current_user.principal
    return found
