"""What every template may use: words, figures, the caller's rights, and the design system."""

from typing import Any

from flask import Flask, g, request, url_for

from app.config import settings
from app.core import i18n
from app.core.principal import ANONYMOUS, Principal
from app.core.tenancy import bound_tenant
from app.web import design_system, toasts


def _caller() -> Principal:
    caller: Principal = g.get("principal", ANONYMOUS)
    return caller


def _may(*permissions: str) -> bool:
    return any(_caller().may(permission) for permission in permissions)


def install(app: Flask) -> None:
    """Set up the Jinja environment."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"]
    app.jinja_env.globals["csrf_value"] = lambda: _caller().facts.get("csrf", "")
    design_system.install(app.jinja_env)

    def words() -> dict[str, Any]:
        caller = _caller()
        return {
            "caller": caller,
            "may": _may,
            "csrf_token": caller.facts.get("csrf", ""),
            "tenant": bound_tenant(),
            "locale": i18n.current_locale(),
            "locales": i18n.LOCALES,
            "toasts": toasts.pending,
            "test_mode": bool((tenant := bound_tenant()) and tenant.test_mode),
            "environment": settings().environment,
            "static": lambda path: url_for("static", filename=path),
            "current_path": request.path,
        }

    app.context_processor(words)
