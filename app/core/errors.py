"""Typed refusals. Raised anywhere below the edge, mapped to answers once, in `app.web.errors`."""

from collections.abc import Mapping
from typing import Any


class AppError(Exception):
    """A refusal with a stable code, an HTTP status and facts a program may read."""

    code = "error"
    status = 400

    def __init__(self, message: str, *, code: str | None = None, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts: dict[str, Any] = facts
        if code is not None:
            self.code = code


class Invalid(AppError):
    """Input that cannot be taken; `fields` maps a field's name to words that say how to mend it."""

    code = "request.invalid"
    status = 422

    def __init__(
        self, message: str, *, fields: Mapping[str, str] | None = None, code: str | None = None, **facts: Any
    ) -> None:
        super().__init__(message, code=code, **facts)
        self.fields = dict(fields or {})


class BadRequest(AppError):
    code = "request.bad"
    status = 400


class Unauthorized(AppError):
    code = "auth.required"
    status = 401


class PaymentRequired(AppError):
    code = "payment.declined"
    status = 402


class Forbidden(AppError):
    code = "auth.forbidden"
    status = 403


class NotFound(AppError):
    code = "not_found"
    status = 404


class Conflict(AppError):
    code = "conflict"
    status = 409


class TooMany(AppError):
    """Rate limit reached; `retry_after` is in seconds."""

    code = "rate.limited"
    status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(AppError):
    code = "unavailable"
    status = 503


class NoTenant(Unavailable):
    """Code that needs a tenant ran without one: always a bug or a forged message."""

    code = "tenancy.no_tenant"
    status = 500


class TenantMixup(Unavailable):
    """One transaction met two tenants: always a bug."""

    code = "tenancy.mixup"
    status = 500
