"""What a route demands of its caller, declared on the view and checked by the edge. Undeclared means refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from app.core.errors import AppError, Forbidden, Unauthorized
from app.core.i18n import gettext as _
from app.core.principal import Principal

View = TypeVar("View", bound=Callable[..., Any])
Kind = Literal["public", "permission", "customer", "staff", "operator", "device"]
ATTRIBUTE = "galleria_access"


class Undeclared(AppError):
    """A route without a declared permission: a bug, refused for everyone."""

    code = "auth.undeclared"
    status = 500


@dataclass(frozen=True, slots=True)
class Access:
    """Any one of `permissions` suffices for kind `permission`."""

    kind: Kind
    permissions: tuple[str, ...] = ()


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, ATTRIBUTE, access)
        return view

    return mark


def requires(*permissions: str) -> Callable[[View], View]:
    """The caller holds one of `permissions` (staff by role, programs by scope, tills by device)."""
    return _declare(Access("permission", tuple(str(permission) for permission in permissions)))


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return _declare(Access("public"))(view)


def customer_only(view: View) -> View:
    """A shopper signed in to an account."""
    return _declare(Access("customer"))(view)


def staff_only(view: View) -> View:
    """Anybody who works here: own profile, home."""
    return _declare(Access("staff"))(view)


def operator_only(view: View) -> View:
    """Platform operators, on the console's host."""
    return _declare(Access("operator"))(view)


def device_only(view: View) -> View:
    """A paired till."""
    return _declare(Access("device"))(view)


def access_of(view: Callable[..., Any] | None) -> Access | None:
    return getattr(view, ATTRIBUTE, None)


def check(access: Access | None, caller: Principal) -> None:
    """Raises Undeclared, Unauthorized (nobody signed in) or Forbidden."""
    if access is None:
        raise Undeclared("This address declares no permission")
    if access.kind == "public":
        return
    if caller.kind == "anonymous":
        raise Unauthorized(_("Sign in to continue"))
    if access.kind == "permission":
        if not any(caller.may(permission) for permission in access.permissions):
            raise Forbidden(_("Your rights do not cover this"))
    elif caller.kind != access.kind:
        raise Forbidden(_("Your rights do not cover this"))
