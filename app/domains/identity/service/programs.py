"""API clients: keys, OAuth2 clients and their access tokens. Secrets are shown once and kept as hashes."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from app.core import audit, clock
from app.core.crypto import hash_token, new_token
from app.core.db import db
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import gettext as _
from app.core.ids import new_id
from app.core.principal import current_principal
from app.domains.identity import repo, rules
from app.domains.identity.errors import BeyondOwnRights
from app.domains.identity.models import ApiClient, ApiToken
from app.domains.identity.scopes import ALL_SCOPES, SCOPES, rights_of_scopes
from app.domains.identity.types import ClientFacts, Issued

KEY_PREFIX, SECRET_PREFIX, TOKEN_PREFIX = "gk_", "gs_", "gt_"
USED_EVERY = timedelta(minutes=1)


def create_client(
    *,
    name: str,
    scopes: Collection[str],
    kind: str = "key",
    rate: float | None = None,
    expires_at: datetime | None = None,
) -> Issued:
    """A program's key, or its OAuth2 client id and secret. `rate` is requests a second, None without limit.

    Raises Invalid for unknown scopes, BeyondOwnRights for scopes beyond the caller's own rights.
    """
    chosen = _checked(scopes)
    secret = _new_secret(kind)
    made = ApiClient(
        id=new_id(),
        name=name.strip(),
        kind=kind,
        secret_hash=hash_token(secret),
        hint=secret[-4:],
        scopes=chosen,
        rate=rate,
        created_by=current_principal().name,
        expires_at=expires_at,
    )
    db.session.add(made)
    told = {"name": made.name, "kind": kind, "scopes": chosen, "rate": rate, "hint": made.hint}
    audit.record("identity.client_created", object_type="api_client", object_id=made.id, after=told)
    return Issued(made.id, secret)


def rotate_client(client_id: UUID) -> Issued:
    """A new secret; the old one and its tokens stop working at once."""
    client = _standing(client_id)
    secret = _new_secret(client.kind)
    client.secret_hash, client.hint = hash_token(secret), secret[-4:]
    repo.drop_tokens(client_id)
    audit.record(
        "identity.client_rotated", object_type="api_client", object_id=client_id, after={"hint": client.hint}
    )
    return Issued(client_id, secret)


def revoke_client(client_id: UUID) -> None:
    """Shut a program out for good."""
    client = _standing(client_id)
    client.revoked_at = clock.now()
    repo.drop_tokens(client_id)
    audit.record("identity.client_revoked", object_type="api_client", object_id=client_id)


def list_clients() -> Sequence[ApiClient]:
    """Programs, standing ones first, newest first."""
    return repo.clients()


def client(client_id: UUID) -> ApiClient:
    """One program. Raises NotFound."""
    found = repo.client(client_id)
    if found is None:
        raise NotFound(_("This API client is not there"))
    return found


def client_by_bearer(token: str) -> ClientFacts | None:
    """Who sends this key or access token; one statement, and once a minute a second that notes the use."""
    hashed = hash_token(token)
    facts = repo.client_by_token(hashed) if token.startswith(TOKEN_PREFIX) else repo.client_by_key(hashed)
    at = clock.now()
    if facts is not None and (facts.used_at is None or at - facts.used_at >= USED_EVERY):
        db.session.execute(update(ApiClient).where(ApiClient.id == facts.client_id).values(used_at=at))
    return facts


def oauth_client(client_id: UUID) -> ApiClient | None:
    """A standing OAuth2 client."""
    return repo.oauth_client(client_id)


def issue_token(*, client_id: UUID, token: str, scopes: Sequence[str]) -> None:
    """Keep the hash of an access token just issued; it lasts an hour."""
    at = clock.now()
    db.session.add(
        ApiToken(
            client_id=client_id,
            token_hash=hash_token(token),
            scopes=list(scopes),
            created_at=at,
            expires_at=at + rules.TOKEN_LASTS,
        )
    )
    audit.record(
        "identity.token_issued", object_type="api_client", object_id=client_id, after={"scopes": list(scopes)}
    )


def _standing(client_id: UUID) -> ApiClient:
    found = client(client_id)
    if found.revoked_at is not None:
        raise Conflict(_("This API client was revoked"))
    return found


def _checked(scopes: Collection[str]) -> list[str]:
    chosen = sorted(set(scopes))
    if not chosen or set(chosen) - {*SCOPES, ALL_SCOPES}:
        message = _("Choose scopes from the list")
        raise Invalid(message, fields={"scopes": message})
    actor = current_principal()
    if not rules.may_grant(actor, rights_of_scopes(chosen)) or actor.locations is not None:
        raise BeyondOwnRights(_("You cannot give rights that you do not have"))
    return chosen


def _new_secret(kind: str) -> str:
    return new_token(KEY_PREFIX if kind == "key" else SECRET_PREFIX)
