"""OAuth2 client credentials (RFC 6749, 4.4): a program trades its id and secret for an access token."""

import hmac
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Payload, FlaskOAuth2Request
from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Request, grants
from flask import Blueprint, Request, Response, request
from flask.blueprints import BlueprintSetupState

from app.core.crypto import hash_token, new_token
from app.core.ids import parse_id
from app.core.principal import Principal, acting_as, current_principal
from app.domains.identity import service as identity
from app.domains.identity.models import ApiClient
from app.domains.identity.scopes import expand
from app.web.permissions import public

TOKEN_SECONDS = 3600
bp = Blueprint("oauth", __name__, url_prefix="/oauth")


class Client(ClientMixin):  # type: ignore[misc]  # authlib has no types
    """An API client as authlib sees it."""

    def __init__(self, row: ApiClient) -> None:
        self.row = row
        self.client_id = str(row.id)

    def get_client_id(self) -> str:
        return self.client_id

    def get_allowed_scope(self, scope: str) -> str:
        """The wished scopes that the client holds; all of them when none is wished."""
        held = expand(self.row.scopes)
        wished = frozenset(scope.split()) if scope else held
        return " ".join(sorted(held if "all" in wished else wished & held))

    def check_client_secret(self, client_secret: str) -> bool:
        return hmac.compare_digest(bytes(self.row.secret_hash), hash_token(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint == "token" and method in ClientCredentials.TOKEN_ENDPOINT_AUTH_METHODS

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"


class ClientCredentials(grants.ClientCredentialsGrant):  # type: ignore[misc]  # authlib has no types
    """The one grant: programs act for themselves, never for a person."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")


class TokenRequest(FlaskOAuth2Request):  # type: ignore[misc]  # authlib has no types
    """A request as authlib reads it; whether it came by https is the deployment's business (`HTTPS`)."""

    def __init__(self, sent: Request) -> None:
        OAuth2Request.__init__(self, sent.method, f"https://{sent.host}{sent.path}", headers=sent.headers)
        self._request = sent
        self.payload = FlaskOAuth2Payload(sent)


class Server(AuthorizationServer):  # type: ignore[misc]  # authlib has no types
    """The authorization server: one address, one grant."""

    def create_oauth2_request(self, _given: object) -> TokenRequest:
        return TokenRequest(request)


def _find(client_id: str) -> Client | None:
    parsed = parse_id(client_id)
    row = identity.oauth_client(parsed) if parsed else None
    return Client(row) if row else None


def _keep(token: dict[str, Any], asked: Any) -> None:
    row: ApiClient = asked.client.row
    caller = Principal("api", id=str(row.id), name=row.name, ip=current_principal().ip)
    with acting_as(caller):
        scopes = str(token.get("scope") or "").split()
        identity.issue_token(client_id=row.id, token=token["access_token"], scopes=scopes)


def _generate(*, client: Client, scope: str | None = None, **_more: Any) -> dict[str, Any]:
    return {
        "token_type": "Bearer",
        "access_token": new_token("gt_"),
        "expires_in": TOKEN_SECONDS,
        "scope": client.get_allowed_scope(scope or ""),
    }


server = Server(query_client=_find, save_token=_keep)
server.register_grant(ClientCredentials)


@bp.record
def _set_up(state: BlueprintSetupState) -> None:
    server.init_app(state.app)
    server.register_token_generator("default", _generate)


@bp.post("/token")
@public
def token() -> Response:
    """An access token for a client id and secret, Basic or in the form; errors as RFC 6749, 5.2 has them."""
    answer: Response = server.create_token_response()
    return answer
