"""The edge: every request passes here once (DESIGN 2, 3).

Host -> tenant -> caller -> limits -> permission -> unit of work -> view. A returned response commits, a raised error
rolls back. Nothing below opens or closes a transaction, except the flows of routes marked `@phased`.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Response, g, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_openapi3 import APIBlueprint, OpenAPI
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import NotFound as NothingThere

from app.config import settings
from app.core import idempotency
from app.core.channel import epoch_scope
from app.core.db import unit_of_work
from app.core.errors import AppError, NotFound
from app.core.i18n import LOCALES, best_locale, locale_scope
from app.core.i18n import gettext as _
from app.core.idempotency import Ticket
from app.core.principal import Principal, acting_as
from app.core.tenancy import Tenant, directory, shared_scope, tenant_scope
from app.domains.channels import service as channels
from app.domains.channels.types import Languages
from app.web import (
    auth,
    csrf,
    errors,
    login,
    moved,
    nouns,
    pagecache,
    permissions,
    ratelimit,
    shop_preview,
    sites,
)
from app.web.incoming import Incoming
from app.web.languages import asked_locale
from app.web.phased import is_phased
from app.web.sites import Site

HOME_ONLY = ("/admin", "/pos", "/static/", "/files/")
MACHINES = ("/api/", "/oauth/", "/files/", "/static/")
EVERY_HOST = frozenset({"health.healthz", "health.readyz", "health.metrics"})
_offered: dict[str, tuple[int, tuple[str, ...]]] = {}


class UnknownHost(NotFound):
    code = "tenancy.unknown_host"


class Suspended(AppError):
    """The tenant is closed for now: 403 to programs, a 503 notice to people."""

    code = "tenancy.suspended"
    status = 403


class Commerce(OpenAPI):
    """Flask with our edge around every view."""

    request_class = Incoming
    url_rule_class = nouns.LateRule

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._nouns: list[APIBlueprint] = []
        self._describing = Lock()

    def register_api(self, api: APIBlueprint, **options: Any) -> None:
        """Serve a noun; it tells its part of the document when that is first read."""
        self._nouns.append(api)
        self.register_blueprint(api, **options)

    @property
    def api_doc(self) -> dict[str, Any]:
        """The OpenAPI document of all nouns."""
        with self._describing:
            for api in self._nouns:
                if isinstance(api, nouns.APIBlueprint):
                    api.describe()
                self.tags += [tag for tag in api.tags if tag not in self.tags]
                self.paths.update(api.paths)
                self.components_schemas.update(api.components_schemas)
            self._nouns.clear()
            told: dict[str, Any] = super().api_doc
        return told

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        kept = pagecache.answer(environ, start_response)
        return super().wsgi_app(environ, start_response) if kept is None else kept

    def dispatch_request(self) -> ResponseReturnValue:
        if request.routing_exception is None and request.endpoint in EVERY_HOST:
            return super().dispatch_request()
        if is_console(hostname()):
            with shared_scope():
                return self._answer(None)
        tenant = directory().by_host(hostname())
        if tenant is None:
            raise UnknownHost(_("No shop answers at this address"))
        g.tenant = tenant
        with tenant_scope(tenant):
            site = sites.site_of(tenant) if not request.path.startswith(HOME_ONLY) else None
            epoch = pagecache.epoch_of(tenant.id)
            with epoch_scope(epoch), sites.bound(site), locale_scope(choose_locale(tenant, site)):
                return self._answer(tenant)

    def _answer(self, tenant: Tenant | None) -> ResponseReturnValue:
        """Refusals are told inside the scope: in the tenant's language, with its name."""
        if request.endpoint == "static":
            return super().dispatch_request()
        try:
            return self._serve_or_lead_on(tenant)
        except Exception as error:  # noqa: BLE001 - the handlers answer it, or raise it again
            return self.handle_user_exception(error)

    def _serve_or_lead_on(self, tenant: Tenant | None) -> ResponseReturnValue:
        """What a page of the shop that is not there became, where the merchant said so."""
        try:
            return self._serve(tenant)
        except (NotFound, NothingThere) as error:
            if tenant is None or tenant.status != "active" or (led := moved.instead(error)) is None:
                raise
            return led

    def _serve(self, tenant: Tenant | None) -> ResponseReturnValue:
        if tenant is None and request.path == "/":
            return redirect("/console/")
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        if (request.blueprint or "").startswith("console") != (tenant is None):
            raise NotFound(_("There is nothing at this address"))
        if request.method == "OPTIONS" and getattr(request.url_rule, "provide_automatic_options", False):
            return self.make_default_options_response()
        if tenant is not None and tenant.status != "active":
            raise _closed()
        if not sites.is_open() and not shop_preview.is_on():
            raise _closed()
        view = self.view_functions[str(request.endpoint)]
        caller = login.principal()
        g.principal = caller
        with acting_as(caller), _speaking(caller):
            ratelimit.check(request, caller)
            auth.check_enrolled(view, caller)
            if not errors.wants_json() and caller.kind != "device":
                csrf.check(request)
                if expected := caller.facts.get("csrf"):
                    csrf.check_token(request, expected)
            permissions.check(permissions.access_of(view), caller)
            return self._run(view, caller)

    def _run(self, view: Callable[..., Any], caller: Principal) -> ResponseReturnValue:
        def proceed() -> ResponseReturnValue:
            answer: ResponseReturnValue = view(**(request.view_args or {}))
            return answer

        if is_phased(view):
            return proceed()
        ticket = _ticket(caller)
        if ticket is not None:
            return _once(ticket, proceed)
        try:
            with unit_of_work():
                return proceed()
        except DBAPIError as error:
            if "cached plan must not change result type" not in str(error.orig):
                raise
            with unit_of_work():
                return proceed()


