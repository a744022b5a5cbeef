"""Who sends this request: staff and shoppers by cookie, programs and tills by bearer token.

The edge asks before it opens the view's unit of work, so a look-up opens a short unit of its own. Cookies are
host-only: a browser never takes one tenant's to another. Other ways to know a caller register here.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from flask import Request
from werkzeug.wrappers import Response

from app.config import settings
from app.core import clock
from app.core.crypto import hash_token
from app.core.db import in_unit, unit_of_work
from app.core.errors import Forbidden, Unauthorized
from app.core.i18n import gettext as _
from app.core.principal import Principal, current_principal
from app.core.tenancy import bound_tenant, current_tenant
from app.domains.customers import service as customers
from app.domains.identity import service as identity
from app.domains.identity.permissions import ConsolePermission

STAFF_COOKIE, CUSTOMER_COOKIE, OWN_TERMS = "galleria_staff", "galleria_customer", "galleria_terms"
STAFF_LASTS, CUSTOMER_LASTS = timedelta(days=7), timedelta(days=90)
PROOF_LASTS = timedelta(minutes=15)
REMEMBERED_SECONDS, MOST_REMEMBERED = 0.5, 2048

ENROLLING = "galleria_enrolling"

Resolver = Callable[[str, str], Principal | None]
View = TypeVar("View", bound=Callable[..., Any])
BEARER_PREFIXES: dict[str, Resolver] = {}
_operators: Callable[[Request], Principal | None] | None = None
_verified: OrderedDict[tuple[str, bytes], tuple[float, Principal]] = OrderedDict()
_lock = Lock()


class ProofNeeded(Forbidden):
    """A sensitive act wants the password again."""

    code = "auth.proof_needed"


class FactorNeeded(Forbidden):
    """The shop demands a second factor, and this person has none yet."""

    code = "auth.second_factor_needed"


def register_bearer(prefix: str, resolver: Resolver) -> None:
    """Tokens that begin with `prefix` are looked up by `resolver(token, ip)`, in a unit of work.

    All others are API keys and access tokens.
    """
    BEARER_PREFIXES[prefix] = resolver


def set_operators(resolver: Callable[[Request], Principal | None]) -> None:
    """How the platform console knows its operators."""
    global _operators
    _operators = resolver


def authenticate(request: Request) -> Principal:
    """The caller. Raises Unauthorized for a bearer token no good here; a stale cookie is no cookie."""
    ip = request.remote_addr or ""
    if bound_tenant() is None:
        found = _operators(request) if _operators else None
    elif request.path.startswith("/api/") or _is_device(request):
        found = _program(request, ip)
    elif request.path.startswith("/admin"):
        found = _staff(request, ip)
    else:
        found = _customer(request, ip)
    return found or Principal("anonymous", ip=ip)


def _is_device(request: Request) -> bool:
    """Tills send their token on their own pages too."""
    return request.headers.get("Authorization", "").startswith("Bearer dev_")


def _program(request: Request, ip: str) -> Principal | None:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    found = _by_bearer(token.strip(), ip)
    if found is None:
        raise Unauthorized(_("This key is not valid here"), code="auth.invalid_token")
    return found


def _by_bearer(token: str, ip: str) -> Principal | None:
    """A caller by token, remembered for half a second: an integration's burst costs one look-up."""
    remembered = (current_tenant().id, hash_token(f"{ip} {token}"))
    moment = time.monotonic()
    known = _verified.get(remembered)
    if known is not None and moment - known[0] < REMEMBERED_SECONDS:
        return known[1]
    resolve = next(
        (each for prefix, each in BEARER_PREFIXES.items() if token.startswith(prefix)), _api_client
    )
    with _some_unit():
        found = resolve(token, ip)
    if found is not None:
        with _lock:
            _verified[remembered] = (moment, found)
            while len(_verified) > MOST_REMEMBERED:
                _verified.popitem(last=False)
    return found


def forget_verified() -> None:
    """Look every token up again: after a key was revoked or changed here."""
    with _lock:
        _verified.clear()


