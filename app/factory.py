"""Builds the web application: the only module that may import everything."""

from pathlib import Path
from typing import Any

import orjson
from flask import Flask
from flask.json.provider import JSONProvider
from flask_openapi3 import Info
from jinja2 import ChoiceLoader, FileSystemLoader
from pydantic import ValidationError
from werkzeug.middleware.proxy_fix import ProxyFix

import admin_ui
import pos_web
import storefront
from app import api
from app.config import REPOSITORY, settings
from app.core import jobs, tenancy
from app.core.engines import set_databases
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.schema import load_tables
from app.outbound import load_reactions
from app.outbound.search import service as searching
from app.web import (
    edge,
    errors,
    files,
    headers,
    health,
    login,
    observe,
    pagecache,
    squeeze,
    templating,
    toasts,
    visits,
)
from app.web.design import views as design
from app.web.forms import field_messages
from app.web.permissions import public
from storefront import lost
from tenants import console
from tenants.databases import addresses
from tenants.directory import Directory
from workers.broker import BrokerSender

MAX_UPLOAD = 32 * 1024 * 1024
STATIC = REPOSITORY / "app" / "web" / "static"
SURFACES = (admin_ui, storefront, pos_web, console)


class _Json(JSONProvider):
    """orjson instead of the standard library."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        return orjson.loads(s)


def _refuse_fields(error: ValidationError) -> Any:
    raise Invalid(_("Some fields need another look"), fields=field_messages(error))


def create_app() -> Flask:
    """The application of one web process, wired to the database, the broker and the tenant directory."""
    config = settings()
    load_tables()
    load_reactions()
    set_databases(addresses())
    tenancy.set_directory(Directory())
    jobs.set_sender(BrokerSender())
    searching.install()

    app = edge.Commerce(
        "galleria",
        info=Info(title="Galleria", version="1"),
        static_folder=str(STATIC),
        static_url_path="/static",
        doc_ui=False,
        security_schemes={
            "key": {"type": "http", "scheme": "bearer"},
            "oauth": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": {}}},
            },
        },
        validation_error_callback=_refuse_fields,
    )
    app.json = _Json(app)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_UPLOAD, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024, SEND_FILE_MAX_AGE_DEFAULT=3600
    )
    app.url_map.strict_slashes = False
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]  # Flask's documented way

    observe.install(app)
    login.manager.init_app(app)
    squeeze.install(app)  # after what pagecache keeps
    pagecache.install(app)
    headers.install(app)
    visits.install(app)
    errors.install(app)
    errors.tell_by(lost.page)
    templating.install(app)
    app.after_request(toasts.attach)
    app.after_request(toasts.forget)
    _register(app)
    return app


def _register(app: edge.Commerce) -> None:
    """Every blueprint, and the template folder of every surface."""
    app.register_blueprint(health.bp)
    app.register_blueprint(files.bp)
    if settings().environment in {"demo", "development"}:
        app.register_blueprint(design.bp)
    for noun in api.blueprints():
        app.register_api(noun)
    for plain in api.pages():
        app.register_blueprint(plain)
    folders = [REPOSITORY / "app" / "web" / "templates"]
    for surface in SURFACES:
        folders.append(Path(str(surface.__file__)).parent / "templates")
        for blueprint in surface.blueprints():
            app.register_blueprint(blueprint)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folders)])
    public(app.view_functions["static"])
