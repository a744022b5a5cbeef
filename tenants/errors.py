"""Refusals of the control plane."""

from app.core.errors import Conflict, Invalid, NotFound


class SlugInvalid(Invalid):
    """A short name that cannot be a host name's first part, or that the platform keeps for itself."""

    code = "tenancy.slug_invalid"


class AlreadyTaken(Conflict):
    """A slug or host that another tenant has."""

    code = "tenancy.taken"


class TenantUnknown(NotFound):
    code = "tenancy.unknown"


class PlanUnknown(NotFound):
    code = "tenancy.plan_unknown"


class PlanLimitReached(Conflict):
    """More of something than the tenant's plan allows."""

    code = "tenancy.plan_limit"


class WrongState(Conflict):
    """An act that the tenant's state does not allow, such as deleting before the waiting time is over."""

    code = "tenancy.state"


class HostInvalid(Invalid):
    """Not a domain name."""

    code = "tenancy.host_invalid"