def _api_client(token: str, ip: str) -> Principal | None:
    facts = identity.client_by_bearer(token)
    if facts is None:
        return None
    return Principal(
        "api", id=str(facts.client_id), name=facts.name, permissions=facts.permissions, ip=ip, rate=facts.rate
    )


def _staff(request: Request, ip: str) -> Principal | None:
    token = request.cookies.get(STAFF_COOKIE)
    if not token:
        return None
    with _some_unit():
        facts = identity.session_facts(token)
    if facts is None:
        return None
    enters = ConsolePermission.ENTER in facts.permissions
    rights = frozenset({str(ConsolePermission.ENTER)}) if facts.must_enrol else facts.permissions
    about = {"csrf": facts.csrf, "locale": facts.locale, "proved_at": facts.proved_at.isoformat()}
    return Principal(
        "staff",
        id=str(facts.staff_id),
        name=facts.name,
        permissions=rights if enters else frozenset(),
        locations=facts.locations,
        session_id=facts.session_id,
        ip=ip,
        facts=about | {"must_enrol": "yes"} if facts.must_enrol else about,
    )


def _customer(request: Request, ip: str) -> Principal | None:
    token = request.cookies.get(CUSTOMER_COOKIE)
    if not token:
        return None
    with _some_unit():
        facts = customers.session_facts(token)
    if facts is None:
        return None
    return Principal(
        "customer",
        id=str(facts.customer_id),
        name=facts.name,
        customer_id=facts.customer_id,
        company_id=facts.company_id,
        groups=frozenset(facts.groups),
        session_id=facts.session_id,
        ip=ip,
        facts={"locale": facts.locale},
    )


def on_the_way_to_enrol(view: View) -> View:
    """Mark a view that somebody who still lacks the demanded second factor may use: to get it, or to leave."""
    setattr(view, ENROLLING, True)
    return view


def check_enrolled(view: Callable[..., Any], caller: Principal) -> None:
    """Raises FactorNeeded for whoever lacks the demanded second factor, except on the way to it."""
    if "must_enrol" in caller.facts and not getattr(view, ENROLLING, False):
        raise FactorNeeded(_("Everybody here needs a second factor. Set yours up first."))


@contextmanager
def _some_unit() -> Iterator[None]:
    """The open unit of work, else a short one."""
    if in_unit():
        yield
    else:
        with unit_of_work():
            yield


def require_proof() -> None:
    """Raises ProofNeeded unless the caller gave the password in the last quarter of an hour."""
    proved = current_principal().facts.get("proved_at")
    if proved is None or clock.now() - datetime.fromisoformat(proved) >= PROOF_LASTS:
        raise ProofNeeded(_("Give your password again to do this"))


def prove(password: str) -> bool:
    """Prove again who sits here, by password. False when it is wrong, or after too many wrong ones."""
    caller = current_principal()
    if caller.kind != "staff" or caller.session_id is None:
        return False
    return identity.reauthenticate(staff_id=UUID(caller.id), session_id=caller.session_id, password=password)


def login_staff(response: Response, token: str) -> None:
    """Hand the browser its staff session."""
    _set_cookie(response, STAFF_COOKIE, token, STAFF_LASTS)


def logout_staff(response: Response) -> None:
    response.delete_cookie(STAFF_COOKIE)


def login_customer(response: Response, token: str) -> None:
    """Hand the browser its shopper's session."""
    _set_cookie(response, CUSTOMER_COOKIE, token, CUSTOMER_LASTS)
    mark_own_terms(response)


def logout_customer(response: Response) -> None:
    response.delete_cookie(CUSTOMER_COOKIE)
    response.delete_cookie(OWN_TERMS)


def mark_own_terms(response: Response) -> None:
    """Let the browser say that this shopper may have terms of their own, that no page for strangers is answered to it.

    The mark opens nothing: what is on a page follows from the session alone.
    """
    response.set_cookie(OWN_TERMS, "1", httponly=True, samesite="Lax", secure=settings().https)


def _set_cookie(response: Response, name: str, token: str, lasts: timedelta) -> None:
    response.set_cookie(name, token, max_age=lasts, httponly=True, samesite="Lax", secure=settings().https)
