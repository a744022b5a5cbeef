"""Refusals of the identity domain."""

from app.core.errors import BadRequest, Conflict, Forbidden, Invalid


class LastAdministrator(Conflict):
    code = "identity.last_administrator"


class BeyondOwnRights(Forbidden):
    code = "identity.beyond_own_rights"


class BuiltinRole(Conflict):
    code = "identity.builtin_role"


class RoleInUse(Conflict):
    code = "identity.role_in_use"


class EmailTaken(Conflict):
    code = "identity.email_taken"


class BadLink(BadRequest):
    """A one-time link that is wrong, used or too old."""

    code = "identity.bad_link"


class WrongPassword(Invalid):
    code = "identity.wrong_password"


class SecondFactorRequired(Conflict):
    """The shop demands a second factor of everybody, so none can be turned off."""

    code = "identity.second_factor_required"


class WrongCode(Invalid):
    code = "identity.wrong_code"