def hostname() -> str:
    """The request's host without port, lower case."""
    return (
        request.host.rsplit(":", 1)[0].lower().rstrip(".")
        if not request.host.startswith("[")
        else request.host
    )


def is_console(host: str) -> bool:
    return host == f"console.{settings().base_domain}"


def _closed() -> Suspended:
    refusal = Suspended(_("This shop is closed for the moment"))
    refusal.status = 403 if errors.wants_json() else 503
    return refusal


def choose_locale(tenant: Tenant, site: Site | None = None) -> str:
    """The reader's language: chosen, asked for by the browser and offered here, or the shop's own."""
    asked = asked_locale(request.headers.get("Accept-Language", ""))
    if request.path.startswith("/admin"):
        return asked or LOCALES[0]
    if (named := request.args.get("lang")) in LOCALES:
        return str(named)
    if request.path.startswith("/api/"):
        named = request.args.get("language")
        return str(named) if named in LOCALES else asked or best_locale(tenant.locale)
    chosen = request.cookies.get(pagecache.LOCALE_COOKIE)
    if chosen:
        return best_locale(chosen)
    home = best_locale(site.market.locale if site else tenant.locale)
    if asked is None or asked == home or request.path.startswith(MACHINES):
        return home
    return asked if request.path.startswith("/pos") or asked in _spoken(tenant, site) else home


def _spoken(tenant: Tenant, site: Site | None) -> tuple[str, ...]:
    """Languages of the site that was asked, or the shop's."""
    return (site.market.locales if site else ()) or offered_locales(tenant)


def offered_locales(tenant: Tenant) -> tuple[str, ...]:
    """Languages of the bound tenant's shop, read once per epoch: a change of settings raises it."""
    epoch = pagecache.epoch_of(tenant.id)
    known = _offered.get(tenant.id)
    if known is not None and epoch is not None and known[0] == epoch:
        return known[1]
    with unit_of_work():
        offered = channels.setting(Languages).offered
    if epoch is not None:
        _offered[tenant.id] = (epoch, offered)
    return offered


@contextmanager
def _speaking(caller: Principal) -> Iterator[None]:
    """Staff read their own language, where the consoles speak it."""
    if caller.kind == "staff" and (locale := caller.facts.get("locale")) in LOCALES:
        with locale_scope(locale):
            yield
    else:
        yield


def _ticket(caller: Principal) -> Ticket | None:
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or key is None or not request.path.startswith("/api/"):
        return None
    return ticket_for(caller, key)


def ticket_for(caller: Principal, key: str) -> Ticket:
    """This request's claim on an idempotency key: per caller and address."""
    who = caller.label if caller.kind != "anonymous" else f"anonymous:{caller.ip}"
    return Ticket.of(caller=who, route=request.path, key=key, body=request.get_data())


def replay(kept: idempotency.KeptAnswer) -> Response:
    """The first answer again."""
    kind = "application/problem+json" if kept.status >= 400 else "application/json"
    response = Response(kept.body, kept.status, mimetype=kind)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _once(ticket: Ticket, proceed: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Run a view under an idempotency key: its answer is kept with its changes, or with its refusal."""
    try:
        with unit_of_work():
            kept = idempotency.begin(ticket)
            if kept is not None:
                return replay(kept)
            response = make_response(proceed())
            secret = bool(response.cache_control.no_store)
            idempotency.finish(ticket, response.status_code, response.get_data(), secret=secret)
            return response
    except AppError as error:
        refusal = errors.answer(error)
        if not error.code.startswith("idempotency.") and error.status in idempotency.KEPT_STATUSES:
            with unit_of_work():
                if idempotency.begin(ticket) is None:
                    idempotency.finish(ticket, refusal.status_code, refusal.get_data())
        return refusal
